"""One entry of the audit log: what was done, by whom, when, why, in bytes that have one form only.

The bytes are a restricted RFC 8785 (JCS) object: ASCII keys in order, NFC strings, integers within
±(2^53 - 1), no floats, no null (an absent field is left out), at most 16 KiB. Reading is strict:
bytes that this module would not have written are refused.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import orjson

VERSION = 1
MAX_BYTES = 16 * 1024
MAX_INTEGER = 2**53 - 1
"""Beyond it, readers that hold numbers as IEEE 754 doubles would see another value."""
SALT_BYTES = 32


class Kind(StrEnum):
    """What the register of CSI R253-5 asks each act to be told as, and what only runs the log."""

    COLLECTION = "collection"
    MODIFICATION = "modification"
    CONSULTATION = "consultation"
    COMMUNICATION = "communication"
    ERASURE = "erasure"
    SYSTEM = "system"


class Act(StrEnum):
    """The closed list of acts."""

    APP_STARTED = "app.started"
    APP_STOPPED = "app.stopped"
    SESSION_OPENED = "session.opened"
    SESSION_REFUSED = "session.refused"
    SESSION_CLOSED = "session.closed"
    SESSION_LOCKED = "session.locked"
    SESSION_UNLOCKED = "session.unlocked"
    SESSION_UNLOCK_REFUSED = "session.unlock_refused"
    REASON_CHANGED = "reason.changed"
    AGENT_CREATED = "agent.created"
    ACT_DENIED = "act.denied"
    WALL_SHOWN = "wall.shown"
    WALL_SAVED = "wall.saved"
    WALL_RENAMED = "wall.renamed"
    WALL_REMOVED = "wall.removed"
    WALL_REMEMBERED = "wall.remembered"
    TOUR_SAVED = "tour.saved"
    TOUR_REMOVED = "tour.removed"
    CAMERA_ENLARGED = "camera.enlarged"
    CAMERA_REDUCED = "camera.reduced"
    CAMERA_REPLAYED = "camera.replayed"
    CAMERA_HEALTH = "camera.health"
    STILL_KEPT = "still.kept"
    STILL_CONSULTED = "still.consulted"
    INCIDENT_TAGGED = "incident.tagged"
    INCIDENT_NOTED = "incident.noted"
    INCIDENT_CLOSED = "incident.closed"
    REPORT_OPENED = "report.opened"
    REPORT_SHOT = "report.shot"
    REPORT_SAVED = "report.saved"
    REPORT_PRINTED = "report.printed"
    REPORT_CONSULTED = "report.consulted"
    AUDIT_CONSULTED = "audit.consulted"
    AUDIT_VERIFIED = "audit.verified"
    AUDIT_ANCHORED = "audit.anchored"
    AUDIT_EXPORTED = "audit.exported"
    AUDIT_PRUNED = "audit.pruned"
    PERSONAL_ERASED = "personal.erased"
    INTEGRITY_ALERT = "integrity.alert"
    ALERT_ACCOUNTED = "alert.accounted"
    KEY_ROTATED = "key.rotated"
    SHIFT_HANDED_OVER = "shift.handed_over"
    SPOOL_IMPORTED = "spool.imported"
    CLOCK_STEPPED = "clock.stepped"
    DATABASE_BACKED_UP = "database.backed_up"
    DATABASE_RESTORED = "database.restored"
    DATABASE_MOVED = "database.moved"
    GUARDS_PUT_BACK = "guards.put_back"
    DISK_CHANGED = "disk.changed"
    EVIDENCE_CHECKED = "evidence.checked"
    RECORDS_CHECKED = "records.checked"
    LOG_WITNESSED = "log.witnessed"

    @property
    def kind(self) -> Kind:
        """The register's word for the act."""
        return _KINDS.get(self, Kind.SYSTEM)


_KINDS = {
    Act.WALL_SHOWN: Kind.CONSULTATION,
    Act.CAMERA_ENLARGED: Kind.CONSULTATION,
    Act.CAMERA_REDUCED: Kind.CONSULTATION,
    Act.CAMERA_REPLAYED: Kind.CONSULTATION,
    Act.STILL_KEPT: Kind.COLLECTION,
    Act.STILL_CONSULTED: Kind.CONSULTATION,
    Act.INCIDENT_TAGGED: Kind.COLLECTION,
    Act.INCIDENT_NOTED: Kind.MODIFICATION,
    Act.INCIDENT_CLOSED: Kind.MODIFICATION,
    Act.REPORT_OPENED: Kind.COLLECTION,
    Act.REPORT_SHOT: Kind.COLLECTION,
    Act.REPORT_SAVED: Kind.MODIFICATION,
    Act.REPORT_PRINTED: Kind.COMMUNICATION,
    Act.REPORT_CONSULTED: Kind.CONSULTATION,
    Act.AUDIT_CONSULTED: Kind.CONSULTATION,
    Act.AUDIT_ANCHORED: Kind.COMMUNICATION,
    Act.AUDIT_EXPORTED: Kind.COMMUNICATION,
    Act.AUDIT_PRUNED: Kind.ERASURE,
    Act.PERSONAL_ERASED: Kind.ERASURE,
}

SIGNED_AT_ONCE = frozenset(
    {
        Act.APP_STARTED,
        Act.APP_STOPPED,
        Act.SESSION_OPENED,
        Act.SESSION_CLOSED,
        Act.AGENT_CREATED,
        Act.REPORT_PRINTED,
        Act.AUDIT_ANCHORED,
        Act.AUDIT_EXPORTED,
        Act.AUDIT_PRUNED,
        Act.PERSONAL_ERASED,
        Act.INTEGRITY_ALERT,
        Act.ALERT_ACCOUNTED,
        Act.KEY_ROTATED,
        Act.SHIFT_HANDED_OVER,
        Act.SPOOL_IMPORTED,
        Act.DATABASE_RESTORED,
        Act.DATABASE_MOVED,
        Act.GUARDS_PUT_BACK,
    }
)
"""Acts after which the log is signed in the same transaction, without waiting for its turn."""


class Result(StrEnum):
    """How an act ended."""

    DONE = "done"
    DENIED = "denied"
    FAILED = "failed"


class NotAnEntry(ValueError):
    """The bytes are not the one form of an entry, or the values cannot have one."""


Detail = str | int | bool


@dataclass(frozen=True)
class Entry:
    """An act as the log keeps it.

    Attributes:
        log: origin of the log, which every checkpoint names.
        seq: place in the log, from 0, without gaps.
        at: aware UTC, to the microsecond; order is by `seq`, never by clock.
        mono_ns: CLOCK_MONOTONIC, comparable within one `boot`.
        boot: random word of the process that wrote the entry.
        actor: pseudonymous number of the agent, or a word for the installation itself.
        obj: what the act was about, as `kind/number`.
        commitment: SHA-256 of salt and personal payload, kept beside and erasable.
    """

    log: str
    seq: int
    at: datetime
    mono_ns: int
    boot: str
    workstation: str
    actor: str
    act: Act
    obj: str
    result: Result = Result.DONE
    role: str | None = None
    session: str | None = None
    reason: str | None = None
    details: Mapping[str, Detail] = field(default_factory=dict)
    commitment: str | None = None

    def canonical(self) -> bytes:
        """The entry's bytes.

        Raises:
            NotAnEntry: a value has no place in the canonical form.
        """
        fields: dict[str, object] = {
            "v": VERSION,
            "log": self.log,
            "seq": self.seq,
            "t": written_moment(self.at),
            "mono": self.mono_ns,
            "boot": self.boot,
            "ws": self.workstation,
            "actor": self.actor,
            "act": self.act.value,
            "obj": self.obj,
            "res": self.result.value,
        }
        optional = {
            "role": self.role,
            "sess": self.session,
            "why": self.reason,
            "com": self.commitment,
        }
        fields.update({name: value for name, value in optional.items() if value is not None})
        if self.details:
            fields["d"] = dict(self.details)
        _check_fields(fields)
        written = canonical_bytes(fields)
        if len(written) > MAX_BYTES:
            raise NotAnEntry("longer than an entry may be")
        return written


def read_entry(canonical: bytes) -> Entry:
    """The entry that these bytes are.

    Raises:
        NotAnEntry: they are not exactly what `Entry.canonical` writes.
    """
    fields = read_fields(canonical)
    return Entry(
        log=fields["log"],
        seq=fields["seq"],
        at=read_moment(fields["t"]),
        mono_ns=fields["mono"],
        boot=fields["boot"],
        workstation=fields["ws"],
        actor=fields["actor"],
        act=Act(fields["act"]),
        obj=fields["obj"],
        result=Result(fields["res"]),
        role=fields.get("role"),
        session=fields.get("sess"),
        reason=fields.get("why"),
        details=fields.get("d", {}),
        commitment=fields.get("com"),
    )


def readable_entry(canonical: bytes) -> Entry | None:
    """The entry that these bytes are; None if they are none: erased, or altered."""
    try:
        return read_entry(canonical)
    except NotAnEntry:
        return None


def read_fields(canonical: bytes) -> dict[str, Any]:
    """The fields of the entry that these bytes are, checked as strictly: for millions of entries.

    Raises:
        NotAnEntry: they are not exactly what `Entry.canonical` writes.
    """
    if len(canonical) > MAX_BYTES:
        raise NotAnEntry("longer than an entry may be")
    try:
        fields = orjson.loads(canonical)
    except orjson.JSONDecodeError as error:
        raise NotAnEntry("not the JSON of an entry") from error
    _check_fields(fields)
    if orjson.dumps(fields, option=orjson.OPT_SORT_KEYS) != canonical:
        raise NotAnEntry("not in canonical form")
    _check_normal_form(canonical)
    checked: dict[str, Any] = fields
    return checked


def canonical_bytes(value: Mapping[str, object]) -> bytes:
    """A JSON object of strings, whole numbers and booleans in its one canonical form.

    Raises:
        NotAnEntry: a string has no UTF-8 or is not NFC.
    """
    try:
        written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise NotAnEntry("a text has a lone surrogate, or a value no canonical form") from error
    _check_normal_form(written)
    return written


def commitment(salt: bytes, payload: bytes) -> str:
    """What an entry says of a personal payload: binding, and mute once the salt is erased."""
    return hashlib.sha256(salt + payload).hexdigest()


def written_moment(at: datetime) -> str:
    """`2026-03-14T22:05:09.000120Z`: UTC, always six decimals, so that text order is time order."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(written: str) -> datetime:
    """The moment written by `written_moment`.

    Raises:
        ValueError: another form.
    """
    if not _is_moment(written):
        raise ValueError("not a moment in UTC with six decimals")
    return datetime.fromisoformat(written)


def _is_moment(written: str) -> bool:
    return _MOMENT.fullmatch(written) is not None and is_day(written[:10])


@lru_cache(maxsize=64)
def is_day(written: str) -> bool:
    """Whether the calendar has that day."""
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
"""The form of a moment; whether its day exists is another question."""

_MOMENT = re.compile(MOMENT)
_COMMITMENT = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_REQUIRED = frozenset({"v", "log", "seq", "t", "mono", "boot", "ws", "actor", "act", "obj", "res"})
_ALLOWED = _REQUIRED | {"role", "sess", "why", "com", "d"}
_ACTS = frozenset(act.value for act in Act)
_RESULTS = frozenset(result.value for result in Result)
_NOT_STRINGS = {"v": int, "seq": int, "mono": int, "d": dict}


def _check_normal_form(written: bytes) -> None:
    if not (written.isascii() or unicodedata.is_normalized("NFC", written.decode())):
        raise NotAnEntry("a text is not in Unicode normal form C")


def _check_fields(fields: object) -> None:
    if type(fields) is not dict or not _is_shape(tuple(fields), *map(type, fields.values())):
        raise NotAnEntry("not the fields of an entry")
    if fields["v"] != VERSION:
        raise NotAnEntry("another version of the entry's form")
    if not (0 <= fields["seq"] <= MAX_INTEGER and -MAX_INTEGER <= fields["mono"] <= MAX_INTEGER):
        raise NotAnEntry("a number out of range")
    if fields["act"] not in _ACTS or fields["res"] not in _RESULTS:
        raise NotAnEntry("not an act and its result")
    if not _is_moment(fields["t"]):
        raise NotAnEntry("not a moment")
    if "com" in fields and not _COMMITMENT.fullmatch(fields["com"]):
        raise NotAnEntry("not a commitment")
    if "d" in fields:
        _check_details(fields["d"])


@lru_cache(maxsize=256)
def _is_shape(names: tuple[str, ...], *types: type) -> bool:
    """Whether an entry has these fields of these types; few shapes make up a whole log."""
    if not (_REQUIRED <= set(names) <= _ALLOWED):
        return False
    return all(kind is _NOT_STRINGS.get(name, str) for name, kind in zip(names, types, strict=True))


def _check_details(details: object) -> None:
    if type(details) is not dict or not details:
        raise NotAnEntry("the details are not a filled object")
    for name, value in details.items():
        if not _is_detail_name(name):
            raise NotAnEntry("not the name of a detail")
        if not (type(value) is str or type(value) is bool or _is_whole(value)):
            raise NotAnEntry("a detail is neither text, whole number nor boolean")


@lru_cache(maxsize=1024)
def _is_detail_name(name: str) -> bool:
    return _KEY.fullmatch(name) is not None


def _is_whole(value: object) -> bool:
    return type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER
