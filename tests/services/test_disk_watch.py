"""The disk's level is in the log once for each change."""

import pytest

from control_room.audit.entry import Act
from control_room.services.disk_watch import DiskWatch
from control_room.storage.disk import DiskGuard, Room

MB = 1024 * 1024


@pytest.fixture
def free(site):
    """Megabytes free on a disk of 1,000, to be set, and the watch over it."""
    room = {"mb": 500}
    guard = DiskGuard(site.folder, 0, lambda _path: Room(room["mb"] * MB, 1000 * MB))
    watch = DiskWatch(site.database, guard)

    def look(free_mb):
        room["mb"] = free_mb
        watch.look()
        return [entry.details for entry in site.entries() if entry.act is Act.DISK_CHANGED]

    return look


def test_a_disk_with_room_is_not_spoken_of(free):
    assert free(500) == []
    assert free(300) == []


def test_each_change_is_recorded_once(free):
    free(500)
    free(80)
    free(79)
    free(30)
    told = free(500)
    assert told == [
        {"level": "low", "free_mb": 80, "reserve_mb": 0},
        {"level": "critical", "free_mb": 30, "reserve_mb": 0},
        {"level": "ok", "free_mb": 500, "reserve_mb": 0},
    ]


def test_a_console_that_starts_on_a_low_disk_says_so(free):
    assert free(60) == [{"level": "low", "free_mb": 60, "reserve_mb": 0}]


def test_a_reserve_given_up_is_recorded(site):
    room = {"mb": 500}
    guard = DiskGuard(site.folder, 1, lambda _path: Room(room["mb"] * MB, 1000 * MB))
    watch = DiskWatch(site.database, guard)
    watch.look()
    room["mb"] = 3
    assert watch.look().reserve_bytes == 0
    entry = site.entries()[-1]
    assert (entry.act, entry.details["reserve_mb"]) == (Act.DISK_CHANGED, 0)
