"""Cells of a table whose word is painted as a chip."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.theme import QUIET_PX, Theme, Tone

Index = QModelIndex | QPersistentModelIndex
CHIP_ROLE = Qt.ItemDataRole.UserRole
"""Data of this role is the tone in which a cell's word is painted; None: as ordinary text."""

_HEIGHT_PX = 20
_MARGIN_PX = 8
_PADDING_PX = 6
CHIP_MARGINS_PX = 2 * (_MARGIN_PX + _PADDING_PX)
"""What a cell is wider than the word on its chip."""


def chip_font(font: QFont) -> QFont:
    """The font of a chip's word in a table with this font."""
    font = QFont(font)
    font.setPixelSize(QUIET_PX)
    font.setWeight(QFont.Weight.DemiBold)
    return font


class ChipDelegate(QStyledItemDelegate):
    """Paints a cell that has a tone as a chip."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tone = index.data(CHIP_ROLE)
        if tone is None:
            super().paint(painter, option, index)
            return
        # First the row's ground, without its text; then the chip on it.
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        text, ground.text = ground.text, ""
        style = ground.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        background, foreground = self._theme.tone(Tone(tone))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(chip_font(option.font))
        box = QRectF(option.rect).adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
        width = painter.fontMetrics().horizontalAdvance(text) + 2 * _PADDING_PX
        chip = QRectF(0, 0, min(width, box.width()), _HEIGHT_PX)
        chip.moveCenter(box.center())
        chip.moveLeft(box.left())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(background)
        painter.drawRoundedRect(chip, 3, 3)
        painter.setPen(foreground)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
