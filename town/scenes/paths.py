"""Ways through a scene that come back to where they began when the loop does."""

from __future__ import annotations

import itertools
import math
from typing import Final

from town.film_file import RATE
from town.scenes.stage import Path

LOOP_S = 300 / RATE
AWAY: Final = 0.0
"""A heading: the way the camera looks."""
TOWARDS: Final = math.pi

Place = tuple[float, float, float]


def straight(
    start: tuple[float, float], end: tuple[float, float], begin_s: float, take_s: float = LOOP_S
) -> Path:
    """From `start` to `end` once per loop, beginning at `begin_s`; away for the rest of it."""
    heading = math.atan2(end[0] - start[0], end[1] - start[1])

    def path(second: float) -> Place | None:
        share = (second - begin_s) % LOOP_S / take_s
        if share > 1:
            return None
        return (
            start[0] + (end[0] - start[0]) * share,
            start[1] + (end[1] - start[1]) * share,
            heading,
        )

    return path


def through(*points: tuple[float, float, float]) -> Path:
    """Smoothly through (second, x, y) points, looking where it goes.

    Away before the first and after the last.
    """

    def at(second: float) -> tuple[float, float]:
        for (t0, x0, y0), (t1, x1, y1) in itertools.pairwise(points):
            if t0 <= second <= t1:
                share = (second - t0) / (t1 - t0)
                return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
        return points[-1][1:] if second > points[-1][0] else points[0][1:]

    def smooth(second: float) -> tuple[float, float]:
        around = [at(second + shift * 0.12) for shift in range(-4, 5)]
        return sum(x for x, _ in around) / 9, sum(y for _, y in around) / 9

    def path(second: float) -> Place | None:
        if not points[0][0] <= second <= points[-1][0]:
            return None
        x, y = smooth(second)
        heading = 0.0
        for span in (0.1, 0.6, 1.5, 4.0):  # standing: looks where it came from
            x0, y0 = smooth(second - span)
            if math.hypot(x - x0, y - y0) > 0.02:
                heading = math.atan2(x - x0, y - y0)
                break
        return x, y, heading

    return path


def around(x: float, y: float, wide: float, deep: float, begin: float, turns: int = 1) -> Path:
    """Round and round an ellipse, beginning at share `begin`.

    `turns` times per loop; negative is the other way round.
    """

    def path(second: float) -> Place:
        angle = 2 * math.pi * (begin + turns * second / LOOP_S)
        sign = 1 if turns > 0 else -1
        heading = math.atan2(-wide * math.sin(angle) * sign, deep * math.cos(angle) * sign)
        return x + wide * math.cos(angle), y + deep * math.sin(angle), heading

    return path


def standing(x: float, y: float, heading: float) -> Path:
    """Stays where it is, looking from one side to the other."""
    return lambda second: (x, y, heading + 0.4 * math.sin(2 * math.pi * second / LOOP_S))


def parked(x: float, y: float, heading: float) -> Path:
    """Does not move."""
    return lambda _second: (x, y, heading)


def walk(start: tuple[float, float], end: tuple[float, float], part: int = 0) -> tuple[Path, float]:
    """A walk at a pedestrian's pace that takes several loops; `part` is the loop in which this
    figure is.

    Figures of all parts, dressed alike, make one endless walk. Returns the path and the metres
    walked at second 0.
    """
    length = math.dist(start, end)
    parts = parts_of(start, end)
    pace = length / (parts * LOOP_S)
    heading = math.atan2(end[0] - start[0], end[1] - start[1])

    def path(second: float) -> Place:
        share = (part * LOOP_S + second) / (parts * LOOP_S)
        return (
            start[0] + (end[0] - start[0]) * share,
            start[1] + (end[1] - start[1]) * share,
            heading,
        )

    return path, part * LOOP_S * pace


def parts_of(start: tuple[float, float], end: tuple[float, float]) -> int:
    """How many loops a walk takes."""
    return max(1, round(math.dist(start, end) / (1.35 * LOOP_S)))
