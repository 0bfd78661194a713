"""Evidence files: named by their SHA-256, on disk before any record speaks of them."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from control_room.storage.errors import (
    EvidenceAltered,
    EvidenceMissing,
    FileNotRead,
    file_errors_told,
)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MARK = "store.json"
_PART = ".part"
_ANOTHER_THING = (errno.EISDIR, errno.ENOTDIR, errno.ELOOP)
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class StoreMark:
    """What the folder says of itself, so that a swapped or half-restored one is noticed.

    Attributes:
        store: random id of this folder, which the database knows too.
        log: origin of the log whose evidence it holds.
        size: entries that the log had when the folder was last opened with it.
    """

    store: str
    log: str
    size: int


class EvidenceStore:
    """A folder of files that are kept once and never changed.

    A file without a record is what a transaction that failed left behind: harmless.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> Path:
        """The folder."""
        return self._root

    def keep(self, content: bytes | Iterable[bytes]) -> str:
        """Store the content durably; returns its SHA-256 in lower-case hex.

        Args:
            content: whole, or piece by piece: it is hashed while it is written.

        Raises:
            ControlRoomError: disk full or not writable; nothing is left that looks complete.
        """
        digest = hashlib.sha256()
        with file_errors_told(self._root), _durable_part(self._root) as (part, file):
            for piece in (content,) if isinstance(content, bytes) else content:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            path = self.path(digest.hexdigest())
            if path.exists():
                # Young again: a file that nobody named until now is about to be named.
                os.utime(path)
            else:
                for folder in (path.parent.parent, path.parent):
                    _make_durable(folder)
                part.replace(path)
            sync_folder(path.parent)
        return path.name

    def read(self, sha256: str) -> bytes:
        """The content kept under that name, checked.

        Raises:
            EvidenceMissing: there is none.
            EvidenceAltered: it is not what was kept.
            FileNotRead: it may not be read, or its disk fails.
        """
        with _reading_told(self.path(sha256)):
            content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise EvidenceAltered(sha256)
        return content

    def check(self, sha256: str, told: Callable[[int], None]) -> None:
        """Read the file through, without keeping it in memory, and compare it with its name.

        Args:
            told: the bytes of each piece read; it may wait, so that the disk has time for others.

        Raises:
            EvidenceMissing, EvidenceAltered, FileNotRead: as for `read`.
        """
        digest = hashlib.sha256()
        with _reading_told(self.path(sha256)), self.path(sha256).open("rb") as file:
            while piece := file.read(_CHUNK_BYTES):
                digest.update(piece)
                told(len(piece))
        if digest.hexdigest() != sha256:
            raise EvidenceAltered(sha256)

    def files(self) -> Iterator[Path]:
        """Every file in the folder but its mark, also those that have no business there.

        Raises:
            ControlRoomError: a folder cannot be read.
        """
        with file_errors_told(self._root):
            for folder, _folders, names in os.walk(self._root, onerror=_raise):
                for name in names:
                    path = Path(folder, name)
                    if path != self._root / _MARK:
                        yield path

    def path(self, sha256: str) -> Path:
        """Where the file of that name is.

        Raises:
            ValueError: not a SHA-256.
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in lower-case hex")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def mark(self) -> StoreMark | None:
        """What the folder says of itself; None if it says nothing readable.

        Raises:
            ControlRoomError: it may not be read.
        """
        with file_errors_told(self._root):
            try:
                fields = json.loads((self._root / _MARK).read_bytes())
                return StoreMark(str(fields["store"]), str(fields["log"]), int(fields["size"]))
            except (FileNotFoundError, ValueError, KeyError, TypeError):
                return None

    def put_mark(self, mark: StoreMark) -> None:
        """Let the folder say this of itself.

        Raises:
            ControlRoomError: it cannot be written; it says what it said before.
        """
        with file_errors_told(self._root):
            write_atomically(self._root / _MARK, json.dumps(asdict(mark)).encode() + b"\n")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file, private to its owner, that is whole and durable once its name exists.

    Raises:
        OSError: not written; the name is as it was before.
    """
    with _durable_part(path.parent) as (part, file):
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)


def write_once(path: Path, content: bytes) -> bool:
    """Write a file like `write_atomically`, unless something has that name already.

    Returns:
        False, and nothing changed, if the name is taken.

    Raises:
        OSError: not written; the name is as it was before.
    """
    if path.exists():
        return False
    with _durable_part(path.parent) as (part, file):
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        try:
            path.hardlink_to(part)
        except FileExistsError:
            return False
        except OSError:
            # Shares without links: the name was free a moment ago.
            part.replace(path)
        sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _reading_told(path: Path) -> Iterator[None]:
    """Tell the failures to read an evidence file in our words.

    A folder or a link into itself in the file's place is not what was kept; a disk that fails, or
    a right that lacks, says nothing of the file.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise EvidenceMissing(path.name) from error
    except OSError as error:
        if error.errno in _ANOTHER_THING:
            raise EvidenceAltered(path.name) from error
        raise FileNotRead(path) from error


@contextmanager
def _durable_part(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file of the owner's only; gone at the end unless it was given another name."""
    part = folder / f".{secrets.token_hex(8)}{_PART}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            yield part, file
    finally:
        part.unlink(missing_ok=True)


def _raise(error: OSError) -> None:
    raise error


def _make_durable(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
