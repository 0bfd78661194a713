"""Reports of vidéo-verbalisation with their shots and versions."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select

from control_room.domain.agent import Agent, AgentId, Quality
from control_room.domain.camera import Camera, CameraId, VerbalisationOrder
from control_room.domain.evidence import StillRef
from control_room.domain.offence import Natinf
from control_room.domain.report import (
    Report,
    ReportId,
    ReportState,
    ReportSummary,
    ReportVersion,
    ShotRef,
    ShotRole,
)
from control_room.storage.errors import RecordAltered
from control_room.storage.records.report_payload import read_payload
from control_room.storage.records.stills import still_of
from control_room.storage.schema import (
    agents,
    report_shots,
    report_versions,
    reports,
    stills,
)


class ReportRecords:
    """Reports, as kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        camera: Camera,
        order: VerbalisationOrder,
        opened_at: datetime,
        year: int,
        agent: Agent,
    ) -> Report:
        """Keep a new, empty draft under the next number of its local year."""
        row_id = self._connection.execute(
            insert(reports)
            .values(
                number=self._next_number(year),
                state=ReportState.DRAFT.value,
                camera=camera.id,
                camera_name=camera.name,
                place=camera.address,
                order_number=order.order,
                order_from=order.valid_from,
                order_until=order.valid_until,
                order_signs_checked=order.signs_checked,
                opened_at=opened_at,
                agent_id=agent.id,
                quality=agent.quality.value,
            )
            .returning(reports.c.id)
        ).scalar_one()
        (report,) = self._all(reports.c.id == row_id)
        return report

    def get(self, report: ReportId) -> Report | None:
        """The report of that id.

        Raises:
            RecordAltered: a version's bytes are not those of its SHA-256.
        """
        found = self._all(reports.c.id == report)
        return found[0] if found else None

    def add_shot(
        self,
        report: ReportId,
        number: int,
        role: ShotRole,
        still_id: int,
        packets: tuple[str, int],
        codec: str,
        entry_seq: int,
    ) -> None:
        """Keep shot `number`; `packets` are SHA-256 and size of the camera's own bytes."""
        self._connection.execute(
            insert(report_shots).values(
                report_id=report,
                number=number,
                role=role.value,
                still_id=still_id,
                packets_sha256=packets[0],
                packets_size_bytes=packets[1],
                codec=codec,
                entry_seq=entry_seq,
            )
        )

    def add_version(
        self,
        report: ReportId,
        number: int,
        saved_at: datetime,
        agent: AgentId,
        payload: bytes,
        sha256: str,
        natinf: Natinf | None,
        entry_seq: int,
    ) -> None:
        """Keep a version; the database refuses to change it afterwards."""
        self._connection.execute(
            insert(report_versions).values(
                report_id=report,
                number=number,
                saved_at=saved_at,
                agent_id=agent,
                payload=payload,
                sha256=sha256,
                natinf=natinf,
                entry_seq=entry_seq,
            )
        )

    def summaries(self) -> list[ReportSummary]:
        """All reports, newest first."""
        version = (
            select(
                report_versions.c.report_id,
                func.count().label("versions"),
                func.max(report_versions.c.number).label("newest"),
            )
            .group_by(report_versions.c.report_id)
            .subquery()
        )
        shot = (
            select(report_shots.c.report_id, func.count().label("shots"))
            .group_by(report_shots.c.report_id)
            .subquery()
        )
        rows = self._connection.execute(
            select(
                reports,
                agents.c.matricule,
                report_versions.c.saved_at,
                report_versions.c.natinf,
                func.coalesce(version.c.versions, 0).label("versions"),
                func.coalesce(shot.c.shots, 0).label("shots"),
            )
            .join(agents, agents.c.id == reports.c.agent_id)
            .outerjoin(version, version.c.report_id == reports.c.id)
            .outerjoin(shot, shot.c.report_id == reports.c.id)
            .outerjoin(
                report_versions,
                (report_versions.c.report_id == reports.c.id)
                & (report_versions.c.number == version.c.newest),
            )
            .order_by(reports.c.id.desc())
        )
        return [_summary(row) for row in rows]

    def numbers(self) -> dict[ReportId, str]:
        """Every report's number by id."""
        rows = self._connection.execute(select(reports.c.id, reports.c.number))
        return {ReportId(row.id): row.number for row in rows}

    def files(self) -> list[str]:
        """The names of all evidence files that hold the cameras' own bytes of shots."""
        packets = report_shots.c.packets_sha256
        return list(self._connection.scalars(select(packets).where(packets != "").distinct()))

    def _next_number(self, year: int) -> str:
        prefix = f"BR-{year}-"
        of_year = reports.c.number.startswith(prefix, autoescape=True)
        # By length first: number 1000000 of a year follows 999999.
        last = self._connection.scalar(
            select(reports.c.number)
            .where(of_year)
            .order_by(func.length(reports.c.number).desc(), reports.c.number.desc())
            .limit(1)
        )
        count = 0 if last is None else int(last.removeprefix(prefix))
        return f"{prefix}{count + 1:06d}"

    def _all(self, condition: ColumnElement[bool]) -> list[Report]:
        rows = self._connection.execute(
            select(reports, agents.c.matricule)
            .join(agents, agents.c.id == reports.c.agent_id)
            .where(condition)
            .order_by(reports.c.id.desc())
        ).all()
        shots = self._shots(condition)
        versions = self._versions(condition)
        return [_report(row, tuple(shots[row.id]), tuple(versions[row.id])) for row in rows]

    def _shots(self, condition: ColumnElement[bool]) -> dict[int, list[ShotRef]]:
        rows = self._connection.execute(
            select(
                report_shots.c.report_id,
                report_shots.c.role,
                report_shots.c.packets_sha256,
                report_shots.c.packets_size_bytes,
                report_shots.c.codec,
                report_shots.c.entry_seq,
                stills,
            )
            .join(reports, reports.c.id == report_shots.c.report_id)
            .join(stills, stills.c.id == report_shots.c.still_id)
            .where(condition)
            .order_by(report_shots.c.number)
        )
        shots: dict[int, list[ShotRef]] = defaultdict(list)
        for row in rows:
            shots[row.report_id].append(_shot(row, still_of(row)))
        return shots

    def _versions(self, condition: ColumnElement[bool]) -> dict[int, list[ReportVersion]]:
        rows = self._connection.execute(
            select(report_versions, agents.c.matricule, reports.c.number.label("report"))
            .join(reports, reports.c.id == report_versions.c.report_id)
            .join(agents, agents.c.id == report_versions.c.agent_id)
            .where(condition)
            .order_by(report_versions.c.number)
        )
        versions: dict[int, list[ReportVersion]] = defaultdict(list)
        for row in rows:
            versions[row.report_id].append(_version(row))
        return versions


def _report(
    row: Row[Any], shots: tuple[ShotRef, ...], versions: tuple[ReportVersion, ...]
) -> Report:
    return Report(
        id=ReportId(row.id),
        number=row.number,
        state=ReportState(row.state),
        camera=CameraId(row.camera),
        camera_name=row.camera_name,
        place=row.place,
        order=VerbalisationOrder(
            row.order_number, row.order_from, row.order_until, row.order_signs_checked
        ),
        opened_at=row.opened_at,
        matricule=row.matricule,
        quality=Quality(row.quality),
        shots=shots,
        versions=versions,
    )


def _shot(row: Row[Any], still: StillRef) -> ShotRef:
    return ShotRef(
        role=ShotRole(row.role),
        still=still,
        packets_sha256=row.packets_sha256,
        packets_size_bytes=row.packets_size_bytes,
        codec=row.codec,
        entry_seq=row.entry_seq,
    )


def _version(row: Row[Any]) -> ReportVersion:
    if hashlib.sha256(row.payload).hexdigest() != row.sha256:
        raise RecordAltered(row.report)
    form, offence = read_payload(row.payload)
    if row.natinf != form.natinf:
        raise RecordAltered(row.report)
    return ReportVersion(
        number=row.number,
        saved_at=row.saved_at,
        matricule=row.matricule,
        form=form,
        offence=offence,
        sha256=row.sha256,
        entry_seq=row.entry_seq,
    )


def _summary(row: Row[Any]) -> ReportSummary:
    return ReportSummary(
        id=ReportId(row.id),
        number=row.number,
        state=ReportState(row.state),
        camera=CameraId(row.camera),
        camera_name=row.camera_name,
        matricule=row.matricule,
        opened_at=row.opened_at,
        changed_at=row.saved_at or row.opened_at,
        versions=row.versions,
        shots=row.shots,
        natinf=None if row.natinf is None else Natinf(row.natinf),
    )
