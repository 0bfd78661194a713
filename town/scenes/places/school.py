"""The street in front of the school."""

from __future__ import annotations

import numpy as np

from town.frame_number import Picture
from town.scenes import furniture, ground
from town.scenes.buildings import Front, row_across, row_along_y
from town.scenes.cast import Cast
from town.scenes.ground import Plan
from town.scenes.paths import AWAY, straight, through
from town.scenes.stage import Stage
from town.scenes.vehicles import CARS, HATCHBACK, SALOON, SUV
from town.scenes.view import View, fill, line


def school() -> Stage:
    """The school's crossing when the bell rings, and a car that stopped on it."""
    stage = Stage(View(height_m=5.6, pitch_deg=15.5, yaw_deg=-4, focal_px=1850), seed=14)
    stage.paint(lambda picture, _view: furniture.sky(picture, (210, 176, 140), (232, 222, 208), 14))
    plan = Plan(-16, 18, 3, 120, ground.ASPHALT, stage.grain)
    plan.slabs(-16, -6.3, 3, 120, ground.PAVEMENT, 0.6)
    for near, far in ((3, 19.5), (26, 120)):
        plan.slabs(3.4, 18, near, far, ground.PAVEMENT, 0.6)
        plan.box(3.25, 3.42, near, far, (180, 184, 186))
    plan.box(-6.4, -6.24, 3, 120, (180, 184, 186))
    plan.dashes(-1.5, 31, 120)
    plan.crossing(-6.2, 3.2, 13.2, 17)
    plan.writing("ECOLE", -5.3, 24, 4.5)
    plan.wear()
    plan.shade(-16, -9, 3, 120, 0.25)
    stage.paint(plan.lay)
    stage.paint(lambda picture, view: row_across(picture, view, 120, -40, 40, 71, shop=False))
    stage.paint(lambda picture, view: row_along_y(picture, view, -14.5, 52, 118, 73, shop=False))
    stage.paint(lambda picture, view: row_along_y(picture, view, 7.6, 27.5, 118, 75, shop=False))
    stage.paint(
        lambda picture, view: Front(
            32, 3, 78, shop=False, wall=(150, 182, 206), title="ECOLE JULES-FERRY"
        ).stand_along_y(picture, view, -14.5, 18)
    )
    stage.paint(_flag)
    stage.paint(lambda picture, view: furniture.haze(picture, view, (222, 214, 204), 200))
    stage.paint_at(
        9,
        19.4,
        lambda picture, view: Front(12, 4, 77, shop=False).stand_along_y(picture, view, 7.6, 7.4),
    )
    for y in (90.0, 66, 48):
        stage.stand(furniture.tree, 4.8, y, 7, y)
    stage.paint_at(
        -6.9,
        22,
        lambda picture, view: furniture.bollards(
            picture, view, -6.9, np.arange(18.5, 44, 2.0).tolist()
        ),
    )
    stage.stand(furniture.sign, -7.0, 17.6, (60, 200, 245), (40, 40, 200))
    stage.stand(furniture.lamp_post, 4.0, 27.5, -1.6)
    cast = Cast(stage)
    for number, y in enumerate((34, 45, 56, 62)):
        cast.parked(CARS[number % 4], 2.2, y, AWAY)
    cast.vehicle(
        HATCHBACK,
        through(
            (0.0, 0.9, 2.5),
            (1.0, 0.9, 11),
            (1.9, 0.9, 14.9),
            (9.6, 0.9, 14.9),
            (10.5, 1.2, 18),
            (11.1, 3.6, 22),
            (11.9, 13, 22.6),
        ),
        4,
    )
    for begin, shape in ((0.8, SUV), (5.2, SALOON), (9.0, HATCHBACK)):
        cast.vehicle(shape, straight((-3.9, 122), (-3.9, -4), begin))
    for y, wide, deep, turns, tall in (
        (24, 1.4, 3.2, 1, 1.25),
        (27, 1.5, 3.0, -1, 1.32),
        (31, 1.6, 3.6, 1, 1.2),
        (20.5, 1.2, 2.2, -1, 1.4),
        (36, 1.4, 3.5, 1, 1.3),
    ):
        cast.stroller(-9.6, y, wide, deep, turns, tall)
    for x, y, heading in (
        (-8.6, 19.2, 1.2),
        (-9.6, 18.6, 1.6),
        (-11.6, 26, 1.4),
        (-8.2, 33, 0.6),
        (4.4, 14.4, -1.5),
    ):
        cast.waiting(x, y, heading)
    for x, y, tall in ((-7.9, 19.0, 1.2), (4.9, 14.8, 1.15), (-8.9, 18.0, 1.3)):
        cast.waiting(x, y, 1.4, tall)
    cast.walker((-12.4, 4), (-12.0, 62))
    cast.walker((5.6, 30), (5.2, 4))
    return stage


def _flag(picture: Picture, view: View) -> None:
    (foot, top), _ = view.project(((-14.2, 30, 8), (-12.4, 30, 10.4)))
    m = view.px_per_m(-13, 30)
    line(picture, foot, top, (190, 190, 190), 0.07 * m)
    for number, colour in enumerate(((140, 60, 20), (240, 240, 240), (50, 40, 200))):
        left = top + np.array((number * 0.55 * m, 0.05 * m))
        corners = (
            left,
            np.add(left, (0.55 * m, 0.08 * m)),
            np.add(left, (0.55 * m, 1.18 * m)),
            np.add(left, (0, 1.1 * m)),
        )
        fill(picture, corners, colour)
