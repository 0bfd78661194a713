"""Integrity alerts: recorded once while they stand, and accounted for by who may.

An alert refuses exports until a later check finds nothing, or somebody has accounted for it, as
after a lawful restore: that is an entry too, and the alert stays in sight.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from control_room.audit.entry import Act, Detail, Result
from control_room.domain.agent import Permission, Session
from control_room.errors import ControlRoomError
from control_room.services.sessions import Sessions
from control_room.services.standing_alerts import (
    Alert,
    Concern,
    FoundBy,
    accounted_since_sound,
    standing_alerts,
)
from control_room.storage.database import Database
from control_room.texts import QT_TRANSLATE_NOOP

logger = logging.getLogger(__name__)

REASON_CHARS = 300
_MARKS_AT_MOST = 256
"""Of one alert; beyond, all its findings are known by one mark: an entry is not longer."""


class ExportRefused(ControlRoomError):
    """An alert stands: nothing leaves as evidence until it is settled or accounted for."""

    def __init__(self, alert: Alert) -> None:
        self.alert = alert
        super().__init__(
            QT_TRANSLATE_NOOP("integrity", "Not exported. {alert}").of(alert=alert.text),
            QT_TRANSLATE_NOOP("integrity", "Nothing was written; the wall and the acts go on."),
            QT_TRANSLATE_NOOP(
                "integrity",
                "Call the person in charge of the site. Who knows the cause accounts for the alert"
                " in the console (Ctrl+J).",
            ),
        )


class ReasonUnfit(ControlRoomError):
    """An account needs the reason that it gives; nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("integrity", "The reason is missing or too long."),
            QT_TRANSLATE_NOOP("integrity", "The alert stands as before."),
            QT_TRANSLATE_NOOP(
                "integrity", "Write 1 to {at_most} characters, without a person’s name."
            ).of(at_most=REASON_CHARS),
        )


class AlertNotOpen(ControlRoomError):
    """The alert is settled, accounted for by another, or not recorded yet; nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("integrity", "This alert cannot be accounted for now."),
            QT_TRANSLATE_NOOP("integrity", "Nothing was recorded."),
            QT_TRANSLATE_NOOP("integrity", "Look at the alerts that stand, then try again."),
        )


class Alerts:
    """The alerts of one site. May be called from any thread."""

    def __init__(
        self, database: Database, sessions: Sessions, *, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._now = now
        self._unlogged: tuple[Alert, ...] = ()

    def standing(self) -> list[Alert]:
        """All that nothing has settled since: those without an account first, newest first.

        Raises:
            ControlRoomError: the database cannot be read.
        """
        with self._database.read() as records:
            return self._with_unlogged(standing_alerts(records))

    def raise_alert(
        self, concern: Concern, details: Mapping[str, Detail], found: Iterable[str]
    ) -> Alert:
        """Record an alert, once while it stands and is not another.

        Args:
            details: what its entry says.
            found: each finding, as it is known again: the next time, in the same words.

        Returns:
            The alert that stands for it.

        Raises:
            ControlRoomError: the database cannot be read.
        """
        alert = Alert(concern, {**details, "found": _marks(found)}, self._now())
        known = self._known(alert)
        if known is not None:
            return known
        logger.error("integrity: %s", alert.text)
        recorded = self._database.note(
            Act.INTEGRITY_ALERT, concern.value, result=Result.FAILED, details=alert.details
        )
        if not recorded:
            self._unlogged = (alert, *self._unlogged)
            return alert
        return next((one for one in self.standing() if one.marks == alert.marks), alert)

    def log_forked(self, origin: str, size: int) -> None:
        """Take up that a log of another site, witnessed here, shows two histories."""
        told: dict[str, Detail] = {"origin": origin, "size": size}
        self.raise_alert(Concern.WITNESSED, told, [f"fork {origin}"])

    def log_grown(self, origin: str, size: int) -> None:
        """Take up that it continued the history known here; recorded if that settles an alert."""
        if any(one.source == origin for one in self.standing()):
            details: dict[str, Detail] = {"origin": origin, "size": size}
            self._database.note(Act.LOG_WITNESSED, Concern.WITNESSED.value, details=details)

    def account(self, who: Session, alert: Alert, reason: str) -> int:
        """State the cause of an alert: it stays in sight, and refuses exports no more.

        Args:
            reason: without a person's name: it leaves with every export.

        Returns:
            Place of the entry.

        Raises:
            NotAllowed, ReasonUnfit, AlertNotOpen: nothing was done.
            ControlRoomError: the log cannot be written.
        """
        who = self._sessions.allow(who, Permission.ACCOUNT_FOR_ALERTS)
        reason = reason.strip()
        if not 1 <= len(reason) <= REASON_CHARS:
            raise ReasonUnfit
        with self._database.write(who) as tx:
            entry = next(
                (
                    one.entry
                    for one in standing_alerts(tx)
                    if one.entry == alert.entry and not one.account
                ),
                None,
            )
            if entry is None:
                raise AlertNotOpen
            told = {name: said for name, said in alert.details.items() if name != "found"}
            details: dict[str, Detail] = {**told, "alert": entry, "reason": reason}
            return tx.audit(Act.ALERT_ACCOUNTED, alert.concern.value, details=details)

    def forget_unlogged(self) -> None:
        """The log was found sound, or stated to be the site's: what waits is settled."""
        self._unlogged = ()

    def _known(self, new: Alert) -> Alert | None:
        with self._database.read() as records:
            standing = self._with_unlogged(standing_alerts(records))
            same = [one for one in standing if one.concern is new.concern]
            if new.concern is Concern.LOG:
                accounted = list(accounted_since_sound(records))
                return _known_of_log(new, [*same, *accounted])
        return next(
            (
                one
                for one in same
                if one.source == new.source
                and (one.marks == new.marks or (one.account and new.marks <= one.marks))
            ),
            None,
        )

    def _with_unlogged(self, recorded: list[Alert]) -> list[Alert]:
        waiting = [
            one for one in self._unlogged if not any(one.marks <= other.marks for other in recorded)
        ]
        return sorted([*waiting, *recorded], key=lambda alert: alert.account is not None)


def _known_of_log(new: Alert, others: list[Alert]) -> Alert | None:
    """The alert that tells of the same break, if those that count here tell of all of it.

    What a full verification finds outlives a move: that it was found at a start does not do.
    """
    peers = [
        one
        for one in others
        if one.account is not None
        or new.found_by is not FoundBy.VERIFICATION
        or one.found_by is FoundBy.VERIFICATION
    ]
    if not new.marks <= frozenset().union(*(one.marks for one in peers)):
        return None
    return next(one for one in peers if one.marks & new.marks)


def _marks(found: Iterable[str]) -> str:
    marks = sorted({_mark(one) for one in found})
    return ",".join(marks if len(marks) <= _MARKS_AT_MOST else [_mark(",".join(marks))])


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
