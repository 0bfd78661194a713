"""One stream's pictures on their way into its slot: decoded, judged, scaled, written."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from av.video.frame import VideoFrame

from control_room.domain.camera import Health, Mask, Stream
from control_room.video.decoder import Decoder, Hardware
from control_room.video.orders import StreamSource
from control_room.video.pace import Flow, Pace, Share
from control_room.video.picture import PictureWatch
from control_room.video.ring import NotInRing, Ring
from control_room.video.rtsp import AccessUnit, Codec
from control_room.video.scale import Scaler, fit, luma
from control_room.video.slot_writer import SlotWriter

logger = logging.getLogger(__name__)

_SHOWN_AT_LEAST_EVERY_NS: Final = 200_000_000
_JUDGED_KEPT: Final = 512  # pictures: ten seconds and more, older ones are not live any more
_CHEAP_UNITS: Final = 12  # before it is known what one costs
_CHEAP_NS: Final = 60_000_000
_SECOND_NS: Final = 1_000_000_000
_CONCEALED: Final = "hevc"  # FFmpeg reports all damage of the other codecs
_GARBAGE_WITHIN_NS: Final = 10 * _SECOND_NS

Say = Callable[[Health, int], None]


class Showing:
    """Takes a stream's units in; shows them while a size is wanted, keeps them in any case.

    Attributes:
        ring: what can be shown again.
        shown_at_ns: when the newest picture shown was received, 0: none was.
        good_at_ns: since when a picture would have been expected: the last, or the beginning.
        has_good: whether there was one since.
        pace: of this connection's pictures.
        sequence: number of the newest unit.
        masks: burned into whatever leaves the host.
    """

    def __init__(
        self,
        source: StreamSource,
        slot: SlotWriter,
        ring: Ring,
        size_px: tuple[int, int] | None,
        say: Say,
        hardware: Hardware = "none",
        masks: Sequence[Mask] = (),
    ) -> None:
        self.ring = ring
        self.shown_at_ns = 0
        self.good_at_ns = 0
        self.has_good = False
        self.sequence = 0
        self.slot = slot
        self.masks = masks
        self._source = source
        # Small pictures cross to the processor as fast as it decodes them.
        self._hardware: Hardware = hardware if source.stream is Stream.MAIN else "none"
        self._next_slot: SlotWriter | None = None
        self._size_px = size_px
        self._say = say
        self._codec: Codec | None = None
        self._connection = 0
        self._decoder: Decoder | None = None
        self._scaler = Scaler(masks)
        self.pace = Pace()
        self._watch, self._flow = PictureWatch(), Flow()
        self._runs = False  # whether the newest unit follows another
        self._share = Share()
        self._contradicted_ns: deque[int] = deque(maxlen=2)
        self._judged: deque[tuple[int, Health]] = deque(maxlen=_JUDGED_KEPT)
        self._decoded = self._decode_ns = 0
        self._rate_since = (time.monotonic_ns(), slot.shown)

    @property
    def is_decoding(self) -> bool:
        """Whether pictures are wanted of a stream that is there."""
        return self._decoder is not None

    def begin(self, codec: Codec, connection: int, now_ns: int) -> None:
        """A new connection: nothing of the one before counts."""
        self._codec, self._connection = codec, connection
        self._flow, self._runs, self.pace = Flow(), False, Pace()
        self._decoder = None
        self._set_decoding(now_ns)

    def suspect(self, health: Health, since_ns: int) -> None:
        """The camera was found to be so: its pictures are not live until they disprove it."""
        self._watch.suspect(health, since_ns)

    def end(self) -> None:
        """The connection is gone."""
        self._codec = self._decoder = None

    def use(self, slot: SlotWriter | None, size_px: tuple[int, int] | None, now_ns: int) -> None:
        """Show in another size from the next picture on, and in another slot if one is given."""
        if slot is not None:
            if self._next_slot is not None:
                self._next_slot.close()
            self._next_slot = slot
        self._size_px = size_px
        if size_px is None:
            self._decoder = None
            self._move()
        elif self._decoder is None:
            self._set_decoding(now_ns)
            self._catch_up()

    def close(self) -> None:
        """Nothing is written from now on."""
        self._codec = self._decoder = None
        self.ring.close()
        self.slot.close()
        if self._next_slot is not None:
            self._next_slot.close()

    def take(self, unit: AccessUnit) -> bool:
        """Keep the unit and show it; whether it follows another that was as good."""
        if self._codec is None:
            return False
        self.sequence += 1
        self.ring.add(unit, self.sequence, self._codec, self._connection)
        now_ns = unit.received_at_ns
        self.pace.note(unit.pts_90khz, now_ns)
        if self._decoder is None:
            self._runs = self._flow.runs(now_ns)
            if not self._runs:
                return False
            self._say_unless_late(Health.RECEIVED, self.shown_at_ns or now_ns, now_ns)
            return True
        frames = self._decode(self._decoder, unit, self.sequence)
        if not frames:
            return False
        self.good_at_ns, self.has_good = now_ns, True
        self._runs = self._flow.runs(now_ns)
        self._judge(frames[-1], now_ns)
        self._take(frames[-1], unit)
        return self._runs

    def health_of(self, sequence: int) -> Health | None:
        """What was said of this picture when it was shown; None: nothing, or long ago."""
        return next((health for judged, health in self._judged if judged == sequence), None)

    def measure_rate(self, now_ns: int) -> None:
        """Say once a second how many pictures it showed."""
        since_ns, shown_then = self._rate_since
        if now_ns - since_ns >= _SECOND_NS:
            shown = self.slot.shown
            self.slot.set_shown_rate((shown - shown_then) * _SECOND_NS / (now_ns - since_ns))
            self._rate_since = (now_ns, shown)

    def _set_decoding(self, now_ns: int) -> None:
        if self._codec is None or self._size_px is None:
            return
        self._decoder = Decoder(self._codec, self._hardware)
        self._watch.resume()
        self.good_at_ns, self.has_good = now_ns, False

    def _decode(self, decoder: Decoder, unit: AccessUnit, sequence: int) -> list[VideoFrame]:
        if self._share.is_spent:
            decoder.skip_to_key()
            self.slot.count_dropped()
            return []
        spoiled, decode_ns = decoder.spoiled, decoder.decode_ns
        contradicted = decoder.contradicted
        self.slot.set_in_decoder(sequence)
        frames = decoder.decode(unit, sequence)
        self.slot.set_in_decoder(0)
        if decoder.contradicted > contradicted and self._codec and self._codec.name == _CONCEALED:
            self._contradicted_ns.append(unit.received_at_ns)
        self._share.spend(decoder.decode_ns - decode_ns)
        self._decoded += len(frames)
        self._decode_ns += decoder.decode_ns - decode_ns
        self.slot.count_decoded(
            decoded=len(frames),
            spoiled=decoder.spoiled - spoiled,
            decode_ns=decoder.decode_ns - decode_ns,
        )
        return frames

    def _catch_up(self) -> None:
        """Decode the newest group at once if it is cheap: show the present, not the next key."""
        try:
            group = self.ring.group()
        except NotInRing:
            return
        decoder = self._decoder
        if decoder is None or group.connection != self._connection or group.last != self.sequence:
            return
        if self._source.stream is Stream.MAIN and not self._is_cheap(len(group.units)):
            return
        frames: list[VideoFrame] = []
        for sequence, unit in enumerate(group.units, group.first):
            frames = self._decode(decoder, unit, sequence)
        if frames:
            unit = group.units[-1]
            self.good_at_ns, self.has_good = unit.received_at_ns, True
            self._judge(frames[-1], unit.received_at_ns)
            self._show(frames[-1], unit)

    def _is_cheap(self, units: int) -> bool:
        """Whether the other streams can wait for so many pictures."""
        if not self._decoded:
            return units <= _CHEAP_UNITS
        return self._decode_ns // self._decoded * units <= _CHEAP_NS

    def _judge(self, frame: VideoFrame, now_ns: int) -> None:
        """Say how the picture is, before it is shown: not for an instant looks a lone one live."""
        if self._watch.wants(now_ns, frame.key_frame):
            self._watch.look(luma(frame), now_ns, frame.key_frame)
        if self._runs:
            verdict = self._garbage(now_ns) or self._watch.health(now_ns)
            health = self._say_unless_late(*verdict, now_ns)
        else:
            health = Health.CONNECTING
            self._say(health, now_ns)
        self._judged.append((frame.pts or 0, health))

    def _garbage(self, now_ns: int) -> tuple[Health, int] | None:
        """Whether the camera sends what came whole and cannot be read, time and again.

        Then what can be read of it is not believed either: most of the damage was concealed.
        """
        times_ns = self._contradicted_ns
        if len(times_ns) < 2 or times_ns[1] - times_ns[0] > _GARBAGE_WITHIN_NS:
            return None
        if now_ns - times_ns[1] > _GARBAGE_WITHIN_NS:
            return None
        return Health.UNREADABLE, times_ns[0]

    def _say_unless_late(self, health: Health, since_ns: int, now_ns: int) -> Health:
        """Say how the picture is; one that waited on its way is late first of all."""
        if self.pace.is_late:
            health, since_ns = Health.LATE, now_ns - self.pace.lag_ns
        self._say(health, since_ns)
        return health

    def _take(self, frame: VideoFrame, newest: AccessUnit) -> None:
        """Show the picture, unless newer ones wait."""
        now_ns = newest.received_at_ns
        if self.pace.is_behind and now_ns - self.shown_at_ns < _SHOWN_AT_LEAST_EVERY_NS:
            self.slot.count_dropped()
            return
        unit = newest if frame.pts == self.sequence else self.ring.unit(frame.pts or 0)
        if unit is not None:
            self._show(frame, unit)

    def _show(self, frame: VideoFrame, unit: AccessUnit) -> None:
        if self._size_px is None:
            return
        self._move()
        self.slot.write(
            fit(frame.width, frame.height, self._size_px),
            lambda pixels: self._scaler.bgra(frame, pixels),
            sequence=frame.pts or 0,
            pts_90khz=unit.pts_90khz,
            received_at_ns=unit.received_at_ns,
            wall_ns=unit.wall_ns,
            connection=self._connection,
        )
        self.shown_at_ns = unit.received_at_ns

    def _move(self) -> None:
        """Go over to the new slot, if there is one."""
        if self._next_slot is not None:
            self._next_slot.take_over(self.slot)
            self.slot.close()
            self.slot, self._next_slot = self._next_slot, None
