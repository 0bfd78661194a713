"""Adds an entry, and all that follows from it, to the end of the log.

Whoever adds holds the lock of the log's end, for which all workstations of a site queue. Each
exchange with the server makes all of them wait, so there it is one, the commit's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, update

from control_room.audit.tree import Frontier, NewNode
from control_room.storage.schema import audit_entries, audit_head, audit_nodes, audit_payloads

# Made once: each act runs them.
_ADD_ENTRY = insert(audit_entries)
_ADD_NODE = insert(audit_nodes)
_ADD_PAYLOAD = insert(audit_payloads)
_KEEP_EDGE = (
    update(audit_head)
    .where(audit_head.c.id == 1)
    .values(size=bindparam("new_size"), peaks=bindparam("new_peaks"))
)

_ALL_AT_ONCE = """
    WITH entry AS (
        INSERT INTO audit_entries (seq, canonical, leaf, at, act, actor, obj, "key")
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ), nodes AS (
        INSERT INTO audit_nodes (level, idx, hash)
        SELECT * FROM unnest(%s::integer[], %s::integer[], %s::bytea[])
    ), payload AS (
        INSERT INTO audit_payloads (seq, salt, payload)
        SELECT * FROM unnest(%s::integer[], %s::bytea[], %s::bytea[])
    )
    UPDATE audit_head SET size = %s, peaks = %s WHERE id = 1
"""


class EntryRow(NamedTuple):
    """The columns of `audit_entries`."""

    seq: int
    canonical: bytes
    leaf: bytes
    at: str
    act: str
    actor: str
    obj: str
    key: str


def add_entry(
    connection: Connection,
    row: EntryRow,
    completed: Sequence[NewNode],
    personal: tuple[bytes, bytes] | None,
    edge: Frontier,
) -> None:
    """Keep an entry with the nodes it completes and its (salt, payload); move the log's end."""
    peaks = b"".join(edge.peaks)
    if connection.dialect.name == "postgresql":
        nodes = [(node.level, node.index, node.hash) for node in completed]
        payloads = [(row.seq, *personal)] if personal is not None else []
        columns = (*_columns(nodes), *_columns(payloads))
        server: Any = connection.connection.driver_connection
        server.later(_ALL_AT_ONCE, (*row, *columns, edge.size, peaks))
        return
    connection.execute(_ADD_ENTRY, row._asdict())
    if completed:
        connection.execute(
            _ADD_NODE,
            [{"level": node.level, "idx": node.index, "hash": node.hash} for node in completed],
        )
    if personal is not None:
        salt, payload = personal
        connection.execute(_ADD_PAYLOAD, {"seq": row.seq, "salt": salt, "payload": payload})
    connection.execute(_KEEP_EDGE, {"new_size": edge.size, "new_peaks": peaks})


def _columns(rows: Sequence[tuple[int, object, bytes]]) -> Sequence[Sequence[object]]:
    """Rows of three as three lists, which the server makes rows of again."""
    return [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
