"""Walls and tours kept under a name, and the wall that an agent left.

A wall or a tour is one agent's, or the site's: all agents see what the site has, and only those who
may share change it. A name is used once by each owner; saving under it again replaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from control_room.audit.entry import Act
from control_room.domain.agent import AgentId, Permission, Session
from control_room.domain.tour import STEPS_MIN, SavedTour, Tour, TourId
from control_room.domain.wall import NAME_CHARS, Arrangement, SavedWall, WallId, WindowWall
from control_room.services.sessions import Sessions
from control_room.services.wall_errors import (
    NameTaken,
    NameUnfit,
    TourUnknown,
    TourUnshareable,
    WallUnknown,
)
from control_room.storage.database import Database, Reader, Transaction


@dataclass(frozen=True)
class Kept:
    """What an agent can call by name: own and shared, the first kept first."""

    walls: tuple[SavedWall, ...] = ()
    tours: tuple[SavedTour, ...] = ()


class Walls:
    """Walls and tours of the agents and of the site."""

    def __init__(self, database: Database, sessions: Sessions) -> None:
        self._database = database
        self._sessions = sessions

    def kept(self, session: Session) -> Kept:
        """What the agent can call.

        Raises:
            NotAllowed: the role does not watch cameras.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        with self._database.read() as records:
            return Kept(
                tuple(records.walls.seen_by(who.agent.id)),
                tuple(records.walls.tours_seen_by(who.agent.id)),
            )

    # Walls

    def save(
        self, session: Session, name: str, arrangement: Arrangement, *, shared: bool
    ) -> SavedWall:
        """Keep an arrangement under a name, in place of what the name stood for.

        Raises:
            NotAllowed: the role does not watch cameras, or may not share; nothing is stored.
            NameUnfit: nothing is stored.
        """
        who, owner = self._owner(session, shared=shared)
        name = _checked(name)
        with self._database.write(who) as tx:
            wall = tx.walls.named(name, owner)
            if wall is None:
                wall = tx.walls.add(name, arrangement, owner)
            else:
                tx.walls.replace(wall.id, arrangement)
            tx.audit(
                Act.WALL_SAVED,
                f"wall/{wall.id}",
                details={"layout": arrangement.layout.code, "shared": shared},
                personal={"name": name},
            )
        return replace(wall, arrangement=arrangement)

    def rename(self, session: Session, wall_id: WallId, name: str) -> None:
        """Keep a wall under another name.

        Raises:
            NotAllowed: it is the site's, and the role may not share; nothing is changed.
            WallUnknown, NameUnfit, NameTaken: nothing is changed.
        """
        who, wall = self._changeable_wall(session, wall_id)
        name = _checked(name)
        with self._database.write(who) as tx:
            other = tx.walls.named(name, wall.owner)
            if other is not None and other.id != wall.id:
                raise NameTaken(name)
            tx.walls.rename(wall.id, name)
            tx.audit(
                Act.WALL_RENAMED,
                f"wall/{wall.id}",
                details={"shared": wall.is_shared},
                personal={"name": name, "before": wall.name},
            )

    def remove(self, session: Session, wall_id: WallId) -> None:
        """Keep a wall no longer; tours go on without it, or go when one step would be left.

        Raises:
            NotAllowed: it is the site's, and the role may not share; nothing is changed.
            WallUnknown: nothing is changed.
        """
        who, wall = self._changeable_wall(session, wall_id)
        with self._database.write(who) as tx:
            for tour in tx.walls.tours_over(wall.id):
                _leave_out(tx, tour, wall.id)
            tx.walls.remove(wall.id)
            tx.audit(
                Act.WALL_REMOVED,
                f"wall/{wall.id}",
                details={"shared": wall.is_shared},
                personal={"name": wall.name},
            )

    # Tours

    def save_tour(self, session: Session, name: str, tour: Tour, *, shared: bool) -> SavedTour:
        """Keep a tour under a name, in place of what the name stood for.

        Raises:
            NotAllowed: the role does not watch cameras, or may not share; nothing is stored.
            NameUnfit, WallUnknown, TourUnshareable: nothing is stored.
        """
        who, owner = self._owner(session, shared=shared)
        name = _checked(name)
        with self._database.write(who) as tx:
            _check_walls(tx, who.agent.id, tour, shared=shared)
            saved = tx.walls.tour_named(name, owner)
            if saved is None:
                saved = tx.walls.add_tour(name, tour, owner)
            else:
                tx.walls.replace_tour(saved.id, tour)
            tx.audit(
                Act.TOUR_SAVED,
                f"tour/{saved.id}",
                details={"steps": tour.steps, "dwell_s": tour.dwell_s, "shared": shared},
                personal={"name": name},
            )
        return replace(saved, tour=tour)

    def remove_tour(self, session: Session, tour_id: TourId) -> None:
        """Keep a tour no longer.

        Raises:
            NotAllowed: it is the site's, and the role may not share; nothing is changed.
            TourUnknown: nothing is changed.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        with self._database.read() as records:
            tour = records.walls.get_tour(tour_id)
        if tour is None or tour.owner not in (None, who.agent.id):
            raise TourUnknown
        if tour.is_shared:
            self._sessions.allow(session, Permission.SHARE_WALLS)
        with self._database.write(who) as tx:
            tx.walls.remove_tour(tour.id)
            tx.audit(
                Act.TOUR_REMOVED,
                f"tour/{tour.id}",
                details={"shared": tour.is_shared},
                personal={"name": tour.name},
            )

    # The wall that an agent left

    def remember(self, session: Session, windows: Sequence[WindowWall]) -> None:
        """Keep what the agent has on the screens of this workstation, for the next sign-in.

        Args:
            windows: the console's own first.

        Raises:
            NotAllowed: the role does not watch cameras; nothing is stored.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        with self._database.write(who) as tx:
            tx.walls.remember(who.agent.id, who.workstation, windows)
            tx.audit(
                Act.WALL_REMEMBERED,
                f"agent/{who.agent.id}",
                details={"layouts": " ".join(each.arrangement.layout.code for each in windows)},
            )

    def last(self, session: Session) -> tuple[WindowWall, ...]:
        """What the agent last had on the screens of this workstation; empty the first time.

        Raises:
            NotAllowed: the role does not watch cameras.
        """
        who = self._sessions.allow(session, Permission.WATCH)
        with self._database.read() as records:
            return records.walls.last(who.agent.id, who.workstation)

    def _owner(self, session: Session, *, shared: bool) -> tuple[Session, AgentId | None]:
        who = self._sessions.allow(session, Permission.SHARE_WALLS if shared else Permission.WATCH)
        return who, None if shared else who.agent.id

    def _changeable_wall(self, session: Session, wall_id: WallId) -> tuple[Session, SavedWall]:
        who = self._sessions.allow(session, Permission.WATCH)
        with self._database.read() as records:
            wall = _seen_wall(records, who.agent.id, wall_id)
        if wall.is_shared:
            self._sessions.allow(session, Permission.SHARE_WALLS)
        return who, wall


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_CHARS:
        raise NameUnfit(NAME_CHARS)
    return name


def _seen_wall(records: Reader, agent: AgentId, wall_id: WallId) -> SavedWall:
    wall = records.walls.get(wall_id)
    if wall is None or wall.owner not in (None, agent):
        raise WallUnknown
    return wall


def _check_walls(records: Reader, agent: AgentId, tour: Tour, *, shared: bool) -> None:
    walls = [_seen_wall(records, agent, wall) for wall in tour.walls]
    if shared and not all(wall.is_shared for wall in walls):
        raise TourUnshareable


def _leave_out(tx: Transaction, tour: SavedTour, wall: WallId) -> None:
    left = tuple(each for each in tour.tour.walls if each != wall)
    if len(left) < STEPS_MIN:
        tx.walls.remove_tour(tour.id)
    else:
        tx.walls.replace_tour(tour.id, replace(tour.tour, walls=left))
