"""Dialogs over a wall: a name to save it under, a layout to draw, what removing means."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from control_room.domain.tour import SavedTour
from control_room.domain.wall import GRID_MAX, NAME_CHARS, TILES_MAX, Layout, SavedWall
from control_room.ui.question import Question
from widgets.span_grid import SpanGrid
from widgets.theme import Theme


class NameDialog(Question):
    """Asks for a name, and whether the whole site shall have what is named.

    Signals:
        named(str, bool): the name, and whether it is shared.
    """

    named = Signal(str, bool)

    def __init__(
        self,
        title: str,
        parent: QWidget,
        *,
        name: str = "",
        may_share: bool = False,
        own: Collection[str] = (),
        shared: Collection[str] = (),
    ) -> None:
        """Ask.

        Args:
            may_share: whether sharing is offered.
            own, shared: names that stand for something already, which saving replaces.
        """
        super().__init__(title, self.tr("Save"), parent)
        self._own, self._shared = own, shared
        self._name = QLineEdit(name)
        self._name.setMaxLength(NAME_CHARS)
        self._name.setMinimumWidth(340)
        self._name.setAccessibleName(self.tr("Name"))
        self._share = QCheckBox(self.tr("For all agents of the site"))
        self._share.setVisible(may_share)
        self._told = QLabel()
        self._told.setProperty("part", "warning")
        caption = QLabel(self.tr("Name"))
        caption.setBuddy(self._name)
        for widget in (caption, self._name, self._share, self._told):
            self.body.addWidget(widget)
        self._name.textChanged.connect(self._show_what_happens)
        self._share.toggled.connect(self._show_what_happens)
        self.act.clicked.connect(self._accept)
        self._name.setFocus()
        self._name.selectAll()
        self._show_what_happens()

    def _entered(self) -> str:
        return " ".join(self._name.text().split())

    def _show_what_happens(self) -> None:
        taken = self._entered() in (self._shared if self._share.isChecked() else self._own)
        self.act.setEnabled(bool(self._entered()))
        self.act.setText(self.tr("Replace") if taken else self.tr("Save"))
        self._told.setText(self.tr("What has this name now is replaced.") if taken else "")

    def _accept(self) -> None:
        self.named.emit(self._entered(), self._share.isChecked())
        self.accept()


class RemoveDialog(Question):
    """Says what goes with a wall or a tour that is removed.

    Signals:
        removed(): it shall go.
    """

    removed = Signal()

    def __init__(self, kept: SavedWall | SavedTour, tours: int, parent: QWidget) -> None:
        """Ask.

        Args:
            tours: how many of the agent's tours show the wall.
        """
        is_wall = isinstance(kept, SavedWall)
        title = self.tr("Remove “{name}”?").format(name=kept.name)
        act = self.tr("Remove the wall") if is_wall else self.tr("Remove the tour")
        super().__init__(title, act, parent)
        lines = []
        if kept.is_shared:
            lines.append(self.tr("It goes for all agents of the site."))
        if is_wall:
            lines.append(self.tr("What is on the screens stays."))
        if tours:
            lines.append(
                self.tr("%n tour(s) go on without it, or go if they have one step left.", "", tours)
            )
        for line in lines:
            self.body.addWidget(QLabel(line))
        self.act.clicked.connect(self._accept)

    def _accept(self) -> None:
        self.removed.emit()
        self.accept()


class LayoutEditor(Question):
    """Draws a layout: a grid, and tiles over several of its places.

    Signals:
        drawn(Layout): it shall be on the wall.
    """

    drawn = Signal(object)

    def __init__(self, layout: Layout, theme: Theme, parent: QWidget) -> None:
        super().__init__(self.tr("Draw a layout"), self.tr("Show this layout"), parent)
        self._grid = SpanGrid(theme, layout)
        self._columns, self._rows = QSpinBox(), QSpinBox()
        for side, value in ((self._columns, layout.columns), (self._rows, layout.rows)):
            side.setRange(1, GRID_MAX)
            side.lineEdit().setTextMargins(7, 0, 0, 0)
            side.setValue(value)
            side.valueChanged.connect(self._resize)
        sides = QFormLayout()
        sides.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        sides.addRow(self.tr("Places wide"), self._columns)
        sides.addRow(self.tr("Places high"), self._rows)
        told = QLabel(
            self.tr(
                "Drag over places to join them to one tile; click on a larger tile to part it.\n"
                "Arrows move, with Shift they draw, Enter joins, Delete parts."
            )
        )
        told.setProperty("part", "quiet")
        self._count = QLabel()
        row = QHBoxLayout()
        row.addLayout(sides)
        row.addStretch(1)
        row.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(told)
        self.body.addWidget(self._grid, 1)
        self.body.addLayout(row)
        # Enter joins on the grid: it must not press the button meanwhile.
        self.act.setAutoDefault(False)
        self.act.setDefault(False)
        self._grid.changed.connect(self._show_count)
        self.act.clicked.connect(self._accept)
        self._grid.setFocus()
        self._show_count()

    def _resize(self) -> None:
        self._grid.resize_grid(self._rows.value(), self._columns.value())

    def _show_count(self) -> None:
        tiles = self._grid.tiles_drawn()
        fits = self._grid.layout_drawn() is not None
        self._count.setText(
            self.tr("%n tile(s)", "", tiles)
            if fits
            else self.tr("{tiles} tiles: a wall has {most} at most").format(
                tiles=tiles, most=TILES_MAX
            )
        )
        self._count.setProperty("part", "" if fits else "warning")
        self._count.style().unpolish(self._count)
        self._count.style().polish(self._count)
        self.act.setEnabled(fits)

    def _accept(self) -> None:
        layout = self._grid.layout_drawn()
        if layout is not None:
            self.drawn.emit(layout)
            self.accept()
