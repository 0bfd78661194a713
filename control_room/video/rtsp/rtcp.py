"""RTCP (RFC 3550): tells the camera that somebody watches, and hears when it says goodbye."""

from __future__ import annotations

import struct
from typing import Final

_RECEIVER_REPORT: Final = 201
_DESCRIPTION: Final = 202
_BYE: Final = 203
_CNAME: Final = b"\x01\x05vigie\0"  # one item of five letters, ended and padded to four bytes
_MOST_PACKETS: Final = 16  # in one compound


def receiver_report(own: int, source: int, highest_sequence: int, lost: int) -> bytes:
    """A report of one stream, without times: the camera asks for none."""
    return struct.pack(
        "!BBHIIIIIII", 0x81, _RECEIVER_REPORT, 7, own, source,
        min(lost, 0x7FFFFF), highest_sequence, 0, 0, 0,
    ) + struct.pack("!BBHI", 0x81, _DESCRIPTION, 3, own) + _CNAME  # fmt: skip


def says_goodbye(data: memoryview, start: int, end: int, source: int) -> bool:
    """Whether a compound packet holds a BYE of this source."""
    for _ in range(_MOST_PACKETS):
        if start + 4 > end:
            return False
        first, kind, words = struct.unpack_from("!BBH", data, start)
        after = start + 4 + 4 * words
        if first >> 6 != 2 or after > end:
            return False
        if kind == _BYE:
            leaving = struct.unpack_from(f"!{min(first & 0x1F, words)}I", data, start + 4)
            return source in leaving
        start = after
    return False
