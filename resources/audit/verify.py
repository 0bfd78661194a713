#!/usr/bin/env python3
"""Vérifie un journal d'audit exporté par Vigie. Verifies an audit log exported by Vigie.

    python3 verify.py DOSSIER [--anchor FICHIER …] [--site-vkey CLÉ] [--lang fr|en]

Needs Python 3.9 or later and nothing else; time stamps are checked with the `openssl` command.
Nothing is written. It shares no code with Vigie: it is a second reading of the same rules.

Exit codes: 0 sound, 1 altered, 2 truncated or rolled back, 3 cannot be verified, 4 unreadable.

What is checked, in this order:
 1. the certificates of the epochs' keys, by the site's key (Ed25519, RFC 8032);
 2. the signature of every checkpoint and anchor (C2SP signed-note, tlog-checkpoint);
 3. every entry: its one form (RFC 8785, restricted), its place, its hash in the tile (RFC 6962,
    C2SP tlog-tiles), the columns of index.tsv, the commitment of its personal data;
 4. the root of the tree at the size of every checkpoint and anchor;
 5. that keys were handed over, payloads erased and entries pruned by acts of the log itself.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import datetime as dt
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import (
    Any,
    NamedTuple,
)

SOUND, ALTERED, TRUNCATED, UNVERIFIABLE, UNREADABLE = range(5)
_WORST_FIRST = (UNREADABLE, ALTERED, TRUNCATED, UNVERIFIABLE, SOUND)

VERDICTS = {
    SOUND: ("Le journal est intègre.", "The log is sound."),
    ALTERED: ("Le journal a été altéré.", "The log was altered."),
    TRUNCATED: (
        "Le journal a été tronqué ou ramené à un état antérieur.",
        "The log was truncated or put back to an older state.",
    ),
    UNVERIFIABLE: ("Le journal ne peut pas être vérifié.", "The log cannot be verified."),
    UNREADABLE: ("Le dossier ne peut pas être lu.", "The folder cannot be read."),
}

FINDINGS = {
    "file.unreadable": (
        UNREADABLE,
        (
            "Ce n’est pas un export de Vigie, ou un fichier ne peut pas être lu.",
            "Not an export of Vigie, or a file cannot be read.",
        ),
    ),
    "sequence.broken": (
        ALTERED,
        (
            "Entrée {seq} : la suite est rompue ; des entrées manquent ou sont doublées.",
            "Entry {seq}: the sequence is broken; entries are missing or doubled.",
        ),
    ),
    "entry.missing_bytes": (
        ALTERED,
        (
            "Entrée {seq} : son contenu a disparu, et aucun acte du journal ne l’a effacé.",
            "Entry {seq}: its content is gone, and no act of the log erased it.",
        ),
    ),
    "entry.malformed": (
        ALTERED,
        (
            "Entrée {seq} : ses octets ne sont pas ceux d’une entrée.",
            "Entry {seq}: its bytes are not those of an entry.",
        ),
    ),
    "entry.foreign": (
        ALTERED,
        (
            "Entrée {seq} : elle appartient à un autre journal.",
            "Entry {seq}: it belongs to another log.",
        ),
    ),
    "leaf.differs": (
        ALTERED,
        (
            "Entrée {seq} : elle a été altérée après son enregistrement.",
            "Entry {seq}: it was altered after it was recorded.",
        ),
    ),
    "tile.differs": (
        ALTERED,
        (
            "Entrée {seq} : les empreintes du dossier tile ne sont pas celles des entrées.",
            "Entry {seq}: the hashes of the tile folder are not those of the entries.",
        ),
    ),
    "columns.differ": (
        ALTERED,
        (
            "Entrée {seq} : index.tsv ne dit pas ce que dit l’entrée.",
            "Entry {seq}: index.tsv does not say what the entry says.",
        ),
    ),
    "payload.differs": (
        ALTERED,
        (
            "Entrée {seq} : ses données personnelles ont été altérées.",
            "Entry {seq}: its personal data were altered.",
        ),
    ),
    "payload.missing": (
        ALTERED,
        (
            "Entrée {seq} : ses données personnelles manquent, sans effacement inscrit au journal.",
            "Entry {seq}: its personal data are missing, and no act of the log erased them.",
        ),
    ),
    "checkpoint.malformed": (
        ALTERED,
        (
            "Un point de contrôle n’est pas lisible.",
            "A checkpoint is not readable.",
        ),
    ),
    "checkpoint.forged": (
        ALTERED,
        (
            "Un point de contrôle n’est pas signé avec la clé de ce journal.",
            "A checkpoint was not signed with the key of this log.",
        ),
    ),
    "checkpoint.root_differs": (
        ALTERED,
        (
            "Entrées {seq} à {until} : ce n’est pas ce qui a été signé.",
            "Entries {seq} to {until}: not what was signed.",
        ),
    ),
    "checkpoint.beyond_end": (
        TRUNCATED,
        (
            "Les entrées {seq} à {until} ont été signées et manquent.",
            "Entries {seq} to {until} were signed and are missing.",
        ),
    ),
    "checkpoint.wrong_epoch": (
        ALTERED,
        (
            "Entrée {seq} : un point de contrôle est signé par une clé qui n’avait pas cours.",
            "Entry {seq}: a checkpoint is signed by a key that was not in force.",
        ),
    ),
    "epoch.forged": (
        ALTERED,
        (
            "Le certificat d’une clé n’est pas signé par la clé du site.",
            "A key's certificate is not signed by the site's key.",
        ),
    ),
    "epoch.missing": (
        ALTERED,
        (
            "Entrée {seq} : la clé qu’elle annonce n’a pas de certificat.",
            "Entry {seq}: the key that it announces has no certificate.",
        ),
    ),
    "epoch.differs": (
        ALTERED,
        (
            "Entrée {seq} : la clé qu’elle annonce n’est pas celle du certificat.",
            "Entry {seq}: the key that it announces is not that of the certificate.",
        ),
    ),
    "epoch.not_handed_over": (
        ALTERED,
        (
            "Entrée {seq} : la clé précédente n’a pas signé le changement de clé.",
            "Entry {seq}: the key before did not sign the change of key.",
        ),
    ),
    "epoch.beyond_end": (
        TRUNCATED,
        (
            "Entrées {seq} à {until} : un certificat les suppose et elles manquent.",
            "Entries {seq} to {until}: a certificate needs them and they are missing.",
        ),
    ),
    "tail.unsigned": (
        SOUND,
        (
            "Les entrées {seq} à {until} ne sont pas encore signées.",
            "Entries {seq} to {until} are not signed yet.",
        ),
    ),
    "tail.too_long": (
        ALTERED,
        (
            "Les entrées {seq} à {until} ont perdu leurs points de contrôle.",
            "Entries {seq} to {until} lost their checkpoints.",
        ),
    ),
    "tail.too_old": (
        ALTERED,
        (
            "Les entrées {seq} à {until} devraient être signées et ne le sont pas.",
            "Entries {seq} to {until} should have been signed and are not.",
        ),
    ),
    "tail.after_stop": (
        ALTERED,
        (
            "Les entrées {seq} à {until} suivent l’arrêt de la console, sans signature.",
            "Entries {seq} to {until} come after the console stopped, unsigned.",
        ),
    ),
    "signatures.missing": (
        UNVERIFIABLE,
        (
            "Entrées {seq} à {until} : toutes les signatures manquent.",
            "Entries {seq} to {until}: all signatures are missing.",
        ),
    ),
    "key.missing": (
        UNVERIFIABLE,
        (
            "La clé publique du site manque ou est illisible : les signatures ne prouvent rien.",
            "The site's public key is missing or not readable: the signatures prove nothing.",
        ),
    ),
    "anchor.unreadable": (
        UNVERIFIABLE,
        (
            "Une ancre n’est pas lisible.",
            "An anchor is not readable.",
        ),
    ),
    "anchor.foreign": (
        UNVERIFIABLE,
        (
            "Une ancre est celle d’un autre journal.",
            "An anchor is of another log.",
        ),
    ),
    "anchor.beyond_end": (
        TRUNCATED,
        (
            "Les entrées {seq} à {until} sont attestées par une ancre et manquent ici.",
            "Entries {seq} to {until} are in an anchor and missing here.",
        ),
    ),
    "anchor.root_differs": (
        TRUNCATED,
        (
            "Entrées {seq} à {until} : ce n’est pas ce qu’une ancre atteste.",
            "Entries {seq} to {until}: another history than in an anchor.",
        ),
    ),
    "timestamp.wrong": (
        UNVERIFIABLE,
        (
            "Un horodatage ne tient pas ou n’est pas celui de son ancre.",
            "A time stamp does not hold or is not that of its anchor.",
        ),
    ),
}
"""What each finding makes of the log, and its sentence in French and English."""

ONE_ENTRY = {
    "checkpoint.root_differs": (
        "Entrée {seq} : ce n’est pas ce qui a été signé.",
        "Entry {seq}: not what was signed.",
    ),
    "checkpoint.beyond_end": (
        "L’entrée {seq} a été signée et manque.",
        "Entry {seq} was signed and is missing.",
    ),
    "epoch.beyond_end": (
        "Entrée {seq} : un certificat la suppose et elle manque.",
        "Entry {seq}: a certificate needs it and it is missing.",
    ),
    "tail.unsigned": (
        "L’entrée {seq} n’est pas encore signée.",
        "Entry {seq} is not signed yet.",
    ),
    "tail.too_long": (
        "L’entrée {seq} a perdu son point de contrôle.",
        "Entry {seq} lost its checkpoint.",
    ),
    "tail.too_old": (
        "L’entrée {seq} devrait être signée et ne l’est pas.",
        "Entry {seq} should have been signed and is not.",
    ),
    "tail.after_stop": (
        "L’entrée {seq} suit l’arrêt de la console, sans signature.",
        "Entry {seq} comes after the console stopped, unsigned.",
    ),
    "signatures.missing": (
        "Entrée {seq} : sa signature manque.",
        "Entry {seq}: its signature is missing.",
    ),
    "anchor.beyond_end": (
        "L’entrée {seq} est attestée par une ancre et manque ici.",
        "Entry {seq} is in an anchor and missing here.",
    ),
    "anchor.root_differs": (
        "Entrée {seq} : ce n’est pas ce qu’une ancre atteste.",
        "Entry {seq}: another history than in an anchor.",
    ),
}
"""The sentence where the entries concerned are a single one."""

MAX_UNSIGNED = 64
MAX_UNSIGNED_SPAN = dt.timedelta(seconds=60)
MAX_NOTE_CHARS = 1_000_000
MAX_ENTRY_BYTES = 16 * 1024
MAX_INTEGER = 2**53 - 1
WIDTH = 256
MAX_BUNDLE_BYTES = WIDTH * (2 + 0xFFFF)
MAX_LINE_BYTES = 1 << 20
MAX_ANCHORS = 10_000
MAX_STAMP_BYTES = 1 << 20

ACTS = frozenset(
    {
        "app.started",
        "app.stopped",
        "session.opened",
        "session.refused",
        "session.closed",
        "session.locked",
        "session.unlocked",
        "session.unlock_refused",
        "reason.changed",
        "agent.created",
        "act.denied",
        "wall.shown",
        "wall.saved",
        "wall.renamed",
        "wall.removed",
        "wall.remembered",
        "tour.saved",
        "tour.removed",
        "camera.enlarged",
        "camera.reduced",
        "camera.replayed",
        "camera.health",
        "still.kept",
        "still.consulted",
        "incident.tagged",
        "incident.noted",
        "incident.closed",
        "report.opened",
        "report.shot",
        "report.saved",
        "report.printed",
        "report.consulted",
        "audit.consulted",
        "audit.verified",
        "audit.anchored",
        "audit.exported",
        "audit.pruned",
        "personal.erased",
        "integrity.alert",
        "alert.accounted",
        "key.rotated",
        "shift.handed_over",
        "spool.imported",
        "clock.stepped",
        "database.backed_up",
        "database.restored",
        "database.moved",
        "guards.put_back",
        "disk.changed",
        "evidence.checked",
        "records.checked",
        "log.witnessed",
    }
)
SIGNED_AT_ONCE = frozenset(
    {
        "app.started",
        "app.stopped",
        "session.opened",
        "session.closed",
        "agent.created",
        "report.printed",
        "audit.anchored",
        "audit.exported",
        "audit.pruned",
        "personal.erased",
        "integrity.alert",
        "alert.accounted",
        "key.rotated",
        "shift.handed_over",
        "spool.imported",
        "database.restored",
        "database.moved",
        "guards.put_back",
    }
)
"""Acts after which a console signs the log in the same moment."""


# Ed25519, verification only (RFC 8032, 5.1.7). Nothing here is secret, so time may vary.

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

Point = tuple[int, int, int, int]
"""Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z."""

_NEUTRAL: Point = (0, 1, 1, 0)


@lru_cache(maxsize=4096)
def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is that of the key; the same note may come as anchor too."""
    rows = _multiples(public)
    if not rows or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= _ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    x, y, z, t = _times(challenge, rows)
    reached = _sum(_times(scalar, _multiples(_BASE)), (_P - x, y, z, _P - t))
    return _compressed(reached) == signature[:32]


def _decompressed(encoded: bytes) -> Point | None:
    if len(encoded) != 32:
        return None
    y = int.from_bytes(encoded, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if x * x % _P != square or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = _P - x
    return x, y, 1, x * y % _P


def _compressed(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _sum(one: Point, other: Point) -> Point:
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = 2 * t1 * t2 * _D % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, rows: list[list[Point]]) -> Point:
    reached = _NEUTRAL
    for row in rows:
        digit = scalar & 15
        if digit:
            reached = _sum(reached, row[digit])
        scalar >>= 4
    return reached


@lru_cache(maxsize=256)
def _multiples(encoded: bytes) -> list[list[Point]]:
    """Row i holds 0 to 15 times 16**i times the point, so that a multiplication is 64 sums.

    No rows if the bytes are no point of the curve.
    """
    rows: list[list[Point]] = []
    point = _decompressed(encoded)
    if point is None:
        return rows
    for _ in range(64):
        row = [_NEUTRAL]
        for _ in range(15):
            row.append(_sum(row[-1], point))
        rows.append(row)
        point = _sum(row[-1], point)
    return rows


_BASE = (4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")


# Signed notes (C2SP signed-note) and what they say.


class Malformed(Exception):
    """The text is not of the form asked for."""


class Forged(Exception):
    """A known key's signature does not hold, or no known key signed."""


class Key(NamedTuple):
    """A public key with the name under which it signs."""

    name: str
    key_id: bytes
    public: bytes


class Epoch(NamedTuple):
    """A key that may sign the log from its entry `first` on, as the site's key certifies."""

    number: int
    first: int
    key: Key


class Statement(NamedTuple):
    """What a checkpoint says, and the keys of the log whose signatures hold."""

    origin: str
    size: int
    root: bytes
    signers: tuple[Key, ...]


def read_key(written: str) -> Key:
    """A verifier key, `name+keyid+base64`."""
    parts = written.split("+", 2)
    if len(parts) != 3 or not _is_name(parts[0]):
        raise Malformed("not a key")
    blob = _unbase64(parts[2])
    if blob[:1] != b"\x01" or len(blob) != 33:
        raise Malformed("not an Ed25519 key")
    key_id = hashlib.sha256(parts[0].encode() + b"\n" + blob).digest()[:4]
    if parts[1] != key_id.hex():
        raise Malformed("another key's id")
    return Key(parts[0], key_id, blob[1:])


def open_note(note: str, keys: Sequence[Key] | None) -> tuple[str, tuple[Key, ...]]:
    """The text of a note and those of `keys` that signed it; unknown signatures do not count.

    Without any key to believe in (None), all texts are taken and nobody signed them.
    """
    if len(note) > MAX_NOTE_CHARS or not note.endswith("\n"):
        raise Malformed("not a signed note")
    if re.search(r"[\x00-\x09\x0b-\x1f]", note):
        raise Malformed("a control character")
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not text or not lines:
        raise Malformed("text and signatures are not apart")
    text += "\n"
    signatures = [_signature(line) for line in lines[:-1].split("\n")]
    signers = []
    for name, key_id, signature in signatures:
        for key in keys or ():
            if (key.name, key.key_id) == (name, key_id):
                if not signature_holds(key.public, signature, text.encode()):
                    raise Forged("a signature does not hold")
                signers.append(key)
    if not signers and keys is not None:
        raise Forged("no known key signed")
    return text, tuple(signers)


def read_statement(note: str, keys: Sequence[Key] | None) -> Statement:
    """The checkpoint of a note that one of `keys` signed; of any note where there is no key."""
    text, signers = open_note(note, keys)
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not lines[0]:
        raise Malformed("not origin, size and root")
    root = _unbase64(lines[2])
    if len(root) != 32:
        raise Malformed("not a root")
    return Statement(lines[0], _whole(lines[1]), root, signers)


def read_epoch(note: str, site: Key) -> Epoch:
    """The certificate of an epoch: origin, number, first entry, key; signed by the site."""
    lines = open_note(note, [site])[0].split("\n")
    if len(lines) != 5 or not lines[0].endswith("/epoch"):
        raise Malformed("not a certificate")
    key = read_key(lines[3])
    number, first = _whole(lines[1]), _whole(lines[2])
    if number == 0 or key.name != lines[0][: -len("/epoch")]:
        raise Malformed("not a certificate of this log")
    return Epoch(number, first, key)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not _is_name(parts[1]):
        raise Malformed("not a signature line")
    blob = _unbase64(parts[2])
    if len(blob) <= 4:
        raise Malformed("a signature too short")
    return parts[1], blob[:4], blob[4:]


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def _whole(written: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,15}", written):
        raise Malformed("not a whole number")
    return int(written)


def _unbase64(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("not base64") from None


# Entries: the bytes have one form only, so they are scanned, not parsed and compared.

Fields = dict[str, Any]
"""Texts, whole numbers, and the object `d` of details."""

_STRING = r'"(?:[^"\\\x00-\x1f]|\\["\\bfnrt]|\\u00(?:0[0-7bef]|1[0-9a-f]))*"'
_WHOLE = r"0|-?[1-9][0-9]{0,15}"
_MEMBER = re.compile(
    rf'"(?P<name>[a-z][a-z0-9_]*)":'
    rf"(?:(?P<text>{_STRING})|(?P<whole>{_WHOLE})|(?P<truth>true|false)|(?P<object>\{{))"
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_TEXTS = frozenset({"log", "t", "boot", "ws", "actor", "act", "obj", "res"})
_OPTIONAL_TEXTS = frozenset({"role", "sess", "why", "com"})
_WHOLES = frozenset({"v", "seq", "mono"})


def read_entry(canonical: bytes) -> Fields:
    """The fields of the entry that these bytes are, if they are exactly one."""
    if len(canonical) > MAX_ENTRY_BYTES:
        raise Malformed("too long")
    try:
        text = canonical.decode()
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    if not text.isascii() and unicodedata.normalize("NFC", text) != text:
        raise Malformed("not NFC")
    fields, end = _scanned(text, 0, nested=False)
    if end != len(text):
        raise Malformed("more than an entry")
    _check_fields(fields)
    return fields


def moment(written: str) -> dt.datetime:
    """UTC with six decimals."""
    if not _MOMENT.fullmatch(written):
        raise Malformed("not a moment")
    try:
        return dt.datetime.fromisoformat(written[:-1])
    except ValueError:
        raise Malformed("not a moment") from None


def _scanned(text: str, at: int, *, nested: bool) -> tuple[Fields, int]:
    """An object from `at` on: names rising, no space, values in their one form."""
    fields: Fields = {}
    if text[at : at + 1] != "{":
        raise Malformed("not an object")
    last = ""
    while True:
        member = _MEMBER.match(text, at + 1)
        if member is None or member["name"] <= last:
            raise Malformed("not a member, or out of order")
        last, at = member["name"], member.end()
        if member["object"]:
            if nested or last != "d":
                raise Malformed("an object inside an object")
            details, at = _scanned(text, at - 1, nested=True)
            fields[last] = details
        else:
            fields[last] = _value(member)
        if text[at : at + 1] == "}":
            return fields, at + 1
        if text[at : at + 1] != ",":
            raise Malformed("not an object")


def _value(member: re.Match[str]) -> str | int | bool:
    if member["truth"]:
        return member["truth"] == "true"
    if member["whole"]:
        whole = int(member["whole"])
        if abs(whole) > MAX_INTEGER:
            raise Malformed("a number out of range")
        return whole
    text: str = member["text"]
    return json.loads(text) if "\\" in text else text[1:-1]


def _check_fields(fields: Fields) -> None:
    names = set(fields)
    if not (_TEXTS | _WHOLES <= names <= _TEXTS | _WHOLES | _OPTIONAL_TEXTS | {"d"}):
        raise Malformed("not the fields of an entry")
    if any(type(fields[name]) is not str for name in names - _WHOLES - {"d"}):
        raise Malformed("a field is not a text")
    if any(type(fields[name]) is not int for name in _WHOLES):
        raise Malformed("a field is not a number")
    if "d" in fields and not isinstance(fields["d"], dict):
        raise Malformed("the details are not an object")
    if fields["v"] != 1 or fields["seq"] < 0:
        raise Malformed("another version, or a place below the first")
    if fields["act"] not in ACTS or fields["res"] not in ("done", "denied", "failed"):
        raise Malformed("not an act and its result")
    if "com" in fields and not re.fullmatch("[0-9a-f]{64}", str(fields["com"])):
        raise Malformed("not a commitment")
    moment(str(fields["t"]))


# The tree (RFC 6962): only its right edge is kept.

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(canonical: bytes) -> bytes:
    """Hash of an entry's bytes."""
    return hashlib.sha256(b"\x00" + canonical).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows by one leaf at a time; `root` is that of all leaves so far."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """One more leaf."""
        size = self.size
        while size & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            size >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """RFC 6962, 2.1."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


# The folder.


class Unreadable(Exception):
    """The folder or a file of it cannot be read."""


class Folder:
    """An export that may be hostile: plain files below the folder only, none beyond its limit."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)

    def read(self, path: str, limit: int) -> bytes | None:
        """A file's content; None if there is none."""
        descriptor = self._opened(path)
        if descriptor is None:
            return None
        with open(descriptor, "rb") as file:
            content = file.read(limit + 1)
        if len(content) > limit:
            raise Unreadable(path)
        return content

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        descriptor = self._opened(path)
        if descriptor is not None:
            os.close(descriptor)
        return descriptor is not None

    def lines(self, path: str) -> Iterator[bytes]:
        """A file's lines without their ends; none if there is no such file."""
        descriptor = self._opened(path)
        if descriptor is None:
            return
        with open(descriptor, "rb") as file:
            while True:
                line = file.readline(MAX_LINE_BYTES + 1)
                if len(line) > MAX_LINE_BYTES:
                    raise Unreadable(path)
                if not line:
                    return
                yield line[:-1] if line.endswith(b"\n") else line

    def names(self, path: str) -> list[str]:
        """Names in a folder, sorted; none if there is no such folder."""
        try:
            found = os.listdir(os.path.join(self._root, path))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise Unreadable(path) from error
        if len(found) > MAX_ANCHORS:
            raise Unreadable(path)
        return sorted(found)

    def _opened(self, path: str) -> int | None:
        full = os.path.join(self._root, *path.split("/"))
        if os.path.realpath(os.path.dirname(full)) != os.path.dirname(full):
            raise Unreadable(path)
        flags = os.O_RDONLY
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
            flags |= getattr(os, name, 0)
        try:
            descriptor = os.open(full, flags)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Unreadable(path) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Unreadable(path)
        return descriptor


class Row(NamedTuple):
    """An entry as the folder has it; `tile_leaf` is None for one that no tile covers."""

    seq: int
    leaf: bytes
    derived: tuple[str, ...]
    canonical: bytes
    tile_leaf: bytes | None
    personal: tuple[bytes, bytes] | None


class Log:
    """Reads the parts of an export."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.bad_tiles: list[int] = []
        self.has_personal = False

    def keys(self) -> list[str]:
        """The lines of `vkeys`: the site's key first."""
        return [line.decode(errors="replace") for line in self._folder.lines("vkeys")]

    def _notes(self, path: str) -> Iterator[str]:
        """Signed notes in one file: an empty line that no signature follows parts two of them."""
        note: list[str] = []
        length = 0
        for line in self._folder.lines(path):
            text = line.decode(errors="replace")
            if note and not note[-1] and not text.startswith("— "):
                yield "\n".join(note)
                note, length = [], 0
            note.append(text)
            length += len(text)
            if length > MAX_NOTE_CHARS:
                raise Unreadable(path)
        if note:
            yield "\n".join([*note, ""])

    def origin(self, site: Key | None) -> str:
        """The log's name: that of the site's key, else what the newest checkpoint says."""
        if site is not None:
            return site.name[: -len("/site")] if site.name.endswith("/site") else ""
        return self._newest().partition("\n")[0]

    def certificates(self) -> Iterator[str]:
        """Those of `epochs`, and those of the anchors that it does not have."""
        certificates = list(self._notes("epochs"))
        for name in self._folder.names("anchors"):
            if _CERTIFICATE.fullmatch(name):
                note = self._text(f"anchors/{name}")
                if note not in certificates:
                    certificates.append(note)
        return iter(certificates)

    def checkpoints(self) -> Iterator[str]:
        """All stored checkpoints, and the newest if it is not one of them."""
        newest, last = self._newest(), ""
        for last in self._notes("checkpoints"):
            if last == newest:
                newest = ""
            yield last
        if newest:
            yield newest

    def _newest(self) -> str:
        return self._text("checkpoint")

    def _text(self, path: str) -> str:
        return (self._folder.read(path, MAX_NOTE_CHARS) or b"").decode(errors="replace")

    def anchors(self) -> list[tuple[str, str, bytes | None]]:
        """Name, note and time stamp (if there is one) of every anchor kept in the folder."""
        found = []
        for name in self._folder.names("anchors"):
            if name.endswith(".txt") and not _CERTIFICATE.fullmatch(name):
                stamp = self._folder.read(f"anchors/{name[:-4]}.tsr", MAX_STAMP_BYTES)
                found.append((name, self._text(f"anchors/{name}"), stamp))
        return found

    def rows(self) -> Iterator[Row]:
        """The entries, in the order in which they are stored."""
        if not self._folder.has("index.tsv"):
            raise Unreadable("index.tsv")
        index = self._folder.lines("index.tsv")
        self.has_personal = self._folder.has("personal.tsv")
        personal = self._personal()
        beside = next(personal, None)
        place = 0
        for tile_leaf, canonical in self._stored():
            seq, leaf, derived = _indexed(next(index, b""), place, tile_leaf)
            while beside is not None and beside[0] < seq:
                beside = next(personal, None)
            kept = beside[1] if beside is not None and beside[0] == seq else None
            yield Row(seq, leaf, derived, canonical, tile_leaf, kept)
            place += 1
        for line in index:
            yield Row(*_indexed(line, place, None), b"", None, None)
            place += 1

    def _stored(self) -> Iterator[tuple[bytes | None, bytes]]:
        """Hash in the tile and bytes of every entry, then those of the tail."""
        roots: list[bytes] = []
        tile, full = 0, True
        while full:
            hashes = _hashes(self._widest(f"tile/0/{_place(tile)}", WIDTH * 32)[1])
            path, bundle = self._widest(f"tile/entries/{_place(tile)}", MAX_BUNDLE_BYTES)
            entries = _bundled(bundle, path)
            width = max(len(hashes), len(entries))
            if width > WIDTH:
                raise Unreadable(path)
            for place in range(width):
                leaf = hashes[place] if place < len(hashes) else b""
                yield leaf, entries[place] if place < len(entries) else b""
            full = width == WIDTH
            if full:
                roots.append(_root_of(hashes))
            tile += 1
        self._check_levels(roots)
        for entry in _bundled(self._folder.read("tail", MAX_BUNDLE_BYTES) or b"", "tail"):
            yield None, entry

    def _check_levels(self, nodes: list[bytes]) -> None:
        """Compare the tiles above level 0 with the roots of the full tiles below them."""
        level = 1
        while nodes:
            for at in range(0, len(nodes), WIDTH):
                path = f"tile/{level}/{_place(at // WIDTH)}"
                if _hashes(self._widest(path, WIDTH * 32)[1]) != nodes[at : at + WIDTH]:
                    self.bad_tiles.append(at * WIDTH**level)
            whole = len(nodes) - len(nodes) % WIDTH
            nodes = [_root_of(nodes[at : at + WIDTH]) for at in range(0, whole, WIDTH)]
            level += 1

    def _widest(self, path: str, limit: int) -> tuple[str, bytes]:
        """A tile or bundle and its path: the full one, else the widest partial one, else empty."""
        full = self._folder.read(path, limit)
        if full is not None:
            return path, full
        widths = [int(name) for name in self._folder.names(f"{path}.p") if _WIDTH.fullmatch(name)]
        if not widths:
            return path, b""
        path = f"{path}.p/{max(widths)}"
        return path, self._folder.read(path, limit) or b""

    def _personal(self) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
        for line in self._folder.lines("personal.tsv"):
            try:
                seq, salt, payload = line.split(b"\t")
                yield int(seq), (_unbase64(salt.decode()), _unbase64(payload.decode()))
            except (ValueError, Malformed):
                raise Unreadable("personal.tsv") from None


_WIDTH = re.compile("[1-9][0-9]{0,2}")
_CERTIFICATE = re.compile(r"epoch-.*\.txt", re.DOTALL)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def derived_columns(fields: Fields) -> tuple[str, ...]:
    """What index.tsv has to say of an entry, behind its place and hash."""
    key = f"{fields['boot']}/{fields['mono']}"
    told = (key, *(str(fields[name]) for name in ("t", "act", "actor", "obj")))
    return tuple(cell.translate(_ESCAPES) for cell in told)


def _indexed(
    line: bytes, place: int, tile_leaf: bytes | None
) -> tuple[int, bytes, tuple[str, ...]]:
    """Place, hash and columns of a line of index.tsv; a line that is none has no columns."""
    seq, _, rest = line.decode(errors="replace").partition("\t")
    leaf, _, derived = rest.partition("\t")
    if not (re.fullmatch("[0-9]{1,16}", seq) and re.fullmatch("(?:[0-9a-f]{2})*", leaf)):
        return place, tile_leaf or b"", ()
    return int(seq), bytes.fromhex(leaf), tuple(derived.split("\t"))


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + 32] for at in range(0, len(tile), 32)]


def _bundled(bundle: bytes, path: str) -> list[bytes]:
    """Entries of that file behind their lengths, two bytes each, the greater first."""
    entries, at = [], 0
    while at < len(bundle):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if at > len(bundle):
            raise Unreadable(path)
        entries.append(bundle[start:at])
    return entries


def _root_of(hashes: Sequence[bytes]) -> bytes:
    tree = Tree()
    for node in hashes:
        tree.append(node)
    return tree.root()


def _place(index: int) -> str:
    """C2SP tlog-tiles: 1234067 is x001/x234/067."""
    path = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        path = f"x{index % 1000:03d}/{path}"
    return path


# Verification.


class Finding(NamedTuple):
    """One thing found, from entry `seq` to entry `until` where it concerns entries."""

    code: str
    seq: int | None = None
    until: int | None = None

    @property
    def status(self) -> int:
        """What it makes of the log."""
        return FINDINGS[self.code][0]


class Result(NamedTuple):
    """Outcome of a verification."""

    origin: str
    findings: tuple[Finding, ...]
    size: int
    root: bytes
    signed_size: int
    anchored_size: int
    erased: int
    pruned: int
    has_personal: bool
    stamps: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> int:
        """The worst of what was found."""
        return min((found.status for found in self.findings), key=_WORST_FIRST.index, default=SOUND)

    @property
    def first_bad_seq(self) -> int | None:
        """The first entry at which something is wrong."""
        bad = [found.seq for found in self.findings if found.seq is not None and found.status]
        return min(bad, default=None)


class Epochs:
    """Which key counts at which size: the site's certificates, confirmed by the log's entries.

    A hand-over is an entry that tells the new key, and a checkpoint that ends with this entry and
    that both keys signed. A further workstation's first key has none before it.
    """

    def __init__(self, found: Callable[..., None]) -> None:
        self._found = found
        self._by_number: dict[int, Epoch] = {}
        self._by_first: dict[int, Epoch] = {}
        self._last_size: dict[Key, int] = {}
        self._before: dict[int, Epoch | None] = {}
        self._pruned: set[int] = set()
        self._announced: set[object] = set()

    @property
    def keys(self) -> list[Key]:
        """Those of all epochs."""
        return [epoch.key for epoch in self._by_number.values()]

    def certify(self, note: str, site: Key, origin: str) -> None:
        """Take a certificate."""
        try:
            epoch = read_epoch(note, site)
        except (Malformed, Forged):
            self._found("epoch.forged")
            return
        if epoch.key.name != origin:
            self._found("epoch.forged")
        elif self._contradicts(epoch):
            self._found("epoch.differs", epoch.first)
        else:
            self._by_number[epoch.number] = epoch
            self._by_first[epoch.first] = epoch

    def _contradicts(self, epoch: Epoch) -> bool:
        told_twice = epoch.number in self._by_number or epoch.first in self._by_first
        return told_twice or (epoch.number == 1) is not (epoch.first == 0)

    def in_force(self, key: Key, size: int) -> bool:
        """Whether the key may sign the log at that size."""
        first = next(epoch.first for epoch in self._by_number.values() if epoch.key == key)
        return first < size <= self._last_size.get(key, size)

    def announced(self, seq: int, fields: Fields, unsigned: int) -> None:
        """Take an entry `key.rotated`; `unsigned` entries before it have no checkpoint yet."""
        details = fields.get("d", {})
        epoch = self._by_first.get(seq)
        number = details.get("epoch")
        if epoch is None:
            self._announced.add(number)
            self._found("epoch.differs" if number in self._by_number else "epoch.missing", seq)
            return
        key = (
            f"{epoch.key.name}+{epoch.key.key_id.hex()}+"
            + base64.b64encode(b"\x01" + epoch.key.public).decode()
        )
        said = (fields["obj"], fields["res"], number, details.get("vkey"))
        if said != (f"epoch/{epoch.number}", "done", epoch.number, key):
            return
        if "before" not in details:
            self._before[seq] = None
            if unsigned > MAX_UNSIGNED:
                self._found("epoch.not_handed_over", seq)
            return
        before = self._by_number.get(details["before"])
        if before is not None and self.in_force(before.key, seq):
            self._before[seq] = before
            self._last_size[before.key] = seq + 1

    def pruned(self, seq: int) -> None:
        """Take an entry whose bytes are gone: only the signatures tell of a hand-over there."""
        self._pruned.add(seq)

    def reached(self, size: int, signers: set[Key]) -> None:
        """Check the first checkpoint of an epoch, if one is due at that size."""
        seq = size - 1
        epoch = self._by_first.get(seq)
        if epoch is None or epoch.number == 1:
            return
        if seq in self._pruned:
            for key in signers - {epoch.key}:
                self._last_size[key] = size
            holds = epoch.key in signers
        elif seq in self._before:
            before = self._before[seq]
            holds = epoch.key in signers and (before is None or before.key in signers)
        else:
            self._found("epoch.differs", seq)
            return
        if not holds:
            self._found("epoch.not_handed_over", seq)

    def end(self, size: int) -> None:
        """Tell the epochs that the log does not reach, and those without a certificate."""
        for first, epoch in sorted(self._by_first.items()):
            if epoch.number > 1 and first >= size:
                self._found("epoch.beyond_end", size, first)
        last_first = 0
        for number in range(1, max(self._by_number, default=1) + 1):
            if number in self._by_number:
                last_first = self._by_number[number].first
            elif number not in self._announced:
                self._found("epoch.missing", last_first)


class Losses:
    """What is gone, and what entries of the log declare erased: only what stands before them."""

    def __init__(self) -> None:
        self._payloads: list[int] = []
        self._entries: list[int] = []
        self._erased: list[tuple[int, int]] = []
        self._pruned_until = 0

    def payload_gone(self, seq: int) -> None:
        """An entry commits to personal data that are not there."""
        self._payloads.append(seq)

    def entry_gone(self, seq: int) -> None:
        """An entry has no bytes."""
        self._entries.append(seq)

    def declared(self, seq: int, fields: Fields) -> None:
        """Take an entry that declares an erasure: `12,15,19-30`, or all before `until`."""
        details = fields.get("d", {})
        if fields["res"] != "done":
            return
        if fields["act"] == "audit.pruned":
            until = details.get("until")
            if type(until) is int and until <= seq:
                self._pruned_until = max(self._pruned_until, until)
            return
        written = str(details.get("entries", ""))
        if re.fullmatch("[0-9]{1,16}(-[0-9]{1,16})?(,[0-9]{1,16}(-[0-9]{1,16})?)*", written):
            for part in written.split(","):
                first, _, last = part.partition("-")
                if int(first) <= int(last or first) < seq:
                    self._erased.append((int(first), int(last or first)))

    def undeclared(self) -> tuple[list[int], list[int]]:
        """Entries without bytes and entries without payload that no act of the log explains."""
        entries = [seq for seq in self._entries if seq >= self._pruned_until]
        payloads, ranges, reach = [], sorted(self._erased, reverse=True), -1
        for seq in sorted(self._payloads):
            while ranges and ranges[-1][0] <= seq:
                reach = max(reach, ranges.pop()[1])
            if seq > reach:
                payloads.append(seq)
        return entries, payloads

    @property
    def counts(self) -> tuple[int, int]:
        """Payloads and entries that are gone."""
        return len(self._payloads), len(self._entries)


class Check:
    """One verification: notes first, then the entries in order, then the result."""

    def __init__(self, site: Key | None, origin: str, certificates: Iterator[str]) -> None:
        self._findings: list[Finding] = []
        self._site = site
        self._origin = origin
        self._epochs = Epochs(self.found)
        self._losses = Losses()
        self._checkpoints: dict[int, list[Statement]] = {}
        self._anchors: dict[int, list[Statement]] = {}
        # Over the bytes that are there, and over the hashes that are stored with them: where the
        # second has the signed root, the entries whose bytes differ are exactly the altered ones.
        self._tree, self._claimed = Tree(), Tree()
        self._next_seq = 0
        self._signed_size = self._proven_size = self._anchored_size = 0
        self._root_told = False
        self._last = self._last_signed = ("", "")
        self._tail: list[tuple[str, str, dt.datetime]] = []
        if site is None:
            self.found("key.missing")
        else:
            for note in certificates:
                self._epochs.certify(note, site, origin)

    def found(self, code: str, seq: int | None = None, until: int | None = None) -> None:
        """Note a finding."""
        self._findings.append(Finding(code, seq, until))

    def read_checkpoints(self, notes: Iterator[str]) -> None:
        """Take the checkpoints stored with the log."""
        for note in notes:
            self._read(note, self._checkpoints, "checkpoint.malformed", "checkpoint.forged")

    def read_anchors(self, notes: Sequence[str]) -> None:
        """Take the checkpoints kept elsewhere, then compare what is said of the empty log."""
        for note in notes if self._site is not None else ():
            self._read(note, self._anchors, "anchor.unreadable", "anchor.foreign")
        self._compare()

    def _read(
        self, note: str, into: dict[int, list[Statement]], malformed: str, forged: str
    ) -> None:
        try:
            stated = read_statement(note, None if self._site is None else self._epochs.keys)
        except Malformed:
            self.found(malformed)
        except Forged:
            self.found(forged)
        else:
            if stated.origin == self._origin:
                into.setdefault(stated.size, []).append(stated)
            else:
                self.found(forged)

    def row(self, row: Row) -> None:
        """Take the next entry."""
        if row.seq != self._next_seq:
            self.found("sequence.broken", min(row.seq, self._next_seq))
        self._next_seq = row.seq + 1
        if row.tile_leaf is not None and row.tile_leaf != row.leaf:
            self.found("tile.differs", row.seq)
        self._last = ("", "")
        if row.canonical:
            leaf = leaf_hash(row.canonical)
            if leaf != row.leaf:
                self.found("leaf.differs", row.seq)
            self._check_entry(row)
        else:
            leaf = row.leaf
            self._losses.entry_gone(row.seq)
            self._epochs.pruned(row.seq)
            if row.derived[1:] != ("", "", "", "") or row.personal is not None:
                self.found("columns.differ", row.seq)
        self._tree.append(leaf)
        self._claimed.append(row.leaf)
        self._compare()

    def _check_entry(self, row: Row) -> None:
        try:
            fields = read_entry(row.canonical)
        except Malformed:
            self.found("entry.malformed", row.seq)
            return
        if fields["log"] != self._origin:
            self.found("entry.foreign", row.seq)
        if fields["seq"] != row.seq or derived_columns(fields) != row.derived:
            self.found("columns.differ", row.seq)
        if row.personal is not None:
            if hashlib.sha256(b"".join(row.personal)).hexdigest() != fields.get("com"):
                self.found("payload.differs", row.seq)
        elif "com" in fields:
            self._losses.payload_gone(row.seq)
        act = fields["act"]
        self._last = (act, fields["ws"])
        self._tail.append((*self._last, moment(fields["t"])))
        if act == "key.rotated" and self._site is not None:
            self._epochs.announced(row.seq, fields, row.seq - self._signed_size)
        elif act in ("audit.pruned", "personal.erased"):
            self._losses.declared(row.seq, fields)

    def _compare(self) -> None:
        """Compare what is stated for the size reached."""
        size = self._tree.size
        stated = self._checkpoints.pop(size, [])
        self._epochs.reached(size, {key for each in stated for key in each.signers})
        for checkpoint in stated:
            if not self._counts(checkpoint):
                self.found("checkpoint.wrong_epoch", self._proven_size, size - 1)
                continue
            self._signed_size = size
            self._last_signed = self._last
            self._tail.clear()
            if self._tree.root() == checkpoint.root:
                self._proven_size = size
            elif self._claimed.root() != checkpoint.root and not self._root_told:
                # Told once: all later roots differ too.
                self._root_told = True
                self.found("checkpoint.root_differs", self._proven_size, size - 1)
        for anchor in self._anchors.pop(size, ()):
            if not self._counts(anchor):
                self.found("anchor.foreign")
            elif self._tree.root() == anchor.root:
                self._anchored_size = size
            elif self._claimed.root() != anchor.root:
                # Else the entries that were altered are named one by one.
                self.found("anchor.root_differs", self._anchored_size, size - 1)

    def _counts(self, stated: Statement) -> bool:
        if self._site is None:
            return True
        return any(self._epochs.in_force(key, stated.size) for key in stated.signers)

    def result(self, has_personal: bool, stamps: tuple[tuple[str, str], ...]) -> Result:
        """Conclude, once all entries were taken."""
        size = self._tree.size
        for beyond in sorted(self._checkpoints):
            self.found("checkpoint.beyond_end", size, beyond - 1)
        for beyond in sorted(self._anchors):
            self.found("anchor.beyond_end", size, beyond - 1)
        if self._site is not None:
            self._epochs.end(size)
        entries, payloads = self._losses.undeclared()
        for seq in entries:
            self.found("entry.missing_bytes", seq)
        for seq in payloads if has_personal else ():
            self.found("payload.missing", seq)
        if size > self._signed_size:
            self._check_tail(size)
        payloads_gone, entries_gone = self._losses.counts
        return Result(
            self._origin,
            tuple(self._findings),
            size,
            self._tree.root(),
            self._proven_size,
            self._anchored_size,
            payloads_gone - len(payloads) if has_personal else 0,
            entries_gone,
            has_personal,
            stamps,
        )

    def _check_tail(self, size: int) -> None:
        """Entries without a signature are such as a killed console leaves, or something is gone."""
        start = self._signed_size
        if start == 0:
            if self._site is not None:
                self.found("signatures.missing", 0, size - 1)
            if size > MAX_UNSIGNED:
                self.found("tail.too_long", 0, size - 1)
            return
        hours = [hour for _, _, hour in self._tail]
        stopped, workstation = self._last_signed
        too_long = bool(hours) and max(hours) - min(hours) > MAX_UNSIGNED_SPAN
        if size - start > MAX_UNSIGNED:
            code = "tail.too_long"
        elif stopped == "app.stopped" and workstation in {each for _, each, _ in self._tail}:
            code = "tail.after_stop"
        elif too_long or SIGNED_AT_ONCE.intersection(act for act, _, _ in self._tail):
            code = "tail.too_old"
        else:
            code = "tail.unsigned"
        self.found(code, start, size - 1)


# Time stamps (RFC 3161), by the `openssl` command.


def check_stamp(note: str, stamp: bytes, ca: str) -> tuple[bool, str]:
    """Whether the time stamp holds for that note, and the hour that it states.

    Without an `openssl` that can tell, it does not.
    """
    with tempfile.TemporaryDirectory() as scratch:
        noted, stamped = (os.path.join(scratch, name) for name in ("note", "stamp"))
        for path, content in ((noted, note.encode()), (stamped, stamp)):
            with open(path, "wb") as file:
                file.write(content)
        holds, _ = _openssl("-verify", "-data", noted, "-in", stamped, "-CAfile", ca)
        _, text = _openssl("-reply", "-in", stamped, "-text")
    hour = re.search("Time stamp: ([^\\n]*)", text)
    return holds, hour[1] if hour else ""


def _openssl(*words: str) -> tuple[bool, str]:
    try:
        done = subprocess.run(
            ["openssl", "ts", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False, ""
    return done.returncode == 0, done.stdout.decode(errors="replace")


# The command.


def verify_folder(
    folder: Folder,
    anchors: Sequence[str] = (),
    site_vkey: str | None = None,
    tsa_ca: str | None = None,
) -> Result:
    """Verify an export.

    Args:
        anchors: notes kept elsewhere, beside those of the folder.
        site_vkey: the site's public key as it is on paper; that of the folder if not given.
        tsa_ca: file of the certificates (PEM) that time stamps must lead to.
    """
    log = Log(folder)
    vkeys = log.keys()
    try:
        site: Key | None = read_key((site_vkey or (vkeys or [""])[0]).strip())
    except Malformed:
        site = None
    kept = log.anchors()
    check = Check(site, log.origin(site), log.certificates())
    check.read_checkpoints(log.checkpoints())
    check.read_anchors([*(note for _, note, _ in kept), *anchors])
    for row in log.rows():
        check.row(row)
    for place in log.bad_tiles:
        check.found("tile.differs", place)
    stamps = []
    for name, note, stamp in kept:
        if stamp is not None and tsa_ca is not None:
            holds, hour = check_stamp(note, stamp, tsa_ca)
            stamps.append((name, hour))
            if not holds:
                check.found("timestamp.wrong")
        elif stamp is not None:
            stamps.append((name, ""))
    return check.result(log.has_personal, tuple(stamps))


_LINES = {
    "unreadable": ("Fichier en cause : {}", "The file at fault: {}"),
    "log": ("Journal : {}", "Log: {}"),
    "read": (
        "Entrées lues : {} ; couvertes par une signature : {} ; par une ancre : {}.",
        "Entries read: {}; covered by a signature: {}; by an anchor: {}.",
    ),
    "root": ("Racine : {}", "Root: {}"),
    "pruned": (
        "Entrées purgées, comme le journal le dit : {}.",
        "Entries pruned, as the log tells: {}.",
    ),
    "erased": (
        "Données personnelles effacées, comme le journal le dit : {}.",
        "Personal data erased, as the log tells: {}.",
    ),
    "apart": (
        "Les données personnelles ne sont pas jointes : rien n’est dit d’elles.",
        "Personal data are not in the folder: nothing is said of them.",
    ),
    "stamped": ("Horodatage de {} : {}.", "Time stamp of {}: {}."),
    "stamp not checked": (
        "Horodatage de {} : non vérifié (donnez --tsa-ca).",
        "Time stamp of {}: not checked (give --tsa-ca).",
    ),
    "key from folder": (
        "À FAIRE : comparer la première ligne de vkeys à la clé du rapport de vacation imprimé.",
        "TO DO: compare the first line of vkeys with the key on the printed shift report.",
    ),
}


def sentences(result: Result, language: int, *, key_given: bool, unreadable: str = "") -> list[str]:
    """What was found, line by line, the verdict first.

    Args:
        unreadable: the file that could not be read.
    """

    def line(name: str, *values: object) -> str:
        return _LINES[name][language].format(*(_printable(str(value)) for value in values))

    def finding(found: Finding) -> str:
        spoken = FINDINGS[found.code][1]
        if found.seq == found.until:
            spoken = ONE_ENTRY.get(found.code, spoken)
        return spoken[language].format(seq=found.seq, until=found.until)

    lines = [VERDICTS[result.status][language], *dict.fromkeys(map(finding, result.findings))]
    if result.status == UNREADABLE:
        return [*lines, line("unreadable", unreadable)] if unreadable else lines
    lines.append(line("log", result.origin))
    lines.append(line("read", result.size, result.signed_size, result.anchored_size))
    lines.append(line("root", base64.b64encode(result.root).decode()))
    if result.pruned:
        lines.append(line("pruned", result.pruned))
    if not result.has_personal:
        lines.append(line("apart"))
    elif result.erased:
        lines.append(line("erased", result.erased))
    for name, hour in result.stamps:
        lines.append(line("stamped", name, hour) if hour else line("stamp not checked", name))
    if not key_given:
        lines.append(line("key from folder"))
    return lines


def _printable(text: str) -> str:
    """Nothing of a hostile folder steers the terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:200])


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the words of the command, verify, tell."""
    parser = argparse.ArgumentParser(
        description="Vérifie un journal d’audit exporté par Vigie. "
        "Verifies an audit log exported by Vigie.",
        epilog="0 intègre/sound, 1 altéré/altered, 2 tronqué/truncated, "
        "3 invérifiable/cannot be verified, 4 illisible/unreadable.",
    )
    parser.add_argument("folder", metavar="DOSSIER", help="l’export ; the export")
    parser.add_argument(
        "--anchor",
        action="append",
        default=[],
        metavar="FICHIER",
        help="point de contrôle gardé ailleurs ; a checkpoint kept elsewhere",
    )
    parser.add_argument(
        "--site-vkey", metavar="CLÉ", help="clé du site, sur papier ; the site's key, on paper"
    )
    parser.add_argument(
        "--tsa-ca", metavar="PEM", help="certificats de l’horodateur ; the time stamper's"
    )
    parser.add_argument("--lang", choices=["fr", "en"], default=None)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    spoken = options.lang or os.environ.get("LANG", "fr")[:2]
    language = 1 if spoken == "en" else 0
    unreadable = ""
    try:
        if not os.path.isdir(options.folder):
            raise Unreadable(options.folder)
        anchors = [_kept(path) for path in options.anchor]
        folder = Folder(options.folder)
        result = verify_folder(folder, anchors, options.site_vkey, options.tsa_ca)
    except (Unreadable, OSError) as error:
        result = _unreadable()
        unreadable = str(error)
    lines = sentences(
        result, language, key_given=options.site_vkey is not None, unreadable=unreadable
    )
    if options.json:
        lines = [json.dumps(as_json(result, lines), ensure_ascii=False, indent=2)]
    sys.stdout.write("\n".join([*lines, ""]))
    return result.status


def as_json(result: Result, lines: Sequence[str]) -> dict[str, object]:
    """What was found, for a program."""
    return {
        "exit_code": result.status,
        "size": result.size,
        "root": result.root.hex(),
        "signed_size": result.signed_size,
        "anchored_size": result.anchored_size,
        "first_bad_seq": result.first_bad_seq,
        "findings": [finding._asdict() for finding in result.findings],
        "text": list(lines),
    }


def _unreadable() -> Result:
    return Result("", (Finding("file.unreadable"),), 0, EMPTY_ROOT, 0, 0, 0, 0, True)


def _kept(path: str) -> str:
    """An anchor's note; empty, which verification tells, if it cannot be read."""
    folder, name = os.path.split(os.path.abspath(path))
    try:
        content = Folder(folder).read(name, MAX_NOTE_CHARS)
    except Unreadable:
        content = None
    return (content or b"").decode(errors="replace")


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
