"""What no single fault shows: who may touch the database's files, and what is refused when."""

import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from control_room.audit.entry import Act
from control_room.audit.findings import Status
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.storage.database import Database, LogState
from tests.torture.storage.invariants import verified
from tests.torture.storage.shift import NIGHTS_WORK, SESSION, Shift, opened

Locked = Callable[[Path], Callable[[], None]]

# A hook of Python's cannot be taken back: it looks on only while a test has it look.
_looking: list[list[str]] = []


def _look(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _looking:
        _looking[-1].append(str(arguments[0]))


sys.addaudithook(_look)


def test_the_database_is_opened_by_sqlite_only(tmp_path: Path) -> None:
    """Closing a plain handle of it would drop SQLite's locks."""
    opened_files: list[str] = []
    _looking.append(opened_files)
    try:
        shift = Shift(tmp_path / "site", lambda _: None)
        for step in NIGHTS_WORK:
            if step is not Shift.noted_without_database:
                step(shift)
    finally:
        _looking.remove(opened_files)
    name = shift.folder.database.name
    files_of_database = {str(shift.folder.root / f"{name}{end}") for end in ("", "-wal", "-shm")}
    assert str(shift.folder.lock) in opened_files
    assert not files_of_database & set(opened_files)


def test_nobody_else_writes_while_an_act_is_under_way(tmp_path: Path) -> None:
    database = opened(tmp_path / "site")
    other = dbapi2.connect(DataFolder(tmp_path / "site").database, timeout=0)
    with database.write(SESSION) as tx:
        # Nothing was written yet: the lock was taken at the beginning, or it is not held.
        with pytest.raises(dbapi2.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        tx.audit(Act.WALL_SHOWN, "layout/4x4")
    other.close()
    database.close()


# What each act may expect of a console whose records cannot be written.

WAIT = (
    Act.APP_STOPPED,
    Act.SESSION_OPENED,
    Act.SESSION_CLOSED,
    Act.SESSION_LOCKED,
    Act.SESSION_UNLOCKED,
    Act.WALL_SHOWN,
    Act.CAMERA_ENLARGED,
    Act.CAMERA_HEALTH,
)
"""Looking and coming and going: they happen all the same, and must not be forgotten."""

REFUSED = (
    Act.AGENT_CREATED,
    Act.INCIDENT_TAGGED,
    Act.INCIDENT_NOTED,
    Act.STILL_KEPT,
    Act.REPORT_OPENED,
    Act.REPORT_SAVED,
    Act.REPORT_PRINTED,
    Act.AUDIT_EXPORTED,
    Act.AUDIT_PRUNED,
    Act.PERSONAL_ERASED,
)
"""What changes a record, or lets one leave: it does not happen."""


@contextmanager
def nothing_wrong(database: Database, _path: Path, _locked: Locked) -> Iterator[Database]:
    """The measure of the others."""
    yield database


@contextmanager
def another_program_writes(database: Database, path: Path, locked: Locked) -> Iterator[Database]:
    """It holds the database's lock."""
    let_go = locked(path)
    yield database
    let_go()


@contextmanager
def log_broken(database: Database, path: Path, _locked: Locked) -> Iterator[Database]:
    """The log's end is not what was signed."""
    database.close()
    connection = dbapi2.connect(path, isolation_level=None)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM audit_entries WHERE seq = 1")
    connection.execute("UPDATE audit_entries SET seq = 1 WHERE seq = 2")
    connection.close()
    broken = opened(path.parent)
    yield broken
    broken.close()


@contextmanager
def no_file_grows(database: Database, path: Path, _locked: Locked) -> Iterator[Database]:
    """Neither the database nor the spool has room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    try:
        yield database
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


Wrong = Callable[[Database, Path, Locked], AbstractContextManager[Database]]

MATRIX: tuple[tuple[Wrong, str, str, LogState], ...] = (
    # what is wrong       looking     changing   what the console then says
    (nothing_wrong, "entered", "entered", LogState.WRITABLE),
    (another_program_writes, "spooled", "refused", LogState.UNREACHABLE),
    (log_broken, "spooled", "refused", LogState.BROKEN),
    (no_file_grows, "refused", "refused", LogState.UNREACHABLE),
)


@pytest.mark.parametrize(
    ("wrong", "looking", "changing", "state"), MATRIX, ids=[row[0].__name__ for row in MATRIX]
)
def test_what_cannot_be_recorded_waits_or_does_not_happen(
    wrong: Wrong,
    looking: str,
    changing: str,
    state: LogState,
    tmp_path: Path,
    locked: Locked,
) -> None:
    root = tmp_path / "site"
    shift = Shift(root, lambda _: None)
    shift.looked()
    shift.signed()
    path = shift.folder.database
    with wrong(shift.database, path, locked) as database:
        assert {act: changed(database, act) for act in REFUSED} == dict.fromkeys(REFUSED, changing)
        assert {act: looked(database, act) for act in WAIT} == dict.fromkeys(WAIT, looking)
        assert database.state is state
        with database.read() as records:  # the records may be read all the while
            assert records.agents.account("07") is not None
    if wrong in (another_program_writes, no_file_grows):
        shift.database.import_spool()
        shift.database.checkpoint()
        assert verified(shift.database).status is Status.SOUND
        with shift.database.read() as records:
            objects = [row.obj for row in records.log.entries()]
        waited = ["torture/look"] * len(WAIT) if looking == "spooled" else []
        assert [obj for obj in objects if obj.startswith("torture/")] == waited
    if wrong is not log_broken:
        shift.database.close()


def changed(database: Database, act: Act) -> str:
    """What became of an act that changes records."""
    try:
        with database.write(SESSION) as tx:
            tx.audit(act, "torture/change")
    except ControlRoomError as refusal:
        return "refused" if str(refusal) else "refused without a word"
    return "entered"


def looked(database: Database, act: Act) -> str:
    """What became of an act that only looks."""
    try:
        return "entered" if database.note(act, "torture/look", who=SESSION) else "spooled"
    except ControlRoomError as refusal:
        return "refused" if str(refusal) else "refused without a word"


def test_a_copied_folder_is_the_same_log_until_both_write(tmp_path: Path) -> None:
    """Two that went on from one copy share no checkpoint: each is sound, against the other not."""
    shift = Shift(tmp_path / "site", lambda _: None)
    shift.closed()
    shutil.copytree(tmp_path / "site", tmp_path / "copy")
    notes = []
    for name in ("site", "copy"):
        night = Shift(tmp_path / name, lambda _: None)
        night.looked()
        night.signed()
        assert verified(night.database).status is Status.SOUND
        with night.database.read() as records:
            newest = records.log.newest_checkpoint()
        assert newest is not None
        notes.append(newest.note)
        night.database.close()
    database = opened(tmp_path / "site")
    assert verified(database, notes[0]).status is Status.SOUND
    assert verified(database, notes[1]).status is not Status.SOUND
    database.close()
