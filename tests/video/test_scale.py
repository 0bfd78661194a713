"""Colours and shapes reach the screen as the camera meant them."""

import cv2
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
        ("yuvj444p", 360, Colorspace.ITU601, ColorRange.JPEG),
        ("nv12", 360, Colorspace.ITU601, ColorRange.MPEG),
        ("yuv420p10le", 720, Colorspace.ITU709, ColorRange.MPEG),
    ],
)
@pytest.mark.parametrize("size_px", [None, (320, 180), (402, 226), (212, 120)])
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


def test_ten_bits_of_brightness_become_eight() -> None:
    frame = VideoFrame.from_ndarray(np.full((540, 640), 120, np.uint8), "yuv420p")
    deep = luma(frame.reformat(format="yuv420p10le"))
    assert deep.shape == (360, 640)
    assert np.abs(deep.astype(int) - 120).max() <= 6


@pytest.mark.parametrize("width_px", [640, 642, 644, 646])
@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuvj420p", "yuv422p"])
def test_every_column_is_painted(width_px: int, pixel_format: str) -> None:
    grey = VideoFrame.from_ndarray(np.full((36, width_px, 3), 150, np.uint8), "bgr24")
    frame = grey.reformat(format=pixel_format)
    pixels = np.zeros((36, width_px, 4), np.uint8)
    Scaler().bgra(frame, pixels)
    assert np.abs(pixels[..., :3].astype(int) - 150).max() <= 4
    assert np.abs(Scaler().bgr(frame).astype(int) - 150).max() <= 4


def _rings() -> VideoFrame:
    """Rings that are finer and finer: whatever skips pixels makes other rings of them."""
    y, x = np.mgrid[0:360, 0:640].astype(np.float32)
    rings = 128 + 100 * np.cos((np.square(x - 320) + np.square(y - 180)) / 400)
    picture = cv2.cvtColor(rings.astype(np.uint8), cv2.COLOR_GRAY2BGR)
    return VideoFrame.from_ndarray(picture, "bgr24").reformat(format="yuv420p")


@pytest.mark.parametrize(
    "size_px", [(480, 270), (330, 186), (320, 180), (300, 168), (210, 118), (160, 90), (100, 56)]
)
def test_fine_lines_are_averaged_not_skipped(size_px: tuple[int, int]) -> None:
    frame = _rings()
    width, height = size_px
    whole = np.zeros((360, 640, 4), np.uint8)
    Scaler().bgra(frame, whole)
    average = cv2.resize(whole, size_px, interpolation=cv2.INTER_AREA)
    pixels = np.zeros((height, width, 4), np.uint8)
    Scaler().bgra(frame, pixels)
    assert cv2.PSNR(pixels, average) > 38


def test_a_scaler_follows_a_camera_that_changes_its_pictures() -> None:
    scaler = Scaler()
    pixels = np.zeros((180, 320, 4), np.uint8)
    for pixel_format, height_px, reach in (
        ("yuv420p", 360, ColorRange.MPEG),
        ("yuvj420p", 360, ColorRange.JPEG),
        ("yuv420p", 720, ColorRange.MPEG),
        ("yuv420p", 360, ColorRange.JPEG),
        ("yuv420p", 360, ColorRange.MPEG),
    ):
        scaler.bgra(_frame(pixel_format, height_px, Colorspace.ITU601, reach), pixels[:, :160])
        matrix = Colorspace.ITU709 if height_px == 720 else Colorspace.ITU601
        scaler.bgra(_frame(pixel_format, height_px, matrix, reach), pixels)
        assert np.abs(pixels[..., :3].astype(int) - _BGR).max() <= 4


def test_an_exact_half_is_preferred_to_a_few_pixels_more() -> None:
    assert fit(640, 360, (322, 200)) == (320, 180)
    assert fit(1920, 1080, (483, 300)) == (480, 270)
    assert fit(640, 360, (330, 186)) == (320, 180)
    assert fit(640, 360, (340, 192)) == (340, 190)
    assert fit(640, 360, (319, 180)) == (318, 178)


@given(
    source=st.tuples(st.integers(16, 7680), st.integers(16, 4320)),
    into=st.tuples(st.integers(2, 7680), st.integers(2, 4320)),
)
def test_a_picture_fits_keeps_its_shape_and_is_hardly_enlarged(
    source: tuple[int, int], into: tuple[int, int]
) -> None:
    width, height = fit(*source, into)
    assert width % 2 == height % 2 == 0
    assert 2 <= width <= into[0]
    assert 2 <= height <= into[1]
    scale = min(into[0] / source[0], into[1] / source[1])
    if scale >= 1.5 and source[0] % 2 == source[1] % 2 == 0:
        assert (width, height) == source
        return
    assert source[0] * scale * 23 / 24 - 4 <= width <= source[0] * scale + 4
    assert source[1] * scale * 23 / 24 - 4 <= height <= source[1] * scale + 4
