"""The market square."""

from __future__ import annotations

from town.scenes import furniture, ground
from town.scenes.buildings import row_across
from town.scenes.cast import Cast
from town.scenes.ground import Plan
from town.scenes.landmarks import church
from town.scenes.paths import straight
from town.scenes.stage import Stage
from town.scenes.vehicles import VAN
from town.scenes.view import Colour, View


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
    stage.paint(church)
    cast = Cast(stage)
    for x, y in ((-19.0, 48.0), (19, 48), (-24, 37), (25, 38)):
        stage.stand(furniture.tree, x, y, 8, x + 50)
    awnings: tuple[Colour, ...] = ((60, 60, 190), (150, 96, 40), (70, 130, 60), (50, 150, 220))
    for row, y in enumerate((44.0, 36.0, 28.0, 20.5)):
        for column, x in enumerate((-16.5, -10.5, 6.5, 12.5)):
            tone = awnings[(row + column * 3) % 4]
            seed = row * 10 + column
            stage.stand(furniture.stall, x, y, tone, seed)
    stage.stand(furniture.fountain, 0, 31)
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
