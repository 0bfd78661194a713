"""The camera host: a child process that receives and decodes a group of streams for the console.

It holds no key, no database and no screen; what it knows comes through its pipe, and it ends when
the pipe does. All of its streams are received, decoded and scaled in one asyncio loop on one
thread: to hand pictures from thread to thread costs more than it gains. What may take long, whole
shots and replays, runs on workers. Only `serve` is called from outside, by the process that starts
it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, Final
from urllib.parse import quote

import av.logging
import cv2

from control_room.domain.camera import Health, Mask
from control_room.video.doors import Doors
from control_room.video.live import LiveStream
from control_room.video.orders import Pipe, StreamKey, StreamSource, key_of
from control_room.video.picture import png_of
from control_room.video.replay import Replay
from control_room.video.rest import new_loop
from control_room.video.ring import Budget, Group, NotInRing, Ring, decode_last, stream_bytes
from control_room.video.sandbox import confine
from control_room.video.scale import Scaler
from control_room.video.showing import Showing
from control_room.video.slot_writer import SlotWriter

logger = logging.getLogger(__name__)

HEARTBEAT_S: Final = 0.25
HANDSHAKES_AT_ONCE: Final = 8
# A connection that ended leaves cycles with large buffers behind. Python counts objects, not their
# bytes: left alone it would keep them for hours.
COLLECT_EVERY_S: Final = 5.0

_BEAT_NS: Final = round(HEARTBEAT_S * 0.9e9)
_PR_SET_PDEATHSIG: Final = 1


class LogToConsole(logging.Handler):
    """Sends what is logged to the console's log; passwords never leave, whoever wrote them."""

    def __init__(self, pipe: Pipe) -> None:
        super().__init__(logging.INFO)
        self._pipe = pipe
        self._secrets: set[str] = set()

    def hide(self, secret: str) -> None:
        """Keep this out of every line from now on."""
        self._secrets.add(secret)

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record; without a console there is nobody to tell."""
        text = self.format(record)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        with contextlib.suppress(OSError):
            self._pipe.send({"say": "log", "level": record.levelno, "text": text})


class Host:
    """Obeys the console's orders, one after the other.

    Args:
        orders: the first message, which says how to work.
    """

    def __init__(self, pipe: Pipe, log: LogToConsole, orders: dict[str, Any]) -> None:
        self._pipe = pipe
        self._log = log
        self._hardware = orders["hardware"]
        self._budget = Budget(orders["ring_budget_bytes"])
        self._beat_at_ns = 0
        self._doors = Doors(HANDSHAKES_AT_ONCE)
        self._streams: dict[StreamKey, LiveStream] = {}
        self._replays: dict[int, Replay] = {}
        self._cuts = ThreadPoolExecutor(2, "cut")
        # One for all replays: they are looked at by one person, one after the other.
        self._replayer = ThreadPoolExecutor(1, "replay")

    async def run(self) -> None:
        """Obey until told to stop; the end of the console ends the process."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_fault)

        def obey() -> None:
            # Blocked all but always; and there when the loop hangs and the console ends.
            with contextlib.suppress(EOFError, OSError):
                while (words := self._pipe.receive()[0])["do"] != "stop":
                    loop.call_soon_threadsafe(self._obey, words)
            os._exit(0)

        threading.Thread(target=obey, name="orders", daemon=True).start()
        collect_at_s = loop.time()
        while True:
            self._beat(time.monotonic_ns())
            if loop.time() >= collect_at_s:
                gc.collect()
                collect_at_s = loop.time() + COLLECT_EVERY_S
            await asyncio.sleep(HEARTBEAT_S)

    def _beat(self, now_ns: int) -> None:
        """Say that the loop does not hang, within a turn too, which many streams make long."""
        if now_ns - self._beat_at_ns >= _BEAT_NS:
            self._beat_at_ns = now_ns
            self._pipe.send({"say": "alive"})

    def _obey(self, order: dict[str, Any]) -> None:
        match order["do"]:
            case "open":
                self._open(order)
            case "use":
                slot = SlotWriter(order["slot"]) if order["slot"] else None
                self._streams[key_of(order)].use(slot, _size(order), order["keep_s"])
            case "suspect":
                showing = self._streams[key_of(order)].showing
                showing.suspect(Health(order["health"]), order["since_ns"])
            case "close":
                self._streams.pop(key_of(order)).close()
            case "retry":
                self._streams[key_of(order)].retry()
            case "cut":
                self._cut(self._streams[key_of(order)], order)
            case "replay":
                self._replay(self._streams.get(key_of(order)), order)
            case "stop replay":
                if replay := self._replays.pop(order["number"], None):
                    replay.close()

    def _open(self, order: dict[str, Any]) -> None:
        source = StreamSource.of(order["source"])
        if source.password:
            self._log.hide(source.password)
            self._log.hide(quote(source.password, safe=""))
        live = LiveStream(source, self._doors, self._beat)
        ring = Ring(order["keep_s"], self._budget)
        slot = SlotWriter(order["slot"])
        masks = tuple(Mask(tuple((x, y) for x, y in points)) for points in order["masks"])
        showing = Showing(source, slot, ring, _size(order), live.say, self._hardware, masks)
        if suspect := order["suspect"]:
            showing.suspect(Health(suspect["health"]), suspect["since_ns"])
        live.start(showing)
        self._streams[source.camera, source.stream] = live

    def _cut(self, live: LiveStream, order: dict[str, Any]) -> None:
        """Have the picture decoded; answer with it, or with the fact that there is none."""
        request, connection = order["request"], order["connection"]
        try:
            group = live.showing.ring.group(order["sequence"])
        except NotInRing:
            group = None
        if group is None or connection not in (None, group.connection):
            self._pipe.send({"say": "no shot", "request": request})
            return
        health = live.showing.health_of(group.last) or _unseen(live.health)
        self._cuts.submit(self._answer, group, request, health, live.showing.masks)

    def _answer(self, group: Group, request: int, health: Health, masks: Sequence[Mask]) -> None:
        """On a worker."""
        try:
            frame = decode_last(group)
        except NotInRing:
            self._pipe.send({"say": "no shot", "request": request})
            return
        last = group.units[-1]
        self._pipe.send(
            {
                "say": "shot",
                "request": request,
                "width_px": frame.width,
                "height_px": frame.height,
                "sequence": group.last,
                "pts_90khz": last.pts_90khz,
                "received_at_ns": last.received_at_ns,
                "wall_ns": last.wall_ns,
                "connection": group.connection,
                "health": health,
                "codec": group.codec.name,
            },
            png_of(Scaler(masks).bgr(frame)),
            b"" if masks else stream_bytes(group),  # the packets show what is behind a mask
        )

    def _replay(self, live: LiveStream | None, order: dict[str, Any]) -> None:
        groups = live.showing.ring.since(order["from_ns"]) if live else []
        self._replays[order["number"]] = Replay(
            groups,
            order["from_ns"],
            SlotWriter(order["slot"]),
            (order["width_px"], order["height_px"]),
            Scaler(live.showing.masks if live else ()),
            self._replayer,
        )


def _unseen(health: Health) -> Health:
    """The state of a picture that nobody looked at: it is not live, even if the stream is."""
    return Health.RECEIVED if health is Health.LIVE else health


def _size(order: dict[str, Any]) -> tuple[int, int] | None:
    return (order["width_px"], order["height_px"]) if order["width_px"] else None


def serve(connection: Connection, nice: int) -> None:
    """Be a camera host: the target of the child process. Does not return."""
    _take_precautions(nice)
    pipe = Pipe(connection)
    log = LogToConsole(pipe)
    root = logging.getLogger()
    root.handlers = [log]
    root.setLevel(logging.INFO)
    # What is here by now stays: no need to look through it for garbage again.
    gc.freeze()
    with contextlib.suppress(EOFError, OSError):
        orders, _ = pipe.receive()
        logger.info("confined in %s", ", ".join(confine(orders["memory_bytes"])) or "nothing")
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(_run(pipe, log, orders))
    os._exit(0)


async def _run(pipe: Pipe, log: LogToConsole, orders: dict[str, Any]) -> None:
    await Host(pipe, log, orders).run()


def _log_fault(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Send what failed, with its traceback, to the console's log."""
    logger.error("%s", context.get("message"), exc_info=context.get("exception"))


def _take_precautions(nice: int) -> None:
    """Give way to the console, end with it, say nothing on the terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the console's, which then stops us
    if sys.platform == "linux":
        # The parent is the process that forks the hosts, which ends with the console.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if hasattr(os, "nice"):
        os.nice(nice)
    av.logging.set_level(None)  # FFmpeg's own lines carry addresses with passwords
    cv2.setNumThreads(1)
