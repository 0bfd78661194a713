"""Where the tiles of a layout lie, and which tile is next in a direction."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

from control_room.domain.wall import Cell, Layout


def boxes(layout: Layout, size: QSize) -> list[QRect]:
    """The boxes of the layout's tiles: they cover `size` without gap or overlap."""

    def box(cell: Cell) -> QRect:
        left = cell.column * size.width() // layout.columns
        top = cell.row * size.height() // layout.rows
        right = (cell.column + cell.columns) * size.width() // layout.columns
        bottom = (cell.row + cell.rows) * size.height() // layout.rows
        return QRect(left, top, right - left, bottom - top)

    return [box(cell) for cell in layout.cells]


def neighbour(layout: Layout, index: int, columns: int, rows: int) -> int:
    """The nearest tile in a direction, one of (±1, 0) and (0, ±1); `index` itself at the edge."""
    here = layout.cells[index]
    best, best_distance = index, float("inf")
    for each, cell in enumerate(layout.cells):
        beside = _gap(here.column, here.columns, cell.column, cell.columns)
        below = _gap(here.row, here.rows, cell.row, cell.rows)
        along, across = (beside * columns, below) if columns else (below * rows, beside)
        # A tile that is level comes before a nearer one that is not; of two, the first.
        distance = along + 10 * abs(across)
        if along > 0 and distance < best_distance:
            best, best_distance = each, distance
    return best


def _gap(start: int, length: int, other_start: int, other_length: int) -> int:
    """Cells from one tile to the next on a line, positive ahead; 0 if they are level."""
    if other_start >= start + length:
        return other_start - (start + length) + 1
    if other_start + other_length <= start:
        return other_start + other_length - start - 1
    return 0
