"""A command with the key that does the same beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget


class CommandButton(QPushButton):
    """Shows a command and its key; the text may run over two lines.

    Clicking it leaves the keyboard where it was: the wall keeps its keys.
    """

    def __init__(
        self,
        text: str,
        key: str = "",
        *,
        main: bool = False,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show `text` and `key`.

        Args:
            key: as printed on the keyboard; empty if there is none.
            main: whether it is the first command of its place.
            wraps: whether a long text may take a second line instead of more width.
        """
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("main", main)
        self._label = QLabel()
        self._label.setWordWrap(wraps)
        self._key = QLabel(key)
        self._key.setProperty("part", "key")
        if not key:
            self._key.hide()
        for label in (self._label, self._key):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(8 if wraps else 10, 4, 6 if wraps else 8, 4)
        row.setSpacing(4 if wraps else 8)
        row.addWidget(self._label, 1)
        row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row = row
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred if wraps else QSizePolicy.Policy.Minimum,
            QSizePolicy.Policy.Preferred if wraps else QSizePolicy.Policy.Fixed,
        )
        self.toggled.connect(self._dress)
        self.show_text(text)
        self._dress()

    def show_text(self, text: str) -> None:
        """Show another command text."""
        self._label.setText(text)
        self.setAccessibleName(f"{text} ({self._key.text()})" if self._key.text() else text)

    def sizeHint(self) -> QSize:
        """What text and key need."""
        return self._row.sizeHint().expandedTo(QSize(0, 34))

    def minimumSizeHint(self) -> QSize:
        """What text and key need at least."""
        return self._row.minimumSize().expandedTo(QSize(0, 34))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._dress()

    def _dress(self) -> None:
        """A style sheet cannot see the button's state from its labels."""
        lit = self.isEnabled() and (self.isChecked() or bool(self.property("main")))
        for label in (self._label, self._key):
            label.setProperty("lit", lit)
            label.style().unpolish(label)
            label.style().polish(label)
