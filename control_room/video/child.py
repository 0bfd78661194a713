"""One camera host as the console sees it: a process, its pipe, and whether it still answers."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from typing import Any, Final

import psutil

from control_room.video.orders import Pipe

_ENDS_WITHIN_S: Final = 1.0
_CPU_OF_A_HANG_S: Final = 0.5  # more than any picture takes, above the silence that came before
_FORKS: Final = "forkserver" in multiprocessing.get_all_start_methods()
_READY: Final = (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP)

Heard = Callable[["HostProcess", dict[str, Any], list[bytes]], None]
Ended = Callable[["HostProcess"], None]


def _serve(connection: Connection, nice: int) -> None:
    from control_room.video.host import serve  # noqa: PLC0415 - keeps FFmpeg out of the console

    if _FORKS:
        _let_go_of_the_console()
    serve(connection, nice)


def _let_go_of_the_console() -> None:
    """Close the line whose end tells the parent of all hosts that the console has ended.

    WORKAROUND: Python gives a copy of it to every host. One that is stopped would keep the parent,
    and with it itself, alive for ever.
    """
    from multiprocessing import forkserver  # noqa: PLC0415 - not every system has it

    parent: Any = forkserver._forkserver
    if parent._forkserver_alive_fd is not None:
        os.close(parent._forkserver_alive_fd)
        parent._forkserver_alive_fd = None


def _context() -> ForkServerContext | SpawnContext:
    """How hosts are started: copies of a process that has loaded all they need, where that exists.

    That process has one thread, no screen and no database; a new host takes milliseconds, and what
    all hosts have in common is in memory once. It ends with the console, and its copies with it.
    """
    # A host computes on one thread; a library's idle threads only take memory.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if _FORKS:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["control_room.video.host"])
        return context
    return multiprocessing.get_context("spawn")


class HostProcess:
    """Starts a host; tells, on a thread of its own, what it says and that it ended.

    Attributes:
        heard_at_ns: CLOCK_MONOTONIC of the last message, None before the first.
        is_copy: of a process that has loaded all it needs: it need not do so itself.
    """

    is_copy: Final = _FORKS

    def __init__(self, name: str, nice: int, heard: Heard, ended: Ended) -> None:
        context = _context()
        here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, nice), name=name, daemon=True)
        self._process.start()
        there.close()
        self._pipe = Pipe(here)
        self._heard = heard
        self._ended = ended
        self.started_at_ns = time.monotonic_ns()
        self.heard_at_ns: int | None = None
        self._cpu_when_silent_s: float | None = None
        self._was_idle = False
        self._listener = threading.Thread(target=self._listen, name=f"{name} listener", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid or 0

    def send(self, order: dict[str, object]) -> None:
        """Give an order. A host that is gone has nothing to obey with; `ended` tells of that."""
        with contextlib.suppress(OSError):
            self._pipe.send(order)

    def hangs(self) -> bool:
        """Whether a host that was silent too long is to blame for it, and not a busy computer.

        A host that waits for a processor can say nothing: it is ready to run, and does not. One
        that sleeps or is stopped, asked twice, or runs on and on without a word, hangs.
        """
        try:
            process = psutil.Process(self.pid)
            is_ready = process.status() in _READY
            times = process.cpu_times()
        except psutil.Error:
            return True
        cpu_s = times.user + times.system
        if self._cpu_when_silent_s is None:
            self._cpu_when_silent_s = cpu_s
        was_idle, self._was_idle = self._was_idle, not is_ready
        hangs_idle = was_idle and not is_ready
        return hangs_idle or cpu_s - self._cpu_when_silent_s > _CPU_OF_A_HANG_S

    def kill(self) -> None:
        """End the process now, whatever it does."""
        self._process.kill()
        self._put_away()

    def wait(self, deadline_s: float) -> None:
        """Give it until `deadline_s` (time.monotonic) to end by itself, then end it."""
        self._process.join(max(0.0, deadline_s - time.monotonic()))
        self.kill()

    def _put_away(self) -> None:
        self._process.join(_ENDS_WITHIN_S)
        self._listener.join(_ENDS_WITHIN_S)
        self._pipe.close()

    def _listen(self) -> None:
        # ValueError: what came is no message; a host that speaks nonsense is as good as dead.
        with contextlib.suppress(EOFError, OSError, ValueError):
            while True:
                words, blobs = self._pipe.receive()
                self.heard_at_ns = time.monotonic_ns()
                self._cpu_when_silent_s, self._was_idle = None, False
                self._heard(self, words, blobs)
        self._ended(self)
