"""What is kept no longer than the law and the site allow: personal texts, and old entries.

Each erasure is an act of the log, and touches no proof: leaves, nodes and checkpoints stay, the
log verifies as before and says how much it was made to forget.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from control_room.audit.entry import Act, Detail
from control_room.domain.agent import Permission, Session
from control_room.errors import ControlRoomError
from control_room.services.sessions import Sessions
from control_room.storage.database import Database
from control_room.storage.records.erasure import ranges
from control_room.texts import QT_TRANSLATE_NOOP

PAYLOADS_AT_ONCE = 500
"""Their places fill a third of what an entry may hold, were none beside another."""

ENTRIES_AT_ONCE = 5000
"""Emptied in a tenth of a second: acts of the night wait no longer."""

_BETWEEN_S = 0.05
"""Between portions, so that an act that waits for its turn gets it."""

BASIS_CHARS = 200


class NothingToErase(ControlRoomError):
    """No personal text of the incident is kept; nothing was done."""

    def __init__(self, number: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("retention", "Incident {number} has no personal text to erase.").of(
                number=number
            ),
            QT_TRANSLATE_NOOP("retention", "Nothing was done."),
            QT_TRANSLATE_NOOP("retention", "Check the number of the incident."),
        )


class BasisUnfit(ControlRoomError):
    """An erasure needs the ground it is done on; nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("retention", "The ground of the erasure is missing or too long."),
            QT_TRANSLATE_NOOP("retention", "Nothing was done."),
            QT_TRANSLATE_NOOP(
                "retention", "Write 1 to {at_most} characters, without the person's name."
            ).of(at_most=BASIS_CHARS),
        )


@dataclass(frozen=True)
class Erased:
    """How many personal texts were erased, and entries emptied."""

    personal: int
    entries: int


class _NothingDue(Exception):
    """Ends a transaction that would erase nothing."""


class Retention:
    """Erasure by age, and on demand.

    Args:
        personal_days: age at which personal texts are erased.
        log_days: age at which entries are emptied; only then what accounts are compared with goes.
    """

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        *,
        now: Callable[[], datetime],
        personal_days: int,
        log_days: int,
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._now = now
        # An entry is emptied after its personal text: what is gone needs its own act.
        self._personal_days = min(personal_days, log_days)
        self._log_days = log_days

    def run(self, heed: Callable[[], None] = lambda: None) -> Erased:
        """Erase what is past its time, in portions that let other acts through.

        Args:
            heed: called before each portion; an exception from it ends the work.

        Raises:
            ControlRoomError: the database does not take it; what was erased before is recorded.
        """
        personal = entries = 0
        heed()
        while erased := self._erase_old():
            personal += erased
            time.sleep(_BETWEEN_S)
            heed()
        while emptied := self._prune_old():
            entries += emptied
            time.sleep(_BETWEEN_S)
            heed()
        return Erased(personal, entries)

    def erase_incident(self, session: Session, number: str, basis: str) -> int:
        """Erase the personal texts of one incident now; returns how many.

        Args:
            basis: the ground, as a request of the person or a decision; itself without names.

        Raises:
            NotAllowed: the role does not erase; nothing was done.
            NothingToErase, BasisUnfit: nothing was done.
        """
        who = self._sessions.allow(session, Permission.ERASE_PERSONAL)
        basis = basis.strip()
        if not 1 <= len(basis) <= BASIS_CHARS:
            raise BasisUnfit
        erased = 0
        while portion := self._erase_of(f"incident/{number}", who, basis):
            erased += portion
        if not erased:
            raise NothingToErase(number)
        return erased

    def _erase_of(self, obj: str, who: Session, basis: str) -> int:
        try:
            with self._database.write(who) as tx:
                seqs = tx.erasure.personal_of(obj, PAYLOADS_AT_ONCE)
                if not seqs:
                    raise _NothingDue
                entry = tx.audit(Act.PERSONAL_ERASED, obj, details=_told(seqs, basis))
                tx.erasure.erase_personal(seqs, entry)
        except _NothingDue:
            return 0
        return len(seqs)

    def _erase_old(self) -> int:
        now = self._now()
        before = now - timedelta(days=self._personal_days)
        accounts_before = now - timedelta(days=self._log_days)
        try:
            with self._database.write() as tx:
                seqs = tx.erasure.personal_before(
                    before, PAYLOADS_AT_ONCE, accounts_before=accounts_before
                )
                if not seqs:
                    raise _NothingDue
                details = _told(seqs, f"retention: {self._personal_days} days")
                entry = tx.audit(Act.PERSONAL_ERASED, "retention", details=details)
                tx.erasure.erase_personal(seqs, entry)
        except _NothingDue:
            return 0
        return len(seqs)

    def _prune_old(self) -> int:
        before = self._now() - timedelta(days=self._log_days)
        try:
            with self._database.write() as tx:
                kept_from = tx.erasure.kept_from()
                until = tx.erasure.prunable(before, ENTRIES_AT_ONCE)
                count = until - kept_from
                if count <= 0:
                    raise _NothingDue
                details: dict[str, Detail] = {
                    "until": until,
                    "count": count,
                    "basis": f"retention: {self._log_days} days",
                }
                tx.erasure.prune(until, tx.audit(Act.AUDIT_PRUNED, "log", details=details))
        except _NothingDue:
            return 0
        return count


def _told(seqs: list[int], basis: str) -> dict[str, Detail]:
    written = ",".join(
        str(first) if first == last else f"{first}-{last}" for first, last in ranges(seqs)
    )
    return {"entries": written, "count": len(seqs), "basis": basis}
