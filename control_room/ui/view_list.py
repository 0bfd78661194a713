"""The walls and tours that the agent calls by name, under the cameras, each with its key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from control_room.domain.tour import SavedTour
from control_room.services.walls import Kept
from control_room.ui.wall_shelf import KEYS
from control_room.ui.words import clear_layout
from widgets.command_button import CommandButton
from widgets.elided_label import ElidedLabel

_TOURS_MAX = 4


class _ViewRow(QWidget):
    """A name, and what calls it or how it goes.

    Signals:
        chosen(): clicked.
    """

    chosen = Signal()

    def __init__(self, name: str, key: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "camera")
        self.setProperty("chosen", False)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._told = QLabel(key)
        self._told.setProperty("part", "key")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(7)
        row.addWidget(ElidedLabel(name), 1)
        row.addWidget(self._told)

    def show_progress(self, told: str) -> None:
        """Say how a tour goes."""
        self._told.setText(told)
        self.setProperty("chosen", True)
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, _event: QEvent) -> None:
        self.chosen.emit()


class ViewList(QWidget):
    """Shows the first nine walls and the tours; the rest is one key away.

    Signals:
        wall_chosen(SavedWall), tour_chosen(SavedTour): clicked.
        picker_asked(): all layouts, walls and tours shall be shown.
    """

    wall_chosen = Signal(object)
    tour_chosen = Signal(object)
    picker_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "foot")
        self._tours: dict[int, _ViewRow] = {}
        self._heading = QLabel(self.tr("Walls and tours"))
        self._heading.setProperty("part", "section")
        self._heading.setContentsMargins(2, 0, 2, 4)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        picker = CommandButton(self.tr("Layouts…"), "G")
        picker.clicked.connect(self.picker_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addLayout(self._rows)
        column.addWidget(picker)
        self.show_kept(Kept(), None, "")

    def show_kept(self, kept: Kept, under_way: SavedTour | None, progress: str) -> None:
        """Show what can be called, and how the tour under way goes."""
        clear_layout(self._rows)
        self._tours = {}
        for digit, wall in enumerate(kept.walls[:KEYS], 1):
            row = _ViewRow(wall.name, self.tr("Shift+{digit}").format(digit=digit))
            row.chosen.connect(lambda wall=wall: self.wall_chosen.emit(wall))
            self._rows.addWidget(row)
        for tour in self._tours_shown(kept, under_way):
            name = self.tr("{name}, {seconds} s").format(name=tour.name, seconds=tour.tour.dwell_s)
            row = _ViewRow(name, self.tr("tour"))
            row.chosen.connect(lambda tour=tour: self.tour_chosen.emit(tour))
            self._rows.addWidget(row)
            self._tours[tour.id] = row
        self._heading.setVisible(self._rows.count() > 0)
        if under_way is not None:
            self.show_progress(under_way, progress)

    def show_progress(self, tour: SavedTour, progress: str) -> None:
        """Say how the tour under way goes."""
        if tour.id in self._tours:
            self._tours[tour.id].show_progress(progress)

    def _tours_shown(self, kept: Kept, under_way: SavedTour | None) -> list[SavedTour]:
        shown = list(kept.tours[:_TOURS_MAX])
        if under_way is not None and under_way.id not in [tour.id for tour in shown]:
            shown.append(under_way)
        return shown
