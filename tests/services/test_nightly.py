"""What is done unasked is done in time, once, whatever the clock does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from control_room.errors import ControlRoomError
from control_room.services.nightly import Job, Nightly
from control_room.texts import QT_TRANSLATE_NOOP

PARIS = ZoneInfo("Europe/Paris")
EVENING = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Night:
    """Jobs that note what was done, under a clock in hand."""

    def __init__(self, last=EVENING):
        self.done = []
        self.failing = set()
        jobs = [
            Job("backup", lambda: self.do("backup"), every=HOUR, last=last),
            Job("verification", lambda: self.do("verification"), last=last),
        ]
        self.nightly = Nightly(jobs, time(4, 30), PARIS)

    def do(self, name):
        self.done.append(name)
        if name in self.failing:
            text = QT_TRANSLATE_NOOP("errors", "x")
            raise ControlRoomError(text, text, text)

    def at(self, now):
        self.done.clear()
        self.nightly.run_due(now)
        return list(self.done)


@pytest.fixture
def night():
    return Night()


def test_a_night_brings_hourly_backups_and_one_verification(night):
    told = [name for minute in range(24 * 60) for name in night.at(EVENING + minute * MINUTE)]
    assert told.count("backup") == 23
    assert told.count("verification") == 1


def test_the_hour_of_the_night_is_local(night):
    assert "verification" not in night.at(datetime(2026, 3, 15, 3, 29, tzinfo=UTC))
    assert "verification" in night.at(datetime(2026, 3, 15, 3, 30, tzinfo=UTC))


@pytest.mark.parametrize("day", [29, 30])
def test_the_night_in_which_clocks_change_has_one_too(day):
    night = Night(last=datetime(2026, 3, day - 1, 12, tzinfo=UTC))
    start = datetime(2026, 3, day - 1, 22, tzinfo=UTC)
    told = [name for minute in range(12 * 60) for name in night.at(start + minute * MINUTE)]
    assert told.count("verification") == 1


def test_what_was_never_done_is_due_at_once():
    assert Night(last=None).at(EVENING) == ["backup", "verification"]


def test_what_a_computer_slept_through_is_done_once_when_it_wakes(night):
    later = EVENING + timedelta(days=3)
    assert night.at(later) == ["backup", "verification"]
    assert night.at(later + MINUTE) == []


def test_a_clock_put_right_by_minutes_brings_nothing_twice(night):
    morning = datetime(2026, 3, 15, 3, 31, tzinfo=UTC)
    assert night.at(morning) == ["backup", "verification"]
    assert night.at(morning - 3 * MINUTE) == []
    assert night.at(morning + MINUTE) == []


def test_a_clock_set_back_by_days_does_not_stop_the_jobs(night):
    assert night.at(EVENING - timedelta(days=400)) == ["backup", "verification"]
    assert night.at(EVENING - timedelta(days=400) + MINUTE) == []


def test_a_failure_stops_no_other_job_and_is_told_and_tried_again(night):
    night.failing = {"backup"}
    morning = datetime(2026, 3, 15, 3, 31, tzinfo=UTC)
    with pytest.raises(ControlRoomError):
        night.at(morning)
    assert night.done == ["backup", "verification"]
    assert night.at(morning + 9 * MINUTE) == []
    night.failing = set()
    assert night.at(morning + 10 * MINUTE) == ["backup"]
    assert night.at(morning + 11 * MINUTE) == []
