"""Numbers that sum up many measurements, and the table that shows them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000

Spread = dict[str, float]
"""`p50`, `p99` and `max` of some measurements; empty when there was none."""


def spread_ms(durations_ns: Sequence[int]) -> Spread:
    """How durations spread, in milliseconds."""
    if not durations_ns:
        return {}
    p50, p99, longest = np.percentile(durations_ns, (50, 99, 100)) / NS_PER_MS
    return {"p50": round(p50, 3), "p99": round(p99, 3), "max": round(longest, 3)}


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


def pair(spread: Spread, first: str, second: str) -> str:
    """Two numbers of a spread for the table, as `12.0 / 31.5`."""
    return f"{shown(spread.get(first))} / {shown(spread.get(second))}"
