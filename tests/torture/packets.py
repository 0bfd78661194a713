"""RTP packets as cameras make them: H.264 (RFC 6184), H.265 (RFC 7798), JPEG (RFC 2435).

Written apart from the receiver it is sent to, so that they cannot share a mistake.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

LARGEST_PAYLOAD_BYTES = 1400
TICKS_A_PICTURE = 3600  # 25 pictures a second on a clock of 90 kHz

_START_CODE = re.compile(rb"\x00\x00\x00?\x01")
_DQT, _SOF0, _SOS = 0xDB, 0xC0, 0xDA


class Rtp:
    """Numbers packets one after the other."""

    def __init__(self, payload_type: int = 96, ssrc: int = 0x56494749, sequence: int = 1000):
        self.payload_type = payload_type
        self.ssrc = ssrc
        self.sequence = sequence

    def packet(self, payload: bytes, time: int, *, marker: bool = False) -> bytes:
        """The next packet."""
        head = struct.pack(
            ">BBHII",
            0x80,
            self.payload_type | (0x80 if marker else 0),
            self.sequence & 0xFFFF,
            time & 0xFFFFFFFF,
            self.ssrc & 0xFFFFFFFF,
        )
        self.sequence += 1
        return head + payload

    def picture(self, codec: str, unit: bytes, time: int) -> list[bytes]:
        """All packets of one picture, the last one marked."""
        payloads = list(payloads_of(codec, unit))
        last = len(payloads) - 1
        return [
            self.packet(each, time, marker=index == last) for index, each in enumerate(payloads)
        ]


def payloads_of(codec: str, unit: bytes) -> Iterator[bytes]:
    """What the packets of one picture carry."""
    if codec == "mjpeg":
        yield from _of_jpeg(unit)
        return
    for nal in nals_of(unit):
        yield from nal_payloads(codec, nal)


def nals_of(unit: bytes) -> list[bytes]:
    """The NAL units between the start codes."""
    return [nal for nal in _START_CODE.split(unit) if nal]


def nal_payloads(codec: str, nal: bytes) -> Iterator[bytes]:
    """One NAL unit, in fragments when it is long."""
    if len(nal) <= LARGEST_PAYLOAD_BYTES:
        yield nal
        return
    if codec == "h264":
        head, kind, body = bytes([nal[0] & 0xE0 | 28]), nal[0] & 0x1F, nal[1:]
    else:
        head, kind = bytes([nal[0] & 0x81 | 49 << 1, nal[1]]), nal[0] >> 1 & 0x3F
        body = nal[2:]
    for start in range(0, len(body), LARGEST_PAYLOAD_BYTES):
        is_last = start + LARGEST_PAYLOAD_BYTES >= len(body)
        flags = (0x80 if start == 0 else 0) | (0x40 if is_last else 0)
        yield head + bytes([flags | kind]) + body[start : start + LARGEST_PAYLOAD_BYTES]


def jpeg_payload(
    offset: int, kind: int, size_px: tuple[int, int], tables: bytes, scan: bytes
) -> bytes:
    """One packet of a JPEG; tables only in the first one."""
    width_px, height_px = size_px
    head = struct.pack(">II", offset, 0)[:4]
    head += bytes([kind, 255, width_px // 8 & 0xFF, height_px // 8 & 0xFF])
    if offset == 0:
        head += struct.pack(">BBH", 0, 0, len(tables)) + tables
    return head + scan


def _of_jpeg(image: bytes) -> Iterator[bytes]:
    tables, scan, kind, size_px = b"", b"", 1, (0, 0)
    place = 2
    while not scan:
        marker = image[place + 1]
        (length,) = struct.unpack_from(">H", image, place + 2)
        body = image[place + 4 : place + 2 + length]
        if marker == _DQT:
            tables += b"".join(body[start + 1 : start + 65] for start in range(0, len(body), 65))
        elif marker == _SOF0:
            height_px, width_px = struct.unpack_from(">HH", body, 1)
            size_px, kind = (width_px, height_px), 0 if body[7] == 0x21 else 1
        elif marker == _SOS:
            scan = image[place + 2 + length :].removesuffix(b"\xff\xd9")
        place += 2 + length
    for start in range(0, len(scan), LARGEST_PAYLOAD_BYTES):
        part = scan[start : start + LARGEST_PAYLOAD_BYTES]
        yield jpeg_payload(start, kind, size_px, tables, part)


class Bits:
    """Writes the bit fields of parameter sets."""

    def __init__(self) -> None:
        self._bits = ""

    def put(self, value: int, width: int) -> Bits:
        """A field of this many bits."""
        self._bits += format(value, f"0{width}b")
        return self

    def golomb(self, *values: int) -> Bits:
        """Unsigned Exp-Golomb codes."""
        for value in values:
            code = format(value + 1, "b")
            self._bits += "0" * (len(code) - 1) + code
        return self

    def nal(self, head: bytes) -> bytes:
        """With its header, stop bit and emulation prevention."""
        bits = self._bits + "1"
        bits += "0" * (-len(bits) % 8)
        body = int(bits, 2).to_bytes(len(bits) // 8, "big")
        return head + re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", body)


def h264_parameters(macroblocks: tuple[int, int], level: int = 62) -> list[bytes]:
    """SPS and PPS of a baseline stream of this size in macroblocks of 16×16."""
    columns, rows = macroblocks
    sps = Bits().put(66, 8).put(0, 8).put(level, 8).golomb(0, 0, 2, 1)
    sps.put(0, 1).golomb(columns - 1, rows - 1).put(0b1100, 4)  # frames only, 8x8, no crop, no VUI
    pps = Bits().golomb(0, 0).put(0, 1).put(0, 1).golomb(0, 0, 0).put(0, 1).put(0, 2)
    pps.golomb(0, 0, 0).put(0, 3)
    return [sps.nal(b"\x67"), pps.nal(b"\x68")]


def h264_slice(first_macroblock: int, *, is_key: bool, body: bytes = b"") -> bytes:
    """The head of a slice, then whatever body."""
    bits = Bits().golomb(first_macroblock, 7 if is_key else 5, 0).put(0, 4)
    if is_key:
        bits.golomb(0)
    return bits.nal(b"\x65" if is_key else b"\x41") + body
