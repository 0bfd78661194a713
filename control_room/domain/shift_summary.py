"""What happened in a shift (vacation), as told to those who take over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from control_room.domain.agent import Role
from control_room.domain.camera import CameraId, Health
from control_room.domain.camera_health import WELL
from control_room.domain.incident import IncidentState, Nature
from control_room.domain.report import ReportState
from control_room.texts import Text

REMARKS_CHARS = 4000

_NOT_TOLD = WELL | {Health.CONNECTING}
"""States in which nothing is said to be wrong with a camera."""


@dataclass(frozen=True)
class ShiftAgent:
    """Somebody who worked at a workstation.

    Attributes:
        since: of the first sign-in; None: signed in before the shift.
        until: of the last sign-out; None: still signed in.
    """

    matricule: str
    role: Role
    workstation: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class ShiftIncident:
    """An incident of the shift, or one that an earlier shift left open.

    Attributes:
        closed_at: None while it is open.
    """

    number: str
    nature: Nature
    place: str
    state: IncidentState
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class ShiftReports:
    """Reports of one state: how many were opened in the shift, and how many there are."""

    state: ReportState
    opened: int
    all: int


@dataclass(frozen=True)
class Outage:
    """A camera that did not show a live picture.

    Attributes:
        times: how often; brief ones that share a minute are counted, their length is not known.
        lasted: all of them together, as far as known.
        health: as it was told last, while something was wrong; None: brief ones only.
        is_over: whether it is well again.
    """

    camera: CameraId
    times: int
    lasted: timedelta
    health: Health | None
    is_over: bool


@dataclass(frozen=True)
class ShiftAlert:
    """A break of the audit log that was found, and where it begins."""

    at: datetime
    text: Text


@dataclass(frozen=True)
class ShiftSummary:
    """The shift of one workstation, from the hand-over before it until now."""

    workstation: str
    since: datetime
    until: datetime
    agents: tuple[ShiftAgent, ...]
    incidents: tuple[ShiftIncident, ...]
    left_open: tuple[ShiftIncident, ...]
    reports: tuple[ShiftReports, ...]
    outages: tuple[Outage, ...]
    alerts: tuple[ShiftAlert, ...]
    acts_waiting: int


@dataclass(frozen=True)
class HealthEntry:
    """What the log says of a camera: another state, or the same after brief changes."""

    at: datetime
    camera: CameraId
    before: Health
    after: Health
    since_s: int
    left_out: int


@dataclass
class _Course:
    """A camera while its entries are read in order."""

    ill_since: datetime | None = None
    health: Health | None = None
    times: int = 0
    lasted: timedelta = timedelta()

    def end(self, at: datetime) -> None:
        if self.ill_since is not None:
            self.lasted += max(timedelta(), at - self.ill_since)
            self.ill_since = None


def outages(
    entries: Iterable[HealthEntry], stops: Iterable[datetime], since: datetime, until: datetime
) -> tuple[Outage, ...]:
    """Cameras that something was wrong with, the longest first.

    Args:
        entries: in the order of the log, from the console's start before the shift on.
        stops: when the console stopped: what came after it, until its next entry, nobody saw.
        since, until: of the shift; an outage counts for its part of it only.
    """
    courses: dict[CameraId, _Course] = {}
    waiting = sorted(stops)
    for entry in entries:
        while waiting and waiting[0] <= entry.at:
            _end_all(courses, waiting.pop(0), since)
        course = courses.setdefault(entry.camera, _Course())
        if entry.at < since:
            courses[entry.camera] = _at_the_beginning(entry, since)
        else:
            _follow(course, entry, since)
    for stop in waiting:
        _end_all(courses, stop, since)
    told = []
    for camera, course in courses.items():
        is_over = course.ill_since is None
        course.end(until)
        if course.times:
            told.append(Outage(camera, course.times, course.lasted, course.health, is_over))
    return tuple(sorted(told, key=lambda outage: (-outage.lasted, outage.camera)))


def _at_the_beginning(entry: HealthEntry, since: datetime) -> _Course:
    return _Course() if entry.after in _NOT_TOLD else _Course(since, entry.after, times=1)


def _follow(course: _Course, entry: HealthEntry, since: datetime) -> None:
    began_at = max(since, entry.at - timedelta(seconds=entry.since_s))
    # Each brief outage is two changes: away, and back.
    course.times += entry.left_out // 2
    if entry.after in _NOT_TOLD:
        course.end(began_at)
        return
    if course.ill_since is None:
        course.ill_since = began_at
        course.times += 1
    course.health = entry.after


def _end_all(courses: dict[CameraId, _Course], at: datetime, since: datetime) -> None:
    if at < since:
        courses.clear()
    for course in courses.values():
        course.end(at)
