"""Evidence folder and database are of one piece: each knows the other, and which was put back.

The folder bears a mark with its own random id, and the log's name and size when it was last opened;
the log's site facts name the folder of each workstation.
"""

from __future__ import annotations

import secrets
from enum import StrEnum

from control_room.audit.entry import Act, Result
from control_room.services.evidence_check import recorded_checks
from control_room.storage.database import Database
from control_room.storage.errors import LogIncomplete
from control_room.storage.files import EvidenceStore, StoreMark
from control_room.texts import QT_TRANSLATE_NOOP, Text


class StoreFault(StrEnum):
    """Why the evidence folder and the database are not of one piece."""

    FOREIGN = "foreign"
    SWAPPED = "swapped"
    UNMARKED = "unmarked"
    DATABASE_OLDER = "database_older"

    @property
    def text(self) -> Text:
        """The fault, told to a supervisor."""
        return _STORE_FAULT_TEXTS[self]


_STORE_FAULT_TEXTS = {
    StoreFault.FOREIGN: QT_TRANSLATE_NOOP(
        "evidence check", "The evidence folder is of another site."
    ),
    StoreFault.SWAPPED: QT_TRANSLATE_NOOP(
        "evidence check", "The evidence folder is not the one that this database was used with."
    ),
    StoreFault.UNMARKED: QT_TRANSLATE_NOOP(
        "evidence check", "The evidence folder has lost its mark: it was emptied or replaced."
    ),
    StoreFault.DATABASE_OLDER: QT_TRANSLATE_NOOP(
        "evidence check", "The database is older than the evidence folder: only one was restored."
    ),
}


def open_store(database: Database, store: EvidenceStore, workstation: str) -> StoreFault | None:
    """Whether folder and database belong together; call once at start, on the writer thread.

    A fault is recorded each time, until the folder that belongs here is back, and that it is.
    Folder and database that never met are tied to each other.

    Raises:
        ControlRoomError: folder or database cannot be read or written.
    """
    fact = f"evidence/{workstation}"
    mark = store.mark()
    with database.read() as records:
        origin, size = records.log.site("origin"), records.log.size()
        try:
            tied = records.log.site(fact)
        except LogIncomplete:
            tied = None
    fault = _fault(mark, origin, size, tied)
    if fault is not None:
        with database.write() as tx:
            tx.audit(
                Act.EVIDENCE_CHECKED,
                "store",
                result=Result.FAILED,
                details={"store": fault.value},
            )
        return fault
    if mark is None or tied is None:
        mark = StoreMark(secrets.token_hex(16) if mark is None else mark.store, origin, size)
        store.put_mark(mark)
        with database.write() as tx:
            tx.log.keep_site(fact, mark.store)
            tx.audit(Act.EVIDENCE_CHECKED, "store", details={"store": "tied"})
    else:
        store.put_mark(StoreMark(mark.store, origin, size))
        last = next(recorded_checks(database, workstation, "store"), None)
        if last is not None and last.result is Result.FAILED:
            with database.write() as tx:
                tx.audit(Act.EVIDENCE_CHECKED, "store", details={"store": "sound"})
    return None


def _fault(mark: StoreMark | None, origin: str, size: int, tied: str | None) -> StoreFault | None:
    if mark is None:
        return None if tied is None else StoreFault.UNMARKED
    if mark.log != origin:
        return StoreFault.FOREIGN
    if mark.size > size:
        return StoreFault.DATABASE_OLDER
    return StoreFault.SWAPPED if tied not in (None, mark.store) else None
