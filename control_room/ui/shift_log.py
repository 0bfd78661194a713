"""The shift's log beside the wall: incidents newest first, details of the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from control_room.domain.camera import Camera, CameraId
from control_room.domain.incident import (
    DEFAULT_PRIORITY,
    Incident,
    IncidentId,
    IncidentState,
    Nature,
    Priority,
)
from control_room.ui.words import clear_layout, note_text, shown
from widgets.ages import minute_text
from widgets.chip import Chip
from widgets.theme import Tone

PRIORITY_TONES = {
    Priority.URGENT: Tone.URGENT,
    Priority.SOON: Tone.INFO,
    Priority.ORDINARY: Tone.QUIET,
}


@dataclass(frozen=True)
class Pending:
    """A tag that was asked for and is not committed yet."""

    nature: Nature
    camera: Camera
    at: datetime
    failed: bool = False


class _Row(QWidget):
    """One line of the log.

    Signals:
        chosen(): clicked.
    """

    chosen = Signal()

    def __init__(self, at: datetime, chip: tuple[str, Tone], title: str, rest: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "row")
        self.setProperty("chosen", False)
        hour = QLabel(minute_text(at))
        headline = QLabel(title)
        headline.setProperty("part", "headline")
        headline.setWordWrap(True)
        details = QLabel(rest)
        details.setProperty("part", "quiet")
        details.setTextFormat(Qt.TextFormat.PlainText)
        details.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(7)
        top.addWidget(Chip(*chip), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(headline, 1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(top)
        texts.addWidget(details)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(hour, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        self.setAccessibleName(f"{hour.text()} {chip[0]} {title}, {rest}")

    def set_chosen(self, chosen: bool) -> None:
        """Mark the row."""
        self.setProperty("chosen", chosen)
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, _event: QEvent) -> None:
        self.chosen.emit()


class ShiftLog(QWidget):
    """Shows what was recorded in the shift, and what is on its way there.

    Signals:
        incident_chosen(IncidentId): its details are wanted.
        note_entered(IncidentId, str): Enter in the note field.
        left(): the keyboard goes back to the wall.
    """

    incident_chosen = Signal(object)
    note_entered = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._incidents: list[Incident] = []
        self._pending: list[Pending] = []
        self._places: Mapping[CameraId, Camera] = {}
        self._chosen: IncidentId | None = None
        self._rows: dict[IncidentId, _Row] = {}
        self._heading = QLabel()
        self._heading.setProperty("part", "section")
        self._heading.setContentsMargins(12, 6, 12, 6)
        self._content = QWidget()
        self._content.setProperty("part", "scrolled")
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._content)
        self._scroll = scroll
        self._note = QLineEdit()
        self._note.setMaxLength(500)
        self._note.returnPressed.connect(self._enter_note)
        self._note.installEventFilter(self)
        self._note_state = QLabel()
        self._note_state.setProperty("part", "small")
        self._note_state.setWordWrap(True)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 8, 12, 10)
        foot.setSpacing(4)
        foot.addWidget(self._note)
        foot.addWidget(self._note_state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        self._rebuild()

    @property
    def chosen(self) -> IncidentId | None:
        """The incident that a note goes to."""
        return self._chosen

    def show_incidents(
        self, incidents: Sequence[Incident], places: Mapping[CameraId, Camera]
    ) -> None:
        """Show the committed incidents of the shift, newest first."""
        self._incidents = list(incidents)
        self._places = places
        if self._chosen not in {incident.id for incident in incidents}:
            self._chosen = None
        if self._chosen is None and incidents:
            self._chosen = incidents[0].id
        self._rebuild()

    def add_pending(self, pending: Pending) -> None:
        """Show at once that a tag is being recorded."""
        self._pending.insert(0, pending)
        self._rebuild()

    def settle(self, pending: Pending, incident: Incident | None) -> None:
        """The tag is committed (its incident takes the row), or it is not (the row says so)."""
        at = self._pending.index(pending)
        if incident is None:
            self._pending[at] = Pending(pending.nature, pending.camera, pending.at, failed=True)
        else:
            del self._pending[at]
            self._incidents.insert(0, incident)
            self._chosen = incident.id
        self._rebuild()

    def write_note(self) -> None:
        """Give the keyboard to the note field."""
        if self._note.isEnabled():
            self._note.setFocus()

    def show_note_state(self, text: str, *, clear: bool = False) -> None:
        """Say how far the note is; `clear` once it is committed."""
        self._note_state.setText(text)
        if clear:
            self._note.clear()

    def _rebuild(self) -> None:
        clear_layout(self._column, keep=1)
        self._rows = {}
        rows = [self._pending_row(pending) for pending in self._pending]
        for incident in self._incidents:
            row = self._incident_row(incident)
            self._rows[incident.id] = row
            rows.append(row)
        for at, row in enumerate(rows):
            self._column.insertWidget(at, row)
        if not rows:
            empty = QLabel(
                self.tr("Nothing recorded yet. F1 to F8 tag what the selected tile shows.")
            )
            empty.setProperty("part", "quiet")
            empty.setWordWrap(True)
            empty.setContentsMargins(12, 6, 12, 6)
            self._column.insertWidget(0, empty)
        still_open = sum(incident.state is IncidentState.OPEN for incident in self._incidents)
        self._heading.setText(self.tr("Shift's log, %n open", "", still_open))
        self._show_chosen()

    def _pending_row(self, pending: Pending) -> _Row:
        chip = (
            (self.tr("Not recorded"), Tone.URGENT)
            if pending.failed
            else (self.tr("Recording…"), Tone.QUIET)
        )
        return _Row(pending.at, chip, shown(pending.nature.text), pending.camera.label)

    def _incident_row(self, incident: Incident) -> _Row:
        chip = (
            (shown(incident.state.text), Tone.QUIET)
            if incident.state is IncidentState.CLOSED
            else (shown(incident.priority.text), PRIORITY_TONES[incident.priority])
        )
        camera = self._places.get(incident.camera)
        place = camera.label if camera else incident.place
        last = note_text(incident.notes[-1]) if incident.notes else incident.number
        row = _Row(incident.opened_at, chip, shown(incident.nature.text), f"{place}. {last}")
        row.chosen.connect(lambda: self._choose(incident.id))
        return row

    def _choose(self, incident: IncidentId) -> None:
        self._chosen = incident
        self._show_chosen()
        self.incident_chosen.emit(incident)

    def _show_chosen(self) -> None:
        for incident_id, row in self._rows.items():
            row.set_chosen(incident_id == self._chosen)
        incident = next((each for each in self._incidents if each.id == self._chosen), None)
        writable = incident is not None and incident.state is IncidentState.OPEN
        self._note.setEnabled(writable)
        if incident is None:
            self._note.setPlaceholderText(self.tr("No incident chosen"))
        else:
            number = incident.number.rsplit("-", 1)[-1]
            self._note.setPlaceholderText(self.tr("Note on {number} (N)").format(number=number))
        self._note.setAccessibleName(self._note.placeholderText())

    def _enter_note(self) -> None:
        text = self._note.text().strip()
        if text and self._chosen is not None:
            self.show_note_state(self.tr("Recording…"))
            self.note_entered.emit(self._chosen, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.left.emit()
            return True
        return super().eventFilter(watched, event)


def tone_of_nature(nature: Nature) -> Tone:
    """The tone of the chip that a nature puts on its tile."""
    return PRIORITY_TONES[DEFAULT_PRIORITY[nature]]
