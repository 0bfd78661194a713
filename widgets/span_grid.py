"""A grid on which a layout's larger tiles are drawn."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from control_room.domain.wall import Cell, Layout, NotALayout, joined, spanned
from widgets.theme import Theme

_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class SpanGrid(QWidget):
    """Joins the places of a grid to tiles: drag over them; a click on a larger tile parts it.

    Keys: arrows move, with Shift they draw, Enter joins what is drawn, Delete parts a tile.

    Signals:
        changed(): `layout_drawn` has a new answer.
    """

    changed = Signal()

    def __init__(self, theme: Theme, layout: Layout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows, self._columns = layout.rows, layout.columns
        self._spans = _larger(layout.cells)
        self._from = self._to = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 180)
        self.setAccessibleName(self.tr("Grid of the layout"))
        self.setAccessibleDescription(
            self.tr("Arrows move, with Shift they draw, Enter joins, Delete parts.")
        )

    def sizeHint(self) -> QSize:
        """A picture's shape, large enough to draw on."""
        return QSize(640, 360)

    def layout_drawn(self) -> Layout | None:
        """The layout on the grid; None when it has more tiles than a wall may have."""
        try:
            return spanned(self._rows, self._columns, self._spans)
        except NotALayout:
            return None

    def tiles_drawn(self) -> int:
        """How many tiles are on the grid."""
        covered = sum(cell.rows * cell.columns for cell in self._spans)
        return self._rows * self._columns - covered + len(self._spans)

    def resize_grid(self, rows: int, columns: int) -> None:
        """Give the grid another size; larger tiles that are cut off are parted."""
        self._rows, self._columns = rows, columns
        inside = Cell(0, 0, rows, columns).places
        self._spans = tuple(cell for cell in self._spans if cell.places <= inside)
        self._draw_from((0, 0))
        self._tell()

    def show_layout(self, layout: Layout) -> None:
        """Go on from another layout."""
        self._rows, self._columns = layout.rows, layout.columns
        self._spans = _larger(layout.cells)
        self._draw_from((0, 0))
        self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    # Drawing

    def _drawn(self) -> Cell:
        (row, column), (row_to, column_to) = self._from, self._to
        top, left = min(row, row_to), min(column, column_to)
        return Cell(top, left, abs(row - row_to) + 1, abs(column - column_to) + 1)

    def _marked(self) -> Cell:
        """What is drawn, or the whole of the tile that the keyboard is on."""
        drawn = self._drawn()
        here = (cell for cell in self._spans if self._to in cell.places)
        return next(here, drawn) if self._from == self._to else drawn

    def _draw_from(self, place: tuple[int, int]) -> None:
        self._from = self._to = place
        self.update()

    def _draw_to(self, place: tuple[int, int]) -> None:
        if place != self._to:
            self._to = place
            self.update()

    def _join(self) -> None:
        drawn = self._drawn()
        if (drawn.rows, drawn.columns) != (1, 1):
            self._spans = joined(self._spans, drawn)
            self._from = self._to
            self._tell()

    def _part(self) -> None:
        kept = tuple(cell for cell in self._spans if self._to not in cell.places)
        if kept != self._spans:
            self._spans = kept
            self._tell()

    # Mouse and keyboard

    def _place_at(self, point: QPoint) -> tuple[int, int]:
        row = point.y() * self._rows // max(1, self.height())
        column = point.x() * self._columns // max(1, self.width())
        return max(0, min(row, self._rows - 1)), max(0, min(column, self._columns - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._draw_from(self._place_at(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._draw_to(self._place_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._draw_to(self._place_at(event.position().toPoint()))
        if self._from == self._to:
            self._part()
        else:
            self._join()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is not None:
            row = max(0, min(self._to[0] + step[0], self._rows - 1))
            column = max(0, min(self._to[1] + step[1], self._columns - 1))
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._draw_to((row, column))
            else:
                self._draw_from((row, column))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._from != self._to:
            self._join()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._part()
        else:
            super().keyPressEvent(event)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), QColor(theme.line))
        single = {Cell(*place) for place in Cell(0, 0, self._rows, self._columns).places}
        for cell in (*single, *self._spans):
            larger = (cell.rows, cell.columns) != (1, 1)
            painter.fillRect(
                self._box(cell).adjusted(1, 1, -1, -1),
                QColor(theme.info if larger else theme.raised),
            )
            if larger:
                painter.setPen(QColor(theme.info_text))
                size = f"{cell.columns}×{cell.rows}"
                painter.drawText(self._box(cell), Qt.AlignmentFlag.AlignCenter, size)
        if self.hasFocus() or self._from != self._to:
            painter.setPen(QPen(QColor(theme.selection), 2))
            painter.drawRect(self._box(self._marked()).adjusted(1, 1, -2, -2))

    def _box(self, cell: Cell) -> QRect:
        left = cell.column * self.width() // self._columns
        top = cell.row * self.height() // self._rows
        right = (cell.column + cell.columns) * self.width() // self._columns
        bottom = (cell.row + cell.rows) * self.height() // self._rows
        return QRect(left, top, right - left, bottom - top)


def _larger(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if (cell.rows, cell.columns) != (1, 1))
