"""One incident whole: its still, its course, a line to add."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from control_room.domain.evidence import StillRef
from control_room.domain.incident import Incident, IncidentState
from control_room.ui.incident_table import state_chip
from control_room.ui.words import clear_layout, note_text, part_label, shown
from widgets.ages import clock_text, minute_text
from widgets.chip import Chip
from widgets.command_button import CommandButton

_STILL_HEIGHT_PX = 232


class IncidentEntry(QWidget):
    """One incident whole.

    Signals:
        note_entered(IncidentId, str): to be added to its course.
        closing_entered(IncidentId, str): to be closed with this text.
    """

    note_entered = Signal(object, str)
    closing_entered = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "side")
        self._incident: Incident | None = None
        self._number = part_label("section")
        self._title = part_label("title")
        self._chip = Chip()
        self._place = part_label("quiet")
        self._still = QLabel()
        self._still.setMaximumHeight(_STILL_HEIGHT_PX)
        self._still.setAccessibleName(self.tr("Still of what was shown"))
        self._still_text = part_label("small")
        self._course_heading = part_label("section")
        self._course_heading.setText(self.tr("Course"))
        self._course = QVBoxLayout()
        self._course.setSpacing(5)
        self._text = QLineEdit()
        self._text.setMaxLength(500)
        self._text.setPlaceholderText(self.tr("What happened, who was told…"))
        self._text.setAccessibleName(self.tr("Note"))
        self._text.installEventFilter(self)
        self._note = CommandButton(self.tr("Add the note"), self.tr("Enter"), main=True)
        self._note.clicked.connect(self._enter_note)
        self._close = CommandButton(self.tr("Close with this text"), "Ctrl+↵")
        self._close.clicked.connect(self.enter_closing)
        self._state = part_label("small")
        self._build()
        self.show_incident(None, "")

    @property
    def incident(self) -> Incident | None:
        """The incident on screen."""
        return self._incident

    def show_incident(self, incident: Incident | None, place: str) -> None:
        """Show another incident; None when none is chosen."""
        other = incident is None or self._incident is None or incident.id != self._incident.id
        self._incident = incident
        self._place.setVisible(incident is not None)
        self._course_heading.setVisible(incident is not None)
        writable = incident is not None and incident.state is IncidentState.OPEN
        for widget in (self._text, self._note, self._close):
            widget.setVisible(writable)
        if other:
            self._still.clear()
            self._still.hide()
            self._still_text.clear()
            self._text.clear()
            self.show_state("")
        self._show_course(incident)
        if incident is None:
            self._number.clear()
            self._title.setText(self.tr("No incident chosen"))
            self._chip.hide()
            return
        self._number.setText(incident.number)
        self._title.setText(shown(incident.nature.text))
        self._chip.show_word(*state_chip(incident))
        self._place.setText(place)
        if incident.still is None:
            self._still_text.setText(self.tr("No still."))
        elif other:
            self._still_text.setText(self.tr("Opening the still…"))

    def show_still(self, still: StillRef, png: bytes) -> None:
        """Show the still, whose bytes were checked against its fingerprint."""
        pixmap = QPixmap()
        pixmap.loadFromData(png)
        ratio = self.devicePixelRatioF()
        room = self.width() - 40
        pixmap = pixmap.scaled(
            round(room * ratio),
            round(_STILL_HEIGHT_PX * ratio),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        self._still.setPixmap(pixmap)
        self._still.show()
        self._still_text.setText(
            self.tr("As shown at {time}, {width}×{height}. SHA-256 {digest}… checked").format(
                time=clock_text(still.shown_at),
                width=still.width_px,
                height=still.height_px,
                digest=still.sha256[:12],
            )
        )

    def show_no_still(self) -> None:
        """The still could not be opened; the notice says why."""
        self._still_text.setText(self.tr("The still cannot be shown."))

    def show_state(self, text: str, *, clear: bool = False) -> None:
        """Say how far the note is; `clear` once it is committed."""
        self._state.setText(text)
        if clear:
            self._text.clear()

    def write(self) -> None:
        """Give the keyboard to the text field."""
        if self._text.isVisible():
            self._text.setFocus()

    def enter_closing(self) -> None:
        """Ask to close the incident; it needs a text that says how it ended."""
        text = self._text.text().strip()
        if self._incident is None or self._incident.state is not IncidentState.OPEN:
            return
        if text:
            self.show_state(self.tr("Recording…"))
            self.closing_entered.emit(self._incident.id, text)
        else:
            self._text.setFocus()
            self.show_state(self.tr("Say how it ended, then close."))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title, 1)
        top.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        commands = QHBoxLayout()
        commands.setSpacing(8)
        commands.addWidget(self._note)
        commands.addWidget(self._close)
        commands.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(8)
        column.addWidget(self._number)
        column.addLayout(top)
        column.addWidget(self._place)
        column.addWidget(self._still)
        column.addWidget(self._still_text)
        column.addWidget(self._course_heading)
        column.addLayout(self._course)
        column.addSpacing(4)
        column.addWidget(self._text)
        column.addLayout(commands)
        column.addWidget(self._state)
        column.addStretch(1)

    def _show_course(self, incident: Incident | None) -> None:
        clear_layout(self._course)
        if incident is None:
            return
        tagged = self.tr("Tagged by agent {agent}").format(agent=incident.matricule)
        lines = [(incident.opened_at, tagged)]
        lines += [
            (
                note.at,
                self.tr("{text} (agent {agent})").format(
                    text=note_text(note), agent=note.matricule
                ),
            )
            for note in incident.notes
        ]
        for at, text in lines:
            line = part_label("line")
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setText(f"{minute_text(at)}   {text}")
            self._course.addWidget(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the text adds the note, Ctrl+Enter closes with it: never both."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.enter_closing()
            else:
                self._enter_note()
            return True
        return super().eventFilter(watched, event)

    def _enter_note(self) -> None:
        text = self._text.text().strip()
        if text and self._incident is not None:
            self.show_state(self.tr("Recording…"))
            self.note_entered.emit(self._incident.id, text)
