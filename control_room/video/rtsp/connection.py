"""Questions to a camera and its answers, over one connection on which pictures come as well."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Mapping
from typing import Final

from control_room.video.orders import StreamSource
from control_room.video.rtsp import encryption, messages
from control_room.video.rtsp.address import Address
from control_room.video.rtsp.authentication import Authentication
from control_room.video.rtsp.interleaved import Interleaved
from control_room.video.rtsp.loss import CameraLost, CameraRefused
from control_room.video.rtsp.messages import Message
from control_room.video.rtsp.patience import patience
from control_room.video.rtsp.rtp import Counters

CONNECT_TIMEOUT_S: Final = 3.0
ANSWER_TIMEOUT_S: Final = 3.0
FAREWELL_S: Final = 0.5  # a camera that does not read its TEARDOWN is cut off

_TRIES_WITH_PASSWORD: Final = 2
_MOST_UNREAD_BYTES: Final = 64 * 1024
_MOST_QUESTIONS: Final = 8  # of the camera that are answered; none matters to a viewer


class Connection:
    """The control connection of one session.

    Attributes:
        interleaved: where its packets are handed over.
        over: done when the connection is, with the reason as its result.
    """

    def __init__(self, source: StreamSource, address: Address, counters: Counters) -> None:
        self._source = source
        self._address = address
        self._loop = asyncio.get_running_loop()
        self._authentication = Authentication(
            source.username, source.password, is_private=address.is_private
        )
        self._number = 0
        self._awaited: asyncio.Future[Message] | None = None
        self._questions = 0
        self._transport: asyncio.Transport | None = None
        self.over: asyncio.Future[Exception] = self._loop.create_future()
        self.interleaved = Interleaved(counters, self._heard, self.end)

    async def connect(self) -> None:
        """Reach the camera.

        Raises:
            CameraLost: nobody answers in time, or somebody else.
        """
        address, pin = self._address, self._source.certificate_sha256
        try:
            async with patience(CONNECT_TIMEOUT_S):
                self._transport, _ = await self._loop.create_connection(
                    lambda: self.interleaved,
                    address.host,
                    address.port,
                    ssl=encryption.context(pin) if address.is_private else None,
                )
        except TimeoutError:
            raise CameraLost("the camera does not answer") from None
        except (OSError, ValueError) as error:
            raise CameraLost(_told(error)) from None
        if address.is_private and pin is not None:
            encryption.check(self._transport.get_extra_info("ssl_object"), pin)

    @property
    def ends(self) -> tuple[str, str, socket.AddressFamily]:
        """The addresses here and there, and their family."""
        assert self._transport is not None
        here = self._transport.get_extra_info("sockname")
        camera = self._transport.get_extra_info("peername")
        return here[0], camera[0], self._transport.get_extra_info("socket").family

    async def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Message:
        """Ask, with the password when the camera wants one.

        Raises:
            CameraRefused: it does not accept the password.
            CameraLost: it does not answer in time, or hung up.
        """
        for _ in range(1 + _TRIES_WITH_PASSWORD):
            answer = await self._exchange(method, url, headers or {})
            if answer.status != 401:
                break
            self._authentication.challenged(answer.headers.get("www-authenticate", ()))
        if answer.status in (401, 403):
            raise CameraRefused("the camera does not accept the password")
        self._authentication.accepted()
        return answer

    async def demand(
        self, method: str, url: str, headers: Mapping[str, str] | None = None
    ) -> Message:
        """Ask for what nothing works without.

        Raises:
            CameraRefused, CameraLost: as `ask`, and when the camera declines.
        """
        answer = await self.ask(method, url, headers)
        status = answer.status or 0
        if 300 <= status < 400:
            raise CameraLost("the camera points to another address")
        if not 200 <= status < 300:
            raise CameraLost(f"the camera answers {method} with {status}")
        return answer

    async def _exchange(self, method: str, url: str, headers: Mapping[str, str]) -> Message:
        proof = self._authentication.header(method, url)
        self._number += 1
        said = {**headers, "Authorization": proof} if proof else headers
        self._awaited = self._loop.create_future()
        self.write(messages.request(method, url, self._number, said))
        try:
            async with patience(ANSWER_TIMEOUT_S):
                await asyncio.wait((self._awaited, self.over), return_when=asyncio.FIRST_COMPLETED)
            if not self._awaited.done():
                raise self.over.result()
            return self._awaited.result()
        except TimeoutError:
            raise CameraLost(f"the camera does not answer {method}") from None
        finally:
            self._awaited = None

    def write(self, said: bytes) -> None:
        """Say something without waiting for an answer."""
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(said)
        if self._transport.get_write_buffer_size() > _MOST_UNREAD_BYTES:
            self.end(CameraLost("the camera does not read"))
            self._transport.abort()

    def farewell(self, url: str, headers: Mapping[str, str]) -> None:
        """Send TEARDOWN; nobody waits for what the camera says to it."""
        self._number += 1
        proof = self._authentication.header("TEARDOWN", url)
        said = {**headers, "Authorization": proof} if proof else headers
        self.write(messages.request("TEARDOWN", url, self._number, said))

    def pause(self) -> None:
        """Leave what comes in the network until `resume`."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        """Take in what comes."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def end(self, reason: Exception) -> None:
        """Note why the connection is over; the first reason counts."""
        if not self.over.done():
            self.over.set_result(reason)

    def close(self) -> None:
        """Hang up."""
        self.end(CameraLost("the connection was closed"))
        if self._transport is not None:
            self._transport.close()
            self._loop.call_later(FAREWELL_S, self._transport.abort)

    def _heard(self, message: Message) -> None:
        if message.status is None:
            self._heard_question(message)
        elif (
            message.status >= 200
            and self._awaited is not None
            and not self._awaited.done()
            and message.header("cseq") in ("", str(self._number))
        ):
            self._awaited.set_result(message)

    def _heard_question(self, question: Message) -> None:
        if question.method == "REDIRECT":
            self.end(CameraLost("the camera points to another address"))
        self._questions += 1
        if self._questions <= _MOST_QUESTIONS:
            self.write(messages.not_implemented(question))


async def speaks_rtsp(address: Address, within_s: float) -> bool:
    """Whether RTSP is spoken there now; no credentials are sent, no certificate is looked at."""
    try:
        async with patience(within_s):
            reader, writer = await asyncio.open_connection(
                address.host,
                address.port,
                ssl=encryption.context("") if address.is_private else None,
            )
            try:
                writer.write(messages.request("OPTIONS", address.url, 1, {}))
                return await reader.readexactly(5) == b"RTSP/"
            finally:
                writer.transport.abort()
    except (OSError, EOFError, ValueError):
        return False


def _told(error: Exception) -> str:
    """What went wrong, without the address that asyncio writes into its texts."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the camera's certificate is not trusted"
    if isinstance(error, ssl.SSLError):
        return "no encrypted connection"
    if isinstance(error, OSError) and error.errno and not isinstance(error, socket.gaierror):
        return os.strerror(error.errno)
    return "the camera cannot be reached"
