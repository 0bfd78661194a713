"""Figures say what was measured, also when little was."""

from benchmarks.figures import spread_ms, table


def test_a_spread_is_in_milliseconds():
    spread = spread_ms([index * 1_000_000 for index in range(101)])

    assert spread == {"p50": 50.0, "p99": 99.0, "max": 100.0}


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
