"""A picture on its way from a camera to the screen, and the copy of one that was shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from control_room.domain.camera import CameraId, Health, Stream

LIVE_FOR = timedelta(seconds=1.8)
"""An older picture is late, on the wall and for whoever would record it as seen live.

Short enough for a tile to say so within two seconds of its last picture.
"""
CLOCK_NOISE = timedelta(milliseconds=100)
"""How far a clock set right steps back; beyond it nobody knows the age of a picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The newest picture of a stream, seen in place in shared memory.

    Attributes:
        pixels: height_px * stride_bytes bytes, rows of BGRA (8 bit, alpha opaque). The memory is
            reused by the camera host after about two pictures: paint at once, or `kept()`.
        sequence: counts the pictures of the stream since its host opened it, from 1.
        pts_90khz: presentation time in the camera's 90 kHz clock; None if it gave none.
        received_at_ns: CLOCK_MONOTONIC nanoseconds when its last packet arrived.
        received_at: the same moment on the computer's clock, aware UTC.
        source: a word for the connection it came from; changes at each reconnection.
    """

    camera: CameraId
    stream: Stream
    width_px: int
    height_px: int
    stride_bytes: int
    sequence: int
    pts_90khz: int | None
    received_at_ns: int
    received_at: datetime
    source: int
    pixels: memoryview

    def kept(self, shown_at: datetime, health: Health) -> ShownPicture:
        """Copy the picture as it was shown.

        Args:
            health: the state of its tile when it was painted; by now the picture may be late.
        """
        return ShownPicture(
            camera=self.camera,
            stream=self.stream,
            width_px=self.width_px,
            height_px=self.height_px,
            stride_bytes=self.stride_bytes,
            sequence=self.sequence,
            pts_90khz=self.pts_90khz,
            received_at_ns=self.received_at_ns,
            received_at=self.received_at,
            source=self.source,
            shown_at=shown_at,
            health=health_seen(health, self.received_at, shown_at),
            pixels=bytes(self.pixels),
        )


def health_seen(health: Health, received_at: datetime, seen_at: datetime) -> Health:
    """The state of a picture at the moment it is seen: one of another moment is not live."""
    is_of_the_moment = -CLOCK_NOISE <= seen_at - received_at <= LIVE_FOR
    return health if is_of_the_moment or health is not Health.LIVE else Health.LATE


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """What an agent had before the eyes when a key was pressed; fields as in `Picture`."""

    camera: CameraId
    stream: Stream
    width_px: int
    height_px: int
    stride_bytes: int
    sequence: int
    pts_90khz: int | None
    received_at_ns: int
    received_at: datetime
    source: int
    shown_at: datetime
    health: Health
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Shot:
    """A full-resolution still cut from the main stream's ring, with the bytes it came from.

    Attributes:
        png: the decoded picture, lossless.
        packets: the group of pictures up to the still, as received (Annex B, or JPEG pictures);
            empty for a masked camera, since they show what is behind the masks.
        codec: FFmpeg's name of the codec: h264, hevc, mjpeg.
        health: that the picture had when it was shown; one that nobody looked at is not live.
    """

    camera: CameraId
    stream: Stream
    width_px: int
    height_px: int
    sequence: int
    pts_90khz: int | None
    received_at_ns: int
    received_at: datetime
    source: int
    health: Health
    codec: str
    png: bytes
    packets: bytes


@dataclass(frozen=True, slots=True)
class Replay:
    """Where the replay of a stream's last seconds is; all moments are CLOCK_MONOTONIC nanoseconds.

    Attributes:
        begins_at_ns: its first picture was received then.
        at_ns: the picture that it shows was received then.
        ends_at_ns: its last picture was received then.
        is_over: it stays at its last picture, or there was nothing to play.
    """

    stream: Stream
    begins_at_ns: int
    at_ns: int
    ends_at_ns: int
    is_over: bool
