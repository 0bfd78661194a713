"""One tile of the wall: its place, what it looked at last, what was painted last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Flag, auto

from PySide6.QtCore import QPointF, QRect, QSize

from control_room.domain.camera import Camera, Health, Stream, StreamState
from control_room.domain.picture import Picture, ShownPicture
from widgets.ages import clock_text
from widgets.framing import WHOLE, Framing, Zoom, framed
from widgets.state_text import StateText, state_text
from widgets.stream_choice import StreamChoice
from widgets.theme import STRIP_HEIGHT_PX, Tone

StillValid = Callable[[Picture], bool]
"""Whether the memory of a picture was not reused yet: asked after a copy."""

FRAME_PX = 2
SMALL_HEIGHT_PX = 160
"""Lower tiles have a lower strip, and leave the rest to the picture."""
SMALL_STRIP_PX = 17
_ASKED_MAX_PX = (3840, 2160)
"""No enlargement asks for more."""
_LARGEST_PX = (7680, 4320)
"""Asks for the camera's own size: hosts do not enlarge a picture that much."""


class Change(Flag):
    """Which part of a tile no longer shows what is there.

    PIXELS: a newer live picture lies exactly where the last one was.
    PICTURE: all of the picture's box.
    """

    NOTHING = 0
    PIXELS = auto()
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
        choice: which stream suits it; `stream` is the one to show.
        zoom: how closely its picture is looked at.
        picture, state: as looked at last; they go on during a replay.
        replayed: the picture of the replay; `behind_s` says how long before now it was live.
        keeps: whether each painted picture is copied first and painted from the copy, so that it
            can be handed out exactly as it was seen. Only the selected tile keeps.
    """

    def __init__(
        self, camera: Camera | None, still_valid: StillValid, said: Stream | None = None
    ) -> None:
        self.camera = camera
        self._still_valid = still_valid
        self.box = QRect()
        self.picture_box = QRect()
        self.strip_box = QRect()
        self.mark: Mark | None = None
        self.keeps = False
        self.choice = StreamChoice(said)
        self.stream = self.choice.stream
        self._ratio = 1.0
        self._kept_pixels = bytearray()
        self._forget_pictures()

    def show(self, camera: Camera | None, said: Stream | None = None) -> None:
        """Start anew with another camera."""
        self.camera = camera
        self.mark = None
        self.choice = StreamChoice(said)
        self.stream = self.choice.stream
        self._forget_pictures()

    def _forget_pictures(self) -> None:
        self.zoom = WHOLE
        self.picture: Picture | None = None
        self.state: StreamState | None = None
        self.words: StateText | None = None
        self.is_replaying = False
        self.replayed: Picture | None = None
        self.behind_s = 0.0
        self.clock = ""
        self._clock_of: tuple[int, datetime] | None = None
        self._second = 0
        self._framing: tuple[int, int, Framing] | None = None
        self._kept: Picture | None = None
        self._kept_health = Health.CONNECTING

    # Its place

    def place(self, box: QRect, ratio: float) -> None:
        """Put the tile into `box`, logical pixels of `ratio` device pixels each."""
        self.box, self._ratio = box, ratio
        self.picture_box = _picture_box(box)
        strip_px = _strip_height(box)
        self.strip_box = QRect(
            self.picture_box.left(),
            self.picture_box.bottom() + 1,
            self.picture_box.width(),
            strip_px,
        )
        self._framing = None
        self._second = 0

    def wanted_size(self, box: QRect) -> tuple[int, int]:
        """Size that its pictures must fit when the tile is in `box`, in device pixels."""
        width, height = size_in(box, self._ratio)
        if self.zoom.is_whole:
            return width, height
        if self.zoom.is_exact:
            return _LARGEST_PX
        return (
            max(width, min(_ASKED_MAX_PX[0], round(width * self.zoom.factor))),
            max(height, min(_ASKED_MAX_PX[1], round(height * self.zoom.factor))),
        )

    def framing(self, picture: Picture) -> Framing:
        """Where the picture is painted."""
        known = self._framing
        if known and known[0] == picture.width_px and known[1] == picture.height_px:
            return known[2]
        size = QSize(picture.width_px, picture.height_px)
        framing = framed(size, self.picture_box, self._ratio, self.zoom)
        self._framing = picture.width_px, picture.height_px, framing
        return framing

    def zoomed(self, picture: Picture, by: float, at: QPointF) -> Zoom:
        """Enlarged further, with what is at `at` (logical pixels) staying there."""
        size = QSize(picture.width_px, picture.height_px)
        return self.framing(picture).zoomed(size, self.picture_box, by, at)

    def panned(self, picture: Picture, by: QPointF) -> Zoom:
        """With the picture moved by `by` logical pixels."""
        size = QSize(picture.width_px, picture.height_px)
        return self.framing(picture).panned(size, by)

    def look_closer(self, zoom: Zoom) -> None:
        """Show the picture as `zoom` says."""
        self.zoom = zoom
        self._framing = None

    # What is there

    @property
    def seen(self) -> Picture | None:
        """What its box shows: the newest picture, or that of the replay."""
        return self.replayed if self.is_replaying else self.picture

    def is_live(self) -> bool:
        """Whether what it shows is live."""
        return self.state is not None and self.state.health is Health.LIVE and not self.is_replaying

    def look(self, picture: Picture | None, state: StreamState, now_ns: int) -> Change:
        """Take note of what is there now; says what has to be painted again."""
        second = now_ns // 1_000_000_000
        if picture is self.picture and state is self.state and second == self._second:
            return Change.NOTHING
        was, self.picture = self.picture, picture
        before, self.state = self.state, state
        is_same_second, self._second = second == self._second, second
        if self.is_replaying:
            return Change.NOTHING
        if state.health is not Health.LIVE:
            if state == before and is_same_second and picture is was:
                return Change.NOTHING
            return self._look_at_state(picture, state, now_ns)
        change = self._tell_time(picture, state)
        if before is None or before.health is not Health.LIVE:
            self.words = None
            return Change.PICTURE | Change.STRIP
        if not _same(was, picture):
            in_place = self.zoom.is_whole and _same_size(was, picture)
            news = Change.PIXELS if in_place else Change.PICTURE
            change = news if change is Change.NOTHING else news | change
        return change

    def look_away(self, state: StreamState) -> None:
        """Take note of the state while nobody sees the tile."""
        self.state = state
        self._second = 0

    def look_at_replay(self, picture: Picture | None, now_ns: int) -> Change:
        """Take note of the replay's newest picture."""
        if picture is None or picture is self.replayed:
            return Change.NOTHING
        self.replayed = picture
        self.behind_s = (now_ns - picture.received_at_ns) / 1_000_000_000
        self.clock = clock_text(picture.received_at)
        return Change.PICTURE | Change.STRIP

    def set_replaying(self, is_replaying: bool) -> None:
        """Begin or end to show a replay; neither can be taken for the other."""
        self.is_replaying = is_replaying
        self.replayed = self._kept = self.words = self.state = None
        self.clock = ""
        self._clock_of = self._framing = None

    def _look_at_state(self, picture: Picture | None, state: StreamState, now_ns: int) -> Change:
        change = self._tell_time(picture, state)
        words = state_text(state, now_ns, self.clock)
        if words != self.words:
            self.words = words
            change |= Change.PICTURE | Change.STRIP
        return change

    def _tell_time(self, picture: Picture | None, state: StreamState) -> Change:
        """Local time of the picture; of a frozen one, the moment when it was new."""
        if picture is None:
            clock = ""
        elif state.health is Health.FROZEN:
            old = timedelta(microseconds=(picture.received_at_ns - state.since_ns) // 1000)
            clock = clock_text(picture.received_at - max(old, timedelta()))
            self._clock_of = None
        else:
            moment = picture.source, picture.received_at.replace(microsecond=0)
            if moment == self._clock_of:
                return Change.NOTHING
            self._clock_of = moment
            clock = clock_text(picture.received_at)
        if clock == self.clock:
            return Change.NOTHING
        self.clock = clock
        return Change.STRIP

    # What was painted

    def leave_screen(self) -> None:
        """Its picture is no longer seen: hand out none until the next is painted."""
        self._kept = None

    def keep(self, picture: Picture, health: Health) -> Picture:
        """The picture to paint: of the selected tile, the copy that is handed out as shown."""
        if not self.keeps or self.is_replaying:
            self._kept = None
            return picture
        if len(self._kept_pixels) != len(picture.pixels):
            self._kept_pixels = bytearray(len(picture.pixels))
        memoryview(self._kept_pixels)[:] = picture.pixels
        whole = self._still_valid(picture)
        picture = replace(picture, pixels=memoryview(self._kept_pixels))
        self._kept, self._kept_health = (picture if whole else None), health
        return picture

    def shown_picture(self, shown_at: datetime) -> ShownPicture | None:
        """The picture on screen, as `Picture.kept` at that moment; None if none was kept."""
        return self._kept.kept(shown_at, self._kept_health) if self._kept else None


def size_in(box: QRect, ratio: float) -> tuple[int, int]:
    """Device pixels that a tile in `box` has for its picture."""
    place = _picture_box(box)
    return max(2, round(place.width() * ratio)), max(2, round(place.height() * ratio))


def _strip_height(box: QRect) -> int:
    return STRIP_HEIGHT_PX if box.height() >= SMALL_HEIGHT_PX else SMALL_STRIP_PX


def _picture_box(box: QRect) -> QRect:
    return box.adjusted(FRAME_PX, FRAME_PX, -FRAME_PX, -FRAME_PX - _strip_height(box))


def _same(first: Picture | None, second: Picture | None) -> bool:
    if first is second or first is None or second is None:
        return first is second
    return (
        first.sequence == second.sequence
        and first.source == second.source
        and first.stream is second.stream
        and first.width_px == second.width_px
    )


def _same_size(first: Picture | None, second: Picture | None) -> bool:
    return (
        first is not None
        and second is not None
        and first.width_px == second.width_px
        and first.height_px == second.height_px
    )
