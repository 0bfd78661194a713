"""The sheet of keys, on `?`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from control_room.domain.agent import Permission, Role, may
from control_room.domain.incident import Nature
from control_room.ui.looking import REPLAY_S
from control_room.ui.words import shown
from widgets.command_button import CommandButton

_ROWS_MAX = 19
"""As many as a screen of 768 pixels has room for."""


class KeyboardSheet(QDialog):
    """The keys of one agent's workspaces and their acts; any key closes it."""

    def __init__(self, parent: QWidget, role: Role, workspaces: int) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Keyboard"))
        columns = QGridLayout()
        columns.setHorizontalSpacing(14)
        columns.setVerticalSpacing(7)
        keys = self._keys(role, workspaces)
        rows = -(-len(keys) // -(-len(keys) // _ROWS_MAX))
        for row, (key, act) in enumerate(keys):
            cap = QLabel(key)
            cap.setProperty("part", "key")
            columns.addWidget(cap, row % rows, row // rows * 2, Qt.AlignmentFlag.AlignRight)
            columns.addWidget(QLabel(act), row % rows, row // rows * 2 + 1)
        title = QLabel(self.tr("Keyboard"))
        title.setProperty("part", "title")
        close = CommandButton(self.tr("Close"), self.tr("Esc"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(title)
        column.addLayout(columns)
        for rule in self._rules(role):
            told = QLabel(rule)
            told.setProperty("part", "quiet")
            column.addWidget(told)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _rules(self, role: Role) -> list[str]:
        rules = [
            self.tr(
                "While a text field has the keyboard, only function keys and Ctrl combinations act."
            )
        ]
        if may(role, Permission.WATCH):
            rules.append(
                self.tr("Camera numbers are typed without Shift, walls are called with Shift.")
            )
        return rules

    def _keys(self, role: Role, workspaces: int) -> list[tuple[str, str]]:
        keys: list[tuple[str, str]] = []
        if may(role, Permission.WATCH):
            keys += self._wall_keys()
        if may(role, Permission.TAG):
            keys += self._tag_keys()
        if may(role, Permission.DRAFT_REPORT):
            keys += [
                ("V", self.tr("Report an offence")),
                ("Ctrl+S", self.tr("Verbalisation: save the draft")),
            ]
        if may(role, Permission.READ_REPORTS):
            keys += [
                ("Ctrl+P", self.tr("Verbalisation: print the report")),
                ("Ctrl+R", self.tr("Verbalisation: all reports")),
            ]
        if may(role, Permission.READ_AUDIT):
            keys += [
                ("Ctrl+R", self.tr("Audit: verify the log")),
                ("Ctrl+K", self.tr("Audit: anchor the log")),
                ("Ctrl+E", self.tr("Audit: export the log")),
            ]
        if may(role, Permission.ACCOUNT_FOR_ALERTS):
            keys.append(("Ctrl+J", self.tr("Account for an integrity alert")))
        if may(role, Permission.WATCH):
            keys += [
                ("S", self.tr("Health: sort by the next column")),
                ("Ctrl+R", self.tr("Health: connect the camera anew")),
            ]
        if workspaces > 1:
            keys.append((f"Ctrl+1 … {workspaces}", self.tr("Workspaces")))
        hand_over = (
            [(self.tr("Ctrl+Shift+R"), self.tr("Hand over the shift"))]
            if may(role, Permission.TAG)
            else []
        )
        return [
            *keys,
            ("M", self.tr("Change the reason")),
            ("Ctrl+F", self.tr("Search")),
            ("Ctrl+L", self.tr("Lock")),
            *hand_over,
            ("Ctrl+D", self.tr("Dismiss the notice")),
            ("?", self.tr("This sheet")),
        ]

    def _wall_keys(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Arrows, Tab"), self.tr("Select a tile")),
            (self.tr("Enter"), self.tr("Enlarge the selected tile")),
            (self.tr("Esc"), self.tr("Go back to the wall")),
            (self.tr("Digits, Enter"), self.tr("Call the camera of that number")),
            (self.tr("Shift+1 … 9"), self.tr("Saved walls, then layouts")),
            ("G", self.tr("All layouts, walls and tours")),
            ("L", self.tr("Save this wall")),
            ("T", self.tr("Start or stop a tour")),
            (".", self.tr("Pause the tour, or go on")),
            ("R", self.tr("Replay the last {seconds} s, or go back").format(seconds=REPLAY_S)),
            (self.tr("PgUp, PgDn, wheel"), self.tr("Look closer, or wider")),
            ("X", self.tr("One pixel of the camera on one of the screen")),
            (self.tr("Backspace"), self.tr("The whole picture")),
            ("Q", self.tr("Main stream, small one, or by size")),
            ("F11", self.tr("Full screen, and back")),
            (self.tr("Ctrl+Shift+N"), self.tr("Another window with a wall")),
        ]

    def _tag_keys(self) -> list[tuple[str, str]]:
        natures = [
            (f"F{number}", self.tr("Tag: {nature}").format(nature=shown(nature.text)))
            for number, nature in enumerate(Nature, 1)
        ]
        return [
            (self.tr("Space"), self.tr("Take a still")),
            *natures,
            ("N", self.tr("Note on the selected incident")),
            ("Ctrl+↵", self.tr("Close the incident with the text")),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            self.accept()
