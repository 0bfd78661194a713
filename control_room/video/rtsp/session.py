"""A connection to one stream of a camera: every wait has an end, no text carries a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from control_room.video.orders import StreamSource
from control_room.video.rtsp.access_unit import AccessUnit, Codec
from control_room.video.rtsp.loss import CameraLost


@dataclass(slots=True)
class Counters:
    """What came since the connection began.

    Attributes:
        lost: RTP packets that are missing.
        reordered: RTP packets that came after one sent later, and were put back in order.
    """

    packets: int = 0
    bytes: int = 0
    lost: int = 0
    reordered: int = 0


class Session:
    """An open stream; `run` hands over its pictures until it ends, which is always an error."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.counters = Counters()

    @classmethod
    async def open(cls, source: StreamSource) -> Session:
        """Ask the camera for the stream and have it play."""
        raise CameraLost("this source cannot be opened yet")

    async def run(self, take: Callable[[AccessUnit], None]) -> None:
        """Call `take` for every unit the moment its last packet is in, until the stream ends."""
        raise CameraLost("this source cannot be opened yet")

    def close(self) -> None:
        """Hang up."""


async def answers(source: StreamSource) -> bool:
    """Whether the camera speaks RTSP at this moment: told within a second, no credentials sent."""
    return False
