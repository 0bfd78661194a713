"""Looking is an act: what was shown and enlarged is in the log."""

import pytest

from control_room.audit.entry import Kind
from control_room.domain.camera import CameraId
from control_room.errors import NotAllowed
from tests.services.conftest import CAMERA


def test_an_enlargement_is_recorded_with_its_duration(site, operator):
    site.cameras.enlarged(operator, CAMERA, 42)
    entry = site.entries()[-1]
    assert (entry.obj, entry.details) == ("camera/12", {"seconds": 42})
    assert entry.act.kind is Kind.CONSULTATION


def test_the_wall_is_recorded_with_its_cameras(site, operator):
    site.cameras.wall_shown(operator, "1+12", [CameraId(1), CameraId(31)])
    entry = site.entries()[-1]
    assert (entry.obj, entry.details) == ("layout/1+12", {"cameras": "1,31"})


def test_an_auditor_watches_no_camera(site, auditor):
    with pytest.raises(NotAllowed):
        site.cameras.enlarged(auditor, CAMERA, 1)
    with pytest.raises(NotAllowed):
        site.cameras.wall_shown(auditor, "4x4", [])
