"""Whether the end of the log is what was signed: looked at before anything is written to it.

The row `audit_head` is the truth between writers, read and locked inside each write. What it says
is believed on opening only where the tree's nodes and the newest checkpoint say the same.
"""

from __future__ import annotations

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    read_checkpoint,
)
from control_room.audit.entry import NotAnEntry, read_entry
from control_room.audit.epochs import EpochCertificate, Trust
from control_room.audit.findings import Finding, FindingCode
from control_room.audit.tree import Frontier
from control_room.audit.verify import MAX_UNSIGNED, tail_break
from control_room.storage.errors import LogBroken, LogIncomplete
from control_room.storage.records.log import LogRecords


def certified(trust: Trust) -> list[EpochCertificate]:
    """The epochs that the site's key vouches for.

    Raises:
        LogBroken: it does not vouch for one that is there.
    """
    if trust.site is None:
        return []
    try:
        return [EpochCertificate.read(note, trust.site) for note in trust.certificates]
    except (NotANote, SignatureWrong, SignedByNobodyKnown) as error:
        raise LogBroken(Finding(FindingCode.EPOCH_FORGED)) from error


def check_end(log: LogRecords, trust: Trust) -> None:
    """Find a log whose end is not what was signed.

    Raises:
        LogBroken: entries that were signed are altered or gone, or entries follow that no console
            leaves unsigned.
    """
    try:
        head = log.head()
        size = log.size()
        signed = _newest_checkpoint(log, trust, size)
        if head.frontier.size != size or log.frontier(size) != head.frontier:
            raise LogBroken(Finding(FindingCode.SEQUENCE_BROKEN, min(size, head.frontier.size)))
        if signed.size != head.signed_size:
            raise LogBroken(Finding(FindingCode.CHECKPOINT_BEYOND_END, signed.size))
        if signed.size and log.frontier(signed.size).root() != signed.root:
            differs = FindingCode.CHECKPOINT_ROOT_DIFFERS
            raise LogBroken(Finding(differs, signed.size - 1, signed.size - 1))
        _check_tail(log, signed.size, size)
    except LogIncomplete as error:
        raise LogBroken(Finding(FindingCode.SEQUENCE_BROKEN, error.seq)) from error


def _newest_checkpoint(log: LogRecords, trust: Trust, size: int) -> Checkpoint:
    newest = log.newest_checkpoint()
    if newest is None:
        # The first act of a console is signed with its entry.
        if size:
            raise LogBroken(Finding(FindingCode.SIGNATURES_MISSING, 0, size - 1))
        return Checkpoint(trust.origin, 0, Frontier().root())
    keys = [epoch.key for epoch in certified(trust) if epoch.first < newest.size]
    try:
        signed = read_checkpoint(newest.note, keys)
    except NotANote as error:
        raise LogBroken(Finding(FindingCode.CHECKPOINT_MALFORMED)) from error
    except (SignatureWrong, SignedByNobodyKnown) as error:
        raise LogBroken(Finding(FindingCode.CHECKPOINT_FORGED)) from error
    if signed.size != newest.size or signed.origin != trust.origin:
        raise LogBroken(Finding(FindingCode.CHECKPOINT_FORGED))
    if signed.size > size:
        raise LogBroken(Finding(FindingCode.CHECKPOINT_BEYOND_END, size, signed.size - 1))
    return signed


def _check_tail(log: LogRecords, signed_size: int, size: int) -> None:
    """Whether the entries after what was signed are such as a killed console leaves."""
    if size - signed_size > MAX_UNSIGNED:
        raise LogBroken(Finding(FindingCode.TAIL_TOO_LONG, signed_size, size - 1))
    if size == signed_size:
        return
    try:
        rows = log.entries(from_seq=max(signed_size - 1, 0))
        last_signed, *tail = [read_entry(row.canonical) for row in rows]
    except NotAnEntry as error:
        raise LogBroken(Finding(FindingCode.ENTRY_MALFORMED, signed_size, size - 1)) from error
    code = tail_break(last_signed, tail)
    if code is not None:
        raise LogBroken(Finding(code, signed_size, size - 1))
