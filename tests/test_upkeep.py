"""What the console does unasked: in its time, once, and it does not keep a console from closing."""

import threading
import time
from datetime import timedelta

import pytest

from control_room.audit import verify
from control_room.audit.entry import Act
from control_room.services.backups import Backups
from control_room.services.disk_watch import DiskWatch
from control_room.services.evidence_check import EvidenceCheck
from control_room.services.integrity import Integrity
from control_room.services.retention import Retention
from control_room.storage.disk import DiskGuard
from control_room.upkeep import Duties, Upkeep
from tests.services.anchoring import anchors_of, marks_of
from tests.services.conftest import Site

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

    def keep(self, megabytes):
        """Keep evidence of that size, as an act of an agent would."""
        sha256 = self.site.store.keep(bytes(megabytes * 1_000_000))
        with self.site.database.write() as tx:
            tx.audit(Act.STILL_KEPT, "camera/12", details={"still": sha256})

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
