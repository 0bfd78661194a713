"""Triggers that let the log only grow, and erase only what an act of the log declared.

A guard-rail against programs and hands with ordinary rights; whoever can drop a trigger is found
by verification.

- `INSERT OR REPLACE` deletes without firing delete triggers unless recursive_triggers is on, and
  that is a setting of whoever connects: inserting over an existing row is refused beforehand,
  for every unique column.
- PostgreSQL has no such trap, and TRUNCATE instead.
- A payload may go, and an entry's bytes may be emptied, only where a row of `audit_erasures` says
  so, and such a row only where the entry that tells it is there.
"""

from __future__ import annotations


def drop_sqlite(created: tuple[str, ...]) -> tuple[str, ...]:
    """The statements that remove these triggers."""
    return tuple(f"DROP TRIGGER IF EXISTS {statement.split()[2]}" for statement in created)


def _sqlite(name: str, when: str, refused: str, why: str) -> str:
    condition = f"WHEN {refused} " if refused else ""
    return f"CREATE TRIGGER {name} {when} {condition}BEGIN SELECT RAISE(ABORT, '{why}'); END"


def _only_grows(table: str, verb: str) -> str:
    name = f"{table}_no_{verb.lower()}"
    return _sqlite(name, f"BEFORE {verb} ON {table}", "", f"{table} only grows")


_GROWS_ONLY = ("audit_nodes", "audit_checkpoints")
_NO_LATER_NODE = "EXISTS (SELECT 1 FROM audit_nodes WHERE level = NEW.level AND idx = NEW.idx)"
_NO_LATER_PAYLOAD = "EXISTS (SELECT 1 FROM audit_payloads WHERE seq = NEW.seq)"
_NEXT_ENTRY = "(SELECT coalesce(max(seq) + 1, 0) FROM audit_entries)"
_NEXT_EPOCH = "(SELECT coalesce(max(number), 0) + 1 FROM audit_epochs)"
_NEWEST_CHECKPOINT = "(SELECT coalesce(max(size), -1) FROM audit_checkpoints)"
_PAYLOAD_DECLARED = (
    "EXISTS (SELECT 1 FROM audit_erasures "
    "WHERE kind = 'personal' AND OLD.seq BETWEEN first AND last)"
)
_ENTRY_DECLARED = (
    "EXISTS (SELECT 1 FROM audit_erasures WHERE kind = 'entry' AND OLD.seq BETWEEN first AND last)"
)
_ERASURE_TOLD = (
    "EXISTS (SELECT 1 FROM audit_entries WHERE seq = NEW.entry_seq AND act = "
    "CASE NEW.kind WHEN 'personal' THEN 'personal.erased' WHEN 'entry' THEN 'audit.pruned' END)"
)

_COMMON = (
    *(_only_grows(table, verb) for table in _GROWS_ONLY for verb in ("UPDATE", "DELETE")),
    _sqlite(
        "audit_entries_no_delete", "BEFORE DELETE ON audit_entries", "", "audit_entries only grows"
    ),
    _sqlite(
        "audit_payloads_no_update",
        "BEFORE UPDATE ON audit_payloads",
        "",
        "a payload is erased or left as it is",
    ),
    _sqlite(
        "audit_nodes_once", "BEFORE INSERT ON audit_nodes", _NO_LATER_NODE, "audit_nodes only grows"
    ),
    _sqlite(
        "audit_payloads_once",
        "BEFORE INSERT ON audit_payloads",
        _NO_LATER_PAYLOAD,
        "a payload is erased or left as it is",
    ),
    _sqlite(
        "audit_checkpoints_later_only",
        "BEFORE INSERT ON audit_checkpoints",
        f"NEW.size <= {_NEWEST_CHECKPOINT}",
        "a checkpoint is never stated again",
    ),
)

FIRST = (
    *_COMMON,
    _sqlite(
        "audit_entries_no_update", "BEFORE UPDATE ON audit_entries", "", "audit_entries only grows"
    ),
    _sqlite(
        "audit_entries_next_only",
        "BEFORE INSERT ON audit_entries",
        f"NEW.seq IS NOT {_NEXT_ENTRY}",
        "audit_entries grows one by one",
    ),
)
"""What step 0001 made."""

SQLITE = (
    *_COMMON,
    _sqlite(
        "audit_entries_no_update",
        "BEFORE UPDATE ON audit_entries",
        f"NOT ({_ENTRY_DECLARED} AND NEW.seq IS OLD.seq AND NEW.key IS OLD.key "
        "AND NEW.leaf IS OLD.leaf AND length(NEW.canonical) = 0 "
        "AND NEW.at = '' AND NEW.act = '' AND NEW.actor = '' AND NEW.obj = '')",
        "an entry is left as it is, or emptied by an act of the log",
    ),
    _sqlite(
        "audit_entries_next_only",
        "BEFORE INSERT ON audit_entries",
        f"NEW.seq IS NOT {_NEXT_ENTRY} OR EXISTS (SELECT 1 FROM audit_entries WHERE key = NEW.key)",
        "audit_entries grows one by one",
    ),
    _sqlite(
        "audit_payloads_declared",
        "BEFORE DELETE ON audit_payloads",
        f"NOT {_PAYLOAD_DECLARED}",
        "a payload is erased by an act of the log only",
    ),
    *(
        _only_grows(table, verb)
        for table in ("audit_epochs", "audit_erasures")
        for verb in ("UPDATE", "DELETE")
    ),
    _sqlite(
        "audit_epochs_next_only",
        "BEFORE INSERT ON audit_epochs",
        f"NEW.number IS NOT {_NEXT_EPOCH} "
        "OR EXISTS (SELECT 1 FROM audit_epochs WHERE vkey = NEW.vkey)",
        "audit_epochs grows one by one",
    ),
    _sqlite(
        "audit_erasures_told",
        "BEFORE INSERT ON audit_erasures",
        f"NOT {_ERASURE_TOLD} OR EXISTS (SELECT 1 FROM audit_erasures WHERE id = NEW.id)",
        "an erasure is an act of the log",
    ),
    _sqlite(
        "audit_head_forward_only",
        "BEFORE UPDATE ON audit_head",
        "NEW.id IS NOT 1 OR NEW.size < OLD.size OR NEW.signed_size < OLD.signed_size",
        "the end of the log only moves on",
    ),
    _sqlite("audit_head_no_delete", "BEFORE DELETE ON audit_head", "", "the log has an end"),
    _sqlite(
        "audit_head_once",
        "BEFORE INSERT ON audit_head",
        "EXISTS (SELECT 1 FROM audit_head)",
        "the log has one end",
    ),
)


def _server(name: str, table: str, verbs: str, refused: str, why: str) -> tuple[str, str]:
    kept = "OLD" if verbs == "DELETE" else "NEW"
    body = f"RAISE EXCEPTION '{why}';"
    if refused:
        body = f"IF {refused} THEN {body} END IF; RETURN {kept};"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


_ALL = (
    "audit_entries",
    "audit_nodes",
    "audit_payloads",
    "audit_checkpoints",
    "audit_epochs",
    "audit_erasures",
    "audit_head",
)

POSTGRESQL = (
    (
        "CREATE FUNCTION audit_no_truncate() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_no_truncate()"
        for table in _ALL
    ),
    *(
        statement
        for table in (*_GROWS_ONLY, "audit_epochs", "audit_erasures")
        for statement in _server(
            f"{table}_grows", table, "UPDATE OR DELETE", "", f"{table} only grows"
        )
    ),
    *_server("audit_entries_no_delete", "audit_entries", "DELETE", "", "audit_entries only grows"),
    *_server(
        "audit_entries_no_update",
        "audit_entries",
        "UPDATE",
        f"NOT ({_ENTRY_DECLARED} AND NEW.seq = OLD.seq AND NEW.key = OLD.key "
        "AND NEW.leaf = OLD.leaf AND length(NEW.canonical) = 0 "
        "AND NEW.at = '' AND NEW.act = '' AND NEW.actor = '' AND NEW.obj = '')",
        "an entry is left as it is, or emptied by an act of the log",
    ),
    *_server(
        "audit_entries_next_only",
        "audit_entries",
        "INSERT",
        f"NEW.seq <> {_NEXT_ENTRY}",
        "audit_entries grows one by one",
    ),
    *_server(
        "audit_payloads_no_update",
        "audit_payloads",
        "UPDATE",
        "",
        "a payload is erased or left as it is",
    ),
    *_server(
        "audit_payloads_declared",
        "audit_payloads",
        "DELETE",
        f"NOT {_PAYLOAD_DECLARED}",
        "a payload is erased by an act of the log only",
    ),
    *_server(
        "audit_checkpoints_later_only",
        "audit_checkpoints",
        "INSERT",
        f"NEW.size <= {_NEWEST_CHECKPOINT}",
        "a checkpoint is never stated again",
    ),
    *_server(
        "audit_epochs_next_only",
        "audit_epochs",
        "INSERT",
        f"NEW.number <> {_NEXT_EPOCH}",
        "audit_epochs grows one by one",
    ),
    *_server(
        "audit_erasures_told",
        "audit_erasures",
        "INSERT",
        f"NOT {_ERASURE_TOLD}",
        "an erasure is an act of the log",
    ),
    *_server(
        "audit_head_forward_only",
        "audit_head",
        "UPDATE",
        "NEW.id <> 1 OR NEW.size < OLD.size OR NEW.signed_size < OLD.signed_size",
        "the end of the log only moves on",
    ),
    *_server("audit_head_no_delete", "audit_head", "DELETE", "", "the log has an end"),
)

DROP_POSTGRESQL = tuple(
    f"DROP FUNCTION {statement.split()[2]} CASCADE"
    for statement in POSTGRESQL
    if statement.startswith("CREATE FUNCTION")
)

# Deleting stays possible: the law asks that what was written of a person is erased in time.
# INSERT OR REPLACE would delete without a trigger: inserting over a row is refused beforehand.
REPORTS = tuple(
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

SERVER_REPORTS = tuple(
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


def made_by(step: str, *, sqlite: bool) -> tuple[str, ...]:
    """The statements that made the guards of a database at that step."""
    if sqlite:
        log, reports = SQLITE if step >= "0004" else FIRST, REPORTS
    else:
        log, reports = POSTGRESQL if step >= "0004" else (), SERVER_REPORTS
    return (*log, *(reports if step >= "0002" else ()))
