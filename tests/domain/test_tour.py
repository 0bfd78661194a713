"""A tour shows each step for its time, and waits when it is paused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control_room.domain.camera import CameraId
from control_room.domain.tour import DWELL_MAX_S, DWELL_MIN_S, NotATour, Tour, TourRun
from control_room.domain.wall import WallId

CAMERAS = (CameraId(3), CameraId(1), CameraId(2))


@pytest.mark.parametrize(
    "parts",
    [
        {"cameras": CAMERAS[:1]},
        {},
        {"cameras": CAMERAS, "walls": (WallId(1), WallId(2))},
        {"cameras": CAMERAS, "dwell_s": DWELL_MIN_S - 1},
        {"cameras": CAMERAS, "dwell_s": DWELL_MAX_S + 1},
        {"walls": (WallId(1),) * 65},
    ],
)
def test_what_nobody_can_follow_is_no_tour(parts):
    with pytest.raises(NotATour):
        Tour(**parts)


def test_a_step_stays_for_its_time_then_the_next_comes():
    run = TourRun.begun(Tour(cameras=CAMERAS, dwell_s=5))
    assert (run.step, run.left_s) == (0, 5)
    assert run.after(4.9).step == 0
    assert [run.after(5).step, run.after(5).after(5).step] == [1, 2]
    assert run.after(5).after(5).after(5).step == 0, "after the last comes the first"


@given(st.floats(0, 1e6), st.integers(0, 2))
def test_no_step_is_passed_over_however_late_the_clock(seconds, step):
    run = TourRun(Tour(cameras=CAMERAS, dwell_s=5), step, 5)
    assert run.after(seconds).step in (step, (step + 1) % 3)
    assert 0 < run.after(seconds).left_s <= 5


def test_paused_it_waits_and_then_shows_the_step_for_its_whole_time():
    run = TourRun.begun(Tour(walls=(WallId(1), WallId(2)), dwell_s=10)).after(7).paused()
    assert run.after(100) == run
    assert (run.resumed().step, run.resumed().left_s) == (0, 10)
