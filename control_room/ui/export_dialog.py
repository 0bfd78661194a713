"""Export of the audit log: where to, how far, and what the folder is then for."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDir, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from control_room.domain.agent import Session
from control_room.errors import ControlRoomError
from control_room.services.export import LEFT_REMOVED, Export, Exported
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.question import Question
from control_room.ui.tasks import TaskRunner
from control_room.ui.words import part_label, shown
from widgets.ages import age_text

_WIDTH_PX = 620


class ExportStopped(ControlRoomError):
    """The agent stopped an export; no folder was left behind."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "Export stopped."),
            QT_TRANSLATE_NOOP("errors", "Nothing was exported, nothing was recorded."),
            QT_TRANSLATE_NOOP("errors", "Start it again when there is time."),
        )


class ExportDialog(Question):
    """Writes the log into a new folder that a stranger can check; the console stays usable.

    Signals:
        exported(Exported): the folder is whole, and the act recorded.
    """

    exported = Signal(object)
    _progressed = Signal(int, int)

    def __init__(
        self, service: Export, tasks: TaskRunner, session: Session, today: datetime, parent: QWidget
    ) -> None:
        super().__init__(self.tr("Export the audit log"), self.tr("Export the log"), parent)
        self.setModal(False)
        self.setFixedWidth(_WIDTH_PX)
        self._service = service
        self._tasks = tasks
        self._session = session
        self._ends = threading.Event()
        self._began_s = 0.0
        self._is_under_way = False
        self._done: Path | None = None
        self.path = QLineEdit(str(Path(QDir.homePath()) / f"journal-{today:%Y-%m-%d-%H%M}"))
        self.path.setAccessibleName(self.tr("New folder"))
        self.path.textChanged.connect(self._show_what_happens)
        choose = QPushButton(self.tr("Choose…"))
        choose.clicked.connect(self._choose)
        self._choose_button = choose
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(choose)
        caption = part_label("section", self.path.accessibleName())
        caption.setBuddy(self.path)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Progress of the export"))
        self._bar.hide()
        self._problem = part_label("warning")
        self._problem.hide()
        self._asked = QWidget()
        column = QVBoxLayout(self._asked)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(
            part_label(
                "quiet",
                self.tr(
                    "The whole log with its signatures, its keys, its anchors and a program that"
                    " checks them without Vigie. Names and plates are not in it. The export is an"
                    " act: it is recorded under your matricule."
                ),
            )
        )
        column.addWidget(caption)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._problem)
        self.body.addWidget(self._asked)
        self.act.clicked.connect(self._act)
        self._progressed.connect(self._show_progress)
        self.path.setFocus()

    def end(self) -> None:
        """Stop what is under way, and close."""
        self._ends.set()
        super().reject()

    def reject(self) -> None:
        """Leave; an export under way is stopped first."""
        if self._is_under_way:
            self._ends.set()
        else:
            super().reject()

    def _choose(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.tr("Disk or folder for the export"))
        if found:
            self.path.setText(str(Path(found) / Path(self.path.text()).name))

    def _show_what_happens(self) -> None:
        path = Path(self.path.text().strip())
        is_taken = path.exists()
        fits = path.is_absolute() and not is_taken
        self.act.setEnabled(fits)
        self._problem.setVisible(not fits)
        self._problem.setText(
            self.tr("This folder is there already: name a new one.")
            if is_taken
            else self.tr("Name the folder with its whole path.")
        )

    def _act(self) -> None:
        if self._done is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done)))
            return
        into = Path(self.path.text().strip())
        self._ends.clear()
        self._began_s = time.monotonic()
        self._set_under_way(under_way=True)
        self._show_progress(0, 0)

        def told(done: int, of: int) -> None:
            if self._ends.is_set():
                raise ExportStopped
            self._progressed.emit(done, of)

        service, session = self._service, self._session
        self._tasks.read(
            lambda: service.write(session, into, told), self._show_done, self._show_problem
        )

    def _set_under_way(self, *, under_way: bool) -> None:
        self._is_under_way = under_way
        self._bar.setVisible(under_way)
        self._problem.hide()
        for widget in (self.act, self.path, self._choose_button):
            widget.setEnabled(not under_way)
        self.leave.setText(self.tr("Stop the export") if under_way else self.tr("Cancel"))

    def _show_progress(self, done: int, of: int) -> None:
        self._bar.setMaximum(of)
        self._bar.setValue(done)
        if not done:
            self._bar.setFormat("")
            return
        passed_s = time.monotonic() - self._began_s
        self._bar.setFormat(
            self.tr("{read} of {all}, about {left} left").format(
                read=self.locale().toString(done),
                all=self.locale().toString(of),
                left=age_text(passed_s * (of - done) / done + 1),
            )
        )

    def _show_problem(self, error: ControlRoomError) -> None:
        self._set_under_way(under_way=False)
        self._problem.setText(
            " ".join(shown(text) for text in (error.what, error.effect, error.remedy))
        )
        self._problem.show()
        self.path.setFocus()

    def _show_done(self, done: Exported) -> None:
        self._set_under_way(under_way=False)
        self._done = done.folder
        self._asked.hide()
        path = QLabel(str(done.folder))
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        path.setWordWrap(True)
        for widget in (
            part_label("good", self.tr("✓ %n entry(ies) exported and recorded.", "", done.size)),
            path,
            part_label(
                "quiet",
                self.tr("Give the whole folder; LISEZMOI.txt in it says how to check the log."),
            ),
        ):
            self.body.addWidget(widget)
        if done.left:
            self.body.addWidget(part_label("quiet", shown(LEFT_REMOVED)))
        self.act.setText(self.tr("Open the folder"))
        self.leave.setText(self.tr("Close"))
        self.adjustSize()
        self.exported.emit(done)
