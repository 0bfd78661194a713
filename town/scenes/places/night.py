"""The avenue at night, and what its lamps light."""

from __future__ import annotations

import numpy as np

from town.frame_number import Picture
from town.scenes import furniture, weather
from town.scenes.buildings import row_across, row_along_y
from town.scenes.cast import Cast
from town.scenes.ground import Plan
from town.scenes.paths import AWAY, straight
from town.scenes.stage import Stage
from town.scenes.vehicles import CARS, HATCHBACK, SALOON, SUV, VAN
from town.scenes.view import View, fill, glow


def night() -> Stage:
    """An avenue at night: lamps, headlights, shop windows, a sensor that sees little."""
    stage = Stage(
        View(height_m=6.4, pitch_deg=13, yaw_deg=7, focal_px=2000), seed=16, exposure=1.05
    )
    stage.paint(
        lambda picture, _view: furniture.sky(picture, (30, 18, 12), (52, 40, 34), 31, clouds=5)
    )
    plan = Plan(-9, 15, 3, 150, (44, 40, 38), stage.grain)
    for left, right in ((-9, -3.2), (10.4, 15)):
        plan.slabs(left, right, 3, 150, (58, 56, 56), 0.6, 5)
    plan.dashes(3.5, 24, 150)
    plan.crossing(-3, 10.2, 16, 19.5)
    plan.box(-3.1, -2.95, 3, 150, (84, 84, 86))
    plan.wear(1.3)
    stage.paint(plan.lay)
    stage.paint(_nightfall)
    stage.paint(lambda picture, view: row_across(picture, view, 150, -40, 50, 91, dim=0.2))
    stage.paint(lambda picture, view: row_along_y(picture, view, -7.5, 14, 145, 92, dim=0.24))
    stage.paint(lambda picture, view: row_along_y(picture, view, 15, 8, 145, 95, dim=0.24))
    lamps = (120.0, 96, 76, 58, 42, 28, 15)
    stage.paint(lambda picture, view: _light_pools(picture, view, lamps))
    for y in lamps:
        stage.stand(furniture.lamp_post, -3.8, y, 1.8, lit=True)
    for y in (88.0, 50, 34):
        stage.stand(furniture.tree, 11.4, y, 7, y, dim=0.35)
    cast = Cast(stage, light=0.42, lamps=True)
    for y in (82.0, 61.0, 45.0, 39.4, 26.5):
        cast.parked(stage.dice.choice(CARS), 9.3, y, AWAY)
    for begin, shape in ((0.4, SALOON), (4.1, HATCHBACK), (8.8, SUV)):
        cast.vehicle(shape, straight((1.2, 150), (1.2, -8), begin))
    for begin, shape in ((2.4, HATCHBACK), (7.2, VAN)):
        cast.vehicle(shape, straight((5.9, -2), (5.9, 146), begin))
    cast.walker((-5.2, 3), (-5.0, 62))
    cast.walker((-4.4, 60), (-4.6, 3))
    cast.waiting(12.2, 24, -1.4)
    cast.waiting(12.9, 24.3, 1.8)
    stage.weather.append(weather.sensor_noise(7, seed=3))
    return stage


def _nightfall(picture: Picture, _view: View) -> None:
    np.multiply(picture, (0.72, 0.7, 0.68), out=picture, casting="unsafe")


def _light_pools(picture: Picture, view: View, lamps: tuple[float, ...]) -> None:
    """What the street lamps light: the ground below them, warm."""
    rows, columns = picture.shape[:2]
    light = np.zeros((rows, columns), np.float32)
    for y in lamps:
        turns = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        for radius, level in ((8.5, 0.25), (6.5, 0.3), (4.5, 0.35), (2.8, 0.35)):
            ring = [(-1.2 + radius * np.cos(t), max(y + radius * np.sin(t), 4), 0) for t in turns]
            mask = np.zeros((rows, columns, 3), np.uint8)
            fill(mask, view.project(ring)[0], (255, 255, 255))
            light += mask[:, :, 0].astype(np.float32) / 255 * level
    light = furniture.blurred(light, 25)
    for channel, share in enumerate((0.9, 1.7, 2.3)):
        plane = picture[:, :, channel]
        plane[:] = np.clip(plane * (1 + light * share), 0, 255)
    for y in lamps:
        centre, _ = view.project([(-1.2, y, 0)])
        glow(picture, centre[0], min(7 * view.px_per_m(-1.2, y), 900), (10, 20, 26))
