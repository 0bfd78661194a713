"""The replays that run, one for each camera, each in a slot of its own. UI thread, but `lose`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from control_room.domain.camera import CameraId
from control_room.video.frames import FrameSlot
from control_room.video.orders import StreamKey
from control_room.video.watched import named, slot_for

Send = Callable[[StreamKey, dict[str, object]], None]


@dataclass(frozen=True)
class _Playing:
    number: int
    key: StreamKey
    slot: FrameSlot


class Replays:
    """Asks hosts for replays; what it gives back is to be removed by who owns the slots."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._playing: dict[CameraId, _Playing] = {}
        self._numbers = itertools.count(1)

    def begin(
        self,
        key: StreamKey,
        now_ns: int,
        back_s: float,
        size_px: tuple[int, int],
        *,
        is_held: bool,
    ) -> list[FrameSlot]:
        """Play a stream; where nothing of it is held, the replay is over at once."""
        gone = self.end(key[0])
        slot = slot_for(key, size_px)
        from_ns = now_ns - round(back_s * 1e9)
        slot.begin_replay(from_ns)
        playing = _Playing(next(self._numbers), key, slot)
        self._playing[key[0]] = playing
        if not is_held:
            slot.end_replay()
            return gone
        self._send(
            key,
            {
                "do": "replay",
                **named(key),
                "number": playing.number,
                "from_ns": from_ns,
                "slot": slot.name,
                "width_px": size_px[0],
                "height_px": size_px[1],
            },
        )
        return gone

    def slot(self, camera: CameraId) -> FrameSlot | None:
        """Where the camera's replay is seen."""
        playing = self._playing.get(camera)
        return playing.slot if playing else None

    def end(self, camera: CameraId) -> list[FrameSlot]:
        """Play no more of this camera."""
        playing = self._playing.pop(camera, None)
        if playing is None:
            return []
        order = {"do": "stop replay", **named(playing.key), "number": playing.number}
        self._send(playing.key, order)
        return [playing.slot]

    def end_all(self) -> list[FrameSlot]:
        """Play nothing any more."""
        return [slot for camera in list(self._playing) for slot in self.end(camera)]

    def lose(self, streams: Iterable[StreamKey]) -> None:
        """Any thread: the host of these streams is gone."""
        lost = set(streams)
        for playing in self._playing.copy().values():
            if playing.key in lost:
                playing.slot.end_replay()
