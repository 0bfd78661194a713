"""Whether a write was refused for want of room, where who refused it said "I/O error" only."""

from __future__ import annotations

import errno
import os
import resource
import secrets
from pathlib import Path

_SMALLEST_ROOM = 64 * 1024
"""Bytes: the smallest step by which SQLite's files grow is 32 KiB."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The disk is full, the user's share of it is, or files may not grow further."""


def lacks_room(path: Path) -> bool:
    """Whether a database file, or what SQLite keeps beside it, finds no room to grow.

    True for a full disk, for a quota that is used up, and for a limit of the size of files.
    """
    disk = os.statvfs(path.parent)
    if disk.f_bavail * disk.f_frsize < _SMALLEST_ROOM:
        return True
    return _is_at_limit(path) or _is_refused(path.parent)


def _is_at_limit(path: Path) -> bool:
    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if limit == resource.RLIM_INFINITY:
        return False
    sizes = [_size(path.with_name(path.name + suffix)) for suffix in ("", "-wal", "-journal")]
    # What is in the -wal goes to the file itself at some time.
    return limit < sum(sizes) + _SMALLEST_ROOM


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_refused(folder: Path) -> bool:
    """Whether so much is refused to a new file: only trying tells of a quota."""
    tried = folder / f".{secrets.token_hex(8)}.part"
    try:
        descriptor = os.open(tried, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, bytes(_SMALLEST_ROOM))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
            tried.unlink()
    except OSError as error:
        return error.errno in NO_ROOM
    return False
