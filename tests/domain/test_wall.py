"""A layout covers its grid, once; its code is enough to have it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control_room.domain.camera import CameraId, Stream
from control_room.domain.wall import (
    GRID_MAX,
    LAYOUTS,
    PRESETS,
    TILES_MAX,
    WALL_1_12,
    WALL_16,
    Arrangement,
    Cell,
    Layout,
    NotALayout,
    NotAnArrangement,
    joined,
    layout_of,
    spanned,
    square,
)

sides = st.integers(1, 8)


@st.composite
def spans(draw, most=6):
    """A grid and tiles anywhere near it, over one another or not."""
    rows, columns = draw(sides), draw(sides)
    place = st.integers(0, 8)
    cells = draw(
        st.lists(st.builds(Cell, place, place, st.integers(0, 4), st.integers(0, 4)), max_size=most)
    )
    return rows, columns, cells


def covers_once(layout):
    places = [place for cell in layout.cells for place in sorted(cell.places)]
    return sorted(places) == sorted(
        (row, column) for row in range(layout.rows) for column in range(layout.columns)
    )


@given(spans())
def test_a_layout_covers_each_place_once_or_is_none(asked):
    rows, columns, cells = asked
    inside = Cell(0, 0, rows, columns).places
    large = [cell for cell in cells if (cell.rows, cell.columns) != (1, 1)]
    taken = [place for cell in large for place in cell.places]
    fits = all(cell.places for cell in large) and len(taken) == len(set(taken))
    if fits and set(taken) <= inside:
        layout = spanned(rows, columns, cells)
        assert covers_once(layout)
        assert layout.cells == tuple(sorted(layout.cells))
        assert layout_of(layout.code) == layout
    else:
        with pytest.raises(NotALayout):
            spanned(rows, columns, cells)


@given(st.sampled_from(PRESETS), st.data())
def test_a_layout_with_a_tile_moved_or_left_out_is_refused(layout, data):
    cells = list(layout.cells)
    at = data.draw(st.integers(0, len(cells) - 1))
    with pytest.raises(NotALayout):
        Layout(layout.code, layout.rows, layout.columns, tuple(cells[:at] + cells[at + 1 :]))
    cell = cells[at]
    cells[at] = Cell(cell.row, cell.column + 1, cell.rows, cell.columns)
    with pytest.raises(NotALayout):
        Layout(layout.code, layout.rows, layout.columns, tuple(cells))


@st.composite
def drawn(draw):
    """A tile drawn with the mouse on a grid of eight."""
    row, column = draw(st.integers(0, 7)), draw(st.integers(0, 7))
    return Cell(row, column, draw(st.integers(1, 8 - row)), draw(st.integers(1, 8 - column)))


@given(st.lists(drawn(), max_size=6))
def test_tiles_that_are_drawn_one_after_the_other_always_make_a_layout(drawings):
    spans = ()
    for over in drawings:
        spans = joined(spans, over)
        assert any(over.places <= cell.places for cell in spans)
        assert covers_once(spanned(8, 8, spans))


def test_a_tile_drawn_beside_another_leaves_it_and_over_it_takes_it_in():
    first = joined((), Cell(0, 0, 2, 2))
    assert joined(first, Cell(0, 2, 2, 2)) == (Cell(0, 0, 2, 2), Cell(0, 2, 2, 2))
    assert joined(first, Cell(1, 1, 2, 1)) == (Cell(0, 0, 3, 2),)


@given(st.text(max_size=30))
def test_any_other_text_is_the_code_of_no_layout(text):
    try:
        layout = layout_of(text)
    except NotALayout:
        return
    assert covers_once(layout)


@pytest.mark.parametrize(
    "code", ["", "0x4", "4", "4x", "13x2", "4x4:", "4x4:3,3,2x2", "9x8", "1+3"]
)
def test_a_grid_that_cannot_be_is_refused(code):
    with pytest.raises(NotALayout):
        layout_of(code)


def test_the_presets_go_from_one_tile_to_as_many_as_a_wall_may_have():
    tiles = [len(layout.cells) for layout in PRESETS]
    assert tiles == sorted(tiles)
    assert (tiles[0], tiles[-1]) == (1, TILES_MAX)
    assert {"1+5", "1+7", "1+12"} <= {layout.code for layout in PRESETS}
    assert set(LAYOUTS) <= set(PRESETS)
    assert len(LAYOUTS) == 9


def test_the_names_of_the_field_say_how_many_tiles():
    for layout in PRESETS:
        if "+" in layout.code:
            assert sum(map(int, layout.code.split("+"))) == len(layout.cells)


def test_codes_recorded_before_keep_their_meaning():
    assert layout_of("1+12") == WALL_1_12
    assert WALL_1_12.cells[:4] == (Cell(0, 0, 2, 2), Cell(0, 2), Cell(0, 3), Cell(1, 2))
    assert layout_of("4x4") == WALL_16 == square(4)
    assert layout_of("4x4:0,0,2x2") == WALL_1_12, "one layout has one code"


def test_a_grid_has_its_limits():
    with pytest.raises(NotALayout):
        spanned(GRID_MAX + 1, 1)
    with pytest.raises(NotALayout):
        spanned(9, 8)


NUMBERS = tuple(CameraId(number) for number in (10, 11, 12, 13))


def test_a_camera_that_is_called_changes_places_with_the_one_there():
    arrangement = Arrangement(square(2), NUMBERS, (Stream.MAIN, None, None, None))
    assert arrangement.with_camera(3, CameraId(10)).cameras == (13, 11, 12, 10)
    assert arrangement.with_camera(3, CameraId(10)).streams == (None,) * 4
    assert arrangement.with_camera(1, CameraId(99)).cameras == (10, 99, 12, 13)
    assert arrangement.with_camera(0, CameraId(10)).cameras == NUMBERS


@given(st.integers(0, 3), st.sampled_from([*NUMBERS, CameraId(99)]))
def test_no_camera_is_doubled_by_a_call(tile, camera):
    cameras = Arrangement(square(2), NUMBERS).with_camera(tile, camera).cameras
    assert cameras[tile] == camera
    assert len(set(cameras)) == 4


def test_each_tile_has_its_word_about_its_camera():
    with pytest.raises(NotAnArrangement):
        Arrangement(square(2), NUMBERS[:3])
    with pytest.raises(NotAnArrangement):
        Arrangement(square(2), NUMBERS, (None, Stream.MAIN))
