"""A stream that the console watches: what it is wanted for, and the memory it arrives in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from control_room.domain.camera import Health, Mask, Stream, StreamUse
from control_room.domain.picture import Picture
from control_room.video.frames import FrameSlot
from control_room.video.orders import StreamKey, StreamSource
from control_room.video.segment import MAX_HEIGHT_PX, MAX_WIDTH_PX, buffer_bytes

# A slot's memory is only taken as pictures fill it, so a few sizes do: a tile that grows a little
# stays where it is.
_SLOT_SIZES: Final = ((1280, 720), (1920, 1080), (3840, 2160), (MAX_WIDTH_PX, MAX_HEIGHT_PX))
# Processor time a second, before it is known better: 25 pictures, a nanosecond and a bit a pixel.
_COSTS: Final = {Stream.MAIN: 62_000_000.0, Stream.SUB: 7_000_000.0}
_MEASURED_OVER_NS: Final = 5_000_000_000


@dataclass(frozen=True)
class Verdict:
    """What a stream was found to be, which no other picture of its camera is believed against.

    Attributes:
        since_ns: as in `StreamState`.
        noted_at_ns: CLOCK_MONOTONIC; a stream that became live later has disproved it.
    """

    health: Health
    since_ns: int
    noted_at_ns: int

    def words(self) -> dict[str, object]:
        """For a message."""
        return {"health": self.health, "since_ns": self.since_ns}


@dataclass
class Watched:
    """`previous` shows until the first picture is in `slot`.

    Attributes:
        suspect: what it is taken for by a host that knows nothing of it.
        cost: nanoseconds of processor time that its decoding takes in a second.
    """

    source: StreamSource
    use: StreamUse
    slot: FrameSlot
    masks: Sequence[Mask] = ()
    previous: FrameSlot | None = None
    suspect: Verdict | None = None
    cost: float = 0.0
    _measured: tuple[int, int] = field(default_factory=lambda: (time.monotonic_ns(), 0))

    @property
    def key(self) -> StreamKey:
        """Its camera and which of its streams it is."""
        return self.source.camera, self.source.stream

    def picture(self, now_ns: int) -> Picture | None:
        """The newest picture, of the slot before while there is none yet in the new one."""
        picture, previous = self.slot.picture(now_ns), self.previous
        if picture is None and previous is not None:
            return previous.picture(now_ns)
        return picture

    def measure_cost(self, now_ns: int) -> None:
        """See what it took since the last look, when that is long enough ago."""
        then_ns, decode_then_ns = self._measured
        if now_ns - then_ns < _MEASURED_OVER_NS:
            return
        decode_ns = self.slot.counters().decode_ns
        self._measured = now_ns, decode_ns
        if self.use.size_px is None:
            self.cost = 0.0
        elif decode_ns > decode_then_ns:
            self.cost = (decode_ns - decode_then_ns) * 1e9 / (now_ns - then_ns)

    def open_order(self) -> dict[str, object]:
        """What a host is told of it."""
        return {
            "do": "open",
            "source": self.source.words(),
            "slot": self.slot.name,
            "masks": [mask.points for mask in self.masks],
            "suspect": self.suspect.words() if self.suspect else None,
            **self._use_words(),
        }

    def use_order(self, *, in_new_slot: bool) -> dict[str, object]:
        """What a host is told when it is wanted for something else."""
        return {
            "do": "use",
            **named(self.key),
            "slot": self.slot.name if in_new_slot else None,
            **self._use_words(),
        }

    def _use_words(self) -> dict[str, object]:
        width_px, height_px = self.use.size_px or (None, None)
        return {"width_px": width_px, "height_px": height_px, "keep_s": self.use.keep_s}


def watched(source: StreamSource, use: StreamUse, masks: Sequence[Mask]) -> Watched:
    """A stream that begins to be watched."""
    cost = _COSTS[source.stream] if use.size_px else 0.0
    slot = slot_for((source.camera, source.stream), use.size_px)
    return Watched(source, use, slot, masks, cost=cost)


def named(key: StreamKey) -> dict[str, object]:
    """A stream in a message."""
    return {"camera": key[0], "stream": key[1]}


def bounded(use: StreamUse) -> StreamUse:
    """The same with a size that a slot can have."""
    if use.size_px is None:
        return use
    width_px, height_px = use.size_px
    size_px = min(max(width_px, 2), MAX_WIDTH_PX), min(max(height_px, 2), MAX_HEIGHT_PX)
    return StreamUse(size_px, use.keep_s)


def slot_for(key: StreamKey, size_px: tuple[int, int] | None) -> FrameSlot:
    """A slot with room for pictures of this size, and for a little more."""
    needed = buffer_bytes(*(size_px or _SLOT_SIZES[0]))
    capacity = min(room for size in _SLOT_SIZES if (room := buffer_bytes(*size)) >= needed)
    slot = FrameSlot(*key, capacity)
    slot.set_state(Health.CONNECTING, time.monotonic_ns())
    return slot
