"""Stills: which evidence file shows which camera at which moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, String, cast, exists, insert, select

from control_room.domain.camera import CameraId, Health, Stream
from control_room.domain.evidence import StillRef
from control_room.storage.schema import stills


class StillRecords:
    """Stills, as kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, still: StillRef) -> int:
        """Keep what the file shows; returns the row that other records point to."""
        row_id: int = self._connection.execute(
            insert(stills)
            .values(
                sha256=still.sha256,
                size_bytes=still.size_bytes,
                camera=still.camera,
                stream=still.stream.value,
                width_px=still.width_px,
                height_px=still.height_px,
                sequence=still.sequence,
                captured_at=still.captured_at,
                shown_at=still.shown_at,
                health=still.health.value,
            )
            .returning(stills.c.id)
        ).scalar_one()
        return row_id

    def has(self, sha256: str) -> bool:
        """Whether a record names that file."""
        return bool(self._connection.scalar(select(exists().where(stills.c.sha256 == sha256))))

    def told(self) -> list[tuple[object, ...]]:
        """Of each still what an entry tells too: name, camera, stream, sequence, moment, health."""
        columns = (
            stills.c.sha256,
            stills.c.camera,
            stills.c.stream,
            stills.c.sequence,
            cast(stills.c.captured_at, String),
            stills.c.health,
        )
        return [tuple(row) for row in self._connection.execute(select(*columns))]

    def files(self) -> list[str]:
        """The names of all evidence files that stills are in."""
        return list(self._connection.scalars(select(stills.c.sha256).distinct()))


def still_of(row: Row[Any]) -> StillRef:
    """The still of a row that holds the table's columns."""
    return StillRef(
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        camera=CameraId(row.camera),
        stream=Stream(row.stream),
        width_px=row.width_px,
        height_px=row.height_px,
        sequence=row.sequence,
        captured_at=row.captured_at,
        shown_at=row.shown_at,
        health=Health(row.health),
    )
