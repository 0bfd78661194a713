"""Integrity alerts: what was found wrong, what stands, who accounted for it, what settles it.

An alert is an entry of the log, recorded once while it stands, and stands until a later check of
the same kind finds nothing. Until then it refuses exports, unless somebody who may has accounted
for it, as after a lawful restore: that is an entry too, and the alert stays in sight.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from control_room.audit.entry import Act, Detail, Entry, NotAnEntry, Result, read_entry
from control_room.audit.findings import Finding, FindingCode
from control_room.domain.agent import Permission, Session
from control_room.errors import ControlRoomError
from control_room.services.audit_texts import finding_text
from control_room.services.evidence_check import StoreFault
from control_room.services.record_check import record_text
from control_room.services.sessions import Sessions
from control_room.storage.database import Database, Reader
from control_room.storage.records.log import LogFilter
from control_room.texts import QT_TRANSLATE_NOOP, Text

logger = logging.getLogger(__name__)

REASON_CHARS = 300
_MARKS_AT_MOST = 256
"""Of one alert; beyond, all its findings are known by one mark: an entry is not longer."""

_NEVER = -1
_RECORDS = QT_TRANSLATE_NOOP(
    "integrity", "Records differ from the audit log: {count}. The first: {record}."
)
_EVIDENCE = QT_TRANSLATE_NOOP(
    "integrity",
    "Evidence files of {workstation} are missing or altered: {count}. The first: {name}.",
)
_WITNESSED = QT_TRANSLATE_NOOP(
    "integrity", "The log {origin}, witnessed here, shows two histories of {size} entries."
)


class Concern(StrEnum):
    """What an alert is about; the object of its entry."""

    LOG = "log"
    RECORDS = "records"
    EVIDENCE = "evidence"
    STORE = "store"
    WITNESSED = "witnessed"


class FoundBy(StrEnum):
    """What raised an alert of the log; it decides what settles it."""

    START = "start"
    WITNESS = "witness"
    VERIFICATION = "verification"


@dataclass(frozen=True)
class Account:
    """Who answers for an alert, and why.

    Attributes:
        entry: its place in the log.
        matricule: empty where the account is gone.
    """

    entry: int
    matricule: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Alert:
    """Something wrong that nothing has settled yet.

    Attributes:
        details: as its entry says them.
        at: when it was found (aware UTC).
        entry: its place in the log; None while it waits to be recorded.
    """

    concern: Concern
    details: Mapping[str, Detail]
    at: datetime
    entry: int | None = None
    account: Account | None = None

    @property
    def source(self) -> str:
        """The workstation, or the log, that it is about, where there may be several."""
        return str(self.details.get("workstation") or self.details.get("origin") or "")

    @property
    def code(self) -> FindingCode | None:
        """Of an alert of the log."""
        told = self.details.get("code")
        return FindingCode(str(told)) if self.concern is Concern.LOG else None

    @property
    def seq(self) -> int | None:
        """First bad entry; None if it concerns no entry."""
        return _whole(self.details.get("first_bad_seq"))

    @property
    def until(self) -> int | None:
        """Last one where the break is only known to lie between two."""
        return _whole(self.details.get("until"))

    @property
    def found_by(self) -> FoundBy | None:
        """Of an alert of the log."""
        told = self.details.get("found_by")
        return FoundBy(str(told)) if self.concern is Concern.LOG else None

    @property
    def marks(self) -> frozenset[str]:
        """What was found, each finding told from all others."""
        return frozenset(str(self.details["found"]).split(","))

    @property
    def refuses_exports(self) -> bool:
        """Whether nothing leaves as evidence; another site's log is no reason for that."""
        return self.account is None and self.concern is not Concern.WITNESSED

    @property
    def text(self) -> Text:
        """The sentence for the banner."""
        told = self.details
        match self.concern:
            case Concern.RECORDS:
                first = record_text(str(told["first"]))
                return _RECORDS.of(count=told["count"], record=first)
            case Concern.EVIDENCE:
                return _EVIDENCE.of(
                    count=told["count"], name=told["first"], workstation=self.source
                )
            case Concern.STORE:
                return StoreFault(str(told["store"])).text
            case Concern.WITNESSED:
                return _WITNESSED.of(origin=told["origin"], size=told["size"])
            case Concern.LOG:
                return finding_text(Finding(FindingCode(str(told["code"])), self.seq, self.until))

    def is_replaced_by(self, later: Alert) -> bool:
        """Whether a later alert tells all that this one does, and is of now."""
        if (self.concern, self.source) != (later.concern, later.source):
            return False
        both_whole = {self.found_by, later.found_by} == {FoundBy.VERIFICATION}
        return self.concern is not Concern.LOG or both_whole or self.marks <= later.marks


class ExportRefused(ControlRoomError):
    """An alert stands: nothing leaves as evidence until it is settled or accounted for."""

    def __init__(self, alert: Alert) -> None:
        self.alert = alert
        super().__init__(
            QT_TRANSLATE_NOOP("integrity", "Not exported: {alert}").of(alert=alert.text),
            QT_TRANSLATE_NOOP("integrity", "Nothing was written; the wall and the acts go on."),
            QT_TRANSLATE_NOOP(
                "integrity",
                "Call the person in charge of the site. Who knows the cause accounts for the alert"
                " in the audit.",
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
            return self._with_unlogged(_standing(records))

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
                    for one in _standing(tx)
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
            standing = self._with_unlogged(_standing(records))
            same = [one for one in standing if one.concern is new.concern]
            if new.concern is Concern.LOG:
                accounted = list(_accounted_since_sound(records))
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


def _standing(records: Reader) -> list[Alert]:
    accounts = _accounts(records)
    verified = next(_verified_sound(records), _NEVER)
    moved = next((one.seq for one in entries_of(records, Act.DATABASE_MOVED)), _NEVER)
    found: list[Alert] = []
    for entry in entries_of(records, Act.INTEGRITY_ALERT):
        alert = _told(entry, accounts)
        if alert is None or any(alert.is_replaced_by(later) for later in found):
            continue
        if alert.concern is Concern.LOG:
            settled = _log_settled(alert, entry.seq, verified, moved)
        else:
            settled = _settled_since(records, alert, entry.seq)
        if not settled:
            found.append(alert)
    return sorted(found, key=lambda alert: alert.account is not None)


def _accounted_since_sound(records: Reader) -> Iterator[Alert]:
    """Alerts of the log that were accounted for, a move of it notwithstanding."""
    accounts = _accounts(records)
    verified = next(_verified_sound(records), _NEVER)
    for entry in entries_of(records, Act.INTEGRITY_ALERT):
        if entry.seq in accounts and entry.seq > verified and entry.obj == Concern.LOG:
            alert = _told(entry, accounts)
            if alert is not None:
                yield alert


def _accounts(records: Reader) -> dict[int, Account]:
    entries = list(entries_of(records, Act.ALERT_ACCOUNTED))
    if not entries:
        return {}
    names = {str(agent): name for agent, name in records.agents.matricules().items()}
    accounts = {}
    for entry in entries:
        alert = _whole(entry.details.get("alert"))
        if alert is not None:
            matricule = names.get(entry.actor, "")
            reason = str(entry.details["reason"])
            accounts[alert] = Account(entry.seq, matricule, entry.at, reason)
    return accounts


def _log_settled(alert: Alert, seq: int, verified: int, moved: int) -> bool:
    if alert.found_by is not FoundBy.VERIFICATION and moved > seq:
        return True
    return alert.code is not FindingCode.DATABASE_MOVED and verified > seq


def _settled_since(records: Reader, alert: Alert, seq: int) -> bool:
    """Whether a later check of the same kind found nothing."""
    act, obj = _SETTLED_BY[alert.concern]
    for entry in entries_of(records, act):
        if entry.seq < seq:
            return False
        of_source = alert.source in ("", entry.workstation, entry.details.get("origin"))
        if of_source and (entry.obj, entry.result) == (obj, Result.DONE):
            return True
    return False


_SETTLED_BY = {
    Concern.RECORDS: (Act.RECORDS_CHECKED, "records"),
    Concern.EVIDENCE: (Act.EVIDENCE_CHECKED, "evidence"),
    Concern.STORE: (Act.EVIDENCE_CHECKED, "store"),
    Concern.WITNESSED: (Act.LOG_WITNESSED, "witnessed"),
}


def entries_of(records: Reader, act: Act) -> Iterator[Entry]:
    """The entries of that act, newest first; what cannot be read is verification's to tell."""
    before_seq: int | None = None
    while rows := records.log.newest(LogFilter(act, before_seq=before_seq), 50):
        for row in rows:
            with contextlib.suppress(NotAnEntry):
                yield read_entry(row.canonical)
        before_seq = rows[-1].seq


def _verified_sound(records: Reader) -> Iterator[int]:
    """The places of full verifications that found the log sound."""
    found = entries_of(records, Act.AUDIT_VERIFIED)
    return (entry.seq for entry in found if entry.result is Result.DONE)


def _told(entry: Entry, accounts: Mapping[int, Account]) -> Alert | None:
    """The alert that an entry recorded."""
    if "found" not in entry.details:
        return None
    return Alert(
        Concern(entry.obj),
        entry.details,
        entry.at,
        entry.seq,
        accounts.get(entry.seq),
    )


def _marks(found: Iterable[str]) -> str:
    marks = sorted({_mark(one) for one in found})
    return ",".join(marks if len(marks) <= _MARKS_AT_MOST else [_mark(",".join(marks))])


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _whole(value: Detail | None) -> int | None:
    return value if isinstance(value, int) else None
