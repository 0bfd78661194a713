"""The audit log for those who control: entries, proofs, integrity, anchors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from control_room.audit.checkpoint import (
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    read_checkpoint,
)
from control_room.audit.entry import Act, Entry, NotAnEntry, Result, read_entry
from control_room.audit.findings import Status, VerificationResult
from control_room.audit.tree import inclusion_holds, inclusion_proof, leaf_hash
from control_room.audit.verify import Progress, StoredEntry, verify
from control_room.catalogue import Purpose
from control_room.domain.agent import Permission, Session
from control_room.domain.shift import Reason
from control_room.places import DataFolder
from control_room.services.errors import EntryUnknown, NothingSigned
from control_room.services.sessions import Sessions
from control_room.services.verification import anchor_note, kept_anchors
from control_room.storage.database import Database, Reader
from control_room.storage.errors import file_errors_told
from control_room.storage.files import write_atomically
from control_room.storage.records.log import LogFilter, SignedNote


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
        at, act, reason, result: None where the entry was altered so that it cannot be read; the
            reason also where the act has none.
    """

    seq: int
    at: datetime | None
    act: Act | None
    matricule: str
    obj: str
    obj_matricule: str
    reason: Reason | None
    result: Result | None

    @property
    def readable(self) -> bool:
        """Whether the entry's bytes are those of an entry."""
        return self.act is not None


@dataclass(frozen=True)
class AuditEntryView:
    """One entry, whole.

    Attributes:
        entry: None where it was altered so that it cannot be read.
        canonical: the bytes that count, as text.
        path: hashes that lead from the entry to the checkpoint's root.
        checkpoint: the newest signed note, as stored.
        personal: personal data kept beside; empty if it has none or they are missing.
        missing: it has personal data, and they are no longer there.
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


class Review:
    """The audit log, for supervisors and auditors."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        folder: DataFolder,
        purposes: Mapping[Reason, Purpose],
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._folder = folder
        self._purposes = purposes

    def open(self, session: Session) -> None:
        """Record that the agent consults the audit log; once per opening of the workspace.

        Raises:
            NotAllowed: the role may not read the log.
        """
        who = self._sessions.allow(session, Permission.READ_AUDIT)
        with self._database.write(who) as tx:
            tx.audit(Act.AUDIT_CONSULTED, "log")

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
            matricules = _matricules(records)
            return [_line(row, matricules) for row in records.log.newest(wanted, limit)]

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
            line = _line(row, _matricules(records))
        entry = _read(row)
        committed = entry is not None and entry.commitment is not None
        return AuditEntryView(
            line=line,
            entry=entry,
            canonical=row.canonical.decode(errors="replace"),
            proof=self._proof(row, newest, path),
            path=path,
            checkpoint=newest.note,
            personal=json.loads(row.payload) if row.payload is not None else {},
            missing=committed and row.payload is None,
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
        signed = _read(last) if last else None
        signed_at = signed.at if signed else None
        verification = _read(verified) if verified else None
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

    def verify(self, session: Session, progress: Progress) -> VerificationResult:
        """Verify the whole log against its key and the anchors kept here; record the outcome.

        Args:
            progress: told the entries read and expected; an exception from it ends the work.

        Raises:
            NotAllowed: the role may not read the log.
        """
        who = self._sessions.allow(session, Permission.READ_AUDIT)
        with self._database.read() as records:
            result = verify(
                records.log.entries(),
                records.log.checkpoint_notes(),
                origin=self._database.origin,
                keys=self._database.signing_keys,
                anchors=[anchor_note(path) for path in kept_anchors(self._folder)],
                expected=records.log.size(),
                progress=progress,
            )
        sound = result.status is Status.SOUND
        with self._database.write(who) as tx:
            tx.audit(
                Act.AUDIT_VERIFIED,
                "log",
                result=Result.DONE if sound else Result.FAILED,
                details={
                    "status": result.status.value,
                    "size": result.size,
                    "root": result.root.hex(),
                },
            )
        return result

    def anchor(self, session: Session, copy: Path | None = None) -> Path:
        """Keep the newest checkpoint as a file, and a copy where the agent wants it.

        Args:
            copy: a file on another disk or computer, which is what makes an anchor strong.

        Returns:
            The file in the data folder.

        Raises:
            NotAllowed: the role may not read the log.
            ControlRoomError: a file cannot be written; nothing is recorded.
        """
        who = self._sessions.allow(session, Permission.READ_AUDIT)
        self._database.checkpoint()
        with self._database.read() as records:
            newest = _newest(records)
        kept = self._folder.anchor(newest.size)
        for path in (kept, copy):
            if path is not None:
                with file_errors_told(path):
                    write_atomically(path, newest.note.encode())
        with self._database.write(who) as tx:
            tx.audit(
                Act.AUDIT_ANCHORED,
                "log",
                details={"size": newest.size, "copied": copy is not None},
            )
        return kept

    def _proof(self, row: StoredEntry, newest: SignedNote, path: tuple[bytes, ...]) -> Proof:
        if row.seq >= newest.size:
            return Proof.NOT_SIGNED_YET
        try:
            signed = read_checkpoint(newest.note, self._database.signing_keys)
        except (NotANote, SignatureWrong, SignedByNobodyKnown):
            return Proof.FAILS
        leaf = leaf_hash(row.canonical)
        holds = inclusion_holds(row.seq, signed.size, leaf, path, signed.root)
        return Proof.HOLDS if holds else Proof.FAILS


def _newest(records: Reader) -> SignedNote:
    newest = records.log.newest_checkpoint()
    if newest is None:
        raise NothingSigned
    return newest


def _matricules(records: Reader) -> dict[str, str]:
    return {str(agent): matricule for agent, matricule in records.agents.matricules().items()}


def _line(row: StoredEntry, matricules: Mapping[str, str]) -> AuditLine:
    entry = _read(row)
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
    )


_REASONS = frozenset(Reason)


def _read(row: StoredEntry) -> Entry | None:
    try:
        return read_entry(row.canonical)
    except NotAnEntry:
        return None
