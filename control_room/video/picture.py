"""Technical health of a picture, and its lossless file. Nothing here knows what a picture shows."""

from __future__ import annotations

import zlib
from collections import deque
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from control_room.domain.camera import Health
from control_room.domain.picture import ShownPicture

FROZEN_AFTER_S: Final = 3.0
DARK_AFTER_S: Final = 2.0

_LOOK_EVERY_NS: Final = 200_000_000
_REMEMBERED: Final = 150  # looks: half a minute
_ROW_STEP: Final = 8
_COLUMN_STEP: Final = 4
# Black is 16 in most cameras' range. A night street is as dark as that but for its lamps.
_DARK_MEAN: Final = 32
_LAMP: Final = 80
_FAST_PNG: Final = (cv2.IMWRITE_PNG_COMPRESSION, 1)


class PictureWatch:
    """Tells a frozen or dark picture from a live one, at five looks a second."""

    def __init__(self) -> None:
        self._recent: deque[int] = deque(maxlen=_REMEMBERED)
        self._new_at_ns = 0
        self._light_at_ns = 0
        self._next_look_ns = 0

    def wants(self, now_ns: int) -> bool:
        """Whether it is time to look again."""
        return now_ns >= self._next_look_ns

    def look(self, brightness: NDArray[np.uint8], now_ns: int) -> None:
        """Judge a picture by its brightness, (height, width) uint8.

        Frozen means: equal to the last bit to a picture of the last half minute, over and over. A
        sensor's noise, however faint, never comes twice; an encoder that hangs goes through the
        same few pictures from one key picture to the next.
        """
        self._next_look_ns = now_ns + _LOOK_EVERY_NS
        small = np.ascontiguousarray(brightness[::_ROW_STEP])
        fingerprint = zlib.crc32(small.data)
        if not self._recent:
            self._light_at_ns = now_ns
        if fingerprint not in self._recent:
            self._new_at_ns = now_ns
        self._recent.append(fingerprint)
        sample = small[:, ::_COLUMN_STEP]
        if sample.max() > _LAMP or sample.mean() > _DARK_MEAN:
            self._light_at_ns = now_ns

    def health(self, now_ns: int) -> tuple[Health, int]:
        """LIVE, FROZEN or DARK, and the moment of the last picture that was not so."""
        if now_ns - self._new_at_ns >= FROZEN_AFTER_S * 1e9:
            return Health.FROZEN, self._new_at_ns
        if now_ns - self._light_at_ns >= DARK_AFTER_S * 1e9:
            return Health.DARK, self._light_at_ns
        return Health.LIVE, now_ns


def png(picture: ShownPicture) -> bytes:
    """The picture as it was shown, as a PNG file without the meaningless alpha channel."""
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height_px, picture.stride_bytes)
    bgra = rows[:, : picture.width_px * 4].reshape(picture.height_px, picture.width_px, 4)
    return png_of(np.ascontiguousarray(bgra[:, :, :3]))


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file of (height, width, 3) uint8 BGR: fast rather than small."""
    done, encoded = cv2.imencode(".png", pixels, _FAST_PNG)
    if not done:
        raise ValueError("these pixels make no PNG file")
    return encoded.tobytes()
