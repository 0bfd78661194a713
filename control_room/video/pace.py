"""Whether pictures follow one another, come late, and cost more than their share."""

from __future__ import annotations

import asyncio
import math
from datetime import timedelta
from typing import Final

from control_room.domain.picture import LIVE_FOR

_FOLLOWS_WITHIN_NS: Final = LIVE_FOR // timedelta(microseconds=1) * 1000
_BEHIND_TICKS: Final = 13_500  # 0.15 s behind the camera: decode on, show only the newest
_WINDOW_TICKS: Final = 180_000  # 2 s
_LATE_TICKS: Final = _FOLLOWS_WITHIN_NS * 9 // 100_000
_LIVE_AGAIN_TICKS: Final = _LATE_TICKS * 3 // 4
_SET_BACK_TICKS: Final = 22_500  # 0.25 s: no encoder puts pictures into another order that far
_SET_TICKS: Final = 90_000  # 1 s: a way cannot get shorter by more than waited on it
_DRIFT: Final = 0.001  # of the worst clock
_DRIFTS_WITHIN_TICKS: Final = 45_000  # 0.5 s above the floor that rises with it comes from no clock
_MOST_FORGIVEN_TICKS: Final = 81_000  # 0.9 s
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
    """Knows from the camera's time stamps how long pictures waited on their way to us.

    The clocks of the camera and of this computer have nothing in common but their speed, and that
    nearly. So the least way that this connection showed counts as none: what waited from its first
    picture on is not seen. A clock that runs slow by up to a thousandth makes every way longer bit
    by bit, which is forgiven as slowly. But so does a line that is a little too slow: nobody can
    tell the two apart, so no more than 0.9 s are forgiven, which would be half of late. Then only a
    new connection knows, on which nothing waits yet. A camera with a usual clock, right to 50
    millionths, is called anew for that every five hours at most, for the blink of an eye. A clock
    that is set, which no waiting looks like, changes nothing.

    Attributes:
        is_behind: this picture was received clearly later than others a moment before.
        is_late: pictures are too old to be live, although they come.
        late_since_ns: when that began, by our own clock.
        lag_ns: how much longer than the least this picture's way took.
        is_worn: no more can be forgiven; a new connection would know what is so.
    """

    def __init__(self) -> None:
        self.is_behind = self.is_late = self.is_worn = False
        self.late_since_ns = self.lag_ns = 0
        self._last: tuple[int, int] | None = None
        self._offset = 0  # how far the camera's clock was set since the connection began
        self._floor = self._lowest = math.inf
        # The least way of this window and of the one before: what lasts is no reason to drop.
        self._least = self._least_before = math.inf
        self._window_ends = 0

    def note(self, pts_90khz: int, now_ns: int) -> None:
        """Take note of a picture that was received now."""
        now = now_ns * 9 // 100_000  # as the camera counts
        way = now - pts_90khz + self._offset
        if self._last is not None:
            last_way, last_now = self._last
            # A time that goes back, or a way far shorter than any: the clock was set.
            if way - last_way > now - last_now + _SET_BACK_TICKS or way < self._floor - _SET_TICKS:
                self._offset += last_way - way
                way = last_way
            if way - self._floor < _DRIFTS_WITHIN_TICKS:
                self._floor += (now - last_now) * _DRIFT
        self._last = way, now
        self._lowest = min(self._lowest, way)
        highest = self._lowest + _MOST_FORGIVEN_TICKS
        self._floor = min(self._floor, way, highest)
        self.is_worn = self._floor == highest
        lag = way - self._floor
        self.lag_ns = round(lag * 100_000 / 9)
        if lag > (_LIVE_AGAIN_TICKS if self.is_late else _LATE_TICKS):
            if not self.is_late:
                self.is_late, self.late_since_ns = True, now_ns
        else:
            self.is_late = False
        if now >= self._window_ends:
            self._least_before, self._least = self._least, math.inf
            self._window_ends = now + _WINDOW_TICKS
        self._least = min(self._least, way)
        self.is_behind = way - min(self._least, self._least_before) > _BEHIND_TICKS


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
