"""How old the newest anchor outside this workstation is, in words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale

from control_room.services.anchors import AnchorLag, LagLevel
from widgets.ages import age_text
from widgets.theme import Tone

_TONES = {
    LagLevel.FRESH: Tone.QUIET,
    LagLevel.OLD: Tone.CHECK,
    LagLevel.TOO_OLD: Tone.URGENT,
}


def lag_tone(lag: AnchorLag) -> Tone:
    """How loudly it is said."""
    return _TONES[lag.level]


def lag_chip(lag: AnchorLag, now: datetime) -> str:
    """For the top bar: a few words, none while the anchor is fresh."""
    translate = QCoreApplication.translate
    if lag.level is LagLevel.FRESH:
        return ""
    if lag.at is None:
        return translate("AnchorLag", "Log never anchored")
    return translate("AnchorLag", "Log anchored {age} ago").format(age=_age(lag.at, now))


def lag_sentence(lag: AnchorLag, now: datetime) -> str:
    """For the audit workspace: when, and how much was recorded since."""
    translate = QCoreApplication.translate
    if lag.at is None:
        return translate(
            "AnchorLag",
            "No anchor outside this workstation: if all of its files were exchanged, nobody would"
            " see it. Anchor now, or hand over on paper.",
        )
    sentence = translate(
        "AnchorLag", "Last anchor outside this workstation {age} ago; entries since then: {count}"
    ).format(age=_age(lag.at, now), count=QLocale().toString(lag.entries_since))
    if lag.level is LagLevel.FRESH:
        return sentence
    return translate("AnchorLag", "{lag}. Anchor now, or hand over on paper.").format(lag=sentence)


def _age(at: datetime, now: datetime) -> str:
    return age_text((now - at).total_seconds())
