"""The video wall: live pictures of many cameras in one widget, driven by the keyboard.

One precise timer reads the newest picture and the state of each visible tile, and repaints only
what changed. The wall holds no stream: it says which ones it wants, and at which size.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
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

from control_room.domain.camera import Camera, CameraId, Health, Stream, StreamState
from control_room.domain.picture import Picture, ShownPicture
from control_room.domain.wall import LAYOUTS, Layout
from widgets.number_keys import digit_of
from widgets.theme import Theme
from widgets.tile import FRAME_PX, Change, Mark, StillValid, Tile
from widgets.wall_geometry import boxes, neighbour
from widgets.wall_statistics import PaintedPicture, WallStatistics

PictureOf = Callable[[CameraId, Stream], Picture | None]
StateOf = Callable[[CameraId, Stream], StreamState]

TICK_MS = 20
"""Half of a picture's time at 25/s: a picture waits 10 ms on average for its paint."""

_SUB_HEIGHT_PX = 360
_MAIN_ABOVE_PX = round(_SUB_HEIGHT_PX * 1.34)
_SETTLE_MS = 200
"""A window being dragged to its size asks for pictures once, at the end."""

_TYPED_NUMBER_MS = 4000
_DIGITS_MAX = 4


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
        self._order = list(cameras)
        self._picture_of = picture_of
        self._state_of = state_of
        self._still_valid = still_valid
        self._theme = theme
        self._now = now
        self._ticks_ns = ticks_ns
        self._wall_layout = layout
        self._tiles: list[Tile] = []
        self._selected = 0
        self._is_enlarged = False
        self._view_only = False
        self._typed = ""
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
        self._typing_end = QTimer(self, singleShot=True, interval=_TYPED_NUMBER_MS)
        self._typing_end.timeout.connect(self._clear_typed)
        self.show_layout(layout)

    # What the wall shows

    @property
    def wall_layout(self) -> Layout:
        """The layout on the wall, also while a tile is enlarged."""
        return self._wall_layout

    @property
    def is_enlarged(self) -> bool:
        """Whether the selected tile fills the wall."""
        return self._is_enlarged

    def cameras(self) -> list[Camera]:
        """The cameras of the layout, in the order of its tiles."""
        return [tile.camera for tile in self._tiles if tile.camera is not None]

    def cameras_visible(self) -> list[Camera]:
        """The cameras on screen: all of the layout, or the enlarged one."""
        return [tile.camera for tile in self._visible_tiles() if tile.camera is not None]

    def picture_box(self, camera: CameraId) -> QRect:
        """Where the camera's picture is painted, in logical pixels; empty if it has none."""
        tile = self._tile_of(camera)
        return tile.painted_box(self.devicePixelRatioF()) if tile else QRect()

    def selected_camera(self) -> Camera | None:
        """The camera on the selected tile."""
        return self._tiles[self._selected].camera

    def state_shown(self, camera: CameraId) -> StreamState | None:
        """The state on the camera's tile; None if it is not on the wall."""
        tile = self._tile_of(camera)
        return tile.state if tile else None

    def picture_shown(self, camera: CameraId) -> Picture | None:
        """The newest picture the camera's tile looked at; its pixels may be gone."""
        tile = self._tile_of(camera)
        return tile.picture if tile else None

    def shown_picture(self, camera: CameraId) -> ShownPicture | None:
        """A copy of exactly what is painted for the selected camera, with its health.

        None if the wall is hidden, the camera is not selected, or its tile shows no picture.
        """
        tile = self._tiles[self._selected]
        if tile.camera is None or tile.camera.id != camera or not self.isVisible():
            return None
        shown = tile.shown_picture(self._now())
        if shown is None:
            self._tick()
            self.repaint(tile.picture_box)
            shown = tile.shown_picture(self._now())
        return shown

    def wanted(self) -> dict[tuple[CameraId, Stream], tuple[int, int]]:
        """Streams to keep open, with the size of their pictures in device pixels.

        Behind an enlarged tile the others stay open: going back shows them at once.
        """
        ratio = self.devicePixelRatioF()
        wanted = {}
        for index, (tile, box) in enumerate(
            zip(self._tiles, boxes(self._wall_layout, self.size()), strict=True)
        ):
            if tile.camera is None:
                continue
            size = tile.wanted_size(ratio, box)
            large = self._is_enlarged and index == self._selected
            if large:
                wanted[tile.camera.id, Stream.MAIN] = tile.wanted_size(ratio, self.rect())
            stream = Stream.SUB if large else tile.stream
            wanted[tile.camera.id, stream] = size
        return wanted

    # What others ask of it

    def show_layout(self, layout: Layout) -> None:
        """Show `layout`; cameras keep their order, places without one take the next camera."""
        self._reduce()
        shown = self.cameras()
        rest = [camera for camera in self._order if camera not in shown]
        filling: list[Camera | None] = list((shown + rest)[: len(layout.cells)])
        filling += [None] * (len(layout.cells) - len(filling))
        marks = {tile.camera.id: tile.mark for tile in self._tiles if tile.camera}
        self._wall_layout = layout
        self._tiles = [Tile(camera, self._still_valid) for camera in filling]
        for tile in self._tiles:
            tile.mark = marks.get(tile.camera.id) if tile.camera else None
        self._selected = min(self._selected, len(self._tiles) - 1)
        self._place_tiles()
        self._ask()
        self.cameras_changed.emit()
        self._announce()

    def call_camera(self, camera: Camera) -> None:
        """Bring a camera to the selected tile; if it is on another one, the two change places."""
        here = self._tiles[self._selected]
        if here.camera == camera:
            return
        was_enlarged = self._is_enlarged
        self._reduce()
        there = self._tile_of(camera.id)
        if there is not None:
            there.camera, there.mark = here.camera, here.mark
            there.forget()
        here.camera, here.mark = camera, None
        here.forget()
        self._choose_streams()
        self._ask()
        self.cameras_changed.emit()
        if was_enlarged:
            self.enlarge()
        self._announce()
        self.update()

    def select_camera(self, camera: CameraId) -> bool:
        """Select the camera's tile; False if it is not on the wall."""
        for index, tile in enumerate(self._tiles):
            if tile.camera is not None and tile.camera.id == camera:
                self._select(index)
                return True
        return False

    def enlarge(self) -> None:
        """Let the selected camera fill the wall, from its main stream."""
        camera = self.selected_camera()
        if camera is None or self._is_enlarged:
            return
        self._is_enlarged = True
        self._place_tiles()
        self._ask()
        self.enlarged.emit(camera)

    def reduce(self) -> None:
        """Go back to the layout."""
        if self._reduce():
            self._ask()

    def show_marks(self, marks: Mapping[CameraId, Mark]) -> None:
        """Say on each tile what is open on its camera."""
        for tile in self._tiles:
            mark = marks.get(tile.camera.id) if tile.camera else None
            if mark != tile.mark:
                tile.mark = mark
                self.update(tile.strip_box)

    def set_view_only(self, view_only: bool) -> None:
        """While locked the pictures run on and the wall takes no orders."""
        self._view_only = view_only
        self._clear_typed()

    # Time

    def _tick(self) -> None:
        now_ns = self._ticks_ns()
        if self.statistics.recording and self._next_tick_ns:
            self.statistics.tick_lags_ns.append(max(0, now_ns - self._next_tick_ns))
        self._next_tick_ns = now_ns + TICK_MS * 1_000_000
        for tile in self._visible_tiles():
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
        preferred = Stream.MAIN if self._is_enlarged else tile.stream
        picture, state = self._picture_of(camera, preferred), self._state_of(camera, preferred)
        if self._is_enlarged and (picture is None or state.health is not Health.LIVE):
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
        for tile in self._visible_tiles():
            if not region.intersects(tile.box):
                continue
            if region.intersects(tile.picture_box):
                picture = tile.paint_picture(painter, self._theme)
                if picture is not None and self.statistics.recording:
                    self._record(picture)
            if region.intersects(tile.strip_box):
                tile.paint_strip(painter, self._theme)
            if region.contains(tile.box.topLeft()):
                self._paint_frame(painter, tile)
        if self._typed:
            self._paint_typed(painter)
        if not self._order:
            self._paint_empty(painter)
        painter.end()
        if self.statistics.recording:
            self.statistics.paint_times_ns.append(time.perf_counter_ns() - started_ns)

    def _record(self, picture: Picture) -> None:
        self.statistics.pictures.append(
            PaintedPicture(
                picture.camera,
                picture.stream,
                picture.sequence,
                picture.received_at_ns,
                self._ticks_ns(),
            )
        )

    def _paint_frame(self, painter: QPainter, tile: Tile) -> None:
        selected = tile is self._tiles[self._selected]
        colour = QColor(self._theme.selection if selected else self._theme.window)
        box = tile.box
        right, bottom = box.right() + 1 - FRAME_PX, box.bottom() + 1 - FRAME_PX
        painter.fillRect(box.left(), box.top(), box.width(), FRAME_PX, colour)
        painter.fillRect(box.left(), bottom, box.width(), FRAME_PX, colour)
        painter.fillRect(box.left(), box.top(), FRAME_PX, box.height(), colour)
        painter.fillRect(right, box.top(), FRAME_PX, box.height(), colour)

    def _paint_typed(self, painter: QPainter) -> None:
        tile = self._tiles[self._selected]
        font = QFont(self.font())
        font.setPixelSize(22)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        box = QRect(tile.picture_box.left() + 8, tile.picture_box.top() + 8, 84, 38)
        painter.fillRect(box, QColor(self._theme.chosen))
        painter.setPen(QColor(self._theme.chosen_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._typed)

    def _paint_empty(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(self._theme.window))
        painter.setPen(QColor(self._theme.quiet))
        painter.drawText(
            self.rect(),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self.tr("No camera yet. Add the cameras to the site file, then start Vigie again."),
        )

    # Places

    def _visible_tiles(self) -> list[Tile]:
        return [self._tiles[self._selected]] if self._is_enlarged else self._tiles

    def _tile_of(self, camera: CameraId) -> Tile | None:
        return next(
            (tile for tile in self._tiles if tile.camera and tile.camera.id == camera), None
        )

    def _place_tiles(self) -> None:
        for tile, box in zip(self._tiles, boxes(self._wall_layout, self.size()), strict=True):
            tile.place(box)
        self._choose_streams()
        if self._is_enlarged:
            self._tiles[self._selected].place(self.rect())
        for index, tile in enumerate(self._tiles):
            tile.keeps = index == self._selected
        self.update()

    def _choose_streams(self) -> None:
        """Main stream on large tiles; between the two heights a tile stays with what it has."""
        if self._is_enlarged:
            return
        for tile in self._tiles:
            _, height_px = tile.wanted_size(self.devicePixelRatioF(), tile.box)
            if height_px > _MAIN_ABOVE_PX:
                tile.stream = Stream.MAIN
            elif height_px <= _SUB_HEIGHT_PX:
                tile.stream = Stream.SUB

    def _reduce(self) -> bool:
        if not self._is_enlarged:
            return False
        self._is_enlarged = False
        self._place_tiles()
        camera = self.selected_camera()
        if camera is not None:
            self.reduced.emit(camera)
        return True

    def _select(self, index: int) -> None:
        if index == self._selected:
            return
        before = self._tiles[self._selected]
        self._reduce()
        self._selected = index
        for each, tile in enumerate(self._tiles):
            tile.keeps = each == index
        self._clear_typed()
        self.update(before.box)
        self.update(self._tiles[index].box)
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
            step = _TAB_STEPS.get(event.key())
            if step and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if not self._view_only:
                    self._select((self._selected + step) % len(self._tiles))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._view_only or not self._act_on(event):
            event.ignore()

    def _act_on(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = event.key()
        if modifiers not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return False
        digit = digit_of(event)
        if digit is not None:
            return self._press_digit(digit, shifted=bool(modifiers))
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_enter()
        elif key == Qt.Key.Key_Escape:
            self._press_escape()
        elif key == Qt.Key.Key_Backspace and self._typed:
            self._show_typed(self._typed[:-1])
        elif key in _STEPS:
            self._select(neighbour(self._wall_layout, self._selected, *_STEPS[key]))
        else:
            return False
        return True

    def _press_digit(self, digit: int, *, shifted: bool) -> bool:
        if not shifted:
            if len(self._typed) < _DIGITS_MAX:
                self._show_typed(self._typed + str(digit))
            return True
        if 1 <= digit <= len(LAYOUTS):
            self.show_layout(LAYOUTS[digit - 1])
            return True
        return False

    def _press_enter(self) -> None:
        if not self._typed:
            self.enlarge()
            return
        number = int(self._typed)
        self._clear_typed()
        camera = self._cameras.get(CameraId(number))
        if camera is None:
            self.number_refused.emit(number)
        else:
            self.call_camera(camera)

    def _press_escape(self) -> None:
        if self._typed:
            self._clear_typed()
        else:
            self.reduce()

    def _show_typed(self, typed: str) -> None:
        self._typed = typed
        if typed:
            self._typing_end.start()
        else:
            self._typing_end.stop()
        self.update(self._tiles[self._selected].picture_box)

    def _clear_typed(self) -> None:
        if self._typed:
            self._show_typed("")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._view_only or self._is_enlarged:
            return
        for index, tile in enumerate(self._tiles):
            if tile.box.contains(event.position().toPoint()):
                self._select(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._view_only or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._is_enlarged:
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

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)


_TAB_STEPS: dict[int, int] = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
