"""What the database's door asks of the place where the records are: a file, or a server."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from control_room.errors import ControlRoomError


class Store(Protocol):
    """One place of records, with what differs between its kinds.

    Attributes:
        name: the place, for texts and for the program's own log; never a password.
        shared: whether several workstations write it at once.
        writing: connections whose transactions may write; each made anew.
        reading: connections that cannot write; a transaction is one moment.
    """

    name: str
    shared: bool
    writing: Engine
    reading: Engine

    def take(self) -> None:
        """Be the only console here, as far as one console excludes another.

        Raises:
            ConsoleAlreadyRuns: another is.
        """

    def release(self) -> None:
        """Let another console take over; close what `take` held and both engines."""

    def unreachable(self) -> ControlRoomError:
        """What to say while it is known not to answer, in the words of its kind."""

    def found_dead(self, error: DBAPIError) -> bool:
        """Whether it says that the connection was lost before, and another may be made at once."""

    def forget(self, writer: Connection) -> bool:
        """Let go of copies of what was erased; False: somebody still reads them, try again."""

    def errors_told(self) -> AbstractContextManager[None]:
        """Turn the driver's failures into our ControlRoomErrors; a wrong statement stays a bug."""


class Server(Protocol):
    """The address of a store that is not a file."""

    def store(self, workstation: str, busy_timeout_ms: int) -> Store:
        """The store there, not connected yet."""
