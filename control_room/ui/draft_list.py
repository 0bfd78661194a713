"""The reports of the site in a table, with the age of each; opens one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QLabel, QVBoxLayout, QWidget

from control_room.domain.offence import Natinf
from control_room.domain.report import ReportId, ReportSummary
from control_room.ui.row_table import RowTable
from control_room.ui.words import shown
from widgets.ages import age_text

_OFFENCE_COLUMN = 3


class DraftList(QWidget):
    """Shows the reports, newest first; what to do first when there is none.

    Signals:
        report_chosen(ReportId): to be opened.
    """

    report_chosen = Signal(object)

    def __init__(self, *, may_draft: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reports: list[ReportSummary] = []
        title = QLabel(self.tr("Reports of vidéo-verbalisation"))
        title.setProperty("part", "title")
        hint = QLabel(
            self.tr("Select a live camera authorised for vidéo-verbalisation and press V.")
            if may_draft
            else self.tr("Verbalising agents open reports on a live camera with V.")
        )
        hint.setProperty("part", "quiet")
        hint.setWordWrap(True)
        self._count = QLabel()
        self._count.setProperty("part", "section")
        self._rows = QStandardItemModel()
        self._rows.setHorizontalHeaderLabels(
            [
                self.tr("Number"),
                self.tr("State"),
                self.tr("Camera"),
                self.tr("Offence"),
                self.tr("Shots"),
                self.tr("Versions"),
                self.tr("Agent"),
                self.tr("Age"),
            ]
        )
        self._table = RowTable(self._rows)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_OFFENCE_COLUMN, QHeaderView.ResizeMode.Stretch)
        self._table.setAccessibleName(title.text())
        self._table.opened.connect(self._open)
        # Hidden or not it takes the room below, so that the words stay at the top.
        policy = self._table.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._table.setSizePolicy(policy)
        self.setFocusProxy(self._table)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(hint)
        column.addWidget(self._count)
        column.addWidget(self._table, 1)

    def show_reports(
        self, reports: Sequence[ReportSummary], offences: Mapping[Natinf, str], now: datetime
    ) -> None:
        """Show reports, newest first.

        Args:
            offences: how agents call each; another is told by its number.
        """
        chosen = self._table.currentIndex().row()
        self._reports = list(reports)
        self._count.setText(
            self.tr("%n report(s); Enter opens one", "", len(reports))
            if reports
            else self.tr("No report yet.")
        )
        self._table.setVisible(bool(reports))
        self._rows.setRowCount(0)
        for report in reports:
            cells = self._cells(report, offences, now)
            self._rows.appendRow([QStandardItem(text) for text in cells])
        if reports:
            self._table.selectRow(max(0, min(chosen, len(reports) - 1)))

    def _cells(
        self, report: ReportSummary, offences: Mapping[Natinf, str], now: datetime
    ) -> list[str]:
        if report.natinf is None:
            offence = self.tr("not chosen")
        else:
            offence = offences.get(report.natinf, f"NATINF {report.natinf}")
        return [
            report.number,
            shown(report.state.text),
            f"{report.camera} {report.camera_name}",
            offence,
            str(report.shots),
            str(report.versions),
            report.matricule,
            age_text((now - report.changed_at).total_seconds()),
        ]

    def _open(self, row: int) -> None:
        self.report_chosen.emit(ReportId(self._reports[row].id))
