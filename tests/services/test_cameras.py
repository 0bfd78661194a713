"""Looking is an act: what was shown and enlarged is in the log."""

import pytest

from control_room.audit.entry import Act, Kind
from control_room.domain.camera import CameraId, Health
from control_room.domain.camera_health import HealthChange
from control_room.errors import NotAllowed
from tests.services.conftest import CAMERA


def test_an_enlargement_is_recorded_when_it_begins_and_when_it_ends(site, operator):
    site.cameras.enlarged(operator, CAMERA)
    site.cameras.reduced(operator, CAMERA, 42)
    begun, ended = site.entries()[-2:]
    assert (begun.act, begun.obj, begun.details) == (Act.CAMERA_ENLARGED, "camera/12", {})
    assert (ended.act, ended.obj, ended.details) == (
        Act.CAMERA_REDUCED,
        "camera/12",
        {"seconds": 42},
    )
    assert {begun.act.kind, ended.act.kind} == {Kind.CONSULTATION}


def test_the_wall_is_recorded_with_its_cameras(site, operator):
    site.cameras.wall_shown(operator, "1+12", [CameraId(1), CameraId(31)])
    entry = site.entries()[-1]
    assert (entry.obj, entry.details) == ("layout/1+12", {"cameras": "1,31"})


def test_an_auditor_watches_no_camera(site, auditor):
    with pytest.raises(NotAllowed):
        site.cameras.enlarged(auditor, CAMERA)
    with pytest.raises(NotAllowed):
        site.cameras.reduced(auditor, CAMERA, 1)
    with pytest.raises(NotAllowed):
        site.cameras.wall_shown(auditor, "4x4", [])
    with pytest.raises(NotAllowed):
        site.cameras.replayed(auditor, CAMERA, 60)


def test_a_replay_is_recorded_as_looked_at(site, operator):
    site.cameras.replayed(operator, CAMERA, 59.2)
    entry = site.entries()[-1]
    assert (entry.act, entry.obj, entry.details) == (
        Act.CAMERA_REPLAYED,
        "camera/12",
        {"seconds": 60},
    )
    assert entry.act.kind is Kind.CONSULTATION


def test_changes_of_health_are_recorded_by_the_installation_itself(site):
    lost = HealthChange(CAMERA.id, Health.LIVE, Health.LOST, since_s=14, left_out=0)
    flapping = HealthChange(CameraId(3), Health.LOST, Health.LOST, since_s=2, left_out=6)
    site.cameras.health_changed([lost, flapping])
    first, second = site.entries()[-2:]
    assert (first.act, first.act.kind, first.obj) == (Act.CAMERA_HEALTH, Kind.SYSTEM, "camera/12")
    assert first.details == {"before": "live", "after": "lost", "since_s": 14, "left_out": 0}
    assert (first.session, first.reason) == (None, None)
    assert (second.obj, second.details["left_out"]) == ("camera/3", 6)
