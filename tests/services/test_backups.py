"""A backup counts once it was restored and verified; one that is put back says what was lost."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from keyring.backends.null import Keyring as NoKeyring
from pysqlite3 import dbapi2

from control_room.audit.entry import Act, Result
from control_room.audit.findings import Status
from control_room.audit.verify import verify
from control_room.domain.incident import Nature
from control_room.services import backups, kept_anchors
from control_room.services.backups import Backups, BackupUnfit, restore, worth_keeping
from control_room.services.integrity import Integrity
from control_room.storage.disk import DiskNearlyFull
from control_room.storage.errors import (
    ConsoleAlreadyRuns,
    DatabaseDamaged,
    DatabaseUnreachable,
    DiskFault,
    SiteKeyAway,
)
from control_room.storage.files import StoreMark
from control_room.storage.high_water import HighWater
from control_room.storage.keys import log_keys
from tests.services.conftest import CAMERA


@pytest.fixture
def made(site):
    return of(site)


def of(site, **options):
    options = {"now": site.now, **options}
    return Backups(site.database, site.folder.database, site.folder.backups, **options)


def left_in(site):
    return sorted(path.name for path in site.folder.backups.iterdir())


@pytest.fixture
def marks(tmp_path):
    return HighWater(tmp_path / "state", NoKeyring())


def put_back(site, backup, marks, **options):
    """Restore as an administrator does, the console closed; it is open again afterwards."""
    site.stop()
    try:
        return restore(
            site.folder,
            backup,
            log_keys(site.folder, "33063"),
            marks,
            now=site.now,
            workstation="poste-1",
            **options,
        )
    finally:
        site.start()


def test_a_backup_is_named_recorded_and_equal_to_the_log(site, made):
    backup = made.make()
    entry = site.entries()[-1]
    assert (entry.act, entry.result) == (Act.DATABASE_BACKED_UP, Result.DONE)
    assert entry.details == {
        "ok": True,
        "size": backup.size,
        "root": backup.root.hex(),
        "file": backup.path.name,
    }
    assert left_in(site) == [f"vigie-20260314T220509Z-{backup.size:012d}.sqlite3"]
    with site.database.read() as records:
        assert records.log.frontier(backup.size).root() == backup.root
        assert backup.size == records.log.size() - 1
    assert made.last_made() == site.clock.replace(microsecond=0)


@pytest.mark.parametrize("torn", ["cut", "altered entry", "altered page"])
def test_a_copy_that_does_not_restore_is_no_backup(site, made, monkeypatch, torn):
    """What a failing disk makes of a copy after it was written."""
    made.make()
    before = left_in(site)

    def copied(backup, target, _real=backups.copy_of):
        _real(backup, target)
        damage(target, torn)

    monkeypatch.setattr(backups, "copy_of", copied)
    site.clock += timedelta(hours=1)
    with pytest.raises((BackupUnfit, DatabaseDamaged, DiskFault)):
        made.make()
    assert left_in(site) == before
    entry = site.entries()[-1]
    assert (entry.result, entry.details["ok"]) == (Result.FAILED, False)


def damage(path, how):
    if how == "altered entry":
        connection = dbapi2.connect(str(path), isolation_level=None)
        connection.execute("DROP TRIGGER audit_entries_no_update")
        connection.execute("UPDATE audit_entries SET canonical = x'7b7d' WHERE seq = 2")
        connection.close()
        return
    content = path.read_bytes()
    if how == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        path.write_bytes(content[:20480] + bytes(4096) + content[24576:])


def test_a_log_that_was_altered_is_not_backed_up_as_sound(site, made, operator):
    connection = dbapi2.connect(str(site.folder.database), isolation_level=None)
    connection.execute("DROP TRIGGER audit_entries_no_update")
    connection.execute("UPDATE audit_entries SET canonical = x'7b7d' WHERE seq = 1")
    connection.close()
    with pytest.raises(BackupUnfit):
        made.make()
    assert left_in(site) == []


def test_no_backup_takes_the_last_room(site):
    def nearly_full(place):
        raise DiskNearlyFull(place, 12)

    with pytest.raises(DiskNearlyFull):
        of(site, check_room=nearly_full).make()
    assert site.entries()[-1].details["cause"] == "DiskNearlyFull"


def test_what_a_killed_console_left_goes_with_the_next_backup(site, made):
    site.folder.backups.mkdir()
    for name in (".12ab.part", ".12ab.restored"):
        (site.folder.backups / name).write_bytes(b"half")
    made.make()
    assert [name for name in left_in(site) if name.startswith(".")] == []


def test_a_day_of_hours_and_a_month_of_days_stay():
    now = datetime(2026, 3, 31, 12, 30, tzinfo=UTC)
    made = [now - timedelta(hours=hours) for hours in range(24 * 90)]
    kept = worth_keeping(made, now)
    assert len([at for at in kept if at > now - timedelta(days=1)]) == 24
    assert min(kept).date() == (now - timedelta(days=30)).date()
    assert len({at.date() for at in kept}) == 31
    assert len(kept) < 24 + 31


def test_the_newest_stays_however_old_it_is():
    now = datetime(2026, 3, 31, 12, 30, tzinfo=UTC)
    old = now - timedelta(days=200)
    assert worth_keeping([old, old - timedelta(hours=1)], now) == {old}


def test_old_backups_go_when_a_new_one_is_there(site, made):
    for hours in (1, 2, 3):
        site.clock += timedelta(minutes=20)
        made.make()
        assert hours
    assert len(left_in(site)) == 2
    (site.folder.backups / "notes.txt").write_text("of the administrator")
    site.clock += timedelta(days=40)
    made.make()
    assert len(left_in(site)) == 2


def test_a_backup_put_back_tells_what_was_lost(site, made, marks, operator):
    site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    backup = made.make()
    site.incidents.tag(operator, Nature.DUMPING, CAMERA, site.shown(shade=20))
    before = len(site.entries())
    restored = put_back(site, backup.path, marks)
    assert (restored.size, restored.lost) == (backup.size, before - backup.size)
    entries = site.entries()
    told = [entry for entry in entries if entry.act is Act.DATABASE_RESTORED]
    assert [entry.details for entry in told] == [{"size": restored.size, "lost": restored.lost}]
    assert [entry.act for entry in entries].count(Act.INCIDENT_TAGGED) == 1
    assert site.database.broken is None
    opened = backups.ReadOnlyDatabase.open(restored.aside)
    with opened.read() as records:
        assert records.log.size() == before
    opened.close()


def test_the_log_goes_on_soundly_after_a_restoration(site, made, marks, operator):
    backup = made.make()
    put_back(site, backup.path, marks)
    site.signed_in("operator")
    with site.database.read() as records:
        result = verify(
            records.log.entries(), records.log.checkpoint_notes(), trust=site.database.trust
        )
    assert (result.status, result.findings) == (Status.SOUND, ())


def test_a_restoration_that_was_told_raises_no_alert(site, made, marks, operator):
    def integrity():
        return Integrity(site.database, site.sessions, site.folder, marks, now=site.now)

    assert integrity().check_start() is None
    backup = made.make()
    for _ in range(3):
        site.review.open(site.signed_in("auditor"))
    site.database.checkpoint()
    integrity().keep_high_water()
    put_back(site, backup.path, marks)
    assert integrity().check_start() is None
    assert integrity().verify_all(None, None).status is Status.SOUND


def test_a_restoration_by_hand_does(site, made, marks, operator):
    """The same without `vigie db restore`: only the memory outside the folder knows."""
    backup = made.make()
    for _ in range(3):
        site.review.open(site.signed_in("auditor"))
    site.database.checkpoint()
    integrity = Integrity(site.database, site.sessions, site.folder, marks, now=site.now)
    integrity.keep_high_water()
    site.stop()
    backup.path.replace(site.folder.database)
    site.start()
    integrity = Integrity(site.database, site.sessions, site.folder, marks, now=site.now)
    assert integrity.check_start() is not None


def test_a_restoration_across_a_change_of_key_starts_an_epoch(site, made, marks, operator):
    backup = made.make()
    assert site.database.rotate_key()
    (changed,) = site.database.trust.certificates[1:]
    kept = site.folder.anchors / "epoch-0002.txt"
    kept.write_text(changed)
    put_back(site, backup.path, marks)
    assert (kept.parent / "lost" / kept.name).read_text() == changed
    made_later = of(site).make()
    assert made_later.size > backup.size
    (begun,) = site.database.trust.certificates[1:]
    assert begun != changed
    assert kept_anchors.kept(site.folder).certificates == ()


def test_without_the_sites_key_nothing_is_put_back_across_a_change(site, made, marks, operator):
    backup = made.make()
    assert site.database.rotate_key()
    size = len(site.entries())
    away = site.folder.site_key.rename(site.folder.root / "in-the-safe.key")
    with pytest.raises(SiteKeyAway):
        put_back(site, backup.path, marks)
    assert len(site.entries()) == size
    away.rename(site.folder.site_key)
    put_back(site, backup.path, marks)


def test_anchors_of_what_was_lost_are_kept_apart(site, made, marks, operator, tmp_path):
    backup = made.make()
    site.review.open(site.signed_in("auditor"))
    share = tmp_path / "share"
    share.mkdir()
    for place in (site.folder.anchors, share):
        for name in (
            f"checkpoint-{backup.size:012d}.txt",
            f"checkpoint-{backup.size + 1:012d}.txt",
            f"checkpoint-{backup.size + 1:012d}.tsr",
            "epoch-0001.txt",
        ):
            (place / name).write_text("kept")
    put_back(site, backup.path, marks, anchors=[share])
    for place in (site.folder.anchors, share):
        lost = sorted(path.name for path in (place / "lost").iterdir())
        assert lost == [f"checkpoint-{backup.size + 1:012d}.{kind}" for kind in ("tsr", "txt")]
        assert (place / "epoch-0001.txt").exists()
        assert (place / f"checkpoint-{backup.size:012d}.txt").exists()


def test_marks_of_what_was_lost_are_replaced(site, made, marks, operator):
    backup = made.make()
    for _ in range(3):
        site.review.open(site.signed_in("auditor"))
    site.database.checkpoint()
    with site.database.read() as records:
        marks.keep(site.database.origin, records.log.newest_checkpoint().note)
    site.store.put_mark(StoreMark("ab", site.database.origin, 10_000))
    put_back(site, backup.path, marks)
    (mark,) = marks.marks(site.database.origin)
    size = int(mark.splitlines()[1])
    assert backup.size < size <= len(site.entries())
    assert site.store.mark().size == size


def test_a_database_past_reading_is_put_back_too(site, made, marks, operator):
    backup = made.make()
    site.stop()
    site.folder.database.write_bytes(b"not a database")
    restored = put_back_closed(site, backup.path, marks)
    site.start()
    assert restored.aside.read_bytes() == b"not a database"
    assert site.database.broken is None


def put_back_closed(site, backup, marks):
    keys = log_keys(site.folder, "33063")
    return restore(site.folder, backup, keys, marks, now=site.now, workstation="poste-1")


def test_nothing_is_put_back_under_an_open_console(site, made, marks):
    backup = made.make()
    with pytest.raises(ConsoleAlreadyRuns):
        put_back_closed(site, backup.path, marks)


@pytest.mark.parametrize("what", ["altered entry", "altered page", "cut", "missing"])
def test_an_unsound_backup_is_not_put_back(site, made, marks, what):
    backup = made.make()
    if what == "missing":
        backup.path.unlink()
    else:
        damage(backup.path, what)
    size = len(site.entries())
    with pytest.raises((BackupUnfit, DatabaseDamaged, DatabaseUnreachable)):
        put_back(site, backup.path, marks)
    assert len(site.entries()) == size
    assert [path for path in site.folder.root.iterdir() if "sqlite3." in path.name] == []


def test_names_and_times_are_utc(site):
    zone = ZoneInfo("Europe/Paris")
    backup = of(site, now=lambda: site.clock.astimezone(zone)).make()
    assert "20260314T220509Z" in backup.path.name
