"""The picture of a layout shows its tiles where the wall will show them."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from control_room.domain.wall import PRESETS, layout_of
from widgets.layout_picture import layout_icon
from widgets.theme import DARK

SIZE = QSize(96, 54)


def picture(layout):
    return layout_icon(layout, DARK, SIZE, 1.0).pixmap(SIZE).toImage()


@pytest.mark.usefixtures("qapp")
def test_tiles_are_told_apart_by_the_lines_between_them():
    image = picture(layout_of("1+5"))
    tile, line = QColor(DARK.quiet), QColor(DARK.window)
    assert image.pixelColor(32, 20) == tile, "the large tile has no line inside"
    assert image.pixelColor(32, 50) == line
    assert image.pixelColor(80, 18) == line


@pytest.mark.usefixtures("qapp")
def test_no_two_presets_look_the_same():
    images = [bytes(picture(layout).constBits()) for layout in PRESETS]
    assert len(set(images)) == len(PRESETS)
