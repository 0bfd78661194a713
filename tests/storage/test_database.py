"""Every write is an act with its audit entry, or nothing; one process writes."""

import json
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pysqlite3 import dbapi2

from control_room.audit.checkpoint import Signer, read_checkpoint
from control_room.audit.entry import Act, Entry, Result, commitment, read_entry
from control_room.audit.findings import Finding, FindingCode, Status
from control_room.audit.verify import MAX_UNSIGNED
from control_room.domain.agent import Agent, AgentId, Role, Session
from control_room.domain.shift import Reason
from control_room.storage import database as database_module
from control_room.storage import sqlite
from control_room.storage.database import Database, LogState, ReadOnlyDatabase
from control_room.storage.errors import (
    AuditLogBroken,
    ConsoleAlreadyRuns,
    DatabaseReadOnly,
    DatabaseTooNew,
    DatabaseUnreachable,
    SigningKeyWrong,
    SQLiteTooOld,
    UnauditedWrite,
)
from control_room.storage.keys import log_keys
from control_room.storage.pen import session_mark
from control_room.storage.records.agents import Tries
from control_room.storage.records.log import LogRecords
from control_room.storage.sqlite import check_library
from tests.storage.conftest import act, checked, size, started

SESSION = Session(
    id="5e55",
    agent=Agent(AgentId(3), "07", Role.OPERATOR),
    workstation="poste-1",
    reason=Reason.TRANQUILLITY,
    opened_at=datetime(2026, 3, 14, 20, tzinfo=UTC),
)


def entries(database):
    with database.read() as records:
        return [read_entry(row.canonical) for row in records.log.entries()]


def newest_size(database):
    with database.read() as records:
        newest = records.log.newest_checkpoint()
    return newest.size if newest else 0


def tamper(room, *statements):
    """Change the closed file as someone with every right would."""
    room.close()
    connection = dbapi2.connect(room.folder.database)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def assert_takes_nothing(database):
    """The log is open to be read, and nothing is added to it."""
    assert database.broken.status is not Status.SOUND
    assert database.state is LogState.BROKEN
    with pytest.raises(AuditLogBroken):
        act(database)
    database.checkpoint()
    assert not database.checkpoint_if_due()


def test_an_act_and_its_entry_are_kept_together(database):
    tried_at = datetime(2026, 3, 14, 22, tzinfo=UTC)
    with database.write() as tx:
        tx.agents.keep_tries("07", Tries(1, tried_at))
        tx.audit(Act.SESSION_REFUSED, "agent/3", result=Result.DENIED)
    with database.read() as records:
        assert records.agents.tries("07") == Tries(1, tried_at)
        assert records.log.size() == 1


def test_a_write_without_an_entry_leaves_nothing(database, room):
    with pytest.raises(UnauditedWrite), database.write() as tx:
        tx.agents.keep_tries("07", Tries(1, room.now))
    with database.read() as records:
        assert records.agents.tries("07") is None


def _record_and_fail(database, moment):
    with database.write() as tx:
        tx.agents.keep_tries("07", Tries(1, moment))
        tx.audit(Act.SESSION_REFUSED, "agent/3")
        _ = 1 // 0


def test_an_act_that_fails_leaves_nothing(database, room):
    with pytest.raises(ZeroDivisionError):
        _record_and_fail(database, room.now)
    assert size(database) == 0
    act(database)
    assert [entry.seq for entry in entries(database)] == [0]
    with database.read() as records:
        assert records.agents.tries("07") is None


def test_an_entry_tells_who_what_when_where_why(database, room):
    with database.write(SESSION) as tx:
        seq = tx.audit(
            Act.CAMERA_ENLARGED, "camera/12", details={"seconds": 40, "note": "e\u0301te\u0301"}
        )
    (entry,) = entries(database)
    assert entry == Entry(
        log=room.keys.origin,
        seq=seq,
        at=room.now,
        mono_ns=entry.mono_ns,
        boot=entry.boot,
        workstation="poste-1",
        actor="3",
        act=Act.CAMERA_ENLARGED,
        obj="camera/12",
        role="operator",
        session=session_mark("5e55"),
        reason="tranquillity",
        details={"seconds": 40, "note": "été"},
    )
    assert "5e55" not in entry.canonical().decode()


def test_an_act_may_have_its_own_reason(database):
    with database.write(SESSION, Reason.FIRE) as tx:
        tx.audit(Act.WALL_SHOWN, "layout/4x4")
    assert entries(database)[0].reason == "fire"


def test_the_installations_own_acts_have_no_session(database):
    act(database)
    (entry,) = entries(database)
    assert (entry.actor, entry.role, entry.session, entry.reason) == ("system", None, None, None)


def test_personal_data_stay_beside_the_entry(database):
    with database.write() as tx:
        tx.audit(Act.INCIDENT_NOTED, "incident/1", personal={"text": "témoin présent \ud800"})
    with database.read() as records:
        row = records.log.entry(0)
    assert "présent".encode() not in row.canonical
    assert json.loads(row.payload) == {"text": "témoin présent ?"}
    assert read_entry(row.canonical).commitment == commitment(row.salt, row.payload)


def test_two_entries_of_one_act_are_two_entries(database):
    with database.write() as tx:
        assert tx.audit(Act.STILL_KEPT, "camera/1") == 0
        assert tx.audit(Act.STILL_KEPT, "camera/2") == 1
    database.checkpoint()
    assert checked(database).status is Status.SOUND


@pytest.mark.parametrize(
    "at_once", [Act.SESSION_OPENED, Act.SESSION_CLOSED, Act.APP_STOPPED, Act.REPORT_PRINTED]
)
def test_weighty_acts_are_signed_at_once(database, at_once):
    act(database)
    assert newest_size(database) == 0
    with database.write() as tx:
        tx.audit(at_once, "app")
    assert newest_size(database) == 2


def test_the_log_is_signed_after_64_entries_at_the_latest(database):
    act(database, MAX_UNSIGNED - 1)
    assert newest_size(database) == 0
    act(database)
    assert newest_size(database) == MAX_UNSIGNED
    act(database, MAX_UNSIGNED)
    assert newest_size(database) == 2 * MAX_UNSIGNED


def test_the_log_is_signed_when_its_first_unsigned_entry_is_old_enough(database, monkeypatch):
    assert not database.checkpoint_if_due()
    act(database, 2)
    assert not database.checkpoint_if_due()
    monkeypatch.setattr(database_module, "SIGN_AFTER_NS", 0)
    assert database.checkpoint_if_due()
    assert newest_size(database) == 2
    assert not database.checkpoint_if_due()


def test_the_log_is_signed_on_demand(database, room):
    database.checkpoint()
    assert newest_size(database) == 0
    act(database)
    database.checkpoint()
    database.checkpoint()
    with database.read() as records:
        (note,) = records.log.checkpoint_notes()
    assert read_checkpoint(note, database.signing_keys).size == 1


def test_the_log_is_carried_on_after_a_restart(room):
    act(started(room.open()), 2)
    room.close()
    database = room.open()
    act(database, 3)
    room.close()
    assert checked(room.open()).size == 6
    boots = {entry.boot for entry in entries(room.databases[0])}
    assert len(boots) == 2


def test_a_closed_database_is_one_file(room):
    act(room.open())
    size(room.databases[0])
    room.close()
    assert list(room.folder.root.glob("vigie.sqlite3*")) == [room.folder.database]


def test_what_a_stopped_process_left_unsigned_is_signed_after_the_restart(room, monkeypatch):
    act(started(room.open()), 2)
    room.close()
    database = room.open()
    assert newest_size(database) == 1
    monkeypatch.setattr(database_module, "SIGN_AFTER_NS", 0)
    assert database.checkpoint_if_due()
    assert newest_size(database) == 3


def test_many_threads_write_one_log(database):
    threads = [threading.Thread(target=act, args=(database, 20)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.checkpoint()
    result = checked(database)
    assert (result.status, result.size, result.findings) == (Status.SOUND, 100, ())


def test_a_reader_sees_one_moment(database):
    act(database)
    with database.read() as records:
        assert records.log.size() == 1
        act(database)
        assert records.log.size() == 1
    assert size(database) == 2


def test_a_second_console_is_refused(room):
    database = room.open()
    with pytest.raises(ConsoleAlreadyRuns) as refusal:
        room.open()
    assert str(room.folder.root) in str(refusal.value)
    act(database)


def test_the_command_line_reads_while_the_console_writes(room):
    database = room.open()
    act(database)
    reading = ReadOnlyDatabase.open(room.folder.database)
    try:
        assert size(reading) == 1
        act(database)
        assert size(reading) == 2
    finally:
        reading.close()


def test_a_reader_cannot_write(database):
    with pytest.raises(DatabaseReadOnly), database.read() as records:
        records.agents.keep_tries("07", Tries(1, datetime(2026, 3, 14, tzinfo=UTC)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET obj = 'x'",
        "DELETE FROM audit_entries",
        "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE seq = 1",
        "INSERT INTO audit_entries SELECT 9, x'', leaf, '', '', '', '', '' FROM audit_entries",
        "UPDATE audit_nodes SET hash = x''",
        "DELETE FROM audit_nodes",
        "INSERT OR REPLACE INTO audit_nodes SELECT * FROM audit_nodes",
        "UPDATE audit_checkpoints SET note = ''",
        "DELETE FROM audit_checkpoints",
        "INSERT OR REPLACE INTO audit_checkpoints SELECT * FROM audit_checkpoints",
        "INSERT INTO audit_checkpoints VALUES (1, '')",
        "UPDATE audit_payloads SET payload = x''",
        "INSERT OR REPLACE INTO audit_payloads SELECT * FROM audit_payloads",
        "DELETE FROM audit_payloads",
        (
            "INSERT OR REPLACE INTO audit_entries SELECT 3, x'', leaf, '', '', '', '', key "
            "FROM audit_entries WHERE seq = 1"
        ),
        "UPDATE audit_entries SET canonical = x'', at = '', act = '', actor = '', obj = ''",
        "UPDATE audit_epochs SET first = 1",
        "DELETE FROM audit_epochs",
        "INSERT OR REPLACE INTO audit_epochs SELECT * FROM audit_epochs",
        "INSERT OR REPLACE INTO audit_epochs SELECT 2, 1, vkey, '', '' FROM audit_epochs",
        "INSERT INTO audit_epochs VALUES (3, 0, '', '', '')",
        "INSERT INTO audit_erasures VALUES (1, 'personal', 0, 9, 2)",
        "INSERT INTO audit_erasures VALUES (1, 'entry', 0, 9, 2)",
        "INSERT INTO audit_erasures VALUES (1, 'other', 0, 9, 2)",
        "UPDATE audit_head SET size = 1",
        "UPDATE audit_head SET signed_size = 1",
        "DELETE FROM audit_head",
        "INSERT OR REPLACE INTO audit_head VALUES (1, 0, 0, x'')",
    ],
)
def test_the_log_only_grows(room, statement):
    database = room.open()
    act(database, 3, personal={"text": "x"})
    database.checkpoint()
    room.close()
    connection = dbapi2.connect(room.folder.database)
    with pytest.raises(dbapi2.IntegrityError):
        connection.execute(statement)
    connection.close()
    assert checked(room.open()).status is Status.SOUND


def test_what_an_act_of_the_log_declared_may_be_erased_and_nothing_else(room):
    database = room.open()
    act(database, 4, personal={"text": "x"})
    with database.write() as tx:
        told = tx.audit(Act.PERSONAL_ERASED, "retention", details={"entries": "1-2"})
        tx.erasure.erase_personal([1, 2], told)
    with database.write() as tx:
        tx.erasure.prune(1, tx.audit(Act.AUDIT_PRUNED, "log", details={"until": 1}))
    room.close()
    connection = dbapi2.connect(room.folder.database, isolation_level=None)
    for statement in (
        "DELETE FROM audit_payloads WHERE seq = 3",
        (
            "UPDATE audit_entries SET canonical = x'', at = '', act = '', actor = '', obj = '' "
            "WHERE seq = 1"
        ),
        "UPDATE audit_entries SET canonical = x'00' WHERE seq = 0",
        "UPDATE audit_entries SET leaf = zeroblob(32) WHERE seq = 0",
        "UPDATE audit_entries SET key = 'x' WHERE seq = 0",
        "DELETE FROM audit_entries WHERE seq = 0",
        "UPDATE audit_erasures SET last = 9",
        "DELETE FROM audit_erasures",
        "INSERT OR REPLACE INTO audit_erasures SELECT * FROM audit_erasures",
    ):
        with pytest.raises(dbapi2.IntegrityError):
            connection.execute(statement)
    kept = connection.execute("SELECT seq FROM audit_payloads ORDER BY seq").fetchall()
    emptied = connection.execute("SELECT seq FROM audit_entries WHERE canonical = x''").fetchall()
    connection.close()
    assert (kept, emptied) == ([(0,), (3,)], [(0,)])


def bytes_kept(room):
    """All that the database's files hold, in and out of rows."""
    return b"".join(path.read_bytes() for path in room.folder.root.glob("vigie.sqlite3*"))


def test_nothing_of_an_erased_text_stays_in_the_files(room):
    database = room.open()
    act(database, 4, personal={"text": "Plainte de Mme Untel" * 100})
    assert b"Untel" in bytes_kept(room)
    with database.write() as tx:
        told = tx.audit(Act.PERSONAL_ERASED, "retention", details={"entries": "0-3"})
        tx.erasure.erase_personal([0, 1, 2, 3], told)
    with database.read() as records:
        records.log.size()
        database.checkpoint_if_due()
        assert b"Untel" in bytes_kept(room)  # a reader still sees an older moment
    database.checkpoint_if_due()
    assert b"Untel" not in bytes_kept(room)


def test_what_any_act_deletes_is_overwritten(room):
    """Rows go by other acts than erasures: their bytes do not stay in the file either."""
    database = room.open()
    for value in ("Marché de M. Untel" * 100, "x"):
        with database.write() as tx:
            tx.audit(Act.WALL_SAVED, "layout/1")
            tx.log.keep_site("name", value)
    room.close()
    assert b"Untel" not in bytes_kept(room)


def forge(room, *acts, seconds=0):
    """Append entries, and all that hangs on them, to the closed file without the key."""
    room.close()
    with room.open().read() as records:
        last = read_entry(records.log.entry(records.log.size() - 1).canonical)
    room.close()
    engine = sqlite.writing_engine(room.folder.database, 50)
    with engine.connect() as connection, connection.begin():
        log = LogRecords(connection)
        for name in acts:
            at = last.at + timedelta(seconds=seconds)
            last = replace(last, seq=last.seq + 1, act=name, at=at, mono_ns=last.mono_ns + 1)
            log.append(log.frontier(last.seq), last, None)
    engine.dispose()


def test_entry_forged_after_the_console_stopped(room):
    with room.open().write() as tx:
        tx.audit(Act.APP_STOPPED, "app")
    forge(room, Act.INCIDENT_CLOSED)
    assert_takes_nothing(room.open())


@pytest.mark.parametrize(
    ("acts", "seconds"),
    [
        ([Act.WALL_SHOWN] * (MAX_UNSIGNED + 1), 0),
        ([Act.WALL_SHOWN] * 3, 31),
        ([Act.SESSION_OPENED], 0),
    ],
)
def test_entries_forged_behind_the_last_signature(room, acts, seconds):
    started(room.open())
    forge(room, *acts, seconds=seconds)
    assert_takes_nothing(room.open())


def test_the_unsigned_tail_of_a_killed_console_is_carried_on(room):
    started(room.open())
    forge(room, *[Act.WALL_SHOWN] * MAX_UNSIGNED)
    assert size(room.open()) == 1 + MAX_UNSIGNED


def test_a_log_without_its_checkpoints_is_not_carried_on(room):
    started(room.open())
    tamper(room, "DELETE FROM audit_checkpoints")
    assert_takes_nothing(room.open())


def test_deleted_payloads(room):
    act(started(room.open()), personal={"text": "x"})
    tamper(room, "DELETE FROM audit_payloads")
    result = checked(room.open())
    assert result.status is Status.ALTERED
    assert Finding(FindingCode.PAYLOAD_MISSING, 1) in result.findings


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM audit_entries WHERE seq = 4",
        "UPDATE audit_nodes SET hash = zeroblob(32) WHERE level = 2",
        "DELETE FROM audit_nodes WHERE level = 2",
        "UPDATE audit_checkpoints SET note = 'garbage'",
        "UPDATE audit_checkpoints SET note = replace(note, '/33063/', '/33064/')",
    ],
)
def test_a_log_that_does_not_match_its_checkpoint_is_not_carried_on(room, attack):
    database = room.open()
    act(database, 5)
    database.checkpoint()
    tamper(room, attack)
    assert_takes_nothing(room.open())


def test_a_log_whose_site_was_wiped_is_not_carried_on(room):
    act(room.open())
    tamper(room, "DELETE FROM site")
    assert_takes_nothing(room.open())


def test_another_key_does_not_carry_on_the_log(room):
    act(room.open())
    room.close()
    room.folder.audit_key.write_text(Signer.new(room.keys.origin).written())
    with pytest.raises(SigningKeyWrong) as refusal:
        room.open(keys=log_keys(room.folder, "33063"))
    assert "audit.key" in str(refusal.value)


def test_a_database_of_a_later_version_is_left_alone(room):
    act(room.open())
    tamper(room, "UPDATE alembic_version SET version_num = '9999'")
    before = room.folder.database.read_bytes()
    with pytest.raises(DatabaseTooNew):
        room.open()
    assert room.folder.database.read_bytes() == before


def test_a_folder_that_is_not_there_is_told(tmp_path, room):
    with pytest.raises(DatabaseUnreachable):
        Database.open(
            tmp_path / "nowhere" / "vigie.sqlite3",
            keys=room.keys,
            now=lambda: room.now,
            workstation="poste-1",
        )
    with pytest.raises(DatabaseUnreachable):
        ReadOnlyDatabase.open(tmp_path / "nowhere.sqlite3")


def test_an_sqlite_that_can_lose_records_is_refused():
    check_library()
    with pytest.raises(SQLiteTooOld, match=r"3\.51\.2"):
        check_library((3, 51, 2))


def test_a_setting_that_sqlite_does_not_take_is_not_worked_with(room, monkeypatch):
    monkeypatch.setitem(sqlite._PRAGMAS, "synchronous", 9)
    with pytest.raises(AssertionError, match="synchronous"):
        room.open()


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(seconds=3), timedelta(days=3650)])
def test_a_step_of_the_clock_is_told_before_the_act_and_order_is_by_sequence(room, step):
    database = room.open(monotonic_ns=lambda: 0)
    act(database)
    room.now += step
    act(database, 2)
    database.checkpoint()
    told = entries(database)
    assert [entry.act for entry in told] == [
        *(Act.WALL_SHOWN, Act.CLOCK_STEPPED, Act.WALL_SHOWN, Act.WALL_SHOWN)
    ]
    assert dict(told[1].details) == {"step_ms": step // timedelta(milliseconds=1)}
    assert [entry.mono_ns for entry in told] == sorted({entry.mono_ns for entry in told})
    assert checked(database).status is Status.SOUND


def test_a_console_that_runs_for_months_goes_on(room):
    elapsed_ns = 0
    database = room.open(monotonic_ns=lambda: elapsed_ns)
    act(database)
    room.now += timedelta(days=105)
    elapsed_ns += 105 * 24 * 3600 * 10**9
    act(database, 2)
    database.checkpoint()
    told = entries(database)
    assert [entry.act for entry in told] == [Act.WALL_SHOWN] * 3
    assert [entry.boot == told[0].boot for entry in told] == [True, False, False]
    assert checked(database).status is Status.SOUND


def test_a_step_of_the_clock_is_signed_at_once(room):
    database = room.open(monotonic_ns=lambda: 0)
    act(started(database), 2)
    room.now += timedelta(hours=1)
    act(database)
    assert newest_size(database) == size(database)


def test_a_step_of_the_clock_is_told_with_the_act_that_is_kept(room):
    database = room.open(monotonic_ns=lambda: 0)
    act(database)
    room.now += timedelta(hours=1)
    with pytest.raises(ZeroDivisionError):
        _record_and_fail(database, room.now)
    act(database)
    assert [entry.act for entry in entries(database)][1:] == [Act.CLOCK_STEPPED, Act.WALL_SHOWN]


WRITER = """
import sys
from pathlib import Path
from control_room.audit.entry import Act
from tests.storage.conftest import Room

database = Room(Path(sys.argv[1])).open()
while True:
    with database.write() as tx:
        seq = tx.audit(Act.WALL_SHOWN, "layout/4x4")
    print(seq, flush=True)
"""


def test_every_acknowledged_act_survives_a_killed_process(room):
    acknowledged = -1
    for _ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(room.folder.root)], stdout=subprocess.PIPE, text=True
        )
        for line in child.stdout:
            acknowledged = int(line)
            if acknowledged % 100 == 99:
                break
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
        child.wait()
        child.stdout.close()
        whole_lines = rest[: rest.rfind("\n") + 1].split()
        acknowledged = int(whole_lines[-1]) if whole_lines else acknowledged
    database = room.open()
    assert size(database) > acknowledged
    database.checkpoint()
    assert checked(database).status is Status.SOUND
