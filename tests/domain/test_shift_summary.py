"""How long cameras were away in a shift, as the log tells it."""

from datetime import UTC, datetime, timedelta

from control_room.domain.camera import CameraId, Health
from control_room.domain.shift_summary import HealthEntry, Outage, outages

SINCE = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(hours=8)
LIVE, LOST, FROZEN = Health.LIVE, Health.LOST, Health.FROZEN
GATE, SQUARE = CameraId(12), CameraId(24)


def minute(number):
    return SINCE + timedelta(minutes=number)


def entry(at_minute, before, after, since_s=0, left_out=0, camera=GATE):
    return HealthEntry(minute(at_minute), camera, before, after, since_s, left_out)


def told(*entries, stops=()):
    return outages(entries, stops, SINCE, UNTIL)


def test_an_outage_lasts_from_when_it_was_so_not_from_when_it_was_recorded():
    away = [entry(10, LIVE, LOST, since_s=60), entry(20, LOST, LIVE, since_s=120)]
    assert told(*away) == (Outage(GATE, 1, timedelta(minutes=9), LOST, is_over=True),)


def test_one_that_goes_on_lasts_until_the_hand_over():
    assert told(entry(470, LIVE, LOST)) == (
        Outage(GATE, 1, timedelta(minutes=10), LOST, is_over=False),
    )


def test_one_of_the_shift_before_counts_from_the_beginning_of_this_one():
    assert told(entry(-300, LIVE, LOST)) == (
        Outage(GATE, 1, timedelta(hours=8), LOST, is_over=False),
    )
    assert told(entry(-300, LIVE, LOST), entry(-200, LOST, LIVE)) == ()


def test_a_second_trouble_during_the_first_makes_one_outage():
    course = [entry(10, LIVE, LOST), entry(12, LOST, FROZEN), entry(20, FROZEN, LIVE)]
    assert told(*course) == (Outage(GATE, 1, timedelta(minutes=10), FROZEN, is_over=True),)


def test_brief_ones_are_counted_though_nobody_knows_how_long_they_were():
    assert told(entry(10, LIVE, LIVE, left_out=6)) == (
        Outage(GATE, 3, timedelta(), None, is_over=True),
    )


def test_a_console_that_stops_no_longer_sees_the_outage():
    (outage,) = told(entry(10, LIVE, LOST), stops=[minute(15)])
    assert (outage.lasted, outage.is_over) == (timedelta(minutes=5), True)
    assert told(entry(-300, LIVE, LOST), stops=[minute(-200)]) == ()


def test_the_longest_comes_first():
    found = told(
        entry(10, LIVE, LOST),
        entry(12, LOST, LIVE),
        entry(20, LIVE, LOST, camera=SQUARE),
        entry(40, LOST, LIVE, camera=SQUARE),
    )
    assert [outage.camera for outage in found] == [SQUARE, GATE]
