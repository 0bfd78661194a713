"""The thread that sends every picture at its moment. Runs with the system's Python (GStreamer)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final

from gi.repository import GstApp

from town.stream import PICTURE_NS, Stream

SLOTS: Final = 8  # cameras are spread over so many moments of the 40 ms


class Pacer(threading.Thread):
    """Sends every started stream's picture at its moment, 25 times a second, without drift."""

    def __init__(self) -> None:
        super().__init__(name="pacer", daemon=True)
        self._slots: list[tuple[Stream, ...]] = [()] * SLOTS
        self._requests: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._leaving = False

    def start_stream(self, stream: Stream, slot: int, source: GstApp.AppSrc) -> None:
        """Send the stream's pictures into `source` from the next tick on; any thread."""

        def start() -> None:
            stream.start(source)
            if stream not in self._slots[slot]:
                self._slots[slot] += (stream,)

        self._requests.put(start)

    def stop_stream(self, stream: Stream, slot: int, source: GstApp.AppSrc) -> None:
        """Nobody reads `source` any more; any thread."""

        def stop() -> None:
            if stream.stop(source):
                self._slots[slot] = tuple(each for each in self._slots[slot] if each is not stream)

        self._requests.put(stop)

    def leave(self) -> None:
        """Stop sending; returns when the last picture is out."""
        self._leaving = True
        self.join()

    def run(self) -> None:
        started_at_ns = time.monotonic_ns()
        turn = 0
        while not self._leaving:
            wait_ns = started_at_ns + turn * PICTURE_NS // SLOTS - time.monotonic_ns()
            if wait_ns > 0:
                time.sleep(wait_ns / 1e9)
            while not self._requests.empty():
                self._requests.get()()
            tick, slot = divmod(turn, SLOTS)
            for stream in self._slots[slot]:
                stream.push(tick)
            turn += 1
