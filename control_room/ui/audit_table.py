"""Entries of the audit log as a table, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from control_room.audit.entry import Result
from control_room.domain.agent import Permission
from control_room.domain.camera import Camera
from control_room.services.audit_texts import ACT_TEXTS, RESULT_TEXTS
from control_room.services.review import AuditLine
from control_room.ui.chip_cells import CHIP_ROLE, Index
from control_room.ui.words import moment_text, shown
from widgets.theme import Tone

_RESULT = 6
_PERMISSIONS = frozenset(Permission)


class AuditTable(QAbstractTableModel):
    """Shows the lines read so far."""

    def __init__(self, cameras: Sequence[Camera]) -> None:
        super().__init__()
        self._labels = {str(camera.id): camera.label for camera in cameras}
        self._lines: list[AuditLine] = []
        self._alerted: frozenset[int] = frozenset()
        self._things = {
            "app": self.tr("Console"),
            "log": self.tr("Log"),
            "database": self.tr("Database"),
            "records": self.tr("Records"),
            "spool": self.tr("Acts that waited"),
            "clock": self.tr("Computer's clock"),
            "disk": self.tr("Disk"),
            "store": self.tr("Evidence files"),
            "evidence": self.tr("Evidence files"),
            "retention": self.tr("End of retention"),
            "witnessed": self.tr("Log of another site"),
        }

    def show_lines(self, lines: Sequence[AuditLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def show_alerted(self, seqs: frozenset[int]) -> None:
        """Mark the entries at which alerts begin."""
        changed = self._alerted != seqs
        self._alerted = seqs
        if changed and self._lines:
            last = self.index(self.rowCount() - 1, _RESULT)
            self.dataChanged.emit(self.index(0, _RESULT), last)

    def add_lines(self, lines: Sequence[AuditLine]) -> None:
        """Show older lines below."""
        if lines:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines.extend(lines)
            self.endInsertRows()

    def line_at(self, row: int) -> AuditLine | None:
        """The line of a row; None for a row that is not there."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, seq: int) -> int | None:
        """Where an entry is shown; None if it is not."""
        return next((row for row, line in enumerate(self._lines) if line.seq == seq), None)

    def oldest_seq(self) -> int | None:
        """The entry shown last; None when there is none."""
        return self._lines[-1].seq if self._lines else None

    def object_name(self, line: AuditLine) -> str:
        """What the entry is about, in words; a code that nobody knows stays as it is."""
        kind, _, name = line.obj.partition("/")
        match kind:
            case _ if line.obj in self._things:
                return self._things[line.obj]
            case "agent" if line.obj_matricule:
                return self.tr("Agent {matricule}").format(matricule=line.obj_matricule)
            case "agent":
                return self.tr("Unknown agent")
            case "camera":
                return self._labels.get(name, self.tr("Camera {number}").format(number=name))
            case "layout":
                return self.tr("Wall {layout}").format(layout=name)
            case "incident" | "report" if name:
                return name
            case "epoch" if name:
                return self.tr("Key {number}").format(number=name)
            case "permission" if name in _PERMISSIONS:
                return shown(Permission(name).text)
            case _:
                return line.obj

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, as Qt declares it
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, as Qt declares it
        return 0 if parent.isValid() else 7

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Entry"),
            self.tr("Time"),
            self.tr("Agent"),
            self.tr("Act"),
            self.tr("Object"),
            self.tr("Reason"),
            self.tr("Result"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells(line)[column]
        if role == CHIP_ROLE and column == _RESULT:
            return Tone.URGENT if line.seq in self._alerted else _tone(line)
        return None

    def _cells(self, line: AuditLine) -> tuple[str, ...]:
        act = shown(ACT_TEXTS[line.act]) if line.act in ACT_TEXTS else line.act
        return (
            str(line.seq),
            moment_text(line.at) if line.at else "",
            line.matricule or self.tr("Vigie"),
            act or (self.tr("Erased") if line.erased else self.tr("Unreadable")),
            self.object_name(line),
            shown(line.reason.text) if line.reason else "",
            self._result(line),
        )

    def _result(self, line: AuditLine) -> str:
        if line.seq in self._alerted:
            return self.tr("alert")
        if line.result:
            return shown(RESULT_TEXTS[line.result])
        return self.tr("retention") if line.erased else self.tr("altered")


def _tone(line: AuditLine) -> Tone | None:
    if not line.readable:
        return Tone.QUIET if line.erased else Tone.URGENT
    return None if line.result is Result.DONE else Tone.CHECK
