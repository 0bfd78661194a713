"""One paint of the wall: only what changed, or all that the window system asks for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPainter, QRegion

from control_room.domain.picture import Picture
from widgets.tile import Change, Tile
from widgets.tile_painting import TilePainter
from widgets.wall_look import WallLook
from widgets.wall_orders import WallOrders
from widgets.wall_tiles import WallTiles


class WallPainting:
    """Paints the tiles, and over them what is typed and what is dragged."""

    def __init__(
        self,
        tiles: WallTiles,
        look: WallLook,
        orders: WallOrders,
        painter: TilePainter,
        painted: Callable[[Picture], None],
    ) -> None:
        """Paint nothing yet.

        Args:
            painted: hears of every live picture that came to the screen.
        """
        self._tiles = tiles
        self._look = look
        self._orders = orders
        self._painter = painter
        self._painted = painted

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint `region`."""
        changes = self._look.changes(region)
        if changes is None:
            self._paint_all(painter, region)
        else:
            for tile, change in changes.items():
                self._paint_change(painter, tile, change)
        if self._orders.typed:
            self._painter.paint_typed(painter, self._tiles.selected_tile, self._orders.typed)

    def _paint_all(self, painter: QPainter, region: QRegion) -> None:
        for tile in self._tiles.visible():
            if region.intersects(tile.box):
                self._paint_tile(painter, tile)
        if self._orders.target is not None:
            self._painter.paint_target(painter, self._tiles.all[self._orders.target])

    def _paint_change(self, painter: QPainter, tile: Tile, change: Change) -> None:
        if Change.PICTURE in change:
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
        if picture is not None:
            self._painted(picture)
