"""A decoded picture in the colours and the size of a screen."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

_UNSPECIFIED, _BT470BG, _SMPTE170M = 2, 5, 6  # FFmpeg's numbers, AVCOL_SPC_*
_HD_HEIGHT_PX: Final = 720
_BT601: Final = (Colorspace.ITU601, _BT470BG, _SMPTE170M)
_I420_TO_BGRA: Final = cv2.COLOR_YUV2BGRA_I420
_SHARPEST_SHRINK: Final = 2  # beyond, OpenCV's two nearest pixels skip some, swscale's do not


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
        self._i420 = np.empty((0, 0), np.uint8)

    def bgra(self, frame: VideoFrame, into: NDArray[np.uint8]) -> None:
        """Fill `into`, (height, width, 4) uint8 contiguous, even sides, with the picture as BGRA.

        What most small streams are takes a short way: planes to size, then one conversion in place.
        """
        height_px, width_px = into.shape[:2]
        if _takes_short_way(frame) and frame.height <= _SHARPEST_SHRINK * height_px:
            cv2.cvtColor(self._planes(frame, width_px, height_px), _I420_TO_BGRA, dst=into)
        else:
            np.copyto(into, _pixels(self._convert(frame, width_px, height_px, "bgra"), 4))

    def bgr(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """The picture in its own size as (height, width, 3) uint8 BGR, rows perhaps padded."""
        return _pixels(self._convert(frame, frame.width, frame.height, "bgr24"), 3)

    def _planes(self, frame: VideoFrame, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """The frame's three planes in the wanted size, one behind the other: I420."""
        if self._i420.shape != (height_px * 3 // 2, width_px):
            self._i420 = np.empty((height_px * 3 // 2, width_px), np.uint8)
        flat = self._i420.reshape(-1)
        start = 0
        for plane, part in zip(frame.planes, (1, 2, 2), strict=True):
            size = width_px // part, height_px // part
            end = start + size[0] * size[1]
            target = flat[start:end].reshape(size[1], size[0])
            pixels = _rows(plane)[:, : plane.width]
            if pixels.shape == target.shape:
                np.copyto(target, pixels)
            else:
                cv2.resize(pixels, size, dst=target, interpolation=cv2.INTER_LINEAR)
            start = end
        return self._i420

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


def _takes_short_way(frame: VideoFrame) -> bool:
    """Whether OpenCV's only matrix is the right one: BT.601, limited range, 4:2:0."""
    return (
        frame.format.name == "yuv420p"
        and frame.color_range != ColorRange.JPEG
        and (_colours(frame) or frame.colorspace) in _BT601
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
