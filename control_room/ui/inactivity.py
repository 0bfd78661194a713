"""Notices that nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Inactivity(QObject):
    """Watches the whole application.

    Signals:
        passed(): nothing was touched for the given time.
    """

    passed = Signal()

    def __init__(self, application: QCoreApplication, after_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._application = application
        self._timer = QTimer(self, singleShot=True, interval=round(after_s * 1000))
        self._timer.timeout.connect(self.passed)

    def start(self) -> None:
        """Count from now."""
        self._application.installEventFilter(self)
        self._timer.start()

    def stop(self) -> None:
        """Stop counting."""
        self._application.removeEventFilter(self)
        self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._timer.start()
        return False
