"""What a camera does with its pictures: cuts them into RTP packets, H.264 or H.265."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

START_CODE = b"\0\0\0\1"
PAYLOAD_TYPE = 96
PICTURE_TICKS = 3600


@dataclass(frozen=True)
class Kind:
    """How a codec writes the heads of its units."""

    codec: str
    head_bytes: int
    aggregate: int
    fragment: int
    key: int
    other: int
    extra: Sequence[int]  # parameter sets, SEI

    def head(self, kind: int) -> bytes:
        return bytes([0x60 | kind]) if self.head_bytes == 1 else bytes([kind << 1 | 1, 9])

    def whole(self, unit: bytes) -> bytes:
        return unit

    def together(self, units: Sequence[bytes]) -> bytes:
        parts = (len(unit).to_bytes(2) + unit for unit in units)
        return self.head(self.aggregate) + b"".join(parts)

    def cut(self, unit: bytes, pieces: int) -> list[bytes]:
        body = unit[self.head_bytes :]
        kind = unit[0] & 0x1F if self.head_bytes == 1 else unit[0] >> 1
        size = max(1, -(-len(body) // pieces))
        parts = [body[at : at + size] for at in range(0, len(body), size)]
        marks = [0] * len(parts)
        marks[0] |= 0x80
        marks[-1] |= 0x40
        head = self.head(self.fragment)
        return [head + bytes([mark | kind]) + part for mark, part in zip(marks, parts, strict=True)]


H264_KIND = Kind("h264", 1, 24, 28, 5, 1, (6, 7, 8))
H265_KIND = Kind("hevc", 2, 48, 49, 19, 1, (32, 33, 34, 39))


@dataclass(frozen=True)
class Sent:
    """A picture, and the payloads that carry it."""

    data: bytes
    is_key: bool
    payloads: tuple[bytes, ...]


@st.composite
def pictures(draw: st.DrawFn, kind: Kind) -> list[Sent]:
    """One to six pictures, each cut its own way."""
    return [draw(_picture(kind, number)) for number in range(draw(st.integers(1, 6)))]


@st.composite
def _picture(draw: st.DrawFn, kind: Kind, number: int) -> Sent:
    is_key = draw(st.booleans())
    units = [
        kind.head(extra) + draw(st.binary(min_size=2, max_size=20))
        for extra in draw(st.lists(st.sampled_from(kind.extra), max_size=3))
    ]
    together = draw(st.booleans()) and len(units) > 1
    payloads = [kind.together(units)] if together else list(units)
    for slice_number in range(draw(st.integers(1, 3))):
        beginning = b"\x80" if slice_number == 0 else b"\x40"
        body = beginning + bytes([number]) + draw(st.binary(min_size=2, max_size=60))
        unit = kind.head(kind.key if is_key else kind.other) + body
        units.append(unit)
        pieces = draw(st.integers(1, 4))
        payloads += [unit] if pieces == 1 else kind.cut(unit, pieces)
    return Sent(b"".join(START_CODE + unit for unit in units), is_key, tuple(payloads))


def packet(
    payload: bytes,
    sequence: int,
    time: int,
    *,
    marker: bool = False,
    source: int = 7,
    payload_type: int = PAYLOAD_TYPE,
) -> bytes:
    """One RTP packet."""
    second = payload_type | (0x80 if marker else 0)
    return struct.pack("!BBHII", 0x80, second, sequence & 0xFFFF, time & 0xFFFFFFFF, source) + (
        payload
    )


def packets(sent: Sequence[Sent], first: int, start: int, *, markers: bool = True) -> list[bytes]:
    """The packets of all pictures, numbered from `first`, timed from `start`."""
    out: list[bytes] = []
    for number, picture in enumerate(sent):
        for payload in picture.payloads:
            last = payload is picture.payloads[-1]
            out.append(
                packet(
                    payload,
                    first + len(out),
                    start + number * PICTURE_TICKS,
                    marker=markers and last,
                )
            )
    return out
