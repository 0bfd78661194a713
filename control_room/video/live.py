"""One stream of one camera, kept on screen: connect, follow, say how it is, try again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable
from typing import Final

from control_room.domain.camera import Health
from control_room.video.orders import StreamSource
from control_room.video.rtsp import (
    AccessUnit,
    CameraLost,
    CameraRefused,
    Counters,
    Session,
    Unreadable,
    answers,
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
_ASK_EVERY_S: Final = 0.5
_LOOK_EVERY_S: Final = 0.25
_STAGGER_S: Final = 0.02
_SECOND_NS: Final = 1_000_000_000


class LiveStream:
    """Follows one stream until `close`; a fault of the stream is a state of its slot.

    Args:
        doors: how many may be connecting at once.
        beat: told at each unit that work goes on, and when.
    """

    def __init__(
        self, source: StreamSource, doors: asyncio.Semaphore, beat: Callable[[int], None]
    ) -> None:
        self.source = source
        self._beat = beat
        self.health = Health.CONNECTING
        self._doors = doors
        self._wake = asyncio.Event()
        self._attempt = 0
        self._is_away = False  # it did not answer when asked last
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
        """Do not wait for the next attempt."""
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
                if self._attempt:
                    raise CameraLost("it sends nothing that can be shown")
                self._attempt = 1  # the connection was at fault: a new one at once
            except CameraRefused as refusal:
                await self._fail(Health.REFUSED, str(refusal), _REFUSED_WAIT_S)
            except CameraLost as loss:
                wait_s = min(_FIRST_WAIT_S * 2**self._attempt, LONGEST_WAIT_S)
                self._attempt = min(self._attempt + 1, _MOST_DOUBLINGS)
                health = Health.UNREADABLE if isinstance(loss, Unreadable) else Health.LOST
                await self._fail(health, str(loss), wait_s)
            except Exception:
                # The boundary of the stream: a bug met on one camera leaves the others alone.
                logger.exception("stream %s met an internal fault", self.source.label)
                await self._fail(Health.UNREADABLE, "internal fault", LONGEST_WAIT_S)

    async def _follow(self) -> None:
        """Follow one connection; returns when it is of no use any more."""
        session = await self._open()
        self._is_away = False
        self._heard_at_ns, self._has_heard = time.monotonic_ns(), False
        self._counted = Counters()
        self.showing.begin(session.codec, self.showing.slot.count_connection(), self._heard_at_ns)
        running = asyncio.ensure_future(session.run(self._take))
        watching = asyncio.ensure_future(self._watch_over(session))
        try:
            await asyncio.wait((running, watching), return_when=asyncio.FIRST_COMPLETED)
        finally:
            running.cancel()
            watching.cancel()
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
        if self._is_away:
            calling = asyncio.ensure_future(Session.open(self.source))
            answering = asyncio.ensure_future(self._answers(after_absence=True))
            try:
                await asyncio.wait((calling, answering), return_when=asyncio.FIRST_COMPLETED)
                if calling.done():
                    return calling.result()
            finally:
                answering.cancel()
                calling.cancel()
        async with self._doors:
            await asyncio.sleep(random.uniform(0, _STAGGER_S))
            return await Session.open(self.source)

    async def _answers(self, *, after_absence: bool) -> None:
        """Return when the camera answers, `after_absence`: when it does so again.

        It is asked anew while earlier questions may be lost on their way.
        """
        answered = asyncio.Event()

        async def ask() -> None:
            if not await answers(self.source):
                self._is_away = True
            elif self._is_away or not after_absence:
                answered.set()

        asking: set[asyncio.Task[None]] = set()
        try:
            while not answered.is_set():
                asking.add(task := asyncio.ensure_future(ask()))
                task.add_done_callback(asking.discard)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(answered.wait(), _ASK_EVERY_S)
        finally:
            for task in asking:
                task.cancel()
        if self._is_away:
            # How often it was called in vain meanwhile says nothing of it now.
            self._is_away, self._attempt = False, 0

    def _take(self, unit: AccessUnit) -> None:
        self._heard_at_ns, self._has_heard = unit.received_at_ns, True
        self._beat(unit.received_at_ns)
        if self.showing.take(unit):
            self._attempt = 0

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
                        answering = asyncio.ensure_future(self._answers(after_absence=False))
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
        """Whether what piled up on the way does not go away: a new connection begins with now."""
        pace = self.showing.pace
        return pace.is_late and now_ns - pace.late_since_ns > RECONNECT_LATE_AFTER_S * _SECOND_NS

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
            ends.add(asyncio.ensure_future(self._answers(after_absence=True)))
        try:
            await asyncio.wait(ends, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in ends:
                each.cancel()
