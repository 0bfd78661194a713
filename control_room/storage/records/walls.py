"""Walls and tours kept under a name, and what each agent last had on the screens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, or_, select

from control_room.domain.agent import AgentId
from control_room.domain.camera import CameraId, Stream
from control_room.domain.tour import SavedTour, Tour, TourId
from control_room.domain.wall import Arrangement, SavedWall, WallId, WindowWall, layout_of
from control_room.storage.records.dialects import insert_or_update
from control_room.storage.schema import last_walls, saved_walls, tours

_CAMERAS = "cameras"
_WALLS = "walls"


class WallRecords:
    """Walls and tours, as kept; without an owner they are the site's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Walls

    def seen_by(self, agent: AgentId) -> list[SavedWall]:
        """The agent's walls and the site's, the first kept first."""
        return [_wall(row) for row in self._seen_by(saved_walls, agent)]

    def get(self, wall: WallId) -> SavedWall | None:
        """One wall."""
        row = self._connection.execute(
            select(saved_walls).where(saved_walls.c.id == wall)
        ).one_or_none()
        return None if row is None else _wall(row)

    def named(self, name: str, owner: AgentId | None) -> SavedWall | None:
        """The owner's wall of that name."""
        row = self._connection.execute(
            select(saved_walls).where(saved_walls.c.name == name, _owned(saved_walls, owner))
        ).one_or_none()
        return None if row is None else _wall(row)

    def add(self, name: str, arrangement: Arrangement, owner: AgentId | None) -> SavedWall:
        """Keep a wall; the owner must have no other one of that name."""
        row = self._connection.execute(
            insert(saved_walls)
            .values(agent_id=owner, name=name, arrangement=_written(_plain(arrangement)))
            .returning(saved_walls)
        ).one()
        return _wall(row)

    def replace(self, wall: WallId, arrangement: Arrangement) -> None:
        """Keep another arrangement under the wall's name."""
        self._connection.execute(
            saved_walls.update()
            .where(saved_walls.c.id == wall)
            .values(arrangement=_written(_plain(arrangement)))
        )

    def rename(self, wall: WallId, name: str) -> None:
        """Keep the wall under another name, which must be free."""
        self._connection.execute(
            saved_walls.update().where(saved_walls.c.id == wall).values(name=name)
        )

    def remove(self, wall: WallId) -> None:
        """Keep the wall no longer."""
        self._connection.execute(delete(saved_walls).where(saved_walls.c.id == wall))

    # Tours

    def tours_seen_by(self, agent: AgentId) -> list[SavedTour]:
        """The agent's tours and the site's, the first kept first."""
        return [_tour(row) for row in self._seen_by(tours, agent)]

    def tours_over(self, wall: WallId) -> list[SavedTour]:
        """Everybody's tours that show the wall."""
        rows = self._connection.execute(select(tours).where(tours.c.kind == _WALLS))
        return [tour for tour in map(_tour, rows) if wall in tour.tour.walls]

    def get_tour(self, tour: TourId) -> SavedTour | None:
        """One tour."""
        row = self._connection.execute(select(tours).where(tours.c.id == tour)).one_or_none()
        return None if row is None else _tour(row)

    def tour_named(self, name: str, owner: AgentId | None) -> SavedTour | None:
        """The owner's tour of that name."""
        row = self._connection.execute(
            select(tours).where(tours.c.name == name, _owned(tours, owner))
        ).one_or_none()
        return None if row is None else _tour(row)

    def add_tour(self, name: str, tour: Tour, owner: AgentId | None) -> SavedTour:
        """Keep a tour; the owner must have no other one of that name."""
        row = self._connection.execute(
            insert(tours).values(agent_id=owner, name=name, **_columns(tour)).returning(tours)
        ).one()
        return _tour(row)

    def replace_tour(self, tour: TourId, by: Tour) -> None:
        """Keep another tour under the name."""
        self._connection.execute(tours.update().where(tours.c.id == tour).values(**_columns(by)))

    def remove_tour(self, tour: TourId) -> None:
        """Keep the tour no longer."""
        self._connection.execute(delete(tours).where(tours.c.id == tour))

    # What was on the screens

    def remember(self, agent: AgentId, workstation: str, windows: Sequence[WindowWall]) -> None:
        """Keep what the agent has on the screens of the workstation, instead of what was kept."""
        written = _written([_plain_window(window) for window in windows])
        insert_or_update(
            self._connection,
            last_walls,
            {"agent_id": agent, "workstation": workstation, "windows": written},
        )

    def last(self, agent: AgentId, workstation: str) -> tuple[WindowWall, ...]:
        """What the agent last had on the screens of the workstation; empty the first time."""
        written = self._connection.scalar(
            select(last_walls.c.windows).where(
                last_walls.c.agent_id == agent, last_walls.c.workstation == workstation
            )
        )
        return tuple(_window(each) for each in json.loads(written)) if written else ()

    def _seen_by(self, table: Table, agent: AgentId) -> Sequence[Row[Any]]:
        return self._connection.execute(
            select(table)
            .where(or_(table.c.agent_id == agent, table.c.agent_id.is_(None)))
            .order_by(table.c.id)
        ).all()


def _owned(table: Table, owner: AgentId | None) -> ColumnElement[bool]:
    return table.c.agent_id.is_(None) if owner is None else table.c.agent_id == owner


def _owner(row: Row[Any]) -> AgentId | None:
    return None if row.agent_id is None else AgentId(row.agent_id)


def _wall(row: Row[Any]) -> SavedWall:
    return SavedWall(
        WallId(row.id), row.name, _arrangement(json.loads(row.arrangement)), _owner(row)
    )


def _tour(row: Row[Any]) -> SavedTour:
    steps = json.loads(row.steps)
    cameras = tuple(CameraId(step) for step in steps) if row.kind == _CAMERAS else ()
    walls = tuple(WallId(step) for step in steps) if row.kind == _WALLS else ()
    return SavedTour(TourId(row.id), row.name, Tour(cameras, walls, row.dwell_s), _owner(row))


def _columns(tour: Tour) -> dict[str, object]:
    return {
        "kind": _CAMERAS if tour.cameras else _WALLS,
        "steps": _written(tour.cameras or tour.walls),
        "dwell_s": tour.dwell_s,
    }


def _plain(arrangement: Arrangement) -> dict[str, object]:
    return {
        "layout": arrangement.layout.code,
        "cameras": arrangement.cameras,
        "streams": arrangement.streams,
    }


def _arrangement(plain: dict[str, Any]) -> Arrangement:
    return Arrangement(
        layout_of(plain["layout"]),
        tuple(None if camera is None else CameraId(camera) for camera in plain["cameras"]),
        tuple(None if stream is None else Stream(stream) for stream in plain["streams"]),
    )


def _plain_window(window: WindowWall) -> dict[str, object]:
    return {
        **_plain(window.arrangement),
        "screen": window.screen,
        "box": window.box,
        "full_screen": window.is_full_screen,
    }


def _window(plain: dict[str, Any]) -> WindowWall:
    box = plain["box"]
    return WindowWall(
        _arrangement(plain),
        plain["screen"],
        None if box is None else tuple(box),
        plain["full_screen"],
    )


def _written(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
