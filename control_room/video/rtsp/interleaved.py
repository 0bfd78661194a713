"""The TCP connection to a camera: RTSP messages and RTP packets, told apart as they come.

The bytes go from the kernel into one buffer and from there, packet by packet, into the picture
under way: nothing is allocated for a packet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from control_room.video.rtsp import messages
from control_room.video.rtsp.loss import CameraLost
from control_room.video.rtsp.messages import Message
from control_room.video.rtsp.rtp import Counters

# One turn of the loop takes in no more of one camera than this; the longest frame fits twice.
BUFFER_BYTES: Final = 128 * 1024

_FRAME: Final = 0x24  # "$", channel, length in two bytes
_FRAME_HEADER_BYTES: Final = 4
_LINE_ENDS: Final = b"\r\n"

Receive = Callable[[memoryview, int, int], None]


class Interleaved(asyncio.BufferedProtocol):
    """Splits what comes; whatever goes wrong ends the connection and is told once.

    Attributes:
        receive: for each RTP packet: the buffer, where the packet begins, where it ends.
        receive_control: the same for RTCP.
        channel: of RTP; RTCP has the next one.
        other_frames: messages, and packets of no channel of ours; they cost work all the same.
    """

    def __init__(
        self,
        counters: Counters,
        heard: Callable[[Message], None],
        ended: Callable[[Exception], None],
    ) -> None:
        self.receive: Receive = _ignore
        self.receive_control: Receive = _ignore
        self.channel = 0
        self.other_frames = 0
        self._counters = counters
        self._heard = heard
        self._ended = ended
        self._buffer = bytearray(BUFFER_BYTES)
        self._view = memoryview(self._buffer)
        self._end = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the loop's signature
        """Where the next bytes go; called by the loop."""
        return self._view[self._end :]

    def buffer_updated(self, nbytes: int) -> None:
        """These many bytes more; called by the loop."""
        self._counters.bytes += nbytes
        self._end += nbytes
        try:
            self._split()
        except Exception as error:  # noqa: BLE001 - told to whoever runs the session, as it is
            self._fail(error)

    def eof_received(self) -> None:
        """The camera says nothing more; the loop closes the connection."""
        self._ended(CameraLost("the camera ended the connection"))

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed; called by the loop."""
        if exc is None or isinstance(exc, OSError):
            exc = CameraLost("the connection broke")
        self._ended(exc)

    def _fail(self, error: Exception) -> None:
        self._end = 0
        self._ended(error)
        if self._transport is not None:
            self._transport.abort()

    def _split(self) -> None:
        """Take whole frames and messages out of the buffer; keep the begun one."""
        buffer, view = self._buffer, self._view
        receive, channel = self.receive, self.channel
        start, end = 0, self._end
        while start + _FRAME_HEADER_BYTES <= end:
            if buffer[start] != _FRAME:
                after = self._message(start, end)
                if after is None:
                    break
                start = after
                receive, channel = self.receive, self.channel  # an answer may have set them
                continue
            begin = start + _FRAME_HEADER_BYTES
            after = begin + (buffer[start + 2] << 8 | buffer[start + 3])
            if after > end:
                break
            if buffer[start + 1] == channel:
                receive(view, begin, after)
            else:
                self.other_frames += 1
                if buffer[start + 1] == channel + 1:
                    self.receive_control(view, begin, after)
            start = after
        if 0 < start < end:
            view[: end - start] = view[start:end]
        self._end = end - start

    def _message(self, start: int, end: int) -> int | None:
        """Read the message at `start`; where it ends, None while it is not all there."""
        if self._buffer[start : start + 2] == _LINE_ENDS:
            return start + 2  # some cameras put an empty line between messages
        found = messages.read(self._buffer, start, end)
        if found is None:
            return None
        message, after = found
        self.other_frames += 1
        self._heard(message)
        return after


def _ignore(data: memoryview, start: int, end: int) -> None:
    """Before SETUP there is no stream to have packets."""
