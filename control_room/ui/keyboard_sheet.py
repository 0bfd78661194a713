"""The sheet of keys, on `?`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from control_room.domain.incident import Nature
from control_room.ui.words import shown
from widgets.command_button import CommandButton


class KeyboardSheet(QDialog):
    """Every key and its act; any key closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setWindowTitle(self.tr("Keyboard"))
        columns = QGridLayout()
        columns.setHorizontalSpacing(14)
        columns.setVerticalSpacing(7)
        for row, (key, act) in enumerate(self._keys()):
            cap = QLabel(key)
            cap.setProperty("part", "key")
            columns.addWidget(cap, row % 13, row // 13 * 2, Qt.AlignmentFlag.AlignRight)
            columns.addWidget(QLabel(act), row % 13, row // 13 * 2 + 1)
        title = QLabel(self.tr("Keyboard"))
        title.setProperty("part", "title")
        rule = QLabel(
            self.tr(
                "While a text field has the keyboard, only function keys and Ctrl combinations act."
            )
        )
        rule.setProperty("part", "quiet")
        close = CommandButton(self.tr("Close"), self.tr("Esc"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(title)
        column.addLayout(columns)
        column.addWidget(rule)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _keys(self) -> list[tuple[str, str]]:
        natures = [
            (f"F{number}", self.tr("Tag: {nature}").format(nature=shown(nature.text)))
            for number, nature in enumerate(Nature, 1)
        ]
        return [
            (self.tr("Arrows, Tab"), self.tr("Select a tile")),
            (self.tr("Enter"), self.tr("Enlarge the selected tile")),
            (self.tr("Esc"), self.tr("Go back to the wall")),
            (self.tr("Digits, Enter"), self.tr("Call the camera of that number")),
            (self.tr("Shift+1"), self.tr("One large tile and twelve")),
            (self.tr("Shift+2"), self.tr("Sixteen tiles")),
            (self.tr("Space"), self.tr("Take a still")),
            ("V", self.tr("Report an offence")),
            ("N", self.tr("Note on the selected incident")),
            ("M", self.tr("Change the reason")),
            ("Ctrl+F", self.tr("Search")),
            ("Ctrl+L", self.tr("Lock")),
            ("?", self.tr("This sheet")),
            *natures,
            ("Ctrl+1 … 4", self.tr("Workspaces")),
            ("Ctrl+D", self.tr("Dismiss the notice")),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            self.accept()
