"""Films made once and kept: every scene drawn, encoded for each stream and codec that a camera
needs.

The cache folder is named after what the films depend on (the sources of this package's drawing
side, the sizes, the rates), so a change of the drawing makes new films and never serves old ones.
Each film appears whole or not at all; an interrupted preparation keeps what is finished. Nothing
here draws or encodes: `town.drawing` does, in a process of its own per scene.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from town.errors import TownError
from town.film_file import COVER, DARK, GOP, STREAMS, Codec, film_name

LOOP: Final = 300  # pictures of a generated scene: 12 s
FOOTAGE_LOOP: Final = 750  # pictures taken of a real video at most: 30 s
_DRAWING_SOURCES: Final = (
    "drawing.py",
    "encoder.py",
    "film_file.py",
    "frame_number.py",
    "scenes/**/*.py",
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SceneOrder:
    """A scene and the codecs in which it is needed.

    `footage` is the real video it comes from, if any.
    """

    scene: str
    codecs: tuple[Codec, ...]
    footage: Path | None = None

    @property
    def pictures(self) -> int:
        """How many pictures will be drawn, at most."""
        if self.footage:
            return FOOTAGE_LOOP
        return GOP if self.scene in (COVER, DARK) else LOOP


def cache_folder() -> Path:
    """Where the films of this version of the town are kept."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "vigie" / "town" / _version()


def footage_scene(footage: Path) -> str:
    """The name under which a real video is kept.

    Another file, or the same one changed, gets another name.
    """
    try:
        stat = footage.stat()
    except OSError as error:
        raise TownError(
            f"The footage {footage} cannot be read ({error.strerror}).", "Name a video file."
        ) from error
    known = f"{footage.resolve()} {stat.st_size} {stat.st_mtime_ns}"
    return f"footage-{hashlib.sha256(known.encode()).hexdigest()[:12]}"


def prepare(folder: Path, orders: Iterable[SceneOrder], progress: Progress | None = None) -> None:
    """Make the films that `folder` lacks, on all processors.

    Args:
        folder: `cache_folder()`.
        orders: scenes with their codecs.
        progress: told (pictures done, pictures to do), from any thread; never told when nothing is
            to be done.

    Raises:
        TownError: a scene could not be drawn or kept; the films that are finished stay.
    """
    missing = [
        SceneOrder(order.scene, codecs, order.footage)
        for order in orders
        if (
            codecs := tuple(
                codec for codec in order.codecs if _is_missing(folder, order.scene, codec)
            )
        )
    ]
    if missing:
        missing.sort(key=lambda order: order.pictures * len(order.codecs), reverse=True)
        _Workshop(folder, missing, progress).work()


def _is_missing(folder: Path, scene: str, codec: Codec) -> bool:
    return any(not (folder / film_name(scene, stream, codec)).exists() for stream in STREAMS)


def _version() -> str:
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for pattern in _DRAWING_SOURCES:
        for source in sorted(here.glob(pattern)):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


class _Workshop:
    """Runs one process per scene, as many at once as there are processors."""

    def __init__(self, folder: Path, orders: list[SceneOrder], progress: Progress | None) -> None:
        self._folder = folder
        self._waiting = list(orders)
        self._progress = progress
        self._to_do = sum(order.pictures for order in orders)
        self._done = 0
        self._failures: list[str] = []
        self._processes: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()

    def work(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TownError(
                f"The films cannot be kept in {self._folder} ({error.strerror}).",
                "Set XDG_CACHE_HOME.",
            ) from error
        hands = [threading.Thread(target=self._draw_scenes) for _ in range(os.cpu_count() or 1)]
        for hand in hands:
            hand.start()
        try:
            for hand in hands:
                hand.join()
        except BaseException:
            with self._lock:
                self._waiting.clear()
                for process in self._processes:
                    process.terminate()
            raise
        if self._failures:
            raise TownError(
                f"The town's pictures could not be made: {self._failures[0]}.",
                f"Check the space left for {self._folder}.",
            )

    def _draw_scenes(self) -> None:
        while True:
            with self._lock:
                if not self._waiting or self._failures:
                    return
                order = self._waiting.pop(0)
                process = subprocess.Popen(
                    _command(self._folder, order),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
                )
                self._processes.add(process)
            self._follow(process, order)

    def _follow(self, process: subprocess.Popen[str], order: SceneOrder) -> None:
        with process:
            assert process.stdout
            assert process.stderr
            reported = 0
            for line in process.stdout:
                self._count(int(line) - reported)
                reported = int(line)
            complaint = process.stderr.read().strip()
        with self._lock:
            self._processes.discard(process)
            if process.returncode:
                last_line = complaint.splitlines()[-1:] or [f"exit code {process.returncode}"]
                self._failures.append(f"{order.scene}: {last_line[0]}")
        self._count(order.pictures - reported)

    def _count(self, pictures: int) -> None:
        with self._lock:
            self._done += pictures
            if self._progress:
                self._progress(self._done, self._to_do)


def _command(folder: Path, order: SceneOrder) -> list[str]:
    scene = f"{order.scene}={order.footage}" if order.footage else order.scene
    return [sys.executable, "-m", "town.drawing", str(folder), scene, *order.codecs]
