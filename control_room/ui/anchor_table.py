"""The anchors that were kept, newest first: when, by which means, of how many entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from control_room.services.anchors import MEANS_TEXTS, Means
from control_room.services.review import AnchorLine
from control_room.ui.chip_cells import Index
from control_room.ui.row_table import RowTable
from control_room.ui.words import moment_text, part_label, shown

_HEIGHT_PX = 160


class AnchorTable(QAbstractTableModel):
    """Shows the anchors read last."""

    def __init__(self) -> None:
        super().__init__()
        self._anchors: list[AnchorLine] = []

    def show_anchors(self, anchors: Sequence[AnchorLine]) -> None:
        """Show other anchors."""
        if list(anchors) != self._anchors:
            self.beginResetModel()
            self._anchors = list(anchors)
            self.endResetModel()

    def words_of(self, row: int) -> str:
        """The six words of a row's anchor; empty for a row that is not there."""
        return " ".join(self._anchors[row].words) if 0 <= row < len(self._anchors) else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, as Qt declares it
        return 0 if parent.isValid() else len(self._anchors)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, as Qt declares it
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Anchored"), self.tr("Kept by"), self.tr("Entries"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        anchor = self._anchors[index.row()]
        means = ", ".join(shown(MEANS_TEXTS[Means(means)]) for means in anchor.means)
        return (
            _minute_text(anchor.at),
            means or self.tr("this workstation only"),
            QLocale().toString(anchor.size),
        )[index.column()]


def _minute_text(moment: datetime) -> str:
    """Without the seconds, which tell nobody one anchor from another."""
    return moment_text(moment).rpartition(":")[0]


class AnchorPanel(QWidget):
    """The anchors, and the words of the chosen one to compare with a paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "under")
        self._table = AnchorTable()
        self._view = RowTable(self._table)
        self._view.setFixedHeight(_HEIGHT_PX)
        self._view.setAccessibleName(self.tr("Anchors of the log"))
        header = self._view.horizontalHeader()
        for section, mode in enumerate(
            (
                QHeaderView.ResizeMode.ResizeToContents,
                QHeaderView.ResizeMode.Stretch,
                QHeaderView.ResizeMode.ResizeToContents,
            )
        ):
            header.setSectionResizeMode(section, mode)
        self._view.selectionModel().currentRowChanged.connect(self._show_words)
        title = part_label("section", self.tr("Anchors, newest first"))
        self._empty = part_label(
            "quiet", self.tr("None yet. Anchor the log now (Ctrl+K), or hand over on paper.")
        )
        self._caption = part_label("small", self.tr("Words of the chosen anchor, as on its paper"))
        self._words = part_label("headline")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Six words take one line or two: the table above them shall not jump.
        self._words.setMinimumHeight(2 * self._words.fontMetrics().lineSpacing() + 2)
        column = QVBoxLayout(self)
        # The cells' text stands under the titles' text.
        column.setContentsMargins(7, 12, 4, 10)
        column.setSpacing(6)
        for label in (title, self._empty, self._caption, self._words):
            label.setContentsMargins(11, 0, 8, 0)
        for widget in (title, self._empty, self._view, self._caption, self._words):
            column.addWidget(widget)
        self.show_anchors(())

    def show_anchors(self, anchors: Sequence[AnchorLine]) -> None:
        """Show other anchors; the newest is chosen."""
        self._table.show_anchors(anchors)
        self._empty.setVisible(not anchors)
        for part in (self._view, self._caption, self._words):
            part.setVisible(bool(anchors))
        if anchors and not self._view.currentIndex().isValid():
            self._view.selectRow(0)
        self._show_words()

    def _show_words(self) -> None:
        self._words.setText(self._table.words_of(self._view.currentIndex().row()))
