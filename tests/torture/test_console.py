"""The whole console, hostile cameras among its tiles, while its real hosts are ended under it."""

import os
import signal
import time

import pytest
from PySide6.QtCore import Qt, QTimer

from control_room.domain.agent import Role
from control_room.domain.camera import Health, Stream
from control_room.video.hosts import CameraHosts
from tests.torture.conftest import source
from tests.ui.conftest import CAMERAS, Site

pytestmark = pytest.mark.timeout(300)  # the first of them may have to make the films

TICK_MS = 20
LONGEST_GAP_S = 1.0
BACK_WITHIN_MS = 10_000
HEALTHY = CAMERAS[:3]
HOSTILE = (
    "silent",
    "floods_before_answering",
    "endless_401",
    "garbage_between_frames",
    "size_changes",
    "random_units",
)


class Gaps:
    """The longest time in which the console's loop did not turn."""

    def __init__(self, parent):
        self.longest_s = 0.0
        self._at_s = time.monotonic()
        self._timer = QTimer(parent, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self):
        now_s = time.monotonic()
        self.longest_s = max(self.longest_s, now_s - self._at_s - TICK_MS / 1000)
        self._at_s = now_s


@pytest.fixture
def hosts(hostile):
    names = {camera.id: "well_behaved" for camera in CAMERAS}
    names |= {
        camera.id: name for camera, name in zip(CAMERAS[len(HEALTHY) :], HOSTILE, strict=False)
    }
    hosts = CameraHosts(
        [
            source(camera, hostile.url(name), stream)
            for camera, name in names.items()
            for stream in Stream
        ],
        hosts=2,
    )
    hosts.start()
    yield hosts
    hosts.stop()


@pytest.fixture
def console(qtbot, tmp_path, hosts):
    site = Site(qtbot, tmp_path)
    site.street = hosts
    site.add_agents()
    site.open()
    yield site.sign_in(Role.OPERATOR)
    site.close()


def test_the_console_goes_on_when_hosts_are_ended(console, hosts, qtbot, tell):
    wall = console.live.wall

    def all_live():
        # The hosts' word as well: what the wall shows is as old as its last paint.
        return all(
            wall.state_shown(camera.id).health is Health.LIVE
            and hosts.state(camera.id, Stream.SUB).health is Health.LIVE
            for camera in HEALTHY
        )

    def pid_of_the_host_of(camera):
        watching = [
            each.pid for each in hosts.statistics() if (camera.id, Stream.SUB) in each.streams
        ]
        return watching[0]

    qtbot.waitUntil(all_live, timeout=BACK_WITHIN_MS)
    gaps = Gaps(console)
    for blow in (signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV):
        struck = pid_of_the_host_of(HEALTHY[0])
        os.kill(struck, blow)
        qtbot.waitUntil(
            lambda struck=struck: struck not in [each.pid for each in hosts.statistics()],
            timeout=BACK_WITHIN_MS,
        )
        qtbot.waitUntil(all_live, timeout=BACK_WITHIN_MS)
    tell(
        f"console, {len(HOSTILE)} hostile cameras on its wall, a host killed, stopped, faulting:"
        f" longest gap of its loop {gaps.longest_s * 1000:.0f} ms"
    )
    assert gaps.longest_s < LONGEST_GAP_S
