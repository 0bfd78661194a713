"""A scene on its way to a picture: a background painted once, things that stand in front, movers
between them.

Whatever is painted with a depth also hides what moves behind it: the pixels it changed are put back
over movers that are farther away.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final, cast

import cv2
import numpy as np

from town.frame_number import Picture
from town.scenes.furniture import through_lens
from town.scenes.view import View

FINE: Final = 2.0  # backgrounds are painted so many times larger, then reduced

Painter = Callable[[Picture, View], None]
Path = Callable[[float], tuple[float, float, float] | None]


@dataclass
class _Screen:
    """Part of the background that hides what is behind it."""

    depth: float
    left: int
    top: int
    mask: Picture


@dataclass
class Actor:
    """Something that moves: where at which second, and how it is drawn there."""

    path: Path
    draw: Callable[[Picture, View, tuple[float, float, float], float], None]


@dataclass
class Stage:
    """A scene being built; then `pictures`."""

    view: View
    seed: int
    exposure: float = 1.2
    actors: list[Actor] = field(default_factory=list)
    weather: list[Callable[[Picture, int], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.grain = np.random.default_rng(self.seed)
        self.fine_view = self.view.scaled(FINE)
        width, height = self.fine_view.size
        self.background = np.zeros((height, width, 3), np.uint8)
        self._reduced: Picture | None = None
        self._screens: list[_Screen] = []

    def _reduce(self) -> Picture:
        return cast(
            Picture, cv2.resize(self.background, self.view.size, interpolation=cv2.INTER_AREA)
        )

    def paint(self, painter: Painter, depth: float | None = None) -> None:
        """Paint into the background.

        With a depth, what is painted hides movers that are farther away.
        """
        if depth is None:
            painter(self.background, self.fine_view)
            self._reduced = None
            return
        before = self._reduced if self._reduced is not None else self._reduce()
        painter(self.background, self.fine_view)
        self._reduced = self._reduce()
        blue, green, red = cv2.split(cv2.absdiff(self._reduced, before))
        mask = (cv2.max(cv2.max(blue, green), red) > 2).astype(np.uint8)
        rows, columns = np.flatnonzero(mask.max(axis=1)), np.flatnonzero(mask.max(axis=0))
        if rows.size:
            top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
            self._screens.append(_Screen(depth, int(left), int(top), mask[top:bottom, left:right]))

    def paint_at(self, x: float, y: float, painter: Painter) -> None:
        """Paint something that stands at (x, y) and hides what passes behind."""
        self.paint(painter, self.view.depth(x, y))

    def stand(
        self, paint: Callable[..., None], x: float, y: float, *details: object, **manner: object
    ) -> None:
        """Have a piece of furniture stand at (x, y) and hide what passes behind."""
        self.paint_at(x, y, lambda picture, view: paint(picture, view, x, y, *details, **manner))

    def pictures(self, count: int, rate: int) -> Iterator[Picture]:
        """The loop's pictures, each (1080, 1920, 3) uint8 BGR.

        Valid until the next one is asked for.
        """
        background = self._reduce()
        through_lens(background, self.exposure)
        picture = background.copy()
        for index in range(count):
            np.copyto(picture, background)
            self._act(picture, background, index / rate)
            for fall in self.weather:
                fall(picture, index)
            yield picture

    def _act(self, picture: Picture, background: Picture, second: float) -> None:
        placed = [
            (actor, place) for actor in self.actors if (place := actor.path(second)) is not None
        ]
        order: list[tuple[float, Callable[[], None]]] = [
            (
                self.view.depth(place[0], place[1]),
                partial(actor.draw, picture, self.view, place, second),
            )
            for actor, place in placed
        ]
        order += [
            (screen.depth, partial(_put_back, picture, background, screen))
            for screen in self._screens
        ]
        for _, draw in sorted(order, key=lambda item: -item[0]):
            draw()


def _put_back(picture: Picture, background: Picture, screen: _Screen) -> None:
    rows, columns = screen.mask.shape
    place = np.s_[screen.top : screen.top + rows, screen.left : screen.left + columns]
    cv2.copyTo(background[place], screen.mask, picture[place])
