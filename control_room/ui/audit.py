"""Audit: the log with filters, one entry whole, its integrity, anchors, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from control_room.audit.entry import Act
from control_room.domain.agent import Session
from control_room.domain.camera import Camera
from control_room.domain.shift import Reason
from control_room.services import Services
from control_room.services.audit_texts import ACT_TEXTS
from control_room.services.review import AuditEntryView, AuditLine
from control_room.texts import Text
from control_room.ui.anchor_table import AnchorPanel
from control_room.ui.audit_entry import AuditEntryPanel
from control_room.ui.audit_header import AuditHeader
from control_room.ui.audit_table import AuditTable
from control_room.ui.chip_cells import ChipDelegate
from control_room.ui.log_watch import LogNews
from control_room.ui.row_table import RowTable
from control_room.ui.tasks import TaskRunner
from control_room.ui.words import chosen_code, part_label, shown
from widgets.notices import Place
from widgets.theme import Theme

_PAGE = 200
_SIDE_WIDTH_PX = 378
_CELL_MARGINS_PX = 24
_OBJECT_PX = 172
"""Room for a number of the main courante, whole."""


class AuditWorkspace(QWidget):
    """The audit log, for supervisors and auditors.

    Signals:
        refused(ControlRoomError): an act was not done, and why.
        told(str): an act was done.
        changed(): the log's state may be another: it is to be looked at.
    """

    refused = Signal(object)
    told = Signal(str)
    changed = Signal()

    def __init__(
        self,
        services: Services,
        cameras: Sequence[Camera],
        tasks: TaskRunner,
        session: Callable[[], Session],
        *,
        theme: Theme,
        now: Callable[[], datetime],
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
        self._table = AuditTable(cameras)
        self._view = RowTable(self._table)
        self.setFocusProxy(self._view)
        self._act = QComboBox()
        self._agent = QLineEdit()
        self._text = QLineEdit()
        self._empty = part_label("quiet", self.tr("No entry passes the filter."))
        self._entry = AuditEntryPanel()
        self._anchors = AnchorPanel()
        self._header = AuditHeader(services, tasks, session, now)
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
        body.addWidget(self._build_side())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addLayout(body, 1)
        view = self._view
        view.setItemDelegate(ChipDelegate(theme, view))
        view.setAccessibleName(self.tr("Audit log"))
        header = view.horizontalHeader()
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        # As wide as the longest act there is: a width that followed the rows would jump.
        act_px = self._longest_px(ACT_TEXTS.values())
        for section, width in {0: 78, 1: 172, 2: 62, 3: act_px, 6: 84}.items():
            view.setColumnWidth(section, width)
        view.selectionModel().currentRowChanged.connect(self._choose_row)
        view.verticalScrollBar().valueChanged.connect(self._read_on)
        self._header.refused.connect(self.refused)
        self._header.told.connect(self.told)
        self._header.changed.connect(self._take_change)

    def _longest_px(self, texts: Iterable[Text]) -> int:
        metrics = self._view.fontMetrics()
        return max(metrics.horizontalAdvance(shown(text)) for text in texts) + _CELL_MARGINS_PX

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the reason gives way: what an entry is about tells it from others."""
        super().resizeEvent(event)
        others_px = sum(self._view.columnWidth(section) for section in (0, 1, 2, 3, 6))
        scroll_px = self._view.verticalScrollBar().sizeHint().width()
        left_px = self.width() - _SIDE_WIDTH_PX - scroll_px - others_px - _OBJECT_PX
        reason_px = self._longest_px(reason.text for reason in Reason)
        self._view.setColumnWidth(5, min(reason_px, left_px))

    def _build_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_SIDE_WIDTH_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._entry, 1)
        column.addWidget(self._anchors)
        return side

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
        self._read_state()

    def _read_state(self) -> None:
        session = self._session()
        self._tasks.read(lambda: self._review.integrity(session), self._header.show_integrity)
        self._tasks.read(lambda: self._review.anchors(session), self._anchors.show_anchors)

    def _entries(self, before_seq: int | None) -> Callable[[], list[AuditLine]]:
        session = self._session()
        act = chosen_code(self._act, Act)
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

    def show_news(self, news: LogNews) -> None:
        """Show what is known of the log now."""
        self._header.show_news(news)
        self._table.show_alerted(
            frozenset(alert.seq for alert in news.alerts if alert.seq is not None)
        )
        if self.isVisible() and self._header.is_behind(news):
            # Only the state: a list that moved by itself could not be read.
            self._read_state()

    def put_away(self) -> None:
        """The console is locked: what is over this page goes with it."""
        self._header.put_away()

    def end(self) -> None:
        """Stop what is under way: the session ends."""
        self._header.end()

    def _take_change(self) -> None:
        self.reload()
        self.changed.emit()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            acts = {
                Qt.Key.Key_F.value: self._text.setFocus,
                Qt.Key.Key_R.value: self._header.verify,
                Qt.Key.Key_K.value: self._header.anchor,
                Qt.Key.Key_E.value: self._header.export,
            }
            if key in acts:
                acts[key]()
                return
        elif key == Qt.Key.Key_Escape:
            self._header.stop()
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
