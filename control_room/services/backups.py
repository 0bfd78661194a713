"""Backups of the database, each restored and verified before it counts as one.

A backup that was never read back is a hope. Each is copied once more, opened as a restored
database, looked through by SQLite, and its log verified and compared with the one in use.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from control_room.audit.entry import Act, Detail, Result
from control_room.audit.epochs import Trust
from control_room.audit.findings import Status, VerificationResult
from control_room.audit.verify import Progress, verify
from control_room.domain.agent import Session
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.storage.backup import check_structure, copy_live, copy_of, put_in_place
from control_room.storage.database import Database, ReadOnlyDatabase
from control_room.storage.errors import file_errors_told
from control_room.storage.files import EvidenceStore, StoreMark, sync_folder
from control_room.storage.high_water import HighWater
from control_room.storage.keys import LogKeys
from control_room.storage.records.log import Epoch
from control_room.storage.sqlite import BUSY_TIMEOUT_MS, SQLiteStore
from control_room.texts import QT_TRANSLATE_NOOP

logger = logging.getLogger(__name__)

_NAME = re.compile(r"vigie-(\d{8}T\d{6}Z)-\d{12}\.sqlite3", re.ASCII)
_MOMENT = "%Y%m%dT%H%M%SZ"
_HOURLY, _DAILY = timedelta(hours=24), timedelta(days=30)
_SIZE_OF_ANCHOR = re.compile(r"^[a-z]+-(\d{12})[-.]", re.ASCII)
_EPOCH = re.compile(r"^epoch-(\d{4,})[-.]", re.ASCII)


class BackupUnfit(ControlRoomError):
    """The copy, restored, is not the database that it was made of; it was not kept."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("backups", "The backup {path} does not pass its check.").of(
                path=path
            ),
            QT_TRANSLATE_NOOP("backups", "It is not used; the database in use was not changed."),
            QT_TRANSLATE_NOOP(
                "backups", "Run vigie audit verify; check the disk of the backups, then try again."
            ),
        )


@dataclass(frozen=True)
class Backup:
    """A verified copy of the database.

    Attributes:
        size, root: of its log.
    """

    path: Path
    size: int
    root: bytes


@dataclass(frozen=True)
class Restored:
    """What a restoration did.

    Attributes:
        size: entries of the log that was put back.
        lost: entries that were known and are no longer in the log.
        aside: where the database that was in use is kept.
    """

    size: int
    lost: int
    aside: Path


class Backups:
    """Copies of this workstation's database file.

    Args:
        place: folder of the backups, best on another disk.
        check_room: raises while the disk of a folder is nearly full.
    """

    def __init__(
        self,
        database: Database,
        source: Path,
        place: Path,
        *,
        now: Callable[[], datetime],
        check_room: Callable[[Path], None] = lambda _place: None,
    ) -> None:
        self._database = database
        self._source = source
        self._place = place
        self._now = now
        self._check_room = check_room
        self._turn = threading.Lock()

    def make(self, who: Session | None = None, progress: Progress | None = None) -> Backup:
        """Make a backup, restore it, verify it, and only then give it its name.

        One at a time: the hand-over's waits for the hour's.

        Args:
            progress: told the entries verified; an exception from it ends the work.

        Raises:
            ControlRoomError: not made; the failure is recorded, older backups are kept.
        """
        with self._turn:
            return self._make(who, progress)

    def last_made(self) -> datetime | None:
        """When the newest backup was made (aware UTC); None if there is none."""
        return max((at for at, _ in self._kept()), default=None)

    def _make(self, who: Session | None, progress: Progress | None) -> Backup:
        try:
            self._make_place()
            self._check_room(self._place)
            self._database.checkpoint()
            backup = self._made(progress)
        except ControlRoomError as error:
            self._record(who, Result.FAILED, {"ok": False, "cause": type(error).__name__})
            raise
        self._record(
            who,
            Result.DONE,
            {
                "ok": True,
                "size": backup.size,
                "root": backup.root.hex(),
                "file": backup.path.name,
            },
        )
        self._thin()
        return backup

    def _make_place(self) -> None:
        with file_errors_told(self._place):
            self._place.mkdir(mode=0o700, exist_ok=True)
            for left in self._place.glob(".*"):
                # Of a console that was killed meanwhile.
                if left.suffix in (".part", ".restored"):
                    left.unlink()

    def _made(self, progress: Progress | None) -> Backup:
        part = self._place / f".{secrets.token_hex(8)}.part"
        copy_live(self._source, part)
        try:
            verified = self._verified(part, progress)
            at = self._now().astimezone(UTC).strftime(_MOMENT)
            path = self._place / f"vigie-{at}-{verified.size:012d}.sqlite3"
            with file_errors_told(self._place):
                part.replace(path)
                sync_folder(self._place)
        finally:
            part.unlink(missing_ok=True)
        return Backup(path, verified.size, verified.root)

    def _verified(self, part: Path, progress: Progress | None) -> VerificationResult:
        """Restore beside, and compare with the log in use.

        Raises:
            ControlRoomError: it is not the same.
        """
        restored = part.with_suffix(".restored")
        copy_of(part, restored)
        try:
            result = verified_log(restored, self._database.trust, progress)
        finally:
            restored.unlink(missing_ok=True)
        with self._database.read() as records:
            same = (
                records.log.size() >= result.size
                and records.log.frontier(result.size).root() == result.root
            )
        if not same:
            raise BackupUnfit(self._place)
        return result

    def _record(self, who: Session | None, result: Result, details: dict[str, Detail]) -> None:
        noted = self._database.note(
            Act.DATABASE_BACKED_UP, "database", who=who, result=result, details=details
        )
        if noted:
            # The command line's backup follows the stop of a console: nothing unsigned may.
            self._database.checkpoint()

    def _kept(self) -> list[tuple[datetime, Path]]:
        found = []
        for path in self._place.glob("vigie-*.sqlite3"):
            named = _NAME.fullmatch(path.name)
            if named is not None:
                at = datetime.strptime(named[1], _MOMENT).replace(tzinfo=UTC)
                found.append((at, path))
        return sorted(found, reverse=True)

    def _thin(self) -> None:
        """Keep the newest of each hour for a day, and of each day for a month."""
        kept = self._kept()
        wanted = worth_keeping([at for at, _ in kept], self._now())
        with file_errors_told(self._place):
            for at, path in kept:
                if at not in wanted:
                    path.unlink()


def worth_keeping(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """The backups that stay: of each hour of the last day, of each day of the last month.

    The newest stays always, and so does one that a clock once ahead dated in the future.
    """
    newest_first = sorted(made, reverse=True)
    wanted: dict[str, datetime] = {}
    for at in newest_first:
        if at > now - _HOURLY:
            wanted.setdefault(f"{at:%Y%m%d%H}", at)
        if at > now - _DAILY:
            wanted.setdefault(f"{at:%Y%m%d}", at)
    return {*wanted.values(), *newest_first[:1]}


def verified_log(copy: Path, trust: Trust, progress: Progress | None = None) -> VerificationResult:
    """Look through a copy of a database and verify its whole log.

    Raises:
        BackupUnfit: the log is not sound, or not signed to its end.
        ControlRoomError: it cannot be read, or is damaged.
    """
    check_structure(copy)
    opened = ReadOnlyDatabase.open(copy)
    try:
        with opened.read() as records:
            result = verify(
                records.log.entries(),
                records.log.checkpoint_notes(),
                trust=trust,
                progress=progress,
                strict=False,
            )
    finally:
        opened.close()
    if result.status is not Status.SOUND:
        logger.error("backup %s: %s", copy, result.findings)
        raise BackupUnfit(copy)
    return result


def restore(
    folder: DataFolder,
    backup: Path,
    keys: LogKeys,
    marks: HighWater,
    *,
    now: Callable[[], datetime],
    workstation: str,
    anchors: Sequence[Path] = (),
) -> Restored:
    """Put a backup in the database's place, and say so in its log; the console is closed.

    The database that was in use is kept aside, and so are anchors of entries that the backup does
    not have: they prove what was lost.

    Args:
        anchors: folders with anchors, beside the one in the data folder.

    Raises:
        ControlRoomError: a console is open, the backup is not sound or of another site, the site's
            key is needed and not at hand, or a file cannot be written. The database in use is in
            its place.
    """
    store = SQLiteStore(folder.database, BUSY_TIMEOUT_MS)
    store.take()
    try:
        epochs = _epochs_in(backup)
        trust = Trust(keys.origin, keys.site, tuple(epoch.certificate for epoch in epochs))
        size = verified_log(backup, trust).size
        if all(epoch.vkey != keys.signer.verifier.written() for epoch in epochs):
            # The key changed since: it becomes an epoch of the log put back, if the site's key
            # is at hand. Tried here, before anything is changed.
            keys.certify(len(epochs) + 1, size, keys.signer.verifier)
        known = max(_size_of(folder.database), _highest(marks, keys.origin))
        aside = folder.database.with_name(
            f"{folder.database.name}.{now().astimezone(UTC):{_MOMENT}}-{secrets.token_hex(4)}"
        )
        put_in_place(backup, folder.database, aside)
        for place in (folder.anchors, *anchors):
            _set_lost_aside(place, size, len(epochs))
    finally:
        store.release()
    lost = max(0, known - size)
    _record_restored(folder, keys, marks, size, lost, now=now, workstation=workstation)
    return Restored(size, lost, aside)


def _record_restored(
    folder: DataFolder,
    keys: LogKeys,
    marks: HighWater,
    size: int,
    lost: int,
    *,
    now: Callable[[], datetime],
    workstation: str,
) -> None:
    database = Database.open(
        folder.database, keys=keys, now=now, workstation=workstation, join=True
    )
    try:
        with database.write() as tx:
            tx.audit(Act.DATABASE_RESTORED, "database", details={"size": size, "lost": lost})
        with database.read() as records:
            newest, written = records.log.newest_checkpoint(), records.log.size()
    finally:
        database.close()
    evidence = EvidenceStore(folder.evidence)
    mark = evidence.mark()
    if mark is not None:
        evidence.put_mark(StoreMark(mark.store, mark.log, written))
    with file_errors_told(folder.root):
        if newest is not None:
            marks.replace(keys.origin, newest.note)


def _epochs_in(backup: Path) -> list[Epoch]:
    opened = ReadOnlyDatabase.open(backup)
    try:
        with opened.read() as records:
            return list(records.log.epochs())
    finally:
        opened.close()


def _size_of(path: Path) -> int:
    """Entries of the database in use; 0 if it is past reading, which is why one restores."""
    try:
        opened = ReadOnlyDatabase.open(path)
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
    """Keep anchors and certificates of what is gone where they are no longer compared."""
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
