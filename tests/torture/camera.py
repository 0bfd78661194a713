"""One connection of a camera that answers as it should, until a behaviour has it do otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.torture.packets import TICKS_A_PICTURE, Rtp

ADDRESS = "127.0.0.1"
PICTURES_A_SECOND = 25
_NAMES = {"h264": "H264/90000", "h265": "H265/90000", "mjpeg": "JPEG/90000"}


@dataclass(frozen=True)
class Request:
    """What the viewer asked."""

    method: str
    url: str
    headers: Mapping[str, str]


Answers = Mapping[str, Callable[[Request], bytes]]


def reply(
    request: Request, status: str = "200 OK", body: bytes = b"", **headers: str | bytes
) -> bytes:
    """An answer; `_` in the names of headers stands for `-`."""
    fields: dict[str, str | bytes] = {"CSeq": request.headers.get("cseq", "0")}
    if body:
        fields |= {"Content-Type": "application/sdp", "Content-Length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"RTSP/1.0 {status}".encode()]
    for name, value in fields.items():
        lines.append(f"{name}: ".encode() + (value.encode() if isinstance(value, str) else value))
    return b"\r\n".join((*lines, b"", body))


def sdp(
    codec: str = "h264", *more: str, before: Sequence[str] = (), control: str = "track1"
) -> bytes:
    """The description of one video stream."""
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=camera", "t=0 0", *before]
    lines += ["m=video 0 RTP/AVP 96", f"a=rtpmap:96 {_NAMES[codec]}", f"a=control:{control}", *more]
    return "\r\n".join((*lines, "")).encode()


class Camera:
    """A viewer's connection, and the films that can be sent over it.

    Attributes:
        films: access units by codec.
        elsewhere: host and port of another server, which nobody may be sent to.
        number: of this connection, counted over all behaviours: seeds what is random.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        films: Mapping[str, Sequence[bytes]],
        elsewhere: str,
        number: int,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self.films = films
        self.elsewhere = elsewhere
        self.random = random.Random(number)

    async def request(self) -> Request:
        """The next question; reports the viewer sends between are skipped."""
        while (first := await self._reader.readexactly(1)) == b"$":
            (length,) = struct.unpack(">xH", await self._reader.readexactly(3))
            await self._reader.readexactly(length)
        head = (first + await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *fields = head.strip().split("\r\n")
        method, url, _ = line.split(" ")
        pairs = (field.partition(":") for field in fields)
        return Request(method, url, {name.lower(): value.strip() for name, _, value in pairs})

    async def say(self, data: bytes) -> None:
        """Send these bytes, no faster than the viewer takes them."""
        self._writer.write(data)
        await self._writer.drain()

    async def frame(self, packet: bytes, channel: int = 0) -> None:
        """Send one packet between the messages."""
        await self.say(struct.pack(">cBH", b"$", channel, len(packet)) + packet)

    async def packets(self, packets: Sequence[bytes], channel: int = 0) -> None:
        """Send several."""
        for packet in packets:
            await self.frame(packet, channel)

    async def converse(
        self,
        answers: Answers | None = None,
        stream: Callable[[], Awaitable[None]] | None = None,
        codec: str = "h264",
    ) -> None:
        """Answer until the viewer leaves; after PLAY, `stream` runs, by default the film."""
        usual: Answers = {
            "DESCRIBE": lambda request: reply(request, body=sdp(codec)),
            "SETUP": lambda request: reply(
                request,
                Transport="RTP/AVP/TCP;unicast;interleaved=0-1",
                Session="12345678;timeout=60",
            ),
            "PLAY": lambda request: reply(request, Session="12345678"),
        }
        script = {**usual, **(answers or {})}
        playing: asyncio.Future[None] | None = None
        try:
            while True:
                request = await self.request()
                await self.say(script.get(request.method, _well)(request))
                if request.method == "PLAY":
                    play = stream or (lambda: self.film(codec))
                    playing = asyncio.ensure_future(play())
        finally:
            if playing is not None:
                playing.cancel()
                with contextlib.suppress(asyncio.CancelledError, OSError):
                    await playing

    async def film(
        self,
        codec: str = "h264",
        rtp: Rtp | None = None,
        *,
        pictures: int | None = None,
        change: Callable[[int, list[bytes]], list[bytes]] = lambda _, packets: packets,
        time_of: Callable[[int], int] = lambda number: number * TICKS_A_PICTURE,
        between: Callable[[int], Awaitable[None]] | None = None,
        send: Callable[[bytes], Awaitable[None]] | None = None,
    ) -> None:
        """Send the film at its speed, over and over.

        Args:
            pictures: stop after so many.
            change: gets the number and the packets of each picture, gives what is sent instead.
            time_of: the RTP time of a picture.
            between: called before each picture.
            send: takes each packet; by default it goes between the messages.
        """
        send = send or self.frame
        rtp = rtp or Rtp()
        units = self.films[codec]
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for number in itertools.count() if pictures is None else range(pictures):
            if between is not None:
                await between(number)
            unit = units[number % len(units)]
            for packet in change(number, rtp.picture(codec, unit, time_of(number))):
                await send(packet)
            due_s = began_s + (number + 1) / PICTURES_A_SECOND
            await asyncio.sleep(max(0.0, due_s - loop.time()))

    @contextlib.contextmanager
    def datagrams(self, *, stranger: bool = False) -> Iterator[Datagrams]:
        """A port to send packets from: the camera's, or somebody else's."""
        address = self.elsewhere.partition(":")[0] if stranger else ADDRESS
        with socket.socket(type=socket.SOCK_DGRAM) as line:
            line.bind((address, 0))
            yield Datagrams(line)

    async def stay(self) -> None:
        """Send nothing."""

    async def nothing(self) -> None:
        """Stay, without a word, until the viewer leaves."""
        while await self._reader.read(65536):
            pass

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        plain = self._writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.close()

    def hang_up(self) -> None:
        """Close the connection once all is sent."""
        self._writer.close()

    def half_close(self) -> None:
        """Say that nothing more will come, and keep listening."""
        self._writer.write_eof()


class Datagrams:
    """Sends packets over UDP.

    Attributes:
        port: of the viewer, known once it has asked for the stream.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self.port = 0

    def answers(self) -> Answers:
        """The answer to SETUP."""

        def set_up(request: Request) -> bytes:
            asked = request.headers["transport"]
            ports = asked.partition("client_port=")[2].partition(";")[0]
            self.port = int(ports.partition("-")[0])
            here = self._line.getsockname()[1]
            transport = f"RTP/AVP;unicast;client_port={ports};server_port={here}-{here + 1}"
            return reply(request, Transport=transport, Session="12345678;timeout=60")

        return {"SETUP": set_up}

    async def send(self, packet: bytes) -> None:
        """Send one; nobody minds if it gets lost."""
        with contextlib.suppress(OSError):
            self._line.sendto(packet, (ADDRESS, self.port))


def _well(request: Request) -> bytes:
    return reply(request, Public="OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER")
