"""Growth is what the memory beyond the ring does over time."""

import pytest

from benchmarks import churn
from benchmarks.errors import NotMeasured


def samples(memory_mb, ring_mb=lambda _minute: 0.0):
    return [
        {
            "at_s": index * 5.0,
            "memory_mb": memory_mb(index / 12),
            "first_mb": 170.0,
            "ring_mb": ring_mb(index / 12),
            "processes": 4,
            "threads": 20,
            "files": 90,
            "shared_memories": 16,
        }
        for index in range(121)
    ]


def test_a_leak_is_seen_beyond_a_ring_that_fills():
    leaking = samples(lambda minute: 400 + 12 * minute, lambda minute: 10 * minute)

    assert churn.growth(leaking) == {
        "growth_mb_per_min": 2.0,
        "growth_last_half_mb_per_min": 2.0,
    }


def test_memory_that_settles_is_flattening():
    grown = churn.growth(samples(lambda minute: 400 + min(minute, 5)))
    result = {"minutes": 10, "samples": samples(lambda _minute: 400), **grown}

    assert grown["growth_mb_per_min"] > 0.3
    assert grown["growth_last_half_mb_per_min"] == pytest.approx(0, abs=0.01)
    assert all(bar.is_met for bar in churn.bars(result))
    assert "| 10.0 " in churn.as_table(result)


def test_growth_needs_more_than_a_moment():
    with pytest.raises(NotMeasured):
        churn.growth(samples(lambda _minute: 400)[:4])
