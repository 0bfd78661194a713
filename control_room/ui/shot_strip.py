"""The shots of a report in a row, and the command that takes the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from control_room.domain.report import MOST_SHOTS, Report, ShotRef
from control_room.ui.words import clear_layout, shown
from widgets.command_button import CommandButton

_GAP_PX = 8
_CARD_RATIO = 9 / 16


class _Card(QLabel):
    """One picture, as large as its place allows."""

    def __init__(self, png: bytes, name: str) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._picture.loadFromData(png)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def fit(self, width_px: int) -> None:
        """Show the picture in that width."""
        height_px = round(width_px * _CARD_RATIO)
        ratio = self.devicePixelRatioF()
        if not self._picture.isNull():
            fitted = self._picture.scaled(
                round(width_px * ratio),
                round(height_px * ratio),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            fitted.setDevicePixelRatio(ratio)
            self.setPixmap(fitted)
        self.setFixedSize(width_px, height_px)


class ShotStrip(QWidget):
    """Shows up to three shots: picture, role, time, the start and end of its SHA-256.

    Signals:
        shot_requested(): the command, or its key.
    """

    shot_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel()
        self._heading.setProperty("part", "section")
        self._places = QHBoxLayout()
        self._places.setSpacing(_GAP_PX)
        self._cards: list[_Card] = []
        self._take = CommandButton("", self.tr("Space"), wraps=True)
        self._take.clicked.connect(self.shot_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._heading)
        column.addLayout(self._places)
        self._places.addWidget(self._take, 0, Qt.AlignmentFlag.AlignTop)
        self._places.addStretch(1)

    def show_report(self, report: Report, pictures: Sequence[bytes], *, writable: bool) -> None:
        """Show the report's shots; `pictures` are their PNG files, as many as are loaded."""
        clear_layout(self._places, keep=2)
        self._cards = []
        for at, (shot, png) in enumerate(zip(report.shots, pictures, strict=False)):
            self._places.insertWidget(at, self._card(at + 1, shot, png))
        self._heading.setText(
            self.tr("Shots ({count} of 1 to {most})").format(
                count=len(report.shots), most=MOST_SHOTS
            )
        )
        role = report.next_role if writable else None
        self._take.setVisible(role is not None)
        if role is not None:
            self.show_taking(taking=False)
            self._take.show_text(
                self.tr("Take shot {number}: {role}").format(
                    number=len(report.shots) + 1, role=shown(role.text)
                )
            )
        self._fit()

    def show_taking(self, *, taking: bool) -> None:
        """While a shot is being kept no other is taken."""
        self._take.setEnabled(not taking)
        if taking:
            self._take.show_text(self.tr("Keeping the shot…"))

    def _card(self, number: int, shot: ShotRef, png: bytes) -> QWidget:
        taken_at = shot.still.captured_at.astimezone()
        caption = QLabel(
            self.tr("{number} {role} {time}").format(
                number=number,
                role=shown(shot.role.text),
                time=f"{taken_at:%H:%M:%S}.{taken_at.microsecond // 1000:03d}",
            )
        )
        digest = shot.still.sha256
        proof = QLabel(self.tr("SHA-256 {start}…{end}").format(start=digest[:4], end=digest[-4:]))
        proof.setProperty("part", "small")
        proof.setToolTip(digest)
        card = _Card(png, caption.text())
        self._cards.append(card)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(card)
        column.addWidget(caption)
        column.addWidget(proof)
        column.addStretch(1)
        return place

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width_px = max(96, (self.width() - 2 * _GAP_PX) // MOST_SHOTS)
        for card in self._cards:
            card.fit(width_px)
        self._take.setFixedSize(width_px, round(width_px * _CARD_RATIO))
