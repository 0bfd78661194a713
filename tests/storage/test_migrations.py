"""The steps make exactly the tables that the program knows, all of them or none."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2
from sqlalchemy import create_engine

from control_room.audit.findings import Status
from control_room.storage import database as database_module
from control_room.storage import migrations
from control_room.storage.migrations import SCHEMA_VERSION
from control_room.storage.schema import metadata
from tests.storage.conftest import Room, act, checked, started


def steps():
    config = Config()
    config.set_main_option("script_location", str(next(iter(migrations.__path__))))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def test_the_newest_step_is_the_one_the_program_asks_for():
    assert steps().get_heads() == [SCHEMA_VERSION]


def test_the_steps_make_the_tables_of_the_schema(room):
    room.open()
    room.close()
    engine = create_engine(f"sqlite:///{room.folder.database}", module=dbapi2)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_database_behind_is_brought_up_to_date_with_its_records(room):
    act(started(room.open()), 2)
    room.close()
    later_tables = (
        *("last_walls", "tours", "saved_walls"),
        *("report_shots", "report_versions", "reports"),
    )
    connection = dbapi2.connect(room.folder.database, isolation_level=None)
    for table in later_tables:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    database = room.open()
    act(database)
    database.checkpoint()
    result = checked(database)
    assert (result.status, result.size) == (Status.SOUND, 4)


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path, monkeypatch):
    room = Room(tmp_path)

    def fail(connection):
        migrations.migrate(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(database_module, "migrate", fail)
    with pytest.raises(KeyboardInterrupt):
        room.open()
    connection = dbapi2.connect(room.folder.database)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    monkeypatch.undo()
    act(room.open())
    room.close()
