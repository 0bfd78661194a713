"""Copies of the database file: made by SQLite while it is in use, put back while it is not.

The live file is never opened as a plain file; a copy is one file of its own, without a `-wal`.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from pysqlite3 import dbapi2

from control_room.storage.errors import DatabaseDamaged, database_errors_told, file_errors_told
from control_room.storage.files import sync_folder
from control_room.storage.sqlite import BUSY_TIMEOUT_MS, reading_engine


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
        for left in (part, part.with_name(part.name + "-journal")):
            left.unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()


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
    try:
        copy = dbapi2.connect(str(part), isolation_level=None)
        try:
            live.backup(copy)  # type: ignore[attr-defined]
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
    except dbapi2.Error as error:
        # This call alone fails without SQLite's number, only with its sentence.
        code = errno.ENOSPC if "full" in str(error) else errno.EIO
        raise OSError(code, str(error)) from error


def _private(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)
