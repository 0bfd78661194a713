"""What can be wrong with the database, the evidence folder and the keys, told to the reader."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError

from control_room.audit.findings import Finding
from control_room.errors import ControlRoomError
from control_room.storage.lack_of_room import NO_ROOM, lacks_room
from control_room.texts import QT_TRANSLATE_NOOP

_NOTHING_LOST = QT_TRANSLATE_NOOP(
    "storage errors", "The act was not recorded; what was recorded before is unharmed."
)
_NOT_OPENED = QT_TRANSLATE_NOOP("storage errors", "Vigie cannot work with it; nothing was changed.")


class DatabaseLocked(ControlRoomError):
    """Another program holds the database; nothing was stored."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "Another program is using the database {path}.").of(
                path=path
            ),
            _NOTHING_LOST,
            QT_TRANSLATE_NOOP("storage errors", "Close the other program, then try again."),
        )


class ConsoleAlreadyRuns(ControlRoomError):
    """A second console on the same records; it was not opened."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "Vigie is already running on {path}.").of(
                path=place
            ),
            QT_TRANSLATE_NOOP("storage errors", "Two consoles cannot keep one log."),
            QT_TRANSLATE_NOOP(
                "storage errors", "Use the window that is open, or close it, then start again."
            ),
        )


class DatabaseReadOnly(ControlRoomError):
    """The database may be read, not written; nothing was stored."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The database {path} cannot be written.").of(
                path=path
            ),
            _NOTHING_LOST,
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Give this user the right to write the folder and its files, then try again.",
            ),
        )


class DiskFull(ControlRoomError):
    """No space is left; nothing was stored."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The disk that holds {path} is full.").of(
                path=path
            ),
            _NOTHING_LOST,
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Free space on that disk, or have this user's quota or limit of file size raised; "
                "then try again.",
            ),
        )


class DiskFault(ControlRoomError):
    """The disk refused to read or write; nothing was stored."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The disk failed at {path}.").of(path=path),
            _NOTHING_LOST,
            QT_TRANSLATE_NOOP(
                "storage errors", "Check the disk and its connection, then try again."
            ),
        )


class DatabaseUnreachable(ControlRoomError):
    """The file or its folder is not there or may not be opened."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The database {path} cannot be opened.").of(
                path=path
            ),
            _NOT_OPENED,
            QT_TRANSLATE_NOOP(
                "storage errors", "Check that the file exists and that this user may read it."
            ),
        )


class DatabaseDamaged(ControlRoomError):
    """The file is no sound SQLite database; it is left as it is."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The database {path} is damaged.").of(path=path),
            QT_TRANSLATE_NOOP(
                "storage errors", "The file is left as it is; nothing more is written to it."
            ),
            QT_TRANSLATE_NOOP(
                "storage errors", "Keep a copy of the folder, then restore the last backup."
            ),
        )


class AuditLogBroken(ControlRoomError):
    """The log does not match its newest checkpoint; the database is left as it is."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP(
                "storage errors", "The audit log in {path} no longer matches what was signed."
            ).of(path=path),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Records were altered or lost; nothing more is written, to keep what shows it.",
            ),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Keep a copy of the folder, run vigie audit verify, then restore the last backup.",
            ),
        )


class DatabaseTooNew(ControlRoomError):
    """A later Vigie made the database; it is left as it is."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP(
                "storage errors", "The database {path} was made by a later version of Vigie."
            ).of(path=path),
            _NOT_OPENED,
            QT_TRANSLATE_NOOP("storage errors", "Install that version or a later one."),
        )


class SQLiteTooOld(ControlRoomError):
    """The SQLite library has the WAL-reset fault, which can lose records."""

    def __init__(self, found: str, needed: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The SQLite library is version {found}.").of(
                found=found
            ),
            QT_TRANSLATE_NOOP(
                "storage errors", "Versions before {needed} can damage a database."
            ).of(needed=needed),
            QT_TRANSLATE_NOOP("storage errors", "Run the installation again."),
        )


class SigningKeyMissing(ControlRoomError):
    """A database is there, the key that signs its log is not."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The audit log's key {path} is missing.").of(
                path=path
            ),
            QT_TRANSLATE_NOOP(
                "storage errors", "No act can be recorded without it; the records are unharmed."
            ),
            QT_TRANSLATE_NOOP("storage errors", "Restore the keys folder from its backup."),
        )


class SigningKeyWrong(ControlRoomError):
    """The key is damaged, or signs another log."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP(
                "storage errors", "The audit log's key {path} is damaged or of another log."
            ).of(path=path),
            QT_TRANSLATE_NOOP(
                "storage errors", "No act can be recorded without it; the records are unharmed."
            ),
            QT_TRANSLATE_NOOP("storage errors", "Restore the keys folder from its backup."),
        )


class SiteKeyAway(ControlRoomError):
    """A key must be certified, and the key that does it is not at hand."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The site's key {path} is not at hand.").of(
                path=path
            ),
            QT_TRANSLATE_NOOP(
                "storage errors", "No new key can sign the audit log; nothing was changed."
            ),
            QT_TRANSLATE_NOOP("storage errors", "Put in the disk that holds it, then try again."),
        )


class OutcomeUnknown(ControlRoomError):
    """The database went away while it recorded the act, and did not come back to tell.

    Attributes:
        key: of the act's first entry; `log.has(key)` tells later.
    """

    def __init__(self, place: Path | str, key: str) -> None:
        self.key = key
        super().__init__(
            QT_TRANSLATE_NOOP(
                "storage errors", "The database {path} went away while it recorded the act."
            ).of(path=place),
            QT_TRANSLATE_NOOP(
                "storage errors", "It cannot be known yet whether the act was recorded."
            ),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Wait until the database answers, look whether the act is there, "
                "and only then do it again.",
            ),
        )


class EvidenceMissing(ControlRoomError):
    """A file that the records name is not in the store."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The evidence file {name} is missing.").of(
                name=sha256[:12]
            ),
            QT_TRANSLATE_NOOP("storage errors", "It cannot be shown; its record is unharmed."),
            QT_TRANSLATE_NOOP(
                "storage errors", "Tell a supervisor; restore the evidence folder from its backup."
            ),
        )


class EvidenceAltered(ControlRoomError):
    """A file is not what was recorded."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "The evidence file {name} was altered.").of(
                name=sha256[:12]
            ),
            QT_TRANSLATE_NOOP(
                "storage errors", "It is not shown: it is no longer what was recorded."
            ),
            QT_TRANSLATE_NOOP(
                "storage errors", "Tell a supervisor; restore the evidence folder from its backup."
            ),
        )


class RecordAltered(ControlRoomError):
    """A report in the database is not what was recorded.

    Attributes:
        number: of the report.
    """

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "Report {number} was altered in the file.").of(
                number=number
            ),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "It is neither shown nor printed: it is no longer what was recorded.",
            ),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Tell a supervisor; keep a copy of the folder, then restore the last backup.",
            ),
        )


class FileNotWritten(ControlRoomError):
    """A file or folder may not be written; nothing was stored."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "{path} cannot be written.").of(path=path),
            _NOTHING_LOST,
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Give this user the right to write the folder and its files, then try again.",
            ),
        )


class FileNotRead(ControlRoomError):
    """A file is there and may not be read, or its disk fails; nothing was changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("storage errors", "{path} cannot be read.").of(path=path),
            QT_TRANSLATE_NOOP("storage errors", "What it holds is not known; nothing was changed."),
            QT_TRANSLATE_NOOP(
                "storage errors",
                "Check the disk, and that this user may read the file; then try again.",
            ),
        )


class LogIncomplete(Exception):
    """A row that the log's own size promises is not there; told as a broken log.

    Attributes:
        seq: the entry at which it is missing, where that is known.
    """

    def __init__(self, what: str, seq: int | None = None) -> None:
        self.seq = seq
        super().__init__(what)


class LogBroken(Exception):
    """The end of the log does not match what was signed.

    Attributes:
        finding: what does not.
    """

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.code.value)


class UnauditedWrite(Exception):
    """A transaction ended without an audit entry: a bug, rolled back."""


_PRIMARY_CODE_MASK = 0xFF
"""SQLite's extended codes keep the primary one in the low byte."""

_ERRORS = {
    1: DatabaseDamaged,  # SQLITE_ERROR: our statements fit the tables that migrations made
    5: DatabaseLocked,  # SQLITE_BUSY
    6: DatabaseLocked,  # SQLITE_LOCKED
    8: DatabaseReadOnly,  # SQLITE_READONLY
    10: DiskFault,  # SQLITE_IOERR
    11: DatabaseDamaged,  # SQLITE_CORRUPT
    13: DiskFull,  # SQLITE_FULL
    14: DatabaseUnreachable,  # SQLITE_CANTOPEN
    26: DatabaseDamaged,  # SQLITE_NOTADB
}


@contextmanager
def database_errors_told(path: Path) -> Iterator[None]:
    """Tell SQLite's failures of the world in our words; a wrong statement stays a bug."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is not None:
            told = _ERRORS.get(code & _PRIMARY_CODE_MASK)
        else:
            # Only a text that is not UTF-8 fails in operation without a code.
            told = DatabaseDamaged if isinstance(error, OperationalError) else None
        if told is None:
            raise
        if told is DiskFault and lacks_room(path):
            told = DiskFull
        raise told(path) from error
    except LogIncomplete as error:
        raise AuditLogBroken(path) from error
    except UnicodeDecodeError as error:
        # Telling which text is not UTF-8, the driver may stumble over the text itself.
        raise DatabaseDamaged(path) from error


@contextmanager
def file_errors_told(path: Path) -> Iterator[None]:
    """Tell the failures to write a file in our words."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(path) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise FileNotWritten(path) from error
        raise DiskFault(path) from error
