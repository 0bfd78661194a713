"""Alerts stand until they are settled; who may accounts for one, and then the site goes on."""

import shutil
from datetime import timedelta

import pytest

from control_room.audit.checkpoint import VerifierKey
from control_room.audit.cosignature import CosignerKey
from control_room.audit.entry import Act, Result
from control_room.audit.findings import FindingCode, Status
from control_room.domain.agent import Role
from control_room.errors import NotAllowed
from control_room.services.alerts import (
    REASON_CHARS,
    AlertNotOpen,
    ExportRefused,
    ReasonUnfit,
)
from control_room.services.export import Export
from control_room.services.shift_course import read_course
from control_room.services.standing_alerts import Concern
from control_room.services.witness_desk import WitnessDesk, witness_key
from control_room.services.witness_listener import WitnessListener
from control_room.services.witnesses import WitnessClient
from tests.services.anchoring import Neighbour, anchors_of, integrity_of, marks_of
from tests.services.conftest import CAMERA, Site
from tests.services.test_integrity import altered

REASON = "Sauvegarde de 20 h remise après la panne du disque"
RECORDS = {"count": 1, "first": "incident/MC-20260314-0001"}


def work(site, count=3):
    session = site.signed_in(Role.OPERATOR)
    for seconds in range(count):
        site.cameras.reduced(session, CAMERA, seconds)
    site.database.checkpoint()


def alerts(site):
    return [entry for entry in site.entries() if entry.act is Act.INTEGRITY_ALERT]


class Shift:
    """A site with a share for its anchors, put back to an older state now and then."""

    def __init__(self, site, share):
        self.site = site
        self.share = share
        share.mkdir()
        work(site)
        self.integrity.check_start()

    @property
    def integrity(self):
        return integrity_of(self.site, shares=[self.share])

    def anchor(self):
        return anchors_of(self.site, shares=[self.share]).anchor(None)

    def lose(self, entries=5):
        """Work on, send an anchor out, then have the database put back."""
        kept = self.site.folder.root.with_name("kept.sqlite3")
        put_aside(self.site, kept)
        work(self.site, entries)
        self.anchor()
        self.integrity.keep_high_water()
        put_back(self.site, kept)

    def account(self, integrity, reason=REASON):
        return integrity.account(self.site.signed_in(Role.SUPERVISOR), integrity.standing(), reason)

    def export(self, into):
        export = Export(
            self.site.database,
            self.site.sessions,
            self.site.folder,
            check_allowed=self.integrity.check_exports_allowed,
            shares=[self.share],
        )
        return export.write(None, into, lambda _done, _all: None)


@pytest.fixture
def shift(site, tmp_path):
    return Shift(site, tmp_path / "share")


def test_after_a_restoration_is_accounted_for_the_site_goes_on(shift, tmp_path):
    shift.lose()
    integrity = shift.integrity
    assert integrity.check_start().code is FindingCode.ANCHOR_BEYOND_END
    with pytest.raises(ExportRefused):
        shift.export(tmp_path / "out")
    seq = shift.account(integrity)
    entry = shift.site.entries()[seq]
    assert (entry.act, entry.obj) == (Act.ALERT_ACCOUNTED, "log")
    (alert,) = alerts(shift.site)
    assert entry.details == {
        "code": "anchor.beyond_end",
        "first_bad_seq": alert.details["first_bad_seq"],
        "until": alert.details["until"],
        "found_by": "start",
        "alert": alert.seq,
        "reason": REASON,
    }
    shift.export(tmp_path / "out")
    assert (tmp_path / "out" / "checkpoint").exists()
    standing = integrity.standing()
    account = standing.account
    assert (account.matricule, account.at, account.reason) == ("01", shift.site.clock, REASON)
    assert (standing.entry, account.entry) == (alert.seq, seq)
    assert str(standing.told) == f"{standing.text} Accounted for by 01: “{REASON}”"


def test_what_was_accounted_for_is_no_new_alert_however_it_is_found(shift):
    shift.lose()
    shift.integrity.check_start()
    shift.account(shift.integrity)
    for _ in range(2):
        work(shift.site, 20)
        shift.site.start()
        assert shift.integrity.check_start().account.reason == REASON
        assert shift.integrity.verify_all(None, None).status is Status.TRUNCATED
    shift.anchor()
    assert len(alerts(shift.site)) == 1
    shift.integrity.check_exports_allowed()


def test_a_statement_of_the_place_does_not_undo_an_account(shift):
    shift.lose()
    shift.integrity.check_start()
    shift.account(shift.integrity)
    shift.integrity.adopt()
    shift.integrity.verify_all(None, None)
    assert len(alerts(shift.site)) == 1


def test_an_account_hides_nothing_else_that_a_start_finds(shift):
    shift.lose()
    shift.integrity.check_start()
    shift.account(shift.integrity)
    altered(
        shift.site,
        "UPDATE audit_entries SET canonical = replace(canonical, 'poste', 'porte') WHERE seq = 4",
    )
    alert = shift.integrity.check_start()
    assert (alert.seq, alert.account) == (4, None)
    with pytest.raises(ExportRefused, match="Entry 4"):
        shift.integrity.check_exports_allowed()


def test_a_second_loss_is_another_alert(shift):
    """Also within the entries of the first one."""
    shift.lose(entries=40)
    shift.integrity.check_start()
    shift.account(shift.integrity)
    shift.lose(entries=2)
    assert shift.integrity.check_start().account is None
    with pytest.raises(ExportRefused):
        shift.integrity.check_exports_allowed()
    assert shift.integrity.verify_all(None, None).status is Status.TRUNCATED
    assert shift.integrity.standing().account is None


def test_the_memory_of_this_computer_goes_on_after_an_account(shift):
    shift.lose()
    integrity = shift.integrity
    integrity.check_start()
    before = marks_of(shift.site).marks(shift.site.database.origin)
    integrity.keep_high_water()
    assert marks_of(shift.site).marks(shift.site.database.origin) == before
    shift.account(integrity)
    shift.site.database.checkpoint()
    after = marks_of(shift.site).marks(shift.site.database.origin)
    assert after != before


def test_a_reason_is_asked_for(shift):
    shift.lose()
    integrity = shift.integrity
    integrity.check_start()
    for reason in ("", "  \n", "x" * (REASON_CHARS + 1)):
        with pytest.raises(ReasonUnfit):
            shift.account(integrity, reason)
    assert integrity.standing().account is None


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VERBALISER, Role.AUDITOR])
def test_supervisors_alone_account(shift, role):
    shift.lose()
    integrity = shift.integrity
    integrity.check_start()
    with pytest.raises(NotAllowed):
        integrity.account(shift.site.signed_in(role), integrity.standing(), REASON)
    assert integrity.standing().account is None


def test_an_alert_is_accounted_for_once(shift):
    shift.lose()
    integrity = shift.integrity
    integrity.check_start()
    alert = integrity.standing()
    shift.account(integrity)
    with pytest.raises(AlertNotOpen):
        integrity.account(shift.site.signed_in(Role.SUPERVISOR), alert, REASON)


def test_an_account_of_one_alert_is_none_of_another(shift):
    shift.lose()
    integrity = shift.integrity
    integrity.check_start()
    integrity.alerts.raise_alert(Concern.RECORDS, RECORDS, ["incident 1 changed"])
    shift.account(integrity)
    accounts = [one.account is not None for one in integrity.alerts.standing()]
    assert accounts == [False, True]
    with pytest.raises(ExportRefused, match="in an anchor"):
        integrity.check_exports_allowed()


def test_a_witness_that_goes_on_contradicting_raises_nothing_new(site, tmp_path):
    """Nor does the verification of the night, which compares what the witness told."""
    neighbour = Neighbour(tmp_path / "poste-2", [site.database.verifier.written()], site.now)
    try:
        work(site)
        integrity_of(site).check_start()
        kept = tmp_path / "kept"
        put_aside(site, kept)
        work(site)
        anchors_of(site, witnesses=[neighbour.client()]).anchor(None)
        marks = marks_of(site).marks(site.database.origin)
        put_back(site, kept)
        for path in site.folder.anchors.iterdir():
            path.unlink()
        integrity = integrity_of(site)
        assert marks == marks_of(site).marks(site.database.origin)
        assert integrity.check_start() is None
        for _ in range(3):
            work(site, 20)
            report = anchors_of(site, witnesses=[neighbour.client()]).anchor(None)
            assert len(report.failures) == 1
            if integrity.standing().account is None:
                integrity.account(site.signed_in(Role.SUPERVISOR), integrity.standing(), REASON)
            assert integrity.verify_all(None, None).status is Status.TRUNCATED
            site.start()
            integrity = integrity_of(site)
            assert integrity.check_start().account.reason == REASON
        assert len(alerts(site)) == 1
        integrity.check_exports_allowed()
    finally:
        neighbour.stop()


# Beside the log


def test_records_that_differ_stand_until_a_check_finds_them_right(site):
    raised = integrity_of(site).alerts.raise_alert
    raised(Concern.RECORDS, RECORDS, ["a changed"])
    raised(Concern.RECORDS, RECORDS, ["a changed"])
    assert len(alerts(site)) == 1
    site.start()
    integrity = integrity_of(site)
    told = "Records differ from the audit log: 1. The first: Incident MC-20260314-0001."
    assert str(integrity.standing().text) == told
    with pytest.raises(ExportRefused, match="MC-20260314-0001"):
        integrity.check_exports_allowed()
    integrity.verify_all(None, None)
    assert integrity.standing() is not None
    site.database.note(Act.RECORDS_CHECKED, "records", result=Result.FAILED)
    assert integrity.standing() is not None
    site.database.note(Act.RECORDS_CHECKED, "records")
    assert integrity.standing() is None
    integrity.check_exports_allowed()


def test_the_shift_report_names_what_differs(site):
    integrity_of(site).alerts.raise_alert(Concern.RECORDS, RECORDS, ["a changed"])
    with site.database.read() as records:
        course = read_course(records, "poste-1", site.clock - timedelta(hours=8), site.clock, 0)
    assert [str(alert.text) for alert in course.alerts] == [
        "Records differ from the audit log: 1. The first: Incident MC-20260314-0001."
    ]


def test_what_differs_now_takes_the_place_of_what_differed(site):
    integrity = integrity_of(site)
    integrity.alerts.raise_alert(Concern.RECORDS, RECORDS, ["a changed"])
    integrity.account(site.signed_in(Role.SUPERVISOR), integrity.standing(), REASON)
    both = {"count": 2, "first": "agent/2"}
    integrity.alerts.raise_alert(Concern.RECORDS, both, ["a changed", "b changed"])
    (standing,) = integrity.alerts.standing()
    assert (standing.details["count"], standing.account) == (2, None)
    integrity.account(site.signed_in(Role.SUPERVISOR), standing, REASON)
    integrity.alerts.raise_alert(Concern.RECORDS, RECORDS, ["b changed"])
    assert len(alerts(site)) == 2


def test_more_findings_than_an_entry_holds_are_known_again(site):
    raised = integrity_of(site).alerts.raise_alert
    many = [f"incident/{number} changed" for number in range(5000)]
    raised(Concern.RECORDS, {**RECORDS, "count": 5000}, many)
    raised(Concern.RECORDS, {**RECORDS, "count": 5000}, reversed(many))
    assert len(alerts(site)) == 1
    raised(Concern.RECORDS, {**RECORDS, "count": 4999}, many[1:])
    assert len(alerts(site)) == 2


@pytest.mark.parametrize(
    ("concern", "obj", "details", "told"),
    [
        (
            Concern.EVIDENCE,
            "evidence",
            {"count": 2, "first": "ab12"},
            "Evidence files of poste-1 are missing or altered: 2. The first: ab12.",
        ),
        (
            Concern.STORE,
            "store",
            {"store": "foreign"},
            "The evidence folder is of another site.",
        ),
    ],
)
def test_evidence_is_each_workstation_s_own(site, concern, obj, details, told):
    integrity = integrity_of(site)
    for workstation in ("poste-2", "poste-1"):
        found = {**details, "workstation": workstation}
        integrity.alerts.raise_alert(concern, found, ["missing ab12"])
    assert len(alerts(site)) == 2
    assert str(integrity.standing().text) == told
    with pytest.raises(ExportRefused):
        integrity.check_exports_allowed()
    site.database.note(Act.EVIDENCE_CHECKED, obj)
    assert [alert.source for alert in integrity.alerts.standing()] == ["poste-2"]


def test_a_witnessed_log_that_forks_stays_on_screen_and_stops_no_export(site):
    alerts_of_site = integrity_of(site).alerts
    for size in (40, 41, 40):
        alerts_of_site.log_forked("vigie.local/75056/aa", size)
    assert len(alerts(site)) == 1
    integrity = integrity_of(site)
    told = "The log vigie.local/75056/aa, witnessed here, shows two histories of 40 entries."
    assert str(integrity.standing().text) == told
    integrity.check_exports_allowed()
    alerts_of_site.log_grown("vigie.local/75056/bb", 50)
    assert integrity.standing() is not None
    alerts_of_site.log_grown("vigie.local/75056/aa", 50)
    assert integrity.standing() is None
    assert site.entries()[-1].act is Act.LOG_WITNESSED
    size = len(site.entries())
    alerts_of_site.log_grown("vigie.local/75056/aa", 60)
    assert len(site.entries()) == size


@pytest.fixture
def other(tmp_path):
    """Another site, whose log is witnessed here."""
    other = Site(tmp_path / "other")
    other.make_accounts()
    work(other)
    yield other
    other.stop()


@pytest.fixture
def client(site, other):
    """The way from the other site to the witness here."""
    standing = integrity_of(site).alerts
    cosigner = witness_key(site.folder, "poste-1")
    desk = WitnessDesk(
        site.folder,
        [VerifierKey.read(other.database.verifier.written())],
        cosigner,
        now=site.now,
        forked=standing.log_forked,
        grown=standing.log_grown,
    )
    listener = WitnessListener("127.0.0.1:0", desk)
    key = CosignerKey.read(cosigner.key.written())
    yield WitnessClient(f"http://127.0.0.1:{listener.port}", key, 5)
    listener.close()


def test_two_histories_shown_to_the_witness_stand_until_the_known_one_is_back(site, other, client):
    kept, forked = (other.folder.root.with_name(name) for name in ("kept", "forked"))
    put_aside(other, kept)
    work(other)
    anchors_of(other, witnesses=[client]).anchor(None)
    put_aside(other, forked)
    put_back(other, kept)
    work(other, 30)
    for _ in range(2):
        anchors_of(other, witnesses=[client]).anchor(None)
    (standing,) = integrity_of(site).alerts.standing()
    assert standing.source == other.database.origin
    assert len(alerts(site)) == 1
    put_back(other, forked)
    work(other)
    anchors_of(other, witnesses=[client]).anchor(None)
    assert integrity_of(site).standing() is None


def put_aside(site, path):
    site.stop()
    shutil.copyfile(site.folder.database, path)
    site.start()


def put_back(site, path):
    site.stop()
    shutil.copyfile(path, site.folder.database)
    site.start()
