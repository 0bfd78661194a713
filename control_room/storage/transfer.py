"""A site's records from one database to another: every row as it is, byte for byte.

The log's entries, tree, checkpoints and certificates are copied, not written anew: what was signed,
printed or anchored before the move proves as much after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    String,
    TableClause,
    Text,
    collate,
    column,
    delete,
    func,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError

from control_room.errors import ControlRoomError
from control_room.storage.errors import DatabaseTooNew
from control_room.storage.migrations import SCHEMA_VERSION, STEPS, migrate, version_of
from control_room.storage.postgresql import Server
from control_room.storage.records.log import LogRecords
from control_room.storage.schema import Moment, metadata
from control_room.storage.sqlite import BUSY_TIMEOUT_MS, SQLiteStore
from control_room.texts import QT_TRANSLATE_NOOP

_ROWS_AT_ONCE = 1000

_NOT_COPIED = QT_TRANSLATE_NOOP(
    "storage errors", "Nothing was copied; the records are as they were."
)

_MADE_WITH_THE_TABLES = "audit_head"
"""The one table that is not empty in an empty database."""


class TransferRefused(ControlRoomError):
    """A row has no place in the other database; nothing was copied."""

    def __init__(self, table_name: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The table {table} cannot be copied as it is.").of(
                table=table_name
            ),
            _NOT_COPIED,
            QT_TRANSLATE_NOOP(
                "storage errors", "Run vigie audit verify; restore the last backup if it complains."
            ),
        )


class TransferDiffers(ControlRoomError):
    """The copy is not what was copied; it was taken back."""

    def __init__(self, table_name: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP(
                "storage errors", "The copy of the table {table} differs from the original."
            ).of(table=table_name),
            _NOT_COPIED,
            QT_TRANSLATE_NOOP(
                "storage errors", "Check the disks and the server's encoding, then try again."
            ),
        )


class ServerTaken(ControlRoomError):
    """The database on the server holds another site, or another past of this one."""

    def __init__(self, name: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The database {name} is not empty.").of(name=name),
            _NOT_COPIED,
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Have an empty one made, or name it in the settings. A further workstation of a "
                "site is added with vigie db join.",
            ),
        )


def fill(path: Path, server: Server, workstation: str) -> None:
    """Copy the site in a file to a server's empty database; nothing if it is there already.

    Args:
        path: nobody writes it meanwhile.
        workstation: under whose name the server is written.

    Raises:
        ServerTaken, TransferRefused, TransferDiffers: the server holds what it held.
        ControlRoomError: one of the databases cannot be used.
    """
    old = SQLiteStore(path, BUSY_TIMEOUT_MS)
    new = server.store(workstation, BUSY_TIMEOUT_MS)
    try:
        with (
            old.errors_told(),
            new.errors_told(),
            old.reading.connect() as source,
            new.writing.connect() as target,
            target.begin(),
        ):
            version = version_of(target)
            if version is not None and version not in STEPS:
                raise DatabaseTooNew(server.name)
            if version != SCHEMA_VERSION:
                migrate(target)
            if is_empty(target):
                copy(source, target)
            elif not _carries_on(LogRecords(source), LogRecords(target)):
                raise ServerTaken(server.name)
    finally:
        new.release()
        old.release()


def is_empty(connection: Connection) -> bool:
    """Whether no table holds anything of a site."""
    return not any(
        connection.scalar(select(func.count()).select_from(each))
        for each in metadata.sorted_tables
        if each.name != _MADE_WITH_THE_TABLES
    )


def copy(source: Connection, target: Connection, heed: Callable[[], None] = lambda: None) -> int:
    """Copy every row into the empty tables of another database, then compare them all.

    Args:
        source: sees one moment of the records.
        target: inside the transaction that the caller commits, of the role that owns the tables.
        heed: called every thousand rows; what it raises ends the work.

    Returns:
        the number of rows.

    Raises:
        TransferRefused, TransferDiffers: the caller rolls back.
    """
    rows = 0
    for each in _tables():
        with _unguarded(target, each.name):
            target.execute(delete(each))
            try:
                with _rows(source, each) as found:
                    for part in found.mappings().partitions(_ROWS_AT_ONCE):
                        target.execute(insert(each), [dict(row) for row in part])
                        rows += len(part)
                        heed()
            except (DataError, IntegrityError) as error:
                raise TransferRefused(each.name) from error
        if target.dialect.name == "postgresql":
            _count_on(target, each.name)
    for each in _tables():
        with _rows(source, each) as old, _rows(target, each) as new:
            parts = (rows_of.partitions(_ROWS_AT_ONCE) for rows_of in (old, new))
            for before, after in zip_longest(*parts):
                if before != after:
                    raise TransferDiffers(each.name)
                heed()
    return rows


@contextmanager
def _unguarded(target: Connection, name: str) -> Iterator[None]:
    """A table without its guards, which has them again at the end.

    They look at one row after the other as they were written; what erased a row long ago may be
    erased itself. Nobody else sees the tables before all of it is compared.
    """
    if target.dialect.name == "postgresql":
        target.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
        yield
        target.execute(text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))
        return
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    guards = target.exec_driver_sql(f"{query} ORDER BY rowid", (name,)).all()
    for guard, _ in guards:
        target.exec_driver_sql(f"DROP TRIGGER {guard}")
    yield
    for _, made in guards:
        target.exec_driver_sql(made)


def _tables() -> Iterator[TableClause]:
    """The tables, those that others point to first, with moments as the text that they are."""
    for each in metadata.sorted_tables:
        columns = [
            column(made.name, Text() if isinstance(made.type, Moment) else made.type)
            for made in each.columns
        ]
        yield table(each.name, *columns)


def _rows(connection: Connection, each: TableClause) -> CursorResult[Any]:
    """The rows in one order on both sides: texts by their bytes, not by a language."""
    bytewise = "BINARY" if connection.dialect.name == "sqlite" else "C"
    keys = [
        collate(each.c[key.name], bytewise) if isinstance(key.type, String) else each.c[key.name]
        for key in metadata.tables[each.name].primary_key.columns
    ]
    query = select(each).order_by(*keys).execution_options(yield_per=_ROWS_AT_ONCE)
    return connection.execute(query)


def _count_on(target: Connection, name: str) -> None:
    """Let numbers that the server gives start after those that were copied."""
    (key, *others) = metadata.tables[name].primary_key.columns
    if others or target.scalar(select(func.pg_get_serial_sequence(name, key.name))) is None:
        return
    sequence = func.pg_get_serial_sequence(name, key.name)
    newest = target.scalar(select(func.max(key)))
    if newest is not None:
        target.execute(select(func.setval(sequence, newest)))


def _carries_on(old: LogRecords, new: LogRecords) -> bool:
    """Whether the server's log is the file's, with what may have come after."""
    size = old.size()
    if new.size() < size or new.site("origin") != old.site("origin"):
        return False
    return new.frontier(size) == old.frontier(size)
