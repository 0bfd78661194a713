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

    def centre(cell: Cell) -> tuple[float, float]:
        return cell.column + cell.columns / 2, cell.row + cell.rows / 2

    here_x, here_y = centre(layout.cells[index])
    best, best_distance = index, float("inf")
    for each, cell in enumerate(layout.cells):
        x, y = centre(cell)
        along = (x - here_x) * columns + (y - here_y) * rows
        across = abs((x - here_x) * rows) + abs((y - here_y) * columns)
        if along > 0 and along + 2 * across < best_distance:
            best, best_distance = each, along + 2 * across
    return best
