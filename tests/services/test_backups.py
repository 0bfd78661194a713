"""A backup counts once it was restored and verified; of a server, one workstation makes it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pysqlite3 import dbapi2

from control_room.audit.entry import Act, Result
from control_room.services import backups
from control_room.services.backups import Backups, BackupUnfit, worth_keeping
from control_room.storage.disk import DiskNearlyFull
from control_room.storage.errors import (
    DatabaseDamaged,
    DiskFault,
)


@pytest.fixture
def made(site):
    return of(site)


def of(site, **options):
    options = {"now": site.now, "workstation": "poste-1", **options}
    return Backups(site.database, site.folder.database, site.folder.backups, **options)


def left_in(site):
    return sorted(path.name for path in site.folder.backups.iterdir())


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
    for name in (".poste-1.12ab.part", ".poste-1.12ab.restored", ".poste-2.12ab.part"):
        (site.folder.backups / name).write_bytes(b"half")
    made.make()
    assert [name for name in left_in(site) if name.startswith(".")] == [".poste-2.12ab.part"]


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


def test_names_and_times_are_utc(site):
    zone = ZoneInfo("Europe/Paris")
    backup = of(site, now=lambda: site.clock.astimezone(zone)).make()
    assert "20260314T220509Z" in backup.path.name
