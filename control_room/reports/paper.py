"""What a printed report says, gathered from the domain; French words are the template's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from control_room.domain.offence import Offence
from control_room.domain.report import Report, ReportVersion, Requirement, ShotRef

PICTURE_FILE = "shot-{number}.png"
"""Name under which the template finds the picture of shot `number`, from 1."""


@dataclass(frozen=True)
class Commune:
    """Whose report it is: name of the service's commune and its INSEE code."""

    name: str
    insee: str


@dataclass(frozen=True)
class AuditProof:
    """What lets a stranger find the version in the audit log.

    Attributes:
        log: origin of the log.
        checkpoint: the newest signed checkpoint that covers the version, as its whole note.
    """

    log: str
    checkpoint: str


@dataclass(frozen=True)
class ReportPaper:
    """All that one printed version says.

    Attributes:
        lacks: what the law still required when it was printed.
        printed_at: aware.
        zone: legal time of the commune, in which all times are told; None: the computer's.
    """

    commune: Commune
    report: Report
    version: ReportVersion
    camera_label: str
    lacks: tuple[Requirement, ...]
    proof: AuditProof
    printed_at: datetime
    printed_by: str
    zone: tzinfo | None

    def data(self) -> dict[str, object]:
        """The template's data: strings, numbers, lists and codes."""
        report, form, offence = self.report, self.version.form, self.version.offence
        saved_at = self.version.saved_at.astimezone(self.zone)
        return {
            "number": report.number,
            "version": self.version.number,
            "sha256": self.version.sha256,
            "saved_at": _minute(saved_at),
            "saved_on": {"year": saved_at.year, "month": saved_at.month, "day": saved_at.day},
            "printed_at": _minute(self.printed_at.astimezone(self.zone)),
            "printed_by": self.printed_by,
            "site": {"name": self.commune.name, "insee": self.commune.insee},
            "camera": {
                "label": self.camera_label,
                "order": report.order.order,
                "valid_from": _day(report.order.valid_from),
                "valid_until": _day(report.order.valid_until),
            },
            "agent": {"matricule": report.matricule, "quality": report.quality},
            "observed": self._observed(),
            "place": form.place,
            "offence": None if offence is None else _offence(offence),
            "vehicle": {
                "plate": form.plate,
                "country": form.country,
                "kind": form.kind,
                "make": form.make,
                "colour": form.colour,
            },
            "statements": sorted(form.statements),
            "observations": form.observations,
            "shots": [self._shot(number, shot) for number, shot in enumerate(self.report.shots, 1)],
            "lacks": [{"point": lack.point, "statement": lack.statement} for lack in self.lacks],
            "proof": {
                "seq": self.version.entry_seq,
                "log": self.proof.log,
                "checkpoint": self.proof.checkpoint,
            },
        }

    def _observed(self) -> dict[str, str] | None:
        """From the first shot to the last: the shots are the observation."""
        times = sorted(self._local(shot.still.captured_at) for shot in self.report.shots)
        if not times:
            return None
        first, last = times[0], times[-1]
        return {
            "day": _day(first),
            "from": f"{first:%H:%M:%S}",
            "to": f"{last:%H:%M:%S}",
            "zone": _offset(first),
        }

    def _shot(self, number: int, shot: ShotRef) -> dict[str, object]:
        taken_at = self._local(shot.still.captured_at)
        return {
            "file": PICTURE_FILE.format(number=number),
            "role": shot.role,
            "taken_at": f"{taken_at:%d/%m/%Y à %H:%M:%S},{taken_at.microsecond // 1000:03d}",
            "width": shot.still.width_px,
            "height": shot.still.height_px,
            "sha256": shot.still.sha256,
            "packets_sha256": shot.packets_sha256 if shot.has_packets else None,
            "codec": shot.codec,
            "entry": shot.entry_seq,
        }

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


def _offence(offence: Offence) -> dict[str, object]:
    return {
        "natinf": offence.natinf,
        "label": offence.label,
        "defined_by": offence.defined_by,
        "punished_by": offence.punished_by,
        "class": offence.fine_class,
        "fixed": offence.amounts.fixed_eur,
        "reduced": offence.amounts.reduced_eur,
        "increased": offence.amounts.increased_eur,
        "article": offence.basis,
        "basis": offence.basis_text,
        "points": offence.liability.points,
        "to_confirm": offence.to_confirm,
        "source": offence.source.title,
        "licence": offence.source.licence,
        "amounts_source": offence.amounts.source.title,
        "competence": offence.competence.title,
        "read_on": _day(offence.source.read_on),
    }


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _minute(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y à %H:%M}"


def _offset(moment: datetime) -> str:
    """`UTC+01:00`; Python's own `%:z` came with 3.12."""
    signed = f"{moment:%z}"
    return f"UTC{signed[:3]}:{signed[3:]}"
