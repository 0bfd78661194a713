"""Audit: the log with filters, one entry whole with its proof, its integrity, anchors."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from control_room.audit.entry import Act
from control_room.audit.findings import Status, VerificationResult
from control_room.domain.agent import Session
from control_room.domain.camera import Camera
from control_room.errors import ControlRoomError
from control_room.services import Services
from control_room.services.audit_texts import ACT_TEXTS, STATUS_TEXTS, result_lines
from control_room.services.review import AuditEntryView, AuditLine, IntegrityState
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.audit_entry import AuditEntryPanel
from control_room.ui.audit_table import AuditTable
from control_room.ui.chip_cells import ChipDelegate
from control_room.ui.row_table import RowTable
from control_room.ui.tasks import TaskRunner
from control_room.ui.words import moment_text, part_label, shown
from widgets.ages import age_text
from widgets.command_button import CommandButton
from widgets.notices import Place
from widgets.theme import Theme

_PAGE = 200
_ENTRY_WIDTH_PX = 380
_CELL_MARGINS_PX = 20


class VerificationStopped(ControlRoomError):
    """The agent stopped a verification; nothing was concluded or recorded."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "Verification stopped."),
            QT_TRANSLATE_NOOP("errors", "Nothing was concluded, nothing was recorded."),
            QT_TRANSLATE_NOOP("errors", "Start it again when there is time."),
        )


class AuditWorkspace(QWidget):
    """The audit log, for supervisors and auditors.

    Signals:
        refused(ControlRoomError): an act was not done, and why.
        told(str): an act was done.
    """

    refused = Signal(object)
    told = Signal(str)
    _progressed = Signal(int, int)

    def __init__(
        self,
        services: Services,
        cameras: Sequence[Camera],
        tasks: TaskRunner,
        session: Callable[[], Session],
        *,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._review = services.review
        self._tasks = tasks
        self._session = session
        self._was_opened = False
        self._asked = 0
        self._reads_on = False
        self._verification_ends = threading.Event()
        self._verification_began_s = 0.0
        self._table = AuditTable(cameras)
        self._view = RowTable(self._table)
        self.setFocusProxy(self._view)
        self._act = QComboBox()
        self._agent = QLineEdit()
        self._text = QLineEdit()
        self._empty = part_label("quiet", self.tr("No entry passes the filter."))
        self._entry = AuditEntryPanel()
        self._entry.setFixedWidth(_ENTRY_WIDTH_PX)
        self._verdict = QLabel()
        self._signed = QLabel()
        self._verify = CommandButton(self.tr("Verify all"), "Ctrl+R")
        self._anchor = CommandButton(self.tr("Anchor now"), "Ctrl+K")
        self._bar = QProgressBar()
        self._stop = CommandButton(self.tr("Stop the verification"), self.tr("Esc"))
        self._build(theme)

    def notice_place(self) -> Place:
        """Over the oldest entries in sight."""
        return Place(self._view, Qt.Edge.BottomEdge)

    # Parts

    def _build(self, theme: Theme) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self._build_filters())
        self._empty.setContentsMargins(16, 14, 16, 14)
        left.addWidget(self._empty)
        left.addWidget(self._view, 1)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addLayout(left, 1)
        body.addWidget(self._entry)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_header())
        column.addLayout(body, 1)
        view = self._view
        view.setItemDelegate(ChipDelegate(theme, view))
        view.setAccessibleName(self.tr("Audit log"))
        header = view.horizontalHeader()
        # As wide as the longest act there is: a width that followed the rows would jump.
        metrics = view.fontMetrics()
        act_px = max(metrics.horizontalAdvance(shown(text)) for text in ACT_TEXTS.values())
        for section, width in enumerate((56, 182, 64, act_px + _CELL_MARGINS_PX, 120, 230, 84)):
            view.setColumnWidth(section, width)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(5, QHeaderView.ResizeMode.ResizeToContents)
        view.selectionModel().currentRowChanged.connect(self._choose_row)
        view.verticalScrollBar().valueChanged.connect(self._read_on)
        self._progressed.connect(self._show_progress)

    def _build_header(self) -> QWidget:
        header = QWidget()
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        header.setProperty("part", "top")
        self._verdict.setProperty("part", "headline")
        self._signed.setProperty("part", "quiet")
        for label in (self._verdict, self._signed):
            label.setWordWrap(True)
        self._bar.setTextVisible(True)
        self._bar.setAccessibleName(self.tr("Progress of the verification"))
        self._verify.clicked.connect(self.verify)
        self._anchor.clicked.connect(self.anchor)
        self._stop.clicked.connect(self._verification_ends.set)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._verdict)
        texts.addWidget(self._signed)
        row = QHBoxLayout(header)
        row.setContentsMargins(16, 10, 14, 10)
        row.setSpacing(10)
        row.addLayout(texts, 1)
        row.addWidget(self._bar, 1)
        for button in (self._stop, self._verify, self._anchor):
            row.addWidget(button)
        self._set_verifying(False)
        return header

    def _build_filters(self) -> QHBoxLayout:
        self._act.addItem(self.tr("All acts"))
        for act, text in ACT_TEXTS.items():
            self._act.addItem(shown(text), act)
        self._act.setAccessibleName(self.tr("Act"))
        self._act.currentIndexChanged.connect(self.reload)
        self._agent.setPlaceholderText(self.tr("Agent's matricule"))
        self._agent.setAccessibleName(self.tr("Agent's matricule"))
        self._agent.setMaximumWidth(190)
        self._text.setPlaceholderText(self.tr("A camera, a number, a word… (Ctrl+F)"))
        self._text.setAccessibleName(self.tr("Search the log"))
        for field in (self._agent, self._text):
            field.returnPressed.connect(self.reload)
            field.textChanged.connect(self.reload)
        filters = QHBoxLayout()
        filters.setContentsMargins(14, 12, 14, 10)
        filters.setSpacing(8)
        filters.addWidget(self._act)
        filters.addWidget(self._agent)
        filters.addWidget(self._text, 1)
        return filters

    # The list

    def reload(self) -> None:
        """Read the newest entries that pass the filter, and the state of the log."""
        self._asked += 1
        asked = self._asked

        def show(lines: list[AuditLine]) -> None:
            # Of several filters typed in a row, the last one counts.
            if asked == self._asked:
                self._show_lines(lines)

        self._tasks.read(self._entries(None), show)
        session = self._session()
        self._tasks.read(lambda: self._review.integrity(session), self._show_integrity)

    def _entries(self, before_seq: int | None) -> Callable[[], list[AuditLine]]:
        session = self._session()
        act: Act | None = self._act.currentData()
        matricule, text = self._agent.text().strip() or None, self._text.text().strip()
        return lambda: self._review.entries(
            session, act=act, matricule=matricule, text=text, before_seq=before_seq, limit=_PAGE
        )

    def _show_lines(self, lines: list[AuditLine]) -> None:
        chosen = self._table.line_at(self._view.currentIndex().row())
        self._table.show_lines(lines)
        self._reads_on = len(lines) == _PAGE
        self._empty.setVisible(not lines)
        row = self._table.row_of(chosen.seq) if chosen else None
        if lines:
            self._view.selectRow(row or 0)
        else:
            self._entry.show_entry(None)

    def _read_on(self, at: int) -> None:
        """Older entries come as the agent scrolls down to them."""
        if not self._reads_on or at < self._view.verticalScrollBar().maximum():
            return
        self._reads_on = False
        asked = self._asked

        def add(lines: list[AuditLine]) -> None:
            if asked == self._asked:
                self._table.add_lines(lines)
                self._reads_on = len(lines) == _PAGE

        self._tasks.read(self._entries(self._table.oldest_seq()), add)

    def _choose_row(self) -> None:
        line = self._table.line_at(self._view.currentIndex().row())
        if line is None:
            return
        session, seq = self._session(), line.seq

        def show(entry: AuditEntryView) -> None:
            chosen = self._table.line_at(self._view.currentIndex().row())
            if chosen is not None and chosen.seq == entry.line.seq:
                self._entry.show_entry(entry, self._table.object_name(entry.line))

        self._tasks.read(lambda: self._review.entry(session, seq), show)

    # Integrity

    def _show_integrity(self, state: IntegrityState) -> None:
        if state.verified_at is None or state.verified_status is None:
            self._verdict.setText(self.tr("The log was never verified. Verify all of it."))
        else:
            self._verdict.setText(
                self.tr("{verdict} {size} entries verified, {moment}").format(
                    verdict=shown(STATUS_TEXTS[state.verified_status]),
                    size=self.locale().toString(state.verified_size or 0),
                    moment=moment_text(state.verified_at),
                )
            )
        sound = state.verified_status in (None, Status.SOUND)
        self._verdict.setProperty("part", "headline" if sound else "warning")
        self._verdict.style().unpolish(self._verdict)
        self._verdict.style().polish(self._verdict)
        self._signed.setText(
            self.tr("{size} entries. Signed up to entry {signed}, recorded {age} ago").format(
                size=self.locale().toString(state.size),
                signed=self.locale().toString(max(0, state.signed_size - 1)),
                age=age_text(time.time() - state.signed_at.timestamp()) if state.signed_at else "?",
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
            lambda: self._review.verify(session, told), self._show_result, self._not_verified
        )

    def anchor(self) -> None:
        """Keep the newest checkpoint as a file."""
        session = self._session()

        def kept(path: Path) -> None:
            self.told.emit(
                self.tr("Checkpoint kept in {path}. Copy it to another computer.").format(path=path)
            )
            self.reload()

        self._tasks.write(lambda: self._review.anchor(session), kept)

    def _show_result(self, result: VerificationResult) -> None:
        self._set_verifying(False)
        lines = [shown(text) for text in result_lines(result)]
        if result.status is Status.SOUND:
            self.told.emit(" ".join(lines[:2]))
        else:
            self.refused.emit(_Finding(result))
        self.reload()

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

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            acts = {
                Qt.Key.Key_F.value: self._text.setFocus,
                Qt.Key.Key_R.value: self.verify,
                Qt.Key.Key_K.value: self.anchor,
            }
            if key in acts:
                acts[key]()
                return
        elif key == Qt.Key.Key_Escape:
            self._verification_ends.set()
            self._view.setFocus()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_opened:
            self._was_opened = True
            session = self._session()
            self._tasks.write(lambda: self._review.open(session), lambda _: self.reload())
        else:
            self.reload()


class _Finding(ControlRoomError):
    """Verification found a break: told like an error, since somebody must act."""

    def __init__(self, result: VerificationResult) -> None:
        lines = result_lines(result)
        super().__init__(
            lines[0],
            lines[2] if len(lines) > 2 else lines[1],
            QT_TRANSLATE_NOOP(
                "errors", "Leave this workstation as it is and call the person in charge of it."
            ),
        )
