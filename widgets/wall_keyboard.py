"""What the agent's keys ask of the wall, and the camera number typed so far."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from widgets.number_keys import digit_of

_TYPED_NUMBER_MS = 4000
_DIGITS_MAX = 4
_ACTS: dict[int, str] = {
    Qt.Key.Key_R: "replay_asked",
    Qt.Key.Key_Plus: "closer_asked",
    Qt.Key.Key_Equal: "closer_asked",
    Qt.Key.Key_PageUp: "closer_asked",
    Qt.Key.Key_Minus: "wider_asked",
    Qt.Key.Key_PageDown: "wider_asked",
    Qt.Key.Key_X: "exact_asked",
    Qt.Key.Key_Q: "next_stream_asked",
    Qt.Key.Key_F11: "full_screen_asked",
    Qt.Key.Key_T: "tour_toggled",
    Qt.Key.Key_Period: "tour_paused",
    Qt.Key.Key_L: "save_asked",
}
"""What single keys ask for.

`+` without Shift is `=` on many keyboards, and `-` is the digit 6 of a French one.
"""
_REPEATED = frozenset({"closer_asked", "wider_asked"})
_OF_TOUR = frozenset({"tour_toggled", "tour_paused"})
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
        preset_chosen(int): Shift and a digit, 1 to 9.
        number_called(int): digits, then Enter.
        whole_asked(): Backspace while no number is typed.
        replay_asked(), closer_asked(), wider_asked(), exact_asked(), next_stream_asked(),
        full_screen_asked(), tour_toggled(), tour_paused(), save_asked(): `R`, `+` or Page up,
            `-` or Page down, `X`, `Q`, F11, `T`, `.`, `L`.
        typed_changed(): `typed` has other digits.
    """

    moved = Signal(int, int)
    enlarge_asked = Signal()
    reduce_asked = Signal()
    preset_chosen = Signal(int)
    number_called = Signal(int)
    whole_asked = Signal()
    replay_asked = Signal()
    closer_asked = Signal()
    wider_asked = Signal()
    exact_asked = Signal()
    next_stream_asked = Signal()
    full_screen_asked = Signal()
    tour_toggled = Signal()
    tour_paused = Signal()
    save_asked = Signal()
    typed_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._typed = ""
        self._typing: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Return: self._press_enter,
            Qt.Key.Key_Enter: self._press_enter,
            Qt.Key.Key_Escape: self._press_escape,
            Qt.Key.Key_Backspace: self._press_backspace,
        }
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

    def is_of_tour(self, event: QKeyEvent) -> bool:
        """Whether the key is about the tour: it cannot disturb it."""
        return _ACTS.get(event.key()) in _OF_TOUR

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; False if it means nothing to the wall."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = event.key()
        if modifiers not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return False
        digit = digit_of(event)
        if digit is not None:
            return self._press_digit(digit, shifted=bool(modifiers))
        act = _ACTS.get(key)
        if act is not None:
            if act in _REPEATED or not event.isAutoRepeat():
                getattr(self, act).emit()
        elif key in _STEPS:
            self.moved.emit(*_STEPS[key])
        elif key in self._typing:
            self._typing[key]()
        else:
            return False
        return True

    def _press_digit(self, digit: int, *, shifted: bool) -> bool:
        if not shifted:
            if len(self._typed) < _DIGITS_MAX:
                self._type(self._typed + str(digit))
            return True
        if digit:
            self.preset_chosen.emit(digit)
        return bool(digit)

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

    def _press_backspace(self) -> None:
        if self._typed:
            self._type(self._typed[:-1])
        else:
            self.whole_asked.emit()

    def _type(self, typed: str) -> None:
        self._typed = typed
        if typed:
            self._typing_end.start()
        else:
            self._typing_end.stop()
        self.typed_changed.emit()
