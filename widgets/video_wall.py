"""The video wall: live pictures of many cameras in one widget, driven by the keyboard.

One precise timer reads the newest picture and the state of each visible tile, and repaints only
what changed. The wall holds no stream: it says which ones it wants, and at which size.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from control_room.domain.camera import Camera, CameraId, Health, Stream, StreamState, StreamUse
from control_room.domain.picture import Picture, ShownPicture
from control_room.domain.wall import LAYOUTS, Layout
from widgets.theme import Theme
from widgets.tile import Change, Mark, StillValid, Tile
from widgets.wall_geometry import neighbour
from widgets.wall_keyboard import WallKeyboard, tab_step
from widgets.wall_statistics import WallStatistics
from widgets.wall_tiles import WallTiles

PictureOf = Callable[[CameraId, Stream], Picture | None]
StateOf = Callable[[CameraId, Stream], StreamState]

TICK_MS = 20
"""Half of a picture's time at 25/s: a picture waits 10 ms on average for its paint."""

_SETTLE_MS = 200
"""A window being dragged to its size asks for pictures once, at the end."""


class VideoWall(QWidget):
    """Shows cameras in a layout; tells what the agent selects, enlarges and calls.

    Keys: arrows and Tab select, Enter enlarges, Escape goes back, digits then Enter call a camera
    to the selected tile, Shift+1 … choose a layout.

    Signals:
        tile_selected(Camera | None): the selection moved, or another camera came to its tile.
        enlarged(Camera), reduced(Camera): a camera fills the wall, or no longer does.
        cameras_changed(): other cameras, or another layout, are on the wall.
        number_refused(int): no camera has the number that was typed.
        wanted_changed(): `wanted()` has a new answer.
        ticked(): once a second, for what shows ages beside the wall.
    """

    tile_selected = Signal(object)
    enlarged = Signal(object)
    reduced = Signal(object)
    cameras_changed = Signal()
    number_refused = Signal(int)
    wanted_changed = Signal()
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
        parent: QWidget | None = None,
    ) -> None:
        """Fill `layout` with the first cameras.

        Args:
            still_valid: whether a picture's memory was not reused while it was copied.
            now: aware UTC.
            ticks_ns: CLOCK_MONOTONIC, the clock of `StreamState` and `Picture`.
        """
        super().__init__(parent)
        self.statistics = WallStatistics()
        self._cameras = {camera.id: camera for camera in cameras}
        self._picture_of = picture_of
        self._state_of = state_of
        self._theme = theme
        self._now = now
        self._ticks_ns = ticks_ns
        self._tiles = WallTiles(cameras, still_valid, layout)
        self._view_only = False
        self._next_tick_ns = 0
        self._last_second = 0

        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        self.setAccessibleName(self.tr("Video wall"))

        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.wanted_changed)
        self._keyboard = WallKeyboard(self)
        self._keyboard.moved.connect(self._move)
        self._keyboard.enlarge_asked.connect(self.enlarge)
        self._keyboard.reduce_asked.connect(self.reduce)
        self._keyboard.layout_chosen.connect(self.show_layout)
        self._keyboard.number_called.connect(self._call_number)
        self._keyboard.typed_changed.connect(self._show_typed)
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

    def cameras(self) -> list[Camera]:
        """The cameras of the layout, in the order of its tiles."""
        return self._tiles.cameras()

    def cameras_visible(self) -> list[Camera]:
        """The cameras on screen: all of the layout, or the enlarged one."""
        return [tile.camera for tile in self._tiles.visible() if tile.camera is not None]

    def picture_box(self, camera: CameraId) -> QRect:
        """Where the camera's picture is painted, in logical pixels; empty if it has none."""
        tile = self._tiles.of(camera)
        return tile.painted_box(self.devicePixelRatioF()) if tile else QRect()

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

        None if the wall is hidden, the camera is not selected, or its tile shows no picture.
        """
        tile = self._tiles.selected_tile
        if tile.camera is None or tile.camera.id != camera or not self.isVisible():
            return None
        shown = tile.shown_picture(self._now())
        if shown is None:
            self._tick()
            self.repaint(tile.picture_box)
            shown = tile.shown_picture(self._now())
        return shown

    def wanted(self) -> dict[tuple[CameraId, Stream], StreamUse]:
        """Streams to keep open, and what each is wanted for."""
        on_screen = self.isVisible() and not self.window().isMinimized()
        return self._tiles.wanted(self.size(), self.devicePixelRatioF(), on_screen=on_screen)

    # What others ask of it

    def show_layout(self, layout: Layout) -> None:
        """Show `layout`; cameras keep their order, places without one take the next camera."""
        self._reduce()
        self._tiles.fill(layout)
        self._place_tiles()
        self._ask()
        self.cameras_changed.emit()
        self._announce()

    def call_camera(self, camera: Camera) -> None:
        """Bring a camera to the selected tile; if it is on another one, the two change places."""
        if self.selected_camera() == camera:
            return
        was_enlarged = self.is_enlarged
        self._reduce()
        self._tiles.bring(camera)
        self._tiles.choose_streams(self.devicePixelRatioF())
        self._ask()
        self.cameras_changed.emit()
        if was_enlarged:
            self.enlarge()
        self._announce()
        self.update()

    def select_camera(self, camera: CameraId) -> bool:
        """Select the camera's tile; False if it is not on the wall."""
        index = self._tiles.index_of(camera)
        if index is None:
            return False
        self._select(index)
        return True

    def enlarge(self) -> None:
        """Let the selected camera fill the wall, from its main stream."""
        camera = self.selected_camera()
        if camera is None or self.is_enlarged:
            return
        self._tiles.is_enlarged = True
        self._place_tiles()
        self._ask()
        self.enlarged.emit(camera)

    def reduce(self) -> None:
        """Go back to the layout."""
        if self._reduce():
            self._ask()

    def show_marks(self, marks: Mapping[CameraId, Mark]) -> None:
        """Say on each tile what is open on its camera."""
        for tile in self._tiles.all:
            mark = marks.get(tile.camera.id) if tile.camera else None
            if mark != tile.mark:
                tile.mark = mark
                self.update(tile.strip_box)
                self._ask()

    def set_view_only(self, view_only: bool) -> None:
        """While locked the pictures run on and the wall takes no orders."""
        self._view_only = view_only
        self._keyboard.clear()

    # Time

    def _tick(self) -> None:
        now_ns = self._ticks_ns()
        if self.statistics.recording and self._next_tick_ns:
            self.statistics.tick_lags_ns.append(max(0, now_ns - self._next_tick_ns))
        self._next_tick_ns = now_ns + TICK_MS * 1_000_000
        for tile in self._tiles.visible():
            if tile.camera is None:
                continue
            change = tile.look(*self._seen(tile, tile.camera.id), now_ns)
            if Change.PICTURE in change:
                self.update(tile.picture_box)
            if Change.STRIP in change:
                self.update(tile.strip_box)
        second = now_ns // 1_000_000_000
        if second != self._last_second:
            self._last_second = second
            self.ticked.emit()

    def _seen(self, tile: Tile, camera: CameraId) -> tuple[Picture | None, StreamState]:
        """Picture and state of the best stream: after a switch the old one until the new shows."""
        preferred = Stream.MAIN if self.is_enlarged else tile.stream
        picture, state = self._picture_of(camera, preferred), self._state_of(camera, preferred)
        if self.is_enlarged and (picture is None or state.health is not Health.LIVE):
            other, other_state = (
                self._picture_of(camera, Stream.SUB),
                self._state_of(camera, Stream.SUB),
            )
            if other is not None and (picture is None or other_state.health is Health.LIVE):
                return other, other_state
        return picture, state

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        started_ns = time.perf_counter_ns()
        painter = QPainter(self)
        painter.setFont(self.font())
        region = event.region()
        for tile in self._tiles.visible():
            if not region.intersects(tile.box):
                continue
            if region.intersects(tile.picture_box):
                picture = tile.paint_picture(painter, self._theme)
                if picture is not None and self.statistics.recording:
                    self.statistics.record(picture, self._ticks_ns())
            if region.intersects(tile.strip_box):
                tile.paint_strip(painter, self._theme)
            if region.contains(tile.box.topLeft()):
                selected = tile is self._tiles.selected_tile
                tile.paint_frame(painter, self._theme, selected=selected)
        if self._keyboard.typed:
            self._paint_typed(painter, self._keyboard.typed)
        if not self._cameras:
            self._paint_empty(painter)
        painter.end()
        if self.statistics.recording:
            self.statistics.paint_times_ns.append(time.perf_counter_ns() - started_ns)

    def _paint_typed(self, painter: QPainter, typed: str) -> None:
        tile = self._tiles.selected_tile
        font = QFont(self.font())
        font.setPixelSize(22)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        box = QRect(tile.picture_box.left() + 8, tile.picture_box.top() + 8, 84, 38)
        painter.fillRect(box, QColor(self._theme.chosen))
        painter.setPen(QColor(self._theme.chosen_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, typed)

    def _paint_empty(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(self._theme.window))
        painter.setPen(QColor(self._theme.quiet))
        painter.drawText(
            self.rect(),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self.tr("No camera yet. Add the cameras to the site file, then start Vigie again."),
        )

    # Places

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

    def _select(self, index: int) -> None:
        if index == self._tiles.selected:
            return
        before = self._tiles.selected_tile
        self._reduce()
        self._tiles.select(index)
        self._keyboard.clear()
        self.update(before.box)
        self.update(self._tiles.selected_tile.box)
        self._ask()
        self._announce()

    def _announce(self) -> None:
        camera = self.selected_camera()
        self.setAccessibleDescription(
            self.tr("Selected camera: {camera}").format(camera=camera.label)
            if camera
            else self.tr("No camera selected")
        )
        self.tile_selected.emit(camera)

    def _ask(self) -> None:
        if not self._settle.isActive():
            self._settle.start()

    # Keyboard and mouse

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            # Tab would leave the wall before keyPressEvent hears of it.
            step = tab_step(event)
            if step:
                if not self._view_only:
                    self._select((self._tiles.selected + step) % len(self._tiles.all))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._view_only or not self._keyboard.press(event):
            event.ignore()

    def _move(self, columns: int, rows: int) -> None:
        self._select(neighbour(self._tiles.layout, self._tiles.selected, columns, rows))

    def _call_number(self, number: int) -> None:
        camera = self._cameras.get(CameraId(number))
        if camera is None:
            self.number_refused.emit(number)
        else:
            self.call_camera(camera)

    def _show_typed(self) -> None:
        self.update(self._tiles.selected_tile.picture_box)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._view_only or self.is_enlarged:
            return
        for index, tile in enumerate(self._tiles.all):
            if tile.box.contains(event.position().toPoint()):
                self._select(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._view_only or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.is_enlarged:
            self.reduce()
        else:
            self.enlarge()

    # Window

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tiles()
        self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._next_tick_ns = 0
        self._timer.start()
        self._tick()
        self.window().installEventFilter(self)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._tiles.selected_tile.leave_screen()
        self._ask()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange:
            self._ask()
        return super().eventFilter(watched, event)
