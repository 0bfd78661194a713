"""What an agent looked at: consultations that change nothing, and are recorded all the same."""

from __future__ import annotations

from collections.abc import Sequence

from control_room.audit.entry import Act
from control_room.domain.agent import Permission, Session
from control_room.domain.camera import Camera, CameraId
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
        with self._database.write(who) as tx:
            tx.audit(Act.CAMERA_ENLARGED, f"camera/{camera.id}")

    def reduced(self, session: Session, camera: Camera, seconds: int) -> None:
        """Record that a camera was looked at enlarged for so many seconds, now over.

        Raises:
            NotAllowed: the role does not watch cameras.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        with self._database.write(who) as tx:
            tx.audit(Act.CAMERA_REDUCED, f"camera/{camera.id}", details={"seconds": seconds})

    def wall_shown(self, session: Session, layout_code: str, cameras: Sequence[CameraId]) -> None:
        """Record which cameras the wall shows from now on.

        Raises:
            NotAllowed: the role does not watch cameras.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        shown = ",".join(str(camera) for camera in cameras)
        with self._database.write(who) as tx:
            tx.audit(Act.WALL_SHOWN, f"layout/{layout_code}", details={"cameras": shown})
