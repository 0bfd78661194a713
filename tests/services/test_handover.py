"""The hand-over: a key, an anchor, a copy, a paper and an act, in this order."""

import hashlib
from datetime import timedelta

import pytest

from control_room.audit.checkpoint import parse_checkpoint, split_note
from control_room.domain.agent import Role
from control_room.domain.camera import CameraId, Health
from control_room.domain.camera_health import HealthChange
from control_room.domain.incident import Nature
from control_room.domain.shift_summary import REMARKS_CHARS, Outage
from control_room.errors import NotAllowed
from control_room.reports.paper import Commune
from control_room.services.anchors import Anchors
from control_room.services.handover import HandOver, RemarksTooLong, Step
from control_room.services.integrity import Integrity
from control_room.storage.errors import DiskFull
from control_room.storage.high_water import HighWater
from tests.reports.test_rendering import text_of
from tests.services.conftest import CAMERA, WORDS


@pytest.fixture
def share(tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    return share


@pytest.fixture
def handover(site, share, tmp_path):
    """Hands the site's workstation over; `copies` counts the backups."""
    integrity = Integrity(
        site.database, site.sessions, site.folder, HighWater(tmp_path / "state"), now=site.now
    )
    anchors = Anchors(
        site.database,
        site.sessions,
        site.folder,
        shares=[share],
        now=site.now,
        contradicted=integrity.contradicted,
    )
    copies = []
    service = HandOver(
        site.database,
        site.sessions,
        anchors=anchors,
        integrity=integrity,
        back_up=lambda: copies.append(1),
        cameras=[CAMERA],
        commune=Commune("Valmont", "33063"),
        printed=site.folder.printed,
        words=WORDS,
        workstation="poste-1",
        now=site.now,
    )
    service.copies = copies
    return service


def pass_time(site, **length):
    site.clock += timedelta(**length)


def test_one_act_does_it_all_in_order(site, handover, share, operator):
    begun = []
    key_before = site.folder.audit_key.read_bytes()
    done = handover.hand_over(operator, "  Rien à signaler.  ", begun.append)
    assert begun == list(Step)
    assert (done.key_changed, done.put_off) == (True, ())
    assert site.acts()[-4:] == [
        "key.rotated",
        "audit.anchored",
        "audit.anchored",
        "shift.handed_over",
    ]
    assert site.folder.audit_key.read_bytes() != key_before
    assert list(share.rglob("checkpoint-*.txt"))
    assert handover.copies == [1]
    entry = site.entries()[-1]
    assert entry.details["sha256"] == hashlib.sha256(done.pdf.read_bytes()).hexdigest()
    with site.database.read() as records:
        kept = records.log.entry(entry.seq).payload
    assert kept == '{"remarks":"Rien à signaler."}'.encode()


def test_the_paper_is_an_anchor_of_what_was_recorded_before_it(site, handover, operator):
    done = handover.hand_over(operator, "")
    text = text_of(done.pdf.read_bytes())
    paper = [entry for entry in site.entries() if entry.details.get("kinds") == "paper"]
    assert [entry.details["size"] for entry in paper] == [done.size]
    assert " ".join(done.words) in text
    assert len(done.words) == 6
    with site.database.read() as records:
        root = records.log.frontier(done.size).root()
        notes = [split_note(note) for note in records.log.checkpoint_notes()]
    (signed,) = [text for text, _ in notes if parse_checkpoint(text).size == done.size]
    assert parse_checkpoint(signed).root == root


def test_the_site_key_away_puts_off_only_the_key(site, handover, operator):
    site.folder.site_key.unlink()
    done = handover.hand_over(operator, "")
    assert not done.key_changed
    assert "site key is not at hand" in str(done.put_off[0])
    assert "non renouvelée" in text_of(done.pdf.read_bytes())
    assert site.acts()[-1] == "shift.handed_over"


def test_a_share_that_is_gone_and_a_backup_that_fails_are_told_on_the_paper(
    site, handover, share, operator
):
    share.rmdir()

    def fail():
        raise DiskFull(site.folder.backups)

    handover._back_up = fail
    done = handover.hand_over(operator, "")
    assert len(done.put_off) == 2
    text = text_of(done.pdf.read_bytes())
    assert "seule copie hors du poste" in text
    assert str(share) in text.replace(" ", "")
    assert site.acts()[-1] == "shift.handed_over"


def test_a_paper_that_cannot_be_written_leaves_the_shift_open(site, handover, operator):
    site.folder.printed.rmdir()
    with pytest.raises(Exception, match="printed"):
        handover.hand_over(operator, "")
    assert "shift.handed_over" not in site.acts()
    assert not any(entry.details.get("kinds") == "paper" for entry in site.entries())


def test_auditors_hand_nothing_over(site, handover, auditor):
    for act in (handover.course, lambda session: handover.hand_over(session, "")):
        with pytest.raises(NotAllowed):
            act(auditor)


def test_remarks_that_do_not_fit_are_refused_before_anything_is_done(site, handover, operator):
    with pytest.raises(RemarksTooLong):
        handover.hand_over(operator, "x" * (REMARKS_CHARS + 1))
    assert site.acts() == ["session.opened"]


def test_the_shift_runs_from_the_first_sign_in_then_from_hand_over_to_hand_over(
    site, handover, operator
):
    began = site.clock
    pass_time(site, hours=8)
    assert handover.course(operator).since == began
    handover.hand_over(operator, "")
    ended = site.clock
    pass_time(site, minutes=5)
    course = handover.course(operator)
    assert (course.since, course.until) == (ended, site.clock)


def test_it_tells_who_worked_and_what_happened(site, handover, operator):
    began = site.clock
    first = site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    pass_time(site, hours=1)
    site.incidents.close(operator, first.id)
    handover.hand_over(operator, "")
    pass_time(site, minutes=1)
    site.access.sign_out(operator)
    supervisor = site.signed_in(Role.SUPERVISOR)
    left = site.incidents.tag(supervisor, Nature.DUMPING, CAMERA, site.shown())
    pass_time(site, minutes=1)
    handover.hand_over(supervisor, "")
    pass_time(site, hours=2)
    course = handover.course(supervisor)
    assert course.incidents == ()
    assert [incident.number for incident in course.left_open] == [left.number]
    with site.database.read() as records:
        assert len(records.incidents.since(began)) == 2


def test_agents_are_told_with_their_hours(site, handover, operator):
    came = site.clock
    pass_time(site, minutes=30)
    supervisor = site.signed_in(Role.SUPERVISOR)
    site.access.sign_out(supervisor)
    agents = {agent.matricule: agent for agent in handover.course(operator).agents}
    assert (agents["07"].since, agents["07"].until) == (came, None)
    assert (agents["01"].since, agents["01"].until) == (site.clock, site.clock)


def test_cameras_that_were_away_are_told(site, handover, operator):
    pass_time(site, minutes=1)
    site.cameras.health_changed([HealthChange(CAMERA.id, Health.LIVE, Health.LOST, 0, 0)])
    pass_time(site, minutes=9)
    site.cameras.health_changed([HealthChange(CAMERA.id, Health.LOST, Health.LIVE, 0, 0)])
    (outage,) = handover.course(operator).outages
    assert outage == Outage(CameraId(12), 1, timedelta(minutes=9), Health.LOST, is_over=True)


def test_a_camera_that_was_away_before_the_shift_is_still_told(site, handover, operator):
    site.access.console_started("0")
    site.cameras.health_changed([HealthChange(CAMERA.id, Health.LIVE, Health.LOST, 0, 0)])
    pass_time(site, minutes=1)
    handover.hand_over(operator, "")
    pass_time(site, hours=1)
    (outage,) = handover.course(operator).outages
    assert (outage.lasted, outage.is_over) == (timedelta(hours=1), False)
