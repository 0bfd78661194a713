"""How the streams of a host call at their cameras: few at once, and none is pestered.

Which of two streams asks makes no difference, so there is one door for each address, and one
question at a time is put to it. A question is OPTIONS without credentials, on a connection of its
own, and has one second. While a stream waits for a camera that does not answer, it is put every
second, after five minutes every five; one that answers, and is of no use for another reason, is
asked every five seconds, or when one more stream begins to wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable
from typing import Final
from weakref import WeakValueDictionary

from control_room.video.orders import StreamSource
from control_room.video.rtsp import answers

ASK_EVERY_S: Final = 1.0
ASK_SELDOM_EVERY_S: Final = 5.0
SOON_BACK_S: Final = 300.0  # longer than a camera takes to start, or somebody to replug a cable


class Door:
    """What is known of whether a camera answers at its address.

    Attributes:
        is_away: it did not answer when asked last.
        returns: how often it answered after it had not.
    """

    def __init__(self, source: StreamSource) -> None:
        self.is_away = False
        self.returns = 0
        self._source = source
        self._asked = self._answered = 0  # numbers of questions
        self._asked_at_s = self._away_since_s = -math.inf
        self._waiting = 0
        self._one_more = asyncio.Event()
        self._heard = asyncio.Condition()
        self._asking: asyncio.Task[None] | None = None

    async def answers(self) -> None:
        """Return when it answers a question that is put from now on."""
        asked = self._asked
        await self._wait(lambda: self._answered > asked)

    async def answers_again(self, returns: int) -> None:
        """Return when it has answered again more often than so many times."""
        await self._wait(lambda: self.returns > returns)

    async def _wait(self, is_so: Callable[[], bool]) -> None:
        self._waiting += 1
        self._one_more.set()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().create_task(self._ask_on())
        try:
            async with self._heard:
                await self._heard.wait_for(is_so)
        finally:
            self._waiting -= 1

    async def _ask_on(self) -> None:
        """Ask, as long as somebody waits for the answer."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            await asyncio.sleep(self._asked_at_s + ASK_EVERY_S - loop.time())
            if not self.is_away or loop.time() - self._away_since_s > SOON_BACK_S:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout_at(self._asked_at_s + ASK_SELDOM_EVERY_S):
                        await self._one_more.wait()
            self._one_more.clear()
            if self._waiting:
                await self._ask()

    async def _ask(self) -> None:
        self._asked += 1
        self._asked_at_s = asyncio.get_running_loop().time()
        if await answers(self._source):
            self._answered = self._asked
            self.returns += self.is_away
            self.is_away = False
        elif not self.is_away:
            self.is_away, self._away_since_s = True, self._asked_at_s
        async with self._heard:
            self._heard.notify_all()


class Doors:
    """All doors of a host, each there as long as a stream knows it.

    Attributes:
        calling: taken by who calls at one; a few at once do not make each other wait.
    """

    def __init__(self, at_once: int) -> None:
        self.calling = asyncio.Semaphore(at_once)
        self._doors: WeakValueDictionary[str, Door] = WeakValueDictionary()

    def of(self, source: StreamSource) -> Door:
        """The door that all streams from this address share."""
        address = "/".join(source.url.split("/", 3)[:3])
        return self._doors.setdefault(address, Door(source))
