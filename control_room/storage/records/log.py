"""Entries, tree nodes, personal payloads and checkpoints of the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Row,
    String,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from control_room.audit.entry import Act, Entry, written_moment
from control_room.audit.tree import Frontier, frontier, leaf_hash
from control_room.audit.verify import StoredBytes, StoredEntry
from control_room.storage.errors import LogIncomplete
from control_room.storage.records.dialects import text_of
from control_room.storage.records.log_append import EntryRow, add_entry
from control_room.storage.records.log_scan import scan, scan_bytes
from control_room.storage.schema import (
    agents,
    audit_checkpoints,
    audit_entries,
    audit_epochs,
    audit_head,
    audit_nodes,
    audit_payloads,
    site,
)

_HASH_BYTES = 32

# Made once: each act runs them.
_HEAD = select(audit_head).where(audit_head.c.id == 1).with_for_update()
_ADD_CHECKPOINT = insert(audit_checkpoints)
_KEEP_SIGNED_SIZE = (
    update(audit_head).where(audit_head.c.id == 1).values(signed_size=bindparam("new_signed_size"))
)


def key_of(entry: Entry) -> str:
    """What tells a second recording of the same entry: its process, and its time in it."""
    return f"{entry.boot}/{entry.mono_ns}"


@dataclass(frozen=True)
class LogFilter:
    """Which entries are asked for; an empty field asks for all."""

    act: Act | None = None
    matricule: str | None = None
    text: str = ""
    before_seq: int | None = None


@dataclass(frozen=True)
class Head:
    """The end of the log: its tree's right edge, and how much of it is signed."""

    frontier: Frontier
    signed_size: int

    @property
    def unsigned(self) -> int:
        """Entries after the newest checkpoint."""
        return self.frontier.size - self.signed_size


@dataclass(frozen=True)
class Epoch:
    """A key that signs the log from an entry on, as kept.

    Attributes:
        certificate: the site's signed word for it.
        workstation: where it was made.
    """

    number: int
    first: int
    vkey: str
    certificate: str
    workstation: str


@dataclass(frozen=True)
class SignedNote:
    """A stored checkpoint and the size that it is said to state."""

    size: int
    note: str


class LogRecords:
    """The audit log, as kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def site(self, name: str) -> str:
        """A fact of the installation.

        Raises:
            LogIncomplete: it is not kept.
        """
        value: str | None = self._connection.scalar(select(site.c.value).where(site.c.name == name))
        if value is None:
            raise LogIncomplete(f"the site's {name}")
        return value

    def keep_site(self, name: str, value: str) -> None:
        """Keep a fact of the installation, in place of what was."""
        self._connection.execute(delete(site).where(site.c.name == name))
        self._connection.execute(insert(site).values(name=name, value=value))

    def head(self) -> Head:
        """The end of the log, locked until the transaction ends where several may write.

        Raises:
            LogIncomplete: it is not kept, or no edge of a tree.
        """
        row = self._connection.execute(_HEAD).one_or_none()
        if row is None:
            raise LogIncomplete("the head")
        peaks = tuple(
            row.peaks[at : at + _HASH_BYTES] for at in range(0, len(row.peaks), _HASH_BYTES)
        )
        if type(row.size) is not int or any(len(peak) != _HASH_BYTES for peak in peaks):
            raise LogIncomplete("the head's numbers")
        if len(peaks) != row.size.bit_count():
            raise LogIncomplete("the head's peaks")
        return Head(Frontier(row.size, peaks), row.signed_size)

    def touch(self) -> None:
        """Write something that changes nothing: a database that may only be read tells so now."""
        self._connection.execute(update(audit_head).values(id=audit_head.c.id))

    def epochs(self) -> list[Epoch]:
        """The keys that signed the log, by number."""
        rows = self._connection.execute(select(audit_epochs).order_by(audit_epochs.c.number))
        return [Epoch(*row) for row in rows]

    def add_epoch(self, epoch: Epoch) -> None:
        """Keep a key that signs from now on."""
        self._connection.execute(
            insert(audit_epochs),
            {
                "number": epoch.number,
                "first": epoch.first,
                "vkey": epoch.vkey,
                "certificate": epoch.certificate,
                "workstation": epoch.workstation,
            },
        )

    def has(self, key: str) -> bool:
        """Whether the entry of that key is recorded."""
        query = select(audit_entries.c.seq).where(audit_entries.c.key == key)
        return self._connection.scalar(query) is not None

    def append(
        self, edge: Frontier, entry: Entry, personal: tuple[bytes, bytes] | None
    ) -> Frontier:
        """Move the end of the log by an entry and its (salt, payload); returns the new edge."""
        canonical = entry.canonical()
        leaf = leaf_hash(canonical)
        edge, completed = edge.append(leaf)
        row = EntryRow(
            entry.seq,
            canonical,
            leaf,
            written_moment(entry.at),
            entry.act.value,
            entry.actor,
            entry.obj,
            key_of(entry),
        )
        add_entry(self._connection, row, completed, personal, edge)
        return edge

    def size(self) -> int:
        """Number of entries."""
        last = self._connection.scalar(select(func.max(audit_entries.c.seq)))
        return 0 if last is None else last + 1

    def frontier(self, size: int) -> Frontier:
        """Right edge of the tree of the first `size` entries.

        Raises:
            LogIncomplete: a node is missing.
        """
        return frontier(size, self.node)

    def node(self, level: int, index: int) -> bytes:
        """Hash of a complete node.

        Raises:
            LogIncomplete: it is missing.
        """
        if level == 0:
            query = select(audit_entries.c.leaf).where(audit_entries.c.seq == index)
        else:
            query = select(audit_nodes.c.hash).where(
                audit_nodes.c.level == level, audit_nodes.c.idx == index
            )
        found: bytes | None = self._connection.scalar(query)
        if found is None:
            raise LogIncomplete(f"node {level}/{index}", index << level)
        return found

    def add_checkpoint(self, size: int, note: str) -> None:
        """Keep a signed checkpoint: the newest from now on."""
        self._connection.execute(_ADD_CHECKPOINT, {"size": size, "note": note})
        self._connection.execute(_KEEP_SIGNED_SIZE, {"new_signed_size": size})

    def last_of(self, act: Act) -> StoredEntry | None:
        """The newest entry of that act."""
        newest = self.newest(LogFilter(act=act), 1)
        return newest[0] if newest else None

    def newest_checkpoint(self) -> SignedNote | None:
        """The checkpoint that covers most entries."""
        row = self._connection.execute(
            select(audit_checkpoints).order_by(audit_checkpoints.c.size.desc()).limit(1)
        ).one_or_none()
        return None if row is None else SignedNote(row.size, row.note)

    def checkpoint_notes(self, above: int | None = None) -> list[str]:
        """All checkpoints, or those of more than `above` entries, by size, whatever they became."""
        sizes = audit_checkpoints.c.size
        query = select(_raw(audit_checkpoints.c.note)).order_by(sizes)
        if above is not None:
            query = query.where(sizes > above)
        return [_text(note) for note in self._connection.scalars(query)]

    def entries(self, from_seq: int = 0) -> Iterator[StoredEntry]:
        """The rows by `seq`, a thousand in memory at a time, whatever was made of them."""
        return scan(self._connection, from_seq)

    def stored_bytes(self, from_seq: int = 0) -> Iterator[StoredBytes]:
        """Number, bytes and leaf of the rows by `seq`: all that a check of the bytes needs."""
        return scan_bytes(self._connection, from_seq)

    def entry(self, seq: int) -> StoredEntry | None:
        """One row."""
        row = self._connection.execute(_STORED.where(audit_entries.c.seq == seq)).one_or_none()
        return None if row is None else _stored(row)

    def newest(self, wanted: LogFilter, limit: int) -> list[StoredEntry]:
        """Rows that pass the filter, newest first, without their payloads."""
        query = (
            select(audit_entries)
            .where(*_conditions(wanted))
            .order_by(audit_entries.c.seq.desc())
            .limit(limit)
        )
        return [
            StoredEntry(
                row.seq,
                row.canonical,
                row.leaf,
                row.at,
                row.act,
                row.actor,
                row.obj,
                key=row.key,
            )
            for row in self._connection.execute(query)
        ]


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.act is not None:
        conditions.append(audit_entries.c.act == wanted.act.value)
    if wanted.matricule is not None:
        agent = select(cast(agents.c.id, String)).where(agents.c.matricule == wanted.matricule)
        conditions.append(audit_entries.c.actor == agent.scalar_subquery())
    if wanted.text:
        written = text_of(audit_entries.c.canonical)
        conditions.append(written.icontains(wanted.text, autoescape=True))
    if wanted.before_seq is not None:
        conditions.append(audit_entries.c.seq < wanted.before_seq)
    return conditions


def _raw(column: Column[Any]) -> ColumnElement[bytes]:
    """The column's bytes: an altered row may hold any type, and text that is not UTF-8."""
    return cast(column, LargeBinary).label(column.name)


_STORED = select(
    audit_entries.c.seq,
    *(
        _raw(column)
        for column in (*audit_entries.c, audit_payloads.c.salt, audit_payloads.c.payload)
        if column is not audit_entries.c.seq
    ),
).outerjoin(audit_payloads, audit_payloads.c.seq == audit_entries.c.seq)


def _stored(row: Row[Any]) -> StoredEntry:
    return StoredEntry(
        row.seq,
        row.canonical or b"",
        row.leaf or b"",
        _text(row.at),
        _text(row.act),
        _text(row.actor),
        _text(row.obj),
        row.salt,
        row.payload,
        _text(row.key),
    )


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")
