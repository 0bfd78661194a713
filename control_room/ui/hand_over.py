"""The hand-over (relève): remarks, what will be done, then the paper and its six words."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from control_room.domain.agent import Session
from control_room.domain.incident import IncidentState
from control_room.domain.shift_summary import REMARKS_CHARS, ShiftSummary
from control_room.errors import ControlRoomError
from control_room.services.handover import HandedOver, HandOver, Step
from control_room.ui.question import Question
from control_room.ui.tasks import TaskRunner
from control_room.ui.words import moment_text, part_label, shown
from widgets.ages import age_text

_WIDTH_PX = 620
_REMARKS_HEIGHT_PX = 120


class HandOverDialog(Question):
    """Ends the shift; the pictures run on behind it.

    Signals:
        handed_over(HandedOver): it is done and recorded.
        sign_out_requested(): the agent leaves the place to the next one.
    """

    handed_over = Signal(object)
    sign_out_requested = Signal()
    _began = Signal(object)

    def __init__(
        self, service: HandOver, tasks: TaskRunner, session: Session, parent: QWidget
    ) -> None:
        super().__init__(self.tr("Hand over the shift"), "", parent)
        self._service = service
        self._tasks = tasks
        self._session = session
        self._is_under_way = False
        self._step: Step | None = None
        self._done: HandedOver | None = None
        self.setFixedWidth(_WIDTH_PX)
        self._course = part_label("quiet", self.tr("Reading the shift…"))
        self._remarks = QPlainTextEdit()
        self._remarks.setFixedHeight(_REMARKS_HEIGHT_PX)
        self._remarks.setTabChangesFocus(True)
        self._remarks.setAccessibleName(self.tr("Remarks for those who take over"))
        self._remarks.setPlaceholderText(
            self.tr("Places to watch, broken cameras, calls expected… printed on the report.")
        )
        self._remarks.textChanged.connect(self._show_what_happens)
        caption = part_label("section", self._remarks.accessibleName())
        caption.setBuddy(self._remarks)
        self._steps = {step: QLabel() for step in Step}
        self._problem = part_label("warning")
        self._problem.hide()
        steps = QVBoxLayout()
        steps.setSpacing(4)
        for label in self._steps.values():
            label.setWordWrap(True)
            steps.addWidget(label)
        self._asked = QWidget()
        column = QVBoxLayout(self._asked)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self._course, caption, self._remarks):
            column.addWidget(widget)
        column.addWidget(part_label("section", self.tr("What will be done")))
        column.addLayout(steps)
        column.addWidget(
            part_label(
                "quiet",
                self.tr(
                    "Ctrl+↵ ends the shift. Then you may sign out, and the next agent signs in."
                ),
            )
        )
        column.addWidget(self._problem)
        self.body.addWidget(self._asked)
        self._open = QPushButton(self.tr("Open the report"))
        self._open.clicked.connect(self._open_report)
        self.act.setText(self.tr("End the shift and write the report"))
        self.act.clicked.connect(self._act)
        self._began.connect(self._show_step)
        self._show_step(None)
        self._remarks.setFocus()
        tasks.read(lambda: service.course(session), self._show_course, self._show_unread)

    def reject(self) -> None:
        """Leave; not while the hand-over is under way."""
        if not self._is_under_way:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.act.click()
        else:
            super().keyPressEvent(event)

    def _act(self) -> None:
        if self._done is not None:
            self.accept()
            self.sign_out_requested.emit()
            return
        remarks = self._remarks.toPlainText()
        self._set_under_way(under_way=True)
        self._problem.hide()
        service, session = self._service, self._session
        self._tasks.write(
            lambda: service.hand_over(session, remarks, self._began.emit),
            self._show_done,
            self._show_problem,
        )

    def _set_under_way(self, *, under_way: bool) -> None:
        self._is_under_way = under_way
        for widget in (self.act, self.leave, self._remarks):
            widget.setEnabled(not under_way)

    def _show_course(self, shift: ShiftSummary) -> None:
        still_open = [
            incident
            for incident in (*shift.incidents, *shift.left_open)
            if incident.state is IncidentState.OPEN
        ]
        away = [outage for outage in shift.outages if not outage.is_over]
        told = [
            self.tr("Shift since {moment} ({age}).").format(
                moment=moment_text(shift.since),
                age=age_text((shift.until - shift.since).total_seconds()),
            ),
            self.tr("%n entry(ies) in the incident log,", "", len(shift.incidents))
            + " "
            + self.tr("%n still open.", "", len(still_open)),
            self.tr("%n report(s) opened.", "", sum(line.opened for line in shift.reports)),
        ]
        if away:
            told.append(self.tr("%n camera(s) without a live picture now.", "", len(away)))
        self._course.setText(" ".join(told))

    def _show_unread(self, error: ControlRoomError) -> None:
        self._course.hide()
        self._show_problem(error)

    def _show_what_happens(self) -> None:
        left = REMARKS_CHARS - len(self._remarks.toPlainText().strip())
        self.act.setEnabled(left >= 0)
        self._problem.setVisible(left < 0)
        if left < 0:
            self._problem.setText(self.tr("%n character(s) too many", "", -left))

    def _show_step(self, current: Step | None) -> None:
        """Mark the steps done before this one, and this one."""
        self._step = current
        order = list(self._steps)
        at = order.index(current) if current else -1
        for index, (step, label) in enumerate(self._steps.items()):
            mark = "✓" if index < at else "▸" if index == at else "·"
            label.setText(f"{mark}  {shown(step.text)}")

    def _show_problem(self, error: ControlRoomError) -> None:
        self._set_under_way(under_way=False)
        self._show_step(None)
        self._problem.setText(
            " ".join(shown(text) for text in (error.what, error.effect, error.remedy))
        )
        self._problem.show()
        self._remarks.setFocus()

    def _show_done(self, done: HandedOver) -> None:
        self._set_under_way(under_way=False)
        self._done = done
        self.setWindowTitle(self.tr("Shift handed over"))
        self._asked.hide()
        self._show_result(done)
        self.act.setText(self.tr("Sign out"))
        self.act.setFocus()
        self.leave.setText(self.tr("Stay signed in"))
        self.adjustSize()
        self.handed_over.emit(done)

    def _show_result(self, done: HandedOver) -> None:
        path = part_label("line", str(done.pdf))
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = part_label("name", "   ".join(done.words))
        rows: list[QWidget] = [
            part_label("good", self.tr("✓ The shift is handed over and recorded.")),
            part_label(
                "section",
                self.tr("Anchor of %n entry(ies), read aloud", "", done.size),
            ),
            words,
            part_label("section", self.tr("Report to print, sign and keep")),
            path,
            self._open,
        ]
        if done.put_off:
            rows.append(part_label("section", self.tr("Not done, as the paper says")))
            rows += [part_label("warning", shown(reason)) for reason in done.put_off]
        for widget in rows:
            self.body.addWidget(widget)
        self.body.setAlignment(self._open, Qt.AlignmentFlag.AlignLeft)
        self.heading.setText(self.windowTitle())

    def _open_report(self) -> None:
        if self._done is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done.pdf)))
