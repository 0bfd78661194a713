"""States in words carry their age, and say what comes next."""

import pytest

from control_room.domain.camera import Health, StreamState
from widgets.ages import age_text
from widgets.state_text import state_text, tone_of
from widgets.theme import Tone

NOW_NS = 1_000_000_000_000
S = 1_000_000_000


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 s"), (59.9, "59 s"), (185, "3 min 05 s"), (7800, "2 h 10 min"), (260_000, "3 d")],
)
def test_ages(seconds, expected):
    assert age_text(seconds) == expected


def test_a_frozen_picture_says_since_when():
    words = state_text(StreamState(Health.FROZEN, NOW_NS - 14 * S), NOW_NS, "16:14:31")
    assert words.headline == "Image frozen for 14 s"
    assert words.detail == "last picture 16:14:31"


def test_a_late_picture_says_by_how_much_whether_or_not_more_come():
    words = state_text(StreamState(Health.LATE, NOW_NS - 3 * S), NOW_NS, "16:14:31")
    assert words.headline == "Picture late by 3 s"


@pytest.mark.parametrize(("left_ns", "expected"), [(3 * S, "3 s"), (2 * S + 1, "3 s"), (1, "1 s")])
def test_a_lost_camera_says_when_it_is_tried_again(left_ns, expected):
    state = StreamState(Health.LOST, NOW_NS - 20 * S, retry_at_ns=NOW_NS + left_ns)
    assert state_text(state, NOW_NS, "").detail == f"next try in {expected}"


def test_a_try_that_is_due_is_being_made():
    state = StreamState(Health.REFUSED, NOW_NS - 20 * S, retry_at_ns=NOW_NS)
    assert state_text(state, NOW_NS, "").detail == "trying now"


def test_every_state_but_live_has_words():
    for health in Health:
        words = state_text(StreamState(health, NOW_NS), NOW_NS, "")
        assert bool(words.headline) is (health is not Health.LIVE)


def test_every_state_but_live_carries_its_age():
    for health in set(Health) - {Health.LIVE}:
        words = state_text(StreamState(health, NOW_NS - 14 * S), NOW_NS, "")
        assert "14 s" in words.headline


def test_only_what_cannot_help_itself_is_urgent():
    urgent = {health for health in Health if tone_of(health) is Tone.URGENT}
    assert urgent == {Health.LOST, Health.REFUSED, Health.UNREADABLE, Health.HALTED}
