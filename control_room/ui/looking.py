"""What the agent looks at on one wall is recorded, and what was just seen can be seen again.

Looking closer is recorded before it goes on: what cannot be recorded is not enlarged, not replayed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from control_room.domain.agent import Session
from control_room.domain.camera import Camera, CameraId, Stream
from control_room.errors import ControlRoomError
from control_room.services.cameras import CameraActs
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.tasks import TaskRunner
from control_room.video.hosts import CameraHosts
from widgets.video_wall import VideoWall

REPLAY_S = 60


class NothingToReplay(ControlRoomError):
    """Nothing of the camera is held yet; the tile stays live."""

    def __init__(self, camera: Camera) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "{camera}: nothing to replay yet.").of(camera=camera.label),
            QT_TRANSLATE_NOOP("errors", "The tile stays as it is."),
            QT_TRANSLATE_NOOP(
                "errors", "Pictures are kept from the moment the camera is on the wall."
            ),
        )


class ReplayNotLive(ControlRoomError):
    """What is on the tile was seen before; nothing was recorded from it."""

    def __init__(self, camera: Camera) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "{camera}: this is a replay, not live.").of(
                camera=camera.label
            ),
            QT_TRANSLATE_NOOP("errors", "Nothing was recorded: a picture must be seen live."),
            QT_TRANSLATE_NOOP("errors", "R goes back to the live picture."),
        )


class Looking(QObject):
    """Records the looks at one wall, in the name of who is signed in.

    Signals:
        refused(ControlRoomError): a look was not possible, or not recorded.
        replay_begins(Camera): a camera has one replay; where else it is shown, it ends now.
    """

    refused = Signal(object)
    replay_begins = Signal(object)

    def __init__(
        self,
        wall: VideoWall,
        hosts: CameraHosts,
        acts: CameraActs,
        tasks: TaskRunner,
        session: Callable[[], Session],
    ) -> None:
        super().__init__(wall)
        self._wall = wall
        self._hosts = hosts
        self._acts = acts
        self._tasks = tasks
        self._session = session
        self._enlarged_at_ns: int | None = None
        self._replayed: Camera | None = None
        wall.cameras_changed.connect(self.record_wall)
        wall.enlarged.connect(self._begin_enlargement)
        wall.reduced.connect(self._end_enlargement)
        wall.replay_asked.connect(self._begin_replay)
        wall.replay_ended.connect(self._end_replay)
        wall.number_refused.connect(self._refuse_number)
        wall.ticked.connect(self._end_lost_replay)

    @property
    def replayed(self) -> Camera | None:
        """The camera whose replay is on the wall."""
        return self._replayed

    def record_wall(self) -> None:
        """Record which cameras are on the wall from now on."""
        session, code = self._session(), self._wall.wall_layout.code
        cameras = [camera.id for camera in self._wall.cameras()]
        self._tasks.write(lambda: self._acts.wall_shown(session, code, cameras), _nothing)

    def turn_replay(self) -> None:
        """Replay the selected camera, or go back to its live picture."""
        camera = self._wall.selected_camera()
        if self._replayed is not None:
            self._wall.stop_replay()
        elif camera is not None:
            self._wall.start_replay(camera.id)

    def end(self) -> None:
        """The agent leaves: what is enlarged or replayed was consulted until now."""
        self._wall.stop_replay()
        self._wall.reduce()

    # Enlarging

    def _begin_enlargement(self, camera: Camera) -> None:
        began_at_ns = self._enlarged_at_ns = time.monotonic_ns()
        session = self._session()

        def not_recorded(error: ControlRoomError) -> None:
            if self._enlarged_at_ns == began_at_ns:
                self._enlarged_at_ns = None
                self._wall.reduce()
            self.refused.emit(error)

        self._tasks.write(lambda: self._acts.enlarged(session, camera), _nothing, not_recorded)

    def _end_enlargement(self, camera: Camera) -> None:
        if self._enlarged_at_ns is None:
            return
        seconds = max(1, round((time.monotonic_ns() - self._enlarged_at_ns) / 1e9))
        self._enlarged_at_ns = None
        session = self._session()
        self._tasks.write(lambda: self._acts.reduced(session, camera, seconds), _nothing)

    # Replaying

    def _begin_replay(self, camera: Camera) -> None:
        stream, back_s = self._longest_held(camera.id)
        if back_s <= 0:
            self._wall.stop_replay()
            self.refused.emit(NothingToReplay(camera))
            return
        self.replay_begins.emit(camera)
        self._replayed = camera
        session = self._session()
        self._hosts.replay(camera.id, stream, back_s, self._size_of(camera.id))

        def not_recorded(error: ControlRoomError) -> None:
            if self._replayed == camera:
                self._wall.stop_replay()
            self.refused.emit(error)

        self._tasks.write(
            lambda: self._acts.replayed(session, camera, back_s), _nothing, not_recorded
        )

    def _end_replay(self, camera: Camera) -> None:
        if self._replayed is None:
            return
        self._replayed = None
        self._hosts.stop_replay(camera.id)

    def _end_lost_replay(self) -> None:
        """No last picture of a replay stays on its tile when nothing plays any more."""
        if self._replayed is not None and self._hosts.replay_state(self._replayed.id) is None:
            self._wall.stop_replay()

    def _longest_held(self, camera: CameraId) -> tuple[Stream, float]:
        """The stream of which most is held, the main one of two alike, and how many seconds."""
        held_s = {
            stream: min(float(REPLAY_S), counters.ring_ns / 1e9)
            for host in self._hosts.statistics()
            for (watched, stream), counters in host.streams.items()
            if watched == camera
        }
        main_s, sub_s = held_s.get(Stream.MAIN, 0.0), held_s.get(Stream.SUB, 0.0)
        return (Stream.MAIN, main_s) if main_s >= sub_s else (Stream.SUB, sub_s)

    def _size_of(self, camera: CameraId) -> tuple[int, int]:
        """The largest size in which the wall wants the camera, in device pixels."""
        wanted = self._wall.wanted().items()
        sizes = [use.size_px for (each, _), use in wanted if each == camera and use.size_px]
        return max(sizes, default=(self._wall.width(), self._wall.height()))

    def _refuse_number(self, number: int) -> None:
        self.refused.emit(
            ControlRoomError(
                QT_TRANSLATE_NOOP("errors", "No camera has the number {number}.").of(number=number),
                QT_TRANSLATE_NOOP("errors", "The wall stays as it is."),
                QT_TRANSLATE_NOOP("errors", "Numbers are in the list of cameras: Ctrl+F searches."),
            )
        )


def _nothing(_result: object) -> None:
    """Nobody waits for the answer."""
