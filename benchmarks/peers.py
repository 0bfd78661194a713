"""Other programs that decode the same streams, so that our cost has a measure.

A peer is a command line for one stream, and a way to read from its output how many pictures it has
decoded so far. A new peer is one more value in `PEERS`.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit, urlunsplit

import numpy as np
import psutil

from benchmarks import machine
from benchmarks.errors import NotMeasured
from benchmarks.figures import NS_PER_S
from benchmarks.processes import watch

_FIRST_PICTURE_WITHIN_S = 30.0
_SETTLE_NS = 2 * NS_PER_S


@dataclass(frozen=True)
class RtspStream:
    """A stream of the town that the console showed, and how to open it."""

    camera: int
    stream: str
    codec: str
    url: str
    transport: str
    username: str
    password: str = field(repr=False)

    @property
    def url_with_password(self) -> str:
        """For programs that take the password in the address only."""
        if not self.username:
            return self.url
        parts = urlsplit(self.url)
        who = f"{quote(self.username, safe='')}:{quote(self.password, safe='')}"
        return urlunsplit(parts._replace(netloc=f"{who}@{parts.netloc}"))


@dataclass(frozen=True)
class Peer:
    """A program that decodes one stream per process.

    Attributes:
        version: one line, None when it is not installed.
        command: what to run for a stream; it prints on standard output as it goes.
        pictures_told: how many pictures were decoded so far, if the line says it.
    """

    name: str
    version: Callable[[], str | None]
    command: Callable[[RtspStream], list[str]]
    pictures_told: Callable[[str], int | None]


def _ffmpeg_command(stream: RtspStream) -> list[str]:
    return [
        "ffmpeg", "-nostdin", "-loglevel", "error",
        "-stats_period", "0.25", "-progress", "pipe:1",
        "-threads", "1", "-rtsp_transport", stream.transport, "-i", stream.url_with_password,
        "-map", "0:v", "-f", "null", "-",
    ]  # fmt: skip


def _ffmpeg_frames(line: str) -> int | None:
    name, _, value = line.partition("=")
    return int(value) if name == "frame" else None


PEERS = {
    "ffmpeg": Peer(
        "ffmpeg",
        version=lambda: machine.first_line("ffmpeg", "-version"),
        command=_ffmpeg_command,
        pictures_told=_ffmpeg_frames,
    )
}


class _Decoding:
    """One process of a peer at work, and its count of pictures over time."""

    def __init__(self, peer: Peer, stream: RtspStream) -> None:
        self._peer = peer
        self._stream = stream
        self._counts: list[tuple[int, int]] = []
        self._program = subprocess.Popen(
            peer.command(stream),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.process = psutil.Process(self._program.pid)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

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
        self._reader.join()

    def wait_for_picture(self, deadline_s: float) -> None:
        """Return when the first picture was decoded.

        Raises:
            NotMeasured: the program ended, or none came before the deadline.
        """
        while not (self._counts and self._counts[-1][1]):
            if self._program.poll() is not None or time.monotonic() > deadline_s:
                raise NotMeasured(f"{self._peer.name} decoded nothing of {self._stream.url}")
            time.sleep(0.05)

    def pictures(self, start_ns: int, end_ns: int) -> float:
        """Pictures decoded between two moments, between whose neighbours the count is even."""
        at_ns, counts = zip(*self._counts, strict=True)
        start, end = np.interp((start_ns, end_ns), at_ns, counts)
        return float(end - start)

    def _read(self) -> None:
        assert self._program.stdout
        with self._program.stdout as lines:
            for line in lines:
                count = self._peer.pictures_told(line)
                if count is not None:
                    self._counts.append((time.monotonic_ns(), count))


def measure(peer: Peer, streams: Sequence[RtspStream], seconds: int) -> dict[str, object]:
    """Have the peer decode all streams at once; what it cost over `seconds`.

    Raises:
        NotMeasured: a stream was not decoded, or a process ended.
    """
    load_before = machine.load()
    with ExitStack() as running:
        decodings = [running.enter_context(_Decoding(peer, stream)) for stream in streams]
        deadline_s = time.monotonic() + _FIRST_PICTURE_WITHIN_S
        for decoding in decodings:
            decoding.wait_for_picture(deadline_s)
        start_ns = time.monotonic_ns() + _SETTLE_NS
        cost = watch({peer.name: [each.process for each in decodings]}, start_ns, seconds)
        end_ns = time.monotonic_ns()
        time.sleep(0.5)  # the count around the window's end has then been told
        pictures = [each.pictures(start_ns, end_ns) for each in decodings]
    return {
        "version": peer.version(),
        "command": " ".join(peer.command(streams[0])),
        "load_before": load_before,
        "cpu": cost.as_json(),
        "pictures_per_s": [round(count / cost.seconds, 2) for count in pictures],
        "cpu_ms_per_picture": round(1000 * cost.cpu_s(peer.name) / sum(pictures), 3),
    }
