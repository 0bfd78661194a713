"""A tour under way on one wall: shows each step for its time, waits while the agent acts."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from control_room.domain.camera import CameraId
from control_room.domain.tour import STEPS_MIN, SavedTour, TourRun
from control_room.domain.wall import Arrangement, SavedWall, WallId
from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP
from widgets.video_wall import VideoWall

_TICK_MS = 250


class TourImpossible(ControlRoomError):
    """Fewer than two steps of the tour are still there; nothing was started."""

    def __init__(self, name: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "The tour “{name}” has fewer than two steps left.").of(
                name=name
            ),
            QT_TRANSLATE_NOOP("errors", "The wall stays as it is."),
            QT_TRANSLATE_NOOP("errors", "Make the tour again: G shows the tours."),
        )


class TourPlayer(QObject):
    """Takes one tour at a time round on one wall.

    Signals:
        changed(): it began, ended, waits, goes on, or another second is left of its step.
    """

    changed = Signal()

    def __init__(
        self, ticks_ns: Callable[[], int] = time.monotonic_ns, parent: QObject | None = None
    ) -> None:
        """Nothing is under way.

        Args:
            ticks_ns: CLOCK_MONOTONIC.
        """
        super().__init__(parent)
        self._ticks_ns = ticks_ns
        self._ticked_at_ns = 0
        self._saved: SavedTour | None = None
        self._run: TourRun | None = None
        self._wall: VideoWall | None = None
        self._arrangements: Mapping[WallId, Arrangement] = {}
        self._tile = 0
        self._around: Arrangement | None = None
        self._shown: Arrangement | None = None
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def tour(self) -> SavedTour | None:
        """The tour under way, paused or not."""
        return self._saved

    @property
    def is_paused(self) -> bool:
        """Whether it waits for the agent."""
        return self._run is not None and self._run.is_paused

    @property
    def left_s(self) -> int:
        """Seconds until the next step, rounded up."""
        return -int(-self._run.left_s // 1) if self._run else 0

    def start(
        self,
        saved: SavedTour,
        wall: VideoWall,
        cameras: Collection[CameraId],
        walls: Collection[SavedWall],
    ) -> None:
        """Show the first step, in place of a tour that is under way.

        Args:
            cameras: of the site; steps that name others are left out.
            walls: that the agent sees; steps that name others are left out.

        Raises:
            TourImpossible: fewer than two steps are left; nothing changes.
        """
        arrangements = {each.id: each.arrangement for each in walls}
        tour = saved.tour
        camera_steps = tuple(camera for camera in tour.cameras if camera in cameras)
        wall_steps = tuple(each for each in tour.walls if each in arrangements)
        if len(camera_steps) + len(wall_steps) < STEPS_MIN:
            raise TourImpossible(saved.name)
        self._saved, self._wall = saved, wall
        self._arrangements = arrangements
        self._tile = wall.selected_tile
        self._shown = None
        self._run = TourRun.begun(replace(tour, cameras=camera_steps, walls=wall_steps))
        self._ticked_at_ns = self._ticks_ns()
        self._show_step()
        self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """End the tour; the wall stays as it is."""
        if self._run is not None:
            self._timer.stop()
            self._saved = self._run = self._wall = None
            self.changed.emit()

    def pause(self) -> None:
        """Wait at the step that is shown."""
        if self._run is not None and not self._run.is_paused:
            self._run = self._run.paused()
            self.changed.emit()

    def resume(self) -> None:
        """Show the step that is due again, for its whole time."""
        if self._run is not None and self._run.is_paused:
            self._run = self._run.resumed()
            self._ticked_at_ns = self._ticks_ns()
            self._show_step()
            self.changed.emit()

    def _tick(self) -> None:
        if self._run is None:
            return
        now_ns = self._ticks_ns()
        before, left_before_s = self._run, self.left_s
        self._run = before.after((now_ns - self._ticked_at_ns) / 1e9)
        self._ticked_at_ns = now_ns
        if self._run.step != before.step:
            self._show_step()
        if self._run.step != before.step or self.left_s != left_before_s:
            self.changed.emit()

    def _show_step(self) -> None:
        run, wall = self._run, self._wall
        if run is None or wall is None:
            return
        if run.tour.walls:
            wall.show_arrangement(self._arrangements[run.tour.walls[run.step]])
            return
        # Each step is put into the wall as the agent left it: what a step displaced comes back.
        if self._around is None or wall.arrangement() != self._shown:
            self._around = wall.arrangement()
        tile = min(self._tile, len(self._around.cameras) - 1)
        self._shown = self._around.with_camera(tile, run.tour.cameras[run.step])
        wall.show_arrangement(self._shown)
