"""The system calls that a camera host never needs are refused it for good (Linux, seccomp).

What is refused answers EPERM, so that a library that tries something optional goes on without it;
the process is not ended. Other kinds of system call (32 bit on a 64-bit machine) are refused whole.

    - no program is started and no process made: threads only (`clone` with CLONE_THREAD);
    - sockets are IPv4 and IPv6 only, and none listens: neither the session's D-Bus nor X11 answers;
    - nobody else's memory, no keys, no mounts, no name spaces, no modules, no io_uring, no owners,
      rights or attributes of files, no clock.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
from typing import Final

_SECCOMP_SET_MODE_FILTER: Final = 1
_SECCOMP_FILTER_FLAG_TSYNC: Final = 1  # all threads of the process

# Where `struct seccomp_data` keeps what is asked for: linux/seccomp.h.
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_FIRST_ARGUMENT_AT: Final = 16  # its lower half, on the two (little-endian) machines named here

# Classic BPF: linux/bpf_common.h.
_LOAD: Final = 0x20  # a word of seccomp_data
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_IF_ANY_BIT: Final = 0x45
_ANSWER: Final = 0x06

_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
_UNKNOWN: Final = 0x00050000 | errno.ENOSYS

_X32_CALLS: Final = 0x40000000
_CLONE_THREAD: Final = 0x00010000

_MACHINES: Final = {"x86_64": 0, "aarch64": 1}
_ARCHITECTURES: Final = (0xC000003E, 0xC00000B7)  # AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64
_SECCOMP: Final = (317, 277)
_CLONE: Final = (56, 220)
_CLONE3: Final = (435, 435)
_SOCKET: Final = (41, 198)

# Numbers on x86-64 and aarch64; None where the machine has no such call.
_REFUSED: Final[dict[str, tuple[int, int | None]]] = {
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "listen": (50, 201),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "setns": (308, 268),
    "unshare": (272, 97),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "syslog": (103, 116),
    "personality": (135, 92),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
}


class _FilterProgram(ctypes.Structure):
    """`struct sock_fprog`: linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_needless_calls() -> None:
    """Refuse them from now on, on every thread. Needs PR_SET_NO_NEW_PRIVS.

    Raises:
        OSError: this machine or its kernel cannot.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise OSError(errno.ENOSYS, f"no list of system calls for {platform.machine()}")
    instructions = _program(machine)
    program = _FilterProgram(len(instructions) // 8, instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    answer = libc.syscall(
        ctypes.c_long(_SECCOMP[machine]),
        ctypes.c_ulong(_SECCOMP_SET_MODE_FILTER),
        ctypes.c_ulong(_SECCOMP_FILTER_FLAG_TSYNC),
        ctypes.byref(program),
    )
    if answer < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    if answer > 0:
        raise OSError(errno.EBUSY, f"seccomp: thread {answer} has a filter of its own")


def _program(machine: int) -> bytes:
    """The filter, read from top to bottom by the kernel at every system call."""
    return b"".join(
        (
            _step(_LOAD, _ARCHITECTURE_AT),
            _step(_IF_EQUAL, _ARCHITECTURES[machine], skip_if=1),
            _step(_ANSWER, _REFUSE),
            _step(_LOAD, _NUMBER_AT),
            _step(_IF_AT_LEAST, _X32_CALLS, skip_unless=1),
            _step(_ANSWER, _REFUSE),
            # The C library makes its threads with `clone` when `clone3`, whose flags cannot be
            # seen from here, is unknown.
            _step(_IF_EQUAL, _CLONE3[machine], skip_unless=1),
            _step(_ANSWER, _UNKNOWN),
            *(
                _step(_IF_EQUAL, number, skip_unless=1) + _step(_ANSWER, _REFUSE)
                for numbers in _REFUSED.values()
                if (number := numbers[machine]) is not None
            ),
            _step(_IF_EQUAL, _CLONE[machine], skip_unless=4),
            _step(_LOAD, _FIRST_ARGUMENT_AT),
            _step(_IF_ANY_BIT, _CLONE_THREAD, skip_if=1),
            _step(_ANSWER, _REFUSE),
            _step(_ANSWER, _ALLOW),
            _step(_IF_EQUAL, _SOCKET[machine], skip_unless=4),
            _step(_LOAD, _FIRST_ARGUMENT_AT),
            _step(_IF_EQUAL, socket.AF_INET, skip_if=2),
            _step(_IF_EQUAL, socket.AF_INET6, skip_if=1),
            _step(_ANSWER, _REFUSE),
            _step(_ANSWER, _ALLOW),
        )
    )


def _step(code: int, operand: int, skip_if: int = 0, skip_unless: int = 0) -> bytes:
    """One `struct sock_filter`; the skips are instructions jumped over."""
    return struct.pack("HBBI", code, skip_if, skip_unless, operand)
