"""The town, a screen, and the real console on it: where a benchmark of the wall takes place."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from benchmarks.errors import NotMeasured
from benchmarks.processes import family
from town.cameras import POSTS
from town.desk import Desk
from town.town import Town

SCREEN_PX = (1920, 1080)
_LIVE_WITHIN_S = 60
_LEAVES_WITHIN_S = 15


def cameras_for(tiles: int) -> list[int]:
    """Numbers of the cameras to show: H.264 as long as there are, which all peers decode alike."""
    by_codec = sorted(POSTS, key=lambda post: post.codec != "h264")
    return [post.number for post in by_codec[:tiles]]


@contextmanager
def stage(town: Town) -> Iterator[ConsoleUnderTest]:
    """A console that watches the town, signed in, on a screen of its own.

    Raises:
        NotMeasured: it ended instead.
        TownError: the screen did not start.
    """
    with (
        Desk(*SCREEN_PX) as desk,
        tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder,
        ConsoleUnderTest(town, desk, Path(folder)) as console,
    ):
        console.answer()
        yield console


class ConsoleUnderTest:
    """The console in a process of its own; see `benchmarks.console_under_test` for its words."""

    def __init__(self, town: Town, desk: Desk, folder: Path) -> None:
        site = folder / "site.toml"
        town.write_site(site)
        self._program = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.console_under_test",
             "--site", str(site), "--data", str(folder / "data")],
            env=desk.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True,  # Ctrl+C is for us; it leaves when its standard input closes
        )  # fmt: skip
        self.pid = self._program.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._program.stdin
        assert self._program.stdout
        self._program.stdin.close()
        try:
            self._program.wait(timeout=_LEAVES_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()
        self._program.stdout.close()

    def order(self, do: str, **words: object) -> dict[str, Any]:
        """Have the console do something; its answer.

        Raises:
            NotMeasured: it ended instead.
        """
        assert self._program.stdin
        try:
            self._program.stdin.write(json.dumps({"do": do, **words}) + "\n")
            self._program.stdin.flush()
        except BrokenPipeError:
            raise NotMeasured("the console under test has ended") from None
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """The next line it prints.

        Raises:
            NotMeasured: it ended instead.
        """
        assert self._program.stdout
        line = self._program.stdout.readline()
        if not line:
            raise NotMeasured("the console under test ended before it had measured")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def show(self, side: int, cameras: Sequence[int] | None = None) -> int:
        """Put a square wall on the screen; CLOCK_MONOTONIC at which the wall was asked."""
        at_ns: int = self.order("show", side=side, cameras=cameras)["at_ns"]
        return at_ns

    def wait_until_live(self) -> None:
        """Return when every tile is live.

        Raises:
            NotMeasured: one did not come alive.
        """
        not_live = self.order("await", within_s=_LIVE_WITHIN_S)["not_live"]
        if not_live:
            raise NotMeasured(f"not all tiles are live: {not_live}")

    def record(
        self, *, after_ms: int = 0, numbers: bool = False, health: bool = False
    ) -> dict[str, Any]:
        """Have the wall record what it paints, until `order("stop")`; when, and of what."""
        return self.order("record", after_ms=after_ms, numbers=numbers, health=health)

    def groups(self, town: Town) -> dict[str, list[psutil.Process]]:
        """The processes at work, ours and those around them."""
        console, *hosts = family(self.pid)
        screens = [child for child in psutil.Process().children() if child.name() == "Xvfb"]
        return {
            "console": [console],
            "hosts": hosts,
            "screen": screens,
            "town": [psutil.Process(town.server_pid)],
        }
