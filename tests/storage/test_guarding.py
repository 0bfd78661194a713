"""A guard that somebody took away is missed at the next opening, and made again."""

import re

import pytest

from control_room.audit.entry import Act, Result, read_entry
from control_room.audit.findings import Status
from control_room.storage import guarding
from control_room.storage.migrations import guards
from control_room.storage.sqlite import writing_engine
from tests.storage.conftest import act, checked, started


class File:
    """The records of a workstation in a file, as someone with every right reaches them."""

    sqlite = True

    def __init__(self, room):
        self._room = room
        self.open = room.open
        self.close = room.close

    def execute(self, *statements):
        engine = writing_engine(self._room.folder.database, 50)
        with engine.connect() as connection, connection.begin():
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()


class OnServer:
    """The same on a server."""

    sqlite = False

    def __init__(self, served):
        self._served = served
        self.open = served.first.open
        self.close = served.first.close

    def execute(self, *statements):
        for statement in statements:
            self._served.execute(statement)


@pytest.fixture(params=["file", "server"])
def kept(request):
    """A site with an entry, closed."""
    if request.param == "file":
        kept = File(request.getfixturevalue("room"))
    else:
        kept = OnServer(request.getfixturevalue("served"))
    act(started(kept.open()), personal={"text": "x"})
    kept.close()
    return kept


def triggers(sqlite):
    """Name and table of every guard."""
    return [
        re.match(r"CREATE TRIGGER (\w+) .*? ON (\w+)", statement).groups()
        for statement in guards.made_by("9999", sqlite=sqlite)
        if statement.startswith("CREATE TRIGGER")
    ]


def dropped(kept, name, table):
    kept.execute(f"DROP TRIGGER {name}" + ("" if kept.sqlite else f" ON {table}"))


def put_back(database):
    with database.write() as tx:
        assert tx.put_guards_back(database.guards_missing)


def test_a_database_with_its_guards_raises_no_alarm(kept):
    assert kept.open().guards_missing == ()


def test_a_guard_that_was_dropped_is_missed_and_stands_again(kept):
    dropped(kept, "audit_entries_no_delete", "audit_entries")
    database = kept.open()
    assert database.guards_missing == ("audit_entries_no_delete",)
    put_back(database)
    kept.close()

    database = kept.open()
    assert database.guards_missing == ()
    with database.read() as records:
        told = read_entry(records.log.last_of(Act.GUARDS_PUT_BACK).canonical)
    assert (told.result, told.details) == (Result.DONE, {"guards": "audit_entries_no_delete"})
    act(database)
    assert checked(database).status is Status.SOUND
    with pytest.raises(Exception, match="audit_entries only grows"):
        kept.execute("DELETE FROM audit_entries")


def test_every_guard_is_looked_at(kept):
    placed = triggers(kept.sqlite)
    assert len(placed) > 20
    for name, table in placed:
        dropped(kept, name, table)
    database = kept.open()
    assert sorted(database.guards_missing) == sorted(name for name, _ in placed)
    put_back(database)
    kept.close()
    assert kept.open().guards_missing == ()


def test_a_guard_that_only_looks_like_one_is_missed(kept):
    name = "audit_payloads_no_update"
    if kept.sqlite:
        dropped(kept, name, "audit_payloads")
        kept.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON audit_payloads WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, 'a payload is erased or left as it is'); END"
        )
    else:
        kept.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        )
    database = kept.open()
    assert database.guards_missing == (name,)
    put_back(database)
    with pytest.raises(Exception, match="a payload is erased or left as it is"):
        kept.execute("UPDATE audit_payloads SET salt = payload")


def test_a_trigger_that_is_none_of_ours_is_told_and_removed(kept):
    """It could let rows vanish as they are written."""
    if kept.sqlite:
        kept.execute(
            'CREATE TRIGGER "a ""b" BEFORE INSERT ON audit_payloads BEGIN SELECT RAISE(IGNORE); END'
        )
    else:
        kept.execute(
            "CREATE FUNCTION ignore() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NULL; END $$",
            'CREATE TRIGGER "a ""b" BEFORE INSERT ON audit_payloads '
            "FOR EACH ROW EXECUTE FUNCTION ignore()",
        )
    database = kept.open()
    assert database.guards_missing == ('a "b',)
    put_back(database)
    act(database, personal={"text": "x"})
    database.checkpoint()
    assert checked(database).findings == ()


def test_a_guard_that_the_server_was_told_to_pass_over_is_missed(served):
    act(served.first.open())
    served.first.close()
    served.execute("ALTER TABLE audit_nodes DISABLE TRIGGER audit_nodes_grows")
    database = served.first.open()
    assert database.guards_missing == ("audit_nodes_grows",)
    put_back(database)
    served.first.close()
    assert served.first.open().guards_missing == ()


def test_a_role_that_owns_no_table_tells_it_and_goes_on(served):
    act(served.first.open())
    served.first.close()
    served.execute("DROP TRIGGER audit_nodes_grows ON audit_nodes")
    served.execute("REASSIGN OWNED BY vigie TO postgres")
    served.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO vigie")
    served.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO vigie")
    database = served.first.open()
    with database.write() as tx:
        assert not tx.put_guards_back(database.guards_missing)
    with database.read() as records:
        told = read_entry(records.log.last_of(Act.GUARDS_PUT_BACK).canonical)
    assert told.result is Result.FAILED
    act(database)
    assert checked(database).status is Status.SOUND
    served.first.close()
    assert served.first.open().guards_missing == ("audit_nodes_grows",)


@pytest.mark.parametrize("sqlite", [True, False])
@pytest.mark.parametrize("step", ["0001", "0002", "0003", "0004"])
def test_the_guards_of_every_step_are_known(step, sqlite):
    wanted = list(guarding._wanted(step, sqlite=sqlite))
    named = [
        line for line in guards.made_by(step, sqlite=sqlite) if line.startswith("CREATE TRIGGER")
    ]
    assert len(wanted) == len({place for place, _, _ in wanted}) == len(named)
