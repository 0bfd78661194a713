"""What only looks is never forgotten: it waits in the spool, and enters the log once, in order."""

import os
import resource
import shutil
import sys
from datetime import timedelta

import pytest
from pysqlite3 import dbapi2

from control_room.audit.entry import Act, Result, read_entry, written_moment
from control_room.audit.findings import Status
from control_room.storage import database as database_module
from control_room.storage import spool as spool_module
from control_room.storage.database import LogState
from control_room.storage.errors import (
    AuditLogBroken,
    ConsoleAlreadyRuns,
    DatabaseLocked,
    DiskFull,
)
from control_room.storage.spool import Spool
from tests.storage.conftest import Room, act, checked, size, started

TRACED = {database_module.__file__, spool_module.__file__}
KILLED = 9


def entries(database):
    with database.read() as records:
        return [read_entry(row.canonical) for row in records.log.entries()]


def look(database, number=1):
    return database.note(Act.CAMERA_ENLARGED, f"camera/{number}", details={"seconds": 4})


def spool(room):
    return room.folder.spool / "acts"


def break_log(room):
    """Alter the closed file so that its end is not what was signed."""
    room.close()
    connection = dbapi2.connect(room.folder.database, isolation_level=None)
    connection.execute("DROP TRIGGER audit_nodes_no_update")
    connection.execute("DROP TRIGGER audit_head_forward_only")
    connection.execute("UPDATE audit_head SET peaks = zeroblob(length(peaks))")
    connection.close()


def mend_log(room, peaks):
    room.close()
    connection = dbapi2.connect(room.folder.database, isolation_level=None)
    connection.execute("UPDATE audit_head SET peaks = ?", (peaks,))
    connection.close()


def peaks(room):
    connection = dbapi2.connect(room.folder.database)
    (kept,) = connection.execute("SELECT peaks FROM audit_head").fetchone()
    connection.close()
    return kept


@pytest.fixture
def waiting(room):
    """A room whose closed, broken log has three acts waiting; and what mends it."""
    act(started(room.open()), 2)
    room.databases[0].checkpoint()
    room.close()
    kept = peaks(room)
    break_log(room)
    database = room.open()
    for number in (1, 2, 3):
        assert not look(database, number)
        room.now += timedelta(seconds=1)
    return room, kept


def test_looking_goes_into_the_log_while_that_can_be_written(room):
    database = started(room.open())
    assert look(database)
    assert entries(database)[-1].obj == "camera/1"
    assert not spool(room).exists()


def test_looking_waits_while_the_database_is_locked_and_enters_before_the_next_act(room, locked):
    database = started(room.open())
    let_go = locked(room.folder.database)
    assert not look(database, 1)
    assert database.state is LogState.UNREACHABLE
    seen_at = room.now
    room.now += timedelta(minutes=5)
    assert not look(database, 2)
    with pytest.raises(DatabaseLocked):
        act(database)
    let_go()
    act(database)
    assert database.state is LogState.WRITABLE
    told = entries(database)[1:]
    assert [entry.act for entry in told] == [
        *(Act.CAMERA_ENLARGED, Act.CAMERA_ENLARGED, Act.SPOOL_IMPORTED, Act.WALL_SHOWN)
    ]
    assert told[0].at == seen_at
    assert told[0].details == {"seconds": 4, "spooled_at": written_moment(seen_at)}
    assert (told[2].result, told[2].details["count"]) == (Result.DONE, 2)
    database.checkpoint()
    assert checked(database).status is Status.SOUND
    assert not spool(room).exists()
    assert database.import_spool() == 0


def test_a_broken_log_is_read_and_takes_nothing_while_looking_waits(waiting):
    room, kept = waiting
    (database,) = room.databases
    assert database.state is LogState.BROKEN
    with pytest.raises(AuditLogBroken):
        act(database)
    assert database.import_spool() == 0
    assert (size(database), database.waiting) == (3, 3)
    mend_log(room, kept)
    database = room.open()
    assert (database.state, database.waiting) == (LogState.WRITABLE, 3)
    assert database.import_spool() == 3
    assert [entry.obj for entry in entries(database)[3:]] == [
        *("camera/1", "camera/2", "camera/3", "spool")
    ]
    assert checked(database).status is Status.SOUND


def test_a_torn_last_line_is_put_aside_and_told(waiting):
    room, kept = waiting
    mend_log(room, kept)
    whole = spool(room).read_bytes()
    spool(room).write_bytes(whole[:-7])
    database = room.open()
    assert database.import_spool() == 2
    imported = entries(database)[-1]
    (aside,) = room.folder.spool.glob("*.told")
    assert whole.endswith(aside.read_bytes() + whole[-7:])
    assert (imported.result, imported.details["aside_bytes"]) == (
        Result.FAILED,
        aside.stat().st_size,
    )
    assert database.import_spool() == 0


def test_an_altered_line_ends_what_is_believed(waiting):
    room, kept = waiting
    mend_log(room, kept)
    whole = spool(room).read_bytes()
    spool(room).write_bytes(whole.replace(b"camera/2", b"camera/9"))
    database = room.open()
    assert database.import_spool() == 1
    assert entries(database)[-1].result is Result.FAILED


def test_acts_are_kept_behind_a_torn_line(waiting):
    room, kept = waiting
    room.close()
    spool(room).write_bytes(spool(room).read_bytes() + b"torn")
    database = room.open()
    assert not look(database, 4)
    mend_log(room, kept)
    assert room.open().import_spool() == 4


def test_a_spool_of_another_log_is_put_aside(waiting, tmp_path):
    room, _ = waiting
    other = Room(tmp_path / "other")
    shutil.copy(spool(room), other.folder.spool)
    database = other.open()
    assert database.import_spool() == 0
    assert entries(database)[-1].result is Result.FAILED
    other.close()


def test_what_was_imported_before_a_kill_is_not_imported_twice(waiting):
    room, kept = waiting
    mend_log(room, kept)
    again = spool(room).read_bytes()
    database = room.open()
    assert database.import_spool() == 3
    room.close()
    spool(room).write_bytes(again)
    before = size(room.open())
    assert room.databases[0].import_spool() == 0
    assert size(room.databases[0]) == before
    assert not spool(room).exists()


def test_one_process_writes_the_spool(room):
    first = Spool(room.folder.spool, room.keys.origin)
    first.take()
    second = Spool(room.folder.spool, room.keys.origin)
    with pytest.raises(ConsoleAlreadyRuns, match="spool"):
        second.take()
    first.release()
    second.take()
    second.release()


def test_neither_database_nor_spool(room):
    database = started(room.open())
    break_log(room)
    database = room.open()
    assert not look(database)
    kept = spool(room).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(kept) + 30, hard))
    try:
        with pytest.raises(DiskFull):
            look(database)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert spool(room).read_bytes() == kept
    assert not look(database, 2)
    assert spool(room).read_bytes().startswith(kept)
    assert len(spool(room).read_bytes().splitlines()) == 2


def test_a_console_killed_anywhere_while_acts_enter_loses_and_doubles_none(waiting, tmp_path):
    """The process is killed before its n-th line in the modules that import the spool."""
    room, kept = waiting
    mend_log(room, kept)
    for line in range(1, 1000, 7):
        root = shutil.copytree(room.folder.root, tmp_path / str(line))
        finished = _killed_at(line, root)
        again = Room(root)
        database = again.open()
        act(database)
        told = [entry.obj for entry in entries(database) if entry.act is Act.CAMERA_ENLARGED]
        assert told == ["camera/1", "camera/2", "camera/3"]
        assert checked(database).status is Status.SOUND
        again.close()
        shutil.rmtree(root)
        if finished:
            break
    assert finished


def _killed_at(line, root):
    """Import in a process of its own that ends before that line; whether it came to it."""
    child = os.fork()
    if child == 0:
        database = Room(root).open()
        left = line

        def trace(frame, event, _):
            nonlocal left
            if frame.f_code.co_filename not in TRACED:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    os._exit(KILLED)
            return trace

        sys.settrace(trace)
        database.import_spool()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, KILLED)
    return os.waitstatus_to_exitcode(status) == 0
