"""Which key counts at which size of a log: the site's certificates, confirmed by its entries.

A hand-over is an entry that both keys sign, in one checkpoint that ends with it. Without it, who
holds today's key could remove the checkpoints of yesterday's and sign another past. A further
workstation's key has none before it: the log must then be signed up to its last entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from control_room.audit.checkpoint import (
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    VerifierKey,
    keyring,
)
from control_room.audit.epochs import EpochCertificate, Trust
from control_room.audit.findings import FindingCode

Found = Callable[..., None]
"""Takes a finding's code, its entry and the last entry concerned."""


class Handovers:
    """The epochs of one verification.

    Attributes:
        keys: of the certified epochs.
        proves: whether there is a site's key to believe in.
        stops: sizes at which a new epoch's first checkpoint is due.
    """

    def __init__(self, trust: Trust, max_unsigned: int, found: Found) -> None:
        self._found = found
        self._max_unsigned = max_unsigned
        self._by_number: dict[int, EpochCertificate] = {}
        self._by_first: dict[int, EpochCertificate] = {}
        self._ends: dict[int, int] = {}
        self._before: dict[int, EpochCertificate | None] = {}
        self._empty: set[int] = set()
        self._named: set[object] = set()
        self.proves = trust.site is not None
        if trust.site is None:
            found(FindingCode.KEY_MISSING)
        else:
            self._read(trust.origin, trust.site, trust.certificates)
        self._by_key = {epoch.key: epoch for epoch in self._by_number.values()}
        self.keys = keyring(self._by_key)
        self.stops = {epoch.first + 1 for epoch in self._by_number.values() if epoch.number > 1}

    def _read(self, origin: str, site: VerifierKey, certificates: Collection[str]) -> None:
        for note in certificates:
            try:
                epoch = EpochCertificate.read(note, site)
            except (NotANote, SignatureWrong, SignedByNobodyKnown):
                self._found(FindingCode.EPOCH_FORGED)
                continue
            twice = epoch.number in self._by_number or epoch.first in self._by_first
            if epoch.origin != origin:
                self._found(FindingCode.EPOCH_FORGED)
            elif twice or (epoch.number == 1) is not (epoch.first == 0):
                self._found(FindingCode.EPOCH_DIFFERS, epoch.first)
            else:
                self._by_number[epoch.number] = epoch
                self._by_first[epoch.first] = epoch

    def counts(self, size: int, signed_by: Collection[VerifierKey]) -> bool:
        """Whether one of the keys may sign the log at that size."""
        return not self.proves or any(self._may_sign(self._by_key[key], size) for key in signed_by)

    def _may_sign(self, epoch: EpochCertificate, size: int) -> bool:
        return epoch.first < size <= self._ends.get(epoch.number, size)

    def entry(self, seq: int, fields: Mapping[str, Any], signed_size: int) -> None:
        """Take an entry that changes the key."""
        if not self.proves:
            return
        details = fields.get("d", {})
        epoch = self._by_first.get(seq)
        if epoch is None:
            number = details.get("epoch")
            self._named.add(number)
            known = number in self._by_number
            self._found(FindingCode.EPOCH_DIFFERS if known else FindingCode.EPOCH_MISSING, seq)
            return
        stated = (fields["obj"], fields["res"], details.get("epoch"), details.get("vkey"))
        certified = (f"epoch/{epoch.number}", "done", epoch.number, epoch.key.written())
        before = self._by_number.get(details.get("before", 0))
        if stated == certified and before is not None and self._may_sign(before, seq):
            self._before[seq] = before
            self._ends[before.number] = seq + 1
        elif stated == certified and "before" not in details:
            self._before[seq] = None
            if seq - signed_size > self._max_unsigned:
                self._found(FindingCode.EPOCH_NOT_HANDED_OVER, seq)

    def empty(self, seq: int) -> None:
        """Take an entry whose bytes are gone: what it said of keys cannot be known."""
        if seq in self._by_first:
            self._empty.add(seq)

    def first_checkpoint(self, size: int, signed_by: Collection[VerifierKey]) -> None:
        """Check the first checkpoint of the epoch that begins with the entry before `size`."""
        seq = size - 1
        epoch = self._by_first[seq]
        due = {epoch.key}
        if seq in self._empty:
            for key in signed_by:
                if key != epoch.key:
                    self._ends[self._by_key[key].number] = size
        elif seq in self._before:
            before = self._before[seq]
            due.update([] if before is None else [before.key])
        else:
            self._found(FindingCode.EPOCH_DIFFERS, seq)
            return
        if not due.issubset(signed_by):
            self._found(FindingCode.EPOCH_NOT_HANDED_OVER, seq)

    def end(self, size: int) -> None:
        """Name what the log of that size has not shown."""
        for first, epoch in sorted(self._by_first.items()):
            if epoch.number > 1 and first >= size:
                self._found(FindingCode.EPOCH_BEYOND_END, size, first)
        last_first = 0
        for number in range(1, max(self._by_number, default=1 if self.proves else 0) + 1):
            if number in self._by_number:
                last_first = self._by_number[number].first
            elif number not in self._named:
                self._found(FindingCode.EPOCH_MISSING, last_first)
