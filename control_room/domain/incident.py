"""Incidents of the main courante: natures with their key, priority, state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from control_room.domain.camera import CameraId
from control_room.domain.evidence import StillRef
from control_room.texts import QT_TRANSLATE_NOOP, Text

IncidentId = NewType("IncidentId", int)


class Nature(StrEnum):
    """First-level natures that one key records, in the order of F1, F2, …"""

    NUISANCE = "nuisance"
    VIOLENCE = "violence"
    DAMAGE = "damage"
    THEFT = "theft"
    PARKING = "parking"
    ACCIDENT = "accident"
    DUMPING = "dumping"
    PERSON_IN_DANGER = "person_in_danger"

    @property
    def text(self) -> Text:
        """The nature as written in the log."""
        return _NATURE_TEXTS[self]


_NATURE_TEXTS = {
    Nature.NUISANCE: QT_TRANSLATE_NOOP("natures", "Breach of the peace"),
    Nature.VIOLENCE: QT_TRANSLATE_NOOP("natures", "Fight, violence"),
    Nature.DAMAGE: QT_TRANSLATE_NOOP("natures", "Damage"),
    Nature.THEFT: QT_TRANSLATE_NOOP("natures", "Theft, crime"),
    Nature.PARKING: QT_TRANSLATE_NOOP("natures", "Parking"),
    Nature.ACCIDENT: QT_TRANSLATE_NOOP("natures", "Accident"),
    Nature.DUMPING: QT_TRANSLATE_NOOP("natures", "Waste dumping"),
    Nature.PERSON_IN_DANGER: QT_TRANSLATE_NOOP("natures", "Person in danger"),
}


class Priority(StrEnum):
    """How soon somebody must act."""

    URGENT = "urgent"
    SOON = "soon"
    ORDINARY = "ordinary"

    @property
    def text(self) -> Text:
        """The priority's word."""
        return _PRIORITY_TEXTS[self]


_PRIORITY_TEXTS = {
    Priority.URGENT: QT_TRANSLATE_NOOP("priorities", "Urgent"),
    Priority.SOON: QT_TRANSLATE_NOOP("priorities", "Soon"),
    Priority.ORDINARY: QT_TRANSLATE_NOOP("priorities", "Ordinary"),
}

DEFAULT_PRIORITY = {
    Nature.NUISANCE: Priority.SOON,
    Nature.VIOLENCE: Priority.URGENT,
    Nature.DAMAGE: Priority.SOON,
    Nature.THEFT: Priority.URGENT,
    Nature.PARKING: Priority.ORDINARY,
    Nature.ACCIDENT: Priority.URGENT,
    Nature.DUMPING: Priority.ORDINARY,
    Nature.PERSON_IN_DANGER: Priority.URGENT,
}


class IncidentState(StrEnum):
    """Open until an agent closes it."""

    OPEN = "open"
    CLOSED = "closed"

    @property
    def text(self) -> Text:
        """The state's word."""
        return _STATE_TEXTS[self]


_STATE_TEXTS = {
    IncidentState.OPEN: QT_TRANSLATE_NOOP("incident states", "Open"),
    IncidentState.CLOSED: QT_TRANSLATE_NOOP("incident states", "Closed"),
}


@dataclass(frozen=True)
class IncidentNote:
    """A line of an incident's course: who wrote what, when (aware UTC).

    Attributes:
        text: empty once it was erased: nobody can write an empty note.
    """

    at: datetime
    matricule: str
    text: str


NOTE_ERASED = QT_TRANSLATE_NOOP("incident notes", "(text erased)")
"""What is shown of a note without a text."""


@dataclass(frozen=True)
class Incident:
    """An incident as recorded.

    Attributes:
        number: `MC-YYYYMMDD-NNNN`, the day in local time, without gaps within a day.
        opened_at: when the key was pressed, aware UTC.
    """

    id: IncidentId
    number: str
    nature: Nature
    priority: Priority
    state: IncidentState
    camera: CameraId
    place: str
    opened_at: datetime
    matricule: str
    still: StillRef | None
    notes: tuple[IncidentNote, ...] = ()
