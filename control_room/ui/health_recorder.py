"""Takes the figures of the health page, from sign-in on, whoever looks at them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from control_room.domain.camera import Camera, CameraId, Stream, StreamState
from control_room.domain.picture import Picture
from control_room.ui.camera_watch import CameraWatch
from control_room.ui.health_history import EVERY_S, HealthHistory, Point
from control_room.ui.health_sample import CameraFigures, Sample, Sampler
from control_room.ui.tasks import TaskRunner
from control_room.video.hosts import HostStatistics

_NS_PER_S = 1_000_000_000
_LOOP_EVERY_MS = 100
_EVERY_NS = int(EVERY_S * _NS_PER_S)
_SLACK_NS = _NS_PER_S // 2
"""Half of the tick that drives it: five ticks are five seconds, a little more or less."""


class HealthSource(Protocol):
    """`CameraHosts`, as far as it is asked here."""

    def statistics(self) -> list[HostStatistics]: ...

    def picture(self, camera: CameraId, stream: Stream) -> Picture | None: ...


class HealthRecorder(QObject):
    """Samples the hosts every five seconds, every second while somebody looks closely.

    Processes and counters are read on a reader's thread; the UI thread only takes the result.

    Signals:
        sampled(): `newest`, `ages_s` and `loop_delay_ms` are new.
    """

    sampled = Signal()

    def __init__(
        self,
        hosts: HealthSource,
        watch: CameraWatch,
        cameras: Sequence[Camera],
        tasks: TaskRunner,
        parent: QObject,
        *,
        clock_s: Callable[[], float] = time.time,
    ) -> None:
        """Sample at each second of `watch` that is due."""
        super().__init__(parent)
        self.history = HealthHistory([camera.id for camera in cameras])
        self.newest: Sample | None = None
        self.ages_s: dict[CameraId, float] = {}
        self.loop_delay_ms = 0.0
        self._hosts = hosts
        self._watch = watch
        self._tasks = tasks
        self._clock_s = clock_s
        self._sampler = Sampler(hosts.statistics)
        self._closely = False
        self._is_under_way = False
        self._is_stopped = False
        self._before: deque[Sample] = deque(maxlen=int(EVERY_S))
        self._kept_at_ns: int | None = None
        self._worst_delay_ns = 0
        self._looped_at_ns = time.monotonic_ns()
        self._loop = QTimer(self, interval=_LOOP_EVERY_MS)
        self._loop.setTimerType(Qt.TimerType.PreciseTimer)
        self._loop.timeout.connect(self._measure_loop)
        self._loop.start()
        watch.looked.connect(self._look)

    @property
    def states(self) -> Mapping[CameraId, StreamState]:
        """How each watched camera is."""
        return self._watch.states

    def streams_of(self, camera: CameraId) -> list[Stream]:
        """The watched streams of a camera."""
        return self._watch.streams_of(camera)

    def stop(self) -> None:
        """Sample nothing from now on; call it before the tasks are stopped."""
        self._loop.stop()
        self._is_stopped = True

    def look_closely(self, closely: bool) -> None:
        """Sample every second from now on, or no longer."""
        self._closely = closely
        if closely:
            self._look()

    def _look(self) -> None:
        newest = self.newest
        passed_ns = time.monotonic_ns() - newest.at_ns if newest else _EVERY_NS
        every_ns = _NS_PER_S if self._closely else _EVERY_NS
        if self._is_stopped or self._is_under_way or passed_ns < every_ns - _SLACK_NS:
            return
        self._is_under_way = True
        before = self._counted_from()

        def take() -> Sample:
            try:
                return self._sampler.take(before)
            finally:
                # Here, not with the answer: at sign-out answers under way are forgotten.
                self._is_under_way = False

        self._tasks.read(take, self.take_over)

    def take_over(self, sample: Sample) -> None:
        """Make a sample the newest; call on the UI thread."""
        self.newest = sample
        self._before.append(sample)
        self.ages_s = self._read_ages(sample)
        self.loop_delay_ms, self._worst_delay_ns = self._worst_delay_ns / 1e6, 0
        kept_at_ns = self._kept_at_ns
        if kept_at_ns is None or sample.at_ns - kept_at_ns >= _EVERY_NS - _SLACK_NS:
            self._kept_at_ns = sample.at_ns
            self.history.add(
                self._clock_s(),
                {
                    camera: _point(figures, self.ages_s.get(camera))
                    for camera, figures in sample.cameras.items()
                },
            )
        self.sampled.emit()

    def _counted_from(self) -> Sample | None:
        """The sample of five seconds ago; at the beginning the oldest there is."""
        due_ns = time.monotonic_ns() - _EVERY_NS + _SLACK_NS
        old_enough = [sample for sample in self._before if sample.at_ns <= due_ns]
        return old_enough[-1] if old_enough else next(iter(self._before), None)

    def _read_ages(self, sample: Sample) -> dict[CameraId, float]:
        """Since each camera's newest picture was received."""
        ages_s: dict[CameraId, float] = {}
        now_ns = time.monotonic_ns()
        for camera, stream in sample.counters:
            picture = self._hosts.picture(camera, stream)
            if picture is not None:
                age_s = (now_ns - picture.received_at_ns) / _NS_PER_S
                ages_s[camera] = min(age_s, ages_s.get(camera, age_s))
        return ages_s

    def _measure_loop(self) -> None:
        now_ns = time.monotonic_ns()
        late_ns = now_ns - self._looped_at_ns - _LOOP_EVERY_MS * 1_000_000
        self._worst_delay_ns = max(self._worst_delay_ns, late_ns)
        self._looped_at_ns = now_ns


def _point(figures: CameraFigures, age_s: float | None) -> Point:
    known = {
        "pictures_per_s": figures.pictures_per_s,
        "kbit_per_s": None if figures.bits_per_s is None else figures.bits_per_s / 1000,
        "age_s": age_s,
        "loss_percent": None if figures.loss is None else figures.loss * 100,
    }
    return Point(**{name: value for name, value in known.items() if value is not None})
