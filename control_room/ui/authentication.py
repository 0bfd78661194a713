"""Asks who is there: at sign-in, at the first start, and again after a lock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from control_room.domain.agent import Agent, Quality, Role, Session
from control_room.errors import ControlRoomError
from control_room.services.access import Access
from control_room.ui.sign_in import FirstStartPage, SignInPage, UnlockPanel
from control_room.ui.tasks import TaskRunner
from control_room.ui.top_bar import agent_name
from control_room.ui.words import shown

_UNLOCK_WIDTH_PX = 400


class Authentication(QObject):
    """Brings what an agent types before Access; a refusal stays beside the field.

    Attributes:
        blank: the page of the stack without any words.
        panel: asks for the password while the console is locked; beside the stack.

    Signals:
        signed_in(Session): the agent is who he or she says.
        unlocked(): the agent of the session is back.
        sign_out_requested(): the agent of the session will not come back.
    """

    signed_in = Signal(object)
    unlocked = Signal()
    sign_out_requested = Signal()

    def __init__(
        self,
        access: Access,
        tasks: TaskRunner,
        session: Callable[[], Session],
        *,
        stack: QStackedWidget,
        site_name: str,
        parent: QObject,
    ) -> None:
        """The pages go into `stack`; none is on screen yet."""
        super().__init__(parent)
        self._access = access
        self._tasks = tasks
        self._session = session
        self._stack = stack
        self._sign_in = SignInPage(site_name)
        self._first_start = FirstStartPage(site_name)
        self.blank = QWidget()
        self.blank.setObjectName("page")
        for page in (self.blank, self._sign_in, self._first_start):
            stack.addWidget(page)
        self.panel = UnlockPanel()
        self.panel.setFixedWidth(_UNLOCK_WIDTH_PX)
        self.panel.hide()
        self._sign_in.sign_in_requested.connect(self._try_sign_in)
        self._first_start.creation_requested.connect(self._create_first)
        self.panel.unlock_requested.connect(self._try_unlock)
        self.panel.sign_out_requested.connect(self.sign_out_requested)

    @property
    def name(self) -> str:
        """Of its page on screen; empty while another is."""
        page = self._stack.currentWidget()
        if page is self._sign_in:
            return "sign-in"
        return "first-start" if page is self._first_start else ""

    def ask_who(self) -> None:
        """Find out whether there is any account, then ask."""
        self._stack.setCurrentWidget(self.blank)
        self._tasks.read(
            self._access.first_start,
            lambda first: self._show(self._first_start if first else self._sign_in),
        )

    def ask_next(self) -> None:
        """Ask who takes the place."""
        self._show(self._sign_in)

    def ask_again(self, session: Session) -> None:
        """Ask the agent of the session for the password; the panel is shown by the console."""
        self.panel.start(session, agent_name(session))

    def _show(self, page: SignInPage | FirstStartPage) -> None:
        self._stack.setCurrentWidget(page)
        page.start()

    def _create_first(self, matricule: str, password: str) -> None:
        def create() -> Agent:
            return self._access.add_agent(
                matricule, Role.SUPERVISOR, Quality.NONE, password, by=None
            )

        self._tasks.write(
            create,
            lambda _agent: self._try_sign_in(matricule, password),
            lambda error: self._first_start.refuse(_sentences(error)),
        )

    def _try_sign_in(self, matricule: str, password: str) -> None:
        self._tasks.write(
            lambda: self._access.sign_in(matricule, password),
            self.signed_in.emit,
            lambda error: self._sign_in.refuse(_sentences(error)),
        )

    def _try_unlock(self, password: str) -> None:
        session = self._session()
        self._tasks.write(
            lambda: self._access.unlock(session, password),
            lambda _: self.unlocked.emit(),
            lambda error: self.panel.refuse(_sentences(error)),
        )


def _sentences(error: ControlRoomError) -> str:
    return " ".join(shown(text) for text in (error.what, error.effect, error.remedy))
