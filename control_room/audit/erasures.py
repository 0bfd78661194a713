"""What a log itself declares erased, against what is found gone."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

_RANGES = re.compile(r"\d{1,16}(-\d{1,16})?(,\d{1,16}(-\d{1,16})?)*", re.ASCII)


def read_ranges(written: object) -> list[tuple[int, int]]:
    """First and last of each range in `12,15,19-30`; none where it has another form."""
    if not isinstance(written, str) or not _RANGES.fullmatch(written):
        return []
    ends = [part.partition("-") for part in written.split(",")]
    return [(int(first), int(last or first)) for first, _, last in ends]


class Erasures:
    """The lawful erasures of one verification: only of entries before the one that declares."""

    def __init__(self) -> None:
        self._until = 0
        self._ranges: list[tuple[int, int]] = []
        self._payloads_gone = array("q")
        self._bytes_gone = array("q")

    def pruned(self, seq: int, details: Mapping[str, Any]) -> None:
        """Take an entry that declares the bytes of all before `until` erased."""
        until = details.get("until")
        if type(until) is int and until <= seq:
            self._until = max(self._until, until)

    def erased(self, seq: int, details: Mapping[str, Any]) -> None:
        """Take an entry that declares personal payloads erased."""
        ranges = read_ranges(details.get("entries"))
        self._ranges += [(first, last) for first, last in ranges if first <= last < seq]

    def payload_gone(self, seq: int) -> None:
        """Take an entry that commits to a payload which is not there."""
        self._payloads_gone.append(seq)

    def bytes_gone(self, seq: int) -> None:
        """Take an entry without bytes."""
        self._bytes_gone.append(seq)

    def undeclared_bytes(self) -> list[int]:
        """Entries whose bytes are gone without an act of the log."""
        return [seq for seq in self._bytes_gone if seq >= self._until]

    def undeclared_payloads(self) -> list[int]:
        """Entries whose payloads are gone without an act of the log."""
        firsts, lasts = self._merged()
        return [
            seq
            for seq in self._payloads_gone
            if not (place := bisect_right(firsts, seq)) or seq > lasts[place - 1]
        ]

    @property
    def payloads(self) -> int:
        """How many payloads are gone."""
        return len(self._payloads_gone)

    @property
    def entries(self) -> int:
        """How many entries have no bytes."""
        return len(self._bytes_gone)

    def _merged(self) -> tuple[list[int], list[int]]:
        firsts: list[int] = []
        lasts: list[int] = []
        for first, last in sorted(self._ranges):
            if lasts and first <= lasts[-1] + 1:
                lasts[-1] = max(lasts[-1], last)
            else:
                firsts.append(first)
                lasts.append(last)
        return firsts, lasts
