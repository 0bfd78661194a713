"""One stream of one camera, kept on screen: connect, decode, show, say how it is, try again."""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from datetime import timedelta
from typing import Final

from control_room.domain.camera import Health
from control_room.domain.picture import LIVE_FOR
from control_room.video.decoder import Decoded, Decoder, Received
from control_room.video.frames import SlotWriter
from control_room.video.orders import StreamSource
from control_room.video.picture import PictureWatch
from control_room.video.ring import Ring
from control_room.video.scale import Scaler, fit, luma
from control_room.video.source import CameraLost, CameraRefused, Connection, answers, connect

logger = logging.getLogger(__name__)

FIRST_PICTURE_TIMEOUT_S: Final = 8.0
UNREADABLE_AFTER_S: Final = 2.0
RECONNECT_UNREADABLE_AFTER_S: Final = 15.0
LONGEST_WAIT_S: Final = 30.0

_FIRST_WAIT_S: Final = 1.0
_REFUSED_WAIT_S: Final = (
    30.0  # more attempts with a wrong password lock the account of some cameras
)
_JITTER: Final = 0.2  # cameras of one switch do not all come back in the same instant
_PROBE_EVERY_S: Final = 0.5
_BEHIND_S: Final = 0.15  # more than this behind the camera: decode on, show only the newest
_SHOWN_AT_LEAST_EVERY_NS: Final = 200_000_000
_FOLLOWS_WITHIN_NS: Final = LIVE_FOR // timedelta(microseconds=1) * 1000
_PACE_WINDOW_NS: Final = 2_000_000_000
_SECOND_NS: Final = 1_000_000_000


class LiveStream(threading.Thread):
    """Follows one stream until `close`; a fault of the stream is a state of its slot."""

    def __init__(self, source: StreamSource, slot: SlotWriter, size_px: tuple[int, int]) -> None:
        super().__init__(name=source.label, daemon=True)
        self.source = source
        self.ring = Ring.of(source.stream)
        self.health = Health.CONNECTING
        self.moving_at_ns = time.monotonic_ns()
        self._slot = slot
        self._wanted: tuple[SlotWriter, tuple[int, int]] = (slot, size_px)
        self._closing = False
        self._wake = threading.Event()
        self._attempt = 0
        self._sequence = 0
        self._scaler = Scaler()
        self._since_ns = self.moving_at_ns
        self._rate_since: tuple[int, int] = (self.moving_at_ns, slot.shown)
        self._shown_at_ns = 0

    def resize(self, slot: SlotWriter | None, size_px: tuple[int, int]) -> None:
        """Show in another size from the next picture on, and in another slot if one is given."""
        self._wanted = (slot or self._wanted[0], size_px)

    def retry(self) -> None:
        """Do not wait for the next attempt."""
        self._wake.set()

    def close(self) -> None:
        """End at the next packet or time-out; nothing is written to the slot from then on."""
        self._closing = True
        self._wake.set()

    def run(self) -> None:
        """Connect and follow, over and over."""
        self._say(Health.CONNECTING, self._since_ns)
        while not self._closing:
            self._wake.clear()
            self.moving_at_ns = time.monotonic_ns()
            try:
                self._follow()
            except CameraRefused as refusal:
                self._fail(Health.REFUSED, str(refusal), _REFUSED_WAIT_S)
            except CameraLost as loss:
                wait_s = min(_FIRST_WAIT_S * 2**self._attempt, LONGEST_WAIT_S)
                self._attempt += 1
                self._fail(Health.LOST, str(loss), wait_s)
            except Exception:
                # The boundary of the stream: a bug met on one camera leaves the others alone.
                logger.exception("stream %s met an internal fault", self.source.label)
                self._fail(Health.UNREADABLE, "internal fault", LONGEST_WAIT_S)
        self._slot.close()
        if self._wanted[0] is not self._slot:
            self._wanted[0].close()

    def _follow(self) -> None:
        if not answers(self.source):
            raise CameraLost("no answer")
        connection = connect(self.source)
        try:
            self._follow_packets(connection, self._slot.count_connection())
        finally:
            connection.close()

    def _follow_packets(self, connection: Connection, number: int) -> None:
        decoder = Decoder(connection.codec)
        watch, flow = PictureWatch(), _Flow()
        pace = _Pace(connection.seconds_per_pts)
        good_at_ns = time.monotonic_ns()
        patience_s = FIRST_PICTURE_TIMEOUT_S
        for packet in connection.packets():
            if self._closing:
                return
            now_ns = self.moving_at_ns = time.monotonic_ns()
            received = Received(packet, connection.codec, now_ns, time.time_ns(), number)
            self.ring.add(received)
            spoiled = decoder.spoiled
            pictures = decoder.decode(received)
            is_behind = pace.is_behind(packet.pts, now_ns)
            for decoded in pictures:
                self._sequence += 1
                decoded.received.sequence = self._sequence
            if pictures:
                good_at_ns, patience_s = now_ns, UNREADABLE_AFTER_S
                if watch.wants(now_ns):
                    watch.look(luma(pictures[-1].frame), now_ns)
                # Said before it is shown: not for an instant does a lone picture look live.
                if flow.runs(now_ns):
                    self._attempt = 0
                    self._say(*watch.health(now_ns))
                else:
                    self._say(Health.CONNECTING, now_ns)
                self._take(pictures[-1], now_ns, is_behind=is_behind)
            elif now_ns - good_at_ns > patience_s * _SECOND_NS:
                self._say(Health.UNREADABLE, good_at_ns)
                if now_ns - good_at_ns > RECONNECT_UNREADABLE_AFTER_S * _SECOND_NS:
                    return
            self._slot.count(
                packets=1,
                bytes_=packet.size,
                decoded=len(pictures),
                spoiled=decoder.spoiled - spoiled,
            )
            self._measure_rate(now_ns)

    def _take(self, decoded: Decoded, now_ns: int, *, is_behind: bool) -> None:
        """Show the picture, unless newer ones wait."""
        if is_behind and now_ns - self._shown_at_ns < _SHOWN_AT_LEAST_EVERY_NS:
            self._slot.count(dropped=1)
        else:
            self._show(decoded)
            self._shown_at_ns = now_ns

    def _show(self, decoded: Decoded) -> None:
        slot, size_px = self._wanted
        if slot is not self._slot:
            slot.take_over(self._slot)
            self._slot.close()
            self._slot = slot
        frame, received = decoded.frame, decoded.received
        slot.write(
            fit(frame.width, frame.height, size_px),
            lambda pixels: self._scaler.bgra(frame, pixels),
            sequence=received.sequence or 0,
            pts_90khz=frame.pts,
            received_at_ns=received.received_at_ns,
            wall_ns=received.wall_ns,
            connection=received.connection,
        )

    def _measure_rate(self, now_ns: int) -> None:
        since_ns, shown_then = self._rate_since
        if now_ns - since_ns >= _SECOND_NS:
            shown = self._slot.shown
            self._slot.set_shown_rate((shown - shown_then) * _SECOND_NS / (now_ns - since_ns))
            self._rate_since = (now_ns, shown)

    def _say(self, health: Health, since_ns: int, retry_at_ns: int | None = None) -> None:
        """Publish the state; while it stays the same, the moment it began stays too."""
        if health is not self.health:
            logger.info("stream %s is %s", self.source.label, health)
            self.health, self._since_ns = health, since_ns
        self._slot.set_state(health, self._since_ns, retry_at_ns)

    def _fail(self, health: Health, reason: str, wait_s: float) -> None:
        """Say what happened and stay away for a while, less if the camera comes back earlier."""
        if self._closing:
            return
        now_ns = time.monotonic_ns()
        if health is not self.health:
            logger.info("stream %s: %s", self.source.label, reason)
        wait_s *= random.uniform(1 - _JITTER, 1 + _JITTER)
        self._slot.set_shown_rate(0.0)
        # A camera is away since its last picture, which the loss of its connection follows.
        since_ns = self._shown_at_ns or now_ns if health is Health.LOST else now_ns
        self._say(health, since_ns, now_ns + round(wait_s * _SECOND_NS))
        self._wait(wait_s)
        if not self._closing:
            self._say(health, since_ns, time.monotonic_ns())

    def _wait(self, wait_s: float) -> None:
        """Wait; end early when asked to, or when a camera that was away answers again."""
        deadline = time.monotonic() + wait_s
        was_away = not answers(self.source)
        while (left_s := deadline - time.monotonic()) > 0:
            self.moving_at_ns = time.monotonic_ns()
            if self._wake.wait(min(left_s, _PROBE_EVERY_S)):
                return
            if was_away and answers(self.source):
                return


class _Flow:
    """Knows whether pictures follow one another: a single one may be all that ever comes.

    A camera that hangs may still send one picture to each new connection.
    """

    def __init__(self) -> None:
        self._last_ns: int | None = None

    def runs(self, now_ns: int) -> bool:
        """Whether the picture that came now follows one before it."""
        before_ns, self._last_ns = self._last_ns, now_ns
        return before_ns is not None and now_ns - before_ns <= _FOLLOWS_WITHIN_NS


class _Pace:
    """Knows from the camera's time stamps whether packets have begun to pile up."""

    def __init__(self, seconds_per_pts: float) -> None:
        self._seconds_per_pts = seconds_per_pts
        # The least lag of this window and of the one before: a shift of the camera's clock is
        # forgotten after two windows.
        self._least_s = self._least_before_s = math.inf
        self._window_ends_ns = 0

    def is_behind(self, pts: int | None, now_ns: int) -> bool:
        """Whether this packet was received clearly later than others before it."""
        if pts is None or not self._seconds_per_pts:
            return False
        lag_s = now_ns / _SECOND_NS - pts * self._seconds_per_pts
        if now_ns >= self._window_ends_ns:
            self._least_before_s, self._least_s = self._least_s, math.inf
            self._window_ends_ns = now_ns + _PACE_WINDOW_NS
        self._least_s = min(lag_s, self._least_s)
        return lag_s - min(self._least_s, self._least_before_s) > _BEHIND_S
