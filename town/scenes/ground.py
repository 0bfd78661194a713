"""The ground, painted in plan and laid under the camera."""

from __future__ import annotations

from typing import Any, Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from town.frame_number import Picture
from town.scenes.view import Colour, View

PX_PER_M: Final = 40
WHITE: Final[Colour] = (206, 208, 208)
ASPHALT: Final[Colour] = (92, 90, 88)
PAVEMENT: Final[Colour] = (140, 148, 152)
COBBLES: Final[Colour] = (118, 130, 140)
GRASS: Final[Colour] = (62, 104, 78)
WATER: Final[Colour] = (104, 92, 70)
_FAR_TEXTURE_M: Final = 34.0  # beyond, fine texture would only flicker


class Plan:
    """A piece of town seen from above.

    X from `left` to `right`, y from `near` to `far`, in metres.
    """

    def __init__(
        self,
        left: float,
        right: float,
        near: float,
        far: float,
        colour: Colour,
        grain: np.random.Generator,
    ) -> None:
        self._left, self._right, self._near, self._far = left, right, near, far
        self._grain = grain
        size = (round((far - near) * PX_PER_M), round((right - left) * PX_PER_M), 3)
        self._map = np.full(size, colour, np.uint8)

    def _px(self, x: float, y: float) -> tuple[int, int]:
        return round((x - self._left) * PX_PER_M), round((self._far - y) * PX_PER_M)

    def box(self, x0: float, x1: float, y0: float, y1: float, colour: Colour) -> None:
        """A rectangle."""
        cv2.rectangle(self._map, self._px(x0, y1), self._px(x1, y0), colour, -1)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A round place."""
        cv2.circle(self._map, self._px(x, y), round(radius * PX_PER_M), colour, -1, cv2.LINE_AA)

    def dashes(
        self,
        x: float,
        y0: float,
        y1: float,
        dash: float = 3.0,
        gap: float = 4.0,
        width: float = 0.14,
    ) -> None:
        """A broken line along the street."""
        for start in np.arange(y0, y1, dash + gap):
            self.box(x - width / 2, x + width / 2, start, min(start + dash, y1), WHITE)

    def crossing(self, x0: float, x1: float, y0: float, y1: float) -> None:
        """A zebra crossing from x0 to x1, over a street that runs along y."""
        for start in np.arange(x0 + 0.25, x1 - 0.25, 1.0):
            self.box(start, start + 0.5, y0, y1, WHITE)

    def slabs(
        self,
        x0: float,
        x1: float,
        y0: float,
        y1: float,
        colour: Colour,
        size: float,
        spread: int = 9,
    ) -> None:
        """Paving: slabs or cobbles, each of its own tone."""
        (left, top), (right, bottom) = self._px(x0, y1), self._px(x1, y0)
        left, top = max(left, 0), max(top, 0)
        place = self._map[top:bottom, left:right]
        if place.size == 0:
            return
        step = max(2, round(size * PX_PER_M))
        rows, columns = place.shape[0] // step + 1, place.shape[1] // step + 1
        tones = self._grain.normal(0, spread, (rows, columns, 1)) + colour
        tiles = cv2.resize(
            np.clip(tones, 0, 255).astype(np.uint8),
            (columns * step, rows * step),
            interpolation=cv2.INTER_NEAREST,
        )
        place[:] = tiles[: place.shape[0], : place.shape[1]]
        joint = tuple(each * 0.8 for each in colour)
        place[::step] = joint
        for row in range(0, place.shape[0], step):
            shift = step // 2 if row // step % 2 else 0
            place[row : row + step, shift::step] = joint

    def writing(self, text: str, x: float, y: float, height: float, colour: Colour = WHITE) -> None:
        """Words on the ground, to be read from the camera.

        Stretched along the street as the law of perspective asks.
        """
        (width, tall), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 4, 14)
        board: NDArray[Any] = np.zeros((tall + base, width), np.uint8)
        cv2.putText(board, text, (0, tall), cv2.FONT_HERSHEY_DUPLEX, 4, 255, 14, cv2.LINE_AA)
        rows = round(height * PX_PER_M)
        board = cv2.resize(
            board, (round(rows * width / (tall + base) * 0.45), rows), interpolation=cv2.INTER_AREA
        )
        left, top = self._px(x, y + height)
        place = self._map[top : top + board.shape[0], left : left + board.shape[1]]
        share = board[: place.shape[0], : place.shape[1], None] / 255
        place[:] = (place * (1 - share) + np.array(colour) * share).astype(np.uint8)

    def shade(
        self, x0: float, x1: float, y0: float, y1: float, share: float, blur: float = 0.4
    ) -> None:
        """A shadow with a soft edge."""
        mask = np.zeros(self._map.shape[:2], np.uint8)
        cv2.rectangle(mask, self._px(x0, y1), self._px(x1, y0), round(share * 255), -1)
        mask = cast(Picture, cv2.blur(mask, (round(blur * PX_PER_M),) * 2))
        self._multiply(255 - mask)

    def pool(self, x: float, y: float, radius: float, share: float) -> None:
        """A soft round shadow: under a tree, around a wet place."""
        mask = np.zeros(self._map.shape[:2], np.uint8)
        cv2.circle(mask, self._px(x, y), round(radius * 0.7 * PX_PER_M), round(share * 255), -1)
        self._multiply(
            255 - cast(Picture, cv2.blur(mask, (round(radius * 0.6 * PX_PER_M) | 1,) * 2))
        )

    def wear(self, amount: float = 1.0) -> None:
        """What feet, tyres and weather leave: patches, stains, grain."""
        rows, columns = self._map.shape[:2]
        level = np.full((rows, columns), 236.0, np.float32)
        for cell, depth in ((6.0, 10.0), (1.4, 7.0), (0.3, 5.0)):
            small = self._grain.normal(
                0,
                depth * amount,
                (max(2, int(rows / PX_PER_M / cell)), max(2, int(columns / PX_PER_M / cell))),
            )
            level += cv2.resize(
                small.astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC
            )
        self._multiply(np.clip(level, 0, 255).astype(np.uint8))

    def _multiply(self, level: Picture) -> None:
        for channel in range(3):
            layer = np.ascontiguousarray(self._map[:, :, channel])
            self._map[:, :, channel] = cv2.multiply(layer, level, scale=1 / 255)

    def lay(self, picture: Picture, view: View) -> None:
        """Put the plan into the picture."""
        corners = (
            (self._left, self._far, 0),
            (self._right, self._far, 0),
            (self._right, self._near, 0),
            (self._left, self._near, 0),
        )
        pixels, _ = view.project(corners)
        rows, columns = self._map.shape[:2]
        flat = np.array(((0, 0), (columns, 0), (columns, rows), (0, rows)), np.float32)
        matrix = cv2.getPerspectiveTransform(flat, pixels.astype(np.float32))
        shape = view.size
        for blurred, near_m in ((1, self._near), (9, _FAR_TEXTURE_M), (25, _FAR_TEXTURE_M * 2)):
            if near_m >= self._far:
                continue
            source = self._map if blurred == 1 else cv2.blur(self._map, (blurred, blurred))
            warped = cv2.warpPerspective(source, matrix, shape, flags=cv2.INTER_LINEAR)
            edge = (
                (self._left, self._far, 0),
                (self._right, self._far, 0),
                (self._right, near_m, 0),
                (self._left, near_m, 0),
            )
            mask = np.zeros(picture.shape[:2], np.uint8)
            cv2.fillConvexPoly(mask, np.round(view.project(edge)[0]).astype(np.int32), 255)
            cv2.copyTo(warped, mask, picture)
