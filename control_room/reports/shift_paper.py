"""What a shift report says on paper: the shift for those who take over, and the log's anchor.

The paper is an anchor itself: whoever keeps it can show later that the log was cut or rewritten.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import segno

from control_room.domain.shift_summary import (
    Outage,
    ShiftAgent,
    ShiftIncident,
    ShiftSummary,
)
from control_room.reports.paper import Commune
from control_room.texts import Text, Translate

QR_FILE = "note.svg"
"""Name under which the template finds the picture of the signed note."""


@dataclass(frozen=True)
class PaperAnchor:
    """The signed checkpoint that the paper carries.

    Attributes:
        note: whole, as the QR code holds it.
        key_id: of the key that signed, in hex.
        site_key: in signed-note form, to be compared with an export's first key.
        words: said aloud, they name the root.
    """

    origin: str
    size: int
    root: bytes
    key_id: str
    site_key: str
    words: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class ShiftPaper:
    """All that one shift report says.

    Attributes:
        camera_labels: number and name of each camera, by number.
        remarks: typed by the agent who hands over.
        key_changed: whether the log is signed with a new key from now on.
        kept_by: means by which the anchor left this workstation, besides this paper.
        put_off: what could not be done at this hand-over, and why.
        alert: the break of the log that stands, in words; None: none is known.
        zone: legal time of the commune, in which all times are told; None: the computer's.
    """

    commune: Commune
    shift: ShiftSummary
    camera_labels: dict[int, str]
    handed_over_by: str
    remarks: str
    anchor: PaperAnchor
    key_changed: bool
    kept_by: tuple[Text, ...]
    put_off: tuple[Text, ...]
    alert: Text | None
    printed_at: datetime
    zone: tzinfo | None

    def data(self, french: Translate) -> dict[str, object]:
        """The template's data: strings, numbers and lists.

        Args:
            french: gives the words of natures, states and roles; the paper is a French act.
        """
        shift = self.shift
        since, until = self._local(shift.since), self._local(shift.until)
        return {
            "site": {"name": self.commune.name, "insee": self.commune.insee},
            "workstation": shift.workstation,
            "since": _minute(since),
            "until": _minute(until),
            "lasted": _lasted(shift.until - shift.since),
            "ended_on": {"year": until.year, "month": until.month, "day": until.day},
            "printed_at": _minute(self._local(self.printed_at)),
            "by": self.handed_over_by,
            "agents": [self._agent(agent, french) for agent in shift.agents],
            "incidents": [self._incident(incident, french) for incident in shift.incidents],
            "left_open": [self._incident(incident, french) for incident in shift.left_open],
            "reports": [
                {"state": line.state.text.shown(french), "opened": line.opened, "all": line.all}
                for line in shift.reports
            ],
            "outages": [self._outage(outage, french) for outage in shift.outages],
            "alerts": [
                {"at": _minute(self._local(alert.at)), "text": alert.text.shown(french)}
                for alert in shift.alerts
            ],
            "alert": self.alert.shown(french) if self.alert else None,
            "acts_waiting": shift.acts_waiting,
            "remarks": self.remarks,
            "key_changed": self.key_changed,
            "kept_by": [means.shown(french) for means in self.kept_by],
            "put_off": [reason.shown(french) for reason in self.put_off],
            "anchor": {
                "origin": self.anchor.origin,
                "size": f"{self.anchor.size:,}".replace(",", "\u202f"),
                "root": base64.b64encode(self.anchor.root).decode(),
                "key_id": self.anchor.key_id,
                "site_key": self.anchor.site_key,
                "words": list(self.anchor.words),
                "note": self.anchor.note,
            },
        }

    def qr_picture(self) -> bytes:
        """The whole signed note as a QR code (SVG)."""
        return segno.make(self.anchor.note, error="m", encoding="utf-8").svg_inline().encode()

    def _agent(self, agent: ShiftAgent, french: Translate) -> dict[str, object]:
        return {
            "matricule": agent.matricule,
            "role": agent.role.text.shown(french),
            "workstation": agent.workstation,
            "since": self._hour(agent.since, self.shift.until),
            "until": self._hour(agent.until, agent.since or self.shift.until),
        }

    def _incident(self, incident: ShiftIncident, french: Translate) -> dict[str, object]:
        return {
            "number": incident.number,
            "nature": incident.nature.text.shown(french),
            "place": incident.place,
            "state": incident.state.text.shown(french),
            "is_open": incident.closed_at is None,
            "opened_at": self._hour(incident.opened_at, self.shift.until),
            "closed_at": self._hour(incident.closed_at, incident.opened_at),
        }

    def _outage(self, outage: Outage, french: Translate) -> dict[str, object]:
        return {
            "camera": self.camera_labels.get(outage.camera, str(outage.camera)),
            "state": outage.health.text.shown(french) if outage.health else None,
            "times": outage.times,
            "lasted": _lasted(outage.lasted) if outage.lasted else None,
            "is_over": outage.is_over,
        }

    def _hour(self, moment: datetime | None, beside: datetime) -> str | None:
        """The hour; with its day where that is not the one of the moment beside it."""
        if moment is None:
            return None
        local = self._local(moment)
        same_day = local.date() == self._local(beside).date()
        return f"{local:%H:%M}" if same_day else f"{local:%d/%m %H:%M}"

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


def _minute(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y à %H:%M}"


def _lasted(duration: timedelta) -> str:
    """`2 h 05`, `14 min`, `38 s`."""
    seconds = round(duration.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes:02d}" if hours else f"{minutes} min"
