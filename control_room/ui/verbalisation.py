"""Verbalisation: drafts of reports, written beside the live picture they are about.

Who only reads a report sees its shots: the camera is live for the agent who writes, alone.
A draft is never the official record (PVe), and the screen says so. Nothing is shown as kept or
saved before the service has answered; what was typed meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from control_room.domain.agent import Permission, Session, may
from control_room.domain.camera import Camera, CameraId, Health, Stream, StreamState, StreamUse
from control_room.domain.offence import Natinf, Offence
from control_room.domain.picture import Shot
from control_room.domain.report import (
    Circumstances,
    Report,
    ReportId,
    ReportSummary,
    requirements,
)
from control_room.domain.wall import ALONE
from control_room.services import Services
from control_room.ui.draft_list import DraftList
from control_room.ui.report_form import ReportFormPanel
from control_room.ui.shot_strip import ShotStrip
from control_room.ui.tasks import TaskRunner
from control_room.ui.words import is_typing, shown
from control_room.video.hosts import CameraHosts
from control_room.video.shot import NOT_ON_SCREEN, ShotNotPossible
from widgets.ages import minute_text
from widgets.chip import Chip
from widgets.command_button import CommandButton
from widgets.notices import Place
from widgets.theme import Theme, Tone
from widgets.video_wall import VideoWall

Then = Callable[[], None]


class VerbalisationWorkspace(QWidget):
    """The reports of the site, and one of them open.

    Signals:
        refused(ControlRoomError): an act was not done.
        told(str): an act was done.
        report_opened(): a new report is recorded, and is what this workspace shows.
        wanted_changed(): `wanted()` has a new answer.
    """

    refused = Signal(object)
    told = Signal(str)
    report_opened = Signal()
    wanted_changed = Signal()

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
        """Show the list of reports.

        Args:
            session: of the agent who is signed in now.
            now: aware UTC.
        """
        super().__init__(parent)
        self._services = services
        self._hosts = hosts
        self._cameras = {camera.id: camera for camera in cameras}
        self._tasks = tasks
        self._session = session
        self._now = now
        self._may_draft = may(session().agent.role, Permission.DRAFT_REPORT)
        self._report: Report | None = None
        self._pictures: list[bytes] = []
        self._offences: dict[Natinf, Offence] = {}
        self._busy = False
        self._asked: Then | None = None
        self._printed: Path | None = None
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._drafts = DraftList(may_draft=self._may_draft)
        self.setFocusProxy(self._drafts)
        self._wall = VideoWall(
            list(cameras),
            hosts.picture,
            hosts.state,
            hosts.still_valid,
            theme=theme,
            now=now,
            layout=ALONE,
        )
        self._shots = ShotStrip()
        self._pictures_side = QWidget()
        self._form = ReportFormPanel()
        self._number = QLabel()
        self._state = Chip()
        self._saved = QLabel()
        self._save = CommandButton(self.tr("Save the draft"), "Ctrl+S", main=True)
        self._print = CommandButton(self.tr("Print"), "Ctrl+P")
        self._open_pdf = CommandButton(self.tr("Open the PDF"))
        self._back = CommandButton(self.tr("All reports"), "Ctrl+R")
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    @property
    def report(self) -> Report | None:
        """The report on screen, as last recorded."""
        return self._report

    @property
    def wall(self) -> VideoWall:
        """Where the open report's camera is shown."""
        return self._wall

    def wanted(self) -> dict[tuple[CameraId, Stream], StreamUse]:
        """The streams that the open report needs; none while another workspace is shown."""
        report = self._report
        if report is None or not self.isVisible() or self._camera_watched(report) is None:
            return {}
        return self._wall.wanted()

    def open_report(self, camera: Camera) -> None:
        """Start a report on what the camera shows now; what is on screen is saved first.

        The workspace need not be on screen: `report_opened` says when there is something to see.
        """
        live = self._live_state(camera.id)
        self._in_turn(lambda: self._keep_then(lambda: self._open(camera, live)))

    def save(self) -> None:
        """Keep what is on screen as a new version."""
        self._in_turn(lambda: self._save_then(_nothing))

    def _save_then(self, then: Then) -> None:
        report = self._report
        if report is None or not self._is_own(report):
            return
        session, form = self._session(), self._form.form()
        self._set_busy(self.tr("Saving…"))

        def saved(changed: Report) -> None:
            self._recorded(changed)
            self._offer_print(None)
            then()

        self._tasks.write(
            lambda: self._services.reports.save(session, report.id, form), saved, self._failed
        )

    def print_report(self) -> None:
        """Put the newest version on paper; changes are saved first."""
        self._in_turn(self._print_newest)

    def _print_newest(self) -> None:
        if self._report is None:
            return
        if self._is_changed() or not self._report.versions:
            self._save_then(self._print_saved)
        else:
            self._print_saved()

    def take_shot(self) -> None:
        """Keep the picture that is on screen now, in full resolution, as the next shot.

        Without one nothing is kept: the agent would testify to a picture that nobody saw.
        """
        report = self._report
        role = report.next_role if report else None
        if report is None or role is None or self._busy or not self._is_own(report):
            return
        taken_at = self._now()
        seen = self._wall.shown_picture(report.camera)
        if seen is None or seen.stream is not Stream.MAIN:
            self.refused.emit(ShotNotPossible(report.camera, NOT_ON_SCREEN))
            return
        session = self._session()
        self._set_busy(self.tr("Keeping the shot…"))
        self._shots.show_taking(taking=True)

        def keep(shot: Shot) -> None:
            if seen.health is not Health.LIVE:
                shot = replace(shot, health=seen.health)  # what the tile said of it counts too
            self._tasks.write(
                lambda: self._services.reports.add_shot(
                    session, report.id, shot, role, taken_at=taken_at
                ),
                lambda changed: self._shot_kept(changed, shot),
                self._failed,
            )

        # The cut may wait for its camera: other acts must not wait with it.
        self._tasks.read(
            lambda: self._hosts.cut(report.camera, Stream.MAIN, seen.sequence, seen.source),
            keep,
            self._failed,
        )

    def end(self) -> None:
        """Save what was changed, before the session ends or locks."""
        report = self._report
        if report is not None and self._is_own(report) and self._is_changed():
            session, form = self._session(), self._form.form()
            self._tasks.write(
                lambda: self._services.reports.save(session, report.id, form), self._recorded
            )

    def show_reports(self) -> None:
        """Go back to the list; what is on screen is saved first."""
        self._in_turn(lambda: self._keep_then(self._close))

    def notice_place(self) -> Place:
        """Over the edge of the picture, that no shot's caption and no field is hidden."""
        if self._stack.currentWidget() is self._drafts:
            return Place(self._drafts, Qt.Edge.BottomEdge)
        if self._wall.isHidden():
            return Place(self._pictures_side, Qt.Edge.BottomEdge)
        return Place(self._wall, Qt.Edge.TopEdge)

    # Acts, away from the UI thread

    def _got(self, session: Session, report_id: ReportId) -> tuple[Report, Sequence[bytes]]:
        report = self._services.reports.get(session, report_id)
        return report, self._services.reports.pictures(session, report.id)

    # Answers

    def _open(self, camera: Camera, live: StreamState) -> None:
        session = self._session()
        self._set_busy(self.tr("Opening the report…"))

        def opened(report: Report) -> None:
            self._show_report(report, [])
            self.report_opened.emit()

        self._with_offences(
            lambda: self._tasks.write(
                lambda: self._services.reports.open(session, camera, live), opened, self._failed
            )
        )

    def _open_stored(self, report_id: ReportId) -> None:
        session = self._session()
        self._with_offences(
            lambda: self._tasks.write(
                lambda: self._got(session, report_id),
                lambda found: self._show_report(*found),
                self._failed,
            )
        )

    def _shot_kept(self, report: Report, shot: Shot) -> None:
        self._pictures.append(shot.png)
        self._recorded(report)
        self._show_shots(report)

    def _recorded(self, report: Report) -> None:
        self._report = report
        self._set_free()
        self._show_progress()

    def _failed(self, error: Exception) -> None:
        self._asked = None  # it rested on what failed
        self._set_free()
        if self._report is not None:
            self._show_shots(self._report)
        self._show_progress()
        self.refused.emit(error)

    def _print_saved(self) -> None:
        report, session = self._report, self._session()
        if report is None:
            return
        self._set_busy(self.tr("Printing…"))

        def printed(path: Path) -> None:
            self._recorded(report)
            self._offer_print(path)
            self.told.emit(self.tr("Printed: {file}").format(file=path.name))

        self._tasks.write(
            lambda: self._services.reports.print(session, report.id), printed, self._failed
        )

    def _with_offences(self, then: Then) -> None:
        """Go on once the offences are there: a form never changes under the agent's hands."""
        if not self._may_draft or self._offences:
            then()
            return
        session = self._session()

        def loaded(offences: Sequence[Offence]) -> None:
            if not self._offences:
                self._offences = {offence.natinf: offence for offence in offences}
                self._form.show_offences(offences)
            then()

        self._tasks.read(lambda: self._services.reports.offences(session), loaded, self._failed)

    def _reload_list(self) -> None:
        session = self._session()
        self._tasks.read(lambda: self._services.reports.list(session), self._show_list)

    def _show_list(self, reports: Sequence[ReportSummary]) -> None:
        names = {natinf: offence.short for natinf, offence in self._offences.items()}
        self._drafts.show_reports(reports, names, self._now())

    # What is on screen

    def _show_report(self, report: Report, pictures: Sequence[bytes]) -> None:
        self._report = report
        self._set_free()
        self._pictures = list(pictures)
        self._number.setText(self.tr("Report {number}").format(number=report.number))
        self._state.show_word(shown(report.state.text), Tone.INFO)
        camera = self._camera_watched(report)
        self._wall.setVisible(camera is not None)
        if camera is not None:
            self._wall.call_camera(camera)
            # A report is written from the main stream, however small the picture on screen.
            self._wall.enlarge()
        writable = self._is_own(report)
        self._form.show_report(report, writable=writable)
        self._save.setVisible(writable)
        self._show_shots(report)
        self._offer_print(None)
        self._show_progress()
        self._stack.setCurrentIndex(1)
        self.setFocusProxy(self._shots)
        self.setFocus()
        self.wanted_changed.emit()

    def _show_shots(self, report: Report) -> None:
        self._shots.show_report(report, self._pictures, writable=self._is_own(report))
        times = sorted(shot.still.captured_at.astimezone() for shot in report.shots)
        if not times:
            self._form.show_observed(self.tr("no shot yet"))
            return
        day = f"{times[0]:%d/%m/%Y}"
        start, end = (f"{time:%H:%M:%S}" for time in (times[0], times[-1]))
        if start == end:
            observed = self.tr("{day}, {time}, live").format(day=day, time=start)
        else:
            observed = self.tr("{day}, {start} to {end}, live").format(
                day=day, start=start, end=end
            )
        self._form.show_observed(observed)

    def _show_progress(self) -> None:
        """Say what is saved and what the law still asks for."""
        report = self._report
        if report is None:
            return
        form = self._form.form()
        offence = self._form.offence()
        if offence is None and form.natinf is not None and report.versions:
            offence = report.versions[-1].offence
        self._form.show_requirements(
            requirements(
                form,
                Circumstances(
                    shots=report.shots,
                    offence=offence,
                    quality=report.quality,
                    order=report.order,
                    day=report.opened_at.astimezone().date(),
                ),
            )
        )
        if self._busy:
            return
        self._saved.setText(self._saved_text(report))
        self._save.setEnabled(True)
        self._print.setEnabled(True)

    def _saved_text(self, report: Report) -> str:
        if not report.versions:
            return self.tr("Not saved yet")
        last = report.versions[-1]
        saved = self.tr("Version {number} saved at {time}").format(
            number=last.number, time=minute_text(last.saved_at)
        )
        if self._is_changed():
            return self.tr("{saved}; changes since are not saved").format(saved=saved)
        return saved

    def _set_busy(self, text: str) -> None:
        self._busy = True
        self._saved.setText(text)
        self._save.setEnabled(False)
        self._print.setEnabled(False)

    def _set_free(self) -> None:
        self._busy = False
        if self._asked is not None:
            QTimer.singleShot(0, self, self._do_asked)

    def _in_turn(self, act: Then) -> None:
        """Do it now, or after what is under way: no key is lost because the disk is slow."""
        if self._busy:
            self._asked = act
        else:
            act()

    def _do_asked(self) -> None:
        act = self._asked
        if act is not None and not self._busy:
            self._asked = None
            act()

    def _offer_print(self, path: Path | None) -> None:
        self._printed = path
        self._open_pdf.setVisible(path is not None)

    def _open_printed(self) -> None:
        if self._printed is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._printed)))

    def _close(self) -> None:
        self._report = None
        self._pictures = []
        self._stack.setCurrentIndex(0)
        self.setFocusProxy(self._drafts)
        self.setFocus()
        self._reload_list()
        self.wanted_changed.emit()

    def _keep_then(self, then: Then) -> None:
        """Save what was changed on screen, then go on; if it cannot be saved, stay."""
        if self._report is not None and self._is_own(self._report) and self._is_changed():
            self._save_then(then)
        else:
            then()

    def _is_changed(self) -> bool:
        return self._report is not None and self._form.form().tidied() != self._report.form

    def _is_own(self, report: Report) -> bool:
        return self._may_draft and report.matricule == self._session().agent.matricule

    def _camera_watched(self, report: Report) -> Camera | None:
        """The camera to show live beside the report: only its own agent watches it."""
        return self._cameras.get(report.camera) if self._is_own(report) else None

    def _live_state(self, camera: CameraId) -> StreamState:
        """The state of what the agent sees: either stream may be the one on screen."""
        full = self._hosts.state(camera, Stream.MAIN)
        return full if full.health is Health.LIVE else self._hosts.state(camera, Stream.SUB)

    # Parts

    def _build(self) -> None:
        self._wall.set_view_only(True)
        self._wall.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._wall.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._shots.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._number.setProperty("part", "name")
        self._saved.setProperty("part", "quiet")
        left = QVBoxLayout(self._pictures_side)
        left.setContentsMargins(12, 12, 12, 12)
        left.setSpacing(10)
        left.addWidget(self._wall, 1)
        left.addWidget(self._shots, 0, Qt.AlignmentFlag.AlignTop)
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 20, 0)
        head.setSpacing(10)
        head.addWidget(self._number)
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self._back)
        caution = QLabel(
            self.tr("A draft is not a PVe. The PVe is made in the approved tool, which numbers it.")
        )
        caution.setProperty("part", "warning")
        caution.setWordWrap(True)
        caution.setContentsMargins(20, 0, 20, 0)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 6, 20, 12)
        foot.setSpacing(8)
        for button in (self._save, self._print, self._open_pdf):
            foot.addWidget(button)
        foot.addStretch(1)
        self._saved.setContentsMargins(20, 0, 20, 0)
        side = QWidget()
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setProperty("part", "side")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(caution)
        column.addWidget(self._form, 1)
        column.addWidget(self._saved)
        column.addLayout(foot)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._pictures_side, 9)
        row.addWidget(side, 7)
        self._stack.addWidget(self._drafts)
        self._stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _connect(self) -> None:
        self._drafts.report_chosen.connect(self._open_stored)
        self._shots.shot_requested.connect(self.take_shot)
        self._form.changed.connect(self._show_progress)
        self._form.left.connect(self._shots.setFocus)
        self._save.clicked.connect(self.save)
        self._print.clicked.connect(self.print_report)
        self._open_pdf.clicked.connect(self._open_printed)
        self._back.clicked.connect(self.show_reports)
        self._wall.wanted_changed.connect(self.wanted_changed)
        for keys, act in (
            ("Ctrl+S", self.save),
            ("Ctrl+P", self.print_report),
            ("Ctrl+R", self.show_reports),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and not is_typing():
            self.take_shot()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._report is None:
            self._with_offences(self._reload_list)
        self.wanted_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()


def _nothing() -> None:
    """Nothing follows."""
