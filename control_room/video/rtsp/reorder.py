"""Puts UDP packets back in order; a lost one is given up soon, because the pictures wait for it."""

from __future__ import annotations

import asyncio
from typing import Final

from control_room.video.rtsp.rtp import HEADER_BYTES, Counters, RtpStream

PATIENCE_S: Final = 0.1
MOST_HELD: Final = 128


class Reorder:
    """Passes packets on to a stream in the order of their numbers; those in order at once."""

    def __init__(
        self, stream: RtpStream, counters: Counters, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._stream = stream
        self._counters = counters
        self._loop = loop
        self._next = -1
        self._held: dict[int, bytes] = {}
        self._timer: asyncio.TimerHandle | None = None

    def receive(self, data: memoryview, start: int, end: int) -> None:
        """Take in the packet `data[start:end]`."""
        if end - start < HEADER_BYTES:
            return
        sequence = data[start + 2] << 8 | data[start + 3]
        if sequence == self._next:
            self._pass_on(data, start, end)
            if self._held:
                self._counters.reordered += 1
                self._release()
            return
        ahead = sequence - self._next & 0xFFFF
        if self._next < 0 or ahead >= 0x8000:
            self._pass_on(data, start, end)  # the first, or one the stream knows to be late
        elif ahead < MOST_HELD:
            self._held.setdefault(sequence, bytes(data[start:end]))
            if self._timer is None:
                self._timer = self._loop.call_later(PATIENCE_S, self.give_up)
        else:
            while self._held:
                self.give_up()
            self._pass_on(data, start, end)

    def give_up(self) -> None:
        """Pass on what waits for the packet that is missing."""
        self._next = min(self._held, key=lambda sequence: sequence - self._next & 0xFFFF)
        self._release()

    def close(self) -> None:
        """Hold nothing any more."""
        self._held.clear()
        self._release()

    def _release(self) -> None:
        """Pass on what follows without a gap; wait anew for the next missing one."""
        while (packet := self._held.pop(self._next, None)) is not None:
            self._pass_on(memoryview(packet), 0, len(packet))
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._held:
            self._timer = self._loop.call_later(PATIENCE_S, self.give_up)

    def _pass_on(self, data: memoryview, start: int, end: int) -> None:
        self._stream.receive(data, start, end)
        self._next = self._stream.next_sequence
