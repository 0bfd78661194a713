"""The whole log in the order of its entries, as fast as the disk and the driver give it.

Rows come whatever was made of them: on SQLite an altered column may hold any type, and text that is
not UTF-8. Only where such a text stands are columns read as bytes, which takes longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from control_room.audit.verify import StoredBytes, StoredEntry
from control_room.storage.schema import audit_entries, audit_payloads

_ROWS_AT_ONCE = 1000
_LOWEST = -(2**63)

_BYTES = """
    SELECT seq, coalesce(CAST(canonical AS BLOB), x''), coalesce(CAST(leaf AS BLOB), x'')
    FROM audit_entries WHERE seq >= ? ORDER BY seq
"""
_WHOLE = """
    SELECT e.seq, coalesce(CAST(e.canonical AS BLOB), x''), coalesce(CAST(e.leaf AS BLOB), x''),
        coalesce(CAST(e.at AS {text}), ''), coalesce(CAST(e.act AS {text}), ''),
        coalesce(CAST(e.actor AS {text}), ''), coalesce(CAST(e.obj AS {text}), ''),
        CAST(p.salt AS BLOB), CAST(p.payload AS BLOB), coalesce(CAST(e."key" AS {text}), '')
    FROM audit_entries e LEFT JOIN audit_payloads p ON p.seq = e.seq
    WHERE e.seq >= ? ORDER BY e.seq
"""
_WHOLE_AS_TEXT = _WHOLE.format(text="TEXT")
_WHOLE_AS_BYTES = _WHOLE.format(text="BLOB")

_entry = audit_entries.c
_PORTABLE_BYTES = select(_entry.seq, _entry.canonical, _entry.leaf)
_PORTABLE_WHOLE = select(
    *(_entry.seq, _entry.canonical, _entry.leaf, _entry.at, _entry.act, _entry.actor, _entry.obj),
    *(audit_payloads.c.salt, audit_payloads.c.payload, _entry.key),
).outerjoin(audit_payloads, audit_payloads.c.seq == _entry.seq)

_stored: Callable[[Any], StoredEntry] = partial(tuple.__new__, StoredEntry)


def scan(connection: Connection, from_seq: int = 0) -> Iterator[StoredEntry]:
    """The rows by `seq`, a thousand in memory at a time; from 0 also any before."""
    if connection.dialect.name == "sqlite":
        return map(_stored, _whole_rows(connection, from_seq or _LOWEST))
    return map(_stored, _streamed(connection, _PORTABLE_WHOLE, from_seq))


def scan_bytes(connection: Connection, from_seq: int = 0) -> Iterator[StoredBytes]:
    """Number, bytes and leaf of the rows by `seq`, for a check of the stored bytes alone."""
    if connection.dialect.name == "sqlite":
        return chain.from_iterable(_fetched(connection, _BYTES, from_seq or _LOWEST))
    return map(tuple, _streamed(connection, _PORTABLE_BYTES, from_seq))


def _streamed(connection: Connection, query: Any, first: int) -> Iterator[Any]:
    """Rows from the server; its cursor lives no longer than somebody reads on."""
    ordered = query.where(_entry.seq >= first).order_by(_entry.seq)
    with connection.execute(ordered.execution_options(yield_per=_ROWS_AT_ONCE)) as rows:
        yield from rows


def _whole_rows(connection: Connection, first: int) -> Iterator[Any]:
    """Whole rows; from a text that is not UTF-8 on, through bytes."""
    try:
        for rows in _fetched(connection, _WHOLE_AS_TEXT, first):
            yield from rows
            first = rows[-1][0] + 1
    except DBAPIError as error:
        if "decode" not in str(error.orig):
            raise
    else:
        return
    for rows in _fetched(connection, _WHOLE_AS_BYTES, first):
        for row in rows:
            texts = [text.decode(errors="replace") for text in (*row[3:7], row[9])]
            yield (*row[:3], *texts[:4], *row[7:9], texts[4])


def _fetched(connection: Connection, statement: str, first: int) -> Iterator[Sequence[Any]]:
    """Rows as the driver gives them, many at a time; its errors as those of other queries."""
    result = connection.exec_driver_sql(statement, (first,))
    cursor = result.cursor
    errors = connection.dialect.loaded_dbapi.Error
    while True:
        try:
            rows = cursor.fetchmany(_ROWS_AT_ONCE)
        except errors as error:
            raise DBAPIError.instance(statement, None, error, errors) from error
        if not rows:
            result.close()
            return
        yield rows
