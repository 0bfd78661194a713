"""The shared memory in which pictures cross from a camera host to the console: what lies where.

A slot holds one stream. The console creates it, hands its name to a host and is alone in removing
it; the host writes; the console reads in place and believes nothing it has not checked. The header
is 64-bit words of the machine, so that each is read and written in one piece:

    | word  | content                                                                       |
    | ----- | ----------------------------------------------------------------------------- |
    | 0     | magic, "VIGIEFRM"                                                             |
    | 1     | version of this table                                                         |
    | 2     | bytes of one buffer, a multiple of 4096                                       |
    | 3     | pictures published; the newest is in buffer `published % 3`; 0: none yet      |
    | 8     | health: place of the state in `Health`                                        |
    | 9     | since_ns: CLOCK_MONOTONIC                                                     |
    | 10    | retry_at_ns: CLOCK_MONOTONIC, 0 when no attempt is planned                    |
    | 11    | pictures shown over the last second, in thousandths                           |
    | 12..22| the counts of `StreamCounters`, in its order                                  |
    | 23    | sequence of the picture in the decoder at this moment, 0: none                |
    | 24..27| of a replay: begins_at_ns, at_ns, ends_at_ns (CLOCK_MONOTONIC), 1 when over   |
    | 64 + 16 n | buffer n (0, 1, 2): lock (odd while it is being written), width_px,       |
    |           | height_px, stride_bytes, sequence, pts_90khz (lowest number: none),       |
    |           | received_at_ns, wall_ns since 1970, connection                            |

Byte 4096 + n * (bytes of one buffer): pixels of buffer n, BGRA rows. The writer takes the buffer
after the newest, so a picture stays whole until two newer ones are out; `still_valid` tells after a
copy whether it stayed so.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker, shared_memory
from typing import Final

from control_room.domain.camera import Health

MAX_WIDTH_PX: Final = 7680
MAX_HEIGHT_PX: Final = 4320
HEADER_BYTES: Final = 4096
BUFFERS: Final = 3
BYTES_PER_PIXEL: Final = 4

MAGIC: Final = int.from_bytes(b"VIGIEFRM", "little")
VERSION: Final = 2
CAPACITY, PUBLISHED = 2, 3
HEALTH, SINCE, RETRY_AT, SHOWN_RATE = 8, 9, 10, 11
PACKETS, BYTES, DECODED, SHOWN, DROPPED, SPOILED, CONNECTIONS, LOST = range(12, 20)
DECODE_NS, RING_BYTES, RING_NS = range(20, 23)
IN_DECODER: Final = 23
REPLAY: Final = 24
STATE_WORDS: Final = slice(8, 23)
BUFFER: Final = 64
BUFFER_WORDS: Final = 16
LOCK, SEQUENCE, CONNECTION = 0, 4, 8
NO_PTS: Final = -(2**63)
STATES: Final = tuple(Health)

_PAGE: Final = 4096


class Segment(shared_memory.SharedMemory):
    """Shared memory that may be closed, also by the interpreter, while somebody looks at it."""

    @property
    def memory(self) -> memoryview:
        """All of it."""
        if self.buf is None:
            raise ValueError("this memory is closed")
        return self.buf

    def close(self) -> None:
        """Close, unless a picture in it is still held."""
        self.closed()

    def closed(self) -> bool:
        """Close, and say whether it worked; a picture that still points here prevents it."""
        try:
            super().close()
        except BufferError:
            return False
        return True


_attaching = threading.Lock()


@contextmanager
def _untracked() -> Iterator[None]:
    """Keep Python's tracker out: it would count the host as an owner, and complain or remove.

    WORKAROUND: `SharedMemory(track=False)` exists from Python 3.13 on.
    """
    with _attaching:
        register = resource_tracker.register
        resource_tracker.register = lambda *_arguments: None
        try:
            yield
        finally:
            resource_tracker.register = register


def attach(name: str) -> Segment:
    """The segment of this name, made by another process."""
    if sys.version_info >= (3, 13):
        return Segment(name=name, track=False)
    with _untracked():
        return Segment(name=name)


def buffer_bytes(width_px: int, height_px: int) -> int:
    """Bytes that a buffer needs for pictures up to this size, whole pages.

    Raises:
        ValueError: no picture of that size is ever shown.
    """
    if not (0 < width_px <= MAX_WIDTH_PX and 0 < height_px <= MAX_HEIGHT_PX):
        raise ValueError(f"no picture is {width_px}×{height_px}")
    return -(-width_px * height_px * BYTES_PER_PIXEL // _PAGE) * _PAGE
