"""Entries have one form of bytes only, and nothing else is read as one."""

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from control_room.audit.entry import (
    MAX_BYTES,
    MAX_INTEGER,
    SIGNED_AT_ONCE,
    Act,
    Entry,
    Kind,
    NotAnEntry,
    Result,
    canonical_bytes,
    commitment,
    read_entry,
    read_moment,
)

ENTRY = Entry(
    log="vigie.local/33063/0123456789abcdef",
    seq=7,
    at=datetime(2026, 3, 14, 22, 5, 9, 120, tzinfo=UTC),
    mono_ns=123456789,
    boot="00ff",
    workstation="poste-1",
    actor="12",
    act=Act.INCIDENT_TAGGED,
    obj="incident/MC-20260314-0001",
    role="operator",
    session="0011223344556677",
    reason="tranquillity",
    details={"camera": 12, "live": True, "note": "été"},
    commitment="ab" * 32,
)

GOLDEN = (
    '{"act":"incident.tagged","actor":"12","boot":"00ff","com":"' + "ab" * 32 + '",'
    '"d":{"camera":12,"live":true,"note":"été"},"log":"vigie.local/33063/0123456789abcdef",'
    '"mono":123456789,"obj":"incident/MC-20260314-0001","res":"done","role":"operator","seq":7,'
    '"sess":"0011223344556677","t":"2026-03-14T22:05:09.000120Z","v":1,"why":"tranquillity",'
    '"ws":"poste-1"}'
).encode()


def test_an_entry_has_exactly_these_bytes():
    assert ENTRY.canonical() == GOLDEN


def test_an_entry_is_read_back_as_it_was():
    assert read_entry(GOLDEN) == ENTRY


def test_absent_fields_are_left_out():
    bare = replace(
        ENTRY, role=None, session=None, reason=None, details={}, commitment=None, actor="system"
    )
    assert set(json.loads(bare.canonical())) == {
        "v", "log", "seq", "t", "mono", "boot", "ws", "actor", "act", "obj", "res"
    }  # fmt: skip
    assert read_entry(bare.canonical()) == bare


def test_a_moment_of_another_zone_is_written_in_utc():
    paris = ENTRY.at.astimezone(timezone(timedelta(hours=1)))
    assert replace(ENTRY, at=paris).canonical() == GOLDEN


_texts = st.text(st.characters(codec="utf-8"), max_size=30).filter(
    lambda text: unicodedata.is_normalized("NFC", text)
)
_details = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True),
    st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | _texts,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(
    obj=_texts, details=_details, seq=st.integers(0, MAX_INTEGER), result=st.sampled_from(Result)
)
def test_the_bytes_are_those_of_rfc_8785(obj, details, seq, result):
    entry = replace(ENTRY, obj=obj, details=details, seq=seq, result=result)
    canonical = entry.canonical()
    assert canonical == rfc8785.dumps(json.loads(canonical))
    assert read_entry(canonical) == entry


def test_texts_are_escaped_as_in_the_example_of_rfc_8785():
    """Section 3.2.2, the text of its example: its numbers and nulls have no place in an entry."""
    text = '€$\u000f\nA\'B"\\\\"/'
    assert canonical_bytes({"string": text}) == (
        rb'{"string":"' + "€".encode() + rb"$\u000f\nA" + b"'" + rb'B\"\\\\\"/"}'
    )


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True),
        _texts | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.booleans(),
    )
)
def test_objects_are_written_as_the_reference_writes_them(fields):
    assert canonical_bytes(fields) == rfc8785.dumps(fields)


@pytest.mark.parametrize(
    "changes",
    [
        {"obj": "e\u0301"},  # not NFC
        {"obj": "\ud800"},  # lone surrogate
        {"seq": -1},
        {"seq": MAX_INTEGER + 1},
        {"seq": True},
        {"mono_ns": 1.0},
        {"workstation": 1},
        {"reason": 1},
        {"commitment": "ABC"},
        {"details": {"Upper": 1}},
        {"details": {"é": 1}},
        {"details": {"speed": 1.5}},
        {"details": {"big": MAX_INTEGER + 1}},
        {"details": {"nothing": None}},
        {"details": {"deep": {"er": 1}}},
        {"obj": "x" * MAX_BYTES},
    ],
)
def test_values_without_a_canonical_form_are_not_written(changes):
    with pytest.raises(NotAnEntry):
        replace(ENTRY, **changes).canonical()


def _with(**changes):
    return canonical_bytes({**json.loads(GOLDEN), **changes})


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 15000,
        GOLDEN + b" ",
        b" " + GOLDEN,
        GOLDEN.replace(b'"seq":7', b'"seq":7.0'),
        GOLDEN.replace(b'"seq":7', b'"seq":7e0'),
        GOLDEN.replace(b'"seq":7', b'"seq":NaN'),
        GOLDEN.replace(b'"seq":7', b'"seq":07'),
        GOLDEN.replace(b'"seq":7', b'"seq":-1'),
        GOLDEN.replace(b'"seq":7', b'"seq":6,"seq":7'),
        GOLDEN.replace(b'"v":1', b'"v":2'),
        GOLDEN.replace(b'"v":1', b'"v":true'),
        GOLDEN.replace("é".encode(), b"\\u00e9"),
        GOLDEN.replace(b"incident.tagged", b"incident.invented"),
        GOLDEN.replace(b'"done"', b'"perhaps"'),
        GOLDEN.replace(b".000120Z", b".120Z"),
        GOLDEN.replace(b".000120Z", b".000120+00:00"),
        GOLDEN.replace(b"2026-03-14", b"2026-02-30"),
        GOLDEN.replace(b'"why":"tranquillity"', b'"why":null'),
        GOLDEN.replace(b'{"camera":12,"live":true,"note":"\xc3\xa9t\xc3\xa9"}', b"{}"),
        GOLDEN.replace(b'{"camera":12,"live":true,"note":"\xc3\xa9t\xc3\xa9"}', b'"x"'),
        _with(extra=1),
        _with(obj=1),
        _with(obj="x" * MAX_BYTES),
        GOLDEN.replace(b'"poste-1"', b'"\\ud800"'),
    ],
)
def test_other_bytes_are_refused(damaged):
    assert damaged != GOLDEN
    with pytest.raises(NotAnEntry):
        read_entry(damaged)


def test_every_single_byte_changed_is_refused_or_another_entry():
    for place in range(len(GOLDEN)):
        damaged = bytearray(GOLDEN)
        damaged[place] ^= 1
        try:
            assert read_entry(bytes(damaged)) != ENTRY
        except NotAnEntry:
            continue


def test_a_commitment_is_the_hash_of_salt_and_payload():
    assert commitment(b"", b"abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert commitment(b"a", b"bc") == commitment(b"ab", b"c")
    assert commitment(b"1", b"abc") != commitment(b"2", b"abc")


def test_a_moment_needs_its_six_decimals():
    with pytest.raises(ValueError, match="six decimals"):
        read_moment("2026-03-14T22:05:09Z")


def test_each_act_has_its_kind_in_the_register():
    assert Act.INCIDENT_TAGGED.kind is Kind.COLLECTION
    assert Act.INCIDENT_NOTED.kind is Kind.MODIFICATION
    assert Act.CAMERA_ENLARGED.kind is Kind.CONSULTATION
    assert Act.REPORT_PRINTED.kind is Kind.COMMUNICATION
    assert Act.SESSION_OPENED.kind is Kind.SYSTEM
    assert {Act.SESSION_OPENED, Act.SESSION_CLOSED, Act.APP_STOPPED} <= SIGNED_AT_ONCE
