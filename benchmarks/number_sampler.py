"""Frame numbers read off the wall's pictures: they tell when the camera sent what was painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer

from control_room.domain.camera import CameraId, Stream
from control_room.domain.picture import Picture
from town import frame_number
from widgets.video_wall import VideoWall
from widgets.wall_statistics import PaintedPicture

_STRIP_SHARE = 20
"""The frame number is within the last twentieth of a picture's rows."""


class NumberSampler(QObject):
    """Keeps the lowest rows of about one picture a tile and second; reads them afterwards."""

    def __init__(
        self, wall: VideoWall, still_valid: Callable[[Picture], bool], cameras: Sequence[CameraId]
    ) -> None:
        super().__init__()
        self._wall = wall
        self._still_valid = still_valid
        self._cameras = cameras
        self._next_tile = 0
        self._strips: list[Picture] = []
        self._timer = QTimer(self, interval=round(1000 / len(cameras)))
        self._timer.timeout.connect(self._sample)

    def start(self) -> None:
        """Sample from now on."""
        self._timer.start()

    def stopped(
        self, pictures: Iterable[PaintedPicture]
    ) -> list[tuple[CameraId, Stream, int, int]]:
        """Stop; camera, stream, frame number and moment of paint of the sampled `pictures`."""
        self._timer.stop()
        painted: dict[tuple[CameraId, int], int] = {}
        for each in pictures:
            painted.setdefault((each.camera, each.received_at_ns), each.painted_at_ns)
        numbers = []
        for strip in self._strips:
            number = _number_in(strip)
            painted_at_ns = painted.get((strip.camera, strip.received_at_ns))
            if number is not None and painted_at_ns is not None:
                numbers.append((strip.camera, strip.stream, number, painted_at_ns))
        return numbers

    def _sample(self) -> None:
        camera = self._cameras[self._next_tile % len(self._cameras)]
        self._next_tile += 1
        picture = self._wall.picture_shown(camera)
        if picture is None:
            return
        strip_bytes = picture.height_px // _STRIP_SHARE * picture.stride_bytes
        strip = bytes(picture.pixels[-strip_bytes:])
        if self._still_valid(picture):
            self._strips.append(replace(picture, pixels=memoryview(strip)))


def _number_in(strip: Picture) -> int | None:
    """The frame number of a picture of which only the lowest rows were kept."""
    lines = np.frombuffer(strip.pixels, np.uint8).reshape(-1, strip.stride_bytes)
    pixels = np.zeros((strip.height_px, strip.width_px, 4), np.uint8)
    pixels[-len(lines) :] = lines[:, : strip.width_px * 4].reshape(len(lines), -1, 4)
    return frame_number.read(pixels)
