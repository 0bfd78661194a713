"""Offences that may be recorded from a screen: what the law says of each, as dated values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from control_room.domain.agent import Quality
from control_room.domain.shift import Reason
from control_room.texts import QT_TRANSLATE_NOOP, Text

Natinf = NewType("Natinf", int)
"""An offence's number in the nomenclature of the Ministry of Justice."""


class Basis(StrEnum):
    """Why the holder of the registration certificate answers for a driver nobody stopped.

    The value is the article of the Code de la route.
    """

    HOLDER_LIABLE = "L121-2"
    FINE_OWED = "L121-3"


class Statement(StrEnum):
    """A fact that makes the offence and that a picture alone may not tell; the agent states it."""

    DRIVER_ABSENT = "driver_absent"
    OUTSIDE_MARKED_BAY = "outside_marked_bay"
    ACCESS_BLOCKED = "access_blocked"
    SIGN_SEEN = "sign_seen"
    MARKING_SEEN = "marking_seen"
    FIRST_SEEN_NOTED = "first_seen_noted"
    NOT_ENTITLED = "not_entitled"
    SIGNAL_SEEN = "signal_seen"
    COULD_STOP_SAFELY = "could_stop_safely"
    DISTANCE_ESTABLISHED = "distance_established"
    DUMPING_SEEN = "dumping_seen"

    @property
    def text(self) -> Text:
        """The statement as the agent makes it."""
        return _STATEMENT_TEXTS[self]


_STATEMENT_TEXTS = {
    Statement.DRIVER_ABSENT: QT_TRANSLATE_NOOP("statements", "Nobody at the wheel"),
    Statement.OUTSIDE_MARKED_BAY: QT_TRANSLATE_NOOP("statements", "Outside any marked bay"),
    Statement.ACCESS_BLOCKED: QT_TRANSLATE_NOOP("statements", "Access or way out is blocked"),
    Statement.SIGN_SEEN: QT_TRANSLATE_NOOP("statements", "Sign or signal is seen"),
    Statement.MARKING_SEEN: QT_TRANSLATE_NOOP("statements", "Marking on the ground is seen"),
    Statement.FIRST_SEEN_NOTED: QT_TRANSLATE_NOOP(
        "statements", "Date and time of the first observation are noted"
    ),
    Statement.NOT_ENTITLED: QT_TRANSLATE_NOOP(
        "statements", "Vehicle is not one of those the lane is reserved for"
    ),
    Statement.SIGNAL_SEEN: QT_TRANSLATE_NOOP("statements", "Light is seen at the crossing"),
    Statement.COULD_STOP_SAFELY: QT_TRANSLATE_NOOP("statements", "Driver could stop safely"),
    Statement.DISTANCE_ESTABLISHED: QT_TRANSLATE_NOOP(
        "statements", "How the distance was established is noted"
    ),
    Statement.DUMPING_SEEN: QT_TRANSLATE_NOOP(
        "statements", "Unloading from the vehicle was seen live"
    ),
}


@dataclass(frozen=True)
class LawSource:
    """Where a rule was read: kept beside the rule, shown with it.

    Attributes:
        title: of the text or list.
        read_on: the day it was read; the rule is known to hold on that day.
    """

    title: str
    read_on: date
    url: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Liability:
    """What a basis means for the holder.

    Attributes:
        points: taken from the holder's licence.
    """

    basis: Basis
    points: int
    source: LawSource


@dataclass(frozen=True)
class Amounts:
    """Fixed fines of a class, in euros; `reduced_eur` is None where the law gives none."""

    fixed_eur: int
    increased_eur: int
    reduced_eur: int | None
    source: LawSource


@dataclass(frozen=True)
class Offence:
    """One row of the catalogue.

    Attributes:
        label: official, word for word.
        short: as agents call it, French.
        item: of R121-6, where the basis is L121-3.
        reason: why an agent who records it acts.
        qualities: of agents who may record it, by `competence`.
        statements: what the agent must state besides the pictures.
        valid_from, valid_until: both included; None is open.
        to_confirm: what is known to be uncertain, French; empty if nothing is.
    """

    natinf: Natinf
    label: str
    short: str
    defined_by: str
    punished_by: str
    fine_class: int
    amounts: Amounts
    liability: Liability
    qualities: frozenset[Quality]
    statements: tuple[Statement, ...]
    source: LawSource
    competence: LawSource
    item: str = ""
    reason: Reason = Reason.ROAD_OFFENCE
    valid_from: date | None = None
    valid_until: date | None = None
    to_confirm: str = ""

    @property
    def basis(self) -> Basis:
        """The article that makes the holder answer."""
        return self.liability.basis

    @property
    def basis_text(self) -> str:
        """Article and item, as cited: `L121-3, R121-6 3°`."""
        return f"{self.basis}, R121-6 {self.item}" if self.item else str(self.basis)

    def open_to(self, quality: Quality) -> bool:
        """Whether an agent of this quality may record it."""
        return quality in self.qualities

    def in_force(self, day: date) -> bool:
        """Whether the row holds on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )
