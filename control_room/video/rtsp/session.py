"""A session with one stream of a camera: every wait has an end, no text carries a password."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Final, NoReturn

from control_room.video.orders import StreamSource
from control_room.video.rtsp.access_unit import AccessUnit, Codec
from control_room.video.rtsp.address import Address
from control_room.video.rtsp.connection import Connection, speaks_rtsp
from control_room.video.rtsp.datagrams import Datagrams
from control_room.video.rtsp.h26x import H264, H265
from control_room.video.rtsp.jpeg import Jpeg
from control_room.video.rtsp.loss import CameraLost, CameraRefused, Unreadable
from control_room.video.rtsp.messages import Message
from control_room.video.rtsp.patience import patience
from control_room.video.rtsp.payload import Payload
from control_room.video.rtsp.reorder import Reorder
from control_room.video.rtsp.rtp import Counters, RtpStream
from control_room.video.rtsp.sdp import Video, video_of
from control_room.video.rtsp.watch import Watch

HANDSHAKE_TIMEOUT_S: Final = 8.0

_ANSWERS_WITHIN_S: Final = 1.0
_KEEP_ALIVE_S: Final = (5.0, 30.0)  # the least and the most between two signs of life
_USUAL_TIMEOUT_S: Final = 60  # RFC 2326, 12.37
_MOST_EARLY_BYTES: Final = 16 * 1024 * 1024
_SESSION: Final = re.compile(r"([!-:<-~]{1,256})\s*(?:;\s*timeout\s*=\s*(\d{1,5}))?")
_CHANNELS: Final = re.compile(r"interleaved\s*=\s*(\d{1,3})")
_SERVER_PORTS: Final = re.compile(r"server_port\s*=\s*(\d{1,5})(?:-(\d{1,5}))?")
_PAYLOADS: Final[dict[str, Callable[[], Payload]]] = {"h264": H264, "hevc": H265, "mjpeg": Jpeg}


class Session:
    """An open stream; `run` hands over its pictures until it ends, which is always an error.

    Belongs to one loop and its thread.

    Attributes:
        codec: what a decoder must know beforehand.
        counters: what came so far.
    """

    def __init__(self, source: StreamSource) -> None:
        self._address = Address(source.url)
        self._transport = source.transport
        self.codec = Codec("", b"")
        self.counters = Counters()
        self._connection = Connection(source, self._address, self.counters)
        self._datagrams: Datagrams | None = None
        self._reorder: Reorder | None = None
        self._early: list[AccessUnit] = []
        self._early_bytes = 0
        self._stream: RtpStream | None = None
        self._watch: Watch | None = None
        self._url = self._stream_url = self._address.url
        self._headers: dict[str, str] = {}
        self._keep_alive_s = _USUAL_TIMEOUT_S / 2
        self._keep_alive_method = "OPTIONS"

    @classmethod
    async def open(cls, source: StreamSource) -> Session:
        """Have the camera play the stream; its first pictures wait for `run`.

        Raises:
            CameraRefused: wrong or missing credentials.
            CameraLost: nobody answers in time, or there is no such stream.
            Unreadable: what the camera says cannot be used.
        """
        session = cls(source)
        try:
            async with patience(HANDSHAKE_TIMEOUT_S):
                await session._connection.connect()
                video = await session._describe()
                await session._set_up(video)
                await session._play()
        except TimeoutError:
            session.close()
            raise CameraLost("the camera answers too slowly") from None
        except BaseException:
            session.close()
            raise
        return session

    async def run(self, take: Callable[[AccessUnit], None]) -> NoReturn:
        """Call `take` for every unit, in the loop's thread, the moment its last packet is in.

        Raises:
            CameraLost: the camera hung up, fell silent, or sends more than a camera.
            CameraRefused: it does not accept the credentials any more.
            Unreadable: packets come, and no pictures.
            Exception: whatever `take` raised.
        """
        assert self._stream is not None
        assert self._watch is not None
        stream, watch, connection = self._stream, self._watch, self._connection
        loop = asyncio.get_running_loop()
        for unit in self._early:
            take(unit)
        self._early.clear()
        stream.hand_over = take
        if self._datagrams is not None:
            self._reorder = Reorder(stream, self.counters, loop)
            self._datagrams.start(
                loop, self._reorder.receive, watch.receive_control, connection.end
            )
        connection.resume()
        watch.start()
        keeping = loop.create_task(self._keep_alive())
        try:
            raise await asyncio.shield(connection.over)
        finally:
            keeping.cancel()
            watch.stop()

    def close(self) -> None:
        """Hang up; TEARDOWN is sent, and not waited for."""
        if self._stream is not None:
            self._stream.hand_over = _ignore
        if self._watch is not None:
            self._watch.stop()
        if self._reorder is not None:
            self._reorder.close()
            self._reorder = None
        if self._datagrams is not None:
            self._datagrams.close()
            self._datagrams = None
        if self._headers:
            self._connection.farewell(self._url, self._headers)
            self._headers = {}
        self._connection.close()

    async def _describe(self) -> Video:
        """What the camera sends."""
        ask, demand, url = self._connection.ask, self._connection.demand, self._address.url
        options = await ask("OPTIONS", url)
        if "GET_PARAMETER" in options.header("public").upper():
            self._keep_alive_method = "GET_PARAMETER"
        answer = await demand("DESCRIBE", url, {"Accept": "application/sdp"})
        video = video_of(answer.body)
        base = answer.header("content-base") or answer.header("content-location")
        self._url = self._address.of(base, video.session_control)
        self.codec = video.codec
        self._stream_url = self._address.of(base, video.control)
        return video

    async def _set_up(self, video: Video) -> None:
        """Agree on the way the packets take."""
        if self._transport == "udp":
            here, camera, family = self._connection.ends
            self._datagrams = Datagrams(here, camera, family, self.counters)
            ports = "{}-{}".format(*self._datagrams.ports)
            asked = f"RTP/AVP;unicast;client_port={ports}"
        else:
            asked = "RTP/AVP/TCP;unicast;interleaved=0-1"
        answer = await self._connection.demand("SETUP", self._stream_url, {"Transport": asked})
        self._remember_session(answer)
        told = answer.header("transport")
        self._stream = RtpStream(
            _PAYLOADS[video.codec.name](),
            video.payload_type,
            video.clock_hz,
            self.counters,
            self._keep_early,
        )
        self._watch = Watch(
            asyncio.get_running_loop(), self._stream, self.counters, self._connection, self._report
        )
        if self._datagrams is not None:
            ports_told = _SERVER_PORTS.search(told)
            if ports_told and ports_told[2]:
                self._datagrams.reports_go_to(min(int(ports_told[2]), 0xFFFF))
        else:
            channels = _CHANNELS.search(told)
            if "/TCP" not in told.upper() or (channels and int(channels[1]) > 254):
                raise Unreadable("the camera sends another way than it was asked")
            self._connection.interleaved.channel = int(channels[1]) if channels else 0
            self._connection.interleaved.receive = self._stream.receive
            self._connection.interleaved.receive_control = self._watch.receive_control

    def _remember_session(self, answer: Message) -> None:
        found = _SESSION.fullmatch(answer.header("session"))
        if found is None:
            raise Unreadable("a session without a name")
        self._headers = {"Session": found[1]}
        timeout_s = int(found[2] or _USUAL_TIMEOUT_S)
        least, most = _KEEP_ALIVE_S
        self._keep_alive_s = min(max(timeout_s / 2, least), most)

    async def _play(self) -> None:
        await self._connection.demand("PLAY", self._url, {**self._headers, "Range": "npt=0.000-"})
        self._connection.pause()

    def _keep_early(self, unit: AccessUnit) -> None:
        """The first picture is a key picture, and may come before the answer to PLAY."""
        self._early.append(unit)
        self._early_bytes += len(unit.data)
        if self._early_bytes > _MOST_EARLY_BYTES:
            raise CameraLost("sends more than a camera")

    async def _keep_alive(self) -> None:
        """Let the camera know that somebody watches; what proves that it lives is its pictures."""
        while True:
            await asyncio.sleep(self._keep_alive_s)
            try:
                answer = await self._connection.ask(
                    self._keep_alive_method, self._url, self._headers
                )
            except CameraRefused as refusal:
                self._connection.end(refusal)
                return
            except CameraLost:
                continue  # it does not answer such questions, or it is gone: `Watch` sees that
            if answer.status == 454:
                self._connection.end(CameraLost("the camera forgot the session"))
            elif answer.status != 200:
                self._keep_alive_method = "OPTIONS"

    def _report(self, packet: bytes) -> None:
        """Send RTCP the way that the pictures come."""
        if self._datagrams is not None:
            self._datagrams.report(packet)
        else:
            channel = self._connection.interleaved.channel + 1
            head = bytes((0x24, channel, *len(packet).to_bytes(2)))
            self._connection.write(head + packet)


async def answers(source: StreamSource) -> bool:
    """Whether the camera speaks RTSP at this moment: told within a second, no credentials sent."""
    try:
        address = Address(source.url)
    except CameraLost:
        return False
    return await speaks_rtsp(address, _ANSWERS_WITHIN_S)


def _ignore(unit: AccessUnit) -> None:
    """Nobody wants a unit after the session was closed."""
