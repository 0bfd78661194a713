"""The records against the log that tells of them: who changes a table does not change the log.

Compared are incidents with their notes, reports with versions and shots, stills, and each account:
whose it is, its role, its password's hash. What the log was lawfully made to forget is not missed:
a personal text erased from it must be erased in the record, and entries past their retention are
asked for no more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from control_room.audit.entry import (
    Act,
    Detail,
    Entry,
    NotAnEntry,
    Result,
    read_entry,
    written_moment,
)
from control_room.audit.verify import StoredEntry
from control_room.domain.incident import Incident, IncidentId, IncidentState
from control_room.domain.report import ReportId
from control_room.services.report_proof import check_recorded, is_told, opened_details
from control_room.storage.database import Reader
from control_room.storage.errors import RecordAltered
from control_room.storage.pen import nfc
from control_room.storage.records.agents import Account, password_mark
from control_room.texts import QT_TRANSLATE_NOOP, Text

_CHANGED = QT_TRANSLATE_NOOP("record check", "{record} is not what entry {seq} recorded.")
_GONE = QT_TRANSLATE_NOOP("record check", "{record}, recorded by entry {seq}, is gone.")
_UNTOLD = QT_TRANSLATE_NOOP("record check", "{record} was recorded by no entry.")
_UNREADABLE = QT_TRANSLATE_NOOP("record check", "{record} cannot be read.")
_SOUND = QT_TRANSLATE_NOOP("record check", "The records are what the audit log tells.")
_FAULTY = QT_TRANSLATE_NOOP("record check", "Records differ from the audit log: {count}.")

_NAMES = {
    "incident": QT_TRANSLATE_NOOP("record check", "Incident {name}"),
    "report": QT_TRANSLATE_NOOP("record check", "Report {name}"),
    "still": QT_TRANSLATE_NOOP("record check", "Still {name}"),
    "agent": QT_TRANSLATE_NOOP("record check", "Account number {name}"),
}

_UNREADABLE_ROW = (ValueError, KeyError, TypeError)
"""What an altered row raises when it is read: a word, a moment, a number that is none."""

_OF_STILLS = (Act.STILL_KEPT, Act.INCIDENT_TAGGED)
_OF_NOTES = (Act.INCIDENT_NOTED, Act.INCIDENT_CLOSED)
_OF_ACCOUNTS = (Act.AGENT_CREATED, Act.SESSION_OPENED)
_READ = frozenset(
    {
        *_OF_STILLS,
        *_OF_NOTES,
        Act.REPORT_OPENED,
        Act.REPORT_SHOT,
        Act.REPORT_SAVED,
        *_OF_ACCOUNTS,
    }
)


@dataclass(frozen=True)
class RecordFault:
    """A record that differs from the log.

    Attributes:
        record: as `kind/number`.
        seq: the entry that tells of it; None if there is none.
        text: the difference, for a reader.
    """

    record: str
    seq: int | None
    text: Text


def record_text(record: str) -> Text:
    """The name of a record, for a reader."""
    kind, _, name = record.partition("/")
    return _NAMES[kind].of(name=name)


def result_lines(faults: Sequence[RecordFault]) -> list[Text]:
    """What was found, for a reader, the verdict first."""
    verdict = _FAULTY.of(count=len(faults)) if faults else _SOUND
    return [verdict, *(fault.text for fault in faults)]


def check_records(records: Reader, heed: Callable[[], None] = lambda: None) -> list[RecordFault]:
    """Every record that is not what the log tells; the log itself is verified elsewhere.

    Args:
        heed: called for each entry and record; an exception from it ends the work.

    Raises:
        ControlRoomError: the records cannot be read at all.
    """
    check = _Check(records, _told(records, heed), heed)
    check.accounts()
    check.incidents()
    check.reports()
    check.stills()
    return check.faults


@dataclass(frozen=True)
class _NoteOf:
    """A note that an entry commits to.

    Attributes:
        at: its moment as written; None where the entry does not say it.
        text: None once it was erased.
    """

    seq: int
    actor: str
    at: Detail | None
    text: str | None


@dataclass
class _Told:
    """What the log tells of the records, by the object of its entries.

    Attributes:
        accounts: what an account commits to, with the newest entry that says it.
        strange: sign-ins with a password of which no entry told.
        stills: what entries tell of each still, as `StillRecords.told` does.
        pruned: some entries are past their retention.
    """

    first: dict[Act, dict[str, Entry]] = field(default_factory=lambda: defaultdict(dict))
    counts: dict[tuple[Act, str], int] = field(default_factory=lambda: defaultdict(int))
    accounts: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    strange: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    notes: dict[str, list[_NoteOf]] = field(default_factory=lambda: defaultdict(list))
    stills: dict[tuple[object, ...], int] = field(default_factory=dict)
    shots: dict[str, int] = field(default_factory=dict)
    pruned: bool = False


def _told(records: Reader, heed: Callable[[], None]) -> _Told:
    told = _Told()
    wanted = {act.value for act in _READ}
    for row in records.log.entries():
        heed()
        told.pruned = told.pruned or not row.act
        if row.act not in wanted:
            continue
        try:
            entry = read_entry(row.canonical)
        except NotAnEntry:
            continue
        if entry.result is Result.DONE:
            _add(told, entry, row)
    return told


def _add(told: _Told, entry: Entry, row: StoredEntry) -> None:
    told.first[entry.act].setdefault(entry.obj, entry)
    told.counts[entry.act, entry.obj] += 1
    if entry.act in _OF_ACCOUNTS:
        known = told.accounts.get((entry.obj, "password_sha256"))
        replaced = _personal(row, "replaced_sha256")
        if known is not None and replaced not in (None, known[1]):
            told.strange[entry.obj].add(entry.seq)
        for name in ("matricule", "password_sha256"):
            said = _personal(row, name)
            if said is not None:
                told.accounts[entry.obj, name] = (entry.seq, said)
    if entry.act in _OF_NOTES and entry.commitment is not None:
        at = entry.details.get("noted_at")
        told.notes[entry.obj].append(_NoteOf(entry.seq, entry.actor, at, _personal(row, "text")))
    if entry.act in _OF_STILLS:
        names = ("still", "camera", "stream", "sequence", "received_at", "health")
        told.stills[tuple(entry.details.get(name) for name in names)] = entry.seq
    if entry.act is Act.REPORT_SHOT:
        told.shots[str(entry.details.get("sha256"))] = entry.seq


def _personal(row: StoredEntry, name: str) -> str | None:
    if row.payload is None:
        return None
    try:
        said = json.loads(row.payload).get(name)
    except (ValueError, AttributeError):
        return None
    return said if isinstance(said, str) else None


@dataclass
class _Check:
    """The state of one comparison."""

    records: Reader
    told: _Told
    heed: Callable[[], None]
    faults: list[RecordFault] = field(default_factory=list)

    def accounts(self) -> None:
        created = self.told.first[Act.AGENT_CREATED]
        matricules = self.records.agents.matricules()
        there = {f"agent/{agent}": matricule for agent, matricule in matricules.items()}
        self._compare_presence(there, created)
        for obj in sorted(there.keys() & created.keys(), key=_age_order):
            entry = created[obj]
            try:
                account = self.records.agents.account(there[obj])
            except _UNREADABLE_ROW:
                self._found(_UNREADABLE, obj, entry.seq)
                continue
            if account is not None:
                self._compare_account(obj, account, entry)

    def incidents(self) -> None:
        tagged = self.told.first[Act.INCIDENT_TAGGED]
        there: dict[str, Incident] = {}
        unread = 0
        for incident_id in self.records.incidents.ids():
            self.heed()
            incident = self._incident(incident_id)
            if incident is None:
                unread += 1
            else:
                there[f"incident/{incident.number}"] = incident
        if not unread:
            # A row that cannot be read has no number: it would be told a second time as gone.
            self._compare_presence(there, tagged)
        matricules = self._matricules()
        for obj, incident in there.items():
            entry = tagged.get(obj)
            if entry is not None:
                self._compare_incident(obj, incident, entry, matricules)
            self._compare_notes(obj, incident, matricules)

    def reports(self) -> None:
        opened = self.told.first[Act.REPORT_OPENED]
        numbers = self.records.reports.numbers()
        there = {f"report/{number}": report_id for report_id, number in numbers.items()}
        self._compare_presence(there, opened)
        matricules = self._matricules()
        for obj, report_id in sorted(there.items()):
            self.heed()
            self._compare_report(obj, report_id, opened.get(obj), matricules)

    def stills(self) -> None:
        rows = set(self.records.stills.told())
        names = {row[0] for row in rows}
        for still, seq in self.told.stills.items():
            if still not in rows:
                self._found(_CHANGED if still[0] in names else _GONE, f"still/{still[0]}", seq)
        for sha256, seq in self.told.shots.items():
            if sha256 not in names:
                self._found(_GONE, f"still/{sha256}", seq)
        if not self.told.pruned:
            known = {still[0] for still in self.told.stills} | self.told.shots.keys()
            for name in sorted(str(name) for name in names - known):
                self._found(_UNTOLD, f"still/{name}")

    def _compare_account(self, obj: str, account: Account, created: Entry) -> None:
        agent = account.agent
        changed = set(self.told.strange[obj])
        if not _holds(created.details, {"role": agent.role, "quality": agent.quality}):
            changed.add(created.seq)
        kept = {
            "matricule": nfc(agent.matricule),
            "password_sha256": password_mark(account.password_hash),
        }
        for name, value in kept.items():
            # An account of the time before commits to neither.
            seq, said = self.told.accounts.get((obj, name), (created.seq, value))
            if said != value:
                changed.add(seq)
        for seq in sorted(changed):
            self._found(_CHANGED, obj, seq)

    def _incident(self, incident_id: IncidentId) -> Incident | None:
        try:
            return self.records.incidents.get(incident_id)
        except _UNREADABLE_ROW:
            self._found(_UNREADABLE, f"incident/#{incident_id}")
            return None

    def _compare_incident(
        self, obj: str, incident: Incident, entry: Entry, matricules: Mapping[str, str]
    ) -> None:
        still = incident.still
        closed = self.told.first[Act.INCIDENT_CLOSED].get(obj)
        recorded = {"nature": incident.nature.value, "camera": incident.camera} | (
            {} if still is None else {"still": still.sha256}
        )
        told_since: dict[str, Detail] = {
            "priority": incident.priority.value,
            "place": nfc(incident.place),
            "opened_at": written_moment(incident.opened_at),
        }
        same = (
            _holds(entry.details, recorded)
            and _holds({**told_since, **entry.details}, told_since)
            and ("still" in entry.details) == (still is not None)
            and matricules.get(entry.actor) == incident.matricule
        )
        if not same:
            self._found(_CHANGED, obj, entry.seq)
        if (closed is not None) != (incident.state is IncidentState.CLOSED):
            self._found(_CHANGED, obj, entry.seq if closed is None else closed.seq)

    def _compare_notes(self, obj: str, incident: Incident, matricules: Mapping[str, str]) -> None:
        """Notes and the entries that tell them, paired from the end: entries go oldest first."""
        told = self.told.notes.get(obj, [])
        notes = list(incident.notes)
        if len(notes) < len(told):
            self._found(_GONE, f"{obj} ({len(told) - len(notes)})", told[-1].seq)
            return
        if len(notes) > len(told) and not self.told.pruned:
            self._found(_UNTOLD, f"{obj} ({len(notes) - len(told)})")
            return
        for entry, note in zip(reversed(told), reversed(notes), strict=False):
            recorded = (entry.text or "", matricules.get(entry.actor))
            at = written_moment(note.at)
            if (note.text, note.matricule) != recorded or at != (entry.at or at):
                self._found(_CHANGED, obj, entry.seq)

    def _compare_report(
        self, obj: str, report_id: ReportId, opened: Entry | None, matricules: Mapping[str, str]
    ) -> None:
        seq = None if opened is None else opened.seq
        try:
            report = self.records.reports.get(report_id)
            if report is None:
                return
            if opened is not None:
                check_recorded(self.records, report)
        except RecordAltered:
            self._found(_CHANGED, obj, seq)
            return
        except _UNREADABLE_ROW:
            self._found(_UNREADABLE, obj, seq)
            return
        if opened is None:
            return
        counts = {Act.REPORT_SHOT: len(report.shots), Act.REPORT_SAVED: len(report.versions)}
        if (
            not is_told(opened_details(report), opened.details)
            or matricules.get(opened.actor) != report.matricule
            or any(self.told.counts.get((act, obj), 0) != n for act, n in counts.items())
        ):
            self._found(_CHANGED, obj, seq)

    def _compare_presence(self, there: Iterable[str], told: Mapping[str, Entry]) -> None:
        """Each record told by the log is there, and each that is there is told.

        Once entries are past their retention, records older than all that are told are let be.
        """
        found = set(there)
        for obj in sorted(told.keys() - found):
            self._found(_GONE, obj, told[obj].seq)
        oldest = min(map(_age_order, told), default=None)
        for obj in sorted(found - told.keys()):
            if not self.told.pruned or (oldest is not None and _age_order(obj) > oldest):
                self._found(_UNTOLD, obj)

    def _matricules(self) -> dict[str, str]:
        return {str(agent): name for agent, name in self.records.agents.matricules().items()}

    def _found(self, what: Text, record: str, seq: int | None = None) -> None:
        text = what.of(record=record_text(record), seq=seq)
        self.faults.append(RecordFault(record, seq, text))


def _age_order(obj: str) -> tuple[int, str]:
    """Objects of one kind are numbered as they are made."""
    return len(obj), obj


def _holds(details: Mapping[str, Detail], recorded: Mapping[str, Detail]) -> bool:
    return recorded.items() <= details.items()
