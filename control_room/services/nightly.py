"""What the console does unasked, by the clock: which job is due, each run on its own.

A job that fails is tried again sooner; the others go on. A clock that is set brings no job twice
and lets none wait for the time that was skipped. Jobs that take minutes heed that the console is
being closed: what they had begun is done anew at the next start.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from control_room.errors import ControlRoomError

logger = logging.getLogger(__name__)

_CLOCK_SET_BACK = timedelta(hours=1)
"""A job done so far in the future was done before the clock was set back."""


class Interrupted(Exception):
    """The console is being closed: what is under way ends here, without an outcome."""


@dataclass(frozen=True)
class Job:
    """Something to do again and again.

    Attributes:
        name: for the program's log.
        every: how often; None: once a night.
        last: when it was last done, if that is known from before the start (aware).
        retry: how long after a failure.
    """

    name: str
    do: Callable[[], object]
    every: timedelta | None = None
    last: datetime | None = None
    retry: timedelta = timedelta(minutes=10)


@dataclass
class _Course:
    """How a job fared."""

    done: datetime | None
    failed: datetime | None = None


class Nightly:
    """The jobs of one console; ask about once a minute, on one thread at a time.

    Args:
        at: local hour of the jobs of the night.
        zone: of that hour; None for the computer's.
    """

    def __init__(self, jobs: Sequence[Job], at: time, zone: tzinfo | None = None) -> None:
        self._jobs = list(jobs)
        self._at = at
        self._zone = zone
        self._courses = {job.name: _Course(job.last) for job in jobs}
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Begin no further job, and end the one under way at its next `heed`; from any thread."""
        self._stopping.set()

    def heed(self) -> None:
        """Call often in what takes long.

        Raises:
            Interrupted: the jobs were stopped.
        """
        if self._stopping.is_set():
            raise Interrupted

    def due(self, now: datetime) -> list[Job]:
        """The jobs whose time has come, in the order given."""
        return [job for job in self._jobs if self._is_due(job, now)]

    def run_due(self, now: datetime) -> None:
        """Do what is due, all of it.

        Raises:
            ControlRoomError: the first that a job met; the others were done all the same.
        """
        first: ControlRoomError | None = None
        for job in self.due(now):
            course = self._courses[job.name]
            try:
                self.heed()
                job.do()
            except Interrupted:
                logger.info("%s is done at the next start", job.name)
                return
            except ControlRoomError as error:
                logger.warning("%s: %s", job.name, error)
                course.failed = now
                first = first or error
            else:
                logger.debug("%s done", job.name)
                course.done, course.failed = now, None
        if first is not None:
            raise first

    def _is_due(self, job: Job, now: datetime) -> bool:
        course = self._courses[job.name]
        if course.failed is not None:
            return not course.failed <= now < course.failed + job.retry
        if course.done is None or course.done > now + _CLOCK_SET_BACK:
            return True
        if job.every is not None:
            return now >= course.done + job.every
        return course.done < self._last_night(now)

    def _last_night(self, now: datetime) -> datetime:
        local = now.astimezone(self._zone)
        tonight = local.replace(hour=self._at.hour, minute=self._at.minute, second=0, microsecond=0)
        return tonight if tonight <= local else tonight - timedelta(days=1)
