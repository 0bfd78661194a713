"""Which part of a picture lies where: whole, enlarged around a point, or pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize

ZOOM_MAX = 8.0
ZOOM_STEP = 1.25
_MADE_TO_FIT = 1 / 22
"""Hosts make sizes even, keep the camera's proportions and like exact halves: so much less of a
side is right."""


@dataclass(frozen=True)
class Zoom:
    """How a picture is looked at.

    Attributes:
        factor: 1 shows the whole picture, as large as its place allows.
        x, y: the middle of what is seen, in fractions of the picture.
        is_exact: one pixel of the picture is one of the screen; `factor` does not count then.
    """

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5
    is_exact: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the whole picture is seen."""
        return self.factor == 1.0 and not self.is_exact


WHOLE = Zoom()


@dataclass(frozen=True)
class Framing:
    """Where a picture is painted.

    Attributes:
        place: the painted part of the tile, in logical pixels.
        target: the same, before it was rounded to whole pixels.
        source: the part of the picture that is seen, in its pixels.
        is_copy: the whole picture, pixel by pixel: nothing has to be computed.
        scale: device pixels for each pixel of the picture.
        ratio: device pixels for each logical pixel.
        zoom: as wanted, with its middle moved so that nothing beyond the picture is seen.
    """

    place: QRect
    target: QRectF
    source: QRectF
    is_copy: bool
    scale: float
    ratio: float
    zoom: Zoom

    def zoomed(self, size: QSize, box: QRect, by: float, at: QPointF) -> Zoom:
        """Enlarged further, with what is at `at` (logical pixels) staying there."""
        part_x = (at.x() - self.target.left()) / max(1.0, self.target.width())
        part_y = (at.y() - self.target.top()) / max(1.0, self.target.height())
        whole = framed(size, box, self.ratio, WHOLE)
        factor = min(ZOOM_MAX, self.scale / whole.scale * by)
        if factor < ZOOM_STEP**0.5:
            return WHOLE
        seen = framed(size, box, self.ratio, Zoom(factor))
        left = self.source.left() + part_x * (self.source.width() - seen.source.width())
        top = self.source.top() + part_y * (self.source.height() - seen.source.height())
        return Zoom(
            factor,
            (left + seen.source.width() / 2) / size.width(),
            (top + seen.source.height() / 2) / size.height(),
        )

    def panned(self, size: QSize, by: QPointF) -> Zoom:
        """With the picture moved by `by` logical pixels."""
        per_pixel = self.ratio / self.scale
        return replace(
            self.zoom,
            x=self.zoom.x - by.x() * per_pixel / size.width(),
            y=self.zoom.y - by.y() * per_pixel / size.height(),
        )


def framed(size: QSize, box: QRect, ratio: float, zoom: Zoom) -> Framing:
    """Where a picture of `size` goes in `box`, in its own proportions, in the middle.

    A picture that was made to fit is copied pixel by pixel. Another size comes for a moment only,
    between a change of layout and the host's first picture for it.

    Args:
        box: logical pixels, `ratio` device pixels each.
    """
    room_x, room_y = round(box.width() * ratio), round(box.height() * ratio)
    spare_x, spare_y = room_x - size.width(), room_y - size.height()
    is_made_to_fit = min(spare_x, spare_y) >= 0 and (
        spare_x < room_x * _MADE_TO_FIT or spare_y < room_y * _MADE_TO_FIT
    )
    scale = min(room_x / size.width(), room_y / size.height()) * zoom.factor
    if zoom.is_exact or (zoom.is_whole and is_made_to_fit):
        scale = 1.0
    shown_x = min(room_x, round(size.width() * scale))
    shown_y = min(room_y, round(size.height() * scale))
    seen_x = min(float(size.width()), shown_x / scale)
    seen_y = min(float(size.height()), shown_y / scale)
    if scale == 1.0:
        left = float(round(_within(zoom.x * size.width() - seen_x / 2, size.width() - seen_x)))
        top = float(round(_within(zoom.y * size.height() - seen_y / 2, size.height() - seen_y)))
    else:
        left = _within(zoom.x * size.width() - seen_x / 2, size.width() - seen_x)
        top = _within(zoom.y * size.height() - seen_y / 2, size.height() - seen_y)
    target = QRectF(
        box.left() + (room_x - shown_x) // 2 / ratio,
        box.top() + (room_y - shown_y) // 2 / ratio,
        shown_x / ratio,
        shown_y / ratio,
    )
    middle = replace(
        zoom, x=(left + seen_x / 2) / size.width(), y=(top + seen_y / 2) / size.height()
    )
    return Framing(
        place=target.toAlignedRect(),
        target=target,
        source=QRectF(left, top, seen_x, seen_y),
        is_copy=scale == 1.0 and (shown_x, shown_y) == (size.width(), size.height()),
        scale=scale,
        ratio=ratio,
        zoom=middle,
    )


def _within(start: float, most: float) -> float:
    return max(0.0, min(start, most))
