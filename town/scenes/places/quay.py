"""The quay in the rain, its river and its bridge."""

from __future__ import annotations

import numpy as np

from town.frame_number import Picture
from town.scenes import furniture, ground, weather
from town.scenes.buildings import row_across, row_along_y
from town.scenes.cast import Cast
from town.scenes.ground import Plan
from town.scenes.paths import straight
from town.scenes.stage import Stage
from town.scenes.vehicles import HATCHBACK, SALOON, SUV, VAN
from town.scenes.view import View, fill, line


def quay() -> Stage:
    """The quay in the rain: river, plane trees, a wet road."""
    stage = Stage(
        View(height_m=6.2, pitch_deg=12.5, yaw_deg=8, focal_px=1950), seed=17, exposure=1.1
    )
    stage.paint(
        lambda picture, _view: furniture.sky(
            picture, (150, 146, 140), (184, 182, 178), 41, clouds=12
        )
    )
    plan = Plan(-10, 60, 3, 160, ground.WATER, stage.grain)
    plan.box(-10, 14.5, 3, 160, (78, 76, 74))
    for left, right in ((-10, -3.6), (8.6, 14.2)):
        plan.slabs(left, right, 3, 160, (112, 116, 118), 0.6, 7)
    plan.box(14.0, 14.6, 3, 160, (132, 140, 144))
    plan.box(8.45, 8.62, 3, 160, (150, 152, 154))
    plan.dashes(2.6, 22, 160)
    plan.crossing(-3.5, 8.4, 17, 20.4)
    plan.wear(1.5)
    stage.paint(plan.lay)
    stage.paint(_water)
    stage.paint(lambda picture, view: row_across(picture, view, 158, -40, 90, 101))
    stage.paint(_bridge)
    stage.paint(lambda picture, view: row_along_y(picture, view, -8.5, 14, 150, 104))
    stage.paint(lambda picture, view: furniture.haze(picture, view, (190, 188, 184), 130))
    for y in (126, 102, 80, 61, 45, 32):
        stage.stand(furniture.tree, 12.2, y, 8.5, y, (62, 96, 82), 0.85)
    stage.paint_at(14.2, 30, _parapet)
    for y in (90, 58, 34):
        stage.stand(furniture.lamp_post, -4.2, y, 1.7)
    cast = Cast(stage, light=0.84, lamps=True)
    for begin, shape in ((0.9, HATCHBACK), (4.6, SALOON), (9.7, VAN)):
        cast.vehicle(shape, straight((0.3, 150), (0.3, -8), begin))
    for begin, shape in ((2.2, SUV), (6.4, HATCHBACK), (10.6, SALOON)):
        cast.vehicle(shape, straight((5.2, -2), (5.2, 148), begin))
    for start, end in (
        ((10.2, 3), (10.0, 66)),
        ((11.0, 64), (11.4, 3)),
        ((-6.2, 3), (-6.0, 64)),
        ((-5.4, 62), (-5.2, 3)),
    ):
        cast.walker(start, end)
    stage.weather.append(weather.rain(420, seed=4))
    return stage


def _water(picture: Picture, view: View) -> None:
    """Ripples, and the pale sky on the river."""
    grain = np.random.default_rng(5)
    for _ in range(1500):
        y = float(grain.uniform(8, 150) ** 0.98)
        x = float(grain.uniform(15, 60))
        m = view.px_per_m(x, y)
        start, _ = view.project([(x, y, -0.5)])
        tone = float(grain.uniform(118, 168))
        line(
            picture,
            start[0],
            start[0] + (float(grain.uniform(0.4, 1.8)) * m, 0),
            (tone, tone * 0.96, tone * 0.86),
            0.05 * m,
        )


def _bridge(picture: Picture, view: View) -> None:
    furniture.box(picture, view, (14.5, 70), (128, 136), (6.0, 8.0), (140, 158, 168))
    for x in (24, 38, 52, 66):
        furniture.box(picture, view, (x, x + 3), (128, 136), (0, 6.2), (124, 142, 152))
        turns = np.linspace(0, np.pi, 14)
        arch = [(x + 8.5 + 5.5 * np.cos(t), 128, 1.5 + 4.2 * np.sin(t)) for t in turns]
        crown = [
            (x + 14, 128, 6.1),
            (x + 14, 128, 1.5),
            *arch,
            (x + 3, 128, 1.5),
            (x + 3, 128, 6.1),
        ]
        fill(picture, view.project(crown)[0], (128, 146, 156))


def _parapet(picture: Picture, view: View) -> None:
    far = 150
    wall = ((14.2, 12, 0), (14.2, far, 0), (14.2, far, 0.95), (14.2, 12, 0.95))
    fill(picture, view.project(wall)[0], (122, 130, 134))
    top = ((14.2, 12, 0.95), (14.2, far, 0.95), (14.7, far, 0.95), (14.7, 12, 0.95))
    fill(picture, view.project(top)[0], (158, 166, 170))
