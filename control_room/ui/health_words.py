"""The health of cameras in the few words that fit a row, a chip or the top bar."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from control_room.domain.camera import Health, StreamState
from control_room.ui.words import shown
from widgets.ages import age_text

_NS_PER_S = 1_000_000_000
_MINUTE_S = 60


def brief_state(state: StreamState, now_ns: int) -> str:
    """A state with its age: `frozen 14 s`. One that is live needs no age."""
    if state.health in (Health.LIVE, Health.RECEIVED):
        return shown(state.health.text)
    return QCoreApplication.translate("HealthWords", "{state} {age}").format(
        state=shown(state.health.text), age=brief_age((now_ns - state.since_ns) / _NS_PER_S)
    )


def brief_age(age_s: float) -> str:
    """A length of time in one unit, rounded down: `14 s`, `3 min`, `2 h`, `3 d`."""
    whole_s = max(0, int(age_s))
    translate = QCoreApplication.translate
    if whole_s < _MINUTE_S:
        return age_text(whole_s)
    if whole_s < _MINUTE_S * 60:
        return translate("HealthWords", "{min} min").format(min=whole_s // 60)
    if whole_s < _MINUTE_S * 60 * 24:
        return translate("HealthWords", "{h} h").format(h=whole_s // 3600)
    return age_text(whole_s)
