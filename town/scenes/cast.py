"""Who moves in a scene: vehicles and people, put on their ways."""

from __future__ import annotations

import math

from town.frame_number import Picture
from town.scenes import paths, plates
from town.scenes.people import COATS, Figure
from town.scenes.stage import Actor, Path, Stage
from town.scenes.vehicles import PAINTS, Shape, Vehicle
from town.scenes.view import View

_STEPS_PER_LOOP_M = 16.2  # 12 strides of 1.35 m: the gait, too, is back where it began


class Cast:
    """Fills a stage; everything follows from the stage's seed."""

    def __init__(self, stage: Stage, *, light: float = 1.0, lamps: bool = False) -> None:
        self._stage = stage
        self._dice = stage.dice
        self._light = light
        self._lamps = lamps

    def vehicle(
        self, shape: Shape, path: Path, paint: int | None = None, *, lamps: bool | None = None
    ) -> None:
        """A vehicle on its way; a random paint unless given."""
        chosen = self._dice.randrange(len(PAINTS)) if paint is None else paint
        vehicle = Vehicle(shape, PAINTS[chosen], plates.number(self._dice.randrange(10**9)))
        lit = self._lamps if lamps is None else lamps

        def draw(
            picture: Picture, view: View, place: tuple[float, float, float], _second: float
        ) -> None:
            vehicle.draw(picture, view, place, light=self._light, lamps=lit)

        self._stage.actors.append(Actor(path, draw))

    def parked(
        self, shape: Shape, x: float, y: float, heading: float = 0.0, paint: int | None = None
    ) -> None:
        """A vehicle that belongs to the background, where it hides what passes behind it."""
        chosen = self._dice.randrange(len(PAINTS)) if paint is None else paint
        vehicle = Vehicle(shape, PAINTS[chosen], plates.number(self._dice.randrange(10**9)))
        depth = self._stage.view.depth(x, y)
        self._stage.paint(
            lambda picture, view: vehicle.draw(picture, view, (x, y, heading), light=self._light),
            depth,
        )

    def figure(self, height_m: float | None = None) -> Figure:
        """Somebody, dressed by chance."""
        tall = height_m or self._dice.uniform(1.58, 1.88)
        trousers = self._dice.choice(((70, 52, 40), (40, 40, 42), (96, 84, 70), (60, 70, 84)))
        return Figure(tall, self._dice.choice(COATS), trousers, self._dice.randrange(12))

    def walker(
        self, start: tuple[float, float], end: tuple[float, float], height_m: float | None = None
    ) -> None:
        """Somebody who walks from `start` to `end`, both out of sight, without end."""
        figure = self.figure(height_m)
        pace = math.dist(start, end) / (paths.parts_of(start, end) * paths.LOOP_S)
        for part in range(paths.parts_of(start, end)):
            path, walked = paths.walk(start, end, part)
            self._stage.actors.append(Actor(path, self._gait(figure, walked, pace)))

    def stroller(
        self,
        x: float,
        y: float,
        wide: float,
        deep: float,
        turns: int = 1,
        height_m: float | None = None,
    ) -> None:
        """Somebody who goes round and round."""
        path = paths.around(x, y, wide, deep, self._dice.random(), turns)
        self._stage.actors.append(
            Actor(path, self._gait(self.figure(height_m), 0.01, _STEPS_PER_LOOP_M / paths.LOOP_S))
        )

    def waiting(self, x: float, y: float, heading: float, height_m: float | None = None) -> None:
        """Somebody who stands there."""
        path = paths.standing(x, y, heading)
        self._stage.actors.append(Actor(path, self._gait(self.figure(height_m), 0.0, 0.0)))

    def _gait(self, figure: Figure, walked_m: float, pace: float):  # type: ignore[no-untyped-def]
        def draw(
            picture: Picture, view: View, place: tuple[float, float, float], second: float
        ) -> None:
            figure.draw(picture, view, place, walked_m + pace * second, self._light)

        return draw
