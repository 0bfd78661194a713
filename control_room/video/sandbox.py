"""A camera host gives up every right it does not need: whoever takes it over through a stream gets
the pictures of its cameras, not the computer.

On Linux each measure stands alone; an old kernel or a container that does not offer one leaves the
others in force:

    | measure      | what holds from then on                                                     |
    | ------------ | --------------------------------------------------------------------------- |
    | memory       | private memory stops at a limit: an allocation bomb ends the host alone     |
    | core files   | a crash leaves no file with pictures and passwords in it                    |
    | open files   | at most 1024                                                                |
    | new rights   | no set-user-id program or file capability gives any                         |
    | files        | Landlock: reads what Python, its libraries, name look-up and TLS read, and  |
    |              | nothing else; writes nothing but the picture slots and a decoding device;   |
    |              | no TCP port of its own, no signal to other processes (as the kernel offers) |
    | system calls | no program, process, foreign memory, local socket: system_calls.py          |

Connections to cameras, name look-up and threads stay possible. The limit of memory is on private
memory (RLIMIT_DATA), since the slots, up to 400 MB of address space for each stream, are shared.
The number of processes is not limited by number: Linux counts those of the user, desktop included;
the system calls refuse them all. On Windows and macOS nothing of this exists here: a host there is
a process of its own with the rights of the agent's session.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import logging
import os
import ssl
import stat
import struct
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from control_room.video.system_calls import refuse_needless_calls

if sys.platform == "linux":
    import resource

logger = logging.getLogger(__name__)

MOST_OPEN_FILES: Final = 1024

_PR_SET_NO_NEW_PRIVS: Final = 38

_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_ADD_RULE: Final = 445
_LANDLOCK_RESTRICT_SELF: Final = 446
_LANDLOCK_CREATE_RULESET_VERSION: Final = 1
_LANDLOCK_RULE_PATH_BENEATH: Final = 1

# Rights over files, linux/landlock.h: the first thirteen bits are as old as Landlock.
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_FOLDER: Final = 1 << 3
_ALL_FIRST: Final = (1 << 13) - 1
_MOVE: Final = 1 << 13
_TRUNCATE: Final = 1 << 14
_DEVICE_CONTROL: Final = 1 << 15
_BIND_TCP: Final = 1 << 0
_SCOPES: Final = 0b11  # abstract local sockets, signals

_PICTURE_SLOTS: Final = "/dev/shm"
_DECODING_DEVICES: Final = "/dev/dri"
_READ_BY_LIBRARIES: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/null",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system",
    # The graphics card of a decoding device.
    "/sys/dev/char",
    "/sys/devices/pci0000:00",
    # Names of cameras.
    "/etc/gai.conf",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/resolv.conf",
    "/etc/services",
    "/run/systemd/resolve",
    # Certificates of authorities.
    "/etc/ca-certificates",
    "/etc/pki",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
)


def confine(memory_bytes: int) -> list[str]:
    """Give up, for good, what a camera host does not need; say which measures hold.

    To be called on the main thread before others are started: the rights over files are those of
    the calling thread, and of the threads it starts from then on.

    A measure that this system does not offer is logged, and the host works without it.

    Args:
        memory_bytes: private memory the process may ask for in all. A host without a stream has
            asked for 260 MB (and uses 26), eight streams of up to 1080p for 150 MB more and what
            their rings hold.
    """
    if sys.platform != "linux":
        return []
    measures: dict[str, Callable[[], None]] = {
        "memory": lambda: _limit(resource.RLIMIT_DATA, memory_bytes),
        # One byte, not none: only this also keeps the kernel from piping the memory to a program.
        "core files": lambda: _limit(resource.RLIMIT_CORE, 1),
        "open files": lambda: _limit(resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
        "new rights": _renounce_new_rights,
        "files": _renounce_files,
        "system calls": refuse_needless_calls,
    }
    return [name for name, take in measures.items() if _holds(name, take)]


def _holds(name: str, take: Callable[[], None]) -> bool:
    try:
        take()
    except OSError as failure:
        logger.warning("a camera host is not confined in %s: %s", name, failure)
        return False
    return True


if sys.platform == "linux":

    def _limit(what: int, most: int) -> None:
        """Lower a limit; one that is lower already stays."""
        _, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        try:
            resource.setrlimit(what, (most, most))
        except ValueError as failure:
            raise OSError(errno.EINVAL, str(failure)) from failure


def _renounce_new_rights() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _renounce_files() -> None:
    """Landlock, as much of it as this kernel knows."""
    version = _system_call(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_CREATE_RULESET_VERSION)
    rights = _ALL_FIRST
    for since, right in ((2, _MOVE), (3, _TRUNCATE), (5, _DEVICE_CONTROL)):
        rights |= right if version >= since else 0
    held = struct.pack(
        "QQQ", rights, _BIND_TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0
    )
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = _system_call(_LANDLOCK_CREATE_RULESET, held, size, 0)
    try:
        for path in _readable():
            _permit(rules, path, _READ_FILE | _READ_FOLDER)
        _permit(rules, _PICTURE_SLOTS, _READ_FILE | _WRITE_FILE)
        _permit(
            rules,
            _DECODING_DEVICES,
            (_READ_FILE | _READ_FOLDER | _WRITE_FILE | _DEVICE_CONTROL) & rights,
        )
        _system_call(_LANDLOCK_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _readable() -> Iterator[str]:
    yield from _READ_BY_LIBRARIES
    yield from {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    # Vigie's own modules, and packages installed elsewhere; never all of sys.path, in which the
    # agent's home may stand.
    yield str(Path(__file__).parents[1])
    for folder in sys.path:
        if Path(folder).name in {"site-packages", "dist-packages"}:
            yield folder
    authorities = ssl.get_default_verify_paths()
    for path in (authorities.cafile, authorities.capath):
        if path is not None:
            yield path


def _permit(rules: int, path: str, rights: int) -> None:
    """Allow these rights on a file, or beneath a folder; what is not there needs none."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(place).st_mode):
                rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE | _DEVICE_CONTROL
            rule = struct.pack("=Qi", rights, place)
            _system_call(_LANDLOCK_ADD_RULE, rules, _LANDLOCK_RULE_PATH_BENEATH, rule, 0)
        finally:
            os.close(place)


def _system_call(number: int, *arguments: int | bytes | None) -> int:
    """Call the kernel where the C library has no function for it."""
    libc = ctypes.CDLL(None, use_errno=True)
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    answer: int = libc.syscall(ctypes.c_long(number), *words)
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer
