"""What an agent can get wrong or be refused, told to the agent."""

from __future__ import annotations

from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP, Text

_NOTHING_DONE = QT_TRANSLATE_NOOP("service errors", "Nothing was recorded.")


class WrongPassword(ControlRoomError):
    """No account has this matricule and password; the refusal is in the audit log."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "Matricule or password not recognised."),
            QT_TRANSLATE_NOOP("service errors", "The refusal is in the audit log."),
            QT_TRANSLATE_NOOP("service errors", "Check both, then try again."),
        )


class UnlockRefused(ControlRoomError):
    """The password is not that of the agent who locked; the refusal is in the audit log."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "Password not recognised."),
            QT_TRANSLATE_NOOP(
                "service errors", "The console stays locked; the refusal is in the audit log."
            ),
            QT_TRANSLATE_NOOP("service errors", "Type it again, or sign out and hand over."),
        )


class TooManyTries(ControlRoomError):
    """The account waits after too many failures; the password was not looked at.

    Attributes:
        wait_s: seconds until the next try.
    """

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "Too many failed tries for this matricule."),
            QT_TRANSLATE_NOOP("service errors", "The refusal is in the audit log."),
            QT_TRANSLATE_NOOP("service errors", "Try again in {wait_s} s.").of(wait_s=wait_s),
        )
        self.wait_s = wait_s


class SessionEnded(ControlRoomError):
    """The session was signed out, or Vigie was started anew; nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "You are no longer signed in."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("service errors", "Sign in, then do it again."),
        )


class SessionLocked(ControlRoomError):
    """The session is locked; nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "The console is locked."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("service errors", "Unlock it with your password, then do it again."),
        )


class PasswordUnfit(ControlRoomError):
    """The password chosen is too short, too long, or the matricule itself."""

    def __init__(self, at_least: int, at_most: int) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "This password cannot be used."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP(
                "service errors",
                "Choose one of {at_least} to {at_most} characters, other than the matricule.",
            ).of(at_least=at_least, at_most=at_most),
        )


class MatriculeUnfit(ControlRoomError):
    """The matricule is empty, too long, or has characters that cannot be printed."""

    def __init__(self, at_most: int) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "This matricule cannot be used."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP(
                "service errors", "Enter one of 1 to {at_most} printable characters."
            ).of(at_most=at_most),
        )


class MatriculeTaken(ControlRoomError):
    """An account with this matricule exists; it is unchanged."""

    def __init__(self, matricule: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "An account for {matricule} exists already.").of(
                matricule=matricule
            ),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("service errors", "Choose another matricule."),
        )


class FirstAgentSupervises(ControlRoomError):
    """The first account must be able to make the others."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "The first account must be a supervisor's."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("service errors", "Create the supervisor, then the others."),
        )


class PictureNotLive(ControlRoomError):
    """The picture on the tile was not live, so it shows nothing of the moment."""

    def __init__(self, camera: str, health: Text) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "{camera}: the picture is not live ({health}).").of(
                camera=camera, health=health
            ),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP(
                "service errors", "Wait for the live picture, or choose another camera."
            ),
        )


class IncidentUnknown(ControlRoomError):
    """No incident has this number."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "This incident is not in the log."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("service errors", "Reload the incident log."),
        )


class IncidentClosed(ControlRoomError):
    """A closed incident takes no more notes."""

    def __init__(self, number: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "Incident {number} is closed.").of(number=number),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("service errors", "Record a new incident."),
        )


class NoteUnfit(ControlRoomError):
    """The note is empty or too long."""

    def __init__(self, at_most: int) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "This note cannot be recorded."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("service errors", "Write 1 to {at_most} characters.").of(
                at_most=at_most
            ),
        )


class EntryUnknown(ControlRoomError):
    """The audit log has no entry of that number."""

    def __init__(self, seq: int) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "The audit log has no entry {seq}.").of(seq=seq),
            QT_TRANSLATE_NOOP("service errors", "Nothing can be shown."),
            QT_TRANSLATE_NOOP("service errors", "Reload the list."),
        )


class NothingSigned(ControlRoomError):
    """The audit log has no checkpoint, although every sign-in makes one."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "The audit log has not been signed yet."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("service errors", "Try again in a second."),
        )
