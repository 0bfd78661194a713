"""A lock that one console holds on a folder; it goes with the process, however that ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from control_room.storage.errors import ConsoleAlreadyRuns, file_errors_told


def hold(lock: Path) -> int:
    """Lock the file, made if need be; closing the descriptor lets go.

    Raises:
        ConsoleAlreadyRuns: another console holds it.
        ControlRoomError: the file cannot be made.
    """
    with file_errors_told(lock):
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise ConsoleAlreadyRuns(lock.parent) from error
    return descriptor
