"""One stream of one camera: which access unit goes out at which tick.

Runs with the system's Python (GStreamer). A stream costs nothing until somebody watches; it then
starts at the last key picture, as a camera does that makes one for a new viewer.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gi.repository import Gst, GstApp

from town.film_file import GOP, RATE, Film

if TYPE_CHECKING:
    from town.sent_log import SentLogWriter

PICTURE_NS: Final = 1_000_000_000 // RATE

_GARBLED_SHARE: Final = 200  # one byte of so many is wrong in a garbled picture
_SLICE_HEADER_BYTES: Final = 24  # left alone, so that the payloader still finds its way


class Reel:
    """A film's access units as GStreamer buffers, made when first sent.

    Shared by all streams that show the film.
    """

    def __init__(self, film: Film) -> None:
        self.film = film
        self.length = len(film.units)
        self._units: list[Gst.Buffer | None] = [None] * self.length
        self._stills: list[Gst.Buffer | None] = [None] * self.length

    def buffer(self, position: int, *, still: bool) -> Gst.Buffer:
        """A buffer of its own that shares the memory of the picture at `position`."""
        ready = self._stills if still else self._units
        buffer = ready[position]
        if buffer is None:
            units = self.film.stills if still else self.film.units
            buffer = ready[position] = Gst.Buffer.new_wrapped(units[position])
        return buffer.copy()

    def garbled(self, position: int) -> Gst.Buffer:
        """The picture at `position` with wrong bytes behind its headers."""
        unit = bytearray(self.film.units[position])
        mark = b"\xff\xda" if self.film.codec == "mjpeg" else b"\x00\x00\x01"
        first = unit.rfind(mark) + _SLICE_HEADER_BYTES
        for _ in range((len(unit) - first) // _GARBLED_SHARE + 1):
            if first < len(unit):
                unit[random.randrange(first, len(unit))] = random.randrange(1, 255)
        return Gst.Buffer.new_wrapped(bytes(unit))


@dataclass
class Conduct:
    """How a camera behaves now.

    Written by the control side, read by the pacing thread at every tick.
    """

    frozen: bool = False
    dark: bool = False
    covered: bool = False
    defocused: bool = False
    stalled: bool = False
    unplugged: bool = False
    garbling: bool = False
    clock_ns: int = 0


@dataclass(frozen=True)
class Reels:
    """What a camera's lens may show."""

    scene: Reel
    defocused: Reel
    covered: Reel
    dark: Reel

    def shown(self, conduct: Conduct) -> Reel:
        """What it shows now: the worst of what is wrong hides the rest."""
        if conduct.dark:
            return self.dark
        if conduct.covered:
            return self.covered
        return self.defocused if conduct.defocused else self.scene


class Stream:
    """The main or the sub stream of a camera."""

    def __init__(
        self, index: int, reels: Reels, offset: int, conduct: Conduct, log: SentLogWriter
    ) -> None:
        self._index = index
        self._reels = reels
        self._shown = reels.scene
        self._offset = offset
        self._conduct = conduct
        self._log = log
        self._lag = 0  # pictures behind the camera's place in the loop, to begin with a key picture
        self._source: GstApp.AppSrc | None = None
        self._first_tick: int | None = None
        self._shows_still = self._waits_for_key = False
        self._still_begins = 0

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of its pictures."""
        film = self._reels.scene.film
        return film.width, film.height

    def start(self, source: GstApp.AppSrc) -> None:
        """Feed `source` from the next tick on."""
        self._source = source
        self._first_tick = None

    def stop(self, source: GstApp.AppSrc) -> bool:
        """Nobody reads `source` any more; says whether the stream is idle now."""
        if source is self._source:
            self._source = None
        return self._source is None

    def push(self, tick: int) -> None:
        """Send the picture of this tick, if the camera's conduct lets it. Pacing thread only."""
        source, conduct = self._source, self._conduct
        if source is None:
            return
        if self._first_tick is None:
            self._first_tick = tick
            self._lag = (tick + self._offset) % GOP
        # Except at first: a client is only answered once a picture tells the format.
        elif conduct.stalled or conduct.unplugged:
            self._waits_for_key = True
            return
        place = tick + self._offset - self._lag
        if place % GOP == 0:  # only a key picture can begin something new
            if not self._shows_still:
                self._still_begins = place
            self._shows_still = conduct.frozen
            self._shown = self._reels.shown(conduct)
            self._waits_for_key = False
        elif self._waits_for_key:
            return
        reel = self._shown
        if self._shows_still:
            place = self._still_begins + place % GOP
        position = place % reel.length
        if conduct.garbling:
            buffer = reel.garbled(position)
        else:
            buffer = reel.buffer(position, still=self._shows_still)
        buffer.pts = (tick - self._first_tick) * PICTURE_NS + conduct.clock_ns
        buffer.duration = PICTURE_NS
        number = position - position % GOP if self._shows_still else position
        sent_at_ns = time.monotonic_ns()
        if source.push_buffer(buffer) == Gst.FlowReturn.OK:
            self._log.add(self._index, number, sent_at_ns)
