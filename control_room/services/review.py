"""The audit log for those who control: entries, proofs, its state, the anchors kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from control_room.audit.checkpoint import (
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    read_checkpoint,
)
from control_room.audit.entry import Act, Entry, Result, readable_entry
from control_room.audit.erasures import read_ranges
from control_room.audit.findings import Finding, Status
from control_room.audit.short_words import short_words
from control_room.audit.tree import inclusion_holds, inclusion_proof, leaf_hash
from control_room.audit.verify import StoredEntry
from control_room.catalogue import Purpose
from control_room.domain.agent import Permission, Session
from control_room.domain.shift import Reason
from control_room.services.errors import EntryUnknown, NothingSigned
from control_room.services.sessions import Sessions
from control_room.storage.database import Database, LogState, Reader
from control_room.storage.errors import LogBroken, LogIncomplete
from control_room.storage.records.log import LogFilter, SignedNote

_ANCHORS_SHOWN = 20
_PAGE = 200


class Proof(StrEnum):
    """Whether an entry is part of what was signed last."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_SIGNED_YET = "not_signed_yet"


@dataclass(frozen=True)
class AuditLine:
    """An entry in the list.

    Attributes:
        matricule: who acted; empty for the installation itself.
        obj: code of what the entry is about, as recorded.
        obj_matricule: where that is an agent who is known here; else empty.
        at, act, reason, result: None where the entry cannot be read; the reason also where the act
            has none.
        erased: its bytes were erased by an act of the log, as its retention asks.
    """

    seq: int
    at: datetime | None
    act: Act | None
    matricule: str
    obj: str
    obj_matricule: str
    reason: Reason | None
    result: Result | None
    erased: bool = False

    @property
    def readable(self) -> bool:
        """Whether the entry's bytes are those of an entry."""
        return self.act is not None


@dataclass(frozen=True)
class AuditEntryView:
    """One entry, whole.

    Attributes:
        entry: None where it cannot be read: altered, or erased as `line` says.
        canonical: the bytes that count, as text.
        path: hashes that lead from the entry to the checkpoint's root.
        checkpoint: the newest signed note, as stored.
        personal: personal data kept beside; empty if it has none or they are missing.
        missing: it has personal data, and they are no longer there.
        erased: they were erased by an act of the log.
        purpose: what the reason rests on in law; None for an entry without a reason.
    """

    line: AuditLine
    entry: Entry | None
    canonical: str
    proof: Proof
    path: tuple[bytes, ...]
    checkpoint: str
    personal: Mapping[str, str]
    missing: bool
    erased: bool
    purpose: Purpose | None


@dataclass(frozen=True)
class IntegrityState:
    """How far the log is signed, and what the last verification found.

    Attributes:
        signed_at: of the newest entry covered by a signature (aware UTC); None if unreadable.
        verified_at, verified_status, verified_size: None if never verified.
    """

    size: int
    signed_size: int
    signed_at: datetime | None
    verified_at: datetime | None = None
    verified_status: Status | None = None
    verified_size: int | None = None


@dataclass(frozen=True)
class LogCondition:
    """Whether the log takes acts now.

    Attributes:
        broken: where its end is not what was signed, if that was found on opening.
        waiting: acts that wait for the database to take them.
    """

    state: LogState
    broken: Finding | None
    waiting: int


@dataclass(frozen=True)
class AnchorLine:
    """An anchor as the log tells of it.

    Attributes:
        means: codes of the ways in which it left this workstation; none: kept beside the log only.
        words: the six words of its root; empty where the tree is incomplete.
    """

    at: datetime
    size: int
    means: tuple[str, ...]
    words: tuple[str, ...]


class Review:
    """The audit log, for supervisors and auditors."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        purposes: Mapping[Reason, Purpose],
        words: Sequence[str],
    ) -> None:
        """Prepare.

        Args:
            words: the list of which six name a root.
        """
        self._database = database
        self._sessions = sessions
        self._purposes = purposes
        self._words = words

    def condition(self) -> LogCondition:
        """Whether the log takes acts now; asks nobody, waits for nothing."""
        database = self._database
        return LogCondition(database.state, database.broken, database.waiting)

    def open(self, session: Session) -> None:
        """Record that the agent consults the audit log; once per opening of the workspace.

        Raises:
            NotAllowed: the role may not read the log.
        """
        who = self._sessions.allow(session, Permission.READ_AUDIT)
        self._database.note(Act.AUDIT_CONSULTED, "log", who=who)

    def entries(
        self,
        session: Session,
        *,
        act: Act | None = None,
        matricule: str | None = None,
        text: str = "",
        before_seq: int | None = None,
        limit: int = 200,
    ) -> list[AuditLine]:
        """Entries that pass the filters, newest first.

        Args:
            text: found anywhere in the entry.
            before_seq: older than this entry, to read on.

        Raises:
            NotAllowed: the role may not read the log.
        """
        self._sessions.allow(session, Permission.READ_AUDIT)
        wanted = LogFilter(act, matricule, text, before_seq)
        with self._database.read() as records:
            matricules, pruned = _matricules(records), _pruned_until(records)
            return [_line(row, matricules, pruned) for row in records.log.newest(wanted, limit)]

    def entry(self, session: Session, seq: int) -> AuditEntryView:
        """One entry with the proof that it is part of what was signed last.

        Raises:
            NotAllowed: the role may not read the log.
            EntryUnknown: there is none.
        """
        self._sessions.allow(session, Permission.READ_AUDIT)
        with self._database.read() as records:
            row = records.log.entry(seq)
            if row is None:
                raise EntryUnknown(seq)
            newest = _newest(records)
            path: tuple[bytes, ...] = ()
            if seq < newest.size <= records.log.size():
                path = tuple(inclusion_proof(seq, newest.size, records.log.node))
            line = _line(row, _matricules(records), _pruned_until(records))
            entry = readable_entry(row.canonical)
            missing = entry is not None and entry.commitment is not None and row.payload is None
            erased = missing and _is_erased(records, seq)
        return AuditEntryView(
            line=line,
            entry=entry,
            canonical=row.canonical.decode(errors="replace"),
            proof=self._proof(row, line, newest, path),
            path=path,
            checkpoint=newest.note,
            personal=json.loads(row.payload) if row.payload is not None else {},
            missing=missing,
            erased=erased,
            purpose=self._purposes[line.reason] if line.reason else None,
        )

    def integrity(self, session: Session) -> IntegrityState:
        """How far the log is signed, and what the last verification found.

        Raises:
            NotAllowed: the role may not read the log.
        """
        self._sessions.allow(session, Permission.READ_AUDIT)
        with self._database.read() as records:
            size = records.log.size()
            signed_size = _newest(records).size
            last = records.log.entry(signed_size - 1)
            verified = records.log.last_of(Act.AUDIT_VERIFIED)
        signed = readable_entry(last.canonical) if last else None
        signed_at = signed.at if signed else None
        verification = readable_entry(verified.canonical) if verified else None
        if verification is None:
            return IntegrityState(size, signed_size, signed_at)
        return IntegrityState(
            size,
            signed_size,
            signed_at,
            verification.at,
            Status(str(verification.details["status"])),
            int(verification.details["size"]),
        )

    def anchors(self, session: Session) -> list[AnchorLine]:
        """The anchors made last, newest first, with the words by which they are compared.

        Raises:
            NotAllowed: the role may not read the log.
        """
        self._sessions.allow(session, Permission.READ_AUDIT)
        with self._database.read() as records:
            rows = records.log.newest(LogFilter(act=Act.AUDIT_ANCHORED), _ANCHORS_SHOWN)
            entries = [
                entry for row in rows if (entry := readable_entry(row.canonical)) is not None
            ]
            return [self._anchor(records, entry) for entry in entries]

    def _anchor(self, records: Reader, entry: Entry) -> AnchorLine:
        size = int(entry.details["size"])
        kinds = str(entry.details.get("kinds", ""))
        try:
            words = short_words(records.log.frontier(size).root(), self._words)
        except LogIncomplete:
            words = ()
        return AnchorLine(entry.at, size, tuple(filter(None, kinds.split(","))), words)

    def _proof(
        self, row: StoredEntry, line: AuditLine, newest: SignedNote, path: tuple[bytes, ...]
    ) -> Proof:
        if row.seq >= newest.size:
            return Proof.NOT_SIGNED_YET
        try:
            signed = read_checkpoint(newest.note, self._database.signing_keys)
        except (LogBroken, NotANote, SignatureWrong, SignedByNobodyKnown):
            return Proof.FAILS
        # The hash outlives erased bytes: it still stands where it was signed.
        leaf = row.leaf if line.erased else leaf_hash(row.canonical)
        holds = inclusion_holds(row.seq, signed.size, leaf, path, signed.root)
        return Proof.HOLDS if holds else Proof.FAILS


def _newest(records: Reader) -> SignedNote:
    newest = records.log.newest_checkpoint()
    if newest is None:
        raise NothingSigned
    return newest


def _matricules(records: Reader) -> dict[str, str]:
    return {str(agent): matricule for agent, matricule in records.agents.matricules().items()}


def _pruned_until(records: Reader) -> int:
    """Entries at the log's beginning whose bytes an act of the log erased."""
    row = records.log.last_of(Act.AUDIT_PRUNED)
    entry = readable_entry(row.canonical) if row else None
    return int(entry.details["until"]) if entry else 0


def _is_erased(records: Reader, seq: int) -> bool:
    """Whether an act of the log erased the personal data of that entry."""
    return any(
        first <= seq <= last
        for entry in _entries(records, Act.PERSONAL_ERASED)
        for first, last in read_ranges(entry.details.get("entries"))
    )


def _entries(records: Reader, act: Act) -> Iterator[Entry]:
    before_seq: int | None = None
    while rows := records.log.newest(LogFilter(act=act, before_seq=before_seq), _PAGE):
        for row in rows:
            entry = readable_entry(row.canonical)
            if entry is not None:
                yield entry
        before_seq = rows[-1].seq


def _line(row: StoredEntry, matricules: Mapping[str, str], pruned_until: int) -> AuditLine:
    entry = readable_entry(row.canonical)
    obj = row.obj if entry is None else entry.obj
    kind, _, name = obj.partition("/")
    return AuditLine(
        seq=row.seq,
        at=entry.at if entry else None,
        act=entry.act if entry else None,
        matricule=matricules.get(row.actor, ""),
        obj=obj,
        obj_matricule=matricules.get(name, "") if kind == "agent" else "",
        reason=Reason(entry.reason) if entry and entry.reason in _REASONS else None,
        result=entry.result if entry else None,
        erased=not row.canonical and row.seq < pruned_until,
    )


_REASONS = frozenset(Reason)
