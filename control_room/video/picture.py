"""Technical health of a picture, and its lossless file. Nothing here knows what a picture shows."""

from __future__ import annotations

import zlib
from collections import deque
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from control_room.domain.camera import Health
from control_room.domain.picture import ShownPicture
from control_room.video.sharpness import Sharpness, View

FROZEN_AFTER_S: Final = 8.0
"""Longest stand-still of a working camera; its key pictures shorten that for a hung one."""
FROZEN_WITH_KEYS_AFTER_S: Final = 3.0
DARK_AFTER_S: Final = 2.0
COVERED_AFTER_S: Final = 10.0
DEFOCUSED_AFTER_S: Final = 10.0
DISPROVED_AFTER_S: Final = 2.5
"""Longer than a group of pictures that a hung encoder goes round in, but for rare ones."""

_SECOND_NS: Final = 1_000_000_000
_LOOK_EVERY_NS: Final = 200_000_000
_REMEMBERED: Final = 4  # different pictures: a key picture and what its group makes of it
_REPEATED_KEYS: Final = 2
_LONGEST_STILL_S: Final = 30.0  # a camera that stands still for longer between keys is not believed
_STILL_MARGIN: Final = 1.5
_ROWS: Final = 45
_TEXT_SHARE: Final = 10  # a tenth at the top and at the foot, where a clock runs in a hung picture
_SEEN: Final = 64  # pictures that a doubt remembers
# Black is 16 in most cameras' range. A night street is as dark as that but for its lamps.
_DARK_MEAN: Final = 32
_LAMP: Final = 80
_COLUMN_STEP: Final = 4
_RANKS: Final = (Health.DARK, Health.COVERED, Health.FROZEN, Health.DEFOCUSED, Health.LIVE)
_FAST_PNG: Final = (cv2.IMWRITE_PNG_COMPRESSION, 1)


class PictureWatch:
    """Tells a picture that shows something, sharply and now, from one that does not.

    Looks five times a second at the most, and at key pictures; once a second at the details.

    - DARK: nothing brighter than a gleam for two seconds. A dark picture without noise is the same
      over and over, and called dark, not frozen.
    - COVERED: hardly an edge left and no large shapes either for ten seconds, far fewer than this
      camera showed before. Fog leaves the edges of what is near, a lorry moves on.
    - FROZEN: see `_Movement`.
    - DEFOCUSED: edges softer than this camera's for ten seconds, the scene being the same. Fog and
      dusk take from edges and large shapes alike, a lens out of focus from edges only.
    """

    def __init__(self) -> None:
        self._movement = _Movement()
        self._sharpness = Sharpness()
        self._doubt: _Doubt | None = None
        self._said = (Health.LIVE, 0)
        self._looked_at_ns: int | None = None
        self._is_back = False
        self._dark = _Spell(DARK_AFTER_S, ends_after_s=1.0)
        self._covered = _Spell(COVERED_AFTER_S, ends_after_s=2.0)
        self._defocused = _Spell(DEFOCUSED_AFTER_S, ends_after_s=4.0)
        self._next_look_ns = self._next_key_ns = self._next_view_ns = 0

    def resume(self) -> None:
        """Pictures come again after a pause: what was learnt stays, and what was wrong is wrong
        until the pictures disprove it. The time in which nobody looked does not count."""
        self.suspect(*self._said)
        self._is_back = True
        for spell in (self._dark, self._covered, self._defocused):
            spell.begin_anew()
        self._next_look_ns = self._next_key_ns = 0

    def suspect(self, health: Health, since_ns: int) -> None:
        """Believe no picture to be live until it disproves what the camera was found to be."""
        if health is not Health.LIVE:
            self._doubt = _Doubt(health, since_ns)

    def wants(self, now_ns: int, is_key: bool = False) -> bool:
        """Whether it is time to look again."""
        return now_ns >= (self._next_key_ns if is_key else self._next_look_ns)

    def look(self, brightness: NDArray[np.uint8], now_ns: int, is_key: bool = False) -> None:
        """Judge a picture by its brightness, (height, width) uint8."""
        self._next_look_ns = now_ns + _LOOK_EVERY_NS
        if is_key:
            self._next_key_ns = self._next_look_ns
        if self._is_back and self._looked_at_ns is not None:
            self._movement.skip(now_ns - self._looked_at_ns)
        self._is_back, self._looked_at_ns = False, now_ns
        rows = np.ascontiguousarray(brightness[:: max(1, brightness.shape[0] // _ROWS)])
        text = len(rows) // _TEXT_SHARE
        fingerprint = zlib.crc32(rows[text : len(rows) - text].data)
        self._movement.look(fingerprint, now_ns, is_key)
        sample = rows[:, ::_COLUMN_STEP]
        is_dark = sample.max() <= _LAMP and sample.mean() <= _DARK_MEAN
        self._dark.look(is_dark, now_ns)
        if now_ns >= self._next_view_ns:
            self._next_view_ns = now_ns + _SECOND_NS
            self._look_at_details(brightness, now_ns, is_dark)
        if self._doubt is not None:
            if self._doubt.health is Health.DARK:
                self._doubt.look(is_dark, now_ns)
            if self._doubt.health is Health.FROZEN:
                self._doubt.look_for_movement(fingerprint, now_ns, self._movement.repeats_keys)
            if self._doubt.is_over:
                self._doubt = None

    def _look_at_details(self, brightness: NDArray[np.uint8], now_ns: int, is_dark: bool) -> None:
        view = View.of(brightness)
        is_covered = not is_dark and self._sharpness.is_bare(view)
        is_soft = not is_dark and not is_covered and self._sharpness.is_soft(view)
        self._covered.look(is_covered, now_ns)
        self._defocused.look(is_soft, now_ns)
        if self._doubt is not None:
            if self._doubt.health is Health.COVERED:
                self._doubt.look(is_covered, now_ns)
            if self._doubt.health is Health.DEFOCUSED:
                # Whoever does not know the camera yet cannot say that its edges are as usual.
                self._doubt.look(is_soft or not self._sharpness.is_learnt, now_ns)
        if not (is_dark or is_covered or is_soft):
            self._sharpness.learn(view)

    def health(self, now_ns: int) -> tuple[Health, int]:
        """LIVE or what is wrong, and the moment of the last picture that was not so."""
        found, doubt = self._found(now_ns), self._doubt
        if doubt is not None and _RANKS.index(doubt.health) < _RANKS.index(found[0]):
            found = doubt.health, doubt.since_ns
        self._said = found
        return found

    def _found(self, now_ns: int) -> tuple[Health, int]:
        if self._dark.holds(now_ns):
            return Health.DARK, self._dark.since_ns
        if self._covered.holds(now_ns):
            return Health.COVERED, self._covered.since_ns
        if self._movement.is_frozen(now_ns):
            return Health.FROZEN, self._movement.new_at_ns
        if self._defocused.holds(now_ns):
            return Health.DEFOCUSED, self._defocused.since_ns
        return Health.LIVE, now_ns


class _Movement:
    """Tells a hung encoder from a quiet scene.

    Both may repeat a picture to the last bit: where noise is fainter than an encoder cares for, it
    says "as before" from one key picture to the next. But a key picture is made from the sensor
    anew, and noise of half a level is enough to make it differ from all before, in any scene with
    something in it. So:

    - A key picture that comes three times in a row, bit by bit, is a hang, whatever is between:
      some encoders go round in their last group.
    - Without a key picture to tell, a picture is frozen when it stands still for longer than
      cameras leave between their key pictures. One that was seen to stand still and go on with a
      key picture of its own is given more time.
    """

    def __init__(self) -> None:
        self.new_at_ns = 0
        self._new_key_at_ns = 0
        self._recent: deque[int] = deque(maxlen=_REMEMBERED)
        self._last_key: int | None = None
        self._repeated_keys = 0
        self._still_allowed_ns = round(FROZEN_AFTER_S * _SECOND_NS)

    def look(self, fingerprint: int, now_ns: int, is_key: bool) -> None:
        """Take note of a picture by its fingerprint."""
        if is_key:
            self._look_at_key(fingerprint, now_ns)
        if fingerprint not in self._recent:
            self._recent.append(fingerprint)
            self.new_at_ns = now_ns

    def _look_at_key(self, fingerprint: int, now_ns: int) -> None:
        if fingerprint == self._last_key:
            self._repeated_keys += 1
            return
        if self._last_key is not None and not self._repeated_keys:
            still_s = (now_ns - self.new_at_ns) / _SECOND_NS
            if still_s <= _LONGEST_STILL_S:
                allowed_ns = round(still_s * _STILL_MARGIN * _SECOND_NS)
                self._still_allowed_ns = max(self._still_allowed_ns, allowed_ns)
        self._last_key = fingerprint
        self._new_key_at_ns = now_ns
        self._repeated_keys = 0

    @property
    def repeats_keys(self) -> bool:
        """Whether the last key picture was the one before."""
        return self._repeated_keys > 0

    def skip(self, pause_ns: int) -> None:
        """Nobody looked for this long: it is no time of standing still."""
        self.new_at_ns += pause_ns
        self._new_key_at_ns += pause_ns

    def is_frozen(self, now_ns: int) -> bool:
        """Whether nothing new has come for longer than from a camera that works."""
        if self._repeated_keys >= _REPEATED_KEYS:
            still_ns = now_ns - self._new_key_at_ns
            return still_ns >= FROZEN_WITH_KEYS_AFTER_S * _SECOND_NS
        return now_ns - self.new_at_ns >= self._still_allowed_ns


class _Spell:
    """Something that must last before it counts, and be away for a while before it is over."""

    def __init__(self, begins_after_s: float, ends_after_s: float) -> None:
        self.since_ns = 0
        self._begins_after_ns = round(begins_after_s * _SECOND_NS)
        self._ends_after_ns = round(ends_after_s * _SECOND_NS)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what was."""
        self._is_on = False
        self._away_since_ns: int | None = None
        self._last_away_ns: int | None = None

    def look(self, is_so: bool, now_ns: int) -> None:
        """Take note of whether it is so now."""
        if is_so:
            if not self._is_on:
                self._is_on = True
                self.since_ns = now_ns if self._last_away_ns is None else self._last_away_ns
            self._away_since_ns = None
            return
        self._last_away_ns = now_ns
        if self._is_on:
            if self._away_since_ns is None:
                self._away_since_ns = now_ns
            is_over = now_ns - self._away_since_ns >= self._ends_after_ns
            if is_over or not self.holds(self._away_since_ns):
                self._is_on, self._away_since_ns = False, None

    def holds(self, now_ns: int) -> bool:
        """Whether it counts."""
        return self._is_on and now_ns - self.since_ns >= self._begins_after_ns


_OVER_AFTER_S: Final = {
    Health.DARK: 1.0,
    Health.COVERED: 2.0,
    Health.DEFOCUSED: 4.0,
}


class _Doubt:
    """What a camera was found to be before anybody looked here, until the pictures disprove it.

    It is over when the pictures are not so for a while; a frozen one, when a picture that was not
    seen yet comes after longer than a hung encoder takes to go round in its last group.
    """

    def __init__(self, health: Health, since_ns: int) -> None:
        self.health, self.since_ns = health, since_ns
        self.is_over = False
        self._clear_since_ns: int | None = None
        self._seen: deque[int] = deque(maxlen=_SEEN)

    def look(self, is_so: bool, now_ns: int) -> None:
        """Take note of whether it is so now."""
        if is_so:
            self._clear_since_ns = None
        elif self._clear_since_ns is None:
            self._clear_since_ns = now_ns
        elif now_ns - self._clear_since_ns >= _OVER_AFTER_S[self.health] * _SECOND_NS:
            self.is_over = True

    def look_for_movement(self, fingerprint: int, now_ns: int, repeats_keys: bool) -> None:
        """Take note of a picture of a camera that was frozen."""
        if self._clear_since_ns is None:
            self._clear_since_ns = now_ns
        if fingerprint not in self._seen:
            self._seen.append(fingerprint)
            watched_ns = now_ns - self._clear_since_ns
            self.is_over = not repeats_keys and watched_ns >= DISPROVED_AFTER_S * _SECOND_NS


def png(picture: ShownPicture) -> bytes:
    """The picture as it was shown, as a PNG file without the meaningless alpha channel."""
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height_px, picture.stride_bytes)
    bgra = rows[:, : picture.width_px * 4].reshape(picture.height_px, picture.width_px, 4)
    return png_of(np.ascontiguousarray(bgra[:, :, :3]))


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file of (height, width, 3) uint8 BGR: fast rather than small."""
    done, encoded = cv2.imencode(".png", pixels, _FAST_PNG)
    if not done:
        raise ValueError("these pixels make no PNG file")
    return encoded.tobytes()
