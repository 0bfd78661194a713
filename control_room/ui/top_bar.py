"""The top bar: workspaces, what is live, the state of the log, the clock, the agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from control_room.domain.agent import Permission, Session, may
from control_room.domain.camera import CameraId, StreamState
from control_room.domain.shift import Reason
from control_room.storage.database import LogState
from control_room.ui.anchor_lag import lag_chip, lag_sentence, lag_tone
from control_room.ui.health_count import HealthCount
from control_room.ui.log_watch import LogNews
from control_room.ui.words import shown
from widgets.chip import Chip
from widgets.command_button import CommandButton
from widgets.theme import Tone

_HEIGHT_PX = 48
_LEAST_WIDTH_PX = 1280
_BRIEF_BELOW_PX = 1700


class TopBar(QWidget):
    """Shows where the agent is, and lets him or her go elsewhere.

    Signals:
        workspace_requested(int): index among the workspaces shown.
        reason_chosen(Reason): from the list that `ask_reason` opens.
        lock_requested(), reason_requested(), keys_requested(), sign_out_requested(): from the
            agent's menu.
        hand_over_requested(): the shift ends.
        trouble_requested(): the cameras that are not live are to be looked at.
    """

    workspace_requested = Signal(int)
    reason_chosen = Signal(object)
    lock_requested = Signal()
    reason_requested = Signal()
    keys_requested = Signal()
    sign_out_requested = Signal()
    hand_over_requested = Signal()
    trouble_requested = Signal()

    def __init__(
        self, site_name: str, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "top")
        self.setFixedHeight(_HEIGHT_PX)
        name = QLabel("Vigie")
        name.setProperty("part", "name")
        self._site = QLabel(site_name)
        self._site.setProperty("part", "quiet")
        self._buttons: list[CommandButton] = []
        self._places = QHBoxLayout()
        self._places.setSpacing(8)
        self._count = HealthCount(self)
        self._count.clicked.connect(self.trouble_requested)
        self._log_state = Chip(parent=self)
        self._anchor_lag = Chip(parent=self)
        self._clock = QLabel()
        self._clock.setProperty("part", "clock")
        self._clock.setAccessibleName(self.tr("Time"))
        self._date = QLabel()
        self._date.setProperty("part", "quiet")
        self._agent = CommandButton("")
        self._menu = QMenu(self)
        self._add_action(self.tr("Lock"), "Ctrl+L", self.lock_requested)
        self._add_action(self.tr("Change the reason"), "M", self.reason_requested)
        self._add_action(self.tr("Keyboard"), "?", self.keys_requested)
        self._menu.addSeparator()
        self._hand_over = self._add_action(
            self.tr("Hand over the shift…"), self.tr("Ctrl+Shift+R"), self.hand_over_requested
        )
        self._add_action(self.tr("Sign out"), "", self.sign_out_requested)
        self._agent.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(name)
        row.addWidget(self._site)
        row.addLayout(self._places)
        row.addStretch(1)
        parts = (
            self._log_state,
            self._anchor_lag,
            self._count,
            self._clock,
            self._date,
            self._agent,
        )
        for widget in parts:
            row.addWidget(widget)
        self._timer = QTimer(self, interval=200)
        self._timer.timeout.connect(self._show_time)
        self._timer.start()
        self._show_time()
        self.show_session(None, [])

    def minimumSizeHint(self) -> QSize:
        """What is left on a small screen, where the bar is brief."""
        return QSize(_LEAST_WIDTH_PX, _HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        brief = self.width() < _BRIEF_BELOW_PX
        for label in (self._site, self._date):
            label.setVisible(not brief)
        self._count.set_brief(brief)

    def show_session(self, session: Session | None, workspaces: Sequence[str]) -> None:
        """Show the agent and the workspaces that he or she may use."""
        for button in self._buttons:
            self._places.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for index, title in enumerate(workspaces):
            button = CommandButton(title, f"Ctrl+{index + 1}")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, at=index: self.workspace_requested.emit(at))
            self._places.addWidget(button)
            self._buttons.append(button)
        self._agent.setVisible(session is not None)
        if session is not None:
            self._agent.show_text(agent_name(session))
            self._hand_over.setVisible(may(session.agent.role, Permission.TAG))
            self.show_reason(session)
        else:
            self.show_health({})

    def show_reason(self, session: Session) -> None:
        """Say, over the agent's button, why he or she acts."""
        self._agent.setToolTip(
            self.tr("Reason: {reason}").format(reason=shown(session.reason.text))
        )

    def ask_reason(self, current: Reason) -> None:
        """Open the list of reasons under the agent's button; the arrows and Enter choose."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Reason of the acts from now on:")).setEnabled(False)
        for reason in Reason:
            action = menu.addAction(shown(reason.text), partial(self.reason_chosen.emit, reason))
            action.setCheckable(True)
            action.setChecked(reason is current)
            if reason is current:
                menu.setActiveAction(action)
        corner = self._agent.mapToGlobal(self._agent.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    def show_workspace(self, index: int) -> None:
        """Mark the workspace on screen."""
        for at, button in enumerate(self._buttons):
            button.setChecked(at == index)

    def set_locked(self, locked: bool) -> None:
        """A locked console leads nowhere."""
        for button in (*self._buttons, self._count, self._agent):
            button.setEnabled(not locked)

    def show_health(self, states: Mapping[CameraId, StreamState]) -> None:
        """Say how many of the watched cameras are live, and how many somebody must look at."""
        self._count.show_states(states)

    def show_news(self, news: LogNews) -> None:
        """Say what somebody must do for the audit log; nothing while all is well."""
        waiting = news.condition.waiting
        if news.condition.state is LogState.UNREACHABLE:
            said = self.tr("Database unreachable")
            if waiting:
                said = self.tr("Database unreachable, %n act(s) wait", "", waiting)
            self._log_state.show_word(said, Tone.URGENT)
        elif waiting:
            said = self.tr("%n act(s) wait for the database", "", waiting)
            self._log_state.show_word(said, Tone.CHECK)
        else:
            self._log_state.show_word("", Tone.QUIET)
        if news.lag is not None:
            said = lag_chip(news.lag, self._now())
            self._anchor_lag.show_word(said, lag_tone(news.lag))
            self._anchor_lag.setToolTip(lag_sentence(news.lag, self._now()))

    def _add_action(self, text: str, key: str, signal: SignalInstance) -> QAction:
        # The key is written, not bound: the console binds it, by the rule of text fields.
        action = QAction(f"{text}\t{key}" if key else text, self._menu)
        action.triggered.connect(signal)
        self._menu.addAction(action)
        return action

    def _show_time(self) -> None:
        local = self._now().astimezone()
        clock = local.strftime("%H:%M:%S")
        if clock != self._clock.text():
            self._clock.setText(clock)
            self._date.setText(
                QLocale().toString(QDate(local.year, local.month, local.day), "ddd d MMM")
            )


def agent_name(session: Session) -> str:
    """Role and matricule, as agents call each other in the room."""
    return f"{shown(session.agent.role.text)} {session.agent.matricule}"
