"""Turns a loop of pictures into a film: groups of 50 access units that begin with a key picture and
its headers.

What cameras send: no B pictures, closed groups, one slice per picture, Annex B. With the loop
comes, for each group, its first picture standing still, which H.264 and H.265 say in a few bytes
per picture.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext

from town.film_file import GOP, RATE, Codec, Film
from town.frame_number import Picture

_JPEG: Final = [cv2.IMWRITE_JPEG_QUALITY, 50]

_GROUPS: Final = f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=0:repeat-headers=1"
_LIBRARIES: Final[dict[Codec, tuple[str, dict[str, str], str]]] = {
    "h264": (
        "libx264",
        {"preset": "ultrafast", "tune": "zerolatency"},
        f"x264-params={_GROUPS}:sliced-threads=0:threads=1:annexb=1",
    ),
    "h265": (
        "libx265",
        {"preset": "ultrafast", "tune": "zerolatency"},
        f"x265-params={_GROUPS}:open-gop=0:pools=none:frame-threads=1:log-level=none",
    ),
}


class FilmEncoder:
    """Takes the pictures of one stream in order and gives the film back."""

    def __init__(self, codec: Codec, size: tuple[int, int], bit_rate: int) -> None:
        self._codec: Codec = codec
        self._size = size
        self._bit_rate = bit_rate
        self._units: list[bytes] = []
        self._context = None if codec == "mjpeg" else _open(codec, size, bit_rate)

    def add(self, picture: Picture, yuv: Picture) -> None:
        """Encode the next picture.

        Args:
            picture: (H, W, 3) uint8 BGR.
            yuv: the same as (H * 3 / 2, W) uint8 I420.
        """
        if self._context is None:
            self._units.append(cv2.imencode(".jpg", picture, _JPEG)[1].tobytes())
        else:
            self._units += _encode(self._context, yuv, len(self._units))

    def film(self) -> Film:
        """The film of all pictures that were added, a whole number of groups."""
        if len(self._units) % GOP:
            raise ValueError(f"{len(self._units)} pictures are not whole groups of {GOP}")
        width, height = self._size
        return Film(self._codec, width, height, tuple(self._units), tuple(self._stills()))

    def _stills(self) -> list[bytes]:
        """For each group its key picture, then pictures that say "as before"."""
        keys = self._units[::GOP]
        if self._codec == "mjpeg":
            return [key for key in keys for _ in range(GOP)]
        as_before = _as_before(self._codec, self._size, self._bit_rate)
        return [unit for key in keys for unit in (key, *as_before)]


@cache
def _as_before(codec: Codec, size: tuple[int, int], bit_rate: int) -> tuple[bytes, ...]:
    """What follows a key picture while nothing moves.

    Such a picture says the same whatever it repeats: those of a grey film serve all films.
    """
    width, height = size
    grey = np.full((height * 3 // 2, width), 128, np.uint8)
    context = _open(codec, size, bit_rate)
    return tuple(unit for index in range(GOP) for unit in _encode(context, grey, index))[1:]


def _open(codec: Codec, size: tuple[int, int], bit_rate: int) -> VideoCodecContext:
    library, options, parameters = _LIBRARIES[codec]
    kbps = bit_rate // 1000
    parameters += f":bitrate={kbps}:vbv-maxrate={kbps * 3 // 2}:vbv-bufsize={kbps * 2}"
    context = av.CodecContext.create(library, "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height = size
    context.pix_fmt = "yuv420p"
    context.framerate = Fraction(RATE)
    context.time_base = Fraction(1, RATE)
    name, _, value = parameters.partition("=")
    context.options = {**options, name: value}
    return context


def _encode(context: VideoCodecContext, yuv: Picture, index: int) -> list[bytes]:
    """The access unit of one picture: an encoder without delay gives it at once."""
    frame = av.VideoFrame.from_ndarray(yuv, "yuv420p")
    frame.pts = index
    return [bytes(packet) for packet in context.encode(frame)]
