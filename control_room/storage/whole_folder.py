"""A folder that gets its name only once all in it is whole and durable.

It is filled as `NAME.part/whole`, beside a file that marks `NAME.part` as ours and is locked while
somebody fills it: what a power cut or a kill left there is told from another's folder, and removed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from control_room.storage.errors import file_errors_told
from control_room.storage.files import sync_folder

_PART = ".part"
_MARK = "unfinished"
_WHOLE = "whole"


class NameTaken(Exception):
    """There is something of that name which is not ours to remove; it is unchanged.

    Attributes:
        path: what has the name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


class WholeFolder:
    """A folder in the making.

    Attributes:
        path: where to put what it will hold.
        left: whether what an earlier one had left there was removed.
    """

    def __init__(self, name: Path) -> None:
        """Begin.

        Raises:
            NameTaken: of `name`, or of the folder in which it is made.
            ControlRoomError: it cannot be made.
        """
        self._name = name
        self._part = name.with_name(name.name + _PART)
        self.path = self._part / _WHOLE
        if os.path.lexists(name):
            raise NameTaken(name)
        with file_errors_told(name):
            self.left = self._remove_left()
            self._part.mkdir(mode=0o700)
            self._lock = os.open(self._part / _MARK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                _try_lock(self._lock)
                self.path.mkdir(mode=0o700)
                sync_folder(self._part)
            except BaseException:
                self.close()
                raise

    def finish(self) -> None:
        """Give it its name, durably; all in it is durable already.

        Raises:
            NameTaken: somebody made a folder of that name meanwhile.
            ControlRoomError: it did not get its name.
        """
        with file_errors_told(self._name):
            if os.path.lexists(self._name):
                raise NameTaken(self._name)
            self.path.rename(self._name)
            try:
                sync_folder(self._name.parent)
            except BaseException:
                shutil.rmtree(self._name, ignore_errors=True)
                raise

    def close(self) -> None:
        """Remove what has not got its name."""
        os.close(self._lock)
        shutil.rmtree(self._part, ignore_errors=True)

    def _remove_left(self) -> bool:
        """Remove what somebody who is no more had begun; whether there was any."""
        if not os.path.lexists(self._part):
            return False
        if self._part.is_symlink() or not self._part.is_dir():
            raise NameTaken(self._part)
        names = {path.name for path in self._part.iterdir()}
        if names:
            if _MARK not in names or not names <= {_MARK, _WHOLE} or not self._is_left():
                raise NameTaken(self._part)
            # The mark last: cut short here, it is still known as ours.
            if _WHOLE in names:
                shutil.rmtree(self.path)
            (self._part / _MARK).unlink()
        self._part.rmdir()
        return True

    def _is_left(self) -> bool:
        mark = os.open(self._part / _MARK, os.O_RDWR | os.O_NOFOLLOW)
        try:
            return _try_lock(mark)
        finally:
            os.close(mark)


def _try_lock(descriptor: int) -> bool:
    """Lock the file; False if another holds it. A share that knows no locks lets everyone."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
