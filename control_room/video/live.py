"""One stream of one camera, kept on screen: connect, follow, say how it is, try again.

A stream that was lost is called again after 1, 2, 4 … 30 s, give or take a fifth. Its camera is
asked meanwhile, without credentials, whether it answers (`doors` says how often). One that does so
again after it had not is called at once; when that is in vain, its next return is worth a call no
sooner than 1, 2, 4 … 30 s after, until pictures come: nobody is hammered with a password.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
import time
from collections.abc import Callable
from typing import Final

from control_room.domain.camera import Health
from control_room.video.doors import Doors
from control_room.video.orders import StreamSource
from control_room.video.rtsp import (
    AccessUnit,
    CameraLost,
    CameraRefused,
    Counters,
    Session,
    Unreadable,
)
from control_room.video.showing import Showing
from control_room.video.slot_writer import SlotWriter
from control_room.video.telling import Telling

logger = logging.getLogger(__name__)

FIRST_PICTURE_TIMEOUT_S: Final = 8.0
SILENT_AFTER_S: Final = 2.25  # the tile says late after 2 s
UNREADABLE_AFTER_S: Final = 2.0
RECONNECT_UNREADABLE_AFTER_S: Final = 15.0
RECONNECT_LATE_AFTER_S: Final = 30.0
LONGEST_WAIT_S: Final = 30.0

_FIRST_WAIT_S: Final = 1.0
_MOST_DOUBLINGS: Final = 5
_REFUSED_WAIT_S: Final = (
    30.0  # more attempts with a wrong password lock the account of some cameras
)
_JITTER: Final = 0.2  # cameras of one switch do not all come back in the same instant
_LOOK_EVERY_S: Final = 0.25
_STAGGER_S: Final = 0.02
_SECOND_NS: Final = 1_000_000_000


class LiveStream:
    """Follows one stream until `close`; a fault of the stream is a state of its slot.

    Args:
        doors: of the cameras of this host.
        beat: told at each unit that work goes on, and when.
    """

    def __init__(self, source: StreamSource, doors: Doors, beat: Callable[[int], None]) -> None:
        self.source = source
        self._beat = beat
        self.health = Health.CONNECTING
        self._calling = doors.calling
        self._door = doors.of(source)
        self._wake = asyncio.Event()
        self._attempt = 0  # calls in vain since it answered again, or pictures came
        self._vain_returns = 0  # returns that were followed by no pictures
        self._returns_seen = 0
        self._called_at_s = 0.0
        self._since_ns = time.monotonic_ns()
        self._heard_at_ns = 0
        self._has_heard = False
        self._telling = Telling(source.label)
        self._counted = Counters()

    def start(self, showing: Showing) -> None:
        """Begin; `showing` belongs to the stream from now on."""
        self.showing = showing
        self._task = asyncio.get_running_loop().create_task(self._run(), name=self.source.label)

    def use(self, slot: SlotWriter | None, size_px: tuple[int, int] | None, keep_s: float) -> None:
        """Show in another size from now on, in another slot if one is given, or not at all."""
        self.showing.ring.keep_ns = round(keep_s * _SECOND_NS)
        self.showing.use(slot, size_px, time.monotonic_ns())

    def retry(self) -> None:
        """Connect anew at once, whether it waits for the next attempt or is connected."""
        self._wake.set()

    def close(self) -> None:
        """End; nothing is written to the slot from now on."""
        self._task.cancel()
        self.showing.close()

    def say(
        self, health: Health, since_ns: int, retry_at_ns: int | None = None, reason: str = ""
    ) -> None:
        """Publish the state; while it stays the same, the moment it began stays too.

        Of late pictures it is the moment that the newest shows.
        """
        if health is not self.health:
            self._telling.tell(health, reason)
            self.health, self._since_ns = health, since_ns
        elif health is Health.LATE:
            self._since_ns = since_ns
        self.showing.slot.set_state(health, self._since_ns, retry_at_ns)

    async def _run(self) -> None:
        """Connect and follow, over and over."""
        self.say(Health.CONNECTING, self._since_ns)
        while True:
            self._wake.clear()
            try:
                await self._follow()
                if self._wake.is_set():
                    self.say(Health.CONNECTING, time.monotonic_ns())
                    continue
                if self._attempt:
                    raise CameraLost("it sends nothing that can be shown")
                self._attempt = 1  # the connection was at fault: a new one at once
            except CameraRefused as refusal:
                await self._fail(Health.REFUSED, str(refusal), _REFUSED_WAIT_S)
            except CameraLost as loss:
                wait_s = _back_off_s(self._attempt)
                self._attempt += 1
                health = Health.UNREADABLE if isinstance(loss, Unreadable) else Health.LOST
                await self._fail(health, str(loss), wait_s)
            except Exception:
                # The boundary of the stream: a bug met on one camera leaves the others alone.
                logger.exception("stream %s met an internal fault", self.source.label)
                await self._fail(Health.UNREADABLE, "internal fault", LONGEST_WAIT_S)

    async def _follow(self) -> None:
        """Follow one connection; returns when it is of no use any more."""
        session = await self._open()
        self._wake.clear()
        self._heard_at_ns, self._has_heard = time.monotonic_ns(), False
        self._counted = Counters()
        self.showing.begin(session.codec, self.showing.slot.count_connection(), self._heard_at_ns)
        running = asyncio.ensure_future(session.run(self._take))
        watching = asyncio.ensure_future(self._watch_over(session))
        waking = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait((running, watching, waking), return_when=asyncio.FIRST_COMPLETED)
        finally:
            running.cancel()
            watching.cancel()
            waking.cancel()
            session.close()
            if not self._task.cancelling():
                self.showing.end()
        for done in (running, watching):
            if done.done():
                done.result()

    async def _open(self) -> Session:
        """Have the camera play, by a call made after it answers if it was away.

        A call into the dark takes no door from those who are there, and its first packet, which
        nobody heard, is sent again only after seconds.
        """
        self._called_at_s = asyncio.get_running_loop().time()
        self._returns_seen = self._door.returns
        if self._door.is_away:
            calling = asyncio.ensure_future(Session.open(self.source))
            returning = asyncio.ensure_future(self._return())
            try:
                await asyncio.wait((calling, returning), return_when=asyncio.FIRST_COMPLETED)
                if calling.done():
                    return calling.result()
            finally:
                returning.cancel()
                calling.cancel()
        async with self._calling:
            await asyncio.sleep(random.uniform(0, _STAGGER_S))
            self._called_at_s = asyncio.get_running_loop().time()
            return await Session.open(self.source)

    async def _return(self) -> None:
        """Return when the camera answers after it had not, and is worth a call for that."""
        await self._door.answers_again(self._returns_seen)
        if self._vain_returns:
            worth_at_s = self._called_at_s + _back_off_s(self._vain_returns - 1)
            await asyncio.sleep(worth_at_s - asyncio.get_running_loop().time())
        # How often it was called while it was away says nothing of it now.
        self._attempt = self._vain_returns
        self._vain_returns += 1

    def _take(self, unit: AccessUnit) -> None:
        self._heard_at_ns, self._has_heard = unit.received_at_ns, True
        self._beat(unit.received_at_ns)
        if self.showing.take(unit):
            self._attempt = self._vain_returns = 0

    async def _watch_over(self, session: Session) -> None:
        """Count what comes; return when nothing comes, or nothing good, and a new one may help."""
        answering: asyncio.Task[None] | None = None
        try:
            while True:
                await asyncio.sleep(_LOOK_EVERY_S)
                if self._task.cancelling():
                    return
                now_ns = time.monotonic_ns()
                self._count(session.counters)
                self.showing.measure_rate(now_ns)
                if self._is_silent(now_ns):
                    if answering is None:
                        answering = asyncio.ensure_future(self._door.answers())
                    elif answering.done():
                        return
                    continue
                if answering is not None:
                    answering.cancel()
                    answering = None
                if self._is_late_for_long(now_ns) or self._is_unreadable_for_long():
                    return
        finally:
            if answering is not None:
                answering.cancel()

    def _is_silent(self, now_ns: int) -> bool:
        """Whether no picture came for longer than a camera that works leaves between two."""
        patience_s = SILENT_AFTER_S if self._has_heard else FIRST_PICTURE_TIMEOUT_S
        return now_ns - self._heard_at_ns > patience_s * _SECOND_NS

    def _is_late_for_long(self, now_ns: int) -> bool:
        """Whether what piled up on the way does not go away: a new connection begins with now.

        Also when it may be so, slowly, and the camera's clock may as well be wrong.
        """
        pace = self.showing.pace
        late_ns = now_ns - pace.late_since_ns if pace.is_late else 0
        return pace.is_worn or late_ns > RECONNECT_LATE_AFTER_S * _SECOND_NS

    def _is_unreadable_for_long(self) -> bool:
        """Say that what comes is not good, when so; whether that lasts."""
        if not self.showing.is_decoding:
            return False
        patience_s = UNREADABLE_AFTER_S if self.showing.has_good else FIRST_PICTURE_TIMEOUT_S
        bad_ns = self._heard_at_ns - self.showing.good_at_ns
        if bad_ns > patience_s * _SECOND_NS:
            self.say(Health.UNREADABLE, self.showing.good_at_ns)
        return bad_ns > RECONNECT_UNREADABLE_AFTER_S * _SECOND_NS

    def _count(self, now: Counters) -> None:
        slot, ring, before = self.showing.slot, self.showing.ring, self._counted
        slot.count_received(
            packets=now.packets - before.packets,
            bytes_=now.bytes - before.bytes,
            lost=now.lost - before.lost,
        )
        self._counted = Counters(now.packets, now.bytes, now.lost)
        slot.set_ring(ring.held_bytes, ring.reach_ns())

    async def _fail(self, health: Health, reason: str, wait_s: float) -> None:
        """Say what happened and stay away for a while, less if the camera comes back earlier."""
        now_ns = time.monotonic_ns()
        wait_s *= random.uniform(1 - _JITTER, 1 + _JITTER)
        self.showing.slot.set_shown_rate(0.0)
        # A camera is away since its last picture, which the loss of its connection follows.
        shown_at_ns = self.showing.shown_at_ns
        since_ns = shown_at_ns or now_ns if health is Health.LOST else now_ns
        self.say(health, since_ns, now_ns + round(wait_s * _SECOND_NS), reason)
        await self._wait(wait_s, probe=health is Health.LOST)
        self.say(health, since_ns, time.monotonic_ns())

    async def _wait(self, wait_s: float, *, probe: bool) -> None:
        """Wait; end early when asked to, or when a camera that was away answers again."""
        ends: set[asyncio.Future[object]] = {asyncio.ensure_future(self._wake.wait())}
        if probe:
            ends.add(asyncio.ensure_future(self._return()))
        try:
            await asyncio.wait(ends, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in ends:
                each.cancel()


def _back_off_s(times: int) -> float:
    """How long to wait after a call in vain that so many went before."""
    return min(math.ldexp(_FIRST_WAIT_S, min(times, _MOST_DOUBLINGS)), LONGEST_WAIT_S)
