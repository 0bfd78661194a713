"""Plates: normal forms, impossible forms with their reason, look-alikes only proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control_room.domain.plate import Country, PlateSystem, read_plate


@pytest.mark.parametrize(
    ("typed", "text", "system"),
    [
        ("ab 123 cd", "AB-123-CD", PlateSystem.SIV),
        ("AB.123.CD", "AB-123-CD", PlateSystem.SIV),
        ("WW-123-AB", "WW-123-AB", PlateSystem.PROVISIONAL),
        ("w 123 ab", "W-123-AB", PlateSystem.GARAGE),
        ("ab12c", "AB-12-C", PlateSystem.MOPED),
        ("1234AB75", "1234 AB 75", PlateSystem.FNI),
        ("12 U 2a", "12 U 2A", PlateSystem.FNI),
        ("1 A 971", "1 A 971", PlateSystem.FNI),
    ],
)
def test_french_forms_are_normalised(typed, text, system):
    reading = read_plate(typed)
    assert (reading.text, reading.system, reading.problem) == (text, system, None)
    assert reading.typed == typed


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("AI-123-AB", "I is never used"),
        ("AB-123-CO", "O is never used"),
        ("AB-123-UC", "U is never used"),
        ("AA-000-AA", "000 does not exist"),
        ("SS-123-AB", "SS are never used"),
        ("AB-123-SS", "SS are never used"),
        ("1234 AB 96", "Not a French form"),
        ("1234 AB 00", "Not a French form"),
        ("ABC", "Not a French form"),
        ("AB-١٢٣-CD", "Not a French form"),
    ],
)
def test_impossible_forms_are_refused_with_the_reason(typed, reason):
    reading = read_plate(typed)
    assert reading.text == ""
    assert reason in str(reading.problem)


def test_look_alikes_are_proposed_and_never_applied():
    reading = read_plate("AO-1Z3-AB")
    assert reading.text == ""
    assert reading.suggestions == ("AD-123-AB", "AQ-123-AB")


def test_a_possible_plate_is_left_as_it_is():
    assert read_plate("AB-888-CD").suggestions == ()


def test_nothing_typed_is_no_problem_and_no_plate():
    reading = read_plate("  ")
    assert (reading.text, reading.problem) == ("", None)


def test_foreign_plates_keep_their_dashes():
    reading = read_plate("m-ab  1234", Country.GERMANY)
    assert (reading.text, reading.system) == ("M-AB 1234", PlateSystem.FOREIGN)


@pytest.mark.parametrize("typed", ["A", "A" * 13, "AB_12", "-A"])
def test_impossible_foreign_plates_are_refused(typed):
    assert "2 to 12" in str(read_plate(typed, Country.BELGIUM).problem)


@given(st.text(max_size=14), st.sampled_from(Country))
def test_reading_what_was_read_changes_nothing(typed, country):
    first = read_plate(typed, country)
    if first.text:
        again = read_plate(first.text, country)
        assert (again.text, again.system) == (first.text, first.system)
    for suggestion in first.suggestions:
        assert read_plate(suggestion).text == suggestion


def test_every_country_has_a_name():
    assert len({str(country.text) for country in Country}) == len(Country)
