"""What a tile says about a stream that is not live: headline with its age, detail, tone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from control_room.domain.camera import Health, StreamState
from widgets.ages import age_text
from widgets.theme import Tone

_NS_PER_S = 1_000_000_000

_TONES = {
    Health.CONNECTING: Tone.QUIET,
    Health.LIVE: Tone.INFO,
    Health.LATE: Tone.CHECK,
    Health.FROZEN: Tone.CHECK,
    Health.DARK: Tone.CHECK,
    Health.COVERED: Tone.CHECK,
    Health.DEFOCUSED: Tone.CHECK,
    Health.RECEIVED: Tone.QUIET,
    Health.LOST: Tone.URGENT,
    Health.REFUSED: Tone.URGENT,
    Health.UNREADABLE: Tone.URGENT,
    Health.HALTED: Tone.URGENT,
}

STILL_SHOWN = frozenset(
    {
        Health.LATE,
        Health.FROZEN,
        Health.DARK,
        Health.COVERED,
        Health.DEFOCUSED,
        Health.RECEIVED,
    }
)
"""States in which the last picture stays on its tile, grey under a veil."""


@dataclass(frozen=True)
class StateText:
    """The words over a tile that is not live; both empty when it is."""

    headline: str
    detail: str
    tone: Tone


def tone_of(health: Health) -> Tone:
    """How loudly the state speaks."""
    return _TONES[health]


def state_text(state: StreamState, now_ns: int, last_picture: str) -> StateText:
    """Put a state into words.

    Args:
        now_ns: CLOCK_MONOTONIC, as in `StreamState`.
        last_picture: local time of the last new picture, as shown to people; or empty.
    """
    age = age_text((now_ns - state.since_ns) / _NS_PER_S)
    translate = QCoreApplication.translate
    match state.health:
        case Health.LIVE:
            headline = ""
        case Health.CONNECTING:
            headline = translate("StateText", "Connecting… {age}").format(age=age)
        case Health.LATE:
            headline = translate("StateText", "No picture for {age}").format(age=age)
        case Health.FROZEN:
            headline = translate("StateText", "Image frozen for {age}").format(age=age)
        case Health.DARK:
            headline = translate("StateText", "Image dark for {age}").format(age=age)
        case Health.COVERED:
            headline = translate("StateText", "Camera covered for {age}").format(age=age)
        case Health.DEFOCUSED:
            headline = translate("StateText", "Out of focus for {age}").format(age=age)
        case Health.RECEIVED:
            headline = translate("StateText", "Waiting for a key picture")
        case Health.LOST:
            headline = translate("StateText", "Camera unreachable for {age}").format(age=age)
        case Health.REFUSED:
            headline = translate("StateText", "Password refused for {age}").format(age=age)
        case Health.UNREADABLE:
            headline = translate("StateText", "Pictures unreadable for {age}").format(age=age)
        case Health.HALTED:
            headline = translate("StateText", "Decoding halted for {age}").format(age=age)
    return StateText(headline, _detail(state, now_ns, last_picture), _TONES[state.health])


def _detail(state: StreamState, now_ns: int, last_picture: str) -> str:
    if state.health is Health.LIVE:
        return ""
    if state.retry_at_ns is not None and state.health not in STILL_SHOWN:
        wait_s = -((now_ns - state.retry_at_ns) // _NS_PER_S)
        if wait_s <= 0:
            return QCoreApplication.translate("StateText", "trying now")
        return QCoreApplication.translate("StateText", "next try in {wait}").format(
            wait=age_text(wait_s)
        )
    if not last_picture:
        return ""
    return QCoreApplication.translate("StateText", "last picture {time}").format(time=last_picture)
