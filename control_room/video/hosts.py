"""The console's side of the camera hosts: say what shall be seen, read it, never wait for it.

Rules:
    - A thread of its own, the supervisor, starts, feeds, watches and restarts the hosts; only there
      is anything written to a pipe or to the list of what is watched.
    - `picture` and `state` are for the UI thread: no lock, no waiting.
    - The console owns the slots; a host that is started again finds those of the one before.
    - A stream in whose decoding a host ended twice gets a host of its own: it takes no neighbour
      along any more.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Final

from control_room.domain.camera import CameraId, Health, Mask, Stream, StreamState, StreamUse
from control_room.domain.picture import LIVE_FOR, Picture, Replay, Shot
from control_room.video.frames import FrameSlot, StreamCounters
from control_room.video.framing import Framings
from control_room.video.orders import StreamKey, StreamSource
from control_room.video.place import Place, Terms
from control_room.video.replays import Replays
from control_room.video.segment import buffer_bytes
from control_room.video.shot import NOT_HELD, NOT_WATCHED, TOO_SLOW, ShotNotPossible, shot_from
from control_room.video.verdicts import Verdicts
from control_room.video.watched import Watched, bounded, named, slot_for, watched

__all__ = ["CameraHosts", "HostStatistics", "ShotNotPossible", "StreamSource"]

logger = logging.getLogger(__name__)

LATE_AFTER_NS: Final = LIVE_FOR // timedelta(microseconds=1) * 1000
RING_BUDGET_BYTES: Final = 768 * 2**20

_TICK_S: Final = 0.1
_SLEPT_NS: Final = 500_000_000
_STOPS_WITHIN_S: Final = 1.0
_MOST_HOSTS: Final = 8
_DEATHS_TO_BE_ALONE: Final = 2
_SOLITARY_SHARE: Final = 8  # the part of the budget that a host for one stream gets
_MEMORY_BYTES: Final = 1536 * 2**20  # the largest pictures that any decoder may keep
_LET_GO_AFTER_NS: Final = 1_000_000_000  # by then nobody reads what was current before
_MOVING: Final = (
    Health.LIVE,
    Health.FROZEN,
    Health.DARK,
    Health.COVERED,
    Health.DEFOCUSED,
)


@dataclass(frozen=True)
class HostStatistics:
    """One host: its process and what its streams have been through.

    Attributes:
        pid: None while it is paused, or about to be started again.
        paused_until_ns: CLOCK_MONOTONIC; None while it is not paused.
        ring_bytes: held for replay and shots.
        ring_budget_bytes: what it may hold.
    """

    pid: int | None
    restarts: int
    paused_until_ns: int | None
    streams: Mapping[StreamKey, StreamCounters]
    ring_bytes: int
    ring_budget_bytes: int


class CameraHosts:
    """All camera hosts of this console."""

    def __init__(
        self,
        sources: Sequence[StreamSource],
        *,
        hosts: int | None = None,
        nice: int = 10,
        ring_budget_bytes: int = RING_BUDGET_BYTES,
        masks: Mapping[CameraId, Sequence[Mask]] | None = None,
        hardware: str | None = None,
    ) -> None:
        self._sources = {(source.camera, source.stream): source for source in sources}
        count = hosts or min(os.cpu_count() or 1, _MOST_HOSTS)
        self._share_bytes = ring_budget_bytes // count
        self._nice = nice
        self._masks = masks or {}
        self._framings = Framings(camera for camera, theirs in self._masks.items() if theirs)
        self._hardware = hardware or "none"
        self._requests: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._places = [self._place(f"camera host {number + 1}") for number in range(count)]
        self._watched: dict[StreamKey, Watched] = {}
        self._verdicts = Verdicts()
        self._replays = Replays(self._send)
        self._cuts: dict[int, tuple[StreamKey, Place, Future[Shot]]] = {}
        self._numbers = itertools.count(1)
        self._deaths: Counter[StreamKey] = Counter()
        self._retired: list[tuple[int, FrameSlot]] = []
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

    def show(self, wanted: Mapping[tuple[CameraId, Stream], StreamUse]) -> None:
        """Say which streams are wanted, all of them, and what for.

        Raises:
            KeyError: there is no such stream; nothing changes.
        """
        if unknown := wanted.keys() - self._sources.keys():
            raise KeyError(*unknown)
        uses = {key: bounded(use) for key, use in wanted.items()}
        self._requests.put(partial(self._show, uses))

    def picture(self, camera: CameraId, stream: Stream) -> Picture | None:
        """The newest picture, in place; the same object until there is a newer one. UI thread."""
        found = self._watched.get((camera, stream))
        return found.picture(time.monotonic_ns()) if found else None

    def still_valid(self, picture: Picture) -> bool:
        """Whether the memory of `picture` was not reused: ask after a copy, discard it if not."""
        found = self._watched.get((picture.camera, picture.stream))
        slots = [self._replays.slot(picture.camera)]
        if found is not None:
            slots += [found.slot, found.previous]
        return any(slot.still_valid(picture) for slot in slots if slot)

    def state(self, camera: CameraId, stream: Stream) -> StreamState:
        """How the stream is. A picture that is old is late, whatever its host says, and none is
        live while its camera is known not to be. UI thread."""
        now_ns = time.monotonic_ns()
        found = self._watched.get((camera, stream))
        if found is None:
            return StreamState(Health.CONNECTING, now_ns)
        said = found.slot.state()
        if said.health not in _MOVING:
            return said
        picture = found.picture(now_ns)
        newest_ns = picture.received_at_ns if picture else said.since_ns
        if now_ns - newest_ns > LATE_AFTER_NS:
            return replace(said, health=Health.LATE, since_ns=newest_ns, shown_per_s=0.0)
        known = self._verdicts.against(found.key, said) if said.health is Health.LIVE else None
        return replace(said, health=known.health, since_ns=known.since_ns) if known else said

    def retry(self, camera: CameraId, stream: Stream) -> None:
        """Connect at once instead of at the next planned attempt."""
        self._requests.put(partial(self._retry, (camera, stream)))

    def cut(
        self,
        camera: CameraId,
        stream: Stream,
        sequence: int | None = None,
        source: int | None = None,
        timeout_s: float = 3.0,
    ) -> Shot:
        """The picture `sequence` of the stream, or the newest, whole; never on the UI thread.

        Args:
            source: the connection that the picture came from: its number alone may be that of
                another one by now, as a host that starts again counts from 1.

        Raises:
            ShotNotPossible: it is not held any more, or the host does not answer; nothing is kept.
        """
        number = next(self._numbers)
        answer: Future[Shot] = Future()
        which = {"sequence": sequence, "connection": source}
        self._requests.put(partial(self._ask, number, (camera, stream), which, answer))
        try:
            return answer.result(timeout_s)
        except TimeoutError:
            raise ShotNotPossible(camera, TOO_SLOW) from None
        finally:
            self._requests.put(lambda: self._forget(number))

    def replay(
        self, camera: CameraId, stream: Stream, back_s: float, size_px: tuple[int, int]
    ) -> None:
        """Play what is held of the stream from `back_s` ago up to now, at the speed it came. UI
        thread, like all that is about replays; one replay for each camera."""
        now_ns = time.monotonic_ns()
        is_watched = (camera, stream) in self._watched
        gone = self._replays.begin((camera, stream), now_ns, back_s, size_px, is_held=is_watched)
        self._requests.put(lambda: self._retire(*gone))

    def replay_picture(self, camera: CameraId) -> Picture | None:
        """The picture that the replay is at, in place; received at the moment it shows."""
        slot = self._replays.slot(camera)
        return slot.picture(time.monotonic_ns()) if slot else None

    def replay_state(self, camera: CameraId) -> Replay | None:
        """Where the replay is; None: there is none."""
        slot = self._replays.slot(camera)
        return slot.replay() if slot else None

    def stop_replay(self, camera: CameraId) -> None:
        """Play no more."""
        gone = self._replays.end(camera)
        self._requests.put(lambda: self._retire(*gone))

    def statistics(self) -> list[HostStatistics]:
        """One line for each host that was started, in an order that stays."""
        return [
            self._statistics_of(place)
            for place in list(self._places)
            if place.process is not None or place.restarts
        ]

    def _statistics_of(self, place: Place) -> HostStatistics:
        process = place.process
        streams = {key: each.slot.counters() for key, each in place.streams.copy().items()}
        return HostStatistics(
            pid=process.pid if process else None,
            restarts=place.restarts,
            paused_until_ns=place.paused_until_ns,
            streams=streams,
            ring_bytes=sum(each.ring_bytes for each in streams.values()),
            ring_budget_bytes=self._budget_of(place.is_solitary),
        )

    def slot_names(self) -> dict[StreamKey, str]:
        """Names of the shared memory in use."""
        return {key: each.slot.name for key, each in self._watched.items()}

    # On the supervisor's thread.

    def _place(self, name: str, *, is_solitary: bool = False) -> Place:
        budget = self._budget_of(is_solitary)
        begin: dict[str, object] = {
            "do": "begin",
            "hardware": self._hardware,
            "ring_budget_bytes": budget,
            "memory_bytes": _MEMORY_BYTES + budget,
        }
        terms = Terms(self._nice, begin, self._requests.put, self._hear, self._lose)
        return Place(name, terms, is_solitary=is_solitary)

    def _budget_of(self, is_solitary: bool) -> int:
        return self._share_bytes // _SOLITARY_SHARE if is_solitary else self._share_bytes

    def _supervise(self) -> None:
        for place in self._places:
            place.start()
        ticked_ns = time.monotonic_ns()
        while True:
            with contextlib.suppress(Empty):
                self._requests.get(timeout=_TICK_S)()
            if self._stopping:
                return  # the slots are gone: there is nothing left to look at
            now_ns = time.monotonic_ns()
            if now_ns - ticked_ns > _SLEPT_NS:
                for place in self._places:
                    place.forgive(now_ns)
            ticked_ns = now_ns
            self._watch_over(now_ns)

    def _watch_over(self, now_ns: int) -> None:
        for place in list(self._places):
            place.watch_over(now_ns)
        self._framings.look({key: each.slot.size_px for key, each in self._watched.items()})
        self._note_verdicts(now_ns)
        for each in self._watched.values():
            if each.previous is not None and each.slot.has_picture:
                self._retire(each.previous)
                each.previous = None
        self._retired = [
            (since_ns, slot)
            for since_ns, slot in self._retired
            if now_ns - since_ns < _LET_GO_AFTER_NS or not slot.remove()
        ]

    def _note_verdicts(self, now_ns: int) -> None:
        """Remember what is wrong, and tell the host of the camera's other stream."""
        for each in self._verdicts.note(self._watched, now_ns):
            place = self._place_of(each.key)
            if place and each.suspect:
                place.send({"do": "suspect", **named(each.key), **each.suspect.words()})

    def _retire(self, *slots: FrameSlot | None) -> None:
        now_ns = time.monotonic_ns()
        self._retired += [(now_ns, slot) for slot in slots if slot]

    def _place_of(self, key: StreamKey) -> Place | None:
        return next((place for place in self._places if key in place.streams), None)

    def _send(self, key: StreamKey, order: dict[str, object]) -> None:
        """Any thread: give the order to the stream's host."""

        def send() -> None:
            if place := self._place_of(key):
                place.send(order)

        self._requests.put(send)

    def _lose(self, place: Place, in_decoder: list[StreamKey]) -> None:
        """A host ended: nothing asked of it is answered, and who ends hosts gets one alone."""
        for number, (key, asked, answer) in list(self._cuts.items()):
            if asked is place:
                del self._cuts[number]
                answer.set_exception(ShotNotPossible(key[0], TOO_SLOW))
        self._replays.lose(place.streams)
        for key in in_decoder:
            self._deaths[key] += 1
            if self._deaths[key] >= _DEATHS_TO_BE_ALONE and not place.is_solitary:
                self._put_alone(place.streams.pop(key))

    def _put_alone(self, stray: Watched) -> None:
        camera, stream = stray.key
        logger.error("hosts end over stream %s %s: it gets one of its own", camera, stream)
        place = self._place(f"camera host for {camera} {stream}", is_solitary=True)
        place.streams[stray.key] = stray
        self._places = [*self._places, place]
        place.start()

    def _hear(self, place: Place, words: dict[str, Any], blobs: list[bytes]) -> None:
        match words.get("say"):
            case "log":
                logger.log(int(words["level"]), "%s: %s", place.name, words["text"])
            case "no shot" | "shot":
                self._answer(place, words, blobs)

    def _answer(self, place: Place, words: dict[str, Any], blobs: list[bytes]) -> None:
        asked = self._cuts.pop(words.get("request", 0), None)
        if asked is None:
            return
        (camera, stream), _, answer = asked
        if words["say"] == "no shot":
            answer.set_exception(ShotNotPossible(camera, NOT_HELD))
            return
        try:
            is_masked = bool(self._masks.get(camera))
            answer.set_result(shot_from(camera, stream, words, blobs, is_masked=is_masked))
        except ValueError:
            answer.set_exception(ShotNotPossible(camera, NOT_HELD))
            place.restart("sends nonsense")

    def _show(self, wanted: dict[StreamKey, StreamUse]) -> None:
        self._note_verdicts(time.monotonic_ns())
        shown = dict(self._watched)
        for key in shown.keys() - wanted.keys():
            self._close(shown.pop(key))
        for key, use in wanted.items():
            if key in shown:
                self._use(shown[key], use)
            else:
                shown[key] = self._begin(key, use)
        self._watched = shown

    def _begin(self, key: StreamKey, use: StreamUse) -> Watched:
        begun = watched(self._sources[key], use, self._masks.get(key[0], ()))
        begun.suspect = self._verdicts.against(key)
        if self._deaths[key] >= _DEATHS_TO_BE_ALONE:
            self._put_alone(begun)
        else:
            places = [place for place in self._places if not place.is_solitary]
            # By cost; streams that nobody decodes cost nothing, and are spread all the same.
            min(places, key=lambda place: (place.cost, len(place.streams))).open(begun)
        return begun

    def _use(self, begun: Watched, use: StreamUse) -> None:
        if use == begun.use:
            return
        begun.use = use
        moves = use.size_px is not None and buffer_bytes(*use.size_px) > begun.slot.capacity_bytes
        if moves:
            self._retire(begun.previous)
            old, begun.slot = begun.slot, slot_for(begun.key, use.size_px)
            begun.slot.continue_state(old)
            begun.previous = old
        if place := self._place_of(begun.key):
            place.send(begun.use_order(in_new_slot=moves))

    def _close(self, begun: Watched) -> None:
        if place := self._place_of(begun.key):
            place.close(begun)
            if place.is_solitary:
                self._places = [each for each in self._places if each is not place]
                place.send({"do": "stop"})
                place.stop(time.monotonic() + _STOPS_WITHIN_S)
        self._retire(begun.slot, begun.previous)

    def _retry(self, key: StreamKey) -> None:
        if place := self._place_of(key):
            place.retry(key)

    def _ask(
        self, number: int, key: StreamKey, which: dict[str, int | None], answer: Future[Shot]
    ) -> None:
        place = self._place_of(key)
        if place is None:
            answer.set_exception(ShotNotPossible(key[0], NOT_WATCHED))
            return
        self._cuts[number] = (key, place, answer)
        place.send({"do": "cut", **named(key), "request": number, **which})

    def _forget(self, number: int) -> None:
        self._cuts.pop(number, None)

    def _stop(self) -> None:
        self._stopping = True
        deadline_s = time.monotonic() + _STOPS_WITHIN_S
        for place in self._places:
            place.send({"do": "stop"})
        for place in self._places:
            place.stop(deadline_s)
        for _, _, answer in self._cuts.values():
            answer.cancel()
        for each in self._watched.values():
            self._retire(each.slot, each.previous)
        self._watched = {}
        self._retire(*self._replays.end_all())
        for _, slot in self._retired:
            slot.remove()
