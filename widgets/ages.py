"""Ages and times, as agents read them on a tile or in a list."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

_MINUTE_S = 60
_HOUR_S = 3600
_DAY_S = 86400


def age_text(age_s: float) -> str:
    """A length of time in at most two units: `14 s`, `3 min 05 s`, `2 h 10 min`, `3 d`."""
    whole_s = max(0, int(age_s))
    translate = QCoreApplication.translate
    if whole_s < _MINUTE_S:
        return translate("Ages", "{s} s").format(s=whole_s)
    if whole_s < _HOUR_S:
        minutes, seconds = divmod(whole_s, _MINUTE_S)
        return translate("Ages", "{min} min {s:02d} s").format(min=minutes, s=seconds)
    if whole_s < _DAY_S:
        hours, rest_s = divmod(whole_s, _HOUR_S)
        return translate("Ages", "{h} h {min:02d} min").format(h=hours, min=rest_s // _MINUTE_S)
    return translate("Ages", "{d} d").format(d=whole_s // _DAY_S)


def clock_text(moment: datetime) -> str:
    """Local time of day to the second: `16:14:45`."""
    return moment.astimezone().strftime("%H:%M:%S")


def minute_text(moment: datetime) -> str:
    """Local time of day to the minute: `16:14`."""
    return moment.astimezone().strftime("%H:%M")
