"""A decoded picture in the colours and the size of a screen."""

from __future__ import annotations

from typing import Final

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import Colorspace, VideoReformatter
from numpy.typing import NDArray

_UNSPECIFIED: Final = 2  # AVCOL_SPC_UNSPECIFIED
_HD_HEIGHT_PX: Final = 720


def fit(width_px: int, height_px: int, into_px: tuple[int, int]) -> tuple[int, int]:
    """The largest even size of the same shape that fits `into_px`."""
    scale = min(into_px[0] / width_px, into_px[1] / height_px)
    return (
        max(2, min(round(width_px * scale), into_px[0]) // 2 * 2),
        max(2, min(round(height_px * scale), into_px[1]) // 2 * 2),
    )


class Scaler:
    """Turns frames into BGRA of a given size; one per thread."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def bgra(self, frame: VideoFrame, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """The picture as (height_px, width_px, 4) uint8 BGRA, rows perhaps padded."""
        return _pixels(self._convert(frame, width_px, height_px, "bgra"), 4)

    def bgr(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """The picture in its own size as (height, width, 3) uint8 BGR, rows perhaps padded."""
        return _pixels(self._convert(frame, frame.width, frame.height, "bgr24"), 3)

    def _convert(
        self, frame: VideoFrame, width_px: int, height_px: int, pixel_format: str
    ) -> VideoFrame:
        return self._reformatter.reformat(
            frame,
            width_px,
            height_px,
            pixel_format,
            src_colorspace=_colours(frame),
            threads=1,  # swscale would start a pool per stream
        )


def _colours(frame: VideoFrame) -> int | None:
    """The matrix to use where the camera names none: by size, as television does."""
    if frame.colorspace != _UNSPECIFIED:
        return None
    return Colorspace.ITU709 if frame.height >= _HD_HEIGHT_PX else Colorspace.ITU601


def luma(frame: VideoFrame) -> NDArray[np.uint8]:
    """The brightness of the picture, (height, width) uint8, in place: valid while `frame` lives.

    Every format that cameras send has it as its first plane.
    """
    plane = frame.planes[0]
    return _rows(plane)[:, : plane.width]


def _pixels(frame: VideoFrame, channels: int) -> NDArray[np.uint8]:
    plane = frame.planes[0]
    row_bytes = plane.width * channels
    return _rows(plane)[:, :row_bytes].reshape(plane.height, plane.width, channels)


def _rows(plane: VideoPlane) -> NDArray[np.uint8]:
    """The plane's bytes, (height, line_size) uint8, in place."""
    pixels = np.frombuffer(memoryview(plane), np.uint8)
    return pixels.reshape(plane.height, plane.line_size)
