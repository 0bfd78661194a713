"""The car park."""

from __future__ import annotations

import numpy as np

from town.scenes import furniture, ground
from town.scenes.buildings import row_across
from town.scenes.cast import Cast
from town.scenes.ground import Plan
from town.scenes.paths import AWAY, TOWARDS, straight
from town.scenes.stage import Stage
from town.scenes.vehicles import HATCHBACK, SALOON, SUV, VAN
from town.scenes.view import View


def car_park() -> Stage:
    """A car park in the sun: rows of bays, somebody looking for one."""
    stage = Stage(View(height_m=9.5, pitch_deg=20, yaw_deg=3, focal_px=1480), seed=15)
    stage.paint(
        lambda picture, _view: furniture.sky(
            picture, (214, 166, 116), (238, 222, 198), 22, clouds=30
        )
    )
    plan = Plan(-44, 48, 5, 66, (100, 98, 96), stage.grain)
    plan.box(-44, 48, 57, 66, ground.GRASS)
    plan.slabs(-44, 48, 54.5, 57, ground.PAVEMENT, 0.6)
    for near in (13.5, 31.0, 36.4, 49.0):
        for x in np.arange(-42, 48, 2.6):
            plan.box(float(x), float(x) + 0.11, near, near + 5.1, ground.WHITE)
    plan.box(-42, 48, 36.2, 36.35, ground.WHITE)
    for x, y in ((-6, 23.4), (10, 25.6), (2, 44.0)):
        plan.box(x, x + 2.4, y, y + 0.25, ground.WHITE)
    plan.wear()
    for x in np.arange(-36, 40, 13.0):
        plan.pool(float(x), 55.5, 4, 0.4)
    stage.paint(plan.lay)
    stage.paint(lambda picture, view: row_across(picture, view, 66, -48, 52, 81, shop=False))
    cast = Cast(stage)
    for number, x in enumerate(np.arange(-36, 40, 13.0)):
        stage.stand(furniture.tree, float(x), 56, 8, 100 + number)
    for near, heading in ((49.0, TOWARDS), (36.4, TOWARDS), (31.0, AWAY), (13.5, TOWARDS)):
        for number, x in enumerate(np.arange(-42, 46, 2.6)):
            if stage.dice.random() < 0.66 and not (near == 31.0 and number in (16, 17, 18)):
                shape = stage.dice.choice((HATCHBACK, HATCHBACK, SALOON, SUV, VAN))
                cast.parked(shape, float(x) + 1.36, near + 2.6, heading)
    for x in (-18, 9):
        stage.stand(furniture.lamp_post, x, 36.3, 1.2, 6.5)
    cast.vehicle(SALOON, straight((-34, 22.6), (36, 22.6), 0.5, 9.0), 4)
    cast.vehicle(SUV, straight((36, 27.6), (-36, 27.6), 5.0, 8.0), 0)
    cast.vehicle(HATCHBACK, straight((-40, 45.2), (44, 45.2), 2.5, 9.5), 2)
    for start, end in (
        ((-28, 20.6), (28, 20.2)),
        ((32, 42.4), (-32, 43.2)),
        ((-34, 56), (36, 55.6)),
    ):
        cast.walker(start, end)
    cast.stroller(5, 25.2, 3.2, 1.6)
    return stage
