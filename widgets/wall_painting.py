"""One paint of the wall: only what changed, or all that the window system asks for."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from control_room.domain.picture import Picture
from widgets.tile import Change, Tile
from widgets.tile_painting import TilePainter
from widgets.wall_look import WallLook
from widgets.wall_orders import WallOrders
from widgets.wall_statistics import WallStatistics
from widgets.wall_tiles import WallTiles


class WallPainting:
    """Paints the tiles, and over them what is typed and what is dragged; counts while asked to."""

    def __init__(
        self,
        tiles: WallTiles,
        look: WallLook,
        orders: WallOrders,
        painter: TilePainter,
        statistics: WallStatistics,
        ticks_ns: Callable[[], int],
    ) -> None:
        self._tiles = tiles
        self._look = look
        self._orders = orders
        self._painter = painter
        self._statistics = statistics
        self._ticks_ns = ticks_ns

    def paint(self, wall: QWidget, region: QRegion) -> None:
        """Paint `region`; inside the wall's paint event."""
        started_ns = time.perf_counter_ns()
        painter = QPainter(wall)
        changes = self._look.changes(region)
        if not self._orders.cameras:
            text = QCoreApplication.translate(
                "VideoWall",
                "No camera yet. Add the cameras to the site file, then start Vigie again.",
            )
            self._painter.paint_empty(painter, wall.rect(), text)
        elif changes is None:
            self._paint_all(painter, region)
        else:
            for tile, change in changes.items():
                self._paint_change(painter, tile, change)
        if self._orders.typed:
            self._painter.paint_typed(painter, self._tiles.selected_tile, self._orders.typed)
        painter.end()
        if self._statistics.recording:
            self._statistics.paint_times_ns.append(time.perf_counter_ns() - started_ns)

    def _paint_all(self, painter: QPainter, region: QRegion) -> None:
        for tile in self._tiles.visible():
            if region.intersects(tile.box):
                self._paint_tile(painter, tile)
        if self._orders.target is not None:
            self._painter.paint_target(painter, self._tiles.all[self._orders.target])

    def _paint_change(self, painter: QPainter, tile: Tile, change: Change) -> None:
        if change is not Change.PIXELS and Change.PICTURE in change:
            self._paint_tile(painter, tile)
            return
        if change is not Change.STRIP:
            self._tell(self._painter.paint_pixels(painter, tile))
        if change is not Change.PIXELS:
            self._painter.paint_strip(painter, tile)

    def _paint_tile(self, painter: QPainter, tile: Tile) -> None:
        picture = self._painter.paint(painter, tile, selected=tile is self._tiles.selected_tile)
        if not tile.is_replaying:
            self._tell(picture)

    def _tell(self, picture: Picture | None) -> None:
        if picture is not None and self._statistics.recording:
            self._statistics.record(picture, self._ticks_ns())
