"""Fronts of buildings as a French town has them: drawn flat, then stood up along a street."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from town.frame_number import Picture
from town.scenes.view import Colour, View, fill, lay

_PX_PER_M: Final = 60
WALLS: Final[tuple[Colour, ...]] = (
    (176, 204, 218),
    (150, 186, 208),
    (186, 206, 210),
    (140, 170, 200),
    (170, 190, 190),
    (196, 214, 222),
    (128, 152, 186),
)
_SHUTTERS: Final[tuple[Colour, ...]] = (
    (150, 140, 110),
    (120, 128, 84),
    (170, 176, 170),
    (92, 84, 120),
    (128, 104, 70),
)
_AWNINGS: Final[tuple[Colour, ...]] = (
    (50, 46, 150),
    (70, 104, 46),
    (140, 84, 40),
    (48, 120, 190),
    (90, 50, 90),
)
_SIGNS: Final = (
    "BOULANGERIE",
    "PHARMACIE",
    "TABAC PRESSE",
    "CAFE DU CENTRE",
    "FLEURISTE",
    "LIBRAIRIE",
    "OPTIQUE",
    "COIFFURE",
    "PRIMEUR",
    "BANQUE",
)
_ZINC: Final[Colour] = (128, 118, 108)
_TILES: Final[Colour] = (74, 96, 150)


@dataclass(frozen=True)
class Front:
    """A building's front: `width_m` by `storeys`, with or without a shop on the ground floor."""

    width_m: float
    storeys: int
    seed: int
    shop: bool = True
    wall: Colour | None = None
    title: str = ""
    dim: float = 1.0  # 0 to 1: at night, with some windows lit

    @property
    def height_m(self) -> float:
        """Up to the roof."""
        return 3.9 + 3.0 * (self.storeys - 1)

    def picture(self) -> Picture:
        """The front seen from straight ahead."""
        dice = random.Random(self.seed)
        columns, rows = round(self.width_m * _PX_PER_M), round(self.height_m * _PX_PER_M)
        wall = self.wall or dice.choice(WALLS)
        drawn = np.full((rows, columns, 3), wall, np.uint8)
        stains = (
            np.random.default_rng(self.seed)
            .normal(0, 7, (max(2, rows // 90), max(2, columns // 90)))
            .astype(np.float32)
        )
        drawn = np.clip(
            drawn + cv2.resize(stains, (columns, rows), interpolation=cv2.INTER_CUBIC)[:, :, None],
            0,
            255,
        )
        drawn = np.ascontiguousarray((drawn * self.dim).astype(np.uint8))
        floor = round(3.9 * _PX_PER_M)
        self._windows(drawn, rows - floor, dice)
        self._ground_floor(drawn, rows - floor, dice)
        cornice = _scaled(wall, 1.12 * self.dim)
        cv2.rectangle(drawn, (0, 0), (columns, 16), cornice, -1)
        cv2.rectangle(drawn, (0, 17), (columns, 24), _scaled(wall, 0.7 * self.dim), -1)
        for edge in (0, columns - 8):
            cv2.rectangle(drawn, (edge, 0), (edge + 8, rows), _scaled(wall, 0.88 * self.dim), -1)
        return drawn

    def _windows(self, drawn: Picture, below: int, dice: random.Random) -> None:
        columns = drawn.shape[1]
        bays = max(2, round(self.width_m / 2.6))
        shutter = dice.choice(_SHUTTERS)
        has_shutters = dice.random() < 0.7
        wide, tall = round(1.05 * _PX_PER_M), round(1.75 * _PX_PER_M)
        for storey in range(self.storeys - 1):
            top = below - round((3.0 * (storey + 1) - 0.65) * _PX_PER_M)
            for bay in range(bays):
                left = round((bay + 0.5) * columns / bays) - wide // 2
                self._window(drawn, left, top, wide, tall, dice)
                if has_shutters:
                    leaf = round(wide * 0.46)
                    for start in (left - leaf - 4, left + wide + 4):
                        cv2.rectangle(
                            drawn,
                            (start, top),
                            (start + leaf, top + tall),
                            _scaled(shutter, self.dim),
                            -1,
                        )
                        for slat in range(top + 6, top + tall, 9):
                            cv2.line(
                                drawn,
                                (start + 3, slat),
                                (start + leaf - 3, slat),
                                _scaled(shutter, 0.8 * self.dim),
                                2,
                            )
                if storey % 2 == 0:
                    rail = top + round(tall * 0.62)
                    for bar in range(left - 6, left + wide + 8, 9):
                        cv2.line(drawn, (bar, rail), (bar, top + tall + 4), (40, 40, 42), 2)
                    cv2.line(drawn, (left - 8, rail), (left + wide + 8, rail), (36, 36, 38), 4)

    def _window(
        self, drawn: Picture, left: int, top: int, wide: int, tall: int, dice: random.Random
    ) -> None:
        frame = _scaled((226, 230, 232), self.dim)
        cv2.rectangle(drawn, (left - 7, top - 7), (left + wide + 7, top + tall + 7), frame, -1)
        lit = self.dim < 0.6 and dice.random() < 0.3
        glass = (
            (90, 190, 240)
            if lit
            else _scaled((96, 84, 72), 0.7 + 0.3 * dice.random() if self.dim > 0.6 else 0.3)
        )
        cv2.rectangle(drawn, (left, top), (left + wide, top + tall), glass, -1)
        if not lit and dice.random() < 0.5:  # the sky in the panes
            pane = np.array(
                ((left, top), (left + wide, top), (left, top + tall * 2 // 3)), np.int32
            )
            cv2.fillConvexPoly(drawn, pane, _scaled((150, 138, 122), self.dim))
        cv2.line(drawn, (left + wide // 2, top), (left + wide // 2, top + tall), frame, 5)
        cv2.line(drawn, (left, top + tall // 3), (left + wide, top + tall // 3), frame, 4)
        cv2.rectangle(
            drawn,
            (left - 10, top + tall + 7),
            (left + wide + 10, top + tall + 14),
            _scaled((190, 200, 204), self.dim),
            -1,
        )

    def _ground_floor(self, drawn: Picture, top: int, dice: random.Random) -> None:
        rows, columns = drawn.shape[:2]
        if not self.shop:
            door = round(columns * dice.choice((0.2, 0.5, 0.75)))
            wide = round(1.1 * _PX_PER_M)
            bays = max(2, round(self.width_m / 3.2))
            for bay in range(bays):
                left = round((bay + 0.5) * columns / bays) - wide // 2
                if abs(left - door) > wide * 1.3:
                    self._window(drawn, left, top + 60, wide, round(1.6 * _PX_PER_M), dice)
            cv2.rectangle(
                drawn,
                (door, top + 50),
                (door + wide, rows),
                _scaled(dice.choice(_SHUTTERS), 0.6 * self.dim),
                -1,
            )
            if self.title:
                self._write(drawn, self.title, top - 4, 62, (60, 50, 46))
            return
        colour = dice.choice(_AWNINGS)
        cv2.rectangle(drawn, (14, top), (columns - 14, rows), _scaled(colour, 0.6 * self.dim), -1)
        glass: Colour = (80, 74, 66) if self.dim > 0.6 else (110, 190, 226)
        panes = max(2, round(self.width_m / 2.4))
        for pane in range(panes):
            left = round(14 + 14 + pane * (columns - 42) / panes)
            right = round(14 + (pane + 1) * (columns - 42) / panes)
            cv2.rectangle(drawn, (left, top + 80), (right, rows - 26), glass, -1)
            for _ in range(14):
                x, y = dice.randint(left, max(left, right - 30)), dice.randint(top + 130, rows - 60)
                goods = tuple(
                    dice.randint(50, 190) * (0.75 if self.dim > 0.6 else 0.9) for _ in range(3)
                )
                cv2.rectangle(
                    drawn,
                    (x, y),
                    (min(x + dice.randint(10, 34), right), y + dice.randint(8, 26)),
                    goods,
                    -1,
                )
        cv2.rectangle(
            drawn,
            (14, top + 4),
            (columns - 14, top + 58),
            _scaled(colour, 0.9 * max(self.dim, 0.75)),
            -1,
        )
        self._write(drawn, self.title or dice.choice(_SIGNS), top + 8, 44, (236, 240, 242))
        if dice.random() < 0.55:
            stripes = range(14, columns - 14, 44)
            for number, left in enumerate(stripes):
                tone = (228, 232, 234) if number % 2 else colour
                cv2.rectangle(
                    drawn,
                    (left, top + 62),
                    (min(left + 44, columns - 14), top + 116),
                    _scaled(tone, self.dim),
                    -1,
                )

    @staticmethod
    def _write(drawn: Picture, text: str, top: int, height: int, colour: Colour) -> None:
        scale = height / 30
        width = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, 4)[0][0]
        scale *= min(1.0, (drawn.shape[1] - 60) / width)
        width = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, 4)[0][0]
        left = (drawn.shape[1] - width) // 2
        cv2.putText(
            drawn,
            text,
            (left, top + round(height * 0.88)),
            cv2.FONT_HERSHEY_DUPLEX,
            scale,
            colour,
            4,
            cv2.LINE_AA,
        )

    def stand_along_y(self, picture: Picture, view: View, x: float, y: float) -> None:
        """Stand it at `x`, from `y` on along the street.

        Facing the street in the middle (x = 0 side).
        """
        far, high = y + self.width_m, self.height_m
        near_first = x > 0
        ends = (far, y) if near_first else (y, far)
        corners = [(x, ends[0], high), (x, ends[1], high), (x, ends[1], 0), (x, ends[0], 0)]
        inward = 2.2 if x > 0 else -2.2
        roof = [
            (x, y, high),
            (x, far, high),
            (x + inward, far, high + 2.6),
            (x + inward, y, high + 2.6),
        ]
        gable = [(x, y, 0), (x, y, high), (x + inward * 4, y, high), (x + inward * 4, y, 0)]
        fill(picture, view.project(gable)[0], _scaled((150, 164, 172), 0.8 * self.dim))
        fill(picture, view.project(roof)[0], _scaled(_roof(self.seed), self.dim))
        lay(picture, self.picture(), view.project(corners)[0])

    def stand_across(self, picture: Picture, view: View, x: float, y: float) -> None:
        """Stand it at distance `y`, from `x` on to the right, facing the camera."""
        right, high = x + self.width_m, self.height_m
        corners = [(x, y, high), (right, y, high), (right, y, 0), (x, y, 0)]
        roof = [
            (x - 0.3, y, high),
            (right + 0.3, y, high),
            (right - 0.5, y + 4, high + 3.4),
            (x + 0.5, y + 4, high + 3.4),
        ]
        fill(picture, view.project(roof)[0], _scaled(_roof(self.seed), self.dim))
        lay(picture, self.picture(), view.project(corners)[0])


def _roof(seed: int) -> Colour:
    return _TILES if seed % 3 == 0 else _ZINC


def _scaled(colour: Colour, share: float) -> Colour:
    blue, green, red = (min(255.0, each * share) for each in colour)
    return blue, green, red


def row_along_y(
    picture: Picture,
    view: View,
    x: float,
    near: float,
    far: float,
    seed: int,
    *,
    dim: float = 1.0,
    shop: bool = True,
) -> None:
    """A closed row of buildings along the street, the far ones first."""
    dice = random.Random(seed)
    fronts: list[tuple[float, Front]] = []
    y = near
    while y < far:
        width = dice.uniform(8, 13)
        fronts.append(
            (
                y,
                Front(
                    width,
                    dice.randint(3, 5),
                    dice.randrange(10**6),
                    shop=shop and dice.random() < 0.8,
                    dim=dim,
                ),
            )
        )
        y += width
    for start, front in reversed(fronts):
        front.stand_along_y(picture, view, x, start)


def row_across(
    picture: Picture,
    view: View,
    y: float,
    left: float,
    right: float,
    seed: int,
    *,
    dim: float = 1.0,
    shop: bool = True,
) -> None:
    """A closed row of buildings that faces the camera."""
    dice = random.Random(seed)
    x = left
    while x < right:
        width = dice.uniform(7, 11)
        Front(width, dice.randint(3, 4), dice.randrange(10**6), shop=shop, dim=dim).stand_across(
            picture, view, x, y
        )
        x += width
