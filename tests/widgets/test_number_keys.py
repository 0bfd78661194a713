"""The top row gives digits by the place of the key, on French keyboards too."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from widgets.number_keys import digit_of

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def pressed(key, modifiers=NONE, scan_code=0, text=""):
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan_code, 0, 0, text)


@pytest.mark.parametrize(
    ("event", "digit"),
    [
        (pressed(Qt.Key.Key_Ampersand, scan_code=10, text="&"), 1),
        (pressed(Qt.Key.Key_Eacute, scan_code=11, text="é"), 2),
        (pressed(Qt.Key.Key_Agrave, scan_code=19, text="à"), 0),
        (pressed(Qt.Key.Key_1, SHIFT, scan_code=10, text="1"), 1),
        (pressed(Qt.Key.Key_Exclam, SHIFT, scan_code=10, text="!"), 1),
        (pressed(Qt.Key.Key_7, Qt.KeyboardModifier.KeypadModifier, scan_code=79, text="7"), 7),
        (pressed(Qt.Key.Key_5), 5),
        (pressed(Qt.Key.Key_A, scan_code=38, text="a"), None),
        (pressed(Qt.Key.Key_Question, SHIFT, scan_code=58, text="?"), None),
    ],
)
def test_digits(event, digit):
    assert digit_of(event) == digit
