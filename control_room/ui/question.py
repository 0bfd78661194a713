"""A question on a card: its consequence is on the button, Escape leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class Question(QDialog):
    """A card over the screen with one thing to do and a way out; Escape leaves.

    Signals:
        left(): it is closed, whatever was done.
    """

    left = Signal()

    def __init__(self, title: str, act: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        self.heading = QLabel(title)
        self.heading.setProperty("part", "title")
        self.act = QPushButton(act)
        self.act.setProperty("main", True)
        self.act.setDefault(True)
        self.leave = QPushButton(self.tr("Cancel"))
        self.leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.act)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(self.heading)
        column.addLayout(self.body, 1)
        column.addLayout(buttons)
        self.finished.connect(lambda _result: self.left.emit())

    def event(self, event: QEvent) -> bool:
        """Grow with what is said: lines over the edge would be cut."""
        if event.type() != QEvent.Type.LayoutRequest:
            return super().event(event)
        answered, layout = super().event(event), self.layout()
        needed_px = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if needed_px > self.height():
            self.resize(self.width(), needed_px)
        return answered

    def showEvent(self, event: QShowEvent) -> None:
        # The buttons were there before the body: Tab comes to them last.
        last = self.previousInFocusChain()
        assert last is not None, "a dialog with a body has a chain"
        self.setTabOrder(last, self.leave)
        self.setTabOrder(self.leave, self.act)
        super().showEvent(event)
