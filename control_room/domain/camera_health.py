"""The health of a camera, told from that of its streams, and which changes of it are recorded."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field

from control_room.domain.camera import CameraId, Health, Stream, StreamState

RECORDED_EVERY_NS = 60_000_000_000
"""A camera with a loose plug is recorded once a minute, not once a second."""

WELL = frozenset({Health.LIVE, Health.RECEIVED})
"""Nothing is wrong with the camera; whether a tile shows it is another matter."""

_BY_WEIGHT = (
    Health.LIVE,
    Health.RECEIVED,
    Health.CONNECTING,
    Health.DEFOCUSED,
    Health.DARK,
    Health.COVERED,
    Health.LATE,
    Health.FROZEN,
    Health.UNREADABLE,
    Health.LOST,
    Health.REFUSED,
    Health.HALTED,
)
_OF_PICTURE = frozenset({Health.FROZEN, Health.DARK, Health.COVERED, Health.DEFOCUSED})
_WEIGHTS = {health: weight for weight, health in enumerate(_BY_WEIGHT)}

States = Mapping[tuple[CameraId, Stream], StreamState]


def weight_of(health: Health) -> int:
    """How much somebody must act: more is worse."""
    return _WEIGHTS[health]


def camera_states(
    streams: States, shown: Collection[tuple[CameraId, Stream]]
) -> dict[CameraId, StreamState]:
    """The state of each camera: that of the streams in `shown`, which tiles show.

    One stream that is well is enough: a tile shows the other one meanwhile. Streams that nobody
    sees count while none of the camera is shown. What is wrong with the picture itself is about
    the camera, whichever stream tells it.
    """
    of_cameras: dict[CameraId, list[Stream]] = {}
    for camera, stream in streams:
        of_cameras.setdefault(camera, []).append(stream)
    states: dict[CameraId, StreamState] = {}
    for camera, known in of_cameras.items():
        seen = [streams[camera, stream] for stream in known if (camera, stream) in shown]
        every = [streams[camera, stream] for stream in known]
        told = _together(seen, {Health.LIVE}) if seen else _together(every, WELL)
        ill = [state for state in every if state.health in _OF_PICTURE]
        states[camera] = max([told, *ill], key=_weight_of_state)
    return states


def _together(states: list[StreamState], well: Container[Health]) -> StreamState:
    """The best of those that are well, else the worst."""
    good = [state for state in states if state.health in well]
    return min(good, key=_weight_of_state) if good else max(states, key=_weight_of_state)


def _weight_of_state(state: StreamState) -> int:
    return _WEIGHTS[state.health]


@dataclass(frozen=True)
class HealthChange:
    """What the log says of a camera.

    Attributes:
        before: what the log said last; CONNECTING when it never said anything.
        since_s: how long `after` lasted already when it was recorded.
        left_out: changes since the entry before that have none of their own.
    """

    camera: CameraId
    before: Health
    after: Health
    since_s: int
    left_out: int


@dataclass
class _Page:
    """What is known of one camera: as seen last, and as recorded last."""

    seen: Health
    recorded: Health
    recorded_at_ns: int | None = None
    changes: int = 0


@dataclass
class HealthJournal:
    """Chooses the changes to record: one a minute and camera at most, and none goes uncounted.

    - LIVE and RECEIVED are the same here: only what a tile shows differs.
    - A camera that was never seen well nor ill, or is connected anew after nobody watched it,
      is known once it has left CONNECTING; a camera that begins well is no change.
    - What came and went within the minute is counted in the entry at its end, also when the camera
      is by then as it was.
    """

    _pages: dict[CameraId, _Page] = field(default_factory=dict)
    _watched: set[CameraId] = field(default_factory=set)

    def look(self, states: Mapping[CameraId, StreamState], now_ns: int) -> list[HealthChange]:
        """Take note of how the watched cameras are; returns what is to be recorded now."""
        changes = []
        for camera, state in states.items():
            change = self._look(camera, state, now_ns)
            if change is not None:
                changes.append(change)
        self._watched &= states.keys()
        return changes

    def _look(self, camera: CameraId, state: StreamState, now_ns: int) -> HealthChange | None:
        health = Health.LIVE if state.health in WELL else state.health
        if camera not in self._watched:
            if health is Health.CONNECTING:
                return None
            self._watched.add(camera)
        page = self._pages.get(camera)
        if page is None:
            before = health if health is Health.LIVE else Health.CONNECTING
            page = self._pages[camera] = _Page(before, before)
        if health is not page.seen:
            page.seen = health
            page.changes += 1
        is_due = page.recorded_at_ns is None or now_ns - page.recorded_at_ns >= RECORDED_EVERY_NS
        if not (page.changes and is_due):
            return None
        change = HealthChange(
            camera,
            before=page.recorded,
            after=health,
            since_s=max(0, (now_ns - state.since_ns) // 1_000_000_000),
            left_out=page.changes - (health is not page.recorded),
        )
        page.recorded, page.recorded_at_ns, page.changes = health, now_ns, 0
        return change
