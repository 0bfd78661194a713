"""The shim of `disk.c`: built by gcc, preloaded into a process of its own, steered from inside."""

import ctypes
import os
import subprocess
from pathlib import Path

OPEN, WRITE, SYNC, TRUNCATE, RENAME, UNLINK, MKDIR, READ = (1 << bit for bit in range(8))
ALL_CHANGES = OPEN | WRITE | SYNC | TRUNCATE | RENAME | UNLINK | MKDIR

FAIL, SHORT, DIE, DIE_HALF_WAY = range(4)


def build(into: Path) -> Path:
    """The shim as a library to preload."""
    library = into / "disk.so"
    source = Path(__file__).with_name("disk.c")
    subprocess.run(
        ["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source, "-ldl"],
        check=True,
    )
    return library


class Disk:
    """The disk below one folder, in a process that the shim was preloaded into."""

    def __init__(self) -> None:
        # The symbols are in the process already: without the preload this fails at once.
        self._shim = ctypes.CDLL(None)
        self._shim.disk_calls.restype = ctypes.c_long
        self._shim.disk_fail.argtypes = [ctypes.c_long, *[ctypes.c_int] * 4]

    def watch(self, folder: Path) -> None:
        """Look at what happens below this folder, and nowhere else."""
        self._shim.disk_watch(os.fsencode(folder))

    def fail(
        self,
        call: int,
        kinds: int = ALL_CHANGES,
        how: int = FAIL,
        error: int = 0,
        *,
        always: bool = False,
        only: str = "",
    ) -> None:
        """Let the call of that number (from 1; 0: none) go wrong; once, or from then on.

        Args:
            only: count and fail only calls for files with this in their path.
        """
        self._shim.disk_only(only.encode())
        self._shim.disk_fail(call, kinds, how, error, always)

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        self.fail(0, 0)

    def unplug(self, part: str) -> None:
        """Let no file with this in its path be changed, besides what `fail` does."""
        self._shim.disk_unplug(part.encode())

    def plug_in(self) -> None:
        """Let them be changed again."""
        self._shim.disk_unplug(b"")

    def calls(self) -> int:
        """Calls of the chosen kinds since `fail`."""
        return int(self._shim.disk_calls())

    def record(self, descriptor: int) -> None:
        """Write down all calls from now on into an open file."""
        self._shim.disk_record(descriptor)

    def mark(self, number: int) -> None:
        """Write down that the scenario has come to this point."""
        self._shim.disk_mark(ctypes.c_uint64(number))
