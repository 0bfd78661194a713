"""The camera host: a child process that receives and decodes a group of streams for the console.

It holds no key, no database and no screen; what it knows comes through its pipe, and it ends when
the pipe does. Only `serve` is called from outside, by the process that starts it.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from typing import Any, Final
from urllib.parse import quote

import av.logging
import cv2

from control_room.video.frames import SlotWriter
from control_room.video.live import LiveStream
from control_room.video.orders import Pipe, StreamKey, StreamSource, key_of
from control_room.video.picture import png_of
from control_room.video.ring import NotInRing, decode_last, stream_bytes
from control_room.video.scale import Scaler

HEARTBEAT_S: Final = 0.5
STUCK_AFTER_S: Final = 30.0

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38


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
    """Obeys the console's orders, one after the other."""

    def __init__(self, pipe: Pipe, log: LogToConsole) -> None:
        self._pipe = pipe
        self._log = log
        self._streams: dict[StreamKey, LiveStream] = {}

    def run(self) -> None:
        """Obey until told to stop or until the console is gone."""
        try:
            while True:
                self._pipe.send({"say": "alive"})
                beat_at = time.monotonic() + HEARTBEAT_S
                while (left_s := beat_at - time.monotonic()) > 0:
                    if self._pipe.poll(left_s):
                        words, _ = self._pipe.receive()
                        if words["do"] == "stop":
                            return
                        self._obey(words)
                if self._is_stuck():
                    return
        except (EOFError, OSError):
            return

    def _obey(self, order: dict[str, Any]) -> None:
        key = key_of(order)
        match order["do"]:
            case "open":
                self._open(key, order)
            case "resize":
                slot = SlotWriter(order["slot"]) if order["slot"] else None
                self._streams[key].resize(slot, (order["width_px"], order["height_px"]))
            case "close":
                self._streams.pop(key).close()
            case "retry":
                self._streams[key].retry()
            case "cut":
                threading.Thread(
                    target=self._cut,
                    args=(self._streams[key], order["request"], order["sequence"]),
                    name=f"cut {key[0]}",
                    daemon=True,
                ).start()

    def _open(self, key: StreamKey, order: dict[str, Any]) -> None:
        if order["password"]:
            self._log.hide(order["password"])
            self._log.hide(quote(order["password"], safe=""))
        source = StreamSource(
            camera=key[0],
            stream=key[1],
            url=order["url"],
            transport=order["transport"],
            username=order["username"],
            password=order["password"],
        )
        size_px = order["width_px"], order["height_px"]
        self._streams[key] = LiveStream(source, SlotWriter(order["slot"]), size_px)
        self._streams[key].start()

    def _cut(self, live: LiveStream, request: int, sequence: int | None) -> None:
        """Answer with the picture, or with the fact that there is none."""
        try:
            group = live.ring.group(sequence)
            frame = decode_last(group)
        except NotInRing:
            self._pipe.send({"say": "no shot", "request": request})
            return
        last = group[-1]
        self._pipe.send(
            {
                "say": "shot",
                "request": request,
                "width_px": frame.width,
                "height_px": frame.height,
                "sequence": last.sequence,
                "pts_90khz": frame.pts,
                "received_at_ns": last.received_at_ns,
                "wall_ns": last.wall_ns,
                "connection": last.connection,
                "health": live.health,
                "codec": last.codec.name,
            },
            png_of(Scaler().bgr(frame)),
            stream_bytes(group),
        )

    def _is_stuck(self) -> bool:
        """Whether a stream hangs where no time-out reaches; only a new process helps then."""
        oldest_ns = time.monotonic_ns() - round(STUCK_AFTER_S * 1e9)
        stuck = [live.name for live in self._streams.values() if live.moving_at_ns < oldest_ns]
        if stuck:
            logging.getLogger(__name__).error("streams %s hang: the host ends", ", ".join(stuck))
        return bool(stuck)


def serve(connection: Connection, nice: int) -> None:
    """Be a camera host: the target of the child process. Does not return."""
    _take_precautions(nice)
    pipe = Pipe(connection)
    log = LogToConsole(pipe)
    root = logging.getLogger()
    root.handlers = [log]
    root.setLevel(logging.INFO)
    threading.excepthook = _log_fault
    Host(pipe, log).run()
    # Threads may be waiting inside FFmpeg; nothing here needs putting away.
    os._exit(0)


def _log_fault(fault: threading.ExceptHookArgs) -> None:
    """Send the traceback of a thread that failed to the console's log."""
    name = fault.thread.name if fault.thread else "?"
    logging.getLogger(__name__).error("thread %s failed", name, exc_info=fault.exc_value)


def _take_precautions(nice: int) -> None:
    """Give way to the console, end with it, gain no rights, say nothing on the terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the console's, which then stops us
    if hasattr(os, "nice"):
        os.nice(nice)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    av.logging.set_level(None)  # FFmpeg's own lines carry addresses with passwords
    cv2.setNumThreads(1)
