"""Whether the log is still the one that was written here: checked at start, at night, on demand.

What is found is recorded as an alert, stays until a full verification finds the log sound again,
and refuses exports until somebody accounts for it. Everything else goes on: the wall stays live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from control_room.audit.checkpoint import Checkpoint
from control_room.audit.entry import Act, Detail, Result
from control_room.audit.findings import Finding, FindingCode, Status, VerificationResult
from control_room.audit.verify import Progress, verify
from control_room.domain.agent import Permission, Session
from control_room.places import DataFolder
from control_room.services.alerts import Alerts, ExportRefused
from control_room.services.contradictions import (
    contradicting,
    mark_of,
    mark_of_finding,
    mark_of_note,
    signed,
    stated,
    stated_in,
    told_as,
    trusting,
)
from control_room.services.kept_anchors import kept
from control_room.services.sessions import Sessions
from control_room.services.standing_alerts import Alert, Concern, FoundBy, entries_of
from control_room.storage.database import Database, LogState, Reader
from control_room.storage.errors import LogIncomplete, file_errors_told
from control_room.storage.high_water import HighWater

SHARES_AT_START_S = 3.0
"""How long a start waits for folders elsewhere; the night's verification waits longer."""

ANCHORS_AT_START = 50
"""Newest anchors of each folder compared at every start; all others at night."""

TAIL = 10_000
"""Entries verified at every start; all others at night."""

_TOLD_BY_ANCHOR = (FindingCode.ANCHOR_BEYOND_END, FindingCode.ANCHOR_ROOT_DIFFERS)
"""Findings that change as the log grows: the anchors themselves tell one break from another."""


class Integrity:
    """The log against its signatures, its anchors and what this computer remembers of it.

    Attributes:
        alerts: those of the log, and of what is checked beside it.
    """

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
        self.alerts = Alerts(database, sessions, now=now)
        self._database = database
        self._sessions = sessions
        self._folder = folder
        self._marks = marks
        self._shares = shares
        self._shared = shared

    def check_start(self) -> Alert | None:
        """Compare the end of the log with its signatures and with what this computer remembers.

        Returns:
            What is wrong; it is recorded, or waits to be. None if nothing is.

        Raises:
            ControlRoomError: the database or the state folder cannot be read.
        """
        alert = self._first_alert()
        missing = self._database.guards_missing
        if missing and self._database.state is LogState.WRITABLE:
            with self._database.write() as tx:
                tx.put_guards_back(missing)
        if alert is None or alert.account is not None:
            self.keep_high_water()
        return alert

    def _first_alert(self) -> Alert | None:
        """The first thing wrong for which nobody accounted; else the first that is accounted for.

        What is wrong makes further checks find the same again; what is accounted for hides none.
        """
        first = None
        for check in (
            self._broken,
            self._against_anchors,
            self._tail,
            self._unguarded,
            self._elsewhere,
        ):
            alert = check()
            if alert is not None and alert.account is None:
                return alert
            first = first or alert
        return first

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
        outside = kept(self._folder, self._shares, trust.origin)
        notes = [*outside.notes, *self._remembered(trust.origin)]
        with self._database.read() as records:
            result = verify(
                records.log.entries(),
                records.log.checkpoint_notes(),
                trust=trusting(trust, outside.certificates),
                anchors=notes,
                expected=records.log.size(),
                progress=progress,
            )
            found = [] if result.status is Status.SOUND else self._found(records, result, notes)
        sound = result.status is Status.SOUND
        details = {"status": result.status.value, "size": result.size, "root": result.root.hex()}
        outcome = Result.DONE if sound else Result.FAILED
        self._database.note(Act.AUDIT_VERIFIED, "log", who=who, result=outcome, details=details)
        if sound:
            self.alerts.forget_unlogged()
        else:
            worst = next(one for one in result.findings if one.status is result.status)
            told = Finding(worst.code, result.first_bad_seq, worst.until)
            self._raise(told, found, FoundBy.VERIFICATION)
        return result

    def contradicted(self, note: str) -> Alert | None:
        """Take up that a witness, or a folder elsewhere, holds this as an anchor of this log.

        Returns:
            What is wrong; None if the log contains it.
        """
        anchor = stated(note)
        if anchor is not None and anchor.origin == self._database.trust.origin:
            return self._differing([anchor], FoundBy.WITNESS)
        code = FindingCode.ANCHOR_UNREADABLE if anchor is None else FindingCode.ANCHOR_FOREIGN
        return self._raise(Finding(code), [mark_of_note(note)], FoundBy.WITNESS)

    def standing(self) -> Alert | None:
        """The first of the alerts that stand: not accounted for before accounted for, newest first.

        Raises:
            ControlRoomError: the database cannot be read.
        """
        return next(iter(self.alerts.standing()), None)

    def check_exports_allowed(self) -> None:
        """Let exports pass.

        Raises:
            ExportRefused: an alert stands for which nobody accounted.
            ControlRoomError: the database cannot be read.
        """
        for alert in self.alerts.standing():
            if alert.refuses_exports:
                raise ExportRefused(alert)

    def account(self, who: Session, alert: Alert, reason: str) -> int:
        """State the cause of an alert, so that exports go on; what it says stays in sight.

        The anchors that contradict the log go on doing so, here and for every stranger.

        Returns:
            Place of the entry.

        Raises:
            NotAllowed, ReasonUnfit, AlertNotOpen: nothing was done.
            ControlRoomError: the log cannot be written.
        """
        seq = self.alerts.account(who, alert, reason)
        open_ones = [one for one in self.alerts.standing() if one.account is None]
        if Concern.LOG not in {one.concern for one in open_ones}:
            # Else nothing later would be remembered: a second loss would not be seen.
            origin = self._database.trust.origin
            self._marks_told(lambda note: self._marks.replace(origin, note))
        return seq

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
        lost = max((one.size for one in stated_in(self._remembered(origin), origin)), default=0)
        with self._database.write(who) as tx:
            size = tx.log.size()
            seq = tx.audit(
                Act.DATABASE_MOVED,
                "database",
                details={"home": home, "size": size, "size_remembered": lost},
            )
        self.alerts.forget_unlogged()
        self._marks_told(lambda note: self._marks.replace(origin, note))
        return seq

    def keep_high_water(self) -> None:
        """Remember the newest checkpoint on this computer; call about once a minute.

        What is remembered stays while the log does not contain it: it is the proof.

        Raises:
            ControlRoomError: the state folder cannot be written.
        """
        if self._database.state is not LogState.WRITABLE:
            return
        origin = self._database.trust.origin
        remembered = stated_in(self._remembered(origin), origin)
        with self._database.read() as records:
            if contradicting(records, remembered):
                return
        self._marks_told(lambda note: self._marks.keep(origin, note))

    def _marks_told(self, keep: Callable[[str], None]) -> None:
        with self._database.read() as records:
            newest = records.log.newest_checkpoint()
        if newest is not None:
            with file_errors_told(self._folder.root):
                keep(newest.note)

    def _broken(self) -> Alert | None:
        finding = self._database.broken
        return None if finding is None else self._raise(finding, [mark_of_finding(finding)])

    def _against_anchors(self) -> Alert | None:
        """Whether the log contains what this computer saw signed, and the newest anchors.

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
        anchors = signed(outside.notes, trusting(trust, outside.certificates))
        remembered = stated_in(self._remembered(trust.origin), trust.origin)
        return self._differing([*remembered, *anchors], FoundBy.START)

    def _differing(self, anchors: Iterable[Checkpoint], by: FoundBy) -> Alert | None:
        with self._database.read() as records:
            differing = contradicting(records, anchors)
            if not differing:
                return None
            here = stated_in(kept(self._folder).notes, self._database.trust.origin)
            finding = told_as(records, differing[0], here)
        return self._raise(finding, map(mark_of, differing), by)

    def _found(
        self, records: Reader, result: VerificationResult, notes: Sequence[str]
    ) -> list[str]:
        """Each thing that a verification found, told from all others."""
        origin = self._database.trust.origin
        differing = contradicting(records, stated_in(notes, origin))
        return [
            *map(mark_of, differing),
            *(mark_of_note(note) for note in notes if not stated_in([note], origin)),
            *(
                mark_of_finding(finding)
                for finding in result.findings
                if finding.status is not Status.SOUND and finding.code not in _TOLD_BY_ANCHOR
            ),
        ]

    def _tail(self) -> Alert | None:
        with self._database.read() as records:
            begin = max(0, records.log.size() - TAIL)
            try:
                edge = records.log.frontier(begin)
            except LogIncomplete:
                finding = Finding(FindingCode.SEQUENCE_BROKEN, begin, begin)
                return self._raise(finding, [mark_of_finding(finding)])
            result = verify(
                records.log.entries(begin),
                records.log.checkpoint_notes(begin),
                trust=self._database.trust,
                begin=edge,
            )
            if result.status is Status.SOUND:
                return None
            found = self._found(records, result, [])
        worst = next(one for one in result.findings if one.status is result.status)
        return self._raise(Finding(worst.code, result.first_bad_seq, worst.until), found)

    def _unguarded(self) -> Alert | None:
        """Whether somebody took away what keeps the tables from being changed."""
        missing = self._database.guards_missing
        if not missing:
            return None
        with self._database.read() as records:
            made = entries_of(records, Act.GUARDS_PUT_BACK)
            since = next((entry.seq for entry in made if entry.result is Result.DONE), None)
        # Taken away once more, after they were put back: that is another alert.
        found = [f"guard {name} since {since}" for name in missing]
        return self._raise(Finding(FindingCode.GUARDS_MISSING), found)

    def _elsewhere(self) -> Alert | None:
        """Whether the database was last written in another folder or on another computer."""
        if self._shared:
            return None
        home = self._home()
        with self._database.read() as records:
            moved = next(entries_of(records, Act.DATABASE_MOVED), None)
        if moved is None:
            # A new database, or one of the time before: this is its home from now on.
            self.adopt()
            return None
        if moved.details.get("home") == home:
            return None
        return self._raise(Finding(FindingCode.DATABASE_MOVED), [f"home {home}"])

    def _home(self) -> str:
        with file_errors_told(self._folder.root):
            return self._marks.home(self._folder.root)

    def _remembered(self, origin: str) -> list[str]:
        with file_errors_told(self._folder.root):
            return self._marks.marks(origin)

    def _raise(self, finding: Finding, found: Iterable[str], by: FoundBy = FoundBy.START) -> Alert:
        """Record the alert, once while it stands."""
        details: dict[str, Detail] = {"code": finding.code.value, "found_by": by.value}
        if finding.seq is not None:
            details["first_bad_seq"] = finding.seq
        if finding.until is not None:
            details["until"] = finding.until
        return self.alerts.raise_alert(Concern.LOG, details, found)
