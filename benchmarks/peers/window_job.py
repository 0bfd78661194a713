"""What the windows of `benchmarks.peers.windows` share: their orders, their count, their end.

Imports nothing but Qt: it also runs in an environment that has nothing else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

_TELL_EVERY_MS = 250


@dataclass(frozen=True)
class Job:
    """Which streams to show, and where in the window."""

    urls: Sequence[str]
    places: Sequence[Sequence[int]]
    tile_px: Sequence[int]


def run(fill: Callable[[QWidget, Job], Callable[[], list[int]]]) -> int:
    """Show a window that `fill` fills; tell four times a second how much each tile has shown.

    Args:
        fill: puts the tiles into the window; gives what says how many pictures each has shown.
    """
    job = Job(**json.loads(sys.stdin.readline()))
    application = QApplication([])
    window = QWidget()
    window.setGeometry(application.primaryScreen().geometry())
    counts = fill(window, job)
    window.show()
    teller = QTimer(interval=_TELL_EVERY_MS)
    teller.timeout.connect(lambda: print(json.dumps(counts()), flush=True))
    teller.start()
    return application.exec()
