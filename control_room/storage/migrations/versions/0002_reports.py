"""Reports of vidéo-verbalisation: drafts, their shots, their versions that never change."""

import sqlalchemy as sa
from alembic import op

from control_room.storage.migrations import guards

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("camera", sa.Integer(), nullable=False),
        sa.Column("camera_name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("order_from", sa.Date(), nullable=False),
        sa.Column("order_until", sa.Date(), nullable=False),
        sa.Column("order_signs_checked", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("quality", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("number", name="uq_reports_number"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_reports_agent_id"),
    )
    op.create_table(
        "report_shots",
        sa.Column("report_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("still_id", sa.Integer(), nullable=False),
        sa.Column("packets_sha256", sa.String(64), nullable=False),
        sa.Column("packets_size_bytes", sa.Integer(), nullable=False),
        sa.Column("codec", sa.String(), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "number", name="pk_report_shots"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_report_shots_report_id"),
        sa.ForeignKeyConstraint(["still_id"], ["stills.id"], name="fk_report_shots_still_id"),
        sa.ForeignKeyConstraint(
            ["entry_seq"], ["audit_entries.seq"], name="fk_report_shots_entry_seq"
        ),
    )
    op.create_table(
        "report_versions",
        sa.Column("report_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("natinf", sa.Integer(), nullable=True),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "number", name="pk_report_versions"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_report_versions_report_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_report_versions_agent_id"),
        sa.ForeignKeyConstraint(
            ["entry_seq"], ["audit_entries.seq"], name="fk_report_versions_entry_seq"
        ),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in guards.REPORTS if sqlite else guards.SERVER_REPORTS:
        op.execute(statement)


def downgrade() -> None:
    for table in ("report_versions", "report_shots", "reports"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in ("report_shots", "report_versions"):
            op.execute(f"DROP FUNCTION {table}_no_update, {table}_next_only")
