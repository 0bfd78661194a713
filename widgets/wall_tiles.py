"""Which camera is on which tile of the wall, which tile is selected, which streams that takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize

from control_room.domain.camera import (
    KEEP_MAIN_S,
    KEEP_SUB_S,
    Camera,
    CameraId,
    Health,
    Stream,
    StreamUse,
)
from control_room.domain.wall import Arrangement, Layout
from widgets.tile import StillValid, Tile, size_in
from widgets.wall_geometry import boxes

OTHER_STREAM = {Stream.MAIN: Stream.SUB, Stream.SUB: Stream.MAIN}
_SAID_NEXT = {None: Stream.MAIN, Stream.MAIN: Stream.SUB, Stream.SUB: None}


class WallTiles:
    """The tiles of a layout, the selected one of them, and whether it fills the wall.

    Attributes:
        layout: also while a tile is enlarged.
        all: every tile, in the order of the layout.
        selected: index of the selected tile.
        is_enlarged: whether the selected tile fills the wall, from the next `place` on.
        replaying: the tile that shows a replay.
    """

    def __init__(self, cameras: Sequence[Camera], still_valid: StillValid, layout: Layout) -> None:
        """No tile yet: `fill` makes them.

        Args:
            cameras: what free places are filled from, in order.
            still_valid: whether a picture's memory was not reused while it was copied.
        """
        self._order = {camera.id: camera for camera in cameras}
        self._still_valid = still_valid
        self._boxes: list[QRect] = []
        self._whole = QRect()
        self.layout = layout
        self.all: list[Tile] = []
        self.selected = 0
        self.is_enlarged = False
        self.replaying: Tile | None = None

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
        """The camera's tile, of several the selected one; None if it is not on the wall."""
        index = self.index_of(camera)
        return None if index is None else self.all[index]

    def index_of(self, camera: CameraId) -> int | None:
        """Where the camera's tile is in the layout; None if it is not on the wall."""
        found = [
            index
            for index, tile in enumerate(self.all)
            if tile.camera is not None and tile.camera.id == camera
        ]
        return self.selected if self.selected in found else next(iter(found), None)

    def at(self, point: QPoint) -> int | None:
        """The tile of the layout under a point."""
        if self.is_enlarged:
            return self.selected
        return next((n for n, tile in enumerate(self.all) if tile.box.contains(point)), None)

    # Which camera is where

    def fill(self, layout: Layout) -> None:
        """Make the tiles of `layout`; cameras keep their order, free places take the next ones."""
        shown = [(tile.camera, tile.choice.said) for tile in self.all if tile.camera]
        there = {camera.id for camera, _ in shown}
        rest = [(camera, None) for camera in self._order.values() if camera.id not in there]
        self._make(layout, [*shown, *rest])

    def arrange(self, arrangement: Arrangement) -> None:
        """Make the tiles of an arrangement; a tile whose camera is unknown stays empty."""
        cameras = [self._order.get(each) if each else None for each in arrangement.cameras]
        self._make(arrangement.layout, list(zip(cameras, arrangement.streams, strict=True)))

    def arrangement(self) -> Arrangement:
        """What is on the wall."""
        return Arrangement(
            self.layout,
            tuple(tile.camera.id if tile.camera else None for tile in self.all),
            tuple(tile.choice.said for tile in self.all),
        )

    def _make(self, layout: Layout, filling: Sequence[tuple[Camera | None, Stream | None]]) -> None:
        marks = {tile.camera.id: tile.mark for tile in self.all if tile.camera}
        count = len(layout.cells)
        filled = [*filling[:count], *[(None, None)] * (count - len(filling))]
        self.layout = layout
        self.all = [Tile(camera, self._still_valid, said) for camera, said in filled]
        for tile in self.all:
            tile.mark = marks.get(tile.camera.id) if tile.camera else None
        self.selected = min(self.selected, count - 1)
        self.replaying = None

    def bring(self, camera: Camera, index: int) -> None:
        """Put a camera on a tile; if it is on another one, the two change places."""
        here, there = self.all[index], self.of(camera.id)
        mark, said = None, None
        if there is not None:
            mark, said = there.mark, there.choice.said
            mark_here = here.mark
            there.show(here.camera, here.choice.said)
            there.mark = mark_here
        here.show(camera, said)
        here.mark = mark

    def select(self, index: int) -> None:
        """Let the tile at `index` be the selected one, which keeps what it paints."""
        self.selected = index
        for each, tile in enumerate(self.all):
            tile.keeps = each == index
            if not tile.keeps:
                tile.leave_screen()

    def place(self, size: QSize, ratio: float) -> None:
        """Put the tiles on a wall of `size` logical pixels, `ratio` device pixels each."""
        self._boxes = boxes(self.layout, size)
        self._whole = QRect(QPoint(), size)
        for tile, box in zip(self.all, self._boxes, strict=True):
            tile.place(box, ratio)
        if self.is_enlarged:
            self.selected_tile.place(self._whole, ratio)
        self.select(self.selected)

    # Which streams that takes

    def choose_streams(self, ratio: float, now_ns: int) -> None:
        """Choose by the tiles' sizes in the layout; the main one where somebody looks closer."""
        for tile, box in zip(self.all, self._boxes, strict=True):
            tile.choice.choose(size_in(box, ratio)[1], now_ns)
            is_free = tile.choice.said is None and self._is_looked_at_closer(tile)
            tile.stream = Stream.MAIN if is_free else tile.choice.stream

    def say_next_stream(self) -> None:
        """Let the selected tile show the main stream, the small one, or what its size chooses."""
        choice = self.selected_tile.choice
        choice.said = _SAID_NEXT[choice.said]

    def _is_looked_at_closer(self, tile: Tile) -> bool:
        return not tile.zoom.is_whole or (self.is_enlarged and tile is self.selected_tile)

    def wanted(self, ratio: float, *, on_screen: bool) -> dict[tuple[CameraId, Stream], StreamUse]:
        """Streams to keep open, and what each is wanted for.

        What is not seen is received and not decoded: behind an enlarged tile, or the whole wall
        while it is not `on_screen`. Of a camera that somebody attends to, the main stream is kept.
        """
        wanted: dict[tuple[CameraId, Stream], StreamUse] = {}
        for index, tile in enumerate(self.all):
            if tile.camera is None:
                continue
            seen = on_screen and (index == self.selected or not self.is_enlarged)
            attended = index == self.selected or tile.mark is not None
            for stream, use in self._uses(tile, self._boxes[index], seen, attended, ratio).items():
                key = tile.camera.id, stream
                wanted[key] = use.joined(wanted[key]) if key in wanted else use
        return wanted

    def _uses(
        self, tile: Tile, box: QRect, seen: bool, attended: bool, ratio: float
    ) -> dict[Stream, StreamUse]:
        stream = tile.stream
        other = OTHER_STREAM[stream]
        size_px = tile.wanted_size(tile.box) if seen else None
        uses = {stream: StreamUse(size_px, _keep_s(stream, attended))}
        if seen and _needs_other(tile, stream):
            uses[other] = StreamUse(size_in(box, ratio), _keep_s(other, attended))
        elif self._is_looked_at_closer(tile) and other is Stream.SUB:
            uses[other] = StreamUse(None)
        if attended:
            uses.setdefault(Stream.MAIN, StreamUse(None, KEEP_MAIN_S))
        return uses


def _keep_s(stream: Stream, attended: bool) -> float:
    return KEEP_MAIN_S if attended and stream is Stream.MAIN else KEEP_SUB_S


def _needs_other(tile: Tile, stream: Stream) -> bool:
    """Whether the other stream has to show the camera until, or because, this one does not."""
    shown = tile.picture.stream if tile.picture else None
    if shown is stream and tile.state is not None and tile.state.health is Health.LIVE:
        return False
    return stream is Stream.MAIN or shown is OTHER_STREAM[stream]
