"""A client of the town's cameras, as simple as can be.

PyAV, one connection, pictures with their times.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import av
from numpy.typing import NDArray

from town import frame_number

PATIENCE_S = 8.0


@dataclass(frozen=True)
class Seen:
    """One decoded picture; `number` is None when the picture is too damaged to tell."""

    picture: NDArray[Any]
    number: int | None
    at_ns: int
    media_s: float


@contextmanager
def watch(url: str, transport: str = "tcp", login: str = "") -> Iterator[Iterator[Seen]]:
    """The pictures of a stream as they come; `login` is "name:password"."""
    if login:
        url = url.replace("rtsp://", f"rtsp://{login}@")
    options = {
        "rtsp_transport": transport,
        "fflags": "nobuffer",
        "analyzeduration": "0",
        "probesize": "32",
        "fpsprobesize": "0",
    }
    with av.open(url, options=options, timeout=PATIENCE_S) as connection:
        yield _pictures(connection)


def _pictures(connection: Any) -> Iterator[Seen]:
    for packet in connection.demux(video=0):
        at_ns = time.monotonic_ns()
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        for frame in frames:
            picture = frame.to_ndarray(format="gray")
            yield Seen(picture, frame_number.read(picture), at_ns, float(frame.time or 0.0))
