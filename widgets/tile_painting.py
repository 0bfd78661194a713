"""How a tile is painted. A picture that is not live never looks live.

It is grey, under a veil, and its state is written across it with its age; a replay keeps its
colours inside an amber frame, under a hatched band that says how long ago it was.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter

from control_room.domain.camera import Camera, Health, Stream
from control_room.domain.picture import Picture
from widgets.ages import age_text
from widgets.framing import Framing
from widgets.short_name import short_name
from widgets.state_text import STILL_SHOWN, StateText
from widgets.theme import BODY_PX, QUIET_PX, STRIP_HEIGHT_PX, Theme, Tone
from widgets.tile import FRAME_PX, Tile

_VEIL_ALPHA = 165
_BESIDE = QColor(0, 0, 0)
_MARGIN_PX = 6
_SMALL_PX = 11
_NARROW_PX = 220
_LETTERS_MIN = 6
_REPLAY_FRAME_PX = 4
_SPACE_IN_AGE = re.compile(r"(?<=\d) (?=[a-z])|(?<=[a-z]) (?=\d)")
"""An age, `2 min 05 s`, stays on one line, with the word before it."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class TilePainter:
    """Paints tiles in one theme; keeps fonts and colours between paints."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self._theme = theme
        self._text, self._quiet = QColor(theme.text), QColor(theme.quiet)
        self._window, self._strip = QColor(theme.window), QColor(theme.strip)
        self._selection, self._check = QColor(theme.selection), QColor(theme.check)
        self._veil = QColor(theme.veil)
        self._veil.setAlpha(_VEIL_ALPHA)
        self._fonts: dict[tuple[int, bool], tuple[QFont, QFontMetrics]] = {}
        self._family = font

    def paint_pixels(self, painter: QPainter, tile: Tile) -> Picture | None:
        """Paint a newer live picture over the last one; returns the picture."""
        picture = tile.picture
        if picture is None:
            return None
        framing = tile.framing(picture)
        # Inside one rectangle Qt copies; inside a region of many it fills, on several threads.
        painter.setClipRect(framing.place)
        _draw(painter, _image(tile.keep(picture, Health.LIVE)), framing)
        return picture

    def paint(self, painter: QPainter, tile: Tile, *, selected: bool) -> Picture | None:
        """Paint all of a tile; returns the picture that is now on screen."""
        painter.setClipRect(tile.box)
        picture = self._paint_picture(painter, tile)
        self.paint_strip(painter, tile)
        self._paint_frame(painter, tile, selected=selected)
        return picture

    def _paint_picture(self, painter: QPainter, tile: Tile) -> Picture | None:
        box, picture, state = tile.picture_box, tile.seen, tile.state
        health = state.health if state else Health.CONNECTING
        is_coloured = tile.is_live() or tile.is_replaying
        if tile.camera is None or not (is_coloured or health in STILL_SHOWN):
            picture = None
        if picture is None:
            painter.fillRect(box, self._window)
            tile.leave_screen()
        else:
            framing = tile.framing(picture)
            if framing.place != box:
                painter.fillRect(box, _BESIDE)
            image = _image(tile.keep(picture, health))
            if not is_coloured:
                image = image.convertToFormat(QImage.Format.Format_Grayscale8)
            _draw(painter, image, framing)
            if not is_coloured:
                painter.fillRect(box, self._veil)
        if tile.is_replaying:
            self._paint_replay(painter, tile)
        elif tile.words is not None:
            self._paint_words(painter, box, tile.words)
        if picture is not None and not tile.zoom.is_whole:
            self._paint_zoom(painter, tile)
        return picture

    def paint_strip(self, painter: QPainter, tile: Tile) -> None:
        """Paint number, name, what is open and the time of the picture."""
        box, camera = tile.strip_box, tile.camera
        painter.setClipRect(box)
        painter.fillRect(box, self._strip)
        if camera is None:
            return
        size_px = QUIET_PX if box.height() >= STRIP_HEIGHT_PX else _SMALL_PX
        inner = box.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
        number_font, number_metrics = self._font(size_px, bold=True)
        number = str(camera.id)
        left = inner.left() + number_metrics.horizontalAdvance(number) + _MARGIN_PX
        painter.setFont(number_font)
        painter.setPen(self._text)
        painter.drawText(inner, _LEFT, number)
        font, metrics = self._font(size_px)
        painter.setFont(font)
        right = inner.right()
        if tile.clock:
            colour = self._text if tile.is_live() else self._quiet
            painter.setPen(self._check if tile.is_replaying else colour)
            painter.drawText(inner, _RIGHT, tile.clock)
            right -= metrics.horizontalAdvance(tile.clock) + _MARGIN_PX
        if tile.mark is not None:
            right = self._paint_mark(painter, tile, camera, left, right, size_px)
            painter.setFont(font)
        name = _fitting_name(metrics, camera.name, right - left)
        painter.setPen(self._quiet)
        for word in _words_of(tile, camera):
            width = metrics.horizontalAdvance(word) + _MARGIN_PX
            if right - left - width < metrics.horizontalAdvance(name) + _MARGIN_PX:
                break
            painter.drawText(QRect(left, box.top(), right - left, box.height()), _RIGHT, word)
            right -= width
        painter.setPen(self._text)
        painter.drawText(QRect(left, box.top(), right - left, box.height()), _LEFT, name)

    def paint_typed(self, painter: QPainter, tile: Tile, typed: str) -> None:
        """Paint the number typed so far over the selected tile."""
        corner = tile.picture_box.topLeft() + QPoint(8, 8)
        box = QRect(corner, QSize(84, 38))
        painter.setClipRect(box)
        painter.setFont(self._font(22, bold=True)[0])
        painter.fillRect(box, QColor(self._theme.chosen))
        painter.setPen(QColor(self._theme.chosen_text))
        painter.drawText(box, _CENTRE, typed)

    def paint_empty(self, painter: QPainter, box: QRect, text: str) -> None:
        """Paint what to do while there is no camera at all."""
        painter.setClipRect(box)
        painter.fillRect(box, self._window)
        painter.setFont(self._font(BODY_PX)[0])
        painter.setPen(self._quiet)
        painter.drawText(box, _WRAPPED, text)

    def paint_target(self, painter: QPainter, tile: Tile) -> None:
        """Paint the frame of the tile on which a camera is about to be dropped."""
        painter.setClipRect(tile.box)
        _paint_border(painter, tile.box, 2 * FRAME_PX, self._text)

    def _paint_frame(self, painter: QPainter, tile: Tile, *, selected: bool) -> None:
        painter.setClipRect(tile.box)
        _paint_border(painter, tile.box, FRAME_PX, self._selection if selected else self._window)

    def _paint_mark(
        self, painter: QPainter, tile: Tile, camera: Camera, left: int, right: int, size_px: int
    ) -> int:
        """Paint the chip ending at `right`, before the name in a small tile.

        In others it takes half of the room, or more where the name is short.

        Returns:
            Where it begins.
        """
        assert tile.mark is not None
        font, metrics = self._font(size_px, bold=True)
        name = self._font(size_px)[1].horizontalAdvance(camera.name)
        free = right - left
        share = max(free // 2, free - name - _MARGIN_PX) if size_px == QUIET_PX else free
        room = max(0, share - 2 * _MARGIN_PX)
        text = metrics.elidedText(tile.mark.text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text) + 2 * _MARGIN_PX
        chip = tile.strip_box.adjusted(0, 2, 0, -2)
        chip = QRect(right - width, chip.top(), width, chip.height())
        self._paint_chip(painter, chip, text, font, tile.mark.tone)
        return chip.left() - _MARGIN_PX

    def _paint_words(self, painter: QPainter, box: QRect, words: StateText) -> None:
        is_narrow = box.width() < _NARROW_PX
        font, metrics = self._font(_SMALL_PX + 1 if is_narrow else BODY_PX, bold=True)
        room = QRect(0, 0, max(1, box.width() - 4 * _MARGIN_PX), box.height())
        headline = _SPACE_IN_AGE.sub("\u00a0", words.headline)
        size = metrics.boundingRect(room, _WRAPPED, headline).size()
        chip = QRect(QPoint(), size + QSize(2 * _MARGIN_PX, 6))
        detail_font, detail_metrics = self._font(_SMALL_PX if is_narrow else QUIET_PX)
        fits = chip.height() + 20 + 4 <= box.height()
        fits = fits and detail_metrics.horizontalAdvance(words.detail) <= box.width()
        has_detail = bool(words.detail) and fits
        chip.moveCenter(box.center() - QPoint(0, 10 if has_detail else 0))
        self._paint_chip(painter, chip, headline, font, words.tone)
        if has_detail:
            painter.setFont(detail_font)
            painter.setPen(self._text)
            line = QRect(box.left(), chip.bottom() + 3, box.width(), 18)
            painter.drawText(line, _CENTRE, words.detail)

    def _paint_replay(self, painter: QPainter, tile: Tile) -> None:
        box = tile.picture_box
        size_px = _SMALL_PX if box.width() < _NARROW_PX else QUIET_PX
        font, metrics = self._font(size_px, bold=True)
        band = QRect(box.left(), box.top(), box.width(), metrics.height() + 8)
        painter.fillRect(band, QColor(self._theme.loud_text))
        painter.fillRect(band, QBrush(self._check, Qt.BrushStyle.BDiagPattern))
        _paint_border(painter, box, _REPLAY_FRAME_PX, self._check)
        text = _replay_text(tile)
        width = min(band.width(), metrics.horizontalAdvance(text) + 4 * _MARGIN_PX)
        label = QRect(0, 0, width, band.height())
        label.moveCenter(band.center())
        painter.fillRect(label, self._check)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.loud_text))
        painter.drawText(label, _CENTRE, text)

    def _paint_zoom(self, painter: QPainter, tile: Tile) -> None:
        translate = QCoreApplication.translate
        text = translate("Tile", "1:1")
        if not tile.zoom.is_exact:
            text = translate("Tile", "zoomed ×{factor}").format(factor=f"{tile.zoom.factor:.1f}")
        font, metrics = self._font(QUIET_PX, bold=True)
        box = tile.picture_box
        width = metrics.horizontalAdvance(text) + 2 * _MARGIN_PX
        chip = QRect(box.right() - width - 8, box.bottom() - 28, width, 20)
        self._paint_chip(painter, chip, text, font, Tone.INFO)

    def _paint_chip(
        self, painter: QPainter, chip: QRect, text: str, font: QFont, tone: Tone
    ) -> None:
        background, foreground = self._theme.tone(tone)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(background)
        painter.drawRoundedRect(QRectF(chip), 3, 3)
        painter.setFont(font)
        painter.setPen(foreground)
        painter.drawText(chip.adjusted(_MARGIN_PX - 1, 0, 1 - _MARGIN_PX, 0), _WRAPPED, text)
        painter.restore()

    def _font(self, size_px: int, *, bold: bool = False) -> tuple[QFont, QFontMetrics]:
        known = self._fonts.get((size_px, bold))
        if known is None:
            font = QFont(self._family)
            font.setPixelSize(size_px)
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            known = self._fonts[size_px, bold] = font, QFontMetrics(font)
        return known


def _image(picture: Picture) -> QImage:
    """The picture as an image over its memory, shared or kept."""
    return QImage(
        picture.pixels,
        picture.width_px,
        picture.height_px,
        picture.stride_bytes,
        QImage.Format.Format_RGB32,
    )


def _draw(painter: QPainter, image: QImage, framing: Framing) -> None:
    if framing.is_copy:
        if framing.ratio == 1.0:
            painter.drawImage(framing.place.topLeft(), image)
        else:
            image.setDevicePixelRatio(framing.ratio)
            painter.drawImage(framing.target.topLeft(), image)
        return
    smooth = QPainter.RenderHint.SmoothPixmapTransform
    painter.setRenderHint(smooth, framing.scale != 1.0)
    painter.drawImage(framing.target, image, framing.source)


def _paint_border(painter: QPainter, box: QRect, width_px: int, colour: QColor) -> None:
    right, bottom = box.right() + 1 - width_px, box.bottom() + 1 - width_px
    painter.fillRect(box.left(), box.top(), box.width(), width_px, colour)
    painter.fillRect(box.left(), bottom, box.width(), width_px, colour)
    painter.fillRect(box.left(), box.top(), width_px, box.height(), colour)
    painter.fillRect(right, box.top(), width_px, box.height(), colour)


def _fitting_name(metrics: QFontMetrics, name: str, room: int) -> str:
    """The name, or its short form cut where need be; nothing where a word does not fit."""
    if metrics.horizontalAdvance(name) <= room:
        return name
    elided = metrics.elidedText(short_name(name), Qt.TextElideMode.ElideRight, max(0, room))
    return elided if len(elided) >= _LETTERS_MIN else ""


def _words_of(tile: Tile, camera: Camera) -> list[str]:
    translate = QCoreApplication.translate
    words = []
    if tile.choice.said is not None:
        is_main = tile.choice.said is Stream.MAIN
        words.append(
            translate("Tile", "main stream") if is_main else translate("Tile", "small stream")
        )
    if camera.masks:
        words.append(translate("Tile", "masked"))
    return words


def _replay_text(tile: Tile) -> str:
    if tile.replayed is None:
        return QCoreApplication.translate("Tile", "REPLAY")
    return QCoreApplication.translate("Tile", "REPLAY −{age}  {time}").format(
        age=age_text(tile.behind_s), time=tile.clock
    )
