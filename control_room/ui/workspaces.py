"""The workspaces of the agent who is signed in: which there are, which one is on screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from control_room.domain.agent import Permission, Role, Session, may
from control_room.domain.camera import Camera, CameraId, Stream, StreamUse
from control_room.services import Services
from control_room.ui.audit import AuditWorkspace
from control_room.ui.camera_watch import CameraWatch
from control_room.ui.health import HealthWorkspace
from control_room.ui.health_recorder import HealthRecorder
from control_room.ui.incidents import IncidentsWorkspace
from control_room.ui.live import LiveWorkspace
from control_room.ui.log_watch import LogNews
from control_room.ui.tasks import TaskRunner
from control_room.ui.verbalisation import VerbalisationWorkspace
from control_room.video.hosts import CameraHosts
from widgets.notices import Place
from widgets.theme import Theme, Tone
from widgets.video_wall import VideoWall

Workspace = (
    LiveWorkspace | IncidentsWorkspace | VerbalisationWorkspace | AuditWorkspace | HealthWorkspace
)

_NAMES: dict[type[QWidget] | type[None], str] = {
    LiveWorkspace: "live",
    IncidentsWorkspace: "incidents",
    VerbalisationWorkspace: "verbalisation",
    AuditWorkspace: "audit",
    HealthWorkspace: "health",
}


class Workspaces(QObject):
    """Builds a role's workspaces at sign-in, asks the hosts for what they show, ends them.

    Attributes:
        live, verbalisation, audit, health: None while the agent has no such workspace.

    Signals:
        requested(int): a workspace wants to be on screen.
        full_screen_asked(): the wall shall cover the screen, or no longer.
        log_changed(): the state of the audit log is to be looked at.
        refused(ControlRoomError): an act was not done, and why.
        told(str): an act was done.
    """

    requested = Signal(int)
    full_screen_asked = Signal()
    log_changed = Signal()
    refused = Signal(object)
    told = Signal(str)

    def __init__(
        self,
        services: Services,
        hosts: CameraHosts,
        cameras: Sequence[Camera],
        tasks: TaskRunner,
        session: Callable[[], Session],
        *,
        stack: QStackedWidget,
        watch: CameraWatch,
        recorder: HealthRecorder,
        theme: Theme,
        now: Callable[[], datetime],
        parent: QObject,
    ) -> None:
        """There is none yet.

        Args:
            stack: the workspaces are pages of it.
            watch: is told which cameras to watch.
        """
        super().__init__(parent)
        self._services = services
        self._hosts = hosts
        self._cameras = cameras
        self._tasks = tasks
        self._session = session
        self._stack = stack
        self._watch = watch
        self._recorder = recorder
        self._theme = theme
        self._now = now
        self._news: LogNews | None = None
        self._pages: list[Workspace] = []
        self._last = 0
        self._forget()

    def _forget(self) -> None:
        self._pages = []
        self._last = 0
        self.live: LiveWorkspace | None = None
        self.verbalisation: VerbalisationWorkspace | None = None
        self.audit: AuditWorkspace | None = None
        self.health: HealthWorkspace | None = None

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def name(self) -> str:
        """Of the workspace on screen; empty while another page is."""
        return _NAMES.get(type(self._stack.currentWidget()), "")

    @property
    def wall_on_screen(self) -> VideoWall | None:
        """The wall of the workspace on screen, if it has one."""
        walls = (page.wall for page in (self.live, self.verbalisation) if page is not None)
        return next((wall for wall in walls if wall.isVisible()), None)

    def notice_place(self) -> Place | None:
        """Where notices hide least of the workspace on screen; None while another page is."""
        page = self._stack.currentWidget()
        return page.notice_place() if isinstance(page, Workspace) else None

    # From sign-in to sign-out

    def open(self, role: Role) -> list[str]:
        """Build what a role uses, and show the first; gives their titles, in order."""
        translate = QCoreApplication.translate
        titles: list[str] = []
        if may(role, Permission.WATCH):
            self.live = self._made_live()
            titles.append(translate("Console", "Live"))
        if may(role, Permission.TAG):
            self._add(IncidentsWorkspace(*self._records(), theme=self._theme, now=self._now))
            titles.append(translate("Console", "Incident log"))
        if may(role, Permission.READ_REPORTS):
            self.verbalisation = self._made_verbalisation()
            titles.append(translate("Console", "Verbalisation"))
        if may(role, Permission.READ_AUDIT):
            self.audit = self._made_audit()
            titles.append(translate("Console", "Audit"))
        if may(role, Permission.WATCH):
            self.health = self._made_health()
            titles.append(translate("Console", "Health"))
        return titles

    def start(self) -> None:
        """Bring back the walls that the agent left."""
        if self.live is not None:
            self.live.start()

    def end_acts(self) -> None:
        """Record what is under way, while the session may still act."""
        if self.live is not None:
            self.live.end()
        if self.verbalisation is not None:
            self.verbalisation.end()

    def end_session(self) -> None:
        """Stop what is under way, and close the walls on other screens."""
        if self.audit is not None:
            self.audit.end()
        if self.live is not None:
            self.live.close_windows()

    def close(self) -> None:
        """Take the workspaces away, and let the cameras go."""
        pages = self._pages
        self._forget()
        for page in pages:
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._ask_hosts()

    def put_dialogs_away(self) -> None:
        """The console is locked: what is over a workspace goes with it."""
        if self.audit is not None:
            self.audit.put_away()

    # On screen

    def show(self, index: int) -> None:
        """Put a workspace on screen, and the keyboard into it."""
        page = self._pages[index]
        self._last = index
        self._stack.setCurrentWidget(page)
        # Also when it was on screen already: the keyboard may be in a panel that has gone.
        page.setFocus()

    @property
    def last(self) -> int:
        """The workspace that was asked for last."""
        return self._last

    def is_live(self, index: int) -> bool:
        """Whether a workspace is the one with the walls."""
        return self._pages[index] is self.live

    def show_audit(self) -> None:
        """Ask for the audit log, for those who may read it."""
        if self.audit is not None:
            self._request(self.audit)

    def show_trouble(self) -> None:
        """Ask for the cameras that are not live."""
        if self.health is not None:
            self._request(self.health)
            self.health.choose_trouble()

    def show_news(self, news: LogNews) -> None:
        """Show what is known of the log now, wherever it is shown."""
        self._news = news
        if self.live is not None:
            self.live.desk.show_news(news)
        if self.audit is not None:
            self.audit.show_news(news)

    def reload_log(self) -> None:
        """Something was recorded elsewhere that the page on screen may show."""
        if self.audit is not None and self.audit.isVisible():
            self.audit.reload()

    def set_locked(self, locked: bool) -> None:
        """While locked the pictures run on, and nothing acts."""
        if self.live is not None:
            self.live.set_locked(locked)

    def repeat_notice(self, tone: Tone, *sentences: str) -> None:
        """Say it also on the wall of another screen, if the keyboard is there."""
        if self.live is not None:
            self.live.desk.repeat(tone, *sentences)

    def _request(self, page: Workspace) -> None:
        self.requested.emit(self._pages.index(page))

    # Parts

    def _records(
        self,
    ) -> tuple[Services, Sequence[Camera], TaskRunner, Callable[[], Session]]:
        return self._services, self._cameras, self._tasks, self._session

    def _pictures(
        self,
    ) -> tuple[Services, CameraHosts, Sequence[Camera], TaskRunner, Callable[[], Session]]:
        return self._services, self._hosts, self._cameras, self._tasks, self._session

    def _add(self, page: Workspace) -> None:
        page.refused.connect(self.refused)
        page.told.connect(self.told)
        self._pages.append(page)
        self._stack.addWidget(page)

    def _made_live(self) -> LiveWorkspace:
        live = LiveWorkspace(*self._pictures(), theme=self._theme, now=self._now)
        live.report_requested.connect(self._open_report)
        live.full_screen_asked.connect(self.full_screen_asked)
        self._watch.looked.connect(live.show_states)
        live.wanted_changed.connect(self._ask_hosts)
        if self._news is not None:
            live.desk.show_news(self._news)
        self._add(live)
        return live

    def _made_verbalisation(self) -> VerbalisationWorkspace:
        page = VerbalisationWorkspace(*self._pictures(), theme=self._theme, now=self._now)
        page.report_opened.connect(self._show_verbalisation)
        page.wanted_changed.connect(self._ask_hosts)
        self._add(page)
        return page

    def _made_audit(self) -> AuditWorkspace:
        audit = AuditWorkspace(*self._records(), theme=self._theme, now=self._now)
        audit.changed.connect(self.log_changed)
        if self._news is not None:
            audit.show_news(self._news)
        self._add(audit)
        return audit

    def _made_health(self) -> HealthWorkspace:
        health = HealthWorkspace(self._hosts, self._cameras, self._recorder, theme=self._theme)
        health.wanted_changed.connect(self._ask_hosts)
        self._add(health)
        return health

    def _open_report(self, camera: Camera) -> None:
        if self.verbalisation is not None:
            self.verbalisation.open_report(camera)

    def _show_verbalisation(self) -> None:
        if self.verbalisation is not None:
            self._request(self.verbalisation)

    def _ask_hosts(self) -> None:
        """Ask for the streams of all workspaces, the larger use of each."""
        wanted: dict[tuple[CameraId, Stream], StreamUse] = {}
        for page in (self.live, self.verbalisation):
            for stream, use in page.wanted().items() if page is not None else ():
                wanted[stream] = use.joined(wanted[stream]) if stream in wanted else use
        if self.health is not None:
            wanted = self.health.decoded(wanted)
        self._hosts.show(wanted)
        self._watch.watch(wanted)
