"""Whether both streams of a masked camera frame the same: its masks are placed by fractions.

A camera may send the full stream in 16:9 and the small one in 4:3, cut at the sides or squeezed.
Which of both, nobody can tell from sizes, so nothing is corrected: it is said.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Final

from control_room.domain.camera import CameraId, Stream
from control_room.video.orders import StreamKey

logger = logging.getLogger(__name__)

_TOLERANCE: Final = 0.02
_ROUNDED_PX: Final = 2  # pictures are scaled to even sides


class Framings:
    """Warns, once for each camera, where a mask may leave a part of one stream uncovered."""

    def __init__(self, masked: Iterable[CameraId]) -> None:
        self._unknown = set(masked)

    def look(self, sizes_px: Mapping[StreamKey, tuple[int, int]]) -> None:
        """Compare what is known by now.

        Args:
            sizes_px: of the newest pictures; (0, 0): there is none yet.
        """
        for camera in list(self._unknown):
            main = sizes_px.get((camera, Stream.MAIN), (0, 0))
            sub = sizes_px.get((camera, Stream.SUB), (0, 0))
            if all((*main, *sub)):
                self._unknown.discard(camera)
                if not have_one_shape(main, sub):
                    logger.warning(
                        "camera %s: its pictures have different shapes (main %d×%d, sub %d×%d): a "
                        "mask drawn on one may leave private parts of the other uncovered",
                        camera,
                        *main,
                        *sub,
                    )


def have_one_shape(one_px: tuple[int, int], other_px: tuple[int, int]) -> bool:
    """Whether width and height have the same relation, but for what rounding explains."""
    relation = one_px[0] * other_px[1] / (one_px[1] * other_px[0])
    rounding = sum(_ROUNDED_PX / side for side in (*one_px, *other_px)) / 2
    return abs(relation - 1) <= _TOLERANCE + rounding
