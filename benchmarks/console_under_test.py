"""The real console in a process of its own, signed in, that does what a benchmark orders.

Orders are lines of JSON on standard input, answers lines of JSON on standard output, one each, in
the same order; `benchmarks.stage` is the other side. The first answer, before any order, says that
the operator is signed in. The console ends when its standard input is closed.

    | order                            | answer                                                  |
    | -------------------------------- | ------------------------------------------------------- |
    | show: side, cameras (or null)    | once it was asked of the wall: at_ns                    |
    | await: within_s                  | once every tile is live, or too late: not_live          |
    | record: after_ms, numbers, health| at once: start_ns, cameras, tile_px                     |
    | stop                             | pictures painted since start_ns, delays, and the rest   |
    | count                            | the hosts' processes and streams, the sum of counters   |
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.figures import NS_PER_MS
from benchmarks.number_sampler import NumberSampler
from control_room import app, installation, settings, site
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import CameraId, Health
from control_room.domain.wall import Arrangement, square
from control_room.places import DataFolder
from control_room.ui.appearance import dress
from control_room.ui.console import Console
from control_room.ui.sign_in import SignInPage
from control_room.video.hosts import CameraHosts
from widgets.theme import DARK
from widgets.video_wall import VideoWall

_OPERATOR, _PASSWORD = "07", "of-a-database-that-is-thrown-away"
_POLL_MS = 50
_HEALTH_POLL_MS = 10
"""How exactly a change of health is dated; the wall itself looks every 20 ms."""
_READ_BYTES = 65_536


def main() -> int:
    """Show the console until standard input is closed."""
    options = _parser().parse_args()
    folder = DataFolder(options.data)
    chosen, town = settings.load(folder), site.load(options.site, folder)
    application = QApplication(["vigie"])
    app.speak(application, chosen.language)
    dress(application, DARK)
    hosts = CameraHosts(town.sources)
    hosts.start()
    try:
        with installation.opened(folder, chosen, town) as opened:
            access = opened.services.access
            access.add_agent("01", Role.SUPERVISOR, Quality.NONE, _PASSWORD, by=None)
            access.add_agent(_OPERATOR, Role.OPERATOR, Quality.NONE, _PASSWORD, by=None)
            with app.console(opened, hosts, chosen, town) as window:
                window.setGeometry(application.primaryScreen().geometry())
                window.show()
                orders = Orders(window, hosts)
                orders.start()
                return application.exec()
    finally:
        hosts.stop()


class Orders(QObject):
    """Hears orders and answers them, never two at a time."""

    def __init__(self, window: Console, hosts: CameraHosts) -> None:
        super().__init__()
        self._window = window
        self._hosts = hosts
        self._heard = b""
        self._ears = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._ears.activated.connect(self._hear)
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._ask_again)
        self._question: Callable[[], dict[str, object] | None] = dict
        self._recording: Recording | None = None

    def start(self) -> None:
        """Sign in with the form's own signal; the first answer says that it is done."""
        self._window.findChildren(SignInPage)[0].sign_in_requested.emit(_OPERATOR, _PASSWORD)
        self._answer_when(lambda: {"signed_in": True} if self._window.live is not None else None)

    @property
    def _wall(self) -> VideoWall:
        assert self._window.live is not None
        return self._window.live.wall

    def _hear(self) -> None:
        words = os.read(sys.stdin.fileno(), _READ_BYTES)
        if not words:
            QApplication.quit()
            return
        *lines, self._heard = (self._heard + words).split(b"\n")
        for line in lines:
            try:
                self._obey(json.loads(line))
            except Exception:
                QApplication.exit(1)  # nobody shall wait for an answer that does not come
                raise

    def _obey(self, order: dict[str, Any]) -> None:
        match order["do"]:
            case "show":
                _tell({"at_ns": time.monotonic_ns()})
                self._show(order["side"], order["cameras"])
            case "await":
                deadline_s = time.monotonic() + order["within_s"]
                self._answer_when(lambda: self._not_live(deadline_s))
            case "record":
                self._recording = Recording(self._wall, self._hosts, order)
                _tell(self._recording.announced())
            case "stop":
                assert self._recording is not None
                _tell(self._recording.stopped())
                self._recording = None
            case "count":
                _tell(_counted(self._hosts))

    def _show(self, side: int, cameras: Sequence[CameraId] | None) -> None:
        """Put a square layout on the wall, with these cameras on its tiles, or those that come."""
        if cameras is None:
            self._wall.show_layout(square(side))
        else:
            self._wall.show_arrangement(Arrangement(square(side), tuple(cameras)))

    def _not_live(self, deadline_s: float) -> dict[str, object] | None:
        """The tiles that are not live: none, or those that are still not at the deadline."""
        states = {camera.id: self._wall.state_shown(camera.id) for camera in self._wall.cameras()}
        not_live = {
            camera: state.health if state else None
            for camera, state in states.items()
            if state is None or state.health is not Health.LIVE
        }
        return {"not_live": not_live} if not not_live or time.monotonic() > deadline_s else None

    def _answer_when(self, question: Callable[[], dict[str, object] | None]) -> None:
        self._question = question
        self._poll.start()

    def _ask_again(self) -> None:
        answer = self._question()
        if answer is not None:
            self._poll.stop()
            _tell(answer)


class Recording(QObject):
    """What the wall paints from a moment on, until it is stopped."""

    def __init__(self, wall: VideoWall, hosts: CameraHosts, order: dict[str, Any]) -> None:
        super().__init__()
        self._wall = wall
        self._hosts = hosts
        self._cameras = [camera.id for camera in wall.cameras()]
        self._start_ns = time.monotonic_ns() + order["after_ms"] * NS_PER_MS
        self._numbers = (
            NumberSampler(wall, hosts.still_valid, self._cameras) if order["numbers"] else None
        )
        self._health: dict[CameraId, str] = {}
        self._changes: list[tuple[CameraId, str, int]] = []
        self._health_poll = QTimer(
            self, interval=_HEALTH_POLL_MS, timerType=Qt.TimerType.PreciseTimer
        )
        self._health_poll.timeout.connect(self._note_health)
        self._before: Counter[str] = Counter()
        self._watches_health = order["health"]
        self._begins = QTimer(
            self, singleShot=True, interval=order["after_ms"], timerType=Qt.TimerType.PreciseTimer
        )
        self._begins.timeout.connect(self._begin)
        self._begins.start()

    def announced(self) -> dict[str, object]:
        """When it begins, of which cameras, and how large a tile's picture is."""
        box = self._wall.picture_box(self._cameras[0])
        ratio = self._wall.devicePixelRatioF()
        return {
            "start_ns": self._start_ns,
            "cameras": self._cameras,
            "tile_px": [round(box.width() * ratio), round(box.height() * ratio)],
        }

    def stopped(self) -> dict[str, object]:
        """All that was recorded; nothing is from now on."""
        statistics = self._wall.statistics
        statistics.recording = False
        self._health_poll.stop()
        since = _sum_of_counters(self._hosts)
        since.subtract(self._before)
        return {
            "cameras": self._cameras,
            "pictures": [
                (each.camera, each.stream, each.received_at_ns, each.painted_at_ns)
                for each in statistics.pictures
            ],
            "loop_delays_ns": list(statistics.tick_lags_ns),
            "paint_times_ns": list(statistics.paint_times_ns),
            "counted": since,
            "health": self._changes,
            "numbers": self._numbers.stopped(statistics.pictures) if self._numbers else [],
        }

    def _begin(self) -> None:
        self._before = _sum_of_counters(self._hosts)
        if self._numbers is not None:
            self._numbers.start()
        if self._watches_health:
            self._health_poll.start()
        self._wall.statistics.start()

    def _note_health(self) -> None:
        """Note each tile whose state is another than before, the first state of each too."""
        now_ns = time.monotonic_ns()
        for camera in self._wall.cameras():
            state = self._wall.state_shown(camera.id)
            health = state.health if state else Health.CONNECTING
            if self._health.get(camera.id) != health:
                self._health[camera.id] = health
                self._changes.append((camera.id, health, now_ns))


def _counted(hosts: CameraHosts) -> dict[str, object]:
    return {
        "hosts": [
            {
                "pid": host.pid,
                "restarts": host.restarts,
                "streams": list(host.streams),
            }
            for host in hosts.statistics()
        ],
        "counted": _sum_of_counters(hosts),
    }


def _sum_of_counters(hosts: CameraHosts) -> Counter[str]:
    """What the hosts have counted, over all streams, and how often hosts were restarted.

    What cannot be added up, as how far back each ring reaches, stays out.
    """
    counted: Counter[str] = Counter()
    for host in hosts.statistics():
        counted["restarts"] += host.restarts
        for stream in host.streams.values():
            counted.update(asdict(stream))
    del counted["ring_ns"]
    return counted


def _tell(answer: dict[str, object]) -> None:
    print(json.dumps(answer), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Started by `python -m benchmarks`.")
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main())
