"""Cameras by sector, filtered as the agent types, each with its mark and its state.

A camera is brought to the selected tile by a click, to any tile by dragging it there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from control_room.domain.camera import Camera, CameraId, Health, StreamState
from control_room.ui.health_words import brief_state
from widgets.chip import Chip
from widgets.elided_label import ElidedLabel
from widgets.state_text import tone_of

CAMERA_MIME = "application/x-vigie-camera"
"""What a dragged camera is: its number, as text."""

_STATE_INDENT_PX = 27


class _CameraRow(QWidget):
    """Number, name, `VV` where verbalisation is authorised; below them the state if it is not live.

    A camera that nobody watches has no state: it is written in grey, with a dash.

    Signals:
        chosen(Camera): clicked.
    """

    chosen = Signal(object)

    def __init__(self, camera: Camera, today: date) -> None:
        super().__init__()
        self.camera = camera
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "camera")
        self.setProperty("chosen", False)
        self.setAccessibleName(camera.label)
        self.setToolTip(camera.label)
        self._pressed_at: QPoint | None = None
        self._number = QLabel(str(camera.id))
        self._number.setMinimumWidth(20)
        self._name = ElidedLabel(camera.name)
        self._state = Chip()
        # A long word is cut before it pushes the list aside; the tile says it in full.
        self._state.setMinimumWidth(1)
        self._mark = QLabel()
        self._mark.setProperty("part", "small")
        if camera.verbalisation is not None and camera.verbalisation.in_force(today):
            self._mark.setText(self.tr("VV"))
            self._mark.setToolTip(self.tr("Authorised for vidéo-verbalisation"))
        self._unwatched = QLabel("—")
        self._unwatched.setProperty("part", "small")
        self._unwatched.setToolTip(self.tr("Not watched: its state is not known"))
        first = QHBoxLayout()
        first.setSpacing(7)
        first.addWidget(self._number)
        first.addWidget(self._name, 1)
        first.addWidget(self._unwatched)
        first.addWidget(self._mark)
        second = QHBoxLayout()
        second.setContentsMargins(_STATE_INDENT_PX, 0, 0, 0)
        second.addWidget(self._state)
        second.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 3, 8, 3)
        column.setSpacing(2)
        column.addLayout(first)
        column.addLayout(second)
        self._dress(watched=False)

    def show_state(self, state: StreamState | None, now_ns: int) -> None:
        """Show the state if it is neither live nor just hidden; None: it is not watched."""
        if state is None or state.health in (Health.LIVE, Health.RECEIVED):
            self._state.show_word("", tone_of(Health.LIVE))
        else:
            self._state.show_word(brief_state(state, now_ns), tone_of(state.health))
        if self._unwatched.isHidden() is (state is None):
            self._dress(watched=state is not None)

    def _dress(self, *, watched: bool) -> None:
        self._unwatched.setVisible(not watched)
        for label in (self._number, self._name):
            label.setProperty("part", "" if watched else "quiet")
            label.style().unpolish(label)
            label.style().polish(label)

    def set_chosen(self, chosen: bool) -> None:
        """Mark the row."""
        if self.property("chosen") != chosen:
            self.setProperty("chosen", chosen)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        moved = event.position().toPoint() - self._pressed_at
        if moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.drag().exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.camera)
        self._pressed_at = None

    def drag(self) -> QDrag:
        """The camera on its way to a tile."""
        carried = QMimeData()
        carried.setData(CAMERA_MIME, str(self.camera.id).encode())
        drag = QDrag(self)
        drag.setMimeData(carried)
        drag.setPixmap(self.grab())
        return drag


class CameraList(QWidget):
    """The cameras of the site.

    In the search field: words filter by number, name and sector; Up and Down move, Enter calls the
    camera, Escape clears and leaves.

    Signals:
        camera_chosen(Camera): to be brought to the selected tile.
        left(): the keyboard goes back to the wall.
    """

    camera_chosen = Signal(object)
    left = Signal()

    def __init__(
        self, cameras: Sequence[Camera], today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "panel")
        self._rows: list[_CameraRow] = []
        self._sectors: list[tuple[QLabel, list[_CameraRow]]] = []
        self._marked: _CameraRow | None = None
        self._selected: CameraId | None = None
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search… (Ctrl+F)"))
        self._search.setAccessibleName(self.tr("Search a camera"))
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        self._nothing = QLabel(self.tr("No camera with these words."))
        self._nothing.setProperty("part", "quiet")
        self._nothing.setWordWrap(True)
        self._nothing.hide()

        content = QWidget()
        content.setProperty("part", "scrolled")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(10, 4, 10, 10)
        self._column.setSpacing(0)
        for sector in dict.fromkeys(camera.sector for camera in cameras):
            heading = QLabel(sector)
            heading.setProperty("part", "section")
            heading.setContentsMargins(2, 10, 2, 5)
            self._column.addWidget(heading)
            rows = [_CameraRow(camera, today) for camera in cameras if camera.sector == sector]
            for row in rows:
                row.chosen.connect(self.camera_chosen)
                self._column.addWidget(row)
            self._rows.extend(rows)
            self._sectors.append((heading, rows))
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(2)
        around = QHBoxLayout()
        around.setContentsMargins(10, 0, 10, 0)
        around.addWidget(self._search)
        column.addLayout(around)
        column.addWidget(self._scroll, 1)

    def search(self) -> None:
        """Give the keyboard to the search field."""
        self._search.setFocus()
        self._search.selectAll()

    def show_selected(self, camera: CameraId | None) -> None:
        """Mark the camera of the selected tile."""
        self._selected = camera
        self._mark(next((row for row in self._rows if row.camera.id == camera), None))

    def show_states(self, state_of: Callable[[CameraId], StreamState | None]) -> None:
        """Show the state of each camera; None for one that is not watched."""
        now_ns = time.monotonic_ns()
        for row in self._rows:
            row.show_state(state_of(row.camera.id), now_ns)

    def _mark(self, marked: _CameraRow | None) -> None:
        self._marked = marked
        for row in self._rows:
            row.set_chosen(row is marked)
        if marked is not None:
            self._scroll.ensureWidgetVisible(marked, 0, 12)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for heading, rows in self._sectors:
            for row in rows:
                camera = row.camera
                told = f"{camera.id} {camera.name} {camera.sector}".casefold()
                row.setVisible(all(word in told for word in words))
            heading.setVisible(any(not row.isHidden() for row in rows))
        found = [row for row in self._rows if not row.isHidden()]
        self._nothing.setVisible(not found)
        if words:
            self._mark(found[0] if found else None)
        else:
            self.show_selected(self._selected)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            match event.key():
                case Qt.Key.Key_Down:
                    self._step(1)
                case Qt.Key.Key_Up:
                    self._step(-1)
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    marked = self._marked
                    self._leave()
                    if marked is not None:
                        self.camera_chosen.emit(marked.camera)
                case Qt.Key.Key_Escape:
                    self._leave()
                case _:
                    return super().eventFilter(watched, event)
            return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        found = [row for row in self._rows if not row.isHidden()]
        if found:
            at = found.index(self._marked) + by if self._marked in found else 0
            self._mark(found[max(0, min(at, len(found) - 1))])

    def _leave(self) -> None:
        self._search.clear()
        self.left.emit()
