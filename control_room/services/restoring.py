"""A backup put in the database's place, or on a server, and the log told what that lost.

What is lost stays visible: the entry says how many, the database in use before is kept aside, and
anchors elsewhere are not touched: whoever holds them knows of entries that are gone, and says so.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from control_room.audit.entry import Act
from control_room.audit.epochs import Trust
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.services.backups import MOMENT, BackupUnfit, verified_log
from control_room.storage.backup import fill_from, put_in_place
from control_room.storage.database import Database, ReadOnlyDatabase
from control_room.storage.errors import (
    AuditLogBroken,
    DatabaseDamaged,
    DatabaseUnreachable,
    DiskFault,
    file_errors_told,
)
from control_room.storage.files import EvidenceStore, StoreMark, sync_folder
from control_room.storage.high_water import HighWater
from control_room.storage.keys import LogKeys
from control_room.storage.postgresql import Server
from control_room.storage.records.log import Epoch
from control_room.storage.sqlite import BUSY_TIMEOUT_MS, SQLiteStore
from control_room.storage.transfer import ServerTaken
from control_room.texts import QT_TRANSLATE_NOOP, Text

_DAMAGED = QT_TRANSLATE_NOOP("backups", "The file is damaged or cut short.")

_NOT_THERE = QT_TRANSLATE_NOOP("backups", "It is not there, or this user may not read it.")
_PUT_BACK = QT_TRANSLATE_NOOP("backups", "Entries put back: {size}. The audit log says so.")
_NOTHING_LOST = QT_TRANSLATE_NOOP("backups", "No later entry was known here.")
_LOST = QT_TRANSLATE_NOOP(
    "backups",
    "Lost: entries {first} to {last} ({count} known here), recorded after the backup, and the "
    "records that they speak of.",
)
_ONE_LOST = QT_TRANSLATE_NOOP(
    "backups", "Lost: entry {first}, recorded after the backup, and the record that it speaks of."
)
_CONTRADICTED = QT_TRANSLATE_NOOP(
    "backups",
    "Anchors of lost entries on shares, at witnesses and on shift reports contradict the log from "
    "now on, and rightly: they prove that those entries were there. Keep them. When an integrity "
    "alert tells of it, a supervisor accounts for it in the console, with the reason.",
)
_KEPT = QT_TRANSLATE_NOOP("backups", "The database in use before is kept as {aside}.")

_SIZE_OF_ANCHOR = re.compile(r"^[a-z]+-(\d{12})[-.]", re.ASCII)
_EPOCH = re.compile(r"^epoch-(\d{4,})[-.]", re.ASCII)


class BackupForeign(ControlRoomError):
    """The backup holds another log than the one that the folder's keys sign."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("backups", "The backup {path} is of another site.").of(path=path),
            QT_TRANSLATE_NOOP("backups", "The database in use was not changed."),
            QT_TRANSLATE_NOOP(
                "backups",
                "Take a backup of this site, or put its folder keys into the data folder first.",
            ),
        )


@dataclass(frozen=True)
class Restored:
    """What a restoration did.

    Attributes:
        size: entries of the log that was put back.
        lost: places of entries that were known and are no longer in the log.
        aside: where the database that was in use is kept; None on a server, which was empty.
    """

    size: int
    lost: range
    aside: Path | None

    def lines(self) -> list[Text]:
        """What was done, what is gone and what to do next, for a reader."""
        lines = [_PUT_BACK.of(size=self.size)]
        if self.lost:
            lost = _LOST if len(self.lost) > 1 else _ONE_LOST
            values = {"count": len(self.lost), "first": self.lost[0], "last": self.lost[-1]}
            lines += [lost.of(**values), _CONTRADICTED]
        else:
            lines.append(_NOTHING_LOST)
        if self.aside is not None:
            lines.append(_KEPT.of(aside=self.aside))
        return lines


def restore(
    folder: DataFolder,
    backup: Path,
    keys: LogKeys,
    marks: HighWater,
    *,
    now: Callable[[], datetime],
    workstation: str,
    server: Server | None = None,
) -> Restored:
    """Put a backup in the database's place, and say so in its log; the console is closed.

    Args:
        server: an empty database that takes the records, instead of the folder's file.

    Raises:
        BackupUnfit, BackupForeign: the backup is not sound, or of another site.
        ServerTaken: the server's database is not empty.
        ControlRoomError: a console is open, the site's key is needed and not at hand, or a file
            cannot be written. The database in use is in its place.
    """
    store = SQLiteStore(folder.database, BUSY_TIMEOUT_MS)
    store.take()
    try:
        size, epochs = _fit(backup, keys)
        with file_errors_told(folder.root):
            known = max(_size_of(server or folder.database), _highest(marks, keys.origin))
        aside = None
        if server is None:
            moment = f"{now().astimezone(UTC):{MOMENT}}-{secrets.token_hex(4)}"
            aside = folder.database.with_name(f"{folder.database.name}.{moment}")
            put_in_place(backup, folder.database, aside)
        else:
            # As many entries: a restoration that was cut short is carried on.
            if _size_of(server) > size:
                raise ServerTaken(server.name)
            fill_from(backup, server, workstation, folder.root)
        _set_lost_aside(folder.anchors, size, epochs)
    finally:
        store.release()
    lost = range(size, max(size, known))
    database = Database.open(
        server or folder.database,
        keys=keys,
        now=now,
        workstation=workstation,
        spool=folder.spool,
        join=True,
    )
    try:
        _record_restored(database, folder, marks, size, lost)
    finally:
        database.close()
    return Restored(size, lost, aside)


def _fit(backup: Path, keys: LogKeys) -> tuple[int, int]:
    """Entries and epochs of a backup that may be put back.

    Raises:
        ControlRoomError: it may not.
    """
    if not backup.is_file():
        raise BackupUnfit(backup, _NOT_THERE)
    try:
        origin, epochs = _named_in(backup)
        if origin != keys.origin:
            raise BackupForeign(backup)
        trust = Trust(keys.origin, keys.site, tuple(epoch.certificate for epoch in epochs))
        size = verified_log(backup, trust, backup).size
    except DatabaseUnreachable as error:
        raise BackupUnfit(backup, _NOT_THERE) from error
    except (DatabaseDamaged, AuditLogBroken, DiskFault) as error:
        raise BackupUnfit(backup, _DAMAGED) from error
    if all(epoch.vkey != keys.signer.verifier.written() for epoch in epochs):
        # The key changed since: it becomes an epoch of the log put back, if the site's key
        # is at hand. Tried here, before anything is changed.
        keys.certify(len(epochs) + 1, size, keys.signer.verifier)
    return size, len(epochs)


def _record_restored(
    database: Database, folder: DataFolder, marks: HighWater, size: int, lost: range
) -> None:
    with database.write() as tx:
        tx.audit(Act.DATABASE_RESTORED, "database", details={"size": size, "lost": len(lost)})
    with database.read() as records:
        newest, written = records.log.newest_checkpoint(), records.log.size()
    evidence = EvidenceStore(folder.evidence)
    mark = evidence.mark()
    if mark is not None:
        evidence.put_mark(StoreMark(mark.store, mark.log, written))
    with file_errors_told(folder.root):
        if newest is not None:
            marks.replace(database.origin, newest.note)


def _named_in(backup: Path) -> tuple[str, list[Epoch]]:
    opened = ReadOnlyDatabase.open(backup)
    try:
        with opened.read() as records:
            return records.log.site("origin"), list(records.log.epochs())
    finally:
        opened.close()


def _size_of(at: Path | Server) -> int:
    """Entries of the database in use; 0 if it is past reading, which is why one restores."""
    try:
        opened = ReadOnlyDatabase.open(at)
    except ControlRoomError:
        return 0
    try:
        with opened.read() as records:
            return records.log.size()
    except ControlRoomError:
        return 0
    finally:
        opened.close()


def _highest(marks: HighWater, origin: str) -> int:
    sizes = [int(note.splitlines()[1]) for note in marks.marks(origin)]
    return max(sizes, default=0)


def _set_lost_aside(place: Path, size: int, epochs: int) -> None:
    """Keep our own anchors and certificates of what is gone where they are no longer compared."""
    with file_errors_told(place):
        beyond = [
            path
            for path in place.glob("*.*")
            if _states_more(_SIZE_OF_ANCHOR, path, size) or _states_more(_EPOCH, path, epochs)
        ]
        if not beyond:
            return
        lost = place / "lost"
        lost.mkdir(mode=0o700, exist_ok=True)
        for path in beyond:
            path.replace(lost / path.name)
        sync_folder(lost)
        sync_folder(place)


def _states_more(pattern: re.Pattern[str], path: Path, known: int) -> bool:
    stated = pattern.search(path.name)
    return stated is not None and int(stated[1]) > known
