"""Watches how the watched cameras are: once a second, for whoever shows it and for the log.

It lives as long as the console: what was wrong before a hand-over is not news after it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from control_room.domain.camera import CameraId, Stream, StreamState, StreamUse
from control_room.domain.camera_health import WELL, HealthChange, HealthJournal, camera_states
from control_room.ui.routine import Job, Routine
from control_room.ui.tasks import TaskRunner

logger = logging.getLogger(__name__)

_EVERY_MS = 1000
_AT_ONCE = 200
"""Entries of one transaction: also after an hour without a database, acts wait only a moment."""


class StatesOfStreams(Protocol):
    """`CameraHosts`, as far as it is asked here."""

    def state(self, camera: CameraId, stream: Stream) -> StreamState: ...


class CameraWatch(QObject):
    """Compares the cameras with how they were a second before.

    Signals:
        looked(dict[CameraId, StreamState]): once a second, how each watched camera is.
        failed(ControlRoomError): changes could not be recorded; they are tried again.
    """

    looked = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        hosts: StatesOfStreams,
        tasks: TaskRunner,
        record: Callable[[Sequence[HealthChange]], None],
        parent: QObject,
    ) -> None:
        """Nothing is watched before `start` and `watch`.

        Args:
            record: writes an entry for each change; called on the writer's thread.
        """
        super().__init__(parent)
        self.states: dict[CameraId, StreamState] = {}
        self._hosts = hosts
        self._record = record
        self._streams: Mapping[tuple[CameraId, Stream], StreamUse] = {}
        self._journal = HealthJournal()
        self._unwritten: list[HealthChange] = []
        self._writing = Routine(tasks.write, self._prepare, self)
        self._writing.failed.connect(self.failed)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin; call on the UI thread."""
        self._timer.start()
        self._writing.start(_EVERY_MS)

    def stop(self) -> None:
        """End; what is not written yet is in the application's log alone."""
        self._timer.stop()
        self._writing.stop()

    def watch(self, streams: Mapping[tuple[CameraId, Stream], StreamUse]) -> None:
        """From now on these streams, all of them, are watched."""
        self._streams = dict(sorted(streams.items()))
        self._look()

    def streams_of(self, camera: CameraId) -> list[Stream]:
        """The watched streams of a camera."""
        return sorted(stream for watched, stream in self._streams if watched == camera)

    def _look(self) -> None:
        self.states = camera_states(
            {key: self._hosts.state(*key) for key in self._streams},
            {key for key, use in self._streams.items() if use.size_px is not None},
        )
        changes = self._journal.look(self.states, time.monotonic_ns())
        for change in changes:
            logger.log(
                logging.INFO if change.after in WELL else logging.WARNING,
                "camera %s is %s since %s s, was %s, changes left out: %s",
                change.camera,
                change.after.value,
                change.since_s,
                change.before.value,
                change.left_out,
            )
        self._unwritten += changes
        self.looked.emit(self.states)

    def _prepare(self) -> Job:
        batch = self._unwritten[:_AT_ONCE]

        def write() -> None:
            if batch:
                self._record(batch)
                # Only once they are committed; the UI thread adds behind them meanwhile.
                del self._unwritten[: len(batch)]

        return write
