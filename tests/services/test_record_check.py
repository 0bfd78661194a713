"""Whoever changes a table without the log is found, record by record."""

import pytest
from argon2 import PasswordHasher
from pysqlite3 import dbapi2

from control_room.audit.entry import Act
from control_room.domain.agent import Quality, Role
from control_room.domain.incident import Nature
from control_room.services.access import Access
from control_room.services.evidence import still_details
from control_room.services.record_check import check_records, result_lines
from tests.services.conftest import CAMERA, MATRICULES, PASSWORD
from tests.services.test_reports import Desk


def altered(folder, *statements):
    """Change tables as a hand with the file and SQLite would."""
    connection = dbapi2.connect(str(folder.database), isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def faults(at):
    with at.database.read() as records:
        return [(fault.record, fault.seq) for fault in check_records(records)]


@pytest.fixture
def night(site, operator):
    """A site with an open incident, a closed one with its course, and a still."""
    closed = site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    site.incidents.add_note(operator, closed.id, "Deux individus vers le nord")
    site.incidents.add_note(operator, closed.id, "Patrouille sur place")
    site.incidents.close(operator, closed.id, "Rien à signaler")
    site.incidents.tag(operator, Nature.DUMPING, CAMERA, site.shown(shade=20))
    site.incidents.close(
        operator, site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown()).id
    )
    site.evidence.keep_still(operator, CAMERA, site.shown(shade=30))
    return site


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path / "desk")
    desk.saved()
    yield desk
    desk.database.close()


def seq_of(at, act, which=0):
    return [entry.seq for entry in at.entries() if entry.act is act][which]


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_untouched_records_are_what_the_log_tells(night):
    assert faults(night) == []


def test_untouched_reports_are_what_the_log_tells(desk):
    assert faults(desk) == []


@pytest.mark.parametrize(
    ("statement", "record", "act"),
    [
        ("UPDATE incidents SET nature = 'parking' WHERE id = 1", "incident", Act.INCIDENT_TAGGED),
        ("UPDATE incidents SET camera = 13 WHERE id = 1", "incident", Act.INCIDENT_TAGGED),
        ("UPDATE incidents SET agent_id = 1 WHERE id = 1", "incident", Act.INCIDENT_TAGGED),
        ("UPDATE incidents SET still_id = 2 WHERE id = 1", "incident", Act.INCIDENT_TAGGED),
        ("UPDATE incidents SET still_id = NULL WHERE id = 1", "incident", Act.INCIDENT_TAGGED),
        ("UPDATE incidents SET place = 'Gare' WHERE id = 1", "incident", Act.INCIDENT_TAGGED),
        (
            "UPDATE incidents SET priority = 'ordinary' WHERE id = 1",
            "incident",
            Act.INCIDENT_TAGGED,
        ),
        (
            "UPDATE incidents SET opened_at = replace(opened_at, '22:', '23:') WHERE id = 1",
            "incident",
            Act.INCIDENT_TAGGED,
        ),
        (
            "UPDATE incident_notes SET at = replace(at, '22:', '23:') WHERE id = 1",
            "incident",
            Act.INCIDENT_NOTED,
        ),
        (
            "UPDATE incident_notes SET at = replace(at, '22:', '23:') WHERE id = 3",
            "incident",
            Act.INCIDENT_CLOSED,
        ),
        ("UPDATE incidents SET state = 'open' WHERE id = 1", "incident", Act.INCIDENT_CLOSED),
        ("UPDATE incident_notes SET text = 'sud' WHERE id = 1", "incident", Act.INCIDENT_NOTED),
        ("UPDATE incident_notes SET text = '' WHERE id = 1", "incident", Act.INCIDENT_NOTED),
        ("UPDATE incident_notes SET agent_id = 1 WHERE id = 1", "incident", Act.INCIDENT_NOTED),
        ("UPDATE agents SET role = 'supervisor' WHERE id = 2", "agent", None),
        ("UPDATE agents SET quality = 'pm' WHERE id = 2", "agent", None),
        ("UPDATE agents SET role = 'king' WHERE id = 2", "agent", None),
        ("UPDATE stills SET camera = 99 WHERE id = 4", "still", Act.STILL_KEPT),
        ("UPDATE stills SET captured_at = shown_at || 'Z' WHERE id = 4", "still", Act.STILL_KEPT),
        ("DELETE FROM stills WHERE id = 4", "still", Act.STILL_KEPT),
    ],
)  # fmt: skip
def test_a_changed_record_is_named_with_its_entry(night, statement, record, act):
    altered(night.folder, statement)
    ((named, seq),) = faults(night)
    assert named.startswith(f"{record}/")
    assert act is None or seq == seq_of(night, act)


def created(at, agent):
    obj = f"agent/{agent}"
    return next(e.seq for e in at.entries() if (e.act, e.obj) == (Act.AGENT_CREATED, obj))


def test_swapped_matricules_are_told_for_both_accounts(night):
    altered(
        night.folder,
        "UPDATE agents SET matricule = 'x' WHERE id = 2",
        "UPDATE agents SET matricule = '07' WHERE id = 3",
        "UPDATE agents SET matricule = '09' WHERE id = 2",
    )
    assert faults(night) == [(f"agent/{one}", created(night, one)) for one in (2, 3)]


def test_another_password_hash_is_told(night):
    theirs = "(SELECT password_hash FROM agents WHERE id = 3)"
    altered(night.folder, f"UPDATE agents SET password_hash = {theirs} WHERE id = 2")
    assert faults(night) == [("agent/2", created(night, 2))]


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_a_hash_made_anew_at_sign_in_is_what_counts_from_then_on(site):
    before = password_hash(site, MATRICULES[Role.OPERATOR])
    hasher = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    access = Access(
        site.database, site.sessions, now=site.now, workstation="poste-1", hasher=hasher
    )
    agent = access.sign_in(MATRICULES[Role.OPERATOR], PASSWORD).agent
    assert password_hash(site, agent.matricule) != before
    assert faults(site) == []
    with site.database.write() as tx:
        tx.agents.replace_password_hash(agent.id, before)
        tx.audit(Act.APP_STARTED, "app")
    assert faults(site) == [(f"agent/{agent.id}", seq_of(site, Act.SESSION_OPENED))]


def test_a_hash_put_in_the_file_is_told_though_a_sign_in_made_it_anew(night):
    """Whoever knows the password of the hash signs in: the one before it was no account's."""
    theirs = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash("the thief’s own")
    altered(night.folder, f"UPDATE agents SET password_hash = '{theirs}' WHERE id = 2")
    Access(
        night.database,
        night.sessions,
        now=night.now,
        workstation="poste-1",
        hasher=PasswordHasher(time_cost=2, memory_cost=8, parallelism=1),
    ).sign_in(MATRICULES[Role.OPERATOR], "the thief’s own")
    assert faults(night) == [("agent/2", seq_of(night, Act.SESSION_OPENED, -1))]


def password_hash(at, matricule):
    with at.database.read() as records:
        return records.agents.account(matricule).password_hash


def test_accounts_of_the_time_before_commit_to_neither_name_nor_hash(site):
    with site.database.write() as tx:
        agent = tx.agents.add("30", Role.OPERATOR, Quality.NONE, "$argon2id$", site.now())
        details = {"role": "operator", "quality": "none"}
        tx.audit(Act.AGENT_CREATED, f"agent/{agent.id}", details=details)
    assert faults(site) == []


def test_no_entry_holds_a_matricule_or_a_hash_in_clear(site):
    hashed = password_hash(site, MATRICULES[Role.OPERATOR])
    with site.database.read() as records:
        rows = [row for row in records.log.entries() if row.act == Act.AGENT_CREATED]
    assert all(row.payload is not None and b'"com"' in row.canonical for row in rows)
    assert not any(hashed.encode() in row.canonical + row.payload for row in rows)
    assert not any(b"matricule" in row.canonical for row in rows)


def test_a_deleted_incident_is_missed(night):
    altered(night.folder, "DELETE FROM incident_notes", "DELETE FROM incidents WHERE id = 1")
    assert faults(night) == [("incident/MC-20260314-0001", seq_of(night, Act.INCIDENT_TAGGED))]


def test_a_deleted_note_is_missed(night):
    altered(night.folder, "DELETE FROM incident_notes WHERE id = 2")
    ((record, seq),) = faults(night)
    assert (record, seq) == ("incident/MC-20260314-0001 (1)", seq_of(night, Act.INCIDENT_CLOSED))


@pytest.mark.parametrize(
    ("statement", "record"),
    [
        (
            "INSERT INTO incident_notes SELECT 99, 1, at, 2, 'x' FROM incident_notes LIMIT 1",
            "incident/MC-20260314-0001 (1)",
        ),
        (
            """INSERT INTO incidents SELECT 99, 'MC-20260314-0099', nature, priority, 'open',
            camera, place, opened_at, agent_id, still_id FROM incidents WHERE id = 1""",
            "incident/MC-20260314-0099",
        ),
        (
            """INSERT INTO agents SELECT 99, '66', 'supervisor', quality, password_hash, created_at
            FROM agents WHERE id = 1""",
            "agent/99",
        ),
    ],
)
def test_an_invented_record_is_told(night, statement, record):
    altered(night.folder, statement)
    assert faults(night) == [(record, None)]


def test_incidents_of_the_time_before_tell_neither_place_nor_moments(site, operator):
    still = site.evidence.keep_still(operator, CAMERA, site.shown())
    with site.database.write(operator) as tx:
        still_id = tx.stills.add(still)
        incident = tx.incidents.add(
            Nature.THEFT, CAMERA, site.now(), site.now().date(), operator.agent.id, still_id
        )
        tx.incidents.add_note(incident.id, site.now(), operator.agent.id, "nord")
        obj = f"incident/{incident.number}"
        details = {"nature": "theft", **still_details(still)}
        tx.audit(Act.INCIDENT_TAGGED, obj, details=details)
        tx.audit(Act.INCIDENT_NOTED, obj, personal={"text": "nord"})
    assert faults(site) == []


def test_a_row_that_cannot_be_read_is_told_and_hides_no_other(night):
    altered(
        night.folder,
        "UPDATE incidents SET nature = 'party' WHERE id = 1",
        "UPDATE incidents SET camera = 13 WHERE id = 2",
    )
    assert [record for record, _ in faults(night)] == [
        "incident/#1",
        "incident/MC-20260314-0002",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports SET camera = 32 WHERE id = 1",
        "UPDATE reports SET order_number = '2020-1' WHERE id = 1",
        "UPDATE reports SET quality = 'asvp' WHERE id = 1",
        "UPDATE reports SET agent_id = 1 WHERE id = 1",
        "UPDATE reports SET place = 'Gare' WHERE id = 1",
        "UPDATE reports SET camera_name = 'Gare' WHERE id = 1",
        "UPDATE reports SET order_from = '2020-01-01' WHERE id = 1",
        "UPDATE reports SET order_until = '2039-01-01' WHERE id = 1",
        "UPDATE reports SET order_signs_checked = '2020-01-01' WHERE id = 1",
        "UPDATE reports SET opened_at = '2026-01-02T03:04:05.000000Z' WHERE id = 1",
        "UPDATE stills SET captured_at = '2026-01-02T03:04:05.000000Z'",
        "UPDATE stills SET shown_at = '2026-01-02T03:04:05.000000Z'",
        "UPDATE stills SET camera = 32",
        "UPDATE stills SET sequence = sequence + 1",
        "UPDATE report_shots SET codec = 'mjpeg' WHERE report_id = 1",
        "UPDATE report_shots SET packets_sha256 = '' WHERE report_id = 1",
        "UPDATE report_versions SET natinf = 31089 WHERE report_id = 1",
        "UPDATE report_versions SET saved_at = '2026-01-02T03:04:05.000000Z'",
        "UPDATE report_versions SET payload = x'7b7d' WHERE report_id = 1",
        "UPDATE report_versions SET saved_at = 'yesterday' WHERE report_id = 1",
        "DELETE FROM report_versions WHERE report_id = 1",
        "DELETE FROM report_shots WHERE report_id = 1",
        "UPDATE report_shots SET role = 'plate' WHERE report_id = 1",
    ],
)
def test_a_changed_report_is_named_with_its_entry(desk, statement):
    triggers = [
        "DROP TRIGGER IF EXISTS " + name
        for table in ("report_versions", "report_shots")
        for name in (f"{table}_no_update", f"{table}_no_delete")
    ]
    altered(desk.folder, *triggers, statement)
    assert ("report/BR-2026-000001", seq_of(desk, Act.REPORT_OPENED)) in faults(desk)


def test_differences_are_told_in_sentences(night):
    altered(night.folder, "UPDATE incidents SET camera = 13 WHERE id = 1")
    with night.database.read() as records:
        verdict, line = result_lines(check_records(records))
    assert str(verdict) == "Records differ from the audit log: 1."
    seq = seq_of(night, Act.INCIDENT_TAGGED)
    assert str(line) == f"Incident MC-20260314-0001 is not what entry {seq} recorded."
