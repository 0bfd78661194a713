"""Every evidence file is there as it was kept, and what no record names is moved aside."""

import os
import time
from datetime import timedelta

import pytest

from control_room.audit.entry import Act, Result
from control_room.domain.incident import Nature
from control_room.services.evidence_check import (
    PORTIONS,
    EvidenceCheck,
    check_files,
)
from control_room.services.evidence_tie import StoreFault, open_store
from control_room.storage.errors import FileNotRead
from control_room.storage.files import EvidenceStore, StoreMark
from tests.services.conftest import CAMERA
from tests.services.test_record_check import altered, faults


def checker(site, **options):
    return EvidenceCheck(
        site.database,
        site.store,
        site.folder,
        **{
            "now": site.now,
            "workstation": "poste-1",
            "pause": lambda _s: None,
            **options,
        },
    )


@pytest.fixture
def stills(site, operator):
    """Three incidents with a still each, of three different pictures."""
    return [
        site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown(shade=shade)).still
        for shade in (10, 20, 30)
    ]


def aged(path):
    old = time.time() - 7200
    os.utime(path, (old, old))
    return path


def found(site, **options):
    with site.database.read() as records:
        return check_files(records, site.store, **options)


def test_a_sound_folder_is_told_so(site, stills):
    findings = found(site)
    assert findings.is_sound
    assert (findings.read, findings.orphans) == (3, ())
    assert findings.read_bytes == sum(still.size_bytes for still in stills)


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_missing_and_altered_files_are_named(site, stills):
    site.store.path(stills[0].sha256).unlink()
    site.store.path(stills[1].sha256).write_bytes(b"other")
    findings = found(site)
    assert (findings.missing, findings.altered) == ((stills[0].sha256,), (stills[1].sha256,))
    assert not findings.is_sound


def test_a_file_that_cannot_be_read_hides_no_altered_one(site, stills):
    unreadable, altered, _sound = sorted(still.sha256 for still in stills)
    site.store.path(unreadable).unlink()
    site.store.path(unreadable).symlink_to("/proc/self/mem")  # reading fails with EIO
    before = len(site.entries())
    with pytest.raises(FileNotRead):
        checker(site).check_portion()
    assert len(site.entries()) == before
    site.store.path(altered).write_bytes(b"other")
    assert found(site).altered == (altered,)


def test_a_missing_file_is_found_whatever_the_portion(site, stills):
    site.store.path(stills[0].sha256).unlink()
    assert found(site, portions=[]).missing == (stills[0].sha256,)


def test_a_file_whose_row_was_removed_is_still_asked_for_by_the_log(site, operator):
    still = site.evidence.keep_still(operator, CAMERA, site.shown())
    with site.database.write() as tx:
        tx.stills._connection.exec_driver_sql("DELETE FROM stills")
        tx.audit(Act.WALL_SHOWN, "layout/4x4")
    site.store.path(still.sha256).unlink()
    assert found(site).missing == (still.sha256,)


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_a_week_of_nights_reads_every_file_once(site, stills):
    check = checker(site)
    assert check.check_portion().read == 3
    read = 0
    for _ in range(PORTIONS):
        site.clock += timedelta(days=1)
        read += check.check_portion().read
    assert read == 3


def test_a_fault_of_the_folder_is_no_reading(site, stills):
    check = checker(site)
    assert check.last_read() is None
    check.check_portion()
    read_at = site.clock
    site.clock += timedelta(days=1)
    site.store.put_mark(StoreMark("ab", "vigie.local/75056/00", 0))
    assert open_store(site.database, site.store, "poste-1") is StoreFault.FOREIGN
    assert check.last_read() == read_at


def test_after_a_fortnight_away_everything_is_read(site, stills):
    check = checker(site)
    check.check_portion()
    site.clock += timedelta(days=14)
    assert check.check_portion().read == 3


def test_the_disk_gets_pauses(site, stills):
    waited = []
    read_bytes = checker(site, pause=waited.append).check_portion().read_bytes
    assert sum(waited) == pytest.approx(read_bytes / 20_000_000)


def test_the_outcome_is_recorded_with_its_counts(site, stills):
    site.store.path(stills[0].sha256).unlink()
    checker(site).check_portion()
    entry = site.entries()[-1]
    assert (entry.act, entry.result) == (Act.EVIDENCE_CHECKED, Result.FAILED)
    assert entry.details["missing"] == 1
    assert entry.details["first_missing"] == stills[0].sha256
    assert entry.details["altered"] == 0


def test_what_no_record_names_is_moved_aside_and_kept(site, stills):
    orphan = aged(site.store.path(site.store.keep(b"of an act that failed")))
    stray = site.folder.evidence / "holiday.jpg"
    stray.write_bytes(b"stray")
    aged(stray)
    findings = checker(site).check_portion()
    assert len(findings.orphans) == 2
    assert findings.is_sound
    kept = sorted(path.read_bytes() for path in site.folder.quarantine.iterdir())
    assert kept == [b"of an act that failed", b"stray"]
    assert not orphan.exists()
    assert found(site).orphans == ()


def test_a_file_of_an_act_under_way_is_left(site, stills):
    site.store.keep(b"about to be recorded")
    assert checker(site).check_portion().orphans == ()
    assert len(found(site).orphans) == 1


def test_a_workstation_is_not_asked_for_the_files_of_another(site, stills):
    site.store.path(stills[0].sha256).unlink()
    assert found(site, workstation="poste-2").missing == ()
    assert found(site, workstation="poste-1").missing == (stills[0].sha256,)


def test_names_that_are_no_hash_break_nothing(site, operator):
    with site.database.write() as tx:
        tx.audit(Act.STILL_KEPT, "camera/1", details={"still": "../../etc/passwd"})
    assert found(site).is_sound
    assert EvidenceStore(site.folder.evidence).root == site.folder.evidence


def test_a_row_that_a_damaged_page_left_without_hash_is_told_as_a_record(site, stills):
    altered(
        site.folder,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'stills'",
    )
    altered(site.folder, "UPDATE stills SET sha256 = NULL WHERE id = 1")
    assert found(site).missing == ()
    assert any(record.startswith("still/") for record, _ in faults(site))
