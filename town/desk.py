"""A desk with nobody at it: a virtual screen, a keyboard, a mouse, and a camera on the screen.

The console is driven from outside, as a person would: X events in, pixels out. Needs Debian's
`xvfb`, `x11-xkb-utils` and `xdotool`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from town.errors import TownError

T = TypeVar("T")


class Desk:
    """A screen of its own, a French keyboard and a mouse; ends its X server when left."""

    def __init__(self, width_px: int = 1920, height_px: int = 1080) -> None:
        for program in ("Xvfb", "setxkbmap", "xdotool"):
            if shutil.which(program) is None:
                raise TownError(
                    f"{program} is missing.", "Install: apt-get install xvfb x11-xkb-utils xdotool"
                )
        self.width_px, self.height_px = width_px, height_px
        chosen, told = os.pipe()
        # The X server chooses a free display number itself: several desks can stand side by side.
        # No key repeats: on a busy machine the hand that pressed it may be late to let it go.
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(told), "-screen", "0", f"{width_px}x{height_px}x24",
             "-nolisten", "tcp", "-noreset", "-r"],
            pass_fds=(told,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        os.close(told)
        with os.fdopen(chosen) as number:
            self.display = f":{number.readline().strip()}"
        if self.display == ":":
            raise TownError("The virtual screen did not start.", "Try `Xvfb :99` to see why.")
        subprocess.run(["setxkbmap", "fr"], env=self.environment, check=True, timeout=20)

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the X server."""
        self._server.terminate()
        self._server.wait(timeout=5)

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a program that shall appear on this desk."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def keys(self, *names: str) -> None:
        """Press keys by their X names: `F2`, `Return`, `ctrl+s`, `Escape`."""
        self._hands("key", "--clearmodifiers", "--delay", "20", *names)

    def type(self, text: str) -> None:
        """Type a text, accents too."""
        self._hands("type", "--delay", "12", text)

    def click(self, x_px: float, y_px: float) -> None:
        """Click the left button there."""
        self._hands("mousemove", str(round(x_px)), str(round(y_px)), "click", "1")

    def focus(self, title: str) -> None:
        """Give the keyboard to the window of that title; there is no window manager to do it."""
        self._hands("search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync")

    def look(self) -> NDArray[np.uint8]:
        """The whole screen, (height, width, 3) BGR."""
        size = f"{self.width_px}x{self.height_px}"
        options = {"video_size": size, "draw_mouse": "0", "framerate": "25"}
        with av.open(self.display, format="x11grab", options=options) as screen:
            return next(screen.decode(video=0)).to_ndarray(format="bgr24").astype(np.uint8)

    def save(self, path: Path) -> Path:
        """Keep a screenshot as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if not cv2.imwrite(str(path), self.look()):
            raise TownError(f"The screenshot {path} was not written.", "Free some disk space.")
        return path

    def _hands(self, *arguments: str) -> None:
        subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, "DISPLAY": self.display},
            check=True,
            timeout=20,
            stdout=subprocess.DEVNULL,
        )


def wait_until(what: str, found: Callable[[], T], timeout_s: float) -> T:
    """Poll `found` until it gives something true; TownError names what did not come."""
    deadline = time.monotonic() + timeout_s
    while not (answer := found()):
        if time.monotonic() > deadline:
            raise TownError(f"Not seen within {timeout_s:g} s: {what}.", "Look at the screenshots.")
        time.sleep(0.05)
    return answer
