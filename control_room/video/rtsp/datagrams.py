"""The UDP ports that a camera sends to: an even one for RTP, the next for RTCP.

They are read without a transport of asyncio's, which would take one datagram in a turn of the loop.
Needs a loop with `add_reader`: on Windows that is the selector loop.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Final

from control_room.video.rtsp.loss import CameraLost
from control_room.video.rtsp.rtp import Counters

# A key picture of 4K arrives in one burst.
RECEIVE_BUFFER_BYTES: Final = 1024 * 1024
MOST_IN_A_TURN: Final = 64
MOST_BYTES_IN_A_TURN: Final = 256 * 1024

_LARGEST_DATAGRAM_BYTES: Final = 64 * 1024
_TRIES: Final = 16

Receive = Callable[[memoryview, int, int], None]


class Datagrams:
    """Two ports on the address that the camera was reached from; hears that camera only."""

    def __init__(
        self, here: str, camera: str, family: socket.AddressFamily, counters: Counters
    ) -> None:
        """Open the ports.

        Raises:
            CameraLost: there is no pair of free ports.
        """
        self._camera = camera
        self._counters = counters
        self._rtp, self._rtcp = _pair(here, family)
        self._buffer = memoryview(bytearray(_LARGEST_DATAGRAM_BYTES))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rtcp_port = 0
        self.ports = (self._rtp.getsockname()[1], self._rtcp.getsockname()[1])

    def reports_go_to(self, port: int) -> None:
        """Where the camera listens for RTCP."""
        self._rtcp_port = port

    def start(
        self,
        loop: asyncio.AbstractEventLoop,
        receive: Receive,
        receive_control: Receive,
        failed: Callable[[Exception], None],
    ) -> None:
        """Hand over each datagram from now on; those that came before are still there."""
        self._loop = loop
        loop.add_reader(self._rtp, self._read, self._rtp, receive, failed)
        loop.add_reader(self._rtcp, self._read, self._rtcp, receive_control, failed)

    def report(self, packet: bytes) -> None:
        """Send RTCP; nobody minds if it gets lost."""
        if self._rtcp_port:
            try:
                self._rtcp.sendto(packet, (self._camera, self._rtcp_port))
            except OSError:
                self._rtcp_port = 0  # not wanted there

    def close(self) -> None:
        """Close both ports."""
        for line in (self._rtp, self._rtcp):
            if self._loop is not None:
                self._loop.remove_reader(line)
            line.close()

    def _read(
        self, line: socket.socket, receive: Receive, failed: Callable[[Exception], None]
    ) -> None:
        buffer = self._buffer
        allowed = MOST_BYTES_IN_A_TURN
        try:
            for _ in range(MOST_IN_A_TURN):
                size, sender = line.recvfrom_into(buffer)
                if sender[0] == self._camera:
                    self._counters.bytes += size
                    receive(buffer, 0, size)
                allowed -= size
                if allowed < 0 or line.fileno() < 0:
                    break
        except (BlockingIOError, ConnectionError):
            return
        except Exception as error:  # noqa: BLE001 - told to whoever runs the session, as it is
            failed(error)


def _pair(here: str, family: socket.AddressFamily) -> tuple[socket.socket, socket.socket]:
    """The two sockets, on an even port and the next."""
    for _ in range(_TRIES):
        first = _open(family)
        second = _open(family)
        try:
            first.bind((here, 0))
            port = first.getsockname()[1]
            second.bind((here, port ^ 1))
        except OSError:
            first.close()
            second.close()
            continue
        return (second, first) if port & 1 else (first, second)
    raise CameraLost("this computer has no free pair of UDP ports")


def _open(family: socket.AddressFamily) -> socket.socket:
    line = socket.socket(family, socket.SOCK_DGRAM)
    line.setblocking(False)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    return line
