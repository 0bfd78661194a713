"""What a wall painted and how punctually: read by the benchmarks, free of cost while it is off."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from control_room.domain.camera import CameraId, Stream
from control_room.domain.picture import Picture

_TICKS_KEPT = 8192
_PICTURES_KEPT = 131_072
"""Four minutes of 20 tiles at 25 pictures a second."""


class PaintedPicture(NamedTuple):
    """One picture on the screen; times in CLOCK_MONOTONIC nanoseconds."""

    camera: CameraId
    stream: Stream
    sequence: int
    received_at_ns: int
    painted_at_ns: int


@dataclass
class WallStatistics:
    """Bounded buffers, the oldest entries leave first.

    Attributes:
        recording: nothing is kept while it is False.
        pictures: every picture painted, in order.
        tick_lags_ns: how much later than planned each tick of the wall came.
        paint_times_ns: how long each paint took.
    """

    recording: bool = False
    pictures: deque[PaintedPicture] = field(default_factory=lambda: deque(maxlen=_PICTURES_KEPT))
    tick_lags_ns: deque[int] = field(default_factory=lambda: deque(maxlen=_TICKS_KEPT))
    paint_times_ns: deque[int] = field(default_factory=lambda: deque(maxlen=_TICKS_KEPT))

    def start(self) -> None:
        """Forget what was recorded, record from now on."""
        self.pictures.clear()
        self.tick_lags_ns.clear()
        self.paint_times_ns.clear()
        self.recording = True

    def record(self, picture: Picture, painted_at_ns: int) -> None:
        """Keep that a picture was painted."""
        self.pictures.append(
            PaintedPicture(
                picture.camera,
                picture.stream,
                picture.sequence,
                picture.received_at_ns,
                painted_at_ns,
            )
        )
