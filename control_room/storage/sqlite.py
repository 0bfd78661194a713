"""Connections to the SQLite file: which library, which settings, each read back.

- The file, its `-wal` and its `-shm` are opened through SQLite only: closing a plain file handle
  would drop the process's POSIX locks, and another program could then discard committed rows.
- WAL with `synchronous=FULL`: a commit that returned survives power loss.
"""

from __future__ import annotations

import logging
import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, Pool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.storage.console_lock import hold
from control_room.storage.errors import DatabaseUnreachable, SQLiteTooOld, database_errors_told

logger = logging.getLogger(__name__)

SQLITE_VERSION: str = dbapi2.sqlite_version

OLDEST_SAFE = (3, 51, 3)
"""Before it, two connections that checkpoint at one instant can damage a WAL database."""

BUSY_TIMEOUT_MS = 5000

_PRAGMAS = {
    "foreign_keys": 1,
    "synchronous": 2,  # FULL
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "wal_autocheckpoint": 1000,
    "journal_size_limit": 64 * 1024 * 1024,
    "mmap_size": 0,
}
_WRITING = {
    "journal_mode": "wal",
    # What is erased is overwritten: its bytes would stay in the file until used again.
    "secure_delete": 1,
}
_READING = {"query_only": 1}


class SQLiteStore:
    """The file of one workstation; a lock file beside it keeps a second console out."""

    shared = False

    def __init__(self, path: Path, busy_timeout_ms: int, *, immutable: bool = False) -> None:
        """Args:
        immutable: nobody writes the file and no `-wal` lies beside it (a read-only medium).
        """
        self.path = path
        self.name = str(path)
        self.writing = writing_engine(path, busy_timeout_ms)
        self.reading = reading_engine(path, busy_timeout_ms, immutable=immutable)
        self._busy_timeout_ms = busy_timeout_ms
        self._lock_file: int | None = None

    def take(self) -> None:
        """Hold the lock of the data folder; it goes with the process, however that ends.

        Raises:
            ConsoleAlreadyRuns: another console holds it.
            ControlRoomError: the folder is not there or may not be written.
        """
        if not self.path.parent.is_dir():
            raise DatabaseUnreachable(self.path)
        self._lock_file = hold(DataFolder(self.path.parent).lock)

    def release(self) -> None:
        """Let go of the file and of the lock."""
        self.reading.dispose()
        self.writing.dispose()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def unreachable(self) -> ControlRoomError:
        """The file cannot be opened."""
        return DatabaseUnreachable(self.path)

    def found_dead(self, _error: DBAPIError) -> bool:
        """No: a file is not lost between two acts."""
        return False

    def forget(self, writer: Connection) -> bool:
        """Empty the `-wal`, which holds pages as they were before an erasure; waits for nobody."""
        connection: Any = writer.connection.driver_connection
        try:
            connection.execute("PRAGMA busy_timeout = 0")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute(f"PRAGMA busy_timeout = {self._busy_timeout_ms}")
        except dbapi2.Error as error:
            logger.warning("what was erased is still in the -wal of %s: %s", self.path, error)
            return False
        return not busy

    def errors_told(self) -> AbstractContextManager[None]:
        """Turn SQLite's failures into our ControlRoomErrors."""
        return database_errors_told(self.path)


def check_library(version: tuple[int, ...] = dbapi2.sqlite_version_info) -> None:
    """Refuse a library with the WAL-reset fault.

    Raises:
        SQLiteTooOld: it has it.
    """
    if version < OLDEST_SAFE:
        raise SQLiteTooOld(_dotted(version), _dotted(OLDEST_SAFE))


def writing_engine(path: Path, busy_timeout_ms: int) -> Engine:
    """Connections whose transactions take the write lock at once; made anew each time."""
    return _engine(path, "rwc", "BEGIN IMMEDIATE", busy_timeout_ms, NullPool)


def reading_engine(path: Path, busy_timeout_ms: int, *, immutable: bool = False) -> Engine:
    """Connections that cannot write.

    Args:
        immutable: nobody writes the file and no `-wal` lies beside it (a read-only medium).
    """
    mode = "ro&immutable=1" if immutable else "ro"
    return _engine(path, mode, "BEGIN", busy_timeout_ms, QueuePool)


def _engine(path: Path, mode: str, begin: str, busy_timeout_ms: int, pool: type[Pool]) -> Engine:
    uri = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> Any:
        connection = dbapi2.connect(
            uri,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=busy_timeout_ms / 1000,
        )
        try:
            _set_up(connection, busy_timeout_ms, writing=mode == "rwc")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite+pysqlite://",
        creator=connect,
        module=dbapi2,
        poolclass=pool,
        hide_parameters=True,  # they may be personal data, and errors go to the log
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _set_up(connection: Any, busy_timeout_ms: int, *, writing: bool) -> None:
    kind = _WRITING if writing else _READING
    for name, value in {"busy_timeout": busy_timeout_ms, **_PRAGMAS, **kind}.items():
        connection.execute(f"PRAGMA {name} = {value}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != value:
            raise AssertionError(f"SQLite took {found} for {name}, not {value}")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
