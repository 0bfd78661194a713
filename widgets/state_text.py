"""What a tile says about a stream that is not live: headline with its age, detail, tone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from control_room.domain.camera import Health, StreamState
from widgets.ages import age_text
from widgets.theme import Tone

_NS_PER_S = 1_000_000_000

_WORDS = {
    Health.CONNECTING: (Tone.QUIET, QT_TRANSLATE_NOOP("StateText", "Connecting… {age}")),
    Health.LIVE: (Tone.INFO, ""),
    Health.LATE: (Tone.CHECK, QT_TRANSLATE_NOOP("StateText", "Picture late by {age}")),
    Health.FROZEN: (Tone.CHECK, QT_TRANSLATE_NOOP("StateText", "Image frozen for {age}")),
    Health.DARK: (Tone.CHECK, QT_TRANSLATE_NOOP("StateText", "Image dark for {age}")),
    Health.COVERED: (Tone.CHECK, QT_TRANSLATE_NOOP("StateText", "Camera covered for {age}")),
    Health.DEFOCUSED: (Tone.CHECK, QT_TRANSLATE_NOOP("StateText", "Out of focus for {age}")),
    Health.RECEIVED: (Tone.QUIET, QT_TRANSLATE_NOOP("StateText", "Waiting for a picture… {age}")),
    Health.LOST: (Tone.URGENT, QT_TRANSLATE_NOOP("StateText", "Camera unreachable for {age}")),
    Health.REFUSED: (Tone.URGENT, QT_TRANSLATE_NOOP("StateText", "Password refused for {age}")),
    Health.UNREADABLE: (
        Tone.URGENT,
        QT_TRANSLATE_NOOP("StateText", "Pictures unreadable for {age}"),
    ),
    Health.HALTED: (Tone.URGENT, QT_TRANSLATE_NOOP("StateText", "Decoding halted for {age}")),
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
    return _WORDS[health][0]


def state_text(state: StreamState, now_ns: int, last_picture: str) -> StateText:
    """Put a state into words.

    Args:
        now_ns: CLOCK_MONOTONIC, as in `StreamState`.
        last_picture: local time of the last new picture, as shown to people; or empty.
    """
    tone, said = _WORDS[state.health]
    headline = str(said)
    if headline:
        age = age_text((now_ns - state.since_ns) / _NS_PER_S)
        headline = QCoreApplication.translate("StateText", headline).format(age=age)
    return StateText(headline, _detail(state, now_ns, last_picture), tone)


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
