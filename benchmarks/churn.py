"""What a night of switching leaves behind: memory, threads, files and shared memory over time.

The layout changes every three seconds and one camera a second is cut off and connects again.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks import machine
from benchmarks.errors import NotMeasured
from benchmarks.figures import Bar, bars_table, shown, table
from benchmarks.processes import held
from benchmarks.stage import cameras_for, stage
from town.town import Town

_SIDES = (4, 2, 5, 3)
_CAMERAS = 32
_LAYOUT_EVERY_S = 3
_SAMPLE_EVERY_S = 5
_SHOWN_LINES = 12
_EVEN = 0.1
"""MB a minute: growth that is none; below it the last half may grow more than the whole."""


def measure(minutes: int) -> dict[str, Any]:
    """Churn that long.

    Raises:
        NotMeasured: the console ended.
        TownError: the town or the virtual screen did not start.
    """
    described = machine.describe()
    cameras = cameras_for(_CAMERAS)
    cut = itertools.cycle(cameras)
    sides = itertools.cycle(_SIDES)
    samples = []
    with Town.start(cameras) as town, stage(town) as console:
        console.show(max(_SIDES))
        console.wait_until_live()
        begun = time.monotonic()
        for second in range(minutes * 60 + 1):
            time.sleep(max(0.0, begun + second - time.monotonic()))
            if second % _SAMPLE_EVERY_S == 0:
                counted = console.order("count")["counted"]
                ring_mb = counted.get("ring_bytes", 0) / 1e6
                sample = asdict(held(console.pid))
                samples.append(
                    {"at_s": round(time.monotonic() - begun, 2), **sample, "ring_mb": ring_mb}
                )
            town.say(next(cut), "drop")
            if second % _LAYOUT_EVERY_S == 0:
                console.show(next(sides))
        console.show(max(_SIDES))
        console.wait_until_live()
    result = {"machine": described, "minutes": minutes, "samples": samples, **growth(samples)}
    return {**result, "bars": [bar.as_json() for bar in bars(result)]}


def growth(samples: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Memory beyond the ring, in MB a minute: over all samples, and over the last half of them.

    Raises:
        NotMeasured: there are too few samples to say.
    """
    half = samples[len(samples) // 2 :]
    if len(half) < 3:
        raise NotMeasured("the churn was too short to say what grows")
    return {"growth_mb_per_min": _slope(samples), "growth_last_half_mb_per_min": _slope(half)}


def as_table(result: dict[str, Any]) -> str:
    """The result for a person to read: some of the samples, evenly spread, and the bars."""
    samples = result["samples"]
    step = max(1, (len(samples) - 1) // _SHOWN_LINES)
    rows = [
        [
            shown(sample["at_s"] / 60),
            shown(sample["memory_mb"]),
            shown(sample["first_mb"]),
            shown(sample["ring_mb"]),
            *(str(sample[name]) for name in ("processes", "threads", "files", "shared_memories")),
        ]
        for sample in samples[::step]
    ]
    head = ["minute", "memory MB", "of it console", "of it ring", "processes", "threads",
            "open files", "shared memories"]  # fmt: skip
    return f"{table(head, rows)}\n\n{bars_table(bars(result))}"


def bars(result: dict[str, Any]) -> list[Bar]:
    """Growth beside its bar; flattening is the last half's growth below the whole's."""
    whole, last = result["growth_mb_per_min"], result["growth_last_half_mb_per_min"]
    flat = max(whole, _EVEN)
    return [
        Bar(f"memory growth over {result['minutes']} min of churn", whole, 1, "MB/min"),
        Bar("memory growth over its last half", last, 1, "MB/min"),
        Bar("flattening: the last half's growth beside the whole's", last, flat, "MB/min"),
    ]


def _slope(samples: Sequence[dict[str, Any]]) -> float:
    minutes = [sample["at_s"] / 60 for sample in samples]
    megabytes = [sample["memory_mb"] - sample["ring_mb"] for sample in samples]
    slope, _ = np.polyfit(minutes, megabytes, 1)
    return round(float(slope), 3)
