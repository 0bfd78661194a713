"""Collects Python's cyclic garbage on the UI thread only.

A widget caught in a reference cycle is destroyed by whichever thread the collector happens to run
in; destroyed on a writer or reader thread, it takes the process with it. So the collector does not
run by itself, and is called between two events of the UI thread, young objects often, all of them
seldom.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000
_ALL_EVERY = 60
"""Calls between two collections of everything: once a minute, some ten milliseconds each."""


class GarbageCollection(QObject):
    """Takes collection over while it runs; create it, and stop it, on the UI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._calls = 0
        gc.collect()
        # What start-up made stays: not looked at again, so that a collection of all is short.
        gc.freeze()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(_EVERY_MS)

    def stop(self) -> None:
        """Leave collection to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        self._calls += 1
        gc.collect(2 if self._calls % _ALL_EVERY == 0 else 1)
