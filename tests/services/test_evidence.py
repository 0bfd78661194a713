"""A still is what was shown, and nobody looks at it without leaving a trace."""

from dataclasses import replace

import pytest

from control_room.audit.entry import Act, Result
from control_room.domain.camera import Health
from control_room.domain.incident import Nature
from control_room.errors import NotAllowed
from control_room.services.errors import PictureNotLive
from control_room.storage.errors import EvidenceAltered, EvidenceMissing
from tests.services.conftest import CAMERA


def test_a_still_is_kept_and_recorded(site, operator):
    still = site.evidence.keep_still(operator, CAMERA, site.shown())
    (path,) = site.evidence_files()
    assert path.name == still.sha256
    entry = site.entries()[-1]
    assert (entry.act, entry.obj) == (Act.STILL_KEPT, "camera/12")
    assert entry.details["still"] == still.sha256


def test_a_still_of_a_picture_that_is_not_live_is_not_kept(site, operator):
    with pytest.raises(PictureNotLive):
        site.evidence.keep_still(operator, CAMERA, site.shown(health=Health.FROZEN))
    assert site.evidence_files() == []
    entry = site.entries()[-1]
    assert (entry.act, entry.obj, entry.result) == (Act.STILL_KEPT, "camera/12", Result.DENIED)
    assert entry.details == {"cause": "not_live"}


@pytest.mark.parametrize("age_s", [2.1, 8.0, 3600.0, -1.0])
def test_a_still_that_is_not_of_the_moment_is_not_kept(site, operator, age_s):
    with pytest.raises(PictureNotLive):
        site.evidence.keep_still(operator, CAMERA, site.shown(age_s=age_s))
    assert site.evidence_files() == []
    assert site.entries()[-1].result is Result.DENIED


@pytest.mark.parametrize("age_s", [-0.02, 1.7])
def test_a_still_as_young_as_a_live_picture_is_kept(site, operator, age_s):
    site.evidence.keep_still(operator, CAMERA, site.shown(age_s=age_s))
    assert site.entries()[-1].result is Result.DONE


def test_looking_at_a_still_is_recorded(site, operator):
    still = site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown()).still
    content = site.evidence.open_still(operator, still)
    assert content.startswith(b"\x89PNG")
    entry = site.entries()[-1]
    assert (entry.act, entry.details) == (Act.STILL_CONSULTED, {"still": still.sha256})


def test_an_altered_still_is_not_shown(site, operator):
    still = site.evidence.keep_still(operator, CAMERA, site.shown())
    (path,) = site.evidence_files()
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(EvidenceAltered):
        site.evidence.open_still(operator, still)
    assert site.acts()[-1] == "still.kept"


def test_a_still_whose_file_is_gone_is_told(site, operator):
    still = site.evidence.keep_still(operator, CAMERA, site.shown())
    site.evidence_files()[0].unlink()
    with pytest.raises(EvidenceMissing):
        site.evidence.open_still(operator, still)


def test_a_file_that_no_record_names_is_not_shown(site, operator):
    still = site.evidence.keep_still(operator, CAMERA, site.shown())
    orphan = replace(still, sha256=site.store.keep(b"orphan"))
    with pytest.raises(EvidenceMissing):
        site.evidence.open_still(operator, orphan)


def test_an_auditor_keeps_and_sees_no_pictures(site, operator, auditor):
    still = site.evidence.keep_still(operator, CAMERA, site.shown())
    with pytest.raises(NotAllowed):
        site.evidence.open_still(auditor, still)
    with pytest.raises(NotAllowed):
        site.evidence.keep_still(auditor, CAMERA, site.shown())
