"""Cameras by sector, filtered as the agent types, each with its mark and its state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from control_room.domain.camera import Camera, CameraId, Health, StreamState
from control_room.ui.words import shown
from widgets.chip import Chip
from widgets.elided_label import ElidedLabel
from widgets.state_text import tone_of


class _CameraRow(QWidget):
    """Number, name, `VV` where verbalisation is authorised, and the state when it is not live.

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
        number = QLabel(str(camera.id))
        number.setMinimumWidth(20)
        self._name = ElidedLabel(camera.name)
        self._state = Chip()
        self._mark = QLabel()
        self._mark.setProperty("part", "small")
        if camera.verbalisation is not None and camera.verbalisation.in_force(today):
            self._mark.setText(self.tr("VV"))
            self._mark.setToolTip(self.tr("Authorised for vidéo-verbalisation"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(7)
        row.addWidget(number)
        row.addWidget(self._name, 1)
        row.addWidget(self._state)
        row.addWidget(self._mark)

    def show_state(self, state: StreamState | None) -> None:
        """Show the state if the camera is on the wall and not live."""
        if state is None or state.health is Health.LIVE:
            self._state.show_word("", tone_of(Health.LIVE))
        else:
            self._state.show_word(shown(state.health.text), tone_of(state.health))
        self._mark.setVisible(self._state.isHidden())

    def set_chosen(self, chosen: bool) -> None:
        """Mark the row."""
        if self.property("chosen") != chosen:
            self.setProperty("chosen", chosen)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, _event: QEvent) -> None:
        self.chosen.emit(self.camera)


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
        self._search.setPlaceholderText(self.tr("Search a camera… (Ctrl+F)"))
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
        """Show the state of each camera; None for one that is not on the wall."""
        for row in self._rows:
            row.show_state(state_of(row.camera.id))

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
