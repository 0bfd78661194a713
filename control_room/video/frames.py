"""Pictures cross from a camera host to the console through shared memory, and are checked there.

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
    | 12..18| packets, bytes, decoded, shown, dropped, spoiled, connections                 |
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import resource_tracker, shared_memory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from control_room.domain.camera import CameraId, Health, Stream, StreamState
from control_room.domain.picture import Picture

MAX_WIDTH_PX: Final = 7680
MAX_HEIGHT_PX: Final = 4320
HEADER_BYTES: Final = 4096
BUFFERS: Final = 3

_MAGIC: Final = int.from_bytes(b"VIGIEFRM", "little")
_VERSION: Final = 1
_CAPACITY, _PUBLISHED = 2, 3
_HEALTH, _SINCE, _RETRY_AT, _SHOWN_RATE = 8, 9, 10, 11
_PACKETS, _BYTES, _DECODED, _SHOWN, _DROPPED, _SPOILED, _CONNECTIONS = range(12, 19)
_STATE_WORDS: Final = slice(8, 32)
_BUFFER: Final = 64
_BUFFER_WORDS: Final = 16
_LOCK, _WIDTH, _HEIGHT, _STRIDE, _SEQUENCE, _PTS, _RECEIVED_AT, _WALL, _CONNECTION = range(9)
_NO_PTS: Final = -(2**63)
_BYTES_PER_PIXEL: Final = 4
_PAGE: Final = 4096
_FUTURE_NS: Final = 1_000_000_000  # a picture from further ahead than this is not believed
_STATES: Final = tuple(Health)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StreamCounters:
    """What a stream has been through since its slot exists.

    Attributes:
        packets: received.
        bytes: received.
        decoded: pictures decoded.
        shown: pictures written to the slot.
        dropped: decoded but not written, because newer ones were waiting.
        spoiled: pictures known to be damaged, and those that depended on them; never shown.
        connections: successful connections.
    """

    packets: int
    bytes: int
    decoded: int
    shown: int
    dropped: int
    spoiled: int
    connections: int


class _Segment(shared_memory.SharedMemory):
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


def _attach(name: str) -> _Segment:
    if sys.version_info >= (3, 13):
        return _Segment(name=name, track=False)
    with _untracked():
        return _Segment(name=name)


def buffer_bytes(width_px: int, height_px: int) -> int:
    """Bytes that a buffer needs for pictures up to this size, whole pages.

    Raises:
        ValueError: no picture of that size is ever shown.
    """
    if not (0 < width_px <= MAX_WIDTH_PX and 0 < height_px <= MAX_HEIGHT_PX):
        raise ValueError(f"no picture is {width_px}×{height_px}")
    return -(-width_px * height_px * _BYTES_PER_PIXEL // _PAGE) * _PAGE


class FrameSlot:
    """The console's side: owns the memory, reads the newest picture and the state of its stream.

    `picture` and `state` take no lock and make no system call but the clock's.
    """

    def __init__(self, camera: CameraId, stream: Stream, capacity_bytes: int) -> None:
        self._camera = camera
        self._stream = stream
        self.capacity_bytes = capacity_bytes
        self._segment = _Segment(create=True, size=HEADER_BYTES + BUFFERS * capacity_bytes)
        self._words = self._segment.memory[:HEADER_BYTES].cast("q")
        self._words[0], self._words[1], self._words[_CAPACITY] = _MAGIC, _VERSION, capacity_bytes
        self._published = 0
        self._picture: Picture | None = None
        self._removed = False
        self._said = (0, 0, 0, 0, (0, 0))
        self._state = _state_of(*self._said)

    @property
    def name(self) -> str:
        """The name by which a host attaches."""
        return self._segment.name

    def set_state(self, health: Health, since_ns: int, retry_at_ns: int | None = None) -> None:
        """Say what is the case while no host writes here: before it starts, after its end."""
        self._words[_SINCE], self._words[_RETRY_AT] = since_ns, retry_at_ns or 0
        self._words[_SHOWN_RATE] = 0
        self._words[_HEALTH] = _STATES.index(health)

    def continue_state(self, old: FrameSlot) -> None:
        """Begin with the state and the counts of the slot that this one replaces."""
        self._words[_STATE_WORDS] = old._words[_STATE_WORDS]

    @property
    def has_picture(self) -> bool:
        """Whether anything was published here."""
        return bool(self._words[_PUBLISHED] > 0)

    def picture(self, now_ns: int) -> Picture | None:
        """The newest whole picture, in place; the same object until there is a newer one."""
        published = self._words[_PUBLISHED]
        if published != self._published:
            picture = self._read(published, now_ns)
            if picture is not None:
                self._picture, self._published = picture, published
        return self._picture

    def _read(self, published: int, now_ns: int) -> Picture | None:
        words = self._words
        if published <= 0 or words[0] != _MAGIC or words[1] != _VERSION:
            return None
        place = _BUFFER + published % BUFFERS * _BUFFER_WORDS
        lock, width, height, stride, sequence, pts, received_at, wall, connection = words[
            place : place + 9
        ].tolist()
        believable = (
            lock % 2 == 0
            and 0 < width <= MAX_WIDTH_PX
            and 0 < height <= MAX_HEIGHT_PX
            and width * _BYTES_PER_PIXEL <= stride
            and stride * height <= self.capacity_bytes
            and sequence > 0
            and 0 < received_at <= now_ns + _FUTURE_NS
            and wall > 0
            and connection >= 0
            and words[place + _LOCK] == lock
        )
        if not believable:
            return None
        start = HEADER_BYTES + published % BUFFERS * self.capacity_bytes
        return Picture(
            camera=self._camera,
            stream=self._stream,
            width_px=width,
            height_px=height,
            stride_bytes=stride,
            sequence=sequence,
            pts_90khz=None if pts == _NO_PTS else pts,
            received_at_ns=received_at,
            received_at=_EPOCH + timedelta(microseconds=wall // 1000),
            source=connection,
            pixels=self._segment.memory[start : start + stride * height].toreadonly(),
        )

    def still_valid(self, picture: Picture) -> bool:
        """Whether the memory of `picture` has not been reused: ask after a copy, discard if not."""
        words = self._words
        return any(
            words[place + _LOCK] % 2 == 0
            and words[place + _SEQUENCE] == picture.sequence
            and words[place + _CONNECTION] == picture.source
            for place in range(_BUFFER, _BUFFER + BUFFERS * _BUFFER_WORDS, _BUFFER_WORDS)
        )

    def state(self) -> StreamState:
        """What the host says of the stream. An unknown word counts as unreadable."""
        words = self._words
        picture = self._picture
        size_px = (picture.width_px, picture.height_px) if picture else (0, 0)
        said = (words[_HEALTH], words[_SINCE], words[_RETRY_AT], words[_SHOWN_RATE], size_px)
        if said != self._said:
            self._said, self._state = said, _state_of(*said)
        return self._state

    def counters(self) -> StreamCounters:
        """What the host has counted."""
        return StreamCounters(*self._words[_PACKETS : _CONNECTIONS + 1].tolist())

    def remove(self) -> bool:
        """Remove the slot; False while a picture in it is still held: then call again later."""
        if not self._removed:
            self._removed = True
            self._segment.unlink()
            self._picture = None
            self._words.release()
        return self._segment.closed()


def _state_of(
    code: int, since_ns: int, retry_at_ns: int, rate: int, size_px: tuple[int, int]
) -> StreamState:
    return StreamState(
        health=_STATES[code] if 0 <= code < len(_STATES) else Health.UNREADABLE,
        since_ns=since_ns,
        retry_at_ns=retry_at_ns or None,
        shown_per_s=rate / 1000,
        width_px=size_px[0],
        height_px=size_px[1],
    )


class SlotWriter:
    """The host's side: writes pictures and the state of one stream; one thread at a time."""

    def __init__(self, name: str) -> None:
        self._segment = _attach(name)
        self._words = self._segment.memory[:HEADER_BYTES].cast("q")
        self._capacity = self._words[_CAPACITY]
        size = HEADER_BYTES + BUFFERS * self._capacity
        if self._words[0] != _MAGIC or self._words[1] != _VERSION or self._segment.size < size:
            raise ValueError(f"slot {name} is not one of this version")
        self._bytes = np.frombuffer(self._segment.memory, np.uint8)
        for place in range(_BUFFER, _BUFFER + BUFFERS * _BUFFER_WORDS, _BUFFER_WORDS):
            # A host that died while writing left its buffer locked.
            self._words[place] += self._words[place] % 2

    def write(
        self,
        size_px: tuple[int, int],
        fill: Callable[[NDArray[np.uint8]], None],
        *,
        sequence: int,
        pts_90khz: int | None,
        received_at_ns: int,
        wall_ns: int,
        connection: int,
    ) -> None:
        """Publish a picture; `fill` writes it in place: (height, width, 4) uint8 BGRA."""
        words = self._words
        published = words[_PUBLISHED] + 1
        place = _BUFFER + published % BUFFERS * _BUFFER_WORDS
        width, height = size_px
        stride = width * _BYTES_PER_PIXEL
        start = HEADER_BYTES + published % BUFFERS * self._capacity
        lock = words[place] + words[place] % 2
        words[place] = lock + 1
        fill(self._bytes[start : start + stride * height].reshape(height, width, 4))
        words[place + _WIDTH], words[place + _HEIGHT] = width, height
        words[place + _STRIDE], words[place + _SEQUENCE] = stride, sequence
        words[place + _PTS] = _NO_PTS if pts_90khz is None else pts_90khz
        words[place + _RECEIVED_AT], words[place + _WALL] = received_at_ns, wall_ns
        words[place + _CONNECTION] = connection
        words[place] = lock + 2
        words[_SHOWN] += 1
        words[_PUBLISHED] = published

    def set_state(self, health: Health, since_ns: int, retry_at_ns: int | None = None) -> None:
        """Say how the stream is."""
        words = self._words
        words[_SINCE], words[_RETRY_AT] = since_ns, retry_at_ns or 0
        words[_HEALTH] = _STATES.index(health)

    def set_shown_rate(self, shown_per_s: float) -> None:
        """Say how many pictures were published over the last second."""
        self._words[_SHOWN_RATE] = round(shown_per_s * 1000)

    def count(
        self,
        *,
        packets: int = 0,
        bytes_: int = 0,
        decoded: int = 0,
        dropped: int = 0,
        spoiled: int = 0,
    ) -> None:
        """Add to the counts; they go on from those of the hosts before this one."""
        words = self._words
        words[_PACKETS] += packets
        words[_BYTES] += bytes_
        words[_DECODED] += decoded
        words[_DROPPED] += dropped
        words[_SPOILED] += spoiled

    def count_connection(self) -> int:
        """Count a new connection; its number."""
        self._words[_CONNECTIONS] += 1
        return int(self._words[_CONNECTIONS])

    @property
    def shown(self) -> int:
        """Pictures published since the slot exists."""
        return int(self._words[_SHOWN])

    def take_over(self, old: SlotWriter) -> None:
        """Go on where `old` stops: same state, same counts."""
        self._words[_STATE_WORDS] = old._words[_STATE_WORDS]

    def close(self) -> None:
        """Let go of the memory; nothing is removed."""
        del self._bytes
        self._words.release()
        self._segment.close()
