"""Turns a loop of pictures into a film: groups of 50 access units that begin with a key picture and its headers.

What cameras send: no B pictures, closed groups, one slice per picture, Annex B. With the loop comes, for each group, its first
picture standing still, which H.264 and H.265 say in a few bytes per picture.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import av
import cv2
from av.video.codeccontext import VideoCodecContext

from town.film_file import GOP, RATE, Codec, Film
from town.frame_number import Picture

_STILL_QP: Final = 28  # fixed, so that the encoder has nothing to improve while nothing moves
_JPEG: Final = [cv2.IMWRITE_JPEG_QUALITY, 50]

_GROUPS: Final = f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=0:repeat-headers=1"
_LIBRARIES: Final[dict[Codec, tuple[str, dict[str, str], str]]] = {
    "h264": (
        "libx264",
        {"preset": "superfast", "tune": "zerolatency"},
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
        self._units: list[bytes] = []
        self._stills: list[bytes] = []
        if codec != "mjpeg":
            self._moving = _open(codec, size, bit_rate=bit_rate)
            self._standing = _open(codec, size, qp=_STILL_QP)

    def add(self, picture: Picture, yuv: Picture) -> None:
        """Encode the next picture.

        Args:
            picture: (H, W, 3) uint8 BGR.
            yuv: the same as (H * 3 / 2, W) uint8 I420.
        """
        begins_group = len(self._units) % GOP == 0
        if self._codec == "mjpeg":
            unit = cv2.imencode(".jpg", picture, _JPEG)[1].tobytes()
            self._units.append(unit)
            self._stills.append(unit if begins_group else self._stills[-1])
            return
        frame = av.VideoFrame.from_ndarray(yuv, "yuv420p")
        self._units += _encode(self._moving, frame, len(self._units))
        if begins_group:
            for _ in range(GOP):
                self._stills += _encode(self._standing, frame, len(self._stills))

    def film(self) -> Film:
        """The film of all pictures that were added, a whole number of groups."""
        if self._codec != "mjpeg":
            self._units += [bytes(packet) for packet in self._moving.encode(None)]
            self._stills += [bytes(packet) for packet in self._standing.encode(None)]
        if len(self._units) % GOP or len(self._stills) != len(self._units):
            raise ValueError(f"{len(self._units)} pictures are not whole groups of {GOP}")
        width, height = self._size
        return Film(self._codec, width, height, tuple(self._units), tuple(self._stills))


def _open(codec: Codec, size: tuple[int, int], *, bit_rate: int = 0, qp: int = 0) -> VideoCodecContext:
    library, options, parameters = _LIBRARIES[codec]
    name, _, value = parameters.partition("=")
    if qp:
        value += f":qp={qp}"
    else:
        kbps = bit_rate // 1000
        value += f":bitrate={kbps}:vbv-maxrate={kbps * 3 // 2}:vbv-bufsize={kbps * 2}"
    context = av.CodecContext.create(library, "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height = size
    context.pix_fmt = "yuv420p"
    context.framerate = Fraction(RATE)
    context.time_base = Fraction(1, RATE)
    context.options = {**options, name: value}
    return context


def _encode(context: VideoCodecContext, frame: av.VideoFrame, index: int) -> list[bytes]:
    frame.pts = index
    return [bytes(packet) for packet in context.encode(frame)]
