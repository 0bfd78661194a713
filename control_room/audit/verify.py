"""Finds every break in a stored log, named by the entry where it starts.

Each link is checked, not only the ends: the one form of every entry's bytes, the sequence without
gaps, the columns derived from the bytes, the commitments of personal payloads, the signature of
every checkpoint and the root at its size, and the anchors kept outside. Someone who can rewrite the
whole file, removes the later checkpoints and computes the rest anew is found by an anchor only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    VerifierKey,
    parse_checkpoint,
    read_checkpoint,
    split_note,
)
from control_room.audit.entry import (
    SIGNED_AT_ONCE,
    Act,
    NotAnEntry,
    commitment,
    read_fields,
    read_moment,
)
from control_room.audit.findings import Finding, FindingCode, Status, VerificationResult
from control_room.audit.tree import Frontier, leaf_hash

MAX_UNSIGNED = 64
"""The log is signed at the latest after so many entries: a longer tail has lost its checkpoints."""

MAX_UNSIGNED_SPAN = timedelta(seconds=60)
"""Between the times of unsigned entries; they wait a second, and clocks may be set meanwhile."""

PROGRESS_EVERY = 1000

Progress = Callable[[int, int], None]
"""Takes the entries read so far and the number expected."""


class StoredEntry(NamedTuple):
    """A row of the log: the entry's bytes and what was derived from them for searching.

    Attributes:
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


def tail_break(last_signed: Act | None, tail: Sequence[tuple[Act, datetime]]) -> FindingCode | None:
    """Why no console left these entries without a signature; None if one can have.

    A console that is killed leaves the entries of a second, none of them of an act that is signed
    with its entry. A start is such an act: once the console has stopped, nothing unsigned follows.

    Args:
        last_signed: act of the entry before them.
        tail: acts and times of the unsigned entries.
    """
    if not tail:
        return None
    if len(tail) > MAX_UNSIGNED:
        return FindingCode.TAIL_TOO_LONG
    if last_signed is Act.APP_STOPPED:
        return FindingCode.TAIL_AFTER_STOP
    times = [at for _, at in tail]
    if max(times) - min(times) > MAX_UNSIGNED_SPAN:
        return FindingCode.TAIL_TOO_OLD
    if any(act in SIGNED_AT_ONCE for act, _ in tail):
        return FindingCode.TAIL_TOO_OLD
    return None


def verify(
    entries: Iterable[StoredEntry],
    notes: Sequence[str],
    *,
    origin: str,
    keys: Sequence[VerifierKey],
    anchors: Sequence[str] = (),
    expected: int = 0,
    progress: Progress | None = None,
) -> VerificationResult:
    """Check a whole log.

    Args:
        entries: rows by ascending `seq`.
        notes: the checkpoints stored with the log.
        origin: name of the log.
        keys: public keys that may sign it; without one nothing can be proven.
        anchors: checkpoints kept outside the database.
        expected: number of entries, for `progress` only.
    """
    check = _Check(origin, keys)
    check.read_checkpoints(notes, anchors)
    for count, entry in enumerate(entries, 1):
        check.entry(entry)
        if progress is not None and count % PROGRESS_EVERY == 0:
            progress(count, max(count, expected))
    result = check.result()
    if progress is not None:
        progress(result.size, result.size)
    return result


@dataclass
class _Check:
    """The state of one verification.

    Attributes:
        frontier: of the tree over the bytes read.
        claimed: of the tree over the stored leaf hashes. Where its root is the signed one, the
            entries whose bytes differ from their leaf are exactly those that were altered.
        last_signed: act of the newest entry that a checkpoint covers.
        tail: readable entries since, as many as tell that they are too many.
    """

    origin: str
    keys: Sequence[VerifierKey]
    findings: list[Finding] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    claimed: Frontier = field(init=False)
    checkpoints: dict[int, list[Checkpoint]] = field(default_factory=dict)
    anchors: dict[int, list[Checkpoint]] = field(default_factory=dict)
    signed_size: int = 0
    proven_size: int = 0
    anchored_size: int = 0
    root_differs: bool = False
    next_seq: int = 0
    last_act: Act | None = None
    last_signed: Act | None = None
    tail: list[tuple[Act, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.claimed = self.frontier

    def read_checkpoints(self, notes: Sequence[str], anchors: Sequence[str]) -> None:
        if not self.keys:
            self._found(FindingCode.KEY_MISSING)
        for note in notes:
            self._read_checkpoint(note)
        for anchor in anchors:
            self._read_anchor(anchor)
        self._compare_roots()

    def _read_checkpoint(self, note: str) -> None:
        try:
            if self.keys:
                checkpoint = read_checkpoint(note, self.keys)
            else:
                checkpoint = parse_checkpoint(split_note(note)[0])
        except NotANote:
            self._found(FindingCode.CHECKPOINT_MALFORMED)
        except (SignatureWrong, SignedByNobodyKnown):
            self._found(FindingCode.CHECKPOINT_FORGED)
        else:
            if checkpoint.origin == self.origin:
                self.checkpoints.setdefault(checkpoint.size, []).append(checkpoint)
            else:
                self._found(FindingCode.CHECKPOINT_FORGED)

    def _read_anchor(self, note: str) -> None:
        if not self.keys:
            return
        try:
            anchor = read_checkpoint(note, self.keys)
        except NotANote:
            self._found(FindingCode.ANCHOR_UNREADABLE)
        except (SignatureWrong, SignedByNobodyKnown):
            self._found(FindingCode.ANCHOR_FOREIGN)
        else:
            if anchor.origin == self.origin:
                self.anchors.setdefault(anchor.size, []).append(anchor)
            else:
                self._found(FindingCode.ANCHOR_FOREIGN)

    def entry(self, stored: StoredEntry) -> None:
        if stored.seq != self.next_seq:
            self._found(FindingCode.SEQUENCE_BROKEN, min(stored.seq, self.next_seq))
        self.next_seq = stored.seq + 1
        self._check_bytes(stored)
        leaf = leaf_hash(stored.canonical)
        if leaf != stored.leaf:
            self._found(FindingCode.LEAF_DIFFERS, stored.seq)
        self._append(leaf, stored.leaf)
        self._compare_roots()

    def _append(self, leaf: bytes, claimed: bytes) -> None:
        untouched = self.claimed is self.frontier and leaf == claimed
        self.frontier, _ = self.frontier.append(leaf)
        self.claimed = self.frontier if untouched else self.claimed.append(claimed)[0]

    def _check_bytes(self, stored: StoredEntry) -> None:
        try:
            fields = read_fields(stored.canonical)
        except NotAnEntry:
            self._found(FindingCode.ENTRY_MALFORMED, stored.seq)
            return
        if fields["log"] != self.origin:
            self._found(FindingCode.ENTRY_FOREIGN, stored.seq)
        derived = (fields["seq"], fields["t"], fields["act"], fields["actor"], fields["obj"])
        if derived != (stored.seq, stored.at, stored.act, stored.actor, stored.obj):
            self._found(FindingCode.COLUMNS_DIFFER, stored.seq)
        self._check_payload(stored, fields.get("com"))
        self.last_act = Act(fields["act"])
        if len(self.tail) <= MAX_UNSIGNED:
            self.tail.append((self.last_act, read_moment(fields["t"])))

    def _check_payload(self, stored: StoredEntry, committed: str | None) -> None:
        if stored.salt is None or stored.payload is None:
            if committed is not None:
                self._found(FindingCode.PAYLOAD_MISSING, stored.seq)
        elif commitment(stored.salt, stored.payload) != committed:
            self._found(FindingCode.PAYLOAD_DIFFERS, stored.seq)

    def _compare_roots(self) -> None:
        """Compare what is stated for the size reached so far."""
        size = self.frontier.size
        for checkpoint in self.checkpoints.pop(size, ()):
            self.signed_size = size
            self.last_signed = self.last_act
            self.tail.clear()
            if self.frontier.root() == checkpoint.root:
                self.proven_size = size
            elif self.claimed.root() != checkpoint.root and not self.root_differs:
                # Told once: all later roots differ too.
                self.root_differs = True
                self._found(FindingCode.CHECKPOINT_ROOT_DIFFERS, self.proven_size, size - 1)
        for anchor in self.anchors.pop(size, ()):
            if self.frontier.root() == anchor.root:
                self.anchored_size = size
            else:
                self._found(FindingCode.ANCHOR_ROOT_DIFFERS, self.anchored_size, size - 1)

    def result(self) -> VerificationResult:
        size = self.frontier.size
        for beyond in sorted(self.checkpoints):
            self._found(FindingCode.CHECKPOINT_BEYOND_END, size, beyond - 1)
        for beyond in sorted(self.anchors):
            self._found(FindingCode.ANCHOR_BEYOND_END, size, beyond - 1)
        if size > self.signed_size:
            self._check_tail(size)
        status = min(
            (finding.status for finding in self.findings),
            key=list(Status).index,
            default=Status.SOUND,
        )
        return VerificationResult(
            status,
            tuple(self.findings),
            size,
            self.frontier.root(),
            self.proven_size,
        )

    def _check_tail(self, size: int) -> None:
        if self.signed_size == 0 and self.keys:
            self._found(FindingCode.SIGNATURES_MISSING, 0, size - 1)
        if size - self.signed_size > MAX_UNSIGNED:
            self._found(FindingCode.TAIL_TOO_LONG, self.signed_size, size - 1)
        elif self.signed_size > 0:
            code = tail_break(self.last_signed, self.tail) or FindingCode.TAIL_UNSIGNED
            self._found(code, self.signed_size, size - 1)

    def _found(self, code: FindingCode, seq: int | None = None, until: int | None = None) -> None:
        self.findings.append(Finding(code, seq, until))
