"""What an act costs the thread that draws the screen: it hands the act over and takes the answer.

The parts are the console's: the wall's signal, the slot that records looks, the runner that hands
them to its writer thread, the services, a database on disk. Only the screen itself is not there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.figures import Spread, spread_ms
from control_room.domain.agent import Agent, AgentId, Role, Session
from control_room.domain.camera import Camera, CameraId
from control_room.domain.shift import Reason
from control_room.errors import ControlRoomError
from control_room.services.cameras import CameraActs
from control_room.services.sessions import Sessions
from control_room.storage.database import Database
from control_room.ui.looking import Looking
from control_room.ui.tasks import TaskRunner
from control_room.video.hosts import CameraHosts
from widgets.theme import DARK
from widgets.video_wall import VideoWall

_CAMERA = Camera(CameraId(12), "Place du Marché", "Centre", "Place du Marché, côté halle")
WARMING = 20
"""Acts before those that count: an agent's first ones wait for threads to be made."""


class _Answered(TaskRunner):
    """A runner that tells when an answer was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: Callable[[], None] = lambda: None

    def write(self, job: Any, done: Any, failed: Any = None) -> None:
        def taken(result: Any) -> None:
            done(result)
            self.answered()

        super().write(job, taken, failed)


class _Course:
    """Act after act, each when the answer to the one before was taken.

    Attributes:
        handing_ns: of each act, until the slots have returned.
        whole_ns: processor time of the thread until its answer was taken.
    """

    def __init__(self, wall: VideoWall, acts: int) -> None:
        self.handing_ns: list[int] = []
        self.whole_ns: list[int] = []
        self.failure: ControlRoomError | None = None
        self._wall = wall
        self._acts = acts
        self._loop = QEventLoop()
        self._used_ns = 0

    def run(self) -> None:
        QTimer.singleShot(0, self._step)
        self._loop.exec()

    def answered(self) -> None:
        self.whole_ns.append(time.thread_time_ns() - self._used_ns)
        if len(self.whole_ns) < self._acts:
            QTimer.singleShot(0, self._step)
        else:
            self._loop.quit()

    def fail(self, error: ControlRoomError) -> None:
        self.failure = error
        self._loop.quit()

    def _step(self) -> None:
        signal = self._wall.reduced if len(self.handing_ns) % 2 else self._wall.enlarged
        self._used_ns, begun_ns = time.thread_time_ns(), time.perf_counter_ns()
        signal.emit(_CAMERA)
        self.handing_ns.append(time.perf_counter_ns() - begun_ns)


def costs(database: Database, acts: int) -> tuple[Spread, Spread]:
    """Let an agent enlarge and reduce a camera, act by act.

    Returns:
        milliseconds from the wall's signal until its slots have returned, and the processor time
        of the thread for the whole act, its answer taken.

    Raises:
        ControlRoomError: an act was not recorded.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    session = Session(
        "benchmark",
        Agent(AgentId(1), "07", Role.OPERATOR),
        "benchmark",
        Reason.TRANQUILLITY,
        datetime.now(UTC),
    )
    sessions = Sessions(database)
    sessions.begin(session)
    tasks = _Answered()
    hosts = CameraHosts((), hosts=1)
    wall = VideoWall(
        [_CAMERA],
        hosts.picture,
        hosts.state,
        hosts.still_valid,
        theme=DARK,
        now=lambda: datetime.now(UTC),
    )
    looking = Looking(wall, hosts, CameraActs(database, sessions), tasks, lambda: session)
    course = _Course(wall, WARMING + acts)
    tasks.answered = course.answered
    tasks.task_failed.connect(course.fail)
    looking.refused.connect(course.fail)
    try:
        course.run()
    finally:
        tasks.stop()
        hosts.stop()
        looking.deleteLater()
        wall.deleteLater()
        application.processEvents()
    if course.failure is not None:
        raise course.failure
    return spread_ms(course.handing_ns[WARMING:]), spread_ms(course.whole_ns[WARMING:])
