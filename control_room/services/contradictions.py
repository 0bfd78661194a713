"""Anchors against the log: which of them it does not contain, and where the histories part."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

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
from control_room.audit.epochs import EpochCertificate, Trust
from control_room.audit.findings import Finding, FindingCode
from control_room.storage.database import Reader
from control_room.storage.errors import LogIncomplete


def trusting(trust: Trust, kept_with_anchors: Sequence[str]) -> Trust:
    """With the certificates that the database may have lost."""
    known = dict.fromkeys((*trust.certificates, *kept_with_anchors))
    return replace(trust, certificates=tuple(known))


def signed(notes: Sequence[str], trust: Trust) -> Iterator[Checkpoint]:
    """The checkpoints of that log among the notes that a certified key signed."""
    keys = _certified_keys(trust)
    for note in notes:
        with contextlib.suppress(NotANote, SignatureWrong, SignedByNobodyKnown):
            anchor = read_checkpoint(note, keys)
            if anchor.origin == trust.origin:
                yield anchor


def stated(note: str) -> Checkpoint | None:
    """The checkpoint in a note, whoever signed it; None if it is none."""
    with contextlib.suppress(NotANote):
        return parse_checkpoint(split_note(note)[0])
    return None


def stated_in(notes: Iterable[str], origin: str) -> list[Checkpoint]:
    """The checkpoints of that log among the notes, whoever signed them."""
    return [one for note in notes if (one := stated(note)) and one.origin == origin]


def contradicting(records: Reader, anchors: Iterable[Checkpoint]) -> list[Checkpoint]:
    """Those of the checkpoints that the log does not contain, in the order given."""
    size = records.log.size()
    return [
        one
        for one in dict.fromkeys(anchors)
        if one.size > size or root_at(records, one.size) != one.root
    ]


def told_as(records: Reader, anchor: Checkpoint, kept: Iterable[Checkpoint]) -> Finding:
    """What an anchor says that the log does not contain.

    Args:
        kept: other checkpoints; the largest that the log contains is where the histories part.
    """
    size = records.log.size()
    if anchor.size > size:
        return Finding(FindingCode.ANCHOR_BEYOND_END, size, anchor.size - 1)
    agreed = 0
    for one in sorted(kept, key=lambda one: -one.size):
        if one.size < anchor.size and root_at(records, one.size) == one.root:
            agreed = one.size
            break
    return Finding(FindingCode.ANCHOR_ROOT_DIFFERS, agreed, anchor.size - 1)


def mark_of(anchor: Checkpoint) -> str:
    """What tells this anchor from all others, however the log grows."""
    return f"anchor {anchor.size} {anchor.root.hex()}"


def mark_of_finding(finding: Finding) -> str:
    """What tells this finding from all others, however the log grows."""
    moving = finding.code in (FindingCode.CHECKPOINT_BEYOND_END, FindingCode.EPOCH_BEYOND_END)
    return f"{finding.code} {None if moving else finding.seq} {finding.until}"


def mark_of_note(note: str) -> str:
    """What tells a note that is no checkpoint of the log from all others."""
    return f"note {hashlib.sha256(note.encode()).hexdigest()}"


def root_at(records: Reader, size: int) -> bytes:
    """Root of the first entries by the nodes kept; empty if they are incomplete."""
    try:
        return records.log.frontier(size).root()
    except LogIncomplete:
        return b""


def _certified_keys(trust: Trust) -> list[VerifierKey]:
    keys: list[VerifierKey] = []
    for note in trust.certificates:
        with contextlib.suppress(NotANote, SignatureWrong, SignedByNobodyKnown):
            if trust.site is not None:
                keys.append(EpochCertificate.read(note, trust.site).key)
    return keys
