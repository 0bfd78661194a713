"""Walls and tours kept under a name, and the wall that each agent left."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "saved_walls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("arrangement", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_walls"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_saved_walls_agent_id"),
    )
    op.create_table(
        "tours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("dwell_s", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tours"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_tours_agent_id"),
    )
    op.create_table(
        "last_walls",
        sa.Column("agent_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("workstation", sa.String(), nullable=False),
        sa.Column("windows", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "workstation", name="pk_last_walls"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_last_walls_agent_id"),
    )


def downgrade() -> None:
    for table in ("last_walls", "tours", "saved_walls"):
        op.drop_table(table)
