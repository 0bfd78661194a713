"""A decoded picture in the colours and the size of a screen, its private parts hidden.

Two steps, because swscale does each quickly alone and both at once slowly: first the planes to
size, still in the camera's colours, then the colours. To size: exact halves are OpenCV's, an
average of four pixels at the speed of memory; any other size is swscale's, where every pixel is the
average of the area it covers. Then the colours: those that small streams have are OpenCV's, written
straight to where they are wanted; all others are swscale's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from control_room.domain.camera import Mask
from control_room.video.mask import MaskPainter

_UNSPECIFIED, _BT470BG, _SMPTE170M = 2, 5, 6  # FFmpeg's numbers, AVCOL_SPC_…
_BT601: Final = (Colorspace.ITU601, _BT470BG, _SMPTE170M)
_HD_HEIGHT_PX: Final = 720
_EXACT: Final = Interpolation.BILINEAR | Interpolation.ACCURATE_RND
_LUMA_BITS: Final = 8
_WHOLE_COLUMNS: Final = 8  # swscale's quick conversion leaves the last columns of other widths out
_GIVEN_UP: Final = 1 / 24  # of a side, for an exact half: it costs half as much and is sharper
_ENLARGED_MOST: Final = 1.5


def fit(width_px: int, height_px: int, into_px: tuple[int, int]) -> tuple[int, int]:
    """The largest even size of the same shape that fits `into_px`.

    Or, where that is hardly smaller, the picture's own size, its half or its quarter; its own size
    also where it would be enlarged by half or more, which the screen does as well.
    """
    scale = min(into_px[0] / width_px, into_px[1] / height_px)
    if scale >= _ENLARGED_MOST and width_px % 2 == height_px % 2 == 0:
        return width_px, height_px
    largest = (
        max(2, min(round(width_px * scale), into_px[0]) // 2 * 2),
        max(2, min(round(height_px * scale), into_px[1]) // 2 * 2),
    )
    for part in (1, 2, 4):
        spare = largest[0] - width_px // part, largest[1] - height_px // part
        is_exact = width_px % (2 * part) == height_px % (2 * part) == 0
        if is_exact and min(spare) >= 0 and spare[0] <= largest[0] * _GIVEN_UP:
            return width_px // part, height_px // part
    return largest


class Scaler:
    """Turns one camera's frames into pixels; one per stream, in one thread at a time.

    Whatever leaves it has the camera's masks burned in: pixels without them are never anywhere but
    in this process, not for an instant.
    """

    def __init__(self, masks: Sequence[Mask] = ()) -> None:
        self._painter = MaskPainter(masks) if masks else None
        # One each: a context that changed its sizes twice a picture would start anew every time.
        self._to_size, self._to_colours = VideoReformatter(), VideoReformatter()
        self._halves: tuple[_Own, ...] = ()
        self._planes = _Planes(2, 2)
        self._aligned: _Own | None = None
        self._unmasked = np.empty((0, 0, 4), np.uint8)

    def bgra(self, frame: VideoFrame, into: NDArray[np.uint8]) -> None:
        """Fill `into`, (height, width, 4) uint8, even sides, with the picture as BGRA.

        Others may look at `into` meanwhile: what is behind a mask is never in it.
        """
        if self._painter is None:
            self._fill(frame, into)
            return
        if self._unmasked.shape != into.shape:
            self._unmasked = np.empty(into.shape, np.uint8)
        self._fill(frame, self._unmasked)
        self._painter.burn(self._unmasked, (frame.width, frame.height))
        np.copyto(into, self._unmasked)

    def bgr(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """The picture in its own size as (height, width, 3) uint8 BGR, rows perhaps padded."""
        converted = VideoReformatter().reformat(
            frame, format="bgr24", src_colorspace=_matrix(frame), interpolation=_EXACT, threads=1
        )
        pixels = _pixels(converted, 3)
        if self._painter:
            self._painter.burn(pixels, (frame.width, frame.height))
        return pixels

    def _fill(self, frame: VideoFrame, into: NDArray[np.uint8]) -> None:
        height_px, width_px = into.shape[:2]
        if _has_usual_colours(frame):
            if self._planes.size_px != (width_px, height_px):
                self._planes = _Planes(width_px, height_px)
            if not self._planes.take_half_of(frame):
                self._planes.take(self._sized(frame, width_px, height_px))
            self._planes.paint(into)
        else:
            converted = self._to_colours.reformat(
                self._in_whole_columns(self._sized(frame, width_px, height_px)),
                format="bgra",
                src_colorspace=_matrix(frame),
                threads=1,  # swscale would start a pool per stream
            )
            np.copyto(into, _pixels(converted, 4)[:, :width_px])

    def _sized(self, frame: VideoFrame, width_px: int, height_px: int) -> VideoFrame:
        """The picture in the wanted size, three planes of eight bits, chroma halved."""
        source_format = frame.format.name
        is_full_range = source_format.startswith("yuvj")  # its name alone tells that
        planar_format = "yuvj420p" if is_full_range else "yuv420p"
        if source_format == planar_format:
            if (frame.width, frame.height) == (width_px, height_px):
                return frame
            if halves := self._halves_of(frame, width_px, height_px):
                for half in halves:
                    half.take_half_of(frame)
                    frame = half.frame
                return frame
        return self._to_size.reformat(
            frame, width_px, height_px, planar_format, interpolation=Interpolation.AREA, threads=1
        )

    def _halves_of(self, frame: VideoFrame, width_px: int, height_px: int) -> tuple[_Own, ...]:
        """The frame's half and that one's half, down to the wanted size if it is among them."""
        sizes = _halvings((frame.width, frame.height), (width_px, height_px))
        if [half.kind for half in self._halves] != [(*size, frame.format.name) for size in sizes]:
            self._halves = tuple(_Own(*size, frame.format.name) for size in sizes)
        return self._halves

    def _in_whole_columns(self, sized: VideoFrame) -> VideoFrame:
        surplus = -sized.width % _WHOLE_COLUMNS
        if not surplus:
            return sized
        kind = sized.width + surplus, sized.height, sized.format.name
        if self._aligned is None or self._aligned.kind != kind:
            self._aligned = _Own(*kind)
        self._aligned.take(sized)
        return self._aligned.frame


class _Planes:
    """Three planes one behind the other, as OpenCV wants them, of a picture of even sides."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.size_px = width_px, height_px
        self._i420 = np.empty((height_px * 3 // 2, width_px), np.uint8)
        flat = self._i420.reshape(-1)
        luma_end = width_px * height_px
        chroma_end = luma_end + luma_end // 4
        chroma = height_px // 2, width_px // 2
        self._planes = (
            flat[:luma_end].reshape(height_px, width_px),
            flat[luma_end:chroma_end].reshape(chroma),
            flat[chroma_end:].reshape(chroma),
        )

    def take(self, frame: VideoFrame) -> None:
        """Become a copy of a frame of the same size."""
        for mine, plane in zip(self._planes, frame.planes, strict=True):
            np.copyto(mine, _samples(plane))

    def take_half_of(self, frame: VideoFrame) -> bool:
        """Become a frame of exactly twice the size, every four samples averaged; or tell it is not.

        Its sides must be whole fours: half a chroma sample is none.
        """
        is_half = (frame.width, frame.height) == (2 * self.size_px[0], 2 * self.size_px[1])
        if is_half and frame.width % 4 == frame.height % 4 == 0:
            for mine, plane in zip(self._planes, frame.planes, strict=True):
                _halve(_samples(plane), mine)
            return True
        return False

    def paint(self, into: NDArray[np.uint8]) -> None:
        """Write the picture as BGRA: BT.601, limited range."""
        cv2.cvtColor(self._i420, cv2.COLOR_YUV2BGRA_I420, dst=into)


class _Own:
    """A frame of planes that is written over and over."""

    def __init__(self, width_px: int, height_px: int, pixel_format: str) -> None:
        self.kind = width_px, height_px, pixel_format
        self.frame = VideoFrame(*self.kind)
        self._planes = [_samples(plane) for plane in self.frame.planes]

    def take(self, frame: VideoFrame) -> None:
        """Become a copy of a frame that is as high and no wider."""
        self._take_colours_of(frame)
        for mine, plane in zip(self._planes, frame.planes, strict=True):
            np.copyto(mine[:, : plane.width], _samples(plane))

    def take_half_of(self, frame: VideoFrame) -> None:
        """Become a frame of twice the size, every four samples averaged."""
        self._take_colours_of(frame)
        for mine, plane in zip(self._planes, frame.planes, strict=True):
            _halve(_samples(plane), mine)

    def _take_colours_of(self, frame: VideoFrame) -> None:
        self.frame.color_range = frame.color_range
        self.frame.colorspace = frame.colorspace


def _halve(samples: NDArray[np.uint8], into: NDArray[np.uint8]) -> None:
    cv2.resize(samples, into.shape[::-1], dst=into, interpolation=cv2.INTER_AREA)


def _has_usual_colours(frame: VideoFrame) -> bool:
    """Whether they are OpenCV's: BT.601, limited range, chroma halved, eight bits."""
    return (
        frame.format.name == "yuv420p"
        and frame.color_range != ColorRange.JPEG
        and (_matrix(frame) or frame.colorspace) in _BT601
    )


def _halvings(size_px: tuple[int, int], wanted_px: tuple[int, int]) -> list[tuple[int, int]]:
    """The sizes from half of `size_px` down to `wanted_px`; none if halves do not lead there."""
    sizes = []
    while size_px > wanted_px and size_px[0] % 4 == size_px[1] % 4 == 0:
        size_px = size_px[0] // 2, size_px[1] // 2
        sizes.append(size_px)
    return sizes if size_px == wanted_px else []


def _matrix(frame: VideoFrame) -> int | None:
    """The matrix to use where the camera names none: by size, as television does."""
    if frame.colorspace != _UNSPECIFIED:
        return None
    return Colorspace.ITU709 if frame.height >= _HD_HEIGHT_PX else Colorspace.ITU601


def luma(frame: VideoFrame) -> NDArray[np.uint8]:
    """The brightness of the picture, (height, width) uint8, in place where it has eight bits.

    Every format that cameras send has it as its first plane.
    """
    if frame.format.components[0].bits > _LUMA_BITS:
        frame = VideoReformatter().reformat(frame, format="gray", threads=1)
    return _samples(frame.planes[0])


def _samples(plane: VideoPlane) -> NDArray[np.uint8]:
    """The plane of one-byte samples, (height, width) uint8, in place."""
    return _rows(plane)[:, : plane.width]


def _pixels(frame: VideoFrame, channels: int) -> NDArray[np.uint8]:
    plane = frame.planes[0]
    row_bytes = plane.width * channels
    return _rows(plane)[:, :row_bytes].reshape(plane.height, plane.width, channels)


def _rows(plane: VideoPlane) -> NDArray[np.uint8]:
    """The plane's bytes, (height, line_size) uint8, in place."""
    pixels = np.frombuffer(memoryview(plane), np.uint8)
    return pixels.reshape(plane.height, plane.line_size)
