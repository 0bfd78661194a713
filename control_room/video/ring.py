"""The last seconds of a stream, undecoded, so that any recent picture can be had again whole."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Final, cast

from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from control_room.domain.camera import Stream
from control_room.video.decoder import Decoder, Received

_MAIN_S: Final = 14.0  # a report's shot may be asked for up to 12 s later
_MAIN_BYTES: Final = 48_000_000  # 14 s of the 25 Mbit/s of a generous 4K camera
_SUB_S: Final = 4.0
_SUB_BYTES: Final = 4_000_000

_START_CODE: Final = b"\x00\x00\x01"
_SEQUENCE_SETS: Final = {"h264": (0x1F, 0, 7), "hevc": (0x3F, 1, 33)}


class NotInRing(Exception):
    """The picture asked for is no longer held, or never was."""


class Ring:
    """Keeps whole groups of pictures, each from its key picture on, within an age and a size.

    One thread adds, any thread asks.
    """

    def __init__(self, age_s: float, size_bytes: int) -> None:
        self._age_ns = round(age_s * 1e9)
        self._size_bytes = size_bytes
        self._held_bytes = 0
        self._groups: deque[list[Received]] = deque()
        self._lock = threading.Lock()

    @staticmethod
    def of(stream: Stream) -> Ring:
        """A ring as long as the stream needs: shots for reports come from the main one."""
        return Ring(_MAIN_S, _MAIN_BYTES) if stream is Stream.MAIN else Ring(_SUB_S, _SUB_BYTES)

    def add(self, received: Received) -> None:
        """Take a packet in; let the oldest groups go that are no longer needed."""
        with self._lock:
            if received.packet.is_keyframe:
                self._groups.append([])
            elif not self._groups or self._groups[-1][-1].connection != received.connection:
                return  # nothing can be decoded from here
            self._groups[-1].append(received)
            self._held_bytes += received.packet.size
            oldest_ns = received.received_at_ns - self._age_ns
            while self._held_bytes > self._size_bytes or (
                len(self._groups) > 1 and self._groups[1][0].received_at_ns < oldest_ns
            ):
                gone = self._groups.popleft()
                self._held_bytes -= sum(each.packet.size for each in gone)

    def group(self, sequence: int | None = None) -> list[Received]:
        """The packets from the key picture to the picture `sequence`, or to the newest decoded one.

        Raises:
            NotInRing: that picture is not held.
        """
        with self._lock:
            for group in reversed(self._groups):
                for place in range(len(group) - 1, -1, -1):
                    found = group[place].sequence
                    if found is not None and sequence in (None, found):
                        return group[: place + 1]
        raise NotInRing


def decode_last(group: list[Received]) -> VideoFrame:
    """Decode a group once more, aside from the live decoder, and give its last picture.

    Raises:
        NotInRing: it does not come out whole.
    """
    wanted = group[-1].sequence
    decoder = Decoder(group[-1].codec)
    for received in _again(group):
        for decoded in decoder.decode(received):
            if decoded.received.sequence == wanted:
                return decoded.frame
    raise NotInRing


def _again(group: list[Received]) -> Iterator[Received | None]:
    """The same packets, with nothing in common with those the live decoder holds."""
    for each in group:
        packet = cast("Packet[VideoStream]", Packet(bytes(each.packet)))
        packet.pts, packet.dts = each.packet.pts, each.packet.dts
        yield Received(
            packet,
            each.codec,
            each.received_at_ns,
            each.wall_ns,
            each.connection,
            sequence=each.sequence,
        )
    yield None


def stream_bytes(group: list[Received]) -> bytes:
    """The group as received; parameter sets told outside the stream go in front of it."""
    codec = group[0].codec
    packets = [bytes(each.packet) for each in group]
    return b"".join(
        packets if _has_sequence_set(codec.name, packets[0]) else (codec.extradata, *packets)
    )


def _has_sequence_set(codec_name: str, packet: bytes) -> bool:
    """Whether the first packet carries its own parameter sets, or its codec needs none."""
    if codec_name not in _SEQUENCE_SETS:
        return True
    mask, shift, kind = _SEQUENCE_SETS[codec_name]
    units = packet.split(_START_CODE)[1:]
    return any(unit and unit[0] >> shift & mask == kind for unit in units)
