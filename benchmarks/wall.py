"""The console with live pictures on a wall of N tiles: what it costs, how fresh its pictures are.

The real console runs on a screen of its own, 1920×1080, its cameras are the simulated town's. Who
decodes the same streams for comparison does it afterwards, in the same run.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from benchmarks import machine, peers
from benchmarks.errors import NotMeasured
from benchmarks.figures import NS_PER_S, pair, shown, spread_ms, table
from benchmarks.peers import Peer, RtspStream
from benchmarks.processes import Cost, memory_mb, watch
from town.cameras import POSTS
from town.desk import Desk
from town.town import Town

SCREEN_PX = (1920, 1080)


def measure(sizes: Sequence[int], seconds: int, against: Sequence[Peer]) -> dict[str, Any]:
    """Measure walls of these numbers of tiles, one after the other.

    Raises:
        NotMeasured: a peer is not installed, a tile did not come alive, a process ended.
        TownError: the town or the virtual screen did not start.
    """
    for peer in against:
        if peer.version() is None:
            raise NotMeasured(f"{peer.name} is not installed")
    return {
        "machine": machine.describe(),
        "screen_px": SCREEN_PX,
        "seconds": seconds,
        "walls": [_measure_wall(tiles, seconds, against) for tiles in sizes],
    }


def as_table(result: dict[str, Any]) -> str:
    """The result for a person to read; CPU in percent of one core."""
    names = list(result["walls"][0]["against"])
    head = ["tiles", "streams", "console CPU %", "hosts CPU %", "pictures/s/tile min, median",
            "CPU ms/picture"]  # fmt: skip
    for name in names:
        head += [f"{name} ms/picture", "ratio"]
    head += ["age p50 / p99 ms", "age since sent p50 / p99 ms", "loop delay p99 / max ms",
             "memory MB console, hosts, per tile", "load"]  # fmt: skip
    return table(head, [_row(wall, names) for wall in result["walls"]])


def _row(wall: dict[str, Any], names: Sequence[str]) -> list[str]:
    cpu, memory = wall["cpu"]["percent_of_a_core"], wall["memory_mb"]
    ours = wall["cpu_ms_per_picture"]
    row = [
        str(wall["tiles"]),
        ", ".join(f"{count} {kind}" for kind, count in wall["kinds"].items()),
        shown(cpu["console"]),
        shown(cpu["hosts"]),
        f"{shown(wall['pictures_per_s']['min'])}, {shown(wall['pictures_per_s']['median'])}",
        shown(ours, 2),
    ]
    for name in names:
        theirs = wall["against"][name]["cpu_ms_per_picture"]
        row += [shown(theirs, 2), shown(ours / theirs, 2)]
    per_tile = (memory["console"] + memory["hosts"]) / wall["tiles"]
    return [
        *row,
        pair(wall["age_ms"], "p50", "p99"),
        pair(wall["age_since_sent_ms"], "p50", "p99"),
        pair(wall["loop_delay_ms"], "p99", "max"),
        f"{memory['console']:.0f}, {memory['hosts']:.0f}, {per_tile:.0f}",
        str(wall["load_before"][0]),
    ]


def cameras_for(tiles: int) -> list[int]:
    """Numbers of the cameras to show: H.264 as long as there are, which all peers decode alike."""
    by_codec = sorted(POSTS, key=lambda post: post.codec != "h264")
    return [post.number for post in by_codec[:tiles]]


def _measure_wall(tiles: int, seconds: int, against: Sequence[Peer]) -> dict[str, Any]:
    with Town.start(cameras_for(tiles)) as town:
        wall = _measure_console(town, tiles, seconds)
        streams = [_stream(town, camera, stream) for camera, stream in wall.pop("streams")]
        kinds = Counter(f"{stream.codec} {stream.stream}" for stream in streams)
        return {
            "tiles": tiles,
            "kinds": dict(kinds),
            **wall,
            "against": {peer.name: peers.measure(peer, streams, seconds) for peer in against},
        }


def _measure_console(town: Town, tiles: int, seconds: int) -> dict[str, Any]:
    load_before = machine.load()
    with (
        Desk(*SCREEN_PX) as desk,
        tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder,
        _ConsoleUnderTest(town, desk, Path(folder), tiles, seconds) as console,
    ):
        begun = console.answer()
        process = psutil.Process(console.pid)
        groups = {
            "console": [process],
            "hosts": process.children(recursive=True),
            "screen": [child for child in psutil.Process().children() if child.name() == "Xvfb"],
            "town": [psutil.Process(town.server_pid)],
        }
        cost = watch(groups, begun["start_ns"], seconds)
        told = console.answer()
        memory = {name: round(memory_mb(groups[name]), 1) for name in ("console", "hosts")}
        return {
            "streams": begun["streams"],
            "load_before": load_before,
            "memory_mb": memory,
            **sum_up(told, begun["start_ns"], seconds, cost),
            **_ages_since_sent(told, town),
        }


def sum_up(told: dict[str, Any], start_ns: int, seconds: int, cost: Cost) -> dict[str, Any]:
    """What the console under test has told, as figures.

    Args:
        told: its last answer, see `benchmarks.console_under_test`.
        start_ns: CLOCK_MONOTONIC at which the window began.
    """
    first_paint: dict[tuple[int, int], int] = {}
    for camera, _stream, received_at_ns, painted_at_ns in told["pictures"]:
        first_paint.setdefault((camera, received_at_ns), painted_at_ns)
    by_second = {camera: [0] * seconds for camera in told["cameras"]}
    for (camera, _received), painted_at_ns in first_paint.items():
        second = (painted_at_ns - start_ns) // NS_PER_S
        if 0 <= second < seconds:
            by_second[camera][second] += 1
    shown_pictures = sum(map(sum, by_second.values()))
    if not shown_pictures:
        raise NotMeasured("the console painted no picture")
    rates = [sum(counts) / seconds for counts in by_second.values()]
    cpu_share = (cost.percent("console") + cost.percent("hosts")) / 100
    return {
        "cpu": cost.as_json(),
        "cpu_ms_per_picture": round(1000 * cpu_share * seconds / shown_pictures, 3),
        "pictures_per_s": {
            "min": round(min(rates), 2),
            "median": round(statistics.median(rates), 2),
        },
        "pictures_by_second": by_second,
        "age_ms": spread_ms([painted - received for (_, received), painted in first_paint.items()]),
        "loop_delay_ms": spread_ms(told["loop_delays_ns"]),
        "paint_ms": spread_ms(told["paint_times_ns"]),
        "hosts_counted": told["counted"],
    }


def _ages_since_sent(told: dict[str, Any], town: Town) -> dict[str, Any]:
    """From the moment the town sent a picture to its paint, for the sampled pictures."""
    ages_ns = []
    for camera, stream, number, painted_at_ns in told["numbers"]:
        sent_at_ns = town.sent_at(camera, stream, number, painted_at_ns)
        if sent_at_ns is not None:
            ages_ns.append(painted_at_ns - sent_at_ns)
    return {"age_since_sent_ms": spread_ms(ages_ns), "sampled_pictures": len(ages_ns)}


def _stream(town: Town, number: int, stream: str) -> RtspStream:
    camera = town.camera(number)
    return RtspStream(
        camera=number,
        stream=stream,
        codec=camera.codec,
        url=camera.main_url if stream == "main" else camera.sub_url,
        transport=camera.transport,
        username=camera.username,
        password=camera.password,
    )


class _ConsoleUnderTest:
    """The console in a process of its own; it leaves when its standard input is closed."""

    def __init__(self, town: Town, desk: Desk, folder: Path, tiles: int, seconds: int) -> None:
        site = folder / "site.toml"
        town.write_site(site)
        self._program = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.console_under_test",
             "--site", str(site), "--data", str(folder / "data"),
             "--side", str(math.isqrt(tiles)), "--seconds", str(seconds)],
            env=desk.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True,  # Ctrl+C is for us; it leaves when its standard input closes
        )  # fmt: skip
        self.pid = self._program.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._program.stdin
        assert self._program.stdout
        self._program.stdin.close()
        try:
            self._program.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()
        self._program.stdout.close()

    def answer(self) -> dict[str, Any]:
        """The next line it prints.

        Raises:
            NotMeasured: it ended instead.
        """
        assert self._program.stdout
        line = self._program.stdout.readline()
        if not line:
            raise NotMeasured("the console under test ended before it had measured")
        answer: dict[str, Any] = json.loads(line)
        return answer
