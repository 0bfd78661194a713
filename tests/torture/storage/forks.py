"""Children of a process that has imported everything once, each made in milliseconds."""

import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Told = dict[str, Any]
Tell = Callable[[Told], None]

GIVE_UP_S = 120.0


@dataclass
class Ended:
    """What a child told before it ended, and the signal that ended it (0: none)."""

    told: list[Told] = field(default_factory=list)
    signal: int = 0

    @property
    def crash(self) -> str | None:
        """The traceback of an exception that nobody caught, or the signal that nobody sent."""
        if self.signal not in (0, signal.SIGKILL):
            return f"signal {self.signal}"
        return next((told["crash"] for told in self.told if "crash" in told), None)


def forked(
    work: Callable[[Tell], None], *, kill_after_s: float | None = None, once_told: bool = False
) -> Ended:
    """Do the work in a child; kill it after a while if asked to.

    Args:
        once_told: the while begins with the first thing that it tells.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    try:
        lines = _all_told(reading, child, kill_after_s, once_told)
    finally:
        os.close(reading)
        _, status = os.waitpid(child, 0)
    # A last line may be cut where the child was killed: it was never told.
    whole = lines[: lines.rfind(b"\n") + 1].splitlines()
    return Ended([json.loads(line) for line in whole], os.WTERMSIG(status))


def _work(work: Callable[[Tell], None], writing: int) -> None:
    def tell(told: Told) -> None:
        os.write(writing, json.dumps(told).encode() + b"\n")

    try:
        work(tell)
    except BaseException:  # noqa: BLE001 - a child must end here, and its parent must know why
        tell({"crash": traceback.format_exc()})
    finally:
        os._exit(0)


def _all_told(reading: int, child: int, kill_after_s: float | None, once_told: bool) -> bytes:
    lines = b""
    limit_s = GIVE_UP_S if kill_after_s is None or once_told else kill_after_s
    deadline = time.monotonic() + limit_s
    killed = False
    while True:
        if not killed and time.monotonic() >= deadline:
            os.kill(child, signal.SIGKILL)
            killed = True
            if kill_after_s is None:
                lines += json.dumps({"crash": f"no end after {limit_s:.0f} s"}).encode() + b"\n"
        left_s = None if killed else max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([reading], [], [], left_s)
        if ready:
            some = os.read(reading, 65536)
            if not some:
                return lines
            if once_told and not lines and kill_after_s is not None:
                deadline = time.monotonic() + kill_after_s
            lines += some
