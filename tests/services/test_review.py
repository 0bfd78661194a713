"""Supervisors and auditors read the log and see the proof of each entry and its anchors."""

import pytest

from control_room.audit.checkpoint import parse_checkpoint, read_checkpoint, split_note
from control_room.audit.entry import Act, Kind, Result
from control_room.audit.findings import Finding, FindingCode, Status
from control_room.audit.short_words import short_words
from control_room.audit.tree import inclusion_holds, leaf_hash
from control_room.domain.agent import Role
from control_room.domain.incident import Nature
from control_room.domain.shift import Reason
from control_room.errors import NotAllowed
from control_room.services.anchors import Anchors
from control_room.services.audit_texts import (
    ACT_TEXTS,
    KIND_TEXTS,
    RESULT_TEXTS,
    STATUS_TEXTS,
    finding_text,
    result_lines,
)
from control_room.services.errors import EntryUnknown, NothingSigned
from control_room.services.integrity import Integrity
from control_room.services.review import IntegrityState, LogCondition, Proof
from control_room.storage.database import LogState
from control_room.storage.high_water import HighWater
from tests.services.conftest import CAMERA, WORDS


@pytest.fixture
def incident(site, operator):
    """An incident with a note: four entries since the accounts, the first of them signed."""
    incident = site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    return site.incidents.add_note(operator, incident.id, "Vélo rouge")


def integrity_of(site):
    marks = HighWater(site.folder.root.parent / "state")
    return Integrity(site.database, site.sessions, site.folder, marks, now=site.now)


def anchors_of(site, *shares):
    return Anchors(
        site.database,
        site.sessions,
        site.folder,
        shares=shares,
        now=site.now,
        contradicted=integrity_of(site).contradicted,
    )


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VERBALISER])
def test_only_supervisors_and_auditors_read_the_log(site, role):
    session = site.signed_in(role)
    calls = [
        lambda: site.review.open(session),
        lambda: site.review.entries(session),
        lambda: site.review.entry(session, 0),
        lambda: site.review.integrity(session),
        lambda: site.review.anchors(session),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert site.acts() == ["session.opened", *["act.denied"] * len(calls)]


def test_opening_the_log_is_a_consultation(site, auditor):
    site.review.open(auditor)
    entry = site.entries()[-1]
    assert (entry.act, entry.act.kind) == (Act.AUDIT_CONSULTED, Kind.CONSULTATION)
    assert entry.reason == Reason.CONTROL


def test_entries_are_listed_newest_first_and_read_on(site, incident, auditor):
    lines = site.review.entries(auditor, limit=3)
    assert [line.act for line in lines] == [
        Act.SESSION_OPENED,
        Act.INCIDENT_NOTED,
        Act.INCIDENT_TAGGED,
    ]
    tagged = lines[-1]
    assert (tagged.matricule, tagged.obj) == ("07", f"incident/{incident.number}")
    assert (tagged.at, tagged.reason) == (site.clock, Reason.TRANQUILLITY)
    assert (tagged.result, tagged.readable) == (Result.DONE, True)
    older = site.review.entries(auditor, before_seq=tagged.seq, limit=1)
    assert [line.seq for line in older] == [tagged.seq - 1]


def test_entries_are_filtered(site, incident, auditor):
    def acts(**filters):
        return [line.act for line in site.review.entries(auditor, **filters)]

    assert acts(act=Act.INCIDENT_TAGGED) == [Act.INCIDENT_TAGGED]
    assert acts(matricule="07") == [
        Act.INCIDENT_NOTED,
        Act.INCIDENT_TAGGED,
        Act.SESSION_OPENED,
    ]
    assert acts(matricule="nobody") == []
    assert acts(text=incident.number.lower()) == [Act.INCIDENT_NOTED, Act.INCIDENT_TAGGED]
    assert acts(text=incident.still.sha256) == [Act.INCIDENT_TAGGED]
    assert acts(text="100%") == []
    assert acts(text="", act=Act.AGENT_CREATED, limit=2) == [Act.AGENT_CREATED] * 2


def test_an_entry_about_an_agent_names_the_matricule(site, auditor):
    site.access.change_reason(auditor, Reason.FIRE)
    (changed,) = site.review.entries(auditor, limit=1)
    assert changed.obj.startswith("agent/")
    assert changed.obj_matricule == auditor.agent.matricule
    site.review.open(auditor)
    (opened,) = site.review.entries(auditor, limit=1)
    assert (opened.matricule, opened.obj_matricule) == (auditor.agent.matricule, "")


def test_an_entry_of_the_installation_has_no_matricule(site, auditor):
    (line,) = site.review.entries(auditor, before_seq=1)
    assert (line.matricule, line.reason) == ("", None)


def test_an_entry_is_shown_whole_with_the_proof_that_it_was_signed(site, incident, auditor):
    view = site.review.entry(auditor, 5)
    assert view.line.act is Act.INCIDENT_TAGGED
    assert view.proof is Proof.HOLDS
    assert incident.number in view.canonical
    assert view.entry.details["still"] == incident.still.sha256
    signed = read_checkpoint(view.checkpoint, site.database.signing_keys)
    leaf = leaf_hash(view.canonical.encode())
    assert inclusion_holds(5, signed.size, leaf, view.path, signed.root)


def test_an_entry_after_the_newest_signature_waits_for_the_next(site, auditor):
    site.review.open(auditor)
    newest = site.entries()[-1].seq
    assert site.review.entry(auditor, newest).proof is Proof.NOT_SIGNED_YET
    site.database.checkpoint()
    assert site.review.entry(auditor, newest).proof is Proof.HOLDS


def test_personal_data_are_shown_with_their_entry_or_told_missing(site, incident, auditor):
    view = site.review.entry(auditor, 6)
    assert (view.personal, view.missing) == ({"text": "Vélo rouge"}, False)
    site.altered("DELETE FROM audit_payloads")
    view = site.review.entry(auditor, 6)
    assert (view.personal, view.missing, view.erased) == ({}, True, False)
    assert view.proof is Proof.HOLDS
    assert not site.review.entry(auditor, 5).missing


def test_an_entry_that_is_not_there_is_told(site, auditor):
    with pytest.raises(EntryUnknown, match="99"):
        site.review.entry(auditor, 99)


def test_an_edited_entry_has_no_proof(site, incident, auditor):
    site.edited(5, b"poste-1", b"poste-2")
    assert site.review.entry(auditor, 5).proof is Proof.FAILS
    assert site.review.entry(auditor, 6).proof is Proof.HOLDS


def test_an_unreadable_entry_is_listed_as_such(site, incident, auditor):
    site.altered("UPDATE audit_entries SET canonical = x'ff' WHERE seq = 5")
    line = next(line for line in site.review.entries(auditor) if line.seq == 5)
    assert (line.readable, line.act, line.at, line.result) == (False, None, None, None)
    view = site.review.entry(auditor, 5)
    assert (view.entry, view.proof) == (None, Proof.FAILS)


def test_an_entry_under_a_forged_checkpoint_has_no_proof(site, incident, auditor):
    site.altered("UPDATE audit_checkpoints SET note = replace(note, '/33063/', '/33064/')")
    assert site.review.entry(auditor, 5).proof is Proof.FAILS


def test_a_reason_of_a_later_version_is_left_out(site, auditor):
    newest = site.entries()[-1].seq
    site.edited(newest, b'"why":"control"', b'"why":"unheard"')
    assert site.review.entries(auditor)[0].reason is None


def test_integrity_tells_how_far_the_log_is_signed(site, incident, auditor):
    site.review.open(auditor)
    state = site.review.integrity(auditor)
    assert state == IntegrityState(size=9, signed_size=8, signed_at=site.clock)


def test_integrity_without_any_signature_is_told(site, auditor):
    site.altered("DELETE FROM audit_checkpoints")
    with pytest.raises(NothingSigned):
        site.review.integrity(auditor)


def test_the_last_verification_is_remembered(site, incident, auditor):
    site.altered("UPDATE audit_entries SET actor = '1' WHERE seq = 5")
    integrity_of(site).verify_all(auditor, None)
    state = site.review.integrity(auditor)
    assert (state.verified_at, state.verified_status) == (site.clock, Status.ALTERED)
    assert state.verified_size == 8


def test_anchors_are_listed_with_their_means_and_words(site, incident, auditor, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    first = anchors_of(site).anchor(auditor)
    second = anchors_of(site, share).anchor(auditor)
    newest, oldest = site.review.anchors(auditor)
    assert (newest.size, newest.means) == (second.size, ("folder",))
    assert (oldest.size, oldest.means) == (first.size, ())
    assert (newest.at, len(newest.words)) == (site.clock, 6)
    root = parse_checkpoint(split_note(second.note)[0]).root
    assert newest.words == short_words(root, WORDS)
    assert newest.words != oldest.words


def test_an_act_that_waits_is_counted(site, auditor):
    with site.records.kept_busy():
        site.review.open(auditor)
        assert site.review.condition().waiting == 1


def test_the_condition_of_the_log_is_told(site, auditor):
    assert site.review.condition() == LogCondition(LogState.WRITABLE, None, 0)
    site.stop()
    site.altered("DELETE FROM audit_entries WHERE seq = 4")
    site.start()
    condition = site.review.condition()
    assert condition.state is LogState.BROKEN
    assert condition.broken is not None


def test_entries_erased_by_an_act_of_the_log_are_no_alarm(site, incident, auditor):
    with site.database.write(auditor) as tx:
        tx.audit(Act.AUDIT_PRUNED, "log", details={"until": 2, "count": 2, "basis": "R253-5"})
    site.altered("UPDATE audit_entries SET canonical = x'', actor = '' WHERE seq < 2 OR seq = 5")
    lines = {line.seq: line for line in site.review.entries(auditor)}
    assert (lines[0].readable, lines[0].erased) == (False, True)
    assert (lines[5].readable, lines[5].erased) == (False, False)
    assert site.review.entry(auditor, 0).proof is Proof.HOLDS
    assert site.review.entry(auditor, 5).proof is Proof.FAILS


def test_personal_data_erased_by_an_act_of_the_log_are_told_so(site, incident, auditor):
    with site.database.write(auditor) as tx:
        details = {"entries": "3,5-6", "basis": "retention", "count": 1}
        tx.audit(Act.PERSONAL_ERASED, f"incident/{incident.number}", details=details)
    site.altered("DELETE FROM audit_payloads")
    view = site.review.entry(auditor, 6)
    assert (view.personal, view.missing, view.erased) == ({}, True, True)


def test_every_act_result_and_finding_has_its_words(site, incident, auditor):
    assert set(ACT_TEXTS) == set(Act)
    assert set(KIND_TEXTS) == set(Kind)
    assert set(RESULT_TEXTS) == set(Result)
    assert set(STATUS_TEXTS) == set(Status)
    for code in FindingCode:
        assert "{" not in str(finding_text(Finding(code, 3, 7)))


def test_a_result_reads_as_lines(site, incident, auditor):
    site.altered(
        "DELETE FROM audit_payloads WHERE seq > 4",
        "UPDATE audit_entries SET obj = '' WHERE seq = 5",
    )
    lines = [str(line) for line in result_lines(integrity_of(site).verify_all(auditor, None))]
    assert lines == [
        "The audit log was altered.",
        "Entries read: 8; covered by a signature: 8.",
        "Entry 5: what is searched differs from what was recorded.",
        "Entry 6: its personal data are missing.",
    ]
