"""Agents, evidence, incidents and the audit log with its guards."""

import sqlalchemy as sa
from alembic import op

from control_room.storage.migrations import guards

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "site",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_site"),
    )
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matricule", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("quality", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("matricule", name="uq_agents_matricule"),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("matricule", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("matricule", name="pk_sign_in_tries"),
    )
    op.create_table(
        "stills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("camera", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("captured_at", sa.String(27), nullable=False),
        sa.Column("shown_at", sa.String(27), nullable=False),
        sa.Column("health", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stills"),
    )
    op.create_index("ix_stills_sha256", "stills", ["sha256"])
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("camera", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("still_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.UniqueConstraint("number", name="uq_incidents_number"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_incidents_agent_id"),
        sa.ForeignKeyConstraint(["still_id"], ["stills.id"], name="fk_incidents_still_id"),
    )
    op.create_index("ix_incidents_opened_at", "incidents", ["opened_at"])
    op.create_table(
        "incident_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident_notes"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_incident_notes_incident_id"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_incident_notes_agent_id"),
    )
    op.create_index("ix_incident_notes_incident_id", "incident_notes", ["incident_id"])
    _create_audit_tables()
    if op.get_bind().dialect.name == "sqlite":  # no server was written to before step 0004
        for statement in guards.FIRST:
            op.execute(statement)


def _create_audit_tables() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(32), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("obj", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_entries"),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_audit_entries_seq_from_zero")),
    )
    op.create_index("ix_audit_entries_act", "audit_entries", ["act"])
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor"])
    op.create_table(
        "audit_nodes",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("idx", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("level", "idx", name="pk_audit_nodes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_payloads",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_payloads"),
        sa.ForeignKeyConstraint(["seq"], ["audit_entries.seq"], name="fk_audit_payloads_seq"),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_audit_checkpoints"),
    )


def downgrade() -> None:
    for table in (
        "audit_checkpoints",
        "audit_payloads",
        "audit_nodes",
        "audit_entries",
        "incident_notes",
        "incidents",
        "stills",
        "sign_in_tries",
        "agents",
        "site",
    ):
        op.drop_table(table)
