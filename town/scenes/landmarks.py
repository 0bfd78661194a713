"""The two buildings by which the town is known: its church and its station."""

from __future__ import annotations

import numpy as np

from town.frame_number import Picture
from town.scenes import furniture
from town.scenes.buildings import Front
from town.scenes.view import Colour, View, fill, line


def church(picture: Picture, view: View) -> None:
    """The church behind the square: tower with a clock, spire, nave."""
    stone: Colour = (168, 184, 192)
    furniture.box(picture, view, (-3.5, 3.5), (61, 66), (0, 24), stone)
    base = view.project(((-3.9, 61, 24), (3.9, 61, 24), (0, 63.5, 40)))[0]
    fill(picture, base, (104, 92, 84))
    fill(picture, view.project(((0, 61, 24), (3.9, 61, 24), (0, 63.5, 40)))[0], (88, 76, 68))
    nave = ((3.5, 62, 0), (14, 62, 0), (14, 62, 12), (3.5, 62, 12))
    fill(picture, view.project(nave)[0], (152, 168, 176))
    fill(
        picture,
        view.project(((3.5, 62, 12), (14.3, 62, 12), (13.6, 66, 18), (3.5, 66, 18)))[0],
        (92, 84, 108),
    )
    for x in (5.5, 8.6, 11.7):
        _arch(picture, view, x, 61.9, 3, 8, 0.8)
    _arch(picture, view, 0, 60.9, 0, 5.4, 1.5)
    for x in (-1.5, 1.5):
        _arch(picture, view, x, 60.9, 15.5, 20.5, 0.8)
    _clock(picture, view, 0, 60.9, 11.6, 1.5)


def station_building(picture: Picture, view: View) -> None:
    """The station: its hall with the clock between two wings, a canopy in front."""
    Front(18, 3, 62, shop=False, wall=(160, 190, 210)).stand_across(picture, view, -24, 56)
    Front(18, 3, 62, shop=False, wall=(160, 190, 210)).stand_across(picture, view, 8, 56)
    stone: Colour = (186, 206, 216)
    furniture.box(picture, view, (-6.5, 8.5), (54.5, 62), (0, 13), stone)
    gable = ((-7, 54.4, 13), (9, 54.4, 13), (1, 54.4, 17.5))
    fill(picture, view.project(gable)[0], (170, 190, 200))
    for x in (-3.6, 1.0, 5.6):
        _arch(picture, view, x, 54.3, 0, 9, 1.7)
    _clock(picture, view, 1.0, 54.2, 14.4, 1.25)
    board = ((-5.5, 54.1, 11.9), (7.5, 54.1, 11.9), (7.5, 54.1, 10.2), (-5.5, 54.1, 10.2))
    sign = np.full((68, 520, 3), (110, 62, 36), np.uint8)
    furniture.write(sign, "GARE DE VALMONT")
    fill(picture, view.project(board)[0], (110, 62, 36))
    furniture.hang(picture, view, sign, board)
    canopy = ((-24, 54, 4.6), (26, 54, 4.6), (26, 51, 4.2), (-24, 51, 4.2))
    fill(picture, view.project(canopy)[0], (150, 140, 128))
    for x in range(-24, 27, 5):
        foot, _ = view.project(((x, 51, 0), (x, 51, 4.2)))
        line(picture, foot[0], foot[1], (84, 90, 74), 0.16 * view.px_per_m(x, 51))


def _arch(
    picture: Picture, view: View, x: float, y: float, low: float, high: float, half: float
) -> None:
    """A round-headed opening in a wall that faces the camera."""
    turns = np.linspace(0, np.pi, 16)
    top = high - half
    points = [(x + half * np.cos(t), y, top + half * np.sin(t)) for t in turns] + [
        (x - half, y, low),
        (x + half, y, low),
    ]
    fill(picture, view.project(points)[0], (64, 58, 54))


def _clock(picture: Picture, view: View, x: float, y: float, up: float, radius: float) -> None:
    turns = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    for size, colour in ((radius, (90, 84, 80)), (radius * 0.88, (236, 238, 238))):
        ring = [(x + size * np.cos(t), y, up + size * np.sin(t)) for t in turns]
        fill(picture, view.project(ring)[0], colour)
    (centre, hour, minute), _ = view.project(
        (
            (x, y, up),
            (x + radius * 0.42, y, up + radius * 0.26),
            (x - radius * 0.1, y, up + radius * 0.74),
        )
    )
    m = view.px_per_m(x, y)
    line(picture, centre, hour, (40, 40, 40), 0.14 * m)
    line(picture, centre, minute, (40, 40, 40), 0.1 * m)
