"""The main courante: one key records, details come afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from control_room.audit.entry import Act, Detail, written_moment
from control_room.domain.agent import Permission, Session
from control_room.domain.camera import Camera
from control_room.domain.incident import Incident, IncidentId, IncidentState, Nature
from control_room.domain.picture import ShownPicture
from control_room.services.errors import IncidentClosed, IncidentUnknown, NoteUnfit
from control_room.services.evidence import still_details, stored_still
from control_room.services.sessions import Sessions
from control_room.storage.database import Database, Reader
from control_room.storage.files import EvidenceStore

NOTE_CHARS = 4000


class Incidents:
    """Incidents of this control room.

    Args:
        zone: of the local day in incident numbers; None for the computer's.
    """

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        store: EvidenceStore,
        *,
        now: Callable[[], datetime],
        zone: tzinfo | None = None,
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._store = store
        self._now = now
        self._zone = zone

    def tag(
        self,
        session: Session,
        nature: Nature,
        camera: Camera,
        picture: ShownPicture,
    ) -> Incident:
        """Record an incident with the still of what was shown.

        Raises:
            NotAllowed: the role may not record incidents; nothing is stored.
            PictureNotLive: the tile showed no live picture; nothing is stored.
            ControlRoomError: it cannot be written; nothing is recorded.
        """
        who = self._sessions.allow(session, Permission.TAG)
        still = stored_still(self._database, self._store, who, Act.INCIDENT_TAGGED, camera, picture)
        with self._database.write(who) as tx:
            incident = tx.incidents.add(
                nature,
                camera,
                opened_at=picture.shown_at,
                day=picture.shown_at.astimezone(self._zone).date(),
                agent=who.agent.id,
                still_id=tx.stills.add(still),
            )
            tx.audit(
                Act.INCIDENT_TAGGED,
                f"incident/{incident.number}",
                details={
                    "nature": nature.value,
                    "priority": incident.priority.value,
                    "place": incident.place,
                    "opened_at": written_moment(incident.opened_at),
                    **still_details(still),
                },
            )
        return incident

    def add_note(self, session: Session, incident_id: IncidentId, text: str) -> Incident:
        """Add a line to an incident's course.

        Raises:
            NotAllowed: the role may not record incidents; nothing is stored.
            IncidentUnknown, IncidentClosed, NoteUnfit: nothing is stored.
        """
        who = self._sessions.allow(session, Permission.TAG)
        text = text.strip()
        if not 1 <= len(text) <= NOTE_CHARS:
            raise NoteUnfit(NOTE_CHARS)
        with self._database.write(who) as tx:
            incident = _open_one(tx, incident_id)
            at = self._now()
            tx.incidents.add_note(incident_id, at, who.agent.id, text)
            tx.audit(
                Act.INCIDENT_NOTED,
                f"incident/{incident.number}",
                details=_of_note(at),
                personal={"text": text},
            )
            return _one(tx, incident_id)

    def close(self, session: Session, incident_id: IncidentId, text: str = "") -> Incident:
        """Close an incident, with a last line if `text` has one.

        Raises:
            NotAllowed: the role may not record incidents; nothing is stored.
            IncidentUnknown, IncidentClosed, NoteUnfit: nothing is stored.
        """
        who = self._sessions.allow(session, Permission.TAG)
        text = text.strip()
        if len(text) > NOTE_CHARS:
            raise NoteUnfit(NOTE_CHARS)
        with self._database.write(who) as tx:
            incident = _open_one(tx, incident_id)
            at = self._now()
            if text:
                tx.incidents.add_note(incident_id, at, who.agent.id, text)
            tx.incidents.close(incident_id)
            tx.audit(
                Act.INCIDENT_CLOSED,
                f"incident/{incident.number}",
                details=_of_note(at) if text else None,
                personal={"text": text} if text else None,
            )
            return _one(tx, incident_id)

    def of_day(self, session: Session, since: datetime) -> list[Incident]:
        """Incidents opened since that moment (aware), newest first.

        Raises:
            NotAllowed: the role does not see incidents.
        """
        self._sessions.allow(session, Permission.WATCH)
        with self._database.read() as records:
            return records.incidents.since(since)

    def get(self, session: Session, incident_id: IncidentId) -> Incident:
        """One incident with its course.

        Raises:
            NotAllowed: the role does not see incidents.
            IncidentUnknown: there is none.
        """
        self._sessions.allow(session, Permission.WATCH)
        with self._database.read() as records:
            return _one(records, incident_id)


def _of_note(at: datetime) -> dict[str, Detail]:
    return {"noted_at": written_moment(at)}


def _one(records: Reader, incident_id: IncidentId) -> Incident:
    incident = records.incidents.get(incident_id)
    if incident is None:
        raise IncidentUnknown
    return incident


def _open_one(records: Reader, incident_id: IncidentId) -> Incident:
    incident = _one(records, incident_id)
    if incident.state is IncidentState.CLOSED:
        raise IncidentClosed(incident.number)
    return incident
