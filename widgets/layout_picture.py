"""A layout as a small picture of its tiles."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from control_room.domain.wall import Layout
from widgets.theme import Theme
from widgets.wall_geometry import boxes


def layout_icon(layout: Layout, theme: Theme, size: QSize, ratio: float) -> QIcon:
    """The layout's tiles on `size` logical pixels, `ratio` device pixels each."""
    pixels = QPixmap(size * ratio)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    draw_layout(painter, layout, theme, QRect(QRect().topLeft(), size))
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(pixels, mode)
    return icon


def draw_layout(painter: QPainter, layout: Layout, theme: Theme, within: QRect) -> None:
    """Draw the layout's tiles with a line of one pixel between them."""
    painter.fillRect(within, QColor(theme.window))
    for box in boxes(layout, within.size()):
        painter.fillRect(box.translated(within.topLeft()).adjusted(1, 1, 0, 0), QColor(theme.quiet))
