"""Incidents of the main courante with their notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select

from control_room.domain.agent import AgentId
from control_room.domain.camera import Camera, CameraId
from control_room.domain.incident import (
    DEFAULT_PRIORITY,
    Incident,
    IncidentId,
    IncidentNote,
    IncidentState,
    Nature,
    Priority,
)
from control_room.storage.records.stills import still_of
from control_room.storage.schema import agents, incident_notes, incidents, stills


class IncidentRecords:
    """Incidents, as kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        nature: Nature,
        camera: Camera,
        opened_at: datetime,
        day: date,
        agent: AgentId,
        still_id: int | None,
    ) -> Incident:
        """Keep a new incident under the next number of its local day."""
        row_id = self._connection.execute(
            insert(incidents)
            .values(
                number=self._next_number(day),
                nature=nature.value,
                priority=DEFAULT_PRIORITY[nature].value,
                state=IncidentState.OPEN.value,
                camera=camera.id,
                place=camera.address,
                opened_at=opened_at,
                agent_id=agent,
                still_id=still_id,
            )
            .returning(incidents.c.id)
        ).scalar_one()
        return self._one(incidents.c.id == row_id)

    def get(self, incident: IncidentId) -> Incident | None:
        """The incident of that id."""
        found = self._all(incidents.c.id == incident)
        return found[0] if found else None

    def since(self, moment: datetime) -> list[Incident]:
        """Incidents opened at that moment or later, newest first."""
        return self._all(incidents.c.opened_at >= moment)

    def ids(self) -> list[IncidentId]:
        """Every incident, oldest first."""
        found = self._connection.scalars(select(incidents.c.id).order_by(incidents.c.id))
        return [IncidentId(row_id) for row_id in found]

    def add_note(self, incident: IncidentId, at: datetime, agent: AgentId, text: str) -> None:
        """Add a line to the incident's course."""
        self._connection.execute(
            insert(incident_notes).values(incident_id=incident, at=at, agent_id=agent, text=text)
        )

    def close(self, incident: IncidentId) -> None:
        """Mark the incident closed."""
        self._connection.execute(
            incidents.update()
            .where(incidents.c.id == incident)
            .values(state=IncidentState.CLOSED.value)
        )

    def _next_number(self, day: date) -> str:
        prefix = f"MC-{day:%Y%m%d}-"
        of_day = incidents.c.number.startswith(prefix, autoescape=True)
        # By length first: number 10000 of a day follows 9999.
        last = self._connection.scalar(
            select(incidents.c.number)
            .where(of_day)
            .order_by(func.length(incidents.c.number).desc(), incidents.c.number.desc())
            .limit(1)
        )
        count = 0 if last is None else int(last.removeprefix(prefix))
        return f"{prefix}{count + 1:04d}"

    def _one(self, condition: ColumnElement[bool]) -> Incident:
        (incident,) = self._all(condition)
        return incident

    def _all(self, condition: ColumnElement[bool]) -> list[Incident]:
        rows = self._connection.execute(
            select(
                incidents.c.id.label("incident_id"),
                incidents.c.number,
                incidents.c.nature,
                incidents.c.priority,
                incidents.c.state,
                incidents.c.camera.label("incident_camera"),
                incidents.c.place,
                incidents.c.opened_at,
                incidents.c.still_id,
                agents.c.matricule,
                stills,
            )
            .join(agents, agents.c.id == incidents.c.agent_id)
            .outerjoin(stills, stills.c.id == incidents.c.still_id)
            .where(condition)
            .order_by(incidents.c.opened_at.desc(), incidents.c.id.desc())
        ).all()
        notes = self._notes(condition)
        return [_incident(row, notes[row.incident_id]) for row in rows]

    def _notes(self, condition: ColumnElement[bool]) -> dict[int, list[IncidentNote]]:
        rows = self._connection.execute(
            select(incident_notes, agents.c.matricule)
            .join(incidents, incidents.c.id == incident_notes.c.incident_id)
            .join(agents, agents.c.id == incident_notes.c.agent_id)
            .where(condition)
            .order_by(incident_notes.c.id)
        )
        notes: dict[int, list[IncidentNote]] = defaultdict(list)
        for row in rows:
            notes[row.incident_id].append(IncidentNote(row.at, row.matricule, row.text))
        return notes


def _incident(row: Row[*tuple[Any, ...]], notes: Sequence[IncidentNote]) -> Incident:
    return Incident(
        id=IncidentId(row.incident_id),
        number=row.number,
        nature=Nature(row.nature),
        priority=Priority(row.priority),
        state=IncidentState(row.state),
        camera=CameraId(row.incident_camera),
        place=row.place,
        opened_at=row.opened_at,
        matricule=row.matricule,
        still=None if row.still_id is None else still_of(row),
        notes=tuple(notes),
    )
