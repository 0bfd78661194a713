"""A connection to one stream of a camera: every wait has an end, no text carries a password."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from control_room.video.orders import StreamSource

CONNECT_TIMEOUT_S: Final = 3.0
FIRST_PACKET_TIMEOUT_S: Final = 8.0
READ_TIMEOUT_S: Final = 5.0

_ANSWER_TIMEOUT_S: Final = 1.0

_OPTIONS: Final = {
    "user_agent": "Vigie",
    "allowed_media_types": "video",
    "protocol_whitelist": "rtsp,rtp,tcp,udp",
    "timeout": str(round(CONNECT_TIMEOUT_S * 1e6)),
    # One packet is enough to begin: the decoder learns the rest from the stream. More would throw
    # away the key picture that a camera sends first, or wait five seconds.
    "probesize": "32",
    # UDP: a packet that overtook another is put back in order, a lost one is given up this soon.
    "max_delay": "100000",
    "reorder_queue_size": "128",
    # UDP: a key picture of 4K arrives in one burst.
    "buffer_size": "1048576",
}


class CameraLost(Exception):
    """No connection, or it ended; the text is fit for a log."""


class CameraRefused(Exception):
    """The camera does not accept the credentials."""


@dataclass(frozen=True)
class Codec:
    """What a decoder must know before the first packet.

    Attributes:
        name: FFmpeg's name: h264, hevc, mjpeg.
        extradata: parameter sets told outside the stream, Annex B; empty when there are none.
    """

    name: str
    extradata: bytes


class Connection:
    """An open stream; `packets` gives what arrives until it ends, which is always an error."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container = container
        self._stream = stream
        self.codec = Codec(stream.codec_context.name, stream.codec_context.extradata or b"")
        time_base = stream.time_base
        self.seconds_per_pts = float(time_base) if time_base else 0.0

    def packets(self) -> Iterator[Packet[VideoStream]]:
        """Access units as they arrive.

        Raises:
            CameraLost: the camera hung up, or said nothing for `READ_TIMEOUT_S`.
        """
        try:
            for packet in self._container.demux(self._stream):
                if packet.size:
                    yield packet
        except (av.error.FFmpegError, OSError) as error:
            raise CameraLost(_told(error)) from None
        raise CameraLost("the camera ended the connection")

    def close(self) -> None:
        """Hang up."""
        self._container.close()


def answers(source: StreamSource) -> bool:
    """Whether the camera speaks RTSP at this moment: told within a second, no credentials sent."""
    host, port = source.address
    question = f"OPTIONS rtsp://{host}:{port} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Vigie\r\n\r\n"
    try:
        with socket.create_connection((host, port), _ANSWER_TIMEOUT_S) as line:
            line.sendall(question.encode("ascii", "replace"))
            return line.recv(5) == b"RTSP/"
    except OSError:
        return False


def connect(source: StreamSource) -> Connection:
    """Open the stream and wait for its first packet.

    Raises:
        CameraRefused: wrong or missing credentials.
        CameraLost: nobody answers in time, or there is no such stream.
    """
    try:
        container = av.open(
            _url(source),
            format="rtsp",  # whatever the address says: no file, no other protocol
            options={**_OPTIONS, "rtsp_transport": source.transport},
            timeout=(FIRST_PACKET_TIMEOUT_S, READ_TIMEOUT_S),
        )
    except (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError) as error:
        raise CameraRefused(_told(error)) from None
    except (av.error.FFmpegError, OSError) as error:
        raise CameraLost(_told(error)) from None
    if not container.streams.video:
        container.close()
        raise CameraLost("the camera sends no video")
    return Connection(container, container.streams.video[0])


def _url(source: StreamSource) -> str:
    """The address with the credentials, for FFmpeg alone; never kept."""
    if not source.username:
        return source.url
    parts = urlsplit(source.url)
    account = f"{quote(source.username, safe='')}:{quote(source.password or '', safe='')}"
    return urlunsplit(parts._replace(netloc=f"{account}@{parts.netloc}"))


def _told(error: Exception) -> str:
    """What went wrong, without the address, which carries the password."""
    reason = getattr(error, "strerror", None)
    return str(reason) if reason else type(error).__name__
