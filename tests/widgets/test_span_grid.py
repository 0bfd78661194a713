"""Layouts are drawn with the mouse or the keyboard alone, and are always whole."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from control_room.domain.wall import Cell, square
from widgets.span_grid import SpanGrid
from widgets.theme import DARK


@pytest.fixture
def grid(qtbot):
    grid = SpanGrid(DARK, square(4))
    qtbot.addWidget(grid)
    grid.resize(400, 400)
    grid.show()
    return grid


def middle(row, column):
    return QPoint(50 + 100 * column, 50 + 100 * row)


def drag(grid, start, end):
    QTest.mousePress(grid, Qt.MouseButton.LeftButton, pos=middle(*start))
    QTest.mouseMove(grid, middle(*end))
    QTest.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=middle(*end))


def larger(grid):
    return [cell for cell in grid.layout_drawn().cells if (cell.rows, cell.columns) != (1, 1)]


def test_a_drag_joins_the_places_under_it(grid):
    drag(grid, (1, 2), (0, 0))
    assert grid.layout_drawn().code == "4x4:0,0,3x2"
    assert grid.tiles_drawn() == len(grid.layout_drawn().cells) == 11


def test_a_drag_over_a_larger_tile_takes_it_in(grid):
    drag(grid, (0, 0), (1, 1))
    drag(grid, (1, 1), (1, 2))
    assert larger(grid) == [Cell(0, 0, 2, 3)]


def test_a_click_on_a_larger_tile_parts_it(grid, qtbot):
    drag(grid, (0, 0), (1, 1))
    with qtbot.waitSignal(grid.changed):
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(1, 0))
    assert grid.layout_drawn() == square(4)


def test_the_keyboard_does_the_same(grid):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(grid, key)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(grid, key, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert larger(grid) == [Cell(1, 1, 2, 2)]
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert larger(grid) == []


def test_a_tile_that_a_smaller_grid_cuts_off_is_parted(grid):
    drag(grid, (0, 0), (1, 1))
    drag(grid, (2, 2), (3, 3))
    grid.resize_grid(3, 4)
    assert larger(grid) == [Cell(0, 0, 2, 2)]


def test_more_tiles_than_a_wall_may_have_are_no_layout(grid):
    grid.resize_grid(9, 8)
    assert (grid.tiles_drawn(), grid.layout_drawn()) == (72, None)
    grid.resize_grid(8, 8)
    assert grid.layout_drawn() == square(8)
