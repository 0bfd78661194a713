"""The disk is watched, and room is kept back so that acts go on when it is full."""

import errno
from contextlib import suppress

import pytest

from control_room.places import DataFolder
from control_room.storage.disk import DiskGuard, DiskNearlyFull, Level, Room
from control_room.storage.errors import DiskFull

MB = 1024 * 1024


class Disk:
    """A disk of 1,000 MB, as the system would tell of it."""

    def __init__(self, folder, free_mb):
        self._folder = folder
        self.free_mb = free_mb

    def __call__(self, _path):
        reserve = self._folder.reserve
        kept = reserve.stat().st_size if reserve.exists() else 0
        return Room(self.free_mb * MB - kept, 1000 * MB)


def fill(path):
    """Write until the disk takes no more."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(64 * 1024)):
            pass


@pytest.fixture
def folder(tmp_path):
    folder = DataFolder(tmp_path / "site")
    folder.create()
    return folder


def test_each_level_has_its_limit_and_does_not_flicker(folder):
    disk = Disk(folder, 500)
    guard = DiskGuard(folder, 0, disk)
    seen = []
    for free_mb in (101, 99, 105, 109, 111, 51, 49, 55, 59, 61, 109, 110):
        disk.free_mb = free_mb
        seen.append(guard.look().level.value)
    assert seen == [
        *("ok", "low", "low", "low", "ok", "low"),
        *("critical", "critical", "critical", "low", "low", "ok"),
    ]


def test_the_reserve_is_real_blocks_for_the_owner_only(folder):
    state = DiskGuard(folder, 1).look()
    found = folder.reserve.stat()
    assert state.reserve_bytes == MB == found.st_size
    assert found.st_blocks * 512 >= MB
    assert found.st_mode & 0o777 == 0o600


def test_the_reserve_is_given_up_when_the_disk_is_about_to_be_full(folder):
    disk = Disk(folder, 100)
    guard = DiskGuard(folder, 4, disk)
    assert guard.look().reserve_bytes == 4 * MB
    disk.free_mb = 11
    state = guard.look()
    assert (state.level, state.free_mb, state.reserve_bytes) == (Level.CRITICAL, 11, 0)
    assert not folder.reserve.exists()


def test_the_reserve_waits_for_room_and_is_then_made_again(folder):
    disk = Disk(folder, 53)
    guard = DiskGuard(folder, 4, disk)
    assert guard.look().reserve_bytes == 0
    disk.free_mb = 54
    assert guard.look().reserve_bytes == 4 * MB


def test_the_reserve_follows_the_settings(folder):
    DiskGuard(folder, 2).look()
    DiskGuard(folder, 1).look()
    assert folder.reserve.stat().st_size == MB
    DiskGuard(folder, 0).look()
    assert not folder.reserve.exists()


def test_what_can_wait_is_refused_on_a_nearly_full_disk(folder):
    disk = Disk(folder, 100)
    guard = DiskGuard(folder, 0, disk)
    guard.check_room()
    disk.free_mb = 40
    with pytest.raises(DiskNearlyFull) as refusal:
        guard.check_room()
    assert "40 MB" in str(refusal.value)


def test_another_disk_is_judged_by_its_own_room(folder, tmp_path):
    rooms = {tmp_path: Room(900 * MB, 1000 * MB), folder.root: Room(10 * MB, 1000 * MB)}
    guard = DiskGuard(folder, 0, rooms.__getitem__)
    guard.check_room(tmp_path)
    with pytest.raises(DiskNearlyFull):
        guard.check_room()


def test_a_disk_that_cannot_be_asked_is_told(folder):
    def gone(_path):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull):
        DiskGuard(folder, 0, gone).look()


def test_on_a_real_full_disk_the_reserve_makes_room(small_disk):
    folder = DataFolder(small_disk / "site")
    folder.create()
    guard = DiskGuard(folder, 2)
    assert guard.look().reserve_bytes == 2 * MB
    filler = small_disk / "recordings"
    fill(filler)
    state = guard.look()
    assert (state.level, state.reserve_bytes) == (Level.OK, 0)
    assert state.free_mb == 2
    filler.unlink()
    assert guard.look().reserve_bytes == 2 * MB
