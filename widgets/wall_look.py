"""What changed on the wall since the last look: the newest pictures, states and replays.

A look at a tile without news costs one comparison: a state alone is looked at ten times a second,
and with every new picture; ages are told once a second.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QRegion

from control_room.domain.camera import CameraId, Health, Stream, StreamState
from control_room.domain.picture import Picture, Replay
from widgets.tile import Change, Tile
from widgets.wall_tiles import OTHER_STREAM, WallTiles

PictureOf = Callable[[CameraId, Stream], Picture | None]
StateOf = Callable[[CameraId, Stream], StreamState]
ReplayOf = Callable[[CameraId], tuple[Picture | None, Replay | None]]

_STATES_EVERY = 5


class WallLook:
    """Looks at the tiles, and collects what has to be painted again."""

    def __init__(
        self, tiles: WallTiles, picture_of: PictureOf, state_of: StateOf, replay_of: ReplayOf | None
    ) -> None:
        self._tiles = tiles
        self._picture_of = picture_of
        self._state_of = state_of
        self._replay_of = replay_of
        self._looks = 0
        self._changes: dict[Tile, Change] = {}
        self._region = QRegion()
        self.is_replay_over = False

    @property
    def can_replay(self) -> bool:
        """Whether replays come from somewhere."""
        return self._replay_of is not None

    def look(self, now_ns: int, *, thoroughly: bool = False) -> QRegion:
        """Look at the visible tiles; says what to paint, for `changes` to tell when it is."""
        self._looks += 1
        states_too = thoroughly or self._looks % _STATES_EVERY == 0
        region = QRegion()
        for tile in self._tiles.visible():
            camera = tile.camera
            if camera is None:
                continue
            if states_too or self._picture_of(camera.id, tile.stream) is not tile.picture:
                change = tile.look(*self._seen(tile, camera.id), now_ns)
                if change is not Change.NOTHING:
                    region += self._note(tile, change)
        replaying = self._tiles.replaying
        if replaying is not None and replaying.camera is not None and self._replay_of is not None:
            picture, replay = self._replay_of(replaying.camera.id)
            change = replaying.look_at_replay(picture, now_ns)
            if change is not Change.NOTHING:
                region += self._note(replaying, change)
            self.is_replay_over = replay is not None and replay.is_over
        self._region += region
        return region

    def look_behind(self, *, is_on_screen: bool) -> None:
        """Look at the states of the tiles that nobody sees: they are counted and listed too."""
        visible = self._tiles.visible() if is_on_screen else []
        for tile in self._tiles.all:
            if tile.camera is not None and tile not in visible:
                tile.look_away(self._state_of(tile.camera.id, tile.stream))

    def changes(self, painted: QRegion) -> dict[Tile, Change] | None:
        """What changed, if exactly that is being painted; None: all of `painted` has to be."""
        changes, self._changes = self._changes, {}
        is_all = painted == self._region
        self._region = QRegion()
        return changes if is_all else None

    def _note(self, tile: Tile, change: Change) -> QRegion:
        before = self._changes.get(tile)
        self._changes[tile] = change if before is None else change | before
        if change is Change.PIXELS and tile.picture is not None:
            return QRegion(tile.framing(tile.picture).place)
        region = QRegion()
        if Change.STRIP in change:
            region += tile.strip_box
        if Change.PICTURE in change:
            region += tile.picture_box
        elif Change.PIXELS in change and tile.picture is not None:
            region += tile.framing(tile.picture).place
        return region

    def _seen(self, tile: Tile, camera: CameraId) -> tuple[Picture | None, StreamState]:
        """Picture and state of the wanted stream; until it shows, what the other one shows."""
        stream = tile.stream
        picture, state = self._picture_of(camera, stream), self._state_of(camera, stream)
        if picture is not None and state.health is Health.LIVE:
            return picture, state
        other = OTHER_STREAM[stream]
        if stream is Stream.MAIN or (tile.picture is not None and tile.picture.stream is other):
            other_picture = self._picture_of(camera, other)
            other_state = self._state_of(camera, other)
            if other_picture is not None and (picture is None or other_state.health is Health.LIVE):
                return other_picture, other_state
        return picture, state
