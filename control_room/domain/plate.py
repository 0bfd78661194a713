"""Registration plates: read as typed, told what cannot be, never corrected in silence.

French systems: SIV since 2009 (`AB-123-CD`; I, O, U never used, SS neither side, WW on the left
only for provisional plates), mopeds of the first SIV years (`AB-12-C`), W garage, and FNI before
2009 (`1234 AB 75`). Any other country: letters, digits, spaces and dashes, 2 to 12 signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from control_room.texts import QT_TRANSLATE_NOOP, Text


class Country(StrEnum):
    """Countries whose plates are met most; ISO 3166 code, OTHER is told in the observations."""

    FRANCE = "FR"
    GERMANY = "DE"
    BELGIUM = "BE"
    SPAIN = "ES"
    ITALY = "IT"
    LUXEMBOURG = "LU"
    NETHERLANDS = "NL"
    POLAND = "PL"
    PORTUGAL = "PT"
    ROMANIA = "RO"
    UNITED_KINGDOM = "GB"
    SWITZERLAND = "CH"
    OTHER = "XX"

    @property
    def text(self) -> Text:
        """The country's name."""
        return _COUNTRY_TEXTS[self]


_COUNTRY_TEXTS = {
    Country.FRANCE: QT_TRANSLATE_NOOP("countries", "France"),
    Country.GERMANY: QT_TRANSLATE_NOOP("countries", "Germany"),
    Country.BELGIUM: QT_TRANSLATE_NOOP("countries", "Belgium"),
    Country.SPAIN: QT_TRANSLATE_NOOP("countries", "Spain"),
    Country.ITALY: QT_TRANSLATE_NOOP("countries", "Italy"),
    Country.LUXEMBOURG: QT_TRANSLATE_NOOP("countries", "Luxembourg"),
    Country.NETHERLANDS: QT_TRANSLATE_NOOP("countries", "Netherlands"),
    Country.POLAND: QT_TRANSLATE_NOOP("countries", "Poland"),
    Country.PORTUGAL: QT_TRANSLATE_NOOP("countries", "Portugal"),
    Country.ROMANIA: QT_TRANSLATE_NOOP("countries", "Romania"),
    Country.UNITED_KINGDOM: QT_TRANSLATE_NOOP("countries", "United Kingdom"),
    Country.SWITZERLAND: QT_TRANSLATE_NOOP("countries", "Switzerland"),
    Country.OTHER: QT_TRANSLATE_NOOP("countries", "Other country"),
}


class PlateSystem(StrEnum):
    """The register that a plate's form belongs to."""

    SIV = "siv"
    PROVISIONAL = "ww"
    GARAGE = "w"
    MOPED = "moped"
    FNI = "fni"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class PlateReading:
    """What typed signs mean as a plate.

    Attributes:
        typed: as the agent typed it.
        text: normalised, or empty if the form is impossible.
        problem: why the form is impossible; None if it is possible or nothing is typed.
        suggestions: possible forms that differ by look-alike signs only.
    """

    typed: str
    country: Country
    text: str = ""
    system: PlateSystem | None = None
    problem: Text | None = None
    suggestions: tuple[str, ...] = ()


_LETTER = "[A-HJ-NP-TV-Z]"
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
_SIV_SHAPE = re.compile(r"([A-Z]{2})([0-9]{3})([A-Z]{2})")
_GARAGE = re.compile(rf"W(?!000)([0-9]{{3}})(?!SS)({_LETTER}{{2}})")
_MOPED = re.compile(rf"(?!SS)({_LETTER}{{1,2}})([0-9]{{2,3}})({_LETTER})")
# U was used until 1984.
_FNI = re.compile(r"([1-9][0-9]{0,3})([A-HJ-NP-Z]{1,3})(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])")
_FOREIGN = re.compile(r"[A-Z0-9](?:[A-Z0-9 -]{0,10})[A-Z0-9]")

# Signs that a camera picture confuses; in the direction digit place, letter place.
_AS_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
_AS_LETTER = {"0": "DQ", "O": "DQ", "1": "L", "I": "L", "2": "Z", "5": "S", "8": "B", "U": "V"}
_SIV_PLACES = "LLDDDLL"
_MOST_SUGGESTIONS = 4

_FORBIDDEN_LETTER = QT_TRANSLATE_NOOP(
    "plates", "{letter} is never used on a plate of the form AB-123-CD."
)
_ZERO_NUMBER = QT_TRANSLATE_NOOP("plates", "The number 000 does not exist.")
_BLOCK_SS = QT_TRANSLATE_NOOP("plates", "The letters SS are never used on a plate.")
_UNKNOWN_FORM = QT_TRANSLATE_NOOP(
    "plates", "Not a French form. Expected AB-123-CD, AB-12-C (moped) or 1234 AB 75."
)
_FOREIGN_FORM = QT_TRANSLATE_NOOP("plates", "Expected 2 to 12 letters, digits, spaces or dashes.")


def read_plate(typed: str, country: Country = Country.FRANCE) -> PlateReading:
    """Normalise what was typed, or say why it cannot be a plate of that country."""
    upper = typed.strip().upper()
    if not upper:
        return PlateReading(typed, country)
    if country is not Country.FRANCE:
        return _foreign(typed, upper, country)
    signs = re.sub(r"[\s.·-]", "", upper)
    shape = _SIV_SHAPE.fullmatch(signs)
    if shape:
        problem = _siv_problem(*shape.groups())
        if problem is None:
            system = PlateSystem.PROVISIONAL if signs.startswith("WW") else PlateSystem.SIV
            return PlateReading(typed, country, "-".join(shape.groups()), system)
        return PlateReading(typed, country, problem=problem, suggestions=_look_alikes(signs))
    if match := _GARAGE.fullmatch(signs):
        text = "-".join(("W", *match.groups()))
        return PlateReading(typed, country, text, PlateSystem.GARAGE)
    if match := _MOPED.fullmatch(signs):
        return PlateReading(typed, country, "-".join(match.groups()), PlateSystem.MOPED)
    if match := _FNI.fullmatch(signs):
        return PlateReading(typed, country, " ".join(match.groups()), PlateSystem.FNI)
    return PlateReading(typed, country, problem=_UNKNOWN_FORM, suggestions=_look_alikes(signs))


def _foreign(typed: str, upper: str, country: Country) -> PlateReading:
    text = re.sub(r"\s+", " ", upper)
    if _FOREIGN.fullmatch(text):
        return PlateReading(typed, country, text, PlateSystem.FOREIGN)
    return PlateReading(typed, country, problem=_FOREIGN_FORM)


def _siv_problem(left: str, number: str, right: str) -> Text | None:
    for letter in left + right:
        if letter not in _LETTERS:
            return _FORBIDDEN_LETTER.of(letter=letter)
    if number == "000":
        return _ZERO_NUMBER
    return _BLOCK_SS if "SS" in (left, right) else None


def _look_alikes(signs: str) -> tuple[str, ...]:
    """SIV plates that `signs` could be if look-alike signs were confused; best guesses first."""
    if len(signs) != len(_SIV_PLACES):
        return ()
    found = dict.fromkeys(_siv_candidates(signs))
    return tuple(islice(found, _MOST_SUGGESTIONS))


def _siv_candidates(signs: str) -> Iterator[str]:
    places = [_options(sign, place) for sign, place in zip(signs, _SIV_PLACES, strict=True)]
    for chosen in product(*places):
        text = "".join(chosen)
        left, number, right = text[:2], text[2:5], text[5:]
        if _siv_problem(left, number, right) is None:
            yield f"{left}-{number}-{right}"


def _options(sign: str, place: str) -> str:
    """What may stand at a letter (L) or digit (D) place instead of `sign`; empty if nothing."""
    if place == "L":
        return sign if sign in _LETTERS else _AS_LETTER.get(sign, "")
    return sign if sign in _DIGITS else _AS_DIGIT.get(sign, "")
