"""What must hold of a data folder after any fault, once a console opens it as always."""

import hashlib
from collections import Counter
from pathlib import Path

from pysqlite3 import dbapi2

from control_room.audit.findings import Status, VerificationResult
from control_room.audit.verify import verify
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.services.evidence_check import check_files
from control_room.services.record_check import check_records
from control_room.storage.backup import check_structure
from control_room.storage.database import Database
from control_room.storage.files import EvidenceStore
from tests.torture.storage.forks import Told
from tests.torture.storage.shift import opened

SHA256_DIGITS = 64


def flaws(root: Path, told: list[Told]) -> list[str]:
    """What is wrong with the folder, in words; nothing, if all that was told is kept.

    Raises:
        ControlRoomError: it does not open.
    """
    folder = DataFolder(root)
    database = opened(root)
    database.import_spool()
    database.checkpoint()
    found = said_by_vigie(database, EvidenceStore(folder.evidence))
    database.close()
    try:
        found += _not_kept(folder.database, told)
    except dbapi2.DatabaseError as error:
        found.append(f"the file: {error}")
    return found + _half_objects(folder.evidence)


def noticed(root: Path, anchor: str) -> list[str]:
    """What Vigie says is wrong with the folder, by all its checks and one checkpoint kept apart."""
    try:
        database = opened(root)
    except ControlRoomError as refusal:
        return [str(refusal)]
    try:
        database.import_spool()
        check_structure(DataFolder(root).database, in_use=True)
        return said_by_vigie(database, EvidenceStore(DataFolder(root).evidence), anchor)
    except ControlRoomError as refusal:
        return [str(refusal)]
    finally:
        database.close()


def said_by_vigie(database: Database, store: EvidenceStore, *anchors: str) -> list[str]:
    """What its own checks find."""
    result = verified(database, *anchors)
    found = [] if result.status is Status.SOUND else [f"the log: {result}"]
    if database.broken is not None:
        found.append(f"the log's end: {database.broken}")
    with database.read() as records:
        found += [str(fault.text) for fault in check_records(records)]
        files = check_files(records, store)
    return found if files.is_sound else [*found, f"the evidence: {files}"]


def verified(database: Database, *anchors: str) -> VerificationResult:
    """The log, checked whole."""
    trust = database.trust
    with database.read() as records:
        return verify(
            records.log.entries(), records.log.checkpoint_notes(), trust=trust, anchors=anchors
        )


def _not_kept(path: Path, told: list[Told]) -> list[str]:
    """What was acknowledged and is not there, read without any of Vigie's code."""
    connection = dbapi2.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
        foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
        rows = connection.execute("SELECT seq, canonical, obj FROM audit_entries").fetchall()
        tables = {
            "incident": connection.execute("SELECT number FROM incidents").fetchall(),
            "note": connection.execute("SELECT text FROM incident_notes").fetchall(),
            "still": connection.execute("SELECT sha256 FROM stills").fetchall(),
        }
    finally:
        connection.close()
    found = [f"the file: {integrity} {foreign}"] if (integrity, foreign) != ("ok", []) else []
    # Damage may have left anything in a row.
    hashes = {seq: hashlib.sha256(str(row).encode()).hexdigest() for seq, *row in rows} | {
        seq: hashlib.sha256(canonical).hexdigest()
        for seq, canonical, _ in rows
        if isinstance(canonical, bytes)
    }
    objects = Counter(obj for _, _, obj in rows)
    if sorted(hashes) != list(range(len(hashes))):
        found.append("the log has gaps")
    for act in told:
        if "seq" in act and hashes.get(act["seq"]) != act["entry"]:
            found.append(f"entry {act['seq']} was acknowledged, and is lost or another")
        if "noted" in act and objects[act["noted"]] != 1:
            found.append(f"{act} was acknowledged, and is there {objects[act['noted']]} times")
        found += [
            f"the {kind} of {act} was acknowledged and is lost"
            for kind, kept in tables.items()
            if kind in act and (act[kind],) not in kept
        ]
    return found


def _half_objects(evidence: Path) -> list[str]:
    """Files whose name says that they are whole, and are not."""
    return [
        f"{path.name} is half an object"
        for path in evidence.rglob("*")
        if len(path.name) == SHA256_DIGITS
        and hashlib.sha256(path.read_bytes()).hexdigest() != path.name
    ]
