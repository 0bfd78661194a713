"""People as simple figures: recognisable as somebody, never as anybody."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from town.frame_number import Picture
from town.scenes.view import Colour, View, darken, disc, fill, line

_STRIDE_M: Final = 1.35
_HAIR: Final[tuple[Colour, ...]] = ((30, 34, 44), (44, 66, 96), (60, 60, 62), (80, 120, 160))
_SKIN: Final[tuple[Colour, ...]] = ((150, 180, 220), (90, 125, 170), (60, 85, 125))

COATS: Final[tuple[Colour, ...]] = (
    (60, 52, 48),
    (120, 80, 40),
    (40, 40, 130),
    (90, 110, 70),
    (170, 170, 165),
    (60, 120, 180),
    (110, 60, 100),
    (36, 36, 38),
)


@dataclass(frozen=True)
class Figure:
    """One person: height and clothes."""

    height_m: float
    coat: Colour
    trousers: Colour
    look: int

    def draw(
        self,
        picture: Picture,
        view: View,
        place: tuple[float, float, float],
        walked_m: float,
        light: float = 1.0,
    ) -> None:
        """Draw at (x, y, heading in radians).

        `walked_m` moves legs and arms, the same value is the same pose.
        """
        x, y, heading = place
        (foot, head), _ = view.project(((x, y, 0.0), (x, y, self.height_m)))
        tall_px = float(foot[1] - head[1])
        if tall_px < 3:
            return
        m = tall_px / self.height_m  # pixels per metre, along the figure
        wide = view.px_per_m(x, y)
        swing = math.sin(walked_m / _STRIDE_M * math.pi) if walked_m else 0.0
        across = math.sin(heading) * 0.9
        facing = abs(math.cos(heading)) * 0.32 + 0.68  # narrower from the side
        coat, trousers = (_lit(colour, light) for colour in (self.coat, self.trousers))

        def at(side: float, up: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
            return np.array((foot[0] + side * wide, foot[1] - up * m))

        ring = np.linspace(0, 2 * np.pi, 14, endpoint=False)
        darken(
            picture,
            foot + np.stack((np.cos(ring) * 0.36, np.sin(ring) * 0.13), axis=1) * wide,
            0.45,
        )
        hip, shoulder = self.height_m * 0.5, self.height_m * 0.82
        for leg in (-1, 1):
            reach = leg * swing * 0.3
            knee = at(leg * 0.07 + reach * across * 0.6, hip * 0.5)
            toe = at(leg * 0.08 + reach * across, 0.04 + max(0.0, -reach) * 0.25)
            tone = trousers if leg > 0 else _lit(trousers, 0.8)
            line(picture, at(leg * 0.06, hip), knee, tone, 0.15 * wide)
            line(picture, knee, toe, tone, 0.12 * wide)
            line(picture, toe, np.add(toe, (0.07 * across * wide, 0)), (28, 28, 30), 0.09 * wide)
        for arm in (-1, 1):
            reach = -arm * swing * 0.26
            elbow = at(arm * 0.23 * facing + reach * across * 0.5, hip + 0.18)
            line(
                picture,
                at(arm * 0.2 * facing, shoulder - 0.05),
                elbow,
                _lit(coat, 0.85),
                0.11 * wide,
            )
            line(
                picture,
                elbow,
                at(arm * 0.22 * facing + reach * across * 1.2, hip - 0.02),
                _lit(coat, 0.8),
                0.09 * wide,
            )
        body = (
            (-0.21, shoulder - 0.04),
            (-0.13, shoulder + 0.03),
            (0.13, shoulder + 0.03),
            (0.21, shoulder - 0.04),
            (0.18, hip - 0.08),
            (-0.18, hip - 0.08),
        )
        fill(picture, [at(side * facing, up) for side, up in body], coat)
        fill(
            picture,
            [
                at(side * facing, up)
                for side, up in (
                    (0.04, shoulder),
                    (0.21, shoulder - 0.04),
                    (0.18, hip - 0.08),
                    (0.06, hip - 0.08),
                )
            ],
            _lit(coat, 0.86),
        )
        crown = self.height_m - 0.12
        line(
            picture,
            at(0, shoulder),
            at(0, crown - 0.05),
            _lit(_SKIN[self.look % 3], light * 0.8),
            0.1 * wide,
        )
        disc(picture, at(0, crown), 0.115 * wide, _lit(_SKIN[self.look % 3], light))
        away = math.cos(heading) > -0.2
        disc(
            picture,
            at(-0.02 * across, crown + (0.02 if away else 0.05)),
            (0.118 if away else 0.1) * wide,
            _lit(_HAIR[self.look % 4], light),
        )


def _lit(colour: Colour, light: float) -> Colour:
    blue, green, red = (each * light for each in colour)
    return blue, green, red
