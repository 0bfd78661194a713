"""Runs the steps on the connection that the database hands over, inside its transaction."""

from alembic import context

from control_room.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
