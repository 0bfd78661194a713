"""One look at the camera hosts and their processes, and the figures that two looks give."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import psutil

from control_room.domain.camera import CameraId, Stream
from control_room.video.frames import StreamCounters
from control_room.video.hosts import HostStatistics

_NS_PER_S = 1_000_000_000

Counters = Mapping[tuple[CameraId, Stream], StreamCounters]


@dataclass(frozen=True)
class ProcessFigures:
    """What a process costs.

    Attributes:
        cpu_percent: of one core, since the look before; None at the first.
        memory_bytes: resident, shared pictures included.
    """

    pid: int
    cpu_percent: float | None
    memory_bytes: int


@dataclass(frozen=True)
class CameraFigures:
    """What a camera's streams together were over the last seconds; None: not known yet.

    Attributes:
        pictures_per_s: shown, of the stream that showed most.
        loss: share of RTP packets that never came, 0 to 1.
        spoiled: damaged pictures since the stream is watched.
        decode_ms: processor time a decoded picture took.
        ring_s: how far back the camera can be replayed.
    """

    pictures_per_s: float | None
    bits_per_s: float | None
    loss: float | None
    spoiled: int
    reconnects: int
    decode_ms: float | None
    ring_s: float
    ring_bytes: int


@dataclass(frozen=True)
class Sample:
    """One look.

    Attributes:
        at_ns: CLOCK_MONOTONIC.
        processes: by process number; a process that has just ended is missing.
    """

    at_ns: int
    console: ProcessFigures | None
    hosts: Sequence[HostStatistics]
    processes: Mapping[int, ProcessFigures]
    cameras: Mapping[CameraId, CameraFigures]
    counters: Counters = field(repr=False)


class Sampler:
    """Looks from a thread that may wait; one look at a time."""

    def __init__(self, statistics: Callable[[], list[HostStatistics]]) -> None:
        self._statistics = statistics
        self._processes: dict[int, psutil.Process] = {}

    def take(self, before: Sample | None) -> Sample:
        """Look now.

        Args:
            before: the look that the figures count from.
        """
        at_ns = time.monotonic_ns()
        hosts = self._statistics()
        processes = self._weigh({os.getpid(), *(host.pid for host in hosts if host.pid)})
        counters = {key: read for host in hosts for key, read in host.streams.items()}
        return Sample(
            at_ns=at_ns,
            console=processes.pop(os.getpid(), None),
            hosts=hosts,
            processes=processes,
            cameras=camera_figures(
                counters,
                before.counters if before else {},
                (at_ns - before.at_ns) / _NS_PER_S if before else 0.0,
            ),
            counters=counters,
        )

    def _weigh(self, pids: Iterable[int]) -> dict[int, ProcessFigures]:
        figures, known = {}, self._processes
        self._processes = {}
        for pid in pids:
            try:
                process = known.get(pid)
                cpu_percent = None
                if process is None:
                    process = psutil.Process(pid)
                    process.cpu_percent(None)
                else:
                    cpu_percent = process.cpu_percent(None)
                figures[pid] = ProcessFigures(pid, cpu_percent, process.memory_info().rss)
                self._processes[pid] = process
            except psutil.NoSuchProcess:
                continue
        return figures


def camera_figures(
    now: Counters, before: Counters, passed_s: float
) -> dict[CameraId, CameraFigures]:
    """The figures of each camera from its counters now and `passed_s` ago.

    A stream that was not there before, or was closed and opened again meanwhile, counts from zero
    and has no rates yet.
    """
    streams: dict[CameraId, list[tuple[StreamCounters, StreamCounters | None]]] = {}
    for key, counters in now.items():
        earlier = before.get(key)
        if earlier is not None and earlier.packets > counters.packets:
            earlier = None
        streams.setdefault(key[0], []).append((counters, earlier))
    return {camera: _together(pairs, passed_s) for camera, pairs in streams.items()}


def _together(
    pairs: list[tuple[StreamCounters, StreamCounters | None]], passed_s: float
) -> CameraFigures:
    known = [(now, earlier) for now, earlier in pairs if earlier is not None and passed_s > 0]
    packets = sum(now.packets - earlier.packets for now, earlier in known)
    lost = sum(now.lost - earlier.lost for now, earlier in known)
    decoded = sum(now.decoded - earlier.decoded for now, earlier in known)
    decode_ns = sum(now.decode_ns - earlier.decode_ns for now, earlier in known)
    received = sum(now.bytes - earlier.bytes for now, earlier in known)
    return CameraFigures(
        pictures_per_s=max(
            ((now.shown - was.shown) / passed_s for now, was in known), default=None
        ),
        bits_per_s=received * 8 / passed_s if known else None,
        loss=lost / (packets + lost) if packets + lost > 0 else None,
        spoiled=sum(now.spoiled for now, _ in pairs),
        reconnects=sum(max(0, now.connections - 1) for now, _ in pairs),
        decode_ms=decode_ns / decoded / 1e6 if decoded > 0 else None,
        ring_s=max(now.ring_ns for now, _ in pairs) / _NS_PER_S,
        ring_bytes=sum(now.ring_bytes for now, _ in pairs),
    )
