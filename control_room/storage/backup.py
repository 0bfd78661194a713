"""Copies of the database: made while it is in use, put back while it is not.

A copy is one SQLite file of its own, without a `-wal`, whether the records are in a file, which is
never opened as a plain file, or on a server.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import text

from control_room.storage.errors import (
    DatabaseDamaged,
    DatabaseTooNew,
    database_errors_told,
    file_errors_told,
)
from control_room.storage.files import sync_folder
from control_room.storage.lack_of_room import lacks_room
from control_room.storage.migrations import SCHEMA_VERSION, migrate, version_of
from control_room.storage.postgresql import Server
from control_room.storage.sqlite import BUSY_TIMEOUT_MS, reading_engine, writing_engine
from control_room.storage.transfer import copy, fill

_ONE_AT_A_TIME = text("SELECT pg_try_advisory_lock(hashtextextended('vigie backup', 0))")


def copy_live(source: Path, part: Path) -> None:
    """Copy the database as it is at one moment, whoever writes it meanwhile, durably.

    Raises:
        ControlRoomError: it cannot be read, or the copy not written; no copy is left.
    """
    engine = reading_engine(source, BUSY_TIMEOUT_MS)
    try:
        with database_errors_told(source), file_errors_told(part):
            _private(part)
            with engine.connect() as live:
                _backup(live.connection.driver_connection, part)
            _sync(part)
    except BaseException:
        _remove(part)
        raise
    finally:
        engine.dispose()


def copy_server(server: Server, part: Path, heed: Callable[[], None] = lambda: None) -> None:
    """Copy what is on a server as it is at one moment, row by row and compared, durably.

    Args:
        heed: called often; what it raises ends the work.

    Raises:
        TransferRefused, TransferDiffers: a row has no place in a file, or is another there.
        ControlRoomError: it cannot be read, or the copy not written; no copy is left.
    """
    live = server.store("", BUSY_TIMEOUT_MS)
    engine = writing_engine(part, BUSY_TIMEOUT_MS)
    try:
        with (
            file_errors_told(part),
            database_errors_told(part),
            live.errors_told(),
            live.reading.connect() as source,
            source.begin(),
        ):
            if version_of(source) != SCHEMA_VERSION:
                raise DatabaseTooNew(server.name)
            _private(part)
            with engine.connect() as target, target.begin():
                migrate(target)
                copy(source, target, heed)
            engine.dispose()
            with _opened(part) as copied:
                copied.execute("PRAGMA journal_mode = DELETE")
            _sync(part)
    except BaseException:
        engine.dispose()
        _remove(part)
        raise
    finally:
        engine.dispose()
        live.release()


@contextmanager
def turn(server: Server) -> Iterator[bool]:
    """Whether the copying of this server is ours now: nobody else's while inside."""
    store = server.store("", BUSY_TIMEOUT_MS)
    try:
        with store.errors_told(), store.reading.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            yield bool(connection.scalar(_ONE_AT_A_TIME))
    finally:
        store.release()


def copy_of(backup: Path, target: Path) -> None:
    """Copy a file that no program has open, durably.

    Raises:
        ControlRoomError: it cannot be read or written; no copy is left.
    """
    try:
        with file_errors_told(target):
            _private(target)
            shutil.copyfile(backup, target)
            _sync(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def check_structure(copy: Path, *, in_use: bool = False) -> None:
    """Let SQLite look through every page of a copy, and at what its rows point to.

    Args:
        in_use: it is no copy but a database that a console may be writing.

    Raises:
        DatabaseDamaged: a page, an index or a reference is not sound.
        ControlRoomError: it cannot be read.
    """
    engine = reading_engine(copy, BUSY_TIMEOUT_MS, immutable=not in_use)
    try:
        with database_errors_told(copy), engine.connect() as connection:
            told = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    finally:
        engine.dispose()
    if told != "ok" or dangling is not None:
        raise DatabaseDamaged(copy)


def fill_from(backup: Path, server: Server, workstation: str, folder: Path) -> None:
    """Copy a backup's records to a server's empty database; nothing if they are there already.

    Args:
        workstation: under whose name the server is written.
        folder: takes a copy meanwhile, which is brought up to date.

    Raises:
        ServerTaken, TransferRefused, TransferDiffers: the server holds what it held.
        ControlRoomError: it cannot be written, or the copy not.
    """
    part = folder / f"restoring-{os.getpid()}.sqlite3"
    engine = writing_engine(part, BUSY_TIMEOUT_MS)
    try:
        copy_of(backup, part)
        with database_errors_told(part), engine.connect() as connection, connection.begin():
            if version_of(connection) != SCHEMA_VERSION:
                migrate(connection)
        fill(part, server, workstation)
    finally:
        engine.dispose()
        _remove(part)


def put_in_place(backup: Path, target: Path, aside: Path) -> None:
    """Let a copy of the backup take the database's place; what was there stays under `aside`.

    The caller holds the lock of the data folder. Cut short at any step, it may be begun again.

    Raises:
        ControlRoomError: not done; the present database is in its place.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    copy_of(backup, part)
    with file_errors_told(target):
        # Beside another file, the old -wal would be written into it: it goes with its own.
        if target.exists():
            os.link(target, aside)
        for suffix in ("-wal", "-shm"):
            companion = target.with_name(target.name + suffix)
            if companion.exists():
                companion.replace(aside.with_name(aside.name + suffix))
        part.replace(target)
        sync_folder(target.parent)


def _backup(live: object, part: Path) -> None:
    with _opened(part) as copied:
        live.backup(copied)  # type: ignore[attr-defined]
        copied.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _opened(part: Path) -> Iterator[Any]:
    """A plain connection to a copy; its errors are told as those of files."""
    try:
        with closing(dbapi2.connect(str(part), isolation_level=None)) as copied:
            yield copied
    except dbapi2.Error as error:
        # A backup alone fails without SQLite's number, only with its sentence.
        code = errno.ENOSPC if "full" in str(error) or lacks_room(part) else errno.EIO
        raise OSError(code, str(error)) from error


def _private(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)
