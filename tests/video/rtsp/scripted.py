"""A camera of a few lines that keeps to a script: well-behaved but for what a test asks."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from control_room.domain.camera import CameraId, Stream
from control_room.video.orders import StreamSource
from control_room.video.rtsp import AccessUnit, CameraLost, CameraRefused, Session
from tests.video.rtsp.packets import PICTURE_TICKS, packet

DESCRIPTION = b"v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n"
Answer = bytes | Callable[[dict[str, str]], bytes]
Play = Callable[[asyncio.StreamWriter], Awaitable[None]]


def frame(data: bytes, channel: int = 0) -> bytes:
    """An interleaved frame."""
    return bytes([0x24, channel]) + len(data).to_bytes(2) + data


def picture(number: int) -> bytes:
    """A picture in one frame."""
    unit = b"\x65\x80" + number.to_bytes(4)
    return frame(packet(unit, number, number * PICTURE_TICKS, marker=True))


def ok(number: str, headers: str = "", body: bytes = b"") -> bytes:
    """The answer of a camera in a good mood."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{headers}{length}\r\n".encode() + body


class ScriptedCamera:
    """Answers each method as the script says, and otherwise as a camera does; then plays.

    Attributes:
        asked: every request's head, as it came.
    """

    def __init__(self, script: dict[str, Answer], play: Play | None) -> None:
        self._script = script
        self._play = play
        self.asked: list[str] = []
        self.connections = 0
        self.port = 0

    def source(self, scheme: str = "rtsp", **differs: str) -> StreamSource:
        url = f"{scheme}://127.0.0.1:{self.port}/live"
        return StreamSource(CameraId(1), Stream.SUB, url, **differs)  # type: ignore[arg-type]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                head = head[head.index(next(filter(str.isalpha, head))) :]
                self.asked.append(head)
                method = head.split(" ")[0]
                headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                writer.write(self._answer(method, headers))
                if method == "PLAY" and self._play is not None:
                    await self._play(writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # nobody is there any more
        finally:
            writer.transport.abort()

    def _answer(self, method: str, headers: dict[str, str]) -> bytes:
        scripted = self._script.get(method)
        if scripted is not None:
            said = scripted if isinstance(scripted, bytes) else scripted(headers)
            return said.replace(b"{n}", headers["CSeq"].encode())
        extra = {
            "OPTIONS": "Public: DESCRIBE, SETUP, PLAY, GET_PARAMETER\r\n",
            "SETUP": "Session: 12;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n",
        }.get(method, "")
        return ok(headers["CSeq"], extra, DESCRIPTION if method == "DESCRIBE" else b"")


@asynccontextmanager
async def scripted(
    script: dict[str, Answer] | None = None,
    play: Play | None = None,
    context: ssl.SSLContext | None = None,
) -> AsyncIterator[ScriptedCamera]:
    """A camera that runs for the time of the block."""
    camera = ScriptedCamera(script or {}, play)
    server = await asyncio.start_server(camera.serve, "127.0.0.1", 0, ssl=context)
    camera.port = server.sockets[0].getsockname()[1]
    try:
        yield camera
    finally:
        server.close()


async def units_until_lost(source: StreamSource) -> tuple[list[AccessUnit], Exception]:
    """All units of a stream, and why it ended."""
    units: list[AccessUnit] = []
    session = await Session.open(source)
    try:
        await session.run(units.append)
    except (CameraLost, CameraRefused) as error:
        return units, error
    finally:
        session.close()
