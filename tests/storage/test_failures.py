"""When the disk or the file fails, a clear message, nothing lost, and the work goes on after."""

import resource

import pytest
from pysqlite3 import dbapi2

from control_room.audit.findings import Status
from control_room.storage.database import ReadOnlyDatabase
from control_room.storage.errors import (
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    FileNotWritten,
)
from tests.storage.conftest import Room, act, checked, size, started, without_rights


def test_a_locked_database_refuses_the_act_and_takes_the_next(room, locked):
    database = started(room.open())
    let_go = locked(room.folder.database)
    with pytest.raises(DatabaseLocked) as refusal:
        act(database)
    assert str(room.folder.database) in str(refusal.value)
    assert size(database) == 1
    let_go()
    act(database)
    database.checkpoint()
    assert (checked(database).status, size(database)) == (Status.SOUND, 2)


def test_a_locked_database_is_not_opened(room, locked):
    room.open()
    room.close()
    let_go = locked(room.folder.database)
    with pytest.raises(DatabaseLocked):
        room.open()
    let_go()
    act(room.open())


def test_a_locked_database_can_be_read(room, locked):
    act(room.open())
    locked(room.folder.database)
    reading = ReadOnlyDatabase.open(room.folder.database)
    assert size(reading) == 1
    reading.close()


def test_a_read_only_file_is_not_opened_for_work(plain_folder):
    room = Room(plain_folder)
    started(room.open())
    room.close()
    room.folder.root.chmod(0o777)
    room.folder.lock.chmod(0o666)
    with without_rights(room.folder.database), pytest.raises(DatabaseReadOnly) as refusal:
        room.open()
    assert str(room.folder.database) in str(refusal.value)
    act(room.open())
    room.close()


def test_a_read_only_folder_is_not_opened_for_work_but_can_be_verified(plain_folder):
    room = Room(plain_folder)
    act(room.open(), 3)
    room.close()
    with without_rights(room.folder.root, room.folder.database):
        with pytest.raises(FileNotWritten):
            room.open()
        reading = ReadOnlyDatabase.open(room.folder.database)
        assert size(reading) == 3
        reading.close()


def test_a_read_only_folder_with_rows_still_beside_the_file_is_not_read(plain_folder):
    room = Room(plain_folder)
    act(room.open(), 3)
    room.close()
    # A -wal file holds committed rows that a look at the file alone would miss.
    beside = room.folder.database.with_name("vigie.sqlite3-wal")
    beside.write_bytes(b"")
    with (
        without_rights(room.folder.root, room.folder.database, beside),
        pytest.raises(DatabaseUnreachable),
    ):
        ReadOnlyDatabase.open(room.folder.database)


def test_a_file_that_may_not_be_read_is_told(plain_folder):
    room = Room(plain_folder)
    act(room.open())
    room.close()
    room.folder.root.chmod(0o755)
    room.folder.database.chmod(0)
    with without_rights(room.folder.root), pytest.raises(DatabaseUnreachable):
        ReadOnlyDatabase.open(room.folder.database)


def fill(database):
    """Record acts until one is refused."""
    for _ in range(10_000):
        act(database, personal={"text": "x" * 8000})


def test_a_full_disk_refuses_the_act_and_takes_the_next_once_there_is_space(small_disk):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(4_000_000))
    room = Room(small_disk / "site")
    database = started(room.open())
    with pytest.raises(DiskFull) as refusal:
        fill(database)
    assert str(room.folder.database) in str(refusal.value)
    kept = size(database)
    assert checked(database).size == kept
    ballast.unlink()
    act(database)
    database.checkpoint()
    assert size(database) == kept + 1
    assert checked(database).status is Status.SOUND
    room.close()
    assert size(room.open()) == kept + 1
    room.close()


def test_a_write_that_the_disk_refuses_leaves_nothing(room):
    database = started(room.open())
    act(database)
    wal = room.folder.database.with_name("vigie.sqlite3-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 5000, hard))
    try:
        with pytest.raises(DiskFull):
            act(database, personal={"text": "x" * 12_000})
        assert size(database) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    act(database)
    database.checkpoint()
    assert (checked(database).status, size(database)) == (Status.SOUND, 3)


def damage(path, place, content):
    with path.open("r+b") as file:
        file.seek(place)
        file.write(content)


@pytest.fixture
def closed(room):
    """A database of some pages, closed."""
    act(room.open(), 100, personal={"text": "x" * 500})
    room.close()
    return room


def test_a_damaged_header_is_told_and_left_alone(closed):
    damage(closed.folder.database, 0, b"garbage!")
    before = closed.folder.database.read_bytes()
    with pytest.raises(DatabaseDamaged) as refusal:
        closed.open()
    assert str(closed.folder.database) in str(refusal.value)
    assert closed.folder.database.read_bytes() == before
    with pytest.raises(DatabaseDamaged):
        ReadOnlyDatabase.open(closed.folder.database)


def test_a_damaged_page_in_the_middle_is_told(closed):
    connection = dbapi2.connect(closed.folder.database)
    where = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'audit_payloads'")
    (page,) = where.fetchone()
    connection.close()
    damage(closed.folder.database, (page - 1) * 4096, b"\xff" * 64)
    reading = ReadOnlyDatabase.open(closed.folder.database)
    with pytest.raises(DatabaseDamaged):
        checked(reading)
    reading.close()


def test_a_file_that_is_no_database_is_told(closed):
    for content in (b"not a database at all\n" * 100, b"SQLite format 3\x00"):
        closed.folder.database.write_bytes(content)
        with pytest.raises(DatabaseDamaged):
            ReadOnlyDatabase.open(closed.folder.database)
    with pytest.raises(DatabaseDamaged):
        closed.open()


def test_an_empty_file_is_no_database_to_read(closed):
    closed.folder.database.write_bytes(b"")
    with pytest.raises(DatabaseDamaged):
        ReadOnlyDatabase.open(closed.folder.database)


def test_somebody_elses_tables_are_no_log(closed):
    closed.folder.database.unlink()
    connection = dbapi2.connect(closed.folder.database)
    connection.execute("CREATE TABLE birds (name TEXT)")
    connection.close()
    with pytest.raises(DatabaseDamaged):
        ReadOnlyDatabase.open(closed.folder.database)


def test_text_that_is_no_text_is_told(closed):
    connection = dbapi2.connect(closed.folder.database, isolation_level=None)
    connection.execute("UPDATE site SET value = CAST(x'ff' AS TEXT)")
    connection.close()
    with pytest.raises(DatabaseDamaged):
        closed.open()
