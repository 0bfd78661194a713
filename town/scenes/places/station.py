"""The forecourt of the station."""

from __future__ import annotations

import math

import numpy as np

from town.frame_number import Picture
from town.scenes import furniture, ground
from town.scenes.buildings import row_across
from town.scenes.cast import Cast
from town.scenes.ground import Plan
from town.scenes.landmarks import station_building
from town.scenes.paths import straight
from town.scenes.stage import Stage
from town.scenes.vehicles import BUS, HATCHBACK, SALOON, SUV
from town.scenes.view import View, line


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
    stage.paint(station_building)
    for x in (-21.0, -12, 14, 24):
        stage.stand(furniture.tree, x, 42, 6.5, x + 90)
    for x in (-16, 0, 17):
        stage.stand(furniture.lamp_post, x, 26.7, 1.4)
    stage.paint_at(-9, 26.6, _bus_shelter)
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
