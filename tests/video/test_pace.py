"""Pictures that waited on their way are told from a camera's clock that drifts or is set.

And a stream has its share of a turn of the loop, and a new one in the next.
"""

import asyncio
import itertools
from collections.abc import Iterable, Iterator

import pytest

from control_room.video.pace import Pace, Share

_MS = 1_000_000
_HOUR_S = 3600.0
_FAR = 2**40  # ticks: the camera's clock has nothing to do with ours


def _paced(pictures: Iterable[tuple[float, float]], pace: Pace | None = None) -> Iterator[Pace]:
    """The pace after each picture: (seen by the camera, received) in seconds."""
    pace = pace or Pace()
    for seen_s, received_s in pictures:
        pace.note(_FAR + round(seen_s * 90_000), round(received_s * 1e9))
        yield pace


def _live(from_s: float, to_s: float, way_s: float = 0.0) -> list[tuple[float, float]]:
    count = round((to_s - from_s) * 25)
    return [(from_s + n / 25, from_s + n / 25 + way_s) for n in range(count)]


def test_pictures_that_waited_are_late_by_as_long_as_they_waited() -> None:
    *_, pace = _paced(_live(0, 10, 0.1))
    assert not pace.is_late
    *_, pace = _paced(_live(10, 20, 1.6), pace)
    assert not pace.is_late
    for from_s, waited_s in ((20, 2.1), (21, 9.0)):
        *_, pace = _paced(_live(from_s, from_s + 1, waited_s), pace)
        assert pace.is_late
        assert pace.lag_ns == pytest.approx((waited_s - 0.1) * 1e9, abs=20 * _MS)
        assert pace.late_since_ns == pytest.approx(22.1e9, abs=50 * _MS)
    *_, pace = _paced(_live(30, 31, 1.7), pace)  # hardly better: no flicker
    assert pace.is_late
    *_, pace = _paced(_live(31, 32, 0.1), pace)
    assert not pace.is_late


def test_a_backlog_that_grows_and_stays_is_never_taken_for_the_present() -> None:
    growing = [(10 + n / 25, 10 + n / 20) for n in range(500)]  # 25 a second through a line for 20
    pictures = [*_live(0, 10), *growing, *_live(30, 130, 5.0)]
    for pace, (seen_s, received_s) in zip(_paced(pictures), pictures, strict=True):
        if received_s - seen_s > 1.81:
            assert pace.is_late, (seen_s, received_s)
        elif seen_s < 10:
            assert not pace.is_late


@pytest.mark.parametrize(
    ("drift", "hours", "connections"), [(0.001, 0.5, 3), (-0.001, 0.5, 1), (0.000_05, 4.5, 1)]
)
def test_a_clock_that_drifts_makes_nobody_late(
    drift: float, hours: float, connections: int
) -> None:
    made, pace = 1, Pace()
    for second in range(round(hours * _HOUR_S)):
        for received_s in (second, second + 0.04):
            pace.note(_FAR + round(received_s * (1 - drift) * 90_000), round(received_s * 1e9))
        assert not pace.is_late
        assert pace.lag_ns < 300 * _MS
        if pace.is_worn:  # whoever watches calls the camera anew
            made, pace = made + 1, Pace()
    assert made <= connections
    from_s = hours * _HOUR_S
    waited = [(seen_s * (1 - drift), got_s + 3.2) for seen_s, got_s in _live(from_s, from_s + 9)]
    *_, pace = _paced([(from_s * (1 - drift), from_s)], pace)
    assert all(pace.is_late for pace in _paced(waited, pace))


@pytest.mark.parametrize("growth", [0.0005, 0.000_9, 0.001, 0.002])
def test_a_lag_that_creeps_up_is_late_or_worth_a_new_connection(growth: float) -> None:
    pace = Pace()
    for second in range(round(2 * _HOUR_S)):
        lag_s = second * growth
        pace.note(_FAR + round(second * 90_000), round((second + lag_s) * 1e9))
        untold_s = lag_s - pace.lag_ns / 1e9
        assert untold_s < 0.91
        assert pace.is_worn or pace.is_late or lag_s < 2.71
    assert pace.is_worn or pace.is_late


@pytest.mark.parametrize("set_s", [_HOUR_S, -_HOUR_S, 5.0, -5.0, -0.5])
def test_a_clock_that_is_set_changes_nothing(set_s: float) -> None:
    def clock_set(pictures: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(seen_s + set_s, received_s) for seen_s, received_s in pictures]

    *_, pace = _paced(_live(0, 10))
    assert not any(pace.is_late for pace in _paced(clock_set(_live(10, 20)), pace))
    assert not any(pace.is_late for pace in _paced(_live(20, 30), pace))
    *_, pace = _paced(_live(30, 40, 3.0), pace)
    assert all(pace.is_late for pace in _paced(clock_set(_live(40, 50, 3.0)), pace))
    *_, pace = _paced(clock_set(_live(50, 51)), pace)
    assert not pace.is_late


def test_the_old_pictures_at_the_beginning_of_a_connection_are_no_measure() -> None:
    burst = [(n / 25, 4.0 + n / 1000) for n in range(100)]
    *_, pace = _paced([*burst, *_live(4.1, 10)])
    assert not pace.is_late
    *_, pace = _paced(_live(10, 11, 2.2), pace)
    assert pace.is_late
    jumps = [(0.0, 7.0), (0.04, 7.01), (7.0, 7.05)]  # two stored pictures, then the present
    assert not any(pace.is_late for pace in _paced([*jumps, *_live(7.1, 20)]))


def test_a_rate_that_changes_makes_nobody_late() -> None:
    seen_s, pictures = 0.0, []
    for gap_s, _ in zip(
        itertools.cycle([0.04, 0.04, 0.2, 1.0, 4.0, 0.02]), range(600), strict=False
    ):
        seen_s += gap_s
        pictures.append((seen_s, seen_s + gap_s * 0.1))
    assert not any(pace.is_late for pace in _paced(pictures))


def test_pictures_that_pile_up_are_seen_before_they_are_late() -> None:
    *_, pace = _paced([*_live(0, 5), *_live(5, 6, 0.2)])
    assert pace.is_behind
    *_, pace = _paced(_live(6, 12, 0.2), pace)  # that is its way now
    assert not pace.is_behind


def test_a_share_is_for_one_turn_of_the_loop() -> None:
    async def turns() -> list[bool]:
        share = Share()
        share.spend(60_000_000)
        said = [share.is_spent]
        share.spend(60_000_000)
        said.append(share.is_spent)
        await asyncio.sleep(0)
        return [*said, share.is_spent]

    assert asyncio.run(turns()) == [False, True, False]
