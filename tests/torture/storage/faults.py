"""The k-th call that changes the disk fails, in each way that a disk can: once, or from then on."""

import errno
import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from control_room.errors import ControlRoomError
from tests.torture.storage import disk
from tests.torture.storage.campaign import PARTS, Case, Ground
from tests.torture.storage.forks import Tell, forked
from tests.torture.storage.shift import NIGHTS_WORK, Shift, attempted


@dataclass(frozen=True)
class Fault:
    """One way in which calls fail."""

    name: str
    how: int
    error: int
    kinds: int = disk.ALL_CHANGES


FAULTS = (
    Fault("EIO", disk.FAIL, errno.EIO),
    Fault("ENOSPC", disk.FAIL, errno.ENOSPC),
    Fault("EDQUOT", disk.FAIL, errno.EDQUOT),
    Fault("EROFS", disk.FAIL, errno.EROFS),
    Fault("short write", disk.SHORT, errno.ENOSPC),
    Fault("EIO of a read", disk.FAIL, errno.EIO, disk.READ),
)


def of_the_disk(ground: Ground, cases: int, chance: Random, part: int) -> Iterator[Case]:
    """First every call once in the plainest way, then as many of all other ways as asked for."""
    calls = range(1, ground.calls + 1)
    plain = [(call, FAULTS[0], False) for call in calls]
    others = [way for way in itertools.product(calls, FAULTS, (False, True)) if way not in plain]
    chance.shuffle(others)
    for call, fault, always in (*plain[part::PARTS], *others, *others)[:cases]:
        root = ground.fresh()

        def work(
            tell: Tell,
            root: Path = root,
            call: int = call,
            fault: Fault = fault,
            always: bool = always,
        ) -> None:
            ground.disk.watch(root)
            ground.disk.fail(call, fault.kinds, fault.how, fault.error, always=always)
            _night(root, tell, ground.disk)

        ended = forked(work)
        name = f"{fault.name} {'from' if always else 'at'} call {call}"
        yield ground.judged(name, root, ended.told, ended)
        shutil.rmtree(root)


def _night(root: Path, tell: Tell, shim: disk.Disk) -> None:
    """A night's work in which any step may be refused, and after it an act that may not be."""
    try:
        shift = Shift(root, tell)
    except ControlRoomError as refusal:
        tell({"refused": "opening", "why": type(refusal).__name__})
        return
    for step in NIGHTS_WORK[:-1]:
        attempted(step, shift, tell)
    shim.heal()
    # Nothing may be refused on a disk that is well: what is raised here ends the child.
    shift.looked()
    shift.closed()
