"""The stand-alone verifier by itself: its curve, its reading of entries, its closed lists."""

import random
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from control_room.audit.entry import SIGNED_AT_ONCE, Act, Entry, NotAnEntry, read_fields
from control_room.audit.findings import Finding, FindingCode
from control_room.audit.tiles import index_line
from resources.audit import verify as stranger
from tests.audit.tampering_logs import made

VECTORS = [
    # RFC 8032, 7.1: tests 1 to 3 and 1024: public key, message, signature.
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
            "f9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
            "f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
            "4dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_of_the_standard(public, message, signature):
    parts = [bytes.fromhex(part) for part in (public, signature, message)]
    assert stranger.signature_holds(*parts)
    for place, part in enumerate(parts[:2]):
        for bit in (0, 7, 200):
            bent = bytearray(part)
            bent[bit // 8] ^= 1 << bit % 8
            assert not stranger.signature_holds(*parts[:place], bytes(bent), *parts[place + 1 :])
    assert not stranger.signature_holds(*parts[:2], parts[2] + b"\x00")


def test_a_signature_with_another_form_of_its_number_does_not_hold():
    """The same number plus the order of the curve: accepted, it would be a second signature."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    signature = key.sign(b"log")
    order = 2**252 + 27742317777372353535851937790883648493
    number = int.from_bytes(signature[32:], "little") + order
    assert stranger.signature_holds(public, signature, b"log")
    twin = signature[:32] + number.to_bytes(32, "little")
    assert not stranger.signature_holds(public, twin, b"log")


def test_what_is_no_point_of_the_curve_signs_nothing():
    not_points = [bytes.fromhex("02" + "00" * 31), b"\xff" * 32, b"", bytes(31)]
    for public in not_points:
        assert not stranger.signature_holds(public, bytes(64), b"log")


def test_the_closed_lists_are_those_of_the_log():
    assert {act.value for act in Act} == stranger.ACTS
    assert {act.value for act in SIGNED_AT_ONCE} == stranger.SIGNED_AT_ONCE


def test_every_finding_of_the_log_has_its_sentences_and_weight():
    of_folder = {"tile.differs", "timestamp.wrong"}
    # Where the database lies and what guards it is not of the log itself.
    of_log = set(FindingCode) - {FindingCode.DATABASE_MOVED, FindingCode.GUARDS_MISSING}
    assert {code.value for code in of_log} == set(stranger.FINDINGS) - of_folder
    names = ["SOUND", "ALTERED", "TRUNCATED", "UNVERIFIABLE", "UNREADABLE"]
    for code in of_log:
        status = Finding(code).status.value
        assert stranger.FINDINGS[code.value][0] == names.index(status.upper()), code


def test_one_entry_is_not_told_as_several():
    for code, (_, spoken) in stranger.FINDINGS.items():
        ranged = "{until}" in "".join(spoken)
        assert ranged == (code in stranger.ONE_ENTRY), code
        assert "{until}" not in "".join(stranger.ONE_ENTRY.get(code, ())), code
    result = stranger.Result(
        "", (stranger.Finding("tail.unsigned", 14, 14),), 15, b"", 0, 0, 0, 0, True
    )
    assert "L’entrée 14 n’est pas encore signée." in stranger.sentences(result, 0, key_given=True)


def entry(**changes):
    fields = {
        "log": "vigie.local/33063/00",
        "seq": 7,
        "at": datetime(2026, 3, 14, 22, 5, 9, 120, tzinfo=UTC),
        "mono_ns": 12,
        "boot": "00ff",
        "workstation": "poste-1",
        "actor": "7",
        "act": Act.CAMERA_ENLARGED,
        "obj": "camera/12",
        "details": {"shown": 3, "first": True, "place": 'Halle "neuve"\t\\\u0001é\u2028😀'},
        "commitment": "0" * 64,
    }
    return Entry(**{**fields, **changes})


def readings(canonical):
    """What both readers make of the bytes; None if they refuse them."""
    try:
        ours = read_fields(canonical)
    except NotAnEntry:
        ours = None
    try:
        theirs = stranger.read_entry(canonical)
    except stranger.Malformed:
        theirs = None
    return ours, theirs


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"details": {"n": 2**53 - 1, "m": -(2**53) + 1, "z": 0}},
        {"details": {}},
        {"commitment": None, "role": "operator", "session": "ab", "reason": "c"},
        {"obj": ""},
        {"obj": "".join(map(chr, range(0x80)))},
        {"obj": "\u00e9\ufb01\U0001f600\u00a0\u2009"},
        {"at": datetime(1, 1, 1, tzinfo=UTC)},
    ],
)
def test_an_entry_is_read_as_it_was_written(changes):
    ours, theirs = readings(entry(**changes).canonical())
    assert ours is not None
    assert theirs == ours


WRONG = [
    (b'"seq":7', b'"seq":07'),
    (b'"seq":7', b'"seq":-0'),
    (b'"seq":7', b'"seq":-7'),
    (b'"seq":7', b'"seq":7.0'),
    (b'"seq":7', b'"seq":7e0'),
    (b'"seq":7', b'"seq":true'),
    (b'"seq":7', b'"seq":9007199254740992'),
    (b'"seq":7', b'"seq": 7'),
    (b'"seq":7', b'"seq":7,"seq":7'),
    (b'"v":1', b'"v":true'),
    (b'"v":1', b'"v":2'),
    (b'"actor":"7"', b'"actor":7'),
    (b'"actor":"7"', b'"actor":null'),
    (b'"actor":"7"', b'"actor":"\\u0037"'),
    (b'"actor":"7"', b'"actor":"e\xcc\x81"'),
    (b'"actor":"7"', b'"actor":"\xed\xa0\x80"'),
    (b'"actor":"7"', b'"actor":"\\ud800"'),
    (b'"actor":"7"', b'"actor":"\\/"'),
    (b'"actor":"7"', b'"actor":"\t"'),
    (b'"act":"camera.enlarged"', b'"act":"camera.exploded"'),
    (b'"res":"done"', b'"res":"perhaps"'),
    (b'"t":"2026-03-14', b'"t":"2026-02-30'),
    (b'.000120Z"', b'.00012Z"'),
    (b'"shown":3', b'"shown":[3]'),
    (b'"shown":3', b'"Shown":3'),
    (b'"d":{', b'"d":{"a":{},'),
    (b'"com":"0', b'"com":"g'),
    (b'"first":true,', b'"first":True,'),
    (b'{"act"', b' {"act"'),
    (b'"poste-1"}', b'"poste-1"} '),
    (b'"poste-1"}', b'"poste-1","z":""}'),
    (b'"poste-1"}', b'"poste-1"'),
    (b"\\u0001", b"\x01"),
    (b"\\u0001", b"\\u000A"),
]


@pytest.mark.parametrize(("old", "new"), WRONG)
def test_another_form_is_refused_by_both(old, new):
    canonical = entry().canonical()
    if old not in canonical:
        pytest.fail("the entry does not hold what is to be changed")
    assert readings(canonical.replace(old, new, 1)) == (None, None)


def test_both_read_bent_bytes_alike():
    chance = random.Random(20260314)
    whole = entry().canonical()
    pieces = [
        b'"',
        b"\\",
        b"{",
        b"}",
        b",",
        b":",
        b"0",
        b"\xc3\xa9",
        b"true",
        b"\\u0000",
        b"",
        b" ",
    ]
    for _ in range(4000):
        at = chance.randrange(len(whole))
        cut = chance.randrange(3)
        bent = whole[:at] + chance.choice(pieces) + whole[at + cut :]
        ours, theirs = readings(bent)
        assert ours == theirs, bent


def test_the_longest_entry():
    longest = entry(obj="o" * (16 * 1024 - len(entry(obj="").canonical()))).canonical()
    assert len(longest) == 16 * 1024
    assert None not in readings(longest)
    assert readings(longest.replace(b"oo", b"ooo", 1)) == (None, None)


def test_columns_are_derived_alike():
    for row in made(5, lawful_loss=False).rows:
        cells = index_line(row).decode().rstrip("\n").split("\t")
        fields = stranger.read_entry(row.canonical)
        assert stranger.derived_columns(fields) == tuple(cells[2:])
