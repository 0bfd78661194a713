"""A camera whose packets all come, and make no sense, is never believed for long."""

import time

import pytest

from control_room.domain.camera import CameraId, Health, Stream, StreamUse
from town.town import Town

from .conftest import Watch

pytestmark = pytest.mark.town

H265 = CameraId(22)


def test_h265_that_ffmpeg_conceals_is_unreadable_all_the_same() -> None:
    with Town.start([H265]) as town:
        watch = Watch(town)
        watch.hosts.start()
        try:
            watch.hosts.show({(H265, Stream.SUB): StreamUse((320, 180))})
            watch.becomes(H265, Health.LIVE, 15)
            town.say(H265, "garble", 60)
            watch.becomes(H265, Health.UNREADABLE, 20)
            until = time.monotonic() + 6
            while time.monotonic() < until:
                assert watch.state(H265).health is not Health.LIVE
                time.sleep(0.01)
            town.say(H265, "normal")
            watch.becomes(H265, Health.LIVE, 16)
        finally:
            watch.hosts.stop()
