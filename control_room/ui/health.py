"""Health: how every camera and every process of this workstation does, now and over the last hour.

The page shows what is sampled anyway; while it is on screen it is sampled every second.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from control_room.domain.camera import (
    Camera,
    CameraId,
    Health,
    Stream,
    StreamState,
    StreamUse,
)
from control_room.domain.camera_health import WELL
from control_room.ui.chip_cells import CHIP_MARGINS_PX, ChipDelegate, chip_font
from control_room.ui.health_count import in_trouble
from control_room.ui.health_hosts import HealthHosts
from control_room.ui.health_plots import HealthPlots
from control_room.ui.health_recorder import HealthRecorder
from control_room.ui.health_table import COLUMNS, STATE_COLUMN, HealthTable, SortedHealth
from control_room.ui.health_words import brief_state
from control_room.ui.row_table import RowTable
from control_room.ui.words import part_label, shown
from control_room.video.hosts import CameraHosts
from widgets.command_button import CommandButton
from widgets.notices import Place
from widgets.theme import Theme

_LEAST_SIDE_WIDTH_PX = 330
_MOST_SIDE_WIDTH_PX = 640
_TABLE_WIDTH_PX = 1036
_MEASURED_PX = (320, 180)
_CELL_MARGINS_PX = 18


class HealthWorkspace(QWidget):
    """The figures of the cameras and of the processes that show them.

    Keys: Up and Down choose a camera, S and Shift+S sort, Ctrl+R connects the camera anew.

    Signals:
        refused(ControlRoomError): as every workspace; nothing is refused here.
        told(str): an act was done.
        wanted_changed(): `decoded` has a new answer.
    """

    refused = Signal(object)
    told = Signal(str)
    wanted_changed = Signal()

    def __init__(
        self,
        hosts: CameraHosts,
        cameras: Sequence[Camera],
        recorder: HealthRecorder,
        *,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._hosts = hosts
        self._on_screen = False
        self._recorder = recorder
        self._table = HealthTable(cameras)
        self._sorted = SortedHealth(self._table)
        self._view = RowTable(self._sorted)
        self.setFocusProxy(self._view)
        self._processes = HealthHosts()
        self._plots = HealthPlots(theme)
        self._name = part_label("title")
        self._state = part_label("quiet")
        self._retry = CommandButton(self.tr("Connect anew now"), "Ctrl+R")
        self._sort = CommandButton("", "S")
        self._summary = part_label("headline")
        self._empty = part_label(
            "quiet", self.tr("The site file names no camera. Add cameras to it, then start again.")
        )
        self._side = QWidget()
        self._build(theme)
        recorder.sampled.connect(self._show_sample)
        self._show_sample()

    def notice_place(self) -> Place:
        """Over the last cameras of the table."""
        return Place(self._view, Qt.Edge.BottomEdge)

    def decoded(
        self, wanted: Mapping[tuple[CameraId, Stream], StreamUse]
    ) -> dict[tuple[CameraId, Stream], StreamUse]:
        """What is wanted, and while the page is on screen one stream of each camera decoded.

        The wall is hidden then: without this the page would measure that nobody looks.
        """
        if not self._on_screen:
            return dict(wanted)
        seen = {camera for (camera, _), use in wanted.items() if use.size_px is not None}
        uses = dict(wanted)
        for (camera, stream), use in sorted(
            wanted.items(), key=lambda each: each[0][1] is not Stream.SUB
        ):
            if camera not in seen:
                seen.add(camera)
                uses[camera, stream] = replace(use, size_px=_MEASURED_PX)
        return uses

    def choose(self, camera: CameraId) -> None:
        """Choose a camera of the site."""
        index = self._sorted.mapFromSource(self._table.index(self._table.row_of(camera), 0))
        self._view.selectRow(index.row())
        self._view.scrollTo(index)

    def choose_trouble(self) -> None:
        """Choose the camera that is worst, if one is in trouble."""
        troubled = in_trouble(self._recorder.states)
        if troubled:
            self.choose(troubled[0])

    # Parts

    def _build(self, theme: Theme) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._build_head())
        self._empty.setContentsMargins(16, 14, 16, 14)
        self._empty.setVisible(self._table.rowCount() == 0)
        left.addWidget(self._empty)
        left.addWidget(self._view, 1)
        left.addWidget(self._processes)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._build_side())
        view = self._view
        view.setItemDelegate(ChipDelegate(theme, view))
        view.setAccessibleName(self.tr("Health of the cameras"))
        header = view.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(44)
        header.setSectionsClickable(True)
        # No arrow in the header: it has no room for one; the command above names column and order.
        header.sectionClicked.connect(self._sort_clicked)
        self._sort_by(STATE_COLUMN, Qt.SortOrder.DescendingOrder)
        view.selectionModel().currentRowChanged.connect(self._show_camera)
        if self._table.rowCount():
            view.selectRow(0)

    def _build_head(self) -> QWidget:
        head = QWidget()
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head.setProperty("part", "bar")
        self._sort.clicked.connect(self._sort_next)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._summary, 1)
        row.addWidget(self._sort)
        return head

    def _build_side(self) -> QWidget:
        side = self._side
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setProperty("part", "side")
        self._retry.clicked.connect(self.connect_anew)
        column = QVBoxLayout(side)
        column.setContentsMargins(14, 12, 12, 12)
        column.setSpacing(6)
        column.addWidget(self._name)
        column.addWidget(self._state)
        column.addWidget(self._retry)
        column.addWidget(self._plots, 1)
        return side

    # What is shown

    def _show_sample(self) -> None:
        if not self._on_screen:
            return
        recorder, sample = self._recorder, self._recorder.newest
        self._table.show_health(
            recorder.states,
            sample.cameras if sample else {},
            recorder.ages_s,
            time.monotonic_ns(),
        )
        if sample is not None:
            self._processes.show_sample(sample, recorder.loop_delay_ms)
        troubled = in_trouble(recorder.states)
        self._summary.setText(
            self.tr("%n camera(s) in trouble", "", len(troubled))
            if troubled
            else self.tr("No camera in trouble of %n watched", "", len(recorder.states))
            if recorder.states
            else self.tr("No camera is watched: put some on the wall.")
        )
        self._show_camera()

    def _chosen(self) -> Camera | None:
        return self._table.camera_at(self._sorted.mapToSource(self._view.currentIndex()).row())

    def _show_camera(self) -> None:
        camera = self._chosen()
        if camera is None:
            self._name.setText("")
            self._state.setText(self.tr("Choose a camera to see its last hour."))
            self._retry.setEnabled(False)
            self._plots.show_hour(None)
            return
        state = self._recorder.states.get(camera.id)
        self._name.setText(camera.label)
        self._retry.setEnabled(state is not None)
        self._state.setText(
            self._told_of(camera.id, state)
            if state is not None
            else self.tr("Not watched: put it on the wall to see how it does.")
        )
        self._plots.show_hour(self._recorder.history.of(camera.id))

    def _told_of(self, camera: CameraId, state: StreamState) -> str:
        """The camera's state, and that of each of its streams that is neither so nor well."""
        now_ns = time.monotonic_ns()
        lines = [brief_state(state, now_ns)]
        names = {Stream.MAIN: self.tr("Main stream"), Stream.SUB: self.tr("Small stream")}
        for stream in self._recorder.streams_of(camera):
            its = self._hosts.state(camera, stream)
            if its.health is not state.health and its.health not in WELL:
                told = brief_state(its, now_ns)
                lines.append(self.tr("{stream}: {state}").format(stream=names[stream], state=told))
        return "\n".join(lines)

    # Acts

    def connect_anew(self) -> None:
        """Connect the chosen camera at once instead of at the next planned attempt."""
        camera = self._chosen()
        if camera is None or not self._retry.isEnabled():
            return
        for stream in self._recorder.streams_of(camera.id):
            self._hosts.retry(camera.id, stream)
        self.told.emit(self.tr("Connecting anew: {camera}").format(camera=camera.label))

    def _sort_by(self, column: int, order: Qt.SortOrder) -> None:
        self._sorted.sort(column, order)
        descends = order == Qt.SortOrder.DescendingOrder
        self._sort.show_text(
            self.tr("Sorted by: {column} {arrow}").format(
                column=self._table.titles()[column], arrow="↓" if descends else "↑"
            )
        )

    def _sort_clicked(self, column: int) -> None:
        if column == self._sorted.sortColumn():
            self._sort_back()
        else:
            self._sort_by(column, _first_order(column))

    def _sort_next(self) -> None:
        column = (self._sorted.sortColumn() + 1) % COLUMNS
        self._sort_by(column, _first_order(column))

    def _sort_back(self) -> None:
        descends = self._sorted.sortOrder() == Qt.SortOrder.DescendingOrder
        order = Qt.SortOrder.AscendingOrder if descends else Qt.SortOrder.DescendingOrder
        self._sort_by(self._sorted.sortColumn(), order)

    # Window and keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers()
        if event.key() == Qt.Key.Key_R and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.connect_anew()
        elif event.key() == Qt.Key.Key_S and modifiers == Qt.KeyboardModifier.NoModifier:
            self._sort_next()
        elif event.key() == Qt.Key.Key_S and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self._sort_back()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._set_on_screen(True)
        self._show_sample()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._set_on_screen(False)

    def _set_on_screen(self, on_screen: bool) -> None:
        self._on_screen = on_screen
        self._recorder.look_closely(on_screen)
        self.wanted_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left_px = self.width() - _TABLE_WIDTH_PX
        self._side.setFixedWidth(min(max(left_px, _LEAST_SIDE_WIDTH_PX), _MOST_SIDE_WIDTH_PX))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Each column as wide as its title and its widest usual figure."""
        metrics = self._view.fontMetrics()
        widest = (
            "",
            "",
            "25,0",
            "9999 ms",
            "99,9 Mbit/s",
            "99,9 %",
            "9999",
            "99",
            "9,99 ms",
            "120 s, 199,9 MB",
        )
        words_of_chips = QFontMetrics(chip_font(self._view.font()))
        longest_px = max(
            words_of_chips.horizontalAdvance(f"{shown(health.text)} 59 min") for health in Health
        )
        state_px = longest_px + CHIP_MARGINS_PX
        for column in range(1, COLUMNS):
            words = (self._table.titles()[column], widest[column])
            width = max(metrics.horizontalAdvance(word) for word in words) + _CELL_MARGINS_PX
            self._view.setColumnWidth(column, state_px if column == STATE_COLUMN else width)


def _first_order(column: int) -> Qt.SortOrder:
    """Cameras as the site lists them; of every figure what is most first."""
    return Qt.SortOrder.DescendingOrder if column else Qt.SortOrder.AscendingOrder
