"""How long after a switch to sixteen other cameras their first pictures are on the wall.

A recorder watches all cameras, so that none begins anew for the console: its next key picture is up
to one group of pictures away, and nobody can show the camera sooner.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks import machine
from benchmarks.errors import NotMeasured
from benchmarks.figures import NS_PER_S, Bar, Spread, bars_table, pair, spread_s, table
from benchmarks.recorder import recorded
from benchmarks.stage import ConsoleUnderTest, cameras_for, stage
from town.film_file import GOP, RATE
from town.town import Town

_SIDE = 4
_TILES = _SIDE**2
_STAYS_S = 2.3
"""How long a wall stays once it is live; no multiple of a group's time, so that each switch comes
at another moment of it."""


def measure(switches: int) -> dict[str, Any]:
    """Switch that many times between two sets of sixteen cameras.

    Raises:
        NotMeasured: a tile did not come alive.
        TownError: the town or the virtual screen did not start.
    """
    described = machine.describe()
    cameras = cameras_for(2 * _TILES)
    walls = (cameras[:_TILES], cameras[_TILES:])
    with Town.start(cameras) as town, recorded(town, cameras), stage(town) as console:
        console.show(_SIDE, walls[0])
        console.wait_until_live()
        delays_ns = [
            _switch(console, walls[number % len(walls)]) for number in range(1, switches + 1)
        ]
    result = {
        "machine": described,
        "switches": switches,
        "first_picture_s": spread_s([delay for each in delays_ns for delay in each]),
        "last_tile_s": spread_s([max(each) for each in delays_ns]),
        "delays_s": [[round(delay / NS_PER_S, 3) for delay in each] for each in delays_ns],
    }
    return {**result, "bars": [bar.as_json() for bar in bars(result)]}


def as_table(result: dict[str, Any]) -> str:
    """The result for a person to read."""
    names = ("p50", "p95", "max")
    tiles: Spread = result["first_picture_s"]
    last: Spread = result["last_tile_s"]
    spread = table(
        [f"{result['switches']} switches to {_TILES} other cameras", "p50 / p95 / max s"],
        [
            ["first picture of a tile", pair(tiles, *names)],
            ["first picture of the last tile", pair(last, *names)],
        ],
    )
    mean = statistics.fmean(delay for each in result["delays_s"] for delay in each)
    return f"{spread}\n\nmean {mean:.2f} s\n\n{bars_table(bars(result))}"


def bars(result: dict[str, Any]) -> list[Bar]:
    """The p95 beside the time of a group of pictures and half a second."""
    return [
        Bar(
            f"first pictures of {_TILES} tiles after a switch, p95 (GOP + 0.5 s)",
            result["first_picture_s"]["p95"],
            GOP / RATE + 0.5,
            "s",
        )
    ]


def _switch(console: ConsoleUnderTest, cameras: list[int]) -> list[int]:
    """Nanoseconds from the order to each tile's first picture."""
    console.record()
    asked_ns = console.show(_SIDE, cameras)
    console.wait_until_live()
    first_paint: dict[int, int] = {}
    for camera, _stream, received_at_ns, painted_at_ns in console.order("stop")["pictures"]:
        if received_at_ns >= asked_ns:
            first_paint.setdefault(camera, painted_at_ns)
    if missing := set(cameras) - first_paint.keys():
        raise NotMeasured(f"live, and never painted: cameras {sorted(missing)}")
    time.sleep(_STAYS_S)
    return [first_paint[camera] - asked_ns for camera in cameras]
