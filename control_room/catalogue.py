"""Law as data: reads `resources/law` into domain values, or names the file and key at fault."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

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
from control_room.domain.shift import Reason
from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP

Code = TypeVar("Code", bound=StrEnum)
Value = TypeVar("Value")

_PURPOSES = range(1, 12)
"""CSI L251-2 counts eleven purposes."""


class CatalogueMistake(ControlRoomError):
    """A file of `resources/law` cannot be believed; nothing of it is used."""

    def __init__(self, file: Path, key: str, mistake: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("catalogue", "{file}, {key}: {mistake}.").of(
                file=file.name, key=key, mistake=mistake
            ),
            QT_TRANSLATE_NOOP("catalogue", "The catalogue was not loaded."),
            QT_TRANSLATE_NOOP("catalogue", "Correct the file, or install Vigie again."),
        )
        self.key = key


@dataclass(frozen=True)
class Purpose:
    """What a reason rests on: the number of the purpose in CSI L251-2, None outside of them."""

    reason: Reason
    number: int | None
    text: str
    source: LawSource


@dataclass(frozen=True)
class OffenceCatalogue:
    """The offences of a file."""

    offences: tuple[Offence, ...]

    def in_force(self, day: date) -> tuple[Offence, ...]:
        """The rows that hold on `day`, in the order of the file."""
        return tuple(offence for offence in self.offences if offence.in_force(day))

    def find(self, natinf: Natinf | None, day: date) -> Offence | None:
        """The row of that number on that day, or None if there is none."""
        rows = self.in_force(day)
        return next((offence for offence in rows if offence.natinf == natinf), None)


def read_offences(path: Path) -> OffenceCatalogue:
    """Read the offences; raises CatalogueMistake at the first value that cannot be believed."""
    root = _read(path)
    sources = _Sources(
        *(_source(root.table(key)) for key in ("source", "amounts_source", "competence_source"))
    )
    liabilities = {
        liability.basis: liability for liability in map(_liability, root.tables("liability"))
    }
    offences = tuple(_offence(row, liabilities, sources) for row in root.tables("offence"))
    root.finish()
    _refuse_overlaps(offences, root)
    return OffenceCatalogue(offences)


def read_reasons(path: Path) -> dict[Reason, Purpose]:
    """Read what each reason rests on; every reason has exactly one row."""
    root = _read(path)
    source = _source(root.table("source"))
    purposes: dict[Reason, Purpose] = {}
    for row in root.tables("reason"):
        reason = row.code("code", Reason)
        if reason in purposes:
            raise row.mistake("code", f"{reason} is there twice")
        number = row.optional("purpose", int)
        if number is not None and number not in _PURPOSES:
            raise row.mistake("purpose", f"{number} is not between 1 and 11")
        purposes[reason] = Purpose(reason, number, row.get("text", str), source)
        row.finish()
    for reason in Reason:
        if reason not in purposes:
            raise root.mistake("reason", f"{reason} has no row")
    root.finish()
    return purposes


@dataclass(frozen=True)
class _Sources:
    """Where the rows of a file were read: labels and articles, amounts, competences."""

    rows: LawSource
    amounts: LawSource
    competence: LawSource


class _Table:
    """A TOML table that remembers where it stands and which of its keys were read."""

    def __init__(self, file: Path, where: str, values: Mapping[str, Any]) -> None:
        self._file = file
        self._where = where
        self._values = values
        self._unread = set(values)

    def mistake(self, key: str, text: str) -> CatalogueMistake:
        return CatalogueMistake(self._file, f"{self._where}{key}", text)

    def get(self, key: str, kind: type[Value]) -> Value:
        value = self.optional(key, kind)
        if value is None:
            raise self.mistake(key, "is missing")
        return value

    def optional(self, key: str, kind: type[Value]) -> Value | None:
        self._unread.discard(key)
        value = self._values.get(key)
        # TOML's true is an int and its date-times are dates for Python, not for the law.
        if value is None or (isinstance(value, kind) and not isinstance(value, (bool, datetime))):
            return value
        raise self.mistake(key, f"{value!r} is not of type {kind.__name__}")

    def code(self, key: str, codes: type[Code]) -> Code:
        return self._code(key, self.get(key, str), codes)

    def optional_code(self, key: str, codes: type[Code]) -> Code | None:
        value = self.optional(key, str)
        return None if value is None else self._code(key, value, codes)

    def codes(self, key: str, codes: type[Code]) -> tuple[Code, ...]:
        return tuple(self._code(key, value, codes) for value in self.get(key, list))

    def _code(self, key: str, value: object, codes: type[Code]) -> Code:
        for code in codes:
            if code == value:
                return code
        raise self.mistake(key, f"{value!r} is not one of {', '.join(codes)}")

    def table(self, key: str) -> _Table:
        return _Table(self._file, f"{self._where}{key}.", self.get(key, dict))

    def tables(self, key: str) -> Sequence[_Table]:
        rows = self.get(key, list)
        if not rows or not all(isinstance(row, dict) for row in rows):
            raise self.mistake(key, "is not a list of tables")
        return [
            _Table(self._file, f"{self._where}{key}[{index}].", row)
            for index, row in enumerate(rows, 1)
        ]

    def finish(self) -> None:
        """Refuse keys that nobody read: a misspelt key would change the law in silence."""
        for key in sorted(self._unread):
            raise self.mistake(key, "is unknown")


def _read(path: Path) -> _Table:
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except OSError as error:
        raise CatalogueMistake(path, "file", error.strerror or "cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueMistake(path, "file", str(error)) from error
    return _Table(path, "", values)


def _source(table: _Table) -> LawSource:
    source = LawSource(
        title=table.get("title", str),
        read_on=table.get("read_on", date),
        url=table.optional("url", str) or "",
        licence=table.optional("licence", str) or "",
    )
    table.finish()
    return source


def _liability(table: _Table) -> Liability:
    liability = Liability(
        basis=table.code("basis", Basis),
        points=table.get("points", int),
        source=LawSource(table.get("title", str), table.get("read_on", date)),
    )
    table.finish()
    return liability


def _offence(row: _Table, liabilities: Mapping[Basis, Liability], sources: _Sources) -> Offence:
    basis = row.code("basis", Basis)
    if basis not in liabilities:
        raise row.mistake("basis", f"{basis} has no liability table")
    item = row.optional("item", str) or ""
    if bool(item) != (basis is Basis.FINE_OWED):
        raise row.mistake("item", f"is for {Basis.FINE_OWED}, and required there")
    fine_class = row.get("class", int)
    if fine_class not in range(1, 6):
        raise row.mistake("class", f"{fine_class} is not between 1 and 5")
    offence = Offence(
        natinf=Natinf(row.get("natinf", int)),
        label=row.get("label", str),
        short=row.get("short", str),
        defined_by=row.get("defined_by", str),
        punished_by=row.get("punished_by", str),
        fine_class=fine_class,
        amounts=_amounts(row, sources.amounts),
        liability=liabilities[basis],
        qualities=frozenset(row.codes("qualities", Quality)),
        statements=row.codes("statements", Statement),
        source=sources.rows,
        competence=sources.competence,
        item=item,
        reason=row.optional_code("reason", Reason) or Reason.ROAD_OFFENCE,
        valid_from=row.optional("valid_from", date),
        valid_until=row.optional("valid_until", date),
        to_confirm=row.optional("to_confirm", str) or "",
    )
    if not offence.qualities or Quality.NONE in offence.qualities:
        raise row.mistake("qualities", "names agents who may record nothing")
    row.finish()
    return offence


def _amounts(row: _Table, source: LawSource) -> Amounts:
    amounts = Amounts(
        fixed_eur=row.get("fixed_eur", int),
        increased_eur=row.get("increased_eur", int),
        reduced_eur=row.optional("reduced_eur", int),
        source=source,
    )
    if not (amounts.reduced_eur or 0) < amounts.fixed_eur < amounts.increased_eur:
        raise row.mistake("fixed_eur", "reduced, fixed and increased amounts do not rise")
    return amounts


def _refuse_overlaps(offences: Sequence[Offence], root: _Table) -> None:
    """Two rows of one number may not hold on the same day."""
    for index, offence in enumerate(offences):
        for other in offences[:index]:
            starts = max(offence.valid_from or date.min, other.valid_from or date.min)
            ends = min(offence.valid_until or date.max, other.valid_until or date.max)
            if offence.natinf == other.natinf and starts <= ends:
                raise root.mistake(
                    f"offence[{index + 1}].natinf", f"{offence.natinf} holds twice on {starts}"
                )
