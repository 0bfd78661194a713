"""What the agent's keys and mouse do to the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Signal
from PySide6.QtGui import QKeyEvent

from control_room.domain.camera import Camera, CameraId
from control_room.domain.wall import LAYOUTS, Arrangement, Layout
from widgets.framing import WHOLE, ZOOM_STEP, Zoom
from widgets.wall_geometry import neighbour
from widgets.wall_keyboard import WallKeyboard, tab_step
from widgets.wall_pointer import MOUSE_EVENTS, WallPointer
from widgets.wall_tiles import WallTiles

if TYPE_CHECKING:
    from widgets.video_wall import VideoWall


INPUT_EVENTS = frozenset({QEvent.Type.KeyPress, *MOUSE_EVENTS})


class WallOrders(QObject):
    """Takes the wall's events of keyboard and mouse, and acts on the wall.

    Attributes:
        presets: what Shift+1 … Shift+9 show.
        cameras: by number, what digits and Enter call.
        view_only: nothing is acted on.
        target: the tile over which a camera is held, about to be dropped.

    Signals:
        acted(): the agent did something with the wall, other than with its tour.
        number_refused(int): no camera has the number that was typed.
    """

    acted = Signal()
    number_refused = Signal(int)

    def __init__(self, wall: VideoWall, tiles: WallTiles, cameras: dict[CameraId, Camera]) -> None:
        super().__init__(wall)
        self.presets: list[Layout | Arrangement] = list(LAYOUTS)
        self.cameras = cameras
        self.view_only = False
        self.target: int | None = None
        self._wall = wall
        self._tiles = tiles
        self._keyboard = WallKeyboard(self)
        self._pointer = WallPointer(wall, is_zoomed=self._is_zoomed, camera_at=self._camera_at)
        self._connect()

    @property
    def typed(self) -> str:
        """The digits typed so far; empty without any."""
        return self._keyboard.typed

    def clear(self) -> None:
        """Forget the digits."""
        self._keyboard.clear()

    def take(self, event: QEvent) -> bool:
        """Act on one of `INPUT_EVENTS`; False if the wall makes nothing of it."""
        if not isinstance(event, QKeyEvent):
            return self.view_only or self._pointer.take(event)
        # Tab would leave the wall before keyPressEvent hears of it.
        step = tab_step(event)
        if self.view_only:
            return step != 0
        if step:
            self._wall.select_tile((self._tiles.selected + step) % len(self._tiles.all))
        elif not self._keyboard.press(event):
            return False
        if not self._keyboard.is_of_tour(event):
            self.acted.emit()
        return True

    def _connect(self) -> None:
        wall, keyboard, pointer = self._wall, self._keyboard, self._pointer
        keyboard.moved.connect(self._move)
        keyboard.enlarge_asked.connect(wall.enlarge)
        keyboard.reduce_asked.connect(self._go_back)
        keyboard.preset_chosen.connect(self._show_preset)
        keyboard.number_called.connect(self._call_number)
        keyboard.typed_changed.connect(lambda: wall.update(self._tiles.selected_tile.picture_box))
        keyboard.replay_asked.connect(self._toggle_replay)
        keyboard.closer_asked.connect(lambda: self._zoom(ZOOM_STEP))
        keyboard.wider_asked.connect(lambda: self._zoom(1 / ZOOM_STEP))
        keyboard.exact_asked.connect(self._toggle_exact)
        keyboard.whole_asked.connect(lambda: wall.look_closer(WHOLE))
        keyboard.next_stream_asked.connect(wall.say_next_stream)
        keyboard.full_screen_asked.connect(wall.full_screen_asked)
        keyboard.tour_toggled.connect(wall.tour_toggled)
        keyboard.tour_paused.connect(wall.tour_paused)
        keyboard.save_asked.connect(wall.save_asked)
        pointer.pressed.connect(self._press)
        pointer.doubled.connect(lambda: wall.reduce() if wall.is_enlarged else wall.enlarge())
        pointer.wheeled.connect(self._wheel)
        pointer.panned.connect(self._pan)
        pointer.hovered.connect(self._show_target)
        pointer.dropped.connect(self._drop)

    # Keys

    def _move(self, columns: int, rows: int) -> None:
        tiles = self._tiles
        self._wall.select_tile(neighbour(tiles.layout, tiles.selected, columns, rows))

    def _go_back(self) -> None:
        """One step back: from the replay, from the closer look, from the enlarged tile."""
        if self._wall.is_replaying:
            self._wall.stop_replay()
        elif self._is_zoomed():
            self._wall.look_closer(WHOLE)
        else:
            self._wall.reduce()

    def _show_preset(self, number: int) -> None:
        if number > len(self.presets):
            return
        preset = self.presets[number - 1]
        if isinstance(preset, Arrangement):
            self._wall.show_arrangement(preset)
        else:
            self._wall.show_layout(preset)

    def _call_number(self, number: int) -> None:
        camera = self.cameras.get(CameraId(number))
        if camera is None:
            self.number_refused.emit(number)
        else:
            self._wall.call_camera(camera)

    def _toggle_replay(self) -> None:
        camera = self._wall.selected_camera()
        if self._wall.is_replaying:
            self._wall.stop_replay()
        elif camera is not None:
            self._wall.start_replay(camera.id)

    # A closer look

    def _is_zoomed(self) -> bool:
        return not self._tiles.selected_tile.zoom.is_whole

    def _toggle_exact(self) -> None:
        zoom = self._tiles.selected_tile.zoom
        self._wall.look_closer(WHOLE if zoom.is_exact else Zoom(1.0, zoom.x, zoom.y, True))

    def _zoom(self, by: float, at: QPointF | None = None) -> None:
        tile = self._tiles.selected_tile
        if tile.seen is not None:
            middle = QPointF(tile.framing(tile.seen).place.center())
            self._wall.look_closer(tile.zoomed(tile.seen, by, at or middle))

    def _pan(self, by: QPointF) -> None:
        tile = self._tiles.selected_tile
        if tile.seen is not None:
            self._wall.look_closer(tile.panned(tile.seen, by))

    # The mouse

    def _press(self, point: QPoint) -> None:
        self._select_at(point)
        self.acted.emit()

    def _wheel(self, at: QPointF, steps: float) -> None:
        self._select_at(at.toPoint())
        self._zoom(ZOOM_STEP**steps, at)
        self.acted.emit()

    def _select_at(self, point: QPoint) -> None:
        index = self._tiles.at(point)
        if index is not None:
            self._wall.select_tile(index)

    def _camera_at(self, point: QPoint) -> CameraId | None:
        index = None if self._wall.is_enlarged else self._tiles.at(point)
        camera = self._tiles.all[index].camera if index is not None else None
        return camera.id if camera else None

    def _show_target(self, point: QPoint | None) -> None:
        before, self.target = self.target, self._tiles.at(point) if point else None
        for index in (before, self.target):
            if index is not None and before != self.target:
                self._wall.update(self._tiles.all[index].box)

    def _drop(self, point: QPoint, number: int) -> None:
        index, camera = self._tiles.at(point), self.cameras.get(CameraId(number))
        if index is None or camera is None:
            return
        self._wall.call_camera(camera, index)
        self._wall.select_tile(index)
        self.acted.emit()
