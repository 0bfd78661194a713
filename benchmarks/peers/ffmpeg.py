"""ffmpeg, which decodes and shows nothing: the least that a picture costs, one process a stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from benchmarks import machine
from benchmarks.peers.peer import Peer, Tally, Work
from benchmarks.peers.program import Program
from benchmarks.peers.stream import Grid, RtspStream


def command(stream: RtspStream) -> list[str]:
    """One thread, no output; it tells its progress four times a second."""
    return [
        "ffmpeg", "-nostdin", "-loglevel", "error",
        "-stats_period", "0.25", "-progress", "pipe:1",
        "-threads", "1", "-rtsp_transport", stream.transport, "-i", stream.url_with_password,
        "-map", "0:v", "-f", "null", "-",
    ]  # fmt: skip


def pictures_told(line: str) -> int | None:
    """How many pictures were decoded so far, if the line says it."""
    name, _, value = line.partition("=")
    return int(value) if name == "frame" else None


def _start(streams: Sequence[RtspStream], _grid: Grid, running: ExitStack) -> Work:
    tallies = [Tally() for _ in streams]
    programs = [
        running.enter_context(Program(command(stream), _ears(tally)))
        for stream, tally in zip(streams, tallies, strict=True)
    ]
    return Work([each.process for each in programs], tallies, " ".join(command(streams[0])))


def _ears(tally: Tally) -> Callable[[str], None]:
    def hear(line: str) -> None:
        count = pictures_told(line)
        if count is not None:
            tally.tell(count)

    return hear


FFMPEG = Peer(
    "ffmpeg",
    shows=False,
    largest_wall=64,
    version=lambda: machine.first_line("ffmpeg", "-version"),
    install="apt-get install ffmpeg",
    start=_start,
)
