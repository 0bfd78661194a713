"""mpv, one process and one window a camera: what a script with a player in each corner does.

Chosen in its favour: `--vo=x11`, as there is no graphics card; its low-latency and fast-scaling
profiles; `--untimed`, which paints a picture when it is there; no sound, no controls, no scripts.
"""

from __future__ import annotations

import json
import socket
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import machine
from benchmarks.peers.peer import Peer, Tally, Work
from benchmarks.peers.program import Program
from benchmarks.peers.stream import Grid, RtspStream
from town.desk import Desk
from town.film_file import RATE

_ASK_EVERY_S = 0.5
_ANSWERS_WITHIN_S = 2.0
_POSITION_S = "time-pos"
_DROPPED = ("frame-drop-count", "decoder-frame-drop-count")
_READ_BYTES = 65_536


def command(stream: RtspStream, grid: Grid, index: int, ears: Path) -> list[str]:
    """A window without a frame where the console had its tile."""
    left, top = grid.place(index)
    width, height = grid.tile_px
    return [
        "mpv", "--no-config", "--profile=low-latency", "--profile=sw-fast", "--untimed",
        "--vo=x11", "--hwdec=no", "--no-audio", "--no-osc", "--no-input-default-bindings",
        "--load-scripts=no", "--ytdl=no", "--no-terminal", "--no-border",
        f"--geometry={width}x{height}+{left}+{top}", f"--rtsp-transport={stream.transport}",
        f"--input-ipc-server={ears}", stream.url_with_password,
    ]  # fmt: skip


def pictures_shown(properties: dict[str, float | None]) -> float | None:
    """Pictures shown so far, from what mpv tells of itself; None before the first.

    mpv does not count what it paints: the time it has shown, less the pictures it left out.
    """
    position_s = properties[_POSITION_S]
    if position_s is None:
        return None
    return position_s * RATE - sum(properties[name] or 0 for name in _DROPPED)


class _Interviewer:
    """Asks every mpv twice a second, on one thread, over its own socket."""

    def __init__(self, ears: Sequence[Path], tallies: Sequence[Tally]) -> None:
        self._waiting = dict(zip(ears, tallies, strict=True))
        self._answering: list[tuple[socket.socket, Tally]] = []
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        """Ask no more."""
        self._leave.set()
        self._thread.join()
        for connection, _ in self._answering:
            connection.close()

    def _run(self) -> None:
        while not self._leave.wait(_ASK_EVERY_S):
            for ears in [path for path in self._waiting if path.exists()]:
                connection = socket.socket(socket.AF_UNIX)
                connection.settimeout(_ANSWERS_WITHIN_S)
                try:
                    connection.connect(str(ears))
                except OSError:  # it made the name and does not listen yet
                    connection.close()
                    continue
                self._answering.append((connection, self._waiting.pop(ears)))
            for answering in list(self._answering):
                connection, tally = answering
                try:
                    count = pictures_shown(_properties(connection))
                except OSError:  # it has ended, which the count that stops will tell
                    self._answering.remove(answering)
                    connection.close()
                    continue
                if count is not None:
                    tally.tell(count)


def _properties(connection: socket.socket) -> dict[str, float | None]:
    """What one mpv says of its position and of what it left out.

    Raises:
        OSError: it hung up, or does not answer.
    """
    names = (_POSITION_S, *_DROPPED)
    orders = [
        json.dumps({"command": ["get_property", name], "request_id": number})
        for number, name in enumerate(names, start=1)
    ]
    connection.sendall(("\n".join(orders) + "\n").encode())
    answers: dict[str, float | None] = {}
    heard = b""
    deadline_s = time.monotonic() + _ANSWERS_WITHIN_S
    while len(answers) < len(names):
        words = connection.recv(_READ_BYTES)
        if not words or time.monotonic() > deadline_s:
            raise OSError("mpv does not answer")
        *lines, heard = (heard + words).split(b"\n")
        for line in lines:
            said = json.loads(line)
            if said.get("request_id"):
                answers[names[said["request_id"] - 1]] = said.get("data")
    return answers


def _start(streams: Sequence[RtspStream], grid: Grid, running: ExitStack) -> Work:
    desk = running.enter_context(Desk())
    folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="vigie-bench-")))
    ears = [folder / str(index) for index in range(len(streams))]
    tallies = [Tally() for _ in streams]
    commands = [command(stream, grid, index, ears[index]) for index, stream in enumerate(streams)]
    programs = [
        running.enter_context(Program(each, lambda _line: None, environment=desk.environment))
        for each in commands
    ]
    running.callback(_Interviewer(ears, tallies).close)
    return Work([each.process for each in programs], tallies, " ".join(commands[0]))


MPV = Peer(
    "mpv",
    shows=True,
    largest_wall=16,
    version=lambda: machine.first_line("mpv", "--version"),
    install="apt-get install --no-install-recommends mpv",
    start=_start,
)
