"""The last hour of every camera, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from control_room.domain.camera import CameraId

EVERY_S = 5.0
KEEP_S = 3600.0
_PLACES = int(KEEP_S / EVERY_S)
_GAP_S = 3 * EVERY_S
_NOTHING = float("nan")


class Point(NamedTuple):
    """What is kept of a camera at one moment; NaN: not known."""

    pictures_per_s: float = _NOTHING
    kbit_per_s: float = _NOTHING
    age_s: float = _NOTHING
    loss_percent: float = _NOTHING


@dataclass(frozen=True)
class Hour:
    """One camera's points, oldest first.

    Attributes:
        at_s: (n,) float64, seconds since 1970.
        points: (4, n) float32, a row for each field of `Point`.
    """

    at_s: NDArray[np.float64]
    points: NDArray[np.float32]


class HealthHistory:
    """Keeps a point every five seconds of each camera: 11.5 kB a camera, whatever happens."""

    def __init__(self, cameras: Sequence[CameraId]) -> None:
        self._rows = {camera: row for row, camera in enumerate(cameras)}
        self._at_s = np.full(_PLACES, np.nan)
        self._points = np.full((len(cameras), len(Point._fields), _PLACES), np.nan, np.float32)
        self._count = 0

    @property
    def newest_s(self) -> float | None:
        """When the newest points were added, seconds since 1970."""
        return float(self._at_s[(self._count - 1) % _PLACES]) if self._count else None

    def add(self, at_s: float, points: Mapping[CameraId, Point]) -> None:
        """Keep a point of each camera; one without a point has a gap there."""
        newest_s = self.newest_s
        if newest_s is not None and at_s - newest_s > _GAP_S:
            # The console slept: a line across that time would tell what nobody saw.
            self._put(newest_s + EVERY_S, {})
        self._put(at_s, points)

    def of(self, camera: CameraId) -> Hour:
        """What is known of a camera of the site."""
        kept = min(self._count, _PLACES)
        places = np.arange(self._count - kept, self._count) % _PLACES
        return Hour(self._at_s[places], self._points[self._rows[camera]][:, places])

    @property
    def bytes_held(self) -> int:
        """Memory of the points."""
        return self._at_s.nbytes + self._points.nbytes

    def _put(self, at_s: float, points: Mapping[CameraId, Point]) -> None:
        place = self._count % _PLACES
        self._at_s[place] = at_s
        self._points[:, :, place] = np.nan
        rows = [self._rows[camera] for camera in points if camera in self._rows]
        if rows:
            self._points[rows, :, place] = [
                point for camera, point in points.items() if camera in self._rows
            ]
        self._count += 1
