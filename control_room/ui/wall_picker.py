"""All layouts, walls and tours in one place: choose one, keep one, change one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from control_room.domain.tour import SavedTour
from control_room.domain.wall import LAYOUTS, PRESETS, Layout, SavedWall
from control_room.ui.wall_shelf import WallShelf
from widgets.command_button import CommandButton
from widgets.layout_picture import layout_icon
from widgets.theme import Theme

_PICTURE = QSize(96, 54)
_SMALL_PICTURE = QSize(56, 32)
_ROLE = Qt.ItemDataRole.UserRole


class _Choices(QListWidget):
    """A list that leaves letters to its dialog: they are commands, not the start of a name."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)


class WallPicker(QDialog):
    """Shows the layouts as pictures, the walls and tours by name; arrows, Tab and Enter choose.

    Signals:
        layout_chosen(Layout), wall_chosen(SavedWall), tour_chosen(SavedTour): shall be shown.
        save_asked(), draw_asked(), tour_asked(), window_asked(): a wall, a layout, a tour, a window
            shall be made.
        rename_asked(SavedWall), remove_asked(SavedWall | SavedTour): shall be changed.
        left(): it is closed, whatever was chosen.
    """

    layout_chosen = Signal(object)
    wall_chosen = Signal(object)
    tour_chosen = Signal(object)
    save_asked = Signal()
    draw_asked = Signal()
    tour_asked = Signal()
    window_asked = Signal()
    rename_asked = Signal(object)
    remove_asked = Signal(object)
    left = Signal()

    def __init__(self, shelf: WallShelf, current: Layout, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Layouts, walls, tours"))
        self.setModal(True)
        self._shelf = shelf
        self._theme = theme
        self._layouts = self._layout_list(current)
        self._kept = self._kept_list()
        self._rename = CommandButton(self.tr("Rename"), "F2")
        self._remove = CommandButton(self.tr("Remove"), self.tr("Del"))
        self._build()
        self._layouts.itemActivated.connect(self._choose)
        self._kept.itemActivated.connect(self._choose)
        self._kept.currentItemChanged.connect(self._show_changeable)
        self._rename.clicked.connect(self._ask_rename)
        self._remove.clicked.connect(self._ask_remove)
        self.finished.connect(lambda _result: self.left.emit())
        self._show_changeable()
        self._layouts.setFocus()

    def show_tours(self) -> None:
        """Begin at the first tour."""
        rows = range(self._kept.count())
        tours = [row for row in rows if isinstance(self._kept.item(row).data(_ROLE), SavedTour)]
        if tours:
            self._kept.setCurrentRow(tours[0])
        self._kept.setFocus()

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        for column, text in enumerate((self.tr("Layouts"), self.tr("Walls and tours"))):
            heading = QLabel(text)
            heading.setProperty("part", "title")
            grid.addWidget(heading, 0, column)
        grid.addWidget(self._layouts, 1, 0)
        if self._kept.count():
            grid.addWidget(self._kept, 1, 1)
        else:
            nothing = QLabel(
                self.tr("Nothing is kept yet.\n\nArrange the wall, then save it with L.")
            )
            nothing.setProperty("part", "quiet")
            nothing.setMinimumWidth(self._kept.minimumWidth())
            nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(nothing, 1, 1)
        draw = self._command(self.tr("Draw a layout"), "E", self.draw_asked)
        save = self._command(self.tr("Save this wall"), "L", self.save_asked)
        tour = self._command(self.tr("New tour"), "N", self.tour_asked)
        window = self._command(self.tr("New window"), "W", self.window_asked)
        close = CommandButton(self.tr("Close"), self.tr("Esc"))
        close.clicked.connect(self.reject)
        made = (draw, save, tour, window), (self._rename, self._remove, close)
        for column, buttons in enumerate(made):
            row = QHBoxLayout()
            row.setSpacing(8)
            for button in buttons:
                if button is close:
                    row.addStretch(1)
                row.addWidget(button)
            if column == 0:
                row.addStretch(1)
            grid.addLayout(row, 2, column)

    def _command(self, text: str, key: str, signal: SignalInstance) -> CommandButton:
        button = CommandButton(text, key)
        button.clicked.connect(lambda: self._leave_for(signal))
        return button

    # Lists

    def _layout_list(self, current: Layout) -> QListWidget:
        pictures = _Choices()
        pictures.setViewMode(QListView.ViewMode.IconMode)
        pictures.setResizeMode(QListView.ResizeMode.Adjust)
        pictures.setMovement(QListView.Movement.Static)
        pictures.setIconSize(_PICTURE)
        pictures.setGridSize(_PICTURE + QSize(22, 40))
        pictures.setAccessibleName(self.tr("Layouts"))
        for layout in PRESETS:
            item = QListWidgetItem(self._picture(layout, _PICTURE), self._layout_text(layout))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            item.setData(_ROLE, layout)
            pictures.addItem(item)
            if layout == current:
                pictures.setCurrentItem(item)
        columns, rows = 6, -(-len(PRESETS) // 6)
        size = pictures.gridSize()
        pictures.setFixedSize(size.width() * columns + 12, size.height() * rows + 8)
        return pictures

    def _kept_list(self) -> QListWidget:
        names = _Choices()
        names.setIconSize(_SMALL_PICTURE)
        names.setMinimumWidth(330)
        names.setSpacing(2)
        names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        names.setAccessibleName(self.tr("Walls and tours"))
        for wall in self._shelf.kept.walls:
            picture = self._picture(wall.arrangement.layout, _SMALL_PICTURE)
            self._add(names, picture, self._owned(wall), wall)
        for tour in self._shelf.kept.tours:
            steps = self.tr("tour, {steps} steps of {seconds} s").format(
                steps=tour.tour.steps, seconds=tour.tour.dwell_s
            )
            self._add(names, QIcon(), f"{self._owned(tour)}, {steps}", tour)
        return names

    def _add(self, names: QListWidget, icon: QIcon, text: str, kept: object) -> None:
        item = QListWidgetItem(icon, text)
        item.setToolTip(text)
        item.setData(_ROLE, kept)
        names.addItem(item)

    def _owned(self, kept: SavedWall | SavedTour) -> str:
        if kept.is_shared:
            return self.tr("{name} (site)").format(name=kept.name)
        return kept.name

    def _layout_text(self, layout: Layout) -> str:
        name = layout.code.replace("x", "×")
        digit = (
            len(self._shelf.kept.walls) + 1 + (LAYOUTS.index(layout) if layout in LAYOUTS else 9)
        )
        if digit > 9:
            return name
        return self.tr("{layout}\nShift+{digit}").format(layout=name, digit=digit)

    def _picture(self, layout: Layout, size: QSize) -> QIcon:
        return layout_icon(layout, self._theme, size, self.devicePixelRatioF())

    # Choosing

    def _choose(self, item: QListWidgetItem) -> None:
        chosen = item.data(_ROLE)
        self.accept()
        if isinstance(chosen, Layout):
            self.layout_chosen.emit(chosen)
        elif isinstance(chosen, SavedWall):
            self.wall_chosen.emit(chosen)
        else:
            self.tour_chosen.emit(chosen)

    def _leave_for(self, signal: SignalInstance) -> None:
        self.accept()
        signal.emit()

    def _marked(self) -> SavedWall | SavedTour | None:
        item = self._kept.currentItem()
        return item.data(_ROLE) if item is not None else None

    def _show_changeable(self) -> None:
        marked = self._marked()
        changeable = marked is not None and self._shelf.may_change(marked)
        self._rename.setEnabled(changeable and isinstance(marked, SavedWall))
        self._remove.setEnabled(changeable)

    def _ask_rename(self) -> None:
        marked = self._marked()
        if self._rename.isEnabled() and isinstance(marked, SavedWall):
            self.accept()
            self.rename_asked.emit(marked)

    def _ask_remove(self) -> None:
        marked = self._marked()
        if self._remove.isEnabled() and marked is not None:
            self.accept()
            self.remove_asked.emit(marked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_E:
                self._leave_for(self.draw_asked)
            case Qt.Key.Key_L:
                self._leave_for(self.save_asked)
            case Qt.Key.Key_N:
                self._leave_for(self.tour_asked)
            case Qt.Key.Key_W:
                self._leave_for(self.window_asked)
            case Qt.Key.Key_F2:
                self._ask_rename()
            case Qt.Key.Key_Delete:
                self._ask_remove()
            case Qt.Key.Key_G:
                self.reject()
            case _:
                super().keyPressEvent(event)
