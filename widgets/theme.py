"""Colours of the console: one dark theme for the control room, one light theme for offices.

Colour never speaks alone: each tone goes with a word. Every pair of text and background in
`Theme.text_pairs` keeps a contrast of at least 4.5:1.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from string import Template

from PySide6.QtGui import QColor

STRIP_HEIGHT_PX = 22
BODY_PX = 14
QUIET_PX = 12


class Tone(StrEnum):
    """How loudly a chip or a notice speaks."""

    QUIET = "quiet"
    INFO = "info"
    CHECK = "check"
    URGENT = "urgent"


@dataclass(frozen=True)
class Theme:
    """Every colour on screen, as `#RRGGBB`."""

    code: str
    window: str
    panel: str
    raised: str
    hover: str
    line: str
    text: str
    quiet: str
    selection: str
    chosen: str
    chosen_text: str
    row: str
    check: str
    urgent: str
    loud_text: str
    info: str
    info_text: str
    muted: str
    good: str
    strip: str
    veil: str

    def tone(self, tone: Tone) -> tuple[QColor, QColor]:
        """Background and text colour of a chip."""
        background, text = {
            Tone.QUIET: (self.muted, self.text),
            Tone.INFO: (self.info, self.info_text),
            Tone.CHECK: (self.check, self.loud_text),
            Tone.URGENT: (self.urgent, self.loud_text),
        }[tone]
        return QColor(background), QColor(text)

    def text_pairs(self) -> list[tuple[str, str]]:
        """Every (text, background) that the screens put together."""
        surfaces = (self.window, self.panel, self.raised)
        return [
            *((self.text, surface) for surface in (*surfaces, self.hover, self.row, self.muted)),
            *((self.quiet, surface) for surface in (*surfaces, self.row, self.strip)),
            *((self.check, surface) for surface in (self.window, self.panel)),
            *((self.good, surface) for surface in (self.window, self.panel)),
            (self.text, self.strip),
            (self.chosen_text, self.chosen),
            (self.info_text, self.info),
            (self.loud_text, self.check),
            (self.loud_text, self.urgent),
        ]

    def style(self, template: str) -> str:
        """The style sheet: `template` with each `$name` replaced by the colour of that name."""
        return Template(template).substitute(asdict(self))


DARK = Theme(
    code="dark",
    window="#0E1116",
    panel="#151A21",
    raised="#1E252E",
    hover="#28313C",
    line="#2B3440",
    text="#D7DEE7",
    quiet="#8A96A5",
    selection="#4C9BE8",
    chosen="#285F9C",
    chosen_text="#FFFFFF",
    row="#1C2D42",
    check="#E0A030",
    urgent="#E5484D",
    loud_text="#0B0D10",
    info="#23415F",
    info_text="#C5DDF5",
    muted="#2F3843",
    good="#63B37C",
    strip="#101419",
    veil="#0E1116",
)

LIGHT = Theme(
    code="light",
    window="#F3F5F7",
    panel="#FFFFFF",
    raised="#E9EDF1",
    hover="#DDE3E9",
    line="#C2CAD3",
    text="#1B222B",
    quiet="#515C69",
    selection="#1F6FC0",
    chosen="#1F62A8",
    chosen_text="#FFFFFF",
    row="#DCE9F6",
    check="#8A5A00",
    urgent="#BE2B31",
    loud_text="#FFFFFF",
    info="#D3E5F7",
    info_text="#173F66",
    muted="#DDE2E8",
    good="#23703D",
    strip="#E3E7EC",
    veil="#D5DAE0",
)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours by WCAG 2: 1 (same) to 21 (black on white)."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
