"""A word on a coloured ground: states, counts, natures."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from widgets.theme import Tone


class Chip(QLabel):
    """Shows one word in a tone; empty text hides it."""

    def __init__(
        self, text: str = "", tone: Tone = Tone.QUIET, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_word(text, tone)

    def show_word(self, text: str, tone: Tone) -> None:
        """Show another word."""
        self.setText(text)
        # A widget that is shown before it has a parent is a window, for a moment.
        if not text:
            self.hide()
        elif self.parent() is not None:
            self.show()
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            self.style().unpolish(self)
            self.style().polish(self)
