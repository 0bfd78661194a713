"""When the answer to a commit is lost, the act is neither doubled nor taken for what it is not."""

import pytest
from pysqlite3 import dbapi2

from control_room.audit.entry import Act
from control_room.audit.findings import Status
from control_room.storage import sqlite
from control_room.storage.database import LogState
from control_room.storage.errors import DiskFault, OutcomeUnknown
from tests.storage.conftest import act, checked, size, started

IO_ERROR = 10


class Fault:
    """What happens to the next commits and connections of the driver."""

    def __init__(self):
        self.commits = []
        self.connections_refused = 0


def lost():
    error = dbapi2.OperationalError("disk I/O error")
    error.sqlite_errorcode = IO_ERROR
    return error


@pytest.fixture
def fault(monkeypatch):
    """A driver whose disk fails on order."""
    fault = Fault()

    class Connection(dbapi2.Connection):
        def commit(self):
            when = fault.commits.pop(0) if fault.commits else "never"
            if when == "before":
                super().rollback()
                raise lost()
            super().commit()
            if when == "after":
                raise lost()

    connect = dbapi2.connect

    def connected(*args, **options):
        if fault.connections_refused:
            fault.connections_refused -= 1
            raise lost()
        return connect(*args, factory=Connection, **options)

    monkeypatch.setattr(sqlite.dbapi2, "connect", connected)
    return fault


def test_an_act_that_was_kept_although_the_answer_was_lost_is_done(fault, room):
    database = started(room.open())
    fault.commits = ["after"]
    act(database)
    assert size(database) == 2
    act(database)
    database.checkpoint()
    assert (checked(database).status, size(database)) == (Status.SOUND, 3)


def test_an_act_that_was_not_kept_is_refused(fault, room):
    database = started(room.open())
    fault.commits = ["before"]
    with pytest.raises(DiskFault):
        act(database)
    assert size(database) == 1
    act(database)
    database.checkpoint()
    assert (checked(database).status, size(database)) == (Status.SOUND, 2)


@pytest.mark.parametrize(("when", "kept"), [("after", True), ("before", False)])
def test_an_outcome_that_cannot_be_known_yet_is_told_as_such(fault, room, when, kept):
    database = started(room.open())
    fault.commits = [when]
    fault.connections_refused = 1
    with pytest.raises(OutcomeUnknown) as unknown:
        act(database)
    assert database.state is LogState.UNREACHABLE
    act(database)
    assert database.state is LogState.WRITABLE
    with database.read() as records:
        assert records.log.has(unknown.value.key) is kept
    database.checkpoint()
    assert checked(database).status is Status.SOUND


@pytest.mark.parametrize("when", ["after", "before"])
def test_looking_whose_outcome_is_unknown_enters_the_log_once(fault, room, when):
    database = started(room.open())
    fault.commits = [when]
    fault.connections_refused = 1
    assert not database.note(Act.CAMERA_ENLARGED, "camera/1")
    act(database)
    database.checkpoint()
    with database.read() as records:
        acts = [row.act for row in records.log.entries()]
    assert acts.count("camera.enlarged") == 1
    assert checked(database).status is Status.SOUND


@pytest.mark.parametrize("when", ["after", "before"])
@pytest.mark.parametrize("refused", [0, 1])
def test_a_change_of_key_whose_answer_was_lost_is_whole_or_did_not_begin(
    fault, room, when, refused
):
    database = started(room.open())
    before = room.keys.signer
    fault.commits = [when]
    fault.connections_refused = refused
    if when == "after" and not refused:
        assert database.rotate_key()
    else:
        with pytest.raises(OutcomeUnknown if refused else DiskFault):
            database.rotate_key()
    act(database)
    database.checkpoint()
    assert (room.keys.signer == before) is (when == "before")
    assert checked(database).status is Status.SOUND
    assert not room.folder.next_audit_key.exists()
