"""The cameras of the site as a table of figures, sorted by any of them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QSortFilterProxyModel, Qt

from control_room.domain.camera import Camera, CameraId, Health, StreamState
from control_room.domain.camera_health import weight_of
from control_room.ui.chip_cells import CHIP_ROLE, Index
from control_room.ui.health_sample import CameraFigures
from control_room.ui.health_words import brief_state
from widgets.state_text import tone_of
from widgets.theme import Tone

SORT_ROLE = CHIP_ROLE + 1
STATE_COLUMN = 1
COLUMNS = 10
_NONE = "—"
_LEAST = -1.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class _Row:
    camera: Camera
    state: StreamState | None = None
    figures: CameraFigures | None = None
    age_s: float | None = None


class HealthTable(QAbstractTableModel):
    """One row for each camera of the site; one that is not watched has no figures."""

    def __init__(self, cameras: Sequence[Camera]) -> None:
        super().__init__()
        self._rows = [_Row(camera) for camera in cameras]
        self._now_ns = time.monotonic_ns()

    def show_health(
        self,
        states: Mapping[CameraId, StreamState],
        figures: Mapping[CameraId, CameraFigures],
        ages_s: Mapping[CameraId, float],
        now_ns: int,
    ) -> None:
        """Show newer figures."""
        self._now_ns = now_ns
        self._rows = [
            _Row(row.camera, state, figures.get(row.camera.id), ages_s.get(row.camera.id))
            if (state := states.get(row.camera.id)) is not None
            else _Row(row.camera)
            for row in self._rows
        ]
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, COLUMNS - 1))

    def camera_at(self, row: int) -> Camera | None:
        """The camera of a row; None for a row that is not there."""
        return self._rows[row].camera if 0 <= row < len(self._rows) else None

    def row_of(self, camera: CameraId) -> int:
        """Where a camera of the site is."""
        return next(row for row, each in enumerate(self._rows) if each.camera.id == camera)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, as Qt declares it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, as Qt declares it
        return 0 if parent.isValid() else COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section <= STATE_COLUMN else _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._explanations()[section]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.titles()[section]

    def titles(self) -> tuple[str, ...]:
        """What stands over the columns."""
        return (
            self.tr("Camera"),
            self.tr("State"),
            self.tr("Pictures/s"),
            self.tr("Age"),
            self.tr("Bit rate"),
            self.tr("Loss"),
            self.tr("Spoiled"),
            self.tr("Reconnected"),
            self.tr("Decoding"),
            self.tr("Replay"),
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column <= STATE_COLUMN else _RIGHT
        if role == CHIP_ROLE and column == STATE_COLUMN:
            return _tone(row)
        if role == SORT_ROLE:
            return _order(row, index.row())[column]
        if role == Qt.ItemDataRole.ToolTipRole and column <= STATE_COLUMN:
            return self._words(row)[column]
        return None

    def _explanations(self) -> tuple[str, ...]:
        return (
            self.tr("Number and name"),
            self.tr("As a tile shows the camera, and since when"),
            self.tr("Pictures shown, per second"),
            self.tr("Since the newest picture was received"),
            self.tr("Received from the camera, all its streams together"),
            self.tr("Packets that the network lost, over the last seconds"),
            self.tr("Damaged pictures, never shown, since the camera is watched"),
            self.tr("Connections after the first, since the camera is watched"),
            self.tr("Processor time to decode one picture"),
            self.tr("How far back the camera can be replayed, and the memory that takes"),
        )

    def _words(self, row: _Row) -> tuple[str, ...]:
        if row.state is None:
            return (row.camera.label, self.tr("not watched"), *[_NONE] * (COLUMNS - 2))
        figures = row.figures
        known = (row.camera.label, brief_state(row.state, self._now_ns))
        if figures is None:
            return (*known, *[_NONE] * (COLUMNS - 2))
        return (
            *known,
            _number(figures.pictures_per_s, 1),
            self._age(row.age_s),
            self._bit_rate(figures.bits_per_s),
            self._percent(figures.loss),
            _number(figures.spoiled),
            _number(figures.reconnects),
            self._milliseconds(figures.decode_ms),
            self.tr("{seconds} s, {megabytes} MB").format(
                seconds=_number(figures.ring_s), megabytes=_number(figures.ring_bytes / 1e6, 1)
            ),
        )

    def _age(self, age_s: float | None) -> str:
        if age_s is None:
            return _NONE
        if age_s < 1:
            return self.tr("{number} ms").format(number=_number(age_s * 1000))
        return self.tr("{number} s").format(number=_number(age_s, 1 if age_s < 10 else 0))

    def _bit_rate(self, bits_per_s: float | None) -> str:
        if bits_per_s is None:
            return _NONE
        if bits_per_s < 1e6:
            return self.tr("{number} kbit/s").format(number=_number(bits_per_s / 1e3))
        return self.tr("{number} Mbit/s").format(number=_number(bits_per_s / 1e6, 1))

    def _percent(self, share: float | None) -> str:
        if share is None:
            return _NONE
        return self.tr("{number} %").format(number=_number(share * 100, 1 if share else 0))

    def _milliseconds(self, number_ms: float | None) -> str:
        if number_ms is None:
            return _NONE
        return self.tr("{number} ms").format(number=_number(number_ms, 2))


class SortedHealth(QSortFilterProxyModel):
    """The table in the order of one of its columns: at first what is worst comes first."""

    def __init__(self, table: HealthTable) -> None:
        super().__init__()
        self.setSourceModel(table)
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)
        self.sort(STATE_COLUMN, Qt.SortOrder.DescendingOrder)


def _tone(row: _Row) -> Tone | None:
    if row.state is None or row.state.health is Health.LIVE:
        return None
    return tone_of(row.state.health)


def _order(row: _Row, place: int) -> tuple[float, ...]:
    """What each column is sorted by; what is not known comes before the least."""
    figures = row.figures
    # In the order of the site where states are the same, also when the worst are first.
    state = weight_of(row.state.health) - place / 1e6 if row.state else _LEAST - place / 1e6
    if figures is None:
        return (place, state, *[_LEAST] * (COLUMNS - 2))
    numbers = (
        figures.pictures_per_s,
        row.age_s,
        figures.bits_per_s,
        figures.loss,
        figures.spoiled,
        figures.reconnects,
        figures.decode_ms,
        figures.ring_bytes,
    )
    return (place, state, *(_LEAST if number is None else float(number) for number in numbers))


def _number(number: float | None, decimals: int = 0) -> str:
    return _NONE if number is None else QLocale().toString(float(number), "f", decimals)
