"""Shows the sentences of the rooms below in the language of the console."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QDate, QLocale
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from control_room.domain.incident import NOTE_ERASED, IncidentNote
from control_room.texts import Text

Code = TypeVar("Code", bound=StrEnum)


def shown(text: Text) -> str:
    """The sentence in the language of the console."""
    return text.shown(QCoreApplication.translate)


def moment_text(moment: datetime) -> str:
    """Local date and time to the second, as the console's language writes them."""
    local = moment.astimezone()
    day = QDate(local.year, local.month, local.day)
    return f"{QLocale().toString(day, QLocale.FormatType.ShortFormat)} {local:%H:%M:%S}"


def note_text(note: IncidentNote) -> str:
    """The note as written, or that its text was erased."""
    return note.text or shown(NOTE_ERASED)


def chosen_code(box: QComboBox, codes: type[Code]) -> Code | None:
    """The member of a closed list that a box shows; None for none. Qt gives back its bare text."""
    text = box.currentData()
    return None if text is None else codes(text)


def is_typing() -> bool:
    """Whether a text field has the keyboard: then keys write, and do not act."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QComboBox):
        return focus.isEditable()
    return isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox)


def part_label(part: str, text: str = "") -> QLabel:
    """A label in the style of its part, over several lines if it must."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("part", part)
    return label


def dress_part(widget: QWidget, part: str) -> None:
    """Give a widget, and the labels in it, the style of another part."""
    if widget.property("part") != part:
        widget.setProperty("part", part)
        for one in (widget, *widget.findChildren(QLabel)):
            one.style().unpolish(one)
            one.style().polish(one)


def clear_layout(layout: QLayout, keep: int = 0) -> None:
    """Remove the widgets of a layout from its beginning, until `keep` items are left."""
    while layout.count() > keep:
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
