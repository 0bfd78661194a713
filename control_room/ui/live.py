"""Direct: the walls, what can be called onto them, one key to record, the shift's log."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from control_room.domain.agent import Session
from control_room.domain.camera import Camera, CameraId, Stream, StreamState, StreamUse
from control_room.domain.incident import Incident, IncidentState, Nature
from control_room.errors import ControlRoomError
from control_room.services import Services
from control_room.ui.camera_list import CameraList
from control_room.ui.context_bar import ContextBar
from control_room.ui.recording import Recording
from control_room.ui.shift_log import ShiftLog, tone_of_nature
from control_room.ui.tasks import TaskRunner
from control_room.ui.view_list import ViewList
from control_room.ui.wall_controls import WallControls
from control_room.ui.wall_desk import WallDesk
from control_room.ui.wall_shelf import WallShelf
from control_room.ui.words import is_typing, shown
from control_room.video.hosts import CameraHosts
from widgets.command_button import CommandButton
from widgets.notices import Place
from widgets.theme import Theme
from widgets.tile import Mark
from widgets.video_wall import VideoWall

LONGEST_SHIFT = timedelta(hours=12)
_LIST_WIDTH_PX = 260
_NARROW_LIST_WIDTH_PX = 206
_LOG_WIDTH_PX = 330
_NARROW_LOG_WIDTH_PX = 318
_NARROW_WINDOW_PX = 1500
_TAG_KEYS: dict[int, Nature] = {
    Qt.Key.Key_F1 + index: nature for index, nature in enumerate(Nature)
}
_CONTROL = Qt.KeyboardModifier.ControlModifier
_CONTROL_SHIFT = _CONTROL | Qt.KeyboardModifier.ShiftModifier


class LiveWorkspace(QWidget):
    """The operator's place.

    Signals:
        report_requested(Camera): `V` on a live tile.
        full_screen_asked(): the console's wall shall cover the screen, or no longer.
        refused(ControlRoomError): an act was not done, and why.
        told(str): an act was done.
        wanted_changed(): `wanted()` has a new answer.
        incidents_changed(): something was recorded.
    """

    report_requested = Signal(object)
    full_screen_asked = Signal()
    refused = Signal(object)
    told = Signal(str)
    wanted_changed = Signal()
    incidents_changed = Signal()

    def __init__(
        self,
        services: Services,
        hosts: CameraHosts,
        cameras: Sequence[Camera],
        tasks: TaskRunner,
        session: Callable[[], Session],
        *,
        theme: Theme,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._cameras = {camera.id: camera for camera in cameras}
        self._tasks = tasks
        self._session = session
        self._now = now
        self._is_locked = self._is_bare = False

        self.desk = WallDesk(
            services, hosts, cameras, tasks, session, theme=theme, now=now, parent=self
        )
        shelf = WallShelf(services.walls, tasks, session, self)
        self.controls = WallControls(self.desk, shelf, cameras, theme, self)
        self._log = ShiftLog()
        self._recording = Recording(self.desk, self._log, services, tasks, session, self)
        self._list = CameraList(cameras, self._today())
        self._views = ViewList()
        self._context = ContextBar(may_report=self._recording.may_report, today=self._today)
        self._heading = QLabel()
        self._heading.setProperty("part", "section")
        self._heading.setWordWrap(True)
        self.setFocusProxy(self.wall)
        self._left = self._build_left()
        self._side = self._build_side()
        self._build()
        self._connect_walls()
        self._connect()
        self._show_front()

    @property
    def wall(self) -> VideoWall:
        """The console's own wall."""
        return self.desk.main

    def wanted(self) -> dict[tuple[CameraId, Stream], StreamUse]:
        """The streams of the walls, and what each is wanted for."""
        return self.desk.wanted()

    def start(self) -> None:
        """Show the shift's log and the walls that the agent left."""
        self.reload()
        self.controls.shelf.reload()
        session = self._session()

        def not_read(error: ControlRoomError) -> None:
            self.desk.restore(())
            self.refused.emit(error)

        self._tasks.read(lambda: self._services.walls.last(session), self.desk.restore, not_read)

    def reload(self) -> None:
        """Read the shift's log again."""
        if self._is_locked:
            return
        session, since = self._session(), self._now() - LONGEST_SHIFT
        self._tasks.read(
            lambda: self._services.incidents.of_day(session, since), self._show_incidents
        )

    def end(self) -> None:
        """The agent goes: what is looked at closer was consulted until now, no tour goes on."""
        self.desk.end()
        self.controls.end()

    def close_windows(self) -> None:
        """The session is over: further walls go with it."""
        self.desk.close()

    def show_states(self, states: Mapping[CameraId, StreamState]) -> None:
        """Show in the list how the watched cameras are."""
        self._list.show_states(states.get)

    def set_locked(self, locked: bool) -> None:
        """Locked, only the pictures stay, and take no orders."""
        self._is_locked = locked
        self.desk.set_locked(locked)
        self._show_parts()
        self.reload()

    def set_bare(self, bare: bool) -> None:
        """Bare, the wall has the whole place."""
        self._is_bare = bare
        self._show_parts()

    def notice_place(self) -> Place:
        """Over the last cameras of the list: they can be scrolled to, pictures cannot."""
        if self._is_bare:
            return Place(self.wall, Qt.Edge.BottomEdge)
        return Place(self._list, Qt.Edge.BottomEdge)

    # Parts

    def _build(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.wall, 1)
        middle.addWidget(self._context)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addLayout(middle, 1)
        row.addWidget(self._side)

    def _build_left(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(_LIST_WIDTH_PX)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._list, 1)
        column.addWidget(self._views)
        return left

    def _build_side(self) -> QWidget:
        side = QWidget()
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setProperty("part", "side")
        side.setFixedWidth(_LOG_WIDTH_PX)
        tags = QGridLayout()
        tags.setContentsMargins(12, 0, 12, 6)
        tags.setSpacing(6)
        for index, nature in enumerate(Nature):
            button = CommandButton(shown(nature.text), f"F{index + 1}", wraps=True)
            button.setMinimumHeight(44)
            button.clicked.connect(lambda _=False, nature=nature: self._tag(nature))
            tags.addWidget(button, index // 2, index % 2)
        tags.setColumnStretch(0, 1)
        tags.setColumnStretch(1, 1)
        self._heading.setContentsMargins(12, 10, 12, 6)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addLayout(tags)
        column.addWidget(self._log, 1)
        return side

    def _connect_walls(self) -> None:
        self.desk.wall_added.connect(self._take_wall)
        self.desk.front_changed.connect(self._show_front)
        self.desk.wanted_changed.connect(self.wanted_changed)
        self.desk.refused.connect(self.refused)
        self.controls.refused.connect(self.refused)
        self.controls.told.connect(self.told)
        self.controls.changed.connect(self._show_views)
        self.wall.full_screen_asked.connect(self.full_screen_asked)
        self.wall.ticked.connect(self._show_second)
        self._take_wall(self.wall)

    def _connect(self) -> None:
        self._recording.report_requested.connect(self.report_requested)
        self._recording.refused.connect(self.refused)
        self._recording.told.connect(self.told)
        self._recording.recorded.connect(self.incidents_changed)
        self._recording.recorded.connect(self.reload)
        self._recording.noted.connect(self.wall.setFocus)
        self._views.wall_chosen.connect(lambda saved: self.controls.show(self.wall, saved))
        self._views.tour_chosen.connect(self.controls.choose_tour)
        self._views.picker_asked.connect(lambda: self.controls.pick(self.wall))
        self._list.camera_chosen.connect(self._call)
        self._list.left.connect(self.wall.setFocus)
        self._log.left.connect(self.wall.setFocus)
        self._log.note_entered.connect(self._recording.note)
        self._context.still_requested.connect(self._keep_still)
        self._context.report_requested.connect(self._request_report)
        self._context.replay_requested.connect(self._turn_replay)

    def _take_wall(self, wall: VideoWall) -> None:
        wall.tile_selected.connect(self._show_front)

    def _show_parts(self) -> None:
        hidden = self._is_locked or self._is_bare
        for part in (self._left, self._side, self._context):
            part.setVisible(not hidden)

    # Acts; each of them pauses a tour

    def _tag(self, nature: Nature) -> None:
        self.controls.pause_tour()
        self._recording.tag(nature)

    def _keep_still(self) -> None:
        self.controls.pause_tour()
        self._recording.keep_still()

    def _request_report(self) -> None:
        self.controls.pause_tour()
        self._recording.request_report()

    def _turn_replay(self) -> None:
        self.controls.pause_tour()
        self.desk.looking(self.desk.front()).turn_replay()

    def _write_note(self) -> None:
        self.controls.pause_tour()
        self.window().activateWindow()
        self._log.write_note()

    def _call(self, camera: Camera) -> None:
        self.controls.pause_tour()
        if not self.wall.select_camera(camera.id):
            self.wall.call_camera(camera)
        self.wall.setFocus()

    # What is shown

    def _today(self) -> date:
        return self._now().astimezone().date()

    def _show_incidents(self, incidents: list[Incident]) -> None:
        self._log.show_incidents(incidents, self._cameras)
        marks: dict[CameraId, Mark] = {}
        for incident in reversed(incidents):
            if incident.state is IncidentState.OPEN:
                marks[incident.camera] = Mark(
                    shown(incident.nature.text).partition(",")[0],
                    tone_of_nature(incident.nature),
                )
        self.desk.show_marks(marks)

    def _show_front(self) -> None:
        camera = self.desk.front().selected_camera()
        self._context.show_camera(camera)
        self._list.show_selected(camera.id if camera else None)
        self._heading.setText(
            self.tr("Tag from camera {number}").format(number=camera.id)
            if camera
            else self.tr("Tag from the selected tile")
        )
        self._show_second()

    def _show_views(self) -> None:
        controls = self.controls
        self._views.show_kept(controls.shelf.kept, controls.player.tour, controls.progress())

    def _show_second(self) -> None:
        wall = self.desk.front()
        camera = wall.selected_camera()
        if camera is not None and self.desk.looking(wall).replayed == camera:
            self._context.show_replay()
        elif camera is not None:
            self._context.show_signal(
                wall.picture_shown(camera.id), wall.state_shown(camera.id), time.monotonic_ns()
            )

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_locked or not self._act_on(event):
            super().keyPressEvent(event)

    def _act_on(self, event: QKeyEvent) -> bool:
        if event.modifiers() & _CONTROL:
            return self._act_on_control(event)
        nature = _TAG_KEYS.get(event.key())
        if nature is not None and not event.modifiers():
            # A key held down acts once.
            if not event.isAutoRepeat():
                self._tag(nature)
            return True
        if is_typing():
            return event.key() == Qt.Key.Key_F11 and self.desk.front().press(event)
        acts = {
            Qt.Key.Key_Space.value: self._keep_still,
            Qt.Key.Key_V.value: self._request_report,
            Qt.Key.Key_N.value: self._write_note,
        }
        if event.key() in acts and not event.modifiers():
            if not event.isAutoRepeat():
                acts[event.key()]()
            return True
        # From the lists beside it too; what the wall has left already means nothing to it again.
        return self.controls.press(event) or self.desk.front().press(event)

    def _act_on_control(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_F and event.modifiers() == _CONTROL:
            self.window().activateWindow()
            self._list.search()
            return True
        if event.key() == Qt.Key.Key_N and event.modifiers() == _CONTROL_SHIFT:
            self.desk.open_window()
            return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wall.reduce()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_WINDOW_PX
        self._left.setFixedWidth(_NARROW_LIST_WIDTH_PX if narrow else _LIST_WIDTH_PX)
        self._side.setFixedWidth(_NARROW_LOG_WIDTH_PX if narrow else _LOG_WIDTH_PX)
