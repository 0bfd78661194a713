"""What the console does unasked: in its time, once, and it does not keep a console from closing."""

import threading
import time
from datetime import timedelta

import pytest
from pysqlite3 import dbapi2

from control_room.audit import verify
from control_room.audit.entry import Act
from control_room.domain.agent import Role
from control_room.services.alerts import ExportRefused
from control_room.services.backups import Backups
from control_room.services.disk_watch import DiskWatch
from control_room.services.evidence_check import EvidenceCheck
from control_room.services.integrity import Integrity
from control_room.services.retention import Retention
from control_room.storage.disk import DiskGuard
from control_room.upkeep import Duties, Upkeep
from tests.services.anchoring import anchors_of, marks_of
from tests.services.conftest import CAMERA, Site

SOON_S = 2


class Slow(Integrity):
    """A log so long that its verification takes minutes."""

    begun: threading.Event
    pause_s = 0.0

    def verify_all(self, who, progress):
        def told(read, expected):
            self.begun.set()
            time.sleep(self.pause_s)
            progress(read, expected)

        return super().verify_all(who, told)


class Console:
    """A workstation and its upkeep; the disk of its evidence is as slow as it is told to be."""

    def __init__(self, root):
        self.site = Site(root)
        self.site.make_accounts()
        self.reading = threading.Event()
        self.start()

    def start(self, verification_s=0.0, evidence_s=0.0):
        """Start it anew on the same data folder."""
        site = self.site
        site.database.checkpoint()
        site.start()
        site.access.console_started("1.0")
        self.integrity = Slow(
            site.database, site.sessions, site.folder, marks_of(site), now=site.now
        )
        self.integrity.begun = threading.Event()
        self.integrity.pause_s = verification_s

        def pause(_s):
            self.reading.set()
            time.sleep(evidence_s)

        self.upkeep = Upkeep(
            site.database,
            Duties(
                self.integrity,
                anchors_of(site, contradicted=self.integrity.contradicted),
                DiskWatch(site.database, DiskGuard(site.folder, 1)),
                EvidenceCheck(
                    site.database,
                    site.store,
                    site.folder,
                    now=site.now,
                    workstation="poste-1",
                    pause=pause,
                ),
                Retention(
                    site.database, site.sessions, now=site.now, personal_days=365, log_days=1095
                ),
                Backups(
                    site.database,
                    site.folder.database,
                    site.folder.backups,
                    now=site.now,
                    workstation="poste-1",
                ),
            ),
            "04:30",
        )

    def keep(self, count=1):
        """Keep so many stills, as an agent does."""
        site = self.site
        session = site.signed_in(Role.OPERATOR)
        for shade in range(count):
            site.evidence.keep_still(session, CAMERA, site.shown(shade=shade))

    def night(self):
        """A day later, what is due was done."""
        self.pass_a_day()
        self.upkeep.check(self.site.clock)

    def pass_a_day(self):
        self.site.database.checkpoint()
        self.site.clock += timedelta(days=1)

    def acts(self, *wanted):
        return [entry.act for entry in self.site.entries() if entry.act in wanted]


@pytest.fixture
def console(tmp_path):
    console = Console(tmp_path / "site")
    yield console
    console.site.stop()


NIGHTLY = (Act.AUDIT_VERIFIED, Act.RECORDS_CHECKED, Act.EVIDENCE_CHECKED)


def test_each_duty_of_the_night_is_done_once_and_recorded(console):
    console.night()
    console.upkeep.check(console.site.clock)
    assert console.acts(*NIGHTLY) == list(NIGHTLY)
    console.start()
    console.upkeep.check(console.site.clock)
    assert console.acts(*NIGHTLY) == list(NIGHTLY)


def test_records_are_checked_though_an_agent_verified_the_log_meanwhile(console):
    """Each duty has its own time: another's does not count for it."""
    console.night()
    console.pass_a_day()
    console.integrity.verify_all(None, lambda _read, _expected: None)
    console.start()
    console.upkeep.check(console.site.clock)
    assert console.acts(Act.RECORDS_CHECKED) == [Act.RECORDS_CHECKED] * 2


def test_closing_ends_a_long_verification_and_the_next_start_does_it(console, monkeypatch):
    monkeypatch.setattr(verify, "PROGRESS_EVERY", 1)
    with console.site.database.write() as tx:
        for _ in range(200):
            tx.audit(Act.WALL_SHOWN, "layout/4x4")
    console.start(verification_s=0.1)
    closed_while(console, console.integrity.begun)
    assert console.acts(*NIGHTLY) == []
    console.start()
    console.upkeep.check(console.site.clock)
    assert console.acts(*NIGHTLY) == list(NIGHTLY)


def test_closing_ends_a_long_reading_of_evidence_alone(console):
    console.keep(20)
    console.start(evidence_s=1.0)
    closed_while(console, console.reading)
    assert console.acts(*NIGHTLY) == [Act.AUDIT_VERIFIED, Act.RECORDS_CHECKED]
    console.start()
    console.upkeep.check(console.site.clock)
    assert console.acts(*NIGHTLY) == list(NIGHTLY)


def found(console):
    return [entry for entry in console.site.entries() if entry.act is Act.INTEGRITY_ALERT]


def test_a_record_changed_beside_the_log_stands_until_it_is_put_right(console):
    site = console.site
    agent = site.signed_in(Role.OPERATOR).agent
    changed_role(site, agent, "supervisor")
    for _ in range(3):
        console.night()
    (alert,) = found(console)
    assert alert.obj == "records"
    standing = console.integrity.standing()
    assert f"Account number {agent.id}" in str(standing.text)
    with pytest.raises(ExportRefused):
        console.integrity.check_exports_allowed()
    changed_role(site, agent, "operator")
    console.night()
    assert console.integrity.standing() is None


def changed_role(site, agent, role):
    connection = dbapi2.connect(site.folder.database, isolation_level=None)
    connection.execute("UPDATE agents SET role = ? WHERE id = ?", (role, agent.id))
    connection.close()


def test_an_altered_file_stands_until_it_was_read_and_found_right(console):
    """Though another seventh of the files is due the next night."""
    console.keep()
    (path,) = console.site.store.files()
    kept = path.read_bytes()
    console.night()
    console.pass_a_day()
    path.write_bytes(b"other")
    for _ in range(6):
        console.night()
    for _ in range(3):
        console.night()
        assert "Evidence files of poste-1" in str(console.integrity.standing().text)
        assert path.name in str(console.integrity.standing().text)
    assert [alert.obj for alert in found(console)] == ["evidence"]
    path.write_bytes(kept)
    console.night()
    assert console.integrity.standing() is None


def test_a_file_that_is_gone_stands_until_it_is_back(console):
    console.keep()
    (path,) = console.site.store.files()
    kept = path.rename(console.site.folder.root / "away")
    for _ in range(2):
        console.night()
    assert [alert.obj for alert in found(console)] == ["evidence"]
    kept.rename(path)
    console.night()
    assert console.integrity.standing() is None


def closed_while(console, under_way):
    """Close the console while its night's checks are under way; it waits for them."""
    console.pass_a_day()
    check = threading.Thread(target=console.upkeep.check, args=[console.site.clock])
    check.start()
    assert under_way.wait(10)
    asked_s = time.monotonic()
    console.upkeep.stop()
    check.join(60)
    assert time.monotonic() - asked_s < SOON_S
