"""Colours and shapes reach the screen as the camera meant them."""

import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from hypothesis import given
from hypothesis import strategies as st

from control_room.video.scale import Scaler, fit, luma

_BGR = (30, 90, 200)  # a red-orange: wrong matrices and ranges move it by ten levels and more


def _frame(pixel_format: str, height_px: int, matrix: Colorspace, reach: ColorRange) -> VideoFrame:
    """A frame of one colour as a camera sends it: no word about its matrix."""
    plain = np.full((height_px, height_px * 16 // 9 // 2 * 2, 3), _BGR, np.uint8)
    frame = VideoFrame.from_ndarray(plain, "bgr24").reformat(
        format=pixel_format, dst_colorspace=matrix, dst_color_range=reach
    )
    frame.colorspace = 2
    return frame


@pytest.mark.parametrize(
    ("pixel_format", "height_px", "matrix", "reach"),
    [
        ("yuv420p", 360, Colorspace.ITU601, ColorRange.MPEG),
        ("yuv420p", 1080, Colorspace.ITU709, ColorRange.MPEG),
        ("yuvj420p", 360, Colorspace.ITU601, ColorRange.JPEG),
        ("yuvj422p", 360, Colorspace.ITU601, ColorRange.JPEG),
        ("yuv420p", 1080, Colorspace.ITU709, ColorRange.JPEG),
        ("nv12", 360, Colorspace.ITU601, ColorRange.MPEG),
        ("yuv420p10le", 720, Colorspace.ITU709, ColorRange.MPEG),
    ],
)
@pytest.mark.parametrize("size_px", [None, (320, 180), (402, 226)])
def test_colours_are_right(
    pixel_format: str,
    height_px: int,
    matrix: Colorspace,
    reach: ColorRange,
    size_px: tuple[int, int] | None,
) -> None:
    frame = _frame(pixel_format, height_px, matrix, reach)
    width, height = size_px or (frame.width, frame.height)
    pixels = np.zeros((height, width, 4), np.uint8)
    Scaler().bgra(frame, pixels)
    assert np.abs(pixels[..., :3].astype(int) - _BGR).max() <= 4
    assert (pixels[..., 3] == 255).all()
    assert np.abs(Scaler().bgr(frame).astype(int) - _BGR).max() <= 4


def test_brightness_is_read_in_place() -> None:
    frame = VideoFrame.from_ndarray(np.full((540, 640), 77, np.uint8), "yuv420p")
    assert luma(frame).shape == (360, 640)
    assert (luma(frame) == 77).all()


@given(
    source=st.tuples(st.integers(16, 7680), st.integers(16, 4320)),
    into=st.tuples(st.integers(2, 7680), st.integers(2, 4320)),
)
def test_a_picture_fits_and_keeps_its_shape(source: tuple[int, int], into: tuple[int, int]) -> None:
    width, height = fit(*source, into)
    assert width % 2 == height % 2 == 0
    assert 2 <= width <= into[0]
    assert 2 <= height <= into[1]
    scale = min(into[0] / source[0], into[1] / source[1])
    assert abs(width - source[0] * scale) <= 2
    assert abs(height - source[1] * scale) <= 2
