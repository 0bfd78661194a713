"""The number in a picture survives what happens to pictures."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from town import frame_number


def _noisy_picture() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (1080, 1920, 3), dtype=np.uint8)


@given(number=st.integers(0, frame_number.MAX_NUMBER))
def test_a_number_survives_scaling_and_strong_compression(number: int) -> None:
    picture = np.full((1080, 1920, 3), (70, 120, 90), np.uint8)
    frame_number.draw(picture, number)
    small = cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA)
    seen = cv2.imdecode(
        cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], cv2.IMREAD_COLOR
    )
    assert frame_number.read(seen) == number


@pytest.mark.parametrize("width", [320, 427, 640, 960, 1279, 1920, 3840])
def test_a_number_is_read_at_any_size(width: int) -> None:
    picture = _noisy_picture()
    frame_number.draw(picture, 2730)
    scaled = cv2.resize(picture, (width, width * 9 // 16), interpolation=cv2.INTER_AREA)
    assert frame_number.read(scaled) == 2730


def test_grey_and_bgra_pictures_are_read_alike() -> None:
    picture = _noisy_picture()
    frame_number.draw(picture, 299)
    assert frame_number.read(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)) == 299
    assert frame_number.read(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA)) == 299


def test_a_picture_without_a_number_has_none() -> None:
    assert frame_number.read(_noisy_picture()) is None
    assert frame_number.read(np.zeros((360, 640), np.uint8)) is None
    assert frame_number.read(np.zeros((20, 20), np.uint8)) is None


def test_a_damaged_number_is_not_guessed() -> None:
    picture = np.zeros((360, 640, 3), np.uint8)
    frame_number.draw(picture, 5)
    picture[354:, 8 * 10 : 8 * 11] = 255  # one bit of the number, not of its proof
    assert frame_number.read(picture) is None


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="4096"):
        frame_number.draw(np.zeros((360, 640, 3), np.uint8), 4096)
