"""Finds every break in a stored log, named by the entry where it starts.

Each link is checked, not only the ends: the one form of every entry's bytes, the sequence without
gaps, the columns derived from the bytes, the commitments of personal payloads, the signature of
every checkpoint by a key that the site certified for that part of the log, the root at its size,
and the anchors kept outside. Personal payloads and old entries may be gone where an entry of the
log says so. Someone who can rewrite the whole file, holds today's key and computes the rest anew is
found in today's part by an anchor only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple, cast

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    VerifierKey,
    open_signed,
    parse_checkpoint,
    split_note,
)
from control_room.audit.columns import read_columns
from control_room.audit.entry import (
    SIGNED_AT_ONCE,
    Act,
    Entry,
    NotAnEntry,
    Result,
    commitment,
    read_entry,
    read_fields,
)
from control_room.audit.epochs import Trust
from control_room.audit.erasures import Erasures
from control_room.audit.findings import Finding, FindingCode, Status, VerificationResult
from control_room.audit.handovers import Handovers
from control_room.audit.tree import Frontier

MAX_UNSIGNED = 64
"""The log is signed at the latest after so many entries: a longer tail has lost its checkpoints."""

MAX_UNSIGNED_SPAN = timedelta(seconds=60)
"""Between the times of unsigned entries; they wait a second, and clocks may be set meanwhile."""

PROGRESS_EVERY = 1000

Progress = Callable[[int, int], None]
"""Takes the entries read so far and the number expected."""

_sha256 = hashlib.sha256
_EMPTY = Frontier()

_TELLING = frozenset({Act.KEY_ROTATED.value, Act.PERSONAL_ERASED.value, Act.AUDIT_PRUNED.value})
"""Acts that say how the log is to be read: whose keys count, what may be gone."""

_TELLING_STARTS = tuple(b'{"act":"%s"' % act.encode() for act in sorted(_TELLING))
"""How their bytes begin: the act is the first key of the one form."""


class StoredEntry(NamedTuple):
    """A row of the log: the entry's bytes and what was derived from them for searching.

    Attributes:
        canonical: empty where the entry was pruned.
        leaf: hash of the bytes in the tree.
        salt, payload: personal data kept beside; None if there are none.
        key: what tells a second recording of the same entry, `<boot>/<mono>`.
    """

    seq: int
    canonical: bytes
    leaf: bytes
    at: str
    act: str
    actor: str
    obj: str
    salt: bytes | None = None
    payload: bytes | None = None
    key: str = ""


StoredBytes = tuple[int, bytes, bytes]
"""The beginning of a row: its number, the entry's bytes, their hash in the tree."""


def tail_break(last_signed: Entry | None, tail: Sequence[Entry]) -> FindingCode | None:
    """Why no console left these entries without a signature; None if one can have.

    A console that is killed leaves the entries of a second, none of them of an act that is signed
    with its entry. A start is such an act: once a console has stopped, nothing unsigned of its
    workstation follows.

    Args:
        last_signed: the entry before them.
        tail: the unsigned entries.
    """
    if not tail:
        return None
    if len(tail) > MAX_UNSIGNED:
        return FindingCode.TAIL_TOO_LONG
    if last_signed is not None and last_signed.act is Act.APP_STOPPED:
        stopped = last_signed.workstation
        if any(entry.workstation == stopped for entry in tail):
            return FindingCode.TAIL_AFTER_STOP
    times = [entry.at for entry in tail]
    if max(times) - min(times) > MAX_UNSIGNED_SPAN:
        return FindingCode.TAIL_TOO_OLD
    if any(entry.act in SIGNED_AT_ONCE for entry in tail):
        return FindingCode.TAIL_TOO_OLD
    return None


def verify(
    entries: Iterable[StoredEntry | StoredBytes],
    notes: Sequence[str],
    *,
    trust: Trust,
    anchors: Sequence[str] = (),
    begin: Frontier = _EMPTY,
    expected: int = 0,
    progress: Progress | None = None,
    strict: bool = True,
) -> VerificationResult:
    """Check a log, or its end.

    Args:
        entries: rows by ascending `seq`, from `begin.size` on; whole rows where `strict`.
        notes: the checkpoints stored with the log; smaller ones than `begin` are passed over.
        trust: the log's name and the keys that may sign it; without the site's nothing is proven.
        anchors: checkpoints kept outside the database.
        begin: edge of the tree over the entries that are not read again.
        expected: number of entries, for `progress` only.
        strict: read every entry anew and compare all that was derived from it. Otherwise the stored
            bytes are hashed, and only sequence, roots, signatures and hand-overs are checked.
    """
    check = _Check(trust, strict, begin)
    check.read_checkpoints(notes, anchors)
    rows = iter(entries)
    while batch := list(islice(rows, PROGRESS_EVERY)):
        check.batch(batch)
        if progress is not None and len(batch) == PROGRESS_EVERY:
            progress(check.size, max(check.size, expected))
    result = check.result()
    if progress is not None:
        progress(result.size, result.size)
    return result


class _Signed(NamedTuple):
    checkpoint: Checkpoint
    signed_by: tuple[VerifierKey, ...]


@dataclass
class _Check:
    """The state of one verification.

    Attributes:
        frontier: of the tree over the bytes read.
        claimed: of the tree over the stored leaf hashes. Where its root is the signed one, the
            entries whose bytes differ from their leaf are exactly those that were altered.
        last: bytes of the newest entry.
        last_signed: bytes of the newest entry that a checkpoint covers.
        tail: bytes of the entries since, as many as tell that they are too many.
    """

    trust: Trust
    strict: bool
    frontier: Frontier
    findings: list[Finding] = field(default_factory=list)
    erasures: Erasures = field(default_factory=Erasures)
    handovers: Handovers = field(init=False)
    claimed: Frontier = field(init=False)
    checkpoints: dict[int, list[_Signed]] = field(default_factory=dict)
    anchors: dict[int, list[_Signed]] = field(default_factory=dict)
    stops: list[int] = field(default_factory=list)
    signed_size: int = field(init=False)
    proven_size: int = field(init=False)
    anchored_size: int = 0
    root_differs: bool = False
    next_seq: int = field(init=False)
    last: bytes = b""
    last_signed: bytes = b""
    tail: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.handovers = Handovers(self.trust, MAX_UNSIGNED, self._found)
        self.claimed = self.frontier
        self.signed_size = self.proven_size = self.next_seq = self.frontier.size

    @property
    def size(self) -> int:
        return self.frontier.size

    def read_checkpoints(self, notes: Sequence[str], anchors: Sequence[str]) -> None:
        for note in notes:
            self._read_checkpoint(note)
        if self.handovers.proves:
            for anchor in anchors:
                self._read_anchor(anchor)
        stops = {*self.checkpoints, *self.anchors, *self.handovers.stops}
        # The next stop is the last of the list; what is stated for an edge was compared before.
        reached = self.size or -1
        self.stops = sorted((size for size in stops if size > reached), reverse=True)
        self._at_stop()

    def _read_checkpoint(self, note: str) -> None:
        try:
            signed = self._opened(note)
        except NotANote:
            self._found(FindingCode.CHECKPOINT_MALFORMED)
        except (SignatureWrong, SignedByNobodyKnown):
            self._found(FindingCode.CHECKPOINT_FORGED)
        else:
            if signed is not None:
                self.checkpoints.setdefault(signed.checkpoint.size, []).append(signed)

    def _read_anchor(self, note: str) -> None:
        try:
            signed = self._opened(note)
        except NotANote:
            self._found(FindingCode.ANCHOR_UNREADABLE)
        except (SignatureWrong, SignedByNobodyKnown):
            self._found(FindingCode.ANCHOR_FOREIGN)
        else:
            if signed is not None:
                self.anchors.setdefault(signed.checkpoint.size, []).append(signed)

    def _opened(self, note: str) -> _Signed | None:
        """What a note states and who signed it; None if it is about the part not read again."""
        if self.size and parse_checkpoint(split_note(note)[0]).size <= self.size:
            return None
        if not self.handovers.proves:
            signed = _Signed(parse_checkpoint(split_note(note)[0]), ())
        else:
            text, signed_by = open_signed(note, self.handovers.keys)
            signed = _Signed(parse_checkpoint(text), signed_by)
        if signed.checkpoint.origin != self.trust.origin:
            raise SignedByNobodyKnown("a checkpoint of another log")
        return signed

    def batch(self, rows: Sequence[StoredEntry | StoredBytes]) -> None:
        """Check rows, part by part up to the sizes for which something is stated."""
        columns = list(islice(zip(*rows, strict=True), 3))
        start = 0
        while start < len(rows):
            stop = start + self.stops[-1] - self.size if self.stops else len(rows)
            self._check_part(rows[start:stop], *(column[start:stop] for column in columns))
            self._at_stop()
            start = stop

    def _check_part(
        self,
        rows: Sequence[StoredEntry | StoredBytes],
        seqs: tuple[int, ...],
        stored: tuple[bytes, ...],
        claimed: tuple[bytes, ...],
    ) -> None:
        self._check_sequence(seqs)
        leaves = [_sha256(b"\x00" + canonical).digest() for canonical in stored]
        stated = list(claimed)
        if leaves != stated or b"" in stored:
            self._name_altered(seqs, stored, stated, leaves)
        if self.strict:
            for row in cast("Sequence[StoredEntry]", rows):
                self._check_row(row)
        else:
            for seq, canonical in zip(seqs, stored, strict=True):
                if canonical.startswith(_TELLING_STARTS):
                    self._check_telling(seq, canonical)
        self.last = stored[-1]
        if len(self.tail) <= MAX_UNSIGNED:
            self.tail += stored
        untouched = self.claimed is self.frontier and leaves == stated
        self.frontier = self.frontier.extended(leaves)
        self.claimed = self.frontier if untouched else self.claimed.extended(stated)

    def _check_sequence(self, seqs: tuple[int, ...]) -> None:
        following = self.next_seq + len(seqs)
        if seqs == tuple(range(self.next_seq, following)):
            self.next_seq = following
            return
        for seq in seqs:
            if seq != self.next_seq:
                self._found(FindingCode.SEQUENCE_BROKEN, min(seq, self.next_seq))
            self.next_seq = seq + 1

    def _name_altered(
        self,
        seqs: Sequence[int],
        stored: Sequence[bytes],
        claimed: Sequence[bytes],
        leaves: list[bytes],
    ) -> None:
        """Name the entries whose bytes are not those of their leaf; a pruned one keeps its leaf."""
        for place, (seq, canonical, leaf) in enumerate(zip(seqs, stored, claimed, strict=True)):
            if not canonical:
                leaves[place] = leaf
                self.erasures.bytes_gone(seq)
                self.handovers.empty(seq)
            elif leaves[place] != leaf:
                self._found(FindingCode.LEAF_DIFFERS, seq)

    def _check_row(self, row: StoredEntry) -> None:
        seq, canonical, _, at, act, actor, obj, salt, payload, key = row
        if not canonical:
            if row[3:] != ("", "", "", "", None, None, key):
                self._found(FindingCode.COLUMNS_DIFFER, seq)
            return
        try:
            columns = read_columns(canonical)
        except NotAnEntry:
            self._found(FindingCode.ENTRY_MALFORMED, seq)
            return
        log, com = columns[6:]
        if log != self.trust.origin:
            self._found(FindingCode.ENTRY_FOREIGN, seq)
        if columns[:6] != (seq, at, act, actor, obj, key):
            self._found(FindingCode.COLUMNS_DIFFER, seq)
        if salt is not None and payload is not None:
            if commitment(salt, payload) != com:
                self._found(FindingCode.PAYLOAD_DIFFERS, seq)
        elif com is not None:
            self.erasures.payload_gone(seq)
        if columns[2] in _TELLING:
            self._check_telling(seq, canonical)

    def _check_telling(self, seq: int, canonical: bytes) -> None:
        try:
            fields = read_fields(canonical)
        except NotAnEntry:
            self._found(FindingCode.ENTRY_MALFORMED, seq)
        else:
            self._heed(seq, fields)

    def _heed(self, seq: int, fields: dict[str, Any]) -> None:
        """Take what an entry says of how the log is to be read."""
        if fields["act"] == Act.KEY_ROTATED.value:
            self.handovers.entry(seq, fields, self.signed_size)
        elif fields["res"] == Result.DONE.value:
            details = fields.get("d", {})
            if fields["act"] == Act.AUDIT_PRUNED.value:
                self.erasures.pruned(seq, details)
            else:
                self.erasures.erased(seq, details)

    def _at_stop(self) -> None:
        """Compare what is stated for the size reached."""
        size = self.size
        if not self.stops or self.stops[-1] != size:
            return
        self.stops.pop()
        signed = self.checkpoints.pop(size, [])
        if size in self.handovers.stops:
            self.handovers.first_checkpoint(
                size, {key for each in signed for key in each.signed_by}
            )
        for checkpoint, signed_by in signed:
            if self.handovers.counts(size, signed_by):
                self._compare(checkpoint)
            else:
                self._found(FindingCode.CHECKPOINT_WRONG_EPOCH, self.proven_size, size - 1)
        for anchor, signed_by in self.anchors.pop(size, ()):
            if not self.handovers.counts(size, signed_by):
                self._found(FindingCode.ANCHOR_FOREIGN)
            elif self.frontier.root() == anchor.root:
                self.anchored_size = size
            elif self.claimed.root() != anchor.root:
                # Else the entries that were altered are named one by one.
                self._found(FindingCode.ANCHOR_ROOT_DIFFERS, self.anchored_size, size - 1)

    def _compare(self, checkpoint: Checkpoint) -> None:
        size = self.size
        self.signed_size = size
        self.last_signed = self.last
        self.tail.clear()
        if self.frontier.root() == checkpoint.root:
            self.proven_size = size
        elif self.claimed.root() != checkpoint.root and not self.root_differs:
            # Told once: all later roots differ too.
            self.root_differs = True
            self._found(FindingCode.CHECKPOINT_ROOT_DIFFERS, self.proven_size, size - 1)

    def result(self) -> VerificationResult:
        size = self.size
        for beyond in sorted(self.checkpoints):
            self._found(FindingCode.CHECKPOINT_BEYOND_END, size, beyond - 1)
        for beyond in sorted(self.anchors):
            self._found(FindingCode.ANCHOR_BEYOND_END, size, beyond - 1)
        self.handovers.end(size)
        for seq in self.erasures.undeclared_bytes():
            self._found(FindingCode.ENTRY_MISSING_BYTES, seq)
        missing = self.erasures.undeclared_payloads()
        for seq in missing:
            self._found(FindingCode.PAYLOAD_MISSING, seq)
        if size > self.signed_size:
            self._check_tail(size)
        return VerificationResult(
            min(
                (finding.status for finding in self.findings),
                key=_WORST_FIRST.index,
                default=Status.SOUND,
            ),
            tuple(self.findings),
            size,
            self.frontier.root(),
            self.proven_size,
            self.anchored_size,
            erased=self.erasures.payloads - len(missing),
            pruned=self.erasures.entries,
        )

    def _check_tail(self, size: int) -> None:
        if self.signed_size == 0 and self.handovers.proves:
            self._found(FindingCode.SIGNATURES_MISSING, 0, size - 1)
        if size - self.signed_size > MAX_UNSIGNED:
            self._found(FindingCode.TAIL_TOO_LONG, self.signed_size, size - 1)
        elif self.signed_size > 0:
            last_signed = _readable([self.last_signed])
            code = tail_break(last_signed[0] if last_signed else None, _readable(self.tail))
            self._found(code or FindingCode.TAIL_UNSIGNED, self.signed_size, size - 1)

    def _found(self, code: FindingCode, seq: int | None = None, until: int | None = None) -> None:
        self.findings.append(Finding(code, seq, until))


def _readable(stored: Sequence[bytes]) -> list[Entry]:
    """Those that are entries; verification names the others."""
    entries = []
    for canonical in stored:
        with suppress(NotAnEntry):
            entries.append(read_entry(canonical))
    return entries


_WORST_FIRST = list(Status)
