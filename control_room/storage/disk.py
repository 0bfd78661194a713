"""Room on the disk: watched, and some of it kept back so that acts go on when it is full.

The reserve is a file of real blocks. It is given up when the disk is about to be full, whoever
filled it, and made again once there is room for it.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.storage.errors import file_errors_told
from control_room.storage.files import sync_folder
from control_room.texts import QT_TRANSLATE_NOOP, Text

logger = logging.getLogger(__name__)

_MB = 1024 * 1024

LOW_PERCENT, CRITICAL_PERCENT = 10, 5
_BACK_PERCENT = 1
"""A level is left for a better one only this much above its limit: it must not flicker."""

_FULL_BELOW_BYTES, _FULL_BELOW_PERCENT = 8 * _MB, 2
"""The reserve is given up below the smaller of the two: SQLite's `-wal` grows to four megabytes."""


class Level(StrEnum):
    """How much room a disk has."""

    OK = "ok"
    LOW = "low"
    CRITICAL = "critical"

    @property
    def text(self) -> Text:
        """The level in words."""
        return _LEVEL_TEXTS[self]


_LEVEL_TEXTS = {
    Level.OK: QT_TRANSLATE_NOOP("disk levels", "enough room"),
    Level.LOW: QT_TRANSLATE_NOOP("disk levels", "low"),
    Level.CRITICAL: QT_TRANSLATE_NOOP("disk levels", "nearly full"),
}


class DiskNearlyFull(ControlRoomError):
    """What can wait is refused, to leave the room to the audit log; nothing was written."""

    def __init__(self, folder: Path, free_mb: int) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP(
                "storage errors", "The disk that holds {path} is nearly full ({free_mb} MB free)."
            ).of(path=folder, free_mb=free_mb),
            QT_TRANSLATE_NOOP(
                "storage errors", "Not done: what is left is kept for recording acts."
            ),
            QT_TRANSLATE_NOOP("storage errors", "Free space on that disk, then try again."),
        )


@dataclass(frozen=True)
class Room:
    """What the system says of a disk: bytes that we may still write, and bytes in all."""

    free_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class DiskState:
    """A disk as last looked at.

    Attributes:
        reserve_bytes: kept back; 0 while it is given up or not asked for.
    """

    level: Level
    room: Room
    reserve_bytes: int

    @property
    def free_mb(self) -> int:
        """Room left, the reserve not counted."""
        return self.room.free_bytes // _MB


def room_of(folder: Path) -> Room:
    """Ask the system for the room on the disk of that folder.

    Raises:
        OSError: it cannot be asked.
    """
    disk = os.statvfs(folder)
    return Room(disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize)


class DiskGuard:
    """Watches the data folder's disk and keeps the reserve; call from any thread.

    Args:
        reserve_mb: to keep back; 0 for none.
        room: what the system says; the outside world of this class.
    """

    def __init__(
        self, folder: DataFolder, reserve_mb: int, room: Callable[[Path], Room] = room_of
    ) -> None:
        self._folder = folder
        self._wanted_bytes = reserve_mb * _MB
        self._room = room
        self._level = Level.OK
        self._turn = threading.Lock()

    def look(self) -> DiskState:
        """The disk now; gives the reserve up or makes it again where that is due.

        Raises:
            ControlRoomError: the disk cannot be asked.
        """
        with self._turn, file_errors_told(self._folder.root):
            room = self._room(self._folder.root)
            kept = self._kept_bytes()
            if kept and _is_about_full(room):
                self._give_up()
                room, kept = self._room(self._folder.root), 0
            elif kept != self._wanted_bytes and self._fits(room, self._wanted_bytes - kept):
                kept = self._make()
                room = self._room(self._folder.root)
            self._level = _level(room, self._level)
            return DiskState(self._level, room, kept)

    def check_room(self, folder: Path | None = None) -> None:
        """Refuse what can wait while the disk of that folder, by default ours, is nearly full.

        Raises:
            DiskNearlyFull: it is.
            ControlRoomError: the disk cannot be asked.
        """
        folder = folder or self._folder.root
        with file_errors_told(folder):
            room = self._room(folder)
        if _level(room, Level.OK) is Level.CRITICAL:
            raise DiskNearlyFull(folder, room.free_bytes // _MB)

    def _kept_bytes(self) -> int:
        try:
            return self._folder.reserve.stat().st_size
        except FileNotFoundError:
            return 0

    @staticmethod
    def _fits(room: Room, more_bytes: int) -> bool:
        return (room.free_bytes - more_bytes) * 100 >= room.total_bytes * CRITICAL_PERCENT

    def _give_up(self) -> None:
        self._folder.reserve.unlink()
        sync_folder(self._folder.root)
        logger.warning("disk of %s full: the reserve is given up", self._folder.root)

    def _make(self) -> int:
        """Reserve real blocks; returns how many bytes are kept, 0 if the disk would not."""
        self._folder.reserve.unlink(missing_ok=True)
        if not self._wanted_bytes:
            return 0
        descriptor = os.open(self._folder.reserve, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, self._wanted_bytes)
            os.fsync(descriptor)
        except OSError as error:
            self._folder.reserve.unlink()
            logger.warning("no reserve on the disk of %s: %s", self._folder.root, error.strerror)
            return 0
        finally:
            os.close(descriptor)
        return self._wanted_bytes


def _is_about_full(room: Room) -> bool:
    enough = min(_FULL_BELOW_BYTES, room.total_bytes * _FULL_BELOW_PERCENT // 100)
    return room.free_bytes < enough


def _level(room: Room, before: Level) -> Level:
    def below(percent: int) -> bool:
        return room.free_bytes * 100 < room.total_bytes * percent

    if below(CRITICAL_PERCENT + (_BACK_PERCENT if before is Level.CRITICAL else 0)):
        return Level.CRITICAL
    if below(LOW_PERCENT + (_BACK_PERCENT if before is not Level.OK else 0)):
        return Level.LOW
    return Level.OK
