"""The console with live pictures on a wall of N tiles: what it costs, how fresh its pictures are.

The real console runs on a screen of its own, 1920×1080, its cameras are the simulated town's. Who
decodes or shows the same streams for comparison does it afterwards, in the same run.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks import machine
from benchmarks.errors import NotMeasured
from benchmarks.figures import NS_PER_S, Bar, bars_table, pair, shown, spread_ms, table
from benchmarks.peers.peer import Peer
from benchmarks.peers.peer import measure as measure_peer
from benchmarks.peers.stream import Grid, RtspStream
from benchmarks.processes import Cost, memory_mb, watch
from benchmarks.stage import SCREEN_PX, cameras_for, stage
from town.film_file import RATE
from town.town import Town

_SETTLE_MS = 3000
_LINEAR = (16, 36)

# The bars of `bars`.
_FFMPEG_RATIO = {16: 1.2, 36: 1.0}
_PEER_RATIO = {"opencv": 1.0, "qtmultimedia": 0.5, "mpv": 0.5}
_FULL_RATE = 24.0


def measure(sizes: Sequence[int], seconds: int, against: Sequence[Peer]) -> dict[str, Any]:
    """Measure walls of these numbers of tiles, one after the other.

    A wall that cannot be measured is told as such, and the others are measured.

    Raises:
        NotMeasured: none of them could be.
        TownError: the town or the virtual screen did not start.
    """
    described = machine.describe()
    walls, failed = [], {}
    for tiles in sizes:
        try:
            walls.append(_measure_wall(tiles, seconds, against))
        except NotMeasured as error:
            failed[tiles] = str(error)
    if not walls:
        raise NotMeasured("; ".join(failed.values()))
    result = {
        "machine": described,
        "screen_px": SCREEN_PX,
        "seconds": seconds,
        "walls": walls,
        "failed": failed,
    }
    return {**result, "bars": [bar.as_json() for bar in bars(result)]}


def as_table(result: dict[str, Any]) -> str:
    """The result for a person to read; CPU in percent of one core."""
    ours = table(
        ["tiles", "streams", "console CPU %", "hosts CPU %", "X server CPU %",
         "pictures/s/tile min, median", "CPU ms/picture", "age p50 / p99 ms",
         "age since sent p50 / p99 ms", "loop delay p50 / p99 / max ms",
         "memory MB console, hosts, ring, per tile", "load"],
        [_row(wall) for wall in result["walls"]],
    )  # fmt: skip
    theirs = [row for wall in result["walls"] for row in _peer_rows(wall)]
    beside = table(
        ["who, tiles", "CPU ms/picture", "ours / theirs", "pictures/s/tile min, median",
         "memory MB per tile", "remark"],
        theirs,
    )  # fmt: skip
    parts = [ours, beside] if theirs else [ours]
    parts += [f"{tiles} tiles: not measured, {why}" for tiles, why in result["failed"].items()]
    return "\n\n".join([*parts, bars_table(bars(result))])


def bars(result: dict[str, Any]) -> list[Bar]:
    """The figures that have a bar, as far as walls of those sizes were measured."""
    walls = {wall["tiles"]: wall for wall in result["walls"]}
    found = [
        Bar(
            f"{tiles} tiles: CPU ms per picture shown, ours / ffmpeg's decoded",
            _ratio(walls[tiles], "ffmpeg"),
            limit,
        )
        for tiles, limit in _FFMPEG_RATIO.items()
        if tiles in walls and "ffmpeg" in walls[tiles]["against"]
    ]
    if 16 in walls:
        wall = walls[16]
        found += [
            Bar(f"16 tiles: CPU ms per picture shown, ours / {name}'s", _ratio(wall, name), limit)
            for name, limit in _PEER_RATIO.items()
            if name in wall["against"]
        ]
        sent = wall["age_since_sent_ms"]
        found += [
            _rate_bar(wall),
            Bar("16 tiles: age sent → painted, p50", sent.get("p50"), 60, "ms"),
            Bar("16 tiles: age sent → painted, p99", sent.get("p99"), 150, "ms"),
        ]
    if set(_LINEAR) <= walls.keys():
        few, many = (walls[tiles] for tiles in _LINEAR)
        found.append(
            Bar(
                "linearity: CPU(36) / CPU(16) × 16/36",
                round(_cpu_percent(many) / _cpu_percent(few) * _LINEAR[0] / _LINEAR[1], 3),
                1.15,
            )
        )
    if 64 in walls:
        wall = walls[64]
        found += [
            _rate_bar(wall),
            Bar("64 tiles: loop delay, p99", wall["loop_delay_ms"]["p99"], 16, "ms"),
            Bar("64 tiles: loop delay, max", wall["loop_delay_ms"]["max"], 100, "ms"),
        ]
    found += [
        Bar(
            f"{tiles} tiles: memory per tile beyond the ring, all processes",
            wall["memory_mb"]["per_tile_beyond_ring"],
            30,
            "MB",
        )
        for tiles, wall in walls.items()
        if tiles >= 16
    ]
    return found


def _rate_bar(wall: dict[str, Any]) -> Bar:
    return Bar(
        f"{wall['tiles']} tiles: pictures/s shown, the slowest tile",
        wall["pictures_per_s"]["min"],
        _FULL_RATE,
        at_most=False,
    )


def _ratio(wall: dict[str, Any], peer: str) -> float | None:
    theirs = wall["against"][peer].get("cpu_ms_per_picture")
    return round(wall["cpu_ms_per_picture"] / theirs, 3) if theirs else None


def _cpu_percent(wall: dict[str, Any]) -> float:
    percent: dict[str, float] = wall["cpu"]["percent_of_a_core"]
    return percent["console"] + percent["hosts"]


def _row(wall: dict[str, Any]) -> list[str]:
    cpu, memory, rates = wall["cpu"]["percent_of_a_core"], wall["memory_mb"], wall["pictures_per_s"]
    return [
        str(wall["tiles"]),
        ", ".join(f"{count} {kind}" for kind, count in wall["kinds"].items()),
        shown(cpu["console"]),
        shown(cpu["hosts"]),
        shown(cpu["screen"]),
        f"{shown(rates['min'])}, {shown(rates['median'])}",
        shown(wall["cpu_ms_per_picture"], 2),
        pair(wall["age_ms"], "p50", "p99"),
        pair(wall["age_since_sent_ms"], "p50", "p99"),
        pair(wall["loop_delay_ms"], "p50", "p99", "max"),
        ", ".join(
            f"{memory[name]:.0f}" for name in ("console", "hosts", "ring", "per_tile_beyond_ring")
        ),
        str(wall["load_before"][0]),
    ]


def _peer_rows(wall: dict[str, Any]) -> list[list[str]]:
    rows = []
    for name, figures in wall["against"].items():
        who = f"{name}, {wall['tiles']}"
        if "failed" in figures:
            rows.append([who, "–", "–", "–", "–", figures["failed"]])
            continue
        rates = figures["pictures_per_s"]
        median = statistics.median(rates)
        rows.append(
            [
                who,
                shown(figures["cpu_ms_per_picture"], 2),
                shown(_ratio(wall, name), 2),
                f"{shown(min(rates))}, {shown(median)}",
                shown(figures["memory_mb_per_tile"]),
                "" if min(rates) >= _FULL_RATE else f"not the full rate of {RATE}/s",
            ]
        )
    return rows


def _measure_wall(tiles: int, seconds: int, against: Sequence[Peer]) -> dict[str, Any]:
    with Town.start(cameras_for(tiles)) as town:
        wall = _measure_console(town, tiles, seconds)
        streams = [_stream(town, camera, stream) for camera, stream in wall.pop("streams")]
        width_px, height_px = wall["tile_px"]
        grid = Grid(math.isqrt(tiles), (width_px, height_px))
        kinds = Counter(f"{stream.codec} {stream.stream}" for stream in streams)
        return {
            "tiles": tiles,
            "kinds": dict(kinds),
            **wall,
            "against": {peer.name: measure_peer(peer, streams, grid, seconds) for peer in against},
        }


def _measure_console(town: Town, tiles: int, seconds: int) -> dict[str, Any]:
    load_before = machine.load()
    with stage(town) as console:
        console.show(math.isqrt(tiles))
        console.wait_until_live()
        begun = console.record(after_ms=_SETTLE_MS, numbers=True)
        groups = console.groups(town)
        cost = watch(groups, begun["start_ns"], seconds)
        told = console.order("stop")
        memory = {name: round(memory_mb(groups[name]), 1) for name in ("console", "hosts")}
        ring = console.order("count")["counted"].get("ring_bytes", 0) / 1e6
        return {
            "streams": _streams_shown(told),
            "tile_px": begun["tile_px"],
            "load_before": load_before,
            "memory_mb": {
                **memory,
                "ring": round(ring, 1),
                "per_tile_beyond_ring": round((sum(memory.values()) - ring) / tiles, 1),
            },
            **sum_up(told, begun["start_ns"], seconds, cost),
            **_ages_since_sent(told, town),
        }


def sum_up(told: dict[str, Any], start_ns: int, seconds: int, cost: Cost) -> dict[str, Any]:
    """What the console under test has told, as figures.

    Args:
        told: its answer to "stop", see `benchmarks.console_under_test`.
        start_ns: CLOCK_MONOTONIC at which the window began.
    """
    first_paint: dict[tuple[int, int], int] = {}
    for camera, _stream_name, received_at_ns, painted_at_ns in told["pictures"]:
        first_paint.setdefault((camera, received_at_ns), painted_at_ns)
    by_second = {camera: [0] * seconds for camera in told["cameras"]}
    ages_ns = []
    for (camera, received_at_ns), painted_at_ns in first_paint.items():
        second = (painted_at_ns - start_ns) // NS_PER_S
        if 0 <= second < seconds:
            by_second[camera][second] += 1
            ages_ns.append(painted_at_ns - received_at_ns)
    if not ages_ns:
        raise NotMeasured("the console painted no picture")
    rates = [sum(counts) / seconds for counts in by_second.values()]
    cpu_share = (cost.percent("console") + cost.percent("hosts")) / 100
    return {
        "cpu": cost.as_json(),
        "cpu_ms_per_picture": round(1000 * cpu_share * seconds / len(ages_ns), 3),
        "pictures_per_s": {
            "min": round(min(rates), 2),
            "median": round(statistics.median(rates), 2),
        },
        "pictures_by_second": by_second,
        "age_ms": spread_ms(ages_ns),
        "loop_delay_ms": spread_ms(told["loop_delays_ns"]),
        "paint_ms": spread_ms(told["paint_times_ns"]),
        "hosts_counted": told["counted"],
    }


def _streams_shown(told: dict[str, Any]) -> list[tuple[int, str]]:
    """The stream that each tile was painted from, last, in the order of the tiles."""
    shown_last = {camera: stream for camera, stream, _received, _painted in told["pictures"]}
    return [(camera, shown_last[camera]) for camera in told["cameras"] if camera in shown_last]


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
