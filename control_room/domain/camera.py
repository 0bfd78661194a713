"""A camera: its place, its streams, its authorisation, the health of what it sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from control_room.texts import QT_TRANSLATE_NOOP, Text

CameraId = NewType("CameraId", int)
"""The camera's number, as agents call it."""


class Stream(StrEnum):
    """Which of a camera's two streams: full resolution, or the small one for the wall."""

    MAIN = "main"
    SUB = "sub"


class Health(StrEnum):
    """Technical health of a stream, as shown on its tile. Only LIVE may look live.

    RECEIVED: packets arrive and nobody decodes them, because no tile shows the stream.
    HALTED: the process that decodes it ended too often, and waits before it starts again.
    """

    CONNECTING = "connecting"
    LIVE = "live"
    LATE = "late"
    FROZEN = "frozen"
    DARK = "dark"
    COVERED = "covered"
    DEFOCUSED = "defocused"
    RECEIVED = "received"
    LOST = "lost"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    HALTED = "halted"

    @property
    def text(self) -> Text:
        """The state in one or two words."""
        return _HEALTH_TEXTS[self]


_HEALTH_TEXTS = {
    Health.CONNECTING: QT_TRANSLATE_NOOP("health", "connecting"),
    Health.LIVE: QT_TRANSLATE_NOOP("health", "live"),
    Health.LATE: QT_TRANSLATE_NOOP("health", "late"),
    Health.FROZEN: QT_TRANSLATE_NOOP("health", "frozen"),
    Health.DARK: QT_TRANSLATE_NOOP("health", "dark"),
    Health.COVERED: QT_TRANSLATE_NOOP("health", "covered"),
    Health.DEFOCUSED: QT_TRANSLATE_NOOP("health", "out of focus"),
    Health.RECEIVED: QT_TRANSLATE_NOOP("health", "received"),
    Health.LOST: QT_TRANSLATE_NOOP("health", "unreachable"),
    Health.REFUSED: QT_TRANSLATE_NOOP("health", "password refused"),
    Health.UNREADABLE: QT_TRANSLATE_NOOP("health", "unreadable"),
    Health.HALTED: QT_TRANSLATE_NOOP("health", "decoding halted"),
}


@dataclass(frozen=True)
class StreamState:
    """The health of one stream and since when.

    Attributes:
        since_ns: CLOCK_MONOTONIC nanoseconds at which the state began; for LATE, FROZEN, LOST and
            RECEIVED the moment of the last picture that was new.
        retry_at_ns: CLOCK_MONOTONIC nanoseconds of the next connection attempt, if one is planned;
            in the past while the attempt is under way.
        shown_per_s: pictures written to the tile over the last second.
    """

    health: Health
    since_ns: int
    retry_at_ns: int | None = None
    shown_per_s: float = 0.0
    width_px: int = 0
    height_px: int = 0


KEEP_SUB_S = 30.0
"""How far back a small stream can be replayed."""
KEEP_MAIN_S = 120.0
"""How far back the full stream of a camera that somebody attends to can be replayed."""


@dataclass(frozen=True)
class StreamUse:
    """What a stream is wanted for.

    Attributes:
        size_px: into how many device pixels its pictures must fit; None: it is received and kept
            for replay, and not decoded.
        keep_s: how far back it can be replayed, as far as the memory budget allows.
    """

    size_px: tuple[int, int] | None
    keep_s: float = KEEP_SUB_S

    def joined(self, other: StreamUse) -> StreamUse:
        """What serves both: a size in which both find theirs, the longer time."""
        size_px = self.size_px or other.size_px
        if self.size_px and other.size_px:
            size_px = (
                max(self.size_px[0], other.size_px[0]),
                max(self.size_px[1], other.size_px[1]),
            )
        return StreamUse(size_px, max(self.keep_s, other.keep_s))


@dataclass(frozen=True)
class VerbalisationOrder:
    """The prefect's order that opens a camera to vidéo-verbalisation (CSI L251-2, L252-1)."""

    order: str
    valid_from: date
    valid_until: date
    signs_checked: date

    def in_force(self, day: date) -> bool:
        """Whether the order covers `day`, both ends included."""
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True)
class Mask:
    """A part of a camera's picture that nobody may see: all that the line of `points` encloses.

    Attributes:
        points: (x, y) in fractions of the picture's width and height, from its upper left corner.
    """

    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Camera:
    """A camera as agents know it; addresses and passwords stay out of here."""

    id: CameraId
    name: str
    sector: str
    address: str
    verbalisation: VerbalisationOrder | None = None
    masks: tuple[Mask, ...] = ()

    @property
    def label(self) -> str:
        """Number and name, as on the tile: `12 Place du Marché`."""
        return f"{self.id} {self.name}"
