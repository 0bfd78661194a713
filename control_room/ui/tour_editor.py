"""Makes a tour: which cameras or saved walls, in which order, for how long each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)

from control_room.domain.camera import Camera
from control_room.domain.tour import DWELL_MAX_S, DWELL_MIN_S, STEPS_MAX, STEPS_MIN, NotATour, Tour
from control_room.domain.wall import NAME_CHARS, SavedWall
from control_room.ui.question import Question

_ROLE = Qt.ItemDataRole.UserRole
_DWELL_S = 20


class _Steps(QListWidget):
    """The steps in their order: Delete takes one out; Ctrl with Up and Down, or a drag, moves."""

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}
        with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Delete:
            self.takeItem(self.currentRow())
        elif with_control and event.key() in moves:
            self._move(moves[event.key()])
        else:
            super().keyPressEvent(event)

    def _move(self, by: int) -> None:
        row = self.currentRow()
        if 0 <= row + by < self.count():
            self.insertItem(row + by, self.takeItem(row))
            self.setCurrentRow(row + by)


class TourEditor(Question):
    """Asks for a tour's name, steps and time.

    Signals:
        made(str, Tour, bool): the name, the tour, and whether it is shared.
    """

    made = Signal(str, object, bool)

    def __init__(
        self,
        cameras: Sequence[Camera],
        walls: Sequence[SavedWall],
        parent: QWidget,
        *,
        may_share: bool,
        own: Collection[str] = (),
        shared: Collection[str] = (),
    ) -> None:
        """Ask.

        Args:
            cameras: of the site.
            walls: that the agent sees.
            may_share: whether sharing is offered.
            own, shared: names that stand for a tour already, which saving replaces.
        """
        super().__init__(self.tr("New tour"), self.tr("Save"), parent)
        self._cameras, self._walls = cameras, walls
        self._own, self._shared = own, shared
        self._name = QLineEdit()
        self._name.setMaxLength(NAME_CHARS)
        self._kind = QComboBox()
        self._kind.addItem(self.tr("Cameras on the selected tile"))
        if walls:
            self._kind.addItem(self.tr("Saved walls"))
        self._dwell = QSpinBox()
        self._dwell.lineEdit().setTextMargins(7, 0, 0, 0)
        self._dwell.setRange(DWELL_MIN_S, DWELL_MAX_S)
        self._dwell.setValue(_DWELL_S)
        self._dwell.setSuffix(self.tr(" s"))
        self._share = QCheckBox(self.tr("For all agents of the site"))
        self._share.setVisible(may_share)
        self._choices = QListWidget()
        self._steps = _Steps()
        self._told = QLabel()
        self._told.setProperty("part", "quiet")
        self._build()
        self._kind.currentIndexChanged.connect(self._show_choices)
        self._choices.itemActivated.connect(self._add)
        self._name.textChanged.connect(self._show_what_is_missing)
        self._share.toggled.connect(self._show_what_is_missing)
        for changed in (self._steps.model().rowsInserted, self._steps.model().rowsRemoved):
            changed.connect(self._show_what_is_missing)
        # Enter adds a step: it must not press the button meanwhile.
        self.act.setAutoDefault(False)
        self.act.setDefault(False)
        self.act.clicked.connect(self._accept)
        self._show_choices()
        self._name.setFocus()

    def _build(self) -> None:
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("Name"), self._name)
        form.addRow(self.tr("Shows"), self._kind)
        form.addRow(self.tr("Time for each step"), self._dwell)
        lists = QGridLayout()
        lists.setHorizontalSpacing(16)
        for column, (text, names) in enumerate(
            (
                (self.tr("Enter or a double click adds"), self._choices),
                (self.tr("Steps: Del removes, Ctrl+↑ and Ctrl+↓ move"), self._steps),
            )
        ):
            caption = QLabel(text)
            caption.setProperty("part", "section")
            caption.setBuddy(names)
            names.setAccessibleName(text)
            names.setMinimumSize(320, 260)
            lists.addWidget(caption, 0, column)
            lists.addWidget(names, 1, column)
        self.body.addLayout(form)
        self.body.addLayout(lists, 1)
        self.body.addWidget(self._share)
        self.body.addWidget(self._told)

    def _show_choices(self) -> None:
        self._choices.clear()
        self._steps.clear()
        of_walls = self._kind.currentIndex() == 1
        for each in self._walls if of_walls else self._cameras:
            item = QListWidgetItem(each.name if isinstance(each, SavedWall) else each.label)
            item.setData(_ROLE, each.id)
            self._choices.addItem(item)
        self._show_what_is_missing()

    def _add(self, chosen: QListWidgetItem) -> None:
        if self._steps.count() < STEPS_MAX:
            self._steps.addItem(chosen.clone())
            self._steps.setCurrentRow(self._steps.count() - 1)

    def _entered(self) -> tuple[str, Tour | None]:
        steps = tuple(self._steps.item(row).data(_ROLE) for row in range(self._steps.count()))
        kind = "walls" if self._kind.currentIndex() == 1 else "cameras"
        try:
            tour = Tour(**{kind: steps}, dwell_s=self._dwell.value())
        except NotATour:
            tour = None
        return " ".join(self._name.text().split()), tour

    def _show_what_is_missing(self) -> None:
        name, tour = self._entered()
        self.act.setEnabled(bool(name) and tour is not None)
        taken = name in (self._shared if self._share.isChecked() else self._own)
        self.act.setText(self.tr("Replace") if taken else self.tr("Save"))
        if tour is None:
            self._told.setText(self.tr("Choose %n step(s) at least.", "", STEPS_MIN))
        elif not name:
            self._told.setText(self.tr("Give the tour a name."))
        else:
            self._told.setText(self.tr("T starts and stops it; any act of yours pauses it."))

    def _accept(self) -> None:
        name, tour = self._entered()
        if name and tour is not None:
            self.made.emit(name, tour, self._share.isChecked())
            self.accept()
