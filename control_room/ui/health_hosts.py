"""What the console and its camera hosts cost this computer."""

from __future__ import annotations

import time

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from control_room.ui.health_sample import ProcessFigures, Sample
from control_room.ui.words import part_label
from control_room.video.hosts import HostStatistics
from widgets.ages import age_text

_NS_PER_S = 1_000_000_000
_MEGABYTE = 1_000_000
_NONE = "—"


class HealthHosts(QWidget):
    """A line for the console and for each process that decodes; memory kept for replay below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "foot")
        self._lines: list[list[QLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(22)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(5, 1)
        for place, title in enumerate(
            (
                self.tr("Process"),
                self.tr("Number"),
                self.tr("Processor"),
                self.tr("Memory"),
                self.tr("Restarts"),
                self.tr("State"),
            )
        ):
            self._grid.addWidget(part_label("section", title), 0, place)
        self._ring = QProgressBar()
        self._ring.setAccessibleName(self.tr("Memory kept for replay"))
        memory = QHBoxLayout()
        memory.setSpacing(12)
        memory.addWidget(part_label("section", self.tr("Memory kept for replay")))
        memory.addWidget(self._ring, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        column.addLayout(self._grid)
        column.addLayout(memory)

    def show_sample(self, sample: Sample, loop_delay_ms: float) -> None:
        """Show a newer sample."""
        lines = [self._console(sample.console, loop_delay_ms)]
        lines += [
            self._host(number, host, sample.processes.get(host.pid or 0))
            for number, host in enumerate(sample.hosts, 1)
        ]
        while len(self._lines) < len(lines):
            self._add_line()
        for labels, words in zip(
            self._lines, [*lines, *[("",) * 6] * len(self._lines)], strict=False
        ):
            for label, text in zip(labels, words, strict=True):
                label.setText(text)
        held = sum(host.ring_bytes for host in sample.hosts)
        budget = sum(host.ring_budget_bytes for host in sample.hosts)
        self._ring.setMaximum(max(1, budget // _MEGABYTE))
        self._ring.setValue(min(held, budget) // _MEGABYTE)
        self._ring.setFormat(
            self.tr("{held} of {budget} MB").format(
                held=_megabytes(held), budget=_megabytes(budget)
            )
        )

    def _console(self, process: ProcessFigures | None, loop_delay_ms: float) -> tuple[str, ...]:
        return (
            self.tr("Console"),
            *self._figures(process),
            "",
            self.tr("interface late by {delay} ms at most").format(
                delay=QLocale().toString(loop_delay_ms, "f", 0)
            ),
        )

    def _host(
        self, number: int, host: HostStatistics, process: ProcessFigures | None
    ) -> tuple[str, ...]:
        return (
            self.tr("Decoder {number}").format(number=number),
            *self._figures(process),
            QLocale().toString(host.restarts),
            self._state(host),
        )

    def _figures(self, process: ProcessFigures | None) -> tuple[str, str, str]:
        if process is None:
            return (_NONE, _NONE, _NONE)
        cpu_percent = process.cpu_percent
        return (
            str(process.pid),
            _NONE
            if cpu_percent is None
            else self.tr("{number} % of a core").format(
                number=QLocale().toString(cpu_percent, "f", 0)
            ),
            self.tr("{megabytes} MB").format(megabytes=_megabytes(process.memory_bytes)),
        )

    def _state(self, host: HostStatistics) -> str:
        if host.paused_until_ns is not None:
            wait_s = max(0, host.paused_until_ns - time.monotonic_ns()) / _NS_PER_S
            return self.tr("ended too often, starts again in {wait}").format(wait=age_text(wait_s))
        return self.tr("%n stream(s)", "", len(host.streams))

    def _add_line(self) -> None:
        row = len(self._lines) + 1
        labels = [QLabel() for _ in range(6)]
        for column, label in enumerate(labels):
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._grid.addWidget(label, row, column)
        self._lines.append(labels)


def _megabytes(size_bytes: int) -> str:
    return QLocale().toString(size_bytes // _MEGABYTE)
