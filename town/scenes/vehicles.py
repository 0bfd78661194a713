"""Cars, vans and buses: a side outline drawn out to the vehicle's width.

Glass, lights, wheels and plates are laid on its faces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from town.frame_number import Picture
from town.scenes import plates
from town.scenes.view import Colour, Points, View, darken, disc, fill, glow, lay

_SUN: Final = np.array((0.35, -0.55, 0.76))
_GLASS: Final[Colour] = (66, 56, 48)
_RUBBER: Final[Colour] = (32, 30, 30)
_RIM: Final[Colour] = (120, 118, 116)
_READABLE_PX: Final = 14.0  # a plate narrower than this is only a light patch


Place = tuple[
    float, float, float
]  # x and y in metres, heading in radians, 0 away from the camera, clockwise


@dataclass(frozen=True)
class Shape:
    """A vehicle's side: metres from its rear end and above the ground.

    Attributes:
        outline: from the lower rear corner over the roof to the lower front corner.
        glass: indices of the outline's strokes that are windows.
        belt_m: height above which the sides lean inwards.
        windows: the side's windows, as outlines.
        wheels: where the axles are.
    """

    outline: tuple[tuple[float, float], ...]
    glass: tuple[int, ...]
    belt_m: float
    windows: tuple[tuple[tuple[float, float], ...], ...]
    wheels: tuple[float, ...]
    width_m: float
    lean_m: float
    wheel_m: float = 0.31
    front_plate_m: float = 0.42
    rear_plate_m: float = 0.78

    @property
    def length_m(self) -> float:
        """From bumper to bumper."""
        return max(along for along, _ in self.outline)


HATCHBACK: Final = Shape(
    outline=(
        (0.05, 0.28),
        (0.0, 0.62),
        (0.08, 0.96),
        (0.5, 1.42),
        (1.2, 1.48),
        (2.2, 1.42),
        (3.02, 0.98),
        (3.85, 0.82),
        (4.1, 0.6),
        (4.08, 0.28),
    ),
    glass=(2, 5),
    belt_m=0.97,
    windows=(
        ((0.42, 1.0), (0.72, 1.36), (1.55, 1.4), (1.55, 1.0)),
        ((1.65, 1.0), (1.65, 1.4), (2.16, 1.36), (2.8, 1.0)),
    ),
    wheels=(0.75, 3.3),
    width_m=1.78,
    lean_m=0.17,
)
SALOON: Final = Shape(
    outline=(
        (0.05, 0.28),
        (0.0, 0.66),
        (0.06, 0.95),
        (0.62, 1.0),
        (1.25, 1.4),
        (2.5, 1.44),
        (3.35, 0.98),
        (4.35, 0.82),
        (4.6, 0.58),
        (4.58, 0.28),
    ),
    glass=(3, 5),
    belt_m=0.97,
    windows=(
        ((1.0, 1.0), (1.38, 1.34), (1.9, 1.37), (1.9, 1.0)),
        ((2.0, 1.0), (2.0, 1.38), (2.48, 1.36), (3.1, 1.0)),
    ),
    wheels=(0.9, 3.75),
    width_m=1.82,
    lean_m=0.18,
)
SUV: Final = Shape(
    outline=(
        (0.05, 0.32),
        (0.0, 0.75),
        (0.06, 1.08),
        (0.35, 1.6),
        (2.4, 1.66),
        (3.15, 1.12),
        (4.05, 0.98),
        (4.3, 0.7),
        (4.28, 0.32),
    ),
    glass=(2, 4),
    belt_m=1.08,
    windows=(
        ((0.4, 1.12), (0.58, 1.52), (1.5, 1.56), (1.5, 1.12)),
        ((1.6, 1.12), (1.6, 1.56), (2.34, 1.55), (2.92, 1.12)),
    ),
    wheels=(0.82, 3.42),
    width_m=1.88,
    lean_m=0.15,
    wheel_m=0.35,
    rear_plate_m=0.86,
    front_plate_m=0.5,
)
VAN: Final = Shape(
    outline=(
        (0.0, 0.35),
        (0.0, 2.3),
        (0.15, 2.42),
        (3.7, 2.42),
        (4.35, 1.45),
        (5.0, 1.2),
        (5.1, 0.7),
        (5.08, 0.35),
    ),
    glass=(3,),
    belt_m=1.4,
    windows=(((3.15, 1.45), (3.15, 2.0), (3.72, 2.0), (4.1, 1.45)),),
    wheels=(0.95, 4.2),
    width_m=2.0,
    lean_m=0.06,
    wheel_m=0.35,
    rear_plate_m=0.62,
    front_plate_m=0.5,
)
BUS: Final = Shape(
    outline=(
        (0.0, 0.35),
        (0.0, 1.4),
        (0.05, 2.75),
        (0.3, 3.05),
        (11.7, 3.05),
        (11.95, 2.72),
        (12.0, 1.1),
        (12.0, 0.35),
    ),
    glass=(1, 5),
    belt_m=1.3,
    windows=tuple(
        ((a, 1.25), (a, 2.55), (a + 1.7, 2.55), (a + 1.7, 1.25))
        for a in (0.5, 2.35, 4.2, 6.05, 7.9, 9.75)
    ),
    wheels=(2.6, 9.2),
    width_m=2.5,
    lean_m=0.03,
    wheel_m=0.48,
    rear_plate_m=0.8,
    front_plate_m=0.6,
)
CARS: Final[tuple[Shape, ...]] = (HATCHBACK, SALOON, SUV, HATCHBACK)
"""As often as one sees them parked along a street."""


@dataclass(frozen=True)
class Vehicle:
    """One vehicle: its shape, paint and plate."""

    shape: Shape
    paint: Colour
    plate: str

    def draw(
        self, picture: Picture, view: View, place: Place, *, light: float = 1.0, lamps: bool = False
    ) -> None:
        """Draw it at `place`; `light` (0 to 1) dims its paint, `lamps` switches its lights on."""
        _Drawing(self, picture, view, place, light, lamps).draw()


class _Drawing:
    """One vehicle in one picture."""

    def __init__(
        self,
        vehicle: Vehicle,
        picture: Picture,
        view: View,
        place: Place,
        light: float,
        lamps: bool,
    ) -> None:
        x, y, heading = place
        self._vehicle = vehicle
        self._shape = vehicle.shape
        self._picture = picture
        self._view = view
        self._light = light
        self._lamps = lamps
        sin, cos = math.sin(heading), math.cos(heading)
        self._forward = np.array((sin, cos, 0.0))
        self._right = np.array((cos, -sin, 0.0))
        self._axes = np.stack((self._forward, self._right, (0.0, 0.0, 1.0)))
        self._origin = np.array((x, y, 0.0)) - self._forward * self._shape.length_m / 2
        self._eye = np.array((0.0, 0.0, view.height_m))
        self._middle = self._world([(self._shape.length_m / 2, 0.0, 0.7)])[0]

    def draw(self) -> None:
        self._shadow()
        for side in (-1, 1):
            self._side(side)
        strokes = zip(self._shape.outline, self._shape.outline[1:], strict=False)
        for index, ((a0, u0), (a1, u1)) in enumerate(strokes):
            h0, h1 = self._half(u0), self._half(u1)
            corners = self._world(((a0, -h0, u0), (a0, h0, u0), (a1, h1, u1), (a1, -h1, u1)))
            if self._face(corners, self._vehicle.paint) and index in self._shape.glass:
                self._fill(corners * 0.88 + corners.mean(axis=0) * 0.12, _GLASS)
        for front in (False, True):
            along = self._shape.length_m + 0.02 if front else -0.02
            sign = 1.0 if front else -1.0
            if (self._eye - self._world([(along, 0.0, 0.7)])[0]) @ self._forward * sign > 0:
                self._end(along, sign, front)

    def _world(self, points: Any) -> Points:
        """The town's coordinates of (along, across, up) points of the vehicle."""
        placed: Points = np.asarray(points) @ self._axes + self._origin
        return placed

    def _half(self, up: float) -> float:
        """Half the width at a height: above the belt the sides lean inwards."""
        lean = min(max((up - self._shape.belt_m) / 0.45, 0.0), 1.0) * self._shape.lean_m
        return self._shape.width_m / 2 - lean

    def _face(self, corners: Points, colour: Colour) -> bool:
        """Fill a face in the tone of the light on it; False when it is turned away."""
        normal = _across(corners[1] - corners[0], corners[2] - corners[1])
        centre = corners.mean(axis=0)
        if normal @ (centre - self._middle) < 0:
            normal = -normal
        if normal @ (self._eye - centre) <= 0:
            return False
        lit = max(0.0, float(normal @ _SUN)) / (math.sqrt(normal @ normal) or 1.0)
        self._fill(corners, colour, 0.62 + 0.45 * lit)
        return True

    def _fill(self, corners: Points, colour: Colour, tone: float = 1.0) -> None:
        tone *= self._light
        blue, green, red = (min(255.0, each * tone) for each in colour)
        fill(self._picture, self._view.project(corners)[0], (blue, green, red))

    def _shadow(self) -> None:
        length, half = self._shape.length_m, self._shape.width_m / 2
        for grow, share in ((0.35, 0.25), (0.1, 0.5)):
            around = (
                (-grow, -half - grow),
                (-grow, half + grow),
                (length + grow, half + grow),
                (length + grow, -half - grow),
            )
            base = self._world([(along, across, 0.0) for along, across in around])
            darken(self._picture, self._view.project(base)[0], share)

    def _side(self, side: int) -> None:
        shape = self._shape

        def outline(points: tuple[tuple[float, float], ...], out: float = 0.0) -> Points:
            return self._world([(along, side * (self._half(up) + out), up) for along, up in points])

        if (
            self._eye - self._world([(shape.length_m / 2, side * shape.width_m / 2, 0.5)])[0]
        ) @ self._right * side <= 0:
            return
        tone = 0.62 + 0.45 * max(0.0, float(self._right @ _SUN) * side)
        self._fill(outline(shape.outline), self._vehicle.paint, tone)
        sill = (
            (0.1, 0.28),
            (0.1, 0.42),
            (shape.length_m - 0.1, 0.42),
            (shape.length_m - 0.1, 0.28),
        )
        self._fill(outline(sill), self._vehicle.paint, tone * 0.6)
        for window in shape.windows:
            self._fill(outline(window), _GLASS)
        turns = np.linspace(0, 2 * np.pi, 20, endpoint=False)
        for axle in shape.wheels:
            for radius, colour in ((shape.wheel_m, _RUBBER), (shape.wheel_m * 0.62, _RIM)):
                ring = tuple(
                    (axle + radius * np.cos(t), shape.wheel_m + radius * np.sin(t)) for t in turns
                )
                self._fill(outline(ring, 0.01), colour)

    def _end(self, along: float, sign: float, front: bool) -> None:
        """Lamps, grille and plate of the end that faces the camera."""
        shape = self._shape
        half = shape.width_m / 2
        up = 0.66 if front else 0.8

        def panel(left: float, right: float, low: float, high: float) -> Points:
            return self._world(
                ((along, left, low), (along, right, low), (along, right, high), (along, left, high))
            )

        if front:
            self._fill(panel(-half * 0.5, half * 0.5, 0.5, 0.68), (38, 36, 34))
        self._fill(panel(-half * 0.97, half * 0.97, 0.28, 0.4), (52, 50, 48))
        lamp: Colour = (235, 238, 240) if front else (40, 30, 190)
        for side in (-1, 1):
            inner, outer = side * half * 0.62, side * half * 0.96
            self._fill(panel(min(inner, outer), max(inner, outer), up - 0.08, up + 0.1), lamp)
        self._plate(along + 0.01 * sign, sign, shape.front_plate_m if front else shape.rear_plate_m)
        if self._lamps:
            self._shine(along, up, front)

    def _plate(self, along: float, sign: float, up: float) -> None:
        wide, high = plates.LENGTH_M / 2, plates.HEIGHT_M / 2
        left = (
            wide if sign > 0 else -wide
        )  # read from outside: an oncoming vehicle's left is on our right
        top, bottom = up + high, up - high
        corners = self._world(
            ((along, left, top), (along, -left, top), (along, -left, bottom), (along, left, bottom))
        )
        pixels = self._view.project(corners)[0]
        wide_px = float(np.linalg.norm(pixels[1] - pixels[0]))
        if wide_px < _READABLE_PX * self._view.scale:
            fill(self._picture, pixels, (200 * self._light,) * 3)
        else:
            lay(
                self._picture, plates.picture(self._vehicle.plate, plates.halvings(wide_px)), pixels
            )

    def _shine(self, along: float, up: float, front: bool) -> None:
        x, y, _ = self._world([(along, 0.0, 0.0)])[0]
        size = self._view.px_per_m(x, y)
        across = 0.4 * self._shape.width_m
        for pixel in self._view.project(self._world(((along, -across, up), (along, across, up))))[
            0
        ]:
            if front:
                glow(self._picture, pixel, min(1.5 * size, 170), (190, 225, 245))
                disc(self._picture, pixel, 0.11 * size, (245, 252, 255))
            else:
                glow(self._picture, pixel, min(0.8 * size, 90), (30, 30, 210))


def _across(a: Points, b: Points) -> Points:
    """The cross product; numpy's own spends ten times as long on two vectors."""
    return np.array(
        (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    )


PAINTS: Final[tuple[Colour, ...]] = (
    (232, 232, 230),
    (44, 42, 40),
    (150, 150, 150),
    (120, 62, 34),
    (40, 34, 150),
    (92, 96, 98),
    (196, 206, 210),
    (70, 84, 52),
)
