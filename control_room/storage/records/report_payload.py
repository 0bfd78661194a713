"""What a saved version of a report holds, as canonical JSON: form, offence as it stood, shots.

The offence is copied whole, so that a later catalogue changes no version. A random salt keeps the
payload's SHA-256, which the audit log shows, from betraying the plate once the payload is erased.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from control_room.audit.entry import canonical_bytes
from control_room.domain.agent import Quality
from control_room.domain.offence import (
    Amounts,
    Basis,
    LawSource,
    Liability,
    Natinf,
    Offence,
    Statement,
)
from control_room.domain.plate import Country
from control_room.domain.report import Colour, ReportForm, VehicleKind
from control_room.domain.shift import Reason

_VERSION = 1


def write_payload(
    number: str,
    version: int,
    form: ReportForm,
    offence: Offence | None,
    shots: Sequence[str],
    salt: bytes,
) -> bytes:
    """The version's canonical bytes; `shots` are SHA-256 of the pictures, in order."""
    payload: dict[str, object] = {
        "v": _VERSION,
        "report": number,
        "version": version,
        "form": _form_fields(form),
        "shots": list(shots),
        "salt": salt.hex(),
    }
    if offence is not None:
        payload["offence"] = _offence_fields(offence)
    return canonical_bytes(payload)


def read_payload(payload: bytes) -> tuple[ReportForm, Offence | None]:
    """Form and offence of a stored version."""
    fields = json.loads(payload)
    offence = fields.get("offence")
    return _form(fields["form"]), None if offence is None else _offence(offence)


def _form_fields(form: ReportForm) -> dict[str, object]:
    fields = {
        "natinf": form.natinf,
        "statements": sorted(form.statements),
        "plate": form.plate,
        "country": form.country,
        "kind": form.kind,
        "make": form.make,
        "colour": form.colour,
        "place": form.place,
        "observations": form.observations,
    }
    return _without_none(fields)


def _form(fields: dict[str, Any]) -> ReportForm:
    natinf, kind, colour = (fields.get(name) for name in ("natinf", "kind", "colour"))
    return ReportForm(
        natinf=None if natinf is None else Natinf(natinf),
        statements=frozenset(map(Statement, fields["statements"])),
        plate=fields["plate"],
        country=Country(fields["country"]),
        kind=None if kind is None else VehicleKind(kind),
        make=fields["make"],
        colour=None if colour is None else Colour(colour),
        place=fields["place"],
        observations=fields["observations"],
    )


def _offence_fields(offence: Offence) -> dict[str, object]:
    fields = {
        "natinf": offence.natinf,
        "label": offence.label,
        "short": offence.short,
        "defined_by": offence.defined_by,
        "punished_by": offence.punished_by,
        "class": offence.fine_class,
        "reduced_eur": offence.amounts.reduced_eur,
        "fixed_eur": offence.amounts.fixed_eur,
        "increased_eur": offence.amounts.increased_eur,
        "amounts_source": _source_fields(offence.amounts.source),
        "basis": offence.basis,
        "points": offence.liability.points,
        "basis_source": _source_fields(offence.liability.source),
        "item": offence.item,
        "reason": offence.reason,
        "qualities": sorted(offence.qualities),
        "statements": list(offence.statements),
        "source": _source_fields(offence.source),
        "competence": _source_fields(offence.competence),
        "valid_from": _written(offence.valid_from),
        "valid_until": _written(offence.valid_until),
        "to_confirm": offence.to_confirm,
    }
    return _without_none(fields)


def _offence(fields: dict[str, Any]) -> Offence:
    return Offence(
        natinf=Natinf(fields["natinf"]),
        label=fields["label"],
        short=fields["short"],
        defined_by=fields["defined_by"],
        punished_by=fields["punished_by"],
        fine_class=fields["class"],
        amounts=Amounts(
            fields["fixed_eur"],
            fields["increased_eur"],
            fields.get("reduced_eur"),
            _source(fields["amounts_source"]),
        ),
        liability=Liability(
            Basis(fields["basis"]), fields["points"], _source(fields["basis_source"])
        ),
        qualities=frozenset(map(Quality, fields["qualities"])),
        statements=tuple(map(Statement, fields["statements"])),
        source=_source(fields["source"]),
        competence=_source(fields["competence"]),
        item=fields["item"],
        reason=Reason(fields["reason"]),
        valid_from=_day(fields.get("valid_from")),
        valid_until=_day(fields.get("valid_until")),
        to_confirm=fields["to_confirm"],
    )


def _source_fields(source: LawSource) -> dict[str, object]:
    return {
        "title": source.title,
        "read_on": source.read_on.isoformat(),
        "url": source.url,
        "licence": source.licence,
    }


def _source(fields: dict[str, str]) -> LawSource:
    return LawSource(
        fields["title"],
        date.fromisoformat(fields["read_on"]),
        fields["url"],
        fields["licence"],
    )


def _without_none(fields: dict[str, Any]) -> dict[str, object]:
    """Canonical JSON has no null: what is absent is left out."""
    return {name: value for name, value in fields.items() if value is not None}


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
