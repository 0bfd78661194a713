"""The last seconds of a stream once more, at the speed at which they came."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor

from av.video.frame import VideoFrame

from control_room.video.decoder import Decoder
from control_room.video.ring import Group
from control_room.video.rtsp import AccessUnit
from control_room.video.scale import Scaler, fit
from control_room.video.slot_writer import SlotWriter


class Replay:
    """Plays groups into a slot of its own, from a moment to the end of what was held when asked.

    Decoding takes place in `workers`: a large picture must not delay the live ones.
    """

    def __init__(
        self,
        groups: list[Group],
        from_ns: int,
        slot: SlotWriter,
        size_px: tuple[int, int],
        scaler: Scaler,
        workers: Executor,
    ) -> None:
        self._groups = deque(groups)
        self._slot = slot
        self._size_px = size_px
        self._scaler = scaler
        self._workers = workers
        self._decoder: Decoder | None = None
        if groups:
            self._ends_ns = groups[-1].units[-1].received_at_ns
            oldest_ns = groups[0].units[0].received_at_ns
            self._begins_ns = min(max(from_ns, oldest_ns), self._ends_ns)
        else:
            self._begins_ns = self._ends_ns = from_ns
        self._at_ns = self._begins_ns
        self._say(is_over=not groups)
        self._task = asyncio.get_running_loop().create_task(self._run(), name="replay")
        self._task.add_done_callback(lambda _: slot.close())

    def close(self) -> None:
        """Stop; nothing is written to the slot from now on."""
        self._task.cancel()

    def _say(self, *, is_over: bool = False) -> None:
        self._slot.set_replay(self._begins_ns, self._at_ns, self._ends_ns, is_over=is_over)

    async def _run(self) -> None:
        lag_ns: int | None = None
        for group, units in self._steps():
            first, last = units[0][1], units[-1][1]
            if last.received_at_ns >= self._begins_ns:
                # Paced from the first picture shown: the key picture lies before it.
                if lag_ns is None:
                    lag_ns = time.monotonic_ns() - first.received_at_ns
                await asyncio.sleep((first.received_at_ns + lag_ns - time.monotonic_ns()) / 1e9)
            work = asyncio.get_running_loop().run_in_executor(
                self._workers, self._play, group, units
            )
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                await asyncio.wait((work,))  # it still writes to the slot
                raise
        self._say(is_over=True)

    def _steps(self) -> Iterator[tuple[Group, list[tuple[int, AccessUnit]]]]:
        """What to decode in one go: all that is not shown, then unit by unit, with sequences.

        A group that was played is let go.
        """
        while self._groups:
            group = self._groups.popleft()
            self._decoder = None
            units = list(enumerate(group.units, group.first))
            unseen = [each for each in units if each[1].received_at_ns < self._begins_ns]
            if unseen:
                yield group, unseen
            for each in units[len(unseen) :]:
                yield group, [each]

    def _play(self, group: Group, units: list[tuple[int, AccessUnit]]) -> None:
        """Decode; show what comes out if it is of the time asked for. On a worker."""
        if self._decoder is None:
            self._decoder = Decoder(group.codec)
        for sequence, unit in units:
            for frame in self._decoder.decode(unit, sequence):
                of = group.units[(frame.pts or 0) - group.first]
                if of.received_at_ns >= self._begins_ns:
                    self._show(frame, of, group.connection)

    def _show(self, frame: VideoFrame, unit: AccessUnit, connection: int) -> None:
        self._slot.write(
            fit(frame.width, frame.height, self._size_px),
            lambda pixels: self._scaler.bgra(frame, pixels),
            sequence=frame.pts or 0,
            pts_90khz=unit.pts_90khz,
            received_at_ns=unit.received_at_ns,
            wall_ns=unit.wall_ns,
            connection=connection,
        )
        self._at_ns = unit.received_at_ns
        self._say()
