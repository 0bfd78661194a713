"""One key records an incident with the still of what was shown; details come afterwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import cv2
import numpy as np
import pytest

from control_room.audit.entry import Act, Result
from control_room.domain.agent import Role
from control_room.domain.camera import CameraId, Health
from control_room.domain.incident import IncidentId, IncidentState, Nature, Priority
from control_room.errors import NotAllowed
from control_room.services.errors import (
    IncidentClosed,
    IncidentUnknown,
    NoteUnfit,
    PictureNotLive,
)
from control_room.storage.errors import DatabaseLocked, DiskFault
from tests.services.conftest import CAMERA


def test_one_key_records_nature_camera_place_and_what_was_shown(site, operator):
    incident = site.incidents.tag(operator, Nature.ACCIDENT, CAMERA, site.shown())
    assert incident.number == "MC-20260314-0001"
    assert (incident.nature, incident.priority) == (Nature.ACCIDENT, Priority.URGENT)
    assert incident.state is IncidentState.OPEN
    assert (incident.camera, incident.place) == (CAMERA.id, CAMERA.address)
    assert (incident.opened_at, incident.matricule) == (site.clock, "07")
    assert (incident.still.sequence, incident.still.health) == (41, Health.LIVE)
    assert site.incidents.get(operator, incident.id) == incident
    assert site.incidents.of_day(operator, site.clock) == [incident]


def test_the_still_is_the_picture_that_was_shown(site, operator):
    shown = site.shown(shade=200)
    incident = site.incidents.tag(operator, Nature.THEFT, CAMERA, shown)
    (path,) = site.evidence_files()
    content = path.read_bytes()
    assert sha256(content).hexdigest() == incident.still.sha256 == path.name
    assert len(content) == incident.still.size_bytes
    seen = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    expected = np.frombuffer(shown.pixels, np.uint8).reshape(36, 64, 4)[:, :, :3]
    assert np.array_equal(seen, expected)


def test_the_entry_ties_the_act_to_the_still(site, operator):
    incident = site.incidents.tag(operator, Nature.ACCIDENT, CAMERA, site.shown())
    entry = site.entries()[-1]
    assert (entry.act, entry.obj) == (Act.INCIDENT_TAGGED, f"incident/{incident.number}")
    assert entry.actor == str(operator.agent.id)
    assert entry.details == {
        "nature": "accident",
        "priority": "urgent",
        "place": CAMERA.address,
        "opened_at": "2026-03-14T22:05:09.000120Z",
        "still": incident.still.sha256,
        "camera": 12,
        "stream": "sub",
        "sequence": 41,
        "received_at": "2026-03-14T22:05:09.000120Z",
        "health": "live",
    }


@pytest.mark.parametrize("health", [health for health in Health if health is not Health.LIVE])
def test_a_picture_that_is_not_live_is_not_recorded(site, operator, health):
    with pytest.raises(PictureNotLive, match=CAMERA.label):
        site.incidents.tag(operator, Nature.ACCIDENT, CAMERA, site.shown(health=health))
    refused_and_recorded_as_such(site, operator)


def test_a_picture_seen_live_long_ago_is_not_recorded(site, operator):
    with pytest.raises(PictureNotLive, match=CAMERA.label):
        site.incidents.tag(operator, Nature.ACCIDENT, CAMERA, site.shown(age_s=8))
    refused_and_recorded_as_such(site, operator)


def refused_and_recorded_as_such(site, operator):
    assert site.incidents.of_day(operator, site.clock) == []
    assert site.evidence_files() == []
    entry = site.entries()[-1]
    assert (entry.act, entry.obj) == (Act.INCIDENT_TAGGED, "camera/12")
    assert (entry.result, entry.details) == (Result.DENIED, {"cause": "not_live"})


def test_a_picture_of_another_camera_is_a_fault(site, operator):
    other = replace(CAMERA, id=CameraId(13))
    with pytest.raises(ValueError, match="camera 12 for camera 13"):
        site.incidents.tag(operator, Nature.ACCIDENT, other, site.shown())


def test_an_auditor_records_nothing(site, auditor):
    with pytest.raises(NotAllowed):
        site.incidents.tag(auditor, Nature.ACCIDENT, CAMERA, site.shown())
    assert site.acts()[-1] == "act.denied"
    assert site.evidence_files() == []


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VERBALISER, Role.SUPERVISOR])
def test_who_watches_may_record(site, role):
    session = site.signed_in(role)
    assert site.incidents.tag(session, Nature.DAMAGE, CAMERA, site.shown())


def test_numbers_have_no_gap_within_the_local_day(site, operator):
    site.clock = datetime(2026, 3, 14, 22, 59, tzinfo=UTC)
    first = [
        site.incidents.tag(operator, Nature.PARKING, CAMERA, site.shown()).number for _ in range(3)
    ]
    site.clock = datetime(2026, 3, 14, 23, 0, tzinfo=UTC)
    second = site.incidents.tag(operator, Nature.PARKING, CAMERA, site.shown()).number
    assert first == ["MC-20260314-0001", "MC-20260314-0002", "MC-20260314-0003"]
    assert second == "MC-20260315-0001"


def test_a_day_may_have_more_than_9999_incidents(site, operator):
    site.incidents.tag(operator, Nature.PARKING, CAMERA, site.shown())
    site.stop()
    site.altered("UPDATE incidents SET number = 'MC-20260314-9999'")
    site.start()
    session = site.signed_in(Role.OPERATOR)
    numbers = [
        site.incidents.tag(session, Nature.PARKING, CAMERA, site.shown()).number for _ in range(2)
    ]
    assert numbers == ["MC-20260314-10000", "MC-20260314-10001"]


def test_the_days_log_is_newest_first(site, operator):
    recorded = []
    for minute in range(3):
        site.clock += timedelta(minutes=minute)
        recorded.append(site.incidents.tag(operator, Nature.PARKING, CAMERA, site.shown()))
    assert site.incidents.of_day(operator, recorded[0].opened_at) == recorded[::-1]
    assert site.incidents.of_day(operator, recorded[1].opened_at) == recorded[:0:-1]


def test_notes_make_the_incidents_course(site, operator, supervisor):
    incident = site.incidents.tag(operator, Nature.VIOLENCE, CAMERA, site.shown())
    site.incidents.add_note(operator, incident.id, "  Patrouille appelée ")
    site.clock += timedelta(minutes=4)
    course = site.incidents.add_note(supervisor, incident.id, "Sur place").notes
    assert [(note.matricule, note.text) for note in course] == [
        ("07", "Patrouille appelée"),
        ("01", "Sur place"),
    ]
    assert course[1].at - course[0].at == timedelta(minutes=4)


def test_what_a_note_says_stays_out_of_the_entry(site, operator):
    incident = site.incidents.tag(operator, Nature.VIOLENCE, CAMERA, site.shown())
    site.incidents.add_note(operator, incident.id, "Homme en veste rouge")
    with site.database.read() as records:
        row = records.log.entry(records.log.size() - 1)
    assert row.act == "incident.noted"
    assert b"rouge" not in row.canonical
    assert b"rouge" in row.payload


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_note_has_something_to_say(site, operator, text):
    incident = site.incidents.tag(operator, Nature.VIOLENCE, CAMERA, site.shown())
    with pytest.raises(NoteUnfit, match="4000"):
        site.incidents.add_note(operator, incident.id, text)


def test_the_longest_note_is_kept(site, operator):
    incident = site.incidents.tag(operator, Nature.VIOLENCE, CAMERA, site.shown())
    text = "🚓" * 4000
    assert site.incidents.add_note(operator, incident.id, text).notes[0].text == text


def test_closing_ends_the_course(site, operator):
    incident = site.incidents.tag(operator, Nature.VIOLENCE, CAMERA, site.shown())
    closed = site.incidents.close(operator, incident.id, "Rien à signaler")
    assert closed.state is IncidentState.CLOSED
    assert [note.text for note in closed.notes] == ["Rien à signaler"]
    before = site.acts()
    with pytest.raises(IncidentClosed, match=incident.number):
        site.incidents.add_note(operator, incident.id, "Encore")
    with pytest.raises(IncidentClosed):
        site.incidents.close(operator, incident.id)
    assert site.incidents.get(operator, incident.id) == closed
    assert site.acts() == before


def test_closing_needs_no_words_but_not_too_many(site, operator):
    incident = site.incidents.tag(operator, Nature.VIOLENCE, CAMERA, site.shown())
    with pytest.raises(NoteUnfit):
        site.incidents.close(operator, incident.id, "x" * 4001)
    closed = site.incidents.close(operator, incident.id, " ")
    assert (closed.state, closed.notes) == (IncidentState.CLOSED, ())


def test_an_incident_that_is_not_there_is_told(site, operator):
    for call in (
        lambda: site.incidents.get(operator, IncidentId(99)),
        lambda: site.incidents.add_note(operator, IncidentId(99), "x"),
        lambda: site.incidents.close(operator, IncidentId(99)),
    ):
        with pytest.raises(IncidentUnknown):
            call()


def test_an_auditor_sees_no_incidents(site, auditor):
    with pytest.raises(NotAllowed):
        site.incidents.of_day(auditor, site.clock)
    with pytest.raises(NotAllowed):
        site.incidents.get(auditor, IncidentId(1))


def test_a_locked_database_leaves_the_still_and_no_incident(site, operator):
    with site.records.kept_busy(), pytest.raises(DatabaseLocked):
        site.incidents.tag(operator, Nature.ACCIDENT, CAMERA, site.shown())
    assert site.incidents.of_day(operator, site.clock) == []
    # The orphan is what the next try needs: same picture, same file.
    assert len(site.evidence_files()) == 1
    incident = site.incidents.tag(operator, Nature.ACCIDENT, CAMERA, site.shown())
    assert incident.number == "MC-20260314-0001"
    assert len(site.evidence_files()) == 1


def test_without_the_still_there_is_no_incident(site, operator):
    site.folder.evidence.rmdir()
    site.folder.evidence.write_bytes(b"")
    with pytest.raises(DiskFault):
        site.incidents.tag(operator, Nature.ACCIDENT, CAMERA, site.shown())
    assert site.incidents.of_day(operator, site.clock) == []
