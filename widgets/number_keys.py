"""Digits of the keyboard's top row, told by the key's place and not by its print.

On a French keyboard the top row gives `&é"'(` without Shift and digits with it; an agent who calls
camera 12 or a layout presses the same keys on every keyboard.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_FIRST_SCAN_CODE = 2 if sys.platform == "win32" else 10
"""The key right of the one below Escape: set 1 of the PC keyboard, or X11's codes, eight higher."""

_US_SHIFTED: dict[int, int] = {
    Qt.Key.Key_Exclam: 1,
    Qt.Key.Key_At: 2,
    Qt.Key.Key_NumberSign: 3,
    Qt.Key.Key_Dollar: 4,
    Qt.Key.Key_Percent: 5,
    Qt.Key.Key_AsciiCircum: 6,
    Qt.Key.Key_Ampersand: 7,
    Qt.Key.Key_Asterisk: 8,
    Qt.Key.Key_ParenLeft: 9,
    Qt.Key.Key_ParenRight: 0,
}


def digit_of(event: QKeyEvent) -> int | None:
    """The digit on the key that was pressed, with or without Shift; None for any other key."""
    key = event.key()
    if not event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
        place = event.nativeScanCode() - _FIRST_SCAN_CODE
        if 0 <= place <= 9:
            return (place + 1) % 10
    if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return key - Qt.Key.Key_0
    return _US_SHIFTED.get(key) if event.nativeScanCode() == 0 else None
