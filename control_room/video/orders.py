"""What console and host say to each other through their pipe: JSON, and bytes behind it.

JSON rather than pickle, because a host may be in the hands of whoever sent the stream. A message is
one line of JSON, then, in a shot, the PNG file and the packets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from control_room.domain.camera import CameraId, Stream

LONGEST_MESSAGE_BYTES: Final = 256 * 1024 * 1024  # an 8K picture and its packets
StreamKey = tuple[CameraId, Stream]

_DEFAULT_PORT: Final = 554


@dataclass(frozen=True)
class StreamSource:
    """Where a stream comes from, and what opens it. The address carries no credentials.

    Attributes:
        certificate_sha256: of a camera spoken to in private (rtsps), in hexadecimal digits; without
            it the system's authorities decide whether it is the right one.
    """

    camera: CameraId
    stream: Stream
    url: str
    transport: Literal["tcp", "udp"] = "tcp"
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    certificate_sha256: str | None = None

    def words(self) -> dict[str, object]:
        """For a message."""
        return asdict(self)

    @staticmethod
    def of(words: Mapping[str, Any]) -> StreamSource:
        """The source in a message."""
        camera, stream = key_of(words)
        rest = {each.name: words[each.name] for each in fields(StreamSource)[2:]}
        return StreamSource(camera, stream, **rest)

    @property
    def label(self) -> str:
        """For logs: `12 main`."""
        return f"{self.camera} {self.stream}"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or _DEFAULT_PORT


class Pipe:
    """One end; any thread sends, one receives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = Lock()

    def send(self, words: Mapping[str, object], *blobs: bytes) -> None:
        """Send one message.

        Raises:
            OSError: the other side is gone.
        """
        head = {**words, "blobs": [len(blob) for blob in blobs]}
        message = b"".join((json.dumps(head).encode(), b"\n", *blobs))
        with self._sending:
            self._connection.send_bytes(message)

    def receive(self) -> tuple[dict[str, Any], list[bytes]]:
        """Wait for one message.

        Raises:
            EOFError, OSError: the other side is gone.
            ValueError: what it said is no message.
        """
        head, _, body = self._connection.recv_bytes(LONGEST_MESSAGE_BYTES).partition(b"\n")
        words = json.loads(head)
        if not isinstance(words, dict) or not isinstance(words.get("blobs"), list):
            raise ValueError("not a message")
        blobs = []
        start = 0
        for size in words["blobs"]:
            if not isinstance(size, int) or not 0 <= size <= len(body) - start:
                raise ValueError("a message announces more than it holds")
            blobs.append(body[start : start + size])
            start += size
        return words, blobs

    def poll(self, timeout_s: float) -> bool:
        """Whether something can be received within this time."""
        return self._connection.poll(timeout_s)

    def close(self) -> None:
        """Close this end."""
        self._connection.close()


def key_of(words: Mapping[str, Any]) -> StreamKey:
    """The stream that a message is about."""
    return CameraId(int(words["camera"])), Stream(words["stream"])
