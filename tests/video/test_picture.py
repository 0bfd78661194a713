"""Frozen and dark are told from live, and from a quiet night."""

from datetime import UTC, datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from control_room.domain.camera import CameraId, Health, Stream
from control_room.domain.picture import ShownPicture
from control_room.video.picture import PictureWatch, png

_SECOND_NS = 1_000_000_000
_STREET = np.tile(np.linspace(20, 220, 640, dtype=np.uint8), (360, 1))
_NIGHT = np.full((360, 640), 18, np.uint8)
_NIGHT[100:110, 300:310] = 200  # a lamp
_COVERED = np.full((360, 640), 18, np.uint8)


def _health_after(pictures: list[NDArray[np.uint8]]) -> Health:
    """The verdict at the end of a minute's beginning: 25 pictures a second."""
    watch = PictureWatch()
    now_ns = _SECOND_NS
    for brightness in pictures:
        now_ns += _SECOND_NS // 25
        if watch.wants(now_ns):
            watch.look(brightness, now_ns)
    return watch.health(now_ns)[0]


def _noisy(still: NDArray[np.uint8], count: int, amount: int) -> list[NDArray[np.uint8]]:
    dice = np.random.default_rng(5)
    return [still + dice.integers(0, amount + 1, still.shape, np.uint8) for _ in range(count)]


def test_the_same_picture_over_and_over_is_frozen() -> None:
    assert _health_after([_STREET] * 70) is Health.LIVE
    assert _health_after([_STREET] * 90) is Health.FROZEN


def test_an_encoder_that_repeats_one_group_of_pictures_is_frozen() -> None:
    group = [_STREET, *[_STREET + np.uint8(1)] * 49]
    assert _health_after(group * 4) is Health.FROZEN


def test_a_quiet_night_is_neither_frozen_nor_dark() -> None:
    assert _health_after(_noisy(_NIGHT, 250, amount=1)) is Health.LIVE


def test_a_covered_camera_is_dark_in_spite_of_its_noise() -> None:
    assert _health_after(_noisy(_COVERED, 25, amount=3)) is Health.LIVE
    assert _health_after(_noisy(_COVERED, 75, amount=3)) is Health.DARK


def test_light_ends_the_dark() -> None:
    assert _health_after([*_noisy(_COVERED, 75, 3), *_noisy(_STREET, 10, 3)]) is Health.LIVE


def test_the_file_holds_the_very_pixels() -> None:
    rows = np.random.default_rng(1).integers(0, 256, (36, 70, 4), np.uint8)
    now = datetime.now(UTC)
    picture = ShownPicture(
        camera=CameraId(1),
        stream=Stream.SUB,
        width_px=64,
        height_px=36,
        stride_bytes=280,
        sequence=1,
        pts_90khz=None,
        received_at_ns=1,
        received_at=now,
        source=1,
        shown_at=now,
        health=Health.LIVE,
        pixels=rows.tobytes(),
    )
    decoded = cv2.imdecode(np.frombuffer(png(picture), np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(decoded, rows[:, :64, :3])
