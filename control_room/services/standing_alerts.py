"""What the log tells of integrity alerts: which were found, which stand, who accounted for them.

An alert stands until a later check of the same kind found nothing, or a later alert tells all that
it did. Who accounts for one does not settle it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from control_room.audit.entry import Act, Detail, Entry, NotAnEntry, Result, read_entry
from control_room.audit.findings import Finding, FindingCode
from control_room.services.audit_texts import finding_text
from control_room.services.evidence_tie import StoreFault
from control_room.services.record_check import record_text
from control_room.storage.database import Reader
from control_room.storage.records.log import LogFilter
from control_room.texts import QT_TRANSLATE_NOOP, Text

_NEVER = -1
_RECORDS = QT_TRANSLATE_NOOP(
    "integrity", "Records differ from the audit log: {count}. The first: {record}."
)
_EVIDENCE = QT_TRANSLATE_NOOP(
    "integrity",
    "Evidence files of {workstation} are missing or altered: {count}. The first: {name}.",
)
_ACCOUNTED = QT_TRANSLATE_NOOP("integrity", "{finding} Accounted for by {matricule}: “{reason}”")
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
    def stops_exports(self) -> bool:
        """Whether it concerns what is exported here: another site's log does not."""
        return self.concern is not Concern.WITNESSED

    @property
    def refuses_exports(self) -> bool:
        """Whether nothing leaves as evidence now."""
        return self.account is None and self.stops_exports

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

    @property
    def told(self) -> Text:
        """The same, with who accounted for it and why, for paper."""
        if self.account is None:
            return self.text
        by, reason = self.account.matricule or "?", self.account.reason
        return _ACCOUNTED.of(finding=self.text, matricule=by, reason=reason)

    def is_replaced_by(self, later: Alert) -> bool:
        """Whether a later alert tells all that this one does, and is of now."""
        if (self.concern, self.source) != (later.concern, later.source):
            return False
        both_whole = {self.found_by, later.found_by} == {FoundBy.VERIFICATION}
        return self.concern is not Concern.LOG or both_whole or self.marks <= later.marks


def standing_alerts(records: Reader) -> list[Alert]:
    """All that nothing has settled since: without an account first, newest first."""
    accounts = _accounts(records)
    verified = next(_verified_sound(records), _NEVER)
    moved = next((one.seq for one in entries_of(records, Act.DATABASE_MOVED)), _NEVER)
    found: list[Alert] = []
    for entry in entries_of(records, Act.INTEGRITY_ALERT):
        alert = alert_of(entry, accounts)
        if alert is None or any(alert.is_replaced_by(later) for later in found):
            continue
        if alert.concern is Concern.LOG:
            settled = _log_settled(alert, entry.seq, verified, moved)
        else:
            settled = _settled_since(records, alert, entry.seq)
        if not settled:
            found.append(alert)
    return sorted(found, key=lambda alert: alert.account is not None)


def accounted_since_sound(records: Reader) -> Iterator[Alert]:
    """Alerts of the log that were accounted for, a move of it notwithstanding."""
    accounts = _accounts(records)
    verified = next(_verified_sound(records), _NEVER)
    for entry in entries_of(records, Act.INTEGRITY_ALERT):
        if entry.seq in accounts and entry.seq > verified and entry.obj == Concern.LOG:
            alert = alert_of(entry, accounts)
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


def alert_of(entry: Entry, accounts: Mapping[int, Account]) -> Alert | None:
    """The alert that an entry recorded; None if it does not say what was found."""
    if "found" not in entry.details:
        return None
    return Alert(
        Concern(entry.obj),
        entry.details,
        entry.at,
        entry.seq,
        accounts.get(entry.seq),
    )


def _whole(value: Detail | None) -> int | None:
    return value if isinstance(value, int) else None
