"""Many cases of one kind of fault in one process, which tells what came of each as a line of JSON.

Started by the tests as `python -m tests.torture.storage.campaign KIND CASES SEED PART FOLDER`, with
the shim preloaded; PART of PARTS processes that share the cases.
"""

import gc
import itertools
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pysqlite3 import dbapi2

from control_room.places import DataFolder
from tests.torture.storage.disk import Disk
from tests.torture.storage.forks import Ended, Tell, Told, forked
from tests.torture.storage.invariants import flaws
from tests.torture.storage.shift import NIGHTS_WORK, Shift

PARTS = 2
"""Processes that share the cases."""


@dataclass(frozen=True)
class Case:
    """One fault, and what is wrong after it."""

    name: str
    told: list[Told]
    flaws: list[str]


@dataclass(frozen=True)
class Signed:
    """A checkpoint and the size that it states."""

    size: int
    note: str


class Ground:
    """Fresh copies of a folder that a console has worked in, and the judgement of what is left."""

    def __init__(self, scratch: Path) -> None:
        self.disk = Disk()
        self._scratch = scratch
        self._made = scratch / "made"
        self._count = 0
        made = forked(self._make)
        assert made.crash is None, made.crash
        self.calls: int = made.told[-1]["calls"]
        """Calls that change the disk in one night's work."""

    def fresh(self) -> Path:
        """A folder of its own for one case."""
        self._count += 1
        return shutil.copytree(self._made, self._scratch / str(self._count))

    def empty(self) -> Path:
        """A folder that nobody has worked in."""
        self._count += 1
        root = self._scratch / str(self._count)
        root.mkdir(mode=0o700)
        return root

    def judged(self, name: str, root: Path, told: list[Told], ended: Ended) -> Case:
        """What a console finds that opens the folder after the fault."""
        if ended.crash is not None:
            return Case(name, told, [ended.crash])

        def look(tell: Tell) -> None:
            tell({"flaws": flaws(root, told)})

        looked = forked(look)
        if looked.crash is not None:
            return Case(name, told, [looked.crash])
        return Case(name, told, looked.told[-1]["flaws"])

    def newest_checkpoint(self, root: Path) -> Signed:
        """The newest checkpoint of a folder that no console has open, read without touching it."""
        path = DataFolder(root).database
        copied = {name: path.with_name(path.name + name) for name in ("", "-wal")}
        with tempfile.TemporaryDirectory(dir=self._scratch) as apart:
            for name, source in copied.items():
                if source.exists():
                    shutil.copy(source, Path(apart) / f"copy{name}")
            connection = dbapi2.connect(Path(apart) / "copy")
            query = "SELECT size, note FROM audit_checkpoints ORDER BY size DESC LIMIT 1"
            size, note = connection.execute(query).fetchone()
            connection.close()
        return Signed(size, note)

    def _make(self, tell: Tell) -> None:
        """Make the folder by a night's work, then count the calls of the next night's."""
        shift = Shift(self._made, lambda _: None)
        for step in NIGHTS_WORK:
            step(shift)
        root = shutil.copytree(self._made, self._scratch / "counted")
        self.disk.watch(root)
        self.disk.fail(0)
        shift = Shift(root, lambda _: None)
        for step in NIGHTS_WORK:
            step(shift)
        tell({"calls": self.disk.calls()})


Campaign = Callable[[Ground, int, Random, int], Iterator[Case]]
"""Takes how many cases, chance, and which part of PARTS of them."""


def run(campaign: Campaign, ground: Ground, cases: int, seed: int, part: int) -> dict[str, object]:
    """All cases of a campaign: how many, what was refused, what was found, at what cost."""
    outcomes: Counter[str] = Counter()
    found: list[dict[str, object]] = []
    chance = Random(seed * PARTS + part)
    for case in itertools.islice(campaign(ground, cases, chance, part), cases):
        outcomes["cases"] += 1
        for told in case.told:
            outcomes["acts" if "seq" in told else told.get("why", "others")] += 1
        if case.flaws:
            found.append({"case": case.name, "flaws": case.flaws})
    user_s, system_s, children_user_s, children_system_s, _ = os.times()
    cpu_s = user_s + system_s + children_user_s + children_system_s
    return {"outcomes": outcomes, "found": found, "cpu_s": cpu_s}


def main() -> None:
    """As asked on the command line."""
    from tests.torture.storage import damage, faults, kills, powercut

    campaigns: dict[str, Campaign] = {
        "kills": kills.at_random,
        "kills-at-calls": kills.at_each_call,
        "faults": faults.of_the_disk,
        "damage": damage.at_rest,
        "powercut": powercut.at_any_moment,
    }
    # Children would copy every page that holds an object to be counted.
    gc.disable()
    gc.collect()
    gc.freeze()
    kind, scratch = sys.argv[1], Path(sys.argv[5])
    cases, seed, part = map(int, sys.argv[2:5])
    print(json.dumps(run(campaigns[kind], Ground(scratch), cases, seed, part)))


if __name__ == "__main__":
    main()
