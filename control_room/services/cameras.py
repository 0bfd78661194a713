"""What was to be seen: what agents looked at, and when a camera could not show it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from control_room.audit.entry import Act
from control_room.domain.agent import Permission, Session
from control_room.domain.camera import Camera, CameraId
from control_room.domain.camera_health import HealthChange
from control_room.services.sessions import Sessions
from control_room.storage.database import Database


class CameraActs:
    """Acts on cameras."""

    def __init__(self, database: Database, sessions: Sessions) -> None:
        self._database = database
        self._sessions = sessions

    def enlarged(self, session: Session, camera: Camera) -> None:
        """Record that a camera is looked at enlarged from now on.

        Raises:
            NotAllowed: the role does not watch cameras.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        self._database.note(Act.CAMERA_ENLARGED, f"camera/{camera.id}", who=who)

    def reduced(self, session: Session, camera: Camera, seconds: int) -> None:
        """Record that a camera was looked at enlarged for so many seconds, now over.

        Raises:
            NotAllowed: the role does not watch cameras.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        self._database.note(
            Act.CAMERA_REDUCED, f"camera/{camera.id}", who=who, details={"seconds": seconds}
        )

    def replayed(self, session: Session, camera: Camera, back_s: float) -> None:
        """Record that what a camera showed so many seconds ago is looked at again from now on.

        Raises:
            NotAllowed: the role does not watch cameras.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        self._database.note(
            Act.CAMERA_REPLAYED,
            f"camera/{camera.id}",
            who=who,
            details={"seconds": math.ceil(back_s)},
        )

    def wall_shown(self, session: Session, layout_code: str, cameras: Sequence[CameraId]) -> None:
        """Record which cameras the wall shows from now on.

        Raises:
            NotAllowed: the role does not watch cameras.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        shown = ",".join(str(camera) for camera in cameras)
        self._database.note(
            Act.WALL_SHOWN, f"layout/{layout_code}", who=who, details={"cameras": shown}
        )

    def health_changed(self, changes: Sequence[HealthChange]) -> None:
        """Record, for the installation itself, that cameras show something else than before.

        Args:
            changes: at least one; `HealthJournal` says which are worth an entry.
        """
        for change in changes:
            self._database.note(
                Act.CAMERA_HEALTH,
                f"camera/{change.camera}",
                details={
                    "before": change.before.value,
                    "after": change.after.value,
                    "since_s": change.since_s,
                    "left_out": change.left_out,
                },
            )
