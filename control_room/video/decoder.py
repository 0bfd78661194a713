"""Packets to pictures: none comes out that the decoder knows is damaged; each has its packet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import av
from av.codec.context import Flags
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from control_room.video.source import Codec


@dataclass(slots=True)
class Received:
    """A packet, and when it came. `sequence` is known once its picture was decoded."""

    packet: Packet[VideoStream]
    codec: Codec
    received_at_ns: int
    wall_ns: int
    connection: int
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture not known to be damaged, and the packet that carried it."""

    frame: VideoFrame
    received: Received


class Decoder:
    """Decodes one connection's packets in their order, each at once.

    After damage that FFmpeg reports nothing comes out until the next key picture: what is built on
    a damaged picture looks whole to the decoder and is not. FFmpeg reports a lost picture or a
    broken header of any codec, and damage within a picture of H.264, not of H.265 (ADR 0004).
    """

    def __init__(self, codec: Codec) -> None:
        context = cast(VideoCodecContext, av.CodecContext.create(codec.name, "r"))
        context.extradata = codec.extradata
        context.options = {
            # A picture leaves when it came in; the machine's cores have other streams.
            "threads": "1",
            # Say so when a picture is damaged, instead of painting over the damage.
            "err_detect": "explode",
        }
        context.flags |= Flags.low_delay | Flags.copy_opaque
        self._context = context
        self._waits_for_key = True
        self.spoiled = 0

    def decode(self, received: Received | None) -> list[Decoded]:
        """The pictures that this packet completes; None asks for those held back."""
        packet = None if received is None else received.packet
        if packet is not None:
            packet.opaque = received
        try:
            frames = self._context.decode(packet)
        except av.error.FFmpegError:
            self.spoiled += 1
            self._waits_for_key = True
            return []
        return [
            Decoded(frame, cast(Received, frame.opaque))
            for frame in frames
            if self._is_whole(frame)
        ]

    def _is_whole(self, frame: VideoFrame) -> bool:
        if frame.key_frame:
            self._waits_for_key = False
        if frame.is_corrupt:
            self._waits_for_key = True
        if self._waits_for_key:
            self.spoiled += 1
        return not self._waits_for_key
