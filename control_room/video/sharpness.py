"""How much of a scene a camera shows, against what the same camera showed before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

_HALF_PX: Final = (320, 180)
_SMALL_PX: Final = (160, 90)
_COARSE_PX: Final = (40, 18)
_CELLS: Final = (16, 7)
_TEXT_ROWS: Final = 9  # at the top and at the foot, where cameras write their name and the hour
_EDGE: Final = 10  # levels from one small pixel to the next; noise is averaged to less before
_CELL_WITH_EDGES: Final = 8  # of 255: one pixel in thirty of the cell is an edge

_BARE_CELLS: Final = 0.03
_BARE_SHARE: Final = 0.2
_BARE_COARSE: Final = 3.5
_SOFT_SHARE: Final = 0.62
_LEAST_COARSE: Final = 1.5  # below, there is nothing whose edges could be soft
_SAME_SCENE: Final = 0.6
_LEARNT_AFTER: Final = 20  # looks, one a second
_MEMORY: Final = 1800  # looks: dusk and a dirty dome are slower than half an hour, or should be


@dataclass(frozen=True, slots=True)
class View:
    """What a look at a picture finds.

    Attributes:
        cells: share of the picture's cells in which there are edges.
        fine: difference from a small pixel to the next, in levels; the mean of squares, because a
            soft edge is as high as a sharp one and only less steep.
        coarse: the same between patches of four by four such pixels: large shapes.
        patches: (18, 40) float32, the brightness of those patches.
    """

    cells: float
    fine: float
    coarse: float
    patches: NDArray[np.float32]

    @staticmethod
    def of(brightness: NDArray[np.uint8]) -> View:
        """Look at a picture by its brightness, (height, width) uint8."""
        half = cv2.resize(
            brightness,
            _HALF_PX,
            # Exact halves are averaged at once; of large pictures some pixels have to do.
            interpolation=cv2.INTER_AREA
            if brightness.shape == (2 * _HALF_PX[1], 2 * _HALF_PX[0])
            else cv2.INTER_LINEAR,
        )
        small = cv2.resize(half, _SMALL_PX, interpolation=cv2.INTER_AREA)
        small = small[_TEXT_ROWS:-_TEXT_ROWS]
        across = cv2.absdiff(small[:-1, 1:], small[:-1, :-1])
        down = cv2.absdiff(small[1:, :-1], small[:-1, :-1])
        steps = cv2.max(across, down)
        _, edges = cv2.threshold(steps, _EDGE, 255, cv2.THRESH_BINARY)
        cells = cv2.resize(edges, _CELLS, interpolation=cv2.INTER_AREA)
        patches = cv2.resize(small, _COARSE_PX, interpolation=cv2.INTER_AREA).astype(np.float32)
        wide = cv2.max(
            cv2.absdiff(patches[:-1, 1:], patches[:-1, :-1]),
            cv2.absdiff(patches[1:, :-1], patches[:-1, :-1]),
        )
        return View(
            cells=float(np.mean(cells > _CELL_WITH_EDGES)),
            fine=cv2.norm(steps) / steps.size**0.5,
            coarse=cv2.norm(wide) / wide.size**0.5,
            patches=patches,
        )

    @property
    def sharpness(self) -> float:
        """Edges against large shapes: haze and dusk weaken both, and leave this as it is."""
        return self.fine / max(self.coarse, _LEAST_COARSE)


class Sharpness:
    """What one camera usually shows, learnt from looks once a second."""

    def __init__(self) -> None:
        self._looks = 0
        self._cells = self._usual = 0.0
        self._patches = np.zeros(_COARSE_PX[::-1], np.float32)

    @property
    def is_learnt(self) -> bool:
        """Whether enough was seen to tell what is usual."""
        return self._looks >= _LEARNT_AFTER

    def learn(self, view: View) -> None:
        """Remember a view with which nothing is wrong; a turned camera begins anew."""
        if self.is_learnt and not self._is_same_scene(view):
            self._looks = 0
        self._looks += 1
        share = 1 / min(self._looks, _MEMORY)
        self._cells += (view.cells - self._cells) * share
        self._usual += (view.sharpness - self._usual) * share
        self._patches += (view.patches - self._patches) * share

    def is_bare(self, view: View) -> bool:
        """Whether next to nothing is left to see, of a camera that showed something."""
        limit = _BARE_CELLS
        if self.is_learnt:
            limit = min(limit, self._cells * _BARE_SHARE)
        return view.cells <= limit and view.coarse <= _BARE_COARSE

    def is_soft(self, view: View) -> bool:
        """Whether the scene is the usual one, and its edges much softer than usual."""
        return (
            self.is_learnt
            and view.coarse >= _LEAST_COARSE
            and view.sharpness < self._usual * _SOFT_SHARE
            and self._is_same_scene(view)
        )

    def _is_same_scene(self, view: View) -> bool:
        mine, theirs = self._patches - self._patches.mean(), view.patches - view.patches.mean()
        spread = float(np.sqrt((mine * mine).sum() * (theirs * theirs).sum()))
        return spread > 0 and float((mine * theirs).sum()) / spread >= _SAME_SCENE
