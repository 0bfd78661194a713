"""Numbers that sum up many measurements, what they must reach, and the tables that show both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000

Spread = dict[str, float]
"""`p50`, `p95`, `p99` and `max` of some measurements; empty when there was none."""

_PERCENTILES = {"p50": 50, "p95": 95, "p99": 99, "max": 100}


@dataclass(frozen=True)
class Bar:
    """A figure beside what it must reach.

    Attributes:
        figure: None when it could not be measured.
        at_most: the limit is the highest good figure; else the lowest.
    """

    what: str
    figure: float | None
    limit: float
    unit: str = ""
    at_most: bool = True

    @property
    def is_met(self) -> bool | None:
        """Whether the figure is good; None when it was not measured."""
        if self.figure is None:
            return None
        return self.figure <= self.limit if self.at_most else self.figure >= self.limit

    def as_json(self) -> dict[str, object]:
        """The figure, its bar, and whether it is met."""
        return {
            "what": self.what,
            "figure": self.figure,
            "bar": self.limit,
            "unit": self.unit,
            "is_met": self.is_met,
        }


def bars_table(bars: Sequence[Bar]) -> str:
    """One line for each figure, with the bar beside it."""
    words = {True: "yes", False: "NO", None: "not measured"}
    return table(
        ["figure", "measured", "bar", "met"],
        [
            [
                bar.what,
                f"{shown(bar.figure, 2)} {bar.unit}".strip(),
                f"{'≤' if bar.at_most else '≥'} {bar.limit:g} {bar.unit}".strip(),
                words[bar.is_met],
            ]
            for bar in bars
        ],
    )


def spread_ms(durations_ns: Sequence[int]) -> Spread:
    """How durations spread, in milliseconds."""
    if not durations_ns:
        return {}
    values = np.percentile(durations_ns, list(_PERCENTILES.values())) / NS_PER_MS
    return {name: round(float(value), 3) for name, value in zip(_PERCENTILES, values, strict=True)}


def spread_s(durations_ns: Sequence[int]) -> Spread:
    """How durations spread, in seconds."""
    return {name: round(value / 1000, 3) for name, value in spread_ms(durations_ns).items()}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with aligned columns, the first to the left and the others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(
        "| "
        + " | ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in (head, rule, *rows)
    )


def shown(value: float | None, digits: int = 1) -> str:
    """A number for the table; a dash when there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def pair(spread: Spread, *names: str) -> str:
    """Some numbers of a spread for the table, as `12.0 / 31.5`."""
    return " / ".join(shown(spread.get(name)) for name in names)
