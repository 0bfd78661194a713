"""The log's end as a row, epochs of keys, keys of entries, erasures, and guards on both databases.

Entries written before get their key from their own bytes. The certificate of the key that signed
them comes with the first opening, which has the keys at hand.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from control_room.audit.tree import frontier
from control_room.storage.migrations import guards

revision = "0004"
down_revision = "0003"

_ROWS_AT_ONCE = 1000


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("signed_size", sa.Integer(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
    )
    op.create_table(
        "audit_epochs",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("workstation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_epochs"),
        sa.UniqueConstraint("vkey", name="uq_audit_epochs_vkey"),
    )
    op.create_table(
        "audit_erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_erasures"),
        sa.ForeignKeyConstraint(
            ["entry_seq"], ["audit_entries.seq"], name="fk_audit_erasures_entry_seq"
        ),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        _run(guards.drop_sqlite(guards.FIRST))
    op.add_column("audit_entries", sa.Column("key", sa.String(), nullable=False, server_default=""))
    _fill_keys()
    op.create_index("ix_audit_entries_key", "audit_entries", ["key"], unique=True)
    _fill_head()
    _run(guards.SQLITE if sqlite else guards.POSTGRESQL)


def downgrade() -> None:
    """Back to one key: the newest epoch's is the one that the older program asks for."""
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    _run(guards.drop_sqlite(guards.SQLITE) if sqlite else guards.DROP_POSTGRESQL)
    connection.execute(
        sa.text(
            "UPDATE site SET value = (SELECT vkey FROM audit_epochs ORDER BY number DESC LIMIT 1) "
            "WHERE name = 'vkey' AND EXISTS (SELECT 1 FROM audit_epochs)"
        )
    )
    connection.execute(sa.text("DELETE FROM site WHERE name = 'home'"))
    op.drop_index("ix_audit_entries_key", "audit_entries")
    op.drop_column("audit_entries", "key")
    for table in ("audit_erasures", "audit_epochs", "audit_head"):
        op.drop_table(table)
    if sqlite:
        _run(guards.FIRST)


def _fill_keys() -> None:
    connection = op.get_bind()
    taken: set[str] = set()
    seq = -1
    query = sa.text(
        "SELECT seq, canonical FROM audit_entries WHERE seq > :seq ORDER BY seq LIMIT :limit"
    )
    while True:
        rows = connection.execute(query, {"seq": seq, "limit": _ROWS_AT_ONCE}).fetchall()
        if not rows:
            return
        keys = []
        for seq, canonical in rows:
            key = _key(canonical)
            # Bytes that were altered or copied have no key of their own: verification tells them.
            keys.append({"seq": seq, "key": key if key and key not in taken else f"row/{seq}"})
            taken.add(key)
        connection.execute(sa.text("UPDATE audit_entries SET key = :key WHERE seq = :seq"), keys)


def _key(canonical: object) -> str:
    try:
        fields = json.loads(bytes(canonical))  # type: ignore[call-overload]
        return f"{fields['boot']}/{fields['mono']}"
    except (TypeError, ValueError, KeyError, RecursionError):
        return ""


def _fill_head() -> None:
    connection = op.get_bind()
    size = connection.scalar(sa.text("SELECT coalesce(max(seq) + 1, 0) FROM audit_entries"))
    signed_size = connection.scalar(sa.text("SELECT coalesce(max(size), 0) FROM audit_checkpoints"))

    def node(level: int, index: int) -> bytes:
        if level == 0:
            query = "SELECT leaf FROM audit_entries WHERE seq = :idx"
        else:
            query = "SELECT hash FROM audit_nodes WHERE level = :level AND idx = :idx"
        # A missing node shows at the first opening: the peaks do not give the signed root.
        return bytes(connection.scalar(sa.text(query), {"level": level, "idx": index}) or b"")

    connection.execute(
        sa.text("INSERT INTO audit_head VALUES (1, :size, :signed_size, :peaks)"),
        {
            "size": size,
            "signed_size": min(size, signed_size),
            "peaks": b"".join(frontier(size, node).peaks),
        },
    )


def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)
