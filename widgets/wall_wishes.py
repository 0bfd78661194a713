"""When the wall says what it wants: once things have settled, and whenever the answer changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from control_room.domain.camera import CameraId, Stream, StreamUse
from widgets.wall_tiles import WallTiles

_SETTLE_MS = 200
"""A window being dragged to its size asks for pictures once, at the end."""


class WallWishes(QObject):
    """Chooses the streams of the tiles and tells that other ones are wanted.

    Signals:
        changed(): `wanted()` has a new answer.
    """

    changed = Signal()

    def __init__(self, wall: QWidget, tiles: WallTiles, ticks_ns: Callable[[], int]) -> None:
        super().__init__(wall)
        self._wall = wall
        self._tiles = tiles
        self._ticks_ns = ticks_ns
        self._told: dict[tuple[CameraId, Stream], StreamUse] = {}
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._tell)

    def wanted(self) -> dict[tuple[CameraId, Stream], StreamUse]:
        """Streams to keep open, and what each is wanted for."""
        return self._tiles.wanted(self._wall.devicePixelRatioF(), on_screen=self._is_on_screen())

    def ask(self) -> None:
        """Choose, and tell soon."""
        self._choose()
        if not self._settle.isActive():
            self._settle.start()

    def ask_when_still(self) -> None:
        """Choose, and tell when it was not called for a moment."""
        self._choose()
        self._settle.start()

    def look(self) -> None:
        """Choose as time allows, and tell if something came of it: call once a second."""
        self._choose()
        if self.wanted() != self._told:
            self.ask()

    def _is_on_screen(self) -> bool:
        return self._wall.isVisible() and not self._wall.window().isMinimized()

    def _choose(self) -> None:
        if self._is_on_screen():
            self._tiles.choose_streams(self._wall.devicePixelRatioF(), self._ticks_ns())

    def _tell(self) -> None:
        self._told = self.wanted()
        self.changed.emit()
