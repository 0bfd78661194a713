"""The console's side of the camera hosts: say what shall be seen, read it, never wait for it.

Rules:
    - A thread of its own, the supervisor, starts, feeds, watches and restarts the hosts; only there
      is anything written to a pipe or to the list of what is watched.
    - `picture` and `state` are for the UI thread: no lock, no waiting.
    - The console owns the slots; a host that is started again finds those of the one before.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Final

from control_room.domain.camera import CameraId, Health, Stream, StreamState
from control_room.domain.picture import LIVE_FOR, Picture, Shot
from control_room.video.child import HostProcess
from control_room.video.frames import (
    MAX_HEIGHT_PX,
    MAX_WIDTH_PX,
    FrameSlot,
    StreamCounters,
    buffer_bytes,
)
from control_room.video.orders import StreamKey, StreamSource
from control_room.video.shot import NOT_HELD, NOT_WATCHED, TOO_SLOW, ShotNotPossible, shot_from

__all__ = ["CameraHosts", "HostStatistics", "ShotNotPossible", "StreamSource"]

logger = logging.getLogger(__name__)

LATE_AFTER_NS: Final = LIVE_FOR // timedelta(microseconds=1) * 1000
SILENT_AFTER_NS: Final = 2_000_000_000
STARTS_WITHIN_NS: Final = 15_000_000_000
RESTARTS_A_MINUTE: Final = 5

_MINUTE_NS: Final = 60_000_000_000
_TICK_S: Final = 0.1
_SLEPT_NS: Final = 1_000_000_000
_STOPS_WITHIN_S: Final = 1.0
_MOST_HOSTS: Final = 8
# Pixels to decode: what a stream costs, before it is known better.
_COSTS: Final = {Stream.MAIN: 1920 * 1080, Stream.SUB: 640 * 360}
# A slot's memory is only taken as pictures fill it, so a few sizes do: a tile that grows a little
# stays where it is.
_SLOT_SIZES: Final = ((1280, 720), (1920, 1080), (3840, 2160), (MAX_WIDTH_PX, MAX_HEIGHT_PX))
_MOVING: Final = (Health.LIVE, Health.FROZEN, Health.DARK)


@dataclass(frozen=True)
class HostStatistics:
    """One host: its process and what its streams have been through."""

    pid: int
    restarts: int
    streams: Mapping[StreamKey, StreamCounters]


@dataclass
class _Watched:
    """A stream that shall be seen; `previous` shows until the first picture is in `slot`."""

    source: StreamSource
    size_px: tuple[int, int]
    host: _Host
    slot: FrameSlot
    previous: FrameSlot | None = None

    @property
    def key(self) -> StreamKey:
        return self.source.camera, self.source.stream

    def picture(self, now_ns: int) -> Picture | None:
        picture, previous = self.slot.picture(now_ns), self.previous
        if picture is None and previous is not None:
            return previous.picture(now_ns)
        return picture


@dataclass
class _Host:
    """A place for a host process: keeps its streams and its history over restarts."""

    name: str
    process: HostProcess | None = None
    starts_ns: deque[int] = field(default_factory=lambda: deque(maxlen=RESTARTS_A_MINUTE))
    restarts: int = 0
    paused_until_ns: int | None = None

    def send(self, order: dict[str, object]) -> None:
        if self.process is not None:
            self.process.send(order)


class CameraHosts:
    """All camera hosts of this console."""

    def __init__(
        self, sources: Sequence[StreamSource], *, hosts: int | None = None, nice: int = 10
    ) -> None:
        self._sources = {(source.camera, source.stream): source for source in sources}
        count = hosts or min(os.cpu_count() or 1, _MOST_HOSTS)
        self._hosts = [_Host(f"camera host {number + 1}") for number in range(count)]
        self._nice = nice
        self._watched: dict[StreamKey, _Watched] = {}
        self._requests: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._cuts: dict[int, tuple[StreamKey, _Host, Future[Shot]]] = {}
        self._numbers = itertools.count(1)
        self._retired: list[FrameSlot] = []
        self._stopping = False
        self._supervisor = threading.Thread(target=self._supervise, name="camera hosts")

    def start(self) -> None:
        """Start the hosts; returns at once."""
        self._supervisor.start()

    def stop(self) -> None:
        """End the hosts and remove the slots; returns when that is done, within 2 s."""
        if self._supervisor.is_alive():
            self._requests.put(self._stop)
            self._supervisor.join()

    def show(self, wanted: Mapping[tuple[CameraId, Stream], tuple[int, int]]) -> None:
        """Say which streams shall be seen, all of them, and into how many pixels each must fit.

        Raises:
            KeyError: there is no such stream; nothing changes.
        """
        if unknown := wanted.keys() - self._sources.keys():
            raise KeyError(*unknown)
        sizes = {
            key: (
                min(max(width_px, 2), MAX_WIDTH_PX),
                min(max(height_px, 2), MAX_HEIGHT_PX),
            )
            for key, (width_px, height_px) in wanted.items()
        }
        self._requests.put(partial(self._show, sizes))

    def picture(self, camera: CameraId, stream: Stream) -> Picture | None:
        """The newest picture, in place; the same object until there is a newer one. UI thread."""
        watched = self._watched.get((camera, stream))
        return watched.picture(time.monotonic_ns()) if watched else None

    def still_valid(self, picture: Picture) -> bool:
        """Whether the memory of `picture` was not reused: ask after a copy, discard it if not."""
        watched = self._watched.get((picture.camera, picture.stream))
        return watched is not None and any(
            slot.still_valid(picture) for slot in (watched.slot, watched.previous) if slot
        )

    def state(self, camera: CameraId, stream: Stream) -> StreamState:
        """How the stream is. A picture that is old is late, whatever its host says. UI thread."""
        now_ns = time.monotonic_ns()
        watched = self._watched.get((camera, stream))
        if watched is None:
            return StreamState(Health.CONNECTING, now_ns)
        said = watched.slot.state()
        if said.health not in _MOVING:
            return said
        picture = watched.picture(now_ns)
        newest_ns = picture.received_at_ns if picture else said.since_ns
        if now_ns - newest_ns <= LATE_AFTER_NS:
            return said
        return StreamState(Health.LATE, newest_ns, width_px=said.width_px, height_px=said.height_px)

    def retry(self, camera: CameraId, stream: Stream) -> None:
        """Connect at once instead of at the next planned attempt."""
        self._requests.put(partial(self._retry, (camera, stream)))

    def cut(
        self, camera: CameraId, stream: Stream, sequence: int | None = None, timeout_s: float = 3.0
    ) -> Shot:
        """The picture `sequence` of the stream, or the newest, whole; never on the UI thread.

        Raises:
            ShotNotPossible: it is not held any more, or the host does not answer; nothing is kept.
        """
        number = next(self._numbers)
        answer: Future[Shot] = Future()
        self._requests.put(partial(self._ask, number, (camera, stream), sequence, answer))
        try:
            return answer.result(timeout_s)
        except TimeoutError:
            raise ShotNotPossible(camera, TOO_SLOW) from None
        finally:
            self._requests.put(lambda: self._forget(number))

    def statistics(self) -> list[HostStatistics]:
        """One line for each running host."""
        watched = list(self._watched.values())
        return [
            HostStatistics(
                pid=host.process.pid,
                restarts=host.restarts,
                streams={each.key: each.slot.counters() for each in watched if each.host is host},
            )
            for host in self._hosts
            if host.process is not None
        ]

    def slot_names(self) -> list[str]:
        """Names of the shared memory in use."""
        return [each.slot.name for each in self._watched.values()]

    # On the supervisor's thread.

    def _supervise(self) -> None:
        for host in self._hosts:
            self._start(host)
        ticked_ns = time.monotonic_ns()
        while not self._stopping:
            with contextlib.suppress(Empty):
                self._requests.get(timeout=_TICK_S)()
            now_ns = time.monotonic_ns()
            if now_ns - ticked_ns > _SLEPT_NS:
                # We were held up ourselves: what the hosts said meanwhile is still to be read.
                for host in self._hosts:
                    if host.process is not None and host.process.heard_at_ns is not None:
                        host.process.heard_at_ns = now_ns
            ticked_ns = now_ns
            self._watch_over(now_ns)

    def _watch_over(self, now_ns: int) -> None:
        for host in self._hosts:
            process = host.process
            if process is None:
                if host.paused_until_ns is not None and now_ns >= host.paused_until_ns:
                    self._start(host)
            elif process.heard_at_ns is None:
                if now_ns - process.started_at_ns > STARTS_WITHIN_NS:
                    self._restart(host, "did not start")
            elif now_ns - process.heard_at_ns > SILENT_AFTER_NS:
                self._restart(host, "is silent")
        for watched in self._watched.values():
            if watched.previous is not None and watched.slot.has_picture:
                self._retired.append(watched.previous)
                watched.previous = None
        self._retired = [slot for slot in self._retired if not slot.remove()]

    def _start(self, host: _Host) -> None:
        host.paused_until_ns = None
        host.starts_ns.append(time.monotonic_ns())
        host.process = HostProcess(
            host.name,
            self._nice,
            heard=lambda *said: self._requests.put(partial(self._hear, host, *said)),
            ended=lambda process: self._requests.put(partial(self._end, host, process)),
        )
        for watched in self._of(host):
            watched.slot.set_state(Health.CONNECTING, time.monotonic_ns())
            self._open(watched)

    def _restart(self, host: _Host, reason: str) -> None:
        """Replace a host; its tiles stop looking live at once."""
        if host.process is None:
            return
        logger.warning("%s (process %s) %s: restarting", host.name, host.process.pid, reason)
        host.process.kill()
        host.process = None
        host.restarts += 1
        for number, (key, asked, answer) in list(self._cuts.items()):
            if asked is host:
                del self._cuts[number]
                answer.set_exception(ShotNotPossible(key[0], TOO_SLOW))
        now_ns = time.monotonic_ns()
        starts = host.starts_ns
        if len(starts) < RESTARTS_A_MINUTE or now_ns - starts[0] > _MINUTE_NS:
            self._start(host)
            return
        host.paused_until_ns = starts[0] + _MINUTE_NS
        logger.error("%s ended %s times in a minute: paused", host.name, RESTARTS_A_MINUTE)
        for watched in self._of(host):
            watched.slot.set_state(Health.LOST, now_ns, host.paused_until_ns)

    def _end(self, host: _Host, process: HostProcess) -> None:
        if host.process is process:
            self._restart(host, "ended")

    def _hear(
        self, host: _Host, process: HostProcess, words: dict[str, Any], blobs: list[bytes]
    ) -> None:
        if host.process is not process:
            return
        match words.get("say"):
            case "log":
                logger.log(int(words["level"]), "%s: %s", host.name, words["text"])
            case "no shot" | "shot":
                self._answer(host, words, blobs)

    def _answer(self, host: _Host, words: dict[str, Any], blobs: list[bytes]) -> None:
        asked = self._cuts.pop(words.get("request", 0), None)
        if asked is None:
            return
        (camera, stream), _, answer = asked
        if words["say"] == "no shot":
            answer.set_exception(ShotNotPossible(camera, NOT_HELD))
            return
        try:
            answer.set_result(shot_from(camera, stream, words, blobs))
        except ValueError:
            answer.set_exception(ShotNotPossible(camera, NOT_HELD))
            self._restart(host, "sends nonsense")

    def _of(self, host: _Host) -> list[_Watched]:
        return [watched for watched in self._watched.values() if watched.host is host]

    def _show(self, wanted: dict[StreamKey, tuple[int, int]]) -> None:
        watched = dict(self._watched)
        for key in watched.keys() - wanted.keys():
            self._close(watched.pop(key))
        for key, size_px in wanted.items():
            if key in watched:
                self._resize(watched[key], size_px)
            else:
                self._watched = watched
                watched[key] = self._begin(key, size_px)
        self._watched = watched

    def _begin(self, key: StreamKey, size_px: tuple[int, int]) -> _Watched:
        host = min(self._hosts, key=lambda each: sum(_COSTS[w.key[1]] for w in self._of(each)))
        watched = _Watched(self._sources[key], size_px, host, _slot_for(key, size_px))
        self._open(watched)
        return watched

    def _open(self, watched: _Watched) -> None:
        source = watched.source
        watched.host.send(
            {
                "do": "open",
                **_named(watched.key),
                "url": source.url,
                "transport": source.transport,
                "username": source.username,
                "password": source.password,
                "slot": watched.slot.name,
                "width_px": watched.size_px[0],
                "height_px": watched.size_px[1],
            }
        )

    def _resize(self, watched: _Watched, size_px: tuple[int, int]) -> None:
        if size_px == watched.size_px:
            return
        watched.size_px = size_px
        moves = buffer_bytes(*size_px) > watched.slot.capacity_bytes
        if moves:
            if watched.previous is not None:
                self._retired.append(watched.previous)
            old, watched.slot = watched.slot, _slot_for(watched.key, size_px)
            watched.slot.continue_state(old)
            watched.previous = old
        watched.host.send(
            {
                "do": "resize",
                **_named(watched.key),
                "slot": watched.slot.name if moves else None,
                "width_px": size_px[0],
                "height_px": size_px[1],
            }
        )

    def _close(self, watched: _Watched) -> None:
        watched.host.send({"do": "close", **_named(watched.key)})
        self._retired += [slot for slot in (watched.slot, watched.previous) if slot]

    def _retry(self, key: StreamKey) -> None:
        watched = self._watched.get(key)
        if watched is None:
            return
        if watched.host.process is None:
            self._start(watched.host)
        else:
            watched.host.send({"do": "retry", **_named(key)})

    def _ask(self, number: int, key: StreamKey, sequence: int | None, answer: Future[Shot]) -> None:
        watched = self._watched.get(key)
        if watched is None:
            answer.set_exception(ShotNotPossible(key[0], NOT_WATCHED))
            return
        self._cuts[number] = (key, watched.host, answer)
        watched.host.send({"do": "cut", **_named(key), "request": number, "sequence": sequence})

    def _forget(self, number: int) -> None:
        self._cuts.pop(number, None)

    def _stop(self) -> None:
        self._stopping = True
        deadline_s = time.monotonic() + _STOPS_WITHIN_S
        processes = [host.process for host in self._hosts if host.process is not None]
        for process in processes:
            process.send({"do": "stop"})
        for process in processes:
            process.wait(deadline_s)
        for _, _, answer in self._cuts.values():
            answer.cancel()
        watched, self._watched = self._watched, {}
        for each in watched.values():
            self._retired += [slot for slot in (each.slot, each.previous) if slot]
        for slot in self._retired:
            slot.remove()


def _named(key: StreamKey) -> dict[str, object]:
    return {"camera": key[0], "stream": key[1]}


def _slot_for(key: StreamKey, size_px: tuple[int, int]) -> FrameSlot:
    """A slot with room for pictures of this size, and for a little more."""
    needed = buffer_bytes(*size_px)
    capacity = min(room for size in _SLOT_SIZES if (room := buffer_bytes(*size)) >= needed)
    slot = FrameSlot(*key, capacity)
    slot.set_state(Health.CONNECTING, time.monotonic_ns())
    return slot
