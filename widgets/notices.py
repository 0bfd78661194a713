"""Notices: what happened, what it means, what to do; never in the way of the pictures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets.chip import Chip
from widgets.command_button import CommandButton
from widgets.theme import Tone

_SHOWN_AT_MOST = 2
_WIDTH_PX = 720
_PASSING_MS = 6000


class Notice(QWidget):
    """One notice; a failed act stays until somebody dismisses it, good news passes.

    Signals:
        dismissed(): by the agent, or after its time.
    """

    dismissed = Signal()

    def __init__(
        self,
        tone: Tone,
        what: str,
        effect: str = "",
        remedy: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "notice")
        self.setProperty("tone", tone.value)
        self.sentences = (what, effect, remedy)
        words = {
            Tone.URGENT: self.tr("Not done"),
            Tone.CHECK: self.tr("To check"),
        }
        headline = QLabel(what)
        headline.setProperty("part", "headline")
        rest = QLabel("  ".join(text for text in (effect, remedy) if text))
        if not rest.text():
            rest.hide()
        for label in (headline, rest):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            # After the policy, which it completes: the height follows from the width.
            label.setWordWrap(True)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(headline)
        texts.addWidget(rest)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(12)
        row.addWidget(Chip(words.get(tone, self.tr("Done")), tone))
        row.addLayout(texts, 1)
        if tone is Tone.INFO:
            QTimer.singleShot(_PASSING_MS, self, self.dismissed.emit)
        else:
            dismiss = CommandButton(self.tr("Dismiss"), "Ctrl+D")
            dismiss.clicked.connect(self.dismissed)
            row.addWidget(dismiss)
        self.setAccessibleName(" ".join(text for text in self.sentences if text))


class NoticeArea(QWidget):
    """The newest notices at the foot of their window, over what is there.

    They float: a notice that took room would resize the wall and every stream on it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._notices: list[Notice] = []
        self._held = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        window.installEventFilter(self)
        self.hide()

    def notices(self) -> list[Notice]:
        """Those on screen, newest first."""
        return list(self._notices)

    def tell(self, tone: Tone, what: str, effect: str = "", remedy: str = "") -> None:
        """Show a notice on top; the same one again replaces itself."""
        for old in self.notices():
            if old.sentences == (what, effect, remedy):
                self._remove(old)
        notice = Notice(tone, what, effect, remedy)
        notice.dismissed.connect(lambda: self._remove(notice))
        self._notices.insert(0, notice)
        self._column.insertWidget(0, notice)
        for old in self._notices[_SHOWN_AT_MOST:]:
            self._remove(old)
        self._arrange()
        QAccessible.updateAccessibility(QAccessibleEvent(notice, QAccessible.Event.Alert))

    def set_held(self, held: bool) -> None:
        """While held, notices wait out of sight."""
        self._held = held
        self._arrange()

    def dismiss(self) -> None:
        """Take the newest notice away."""
        if self._notices:
            self._remove(self._notices[0])

    def clear(self) -> None:
        """Take all notices away."""
        for notice in self.notices():
            self._remove(notice)

    def _remove(self, notice: Notice) -> None:
        if notice not in self._notices:
            return
        self._notices.remove(notice)
        self._column.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self._arrange()

    def _arrange(self) -> None:
        seen = bool(self._notices) and not self._held
        self.setVisible(seen)
        if not seen:
            return
        width = min(_WIDTH_PX, self._window.width())
        height = self._column.totalHeightForWidth(width)
        self.setGeometry(0, self._window.height() - height, width, height)
        self.raise_()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)
