"""A copy of the database is whole while others write, and takes its place or changes nothing."""

import os

import pytest
from pysqlite3 import dbapi2

from control_room.audit.entry import Act
from control_room.storage.backup import check_structure, copy_live, copy_of, put_in_place
from control_room.storage.database import ReadOnlyDatabase
from control_room.storage.errors import DatabaseDamaged, DatabaseUnreachable, DiskFull
from tests.storage.conftest import act, checked, size, started


@pytest.fixture
def part(tmp_path):
    return tmp_path / "copy.part"


def read(path):
    opened = ReadOnlyDatabase.open(path)
    try:
        with opened.read() as records:
            return records.log.size()
    finally:
        opened.close()


def test_a_copy_of_a_database_in_use_is_one_whole_file(room, part):
    database = started(room.open())
    act(database, 9)
    copy_live(room.folder.database, part)
    act(database, 5)
    assert read(part) == size(database) - 5
    check_structure(part)
    assert list(part.parent.glob("copy.part*")) == [part]
    assert part.stat().st_mode & 0o777 == 0o600


def test_the_locks_of_the_database_survive_a_copy(room, part):
    """A plain open and close of the file would drop them: another program could then write."""
    database = started(room.open())
    with database.write() as tx:
        copy_live(room.folder.database, part)
        other = dbapi2.connect(str(room.folder.database), isolation_level=None, timeout=0)
        with pytest.raises(dbapi2.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        tx.audit(Act.WALL_SHOWN, "layout/4x4")
    database.checkpoint()
    assert checked(database).findings == ()


def test_a_copy_that_finds_no_room_leaves_nothing(room, small_disk):
    database = started(room.open())
    act(database, 20, personal={"text": "x" * 400_000})
    with pytest.raises(DiskFull):
        copy_live(room.folder.database, small_disk / "copy.part")
    assert list(small_disk.iterdir()) == []


def test_a_database_that_is_not_there_is_told(room, part):
    with pytest.raises(DatabaseUnreachable):
        copy_live(room.folder.root / "none.sqlite3", part)
    assert not part.exists()


def test_a_damaged_page_is_found(room, part):
    act(started(room.open()), 200)
    copy_live(room.folder.database, part)
    content = bytearray(part.read_bytes())
    for page in range(8, len(content) // 4096):
        content[page * 4096 + 100 : page * 4096 + 4000] = bytes(3900)
    part.write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        check_structure(part)


def test_a_dangling_reference_is_found(room, part):
    started(room.open())
    copy_live(room.folder.database, part)
    connection = dbapi2.connect(str(part), isolation_level=None)
    connection.execute("INSERT INTO incident_notes VALUES (1, 99, '', 99, 'x')")
    connection.close()
    with pytest.raises(DatabaseDamaged):
        check_structure(part)


def test_a_copy_takes_the_place_of_a_database_that_was_killed(room, part):
    """Its -wal holds rows that are not in the file: it must never meet the other file."""
    database = started(room.open())
    copy_live(room.folder.database, part)
    before = size(database)
    act(database, 5)
    wal = room.folder.root / "vigie.sqlite3-wal"
    left = {path: path.read_bytes() for path in (wal,)}
    room.close()
    for path, content in left.items():
        path.write_bytes(content)
    aside = room.folder.root / "aside.sqlite3"
    put_in_place(part, room.folder.database, aside)
    assert not wal.exists()
    assert read(room.folder.database) == before
    assert read(aside) == before + 5


@pytest.mark.parametrize("broken", ["link", "replace"])
def test_a_place_that_cannot_be_taken_is_left(room, part, monkeypatch, broken):
    database = started(room.open())
    copy_live(room.folder.database, part)
    act(database, 5)
    before = size(database)
    room.close()

    def failing(*_args, **_options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if broken == "link":
            patch.setattr(os, "link", failing)
        else:
            patch.setattr(type(part), "replace", failing)
        with pytest.raises(DiskFull):
            put_in_place(part, room.folder.database, room.folder.root / "aside.sqlite3")
    assert read(room.folder.database) == before
    put_in_place(part, room.folder.database, room.folder.root / "aside-2.sqlite3")


def test_a_file_that_is_gone_is_not_copied(tmp_path):
    with pytest.raises(Exception, match="failed at"):
        copy_of(tmp_path / "none", tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []
