"""Reports of vidéo-verbalisation: drafts, their shots, their versions that never change."""

import sqlalchemy as sa
from alembic import op

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
    for statement in _GUARDS if sqlite else _SERVER_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    for table in ("report_versions", "report_shots", "reports"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in ("report_shots", "report_versions"):
            op.execute(f"DROP FUNCTION {table}_no_update, {table}_next_only")


# Deleting stays possible: the law asks that what was written of a person is erased in time.
# INSERT OR REPLACE would delete without a trigger: inserting over a row is refused beforehand.
_GUARDS = tuple(
    guard
    for table in ("report_shots", "report_versions")
    for guard in (
        (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} never change'); END"
        ),
        (
            f"CREATE TRIGGER {table}_next_only BEFORE INSERT ON {table} "
            f"WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM {table} "
            "WHERE report_id = NEW.report_id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} grow one by one'); END"
        ),
    )
)

_SERVER_GUARDS = tuple(
    guard
    for table in ("report_shots", "report_versions")
    for guard in (
        (
            f"CREATE FUNCTION {table}_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{table} never change'; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_no_update()"
        ),
        (
            f"CREATE FUNCTION {table}_next_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM {table} "
            f"WHERE report_id = NEW.report_id) "
            f"THEN RAISE EXCEPTION '{table} grow one by one'; END IF; RETURN NEW; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_next_only BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_next_only()"
        ),
    )
)
