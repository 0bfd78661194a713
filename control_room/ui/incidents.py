"""Main courante: the incidents in a table, one of them whole with its still and its course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from control_room.domain.agent import Session
from control_room.domain.camera import Camera
from control_room.domain.evidence import StillRef
from control_room.domain.incident import Incident, IncidentId, IncidentState, Nature
from control_room.errors import ControlRoomError
from control_room.services import Services
from control_room.ui.chip_cells import ChipDelegate
from control_room.ui.incident_entry import IncidentEntry
from control_room.ui.incident_table import IncidentTable
from control_room.ui.row_table import RowTable
from control_room.ui.tasks import TaskRunner
from control_room.ui.words import chosen_code, is_typing, moment_text, shown
from widgets.notices import Place
from widgets.theme import Theme

_ENTRY_WIDTH_PX = 440
_PERIODS_DAYS = (1, 7, 31)


class IncidentsWorkspace(QWidget):
    """The room's log.

    Signals:
        refused(ControlRoomError): an act was not done, and why.
        told(str): an act was done.
    """

    refused = Signal(object)
    told = Signal(str)

    def __init__(
        self,
        services: Services,
        cameras: Sequence[Camera],
        tasks: TaskRunner,
        session: Callable[[], Session],
        *,
        theme: Theme,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._cameras = {camera.id: camera for camera in cameras}
        self._tasks = tasks
        self._session = session
        self._now = now
        self._chosen: IncidentId | None = None
        self._table = IncidentTable(self._cameras)
        self._view = RowTable(self._table)
        self.setFocusProxy(self._view)
        self._entry = IncidentEntry()
        self._entry.setFixedWidth(_ENTRY_WIDTH_PX)
        self._search = QLineEdit()
        self._period = QComboBox()
        self._nature = QComboBox()
        self._state = QComboBox()
        self._empty = QLabel()
        self._empty.setProperty("part", "quiet")
        self._build(theme)
        self._entry.note_entered.connect(self._add_note)
        self._entry.closing_entered.connect(self._close_incident)

    def reload(self) -> None:
        """Read the incidents of the period again."""
        session = self._session()
        since = self._now() - timedelta(days=_PERIODS_DAYS[self._period.currentIndex()])
        self._tasks.read(
            lambda: self._services.incidents.of_day(session, since), self._show_incidents
        )

    def notice_place(self) -> Place:
        """Over the oldest incidents in sight."""
        return Place(self._view, Qt.Edge.BottomEdge)

    def _build(self, theme: Theme) -> None:
        for label, box in (
            (self.tr("Period"), self._period),
            (self.tr("Nature"), self._nature),
            (self.tr("State"), self._state),
        ):
            box.setAccessibleName(label)
        self._period.addItems([self.tr("24 hours"), self.tr("7 days"), self.tr("31 days")])
        self._period.currentIndexChanged.connect(self.reload)
        self._nature.addItem(self.tr("All natures"))
        for nature in Nature:
            self._nature.addItem(shown(nature.text), nature)
        self._state.addItem(self.tr("Open and closed"))
        for state in IncidentState:
            self._state.addItem(shown(state.text), state)
        self._search.setPlaceholderText(self.tr("A street, a word, a number… (Ctrl+F)"))
        self._search.setAccessibleName(self.tr("Search the incidents"))
        self._search.textChanged.connect(self._filter)
        for box in (self._nature, self._state):
            box.currentIndexChanged.connect(self._filter)

        view = self._view
        view.setItemDelegate(ChipDelegate(theme, view))
        header = view.horizontalHeader()
        for column, width in enumerate((70, 70, 190, 190)):
            view.setColumnWidth(column, width)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        view.setColumnWidth(5, 110)
        view.setAccessibleName(self.tr("Incidents"))
        view.selectionModel().currentRowChanged.connect(self._choose_row)

        filters = QHBoxLayout()
        filters.setContentsMargins(14, 12, 14, 10)
        filters.setSpacing(8)
        for widget in (self._period, self._nature, self._state):
            filters.addWidget(widget)
        filters.addWidget(self._search, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(filters)
        self._empty.setContentsMargins(16, 14, 16, 14)
        left.addWidget(self._empty)
        left.addWidget(view, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._entry)

    # What is shown

    def _show_incidents(self, incidents: list[Incident]) -> None:
        chosen = self._chosen
        self._table.show_incidents(incidents)
        self._restore(chosen)

    def _filter(self) -> None:
        chosen = self._chosen
        self._table.filter(
            self._search.text(),
            chosen_code(self._nature, Nature),
            chosen_code(self._state, IncidentState),
        )
        self._restore(chosen)

    def _restore(self, chosen: IncidentId | None) -> None:
        """Keep the chosen incident through a new table; else the first row is chosen."""
        self._empty.setVisible(self._table.rowCount() == 0)
        self._empty.setText(
            self.tr("No incident passes the filter.")
            if self._table.holds_any()
            else self.tr("No incident in this period. In Live, F1 to F8 record one.")
        )
        row = self._table.row_of(chosen) if chosen is not None else None
        if self._table.rowCount():
            self._view.selectRow(row or 0)
        else:
            self._chosen = None
            self._entry.show_incident(None, "")

    def _choose_row(self) -> None:
        incident = self._table.incident_at(self._view.currentIndex().row())
        if incident is None:
            return
        shown_before = self._entry.incident
        self._chosen = incident.id
        camera = self._cameras.get(incident.camera)
        self._entry.show_incident(
            incident,
            self.tr("{place}, camera {number}. {moment}").format(
                place=incident.place if camera is None else camera.name,
                number=incident.camera,
                moment=moment_text(incident.opened_at),
            ),
        )
        if incident.still is not None and (shown_before is None or shown_before.id != incident.id):
            self._open_still(incident.id, incident.still)

    def _open_still(self, incident: IncidentId, still: StillRef) -> None:
        session = self._session()

        def opened(png: bytes) -> None:
            if self._chosen == incident:
                self._entry.show_still(still, png)

        def not_opened(error: ControlRoomError) -> None:
            if self._chosen == incident:
                self._entry.show_no_still()
            self.refused.emit(error)

        self._tasks.write(
            lambda: self._services.evidence.open_still(session, still), opened, not_opened
        )

    # Acts

    def _add_note(self, incident: IncidentId, text: str) -> None:
        session = self._session()
        self._record(lambda: self._services.incidents.add_note(session, incident, text))

    def _close_incident(self, incident: IncidentId, text: str) -> None:
        session = self._session()
        self._record(lambda: self._services.incidents.close(session, incident, text))

    def _record(self, act: Callable[[], Incident]) -> None:
        def committed(incident: Incident) -> None:
            self._entry.show_state(self.tr("Recorded."), clear=True)
            self._chosen = incident.id
            self._view.setFocus()
            self.reload()

        def not_committed(error: ControlRoomError) -> None:
            self._entry.show_state(self.tr("Not recorded; the text is still here."))
            self.refused.emit(error)

        self._tasks.write(act, committed, not_committed)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_F:
            self._search.setFocus()
            self._search.selectAll()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entry.enter_closing()
        elif event.key() == Qt.Key.Key_N and not event.modifiers() and not is_typing():
            self._entry.write()
        elif event.key() == Qt.Key.Key_Escape:
            self._view.setFocus()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()
