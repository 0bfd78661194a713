"""The room on the disk, recorded when it changes."""

from __future__ import annotations

from control_room.audit.entry import Act
from control_room.storage.database import Database
from control_room.storage.disk import DiskGuard, DiskState, Level


class DiskWatch:
    """Looks at the disk and records each change of its level, and of the reserve, once."""

    def __init__(self, database: Database, guard: DiskGuard) -> None:
        self._database = database
        self._guard = guard
        self._told: tuple[Level, bool] | None = None

    def look(self) -> DiskState:
        """The disk now; call every few seconds, also when an act failed for want of room.

        Raises:
            ControlRoomError: the disk cannot be asked, or the change not be recorded.
        """
        state = self._guard.look()
        seen = (state.level, state.reserve_bytes > 0)
        if seen != self._told:
            if self._told is not None or state.level is not Level.OK:
                self._database.note(
                    Act.DISK_CHANGED,
                    "disk",
                    details={
                        "level": state.level.value,
                        "free_mb": state.free_mb,
                        "reserve_mb": state.reserve_bytes // (1024 * 1024),
                    },
                )
            self._told = seen
        return state
