"""The real console in a process of its own, signed in, with a square wall; tells what it painted.

`benchmarks.wall` starts it and reads two lines of JSON from its standard output:

1. once every tile is live and has run for a while: when the window begins, and the streams shown;
2. after the window: every picture painted, the wall's delays, the hosts' counts, and the frame
   numbers read from about one picture a tile and second.

It stays on screen until its standard input is closed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.figures import NS_PER_MS
from control_room import app, installation, settings, site
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import CameraId, Health, Stream
from control_room.domain.picture import Picture
from control_room.domain.wall import square
from control_room.places import DataFolder
from control_room.ui.appearance import dress
from control_room.ui.console import Console
from control_room.ui.sign_in import SignInPage
from control_room.video.hosts import CameraHosts
from town import frame_number
from widgets.theme import DARK

_OPERATOR, _PASSWORD = "07", "of-a-database-that-is-thrown-away"

_LIVE_WITHIN_S = 60
_SETTLE_MS = 3000
_AHEAD_MS = 300
"""The window is announced this long before it begins, so that the other side is there in time."""

_STRIP_SHARE = 20
"""The frame number is within the last twentieth of a picture's rows."""


def main() -> int:
    """Show the console until standard input is closed; 1 when a tile did not come alive."""
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
                measurement = Measurement(window, hosts, options.side, options.seconds)
                leave = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
                leave.activated.connect(application.quit)
                measurement.start()
                return application.exec()
    finally:
        hosts.stop()


class Measurement(QObject):
    """Signs in, waits until all tiles of a square wall are live, then records for some seconds."""

    def __init__(self, window: Console, hosts: CameraHosts, side: int, seconds: int) -> None:
        super().__init__()
        self._window = window
        self._hosts = hosts
        self._side = side
        self._samples: list[Picture] = []
        self._next_tile = 0
        self._poll = QTimer(self, interval=100)
        self._poll.timeout.connect(self._begin_when_live)
        # A coarse timer may end a window of 20 s a second early.
        self._window_end = QTimer(
            self, singleShot=True, interval=seconds * 1000, timerType=Qt.TimerType.PreciseTimer
        )
        self._window_end.timeout.connect(self._end)
        self._sampler = QTimer(self, interval=round(1000 / side**2))
        self._sampler.timeout.connect(self._sample)

    def start(self) -> None:
        """Sign in with the form's own signal; the rest follows."""
        self._deadline_s = time.monotonic() + _LIVE_WITHIN_S
        self._window.findChildren(SignInPage)[0].sign_in_requested.emit(_OPERATOR, _PASSWORD)
        self._poll.start()

    def _begin_when_live(self) -> None:
        states = []
        if self._window.live is not None:
            self._wall = self._window.live.wall
            if self._wall.wall_layout != square(self._side):
                self._wall.show_layout(square(self._side))
            self._cameras = [camera.id for camera in self._wall.cameras()]
            states = [self._wall.state_shown(camera) for camera in self._cameras]
        if states and all(state is not None and state.health is Health.LIVE for state in states):
            self._poll.stop()
            QTimer.singleShot(_SETTLE_MS, self._announce)
        elif time.monotonic() > self._deadline_s:
            self._poll.stop()
            print(f"not all tiles are live: {states or 'nobody is signed in'}", file=sys.stderr)
            QApplication.exit(1)

    def _announce(self) -> None:
        start_ns = time.monotonic_ns() + _AHEAD_MS * NS_PER_MS
        _tell({"start_ns": start_ns, "streams": sorted(self._wall.wanted())})
        QTimer.singleShot(_AHEAD_MS, self._begin)

    def _begin(self) -> None:
        self._counted_before = self._counted()
        self._sampler.start()
        self._wall.statistics.start()
        self._window_end.start()

    def _end(self) -> None:
        self._wall.statistics.recording = False
        self._sampler.stop()
        counted = self._counted()
        counted.subtract(self._counted_before)
        _tell(
            {
                "cameras": self._cameras,
                "pictures": [
                    (each.camera, each.stream, each.received_at_ns, each.painted_at_ns)
                    for each in self._wall.statistics.pictures
                ],
                "loop_delays_ns": list(self._wall.statistics.tick_lags_ns),
                "paint_times_ns": list(self._wall.statistics.paint_times_ns),
                "counted": counted,
                "numbers": self._numbers(),
            }
        )

    def _sample(self) -> None:
        """Keep the lowest rows of the next tile's picture; their number is read afterwards."""
        camera = self._cameras[self._next_tile % len(self._cameras)]
        self._next_tile += 1
        picture = self._wall.picture_shown(camera)
        if picture is None:
            return
        strip_bytes = picture.height_px // _STRIP_SHARE * picture.stride_bytes
        strip = bytes(picture.pixels[-strip_bytes:])
        if self._hosts.still_valid(picture):
            self._samples.append(replace(picture, pixels=memoryview(strip)))

    def _numbers(self) -> list[tuple[CameraId, Stream, int, int]]:
        """Camera, stream, frame number and moment of paint of the sampled pictures."""
        painted: dict[tuple[CameraId, int], int] = {}
        for each in self._wall.statistics.pictures:
            painted.setdefault((each.camera, each.received_at_ns), each.painted_at_ns)
        numbers = []
        for strip in self._samples:
            number = _number_in(strip)
            painted_at_ns = painted.get((strip.camera, strip.received_at_ns))
            if number is not None and painted_at_ns is not None:
                numbers.append((strip.camera, strip.stream, number, painted_at_ns))
        return numbers

    def _counted(self) -> Counter[str]:
        """What the hosts have counted, over all streams, and how often hosts were restarted."""
        counted: Counter[str] = Counter()
        for host in self._hosts.statistics():
            counted["restarts"] += host.restarts
            for stream in host.streams.values():
                counted.update(asdict(stream))
        return counted


def _number_in(strip: Picture) -> int | None:
    """The frame number of a picture of which only the lowest rows were kept."""
    lines = np.frombuffer(strip.pixels, np.uint8).reshape(-1, strip.stride_bytes)
    pixels = np.zeros((strip.height_px, strip.width_px, 4), np.uint8)
    pixels[-len(lines) :] = lines[:, : strip.width_px * 4].reshape(len(lines), -1, 4)
    return frame_number.read(pixels)


def _tell(answer: dict[str, object]) -> None:
    print(json.dumps(answer), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Started by `python -m benchmarks wall`.")
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--side", type=int, required=True, help="tiles in a row of the wall")
    parser.add_argument("--seconds", type=int, required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main())
