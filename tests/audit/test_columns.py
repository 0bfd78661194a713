"""The quick way of reading an entry's columns takes nothing that the strict way refuses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control_room.audit.columns import read_columns
from control_room.audit.entry import MAX_BYTES, MAX_INTEGER, Act, NotAnEntry, Result, read_fields
from tests.audit.test_entry import ENTRY, GOLDEN, _details, _texts


def the_strict_way(canonical):
    fields = read_fields(canonical)
    return (
        *(fields[name] for name in ("seq", "t", "act", "actor", "obj")),
        f"{fields['boot']}/{fields['mono']}",
        fields["log"],
        fields.get("com"),
    )


def outcome(read, canonical):
    try:
        return read(canonical)
    except NotAnEntry:
        return None


def test_columns_of_an_entry():
    assert read_columns(GOLDEN) == (
        7,
        "2026-03-14T22:05:09.000120Z",
        "incident.tagged",
        "12",
        "incident/MC-20260314-0001",
        "00ff/123456789",
        "vigie.local/33063/0123456789abcdef",
        "ab" * 32,
    )


_entries = st.builds(
    replace,
    st.just(ENTRY),
    obj=_texts,
    actor=_texts,
    details=_details,
    seq=st.integers(0, MAX_INTEGER),
    mono_ns=st.integers(-MAX_INTEGER, MAX_INTEGER),
    act=st.sampled_from(Act),
    result=st.sampled_from(Result),
    at=st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)),  # noqa: DTZ001
    role=st.none() | _texts,
    session=st.none() | _texts,
    reason=st.none() | _texts,
    commitment=st.none() | st.just("0f" * 32),
)


@settings(max_examples=100, deadline=None)
@given(_entries)
def test_every_entry_has_the_same_columns_both_ways(entry):
    canonical = entry.canonical()
    assert read_columns(canonical) == the_strict_way(canonical)


@settings(max_examples=200, deadline=None)
@given(_entries, st.data())
def test_altered_bytes_are_refused_or_read_alike(entry, data):
    canonical = bytearray(entry.canonical())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(canonical) - 1))
        put = data.draw(st.sampled_from([b"", b",", b'"', b"0", b"-", b"\\", b"}", b"\xcc\x81"]))
        canonical[place : place + data.draw(st.integers(0, 1))] = put
    altered = bytes(canonical)
    assert outcome(read_columns, altered) == outcome(the_strict_way, altered)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"camera":12,"live":true', b'"live":true,"camera":12'),
        (b'"camera":12,"live":true', b'"camera":12,"camera":true'),
        (b'"camera":12', b'"camera":12.0'),
        (b'"camera":12', b'"camera":-0'),
        (b'"camera":12', b'"camera":012'),
        (b'"camera":12', b'"camera":9007199254740992'),
        (b'"camera":12', b'"Camera":12'),
        (b'"seq":7', b'"seq":-7'),
        (b'"seq":7', b'"seq":9007199254740992'),
        (b'"mono":123456789', b'"mono":123456789012345678'),
        (b'"mono":123456789', b'"mono":-0'),
        (b"2026-03-14T22", b"2026-02-30T22"),
        (b"2026-03-14T22", b"2026-03-14T24"),
        (b"incident.tagged", b"incident.invented"),
        (b"poste-1", b"poste-\x01"),
        (b"poste-1", b"poste-\xff"),
        (b"poste-1", "poste-e\u0301".encode()),
        (b"poste-1", b"p" * MAX_BYTES),
        (b'"ws":"poste-1"}', b'"ws":"poste-1"}\n'),
    ],
)
def test_what_the_strict_way_refuses_the_quick_way_refuses(old, new):
    damaged = GOLDEN.replace(old, new)
    assert damaged != GOLDEN
    for read in (read_columns, the_strict_way):
        with pytest.raises(NotAnEntry):
            read(damaged)


@pytest.mark.parametrize("number", [0, 9 * 10**14, 8 * 10**15, MAX_INTEGER])
def test_the_largest_numbers_are_read(number):
    canonical = replace(ENTRY, seq=number, mono_ns=-number).canonical()
    assert read_columns(canonical)[0] == number
