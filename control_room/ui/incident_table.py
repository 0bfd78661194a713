"""Incidents as a table: newest first, filtered in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from control_room.domain.camera import Camera, CameraId
from control_room.domain.incident import Incident, IncidentId, IncidentState, Nature
from control_room.ui.chip_cells import CHIP_ROLE, Index
from control_room.ui.shift_log import PRIORITY_TONES
from control_room.ui.words import note_text, shown
from widgets.ages import minute_text
from widgets.theme import Tone


class IncidentTable(QAbstractTableModel):
    """Shows the incidents that pass the filter."""

    def __init__(self, cameras: Mapping[CameraId, Camera]) -> None:
        super().__init__()
        self._cameras = cameras
        self._all: list[Incident] = []
        self._shown: list[Incident] = []
        self._words: list[str] = []
        self._nature: Nature | None = None
        self._state: IncidentState | None = None

    def show_incidents(self, incidents: Sequence[Incident]) -> None:
        """Show other incidents through the same filter."""
        self._all = list(incidents)
        self._refilter()

    def filter(self, text: str, nature: Nature | None, state: IncidentState | None) -> None:
        """Keep what holds every word of `text`, is of the nature, is in the state."""
        self._words = text.casefold().split()
        self._nature = nature
        self._state = state
        self._refilter()

    def incident_at(self, row: int) -> Incident | None:
        """The incident of a row; None for a row that is not there."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, incident: IncidentId) -> int | None:
        """Where an incident is shown; None if the filter hides it."""
        rows = (row for row, each in enumerate(self._shown) if each.id == incident)
        return next(rows, None)

    def holds_any(self) -> bool:
        """Whether there is an incident at all, shown or not."""
        return bool(self._all)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, as Qt declares it
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, as Qt declares it
        return 0 if parent.isValid() else 6

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Time"),
            self.tr("No."),
            self.tr("Nature"),
            self.tr("Place"),
            self.tr("Last note"),
            self.tr("State"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        incident = self._shown[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(incident)[column]
        if role == Qt.ItemDataRole.ToolTipRole and column == 4:
            return self._cells(incident)[column]
        if role == CHIP_ROLE and column == 5:
            return state_chip(incident)[1]
        return None

    def _refilter(self) -> None:
        self.beginResetModel()
        self._shown = [incident for incident in self._all if self._passes(incident)]
        self.endResetModel()

    def _passes(self, incident: Incident) -> bool:
        if self._nature is not None and incident.nature is not self._nature:
            return False
        if self._state is not None and incident.state is not self._state:
            return False
        notes = " ".join(note_text(note) for note in incident.notes)
        told = " ".join((*self._cells(incident), incident.number, notes)).casefold()
        return all(word in told for word in self._words)

    def _cells(self, incident: Incident) -> tuple[str, ...]:
        camera = self._cameras.get(incident.camera)
        return (
            minute_text(incident.opened_at),
            incident.number.rsplit("-", 1)[-1],
            shown(incident.nature.text),
            camera.label if camera else incident.place,
            note_text(incident.notes[-1]) if incident.notes else "",
            state_chip(incident)[0],
        )


def state_chip(incident: Incident) -> tuple[str, Tone]:
    """Closed, or how soon somebody must act."""
    if incident.state is IncidentState.CLOSED:
        return shown(incident.state.text), Tone.QUIET
    return shown(incident.priority.text), PRIORITY_TONES[incident.priority]
