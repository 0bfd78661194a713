"""Reads a site file; names every mistake at once, with its line and what is allowed there."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from camera_config.schema import MASKS_ALLOWED, SiteConfig

EXAMPLE = Path(__file__).parent / "sites" / "example.toml"
"""A site file to begin with."""

_LONGEST_GIVEN = 60


class Fault(StrEnum):
    """Kinds of mistakes."""

    UNREADABLE = "unreadable"
    SYNTAX = "syntax"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    BAD_VALUE = "bad_value"
    REPEATED_NUMBER = "repeated_number"


@dataclass(frozen=True)
class Mistake:
    """One mistake: `allowed` says in the file's own words what would be right."""

    line: int
    fault: Fault
    key: str
    given: str
    allowed: str


class SiteFileMistakes(Exception):
    """The site file cannot be used; nothing was loaded."""

    def __init__(self, path: Path, mistakes: list[Mistake]) -> None:
        super().__init__(path, mistakes)
        self.path = path
        self.mistakes = sorted(mistakes, key=lambda mistake: mistake.line)


def load(path: Path) -> SiteConfig:
    """Read and check a site file.

    Raises:
        SiteFileMistakes: the file is missing, is not TOML, or breaks the schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        raise SiteFileMistakes(path, [Mistake(0, Fault.UNREADABLE, "", reason, "")]) from error
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteFileMistakes(path, [_syntax(error, text)]) from error
    lines = _Lines(text)
    try:
        site = SiteConfig.model_validate(tree)
    except ValidationError as error:
        mistakes = [
            _broken(detail, lines)
            for detail in error.errors(include_url=False)
            if not _follows_from_others(detail)
        ]
        raise SiteFileMistakes(path, mistakes) from error
    repeated = _repeated_numbers(site, lines)
    if repeated:
        raise SiteFileMistakes(path, repeated)
    return site


class _Lines:
    """Finds the line on which a key of the parsed tree was written."""

    _HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\- ]+?)\s*\]\]?")
    _KEY = re.compile(r"^\s*([\w\-]+)\s*=")

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str | int, ...], int] = {(): 1}
        arrays: Counter[str] = Counter()
        table: tuple[str | int, ...] = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if header := self._HEADER.match(line):
                name = header[2].replace(" ", "")
                if header[1] == "[[":
                    arrays[name] += 1
                table = self._path(name, arrays)
                self._at.setdefault(table, number)
            elif key := self._KEY.match(line):
                self._at.setdefault((*table, key[1]), number)

    @staticmethod
    def _path(name: str, arrays: Counter[str]) -> tuple[str | int, ...]:
        path: list[str | int] = []
        for depth, part in enumerate(name.split(".")):
            path.append(part)
            written = ".".join(name.split(".")[: depth + 1])
            if arrays[written]:
                path.append(arrays[written] - 1)
        return tuple(path)

    def of(self, location: tuple[str | int, ...]) -> int:
        """The line of the key, or of the nearest table around it."""
        while location not in self._at:
            location = location[:-1]
        return self._at[location]


def _syntax(error: tomllib.TOMLDecodeError, text: str) -> Mistake:
    message = str(error)
    position = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(position[1]) if position else len(text.splitlines())
    return Mistake(line, Fault.SYNTAX, "", message.partition(" (at ")[0], "")


def _broken(detail: ErrorDetails, lines: _Lines) -> Mistake:
    location = tuple(detail["loc"])
    if "masks" in location:
        return _broken_mask(detail, lines)
    key = str(location[-1]) if location else ""
    line = lines.of(location)
    if detail["type"] == "extra_forbidden":
        return Mistake(line, Fault.UNKNOWN_KEY, key, key, ", ".join(_keys_of(location[:-1])))
    if detail["type"] == "missing":
        return Mistake(line, Fault.MISSING_KEY, key, "", _describe(location))
    return Mistake(line, Fault.BAD_VALUE, key, _given(key, detail["input"]), _allowed(detail))


def _broken_mask(detail: ErrorDetails, lines: _Lines) -> Mistake:
    given = str(detail["input"])
    if len(given) > _LONGEST_GIVEN:
        given = f"{given[:_LONGEST_GIVEN]}…"
    line = lines.of(tuple(detail["loc"]))
    return Mistake(line, Fault.BAD_VALUE, "masks", given, MASKS_ALLOWED)


def _follows_from_others(detail: ErrorDetails) -> bool:
    """Pydantic counts a list whose items are all wrong as empty: the items say it already."""
    if detail["type"] != "too_short":
        return False
    return len(detail["input"]) > int(detail["ctx"]["actual_length"])


def _given(key: str, value: object) -> str:
    """What was written, without anything secret: it goes to a terminal and into logs."""
    if key == "password" or isinstance(value, dict | list):
        return ""
    return re.sub(r"//[^/@]*@", "//***@", str(value))


def _allowed(detail: ErrorDetails) -> str:
    context: dict[str, Any] = dict(detail.get("ctx") or {})
    match detail["type"]:
        case "literal_error":
            return str(context["expected"])
        case "value_error":
            return str(context["error"])
        case "string_pattern_mismatch":
            return "12345, 2A345"
        case "greater_than_equal" | "less_than_equal" | "int_parsing" | "int_type":
            return "1 … 9999"
        case "date_type" | "date_parsing" | "date_from_datetime_parsing":
            return "2026-01-31"
        case _:
            return detail["msg"]


def _model_at(location: tuple[str | int, ...]) -> type[BaseModel]:
    model: type[BaseModel] = SiteConfig
    for part in location:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        if field is None:
            break
        candidates = [field.annotation, *get_args(field.annotation)]
        nested = [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]
        if nested:
            model = nested[0]
    return model


def _keys_of(location: tuple[str | int, ...]) -> list[str]:
    return [field.alias or name for name, field in _model_at(location).model_fields.items()]


def _describe(location: tuple[str | int, ...]) -> str:
    for name, field in _model_at(location[:-1]).model_fields.items():
        if (field.alias or name) == location[-1]:
            return field.description or ""
    return ""


def _repeated_numbers(site: SiteConfig, lines: _Lines) -> list[Mistake]:
    seen: set[int] = set()
    mistakes = []
    for index, camera in enumerate(site.cameras):
        if camera.number in seen:
            line = lines.of(("cameras", index, "number"))
            mistakes.append(Mistake(line, Fault.REPEATED_NUMBER, "number", str(camera.number), ""))
        seen.add(camera.number)
    return mistakes
