"""RTP (RFC 3550): packets in their order become access units; what is missing is never hidden."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from control_room.video.rtsp.access_unit import AccessUnit
from control_room.video.rtsp.payload import Payload
from control_room.video.rtsp.sdp import VIDEO_CLOCK_HZ

HEADER_BYTES: Final = 12

_HEADER: Final = struct.Struct("!BBHII").unpack_from
_PLAIN: Final = 0x80  # version 2, no padding, extension or sources
_MARKER: Final = 0x80
_LONGEST_GAP: Final = 3000  # RFC 3550 A.1: beyond, the camera began to count anew
_LATEST: Final = 100


@dataclass(slots=True)
class Counters:
    """What came since the connection began.

    Attributes:
        packets: all RTP packets, late and useless ones too.
        bytes: all that was read, signalling included.
        lost: RTP packets that are missing.
        reordered: RTP packets that came after one sent later, and were put back in order.
    """

    packets: int = 0
    bytes: int = 0
    lost: int = 0
    reordered: int = 0


class RtpStream:
    """Hands over each access unit the moment its last packet is in.

    The last packet carries the marker; where markers are missing, or set in the middle of pictures,
    the next picture's time ends the one before. A packet that comes late or twice is dropped.

    Attributes:
        source: the SSRC that sends; None before the first packet.
        handed: units so far.
        hand_over: called with each unit; may be exchanged at any time.
    """

    def __init__(
        self,
        payload: Payload,
        payload_type: int,
        clock_hz: int,
        counters: Counters,
        hand_over: Callable[[AccessUnit], None],
    ) -> None:
        self.source: int | None = None
        self.handed = 0
        self.next_sequence = 0
        self.hand_over = hand_over
        self._payload = payload
        self._payload_type = payload_type
        self._clock_hz = clock_hz
        self._counters = counters
        self._after_jump = -1
        self._cycles = 0
        self._time = 0
        self._pts = 0
        self._handed_pts: int | None = None
        self._is_damaged = False
        self._markers_lie = False

    @property
    def highest_sequence(self) -> int:
        """The extended highest sequence number, as a receiver report tells it."""
        last = (self.next_sequence - 1) & 0xFFFF
        return (self._cycles << 16 | last) & 0xFFFFFFFF

    def receive(self, data: memoryview, start: int, end: int) -> None:
        """Take in the packet `data[start:end]`.

        Raises:
            Unreadable: no picture can be made of this stream.
        """
        self._counters.packets += 1
        if end - start < HEADER_BYTES:
            return
        first, second, sequence, rtp_time, source = _HEADER(data, start)
        if second & 0x7F != self._payload_type:
            return
        if first == _PLAIN:
            start += HEADER_BYTES
        else:
            start, end = _payload_bounds(first, data, start, end)
        if (sequence != self.next_sequence or source != self.source) and not self._is_next(
            sequence, source, rtp_time
        ):
            return
        self.next_sequence = sequence + 1 & 0xFFFF
        if not self.next_sequence:
            self._cycles += 1
        if rtp_time != self._time:
            self._pass_time(rtp_time)
        self._payload.add(data, start, end)
        if second & _MARKER and not self._markers_lie:
            self._finish()

    def _is_next(self, sequence: int, source: int, rtp_time: int) -> bool:
        """Whether a packet that is not the expected one continues the stream, after a loss."""
        if self.source is None:
            self.source = source
            self._time = rtp_time
            return True
        ahead = sequence - self.next_sequence & 0xFFFF
        if source != self.source:
            self.source = source
        elif ahead < _LONGEST_GAP:
            self._counters.lost += ahead
        elif ahead >= 0x10000 - _LATEST:
            return False
        elif sequence != self._after_jump:
            self._after_jump = sequence + 1 & 0xFFFF
            return False
        self._after_jump = -1
        self._is_damaged = True
        if rtp_time != self._time:
            self._finish()  # its end may be what is missing
            self._is_damaged = True  # or the beginning of the next
        return True

    def _pass_time(self, rtp_time: int) -> None:
        """Another picture begins."""
        self._finish()
        ahead = rtp_time - self._time & 0xFFFFFFFF
        self._pts += ahead if ahead < 0x80000000 else ahead - 0x100000000
        self._time = rtp_time

    def _finish(self) -> None:
        """Hand over the picture under way; parameter sets alone wait for theirs."""
        payload = self._payload
        if not payload.has_picture:
            return
        is_rest = False
        if not payload.is_beginning:
            # The rest of a picture whose beginning was handed over by a marker in its middle, or
            # was sent before the connection began.
            if self._handed_pts == self._pts:
                self._markers_lie = True
                is_rest = True
            elif self._handed_pts is None:
                is_rest = True
        is_damaged = self._is_damaged or payload.is_broken or payload.is_open or is_rest
        is_key = payload.is_key
        data = payload.take()
        self._is_damaged = False
        self._handed_pts = self._pts
        self.handed += 1
        self.hand_over(
            AccessUnit(
                data,
                self._pts * VIDEO_CLOCK_HZ // self._clock_hz,
                is_key,
                is_damaged,
                time.monotonic_ns(),
                time.time_ns(),
            )
        )


def _payload_bounds(first: int, data: memoryview, start: int, end: int) -> tuple[int, int]:
    """Where the payload lies behind sources and extension, before the padding.

    Empty, and so malformed to whoever reads it, when it lies nowhere.
    """
    begin = start + HEADER_BYTES + 4 * (first & 0x0F)
    if first & 0x10 and begin + 4 <= end:
        begin += 4 + 4 * (data[begin + 2] << 8 | data[begin + 3])
    if first & 0x20:
        end -= data[end - 1]
    if first >> 6 != 2 or begin > end:
        return start, start
    return begin, end
