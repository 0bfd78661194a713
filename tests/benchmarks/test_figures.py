"""Figures say what was measured, also when little was."""

import pytest

from benchmarks.figures import Bar, bars_table, spread_ms, spread_s, table


def test_a_spread_is_in_milliseconds():
    spread = spread_ms([index * 1_000_000 for index in range(101)])

    assert spread == {"p50": 50.0, "p95": 95.0, "p99": 99.0, "max": 100.0}
    assert spread_s([2_500_000_000])["max"] == 2.5


def test_nothing_measured_has_no_spread():
    assert spread_ms([]) == {}


def test_a_table_keeps_its_columns_aligned():
    lines = table(["tiles", "CPU %"], [["16", "9.5"], ["4", "12.5"]]).splitlines()

    assert lines == [
        "| tiles | CPU % |",
        "| ----- | ----: |",
        "| 16    |   9.5 |",
        "| 4     |  12.5 |",
    ]


@pytest.mark.parametrize(
    ("figure", "at_most", "is_met"),
    [(1.2, True, True), (1.21, True, False), (1.2, False, True), (1.19, False, False)],
)
def test_a_bar_is_met_up_to_its_limit(figure, at_most, is_met):
    assert Bar("ratio", figure, 1.2, at_most=at_most).is_met is is_met


def test_what_was_not_measured_meets_no_bar():
    bars = [Bar("ratio", None, 1.2), Bar("rate", 25.0, 24, "/s", at_most=False)]

    assert [bar.is_met for bar in bars] == [None, True]
    lines = [[cell.strip() for cell in line.split("|")] for line in bars_table(bars).splitlines()]
    assert lines[2][1:-1] == ["ratio", "–", "≤ 1.2", "not measured"]
    assert lines[3][1:-1] == ["rate", "25.00 /s", "≥ 24 /s", "yes"]
