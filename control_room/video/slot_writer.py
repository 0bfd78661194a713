"""The host's side of a slot: writes a stream's pictures, its state and its counts."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from control_room.domain.camera import Health
from control_room.video.segment import (
    BUFFER,
    BUFFER_WORDS,
    BUFFERS,
    BYTES_PER_PIXEL,
    CAPACITY,
    CONNECTIONS,
    DECODE_NS,
    DECODED,
    DROPPED,
    HEADER_BYTES,
    HEALTH,
    IN_DECODER,
    LOST,
    MAGIC,
    NO_PTS,
    PACKETS,
    PUBLISHED,
    REPLAY,
    RETRY_AT,
    RING_BYTES,
    RING_NS,
    SHOWN,
    SHOWN_RATE,
    SINCE,
    SPOILED,
    STATE_WORDS,
    STATES,
    VERSION,
    attach,
)
from control_room.video.segment import BYTES as RECEIVED_BYTES

_WORD_BYTES: Final = 8
_FIELDS: Final = struct.Struct("8q")  # of a buffer, from its width on
_FOUR: Final = struct.Struct("4q")


class SlotWriter:
    """Writes one slot; one thread at a time."""

    def __init__(self, name: str) -> None:
        self._segment = attach(name)
        self._words = self._segment.memory[:HEADER_BYTES].cast("q")
        self._capacity = self._words[CAPACITY]
        size = HEADER_BYTES + BUFFERS * self._capacity
        if self._words[0] != MAGIC or self._words[1] != VERSION or self._segment.size < size:
            raise ValueError(f"slot {name} is not one of this version")
        self._bytes = np.frombuffer(self._segment.memory, np.uint8)
        self._targets: tuple[NDArray[np.uint8], ...] = ()
        self._size_px = (0, 0)
        self._published = int(self._words[PUBLISHED])
        self._state: tuple[Health, int, int | None] | None = None
        for place in range(BUFFER, BUFFER + BUFFERS * BUFFER_WORDS, BUFFER_WORDS):
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
        published = self._published + 1
        number = published % BUFFERS
        place = BUFFER + number * BUFFER_WORDS
        width, height = size_px
        if size_px != self._size_px:
            self._targets, self._size_px = self._targets_of(width, height), size_px
        lock = words[place] | 1
        words[place] = lock
        fill(self._targets[number])
        _FIELDS.pack_into(
            self._segment.memory,
            (place + 1) * _WORD_BYTES,
            width,
            height,
            width * BYTES_PER_PIXEL,
            sequence,
            NO_PTS if pts_90khz is None else pts_90khz,
            received_at_ns,
            wall_ns,
            connection,
        )
        words[place] = lock + 1
        words[SHOWN] += 1
        words[PUBLISHED] = self._published = published

    def _targets_of(self, width: int, height: int) -> tuple[NDArray[np.uint8], ...]:
        """The pixels of the three buffers for pictures of this size."""
        used = width * height * BYTES_PER_PIXEL
        if used > self._capacity:
            raise ValueError(f"a picture of {width}×{height} does not fit its slot")
        starts = (HEADER_BYTES + number * self._capacity for number in range(BUFFERS))
        return tuple(
            self._bytes[start : start + used].reshape(height, width, BYTES_PER_PIXEL)
            for start in starts
        )

    def set_state(self, health: Health, since_ns: int, retry_at_ns: int | None = None) -> None:
        """Say how the stream is."""
        state = health, since_ns, retry_at_ns
        if state == self._state:
            return
        self._state = state
        words = self._words
        words[SINCE], words[RETRY_AT] = since_ns, retry_at_ns or 0
        words[HEALTH] = STATES.index(health)

    def set_shown_rate(self, shown_per_s: float) -> None:
        """Say how many pictures were published over the last second."""
        self._words[SHOWN_RATE] = round(shown_per_s * 1000)

    def set_in_decoder(self, sequence: int) -> None:
        """Say which picture is about to be decoded; 0: it is done."""
        self._words[IN_DECODER] = sequence

    def set_ring(self, held_bytes: int, reach_ns: int) -> None:
        """Say what is held for replay."""
        self._words[RING_BYTES], self._words[RING_NS] = held_bytes, reach_ns

    def set_replay(self, begins_ns: int, at_ns: int, ends_ns: int, *, is_over: bool) -> None:
        """Say where the replay in this slot is."""
        _FOUR.pack_into(
            self._segment.memory, REPLAY * _WORD_BYTES, begins_ns, at_ns, ends_ns, is_over
        )

    def count_received(self, *, packets: int, bytes_: int, lost: int) -> None:
        """Add to the counts; they go on from those of the hosts before this one."""
        words = self._words
        words[PACKETS] += packets
        words[RECEIVED_BYTES] += bytes_
        words[LOST] += lost

    def count_decoded(self, *, decoded: int, spoiled: int, decode_ns: int) -> None:
        """Add to the counts; they go on from those of the hosts before this one."""
        words = self._words
        words[DECODED] += decoded
        words[SPOILED] += spoiled
        words[DECODE_NS] += decode_ns

    def count_dropped(self) -> None:
        """Count a picture that was decoded and not shown."""
        self._words[DROPPED] += 1

    def count_connection(self) -> int:
        """Count a new connection; its number."""
        self._words[CONNECTIONS] += 1
        return int(self._words[CONNECTIONS])

    @property
    def shown(self) -> int:
        """Pictures published since the slot exists."""
        return int(self._words[SHOWN])

    def take_over(self, old: SlotWriter) -> None:
        """Go on where `old` stops: same state, same counts."""
        self._words[STATE_WORDS] = old._words[STATE_WORDS]
        self._state = old._state

    def close(self) -> None:
        """Let go of the memory; nothing is removed."""
        self._targets = ()
        del self._bytes
        self._words.release()
        self._segment.close()
