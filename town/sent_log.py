"""When each picture left the town: a file that the server writes and the measuring side reads while
it grows.

One ring per stream, at (index of the stream) x `RING_BYTES`; times are CLOCK_MONOTONIC, which all
processes of a computer share:

    | bytes | content                                              |
    | ----- | ---------------------------------------------------- |
    | 16    | int64: records ever written; 8 bytes unused          |
    | 16 x n| int64 sent_at_ns, int64 frame number, n = `RECORDS`  |

The record is written before the count, so a reader that sees the count sees the record.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Final

RECORDS: Final = 4096  # per stream: 163 s at 25/s
_COUNT: Final = struct.Struct("<q")
_RECORD: Final = struct.Struct("<qq")
_HEADER_BYTES: Final = 16
RING_BYTES: Final = _HEADER_BYTES + RECORDS * _RECORD.size
_MARGIN: Final = 64  # oldest records left out: the writer may be over them while we read


class SentLogWriter:
    """The server's side; one thread writes."""

    def __init__(self, path: Path, streams: int) -> None:
        with path.open("w+b") as file:
            file.truncate(streams * RING_BYTES)
            self._map = mmap.mmap(file.fileno(), streams * RING_BYTES)
        self._counts = [0] * streams

    def add(self, stream: int, frame_number: int, sent_at_ns: int) -> None:
        """Log one picture of the stream with index `stream`."""
        count = self._counts[stream]
        start = stream * RING_BYTES
        place = start + _HEADER_BYTES + count % RECORDS * _RECORD.size
        _RECORD.pack_into(self._map, place, sent_at_ns, frame_number)
        self._counts[stream] = count + 1
        _COUNT.pack_into(self._map, start, count + 1)


class SentLogReader:
    """The measuring side: recent pictures of a stream, oldest first."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()

    def sent(self, stream: int) -> list[tuple[int, int]]:
        """`(frame number, sent_at_ns)` of the last pictures of the stream with index `stream`.

        At most 163 s of them.
        """
        start = stream * RING_BYTES
        ring = self._map[start : start + RING_BYTES]
        (count,) = _COUNT.unpack_from(ring)
        first = max(0, count - RECORDS + _MARGIN)
        records = (
            _RECORD.unpack_from(ring, _HEADER_BYTES + index % RECORDS * _RECORD.size)
            for index in range(first, count)
        )
        return [(frame_number, sent_at_ns) for sent_at_ns, frame_number in records]
