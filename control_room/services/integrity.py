"""Whether the log is still the one that was written here: checked at start, at night, on demand.

What is found is recorded as an alert, stays until a full verification finds the log sound again,
and refuses exports meanwhile. Everything else goes on: the wall stays live.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    VerifierKey,
    parse_checkpoint,
    read_checkpoint,
    split_note,
)
from control_room.audit.entry import Act, Detail, Entry, NotAnEntry, Result, read_entry
from control_room.audit.epochs import EpochCertificate, Trust
from control_room.audit.findings import Finding, FindingCode, Status, VerificationResult
from control_room.audit.verify import Progress, verify
from control_room.domain.agent import Permission, Session
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.services.audit_texts import finding_text
from control_room.services.kept_anchors import kept
from control_room.services.sessions import Sessions
from control_room.storage.database import Database, LogState, Reader
from control_room.storage.errors import LogIncomplete, file_errors_told
from control_room.storage.high_water import HighWater
from control_room.storage.records.log import LogFilter
from control_room.texts import QT_TRANSLATE_NOOP, Text

logger = logging.getLogger(__name__)

_NEVER = -1

SHARES_AT_START_S = 3.0
"""How long a start waits for folders elsewhere; the night's verification waits longer."""

ANCHORS_AT_START = 50
"""Newest anchors of each folder compared at every start; all others at night."""

TAIL = 10_000
"""Entries verified at every start; all others at night."""


class FoundBy(StrEnum):
    """What raised an alert; it decides what settles it."""

    START = "start"
    WITNESS = "witness"
    VERIFICATION = "verification"


@dataclass(frozen=True)
class Alert:
    """A break of the log that nothing has settled yet.

    Attributes:
        seq: first bad entry; None if it concerns no entry.
        until: last one where the break is only known to lie between two.
        at: when it was found (aware UTC).
    """

    code: FindingCode
    seq: int | None
    until: int | None
    at: datetime
    found_by: FoundBy

    @property
    def text(self) -> Text:
        """The sentence for the banner."""
        return finding_text(Finding(self.code, self.seq, self.until))

    def details(self) -> dict[str, Detail]:
        """What the alert's entry says."""
        told: dict[str, Detail] = {"code": self.code.value, "found_by": self.found_by.value}
        if self.seq is not None:
            told["first_bad_seq"] = self.seq
        if self.until is not None:
            told["until"] = self.until
        return told

    def same_as(self, other: Alert | None) -> bool:
        """Whether it is the same break, found again: a log that was cut off grows meanwhile."""
        if other is None or (self.found_by, self.until) != (other.found_by, other.until):
            return False
        return {self.code, other.code} <= _BY_ANCHORS or (self.code, self.seq) == (
            other.code,
            other.seq,
        )


_BY_ANCHORS = {FindingCode.ANCHOR_BEYOND_END, FindingCode.ANCHOR_ROOT_DIFFERS}


class ExportRefused(ControlRoomError):
    """An alert stands: nothing leaves as evidence until it is cleared."""

    def __init__(self, alert: Alert) -> None:
        self.alert = alert
        super().__init__(
            QT_TRANSLATE_NOOP("integrity", "Not exported: {alert}").of(alert=alert.text),
            QT_TRANSLATE_NOOP("integrity", "Nothing was written; the wall and the acts go on."),
            QT_TRANSLATE_NOOP(
                "integrity", "Have the log verified whole; tell the person in charge of the site."
            ),
        )


class Integrity:
    """The log against its signatures, its anchors and what this computer remembers of it."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        folder: DataFolder,
        marks: HighWater,
        *,
        shares: Sequence[Path] = (),
        now: Callable[[], datetime],
        shared: bool = False,
    ) -> None:
        """Prepare the checks.

        Args:
            shares: folders on other disks that hold anchors.
            shared: several workstations write the database: it has no home folder.
        """
        self._database = database
        self._sessions = sessions
        self._folder = folder
        self._marks = marks
        self._shares = shares
        self._now = now
        self._shared = shared
        self._unlogged: Alert | None = None
        self._in_doubt = False

    def check_start(self) -> Alert | None:
        """Compare the end of the log with its signatures and with what this computer remembers.

        Returns:
            What is wrong; it is recorded, or waits to be. None if nothing is.

        Raises:
            ControlRoomError: the database or the state folder cannot be read.
        """
        found = (
            self._broken()
            or self._against_marks()
            or self._against_anchors()
            or self._tail()
            or self._elsewhere()
        )
        if found is None:
            self.keep_high_water()
            return None
        return self._raise(found)

    def verify_all(self, who: Session | None, progress: Progress | None) -> VerificationResult:
        """Verify the whole log against its key and all anchors kept; record the outcome.

        Args:
            who: None for the console itself.
            progress: told the entries read and expected; an exception from it ends the work.

        Raises:
            NotAllowed: the role may not read the log.
            ControlRoomError: the database cannot be read.
        """
        if who is not None:
            who = self._sessions.allow(who, Permission.READ_AUDIT)
        trust = self._database.trust
        origin = trust.origin
        outside = kept(self._folder, self._shares, origin)
        notes = [*outside.notes, *self._remembered(origin)]
        with self._database.read() as records:
            result = verify(
                records.log.entries(),
                records.log.checkpoint_notes(),
                trust=_trusting(trust, outside.certificates),
                anchors=notes,
                expected=records.log.size(),
                progress=progress,
            )
        sound = result.status is Status.SOUND
        details = {"status": result.status.value, "size": result.size, "root": result.root.hex()}
        outcome = Result.DONE if sound else Result.FAILED
        self._database.note(Act.AUDIT_VERIFIED, "log", who=who, result=outcome, details=details)
        if sound:
            self._in_doubt = False
            self._unlogged = None
        else:
            worst = next(one for one in result.findings if one.status is result.status)
            by = FoundBy.VERIFICATION
            self._raise(self._alert(worst.code, result.first_bad_seq, worst.until, by))
        return result

    def contradicted(self, note: str) -> Alert | None:
        """Take up that a witness, or a folder elsewhere, holds this as an anchor of this log.

        Returns:
            What is wrong; None if the log contains it.
        """
        alert = self._of_note(note)
        return None if alert is None else self._raise(alert)

    def _of_note(self, note: str) -> Alert | None:
        try:
            stated = parse_checkpoint(split_note(note)[0])
        except NotANote:
            return self._alert(FindingCode.ANCHOR_UNREADABLE, None, None, FoundBy.WITNESS)
        if stated.origin != self._database.trust.origin:
            return self._alert(FindingCode.ANCHOR_FOREIGN, None, None, FoundBy.WITNESS)
        return self._differs(stated, FoundBy.WITNESS)

    def standing(self) -> Alert | None:
        """The newest alert that nothing has settled since.

        Raises:
            ControlRoomError: the database cannot be read.
        """
        if self._unlogged is not None:
            return self._unlogged
        with self._database.read() as records:
            verified = next(_verified_sound(records), _NEVER)
            moved = next((one.seq for one in _entries(records, Act.DATABASE_MOVED)), _NEVER)
            for entry in _entries(records, Act.INTEGRITY_ALERT):
                if entry.seq < min(verified, moved):
                    break
                if entry.obj == "log" and not _settled(entry, verified, moved):
                    return _told(entry)
        return None

    def check_exports_allowed(self) -> None:
        """Let exports pass.

        Raises:
            ExportRefused: an alert stands.
            ControlRoomError: the database cannot be read.
        """
        alert = self.standing()
        if alert is not None:
            raise ExportRefused(alert)

    def adopt(self, who: Session | None = None) -> int:
        """State that this database, here and as it is, is the site's: after a move or a restore.

        The statement is an entry of its own, signed at once; anchors that say otherwise go on
        saying so in every full verification.

        Returns:
            Place of the entry.

        Raises:
            ControlRoomError: the log cannot be written.
        """
        home = self._home()
        origin = self._database.trust.origin
        lost = max((one.size for one in self._stated_marks(origin)), default=0)
        with self._database.write(who) as tx:
            size = tx.log.size()
            seq = tx.audit(
                Act.DATABASE_MOVED,
                "database",
                details={"home": home, "size": size, "size_remembered": lost},
            )
        self._unlogged = None
        self._in_doubt = False
        self._marks_told(lambda note: self._marks.replace(origin, note))
        return seq

    def keep_high_water(self) -> None:
        """Remember the newest checkpoint on this computer; call about once a minute.

        Raises:
            ControlRoomError: the state folder cannot be written.
        """
        if self._in_doubt or self._database.state is not LogState.WRITABLE:
            return
        origin = self._database.trust.origin
        self._marks_told(lambda note: self._marks.keep(origin, note))

    def _marks_told(self, keep: Callable[[str], None]) -> None:
        with self._database.read() as records:
            newest = records.log.newest_checkpoint()
        if newest is not None:
            with file_errors_told(self._folder.root):
                keep(newest.note)

    def _broken(self) -> Alert | None:
        finding = self._database.broken
        return None if finding is None else self._alert(finding.code, finding.seq, finding.until)

    def _against_marks(self) -> Alert | None:
        """Whether the log still contains what this computer saw signed."""
        for stated in self._stated_marks(self._database.trust.origin):
            alert = self._differs(stated)
            if alert is not None:
                return alert
        return None

    def _against_anchors(self) -> Alert | None:
        """Whether the log contains the newest anchors kept here and elsewhere.

        What is no anchor of this log is the full verification's to tell.
        """
        trust = self._database.trust
        outside = kept(
            self._folder,
            self._shares,
            trust.origin,
            newest=ANCHORS_AT_START,
            wait_s=SHARES_AT_START_S,
        )
        keys = _certified_keys(_trusting(trust, outside.certificates))
        for stated in dict.fromkeys(_signed(outside.notes, keys)):
            alert = self._differs(stated) if stated.origin == trust.origin else None
            if alert is not None:
                return alert
        return None

    def _differs(self, stated: Checkpoint, by: FoundBy = FoundBy.START) -> Alert | None:
        with self._database.read() as records:
            size = records.log.size()
            if stated.size > size:
                return self._alert(FindingCode.ANCHOR_BEYOND_END, size, stated.size - 1, by)
            if _root(records, stated.size) == stated.root:
                return None
            agreed = self._last_agreed(records, stated.size)
        return self._alert(FindingCode.ANCHOR_ROOT_DIFFERS, agreed, stated.size - 1, by)

    def _last_agreed(self, records: Reader, below: int) -> int:
        """The largest anchored size below at which both histories are still the same."""
        origin = self._database.trust.origin
        notes = sorted(_checkpoints(kept(self._folder).notes, origin), key=lambda one: -one.size)
        for one in notes:
            if one.size < below and _root(records, one.size) == one.root:
                return one.size
        return 0

    def _tail(self) -> Alert | None:
        with self._database.read() as records:
            begin = max(0, records.log.size() - TAIL)
            try:
                edge = records.log.frontier(begin)
            except LogIncomplete:
                return self._alert(FindingCode.SEQUENCE_BROKEN, begin, begin)
            result = verify(
                records.log.entries(begin),
                records.log.checkpoint_notes(begin),
                trust=self._database.trust,
                begin=edge,
            )
        if result.status is Status.SOUND:
            return None
        worst = next(one for one in result.findings if one.status is result.status)
        return self._alert(worst.code, result.first_bad_seq, worst.until)

    def _elsewhere(self) -> Alert | None:
        """Whether the database was last written in another folder or on another computer."""
        if self._shared:
            return None
        home = self._home()
        with self._database.read() as records:
            stated = next(_entries(records, Act.DATABASE_MOVED), None)
        if stated is None:
            # A new database, or one of the time before: this is its home from now on.
            self.adopt()
            return None
        moved = stated.details.get("home") != home
        return self._alert(FindingCode.DATABASE_MOVED, None, None) if moved else None

    def _home(self) -> str:
        with file_errors_told(self._folder.root):
            return self._marks.home(self._folder.root)

    def _remembered(self, origin: str) -> list[str]:
        with file_errors_told(self._folder.root):
            return self._marks.marks(origin)

    def _stated_marks(self, origin: str) -> list[Checkpoint]:
        return _checkpoints(self._remembered(origin), origin)

    def _alert(
        self,
        code: FindingCode,
        seq: int | None,
        until: int | None,
        by: FoundBy = FoundBy.START,
    ) -> Alert:
        return Alert(code, seq, until, self._now(), by)

    def _raise(self, alert: Alert) -> Alert:
        """Record the alert, once while it stands."""
        self._in_doubt = True
        standing = self.standing()
        if standing is not None and alert.same_as(standing):
            return standing
        logger.error("audit log: %s", alert.text)
        recorded = self._database.note(
            Act.INTEGRITY_ALERT, "log", result=Result.FAILED, details=alert.details()
        )
        if not recorded:
            self._unlogged = alert
        return alert


def _trusting(trust: Trust, kept_with_anchors: Sequence[str]) -> Trust:
    """With the certificates that the database may have lost."""
    known = dict.fromkeys((*trust.certificates, *kept_with_anchors))
    return replace(trust, certificates=tuple(known))


def _certified_keys(trust: Trust) -> list[VerifierKey]:
    keys: list[VerifierKey] = []
    for note in trust.certificates:
        with contextlib.suppress(NotANote, SignatureWrong, SignedByNobodyKnown):
            if trust.site is not None:
                keys.append(EpochCertificate.read(note, trust.site).key)
    return keys


def _signed(notes: Sequence[str], keys: Sequence[VerifierKey]) -> Iterator[Checkpoint]:
    """The checkpoints among the notes that one of the keys signed."""
    for note in notes:
        with contextlib.suppress(NotANote, SignatureWrong, SignedByNobodyKnown):
            yield read_checkpoint(note, keys)


def _root(records: Reader, size: int) -> bytes:
    """Root of the first entries by the nodes kept; empty if they are incomplete."""
    try:
        return records.log.frontier(size).root()
    except LogIncomplete:
        return b""


def _checkpoints(notes: Sequence[str], origin: str) -> list[Checkpoint]:
    found = []
    for note in notes:
        try:
            stated = parse_checkpoint(split_note(note)[0])
        except NotANote:
            continue
        if stated.origin == origin:
            found.append(stated)
    return found


def _entries(records: Reader, act: Act) -> Iterator[Entry]:
    """The entries of that act, newest first; what cannot be read is verification's to tell."""
    before_seq: int | None = None
    while rows := records.log.newest(LogFilter(act, before_seq=before_seq), 50):
        for row in rows:
            with contextlib.suppress(NotAnEntry):
                yield read_entry(row.canonical)
        before_seq = rows[-1].seq


def _verified_sound(records: Reader) -> Iterator[int]:
    """The places of full verifications that found the log sound."""
    found = _entries(records, Act.AUDIT_VERIFIED)
    return (entry.seq for entry in found if entry.result is Result.DONE)


def _settled(alert: Entry, verified: int, moved: int) -> bool:
    told = _told(alert)
    if told.found_by is not FoundBy.VERIFICATION and moved > alert.seq:
        return True
    return told.code is not FindingCode.DATABASE_MOVED and verified > alert.seq


def _told(entry: Entry) -> Alert:
    """The alert that an entry recorded."""
    told = entry.details
    return Alert(
        FindingCode(str(told["code"])),
        _whole(told.get("first_bad_seq")),
        _whole(told.get("until")),
        entry.at,
        FoundBy(str(told["found_by"])),
    )


def _whole(value: Detail | None) -> int | None:
    return value if isinstance(value, int) else None
