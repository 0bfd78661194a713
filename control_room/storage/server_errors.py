"""What can be wrong with a PostgreSQL server, told to the reader."""

from __future__ import annotations

from control_room.errors import ControlRoomError
from control_room.storage.errors import (
    ConsoleAlreadyRuns,
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
)
from control_room.texts import QT_TRANSLATE_NOOP

_ONLY_LOOKING = QT_TRANSLATE_NOOP(
    "storage errors",
    "Incidents and reports cannot be recorded meanwhile; the wall of an open console stays live, "
    "and what was recorded before is unharmed.",
)


class ServerUnreachable(DatabaseUnreachable):
    """The server does not answer, is stopping or starting, or the network is cut."""

    def __init__(self, name: str) -> None:
        ControlRoomError.__init__(
            self,
            QT_TRANSLATE_NOOP("storage errors", "The database server {name} does not answer.").of(
                name=name
            ),
            _ONLY_LOOKING,
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Check the network and the server; Vigie connects again by itself.",
            ),
        )


class ServerRefuses(DatabaseUnreachable):
    """The server answers, and lets this workstation not in."""

    def __init__(self, name: str, said: str) -> None:
        ControlRoomError.__init__(
            self,
            QT_TRANSLATE_NOOP(
                "storage errors", "The database server {name} refuses this workstation (“{said}”)."
            ).of(name=name, said=said.strip().partition("\n")[0]),
            _ONLY_LOOKING,
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Have its administrator check the password file, pg_hba.conf and the database.",
            ),
        )


class ServerBusy(DatabaseLocked):
    """Something on the server holds what the act needs for too long; nothing was stored."""

    def __init__(self, name: str) -> None:
        ControlRoomError.__init__(
            self,
            QT_TRANSLATE_NOOP(
                "storage errors", "The database server {name} was busy with others for too long."
            ).of(name=name),
            QT_TRANSLATE_NOOP(
                "storage errors", "The act was not recorded; what was recorded before is unharmed."
            ),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Try again; if it comes back, have its administrator look at what holds it.",
            ),
        )


class ServerDamaged(DatabaseDamaged):
    """The tables on the server are not what Vigie made, or cannot be read."""

    def __init__(self, name: str) -> None:
        ControlRoomError.__init__(
            self,
            QT_TRANSLATE_NOOP(
                "storage errors", "The records on the database server {name} are damaged."
            ).of(name=name),
            QT_TRANSLATE_NOOP(
                "storage errors", "They are left as they are; nothing more is written to them."
            ),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Have its administrator keep a copy, then restore the server's last backup.",
            ),
        )


class ServerUnsafe(ControlRoomError):
    """The server could lose records that it said were stored."""

    def __init__(self, name: str, setting: str, needed: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP(
                "storage errors", "The database server {name} does not have {setting} = {needed}."
            ).of(name=name, setting=setting, needed=needed),
            QT_TRANSLATE_NOOP(
                "storage errors", "It could lose acts that it said were recorded; none was given."
            ),
            QT_TRANSLATE_NOOP("storage errors", "Have its administrator set it, then start again."),
        )


class NameInUse(ConsoleAlreadyRuns):
    """Another console writes under this workstation's name; this one was not opened."""

    def __init__(self, name: str, workstation: str) -> None:
        ControlRoomError.__init__(
            self,
            QT_TRANSLATE_NOOP(
                "storage errors", "A workstation called {workstation} already works on {name}."
            ).of(workstation=workstation, name=name),
            QT_TRANSLATE_NOOP(
                "storage errors", "Two under one name could not be told apart in the log."
            ),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Close the other console, or set another workstation in vigie.toml.",
            ),
        )


class ServerReadOnly(DatabaseReadOnly):
    """The server takes no writing, or not from this user."""

    def __init__(self, name: str) -> None:
        ControlRoomError.__init__(
            self,
            QT_TRANSLATE_NOOP("storage errors", "The database {name} cannot be written.").of(
                name=name
            ),
            _ONLY_LOOKING,
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Have the server's administrator check that it is no stand-by, and the rights of "
                "Vigie's role.",
            ),
        )
