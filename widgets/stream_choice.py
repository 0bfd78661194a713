"""Which of a camera's two streams a tile shows: by its size on screen, or as the agent said.

Between the two heights a tile stays with what it has, and no tile changes twice within five
seconds: each change costs a connection and a key frame.
"""

from __future__ import annotations

from control_room.domain.camera import Stream

SUB_HEIGHT_PX = 360
MAIN_ABOVE_PX = round(SUB_HEIGHT_PX * 1.34)
_STAYS_NS = 5_000_000_000


class StreamChoice:
    """The choice for one tile; starts with the small stream, and the first change is free.

    Attributes:
        stream: the stream to show.
        said: what the agent wants; None leaves it to the size.
    """

    def __init__(self, said: Stream | None = None) -> None:
        self.said = said
        self.stream = said or Stream.SUB
        self._changed_at_ns: int | None = None

    def choose(self, height_px: int, now_ns: int) -> bool:
        """Look at the tile's height in device pixels; says whether the stream changed."""
        best = self.said or _best(height_px, self.stream)
        if best is self.stream:
            return False
        is_too_soon = self._changed_at_ns is not None and now_ns - self._changed_at_ns < _STAYS_NS
        if is_too_soon and self.said is None:
            return False
        self.stream, self._changed_at_ns = best, now_ns
        return True


def _best(height_px: int, now_shown: Stream) -> Stream:
    if height_px > MAIN_ABOVE_PX:
        return Stream.MAIN
    return Stream.SUB if height_px <= SUB_HEIGHT_PX else now_shown
