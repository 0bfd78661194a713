"""Erasure of personal payloads and of old entries, each covered by an act of the log.

What is erased stays committed to: leaves, nodes and checkpoints are never touched, so that every
proof made before holds. The database's own guards refuse an erasure that no entry tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from control_room.audit.entry import Act, NotAnEntry, read_fields, written_moment
from control_room.storage.schema import (
    audit_entries,
    audit_erasures,
    audit_payloads,
    incident_notes,
    incidents,
)

_NOTE_ACTS = (Act.INCIDENT_NOTED.value, Act.INCIDENT_CLOSED.value)
_ACCOUNT_ACTS = (Act.AGENT_CREATED.value, Act.SESSION_OPENED.value)
"""Their payloads say whose an account is and what its password's hash is."""

_AT_ONCE = 500
"""Values in one statement."""

Range = tuple[int, int]
"""First and last entry, both in it."""


class ErasureRecords:
    """What is erased for good; only a transaction that audits it has this.

    Attributes:
        used: whether something was erased.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.used = False

    def personal_before(
        self, moment: datetime, limit: int, *, accounts_before: datetime
    ) -> list[int]:
        """Entries before that moment whose personal payload is still kept, oldest first.

        Args:
            accounts_before: the same moment for what accounts are compared with.
        """
        return list(
            self._connection.scalars(
                select(audit_payloads.c.seq)
                .join(audit_entries, audit_entries.c.seq == audit_payloads.c.seq)
                .where(
                    audit_entries.c.at < written_moment(moment),
                    or_(
                        audit_entries.c.act.not_in(_ACCOUNT_ACTS),
                        audit_entries.c.at < written_moment(accounts_before),
                    ),
                )
                .order_by(audit_payloads.c.seq)
                .limit(limit)
            )
        )

    def personal_of(self, obj: str, limit: int) -> list[int]:
        """Entries about that object whose personal payload is still kept, oldest first."""
        return list(
            self._connection.scalars(
                select(audit_payloads.c.seq)
                .join(audit_entries, audit_entries.c.seq == audit_payloads.c.seq)
                .where(audit_entries.c.obj == obj)
                .order_by(audit_payloads.c.seq)
                .limit(limit)
            )
        )

    def erase_personal(self, seqs: Sequence[int], entry_seq: int) -> None:
        """Erase these payloads, and the notes of incidents that they are the record of.

        Args:
            entry_seq: the entry that tells it (PERSONAL_ERASED).
        """
        notes = self._notes_of(seqs)
        self._declare("personal", ranges(seqs), entry_seq)
        for at in range(0, len(seqs), _AT_ONCE):
            some = seqs[at : at + _AT_ONCE]
            self._connection.execute(delete(audit_payloads).where(audit_payloads.c.seq.in_(some)))
        for at in range(0, len(notes), _AT_ONCE):
            some = notes[at : at + _AT_ONCE]
            blank = update(incident_notes).where(incident_notes.c.id.in_(some)).values(text="")
            self._connection.execute(blank)

    def kept_from(self) -> int:
        """The first entry whose bytes are kept."""
        last: int | None = self._connection.scalar(
            select(func.max(audit_erasures.c.last)).where(audit_erasures.c.kind == "entry")
        )
        return 0 if last is None else last + 1

    def prunable(self, moment: datetime, at_most: int) -> int:
        """How many entries from the start of the log are all older than that moment.

        Args:
            at_most: of the entries still kept.
        """
        kept_from = self.kept_from()
        young: int | None = self._connection.scalar(
            select(func.min(audit_entries.c.seq)).where(
                audit_entries.c.seq >= kept_from, audit_entries.c.at >= written_moment(moment)
            )
        )
        end = self._connection.scalar(select(func.max(audit_entries.c.seq))) or 0
        return min(end if young is None else young, kept_from + at_most)

    def prune(self, until: int, entry_seq: int) -> None:
        """Empty every entry before `until`; place, key and leaf stay.

        Args:
            entry_seq: the entry that tells it (AUDIT_PRUNED).
        """
        kept_from = self.kept_from()
        self._declare("entry", [(kept_from, until - 1)], entry_seq)
        self._connection.execute(
            update(audit_entries)
            .where(audit_entries.c.seq >= kept_from, audit_entries.c.seq < until)
            .values(canonical=b"", at="", act="", actor="", obj="")
        )

    def _declare(self, kind: str, erased: Iterable[Range], entry_seq: int) -> None:
        self.used = True
        self._connection.execute(
            insert(audit_erasures),
            [
                {"kind": kind, "first": first, "last": last, "entry_seq": entry_seq}
                for first, last in erased
            ],
        )

    def _notes_of(self, seqs: Sequence[int]) -> list[int]:
        """Notes whose texts these payloads hold.

        A note has no number of its entry. Both are in the order of their writing, and only the
        oldest entries of an incident can be emptied: they are paired from the end.
        """
        told: dict[str, list[int]] = defaultdict(list)
        rows = self._connection.execute(
            select(audit_entries.c.seq, audit_entries.c.obj, audit_entries.c.canonical)
            .where(audit_entries.c.act.in_(_NOTE_ACTS))
            .order_by(audit_entries.c.seq)
        )
        for row in rows:
            if _has_text(row.canonical):
                told[row.obj].append(row.seq)
        wanted = set(seqs)
        found: list[int] = []
        for obj, entries in told.items():
            if wanted.isdisjoint(entries):
                continue
            notes = self._notes(obj.removeprefix("incident/"))
            pairs = zip(reversed(entries), reversed(notes), strict=False)
            found += [note for seq, note in pairs if seq in wanted]
        return found

    def _notes(self, number: str) -> list[int]:
        return list(
            self._connection.scalars(
                select(incident_notes.c.id)
                .join(incidents, incidents.c.id == incident_notes.c.incident_id)
                .where(incidents.c.number == number)
                .order_by(incident_notes.c.id)
            )
        )


def ranges(seqs: Iterable[int]) -> list[Range]:
    """Ascending numbers as ranges without gaps."""
    found: list[Range] = []
    for seq in seqs:
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return found


def _has_text(canonical: bytes) -> bool:
    try:
        return "com" in read_fields(canonical)
    except NotAnEntry:
        return False
