"""The last seconds of each stream, undecoded, so that any recent picture can be had again whole.

All rings of a host share one budget: when it is passed, that ring gives way which reaches back
furthest for what is wished of it. Rings belong to one thread; what they hand out does not change.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from av.video.frame import VideoFrame

from control_room.video.decoder import Decoder
from control_room.video.rtsp import AccessUnit, Codec

_START_CODE: Final = b"\x00\x00\x01"
_SEQUENCE_SETS: Final = {"h264": (0x1F, 0, 7), "hevc": (0x3F, 1, 33)}
_UNIT_BYTES: Final = 200  # what a unit costs beside its data


class NotInRing(Exception):
    """The picture asked for is no longer held, or never was."""


@dataclass(slots=True)
class Group:
    """A key picture and what follows it, up to the next one; units are numbered one by one.

    Attributes:
        first: sequence of the key picture.
    """

    codec: Codec
    connection: int
    first: int
    units: list[AccessUnit] = field(default_factory=list)
    held_bytes: int = 0

    @property
    def last(self) -> int:
        """Sequence of the newest unit."""
        return self.first + len(self.units) - 1

    def until(self, sequence: int) -> Group:
        """The group from its key picture to this one, in a list of its own."""
        units = self.units[: sequence - self.first + 1]
        return Group(self.codec, self.connection, self.first, units)


class Budget:
    """What the rings of a host may hold together."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.held_bytes = 0
        self._rings: set[Ring] = set()

    def enter(self, ring: Ring) -> None:
        """One more ring shares it."""
        self._rings.add(ring)

    def leave(self, ring: Ring) -> None:
        """The ring is given up."""
        self._rings.discard(ring)
        self.held_bytes -= ring.held_bytes

    def keep(self) -> None:
        """Let the oldest groups go until the limit is kept; newest groups only if nothing else."""
        while self.held_bytes > self.limit_bytes:
            longest = max(self._rings, key=Ring.reach_for_wish)
            if longest.reach_for_wish() <= 0:
                longest = max(self._rings, key=lambda ring: ring.held_bytes)
            longest.drop_oldest()


class Ring:
    """Keeps whole groups of one stream's units, within an age and the host's budget."""

    def __init__(self, keep_s: float, budget: Budget) -> None:
        self.keep_ns = round(keep_s * 1e9)
        self.held_bytes = 0
        self._budget = budget
        self._groups: deque[Group] = deque()
        budget.enter(self)

    def close(self) -> None:
        """Let everything go."""
        self._budget.leave(self)
        self._groups.clear()
        self.held_bytes = 0

    def add(self, unit: AccessUnit, sequence: int, codec: Codec, connection: int) -> None:
        """Take a unit in; let the oldest groups go that are no longer needed."""
        groups = self._groups
        if unit.is_key:
            groups.append(Group(codec, connection, sequence))
            oldest_ns = unit.received_at_ns - self.keep_ns
            while len(groups) > 2 and groups[1].units[0].received_at_ns <= oldest_ns:
                self.drop_oldest()
        elif not groups or groups[-1].connection != connection or groups[-1].last + 1 != sequence:
            return  # nothing can be decoded from here
        group = groups[-1]
        group.units.append(unit)
        size = len(unit.data) + _UNIT_BYTES
        group.held_bytes += size
        self.held_bytes += size
        self._budget.held_bytes += size
        if self._budget.held_bytes > self._budget.limit_bytes:
            self._budget.keep()

    def drop_oldest(self) -> None:
        """Let the oldest group go."""
        gone = self._groups.popleft()
        self.held_bytes -= gone.held_bytes
        self._budget.held_bytes -= gone.held_bytes

    def reach_ns(self) -> int:
        """How far the oldest picture held lies behind the newest."""
        if not self._groups:
            return 0
        return self._groups[-1].units[-1].received_at_ns - self._groups[0].units[0].received_at_ns

    def reach_for_wish(self) -> float:
        """How far it reaches back as a share of what is wished; 0 with a single group or none."""
        return self.reach_ns() / max(self.keep_ns, 1) if len(self._groups) > 1 else 0.0

    def group(self, sequence: int | None = None) -> Group:
        """The units from the key picture to the picture `sequence`, or to the newest.

        Raises:
            NotInRing: that picture is not held.
        """
        for group in reversed(self._groups):
            if sequence is None or group.first <= sequence <= group.last:
                return group.until(group.last if sequence is None else sequence)
        raise NotInRing

    def unit(self, sequence: int) -> AccessUnit | None:
        """The unit of this sequence."""
        for group in reversed(self._groups):
            if group.first <= sequence <= group.last:
                return group.units[sequence - group.first]
        return None

    def since(self, from_ns: int) -> list[Group]:
        """The groups that show the time from this moment on."""
        groups = list(self._groups)
        while len(groups) > 1 and groups[1].units[0].received_at_ns <= from_ns:
            del groups[0]
        return [group.until(group.last) for group in groups]


def decode_last(group: Group) -> VideoFrame:
    """Decode a group once more, aside from the live decoder, and give its last picture.

    Raises:
        NotInRing: it does not come out whole.
    """
    decoder = Decoder(group.codec)
    for sequence, unit in enumerate(group.units, group.first):
        for frame in decoder.decode(unit, sequence):
            if frame.pts == group.last:
                return frame
    for frame in decoder.drain():
        if frame.pts == group.last:
            return frame
    raise NotInRing


def stream_bytes(group: Group) -> bytes:
    """The group as received; parameter sets told outside the stream go in front of it."""
    codec = group.codec
    units = [unit.data for unit in group.units]
    return b"".join(units if _has_sequence_set(codec.name, units[0]) else (codec.extradata, *units))


def _has_sequence_set(codec_name: str, data: bytes) -> bool:
    """Whether the first unit carries its own parameter sets, or its codec needs none."""
    if codec_name not in _SEQUENCE_SETS:
        return True
    mask, shift, kind = _SEQUENCE_SETS[codec_name]
    units = data.split(_START_CODE)[1:]
    return any(unit and unit[0] >> shift & mask == kind for unit in units)
