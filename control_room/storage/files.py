"""Evidence files: named by their SHA-256, on disk before any record speaks of them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from control_room.storage.errors import (
    EvidenceAltered,
    EvidenceMissing,
    FileNotWritten,
    file_errors_told,
)

_SHA256 = re.compile(r"[0-9a-f]{64}")


class EvidenceStore:
    """A folder of files that are kept once and never changed.

    A file without a record is what a transaction that failed left behind: harmless.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, content: bytes) -> str:
        """Store the content durably; returns its SHA-256 in lower-case hex.

        Raises:
            ControlRoomError: disk full or not writable; nothing is left that looks complete.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        with file_errors_told(self._root):
            if not path.exists():
                for folder in (path.parent.parent, path.parent):
                    _make_durable(folder)
                write_atomically(path, content)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The content kept under that name, checked.

        Raises:
            EvidenceMissing: there is none.
            EvidenceAltered: it is not what was kept.
            ControlRoomError: it may not be read.
        """
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise EvidenceMissing(sha256) from error
        except OSError as error:
            raise FileNotWritten(self.path(sha256)) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise EvidenceAltered(sha256)
        return content

    def path(self, sha256: str) -> Path:
        """Where the file of that name is.

        Raises:
            ValueError: not a SHA-256.
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in lower-case hex")
        return self._root / sha256[:2] / sha256[2:4] / sha256


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file, private to its owner, that is whole and durable once its name exists.

    Raises:
        OSError: not written; the name is as it was before.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_durable(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
