"""Walls that somebody would write in an afternoon: one process, one window, a grid of pictures.

OpenCV runs with our own Python. Qt Multimedia has an environment of its own, so that what Vigie
stands on does not grow: `python -m benchmarks peers` makes it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.errors import NotMeasured
from benchmarks.peers.peer import Peer, Tally, Work
from benchmarks.peers.program import Program
from benchmarks.peers.stream import Grid, RtspStream
from town.desk import Desk

ENVIRONMENT: Final = Path(__file__).parents[2] / ".cache" / "peers"
_PYTHON: Final = ENVIRONMENT / "bin" / "python"
_PACKAGES: Final = ("PySide6-Essentials", "PySide6-Addons", "shiboken6")
_OURS: Final = "PySide6-Essentials"
_OPENCV: Final = "opencv-python-headless"


def install() -> str:
    """Make the environment of Qt Multimedia, of our own Qt's version; what it holds.

    Raises:
        NotMeasured: its packages cannot be had.
    """
    if _qt_multimedia() is None:
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        packages = [f"{name}=={version(_OURS)}" for name in _PACKAGES]
        done = subprocess.run(
            [_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise NotMeasured(f"Qt Multimedia was not installed: {done.stderr.strip()[-300:]}")
    return f"Qt Multimedia {version(_OURS)} in {ENVIRONMENT}"


def job(streams: Sequence[RtspStream], grid: Grid) -> str:
    """What a window is told: a line of JSON, so that no password is on a command line."""
    words = {
        "urls": [stream.url_with_password for stream in streams],
        "places": [grid.place(index) for index in range(len(streams))],
        "tile_px": grid.tile_px,
    }
    return json.dumps(words) + "\n"


def _start(
    command: Sequence[str], streams: Sequence[RtspStream], grid: Grid, running: ExitStack
) -> Work:
    desk = running.enter_context(Desk())
    tallies = [Tally() for _ in streams]
    program = running.enter_context(
        Program(command, _ears(tallies), told=job(streams, grid), environment=desk.environment)
    )
    return Work([program.process], tallies, " ".join(command))


def _ears(tallies: Sequence[Tally]) -> Callable[[str], None]:
    def hear(line: str) -> None:
        for tally, count in zip(tallies, json.loads(line), strict=True):
            tally.tell(count)

    return hear


def _qt_multimedia() -> str | None:
    package = f"pyside6_addons-{version(_OURS)}.dist-info"
    installed = any(
        each.name.lower() == package for each in ENVIRONMENT.glob("lib/*/site-packages/*")
    )
    return f"Qt Multimedia {version(_OURS)}, FFmpeg backend" if installed else None


OPENCV = Peer(
    "opencv",
    shows=True,
    largest_wall=16,
    version=lambda: f"OpenCV {version(_OPENCV)}, PySide6 {version(_OURS)}",
    install="make setup",
    start=partial(_start, [sys.executable, "-m", "benchmarks.peers.opencv_window"]),
)
QT_MULTIMEDIA = Peer(
    "qtmultimedia",
    shows=True,
    largest_wall=16,
    version=_qt_multimedia,
    install="python -m benchmarks peers",
    start=partial(_start, [str(_PYTHON), "-m", "benchmarks.peers.qt_multimedia_window"]),
)
