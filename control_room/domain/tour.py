"""Tours: cameras on one tile, or saved walls, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NewType

from control_room.domain.agent import AgentId
from control_room.domain.camera import CameraId
from control_room.domain.wall import WallId

DWELL_MIN_S = 5
"""Less, and nobody sees what is on the picture before it is gone."""
DWELL_MAX_S = 3600
STEPS_MIN = 2
STEPS_MAX = 64

TourId = NewType("TourId", int)


class NotATour(ValueError):
    """Nobody could follow it."""


@dataclass(frozen=True)
class Tour:
    """What is shown, in turn, and for how long each.

    Attributes:
        cameras: for a tour on one tile; empty otherwise.
        walls: for a tour of saved walls; empty otherwise.
        dwell_s: how long each step stays.

    Raises:
        NotATour: it has not 2 to 64 steps of one kind, or steps too short or too long.
    """

    cameras: tuple[CameraId, ...] = ()
    walls: tuple[WallId, ...] = ()
    dwell_s: int = 20

    def __post_init__(self) -> None:
        if self.cameras and self.walls:
            raise NotATour("cameras and walls in one tour")
        if not STEPS_MIN <= self.steps <= STEPS_MAX:
            raise NotATour(f"{self.steps} steps")
        if not DWELL_MIN_S <= self.dwell_s <= DWELL_MAX_S:
            raise NotATour(f"{self.dwell_s} s a step")

    @property
    def steps(self) -> int:
        """How many there are."""
        return len(self.cameras) + len(self.walls)


@dataclass(frozen=True)
class SavedTour:
    """A tour kept under a name.

    Attributes:
        owner: the agent who alone sees it; None when the whole site does.
    """

    id: TourId
    name: str
    tour: Tour
    owner: AgentId | None

    @property
    def is_shared(self) -> bool:
        """Whether all agents of the site see it."""
        return self.owner is None


@dataclass(frozen=True)
class TourRun:
    """A tour under way: which step is shown, for how long still, or paused."""

    tour: Tour
    step: int
    left_s: float
    is_paused: bool = False

    @staticmethod
    def begun(tour: Tour) -> TourRun:
        """At its first step."""
        return TourRun(tour, 0, float(tour.dwell_s))

    def after(self, seconds: float) -> TourRun:
        """So much later: at most one step on, since a step that nobody saw was not shown."""
        if self.is_paused:
            return self
        left_s = self.left_s - seconds
        if left_s > 0:
            return replace(self, left_s=left_s)
        return replace(self, step=(self.step + 1) % self.tour.steps, left_s=self.tour.dwell_s)

    def paused(self) -> TourRun:
        """Waiting at its step."""
        return replace(self, is_paused=True)

    def resumed(self) -> TourRun:
        """Going on, with the whole time for the step that is shown."""
        return replace(self, is_paused=False, left_s=float(self.tour.dwell_s))
