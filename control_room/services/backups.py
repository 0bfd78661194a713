"""Backups of the database, each restored and verified before it counts as one.

A backup that was never read back is a hope. Each is copied once more, opened as a restored
database, looked through by SQLite, and its log verified and compared with the one in use.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from control_room.audit.entry import Act, Detail, NotAnEntry, Result, read_entry
from control_room.audit.epochs import Trust
from control_room.audit.findings import Status, VerificationResult
from control_room.audit.verify import Progress, verify
from control_room.domain.agent import Session
from control_room.errors import ControlRoomError
from control_room.services.audit_texts import finding_text
from control_room.storage.backup import check_structure, copy_live, copy_of, copy_server, turn
from control_room.storage.database import Database, ReadOnlyDatabase
from control_room.storage.disk import DiskNearlyFull
from control_room.storage.errors import file_errors_told
from control_room.storage.files import sync_folder
from control_room.storage.postgresql import Server
from control_room.texts import QT_TRANSLATE_NOOP, Text

logger = logging.getLogger(__name__)

_NAME = re.compile(r"vigie-(\d{8}T\d{6}Z)-\d{12}\.sqlite3", re.ASCII)
MOMENT = "%Y%m%dT%H%M%SZ"
_HOURLY, _DAILY = timedelta(hours=24), timedelta(days=30)
_HOUR, _RETRY = timedelta(hours=1), timedelta(minutes=9)
_TAKES_OVER = timedelta(minutes=10)
"""So long after the hour another workstation backs the server up instead of the last one."""

_ANOTHER_LOG = QT_TRANSLATE_NOOP("backups", "Its log is not the one in use.")


class BackupUnfit(ControlRoomError):
    """A backup is not, or no longer, the database that it was made of.

    Attributes:
        why: what is wrong with it.
    """

    def __init__(self, path: Path, why: Text) -> None:
        self.why = why
        super().__init__(
            QT_TRANSLATE_NOOP("backups", "The backup {path} cannot be used. {why}").of(
                path=path, why=why
            ),
            QT_TRANSLATE_NOOP("backups", "The database in use was not changed."),
            QT_TRANSLATE_NOOP(
                "backups",
                "Older backups are kept: take one of them. vigie audit verify tells whether the "
                "database in use is sound.",
            ),
        )


class BackupNotMade(ControlRoomError):
    """What was copied is not sound, or not the database in use; the copy was removed."""

    def __init__(self, why: Text) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("backups", "No backup was made. {why}").of(why=why),
            QT_TRANSLATE_NOOP(
                "backups", "The database in use was not changed, and older backups are kept."
            ),
            QT_TRANSLATE_NOOP(
                "backups", "vigie audit verify tells whether the database in use is sound."
            ),
        )


class NoRoomForBackups(ControlRoomError):
    """Their disk is nearly full, and none is removed while an alert stands; none was made."""

    def __init__(self, full: DiskNearlyFull) -> None:
        super().__init__(
            full.what,
            QT_TRANSLATE_NOOP(
                "backups",
                "No backup was made, and no older one removed: while an integrity alert stands, "
                "any of them may be the last sound one.",
            ),
            QT_TRANSLATE_NOOP(
                "backups",
                "Free space on that disk, or copy older backups to another and then go on.",
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


class Backups:
    """Copies of the site's records, made and kept by this workstation.

    Args:
        source: the records' file, or the server that several workstations share.
        place: folder of the backups, best on another disk.
        check_room: raises while the disk of a folder is nearly full.
        keeps_all: whether no older backup may be removed, as while an alert stands.
    """

    def __init__(
        self,
        database: Database,
        source: Path | Server,
        place: Path,
        *,
        now: Callable[[], datetime],
        workstation: str,
        check_room: Callable[[Path], None] = lambda _place: None,
        keeps_all: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._source = source
        self._place = place
        self._now = now
        self._workstation = workstation
        self._check_room = check_room
        self._keeps_all = keeps_all
        self._turn = threading.Lock()

    def keep_up(self, progress: Progress | None = None) -> Backup | None:
        """Make the hour's backup if it is due; call every few minutes.

        Of a server, one workstation makes it for all: that which made the last, and another where
        that is gone.

        Raises:
            ControlRoomError: as for `make`.
        """
        if not self._is_due():
            return None
        if not isinstance(self._source, Server):
            return self.make(progress=progress)
        with turn(self._source) as ours:
            return self.make(progress=progress) if ours and self._is_due() else None

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

    def _is_due(self) -> bool:
        now = self._now()
        if not isinstance(self._source, Server):
            made = max((at for at, _ in self._kept()), default=None)
            return made is None or not _is_within(made, now, _HOUR)
        with self._database.read() as records:
            newest = records.log.last_of(Act.DATABASE_BACKED_UP)
        try:
            last = None if newest is None else read_entry(newest.canonical)
        except NotAnEntry:  # altered: what is made now tells
            return True
        if last is None:
            return True
        if last.result is not Result.DONE:
            return not _is_within(last.at, now, _RETRY)
        ours = last.workstation == self._workstation
        return not _is_within(last.at, now, _HOUR if ours else _HOUR + _TAKES_OVER)

    def _make(self, who: Session | None, progress: Progress | None) -> Backup:
        try:
            keeps_all = self._keeps_all()
            self._make_place()
            self._check_place(keeps_all=keeps_all)
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
        if not keeps_all:
            self._thin()
        return backup

    def _check_place(self, *, keeps_all: bool) -> None:
        try:
            self._check_room(self._place)
        except DiskNearlyFull as error:
            if keeps_all:
                raise NoRoomForBackups(error) from error
            raise

    def _make_place(self) -> None:
        with file_errors_told(self._place):
            self._place.mkdir(mode=0o700, exist_ok=True)
            for left in self._place.glob(f".{self._workstation}.*"):
                # Of a console of ours that was killed meanwhile; others may use the folder too.
                if left.suffix in (".part", ".restored"):
                    left.unlink()

    def _made(self, progress: Progress | None) -> Backup:
        part = self._place / f".{self._workstation}.{secrets.token_hex(8)}.part"
        if isinstance(self._source, Server):
            copy_server(self._source, part, lambda: progress(0, 0) if progress else None)
        else:
            copy_live(self._source, part)
        try:
            verified = self._verified(part, progress)
            at = self._now().astimezone(UTC).strftime(MOMENT)
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
            BackupNotMade: it is not sound, or not the same.
            ControlRoomError: it cannot be read, or is damaged.
        """
        restored = part.with_suffix(".restored")
        copy_of(part, restored)
        try:
            result = verified_log(restored, self._database.trust, restored, progress)
        except BackupUnfit as error:
            raise BackupNotMade(error.why) from error
        finally:
            restored.unlink(missing_ok=True)
        with self._database.read() as records:
            same = (
                records.log.size() >= result.size
                and records.log.frontier(result.size).root() == result.root
            )
        if not same:
            raise BackupNotMade(_ANOTHER_LOG)
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
                at = datetime.strptime(named[1], MOMENT).replace(tzinfo=UTC)
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


def _is_within(at: datetime, now: datetime, span: timedelta) -> bool:
    """Whether that long ago at most; so far in the future, a clock was wrong then."""
    return abs(now - at) < span


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


def verified_log(
    copy: Path, trust: Trust, named: Path, progress: Progress | None = None
) -> VerificationResult:
    """Look through a copy of a database and verify its whole log.

    Args:
        named: what a refusal calls it.

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
        logger.error("backup %s: %s", named, result.findings)
        worst = next(one for one in result.findings if one.status is result.status)
        raise BackupUnfit(named, finding_text(worst))
    return result
