"""A place for a host process: starts it, watches it, starts it again or pauses."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from control_room.domain.camera import Health
from control_room.video.child import HostProcess
from control_room.video.orders import StreamKey
from control_room.video.watched import Watched, named

logger = logging.getLogger(__name__)

SILENT_AFTER_NS: Final = 1_000_000_000
SILENT_AT_MOST_NS: Final = 10_000_000_000
STARTS_WITHIN_NS: Final = 15_000_000_000
COPIED_WITHIN_NS: Final = 2_500_000_000
RESTARTS_A_MINUTE: Final = 5
PAUSE_NS: Final = 60_000_000_000

_MINUTE_NS: Final = 60_000_000_000


@dataclass(frozen=True)
class Terms:
    """What every host is started with.

    Attributes:
        later: runs a call on the supervisor's thread, where all of a place's methods run.
        hear: takes what a host says.
        lost: told that what was asked of the host will not be answered, and which of its streams
            were being decoded when it ended.
    """

    nice: int
    begin: dict[str, object]
    later: Callable[[Callable[[], None]], None]
    hear: Callable[[Place, dict[str, Any], list[bytes]], None]
    lost: Callable[[Place, list[StreamKey]], None]


class Place:
    """Keeps its streams and its history over restarts.

    Attributes:
        is_solitary: for one stream alone, which has ended hosts before.
        paused_until_ns: CLOCK_MONOTONIC; None while it is not paused.
    """

    def __init__(self, name: str, terms: Terms, *, is_solitary: bool = False) -> None:
        self.name = name
        self.is_solitary = is_solitary
        self.streams: dict[StreamKey, Watched] = {}
        self.process: HostProcess | None = None
        self.restarts = 0
        self.paused_until_ns: int | None = None
        self._terms = terms
        self._starts_ns: deque[int] = deque(maxlen=RESTARTS_A_MINUTE + 1)

    @property
    def cost(self) -> float:
        """Processor time that its streams take."""
        return sum(each.cost for each in self.streams.values())

    def start(self) -> None:
        """Start a process, which opens all streams of this place."""
        later, hear = self._terms.later, self._terms.hear
        if self.paused_until_ns is not None:
            self.paused_until_ns = None
            self._starts_ns.clear()
        self._starts_ns.append(time.monotonic_ns())

        def heard(process: HostProcess, words: dict[str, Any], blobs: list[bytes]) -> None:
            if words.get("say") != "alive":
                later(lambda: hear(self, words, blobs) if self.process is process else None)

        self.process = HostProcess(
            self.name,
            self._terms.nice,
            heard=heard,
            ended=lambda process: later(lambda: self._end(process)),
        )
        self.send(self._terms.begin)
        for watched in self.streams.values():
            watched.slot.set_state(Health.CONNECTING, time.monotonic_ns())
            self.send(watched.open_order())

    def send(self, order: dict[str, object]) -> None:
        """Give an order; without a process it is of no use, and the next one is told all."""
        if self.process is not None:
            self.process.send(order)

    def open(self, watched: Watched) -> None:
        """Take a stream in."""
        self.streams[watched.key] = watched
        if self.paused_until_ns is not None:
            watched.slot.set_state(Health.HALTED, time.monotonic_ns(), self.paused_until_ns)
        self.send(watched.open_order())

    def close(self, watched: Watched) -> None:
        """Let a stream go."""
        del self.streams[watched.key]
        self.send({"do": "close", **named(watched.key)})

    def retry(self, key: StreamKey) -> None:
        """Connect at once; a pause of the host is over."""
        if self.process is None:
            self.start()
        else:
            self.send({"do": "retry", **named(key)})

    def forgive(self, now_ns: int) -> None:
        """The console was held up: what the host said meanwhile is still to be read."""
        if self.process is None:
            return
        if self.process.heard_at_ns is None:
            self.process.started_at_ns = now_ns
        else:
            self.process.heard_at_ns = now_ns

    def watch_over(self, now_ns: int) -> None:
        """Replace a process that hangs; start one when a pause is over."""
        process = self.process
        if process is None:
            if self.paused_until_ns is not None and now_ns >= self.paused_until_ns:
                self.start()
        elif process.heard_at_ns is None:
            started_ns = now_ns - process.started_at_ns
            if started_ns > STARTS_WITHIN_NS or (
                process.is_copy and started_ns > COPIED_WITHIN_NS and process.hangs()
            ):
                self.restart("did not start")
        else:
            silent_ns = now_ns - process.heard_at_ns
            if silent_ns > SILENT_AT_MOST_NS or (silent_ns > SILENT_AFTER_NS and process.hangs()):
                self.restart("is silent")
        for watched in self.streams.values():
            watched.measure_cost(now_ns)

    def restart(self, reason: str) -> None:
        """Replace the process; its tiles stop looking live at once."""
        if self.process is None:
            return
        logger.warning("%s (process %s) %s: restarting", self.name, self.process.pid, reason)
        now_ns = time.monotonic_ns()
        for watched in self.streams.values():
            watched.slot.set_state(Health.CONNECTING, now_ns)
        self.process.kill()
        self.process = None
        self.restarts += 1
        in_decoder = [key for key, each in self.streams.items() if each.slot.take_in_decoder()]
        self._terms.lost(self, in_decoder)
        starts = self._starts_ns
        if len(starts) <= RESTARTS_A_MINUTE or now_ns - starts[0] > _MINUTE_NS:
            self.start()
            return
        self.paused_until_ns = now_ns + PAUSE_NS
        logger.error("%s ended %s times in a minute: paused", self.name, len(starts))
        for watched in self.streams.values():
            watched.slot.set_state(Health.HALTED, now_ns, self.paused_until_ns)

    def stop(self, deadline_s: float) -> None:
        """End the process, which was told to, by `deadline_s` (time.monotonic)."""
        if self.process is not None:
            self.process.wait(deadline_s)
            self.process = None

    def _end(self, process: HostProcess) -> None:
        if self.process is process:
            self.restart("ended")
