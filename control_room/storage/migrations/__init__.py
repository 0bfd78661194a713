"""Steps from one form of the database to the next; the program itself only goes forward."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

STEPS = ("0001", "0002", "0003", "0004")
"""All steps of this program, in their order; each is a file in `versions`."""

SCHEMA_VERSION = STEPS[-1]
"""The newest step: a database at this step needs none."""


def version_of(connection: Connection) -> str | None:
    """The step that made the database; None for one without tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def migrate(connection: Connection, step: str = SCHEMA_VERSION) -> None:
    """Go to a step, the newest or an older one, inside the connection's transaction."""
    # Alembic takes a sixth of a second to import, and most starts need no step.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if step == SCHEMA_VERSION:
        command.upgrade(config, step)
    else:
        command.downgrade(config, step)
