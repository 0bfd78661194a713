"""The bar under the wall: the selected camera, what it sends, what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from control_room.domain.camera import Camera, Health, StreamState
from control_room.domain.picture import Picture
from control_room.ui.looking import REPLAY_S
from control_room.ui.words import shown
from widgets.ages import age_text
from widgets.chip import Chip
from widgets.command_button import CommandButton
from widgets.elided_label import ElidedLabel
from widgets.theme import Tone

_HEIGHT_PX = 124
_COMMANDS_WIDTH_PX = 370


class ContextBar(QWidget):
    """Tells about the selected camera and takes orders about it.

    Signals:
        report_requested(), still_requested(), replay_requested(): on the selected tile.
    """

    report_requested = Signal()
    still_requested = Signal()
    replay_requested = Signal()

    def __init__(
        self,
        *,
        may_report: bool,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "foot")
        self.setFixedHeight(_HEIGHT_PX)
        self._name = ElidedLabel()
        self._name.setProperty("part", "name")
        self._place = ElidedLabel()
        self._place.setProperty("part", "quiet")
        self._signal = ElidedLabel()
        self._signal.setProperty("part", "quiet")
        self._order = Chip()
        texts = QVBoxLayout()
        texts.setSpacing(3)
        texts.addWidget(self._name)
        texts.addWidget(self._place)
        texts.addWidget(self._signal)
        texts.addWidget(self._order)
        texts.addStretch(1)
        commands_place = QWidget()
        commands_place.setFixedWidth(_COMMANDS_WIDTH_PX)
        still = CommandButton(self.tr("Take a still"), self.tr("Space"))
        still.clicked.connect(self.still_requested)
        replay = CommandButton(self.tr("Replay {seconds} s").format(seconds=REPLAY_S), "R")
        replay.clicked.connect(self.replay_requested)
        commands = QGridLayout(commands_place)
        commands.setContentsMargins(0, 0, 0, 0)
        commands.setSpacing(8)
        if may_report:
            report = CommandButton(self.tr("Report an offence"), "V", main=True)
            report.clicked.connect(self.report_requested)
            commands.addWidget(report, 0, 0, 1, 2)
        commands.addWidget(still, 1, 0)
        commands.addWidget(replay, 1, 1)
        commands.setRowStretch(2, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 14, 12)
        row.setSpacing(24)
        row.addLayout(texts, 1)
        row.addWidget(commands_place)
        self.show_camera(None)

    def show_camera(self, camera: Camera | None) -> None:
        """Show another camera; None when the tile is empty."""
        if camera is None:
            self._name.setText(self.tr("No camera on this tile"))
            self._place.setText(self.tr("Type a camera's number, then Enter."))
            self._order.show_word("", Tone.QUIET)
            self._signal.clear()
            return
        self._name.setText(camera.label)
        self._place.setText(
            self.tr("{address}, {sector}").format(address=camera.address, sector=camera.sector)
        )
        order = camera.verbalisation
        if order is None:
            self._order.show_word("", Tone.QUIET)
        elif order.in_force(self._today()):
            self._order.show_word(
                self.tr("Vidéo-verbalisation authorised until {day}").format(
                    day=_day(order.valid_until)
                ),
                Tone.INFO,
            )
        else:
            self._order.show_word(
                self.tr("Vidéo-verbalisation order not in force ({start} to {end})").format(
                    start=_day(order.valid_from), end=_day(order.valid_until)
                ),
                Tone.CHECK,
            )

    def show_replay(self) -> None:
        """Say that the tile does not show what arrives."""
        self._signal.setText(self.tr("Replay: not the live picture. R goes back to it."))

    def show_signal(self, picture: Picture | None, state: StreamState | None, now_ns: int) -> None:
        """Show what arrives: size, rate once it is measured, age of the newest picture.

        Args:
            now_ns: CLOCK_MONOTONIC.
        """
        if state is None:
            self._signal.clear()
            return
        if picture is None or state.health is not Health.LIVE:
            age = age_text((now_ns - state.since_ns) / 1e9)
            self._signal.setText(
                self.tr("State: {state}, for {age}").format(state=shown(state.health.text), age=age)
            )
            return
        rate = round(state.shown_per_s)
        text = (
            self.tr("{width}×{height}, %n picture(s)/s. Picture received {age} ms ago", "", rate)
            if state.shown_per_s
            else self.tr("{width}×{height}. Picture received {age} ms ago")
        )
        self._signal.setText(
            text.format(
                width=state.width_px or picture.width_px,
                height=state.height_px or picture.height_px,
                age=max(0, (now_ns - picture.received_at_ns) // 1_000_000),
            )
        )


def _day(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)
