"""What SQLite and PostgreSQL say in different words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


def insert_or_update(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Keep a row; where its primary key is taken already, replace the rest of that row."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key.columns]
    rest = {name: value for name, value in values.items() if name not in keys}
    connection.execute(
        dialect.insert(table).values(**values).on_conflict_do_update(index_elements=keys, set_=rest)
    )


class text_of(GenericFunction[str]):  # noqa: N801, written like the function that it is in SQL
    """The text that a column's bytes are in UTF-8, for searching."""

    type = Text()
    inherit_cache = True


@compiles(text_of)
def _cast(element: text_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS TEXT)"


@compiles(text_of, "postgresql")
def _converted(element: text_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"convert_from({compiler.process(element.clauses, **options)}, 'UTF8')"
