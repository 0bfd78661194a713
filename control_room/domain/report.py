"""A report of vidéo-verbalisation: a draft with its shots, its versions and what it still lacks.

A report is never the official record (PVe): that one is made in the approved tool, which gives it
its number. Here a report has only its own number, `BR-YYYY-NNNNNN`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from control_room.domain.agent import Quality
from control_room.domain.camera import CameraId, Health, Stream, VerbalisationOrder
from control_room.domain.evidence import StillRef
from control_room.domain.offence import Natinf, Offence, Statement
from control_room.domain.picture import CLOCK_NOISE, LIVE_FOR, Shot
from control_room.domain.plate import Country, read_plate
from control_room.texts import QT_TRANSLATE_NOOP, Text

ReportId = NewType("ReportId", int)

MOST_SHOTS = 3
LONGEST_LINE = 200
"""Characters of a place or a make; LONGEST_OBSERVATIONS those of the circumstances."""
LONGEST_OBSERVATIONS = 3000
CUT_WITHIN = timedelta(seconds=10)
"""From the key to the record: cutting the picture may take its camera host a few seconds."""


class ReportState(StrEnum):
    """Where a report stands; only drafts exist until the review of a supervisor does."""

    DRAFT = "draft"

    @property
    def text(self) -> Text:
        """The state's word."""
        return QT_TRANSLATE_NOOP("report states", "Draft")


class ShotRole(StrEnum):
    """What a shot is taken to show, in the order in which they are usually taken."""

    OVERVIEW = "overview"
    PLATE = "plate"
    BEHAVIOUR = "behaviour"

    @property
    def text(self) -> Text:
        """The role's name."""
        return _ROLE_TEXTS[self]


_ROLE_TEXTS = {
    ShotRole.OVERVIEW: QT_TRANSLATE_NOOP("shot roles", "Overview"),
    ShotRole.PLATE: QT_TRANSLATE_NOOP("shot roles", "Plate"),
    ShotRole.BEHAVIOUR: QT_TRANSLATE_NOOP("shot roles", "Behaviour"),
}


class VehicleKind(StrEnum):
    """Kinds of vehicle that carry a registration plate (R311-1), as agents say them."""

    CAR = "car"
    VAN = "van"
    LORRY = "lorry"
    BUS = "bus"
    TRAILER = "trailer"
    MOTORCYCLE = "motorcycle"
    MOPED = "moped"
    TRICYCLE = "tricycle"
    QUAD = "quad"
    MICROCAR = "microcar"
    FARM = "farm"
    OTHER = "other"

    @property
    def text(self) -> Text:
        """The kind's name."""
        return _KIND_TEXTS[self]


_KIND_TEXTS = {
    VehicleKind.CAR: QT_TRANSLATE_NOOP("vehicles", "Car"),
    VehicleKind.VAN: QT_TRANSLATE_NOOP("vehicles", "Van up to 3.5 t"),
    VehicleKind.LORRY: QT_TRANSLATE_NOOP("vehicles", "Lorry"),
    VehicleKind.BUS: QT_TRANSLATE_NOOP("vehicles", "Bus, coach"),
    VehicleKind.TRAILER: QT_TRANSLATE_NOOP("vehicles", "Trailer"),
    VehicleKind.MOTORCYCLE: QT_TRANSLATE_NOOP("vehicles", "Motorcycle"),
    VehicleKind.MOPED: QT_TRANSLATE_NOOP("vehicles", "Moped"),
    VehicleKind.TRICYCLE: QT_TRANSLATE_NOOP("vehicles", "Motor tricycle"),
    VehicleKind.QUAD: QT_TRANSLATE_NOOP("vehicles", "Quad"),
    VehicleKind.MICROCAR: QT_TRANSLATE_NOOP("vehicles", "Light quadricycle"),
    VehicleKind.FARM: QT_TRANSLATE_NOOP("vehicles", "Farm vehicle"),
    VehicleKind.OTHER: QT_TRANSLATE_NOOP("vehicles", "Other vehicle"),
}


class Colour(StrEnum):
    """Colours told apart in a picture."""

    WHITE = "white"
    GREY = "grey"
    BLACK = "black"
    BLUE = "blue"
    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    BROWN = "brown"
    BEIGE = "beige"
    SEVERAL = "several"

    @property
    def text(self) -> Text:
        """The colour's name."""
        return _COLOUR_TEXTS[self]


_COLOUR_TEXTS = {
    Colour.WHITE: QT_TRANSLATE_NOOP("colours", "White"),
    Colour.GREY: QT_TRANSLATE_NOOP("colours", "Grey"),
    Colour.BLACK: QT_TRANSLATE_NOOP("colours", "Black"),
    Colour.BLUE: QT_TRANSLATE_NOOP("colours", "Blue"),
    Colour.RED: QT_TRANSLATE_NOOP("colours", "Red"),
    Colour.GREEN: QT_TRANSLATE_NOOP("colours", "Green"),
    Colour.YELLOW: QT_TRANSLATE_NOOP("colours", "Yellow"),
    Colour.ORANGE: QT_TRANSLATE_NOOP("colours", "Orange"),
    Colour.BROWN: QT_TRANSLATE_NOOP("colours", "Brown"),
    Colour.BEIGE: QT_TRANSLATE_NOOP("colours", "Beige"),
    Colour.SEVERAL: QT_TRANSLATE_NOOP("colours", "Several colours"),
}


@dataclass(frozen=True)
class ShotRef:
    """A shot of a report, as stored.

    Attributes:
        still: the picture; `captured_at` is the time that counts for the report.
        packets_sha256: of the file that holds the camera's own bytes up to the picture; empty
            where the camera is masked: its bytes show what is behind the masks, and are not kept.
        codec: of those bytes.
        entry_seq: of the audit entry that recorded the shot.
    """

    role: ShotRole
    still: StillRef
    packets_sha256: str
    packets_size_bytes: int
    codec: str
    entry_seq: int

    @property
    def has_packets(self) -> bool:
        """Whether the camera's own bytes are kept with the picture."""
        return bool(self.packets_sha256)


@dataclass(frozen=True)
class ReportForm:
    """What the agent writes; everything else comes from the camera, the session and the law."""

    natinf: Natinf | None = None
    statements: frozenset[Statement] = frozenset()
    plate: str = ""
    country: Country = Country.FRANCE
    kind: VehicleKind | None = None
    make: str = ""
    colour: Colour | None = None
    place: str = ""
    observations: str = ""

    def tidied(self) -> ReportForm:
        """As it is stored: printable, Unicode form C, the plate normalised if possible."""
        reading = read_plate(self.plate, self.country)
        return replace(
            self,
            plate=reading.text or _tidy(self.plate.upper()),
            make=_tidy(self.make),
            place=_tidy(self.place),
            observations=_tidy(self.observations),
        )


def _tidy(typed: str) -> str:
    whole = typed.encode(errors="replace").decode()
    shown = "".join(sign if sign == "\n" or sign.isprintable() else " " for sign in whole)
    return unicodedata.normalize("NFC", shown).strip()


@dataclass(frozen=True)
class ReportVersion:
    """One save, never changed afterwards.

    Attributes:
        number: from 1, without gaps.
        saved_at: aware UTC.
        offence: as the catalogue gave it when the version was saved.
        sha256: of the canonical payload that was stored.
        entry_seq: of the audit entry that recorded it.
    """

    number: int
    saved_at: datetime
    matricule: str
    form: ReportForm
    offence: Offence | None
    sha256: str
    entry_seq: int


@dataclass(frozen=True)
class Report:
    """A report with all its versions, oldest first.

    Attributes:
        place: of the camera, proposed as the place of the offence.
        order: that opened the camera to vidéo-verbalisation when the report was opened.
        opened_at: aware UTC.
        matricule, quality: of the agent who opened it; only that agent adds to it.
    """

    id: ReportId
    number: str
    state: ReportState
    camera: CameraId
    camera_name: str
    place: str
    order: VerbalisationOrder
    opened_at: datetime
    matricule: str
    quality: Quality
    shots: tuple[ShotRef, ...] = ()
    versions: tuple[ReportVersion, ...] = ()

    @property
    def form(self) -> ReportForm:
        """The newest saved form, or an empty one at the camera's place."""
        return self.versions[-1].form if self.versions else ReportForm(place=self.place)

    @property
    def next_role(self) -> ShotRole | None:
        """What the next shot should show; None when no more can be added."""
        if len(self.shots) >= MOST_SHOTS:
            return None
        taken = {shot.role for shot in self.shots}
        return next((role for role in ShotRole if role not in taken), ShotRole.OVERVIEW)


@dataclass(frozen=True)
class ReportSummary:
    """A report in a list; holds no plate."""

    id: ReportId
    number: str
    state: ReportState
    camera: CameraId
    camera_name: str
    matricule: str
    opened_at: datetime
    changed_at: datetime
    versions: int
    shots: int
    natinf: Natinf | None


class Point(StrEnum):
    """A point of "what the law requires"; the code a screen may rely on."""

    OFFENCE = "offence"
    COMPETENCE = "competence"
    CAMERA = "camera"
    LIVE_SHOTS = "live_shots"
    PLATE = "plate"
    VEHICLE = "vehicle"
    PLACE = "place"
    STATEMENT = "statement"
    OBSERVATIONS = "observations"


@dataclass(frozen=True)
class Requirement:
    """One point of the list: met or not, and the reason in a sentence.

    Attributes:
        statement: which one, where the point is STATEMENT.
    """

    point: Point
    met: bool
    text: Text
    statement: Statement | None = None


@dataclass(frozen=True)
class Circumstances:
    """What the law looks at besides the form: shots, offence, agent, camera, day."""

    shots: Sequence[ShotRef]
    offence: Offence | None
    quality: Quality
    order: VerbalisationOrder | None
    day: date


def shot_refusal(shot: Shot, camera: CameraId, taken_at: datetime, now: datetime) -> Text | None:
    """Why a shot is no live observation of that camera, or None if it is one.

    Args:
        taken_at: when the key was pressed, aware UTC; what came later was not seen then.
    """
    if shot.camera != camera:
        return QT_TRANSLATE_NOOP("reports", "The shot comes from another camera.")
    if shot.stream is not Stream.MAIN:
        return QT_TRANSLATE_NOOP("reports", "The shot is not in full resolution.")
    if shot.health is not Health.LIVE:
        return QT_TRANSLATE_NOOP("reports", "The picture was not live: {health}.").of(
            health=shot.health.text
        )
    if not timedelta() <= now - taken_at <= CUT_WITHIN:
        return QT_TRANSLATE_NOOP("reports", "The shot was asked for too long ago.")
    age = taken_at - shot.received_at
    if not -CLOCK_NOISE <= age <= LIVE_FOR:
        return QT_TRANSLATE_NOOP("reports", "The picture was {seconds} s old.").of(
            seconds=f"{age.total_seconds():.1f}"
        )
    return None


def requirements(form: ReportForm, seen: Circumstances) -> tuple[Requirement, ...]:
    """All that the law requires of this report, in reading order, met or not."""
    return (
        _offence(form, seen),
        _competence(seen),
        _camera(seen),
        _live_shots(seen),
        _plate(form),
        _vehicle(form),
        _place(form),
        *_statements(form, seen),
        _observations(form),
    )


def missing(form: ReportForm, seen: Circumstances) -> tuple[Requirement, ...]:
    """What the law still requires."""
    return tuple(point for point in requirements(form, seen) if not point.met)


def _offence(form: ReportForm, seen: Circumstances) -> Requirement:
    if seen.offence is None or form.natinf != seen.offence.natinf:
        text = QT_TRANSLATE_NOOP("reports", "Choose the offence")
        return Requirement(Point.OFFENCE, False, text)
    if not seen.offence.in_force(seen.day):
        text = QT_TRANSLATE_NOOP("reports", "This entry of the catalogue is not in force today")
        return Requirement(Point.OFFENCE, False, text)
    text = QT_TRANSLATE_NOOP("reports", "Offence recorded without stopping the driver ({basis})")
    return Requirement(Point.OFFENCE, True, text.of(basis=seen.offence.basis_text))


def _competence(seen: Circumstances) -> Requirement:
    if seen.offence is None:
        text = QT_TRANSLATE_NOOP("reports", "Agent's competence: choose the offence first")
        return Requirement(Point.COMPETENCE, False, text)
    met = seen.offence.open_to(seen.quality)
    if met:
        text = QT_TRANSLATE_NOOP("reports", "Agent competent for this offence")
    else:
        text = QT_TRANSLATE_NOOP("reports", "Agent not competent for this offence ({quality})")
    return Requirement(Point.COMPETENCE, met, text.of(quality=seen.quality.text))


def _camera(seen: Circumstances) -> Requirement:
    if seen.order is None:
        text = QT_TRANSLATE_NOOP("reports", "Camera not authorised for vidéo-verbalisation")
        return Requirement(Point.CAMERA, False, text)
    until = f"{seen.order.valid_until:%d/%m/%Y}"
    if seen.order.in_force(seen.day):
        text = QT_TRANSLATE_NOOP("reports", "Camera authorised, order in force until {until}")
        return Requirement(Point.CAMERA, True, text.of(until=until))
    text = QT_TRANSLATE_NOOP("reports", "Order of the camera not in force (until {until})")
    return Requirement(Point.CAMERA, False, text.of(until=until))


def _live_shots(seen: Circumstances) -> Requirement:
    if seen.shots:
        text = QT_TRANSLATE_NOOP("reports", "Shots taken live, not from a recording")
        return Requirement(Point.LIVE_SHOTS, True, text)
    text = QT_TRANSLATE_NOOP("reports", "Take at least one live shot")
    return Requirement(Point.LIVE_SHOTS, False, text)


def _plate(form: ReportForm) -> Requirement:
    reading = read_plate(form.plate, form.country)
    if reading.problem is not None:
        return Requirement(Point.PLATE, False, reading.problem)
    if not reading.text:
        return Requirement(Point.PLATE, False, QT_TRANSLATE_NOOP("reports", "Read the plate"))
    return Requirement(Point.PLATE, True, QT_TRANSLATE_NOOP("reports", "Plate has a possible form"))


def _vehicle(form: ReportForm) -> Requirement:
    if form.kind is not None and form.make.strip():
        text = QT_TRANSLATE_NOOP("reports", "Vehicle described: kind and make")
        return Requirement(Point.VEHICLE, True, text)
    text = QT_TRANSLATE_NOOP("reports", "Say the kind and the make of the vehicle")
    return Requirement(Point.VEHICLE, False, text)


def _place(form: ReportForm) -> Requirement:
    if form.place.strip():
        return Requirement(Point.PLACE, True, QT_TRANSLATE_NOOP("reports", "Place is said"))
    return Requirement(Point.PLACE, False, QT_TRANSLATE_NOOP("reports", "Say the place"))


def _statements(form: ReportForm, seen: Circumstances) -> tuple[Requirement, ...]:
    asked = seen.offence.statements if seen.offence else ()
    stated = QT_TRANSLATE_NOOP("reports", "Stated: {statement}")
    to_state = QT_TRANSLATE_NOOP("reports", "To state: {statement}")
    return tuple(
        Requirement(
            Point.STATEMENT,
            statement in form.statements,
            (stated if statement in form.statements else to_state).of(statement=statement.text),
            statement,
        )
        for statement in asked
    )


def _observations(form: ReportForm) -> Requirement:
    if form.observations.strip():
        text = QT_TRANSLATE_NOOP("reports", "Circumstances are written")
        return Requirement(Point.OBSERVATIONS, True, text)
    text = QT_TRANSLATE_NOOP("reports", "Observations: write the circumstances")
    return Requirement(Point.OBSERVATIONS, False, text)
