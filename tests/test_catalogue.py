"""Law as data: the shipped catalogues hold the rules, and a mistake is named with file and key."""

import re
from datetime import date

import pytest

from control_room.catalogue import CatalogueMistake, read_offences, read_reasons
from control_room.domain.agent import Quality
from control_room.domain.offence import Basis
from control_room.domain.shift import Reason
from control_room.places import resource

OFFENCES = resource("law/offences.toml")
REASONS = resource("law/reasons.toml")
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def catalogue():
    return read_offences(OFFENCES)


def test_a_parking_offence_gives_no_reduced_fine(catalogue):
    parking = [o for o in catalogue.offences if o.defined_by.startswith("ART.R.417")]
    assert len(parking) >= 18
    assert all(offence.amounts.reduced_eur is None for offence in parking)


def test_amounts_follow_the_class(catalogue):
    found = {
        (o.fine_class, o.amounts.fixed_eur, o.amounts.increased_eur) for o in catalogue.offences
    }
    assert found == {(2, 35, 75), (4, 135, 375), (5, 200, 450)}


def test_the_basis_is_the_one_that_the_official_list_cites(catalogue):
    for offence in catalogue.offences:
        assert offence.basis.replace("L", "ART.L.") in offence.defined_by
        if offence.basis is Basis.FINE_OWED:
            assert f"R.121-6 {offence.item}" in offence.defined_by


def test_no_offence_takes_points_from_the_holder(catalogue):
    assert {offence.liability.points for offence in catalogue.offences} == {0}


def test_asvp_record_parking_only(catalogue):
    asvp = {o.natinf for o in catalogue.offences if o.open_to(Quality.ASVP)}
    parking = [o for o in catalogue.offences if o.defined_by.startswith("ART.R.417")]
    assert asvp == {offence.natinf for offence in parking}
    assert {offence.basis for offence in parking} == {Basis.HOLDER_LIABLE}
    assert not any(offence.open_to(Quality.NONE) for offence in catalogue.offences)


@pytest.mark.parametrize("natinf", [201, 210, 6111, 7582, 31096, 24090])
def test_what_has_no_basis_or_left_the_list_is_not_there(catalogue, natinf):
    assert catalogue.find(natinf, DAY) is None


def test_the_rule_before_crossings_changes_on_the_first_of_january_2027(catalogue):
    before = catalogue.find(31092, date(2026, 12, 31))
    after = catalogue.find(31092, date(2027, 1, 1))
    assert set(before.statements) - set(after.statements) == {"outside_marked_bay"}


def test_every_row_says_where_and_when_it_was_read(catalogue):
    assert all(o.source.licence == "Licence Ouverte 2.0" for o in catalogue.offences)
    for offence in catalogue.offences:
        for source in (offence.source, offence.amounts.source, offence.competence):
            assert source.title
            assert source.read_on == DAY


def test_every_reason_rests_on_a_purpose_or_says_what_else():
    reasons = read_reasons(REASONS)
    assert set(reasons) == set(Reason)
    assert reasons[Reason.ROAD_OFFENCE].number == 4
    assert reasons[Reason.DUMPING].number == 11
    assert reasons[Reason.CONTROL].number is None
    assert "R253-5" in reasons[Reason.CONTROL].text


@pytest.mark.parametrize(
    ("was", "becomes", "key"),
    [
        ("natinf = 31088\n", 'natinf = "31088"\n', "offence[1].natinf"),
        ("natinf = 31088\n", "", "offence[1].natinf"),
        ("natinf = 31088\n", "natinf = 31089\n", "offence[2].natinf"),
        ("class = 4\n", "class = 6\n", "offence[1].class"),
        ("class = 4\n", "class = true\n", "offence[1].class"),
        ("fixed_eur = 135\n", "fixed_eur = 500\n", "offence[1].fixed_eur"),
        ('basis = "L121-2"\nqual', 'basis = "L121-9"\nqual', "offence[1].basis"),
        ('basis = "L121-2"\nqual', 'basis = "L121-3"\nqual', "offence[1].item"),
        ('["asvp", "pm"]', '["asvp", "none"]', "offence[1].qualities"),
        ('["driver_absent", "marking_seen"]', '["asleep"]', "offence[1].statements"),
        ("short =", "shrt =", "offence[1].short"),
        ('reason = "dumping"', 'reason = "boredom"', "offence[20].reason"),
        ("increased_eur = 375\n", "increased_eur = 375\nextra = 1\n", "offence[1].extra"),
        ("valid_until = 2026-12-31\n", "valid_until = 2027-12-31\n", "offence[6].natinf"),
        ("valid_until = 2026-12-31\n", 'valid_until = "soon"\n', "offence[5].valid_until"),
        ("[source]\n", "[sources]\n", "source"),
        ("[source]\n", "[rumours]\n[source]\n", "rumours"),
        ("[[offence]]", "[[offence]", "file"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path, was, becomes, key):
    text = OFFENCES.read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "offences.toml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(CatalogueMistake, match=re.escape(f"offences.toml, {key}")) as caught:
        read_offences(path)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("was", "becomes", "key"),
    [
        ('code = "fire"', 'code = "doubt"', "reason[4].code"),
        ('code = "fire"', 'code = "flood"', "reason[4].code"),
        ("purpose = 11", "purpose = 12", "reason[7].purpose"),
        ('\n[[reason]]\ncode = "maintenance"\ntext = "Maintenance du système"\n', "", "reason"),
    ],
)
def test_a_mistake_in_the_reasons_is_named(tmp_path, was, becomes, key):
    text = REASONS.read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "reasons.toml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(CatalogueMistake) as caught:
        read_reasons(path)
    assert caught.value.key == key


def test_a_missing_file_is_a_mistake_of_the_installation(tmp_path):
    with pytest.raises(CatalogueMistake, match="install Vigie again"):
        read_offences(tmp_path / "offences.toml")
