"""Notices: what happened, what it means, what to do; never in the way of the pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets.chip import Chip
from widgets.command_button import CommandButton
from widgets.theme import Tone

_SHOWN_AT_MOST = 2
_WIDTH_PX = 720
_NARROW_PX = 420
"""Under this width, mark and command stand over and under the sentences, not beside."""
_PASSING_MS = 6000
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


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
        rest = QLabel(" ".join(text for text in (effect, remedy) if text))
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
        self._mark = Chip(words.get(tone, self.tr("Done")), tone)
        self._texts = texts
        self._dismiss: CommandButton | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 7, 12, 7)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        if tone is Tone.INFO:
            QTimer.singleShot(_PASSING_MS, self, self.dismissed.emit)
        else:
            self._dismiss = CommandButton(self.tr("Dismiss"), "Ctrl+D", parent=self)
            self._dismiss.clicked.connect(self.dismissed)
        self._narrow: bool | None = None
        self.set_narrow(False)
        self.setAccessibleName(" ".join(text for text in self.sentences if text))

    def set_narrow(self, narrow: bool) -> None:
        """Put the parts one under the other, or side by side."""
        if narrow is self._narrow:
            return
        self._narrow = narrow
        grid, side = self._grid, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        while grid.count():
            grid.takeAt(0)
        grid.addWidget(self._mark, 0, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(self._texts, *((1, 0) if narrow else (0, 1)))
        if self._dismiss is not None:
            grid.addWidget(self._dismiss, *((2, 0) if narrow else (0, 2)), side)
        grid.setColumnStretch(0, int(narrow))
        grid.setColumnStretch(1, int(not narrow))


class Place(NamedTuple):
    """Where notices hide least: over a part of the window, at its top or its bottom edge."""

    part: QWidget
    edge: Qt.Edge


class NoticeArea(QWidget):
    """The newest notices of their window, over the place that is given for them.

    They float: a notice that took room would resize the wall and every stream on it.
    """

    def __init__(self, window: QWidget, place: Callable[[], Place]) -> None:
        """Show nothing yet.

        Args:
            place: asked again when the last place is moved, resized or hidden.
        """
        super().__init__(window)
        self._window = window
        self._place = place
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
        part, edge = self._place()
        part.installEventFilter(self)
        corner = part.mapTo(self._window, QPoint())
        width = min(_WIDTH_PX, part.width())
        for notice in self._notices:
            notice.set_narrow(width < _NARROW_PX)
        height = self._column.totalHeightForWidth(width)
        if edge is Qt.Edge.BottomEdge:
            corner.setY(corner.y() + part.height() - height)
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.raise_()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            # Once the window has settled: a page goes before the next one is named.
            QTimer.singleShot(0, self, self._arrange)
        return super().eventFilter(watched, event)
