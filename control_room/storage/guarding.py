"""Whether the guards that the migrations made still stand as they were made; putting them back.

Whoever may alter tables can drop a guard, change a row, and put the guard back; verification finds
the row. A guard that is not put back is found here, before anything else is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from control_room.storage.migrations import SCHEMA_VERSION, guards
from control_room.storage.schema import metadata

Place = tuple[str, str]
"""A guard's table and name."""

_TRIGGER = re.compile(
    r"CREATE TRIGGER (?P<name>\w+) BEFORE (?P<verbs>[A-Z ]+?) ON (?P<table>\w+)"
    r"(?: FOR EACH (?P<each>ROW|STATEMENT) EXECUTE FUNCTION (?P<function>\w+)\(\))?"
)
_FUNCTION = re.compile(r"CREATE FUNCTION (?P<name>\w+)\(\) .* AS \$\$(?P<body>.*)\$\$")

_BEFORE = 2
_KINDS = {"ROW": 1, "STATEMENT": 0, "INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
"""Bits of `pg_trigger.tgtype`."""

_ON_SERVER = """
    SELECT c.relname, t.tgname, t.tgtype::integer, p.proname, p.prosrc,
        t.tgenabled = 'O' AND t.tgqual IS NULL AND t.tgattr = ''::int2vector
            AND p.proconfig IS NULL AND l.lanname = 'plpgsql'
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_language l ON l.oid = p.prolang
    WHERE NOT t.tgisinternal
        AND t.tgrelid IN (SELECT to_regclass(name) FROM unnest(CAST(:tables AS text[])) AS name)
"""


def fallen(connection: Connection, step: str = SCHEMA_VERSION) -> tuple[str, ...]:
    """Names of the guards that are missing or altered, and of triggers that are none of ours.

    Args:
        step: the migration that the database is at.
    """
    return tuple(sorted({name for _, name in _differing(connection, step)}))


def put_back(connection: Connection) -> bool:
    """Make every guard as it was made at first; False where only the tables' owner may."""
    sqlite = _is_sqlite(connection)
    made = {place: statements for place, statements, _ in _wanted(SCHEMA_VERSION, sqlite=sqlite)}
    present = _present(connection)
    quoted = connection.dialect.identifier_preparer.quote_identifier
    try:
        with connection.begin_nested():
            for place in _differing(connection, SCHEMA_VERSION):
                table, name = place
                if place in present:
                    on = "" if sqlite else f" ON {quoted(table)}"
                    connection.exec_driver_sql(f"DROP TRIGGER {quoted(name)}{on}")
                for statement in made.get(place, ()):
                    connection.execute(text(statement))
    except ProgrammingError:
        return False
    return not fallen(connection)


def _differing(connection: Connection, step: str) -> list[Place]:
    wanted = {place: what for place, _, what in _wanted(step, sqlite=_is_sqlite(connection))}
    present = _present(connection)
    return [place for place in {**wanted, **present} if wanted.get(place) != present.get(place)]


def _wanted(step: str, *, sqlite: bool) -> Iterator[tuple[Place, tuple[str, ...], object]]:
    """Each guard of a step: where, what makes it, and as what it is found."""
    functions: dict[str, tuple[str, str]] = {}
    for statement in guards.made_by(step, sqlite=sqlite):
        function = _FUNCTION.fullmatch(statement)
        if function is not None:
            again = statement.replace("CREATE", "CREATE OR REPLACE", 1)
            functions[function["name"]] = (again, function["body"])
            continue
        trigger = _TRIGGER.match(statement)
        if trigger is None:
            raise AssertionError(f"no guard: {statement}")
        place = (trigger["table"], trigger["name"])
        if sqlite:
            yield place, (statement,), statement
            continue
        kinds = [trigger["each"], *trigger["verbs"].split(" OR ")]
        again, body = functions[trigger["function"]]
        kind = _BEFORE + sum(_KINDS[word] for word in kinds)
        yield place, (again, statement), (kind, trigger["function"], body, True)


def _present(connection: Connection) -> Mapping[Place, object]:
    if _is_sqlite(connection):
        query = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
        return {(table, name): sql for table, name, sql in connection.exec_driver_sql(query)}
    rows = connection.execute(text(_ON_SERVER), {"tables": list(metadata.tables)})
    return {
        (table, name): (kind, function, body, plain)
        for table, name, kind, function, body, plain in rows
    }


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
