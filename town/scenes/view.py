"""Where a camera hangs and what it sees: points of the town (metres) to pixels of the picture.

The town's axes: x to the right, y along the street away from the camera, z up; the camera hangs
above (0, 0).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from town.frame_number import Picture

Points = NDArray[np.float64]
Colour = tuple[float, float, float]  # blue, green, red, 0 to 255

WIDTH: Final = 1920
HEIGHT: Final = 1080
NEAREST_M: Final = 0.5
_SHIFT: Final = 4  # bits of a pixel's fraction: edges move smoothly


@dataclass(frozen=True)
class View:
    """A camera `height_m` above the ground, turned `yaw_deg` to the right and `pitch_deg` down."""

    height_m: float
    pitch_deg: float
    yaw_deg: float = 0.0
    focal_px: float = 1500.0
    scale: float = 1.0

    def scaled(self, scale: float) -> View:
        """The same view for a picture that many times as large."""
        return View(self.height_m, self.pitch_deg, self.yaw_deg, self.focal_px, scale)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return round(WIDTH * self.scale), round(HEIGHT * self.scale)

    @cached_property
    def _axes(self) -> Points:
        """Right, up and forward, one per column."""
        yaw, pitch = np.radians((self.yaw_deg, self.pitch_deg))
        right = np.array((np.cos(yaw), -np.sin(yaw), 0.0))
        forward = np.array(
            (np.sin(yaw) * np.cos(pitch), np.cos(yaw) * np.cos(pitch), -np.sin(pitch))
        )
        return np.stack((right, np.cross(right, forward), forward), axis=1)

    def project(self, points: Any) -> tuple[Points, Points]:
        """Pixels (N, 2) and distances along the view (N,) of points (N, 3).

        Distances are kept above `NEAREST_M`.
        """
        seen = (np.asarray(points, dtype=float) - self._eye) @ self._axes
        depth = np.maximum(seen[:, 2], NEAREST_M)
        flat = seen[:, :2] / depth[:, None] * self._stretch + self._middle
        return flat, depth

    @cached_property
    def _stretch(self) -> Points:
        return np.array((self.focal_px, -self.focal_px)) * self.scale

    @cached_property
    def _middle(self) -> Points:
        return np.array((WIDTH / 2, HEIGHT / 2)) * self.scale

    @cached_property
    def _eye(self) -> Points:
        return np.array((0.0, 0.0, self.height_m))

    def depth(self, x: float, y: float) -> float:
        """Distance along the view of a point on the ground."""
        return float(self.project([(x, y, 0.0)])[1][0])

    def px_per_m(self, x: float, y: float) -> float:
        """Pixels that one metre takes, there."""
        return self.focal_px * self.scale / self.depth(x, y)


def fill(picture: Picture, pixels: Any, colour: Colour) -> None:
    """A polygon with smooth edges."""
    fixed = np.round(np.asarray(pixels) * (1 << _SHIFT)).astype(np.int32)
    cv2.fillPoly(picture, [fixed], colour, cv2.LINE_AA, _SHIFT)


def line(picture: Picture, start: Any, end: Any, colour: Colour, width_px: float) -> None:
    """A stroke with round ends."""
    first, last = (tuple(int(v * (1 << _SHIFT)) for v in point) for point in (start, end))
    cv2.line(picture, first, last, colour, max(1, round(width_px)), cv2.LINE_AA, _SHIFT)


def disc(picture: Picture, centre: Any, radius_px: float, colour: Colour) -> None:
    """A filled circle."""
    x, y = (int(v * (1 << _SHIFT)) for v in centre)
    cv2.circle(
        picture, (x, y), max(1, round(radius_px * (1 << _SHIFT))), colour, -1, cv2.LINE_AA, _SHIFT
    )


def lay(picture: Picture, texture: Picture, corners: Any) -> None:
    """Lay a flat texture on four pixels.

    Upper left, upper right, lower right, lower left of the texture.
    """
    corners = np.asarray(corners, dtype=np.float32)
    height, width = picture.shape[:2]
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 1, (width, height))
    if left >= right or top >= bottom:
        return
    rows, columns = texture.shape[:2]
    flat = np.array(((0, 0), (columns, 0), (columns, rows), (0, rows)), dtype=np.float32)
    offset = np.array((left, top), dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners - offset)
    place = picture[top:bottom, left:right]
    size = (int(right - left), int(bottom - top))
    laid = cv2.warpPerspective(
        texture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    mask = np.zeros(place.shape[:2], np.uint8)
    fill(cast(Picture, mask), corners - offset, (255, 255, 255))
    cv2.copyTo(laid, (mask > 127).astype(np.uint8), place)


def darken(picture: Picture, pixels: Any, share: float) -> None:
    """Take `share` (0 to 1) of the light away inside a polygon."""
    pixels = np.asarray(pixels)
    height, width = picture.shape[:2]
    left, top = np.clip(np.floor(pixels.min(axis=0)).astype(int) - 2, 0, (width, height))
    right, bottom = np.clip(np.ceil(pixels.max(axis=0)).astype(int) + 3, 0, (width, height))
    if left >= right or top >= bottom:
        return
    mask = np.zeros((bottom - top, right - left, 3), np.uint8)
    level = 255 * share
    fill(mask, pixels - (left, top), (level, level, level))
    place = picture[top:bottom, left:right]
    cv2.multiply(place, cv2.bitwise_not(mask), dst=place, scale=1 / 255)


def glow(picture: Picture, centre: Any, radius_px: float, colour: Colour) -> None:
    """Add light that fades away from a point."""
    radius = int(radius_px)
    if radius < 1:
        return
    x, y = int(centre[0]) - radius, int(centre[1]) - radius
    height, width = picture.shape[:2]
    left, top, right, bottom = (
        max(x, 0),
        max(y, 0),
        min(x + 2 * radius, width),
        min(y + 2 * radius, height),
    )
    if left >= right or top >= bottom:
        return
    patch = _glow_patch(radius)[top - y : bottom - y, left - x : right - x]
    light = cv2.merge([cv2.convertScaleAbs(patch, alpha=share / 255) for share in colour])
    place = picture[top:bottom, left:right]
    cv2.add(place, light, dst=place)


_patches: dict[int, Picture] = {}


def _glow_patch(radius: int) -> Picture:
    if radius not in _patches:
        axis = np.linspace(-1, 1, 2 * radius)
        distance = np.hypot(axis[:, None], axis[None, :])
        _patches[radius] = (np.clip(1 - distance, 0, 1) ** 2.2 * 255).astype(np.uint8)
    return _patches[radius]
