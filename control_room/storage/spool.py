"""Acts that only look, kept in a file while the database cannot take them: nothing is forgotten.

- One line an entry: the SHA-256 of the line before it and of its bytes, then its canonical bytes.
  A line is on the disk before its act goes on.
- What is behind a line that does not carry on the chain (a torn end after a power cut, or another
  hand) is never dropped: it is put aside in a file of its own, and that is told.
- The file goes when the database has taken its lines; a console killed in between offers them
  again, and the database knows them by their keys.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from control_room.audit.entry import Entry, NotAnEntry, read_entry
from control_room.errors import ControlRoomError
from control_room.storage.console_lock import hold
from control_room.storage.errors import file_errors_told
from control_room.storage.files import sync_folder, write_atomically

logger = logging.getLogger(__name__)

_START = hashlib.sha256(b"").hexdigest()
_HASH_CHARS = len(_START)


@dataclass(frozen=True)
class Waiting:
    """What the spool holds.

    Attributes:
        entries: in the order of their acts, without their places in the log.
        sha256: of the chain up to the last of them.
        aside: bytes found behind them that are no line of the chain, since the last import.
    """

    entries: tuple[Entry, ...]
    sha256: str
    aside: int


class Spool:
    """The file of acts that wait; one process writes it.

    Attributes:
        is_empty: no act waits, and nothing was put aside that is not told yet.
        count: acts that wait, as far as the file was read or written by this process.
    """

    def __init__(self, folder: Path, origin: str) -> None:
        self._folder = folder
        self._path = folder / "acts"
        self._origin = origin
        self._sha256 = _START
        self._is_read = False
        self._lock_file: int | None = None
        self.count = 0
        self.is_empty = not (os.path.exists(self._path) or self._untold())

    def take(self) -> None:
        """Be the only process that writes the file.

        Raises:
            ConsoleAlreadyRuns: another console does.
            ControlRoomError: the folder cannot be written.
        """
        with file_errors_told(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock_file = hold(self._folder / "lock")

    def release(self) -> None:
        """Let another process write the file."""
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def look(self) -> None:
        """Count what waits since before this process; what cannot be read is told at its import."""
        if not self.is_empty:
            try:
                self.read()
            except ControlRoomError as error:
                logger.warning("spool: %s", error)

    def append(self, entries: list[Entry]) -> None:
        """Keep entries on the disk.

        Raises:
            ControlRoomError: the file cannot be written; none of them is kept.
            NotAnEntry: a value has no place in an entry.
        """
        lines = []
        with file_errors_told(self._path):
            if not self._is_read:
                self.read()
            sha256 = self._sha256
            for entry in entries:
                canonical = entry.canonical()
                sha256 = _chained(sha256, canonical)
                lines.append(f"{sha256} ".encode() + canonical + b"\n")
            self._write(b"".join(lines))
        self._sha256, self.is_empty = sha256, False
        self.count += len(entries)

    def read(self) -> Waiting:
        """What waits; an end that is no line of the chain is put aside first.

        Raises:
            ControlRoomError: the file cannot be read, or its end not put aside.
        """
        with file_errors_told(self._path):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                content = self._path.read_bytes()
            except FileNotFoundError:
                content = b""
            entries, sha256, good_bytes = _read(content, self._origin)
            if good_bytes < len(content):
                self._put_aside(content[good_bytes:], good_bytes)
            self._sha256, self._is_read, self.count = sha256, True, len(entries)
            return Waiting(entries, sha256, sum(path.stat().st_size for path in self._untold()))

    def clear(self) -> None:
        """Forget what the database has taken, and that it was told what was put aside.

        Raises:
            ControlRoomError: the file cannot be removed; it will be offered again.
        """
        self._is_read = False  # cut short, the file is read again before the next line
        with file_errors_told(self._path):
            for path in self._untold():
                path.rename(path.with_suffix(".told"))
            self._path.unlink(missing_ok=True)
            sync_folder(self._folder)
        self._sha256, self._is_read, self.is_empty, self.count = _START, True, True, 0

    def _write(self, lines: bytes) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        before = os.fstat(descriptor).st_size
        try:
            try:
                written = 0
                while written < len(lines):
                    written += os.write(descriptor, lines[written:])
                os.fsync(descriptor)
                if before == 0:  # its name may not be sure yet
                    sync_folder(self._folder)
            except OSError:
                self._is_read = False  # read again before the next line
                os.ftruncate(descriptor, before)
                raise
        finally:
            os.close(descriptor)

    def _put_aside(self, content: bytes, good_bytes: int) -> None:
        aside = self._folder / f"{secrets.token_hex(8)}.aside"
        write_atomically(aside, content)
        logger.warning("spool: %d bytes are no line of the chain: kept in %s", len(content), aside)
        descriptor = os.open(self._path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, good_bytes)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _untold(self) -> list[Path]:
        return sorted(self._folder.glob("*.aside"))


def _chained(sha256: str, canonical: bytes) -> str:
    return hashlib.sha256(bytes.fromhex(sha256) + canonical).hexdigest()


def _read(content: bytes, origin: str) -> tuple[tuple[Entry, ...], str, int]:
    """The entries at the start that hold, the chain's hash after them, and their bytes."""
    entries = []
    sha256, good_bytes = _START, 0
    for line in content.splitlines(keepends=True):
        canonical = line[_HASH_CHARS + 1 : -1]
        following = _chained(sha256, canonical)
        if line != f"{following} ".encode() + canonical + b"\n":
            break
        try:
            entry = read_entry(canonical)
        except NotAnEntry:
            break
        if entry.log != origin:
            break
        entries.append(entry)
        sha256, good_bytes = following, good_bytes + len(line)
    return tuple(entries), sha256, good_bytes
