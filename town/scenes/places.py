"""The seven places of the town."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from town.frame_number import Picture
from town.scenes import furniture, ground, weather
from town.scenes.buildings import Front, row_across, row_along_y
from town.scenes.cast import Cast
from town.scenes.ground import Plan
from town.scenes.paths import straight, through
from town.scenes.stage import Painter, Stage
from town.scenes.vehicles import BUS, HATCHBACK, SALOON, SUV, VAN, Shape
from town.scenes.view import Colour, View, fill, glow, line

AWAY: Final = 0.0
TOWARDS: Final = math.pi
_CARS: Final[tuple[Shape, ...]] = (HATCHBACK, SALOON, SUV, HATCHBACK)


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
        _stand(stage, furniture.tree, 3.2, y, 7.5, y)
    for y in (104, 74, 46, 24):
        _stand(stage, furniture.lamp_post, -10.8, y, 1.6)
    _stand(
        stage,
        furniture.sign,
        1.9,
        22.4,
        (150, 70, 30),
        (230, 230, 230),
    )
    _at(
        stage,
        1.8,
        24,
        lambda picture, view: furniture.bollards(picture, view, 1.8, (24, 26, 28, 30, 32)),
    )
    cast = Cast(stage)
    for number, y in enumerate((91, 74.5, 69, 58, 47, 41.5, 36, 30.5)):
        cast.parked(_CARS[number % 4], -9.0, y - 2.6, TOWARDS)
    for begin, shape in ((0.0, SALOON), (3.1, HATCHBACK), (7.4, SUV)):
        cast.vehicle(shape, straight((-5.7, 150), (-5.7, -8), begin))
    for begin, shape in ((1.5, HATCHBACK), (5.6, VAN), (9.3, SALOON)):
        cast.vehicle(shape, straight((-1.2, -2), (-1.2, 146), begin))
    for x, near in ((-11.4, 0), (-12.4, 1), (3.0, 0), (4.2, 1)):
        ends = ((x, 2.0), (x - 0.5, 66.0))
        cast.walker(*(ends if near else ends[::-1]))
    return stage


def square() -> Stage:
    """The market square on a market day: stalls, a fountain, the church behind."""
    stage = Stage(View(height_m=8.5, pitch_deg=17, focal_px=1480), seed=12)
    stage.paint(
        lambda picture, _view: furniture.sky(
            picture, (214, 170, 128), (236, 222, 204), 5, clouds=34
        )
    )
    plan = Plan(-46, 46, 5, 62, ground.COBBLES, stage.grain)
    plan.slabs(-46, 46, 5, 62, ground.COBBLES, 0.3, 10)
    plan.slabs(-46, 46, 52, 55, ground.PAVEMENT, 0.6)
    plan.slabs(-3.4, 3.4, 5, 52, (150, 164, 172), 0.8, 7)
    plan.disc(0, 31, 5, (142, 154, 160))
    plan.wear()
    plan.shade(-46, 46, 56, 62, 0.3, 2)
    stage.paint(plan.lay)
    stage.paint(lambda picture, view: row_across(picture, view, 62, -46, -7, 41))
    stage.paint(lambda picture, view: row_across(picture, view, 62, 12, 46, 45))
    stage.paint(_church)
    cast = Cast(stage)
    for x, y in ((-19.0, 48.0), (19, 48), (-24, 37), (25, 38)):
        _stand(stage, furniture.tree, x, y, 8, x + 50)
    awnings: tuple[Colour, ...] = ((60, 60, 190), (150, 96, 40), (70, 130, 60), (50, 150, 220))
    for row, y in enumerate((44.0, 36.0, 28.0, 20.5)):
        for column, x in enumerate((-16.5, -10.5, 6.5, 12.5)):
            tone = awnings[(row + column * 3) % 4]
            seed = row * 10 + column
            _stand(stage, furniture.stall, x, y, tone, seed)
    _stand(stage, furniture.fountain, 0, 31)
    cast.vehicle(VAN, straight((50, 56.5), (-50, 56.5), 2.0, 11.0), 0)
    for x, y, wide, deep, turns in (
        (0, 31, 4.4, 3.9, 1),
        (0, 31, 5.0, 4.4, -1),
        (0, 41, 2.4, 4.6, 1),
        (0, 21, 2.4, 3.2, -1),
        (-11.5, 33.6, 7.6, 1.4, 1),
        (-11.2, 25.6, 7.6, 1.3, -1),
        (11.6, 33.6, 7.2, 1.4, -1),
        (11.4, 25.7, 7.2, 1.4, 1),
        (0.4, 14.5, 3.4, 1.9, 1),
        (-12, 17, 5, 1.5, 1),
        (12, 16.8, 5.4, 1.3, -1),
        (2, 50, 9, 1.6, 1),
    ):
        cast.stroller(x, y, wide, deep, turns)
    for x, y, heading in (
        (-9, 35, 0.1),
        (-14, 27, 0.3),
        (8.5, 27.2, -0.2),
        (13.5, 19.6, 0.2),
        (-12.5, 19.4, 0),
        (1.5, 26, 2.2),
        (2.2, 26.3, -2.4),
    ):
        cast.waiting(x, y, heading)
    cast.walker((-28, 13), (28, 11.5))
    return stage


def station() -> Stage:
    """The forecourt of the station: buses, a taxi rank, travellers."""
    stage = Stage(View(height_m=7.5, pitch_deg=15, yaw_deg=4, focal_px=1500), seed=13)
    stage.paint(
        lambda picture, _view: furniture.sky(
            picture, (200, 184, 166), (226, 222, 216), 9, clouds=18
        )
    )
    plan = Plan(-46, 52, 4, 58, ground.ASPHALT, stage.grain)
    plan.slabs(-46, 52, 40, 58, (150, 158, 164), 0.9, 7)
    plan.slabs(-46, 52, 4, 15, (140, 148, 154), 0.6)
    plan.slabs(-46, 52, 25.5, 28, (146, 152, 156), 0.6)
    for edge in (15, 25.4, 28, 39.9):
        plan.box(-46, 52, edge - 0.1, edge + 0.1, (182, 186, 188))
    for x in np.arange(-46, 52, 7.0):
        plan.box(float(x), float(x) + 3, 20.2, 20.35, ground.WHITE)
    plan.box(-14, -2, 29, 29.12, (60, 190, 240))
    plan.writing("BUS", -8, 30.5, 3.0, (60, 190, 240))
    plan.writing("TAXIS", 10, 30.5, 3.0)
    for start in np.arange(15.4, 25.2, 1.0):
        plan.box(2, 5.5, float(start), float(start) + 0.5, ground.WHITE)
    plan.wear()
    stage.paint(plan.lay)
    stage.paint(lambda picture, view: row_across(picture, view, 57, -46, -24, 61))
    stage.paint(lambda picture, view: row_across(picture, view, 57, 26, 52, 64))
    stage.paint(_station_building)
    for x in (-21.0, -12, 14, 24):
        _stand(stage, furniture.tree, x, 42, 6.5, x + 90)
    for x in (-16, 0, 17):
        _stand(stage, furniture.lamp_post, x, 26.7, 1.4)
    _at(stage, -9, 26.6, _bus_shelter)
    cast = Cast(stage)
    for number, x in enumerate((10.5, 16.2, 21.9)):
        cast.parked(SALOON, x, 37.6, math.pi / 2, (0, 1, 1)[number])
    cast.vehicle(BUS, straight((-48, 30.6), (52, 30.6), 1.0, 10.5), 3)
    cast.vehicle(BUS, straight((44, 22.9), (-46, 22.9), 4.5, 7.4), 0)
    for begin, shape, take in ((0.2, HATCHBACK, 3.6), (8.9, SUV, 3.7), (5.5, SALOON, 3.5)):
        cast.vehicle(shape, straight((-30, 17.6), (32, 17.6), begin, take))
    for start, end in (
        ((-30, 44), (34, 45)),
        ((30, 47.5), (-28, 48)),
        ((-20, 12.4), (22, 11.0)),
        ((24, 13.4), (-22, 13.8)),
    ):
        cast.walker(start, end)
    for x, y, wide, deep, turns in (
        (0, 45, 3, 2.4, 1),
        (6, 49, 4, 1.5, -1),
        (-8, 50, 4, 1.7, 1),
        (3, 12, 2.8, 1.5, 1),
    ):
        cast.stroller(x, y, wide, deep, turns)
    for x, heading in ((-11, 2.9), (-9.4, 3.3), (-7.8, 2.7), (-6.4, 0.5)):
        cast.waiting(x, 26.4, heading)
    return stage


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
    _at(
        stage,
        9,
        19.4,
        lambda picture, view: Front(12, 4, 77, shop=False).stand_along_y(picture, view, 7.6, 7.4),
    )
    for y in (90.0, 66, 48):
        _stand(stage, furniture.tree, 4.8, y, 7, y)
    _at(
        stage,
        -6.9,
        22,
        lambda picture, view: furniture.bollards(
            picture, view, -6.9, np.arange(18.5, 44, 2.0).tolist()
        ),
    )
    _stand(
        stage,
        furniture.sign,
        -7.0,
        17.6,
        (60, 200, 245),
        (40, 40, 200),
    )
    _stand(stage, furniture.lamp_post, 4.0, 27.5, -1.6)
    cast = Cast(stage)
    for number, y in enumerate((34, 45, 56, 62)):
        cast.parked(_CARS[number % 4], 2.2, y, AWAY)
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
        _stand(stage, furniture.tree, float(x), 56, 8, 100 + number)
    for near, heading in ((49.0, TOWARDS), (36.4, TOWARDS), (31.0, AWAY), (13.5, TOWARDS)):
        for number, x in enumerate(np.arange(-42, 46, 2.6)):
            if stage.dice.random() < 0.66 and not (near == 31.0 and number in (16, 17, 18)):
                shape = stage.dice.choice((HATCHBACK, HATCHBACK, SALOON, SUV, VAN))
                cast.parked(shape, float(x) + 1.36, near + 2.6, heading)
    for x in (-18, 9):
        _stand(stage, furniture.lamp_post, x, 36.3, 1.2, 6.5)
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
        _stand(stage, furniture.lamp_post, -3.8, y, 1.8, lit=True)
    for y in (88.0, 50, 34):
        _stand(stage, furniture.tree, 11.4, y, 7, y, dim=0.35)
    cast = Cast(stage, light=0.42, lamps=True)
    for y in (82.0, 61.0, 45.0, 39.4, 26.5):
        cast.parked(stage.dice.choice(_CARS), 9.3, y, AWAY)
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
        _stand(stage, furniture.tree, 12.2, y, 8.5, y, (62, 96, 82), 0.85)
    _at(stage, 14.2, 30, _parapet)
    for y in (90, 58, 34):
        _stand(stage, furniture.lamp_post, -4.2, y, 1.7)
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


PLACES: Final[dict[str, Callable[[], Stage]]] = {
    place.__name__: place for place in (street, square, station, school, car_park, night, quay)
}


def _stand(
    stage: Stage, paint: Callable[..., None], x: float, y: float, *details: object, **manner: object
) -> None:
    """Have a piece of furniture stand at (x, y) and hide what passes behind."""
    _at(stage, x, y, lambda picture, view: paint(picture, view, x, y, *details, **manner))


def _at(stage: Stage, x: float, y: float, painter: Painter) -> None:
    """Paint something that stands at (x, y) and hides what passes behind."""
    stage.paint(painter, stage.view.depth(x, y))


def _church(picture: Picture, view: View) -> None:
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


def _station_building(picture: Picture, view: View) -> None:
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


def _bus_shelter(picture: Picture, view: View) -> None:
    for x in (-11.8, -6.2):
        foot, _ = view.project(((x, 27.6, 0), (x, 27.6, 2.5)))
        line(picture, foot[0], foot[1], (70, 70, 66), 0.1 * view.px_per_m(x, 27.6))
    glass = view.project(
        ((-11.8, 27.6, 0.4), (-6.2, 27.6, 0.4), (-6.2, 27.6, 2.3), (-11.8, 27.6, 2.3))
    )[0]
    left, top = np.floor(glass.min(axis=0)).astype(int)
    right, bottom = np.ceil(glass.max(axis=0)).astype(int)
    pane = picture[top:bottom, left:right]
    pane[:] = (pane * 0.72 + np.array((120, 116, 104)) * 0.28).astype(np.uint8)
    furniture.box(picture, view, (-12, -6), (26.2, 27.8), (2.4, 2.55), (92, 96, 84))


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
