"""A program of somebody else that tells, line by line, how far it is."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import psutil


class Program:
    """Runs until it is left; each line it prints is heard on a thread of its own."""

    def __init__(
        self,
        command: Sequence[str],
        hear: Callable[[str], None],
        *,
        told: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it.

        Args:
            told: what it reads on its standard input, which stays open; nothing, if empty.
        """
        self._hear = hear
        self._program = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if told else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            start_new_session=True,
        )
        self.process = psutil.Process(self._program.pid)
        self._ears = threading.Thread(target=self._listen)
        self._ears.start()
        if self._program.stdin:
            self._program.stdin.write(told)
            self._program.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._program.kill()
        self._program.wait()
        self._ears.join()
        if self._program.stdin:
            self._program.stdin.close()

    def _listen(self) -> None:
        assert self._program.stdout
        with self._program.stdout as lines:
            for line in lines:
                self._hear(line)
