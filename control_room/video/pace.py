"""Whether pictures follow one another, and whether they have begun to pile up."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

from control_room.domain.picture import LIVE_FOR

_FOLLOWS_WITHIN_NS: Final = LIVE_FOR // timedelta(microseconds=1) * 1000
_BEHIND_TICKS: Final = 13_500  # 0.15 s behind the camera: decode on, show only the newest
_WINDOW_TICKS: Final = 180_000  # 2 s


class Flow:
    """Knows whether pictures follow one another: a single one may be all that ever comes.

    A camera that hangs may still send one picture to each new connection.
    """

    def __init__(self) -> None:
        self._last_ns: int | None = None

    def runs(self, now_ns: int) -> bool:
        """Whether the picture that came now follows one before it."""
        before_ns, self._last_ns = self._last_ns, now_ns
        return before_ns is not None and now_ns - before_ns <= _FOLLOWS_WITHIN_NS


class Pace:
    """Knows from the camera's time stamps whether pictures have begun to pile up."""

    def __init__(self) -> None:
        # The least lag of this window and of the one before: a shift of the camera's clock is
        # forgotten after two windows.
        self._least = self._least_before = math.inf
        self._window_ends = 0

    def is_behind(self, pts_90khz: int, now_ns: int) -> bool:
        """Whether this picture was received clearly later than others before it."""
        now = now_ns * 9 // 100_000  # as the camera counts
        lag = now - pts_90khz
        if now >= self._window_ends:
            self._least_before, self._least = self._least, math.inf
            self._window_ends = now + _WINDOW_TICKS
        if lag < self._least:
            self._least = lag
        return lag - min(self._least, self._least_before) > _BEHIND_TICKS
