"""What a stream is made of: one picture as the camera coded it, with what a decoder must know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Codec:
    """What a decoder must know before the first access unit.

    Attributes:
        name: FFmpeg's name: h264, hevc, mjpeg.
        extradata: parameter sets told outside the stream, Annex B; empty when there are none.
    """

    name: str
    extradata: bytes


@dataclass(slots=True)
class AccessUnit:
    """One coded picture, whole unless `is_damaged`.

    Attributes:
        data: Annex B with start codes, or one JPEG file.
        pts_90khz: the camera's own time of the picture, on a 90 kHz clock that never wraps; it goes
            backwards when the camera's does.
        is_key: decodable without any picture before it.
        is_damaged: a packet was lost in it, or between the unit before and this one: pictures that
            refer to it may look whole and are not.
        received_at_ns: CLOCK_MONOTONIC of its last packet.
        wall_ns: UTC of the same moment.
    """

    data: bytes
    pts_90khz: int
    is_key: bool
    is_damaged: bool
    received_at_ns: int
    wall_ns: int
