"""One camera's last hour in four charts over one time axis."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from control_room.ui.health_history import KEEP_S, Hour, Point
from widgets.theme import QUIET_PX, Theme

_LEAST_SPAN_S = 600.0
_AXIS_WIDTH_PX = 44
_AGE_LIMIT_S = 10.0
_ROOM = 1.15


class _Numbers(pg.AxisItem):
    """Numbers as the console's language writes them."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        plain = super().tickStrings(values, scale, spacing)
        point = QLocale().decimalPoint()
        return [number.replace(".", point) for number in plain]


class HealthPlots(QWidget):
    """Shows an hour; the newest value of each chart stands beside its name.

    The charts take no mouse and no keys: they show, and the table chooses.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = pg.GraphicsLayoutWidget()
        self._view.setBackground(theme.panel)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view.ci.setContentsMargins(0, 0, 8, 0)
        self._view.ci.setSpacing(2)
        # A unit's least height keeps a flat line of zeros off the upper edge.
        self._charts = [
            (title, unit, least, most, self._add_chart(row))
            for row, (title, unit, least, most) in enumerate(
                (
                    (self.tr("Pictures/s"), "", 1.0, None),
                    (self.tr("Bit rate"), self.tr("kbit/s"), 10.0, None),
                    (self.tr("Age of the newest picture"), self.tr("s"), 0.1, _AGE_LIMIT_S),
                    (self.tr("Packets lost"), self.tr("%"), 1.0, 100.0),
                )
            )
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)

    def show_hour(self, hour: Hour | None) -> None:
        """Show another hour; None: no camera is chosen."""
        now_s = time.time()
        first_s = float(hour.at_s[0]) if hour is not None and len(hour.at_s) else now_s
        span_s = min(max(now_s - first_s, _LEAST_SPAN_S), KEEP_S)
        for number, (title, unit, least, most, (plot, curve)) in enumerate(self._charts):
            values = hour.points[number] if hour is not None else []
            known = [float(value) for value in values if value == value]
            top = max(known, default=0.0) * _ROOM
            if hour is None:
                curve.setData([], [])
            else:
                curve.setData(hour.at_s, values)
            plot.setXRange(now_s - span_s, now_s, padding=0)
            plot.setYRange(0, max(least, top if most is None else min(top, most)), padding=0)
            newest = known[-1] if known and len(values) and values[-1] == values[-1] else None
            self._entitle(plot, title, unit, newest)
        self._view.setAccessibleName(self.tr("The camera's last hour"))

    def _entitle(self, plot: pg.PlotItem, title: str, unit: str, newest: float | None) -> None:
        if newest is None:
            told = title
        else:
            decimals = 0 if newest >= 100 else 2 if newest < 1 else 1
            number = QLocale().toString(newest, "f", decimals)
            told = self.tr("{chart}: {number} {unit}").format(chart=title, number=number, unit=unit)
        plot.setTitle(told, color=self._theme.text, size=f"{QUIET_PX}px", justify="left")

    def _add_chart(self, row: int) -> tuple[pg.PlotItem, pg.PlotDataItem]:
        theme = self._theme
        plot = self._view.addPlot(
            row=row,
            col=0,
            axisItems={
                "left": _Numbers(orientation="left"),
                "bottom": pg.DateAxisItem(orientation="bottom"),
            },
        )
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.showGrid(x=True, y=True, alpha=0.25)
        font = QFont(self.font())
        font.setPixelSize(QUIET_PX - 1)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(QColor(theme.quiet))
            axis.setTickFont(font)
            axis.enableAutoSIPrefix(False)
        # The same width under each other, or the times would not stand under each other.
        plot.getAxis("left").setWidth(_AXIS_WIDTH_PX)
        if row < len(Point._fields) - 1:
            plot.getAxis("bottom").setStyle(showValues=False)
            plot.getAxis("bottom").setHeight(6)
        if row:
            plot.setXLink(self._view.getItem(0, 0))
        curve = plot.plot(pen=pg.mkPen(theme.selection, width=1), connect="finite")
        return plot, curve
