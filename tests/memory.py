"""What the computer of a test remembers of logs: nothing of its user's, nothing of other tests'."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from control_room.storage.high_water import HighWater, file_name

_COMPUTERS = Path(tempfile.mkdtemp(prefix="vigie-state-"))
atexit.register(shutil.rmtree, _COMPUTERS, ignore_errors=True)
_FIRST = _COMPUTERS / "first"


def first_computer():
    """The environment of fixtures that several tests share; no keyring works there."""
    return _on(_FIRST)


def another_computer():
    """The environment of one test."""
    return _on(_COMPUTERS / secrets.token_hex(8))


def copied(original, to):
    """A copy of a data folder made on the first computer, at home on this one."""
    homes = Path(os.environ["XDG_STATE_HOME"]) / "vigie" / "homes"
    homes.mkdir(parents=True, exist_ok=True)
    (homes / file_name(str(to))).write_text(HighWater(_FIRST / "vigie").home(original))
    return shutil.copytree(original, to)


def _on(computer):
    return {
        "XDG_STATE_HOME": str(computer),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
