"""The tables, as SQLAlchemy knows them; a migration makes them, a test holds both together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from control_room.audit.entry import read_moment, written_moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment as text with six decimals, so that text order is time order."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        return None if value is None else written_moment(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else read_moment(value)


site = Table(
    "site",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""Facts of the installation: `origin` of the log, `vkey` of the site's key, and `home`, a random
word for the computer and folder that write it."""

# Agents

agents = Table(
    "agents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("matricule", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("quality", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("created_at", Moment, nullable=False),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("matricule", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)
"""Failures since the last success, for accounts that exist and those that do not alike."""

# Evidence

stills = Table(
    "stills",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size_bytes", Integer, nullable=False),
    Column("camera", Integer, nullable=False),
    Column("stream", String, nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("captured_at", Moment, nullable=False),
    Column("shown_at", Moment, nullable=False),
    Column("health", String, nullable=False),
)

# Incidents

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("nature", String, nullable=False),
    Column("priority", String, nullable=False),
    Column("state", String, nullable=False),
    Column("camera", Integer, nullable=False),
    Column("place", String, nullable=False),
    Column("opened_at", Moment, nullable=False, index=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("still_id", ForeignKey("stills.id")),
)

incident_notes = Table(
    "incident_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("text", Text, nullable=False),
)

# Audit

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("canonical", LargeBinary, nullable=False),
    Column("leaf", LargeBinary(32), nullable=False),
    Column("at", String(27), nullable=False),
    Column("act", String, nullable=False, index=True),
    Column("actor", String, nullable=False),
    Column("obj", String, nullable=False),
    Column("key", String, nullable=False, server_default=""),
    CheckConstraint("seq >= 0", name="seq_from_zero"),
    Index("ix_audit_entries_actor", "actor"),
    Index("ix_audit_entries_key", "key", unique=True),
)
"""The exact bytes that count, and columns derived from them; `key` tells a second recording."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("signed_size", Integer, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""The end of the log, locked by whoever writes; `peaks` are hashes of 32 bytes from the left."""

audit_epochs = Table(
    "audit_epochs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first", Integer, nullable=False),
    Column("vkey", String, nullable=False, unique=True),
    Column("certificate", Text, nullable=False),
    Column("workstation", String, nullable=False),
)
"""The keys that signed the log, each with the site's word for it."""

audit_erasures = Table(
    "audit_erasures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("entry_seq", ForeignKey("audit_entries.seq"), nullable=False),
)
"""What the entry `entry_seq` declared erased: payloads (`personal`) or bytes (`entry`)."""

audit_nodes = Table(
    "audit_nodes",
    metadata,
    Column("level", Integer, primary_key=True),
    Column("idx", Integer, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)
"""Complete nodes of the tree above the leaves; derived, kept so that proofs stay cheap."""

audit_payloads = Table(
    "audit_payloads",
    metadata,
    Column("seq", ForeignKey("audit_entries.seq"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(32), nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
"""Personal data that an entry commits to; deleting them is found by verification."""

audit_checkpoints = Table(
    "audit_checkpoints",
    metadata,
    Column("size", Integer, primary_key=True),
    Column("note", Text, nullable=False),
)

# Reports

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("state", String, nullable=False),
    Column("camera", Integer, nullable=False),
    Column("camera_name", String, nullable=False),
    Column("place", String, nullable=False),
    Column("order_number", String, nullable=False),
    Column("order_from", Date, nullable=False),
    Column("order_until", Date, nullable=False),
    Column("order_signs_checked", Date, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("quality", String, nullable=False),
)

report_shots = Table(
    "report_shots",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True),
    Column("role", String, nullable=False),
    Column("still_id", ForeignKey("stills.id"), nullable=False),
    Column("packets_sha256", String(64), nullable=False),
    Column("packets_size_bytes", Integer, nullable=False),
    Column("codec", String, nullable=False),
    Column("entry_seq", ForeignKey("audit_entries.seq"), nullable=False),
)

report_versions = Table(
    "report_versions",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True),
    Column("saved_at", Moment, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("natinf", Integer),
    Column("entry_seq", ForeignKey("audit_entries.seq"), nullable=False),
)
"""Each save of a report; `payload` is canonical and holds the plate, so it may be erased."""

# Walls

saved_walls = Table(
    "saved_walls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", ForeignKey("agents.id")),
    Column("name", String, nullable=False),
    Column("arrangement", Text, nullable=False),
)
"""Without an agent, a wall is shared by the site; `arrangement` is JSON."""

tours = Table(
    "tours",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", ForeignKey("agents.id")),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("steps", Text, nullable=False),
    Column("dwell_s", Integer, nullable=False),
)
"""`steps` is a JSON list of cameras or of saved walls, as `kind` says."""

last_walls = Table(
    "last_walls",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True, autoincrement=False),
    Column("workstation", String, primary_key=True),
    Column("windows", Text, nullable=False),
)
"""What each agent last had on the screens of a workstation; `windows` is JSON."""
