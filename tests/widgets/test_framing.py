"""A picture keeps its proportions, and a closer look stays inside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QRectF, QSize

from widgets.framing import WHOLE, ZOOM_MAX, Zoom, framed

BOX = QRect(10, 20, 640, 360)
SIZE = QSize(640, 360)


def test_a_picture_made_to_fit_is_copied():
    framing = framed(QSize(638, 358), BOX, 1.0, WHOLE)
    assert framing.is_copy
    assert framing.place.size() == QSize(638, 358)
    assert BOX.contains(framing.place)


def test_another_size_is_scaled_into_the_middle():
    framing = framed(QSize(400, 300), BOX, 1.0, WHOLE)
    assert not framing.is_copy
    assert framing.target == QRectF(90, 20, 480, 360)


@given(
    st.integers(16, 4000),
    st.integers(16, 3000),
    st.floats(1.0, ZOOM_MAX),
    st.floats(-1.0, 2.0),
    st.floats(-1.0, 2.0),
    st.booleans(),
    st.sampled_from([1.0, 1.25, 2.0]),
)
def test_nothing_beyond_the_picture_or_the_box_is_shown(width, height, factor, x, y, exact, ratio):
    framing = framed(QSize(width, height), BOX, ratio, Zoom(factor, x, y, exact))
    assert QRectF(-0.01, -0.01, width + 0.02, height + 0.02).contains(framing.source)
    assert QRectF(BOX).adjusted(-1, -1, 1, 1).contains(framing.target)
    drawn_px = framing.target.width() * ratio
    assert drawn_px == pytest.approx(framing.source.width() * framing.scale, abs=1)


def test_pixel_by_pixel_cuts_a_large_picture_out():
    framing = framed(QSize(1920, 1080), BOX, 1.0, Zoom(is_exact=True))
    assert framing.scale == 1.0
    assert framing.source == QRectF(640, 360, 640, 360)


def test_what_is_under_the_wheel_stays_there():
    at = QPointF(BOX.left() + 160, BOX.top() + 90)
    zoom = framed(SIZE, BOX, 1.0, WHOLE).zoomed(SIZE, BOX, 2.0, at)
    assert zoom.factor == 2.0
    closer = framed(SIZE, BOX, 1.0, zoom)
    under = closer.source.left() + (at.x() - closer.target.left()) / closer.scale
    assert under == pytest.approx(160, abs=1)


def test_a_closer_look_ends_at_eight_times_and_at_the_whole():
    framing = framed(SIZE, BOX, 1.0, Zoom(4.0))
    middle = QPointF(BOX.center())
    assert framing.zoomed(SIZE, BOX, 10.0, middle).factor == ZOOM_MAX
    assert framing.zoomed(SIZE, BOX, 0.1, middle) == WHOLE


def test_a_drag_moves_the_picture_with_the_hand():
    framing = framed(SIZE, BOX, 1.0, Zoom(2.0))
    moved = framed(SIZE, BOX, 1.0, framing.panned(SIZE, QPointF(100, 0)))
    assert moved.source.left() == pytest.approx(framing.source.left() - 50)
