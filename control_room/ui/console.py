"""The console's window: who is there, which workspace is on screen, what went wrong.

One agent at a time: the workspaces are built at sign-in, for the role, and end at sign-out. While
locked the wall runs on, view only, and every act waits for the password.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from control_room.domain.agent import Permission, Session, may
from control_room.domain.camera import Camera
from control_room.domain.shift import Reason
from control_room.errors import ControlRoomError
from control_room.services import Services
from control_room.services.standing_alerts import Alert
from control_room.ui.account_dialog import AccountDialog
from control_room.ui.authentication import Authentication
from control_room.ui.camera_watch import CameraWatch
from control_room.ui.hand_over import HandOverDialog
from control_room.ui.health_recorder import HealthRecorder
from control_room.ui.inactivity import Inactivity
from control_room.ui.integrity_banner import IntegrityBanner
from control_room.ui.keyboard_sheet import KeyboardSheet
from control_room.ui.live import LiveWorkspace
from control_room.ui.log_watch import LogNews, LogWatch
from control_room.ui.tasks import TaskRunner
from control_room.ui.top_bar import TopBar
from control_room.ui.words import is_typing, shown
from control_room.ui.workspaces import Workspaces
from control_room.video.hosts import CameraHosts
from widgets.notices import NoticeArea, Place
from widgets.number_keys import digit_of
from widgets.theme import Theme, Tone
from widgets.video_wall import VideoWall

LOCK_AFTER_S = 600.0
"""Ten minutes without keyboard or mouse."""


class Console(QWidget):
    """The main window.

    Signals:
        session_changed(Session | None): somebody signed in or out, or changed the reason.
    """

    session_changed = Signal(object)

    def __init__(
        self,
        *,
        services: Services,
        hosts: CameraHosts,
        cameras: Sequence[Camera],
        site_name: str,
        tasks: TaskRunner,
        now: Callable[[], datetime],
        theme: Theme,
        lock_after_s: float = LOCK_AFTER_S,
    ) -> None:
        """Build the window and ask who is there; `hosts` must be started.

        Args:
            services: called through `tasks` only.
            cameras: of the site, in the order of the site file.
            now: aware UTC.
            theme: the one the application was dressed in.
            lock_after_s: without keyboard and mouse, the console locks.
        """
        super().__init__()
        self._services = services
        self._tasks = tasks
        self.now = now
        self._watch = CameraWatch(hosts, tasks, services.cameras.health_changed, self)
        self.recorder = HealthRecorder(hosts, self._watch, cameras, tasks, self)
        self._log_watch = LogWatch(services, tasks, self)
        self._session: Session | None = None
        self._locked = False
        self._state_before_bare: Qt.WindowState | None = None
        self._hand_over: HandOverDialog | None = None
        self._account: AccountDialog | None = None

        self.setObjectName("console")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Vigie, {site}").format(site=site_name))
        self.resize(1600, 900)
        self._bar = TopBar(site_name, now)
        self._banner = IntegrityBanner()
        self._notices = NoticeArea(self, self._notice_place)
        self._stack = _Pages()
        self._authentication = Authentication(
            services.access,
            tasks,
            self._current_session,
            stack=self._stack,
            site_name=site_name,
            parent=self,
        )
        self._workspaces = Workspaces(
            services,
            hosts,
            cameras,
            tasks,
            self._current_session,
            stack=self._stack,
            watch=self._watch,
            recorder=self.recorder,
            theme=theme,
            now=now,
            parent=self,
        )
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._stack, 1)
        body.addWidget(self._authentication.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._banner)
        column.addLayout(body, 1)
        application = QCoreApplication.instance()
        assert application is not None, "a window needs its application"
        self._inactivity = Inactivity(application, lock_after_s, self)
        self._connect()
        self._bind_keys()
        self._watch.start()
        self._log_watch.start()
        self._authentication.ask_who()

    @property
    def session(self) -> Session | None:
        """Of the agent who is signed in."""
        return self._session

    @property
    def live(self) -> LiveWorkspace | None:
        """The Direct workspace, while an agent who may watch is signed in."""
        return self._workspaces.live

    @property
    def wall_on_screen(self) -> VideoWall | None:
        """The wall of the page on screen, if it has one."""
        return self._workspaces.wall_on_screen

    @property
    def is_locked(self) -> bool:
        """Whether every act waits for the password."""
        return self._locked

    @property
    def page(self) -> str:
        """Name of the page on screen; empty until the console knows whom to ask."""
        return self._workspaces.name or self._authentication.name

    @property
    def notices(self) -> list[str]:
        """What the notices on screen say, newest first."""
        return [notice.accessibleName() for notice in self._notices.notices()]

    def shutdown(self) -> None:
        """End the session and wait until every act that was asked for is recorded.

        Call it once, after the window was closed, before hosts and database are closed.
        """
        self._inactivity.stop()
        self._watch.stop()
        self._log_watch.stop()
        self.recorder.stop()
        if self._session is not None:
            self._workspaces.end_acts()
            self._workspaces.end_session()
            self._tasks.write(partial(self._services.access.sign_out, self._session), _nothing)
            self._session = None
        self._tasks.stop()

    # Parts

    def _connect(self) -> None:
        self._bar.workspace_requested.connect(self.show_workspace)
        self._bar.lock_requested.connect(self.lock)
        self._bar.reason_requested.connect(self.change_reason)
        self._bar.reason_chosen.connect(self._set_reason)
        self._bar.keys_requested.connect(self.show_keys)
        self._bar.sign_out_requested.connect(self.sign_out)
        self._bar.hand_over_requested.connect(self.hand_over)
        self._banner.audit_requested.connect(self._workspaces.show_audit)
        self._banner.account_requested.connect(self._account_for)
        self._log_watch.looked.connect(self._show_log)
        self._log_watch.failed.connect(self.refuse)
        self._bar.trouble_requested.connect(self._workspaces.show_trouble)
        self._watch.looked.connect(self._bar.show_health)
        self._watch.failed.connect(self.refuse)
        self._authentication.signed_in.connect(self._enter)
        self._authentication.unlocked.connect(self._unlock)
        self._authentication.sign_out_requested.connect(self.sign_out)
        self._workspaces.requested.connect(self.show_workspace)
        self._workspaces.full_screen_asked.connect(self._turn_bare)
        self._workspaces.log_changed.connect(self._log_watch.look)
        self._workspaces.refused.connect(self.refuse)
        self._workspaces.told.connect(self.tell)
        self._inactivity.passed.connect(self.lock)
        self._tasks.task_failed.connect(self.refuse)

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Ctrl+L", self.lock),
            ("Ctrl+D", self._notices.dismiss),
            ("Ctrl+Shift+R", self.hand_over),
            ("Ctrl+J", self._banner.ask_account),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            # Also from the walls on other screens.
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.activated.connect(act)

    # Who is there

    def _enter(self, session: Session) -> None:
        self._session = session
        self._notices.clear()
        titles = self._workspaces.open(session.agent.role)
        self._offer_audit()
        self._bar.show_session(session, titles)
        self._inactivity.start()
        self.show_workspace(0)
        self._workspaces.start()
        self.session_changed.emit(session)

    def _current_session(self) -> Session:
        if self._session is None:
            raise NobodySignedIn
        return self._session

    def sign_out(self) -> None:
        """End the session: the workspaces go, the cameras are let go."""
        if self._session is None:
            return
        self._workspaces.end_acts()
        self._put_dialogs_away()
        self._set_bare(bare=False)
        self._workspaces.end_session()
        session, self._session = self._session, None
        self._tasks.write(partial(self._services.access.sign_out, session), _nothing)
        self._tasks.forget_answers()
        self._inactivity.stop()
        self._authentication.ask_next()
        self._workspaces.close()
        self._show_lock(locked=False)
        self._bar.show_session(None, [])
        self.session_changed.emit(None)

    def _put_dialogs_away(self) -> None:
        for dialog in (self._hand_over, self._account):
            if dialog is not None:
                dialog.reject()
        self._workspaces.put_dialogs_away()

    def hand_over(self) -> None:
        """End the shift: ask for remarks, print the paper, then let the next agent sign in."""
        session = self._session
        if session is None or self._locked or self._hand_over is not None:
            return
        if not may(session.agent.role, Permission.TAG):
            return
        # What is looked at until now belongs to the shift that ends.
        dialog = HandOverDialog(self._services.hand_over, self._tasks, session, self)
        dialog.sign_out_requested.connect(self.sign_out)
        dialog.handed_over.connect(self._show_handed_over)
        dialog.left.connect(self._leave_hand_over)
        self._hand_over = dialog
        dialog.open()

    def _show_handed_over(self) -> None:
        self._log_watch.look()
        self._workspaces.reload_log()

    def _leave_hand_over(self) -> None:
        self._hand_over = None
        # Without a window manager nobody else gives the keyboard back, and no shortcut acts.
        self.activateWindow()

    def _account_for(self, alert: Alert) -> None:
        """Ask for the cause of an alert; who knows it answers for it."""
        if self._account is not None:
            return
        dialog = AccountDialog(
            self._services.integrity, self._tasks, self._current_session(), alert, self
        )
        dialog.accounted.connect(self._log_watch.look)
        dialog.left.connect(self._leave_account)
        self._account = dialog
        dialog.open()

    def _leave_account(self) -> None:
        self._account = None
        # Without a window manager nobody else gives the keyboard back, and no shortcut acts.
        self.activateWindow()

    def change_reason(self) -> None:
        """Ask why the agent acts from now on."""
        if self._session is None or self._locked:
            return
        self._bar.ask_reason(self._session.reason)

    def _set_reason(self, reason: Reason) -> None:
        session = self._current_session()
        if reason is not session.reason:
            self._tasks.write(
                lambda: self._services.access.change_reason(session, reason), self._take_session
            )

    def _take_session(self, session: Session) -> None:
        self._session = session
        self._bar.show_reason(session)
        self.tell(self.tr("Reason from now on: {reason}").format(reason=shown(session.reason.text)))
        self.session_changed.emit(session)

    # Lock

    def lock(self) -> None:
        """Lock every act; the wall runs on."""
        if self._session is None or self._locked:
            return
        self._workspaces.end_acts()
        self._put_dialogs_away()
        self._set_bare(bare=False)
        self._tasks.write(partial(self._services.access.lock, self._session), _nothing)
        self._show_lock(locked=True)
        if QApplication.activeWindow() is not None:
            # The password is asked here, also of who worked at a wall on another screen.
            self.activateWindow()
        self._authentication.ask_again(self._session)

    def _unlock(self) -> None:
        self._show_lock(locked=False)

    def _show_lock(self, *, locked: bool) -> None:
        self._locked = locked
        self._notices.set_held(locked)
        self._bar.set_locked(locked)
        self._offer_audit()
        self._workspaces.set_locked(locked)
        self._authentication.panel.setVisible(locked)
        if locked:
            self._stack.setCurrentWidget(self._workspaces.live or self._authentication.blank)
        elif self._session is not None:
            self.show_workspace(self._workspaces.last)

    def _offer_audit(self) -> None:
        """From the banner, to those who may read the log, while they may act."""
        self._banner.offer_audit(offered=self._workspaces.audit is not None and not self._locked)
        role = self._session.agent.role if self._session and not self._locked else None
        self._banner.offer_account(
            offered=role is not None and may(role, Permission.ACCOUNT_FOR_ALERTS)
        )

    # Workspaces

    def show_workspace(self, index: int) -> None:
        """Show one of the agent's workspaces."""
        if self._locked or not 0 <= index < len(self._workspaces):
            return
        if not self._workspaces.is_live(index):
            self._set_bare(bare=False)
            # Also from a wall on another screen: the page's keys act where it is.
            self.activateWindow()
        self._workspaces.show(index)
        self._bar.show_workspace(index)

    def _turn_bare(self) -> None:
        self._set_bare(bare=self._state_before_bare is None)

    def _set_bare(self, *, bare: bool) -> None:
        """Let the wall cover the screen, or give the rest its place back."""
        live = self._workspaces.live
        if live is None or bare is (self._state_before_bare is not None):
            return
        self._bar.setVisible(not bare)
        live.set_bare(bare)
        if bare:
            self._state_before_bare = self.windowState()
            self.showFullScreen()
        elif self._state_before_bare is not None:
            self.setWindowState(self._state_before_bare)
            self._state_before_bare = None

    def _show_log(self, news: LogNews) -> None:
        self._banner.show_news(news)
        self._bar.show_news(news)
        self._workspaces.show_news(news)

    # Telling

    def tell(self, text: str) -> None:
        """Say that an act was done."""
        self._notify(Tone.INFO, text)

    def refuse(self, error: ControlRoomError) -> None:
        """Say what was not done, what it means, what to do; stays until dismissed."""
        self._notify(Tone.URGENT, shown(error.what), shown(error.effect), shown(error.remedy))

    def _notify(self, tone: Tone, *sentences: str) -> None:
        self._notices.tell(tone, *sentences)
        self._workspaces.repeat_notice(tone, *sentences)

    def _notice_place(self) -> Place:
        return self._workspaces.notice_place() or Place(self._stack, Qt.Edge.BottomEdge)

    def show_keys(self) -> None:
        """Show the sheet of keys."""
        role = self._current_session().agent.role
        sheet = KeyboardSheet(self, role, len(self._workspaces))
        sheet.exec()
        sheet.deleteLater()
        # Without a window manager nobody else gives the keyboard back, and no shortcut acts.
        self.activateWindow()

    # Window

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a QShortcut: "Ctrl+1" would ask for Shift too on a French keyboard.
        with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        digit = digit_of(event) if with_control else None
        if digit:
            self.show_workspace(digit - 1)
        elif self._session is None or self._locked or is_typing():
            super().keyPressEvent(event)
        elif event.text() == "?":
            self.show_keys()
        elif event.key() == Qt.Key.Key_M and not event.modifiers():
            self.change_reason()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._inactivity.stop()
        super().closeEvent(event)


class _Pages(QStackedWidget):
    """Pages of which only the one on screen asks for room: the unlock panel needs its place."""

    def minimumSizeHint(self) -> QSize:
        """What the page on screen needs."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()


class NobodySignedIn(Exception):
    """A workspace asked for the session after it ended: a fault of Vigie."""


def _nothing(_result: object) -> None:
    """Nobody waits for the answer."""
