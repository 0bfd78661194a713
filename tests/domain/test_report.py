"""Reports: what the law still requires, which shots are live observations, whose turn a shot is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from control_room.catalogue import read_offences
from control_room.domain.agent import Quality
from control_room.domain.camera import CameraId, Health, Stream, VerbalisationOrder
from control_room.domain.evidence import StillRef
from control_room.domain.offence import Statement
from control_room.domain.picture import CLOCK_NOISE, LIVE_FOR, Shot
from control_room.domain.plate import Country
from control_room.domain.report import (
    Circumstances,
    Colour,
    Point,
    Report,
    ReportForm,
    ReportId,
    ReportState,
    ReportVersion,
    ShotRef,
    ShotRole,
    VehicleKind,
    missing,
    requirements,
    shot_refusal,
)
from control_room.places import resource

NOW = datetime(2026, 11, 23, 15, 16, 41, tzinfo=UTC)
DAY = date(2026, 11, 23)
ORDER = VerbalisationOrder(
    "2024-118", date(2024, 3, 12), date(2029, 3, 12), signs_checked=date(2026, 9, 1)
)
CATALOGUE = read_offences(resource("law/offences.toml"))
CROSSING = CATALOGUE.find(31088, DAY)
COMPLETE = ReportForm(
    natinf=31088,
    statements=frozenset({Statement.DRIVER_ABSENT, Statement.MARKING_SEEN}),
    plate="ab 123 cd",
    kind=VehicleKind.CAR,
    make="Renault",
    colour=Colour.GREY,
    place="Rue Jules-Ferry, face au n° 14",
    observations="Véhicule immobilisé sur le passage, piétons sur la chaussée.",
)


def shot_ref(role=ShotRole.OVERVIEW):
    still = StillRef("a" * 64, 10, CameraId(31), Stream.MAIN, 1920, 1080, 7, NOW, NOW, Health.LIVE)
    return ShotRef(role, still, "b" * 64, 20, "h264", entry_seq=5)


def seen(**changes):
    usual = Circumstances(
        shots=(shot_ref(),),
        offence=CROSSING,
        quality=Quality.MUNICIPAL_POLICE,
        order=ORDER,
        day=DAY,
    )
    return replace(usual, **changes)


def shot(**changes):
    usual = Shot(
        camera=CameraId(31),
        stream=Stream.MAIN,
        width_px=1920,
        height_px=1080,
        sequence=7,
        pts_90khz=None,
        received_at_ns=1,
        received_at=NOW,
        source=1,
        health=Health.LIVE,
        codec="h264",
        png=b"png",
        packets=b"packets",
    )
    return replace(usual, **changes)


def report(**changes):
    usual = Report(
        ReportId(1),
        "BR-2026-000001",
        ReportState.DRAFT,
        CameraId(31),
        "Jules-Ferry",
        "Rue Jules-Ferry",
        ORDER,
        NOW,
        "4471",
        Quality.MUNICIPAL_POLICE,
    )
    return replace(usual, **changes)


def points(found):
    return [point.point for point in found]


def test_a_complete_report_lacks_nothing():
    assert missing(COMPLETE, seen()) == ()


def test_an_empty_report_lacks_all_that_an_agent_brings():
    assert points(missing(ReportForm(), seen(shots=(), offence=None))) == [
        Point.OFFENCE,
        Point.COMPETENCE,
        Point.LIVE_SHOTS,
        Point.PLATE,
        Point.VEHICLE,
        Point.PLACE,
        Point.OBSERVATIONS,
    ]


@pytest.mark.parametrize(
    ("form", "circumstances", "point"),
    [
        ({"natinf": None}, {}, Point.OFFENCE),
        ({}, {"quality": Quality.NONE}, Point.COMPETENCE),
        ({}, {"order": None}, Point.CAMERA),
        ({}, {"order": replace(ORDER, valid_until=date(2026, 11, 22))}, Point.CAMERA),
        ({}, {"shots": ()}, Point.LIVE_SHOTS),
        ({"plate": "AI-123-AB"}, {}, Point.PLATE),
        ({"plate": ""}, {}, Point.PLATE),
        ({"make": " "}, {}, Point.VEHICLE),
        ({"kind": None}, {}, Point.VEHICLE),
        ({"place": " "}, {}, Point.PLACE),
        ({"statements": frozenset({Statement.MARKING_SEEN})}, {}, Point.STATEMENT),
        ({"observations": "\n"}, {}, Point.OBSERVATIONS),
    ],
)
def test_each_lack_is_told_alone(form, circumstances, point):
    assert points(missing(replace(COMPLETE, **form), seen(**circumstances))) == [point]


def test_an_expired_entry_of_the_catalogue_is_told():
    offence = replace(CROSSING, valid_until=date(2026, 11, 22))
    assert points(missing(COMPLETE, seen(offence=offence))) == [Point.OFFENCE]


def test_asvp_may_not_record_a_moving_offence():
    amber = CATALOGUE.find(6118, DAY)
    form = replace(COMPLETE, natinf=6118, statements=frozenset(amber.statements))
    assert points(missing(form, seen(offence=amber, quality=Quality.ASVP))) == [Point.COMPETENCE]
    assert missing(form, seen(offence=amber)) == ()


def test_competence_is_open_until_an_offence_is_chosen():
    """Who may record it depends on the offence: an ASVP may record a few only."""
    for quality in Quality:
        point = requirements(ReportForm(), seen(offence=None, quality=quality))[1]
        assert (point.point, point.met) == (Point.COMPETENCE, False)
        assert str(point.text) == "Agent's competence: choose the offence first"


def test_met_points_say_why():
    texts = [str(point.text) for point in requirements(COMPLETE, seen())]
    assert "Offence recorded without stopping the driver (L121-2)" in texts
    assert "Camera authorised, order in force until 12/03/2029" in texts
    assert "Stated: Nobody at the wheel" in texts


def test_a_live_shot_is_accepted_while_its_picture_counts_as_live():
    taken_at = NOW + LIVE_FOR
    assert shot_refusal(shot(), CameraId(31), taken_at, taken_at) is None
    assert shot_refusal(shot(), CameraId(31), taken_at, taken_at + timedelta(seconds=10)) is None
    set_back = NOW - CLOCK_NOISE
    assert shot_refusal(shot(), CameraId(31), set_back, NOW) is None


@pytest.mark.parametrize(
    ("changes", "seconds", "reason"),
    [
        ({"camera": CameraId(12)}, 0, "another camera"),
        ({"stream": Stream.SUB}, 0, "full resolution"),
        ({"health": Health.FROZEN}, 0, "not live: frozen"),
        ({}, 2.1, "2.1 s old"),
        ({}, -0.2, "-0.2 s old"),
        ({}, -3, "-3.0 s old"),
    ],
)
def test_what_is_no_live_observation_is_refused(changes, seconds, reason):
    taken_at = NOW + timedelta(seconds=seconds)
    refusal = shot_refusal(shot(**changes), CameraId(31), taken_at, taken_at)
    assert reason in str(refusal)


def test_shots_are_asked_for_in_turn_and_three_are_enough():
    taken = (shot_ref(), shot_ref(ShotRole.BEHAVIOUR))
    assert report().next_role is ShotRole.OVERVIEW
    assert report(shots=taken).next_role is ShotRole.PLATE
    assert report(shots=(*taken, shot_ref())).next_role is None
    assert report(shots=(shot_ref(), shot_ref())).next_role is ShotRole.PLATE


def test_a_new_report_proposes_the_place_of_the_camera():
    assert report().form == ReportForm(place="Rue Jules-Ferry")


def test_the_form_is_that_of_the_newest_version():
    versions = tuple(
        ReportVersion(number, NOW, "4471", replace(COMPLETE, make=make), CROSSING, "c" * 64, number)
        for number, make in ((1, "Renault"), (2, "Peugeot"))
    )
    assert report(versions=versions).form.make == "Peugeot"


def test_tidying_normalises_a_possible_plate_and_keeps_an_impossible_one():
    assert COMPLETE.tidied().plate == "AB-123-CD"
    assert replace(COMPLETE, plate=" ai-123-ab ").tidied().plate == "AI-123-AB"
    assert replace(COMPLETE, plate="m-ab 1", country=Country.GERMANY).tidied().plate == "M-AB 1"


@pytest.mark.parametrize("names", [ShotRole, VehicleKind, Colour, Statement, ReportState])
def test_every_value_has_its_own_words(names):
    assert len({str(value.text) for value in names}) == len(names)
