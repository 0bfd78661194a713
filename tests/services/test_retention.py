"""What is past its time is erased for good, and no proof is lost by it."""

import math
from datetime import timedelta

import pytest
from pysqlite3 import dbapi2

from control_room.audit.checkpoint import read_checkpoint
from control_room.audit.entry import Act
from control_room.audit.epochs import EpochCertificate
from control_room.audit.findings import Status
from control_room.audit.tree import (
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
)
from control_room.audit.verify import verify
from control_room.domain.incident import IncidentState, Nature
from control_room.errors import NotAllowed
from control_room.services import retention
from control_room.services.record_check import check_records
from control_room.services.report_proof import check_recorded
from control_room.services.retention import BasisUnfit, NothingToErase, Retention
from control_room.services.sessions import Sessions
from control_room.storage.database import Database
from control_room.storage.keys import log_keys
from tests.services.conftest import CAMERA, MATRICULES
from tests.services.test_reports import Desk

NAME = "Monsieur Exemple, 12 rue du Port"
DAY = timedelta(days=1)


def later(site, days):
    """A console started so many days later, with an operator at it."""
    site.stop()
    site.clock += days * DAY
    site.start()
    return site.signed_in("operator")


def of(site):
    return Retention(site.database, site.sessions, now=site.now, personal_days=365, log_days=1095)


def verified(at, anchors=()):
    with at.database.read() as records:
        return verify(
            records.log.entries(),
            records.log.checkpoint_notes(),
            trust=at.database.trust,
            anchors=anchors,
        )


def newest_note(at):
    at.database.checkpoint()
    with at.database.read() as records:
        return records.log.newest_checkpoint().note


def proof(at, seq, size):
    with at.database.read() as records:
        return tuple(inclusion_proof(seq, size, records.log.node)), records.log.node(0, seq)


def raw(at):
    """Everything that is in the file, in and out of rows."""
    at.database.checkpoint()
    connection = dbapi2.connect(str(at.folder.database), isolation_level=None)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return b"".join(path.read_bytes() for path in at.folder.root.glob("vigie.sqlite3*"))


@pytest.fixture
def course(site, operator):
    """An incident with two notes, closed with a third text."""
    incident = site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    site.incidents.add_note(operator, incident.id, f"Plainte de {NAME}")
    site.incidents.add_note(operator, incident.id, "Patrouille avisée")
    return site.incidents.close(operator, incident.id, "Fin")


def notes(site, incident):
    with site.database.read() as records:
        return [note.text for note in records.incidents.get(incident.id).notes]


def test_personal_texts_past_their_time_are_erased_and_told(site, course):
    operator = later(site, 366)
    kept = site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    site.incidents.add_note(operator, kept.id, "De cette nuit")
    assert of(site).run().personal == 3
    assert notes(site, course) == ["", "", ""]
    assert notes(site, kept) == ["De cette nuit"]
    entry = site.entries()[-1]
    assert (entry.act, entry.obj, entry.details["count"]) == (
        Act.PERSONAL_ERASED,
        "retention",
        3,
    )
    result = verified(site)
    assert (result.status, result.erased, result.findings) == (Status.SOUND, 3, ())
    assert of(site).run().personal == 0


def test_what_an_account_is_compared_with_stays_as_long_as_its_entry(site, course):
    later(site, 366)
    of(site).run()
    site.altered("UPDATE agents SET password_hash = 'x' WHERE id = 3")
    with site.database.read() as records:
        assert [fault.record for fault in check_records(records)] == ["agent/3"]


def test_incidents_and_what_they_were_stay(site, course):
    later(site, 366)
    of(site).run()
    with site.database.read() as records:
        incident = records.incidents.get(course.id)
        assert check_records(records) == []
    assert (incident.nature, incident.state) == (Nature.THEFT, IncidentState.CLOSED)
    assert incident.still == course.still


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_erased_text_is_nowhere_in_the_file(site, course):
    assert NAME.encode() in raw(site)
    later(site, 366)
    of(site).run()
    assert NAME.encode() not in raw(site)


def test_one_incident_is_erased_on_demand(site, course, supervisor, operator):
    other = site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    site.incidents.add_note(operator, other.id, "Autre")
    assert of(site).erase_incident(supervisor, course.number, " demande du 3 mars ") == 3
    assert (notes(site, course), notes(site, other)) == (["", "", ""], ["Autre"])
    entry = site.entries()[-1]
    assert (entry.obj, entry.details["basis"]) == (
        f"incident/{course.number}",
        "demande du 3 mars",
    )
    assert entry.actor == str(supervisor.agent.id)
    with pytest.raises(NothingToErase):
        of(site).erase_incident(supervisor, course.number, "encore")
    with pytest.raises(NothingToErase):
        of(site).erase_incident(supervisor, "MC-19990101-0001", "demande")


def test_many_texts_of_one_incident_go_in_portions(site, course, supervisor, monkeypatch):
    monkeypatch.setattr(retention, "PAYLOADS_AT_ONCE", 2)
    assert of(site).erase_incident(supervisor, course.number, "demande") == 3
    assert notes(site, course) == ["", "", ""]
    assert [row.act for row in rows_of(site)].count("personal.erased") == 2


def test_only_a_supervisor_with_a_ground_erases(site, course, supervisor, operator):
    with pytest.raises(NotAllowed):
        of(site).erase_incident(operator, course.number, "demande")
    with pytest.raises(BasisUnfit):
        of(site).erase_incident(supervisor, course.number, "  ")
    assert notes(site, course)[0] != ""


def test_a_note_written_after_an_erasure_is_paired_with_its_own_entry(site, supervisor, operator):
    incident = site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    site.incidents.add_note(operator, incident.id, "un")
    of(site).erase_incident(supervisor, incident.number, "demande")
    site.incidents.add_note(operator, incident.id, "deux")
    operator = later(site, 1)
    site.incidents.add_note(operator, incident.id, "trois")
    later(site, 364.5)
    of(site).run()
    assert notes(site, incident) == ["", "", "trois"]
    with site.database.read() as records:
        assert check_records(records) == []


def test_old_entries_are_emptied_and_every_older_proof_holds(site, course):
    with site.database.read() as records:
        leaves = [row.leaf for row in records.log.entries()]
    anchor = newest_note(site)
    anchored = read_checkpoint(anchor, [site.database.trust.site, *keys_of(site)])
    proofs = {seq: proof(site, seq, anchored.size)[0] for seq in range(len(leaves))}
    later(site, 1096)
    erased = of(site).run()
    assert erased.entries >= len(leaves)
    result = verified(site, [anchor])
    assert (result.status, result.findings) == (Status.SOUND, ())
    assert (result.pruned, result.anchored_size) == (erased.entries, anchored.size)
    for seq, leaf in enumerate(leaves):
        assert inclusion_holds(seq, anchored.size, leaf, proofs[seq], anchored.root)
        assert proof(site, seq, anchored.size) == (proofs[seq], leaf)
    with site.database.read() as records:
        size = records.log.size()
        path = list(consistency_proof(anchored.size, size, records.log.node))
        root = records.log.frontier(size).root()
    assert consistency_holds(anchored.size, size, anchored.root, root, path)


def keys_of(site):
    trust = site.database.trust
    return [EpochCertificate.read(note, trust.site).key for note in trust.certificates]


def test_nothing_of_an_emptied_entry_is_left_but_place_and_leaf(site, course):
    later(site, 1096)
    until = of(site).run().entries
    with site.database.read() as records:
        rows = list(records.log.entries())[:until]
    assert {(row.canonical, row.at, row.act, row.actor, row.obj) for row in rows} == {
        (b"", "", "", "", "")
    }
    assert all(row.payload is None and len(row.leaf) == 32 for row in rows)


def test_young_entries_stay_whole(site, course):
    later(site, 1000)
    assert of(site).run().entries == 0


def test_many_old_entries_go_in_portions(site, course, monkeypatch):
    monkeypatch.setattr(retention, "ENTRIES_AT_ONCE", 5)
    monkeypatch.setattr(retention, "PAYLOADS_AT_ONCE", 2)
    later(site, 1096)
    of(site).run()
    acts = [row.act for row in rows_of(site)]
    assert acts.count("audit.pruned") > 1
    payloads = len(MATRICULES) + 3  # the accounts' go with their entries
    assert acts.count("personal.erased") == math.ceil(payloads / 2)
    assert verified(site).status is Status.SOUND


def rows_of(site):
    with site.database.read() as records:
        return list(records.log.entries())


def test_the_console_starts_on_a_pruned_log_and_is_pruned_again(site, course):
    later(site, 1096)
    of(site).run()
    site.start()
    site.signed_in("operator")
    assert site.database.broken is None
    later(site, 1096)
    assert of(site).run().entries > 0
    result = verified(site)
    assert (result.status, result.findings) == (Status.SOUND, ())
    with site.database.read() as records:
        assert check_records(records) == []


def test_changes_of_key_past_their_time_keep_what_they_signed(site, course):
    assert site.database.rotate_key()
    site.signed_in("operator")
    anchor = newest_note(site)
    assert site.database.rotate_key()
    later(site, 1096)
    assert of(site).run().entries > 0
    site.start()
    site.signed_in("operator")
    assert site.database.broken is None
    result = verified(site, [anchor])
    assert (result.status, result.findings) == (Status.SOUND, ())


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_emptying_an_entry_without_an_act_is_refused_by_the_database(site, course):
    connection = dbapi2.connect(str(site.folder.database), isolation_level=None)
    with pytest.raises(dbapi2.IntegrityError):
        connection.execute(
            "UPDATE audit_entries SET canonical = x'', at = '', act = '', actor = '', obj = ''"
        )
    with pytest.raises(dbapi2.IntegrityError):
        connection.execute("DELETE FROM audit_payloads")
    connection.close()


def test_a_report_whose_entries_are_past_their_time_is_still_shown(tmp_path):
    desk = Desk(tmp_path)
    report = desk.saved()
    desk.database.close()
    clock = desk.clock + 1096 * DAY
    database = Database.open(
        desk.folder.database,
        keys=log_keys(desk.folder, "33063"),
        now=lambda: clock,
        workstation="P1",
    )
    try:
        with database.write() as tx:
            tx.audit(Act.APP_STARTED, "console")
        done = Retention(
            database, Sessions(database), now=lambda: clock, personal_days=365, log_days=1095
        ).run()
        assert done.entries > report.versions[0].entry_seq
        with database.read() as records:
            check_recorded(records, records.reports.get(report.id))
            assert check_records(records) == []
    finally:
        database.close()
