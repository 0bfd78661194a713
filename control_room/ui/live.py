"""Direct: the wall, one key to record what it shows, the shift's log.

Every key that records takes the picture first, on the UI thread, as it is painted at that moment;
the rest happens on the writer thread, and nothing is shown as recorded before it is committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from control_room.domain.agent import Permission, Session, may
from control_room.domain.camera import Camera, CameraId, Health, Stream, StreamUse
from control_room.domain.evidence import StillRef
from control_room.domain.incident import Incident, IncidentId, IncidentState, Nature
from control_room.domain.picture import ShownPicture
from control_room.errors import ControlRoomError
from control_room.services import Services
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.camera_list import CameraList
from control_room.ui.context_bar import ContextBar
from control_room.ui.shift_log import Pending, ShiftLog, tone_of_nature
from control_room.ui.tasks import TaskRunner
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


class NothingShown(ControlRoomError):
    """A key asked to record a tile that shows no live picture; nothing was recorded."""

    def __init__(self, camera: Camera | None, health: Health | None) -> None:
        if camera is None:
            what = QT_TRANSLATE_NOOP("errors", "No camera on the selected tile.")
        else:
            what = QT_TRANSLATE_NOOP("errors", "{camera} is not live ({state}).").of(
                camera=camera.label, state=(health or Health.CONNECTING).text
            )
        super().__init__(
            what,
            QT_TRANSLATE_NOOP("errors", "Nothing was recorded: a picture must be seen live."),
            QT_TRANSLATE_NOOP("errors", "Select a tile that is live, or wait for the camera."),
        )


class LiveWorkspace(QWidget):
    """The operator's place.

    Signals:
        report_requested(Camera): `V` on a live tile.
        refused(ControlRoomError): an act was not done, and why.
        told(str): an act was done.
        wanted_changed(): `wanted()` has a new answer.
        counts_changed(int, int): cameras of the wall that are live, and that are not.
        incidents_changed(): something was recorded.
    """

    report_requested = Signal(object)
    refused = Signal(object)
    told = Signal(str)
    wanted_changed = Signal()
    counts_changed = Signal(int, int)
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
        self._enlarged_at_ns: int | None = None
        self._is_locked = False
        self._may_report = may(session().agent.role, Permission.DRAFT_REPORT)

        self.wall = VideoWall(
            cameras, hosts.picture, hosts.state, hosts.still_valid, theme=theme, now=now
        )
        self._list = CameraList(cameras, self._today())
        self._list.setFixedWidth(_LIST_WIDTH_PX)
        self._log = ShiftLog()
        self._context = ContextBar(may_report=self._may_report, today=self._today)
        self._heading = QLabel()
        self._heading.setProperty("part", "section")
        self._heading.setWordWrap(True)
        self.setFocusProxy(self.wall)
        self._side = self._build_side()
        self._build()
        self._connect()
        self._show_camera(self.wall.selected_camera())

    def wanted(self) -> dict[tuple[CameraId, Stream], StreamUse]:
        """The streams of the wall, and what each is wanted for."""
        return self.wall.wanted()

    def start(self) -> None:
        """Show the shift's log, and record which cameras are on the wall."""
        self.reload()
        self._record_wall()

    def reload(self) -> None:
        """Read the shift's log again."""
        if self._is_locked:
            return
        session, since = self._session(), self._now() - LONGEST_SHIFT
        self._tasks.read(
            lambda: self._services.incidents.of_day(session, since), self._show_incidents
        )

    def end(self) -> None:
        """The agent leaves: what is enlarged was consulted until now."""
        self.wall.reduce()

    def set_locked(self, locked: bool) -> None:
        """Locked, only the pictures stay, and take no orders."""
        self._is_locked = locked
        self.wall.set_view_only(locked)
        for part in (self._list, self._side, self._context):
            part.setVisible(not locked)
        self.reload()

    def notice_place(self) -> Place:
        """Over the last cameras of the list: they can be scrolled to, pictures cannot."""
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
        row.addWidget(self._list)
        row.addLayout(middle, 1)
        row.addWidget(self._side)

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
            button.clicked.connect(lambda _=False, nature=nature: self.tag(nature))
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

    def _connect(self) -> None:
        self.wall.tile_selected.connect(self._show_camera)
        self.wall.wanted_changed.connect(self.wanted_changed)
        self.wall.cameras_changed.connect(self._record_wall)
        self.wall.enlarged.connect(self._begin_enlargement)
        self.wall.reduced.connect(self._end_enlargement)
        self.wall.number_refused.connect(self._refuse_number)
        self.wall.ticked.connect(self._show_second)
        self._list.camera_chosen.connect(self._call)
        self._list.left.connect(self.wall.setFocus)
        self._log.left.connect(self.wall.setFocus)
        self._log.note_entered.connect(self._note)
        self._context.still_requested.connect(self.keep_still)
        self._context.report_requested.connect(self.request_report)

    # Acts

    def tag(self, nature: Nature) -> None:
        """Record an incident of that nature with what the selected tile shows."""
        seen = self._seen_live()
        if seen is None:
            return
        camera, picture = seen
        session = self._session()
        pending = Pending(nature, camera, picture.shown_at)
        self._log.add_pending(pending)

        def committed(incident: Incident) -> None:
            self._log.settle(pending, incident)
            self.incidents_changed.emit()
            self.reload()

        def not_committed(error: ControlRoomError) -> None:
            self._log.settle(pending, None)
            self.refused.emit(error)

        self._tasks.write(
            lambda: self._services.incidents.tag(session, nature, camera, picture),
            committed,
            not_committed,
        )

    def keep_still(self) -> None:
        """Keep a still of what the selected tile shows."""
        seen = self._seen_live()
        if seen is None:
            return
        camera, picture = seen
        session = self._session()

        def kept(still: StillRef) -> None:
            self.told.emit(
                self.tr("Still of {camera} kept, {width}×{height}.").format(
                    camera=camera.label, width=still.width_px, height=still.height_px
                )
            )

        self._tasks.write(
            lambda: self._services.evidence.keep_still(session, camera, picture), kept
        )

    def request_report(self) -> None:
        """Open a report on the selected camera; the gate of the law is in the service."""
        if not self._may_report:
            self.refused.emit(_may_not_draft())
            return
        camera = self.wall.selected_camera()
        state = self.wall.state_shown(camera.id) if camera else None
        if camera is None or state is None or state.health is not Health.LIVE:
            self.refused.emit(NothingShown(camera, state.health if state else None))
        else:
            self.report_requested.emit(camera)

    def _seen_live(self) -> tuple[Camera, ShownPicture] | None:
        """The selected camera and its picture on screen; if it is not live, says so."""
        camera = self.wall.selected_camera()
        picture = self.wall.shown_picture(camera.id) if camera else None
        if camera is not None and picture is not None and picture.health is Health.LIVE:
            return camera, picture
        state = self.wall.state_shown(camera.id) if camera else None
        seen = picture or state
        self.refused.emit(NothingShown(camera, seen.health if seen else None))
        return None

    def _note(self, incident: IncidentId, text: str) -> None:
        session = self._session()

        def committed(_incident: Incident) -> None:
            self._log.show_note_state(self.tr("Note recorded."), clear=True)
            self.wall.setFocus()
            self.incidents_changed.emit()
            self.reload()

        def not_committed(error: ControlRoomError) -> None:
            self._log.show_note_state(self.tr("Note not recorded; it is still here."))
            self.refused.emit(error)

        self._tasks.write(
            lambda: self._services.incidents.add_note(session, incident, text),
            committed,
            not_committed,
        )

    def _call(self, camera: Camera) -> None:
        if not self.wall.select_camera(camera.id):
            self.wall.call_camera(camera)
        self.wall.setFocus()

    def _record_wall(self) -> None:
        session, code = self._session(), self.wall.wall_layout.code
        cameras = [camera.id for camera in self.wall.cameras()]
        self._tasks.write(
            lambda: self._services.cameras.wall_shown(session, code, cameras), lambda _: None
        )

    def _begin_enlargement(self, camera: Camera) -> None:
        began_at_ns = self._enlarged_at_ns = time.monotonic_ns()
        session = self._session()

        def not_recorded(error: ControlRoomError) -> None:
            # Nobody looks closer without a record of it.
            if self._enlarged_at_ns == began_at_ns:
                self._enlarged_at_ns = None
                self.wall.reduce()
            self.refused.emit(error)

        self._tasks.write(
            lambda: self._services.cameras.enlarged(session, camera), lambda _: None, not_recorded
        )

    def _end_enlargement(self, camera: Camera) -> None:
        if self._enlarged_at_ns is None:
            return
        seconds = max(1, round((time.monotonic_ns() - self._enlarged_at_ns) / 1e9))
        self._enlarged_at_ns = None
        session = self._session()
        self._tasks.write(
            lambda: self._services.cameras.reduced(session, camera, seconds), lambda _: None
        )

    def _refuse_number(self, number: int) -> None:
        self.refused.emit(
            ControlRoomError(
                QT_TRANSLATE_NOOP("errors", "No camera has the number {number}.").of(number=number),
                QT_TRANSLATE_NOOP("errors", "The wall stays as it is."),
                QT_TRANSLATE_NOOP("errors", "Numbers are in the list of cameras: Ctrl+F searches."),
            )
        )

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
        self.wall.show_marks(marks)

    def _show_camera(self, camera: Camera | None) -> None:
        self._context.show_camera(camera)
        self._list.show_selected(camera.id if camera else None)
        self._heading.setText(
            self.tr("Tag from camera {number}").format(number=camera.id)
            if camera
            else self.tr("Tag from the selected tile")
        )
        self._show_second()

    def _show_second(self) -> None:
        camera = self.wall.selected_camera()
        if camera is not None:
            self._context.show_signal(
                self.wall.picture_shown(camera.id),
                self.wall.state_shown(camera.id),
                time.monotonic_ns(),
            )
        self._list.show_states(self.wall.state_shown)
        states = [self.wall.state_shown(each.id) for each in self.wall.cameras()]
        live = sum(state is not None and state.health is Health.LIVE for state in states)
        waiting = sum(state is None or state.health is Health.CONNECTING for state in states)
        self.counts_changed.emit(live, len(states) - live - waiting)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_locked or not self._act_on(event):
            super().keyPressEvent(event)

    def _act_on(self, event: QKeyEvent) -> bool:
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            if event.key() != Qt.Key.Key_F:
                return False
            self._list.search()
            return True
        if event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        nature = _TAG_KEYS.get(event.key())
        acts = {
            Qt.Key.Key_Space.value: self.keep_still,
            Qt.Key.Key_V.value: self.request_report,
            Qt.Key.Key_N.value: self._log.write_note,
        }
        if nature is None and (is_typing() or event.key() not in acts):
            return False
        # A key held down acts once.
        if not event.isAutoRepeat():
            if nature is not None:
                self.tag(nature)
            else:
                acts[event.key()]()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wall.reduce()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_WINDOW_PX
        self._list.setFixedWidth(_NARROW_LIST_WIDTH_PX if narrow else _LIST_WIDTH_PX)
        self._side.setFixedWidth(_NARROW_LOG_WIDTH_PX if narrow else _LOG_WIDTH_PX)


def _may_not_draft() -> ControlRoomError:
    return ControlRoomError(
        QT_TRANSLATE_NOOP("errors", "Your role may not draft reports."),
        QT_TRANSLATE_NOOP("errors", "No report was opened."),
        QT_TRANSLATE_NOOP("errors", "Ask a supervisor, or sign in with the right account."),
    )
