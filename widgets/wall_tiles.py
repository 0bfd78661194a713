"""Which camera is on which tile of the wall, which tile is selected, which streams that takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize

from control_room.domain.camera import (
    KEEP_MAIN_S,
    KEEP_SUB_S,
    Camera,
    CameraId,
    Stream,
    StreamUse,
)
from control_room.domain.wall import Layout
from widgets.tile import StillValid, Tile
from widgets.wall_geometry import boxes

_SUB_HEIGHT_PX = 360
_MAIN_ABOVE_PX = round(_SUB_HEIGHT_PX * 1.34)


class WallTiles:
    """The tiles of a layout, the selected one of them, and whether it fills the wall.

    Attributes:
        layout: also while a tile is enlarged.
        all: every tile, in the order of the layout.
        selected: index of the selected tile.
        is_enlarged: whether the selected tile fills the wall, from the next `place` on.
    """

    def __init__(self, cameras: Sequence[Camera], still_valid: StillValid, layout: Layout) -> None:
        """No tile yet: `fill` makes them.

        Args:
            cameras: what free places are filled from, in order.
            still_valid: whether a picture's memory was not reused while it was copied.
        """
        self._order = list(cameras)
        self._still_valid = still_valid
        self.layout = layout
        self.all: list[Tile] = []
        self.selected = 0
        self.is_enlarged = False

    @property
    def selected_tile(self) -> Tile:
        """The tile that orders are about."""
        return self.all[self.selected]

    def cameras(self) -> list[Camera]:
        """The cameras of the layout, in the order of its tiles."""
        return [tile.camera for tile in self.all if tile.camera is not None]

    def visible(self) -> list[Tile]:
        """The tiles on screen: all, or the enlarged one."""
        return [self.selected_tile] if self.is_enlarged else self.all

    def of(self, camera: CameraId) -> Tile | None:
        """The camera's tile; None if it is not on the wall."""
        index = self.index_of(camera)
        return None if index is None else self.all[index]

    def index_of(self, camera: CameraId) -> int | None:
        """Where the camera's tile is in the layout; None if it is not on the wall."""
        return next(
            (
                index
                for index, tile in enumerate(self.all)
                if tile.camera is not None and tile.camera.id == camera
            ),
            None,
        )

    def fill(self, layout: Layout) -> None:
        """Make the tiles of `layout`; cameras keep their order, free places take the next ones."""
        shown = self.cameras()
        rest = [camera for camera in self._order if camera not in shown]
        filling: list[Camera | None] = list((shown + rest)[: len(layout.cells)])
        filling += [None] * (len(layout.cells) - len(filling))
        marks = {tile.camera.id: tile.mark for tile in self.all if tile.camera}
        self.layout = layout
        self.all = [Tile(camera, self._still_valid) for camera in filling]
        for tile in self.all:
            tile.mark = marks.get(tile.camera.id) if tile.camera else None
        self.selected = min(self.selected, len(self.all) - 1)

    def bring(self, camera: Camera) -> None:
        """Put a camera on the selected tile; if it is on another one, the two change places."""
        here, there = self.selected_tile, self.of(camera.id)
        if there is not None:
            there.camera, there.mark = here.camera, here.mark
            there.forget()
        here.camera, here.mark = camera, None
        here.forget()

    def select(self, index: int) -> None:
        """Let the tile at `index` be the selected one, which keeps what it paints."""
        self.selected = index
        for each, tile in enumerate(self.all):
            tile.keeps = each == index
            if not tile.keeps:
                tile.leave_screen()

    def place(self, size: QSize, ratio: float) -> None:
        """Put the tiles on a wall of `size` logical pixels, `ratio` device pixels each."""
        for tile, box in zip(self.all, boxes(self.layout, size), strict=True):
            tile.place(box)
        self.choose_streams(ratio)
        if self.is_enlarged:
            self.selected_tile.place(QRect(QPoint(), size))
        self.select(self.selected)

    def choose_streams(self, ratio: float) -> None:
        """Main stream on large tiles; between the two heights a tile stays with what it has."""
        if self.is_enlarged:
            return
        for tile in self.all:
            _, height_px = tile.wanted_size(ratio, tile.box)
            if height_px > _MAIN_ABOVE_PX:
                tile.stream = Stream.MAIN
            elif height_px <= _SUB_HEIGHT_PX:
                tile.stream = Stream.SUB

    def wanted(
        self, size: QSize, ratio: float, *, on_screen: bool
    ) -> dict[tuple[CameraId, Stream], StreamUse]:
        """Streams to keep open, and what each is wanted for.

        What is not seen is received and not decoded: behind an enlarged tile, or the whole wall
        while it is not `on_screen`. Of a camera that somebody attends to, the main stream is kept.
        """
        wanted: dict[tuple[CameraId, Stream], StreamUse] = {}
        for index, (tile, box) in enumerate(zip(self.all, boxes(self.layout, size), strict=True)):
            if tile.camera is None:
                continue
            selected = index == self.selected
            whole = self.is_enlarged and selected
            place = QRect(QPoint(), size) if whole else box
            seen = on_screen and (selected or not self.is_enlarged)
            size_px = tile.wanted_size(ratio, place) if seen else None
            preferred = Stream.MAIN if whole else tile.stream
            attended = selected or tile.mark is not None
            keep_s = KEEP_MAIN_S if attended and preferred is Stream.MAIN else KEEP_SUB_S
            uses = {preferred: StreamUse(size_px, keep_s)}
            if whole:
                uses[Stream.SUB] = StreamUse(tile.wanted_size(ratio, box) if seen else None)
            if attended:
                uses.setdefault(Stream.MAIN, StreamUse(None, KEEP_MAIN_S))
            for stream, use in uses.items():
                key = tile.camera.id, stream
                wanted[key] = use.joined(wanted[key]) if key in wanted else use
        return wanted
