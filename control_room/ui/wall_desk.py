"""The walls on the agent's screens: the console's own, and one for each further monitor.

What is on them is remembered two seconds after it last changed, not at the end: a console that is
killed finds its walls again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from control_room.domain.agent import Session
from control_room.domain.camera import Camera, CameraId, Stream, StreamUse
from control_room.domain.picture import Picture, Replay
from control_room.domain.wall import WALL_16, Arrangement, WindowWall
from control_room.services import Services
from control_room.ui.log_watch import LogNews
from control_room.ui.looking import Looking
from control_room.ui.tasks import TaskRunner
from control_room.ui.wall_window import WallWindow, free_place, place_of
from control_room.video.hosts import CameraHosts
from widgets.theme import Theme, Tone
from widgets.tile import Mark
from widgets.video_wall import VideoWall

REMEMBER_AFTER_MS = 2000
WINDOWS_MAX = 8


class WallDesk(QObject):
    """Owns the walls, gives them their pictures and remembers them.

    Signals:
        wall_added(VideoWall): there is another wall.
        front_changed(): the keyboard went to another wall.
        wanted_changed(): `wanted()` has a new answer.
        refused(ControlRoomError): a look was not possible, or not recorded.
    """

    wall_added = Signal(object)
    front_changed = Signal()
    wanted_changed = Signal()
    refused = Signal(object)

    def __init__(
        self,
        services: Services,
        hosts: CameraHosts,
        cameras: Sequence[Camera],
        tasks: TaskRunner,
        session: Callable[[], Session],
        *,
        theme: Theme,
        now: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        """Make the console's own wall; `parent` gets the keys that further walls leave."""
        super().__init__(parent)
        self._services = services
        self._hosts = hosts
        self._cameras = list(cameras)
        self._tasks = tasks
        self._session = session
        self._theme = theme
        self._now = now
        self._keys_to = parent
        self._windows: list[WallWindow] = []
        self._absent: list[WindowWall] = []
        self._looking: dict[VideoWall, Looking] = {}
        self._marks: Mapping[CameraId, Mark] = {}
        self._news: LogNews | None = None
        self._is_locked = False
        self._holds = False
        self._remembered: tuple[WindowWall, ...] | None = None
        self._settled = QTimer(self, singleShot=True, interval=REMEMBER_AFTER_MS)
        self._settled.timeout.connect(self.remember)
        self.main = self._made_wall()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication), "a window needs its application"
        application.focusWindowChanged.connect(self._tell_front)
        self._application = application

    # What is there

    def walls(self) -> list[VideoWall]:
        """The console's own first."""
        return [self.main, *(window.wall for window in self._windows)]

    def front(self) -> VideoWall:
        """The wall that has the keyboard; the console's own while no other has."""
        active = (window.wall for window in self._windows if window.isActiveWindow())
        return next(active, self.main)

    def looking(self, wall: VideoWall) -> Looking:
        """What is looked at on a wall."""
        return self._looking[wall]

    def cameras(self) -> list[Camera]:
        """The cameras on all walls, each once."""
        return list(dict.fromkeys(camera for wall in self.walls() for camera in wall.cameras()))

    def wanted(self) -> dict[tuple[CameraId, Stream], StreamUse]:
        """The streams of all walls: the largest of their sizes, the longest of their times."""
        wanted: dict[tuple[CameraId, Stream], StreamUse] = {}
        for wall in self.walls():
            for stream, use in wall.wanted().items():
                wanted[stream] = use.joined(wanted[stream]) if stream in wanted else use
        return wanted

    def show_marks(self, marks: Mapping[CameraId, Mark]) -> None:
        """Say on each tile what is open on its camera."""
        self._marks = marks
        for wall in self.walls():
            wall.show_marks(marks)

    def show_news(self, news: LogNews) -> None:
        """Say on the walls of other screens too that the audit log is not what was recorded."""
        self._news = news
        for window in self._windows:
            window.banner.show_news(news)

    def repeat(self, tone: Tone, *sentences: str) -> None:
        """Show a notice of the console's also on the window that has the keyboard."""
        for window in self._windows:
            if window.isActiveWindow():
                window.notices.tell(tone, *sentences)

    def set_locked(self, locked: bool) -> None:
        """While locked the pictures run on, and no wall takes orders."""
        self._is_locked = locked
        self._settled.stop()
        for wall in self.walls():
            wall.set_view_only(locked)
        for window in self._windows:
            window.notices.set_held(locked)

    # Windows

    def open_window(self) -> None:
        """Open another wall, on a screen without one if there is one."""
        if len(self._windows) >= WINDOWS_MAX or self._is_locked:
            return
        window = self._added(self._arrangement_of_others())
        taken: list[QWidget] = [self.main.window(), *self._windows[:-1]]
        window.open_on(*free_place(taken), full_screen=False)
        self._looking[window.wall].record_wall()

    def restore(self, windows: Sequence[WindowWall]) -> None:
        """Show what was remembered; windows whose screen is away stay remembered."""
        if windows:
            own, *others = windows
            self.main.show_arrangement(own.arrangement)
            for remembered in others[:WINDOWS_MAX]:
                place = place_of(remembered)
                if place is None:
                    self._absent.append(remembered)
                    continue
                window = self._added(remembered.arrangement)
                window.open_on(*place, full_screen=remembered.is_full_screen)
        self._remembered = self._on_screens()
        for wall in self.walls():
            self._looking[wall].record_wall()

    def end(self) -> None:
        """Remember what is there; what is enlarged or replayed was looked at until now."""
        if self._settled.isActive():
            self.remember()
        for wall in self.walls():
            self._looking[wall].end()

    def close(self) -> None:
        """Close the other windows, for the next agent to have his or her own."""
        self._settled.stop()
        self._remembered = None
        self._application.focusWindowChanged.disconnect(self._tell_front)
        for window in list(self._windows):
            window.close()

    # Remembering

    def hold(self, holds: bool) -> None:
        """While held, what is on the walls is not the agent's arrangement: nothing is remembered.

        What was not remembered yet is, first.
        """
        if holds and self._settled.isActive():
            self.remember()
        self._holds = holds
        if not holds:
            self._settle()

    def remember(self) -> None:
        """Keep what is on the walls, if it is not what was kept last."""
        self._settled.stop()
        windows = self._on_screens()
        if windows == self._remembered:
            return
        self._remembered = windows
        session = self._session()
        self._tasks.write(lambda: self._services.walls.remember(session, windows), _nothing)

    def _on_screens(self) -> tuple[WindowWall, ...]:
        return (
            WindowWall(self.main.arrangement()),
            *(window.remembered() for window in self._windows),
            *self._absent,
        )

    def _settle(self) -> None:
        # Before the last wall is back, what is on the screens is nobody's choice.
        if self._remembered is not None and not self._holds and not self._is_locked:
            self._settled.start()

    def _made_wall(self) -> VideoWall:
        hosts = self._hosts

        def replay_of(camera: CameraId) -> tuple[Picture | None, Replay | None]:
            return hosts.replay_picture(camera), hosts.replay_state(camera)

        wall = VideoWall(
            self._cameras,
            hosts.picture,
            hosts.state,
            hosts.still_valid,
            theme=self._theme,
            now=self._now,
            replay_of=replay_of,
        )
        looking = Looking(wall, hosts, self._services.cameras, self._tasks, self._session)
        looking.refused.connect(self.refused)
        looking.replay_begins.connect(self._end_replays_of)
        self._looking[wall] = looking
        wall.wanted_changed.connect(self.wanted_changed)
        wall.wanted_changed.connect(self._settle)
        wall.cameras_changed.connect(self._settle)
        return wall

    def _end_replays_of(self, camera: Camera) -> None:
        """The replay is about to begin on another wall: what is shown here goes back to live."""
        for wall, looking in self._looking.items():
            if looking.replayed == camera:
                wall.stop_replay()

    def _added(self, arrangement: Arrangement) -> WallWindow:
        wall = self._made_wall()
        wall.blockSignals(True)
        wall.show_arrangement(arrangement)
        wall.blockSignals(False)
        wall.show_marks(self._marks)
        window = WallWindow(wall, len(self._windows) + 2, self._keys_to)
        if self._news is not None:
            window.banner.show_news(self._news)
        window.moved.connect(self._settle)
        window.closed.connect(partial(self._remove, window))
        self._windows.append(window)
        self.wall_added.emit(wall)
        return window

    def _remove(self, window: WallWindow) -> None:
        self._looking[window.wall].end()
        self._windows.remove(window)
        del self._looking[window.wall]
        window.deleteLater()
        self.wanted_changed.emit()
        self._settle()
        self.front_changed.emit()

    def _arrangement_of_others(self) -> Arrangement:
        """Cameras that no wall shows; all, when each is shown already."""
        shown = self.cameras()
        rest = [camera.id for camera in self._cameras if camera not in shown]
        filling: list[CameraId | None] = list(rest or [camera.id for camera in self._cameras])
        tiles = len(WALL_16.cells)
        filling = filling[:tiles] + [None] * (tiles - len(filling))
        return Arrangement(WALL_16, tuple(filling))

    def _tell_front(self) -> None:
        self.front_changed.emit()


def _nothing(_result: object) -> None:
    """Nobody waits for the answer."""
