"""Looks at a playing stream once a second: it is silent, floods, said goodbye, or all is well."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Final

from control_room.video.rtsp import rtcp
from control_room.video.rtsp.connection import Connection
from control_room.video.rtsp.loss import CameraLost, Unreadable
from control_room.video.rtsp.rtp import Counters, RtpStream

FIRST_PICTURE_TIMEOUT_S: Final = 8
READ_TIMEOUT_S: Final = 5
# The largest cameras send 100 Mbit/s, in packets of more than a kilobyte.
MOST_BYTES_PER_S: Final = 25_000_000
MOST_FRAMES_PER_S: Final = 50_000

_TICK_S: Final = 1.0
_FLOOD_TICKS: Final = 2
_REPORT_TICKS: Final = 5


class Watch:
    """Ends the connection of a stream that is none any more; sends receiver reports meanwhile.

    Silence is counted in looks, not by the clock: a computer that slept has not looked.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        stream: RtpStream,
        counters: Counters,
        connection: Connection,
        report: Callable[[bytes], None],
    ) -> None:
        self._loop = loop
        self._stream = stream
        self._counters = counters
        self._connection = connection
        self._report = report
        self._own_source = secrets.randbits(32)
        self._looks = 0
        self._quiet_looks = 0
        self._handed = 0
        self._packets = 0
        self._goodbye_at: int | None = None
        self._flood_since = (loop.time(), 0, 0)
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Look from now on."""
        self._handed = self._stream.handed
        self._packets = self._counters.packets
        self._timer = self._loop.call_later(_TICK_S, self._look)

    def stop(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()

    def receive_control(self, data: memoryview, start: int, end: int) -> None:
        """Take in an RTCP packet.

        A goodbye counts when no packet follows it: anybody may send one.
        """
        source = self._stream.source
        if source is not None and rtcp.says_goodbye(data, start, end, source):
            self._goodbye_at = self._counters.packets

    def _look(self) -> None:
        self._timer = self._loop.call_later(_TICK_S, self._look)
        self._looks += 1
        reason = self._silence() or self._flood()
        if reason is not None:
            self._connection.end(reason)
            self.stop()
        elif self._looks % _REPORT_TICKS == 0 and self._stream.source is not None:
            stream = self._stream
            self._report(
                rtcp.receiver_report(
                    self._own_source,
                    self._stream.source,
                    stream.highest_sequence,
                    self._counters.lost,
                )
            )

    def _silence(self) -> CameraLost | None:
        """Why the stream is dead, if it is."""
        if self._stream.handed != self._handed:
            self._handed = self._stream.handed
            self._packets = self._counters.packets
            self._quiet_looks = 0
            return None
        self._quiet_looks += 1
        if self._goodbye_at == self._counters.packets:
            return CameraLost("the camera ended the stream")
        if self._quiet_looks < (READ_TIMEOUT_S if self._handed else FIRST_PICTURE_TIMEOUT_S):
            return None
        if self._counters.packets != self._packets:
            return Unreadable("packets come, and no picture")
        return CameraLost("the camera sends nothing")

    def _flood(self) -> CameraLost | None:
        """Whether more comes than a camera sends."""
        if self._looks % _FLOOD_TICKS:
            return None
        now = self._loop.time()
        frames = self._counters.packets + self._connection.interleaved.other_frames
        since, bytes_then, frames_then = self._flood_since
        self._flood_since = (now, self._counters.bytes, frames)
        elapsed_s = now - since
        if (
            self._counters.bytes - bytes_then > MOST_BYTES_PER_S * elapsed_s
            or frames - frames_then > MOST_FRAMES_PER_S * elapsed_s
        ):
            return CameraLost("sends more than a camera")
        return None
