"""Files damaged at rest: a console that opens them says so, or nothing was lost by it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from tests.torture.storage.campaign import Case, Ground
from tests.torture.storage.forks import Ended, Tell, Told, forked
from tests.torture.storage.invariants import flaws, noticed
from tests.torture.storage.shift import NIGHTS_WORK, Shift

PAGE_BYTES = 4096
SECTOR_BYTES = 512

Damage = Callable[[bytearray, Random], None]


def bit_flipped(content: bytearray, chance: Random) -> None:
    """One bit is another."""
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def truncated(content: bytearray, chance: Random) -> None:
    """The end is gone."""
    del content[chance.randrange(len(content)) :]


def page_zeroed(content: bytearray, chance: Random) -> None:
    """A page holds zeros."""
    _overwritten(content, bytes(PAGE_BYTES), chance)


def sector_of_another(content: bytearray, chance: Random) -> None:
    """A sector holds what belongs elsewhere."""
    start = chance.randrange(0, len(content), SECTOR_BYTES)
    _overwritten(content, bytes(content[start : start + SECTOR_BYTES]), chance)


def sector_of_noise(content: bytearray, chance: Random) -> None:
    """A sector holds anything."""
    _overwritten(content, chance.randbytes(SECTOR_BYTES), chance)


def _overwritten(content: bytearray, part: bytes, chance: Random) -> None:
    start = chance.randrange(0, len(content), max(len(part), 1))
    end = min(start + len(part), len(content))
    content[start:end] = part[: end - start]


DAMAGES: tuple[Damage, ...] = (
    bit_flipped,
    truncated,
    page_zeroed,
    sector_of_another,
    sector_of_noise,
)


def at_rest(ground: Ground, cases: int, chance: Random, _part: int) -> Iterator[Case]:
    """Damage one file of a folder: left by a console that closed it, or by one that was killed."""
    for number in range(cases):
        root = ground.fresh()

        def work(tell: Tell, root: Path = root, killed: bool = number % 2 == 1) -> None:
            shift = Shift(root, tell)
            for step in NIGHTS_WORK[: -1 if killed else None]:
                step(shift)

        worked = forked(work)
        assert worked.crash is None, worked.crash
        anchor = ground.newest_checkpoint(root)
        files = [path for path in root.rglob("*") if path.is_file() and path.stat().st_size]
        target = chance.choice(files)
        # The records lie in two of many files, which are picked as often as all others.
        if chance.random() < 0.5:
            database = DataFolder(root).database
            target = chance.choice([path for path in files if path.name.startswith(database.name)])
        damage = chance.choice(DAMAGES)
        content = bytearray(target.read_bytes())
        damage(content, chance)
        target.write_bytes(content)

        # Up to the newest checkpoint, which this computer remembers apart: the end of a -wal that
        # was cut off after it is a second's acts at most, and nothing can tell.
        told = [act for act in worked.told if act.get("seq", anchor.size) < anchor.size]

        def look(
            tell: Tell, root: Path = root, told: list[Told] = told, anchor: str = anchor.note
        ) -> None:
            copy = shutil.copytree(root, root.with_name(f"{root.name}-copy"))
            tell({"noticed": noticed(copy, anchor)})
            shutil.rmtree(copy)
            try:
                tell({"flaws": flaws(root, told)})
            except ControlRoomError as error:
                tell({"flaws": [str(error)]})

        looked = forked(look)
        name = f"{damage.__name__}: {target.relative_to(root)}, case {number}"
        yield Case(name, worked.told, _judged(looked))
        shutil.rmtree(root)


def _judged(looked: Ended) -> list[str]:
    if looked.crash is not None:
        return [looked.crash]
    product, oracle = looked.told
    if oracle["flaws"] and not product["noticed"]:
        return ["nothing was noticed", *oracle["flaws"]]
    return []
