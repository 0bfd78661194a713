"""The steps make exactly the tables that the program knows, all of them or none."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2
from sqlalchemy import create_engine

from control_room.audit.entry import Act
from control_room.audit.findings import Status
from control_room.storage import admission, migrations
from control_room.storage.keys import log_keys
from control_room.storage.migrations import STEPS
from control_room.storage.records.agents import Tries
from control_room.storage.schema import metadata
from control_room.storage.sqlite import writing_engine
from tests.storage.conftest import Room, act, checked, started


def steps():
    config = Config()
    config.set_main_option("script_location", str(next(iter(migrations.__path__))))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def test_the_steps_are_those_that_the_program_knows():
    in_order = [step.revision for step in steps().walk_revisions()][::-1]
    assert in_order == list(STEPS)


def test_the_steps_make_the_tables_of_the_schema(room):
    room.open()
    room.close()
    engine = create_engine(f"sqlite:///{room.folder.database}", module=dbapi2)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def at_step(room, step):
    """Bring the closed database back to an older step, its records kept."""
    engine = writing_engine(room.folder.database, 50)
    with engine.connect() as connection, connection.begin():
        migrations.migrate(connection, step)
    engine.dispose()


def as_before_epochs(room):
    """The closed data folder as a program without epochs of keys left it."""
    at_step(room, "0003")
    room.folder.audit_vkey.write_text(room.keys.signer.verifier.written())
    room.folder.site_key.unlink()
    room.folder.site_vkey.unlink()
    room.keys = log_keys(room.folder, "33063")


def rows(room, table):
    connection = dbapi2.connect(room.folder.database)
    kept = connection.execute(f"SELECT * FROM {table}").fetchall()
    connection.close()
    return kept


def test_a_database_from_before_epochs_is_brought_over_with_its_records(room):
    act(started(room.open()), 70, personal={"text": "x"})
    room.close()
    before = {table: rows(room, table) for table in ("audit_nodes", "audit_checkpoints")}
    entries = rows(room, "audit_entries")
    as_before_epochs(room)
    assert not room.folder.audit_vkey.exists()
    assert [entry[:7] for entry in entries] == rows(room, "audit_entries")
    database = room.open()
    assert database.guards_missing == ()
    assert rows(room, "audit_entries") == entries
    assert {table: rows(room, table) for table in before} == before
    act(database)
    database.checkpoint()
    result = checked(database)
    assert (result.status, result.size, result.findings) == (Status.SOUND, 72, ())


def test_each_step_can_be_taken_back_and_taken_again_with_the_records(room):
    database = room.open()
    with database.write() as tx:
        tx.agents.keep_tries("07", Tries(1, room.now))
        tx.audit(Act.SESSION_REFUSED, "agent/3", personal={"text": "x"})
    database.checkpoint()
    room.close()
    kept = ("sign_in_tries", "audit_nodes", "audit_payloads", "audit_checkpoints")
    before = {table: rows(room, table) for table in kept}
    for step in ("0003", "0002", "0001"):
        at_step(room, step)
        assert {table: rows(room, table) for table in kept} == before
    database = room.open()
    assert {table: rows(room, table) for table in kept} == before
    assert checked(database).status is Status.SOUND


def test_all_steps_taken_back_leave_nothing(room):
    act(started(room.open()))
    room.close()
    at_step(room, "base")
    assert (
        rows(room, "sqlite_master WHERE name NOT LIKE 'alembic_%' AND name NOT LIKE 'sqlite_%'")
        == []
    )


@pytest.mark.parametrize("step", ["0003", "0002", "0001"])
def test_a_guard_missing_from_an_older_database_is_told(room, step):
    started(room.open())
    room.close()
    at_step(room, step)
    assert room.open().guards_missing == ()
    room.close()
    at_step(room, step)
    connection = dbapi2.connect(room.folder.database)
    connection.execute("DROP TRIGGER audit_entries_no_delete")
    connection.close()

    database = room.open()
    assert database.guards_missing == ("audit_entries_no_delete",)
    act(database)
    room.close()
    assert room.open().guards_missing == ()


def test_an_older_database_is_left_as_it_was_if_the_step_is_cut_off(room, monkeypatch):
    act(started(room.open()), 2)
    room.close()
    as_before_epochs(room)
    everything = ("sqlite_master", "audit_entries", "site", "alembic_version")
    before = {table: rows(room, table) for table in everything}

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(admission, "check_end", fail)
    with pytest.raises(KeyboardInterrupt):
        room.open()
    assert {table: rows(room, table) for table in everything} == before
    monkeypatch.undo()
    act(room.open())


def test_an_altered_row_does_not_keep_the_database_behind(room):
    act(started(room.open()), 3)
    room.close()
    as_before_epochs(room)
    connection = dbapi2.connect(room.folder.database, isolation_level=None)
    connection.execute("DROP TRIGGER audit_entries_no_update")
    connection.execute("UPDATE audit_entries SET canonical = x'00' WHERE seq = 1")
    connection.execute(
        "UPDATE audit_entries SET canonical = (SELECT canonical FROM audit_entries WHERE seq = 2) "
        "WHERE seq = 3"
    )
    connection.execute(
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, ''); END"
    )
    connection.close()
    result = checked(room.open())
    assert (result.status, result.first_bad_seq) == (Status.ALTERED, 1)


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path, monkeypatch):
    room = Room(tmp_path)

    def fail(connection):
        migrations.migrate(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(admission, "migrate", fail)
    with pytest.raises(KeyboardInterrupt):
        room.open()
    connection = dbapi2.connect(room.folder.database)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    monkeypatch.undo()
    act(room.open())
    room.close()
