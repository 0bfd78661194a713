"""What goes wrong in the world, told so that an operator can act.

Two families only: a `ControlRoomError` may be shown (the world failed), anything else is a bug.
"""

from __future__ import annotations

from control_room.texts import QT_TRANSLATE_NOOP, Text


class ControlRoomError(Exception):
    """The world failed: says what happened, what it means and what to do."""

    def __init__(self, what: Text, effect: Text, remedy: Text) -> None:
        super().__init__(what, effect, remedy)
        self.what = what
        self.effect = effect
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.effect} {self.remedy}"


class NotAllowed(ControlRoomError):
    """The agent's role does not cover the act; nothing was done."""

    def __init__(self, act: Text) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "Not allowed: {act}.").of(act=act),
            QT_TRANSLATE_NOOP("errors", "Nothing was done; the refusal is in the audit log."),
            QT_TRANSLATE_NOOP("errors", "Ask a supervisor, or sign in with the right account."),
        )
