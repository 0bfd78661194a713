"""Tiles cover the wall without gap or overlap, whatever its size."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize

from control_room.domain.wall import LAYOUTS, WALL_1_12, Cell, spanned
from widgets.wall_geometry import boxes, neighbour

SPANNED = spanned(5, 6, [Cell(0, 0, 3, 4), Cell(3, 4, 2, 2)])
ALL = [*LAYOUTS, SPANNED]


@given(
    st.sampled_from(ALL),
    st.integers(min_value=40, max_value=4000),
    st.integers(40, 3000),
)
def test_boxes_cover_the_wall_once(layout, width, height):
    placed = boxes(layout, QSize(width, height))
    assert sum(box.width() * box.height() for box in placed) == width * height
    assert not any(
        first.intersects(second) for at, first in enumerate(placed) for second in placed[at + 1 :]
    )


@given(st.sampled_from(ALL), st.data())
def test_a_step_and_back_stays_in_the_layout(layout, data):
    index = data.draw(st.integers(0, len(layout.cells) - 1))
    for step in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        assert 0 <= neighbour(layout, index, *step) < len(layout.cells)


def test_from_the_large_tile_right_and_down_reach_its_neighbours():
    assert neighbour(WALL_1_12, 0, 1, 0) in (1, 3)
    assert neighbour(WALL_1_12, 0, 0, 1) in (5, 6)
    assert neighbour(WALL_1_12, 0, -1, 0) == 0
