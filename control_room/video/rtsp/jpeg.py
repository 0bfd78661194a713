"""Motion JPEG (RFC 2435): the headers that cameras leave out are put back."""

from __future__ import annotations

from typing import Final

from control_room.video.rtsp.loss import Unreadable
from control_room.video.rtsp.payload import LARGEST_UNIT_BYTES

_HEADER_BYTES: Final = 8
_RESTART_HEADER_BYTES: Final = 4
_TABLE_HEADER_BYTES: Final = 4
_TYPES: Final = (0, 1, 64, 65)  # 4:2:2 or 4:2:0; from 64 with restart markers
_END: Final = b"\xff\xd9"

# ITU-T T.81, annex K, in zigzag order.
_LUMA: Final = bytes.fromhex(
    "100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933"
    "383740485c4e404457453738506d51575f626768673e4d71797064785c656763"
)
_CHROMA: Final = bytes.fromhex(
    "1112121815182f1a1a2f63423842636363636363636363636363636363636363"
    "6363636363636363636363636363636363636363636363636363636363636363"
)
_HUFFMAN: Final = bytes.fromhex(
    "ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
    "ffc400b5100002010303020403050504040000017d0102030004110512213141"
    "0613516107227114328191a1082342b1c11552d1f02433627282090a16171819"
    "1a25262728292a3435363738393a434445464748494a535455565758595a6364"
    "65666768696a737475767778797a838485868788898a92939495969798999aa2"
    "a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7"
    "d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
    "ffc4001f0100030101010101010101010000000000000102030405060708090a0b"
    "ffc400b51100020102040403040705040400010277000102031104052131061241"
    "510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718"
    "191a262728292a35363738393a434445464748494a535455565758595a63646566"
    "6768696a737475767778797a82838485868788898a92939495969798999aa2a3a4"
    "a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da"
    "e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa"
)


class Jpeg:
    """One JPEG file under way."""

    is_open = False  # only the marker tells where a picture ends

    def __init__(self) -> None:
        self._unit = bytearray()
        self._head_bytes = 0
        self._tables: dict[int, bytes] = {}
        self._head_of: tuple[bytes, bytes] | None = None
        self._head = b""
        self.has_picture = False
        self.is_beginning = False
        self.is_key = True
        self.is_broken = False

    def take(self) -> bytes:
        """The file as far as it came."""
        if self._unit[-2:] != _END:
            self._unit += _END
        taken = bytes(self._unit)
        self._unit.clear()
        self._head_bytes = 0
        self.has_picture = self.is_beginning = self.is_broken = False
        return taken

    def add(self, data: memoryview, start: int, end: int) -> None:
        """Add one packet's payload."""
        begin = start + _HEADER_BYTES
        kind = data[start + 4] if begin <= end else -1
        if kind not in _TYPES:
            self.is_broken = True
            return
        restart = b""
        if kind >= 64:
            restart = bytes(data[begin : begin + 2])
            begin += _RESTART_HEADER_BYTES
        offset = int.from_bytes(data[start + 1 : start + 4])
        if offset == 0:
            begin = self._begin(data, start, begin, end, restart)
        unit = self._unit
        if begin > end or not self._head_bytes or offset != len(unit) - self._head_bytes:
            self.is_broken = True
            return
        unit += data[begin:end]
        self.has_picture = True
        if len(unit) > LARGEST_UNIT_BYTES:
            raise Unreadable("a picture of impossible size")

    def _begin(self, data: memoryview, start: int, begin: int, end: int, restart: bytes) -> int:
        """Write the file's head; where the picture's data begins, beyond `end` if nowhere."""
        if self._unit:  # the end of the picture before was lost
            self._unit.clear()
            self.is_broken = True
        quality = data[start + 5]
        if quality >= 128:
            if begin + _TABLE_HEADER_BYTES > end:
                return end + 1
            length = data[begin + 2] << 8 | data[begin + 3]
            precision = data[begin + 1]
            begin += _TABLE_HEADER_BYTES
            if length:
                if begin + length > end:
                    return end + 1
                self._tables[quality] = _told_tables(precision, bytes(data[begin : begin + length]))
                begin += length
        elif quality not in self._tables:
            self._tables[quality] = _standard_tables(quality)
        tables = self._tables.get(quality, b"")
        size = bytes(data[start + 4 : start + 5]) + bytes(data[start + 6 : start + 8]) + restart
        if self._head_of != (size, tables):
            self._head = _head(size[0], size[1] * 8, size[2] * 8, restart, tables)
            self._head_of = (size, tables)
        self._unit += self._head
        self._head_bytes = len(self._head)
        self.is_beginning = True
        return begin


def _told_tables(precision: int, tables: bytes) -> bytes:
    """The quantisation tables in the packet, as JPEG segments; a set bit of `precision`: 16 bit."""
    segments = []
    start = 0
    for number in range(2):
        wide = precision >> number & 1
        size = 128 if wide else 64
        table = tables[start : start + size]
        if len(table) == size:
            segments.append(_quantisation(wide << 4 | number, table))
            start += size
    return b"".join(segments)


def _standard_tables(quality: int) -> bytes:
    """RFC 2435, 4.2: the standard tables, scaled."""
    if not 1 <= quality <= 99:
        raise Unreadable("JPEG pictures of unknown quality")
    factor = 5000 // quality if quality < 50 else 200 - quality * 2
    return b"".join(
        _quantisation(
            number, bytes(min(max((value * factor + 50) // 100, 1), 255) for value in table)
        )
        for number, table in enumerate((_LUMA, _CHROMA))
    )


def _quantisation(number: int, table: bytes) -> bytes:
    return b"\xff\xdb" + (len(table) + 3).to_bytes(2) + bytes([number]) + table


def _head(kind: int, width_px: int, height_px: int, restart: bytes, tables: bytes) -> bytes:
    """A JPEG file up to its picture data."""
    if not width_px or not height_px:
        raise Unreadable("JPEG pictures wider than RTP can tell")
    if not tables:
        raise Unreadable("JPEG pictures without quantisation tables")
    last = 1 if tables.count(b"\xff\xdb") > 1 else 0
    size = height_px.to_bytes(2) + width_px.to_bytes(2)
    sampling = 0x22 if kind & 1 else 0x21
    return b"".join(
        (
            b"\xff\xd8",
            tables,
            b"\xff\xdd\x00\x04" + restart if restart else b"",
            b"\xff\xc0\x00\x11\x08" + size + b"\x03",
            bytes((0, sampling, 0, 1, 0x11, last, 2, 0x11, last)),
            _HUFFMAN,
            b"\xff\xda\x00\x0c\x03\x00\x00\x01\x11\x02\x11\x00\x3f\x00",
        )
    )
