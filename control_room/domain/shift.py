"""Why an agent acts: the closed list of reasons that the register asks for (CSI R253-5)."""

from __future__ import annotations

from enum import StrEnum

from control_room.texts import QT_TRANSLATE_NOOP, Text


class Reason(StrEnum):
    """Reasons (motifs) of an act; `resources/law/reasons.toml` ties each to a purpose in law."""

    TRANQUILLITY = "tranquillity"
    DOUBT = "doubt"
    ASSISTANCE = "assistance"
    FIRE = "fire"
    TRAFFIC = "traffic"
    ROAD_OFFENCE = "road_offence"
    DUMPING = "dumping"
    PUBLIC_BUILDING = "public_building"
    EVENT = "event"
    STATE_POLICE = "state_police"
    CONTROL = "control"
    MAINTENANCE = "maintenance"

    @property
    def text(self) -> Text:
        """The reason as agents say it."""
        return _REASON_TEXTS[self]


_REASON_TEXTS = {
    Reason.TRANQUILLITY: QT_TRANSLATE_NOOP("reasons", "Prevention, public tranquillity"),
    Reason.DOUBT: QT_TRANSLATE_NOOP("reasons", "Checking a call"),
    Reason.ASSISTANCE: QT_TRANSLATE_NOOP("reasons", "Help to a person"),
    Reason.FIRE: QT_TRANSLATE_NOOP("reasons", "Fire"),
    Reason.TRAFFIC: QT_TRANSLATE_NOOP("reasons", "Accident, traffic"),
    Reason.ROAD_OFFENCE: QT_TRANSLATE_NOOP("reasons", "Traffic or parking offence"),
    Reason.DUMPING: QT_TRANSLATE_NOOP("reasons", "Waste dumping"),
    Reason.PUBLIC_BUILDING: QT_TRANSLATE_NOOP("reasons", "Protection of a public building"),
    Reason.EVENT: QT_TRANSLATE_NOOP("reasons", "Event, gathering"),
    Reason.STATE_POLICE: QT_TRANSLATE_NOOP("reasons", "Request of the national police"),
    Reason.CONTROL: QT_TRANSLATE_NOOP("reasons", "Control, audit"),
    Reason.MAINTENANCE: QT_TRANSLATE_NOOP("reasons", "Maintenance"),
}
