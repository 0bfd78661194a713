"""What processes cost: CPU time second by second, and memory without counting a page twice."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.errors import NotMeasured
from benchmarks.figures import NS_PER_S

Group = Sequence[psutil.Process]

_SHARED_MEMORY = "/dev/shm/"


@dataclass(frozen=True)
class Cost:
    """CPU time of groups of processes over a window.

    Attributes:
        seconds: length of the window, as it was.
        samples: about one a second: seconds since the window began, and CPU seconds of each group
            since then.
    """

    seconds: float
    samples: tuple[tuple[float, Mapping[str, float]], ...]

    def cpu_s(self, group: str) -> float:
        """CPU seconds of a group, user and system, over the whole window."""
        return self.samples[-1][1][group]

    def percent(self, group: str) -> float:
        """Share of one core that the group took."""
        return 100 * self.cpu_s(group) / self.seconds

    def as_json(self) -> dict[str, object]:
        """Percentages of one core, and the samples they come from."""
        return {
            "seconds": round(self.seconds, 3),
            "percent_of_a_core": {
                name: round(self.percent(name), 2) for name in self.samples[-1][1]
            },
            "cpu_s_by_second": [
                {"at_s": round(at_s, 3), **{name: round(cpu_s, 4) for name, cpu_s in cpu.items()}}
                for at_s, cpu in self.samples
            ],
        }


@dataclass(frozen=True)
class Held:
    """What a process and its descendants hold at one moment.

    Attributes:
        memory_mb: of all (PSS).
        first_mb: of it, the process itself.
    """

    memory_mb: float
    first_mb: float
    processes: int
    threads: int
    files: int
    shared_memories: int


def watch(groups: Mapping[str, Group], start_ns: int, seconds: int) -> Cost:
    """Wait for `start_ns` (CLOCK_MONOTONIC), then watch the groups for `seconds`.

    Raises:
        NotMeasured: one of the processes ended meanwhile; its CPU time is lost.
    """
    samples = []
    before: dict[str, float] = {}
    begun_ns = 0
    for second in range(seconds + 1):
        time.sleep(max(0.0, (start_ns + second * NS_PER_S - time.monotonic_ns()) / NS_PER_S))
        now_ns = time.monotonic_ns()
        cpu = {name: sum(map(_cpu_s, group)) for name, group in groups.items()}
        if second == 0:
            begun_ns, before = now_ns, cpu
        else:
            since = {name: cpu[name] - before[name] for name in cpu}
            samples.append(((now_ns - begun_ns) / NS_PER_S, since))
    return Cost(samples[-1][0], tuple(samples))


def family(pid: int) -> list[psutil.Process]:
    """A process with all its descendants, first itself."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def memory_mb(group: Group) -> float:
    """Memory of the processes (PSS): shared pages are divided among those that share them."""
    return sum(process.memory_full_info().pss for process in group) / 1e6


def held(pid: int) -> Held:
    """What a process and its descendants hold now.

    A descendant that ends meanwhile is left out.
    """
    memory: dict[int, float] = {}
    threads = files = 0
    segments: set[str] = set()
    for process in family(pid):
        try:
            mapped = Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")
            memory[process.pid] = memory_mb([process])
            threads += process.num_threads()
            files += process.num_fds()
        except (psutil.NoSuchProcess, ProcessLookupError, FileNotFoundError):
            continue
        segments |= {line.split()[5] for line in mapped.splitlines() if _SHARED_MEMORY in line}
    return Held(
        memory_mb=round(sum(memory.values()), 2),
        first_mb=round(memory.get(pid, 0.0), 2),
        processes=len(memory),
        threads=threads,
        files=files,
        shared_memories=len(segments),
    )


def _cpu_s(process: psutil.Process) -> float:
    """CPU time of a process with all threads it ever had, to the nanosecond.

    /proc counts in steps of 10 ms, too coarse for sixty-four small processes. The clock is the one
    that clock_getcpuclockid(3) names.
    """
    try:
        is_alive = process.status() not in (psutil.STATUS_DEAD, psutil.STATUS_ZOMBIE)
        cpu_ns = time.clock_gettime_ns(~process.pid << 3 | 2)
    except (psutil.NoSuchProcess, OSError):
        is_alive = False
    if not is_alive:
        raise NotMeasured(f"process {process.pid} ended while it was watched")
    return cpu_ns / NS_PER_S
