"""What goes wrong with cameras and camera hosts, and how long the wall takes to say so and return.

Sixteen tiles. Cameras reboot, have their cable pulled, four stay dead; a camera host is killed, or
stopped. Times are of what the tiles show, looked at every 10 ms.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks import machine
from benchmarks.errors import NotMeasured
from benchmarks.fault_log import FaultLog
from benchmarks.figures import NS_PER_S, Bar, bars_table, pair, shown, spread_ms, spread_s, table
from benchmarks.stage import ConsoleUnderTest, cameras_for, stage
from town.control import Act
from town.town import Town

_SIDE: Final = 4
_TILES: Final = _SIDE**2
_SETTLE_S: Final = 3
_APART_S: Final = 0.7
_RETURNS_WITHIN_S: Final = 45
_REBOOTS_S: Final = (4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 25)
_PULLED_S: Final = (4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
_DEAD: Final = 4
_DEAD_WINDOW_S: Final = 20
_PROBE_EVERY_S: Final = 0.02
_SILENT: Final[Act] = "unplug"

_CASES: Final = {
    "reboot_back": "camera answers again after a reboot → live",
    "pulled_marked": "last picture before packets stop → marked not live",
    "pulled_back": "packets return → live",
    "killed_not_live": "host killed: time its tiles were not live",
    "killed_back": "host killed → its tiles live again",
    "stopped_not_live": "host stopped: time its tiles were not live",
    "stopped_back": "host stopped → its tiles live again",
}


def measure() -> dict[str, Any]:
    """All faults, one kind after the other; about four minutes.

    Raises:
        NotMeasured: a tile did not come alive, or the console ended.
        TownError: the town or the virtual screen did not start.
    """
    described = machine.describe()
    cameras = cameras_for(_TILES)
    with Town.start(cameras) as town, stage(town) as console:
        console.show(_SIDE, cameras)
        console.wait_until_live()
        time.sleep(_SETTLE_S)
        faults = Faults(town, console, cameras)
        faults.reboots()
        faults.pulled_cables()
        faults.dead_cameras()
        faults.lost_hosts("killed", signal.SIGKILL)
        faults.lost_hosts("stopped", signal.SIGSTOP)
    result = {
        "machine": described,
        "cases_s": faults.cases_s,
        "others": faults.others,
    }
    return {**result, "bars": [bar.as_json() for bar in bars(result)]}


def as_table(result: dict[str, Any]) -> str:
    """The result for a person to read."""
    times = [
        [what, str(len(result["cases_s"][name])), pair(_spread(result, name), "p50", "p95", "max")]
        for name, what in _CASES.items()
    ]
    others = [
        [when, pair(each["loop_delay_ms"], "p50", "p99", "max"), shown(each["lost_percent"], 2)]
        for when, each in result["others"].items()
    ]
    return "\n\n".join(
        [
            table(["fault", "cases", "p50 / p95 / max s"], times),
            table(["the other tiles", "loop delay p50 / p99 / max ms", "pictures lost %"], others),
            bars_table(bars(result)),
        ]
    )


def bars(result: dict[str, Any]) -> list[Bar]:
    """The figures that have a bar."""
    others = result["others"]
    alone, dead = others["all cameras well"], others[f"{_DEAD} cameras dead"]
    return [
        Bar(
            "camera back after a reboot → live, p95", _spread(result, "reboot_back")["p95"], 3, "s"
        ),
        Bar("packets stop → marked, max", _spread(result, "pulled_marked")["max"], 2, "s"),
        Bar("packets return → live, max", _spread(result, "pulled_back")["max"], 5, "s"),
        Bar(f"{_DEAD} of {_TILES} cameras dead: others lose", dead["lost_percent"], 2, "%"),
        Bar(
            f"{_DEAD} of {_TILES} cameras dead: loop delay p99 less that with all well",
            round(dead["loop_delay_ms"]["p99"] - alone["loop_delay_ms"]["p99"], 2),
            1,
            "ms",
        ),
        *(
            bar
            for how in ("killed", "stopped")
            for bar in (
                Bar(
                    f"host {how}: time its tiles are not live, max",
                    _spread(result, f"{how}_not_live")["max"],
                    3,
                    "s",
                ),
                Bar(f"host {how}: others lose", others[f"a host {how}"]["lost_percent"], 2, "%"),
            )
        ),
    ]


class Faults:
    """Has the town and the hosts fail, and keeps what came of it.

    Attributes:
        cases_s: seconds of each case, by the names of `_CASES`.
        others: loop delay, and pictures lost by the tiles that nothing was done to.
    """

    def __init__(self, town: Town, console: ConsoleUnderTest, cameras: Sequence[int]) -> None:
        self._town = town
        self._console = console
        self._cameras = cameras
        self.cases_s: dict[str, list[float]] = {name: [] for name in _CASES}
        self.others: dict[str, dict[str, Any]] = {}

    def reboots(self) -> None:
        """Cameras that answer nobody for a while; from the moment at which they answer again."""
        with self._recorded() as logs:
            ends_s = {}
            for camera, seconds in zip(self._cameras, _REBOOTS_S, strict=False):
                self._town.say(camera, "reboot", seconds)
                ends_s[camera] = time.monotonic() + seconds
                time.sleep(_APART_S)
            answered_ns = self._answering(ends_s)
        for camera, at_ns in answered_ns.items():
            self._note("reboot_back", logs[0].live_from(camera, at_ns) - at_ns)

    def pulled_cables(self) -> None:
        """Cameras from which not a packet comes for a while, and nobody is told."""
        with self._recorded() as logs:
            pulled = {}
            for camera, seconds in zip(self._cameras, _PULLED_S, strict=False):
                self._town.say(camera, _SILENT, seconds)
                now_ns = time.monotonic_ns()
                pulled[camera] = now_ns, now_ns + seconds * NS_PER_S
                time.sleep(_APART_S)
            _sleep_until(max(back_ns for _, back_ns in pulled.values()))
        for camera, (away_ns, back_ns) in pulled.items():
            marked_ns = logs[0].marked(camera, away_ns)
            self._note("pulled_marked", marked_ns - logs[0].last_picture(camera, marked_ns))
            self._note("pulled_back", logs[0].live_from(camera, back_ns) - back_ns)

    def dead_cameras(self) -> None:
        """Some cameras refuse connections, from some nothing comes at all."""
        dead, others = self._cameras[:_DEAD], self._cameras[_DEAD:]
        self._watch_others("all cameras well", others)
        for index, camera in enumerate(dead):
            self._town.say(camera, "reboot" if index % 2 else _SILENT, 600)
        time.sleep(_SETTLE_S)
        self._watch_others(f"{_DEAD} cameras dead", others)
        for camera in dead:
            self._town.say(camera, "normal")
        self._await_live()

    def lost_hosts(self, how: str, end: signal.Signals) -> None:
        """Each camera host in turn gets the signal; what its tiles and the others show.

        Raises:
            NotMeasured: no host has the tiles' streams.
        """
        shown_pictures = sent = 0
        delays_ns: list[int] = []
        for index in range(len(self._hosts())):
            hosts = self._hosts()
            pid, hit = hosts[index]
            others = set(self._cameras) - hit
            with self._recorded() as logs:
                time.sleep(1)
                os.kill(pid, end)
                at_ns = time.monotonic_ns()
                time.sleep(_SETTLE_S)
            log = logs[0]
            for camera in hit:
                marked_ns = log.marked(camera, at_ns)
                self._note(f"{how}_back", log.live_from(camera, marked_ns) - at_ns)
                self._note(f"{how}_not_live", log.not_live_ns(camera, at_ns))
            shown_pictures += log.shown(others, at_ns, at_ns + _SETTLE_S * NS_PER_S)
            sent += self._sent(others, at_ns, at_ns + _SETTLE_S * NS_PER_S)
            delays_ns += log.loop_delays_ns
            time.sleep(_SETTLE_S)
        self._note_others(f"a host {how}", delays_ns, shown_pictures, sent)

    def _watch_others(self, when: str, cameras: Collection[int]) -> None:
        with self._recorded() as logs:
            start_ns = time.monotonic_ns()
            time.sleep(_DEAD_WINDOW_S)
            end_ns = time.monotonic_ns()
        self._note_others(
            when,
            logs[0].loop_delays_ns,
            logs[0].shown(cameras, start_ns, end_ns),
            self._sent(cameras, start_ns, end_ns),
        )

    def _note_others(
        self, when: str, delays_ns: Sequence[int], shown_pictures: int, sent: int
    ) -> None:
        if not sent:
            raise NotMeasured(f"no camera sent a picture while {when}")
        self.others[when] = {
            "loop_delay_ms": spread_ms(delays_ns),
            "sent": sent,
            "shown": shown_pictures,
            "lost_percent": round(100 * max(0.0, 1 - shown_pictures / sent), 3),
        }

    def _note(self, case: str, duration_ns: int) -> None:
        self.cases_s[case].append(round(duration_ns / NS_PER_S, 3))

    @contextmanager
    def _recorded(self) -> Iterator[list[FaultLog]]:
        """Record what the block does, and on until all tiles are live; then the log is in the list.

        Tiles that are not live in time stay so in the log.
        """
        logs: list[FaultLog] = []
        self._console.record(health=True)
        yield logs
        self._await_live()
        end_ns = time.monotonic_ns()
        logs.append(FaultLog(self._console.order("stop"), end_ns))

    def _await_live(self) -> None:
        self._console.order("await", within_s=_RETURNS_WITHIN_S)

    def _hosts(self) -> list[tuple[int, set[int]]]:
        """Process and cameras on the wall of each host that has some."""
        hosts = [
            (host["pid"], {camera for camera, stream in host["streams"] if stream == "sub"})
            for host in self._console.order("count")["hosts"]
        ]
        return [(pid, cameras) for pid, cameras in hosts if cameras]

    def _answering(self, ends_s: dict[int, float]) -> dict[int, int]:
        """When each camera took a connection again, after the end of its fault."""
        answered_ns: dict[int, int] = {}
        while len(answered_ns) < len(ends_s):
            for camera, end_s in ends_s.items():
                soon = time.monotonic() > end_s - 0.5
                if camera not in answered_ns and soon and self._answers(camera):
                    answered_ns[camera] = time.monotonic_ns()
            time.sleep(_PROBE_EVERY_S)
            if time.monotonic() > max(ends_s.values()) + _RETURNS_WITHIN_S:
                raise NotMeasured("a camera of the town did not return from its reboot")
        return answered_ns

    def _answers(self, camera: int) -> bool:
        address = urlsplit(self._town.camera(camera).sub_url)
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((address.hostname or "", address.port or 0)) == 0

    def _sent(self, cameras: Collection[int], start_ns: int, end_ns: int) -> int:
        return sum(
            start_ns <= sent_at_ns < end_ns
            for camera in cameras
            for _number, sent_at_ns in self._town.sent(camera, "sub")
        )


def _spread(result: dict[str, Any], name: str) -> dict[str, float]:
    return spread_s([round(seconds * NS_PER_S) for seconds in result["cases_s"][name]])


def _sleep_until(at_ns: int) -> None:
    time.sleep(max(0.0, (at_ns - time.monotonic_ns()) / NS_PER_S))
