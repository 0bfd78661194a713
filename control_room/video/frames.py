"""The console's side of a slot: newest picture in place, state of the stream, counts."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from control_room.domain.camera import CameraId, Health, Stream, StreamState
from control_room.domain.picture import Picture, Replay
from control_room.video.segment import (
    BUFFER,
    BUFFER_WORDS,
    BUFFERS,
    BYTES_PER_PIXEL,
    CAPACITY,
    CONNECTION,
    HEADER_BYTES,
    HEALTH,
    IN_DECODER,
    LOCK,
    MAGIC,
    MAX_HEIGHT_PX,
    MAX_WIDTH_PX,
    NO_PTS,
    PACKETS,
    PUBLISHED,
    REPLAY,
    RETRY_AT,
    RING_NS,
    SEQUENCE,
    SHOWN_RATE,
    SINCE,
    STATE_WORDS,
    STATES,
    VERSION,
    Segment,
)

_FUTURE_NS: Final = 1_000_000_000  # a picture from further ahead than this is not believed
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
        lost: RTP packets that never came.
        decode_ns: processor time spent in decoding.
        ring_bytes: held for replay and shots now.
        ring_ns: how far back what is held reaches.
    """

    packets: int
    bytes: int
    decoded: int
    shown: int
    dropped: int
    spoiled: int
    connections: int
    lost: int
    decode_ns: int
    ring_bytes: int
    ring_ns: int


class FrameSlot:
    """The console's side: owns the memory, reads the newest picture and the state of its stream.

    `picture` and `state` take no lock and make no system call but the clock's.
    """

    def __init__(self, camera: CameraId, stream: Stream, capacity_bytes: int) -> None:
        self._camera = camera
        self._stream = stream
        self.capacity_bytes = capacity_bytes
        self._segment = Segment(create=True, size=HEADER_BYTES + BUFFERS * capacity_bytes)
        self._words = self._segment.memory[:HEADER_BYTES].cast("q")
        self._words[0], self._words[1], self._words[CAPACITY] = MAGIC, VERSION, capacity_bytes
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
        self._words[SINCE], self._words[RETRY_AT] = since_ns, retry_at_ns or 0
        self._words[SHOWN_RATE] = 0
        self._words[HEALTH] = STATES.index(health)

    def continue_state(self, old: FrameSlot) -> None:
        """Begin with the state and the counts of the slot that this one replaces."""
        self._words[STATE_WORDS] = old._words[STATE_WORDS]

    @property
    def has_picture(self) -> bool:
        """Whether anything was published here."""
        return bool(self._words[PUBLISHED] > 0)

    def picture(self, now_ns: int) -> Picture | None:
        """The newest whole picture, in place; the same object until there is a newer one."""
        published = self._words[PUBLISHED]
        if published != self._published:
            picture = self._read(published, now_ns)
            if picture is not None:
                self._picture, self._published = picture, published
        return self._picture

    def _read(self, published: int, now_ns: int) -> Picture | None:
        words = self._words
        if published <= 0 or words[0] != MAGIC or words[1] != VERSION:
            return None
        place = BUFFER + published % BUFFERS * BUFFER_WORDS
        lock, width, height, stride, sequence, pts, received_at, wall, connection = words[
            place : place + 9
        ].tolist()
        believable = (
            lock % 2 == 0
            and 0 < width <= MAX_WIDTH_PX
            and 0 < height <= MAX_HEIGHT_PX
            and width * BYTES_PER_PIXEL <= stride
            and stride * height <= self.capacity_bytes
            and sequence > 0
            and 0 < received_at <= now_ns + _FUTURE_NS
            and wall > 0
            and connection >= 0
            and words[place + LOCK] == lock
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
            pts_90khz=None if pts == NO_PTS else pts,
            received_at_ns=received_at,
            received_at=_EPOCH + timedelta(microseconds=wall // 1000),
            source=connection,
            pixels=self._segment.memory[start : start + stride * height].toreadonly(),
        )

    def still_valid(self, picture: Picture) -> bool:
        """Whether the memory of `picture` has not been reused: ask after a copy, discard if not."""
        words = self._words
        return any(
            words[place + LOCK] % 2 == 0
            and words[place + SEQUENCE] == picture.sequence
            and words[place + CONNECTION] == picture.source
            for place in range(BUFFER, BUFFER + BUFFERS * BUFFER_WORDS, BUFFER_WORDS)
        )

    @property
    def size_px(self) -> tuple[int, int]:
        """Of the picture that was read last; (0, 0): none was."""
        picture = self._picture
        return (picture.width_px, picture.height_px) if picture else (0, 0)

    def state(self) -> StreamState:
        """What the host says of the stream. An unknown word counts as unreadable."""
        words = self._words
        said = (words[HEALTH], words[SINCE], words[RETRY_AT], words[SHOWN_RATE], self.size_px)
        if said != self._said:
            self._said, self._state = said, _state_of(*said)
        return self._state

    def counters(self) -> StreamCounters:
        """What the host has counted."""
        return StreamCounters(*self._words[PACKETS : RING_NS + 1].tolist())

    def take_in_decoder(self) -> bool:
        """Whether the host was in the midst of a picture; asked after its end, then forgotten."""
        is_in, self._words[IN_DECODER] = self._words[IN_DECODER] != 0, 0
        return bool(is_in)

    def begin_replay(self, at_ns: int) -> None:
        """Say that one is asked for, before the host knows."""
        self._words[REPLAY : REPLAY + 3] = memoryview(struct.pack("3q", at_ns, at_ns, at_ns)).cast(
            "q"
        )

    def end_replay(self) -> None:
        """Say that it is over: the host that played it is gone."""
        self._words[REPLAY + 3] = 1

    def replay(self) -> Replay:
        """Where the replay in this slot is."""
        begins, at, ends, is_over = self._words[REPLAY : REPLAY + 4].tolist()
        return Replay(self._stream, begins, at, ends, is_over=bool(is_over))

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
        health=STATES[code] if 0 <= code < len(STATES) else Health.UNREADABLE,
        since_ns=since_ns,
        retry_at_ns=retry_at_ns or None,
        shown_per_s=rate / 1000,
        width_px=size_px[0],
        height_px=size_px[1],
    )
