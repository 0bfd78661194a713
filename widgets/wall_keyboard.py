"""What the agent's keys ask of the wall, and the camera number typed so far."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from control_room.domain.wall import LAYOUTS
from widgets.number_keys import digit_of

_TYPED_NUMBER_MS = 4000
_DIGITS_MAX = 4
_TAB_STEPS: dict[int, int] = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def tab_step(event: QKeyEvent) -> int:
    """How many tiles Tab or Shift+Tab goes on; 0 for any other key."""
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return 0
    return _TAB_STEPS.get(event.key(), 0)


class WallKeyboard(QObject):
    """Turns keys into what they ask for; a number left unfinished for 4 s is forgotten.

    Signals:
        moved(int, int): to the tile beside, columns then rows, one of (±1, 0) and (0, ±1).
        enlarge_asked(), reduce_asked(): Enter and Escape while no number is typed.
        layout_chosen(Layout): Shift and a digit.
        number_called(int): digits, then Enter.
        typed_changed(): `typed` has other digits.
    """

    moved = Signal(int, int)
    enlarge_asked = Signal()
    reduce_asked = Signal()
    layout_chosen = Signal(object)
    number_called = Signal(int)
    typed_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._typed = ""
        self._typing_end = QTimer(self, singleShot=True, interval=_TYPED_NUMBER_MS)
        self._typing_end.timeout.connect(self.clear)

    @property
    def typed(self) -> str:
        """The digits typed so far; empty without any."""
        return self._typed

    def clear(self) -> None:
        """Forget the digits."""
        if self._typed:
            self._type("")

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; False if it means nothing to the wall."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = event.key()
        if modifiers not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return False
        digit = digit_of(event)
        if digit is not None:
            return self._press_digit(digit, shifted=bool(modifiers))
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_enter()
        elif key == Qt.Key.Key_Escape:
            self._press_escape()
        elif key == Qt.Key.Key_Backspace and self._typed:
            self._type(self._typed[:-1])
        elif key in _STEPS:
            self.moved.emit(*_STEPS[key])
        else:
            return False
        return True

    def _press_digit(self, digit: int, *, shifted: bool) -> bool:
        if not shifted:
            if len(self._typed) < _DIGITS_MAX:
                self._type(self._typed + str(digit))
            return True
        if 1 <= digit <= len(LAYOUTS):
            self.layout_chosen.emit(LAYOUTS[digit - 1])
            return True
        return False

    def _press_enter(self) -> None:
        if not self._typed:
            self.enlarge_asked.emit()
            return
        number = int(self._typed)
        self.clear()
        self.number_called.emit(number)

    def _press_escape(self) -> None:
        if self._typed:
            self.clear()
        else:
            self.reduce_asked.emit()

    def _type(self, typed: str) -> None:
        self._typed = typed
        if typed:
            self._typing_end.start()
        else:
            self._typing_end.stop()
        self.typed_changed.emit()
