"""Coded pictures to pictures: none comes out that is known to be damaged."""

from __future__ import annotations

import logging
import sys
import time
from functools import cache
from typing import Final, Literal, cast

import av
from av.codec.context import Flags
from av.codec.hwaccel import HWAccel
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from control_room.video.rtsp import AccessUnit, Codec
from control_room.video.segment import MAX_HEIGHT_PX, MAX_WIDTH_PX

logger = logging.getLogger(__name__)

Hardware = Literal["none", "auto", "vaapi", "d3d11va", "videotoolbox"]

_USUAL: Final = {"linux": "vaapi", "win32": "d3d11va", "darwin": "videotoolbox"}
_OPTIONS: Final = {
    # A picture leaves when it came in; the machine's cores have other streams.
    "threads": "1",
    # Say so when a picture is damaged, instead of painting over the damage.
    "err_detect": "explode",
    # What no wall can show is not worth the memory that it asks for.
    "max_pixels": str(MAX_WIDTH_PX * MAX_HEIGHT_PX),
}


class Decoder:
    """Decodes one connection's units in their order, each at once.

    After damage nothing comes out until the next key picture: what is built on a damaged picture
    looks whole to the decoder and is not. The receiver knows of packets that never came; FFmpeg
    reports a lost picture or a broken header of any codec, and damage within a picture of H.264.

    Attributes:
        spoiled: units that gave no picture because of damage.
        contradicted: units that came whole and yet were damaged: the camera sends them so.
        decode_ns: processor time spent.
    """

    def __init__(self, codec: Codec, hardware: Hardware = "none") -> None:
        context = cast(
            VideoCodecContext, av.CodecContext.create(codec.name, "r", hwaccel=_device(hardware))
        )
        context.extradata = codec.extradata
        context.options = _OPTIONS
        context.flags |= Flags.low_delay
        self._context = context
        self._hardware: Hardware = hardware
        self._skips_to_key = self._waits_for_key = True
        self._has_begun = False
        self.spoiled = self.contradicted = 0
        self.decode_ns = 0

    def decode(self, unit: AccessUnit, sequence: int) -> list[VideoFrame]:
        """The pictures that this unit completes; the `pts` of each is the sequence of its unit."""
        if unit.is_damaged:
            self._skips_to_key = True
        elif unit.is_key and self._skips_to_key:
            if self._has_begun:
                self._context.flush_buffers()
            self._skips_to_key, self._waits_for_key = False, True
        if self._skips_to_key:
            self.spoiled += 1
            return []
        packet = cast("Packet[VideoStream]", Packet(unit.data))
        packet.pts = packet.dts = sequence
        self._has_begun = True
        return self._decode(packet)

    def skip_to_key(self) -> None:
        """Units were left out: nothing comes out until the next key picture."""
        self._skips_to_key = True

    def drain(self) -> list[VideoFrame]:
        """The pictures held back, when no more units come."""
        return self._decode(None) if self._has_begun else []

    def _decode(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        began_ns = time.thread_time_ns()
        try:
            frames = self._context.decode(packet)
        except av.error.FFmpegError:
            self.spoiled += 1
            self.contradicted += 1
            self._skips_to_key = True
            return []
        finally:
            self.decode_ns += time.thread_time_ns() - began_ns
        if frames and self._hardware != "none":
            _tell(self._hardware, is_used=self._context.is_hwaccel)
            self._hardware = "none"
        return [frame for frame in frames if self._is_whole(frame)]

    def _is_whole(self, frame: VideoFrame) -> bool:
        if frame.key_frame:
            self._waits_for_key = False
        if frame.is_corrupt:
            self.contradicted += 1
            self._waits_for_key = self._skips_to_key = True
        if self._waits_for_key:
            self.spoiled += 1
        return not self._waits_for_key


@cache
def _tell(hardware: Hardware, *, is_used: bool) -> None:
    """Say once in the life of a host whether the video hardware does what it was asked for."""
    if is_used:
        logger.info("pictures are decoded by video hardware (%s)", hardware)
    else:
        logger.warning("video hardware (%s) cannot decode: the processor does", hardware)


def _device(hardware: Hardware) -> HWAccel | None:
    """The video hardware to try; what it cannot do is decoded by the processor."""
    name = _USUAL.get(sys.platform) if hardware == "auto" else hardware
    if name is None or name == "none":
        return None
    return HWAccel(name, allow_software_fallback=True)
