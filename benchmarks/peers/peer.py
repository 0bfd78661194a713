"""What a peer is, and how it is measured: the same streams, for as long, in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np
import psutil

from benchmarks import machine
from benchmarks.errors import NotMeasured
from benchmarks.figures import NS_PER_S
from benchmarks.peers.stream import Grid, RtspStream
from benchmarks.processes import memory_mb, watch

_FIRST_PICTURE_WITHIN_S = 40.0
_SETTLE_NS = 2 * NS_PER_S
_TOLD_WITHIN_S = 1.0


class Tally:
    """How many pictures of one stream had been shown, at the moments when it was told."""

    def __init__(self) -> None:
        self._told: list[tuple[int, float]] = []

    def tell(self, count: float) -> None:
        """So many now."""
        self._told.append((time.monotonic_ns(), count))

    @property
    def newest(self) -> float:
        """The last count."""
        return self._told[-1][1] if self._told else 0

    def between(self, start_ns: int, end_ns: int) -> float:
        """Pictures between two moments, between whose neighbours the count is even."""
        at_ns, counts = zip(*self._told, strict=True)
        start, end = np.interp((start_ns, end_ns), at_ns, counts)
        return float(end - start)


@dataclass(frozen=True)
class Work:
    """A peer at work.

    Attributes:
        tallies: one for each stream, in their order.
        command: what was run, for the report.
    """

    processes: Sequence[psutil.Process]
    tallies: Sequence[Tally]
    command: str


@dataclass(frozen=True)
class Peer:
    """A program that others would use, set up in its own favour.

    Attributes:
        shows: it paints the pictures, as the console does; else it only decodes them.
        largest_wall: beyond so many tiles two cores do not carry it.
        version: one line, None when it is not installed.
        install: how to install it.
        start: begins to work on all streams; what it opens is closed with the stack.
    """

    name: str
    shows: bool
    largest_wall: int
    version: Callable[[], str | None]
    install: str
    start: Callable[[Sequence[RtspStream], Grid, ExitStack], Work] = field(repr=False)


def measure(
    peer: Peer, streams: Sequence[RtspStream], grid: Grid, seconds: int
) -> dict[str, object]:
    """What the peer costs on all streams at once, or `failed`: why it gave no figure.

    A peer that fails stops nothing else.
    """
    if len(streams) > peer.largest_wall:
        return {"failed": f"not run with more than {peer.largest_wall} streams"}
    version = peer.version()
    if version is None:
        return {"failed": f"not installed; {peer.install}"}
    load_before = machine.load()
    try:
        with ExitStack() as running:
            figures = _figures(peer, peer.start(streams, grid, running), seconds)
    except (NotMeasured, OSError, psutil.Error) as error:
        return {"version": version, "failed": str(error)}
    return {"version": version, "load_before": load_before, **figures}


def _figures(peer: Peer, work: Work, seconds: int) -> dict[str, object]:
    _wait_for_pictures(peer, work)
    start_ns = time.monotonic_ns() + _SETTLE_NS
    cost = watch({peer.name: work.processes}, start_ns, seconds)
    end_ns = time.monotonic_ns()
    memory = memory_mb(work.processes)
    time.sleep(_TOLD_WITHIN_S)  # the count around the window's end has then been told
    pictures = [tally.between(start_ns, end_ns) for tally in work.tallies]
    if sum(pictures) < 1:
        raise NotMeasured("it showed one picture of each stream and no more")
    return {
        "command": work.command,
        "cpu": cost.as_json(),
        "pictures_per_s": [round(count / cost.seconds, 2) for count in pictures],
        "cpu_ms_per_picture": round(1000 * cost.cpu_s(peer.name) / sum(pictures), 3),
        "memory_mb_per_tile": round(memory / len(pictures), 1),
    }


def _wait_for_pictures(peer: Peer, work: Work) -> None:
    deadline_s = time.monotonic() + _FIRST_PICTURE_WITHIN_S
    while missing := [tally for tally in work.tallies if tally.newest < 1]:
        if gone := [process.pid for process in work.processes if _has_ended(process)]:
            raise NotMeasured(f"{peer.name} ended before its first picture (process {gone[0]})")
        if time.monotonic() > deadline_s:
            raise NotMeasured(
                f"{peer.name} gave no picture of {len(missing)} of {len(work.tallies)} streams"
                f" within {_FIRST_PICTURE_WITHIN_S:g} s"
            )
        time.sleep(0.05)


def _has_ended(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
