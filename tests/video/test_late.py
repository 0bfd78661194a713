"""Pictures that come, and come late: none of them looks live, and a shot of one says so."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from control_room.domain.camera import Health, Stream, StreamUse
from control_room.video.hosts import CameraHosts, StreamSource
from town.town import Town

from .conftest import SQUARE, wait_for
from .delay_line import DelayLine

pytestmark = [pytest.mark.town, pytest.mark.timeout(60)]

_KEY = (SQUARE, Stream.SUB)


@pytest.fixture
def line(town: Town) -> Iterator[DelayLine]:
    """The line to one camera."""
    url = urlsplit(town.cameras[0].sub_url)
    assert url.hostname is not None
    with DelayLine(url.hostname, url.port or 554) as line:
        yield line


@pytest.fixture
def hosts(town: Town, line: DelayLine) -> Iterator[CameraHosts]:
    """What watches that camera over that line."""
    path = urlsplit(town.cameras[0].sub_url).path
    hosts = CameraHosts([StreamSource(*_KEY, f"rtsp://127.0.0.1:{line.port}{path}")], hosts=1)
    hosts.start()
    hosts.show({_KEY: StreamUse((640, 360))})
    wait_for(lambda: hosts.state(*_KEY).health is Health.LIVE, 10, "live")
    yield hosts
    hosts.stop()


@pytest.mark.parametrize("use", [StreamUse((640, 360)), StreamUse(None)])
def test_pictures_that_waited_on_the_line_are_late(
    hosts: CameraHosts, line: DelayLine, use: StreamUse
) -> None:
    hosts.show({_KEY: use})
    usual = Health.LIVE if use.size_px else Health.RECEIVED
    wait_for(lambda: hosts.state(*_KEY).health is usual, 3, f"{usual}")
    first = hosts.cut(*_KEY)
    assert first.health is usual
    for tenth in range(24):  # slowly: pictures never cease to come
        line.delay_s = tenth / 10
        time.sleep(0.2)

    def is_late() -> bool:
        state = hosts.state(*_KEY)
        age_s = (time.monotonic_ns() - state.since_ns) / 1e9
        return state.health is Health.LATE and 2.1 < age_s < 3

    wait_for(is_late, 3, "late, by as much as the line takes")
    shot = hosts.cut(*_KEY)
    assert shot.health is Health.LATE
    assert shot.source == first.source  # the connection is the same
    assert time.monotonic_ns() - shot.received_at_ns < 1e9  # and pictures come
    line.delay_s = 0.0
    wait_for(lambda: hosts.state(*_KEY).health is usual, 3, f"{usual} again")
