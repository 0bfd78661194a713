"""What verification of a log says: each break found, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from control_room.audit.tree import EMPTY_ROOT


class Status(StrEnum):
    """What verification found, worst first."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    TRUNCATED = "truncated"
    UNVERIFIABLE = "unverifiable"
    SOUND = "sound"


class FindingCode(StrEnum):
    """The kinds of break, and one remark that is none: the unsigned tail."""

    FILE_UNREADABLE = "file.unreadable"
    SEQUENCE_BROKEN = "sequence.broken"
    ENTRY_MISSING_BYTES = "entry.missing_bytes"
    ENTRY_MALFORMED = "entry.malformed"
    ENTRY_FOREIGN = "entry.foreign"
    LEAF_DIFFERS = "leaf.differs"
    COLUMNS_DIFFER = "columns.differ"
    PAYLOAD_DIFFERS = "payload.differs"
    PAYLOAD_MISSING = "payload.missing"
    CHECKPOINT_MALFORMED = "checkpoint.malformed"
    CHECKPOINT_FORGED = "checkpoint.forged"
    CHECKPOINT_ROOT_DIFFERS = "checkpoint.root_differs"
    CHECKPOINT_BEYOND_END = "checkpoint.beyond_end"
    CHECKPOINT_WRONG_EPOCH = "checkpoint.wrong_epoch"
    EPOCH_FORGED = "epoch.forged"
    EPOCH_MISSING = "epoch.missing"
    EPOCH_DIFFERS = "epoch.differs"
    EPOCH_NOT_HANDED_OVER = "epoch.not_handed_over"
    EPOCH_BEYOND_END = "epoch.beyond_end"
    TAIL_UNSIGNED = "tail.unsigned"
    TAIL_TOO_LONG = "tail.too_long"
    TAIL_TOO_OLD = "tail.too_old"
    TAIL_AFTER_STOP = "tail.after_stop"
    SIGNATURES_MISSING = "signatures.missing"
    KEY_MISSING = "key.missing"
    ANCHOR_UNREADABLE = "anchor.unreadable"
    ANCHOR_FOREIGN = "anchor.foreign"
    ANCHOR_BEYOND_END = "anchor.beyond_end"
    ANCHOR_ROOT_DIFFERS = "anchor.root_differs"
    DATABASE_MOVED = "database.moved"
    GUARDS_MISSING = "guards.missing"


_STATUS = {
    FindingCode.FILE_UNREADABLE: Status.UNREADABLE,
    FindingCode.TAIL_UNSIGNED: Status.SOUND,
    FindingCode.CHECKPOINT_BEYOND_END: Status.TRUNCATED,
    FindingCode.EPOCH_BEYOND_END: Status.TRUNCATED,
    FindingCode.ANCHOR_BEYOND_END: Status.TRUNCATED,
    FindingCode.ANCHOR_ROOT_DIFFERS: Status.TRUNCATED,
    FindingCode.KEY_MISSING: Status.UNVERIFIABLE,
    FindingCode.SIGNATURES_MISSING: Status.UNVERIFIABLE,
    FindingCode.ANCHOR_UNREADABLE: Status.UNVERIFIABLE,
    FindingCode.ANCHOR_FOREIGN: Status.UNVERIFIABLE,
}
"""What a finding makes of the log; all others: altered."""

_WORST_FIRST = list(Status)


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes:
        seq: the entry where it starts; None if it concerns no entry.
        until: last entry concerned when the break is only known to lie between two checkpoints.
    """

    code: FindingCode
    seq: int | None = None
    until: int | None = None

    @property
    def status(self) -> Status:
        """What it makes of the log."""
        return _STATUS.get(self.code, Status.ALTERED)


@dataclass(frozen=True)
class VerificationResult:
    """Outcome of a verification.

    Attributes:
        size: entries read.
        root: root over the bytes read.
        signed_size: entries covered by the newest checkpoint that holds.
        anchored_size: entries covered by the newest anchor that holds.
        erased: personal payloads erased by an act of the log.
        pruned: entries at its start whose bytes an act of the log erased.
    """

    status: Status
    findings: tuple[Finding, ...] = ()
    size: int = 0
    root: bytes = EMPTY_ROOT
    signed_size: int = 0
    anchored_size: int = 0
    erased: int = 0
    pruned: int = 0

    @property
    def first_bad_seq(self) -> int | None:
        """The first entry at which something is wrong."""
        return min(
            (
                finding.seq
                for finding in self.findings
                if finding.seq is not None and finding.status is not Status.SOUND
            ),
            default=None,
        )
