"""What a wall shows of hostile cameras while they do their worst, and of the healthy one beside."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import psutil

from control_room.domain.camera import CameraId, Health, Stream, StreamUse
from control_room.video.hosts import CameraHosts
from tests.torture.behaviours import BEHAVIOURS, Must

NEIGHBOUR = CameraId(1)
SIZE_PX = (320, 180)
LOOKS_EVERY_S = 0.02
NEIGHBOUR_GAP_S = 3.0
ANSWERS_WITHIN_S = 0.05
BRIEFLY_S = 4.0
MOST_MEMORY_BYTES = 3 * 1024**3 // 2


@dataclass
class Observation:
    """What was seen in one stretch of time.

    Attributes:
        health: the states of each camera, in order.
        live_s: the longest time for which each camera was live.
        gap_s: the longest time in which the neighbour was not live.
        slowest_s: the slowest answer of the console's side that is not among the slowest hundredth,
            then the slowest of all.
        memory_bytes: the most memory of its own that a host had.
        replaced: hosts that ended and were started again.
    """

    health: dict[CameraId, list[Health]] = field(default_factory=dict)
    live_s: dict[CameraId, float] = field(default_factory=dict)
    gap_s: float = 0.0
    slowest_s: tuple[float, float] = (0.0, 0.0)
    memory_bytes: int = 0
    replaced: int = 0

    def faults(self) -> list[str]:
        """What must not be, whatever the cameras do."""
        faults = []
        if self.gap_s > NEIGHBOUR_GAP_S:
            faults.append(f"the neighbour was not live for {self.gap_s:.1f} s")
        if self.slowest_s[0] > ANSWERS_WITHIN_S:
            faults.append(f"the console waited {self.slowest_s[0] * 1000:.0f} ms for an answer")
        if self.memory_bytes > MOST_MEMORY_BYTES:
            faults.append(f"a host took {self.memory_bytes / 1e6:.0f} MB")
        return faults

    def figures(self) -> str:
        """For the table."""
        usual_s, worst_s = self.slowest_s
        return (
            f"neighbour away {self.gap_s:.1f} s, host {self.memory_bytes / 1e6:.0f} MB,"
            f" answers {usual_s * 1000:.1f} ms (worst {worst_s * 1000:.0f})"
        )

    def verdict(self, camera: CameraId, must: Must) -> list[str]:
        """What must not be of this camera."""
        lived_s = self.live_s[camera]
        seen = " → ".join(self.health[camera])
        if (must is Must.NEVER and lived_s) or (must is Must.BRIEFLY and lived_s > BRIEFLY_S):
            return [f"it was live for {lived_s:.1f} s: {seen}"]
        if must is Must.LIVE and self.health[camera][-1] is not Health.LIVE:
            return [f"it is not live at the end: {seen}"]
        return []


def observe(
    hosts: CameraHosts,
    cameras: Sequence[CameraId],
    seconds: float,
    is_over: Callable[[], bool] = lambda: False,
) -> Observation:
    """Look at these cameras and at the neighbour, as the wall does, until the time is up."""
    seen = Observation({each: [] for each in cameras}, dict.fromkeys(cameras, 0.0))
    restarts = sum(each.restarts for each in hosts.statistics())
    answers_s = []
    live_since_s: dict[CameraId, float] = {}
    began_s = live_s = memory_s = time.monotonic()
    while (now_s := time.monotonic()) < began_s + seconds and not is_over():
        for camera in (*cameras, NEIGHBOUR):
            asked_s = time.monotonic()
            health = hosts.state(camera, Stream.SUB).health
            hosts.picture(camera, Stream.SUB)
            answers_s.append(time.monotonic() - asked_s)
            if camera == NEIGHBOUR:
                if health is Health.LIVE:
                    live_s = now_s
                seen.gap_s = max(seen.gap_s, now_s - live_s)
                continue
            if health is Health.LIVE:
                lived_s = now_s - live_since_s.setdefault(camera, now_s)
                seen.live_s[camera] = max(seen.live_s[camera], lived_s, LOOKS_EVERY_S)
            else:
                live_since_s.pop(camera, None)
            if seen.health[camera][-1:] != [health]:
                seen.health[camera].append(health)
        if now_s > memory_s:
            memory_s = now_s + 0.25
            seen.memory_bytes = max(seen.memory_bytes, _largest_host_bytes(hosts))
        time.sleep(LOOKS_EVERY_S)
    answers_s.sort()
    seen.slowest_s = answers_s[len(answers_s) * 99 // 100], answers_s[-1]
    seen.replaced = sum(each.restarts for each in hosts.statistics()) - restarts
    return seen


def wanted(cameras: Sequence[CameraId]) -> Mapping[tuple[CameraId, Stream], StreamUse]:
    """These cameras and the neighbour."""
    return {(each, Stream.SUB): StreamUse(SIZE_PX, 5) for each in (*cameras, NEIGHBOUR)}


def _largest_host_bytes(hosts: CameraHosts) -> int:
    """Memory of its own of the largest host; what it shares with the console is the console's."""
    sizes = [0]
    for each in hosts.statistics():
        try:
            memory = psutil.Process(each.pid).memory_info()
        except psutil.NoSuchProcess:
            continue
        sizes.append(memory.rss - memory.shared)
    return max(sizes)


CAMERAS = {CameraId(100 + number): name for number, name in enumerate(BEHAVIOURS)}
