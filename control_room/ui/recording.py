"""One key records what is shown: the picture is taken first, as it is painted at that moment.

The rest happens on the writer thread; nothing is shown as recorded before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from control_room.domain.agent import Permission, Session, may
from control_room.domain.camera import Camera, Health
from control_room.domain.evidence import StillRef
from control_room.domain.incident import Incident, IncidentId, Nature
from control_room.domain.picture import ShownPicture
from control_room.errors import ControlRoomError
from control_room.services import Services
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.looking import ReplayNotLive
from control_room.ui.shift_log import Pending, ShiftLog
from control_room.ui.tasks import TaskRunner
from control_room.ui.wall_desk import WallDesk


class NothingShown(ControlRoomError):
    """A key asked to record a tile that shows no live picture; nothing was recorded."""

    def __init__(self, camera: Camera | None, health: Health | None) -> None:
        if camera is None:
            what = QT_TRANSLATE_NOOP("errors", "No camera on the selected tile.")
        elif health is Health.LIVE:
            what = QT_TRANSLATE_NOOP(
                "errors", "{camera}: the live picture is not on the screen yet."
            ).of(camera=camera.label)
        else:
            what = QT_TRANSLATE_NOOP("errors", "{camera} is not live ({state}).").of(
                camera=camera.label, state=(health or Health.CONNECTING).text
            )
        super().__init__(
            what,
            QT_TRANSLATE_NOOP("errors", "Nothing was recorded: a picture must be seen live."),
            QT_TRANSLATE_NOOP("errors", "Select a tile that is live, or wait for the camera."),
        )


class Recording(QObject):
    """Records what the selected tile of the wall in front shows.

    Signals:
        report_requested(Camera): on a live tile.
        recorded(): something was committed.
        refused(ControlRoomError), told(str): what became of an act.
        noted(): a note was committed; the keyboard may go back to the wall.
    """

    report_requested = Signal(object)
    recorded = Signal()
    refused = Signal(object)
    told = Signal(str)
    noted = Signal()

    def __init__(
        self,
        desk: WallDesk,
        log: ShiftLog,
        services: Services,
        tasks: TaskRunner,
        session: Callable[[], Session],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._log = log
        self._services = services
        self._tasks = tasks
        self._session = session
        self.may_report = may(session().agent.role, Permission.DRAFT_REPORT)

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
            self.recorded.emit()

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
        if not self.may_report:
            self.refused.emit(_may_not_draft())
            return
        wall = self._desk.front()
        camera = wall.selected_camera()
        state = wall.state_shown(camera.id) if camera else None
        if camera is not None and self._is_replayed(camera):
            self.refused.emit(ReplayNotLive(camera))
        elif camera is None or state is None or state.health is not Health.LIVE:
            self.refused.emit(NothingShown(camera, state.health if state else None))
        else:
            self.report_requested.emit(camera)

    def note(self, incident: IncidentId, text: str) -> None:
        """Add a line to an incident's course."""
        session = self._session()

        def committed(_incident: Incident) -> None:
            self._log.show_note_state(self.tr("Note recorded."), clear=True)
            self.noted.emit()
            self.recorded.emit()

        def not_committed(error: ControlRoomError) -> None:
            self._log.show_note_state(self.tr("Note not recorded; it is still here."))
            self.refused.emit(error)

        self._tasks.write(
            lambda: self._services.incidents.add_note(session, incident, text),
            committed,
            not_committed,
        )

    def _seen_live(self) -> tuple[Camera, ShownPicture] | None:
        """The camera in front and its picture on screen; if it is not live, says so."""
        wall = self._desk.front()
        camera = wall.selected_camera()
        if camera is not None and self._is_replayed(camera):
            self.refused.emit(ReplayNotLive(camera))
            return None
        picture = wall.shown_picture(camera.id) if camera else None
        if camera is not None and picture is not None and picture.health is Health.LIVE:
            return camera, picture
        state = wall.state_shown(camera.id) if camera else None
        seen = picture or state
        self.refused.emit(NothingShown(camera, seen.health if seen else None))
        return None

    def _is_replayed(self, camera: Camera) -> bool:
        return self._desk.looking(self._desk.front()).replayed == camera


def _may_not_draft() -> ControlRoomError:
    return ControlRoomError(
        QT_TRANSLATE_NOOP("errors", "Your role may not draft reports."),
        QT_TRANSLATE_NOOP("errors", "No report was opened."),
        QT_TRANSLATE_NOOP("errors", "Ask a supervisor, or sign in with the right account."),
    )
