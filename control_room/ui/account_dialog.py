"""Accounting for an integrity alert: its cause, in the words of who answers for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from control_room.domain.agent import Session
from control_room.errors import ControlRoomError
from control_room.services.alerts import REASON_CHARS
from control_room.services.integrity import Integrity
from control_room.services.standing_alerts import Alert
from control_room.ui.question import Question
from control_room.ui.tasks import TaskRunner
from control_room.ui.words import moment_text, part_label, shown

_WIDTH_PX = 560
_REASON_HEIGHT_PX = 90


class AccountDialog(Question):
    """Asks for the reason, without which nothing is recorded.

    Signals:
        accounted(): it is recorded.
    """

    accounted = Signal()

    def __init__(
        self,
        integrity: Integrity,
        tasks: TaskRunner,
        session: Session,
        alert: Alert,
        parent: QWidget,
    ) -> None:
        super().__init__(
            self.tr("Account for the alert"), self.tr("Account for it and allow exports"), parent
        )
        self._integrity = integrity
        self._tasks = tasks
        self._session = session
        self._alert = alert
        self._is_under_way = False
        self.setFixedWidth(_WIDTH_PX)
        if not alert.stops_exports:
            self.act.setText(self.tr("Account for it"))
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(_REASON_HEIGHT_PX)
        self.reason.setTabChangesFocus(True)
        self.reason.setAccessibleName(self.tr("Cause of the alert, as you know it"))
        self.reason.setPlaceholderText(
            self.tr("What happened, when, who decided it by function: no person’s name.")
        )
        self.reason.textChanged.connect(self._show_what_happens)
        caption = part_label("section", self.reason.accessibleName())
        caption.setBuddy(self.reason)
        self._problem = part_label("warning")
        self._problem.hide()
        for widget in (
            part_label(
                "headline",
                self.tr("{moment}: {finding}").format(
                    moment=moment_text(alert.at), finding=shown(alert.text)
                ),
            ),
            caption,
            self.reason,
            part_label(
                "quiet",
                self.tr(
                    "It is recorded under your matricule and leaves with every export. The alert"
                    " stays on screen; what contradicts the records goes on doing so. Another"
                    " finding is another alert."
                ),
            ),
            self._problem,
        ):
            self.body.addWidget(widget)
        self.act.clicked.connect(self._act)
        self._show_what_happens()
        self.reason.setFocus()

    def reject(self) -> None:
        """Leave; not while it is being recorded."""
        if not self._is_under_way:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.act.click()
        else:
            super().keyPressEvent(event)

    def _show_what_happens(self) -> None:
        left = REASON_CHARS - len(self.reason.toPlainText().strip())
        self.act.setEnabled(0 <= left < REASON_CHARS and not self._is_under_way)
        self._problem.setVisible(left < 0)
        if left < 0:
            self._problem.setText(self.tr("%n character(s) too many", "", -left))

    def _act(self) -> None:
        integrity, session, alert = self._integrity, self._session, self._alert
        reason = self.reason.toPlainText()
        self._set_under_way(under_way=True)
        self._tasks.write(
            lambda: integrity.account(session, alert, reason), self._done, self._refused
        )

    def _set_under_way(self, *, under_way: bool) -> None:
        self._is_under_way = under_way
        for widget in (self.leave, self.reason):
            widget.setEnabled(not under_way)
        self._show_what_happens()

    def _done(self, _entry: int) -> None:
        self._set_under_way(under_way=False)
        self.accept()
        self.accounted.emit()

    def _refused(self, error: ControlRoomError) -> None:
        self._set_under_way(under_way=False)
        self._problem.setText(
            " ".join(shown(text) for text in (error.what, error.effect, error.remedy))
        )
        self._problem.show()
