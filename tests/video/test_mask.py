"""Whatever is behind a mask, the pixels that leave are the same."""

import sys
from collections.abc import Sequence
from types import FrameType

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from control_room.domain.camera import Mask
from control_room.video.mask import GREY, MaskPainter
from control_room.video.scale import Scaler

_HOUSE = Mask(((0.2, 0.2), (0.45, 0.25), (0.4, 0.6), (0.15, 0.5)))
_STAR = Mask(((0.5, 0.1), (0.7, 0.9), (0.1, 0.4), (0.9, 0.4), (0.3, 0.9)))
"""Crosses itself: its five tips enclose a space of their own."""
_YARD = Mask(((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.8, 0.9), (0.8, 0.2), (0.1, 0.2)))


def _behind(masks: Sequence[Mask], width: int, height: int) -> NDArray[np.bool_]:
    """Which of the camera's pixels have their middle inside a mask, by crossings counted."""
    y, x = (np.mgrid[0:height, 0:width] + 0.5) / np.array([height, width])[:, None, None]
    inside = np.zeros((height, width), bool)
    for mask in masks:
        turns = np.zeros((height, width), int)
        ends = (*mask.points[1:], mask.points[0])
        for (x0, y0), (x1, y1) in zip(mask.points, ends, strict=True):
            side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
            turns += ((y0 <= y) & (y < y1) & (side > 0)).astype(int)
            turns -= ((y1 <= y) & (y < y0) & (side < 0)).astype(int)
        inside |= turns != 0
    return inside


def _frames(
    masks: Sequence[Mask], source_px: tuple[int, int], pixel_format: str
) -> tuple[VideoFrame, VideoFrame]:
    """Two pictures that differ behind the masks only, and there as much as pictures can."""
    width, height = source_px
    dice = np.random.default_rng(3)
    street = dice.integers(0, 256, (height, width, 3), np.uint8)
    behind = _behind(masks, width, height)
    one, other = street.copy(), street.copy()
    one[behind], other[behind] = (255, 0, 0), (0, 255, 255)
    assert not np.array_equal(one, other)
    first, second = (VideoFrame.from_ndarray(each, "bgr24") for each in (one, other))
    return first.reformat(format=pixel_format), second.reformat(format=pixel_format)


def _leaving(scaler: Scaler, frame: VideoFrame, size_px: tuple[int, int]) -> NDArray[np.uint8]:
    pixels = np.zeros((size_px[1], size_px[0], 4), np.uint8)
    scaler.bgra(frame, pixels)
    return pixels


_EVEN = st.integers(20, 240).map(lambda half: 2 * half)
_POINT = st.tuples(st.floats(0, 1), st.floats(0, 1))


@given(
    mask=st.lists(_POINT, min_size=3, max_size=8).map(lambda points: Mask(tuple(points))),
    source_px=st.tuples(_EVEN, _EVEN),
    size_px=st.tuples(_EVEN, _EVEN),
    pixel_format=st.sampled_from(["yuv420p", "yuvj420p", "yuvj422p", "nv12"]),
)
@settings(max_examples=150, deadline=None)
def test_no_trace_of_what_is_behind_a_mask_leaves_in_any_size(
    mask: Mask, source_px: tuple[int, int], size_px: tuple[int, int], pixel_format: str
) -> None:
    if not _behind([mask], *source_px).any():
        return
    one, other = _frames([mask], source_px, pixel_format)
    scaler = Scaler([mask])
    assert np.array_equal(_leaving(scaler, one, size_px), _leaving(scaler, other, size_px))
    assert np.array_equal(scaler.bgr(one), scaler.bgr(other))


@pytest.mark.parametrize("mask", [_HOUSE, _STAR, _YARD])
@pytest.mark.parametrize("size_px", [(640, 360), (330, 186), (320, 180), (160, 90), (1280, 720)])
def test_a_masked_part_is_flat_grey_and_the_rest_untouched(
    mask: Mask, size_px: tuple[int, int]
) -> None:
    frame = _frames([mask], (640, 360), "yuv420p")[0]
    masked = _leaving(Scaler([mask]), frame, size_px)
    bare = _leaving(Scaler(), frame, size_px)
    behind = _behind([mask], *size_px)
    assert (masked[behind] == (GREY, GREY, GREY, 255)).all()
    touched = (masked != bare).any(axis=2)
    wider = _behind([mask], 640, 360).mean()
    assert touched.mean() < wider + 0.2
    assert not touched[0].any()  # the outlines stay away from the upper edge


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuvj420p", "nv12"])
@pytest.mark.parametrize("size_px", [(640, 360), (320, 180), (330, 186)])
def test_whoever_looks_meanwhile_never_sees_what_is_behind_a_mask(
    pixel_format: str, size_px: tuple[int, int]
) -> None:
    frame = _frames([_HOUSE], (640, 360), pixel_format)[0]
    behind = _behind([_HOUSE], *size_px)
    into = np.full((size_px[1], size_px[0], 4), GREY, np.uint8)
    seen: list[bool] = []

    def look(_frame: FrameType, _event: str, _what: object) -> None:
        """Between any two steps."""
        seen.append(bool((into[behind][:, :3] == GREY).all()))

    scaler = Scaler([_HOUSE])
    for _ in range(2):
        sys.setprofile(look)
        try:
            scaler.bgra(frame, into)
        finally:
            sys.setprofile(None)
    assert len(seen) > 10
    assert all(seen)
    assert np.array_equal(into, _leaving(scaler, frame, size_px))


def test_the_space_between_the_tips_of_a_star_is_masked() -> None:
    pixels = np.zeros((180, 320, 4), np.uint8)
    MaskPainter([_STAR]).burn(pixels, (640, 360))
    assert (pixels[90, 160] == (GREY, GREY, GREY, 255)).all()


def test_the_space_that_a_mask_goes_around_stays_open() -> None:
    pixels = np.zeros((180, 320, 4), np.uint8)
    MaskPainter([_YARD]).burn(pixels, (640, 360))
    assert not pixels[120, 160].any()


def test_a_mask_over_the_whole_picture_leaves_nothing() -> None:
    everything = Mask(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
    pixels = np.zeros((36, 64, 3), np.uint8)
    MaskPainter([everything]).burn(pixels, (640, 360))
    assert (pixels == GREY).all()


def test_many_masks_and_many_sizes() -> None:
    scaler = Scaler([_HOUSE, _STAR])
    one, other = _frames([_HOUSE, _STAR], (640, 360), "yuv420p")
    for width in range(40, 400, 24):
        size_px = width, width * 9 // 16 // 2 * 2
        assert np.array_equal(_leaving(scaler, one, size_px), _leaving(scaler, other, size_px))
