"""The walls and tours that the agent can call by name, as last read from the records."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from control_room.domain.agent import Permission, Session, may
from control_room.domain.tour import SavedTour, Tour
from control_room.domain.wall import LAYOUTS, Arrangement, Layout, SavedWall
from control_room.services.walls import Kept, Walls
from control_room.ui.tasks import TaskRunner

KEYS = 9


class WallShelf(QObject):
    """Holds what is kept, and keeps more.

    Signals:
        changed(): other walls or tours are on it.
        told(str): an act was done.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(
        self,
        walls: Walls,
        tasks: TaskRunner,
        session: Callable[[], Session],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = walls
        self._tasks = tasks
        self._session = session
        self.kept = Kept()
        self.may_share = may(session().agent.role, Permission.SHARE_WALLS)

    def reload(self) -> None:
        """Read what is kept again."""
        session = self._session()
        self._tasks.read(lambda: self._services.kept(session), self._show)

    def of_keys(self) -> list[Layout | Arrangement]:
        """What Shift+1 … Shift+9 show: the saved walls, then the presets."""
        saved: list[Layout | Arrangement] = [wall.arrangement for wall in self.kept.walls]
        return [*saved, *LAYOUTS][:KEYS]

    def may_change(self, kept: SavedWall | SavedTour) -> bool:
        """Whether the agent may rename or remove it."""
        return self.may_share or not kept.is_shared

    def save(self, name: str, arrangement: Arrangement, *, shared: bool) -> None:
        """Keep an arrangement under a name."""
        session = self._session()
        self._write(
            lambda: self._services.save(session, name, arrangement, shared=shared),
            self.tr("Wall “{name}” saved.").format(name=name),
        )

    def rename(self, wall: SavedWall, name: str) -> None:
        """Call a wall otherwise."""
        session = self._session()
        self._write(
            lambda: self._services.rename(session, wall.id, name),
            self.tr("Wall “{before}” is now called “{name}”.").format(before=wall.name, name=name),
        )

    def remove(self, kept: SavedWall | SavedTour) -> None:
        """Keep a wall or a tour no longer."""
        session = self._session()
        if isinstance(kept, SavedWall):
            told = self.tr("Wall “{name}” removed.").format(name=kept.name)
            self._write(lambda: self._services.remove(session, kept.id), told)
        else:
            told = self.tr("Tour “{name}” removed.").format(name=kept.name)
            self._write(lambda: self._services.remove_tour(session, kept.id), told)

    def save_tour(self, name: str, tour: Tour, *, shared: bool) -> None:
        """Keep a tour under a name."""
        session = self._session()
        self._write(
            lambda: self._services.save_tour(session, name, tour, shared=shared),
            self.tr("Tour “{name}” saved.").format(name=name),
        )

    def _write(self, act: Callable[[], object], told: str) -> None:
        def done(_result: object) -> None:
            self.told.emit(told)
            self.reload()

        self._tasks.write(act, done)

    def _show(self, kept: Kept) -> None:
        if kept != self.kept:
            self.kept = kept
            self.changed.emit()
