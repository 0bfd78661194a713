"""The head of the audit workspace: what is known of the log, and what can be done for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from control_room.audit.findings import Status, VerificationResult
from control_room.domain.agent import Session
from control_room.errors import ControlRoomError
from control_room.services import Services
from control_room.services.anchors import AnchorReport
from control_room.services.audit_texts import STATUS_TEXTS, result_lines
from control_room.services.export import Exported
from control_room.services.review import IntegrityState
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.anchor_lag import lag_sentence, lag_tone
from control_room.ui.export_dialog import ExportDialog
from control_room.ui.log_watch import LogNews
from control_room.ui.tasks import TaskRunner
from control_room.ui.words import moment_text, shown
from widgets.ages import age_text
from widgets.command_button import CommandButton
from widgets.theme import Tone


class VerificationStopped(ControlRoomError):
    """The agent stopped a verification; nothing was concluded or recorded."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "Verification stopped."),
            QT_TRANSLATE_NOOP("errors", "Nothing was concluded, nothing was recorded."),
            QT_TRANSLATE_NOOP("errors", "Start it again when there is time."),
        )


class AuditHeader(QWidget):
    """Tells the state of the log; verifies, anchors and exports it.

    Signals:
        refused(ControlRoomError): an act was not done, and why.
        told(str): an act was done.
        changed(): the log, or what is known of it, is another.
    """

    refused = Signal(object)
    told = Signal(str)
    changed = Signal()
    _progressed = Signal(int, int)

    def __init__(
        self,
        services: Services,
        tasks: TaskRunner,
        session: Callable[[], Session],
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._session = session
        self._now = now
        self._verification_ends = threading.Event()
        self._verification_began_s = 0.0
        self._export_dialog: ExportDialog | None = None
        self._state: IntegrityState | None = None
        self._is_alarmed = False
        self._verdict = QLabel()
        self._signed = QLabel()
        self._lag = QLabel()
        self._waiting = QLabel()
        self._verify = CommandButton(self.tr("Verify all"), "Ctrl+R")
        self._anchor = CommandButton(self.tr("Anchor now"), "Ctrl+K")
        self._export = CommandButton(self.tr("Export the log"), "Ctrl+E")
        self._bar = QProgressBar()
        self._stop = CommandButton(self.tr("Stop the verification"), self.tr("Esc"))
        self._build()
        self._progressed.connect(self._show_progress)

    def _build(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "top")
        self._verdict.setProperty("part", "headline")
        self._waiting.setProperty("part", "warning")
        self._waiting.hide()
        for label in (self._signed, self._lag):
            label.setProperty("part", "quiet")
        for label in (self._verdict, self._signed, self._lag, self._waiting):
            label.setWordWrap(True)
        self._bar.setTextVisible(True)
        self._bar.setAccessibleName(self.tr("Progress of the verification"))
        self._verify.clicked.connect(self.verify)
        self._anchor.clicked.connect(self.anchor)
        self._export.clicked.connect(self.export)
        self._stop.clicked.connect(self.stop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._verdict)
        for label in (self._signed, self._lag, self._waiting):
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 14, 10)
        row.setSpacing(10)
        row.addLayout(texts, 1)
        row.addWidget(self._bar, 1)
        for button in (self._stop, self._verify, self._anchor, self._export):
            row.addWidget(button)
        self._set_verifying(False)

    def show_integrity(self, state: IntegrityState) -> None:
        """Show what the last verification found, and how far the log is signed."""
        self._state = state
        self._show_verdict(state)
        self._show_signed(state)

    def _show_verdict(self, state: IntegrityState) -> None:
        """Never "sound" under the banner that says otherwise."""
        is_sound = state.verified_status is Status.SOUND
        if state.verified_at is None or state.verified_status is None:
            said = self.tr("The log was never verified. Verify all of it.")
        elif is_sound and self._is_alarmed:
            said = self.tr("An integrity alert stands. Last full verification: {moment}").format(
                moment=moment_text(state.verified_at)
            )
        else:
            said = self.tr("{verdict} {size} entries verified, {moment}").format(
                verdict=shown(STATUS_TEXTS[state.verified_status]),
                size=self.locale().toString(state.verified_size or 0),
                moment=moment_text(state.verified_at),
            )
        self._verdict.setText(said)
        is_well = (is_sound or state.verified_status is None) and not self._is_alarmed
        _dress(self._verdict, "headline" if is_well else "warning")

    def _show_signed(self, state: IntegrityState) -> None:
        age_s = (self._now() - state.signed_at).total_seconds() if state.signed_at else None
        self._signed.setText(
            self.tr("{size} entries. Signed up to entry {signed}, recorded {age} ago").format(
                size=self.locale().toString(state.size),
                signed=self.locale().toString(max(0, state.signed_size - 1)),
                age=age_text(age_s) if age_s is not None else "?",
            )
        )

    def is_behind(self, news: LogNews) -> bool:
        """Whether the log has grown since `show_integrity`, or was not signed to its end then."""
        lag, state = news.lag, self._state
        if lag is None or state is None:
            return False
        return lag.size + lag.entries_since != state.size or state.signed_size < state.size

    def show_news(self, news: LogNews) -> None:
        """Show how old signature and anchor are now, and what waits for the database."""
        self._is_alarmed = news.alert is not None or news.condition.broken is not None
        if self._state is not None:
            self._show_verdict(self._state)
            self._show_signed(self._state)
        if news.lag is not None:
            self._lag.setText(lag_sentence(news.lag, self._now()))
            _dress(self._lag, "quiet" if lag_tone(news.lag) is Tone.QUIET else "warning")
        waiting = news.condition.waiting
        self._waiting.setVisible(bool(waiting))
        self._waiting.setText(
            self.tr(
                "%n act(s) wait on this workstation until the database takes them.", "", waiting
            )
        )

    def verify(self) -> None:
        """Verify the whole log; the rest of the console stays usable."""
        if self._stop.isVisible():
            return
        session = self._session()
        self._verification_ends.clear()
        self._verification_began_s = time.monotonic()
        self._set_verifying(True)
        self._show_progress(0, 0)

        def told(read: int, expected: int) -> None:
            if self._verification_ends.is_set():
                raise VerificationStopped
            self._progressed.emit(read, expected)

        self._tasks.read(
            lambda: self._services.integrity.verify_all(session, told),
            self._show_result,
            self._not_verified,
        )

    def stop(self) -> None:
        """End the verification under way, if there is one."""
        self._verification_ends.set()

    def put_away(self) -> None:
        """Let nothing of the log be on screen; what is under way goes on."""
        if self._export_dialog is not None:
            self._export_dialog.hide()

    def end(self) -> None:
        """Stop what is under way: the session ends."""
        self.stop()
        if self._export_dialog is not None:
            self._export_dialog.end()

    def anchor(self) -> None:
        """Send the newest checkpoint to all that keeps anchors."""
        if not self._anchor.isEnabled():
            return
        session = self._session()
        self._anchor.setEnabled(False)
        # Not with the writer: a share or a witness that is slow must not hold up acts.
        self._tasks.read(
            lambda: self._services.anchors.anchor(session), self._show_anchored, self._not_anchored
        )

    def _show_anchored(self, report: AnchorReport) -> None:
        self._anchor.setEnabled(True)
        for failure in report.failures:
            self.refused.emit(failure.error)
        if report.means:
            self.told.emit(
                self.tr("%n entry(ies) anchored outside this workstation.", "", report.size)
            )
        elif not report.failures:
            self.told.emit(
                self.tr("Checkpoint kept in {path}. Copy it to another computer.").format(
                    path=report.kept
                )
            )
        self.changed.emit()

    def _not_anchored(self, error: ControlRoomError) -> None:
        self._anchor.setEnabled(True)
        self.refused.emit(error)

    def export(self) -> None:
        """Ask where to, then write the log into a folder that a stranger can check."""
        dialog = self._export_dialog or self._made_export_dialog()
        dialog.show()
        dialog.raise_()
        # Without a window manager nobody else gives it the keyboard.
        dialog.activateWindow()

    def _made_export_dialog(self) -> ExportDialog:
        dialog = ExportDialog(
            self._services.export,
            self._tasks,
            self._session(),
            self._now().astimezone(),
            self.window(),
        )
        dialog.exported.connect(self._show_exported)
        dialog.left.connect(self._leave_export)
        self._export_dialog = dialog
        return dialog

    def _show_exported(self, done: Exported) -> None:
        self.told.emit(self.tr("Log exported to {path}.").format(path=done.folder))
        self.changed.emit()

    def _leave_export(self) -> None:
        self._export_dialog = None
        # Without a window manager nobody else gives the keyboard back.
        self.window().activateWindow()

    def _show_result(self, result: VerificationResult) -> None:
        self._set_verifying(False)
        if result.status is Status.SOUND:
            self.told.emit(" ".join(shown(text) for text in result_lines(result)[:2]))
        # What was found otherwise is an alert: the banner tells it until it is settled.
        self.changed.emit()

    def _not_verified(self, error: ControlRoomError) -> None:
        self._set_verifying(False)
        self.refused.emit(error)

    def _set_verifying(self, verifying: bool) -> None:
        self._bar.setVisible(verifying)
        self._stop.setVisible(verifying)
        self._verify.setVisible(not verifying)

    def _show_progress(self, read: int, expected: int) -> None:
        self._bar.setMaximum(expected)
        self._bar.setValue(read)
        if not read:
            self._bar.setFormat("")
            return
        passed_s = time.monotonic() - self._verification_began_s
        self._bar.setFormat(
            self.tr("{read} of {all}, about {left} left").format(
                read=self.locale().toString(read),
                all=self.locale().toString(expected),
                left=age_text(passed_s * (expected - read) / read + 1),
            )
        )


def _dress(label: QLabel, part: str) -> None:
    """Give a label the style of another part."""
    if label.property("part") != part:
        label.setProperty("part", part)
        label.style().unpolish(label)
        label.style().polish(label)
