"""One tile of the wall: what it looked at last, what it painted last, how it is painted.

A picture that is not live never looks live: it is grey, under a veil, and the state is written
across it with its age.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Flag, auto

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from control_room.domain.camera import Camera, Health, Stream, StreamState
from control_room.domain.picture import Picture, ShownPicture
from widgets.ages import clock_text
from widgets.state_text import STILL_SHOWN, StateText, state_text
from widgets.theme import BODY_PX, QUIET_PX, STRIP_HEIGHT_PX, Theme, Tone

StillValid = Callable[[Picture], bool]
"""Whether the memory of a picture was not reused yet: asked after a copy."""

_FRAME_PX = 2
_VEIL_ALPHA = 165
_BESIDE = QColor(0, 0, 0)
_MARGIN_PX = 6
_ROUNDED_PX = 4
"""Hosts make sizes even, and keep the camera's proportions: a few pixels less are right."""


class Change(Flag):
    """Which part of a tile no longer shows what is there."""

    NOTHING = 0
    PICTURE = auto()
    STRIP = auto()


@dataclass(frozen=True)
class Mark:
    """What is open on a camera, in a word or two."""

    text: str
    tone: Tone


class Tile:
    """The place of one camera on the wall.

    Attributes:
        camera: None for an empty place.
        box: the whole tile with the room of its frame, in the wall's logical pixels.
        picture_box: where pictures go; the strip is below.
        keeps: whether each painted picture is copied first and painted from the copy, so that it
            can be handed out exactly as it was seen. Only the selected tile keeps.
    """

    def __init__(self, camera: Camera | None, still_valid: StillValid) -> None:
        self.camera = camera
        self._still_valid = still_valid
        self.box = QRect()
        self.picture_box = QRect()
        self.strip_box = QRect()
        self.mark: Mark | None = None
        self.keeps = False
        self.forget()

    def camera_name(self) -> str:
        """Name of the camera; empty without one."""
        return self.camera.name if self.camera else ""

    def forget(self) -> None:
        """Start anew, as after a change of camera."""
        self.stream = Stream.SUB
        self.picture: Picture | None = None
        self.state: StreamState | None = None
        self.words: StateText | None = None
        self._clock = ""
        self._second: tuple[int, datetime] | None = None
        self._second_text = ""
        self._kept: Picture | None = None
        self._kept_pixels = bytearray()
        self._kept_health = Health.CONNECTING

    def place(self, box: QRect) -> None:
        """Put the tile into `box`."""
        self.box = box
        self.picture_box = _picture_box(box)
        self.strip_box = QRect(
            self.picture_box.left(),
            self.picture_box.bottom() + 1,
            self.picture_box.width(),
            STRIP_HEIGHT_PX,
        )

    def wanted_size(self, pixel_ratio: float, box: QRect) -> tuple[int, int]:
        """Size that its pictures must fit when the tile is in `box`, in device pixels."""
        place = _picture_box(box)
        return max(2, round(place.width() * pixel_ratio)), max(
            2, round(place.height() * pixel_ratio)
        )

    def painted_box(self, pixel_ratio: float) -> QRect:
        """Where the picture is, in logical pixels; empty without a picture."""
        if self.picture is None:
            return QRect()
        size = QSize(self.picture.width_px, self.picture.height_px)
        return _fitted(size, self.picture_box, pixel_ratio)[0].toRect()

    def look(self, picture: Picture | None, state: StreamState, now_ns: int) -> Change:
        """Take note of what is there now; says what has to be painted again."""
        was, self.picture = self.picture, picture
        before, self.state = self.state, state
        change = Change.NOTHING
        clock = self._time_of(picture, state)
        if state.health is Health.LIVE:
            if before is None or before.health is not Health.LIVE:
                self.words = None
                change = Change.PICTURE | Change.STRIP
            elif not _same(was, picture):
                change = Change.PICTURE
        else:
            words = state_text(state, now_ns, clock)
            if words != self.words:
                self.words = words
                change = Change.PICTURE | Change.STRIP
        if clock != self._clock:
            self._clock = clock
            change |= Change.STRIP
        return change

    def leave_screen(self) -> None:
        """Its picture is no longer seen: hand out none until the next is painted."""
        self._kept = None

    def shown_picture(self, shown_at: datetime) -> ShownPicture | None:
        """The picture on screen, as `Picture.kept` at that moment; None if none was kept."""
        return self._kept.kept(shown_at, self._kept_health) if self._kept else None

    def paint_picture(self, painter: QPainter, theme: Theme) -> Picture | None:
        """Paint the picture's box; returns the picture that is now on screen."""
        state = self.state
        if self.camera is None or state is None:
            painter.fillRect(self.picture_box, QColor(theme.window))
            return None
        picture = self.picture
        if state.health is not Health.LIVE and state.health not in STILL_SHOWN:
            picture = None
        if picture is None:
            painter.fillRect(self.picture_box, QColor(theme.window))
            self._kept = None
        else:
            image = self._image(picture, state.health)
            if state.health is not Health.LIVE:
                image = image.convertToFormat(QImage.Format.Format_Grayscale8)
            _paint_fitted(painter, image, self.picture_box)
            if state.health is not Health.LIVE:
                veil = QColor(theme.veil)
                veil.setAlpha(_VEIL_ALPHA)
                painter.fillRect(self.picture_box, veil)
        if self.words is not None:
            self._paint_words(painter, self.words, theme)
        return picture

    def paint_strip(self, painter: QPainter, theme: Theme) -> None:
        """Paint number, name, what is open and the time of the picture."""
        box = self.strip_box
        painter.fillRect(box, QColor(theme.strip))
        if self.camera is None:
            return
        inner = box.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
        live = self.state is not None and self.state.health is Health.LIVE
        right = inner.right()
        if self._clock:
            font = _font(painter, QUIET_PX)
            painter.setFont(font)
            painter.setPen(QColor(theme.text if live else theme.quiet))
            painter.drawText(
                inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._clock
            )
            right -= QFontMetrics(font).horizontalAdvance(self._clock) + _MARGIN_PX
        number_font = _font(painter, QUIET_PX, bold=True)
        number = str(self.camera.id)
        name_left = inner.left() + QFontMetrics(number_font).horizontalAdvance(number) + _MARGIN_PX
        if self.mark is not None:
            right = self._paint_mark(painter, self.mark, theme, right, name_left)
        painter.setFont(number_font)
        painter.setPen(QColor(theme.text))
        left_middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, left_middle, number)
        name_font = _font(painter, QUIET_PX)
        painter.setFont(name_font)
        room = QRect(name_left, inner.top(), max(0, right - name_left), inner.height())
        name = QFontMetrics(name_font).elidedText(
            self.camera.name, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, left_middle, name)

    def paint_frame(self, painter: QPainter, theme: Theme, *, selected: bool) -> None:
        """Paint the frame, which tells the selected tile."""
        colour = QColor(theme.selection if selected else theme.window)
        box = self.box
        right, bottom = box.right() + 1 - _FRAME_PX, box.bottom() + 1 - _FRAME_PX
        painter.fillRect(box.left(), box.top(), box.width(), _FRAME_PX, colour)
        painter.fillRect(box.left(), bottom, box.width(), _FRAME_PX, colour)
        painter.fillRect(box.left(), box.top(), _FRAME_PX, box.height(), colour)
        painter.fillRect(right, box.top(), _FRAME_PX, box.height(), colour)

    def _time_of(self, picture: Picture | None, state: StreamState) -> str:
        """Local time of the picture; of a frozen one, the moment when it was new."""
        if picture is None:
            return ""
        if state.health is Health.FROZEN:
            old = timedelta(microseconds=(picture.received_at_ns - state.since_ns) // 1000)
            return clock_text(picture.received_at - max(old, timedelta()))
        second = (picture.source, picture.received_at.replace(microsecond=0))
        if second != self._second:
            self._second = second
            self._second_text = clock_text(picture.received_at)
        return self._second_text

    def _image(self, picture: Picture, health: Health) -> QImage:
        """The picture as an image over shared memory, or over the kept copy."""
        if self.keeps:
            if len(self._kept_pixels) != len(picture.pixels):
                self._kept_pixels = bytearray(len(picture.pixels))
            self._kept_pixels[:] = picture.pixels
            whole = self._still_valid(picture)
            picture = replace(picture, pixels=memoryview(self._kept_pixels))
            self._kept, self._kept_health = (picture if whole else None), health
        else:
            self._kept = None
        return QImage(
            picture.pixels,
            picture.width_px,
            picture.height_px,
            picture.stride_bytes,
            QImage.Format.Format_RGB32,
        )

    def _paint_mark(
        self, painter: QPainter, mark: Mark, theme: Theme, right: int, left: int
    ) -> int:
        """Paint the chip ending at `right`; half of the room, or more where the name is short.

        Returns:
            Where it begins.
        """
        font = _font(painter, QUIET_PX, bold=True)
        metrics = QFontMetrics(font)
        name = QFontMetrics(_font(painter, QUIET_PX)).horizontalAdvance(self.camera_name())
        free = right - left
        room = max(0, max(free // 2, free - name - _MARGIN_PX) - 2 * _MARGIN_PX)
        text = metrics.elidedText(mark.text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text) + 2 * _MARGIN_PX
        chip = QRect(right - width, self.strip_box.top() + 2, width, STRIP_HEIGHT_PX - 4)
        _paint_chip(painter, chip, text, font, mark.tone, theme)
        return chip.left() - _MARGIN_PX

    def _paint_words(self, painter: QPainter, words: StateText, theme: Theme) -> None:
        font = _font(painter, BODY_PX, bold=True)
        metrics = QFontMetrics(font)
        box = self.picture_box
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = QRect(0, 0, max(1, box.width() - 4 * _MARGIN_PX), box.height())
        text_size = metrics.boundingRect(room, int(flags), words.headline).size()
        chip = QRect(QPoint(), text_size + QSize(2 * _MARGIN_PX, 6))
        chip.moveCenter(box.center() - QPoint(0, 10 if words.detail else 0))
        _paint_chip(painter, chip, words.headline, font, words.tone, theme)
        if words.detail:
            painter.setFont(_font(painter, QUIET_PX))
            painter.setPen(QColor(theme.text))
            painter.drawText(
                QRect(box.left(), chip.bottom() + 6, box.width(), 18),
                Qt.AlignmentFlag.AlignCenter,
                words.detail,
            )


def _picture_box(box: QRect) -> QRect:
    return box.adjusted(_FRAME_PX, _FRAME_PX, -_FRAME_PX, -_FRAME_PX - STRIP_HEIGHT_PX)


def _same(first: Picture | None, second: Picture | None) -> bool:
    if first is second or first is None or second is None:
        return first is second
    return (
        first.sequence == second.sequence
        and first.source == second.source
        and first.stream is second.stream
        and first.width_px == second.width_px
    )


def _font(painter: QPainter, size_px: int, *, bold: bool = False) -> QFont:
    font = QFont(painter.font())
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def _paint_chip(
    painter: QPainter, chip: QRect, text: str, font: QFont, tone: Tone, theme: Theme
) -> None:
    background, foreground = theme.tone(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(background)
    painter.drawRoundedRect(QRectF(chip), 3, 3)
    painter.setFont(font)
    painter.setPen(foreground)
    inside = chip.adjusted(_MARGIN_PX - 1, 0, 1 - _MARGIN_PX, 0)
    painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
    painter.restore()


def _fitted(size: QSize, box: QRect, ratio: float) -> tuple[QRectF, bool]:
    """Where the whole picture goes, in its own proportions, in the middle of the box.

    Returns:
        The place in logical pixels, and whether the picture has exactly its size: it is then
        copied pixel by pixel. Another size comes only for a moment, between a change of layout
        and the host's first picture for it.
    """
    available = QSize(round(box.width() * ratio), round(box.height() * ratio))
    spare = min(available.width() - size.width(), available.height() - size.height())
    made_to_fit = 0 <= spare < _ROUNDED_PX
    if not made_to_fit:
        size = size.scaled(available, Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, size.width() / ratio, size.height() / ratio)
    place.moveLeft(box.left() + (available.width() - size.width()) // 2 / ratio)
    place.moveTop(box.top() + (available.height() - size.height()) // 2 / ratio)
    return place, made_to_fit


def _paint_fitted(painter: QPainter, image: QImage, box: QRect) -> None:
    ratio = painter.device().devicePixelRatioF()
    place, made_to_fit = _fitted(image.size(), box, ratio)
    covered = place.toAlignedRect()
    if covered.height() < box.height():
        painter.fillRect(QRect(box.topLeft(), QPoint(box.right(), covered.top())), _BESIDE)
        painter.fillRect(QRect(QPoint(box.left(), covered.bottom()), box.bottomRight()), _BESIDE)
    if covered.width() < box.width():
        painter.fillRect(QRect(box.topLeft(), QPoint(covered.left(), box.bottom())), _BESIDE)
        painter.fillRect(QRect(QPoint(covered.right(), box.top()), box.bottomRight()), _BESIDE)
    if made_to_fit:
        image.setDevicePixelRatio(ratio)
        painter.drawImage(place.topLeft(), image)
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
