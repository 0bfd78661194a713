"""Privacy masks: what is behind one never leaves the host, not even as a tinge at its edge.

A mask covers whatever its outline encloses. An outline that crosses itself encloses all its loops,
the space between them too: filling by turns, as drawing programs do, would leave holes.

Masks are burned into pixels that were scaled before, and a pixel there is made of several of the
camera's: of all those that its scaling filter reaches, and as colour is sent for four pixels
together, of their neighbours. So the mask is wider than its outline by that reach.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from control_room.domain.camera import Mask

GREY: Final = 128
"""Level of the flat grey over a masked part, in all three colours."""

# Of the filters, in pixels of the coarser of both pictures; one more than any was seen to reach.
_REACH_PX: Final = 5
_KEPT_SIZES: Final = 4  # a tile, an enlarged tile, a shot, a replay
_SUBPIXEL_BITS: Final = 4


class MaskPainter:
    """Paints one camera's masks into pictures of any size; cheap for sizes it has met before."""

    def __init__(self, masks: Sequence[Mask]) -> None:
        self._masks = tuple(masks)
        self._stamps: dict[tuple[int, ...], list[_Stamp]] = {}

    def burn(self, pixels: NDArray[np.uint8], source_px: tuple[int, int]) -> None:
        """Paint over the masked parts, in place.

        Args:
            pixels: (height, width, 3 or 4) uint8, the whole picture; a fourth channel is opacity.
            source_px: width and height in which the camera sent the picture.
        """
        key = (*pixels.shape, *source_px)
        stamps = self._stamps.get(key)
        if stamps is None:
            if len(self._stamps) >= _KEPT_SIZES:
                self._stamps.clear()
            stamps = self._stamps[key] = _stamps(self._masks, pixels.shape, source_px)
        for stamp in stamps:
            stamp.burn(pixels)


class _Stamp:
    """One connected masked part, in one size of picture."""

    def __init__(self, covered: NDArray[np.uint8], left: int, top: int, channels: int) -> None:
        height, width = covered.shape
        self._place = np.s_[top : top + height, left : left + width]
        grey = (GREY,) * 3 + (255,) * (channels - 3)
        self._grey = np.full((height, width, channels), grey, np.uint8)
        self._covered = None if covered.all() else covered

    def burn(self, pixels: NDArray[np.uint8]) -> None:
        place = pixels[self._place]
        if self._covered is None:
            np.copyto(place, self._grey)
        else:
            cv2.copyTo(self._grey, self._covered, place)


def _stamps(
    masks: Sequence[Mask], shape: tuple[int, ...], source_px: tuple[int, int]
) -> list[_Stamp]:
    height, width, channels = shape
    reach = tuple(
        math.ceil(_REACH_PX * max(1.0, shown / sent))
        for shown, sent in zip((width, height), source_px, strict=True)
    )
    wider = np.zeros((height, width), np.uint8)
    for mask in masks:
        wider |= _covered(mask, (width, height), reach)
    count, parts, boxes, _ = cv2.connectedComponentsWithStats(wider, connectivity=8)
    stamps = []
    for part in range(1, count):
        left, top, part_width, part_height = (int(edge) for edge in boxes[part][:4])
        within = parts[top : top + part_height, left : left + part_width] == part
        stamps.append(_Stamp(np.ascontiguousarray(within, np.uint8), left, top, channels))
    return stamps


def _covered(mask: Mask, size_px: tuple[int, int], reach_px: tuple[int, ...]) -> NDArray[np.uint8]:
    """(height, width) uint8, 1 where the outline goes, where it encloses, and that far around."""
    # Drawn with a rim, over which the outside is one piece and an outline at the edge is not lost.
    rim = np.array(reach_px) + 1
    width, height = np.array(size_px) + 2 * rim
    drawn = np.zeros((height, width), np.uint8)
    # The middle of the first pixel is at 0, its left edge at -0.5.
    outline = np.array(mask.points) * size_px + rim - 0.5
    fixed = np.round(outline * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    cv2.fillPoly(drawn, [fixed], 1, cv2.LINE_8, _SUBPIXEL_BITS)
    cv2.polylines(drawn, [fixed], True, 1, 1, cv2.LINE_8, _SUBPIXEL_BITS)
    cv2.floodFill(drawn, None, (0, 0), 2)
    enclosed = (drawn != 2).astype(np.uint8)
    wider = cv2.dilate(enclosed, np.ones((2 * reach_px[1] + 1, 2 * reach_px[0] + 1), np.uint8))
    return wider[rim[1] : -rim[1], rim[0] : -rim[0]].astype(np.uint8)
