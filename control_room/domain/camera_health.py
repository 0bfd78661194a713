"""The health of a camera, told from that of its streams, and which changes of it are recorded."""

from __future__ import annotations

from collections.abc import Mapping
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
_UNSEEN = frozenset({Health.CONNECTING, Health.RECEIVED})
_WEIGHTS = {health: weight for weight, health in enumerate(_BY_WEIGHT)}

States = Mapping[tuple[CameraId, Stream], StreamState]


def weight_of(health: Health) -> int:
    """How much somebody must act: more is worse."""
    return _WEIGHTS[health]


def camera_states(streams: States) -> dict[CameraId, StreamState]:
    """The state of each camera: that of its worst stream.

    A stream that is only connecting, or only received, says nothing beside another that is looked
    at: whoever selects a camera opens its second stream, and that is no trouble.
    """
    states: dict[CameraId, StreamState] = {}
    for (camera, _stream), state in streams.items():
        known = states.get(camera)
        if known is None or _outweighs(state.health, known.health):
            states[camera] = state
    return states


def _outweighs(health: Health, known: Health) -> bool:
    if known in _UNSEEN or health in _UNSEEN:
        return known in _UNSEEN and not (health in _UNSEEN and known is Health.CONNECTING)
    return _WEIGHTS[health] > _WEIGHTS[known]


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
