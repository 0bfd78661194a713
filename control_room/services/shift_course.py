"""The course of a shift, read back from the records and the audit log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from control_room.audit.entry import Act, Entry, NotAnEntry, Result, read_entry
from control_room.domain.agent import Role
from control_room.domain.camera import CameraId, Health
from control_room.domain.incident import Incident, IncidentState
from control_room.domain.shift_summary import (
    HealthEntry,
    ShiftAgent,
    ShiftAlert,
    ShiftIncident,
    ShiftReports,
    ShiftSummary,
    outages,
)
from control_room.services.standing_alerts import alert_of
from control_room.storage.database import Reader
from control_room.storage.records.log import LogFilter

LEFT_OPEN_FOR = timedelta(days=31)
"""Older incidents that are still open are not told at each hand-over."""

_PAGE = 500


def shift_began(records: Reader, workstation: str, until: datetime) -> datetime:
    """When this workstation was handed over last; else its first sign-in, else `until`."""
    for entry in _newest(records, Act.SHIFT_HANDED_OVER):
        if entry.workstation == workstation and entry.result is Result.DONE:
            # What happened while the paper was printed belongs to the next shift.
            return datetime.fromisoformat(str(entry.details["until"]))
    first = until
    for entry in _newest(records, Act.SESSION_OPENED):
        if entry.workstation == workstation:
            first = entry.at
    return first


def read_course(
    records: Reader, workstation: str, since: datetime, until: datetime, acts_waiting: int
) -> ShiftSummary:
    """What happened from `since` until now; camera outages as this workstation saw them.

    Args:
        acts_waiting: acts that wait for the database to take them.
    """
    closed_at = {
        entry.obj.removeprefix("incident/"): entry.at
        for entry in _since(records, Act.INCIDENT_CLOSED, since)
    }
    known = [
        (incident.opened_at >= since, _incident(incident, closed_at))
        for incident in reversed(records.incidents.since(since - LEFT_OPEN_FOR))
    ]
    return ShiftSummary(
        workstation=workstation,
        since=since,
        until=until,
        agents=_agents(records, since),
        incidents=tuple(incident for is_new, incident in known if is_new),
        left_open=tuple(
            incident
            for is_new, incident in known
            if not is_new and incident.state is IncidentState.OPEN
        ),
        reports=_reports(records, since),
        outages=outages(
            _health(records, workstation, _console_began(records, workstation, since)),
            [
                entry.at
                for act in (Act.APP_STOPPED, Act.APP_STARTED)
                for entry in _since(records, act, since)
                if entry.workstation == workstation
            ],
            since,
            until,
        ),
        alerts=tuple(
            ShiftAlert(entry.at, alert.text)
            for entry in _since(records, Act.INTEGRITY_ALERT, since)
            if (alert := alert_of(entry, {})) is not None
        ),
        acts_waiting=acts_waiting,
    )


def _agents(records: Reader, since: datetime) -> tuple[ShiftAgent, ...]:
    """Who signed in or out at any workstation, in the order of their coming."""
    matricules = {str(agent): name for agent, name in records.agents.matricules().items()}
    entries = [
        entry
        for act in (Act.SESSION_OPENED, Act.SESSION_CLOSED)
        for entry in _since(records, act, since)
        if entry.role is not None
    ]
    came: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.seq):
        came.setdefault((entry.actor, entry.role or "", entry.workstation), []).append(entry)
    return tuple(
        ShiftAgent(
            matricule=matricules.get(actor, actor),
            role=Role(role),
            workstation=workstation,
            since=visits[0].at if visits[0].act is Act.SESSION_OPENED else None,
            until=visits[-1].at if visits[-1].act is Act.SESSION_CLOSED else None,
        )
        for (actor, role, workstation), visits in came.items()
    )


def _reports(records: Reader, since: datetime) -> tuple[ShiftReports, ...]:
    summaries = records.reports.summaries()
    every = Counter(report.state for report in summaries)
    opened = Counter(report.state for report in summaries if report.opened_at >= since)
    return tuple(ShiftReports(state, opened[state], count) for state, count in every.items())


def _incident(incident: Incident, closed_at: Mapping[str, datetime]) -> ShiftIncident:
    return ShiftIncident(
        incident.number,
        incident.nature,
        incident.place,
        incident.state,
        incident.opened_at,
        closed_at.get(incident.number),
    )


def _console_began(records: Reader, workstation: str, since: datetime) -> datetime:
    """When the console that ran as the shift began was started."""
    for entry in _newest(records, Act.APP_STARTED):
        if entry.workstation == workstation and entry.at <= since:
            return entry.at
    return since


def _health(records: Reader, workstation: str, since: datetime) -> Iterator[HealthEntry]:
    entries = [
        entry
        for entry in _since(records, Act.CAMERA_HEALTH, since)
        if entry.workstation == workstation
    ]
    for entry in sorted(entries, key=lambda entry: entry.seq):
        details = entry.details
        yield HealthEntry(
            at=entry.at,
            camera=CameraId(int(entry.obj.removeprefix("camera/"))),
            before=Health(str(details["before"])),
            after=Health(str(details["after"])),
            since_s=int(details["since_s"]),
            left_out=int(details["left_out"]),
        )


def _since(records: Reader, act: Act, since: datetime) -> Iterator[Entry]:
    """Entries of that act since the moment, newest first."""
    for entry in _newest(records, act):
        if entry.at < since:
            return
        yield entry


def _newest(records: Reader, act: Act) -> Iterator[Entry]:
    """Entries of that act, newest first, a page in memory; what was erased or altered is left out.

    Verification tells of altered entries; here they must not stop a hand-over.
    """
    before_seq: int | None = None
    while True:
        rows = records.log.newest(LogFilter(act=act, before_seq=before_seq), _PAGE)
        for row in rows:
            try:
                yield read_entry(row.canonical)
            except NotAnEntry:
                continue
        if len(rows) < _PAGE:
            return
        before_seq = rows[-1].seq
