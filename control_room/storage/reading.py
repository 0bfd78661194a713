"""The records as they are at one moment, whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from control_room.storage.errors import DatabaseReadOnly, DatabaseUnreachable
from control_room.storage.records.agents import AgentRecords
from control_room.storage.records.incidents import IncidentRecords
from control_room.storage.records.log import LogRecords
from control_room.storage.records.reports import ReportRecords
from control_room.storage.records.stills import StillRecords
from control_room.storage.records.walls import WallRecords
from control_room.storage.sqlite import BUSY_TIMEOUT_MS, SQLiteStore, check_library
from control_room.storage.store import Server, Store


class Reader:
    """The records, at one moment."""

    def __init__(self, connection: Connection) -> None:
        self.agents = AgentRecords(connection)
        self.stills = StillRecords(connection)
        self.incidents = IncidentRecords(connection)
        self.reports = ReportRecords(connection)
        self.walls = WallRecords(connection)
        self.log = LogRecords(connection)


class ReadOnlyDatabase:
    """The records of a database that another process may be writing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @staticmethod
    def open(at: Path | Server, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> ReadOnlyDatabase:
        """Open for reading; nothing is created or changed.

        Raises:
            ControlRoomError: not there, not readable, damaged, or of a later version.
        """
        if not isinstance(at, Path):
            return _checked(at.store("", busy_timeout_ms))
        check_library()
        if not at.is_file():
            raise DatabaseUnreachable(at)
        try:
            return _checked(SQLiteStore(at, busy_timeout_ms))
        except (DatabaseUnreachable, DatabaseReadOnly):
            # A read-only medium: SQLite cannot make the -shm file that WAL asks for. Without
            # a -wal file all rows are in the file itself, which nobody can change.
            if at.with_name(at.name + "-wal").exists():
                raise
            return _checked(SQLiteStore(at, busy_timeout_ms, immutable=True))

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """The records as they are at the first query, whatever is written meanwhile.

        Raises:
            ControlRoomError: the records cannot be read, or are damaged.
        """
        with (
            self._store.errors_told(),
            self._store.reading.connect() as connection,
            connection.begin(),
        ):
            yield Reader(connection)

    def close(self) -> None:
        """Let go of the records."""
        self._store.reading.dispose()


def _checked(store: Store) -> ReadOnlyDatabase:
    database = ReadOnlyDatabase(store)
    try:
        with database.read() as reader:
            reader.log.site("origin")
    except BaseException:
        database.close()
        raise
    return database
