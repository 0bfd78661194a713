"""The video wall: live pictures of many cameras in one widget, driven by the keyboard.

One precise timer looks at the newest picture and the state of each visible tile, and repaints only
what changed. The wall holds no stream: it says which ones it wants, and what for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from control_room.domain.camera import Camera, CameraId, Stream, StreamState, StreamUse
from control_room.domain.picture import Picture, ShownPicture
from control_room.domain.wall import LAYOUTS, Arrangement, Layout
from widgets.framing import Zoom
from widgets.theme import Theme
from widgets.tile import Mark, StillValid
from widgets.tile_painting import TilePainter
from widgets.wall_look import PictureOf, ReplayOf, StateOf, WallLook
from widgets.wall_orders import INPUT_EVENTS, WallOrders
from widgets.wall_painting import WallPainting
from widgets.wall_statistics import WallStatistics
from widgets.wall_tiles import WallTiles
from widgets.wall_wishes import WallWishes

TICK_MS = 25
"""Less than the 40 ms between pictures at 25/s: each is seen, and waits 13 ms on average."""

_HIDDEN_TICK_MS = 1000


class VideoWall(QWidget):
    """Shows cameras in a layout; tells what the agent selects, enlarges and calls.

    Keys: arrows and Tab select, Enter enlarges, Escape goes back, digits then Enter call a camera
    to the selected tile, Shift+1 … choose a preset, `R` replays, `+` `-` look closer, `X` shows
    pixel by pixel, Backspace the whole picture again, `Q` chooses the stream.

    Signals:
        tile_selected(Camera | None): the selection moved, or another camera came to its tile.
        enlarged(Camera), reduced(Camera): a camera fills the wall, or no longer does.
        cameras_changed(): other cameras, or another layout, are on the wall.
        number_refused(int): no camera has the number that was typed.
        wanted_changed(): `wanted()` has a new answer.
        replay_asked(Camera), replay_ended(Camera): its tile shows what `replay_of` gives, or live.
        tour_toggled(), tour_paused(), save_asked(), full_screen_asked(): `T`, `.`, `L`, F11.
        acted(): the agent did something with the wall, other than with its tour.
        ticked(): once a second, for what shows ages beside the wall; also while it is hidden.
    """

    tile_selected = Signal(object)
    enlarged = Signal(object)
    reduced = Signal(object)
    cameras_changed = Signal()
    number_refused = Signal(int)
    wanted_changed = Signal()
    replay_asked = Signal(object)
    replay_ended = Signal(object)
    tour_toggled = Signal()
    tour_paused = Signal()
    save_asked = Signal()
    full_screen_asked = Signal()
    acted = Signal()
    ticked = Signal()

    def __init__(
        self,
        cameras: Sequence[Camera],
        picture_of: PictureOf,
        state_of: StateOf,
        still_valid: StillValid,
        *,
        theme: Theme,
        now: Callable[[], datetime],
        ticks_ns: Callable[[], int] = time.monotonic_ns,
        layout: Layout = LAYOUTS[0],
        replay_of: ReplayOf | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Fill `layout` with the first cameras.

        Args:
            still_valid: whether a picture's memory was not reused while it was copied.
            now: aware UTC.
            ticks_ns: CLOCK_MONOTONIC, the clock of `StreamState` and `Picture`.
            replay_of: a camera's replay and its newest picture; without it nothing is replayed.
        """
        super().__init__(parent)
        self.statistics = WallStatistics()
        self._now = now
        self._ticks_ns = ticks_ns
        self._tiles = WallTiles(cameras, still_valid, layout)
        self._look = WallLook(self._tiles, picture_of, state_of, replay_of)
        self._next_tick_ns = 0
        self._last_second = 0

        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Video wall"))

        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._wishes = WallWishes(self, self._tiles, ticks_ns)
        self._wishes.changed.connect(self.wanted_changed)
        self._orders = WallOrders(self, self._tiles, {camera.id: camera for camera in cameras})
        self._orders.number_refused.connect(self.number_refused)
        self._orders.acted.connect(self.acted)
        painter = TilePainter(theme, self.font())
        self._painting = WallPainting(
            self._tiles, self._look, self._orders, painter, self.statistics, ticks_ns
        )
        self.show_layout(layout)

    # What the wall shows

    @property
    def wall_layout(self) -> Layout:
        """The layout on the wall, also while a tile is enlarged."""
        return self._tiles.layout

    @property
    def is_enlarged(self) -> bool:
        """Whether the selected tile fills the wall."""
        return self._tiles.is_enlarged

    @property
    def is_replaying(self) -> bool:
        """Whether a tile shows a replay."""
        return self._tiles.replaying is not None

    def arrangement(self) -> Arrangement:
        """The layout, the camera of each tile, and the streams that the agent chose."""
        return self._tiles.arrangement()

    def cameras(self) -> list[Camera]:
        """The cameras of the layout, in the order of its tiles."""
        return self._tiles.cameras()

    def cameras_visible(self) -> list[Camera]:
        """The cameras on screen: all of the layout, or the enlarged one."""
        return [tile.camera for tile in self._tiles.visible() if tile.camera is not None]

    def picture_box(self, camera: CameraId) -> QRect:
        """Where the camera's picture is painted, in logical pixels; empty if it has none."""
        tile = self._tiles.of(camera)
        picture = tile.seen if tile else None
        return tile.framing(picture).place if tile and picture else QRect()

    @property
    def selected_tile(self) -> int:
        """Which tile is selected, in the order of the layout's cells."""
        return self._tiles.selected

    def selected_camera(self) -> Camera | None:
        """The camera on the selected tile."""
        return self._tiles.selected_tile.camera

    def state_shown(self, camera: CameraId) -> StreamState | None:
        """The state on the camera's tile; None if it is not on the wall."""
        tile = self._tiles.of(camera)
        return tile.state if tile else None

    def picture_shown(self, camera: CameraId) -> Picture | None:
        """The newest picture the camera's tile looked at; its pixels may be gone."""
        tile = self._tiles.of(camera)
        return tile.picture if tile else None

    def shown_picture(self, camera: CameraId) -> ShownPicture | None:
        """A copy of exactly what is painted for the selected camera, with its health.

        None if the wall is hidden, the camera is not selected, its tile shows no picture, or one
        of a replay.
        """
        tile = self._tiles.selected_tile
        if tile.camera is None or tile.camera.id != camera or not self.isVisible():
            return None
        shown = tile.shown_picture(self._now())
        if shown is None and not tile.is_replaying:
            self._look_around(thoroughly=True)
            self.repaint(tile.picture_box)
            shown = tile.shown_picture(self._now())
        return shown

    def wanted(self) -> dict[tuple[CameraId, Stream], StreamUse]:
        """Streams to keep open, and what each is wanted for."""
        return self._wishes.wanted()

    # What others ask of it

    def show_layout(self, layout: Layout) -> None:
        """Show `layout`; cameras keep their order, places without one take the next camera."""
        self._rearrange(lambda: self._tiles.fill(layout))

    def show_arrangement(self, arrangement: Arrangement) -> None:
        """Show these cameras on these tiles; an unknown camera leaves its tile empty."""
        self._rearrange(lambda: self._tiles.arrange(arrangement))

    def set_presets(self, presets: Sequence[Layout | Arrangement]) -> None:
        """Say what Shift+1 … Shift+9 show."""
        self._orders.presets = list(presets)

    def call_camera(self, camera: Camera, tile: int | None = None) -> None:
        """Bring a camera to the selected tile, or to another.

        If it is on the wall already, the two tiles change places.
        """
        index = self._tiles.selected if tile is None else tile
        if self._tiles.all[index].camera == camera:
            return
        was_enlarged = self.is_enlarged
        self._reduce()
        self.stop_replay()
        self._tiles.bring(camera, index)
        self._wishes.ask()
        self.cameras_changed.emit()
        if was_enlarged:
            self.enlarge()
        self._announce()
        self.update()

    def select_camera(self, camera: CameraId) -> bool:
        """Select the camera's tile; False if it is not on the wall."""
        index = self._tiles.index_of(camera)
        if index is not None:
            self.select_tile(index)
        return index is not None

    def select_tile(self, index: int) -> None:
        """Select a tile; an enlarged one gives its place to the new one."""
        if index == self._tiles.selected:
            return
        was_enlarged = self._reduce()
        self._tiles.select(index)
        self._orders.clear()
        self.update()
        if was_enlarged:
            self.enlarge()
        self._wishes.ask()
        self._announce()

    def look_closer(self, zoom: Zoom) -> None:
        """Show the selected tile's picture as `zoom` says."""
        tile = self._tiles.selected_tile
        tile.look_closer(zoom)
        self.update(tile.picture_box)
        self._wishes.ask()

    def say_next_stream(self) -> None:
        """Let the selected tile show the main stream, the small one, or what its size chooses."""
        self._tiles.say_next_stream()
        self.update(self._tiles.selected_tile.strip_box)
        self._wishes.ask()

    def enlarge(self) -> None:
        """Let the selected camera fill the wall, from its main stream."""
        camera = self.selected_camera()
        if camera is None or self.is_enlarged:
            return
        self._tiles.is_enlarged = True
        self._place_tiles()
        self._wishes.ask()
        self.enlarged.emit(camera)

    def reduce(self) -> None:
        """Go back to the layout."""
        if self._reduce():
            self._wishes.ask()

    def start_replay(self, camera: CameraId) -> None:
        """Let the camera's tile show what `replay_of` gives, until it is over or stopped."""
        tile = self._tiles.of(camera)
        if tile is None or tile.is_replaying or not self._look.can_replay:
            return
        self.stop_replay()
        self._tiles.replaying = tile
        tile.set_replaying(True)
        self.update(tile.box)
        self.replay_asked.emit(tile.camera)

    def stop_replay(self) -> None:
        """Let the tile that shows a replay show its camera live again."""
        tile, self._tiles.replaying = self._tiles.replaying, None
        if tile is not None:
            tile.set_replaying(False)
            self._look_around(thoroughly=True)
            self.update(tile.box)
            self.replay_ended.emit(tile.camera)

    def show_marks(self, marks: Mapping[CameraId, Mark]) -> None:
        """Say on each tile what is open on its camera."""
        for tile in self._tiles.all:
            mark = marks.get(tile.camera.id) if tile.camera else None
            if mark != tile.mark:
                tile.mark = mark
                self.update(tile.strip_box)
                self._wishes.ask()

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key that went elsewhere; False if it means nothing to the wall."""
        return self._orders.take(event)

    def set_view_only(self, view_only: bool) -> None:
        """While locked the pictures run on and the wall takes no orders."""
        self._orders.view_only = view_only
        self._orders.clear()
        if view_only:
            self.stop_replay()

    # Time

    def _tick(self) -> None:
        now_ns = self._ticks_ns()
        if self.statistics.recording and self._next_tick_ns:
            self.statistics.tick_lags_ns.append(max(0, now_ns - self._next_tick_ns))
        self._next_tick_ns = now_ns + TICK_MS * 1_000_000
        if self.isVisible():
            self._look_around()
        second = now_ns // 1_000_000_000
        if second != self._last_second:
            self._last_second = second
            self._look.look_behind(is_on_screen=self.isVisible())
            self._wishes.look()
            self.ticked.emit()

    def _look_around(self, *, thoroughly: bool = False) -> None:
        region = self._look.look(self._ticks_ns(), thoroughly=thoroughly)
        if not region.isEmpty():
            self.update(region)
        if self._tiles.replaying is not None and self._look.is_replay_over:
            self.stop_replay()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painting.paint(self, event.region())

    # Places

    def _rearrange(self, fill: Callable[[], None]) -> None:
        self._reduce()
        self.stop_replay()
        fill()
        self._place_tiles()
        self._wishes.ask()
        self.cameras_changed.emit()
        self._announce()

    def _place_tiles(self) -> None:
        self._tiles.place(self.size(), self.devicePixelRatioF())
        self.update()

    def _reduce(self) -> bool:
        if not self.is_enlarged:
            return False
        self._tiles.is_enlarged = False
        self._place_tiles()
        camera = self.selected_camera()
        if camera is not None:
            self.reduced.emit(camera)
        return True

    def _announce(self) -> None:
        camera = self.selected_camera()
        text = self.tr("Selected camera: {camera}").format(camera=camera.label) if camera else ""
        self.setAccessibleDescription(text or self.tr("No camera selected"))
        self.tile_selected.emit(camera)

    # Window

    def event(self, event: QEvent) -> bool:
        is_order = event.type() in INPUT_EVENTS and self._orders.take(event)
        return is_order or super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tiles()
        self._wishes.ask_when_still()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._next_tick_ns = 0
        self._timer.start(TICK_MS)
        self.window().installEventFilter(self)
        self._wishes.ask()
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.start(_HIDDEN_TICK_MS)
        self.stop_replay()
        self._tiles.selected_tile.leave_screen()
        self._wishes.ask()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange:
            self._wishes.ask()
        return super().eventFilter(watched, event)
