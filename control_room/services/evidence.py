"""Stills: what was shown, kept as it was shown."""

from __future__ import annotations

from typing import Final

from control_room.audit.entry import Act, Detail, Result, written_moment
from control_room.domain.agent import Permission, Session
from control_room.domain.camera import Camera, Health
from control_room.domain.evidence import StillRef
from control_room.domain.picture import ShownPicture, health_seen
from control_room.services.errors import PictureNotLive
from control_room.services.sessions import Sessions
from control_room.storage.database import Database
from control_room.storage.errors import EvidenceMissing
from control_room.storage.files import EvidenceStore
from control_room.video.picture import png

_NOT_LIVE: Final[dict[str, Detail]] = {"cause": "not_live"}


class Evidence:
    """Stills taken on their own, and the look at any still."""

    def __init__(self, database: Database, sessions: Sessions, store: EvidenceStore) -> None:
        self._database = database
        self._sessions = sessions
        self._store = store

    def keep_still(self, session: Session, camera: Camera, picture: ShownPicture) -> StillRef:
        """Keep the picture that was shown.

        Raises:
            NotAllowed: the role does not cover it; nothing is stored.
            PictureNotLive: the tile showed no live picture; nothing is stored.
            ControlRoomError: it cannot be written; nothing is recorded.
        """
        who = self._sessions.allow(session, Permission.TAG)
        still = stored_still(self._database, self._store, who, Act.STILL_KEPT, camera, picture)
        with self._database.write(who) as tx:
            tx.stills.add(still)
            tx.audit(Act.STILL_KEPT, f"camera/{camera.id}", details=still_details(still))
        return still

    def open_still(self, session: Session, ref: StillRef) -> bytes:
        """The PNG file of a still, checked, its consultation recorded.

        Raises:
            NotAllowed: the role does not cover it.
            EvidenceMissing: there is no such record or no such file.
            EvidenceAltered: the file is not what was recorded.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        with self._database.read() as records:
            if not records.stills.has(ref.sha256):
                raise EvidenceMissing(ref.sha256)
        content = self._store.read(ref.sha256)
        with self._database.write(who) as tx:
            tx.audit(Act.STILL_CONSULTED, f"camera/{ref.camera}", details={"still": ref.sha256})
        return content


def stored_still(
    database: Database,
    store: EvidenceStore,
    who: Session,
    act: Act,
    camera: Camera,
    picture: ShownPicture,
) -> StillRef:
    """Put the shown picture into the store, durably; no record speaks of it yet.

    Args:
        act: what it is stored for; a refusal is audited as its denial.

    Raises:
        PictureNotLive: no live picture was shown, or an old one; nothing is stored.
        ControlRoomError: it cannot be written.
    """
    if picture.camera != camera.id:
        raise ValueError(f"a picture of camera {picture.camera} for camera {camera.id}")
    health = health_seen(picture.health, picture.received_at, picture.shown_at)
    if health is not Health.LIVE:
        with database.write(who) as tx:
            tx.audit(act, f"camera/{camera.id}", result=Result.DENIED, details=_NOT_LIVE)
        raise PictureNotLive(camera.label, health.text)
    content = png(picture)
    return StillRef(
        sha256=store.keep(content),
        size_bytes=len(content),
        camera=picture.camera,
        stream=picture.stream,
        width_px=picture.width_px,
        height_px=picture.height_px,
        sequence=picture.sequence,
        captured_at=picture.received_at,
        shown_at=picture.shown_at,
        health=health,
    )


def still_details(still: StillRef) -> dict[str, Detail]:
    """What an audit entry says of a still."""
    return {
        "still": still.sha256,
        "camera": still.camera,
        "stream": still.stream.value,
        "sequence": still.sequence,
        "received_at": written_moment(still.captured_at),
        "health": still.health.value,
    }
