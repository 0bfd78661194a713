"""A mask that may not cover in one of two streams is told."""

import pytest

from control_room.domain.camera import CameraId, Stream
from control_room.video.framing import Framings, have_one_shape

_CAMERA, _OPEN = CameraId(12), CameraId(14)


@pytest.mark.parametrize(
    ("one_px", "other_px", "same"),
    [
        ((1920, 1080), (640, 360), True),
        ((1920, 1080), (212, 120), True),  # of a small tile
        ((2592, 1944), (640, 480), True),
        ((1920, 1080), (640, 480), False),
        ((640, 480), (1280, 720), False),
        ((1920, 1080), (480, 300), False),
        ((1920, 1080), (1080, 1920), False),
    ],
)
def test_shapes(one_px: tuple[int, int], other_px: tuple[int, int], same: bool) -> None:
    assert have_one_shape(one_px, other_px) is same
    assert have_one_shape(other_px, one_px) is same


def test_streams_of_a_masked_camera_that_differ_are_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    framings = Framings([_CAMERA])
    wide, narrow = (1920, 1080), (640, 480)
    framings.look({(_CAMERA, Stream.SUB): narrow})
    framings.look({(_CAMERA, Stream.SUB): narrow, (_CAMERA, Stream.MAIN): (0, 0)})
    framings.look({(_OPEN, Stream.SUB): narrow, (_OPEN, Stream.MAIN): wide})
    assert caplog.messages == []
    for _ in range(3):
        framings.look({(_CAMERA, Stream.SUB): narrow, (_CAMERA, Stream.MAIN): wide})
    (message,) = caplog.messages
    assert message.startswith("camera 12: its pictures have different shapes (main 1920×1080, ")


def test_streams_of_one_shape_are_no_news(caplog: pytest.LogCaptureFixture) -> None:
    Framings([_CAMERA]).look(
        {(_CAMERA, Stream.SUB): (640, 360), (_CAMERA, Stream.MAIN): (960, 540)}
    )
    assert caplog.messages == []
