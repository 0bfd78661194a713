"""Dresses the application: bundled type with tabular figures, colours, style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from control_room.places import resource
from widgets.theme import BODY_PX, Theme

_FAMILY = "Inter"
_FONT_FILES = ("fonts/Inter-Regular.otf", "fonts/Inter-SemiBold.otf")


def dress(application: QApplication, theme: Theme) -> None:
    """Give the whole application its type and its colours; call once, before the first window."""
    for name in _FONT_FILES:
        if QFontDatabase.addApplicationFont(str(resource(name))) < 0:
            raise FileNotFoundError(resource(name))
    font = QFont(_FAMILY)
    font.setPixelSize(BODY_PX)
    font.setFeature(QFont.Tag("tnum"), 1)
    application.setFont(font)
    application.setStyle("Fusion")
    application.setPalette(_palette(theme))
    application.setStyleSheet(theme.style(resource("theme/vigie.qss").read_text("utf-8")))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, theme.window),
        (QPalette.ColorRole.WindowText, theme.text),
        (QPalette.ColorRole.Base, theme.window),
        (QPalette.ColorRole.AlternateBase, theme.panel),
        (QPalette.ColorRole.Text, theme.text),
        (QPalette.ColorRole.PlaceholderText, theme.quiet),
        (QPalette.ColorRole.Button, theme.raised),
        (QPalette.ColorRole.ButtonText, theme.text),
        (QPalette.ColorRole.Highlight, theme.chosen),
        (QPalette.ColorRole.HighlightedText, theme.chosen_text),
        (QPalette.ColorRole.ToolTipBase, theme.raised),
        (QPalette.ColorRole.ToolTipText, theme.text),
        (QPalette.ColorRole.Link, theme.selection),
    ):
        palette.setColor(role, QColor(colour))
    return palette
