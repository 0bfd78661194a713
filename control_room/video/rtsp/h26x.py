"""H.264 (RFC 6184) and H.265 (RFC 7798) from RTP payloads to Annex B access units.

The hot path of the receiver: few operations for each packet, no object for any.
"""

from __future__ import annotations

from typing import Final

from control_room.video.rtsp.loss import Unreadable
from control_room.video.rtsp.payload import LARGEST_UNIT_BYTES

MOST_UNITS_IN_A_PACKET: Final = 64  # a camera puts its parameter sets together, and no more

_START_CODE: Final = b"\0\0\0\1"
_STARTS: Final = 0x80  # of a fragmented unit's first packet, in its fragment header
_ENDS: Final = 0x40  # of its last


class _Units:
    """An access unit under way, of either codec."""

    _HEADER_BYTES: int
    _LEAST: int  # the first type that a unit may have
    _AGGREGATE: int
    _FRAGMENT: int
    _TYPES: int  # where a fragment's header holds the type

    def __init__(self) -> None:
        self._unit = bytearray()
        self.is_open = False
        self.has_picture = False
        self.is_beginning = False
        self.is_key = False
        self.is_broken = False

    def take(self) -> bytes:
        """The access unit as far as it came."""
        taken = bytes(self._unit)
        self._unit.clear()
        self.is_open = False
        self.has_picture = self.is_beginning = self.is_key = self.is_broken = False
        return taken

    def add(self, data: memoryview, start: int, end: int) -> None:
        """Add one packet's payload."""
        if end - start <= self._HEADER_BYTES:
            self.is_broken = True
            return
        kind = self._kind(data[start])
        if kind == self._FRAGMENT:
            self._add_fragment(data, start, end)
        elif self._LEAST <= kind < self._AGGREGATE:
            self._add_whole(kind, data, start, end)
        elif kind == self._AGGREGATE:
            self._add_aggregate(data, start, end)
        else:
            self.is_broken = True

    def _add_fragment(self, data: memoryview, start: int, end: int) -> None:
        """A part of a unit: its first one brings what the unit's own header is made of."""
        body = start + self._HEADER_BYTES + 1
        fragment = data[body - 1]
        unit = self._unit
        if fragment & _STARTS:
            if self.is_open:
                self.is_broken = True
            self.is_open = True
            kind = fragment & self._TYPES
            unit += _START_CODE
            unit += self._header(kind, data, start)
            self._note(kind, data, body, end)
        elif not self.is_open:
            self.is_broken = True
            return
        unit += data[body:end]
        if fragment & _ENDS:
            self.is_open = False
        if len(unit) > LARGEST_UNIT_BYTES:
            raise Unreadable("a picture of impossible size")

    def _add_whole(self, kind: int, data: memoryview, start: int, end: int) -> None:
        """A unit in a packet of its own."""
        if self.is_open:
            self.is_open = False
            self.is_broken = True
        unit = self._unit
        unit += _START_CODE
        unit += data[start:end]
        self._note(kind, data, start + self._HEADER_BYTES, end)
        if len(unit) > LARGEST_UNIT_BYTES:
            raise Unreadable("a picture of impossible size")

    def _add_aggregate(self, data: memoryview, start: int, end: int) -> None:
        """Several small units, each behind its length."""
        start += self._HEADER_BYTES
        for _ in range(MOST_UNITS_IN_A_PACKET):
            if start == end:
                return
            begin = start + 2
            if begin > end:
                break
            start = begin + (data[begin - 2] << 8 | data[begin - 1])
            if start > end or start - begin <= self._HEADER_BYTES:
                break
            self._add_whole(self._kind(data[begin]), data, begin, start)
        self.is_broken = True

    def _kind(self, first: int) -> int:
        """The type that a unit's first byte tells."""
        raise NotImplementedError

    def _header(self, kind: int, data: memoryview, start: int) -> bytes:
        """The header of the unit that begins in the fragment at `start`."""
        raise NotImplementedError

    def _note(self, kind: int, data: memoryview, start: int, end: int) -> None:
        """What the unit, whose payload begins at `start`, makes of the picture."""
        raise NotImplementedError


class H264(_Units):
    """H.264: single units, STAP-A, FU-A."""

    _HEADER_BYTES = 1
    _LEAST = 1
    _AGGREGATE = 24
    _FRAGMENT = 28
    _TYPES = 0x1F

    def _kind(self, first: int) -> int:
        return first & 0x1F

    def _header(self, kind: int, data: memoryview, start: int) -> bytes:
        return bytes((data[start] & 0xE0 | kind,))

    def _note(self, kind: int, data: memoryview, start: int, end: int) -> None:
        if 0 < kind < 6:
            if not self.has_picture:
                self.has_picture = True
                # first_mb_in_slice is 0: one bit, set.
                self.is_beginning = start < end and data[start] >= 0x80
            if kind == 5:
                self.is_key = True


class H265(_Units):
    """H.265: single units, aggregation packets, fragments; without DONL, which no camera sends."""

    _HEADER_BYTES = 2
    _LEAST = 0
    _AGGREGATE = 48
    _FRAGMENT = 49
    _TYPES = 0x3F

    def _kind(self, first: int) -> int:
        return first >> 1 & 0x3F

    def _header(self, kind: int, data: memoryview, start: int) -> bytes:
        return bytes((data[start] & 0x81 | kind << 1, data[start + 1]))

    def _note(self, kind: int, data: memoryview, start: int, end: int) -> None:
        if kind < 32:
            if not self.has_picture:
                self.has_picture = True
                # first_slice_segment_in_pic_flag
                self.is_beginning = start < end and data[start] >= 0x80
            if 16 <= kind < 24:
                self.is_key = True
