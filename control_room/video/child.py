"""One camera host as the console sees it: a process, its pipe, and whether it still answers."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from control_room.video.orders import Pipe

_ENDS_WITHIN_S: Final = 1.0

Heard = Callable[["HostProcess", dict[str, Any], list[bytes]], None]
Ended = Callable[["HostProcess"], None]


def _serve(connection: Connection, nice: int) -> None:
    from control_room.video.host import serve  # noqa: PLC0415 - keeps FFmpeg out of the console

    serve(connection, nice)


class HostProcess:
    """Starts a host; tells, on a thread of its own, what it says and that it ended.

    Must be made on a thread that outlives the process: Linux ends the host with that thread.

    Attributes:
        heard_at_ns: CLOCK_MONOTONIC of the last message, None before the first.
    """

    def __init__(self, name: str, nice: int, heard: Heard, ended: Ended) -> None:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, nice), name=name, daemon=True)
        self._process.start()
        there.close()
        self._pipe = Pipe(here)
        self._heard = heard
        self._ended = ended
        self.started_at_ns = time.monotonic_ns()
        self.heard_at_ns: int | None = None
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
                self._heard(self, words, blobs)
        self._ended(self)
