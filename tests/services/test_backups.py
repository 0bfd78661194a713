"""A backup counts once it was restored and verified; of a server, one workstation makes it."""

import resource
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from pysqlite3 import dbapi2
from sqlalchemy import text

from control_room.audit.entry import Act, Result
from control_room.domain.incident import Nature
from control_room.places import DataFolder
from control_room.services import backups
from control_room.services.backups import BackupNotMade, Backups, NoRoomForBackups, worth_keeping
from control_room.services.moving import Workstation, join
from control_room.services.nightly import Interrupted
from control_room.services.record_check import check_records
from control_room.storage.backup import turn
from control_room.storage.database import ReadOnlyDatabase
from control_room.storage.disk import DiskNearlyFull
from control_room.storage.errors import DatabaseDamaged, DiskFault, DiskFull
from control_room.storage.migrations import migrate
from control_room.storage.sqlite import writing_engine
from control_room.storage.transfer import TransferDiffers, copy
from tests.services.conftest import CAMERA


@pytest.fixture
def made(site):
    return of(site)


def of(site, **options):
    options = {"now": site.now, "workstation": "poste-1", **options}
    return Backups(site.database, site.place, site.folder.backups, **options)


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
    with pytest.raises((BackupNotMade, DatabaseDamaged, DiskFault)):
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
    with pytest.raises(BackupNotMade, match="No backup was made"):
        made.make()
    assert left_in(site) == []


def test_no_backup_takes_the_last_room(site):
    def nearly_full(place):
        raise DiskNearlyFull(place, 12)

    with pytest.raises(DiskNearlyFull):
        of(site, check_room=nearly_full).make()
    assert site.entries()[-1].details["cause"] == "DiskNearlyFull"


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_a_limit_of_the_size_of_files_is_told_as_such(site, made):
    """What `ulimit -f` or a quota does to the copy: neither damage nor a fault of the program."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with site.database.read() as records:
        assert records.log.size() > 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        with pytest.raises(DiskFull):
            made.make()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left_in(site) == []


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


def test_none_goes_while_an_alert_stands(site):
    for _ in range(4):
        site.clock += timedelta(minutes=10)
        of(site, keeps_all=lambda: True).make()
    assert len(left_in(site)) == 4
    of(site).make()
    assert len(left_in(site)) == 2


def test_a_full_disk_that_keeps_all_is_told(site):
    def nearly_full(place):
        raise DiskNearlyFull(place, 12)

    made = of(site).make()
    with pytest.raises(NoRoomForBackups) as told:
        of(site, check_room=nearly_full, keeps_all=lambda: True).make()
    assert "12 MB" in told.value.what.shown(lambda _context, source: source)
    assert left_in(site) == [made.path.name]


def test_the_hour_is_kept_up_with(site):
    made = of(site)
    assert made.keep_up() is not None
    site.clock += timedelta(minutes=59)
    assert made.keep_up() is None
    site.clock += timedelta(minutes=2)
    assert made.keep_up() is not None


def test_a_clock_that_was_ahead_does_not_put_backups_off(site):
    made = of(site)
    site.clock += timedelta(days=400)
    assert made.keep_up() is not None
    site.clock -= timedelta(days=399)
    assert made.keep_up() is not None


on_server = pytest.mark.parametrize("site", ["postgresql"], indirect=True)


@on_server
def test_of_a_server_a_file_with_every_byte_is_kept(site, made, operator):
    """Others write meanwhile, some entries are erased: it is the log of one moment."""
    site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    with site.database.write() as tx:
        entry = tx.audit(Act.INCIDENT_NOTED, "incident/1", personal={"text": "un passant"})
    with site.database.write() as tx:
        seq = tx.audit(Act.PERSONAL_ERASED, "retention", details={"entries": str(entry)})
        tx.erasure.erase_personal([entry], seq)
    ended = threading.Event()

    def work():
        while not ended.is_set():
            site.database.note(Act.WALL_SHOWN, "layout/4x4")

    with ThreadPoolExecutor(1) as others:
        working = others.submit(work)
        try:
            backup = made.make()
        finally:
            ended.set()
        working.result()
    with site.database.read() as records:
        kept = [row.canonical for row in records.log.entries()]
        assert records.log.frontier(backup.size).root() == backup.root
    opened = ReadOnlyDatabase.open(backup.path)
    with opened.read() as records:
        copied = [row.canonical for row in records.log.entries()]
        assert check_records(records) == []
    opened.close()
    assert copied == kept[: backup.size]
    assert len(copied) > seq
    told = [entry for entry in site.entries() if entry.act is Act.DATABASE_BACKED_UP]
    assert [entry.details["root"] for entry in told] == [backup.root.hex()]


@on_server
def test_closing_the_console_ends_a_copy_at_once(site, made):
    def stop(_read, _expected):
        raise Interrupted

    with pytest.raises(Interrupted):
        made.make(progress=stop)
    assert left_in(site) == []
    assert Act.DATABASE_BACKED_UP not in {entry.act for entry in site.entries()}


@on_server
def test_a_row_that_is_another_in_the_copy_is_found(site, tmp_path):
    live = site.place.store("", 50)
    engine = writing_engine(tmp_path / "copy.sqlite3", 50)

    def disturb():
        target.execute(text("UPDATE agents SET role = 'auditor' WHERE id = 1"))

    with live.reading.connect() as source, engine.connect() as target, target.begin():
        migrate(target)
        with pytest.raises(TransferDiffers, match="agents"):
            copy(source, target, disturb)
    engine.dispose()
    live.release()


@on_server
def test_an_altered_server_is_not_backed_up_as_sound(site, made):
    with psycopg.connect(site.place.url) as connection:
        connection.execute("ALTER TABLE audit_entries DISABLE TRIGGER USER")
        connection.execute("UPDATE audit_entries SET canonical = '{}' WHERE seq = 1")
    with pytest.raises(BackupNotMade) as told:
        made.make()
    assert "Entry 1" in told.value.what.shown(lambda _context, source: source)
    assert left_in(site) == []


@pytest.fixture
def second(site, tmp_path):
    """Another workstation's backups of the same server, in the same folder."""
    folder = DataFolder(tmp_path / "poste-2")
    folder.create()
    who = Workstation(folder, "poste-2", "33063", site.folder.site_key, site.now)
    join(who, site.place)
    database = who.opened(site.place)
    yield Backups(database, site.place, site.folder.backups, now=site.now, workstation="poste-2")
    database.close()


@on_server
def test_one_workstation_backs_the_server_up_for_all(site, made, second):
    both = (made, second)
    with ThreadPoolExecutor(2) as at_once:
        done = list(at_once.map(lambda one: one.keep_up(), both))
    (first,) = [one for one, backup in zip(both, done, strict=True) if backup]
    (other,) = [one for one in both if one is not first]
    site.clock += timedelta(minutes=61)
    assert other.keep_up() is None
    assert first.keep_up() is not None
    site.clock += timedelta(minutes=71)
    assert other.keep_up() is not None, "the one that made the last is gone"
    assert first.keep_up() is None
    assert len(left_in(site)) == 3


@on_server
def test_while_another_makes_one_ours_waits_for_the_next_time(site, made):
    with turn(site.place) as ours:
        assert ours
        assert made.keep_up() is None
    assert made.keep_up() is not None


@on_server
def test_a_failed_one_is_tried_again_later_by_whoever_is_first(site, made, second):
    def nearly_full(place):
        raise DiskNearlyFull(place, 12)

    with pytest.raises(DiskNearlyFull):
        of(site, check_room=nearly_full).keep_up()
    assert second.keep_up() is None
    site.clock += timedelta(minutes=10)
    assert second.keep_up() is not None


def test_names_and_times_are_utc(site):
    zone = ZoneInfo("Europe/Paris")
    backup = of(site, now=lambda: site.clock.astimezone(zone)).make()
    assert "20260314T220509Z" in backup.path.name
