"""The shopping street."""

from __future__ import annotations

import numpy as np

from town.scenes import furniture, ground
from town.scenes.buildings import row_across, row_along_y
from town.scenes.cast import Cast
from town.scenes.ground import Plan
from town.scenes.paths import TOWARDS, straight
from town.scenes.stage import Stage
from town.scenes.vehicles import CARS, HATCHBACK, SALOON, SUV, VAN
from town.scenes.view import View


def street() -> Stage:
    """A shopping street in the afternoon: two lanes, parked cars, a zebra crossing."""
    stage = Stage(View(height_m=6.4, pitch_deg=12.5, yaw_deg=-8, focal_px=2150), seed=11)
    stage.paint(lambda picture, _view: furniture.sky(picture, (206, 178, 146), (232, 226, 216), 3))
    plan = Plan(-14, 8, 3, 150, ground.ASPHALT, stage.grain)
    for left, right in ((-14, -10.2), (1.4, 8)):
        plan.slabs(left, right, 3, 150, ground.PAVEMENT, 0.6)
    for kerb in (-10.2, 1.25):
        plan.box(kerb, kerb + 0.16, 3, 150, (176, 180, 182))
    plan.box(-8.05, -7.93, 24, 150, ground.WHITE)
    for bay in np.arange(24, 150, 5.5):
        plan.box(-10.0, -8.0, float(bay), float(bay) + 0.1, ground.WHITE)
    plan.dashes(-3.5, 24, 150)
    plan.crossing(-10, 1.2, 17.5, 21)
    plan.box(-7.9, -3.6, 22.0, 22.4, ground.WHITE)
    plan.wear()
    plan.shade(-14, -6.0, 3, 150, 0.34)
    stage.paint(plan.lay)
    stage.paint(lambda picture, view: row_across(picture, view, 150, -40, 30, 8))
    stage.paint(lambda picture, view: row_along_y(picture, view, -14, 8, 145, 21))
    stage.paint(lambda picture, view: row_along_y(picture, view, 6, 14, 145, 35))
    stage.paint(lambda picture, view: furniture.haze(picture, view, (222, 214, 204), 220))
    for y in (118.0, 92, 66, 44):
        stage.stand(furniture.tree, 3.2, y, 7.5, y)
    for y in (104, 74, 46, 24):
        stage.stand(furniture.lamp_post, -10.8, y, 1.6)
    stage.stand(furniture.sign, 1.9, 22.4, (150, 70, 30), (230, 230, 230))
    stage.paint_at(
        1.8,
        24,
        lambda picture, view: furniture.bollards(picture, view, 1.8, (24, 26, 28, 30, 32)),
    )
    cast = Cast(stage)
    for number, y in enumerate((91, 74.5, 69, 58, 47, 41.5, 36, 30.5)):
        cast.parked(CARS[number % 4], -9.0, y - 2.6, TOWARDS)
    for begin, shape in ((0.0, SALOON), (3.1, HATCHBACK), (7.4, SUV)):
        cast.vehicle(shape, straight((-5.7, 150), (-5.7, -8), begin))
    for begin, shape in ((1.5, HATCHBACK), (5.6, VAN), (9.3, SALOON)):
        cast.vehicle(shape, straight((-1.2, -2), (-1.2, 146), begin))
    for x, near in ((-11.4, 0), (-12.4, 1), (3.0, 0), (4.2, 1)):
        ends = ((x, 2.0), (x - 0.5, 66.0))
        cast.walker(*(ends if near else ends[::-1]))
    return stage
