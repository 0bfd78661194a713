"""What stops a wall or a tour from being kept, told to the agent."""

from __future__ import annotations

from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP

_NOTHING_CHANGED = QT_TRANSLATE_NOOP("wall errors", "Nothing was changed.")


class WallUnknown(ControlRoomError):
    """The wall was removed meanwhile, or is another agent's."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("wall errors", "This wall is not kept any more."),
            _NOTHING_CHANGED,
            QT_TRANSLATE_NOOP("wall errors", "Choose another one, or save the wall again."),
        )


class TourUnknown(ControlRoomError):
    """The tour was removed meanwhile, or is another agent's."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("wall errors", "This tour is not kept any more."),
            _NOTHING_CHANGED,
            QT_TRANSLATE_NOOP("wall errors", "Choose another one, or make the tour again."),
        )


class NameUnfit(ControlRoomError):
    """The name is empty or too long."""

    def __init__(self, at_most: int) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("wall errors", "This name cannot be used."),
            _NOTHING_CHANGED,
            QT_TRANSLATE_NOOP("wall errors", "Write 1 to {at_most} characters.").of(
                at_most=at_most
            ),
        )


class NameTaken(ControlRoomError):
    """Another wall of the same owner has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("wall errors", "Another wall is called “{name}”.").of(name=name),
            _NOTHING_CHANGED,
            QT_TRANSLATE_NOOP("wall errors", "Choose another name."),
        )


class TourUnshareable(ControlRoomError):
    """A tour for the whole site would show a wall that only one agent sees."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("wall errors", "The tour shows a wall that is yours alone."),
            _NOTHING_CHANGED,
            QT_TRANSLATE_NOOP("wall errors", "Share its walls first, or keep the tour for you."),
        )
