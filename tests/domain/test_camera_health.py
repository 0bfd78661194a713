"""Which changes of a camera's health are worth an entry: few, and none lost."""

import pytest

from control_room.domain.camera import CameraId, Health, Stream, StreamState
from control_room.domain.camera_health import (
    RECORDED_EVERY_NS,
    HealthChange,
    HealthJournal,
    camera_states,
    weight_of,
)

SECOND_NS = 1_000_000_000
CAMERA = CameraId(12)


def state(health, since_ns=0):
    return StreamState(health, since_ns)


class Night:
    """A journal and the seconds of a night."""

    def __init__(self):
        self.journal = HealthJournal()
        self.second = 0
        self.recorded = []

    def shows(self, *healths, seconds=1):
        """The camera shows each of these for so many seconds."""
        for health in healths:
            for _ in range(seconds):
                self.look({} if health is None else {CAMERA: state(health)})
        return self

    def look(self, states):
        self.second += 1
        self.recorded += self.journal.look(states, self.second * SECOND_NS)

    @property
    def told(self):
        return [
            (change.before.value, change.after.value, change.left_out) for change in self.recorded
        ]


def test_a_camera_that_begins_well_is_no_news():
    assert Night().shows(Health.CONNECTING, Health.LIVE, seconds=90).told == []


def test_a_camera_that_begins_ill_is_told():
    assert Night().shows(Health.CONNECTING, Health.LOST).told == [("connecting", "lost", 0)]


def test_a_change_is_told_at_once_with_its_age():
    night = Night().shows(Health.LIVE, seconds=14)
    night.look({CAMERA: state(Health.FROZEN, since_ns=6 * SECOND_NS)})
    assert night.recorded == [HealthChange(CAMERA, Health.LIVE, Health.FROZEN, 9, 0)]


@pytest.mark.parametrize("health", sorted(set(Health) - {Health.LIVE, Health.RECEIVED}))
def test_every_state_in_which_somebody_must_act_is_told(health):
    assert Night().shows(Health.LIVE, health).told == [("live", health.value, 0)]


def test_a_stream_that_is_no_longer_decoded_is_well():
    assert Night().shows(Health.LIVE, Health.RECEIVED, Health.LIVE, seconds=70).told == []


def test_within_a_minute_changes_are_counted_and_told_at_its_end():
    night = Night().shows(Health.LIVE, Health.LOST)
    night.shows(Health.LIVE, Health.LOST, Health.LATE, Health.LIVE, seconds=14)
    assert night.told == [("live", "lost", 0)]
    night.shows(Health.LIVE, seconds=10)
    assert night.told == [("live", "lost", 0), ("lost", "live", 3)]
    assert night.shows(Health.LIVE, seconds=120).told[2:] == []


def test_what_came_back_to_where_it_was_is_told_too():
    night = Night().shows(Health.LIVE, Health.LOST, Health.LIVE, seconds=5)
    night.shows(Health.LOST, seconds=70)
    assert night.told[1:] == [("lost", "lost", 2)]


def test_a_night_of_flapping_is_one_entry_a_minute_and_adds_up():
    night = Night().shows(*(Health.LIVE, Health.LOST) * 1800)
    assert len(night.recorded) == 60
    changes = sum(
        change.left_out + (change.before is not change.after) for change in night.recorded
    )
    assert changes == pytest.approx(3599, abs=60)


def test_nobody_watching_is_no_change():
    night = Night().shows(Health.LIVE, seconds=70).shows(None, Health.CONNECTING, Health.LIVE)
    assert night.shows(None, Health.CONNECTING, seconds=70).told == []


def test_what_is_still_ill_when_it_is_watched_again_is_not_told_again():
    night = Night().shows(Health.LOST, None, Health.CONNECTING, Health.LOST, seconds=70)
    assert night.told == [("connecting", "lost", 0)]
    assert night.shows(None, Health.CONNECTING, Health.LIVE).told[1:] == [("lost", "live", 0)]


def test_connecting_is_a_change_for_a_camera_that_was_watched():
    assert Night().shows(Health.LIVE, Health.CONNECTING).told == [("live", "connecting", 0)]


def test_cameras_have_minutes_of_their_own():
    journal = HealthJournal()
    both = (CameraId(1), CameraId(2))
    journal.look({camera: state(Health.LIVE) for camera in both}, 0)
    assert len(journal.look({camera: state(Health.LOST) for camera in both}, SECOND_NS)) == 2
    first = journal.look({both[0]: state(Health.LIVE)}, SECOND_NS + RECORDED_EVERY_NS)
    assert [change.camera for change in first] == [1]


MAIN, SUB = (CAMERA, Stream.MAIN), (CAMERA, Stream.SUB)


def together(main, sub, shown):
    """The camera's health, from that of its two streams; None: the stream is not watched."""
    healths = {MAIN: main, SUB: sub}
    streams = {key: state(health) for key, health in healths.items() if health is not None}
    return camera_states(streams, shown)[CAMERA].health


def test_each_camera_has_the_state_of_its_own_streams():
    other = (CameraId(2), Stream.MAIN)
    streams = {SUB: state(Health.LIVE), other: state(Health.LOST)}
    states = camera_states(streams, {SUB, other})
    assert {camera: each.health for camera, each in states.items()} == {
        CAMERA: Health.LIVE,
        CameraId(2): Health.LOST,
    }


@pytest.mark.parametrize("trouble", [Health.CONNECTING, Health.LOST, Health.HALTED, Health.LATE])
def test_a_stream_that_is_shown_and_live_makes_its_camera_live(trouble):
    assert together(trouble, Health.LIVE, {SUB}) is Health.LIVE
    assert together(Health.LIVE, trouble, {MAIN}) is Health.LIVE
    assert together(trouble, Health.LIVE, {MAIN, SUB}) is Health.LIVE


@pytest.mark.parametrize("trouble", [Health.CONNECTING, Health.LOST, Health.HALTED, Health.LATE])
def test_a_stream_that_nobody_sees_does_not_hide_what_the_tile_shows(trouble):
    assert together(Health.RECEIVED, trouble, {SUB}) is trouble
    assert together(trouble, None, {MAIN}) is trouble


@pytest.mark.parametrize("trouble", [Health.FROZEN, Health.DARK, Health.COVERED, Health.DEFOCUSED])
def test_what_is_wrong_with_the_picture_is_about_the_camera(trouble):
    assert together(trouble, Health.LIVE, {SUB}) is trouble
    assert together(trouble, Health.LIVE, {MAIN, SUB}) is trouble
    assert together(Health.RECEIVED, trouble, {SUB}) is trouble
    assert together(Health.LOST, trouble, {MAIN}) is Health.LOST


@pytest.mark.parametrize(
    ("main", "sub", "expected"),
    [
        (Health.RECEIVED, Health.CONNECTING, Health.RECEIVED),
        (Health.HALTED, Health.RECEIVED, Health.RECEIVED),
        (Health.CONNECTING, Health.LOST, Health.LOST),
        (Health.CONNECTING, None, Health.CONNECTING),
    ],
)
def test_a_hidden_camera_is_well_while_one_of_its_streams_is(main, sub, expected):
    assert together(main, sub, set()) is expected


def test_a_second_stream_that_connects_is_no_trouble():
    assert together(Health.CONNECTING, Health.LIVE, {MAIN, SUB}) is Health.LIVE
    assert together(Health.CONNECTING, Health.LOST, {MAIN, SUB}) is Health.LOST


def test_every_state_has_its_weight():
    assert len({weight_of(health) for health in Health}) == len(Health)
    assert weight_of(Health.LIVE) == 0
