"""Whether pictures follow one another, have begun to pile up, and cost more than their share."""

from __future__ import annotations

import asyncio
import math
from datetime import timedelta
from typing import Final

from control_room.domain.picture import LIVE_FOR

_FOLLOWS_WITHIN_NS: Final = LIVE_FOR // timedelta(microseconds=1) * 1000
_BEHIND_TICKS: Final = 13_500  # 0.15 s behind the camera: decode on, show only the newest
_WINDOW_TICKS: Final = 180_000  # 2 s
_SHARE_NS: Final = 100_000_000  # a thousand pictures of a hundred bytes may come in one read


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


class Share:
    """What one stream may take of one turn of the loop, on which all streams of a host wait."""

    def __init__(self) -> None:
        self._spent_ns = 0

    @property
    def is_spent(self) -> bool:
        """Whether the others shall have their turn first."""
        return self._spent_ns > _SHARE_NS

    def spend(self, cpu_ns: int) -> None:
        """Count this processor time to the turn that runs."""
        if not self._spent_ns:
            asyncio.get_running_loop().call_soon(self._begin_anew)
        self._spent_ns += cpu_ns

    def _begin_anew(self) -> None:
        self._spent_ns = 0
