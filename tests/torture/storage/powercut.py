"""What a power cut may leave: rebuilt from a record of all writes and syncs, then opened.

Only what was synced is sure. Of the rest any part may have reached the disk, in any order, and of
one write any of its sectors. A name is sure once its folder was synced, not its file.
"""

import itertools
import os
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from random import Random
from typing import TypeVar

from tests.torture.storage.campaign import Case, Ground
from tests.torture.storage.forks import Ended, Tell, Told, forked
from tests.torture.storage.shift import NIGHTS_WORK, Shift

SECTOR_BYTES = 512
Change = TypeVar("Change")
_HEAD = struct.Struct("<QQqQQQ")


class Deed(IntEnum):
    """What the shim writes down; the numbers are those of `disk.c`."""

    MADE = 1
    WRITTEN = 2
    CUT = 3
    SYNCED = 4
    RENAMED = 5
    REMOVED = 6
    FOLDER_MADE = 7
    MARKED = 8


@dataclass(frozen=True)
class Call:
    """One call that changed the disk; `number` is an inode, or that of the mark."""

    deed: Deed
    number: int
    place: int
    path: str
    to: str
    data: bytes


@dataclass(eq=False)
class Content:
    """One file's bytes: those that are sure, and the changes since, in order."""

    sure: bytes = b""
    unsure: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        """All that was written is sure."""
        self.sure = self.with_changes(self.unsure)
        self.unsure = []

    def with_changes(self, changes: list[Call]) -> bytes:
        """The sure bytes and these changes."""
        content = bytearray(self.sure)
        for change in changes:
            end = change.place + len(change.data)
            if len(content) < end:
                content.extend(bytes(end - len(content)))
            if change.deed is Deed.CUT:
                del content[change.place :]
            else:
                content[change.place : end] = change.data
        return bytes(content)


@dataclass(frozen=True)
class Naming:
    """A change of names in a folder; `content` is None for a folder."""

    deed: Deed
    path: str
    to: str
    content: Content | None

    def is_in(self, folder: str) -> bool:
        """Whether syncing this folder makes it sure."""
        return folder in (os.path.dirname(self.path), os.path.dirname(self.to))


Names = dict[str, Content | None]


def renamed(names: Names, naming: Naming) -> None:
    """Apply a change of names; one whose folder or file is not there is lost with it."""
    target = naming.to or naming.path
    if os.path.dirname(target) not in names:
        return
    if naming.deed in (Deed.MADE, Deed.FOLDER_MADE):
        names[naming.path] = naming.content
    elif naming.deed is Deed.REMOVED:
        names.pop(naming.path, None)
    elif naming.path in names:
        names[naming.to] = names.pop(naming.path)


class Surface:
    """What of a folder has reached the disk for sure, and what may have."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._sure: Names = {self._root: None}
        self._unsure: list[Naming] = []
        self._inodes: dict[int, Content] = {}
        self._now: Names = {}
        for path in sorted(root.rglob("*")):
            content = None if path.is_dir() else Content(path.read_bytes())
            self._sure[str(path)] = content
            if content:
                self._inodes[path.stat().st_ino] = content
        self._now |= self._sure

    def take(self, call: Call) -> None:
        """One more call was made."""
        match call.deed:
            case Deed.WRITTEN | Deed.CUT:
                self._inodes[call.number].unsure.append(call)
            case Deed.SYNCED:
                self._sync(call)
            case Deed.MARKED:
                pass
            case _:
                content = None
                if call.deed is Deed.MADE:
                    content = self._inodes[call.number] = Content()
                naming = Naming(call.deed, call.path, call.to, content)
                self._unsure.append(naming)
                renamed(self._now, naming)

    def _sync(self, call: Call) -> None:
        if self._now.get(call.path) is not None:
            self._inodes[call.number].sync()
            return
        for naming in self._unsure:
            if naming.is_in(call.path):
                renamed(self._sure, naming)
        self._unsure = [naming for naming in self._unsure if not naming.is_in(call.path)]

    def left(self, into: Path, chance: Random) -> None:
        """Make a folder as a power cut at this moment may leave it."""
        fate = chance.choice((_nothing, _everything, _beginning, _any_part))
        names = dict(self._sure)
        for naming in fate(self._unsure, chance):
            renamed(names, naming)
        for path in sorted(names):
            content = names[path]
            target = into / os.path.relpath(path, self._root)
            if content is None:
                target.mkdir(mode=0o700, parents=True, exist_ok=True)
            else:
                kept = fate(content.unsure, chance)
                torn = [_torn(change, chance) for change in kept] if fate is _any_part else kept
                target.write_bytes(content.with_changes(torn))


def _nothing(_: list[Change], __: Random) -> list[Change]:
    return []


def _everything(changes: list[Change], _: Random) -> list[Change]:
    return changes


def _beginning(changes: list[Change], chance: Random) -> list[Change]:
    return changes[: chance.randint(0, len(changes))]


def _any_part(changes: list[Change], chance: Random) -> list[Change]:
    return [change for change in changes if chance.random() < chance.choice((0.2, 0.5, 0.9))]


def _torn(change: Call, chance: Random) -> Call:
    """The first sectors of a write, or the last."""
    if change.deed is not Deed.WRITTEN or chance.random() < 0.5:
        return change
    first_edge = SECTOR_BYTES - change.place % SECTOR_BYTES
    edges = range(first_edge, len(change.data), SECTOR_BYTES)
    if not edges:
        return change
    edge = chance.choice(edges)
    if chance.random() < 0.5:
        return replace(change, data=change.data[:edge])
    return replace(change, place=change.place + edge, data=change.data[edge:])


def recorded(path: Path) -> list[Call]:
    """The calls in a file that the shim wrote."""
    content = path.read_bytes()
    calls = []
    at = 0
    while at < len(content):
        deed, number, place, path_size, to_size, size = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        path_end, to_end = at + path_size, at + path_size + to_size
        calls.append(
            Call(
                Deed(deed),
                number,
                place,
                content[at:path_end].decode(),
                content[path_end:to_end].decode(),
                content[to_end : to_end + size],
            )
        )
        at = to_end + size
    return calls


def at_any_moment(ground: Ground, cases: int, chance: Random, _part: int) -> Iterator[Case]:
    """Cut the power at a random call of a night's work: on a new folder, and on one in use."""
    for start in (ground.fresh, ground.empty):
        root = start()
        surface, told, calls = _night(ground, root)
        moments = sorted(chance.choices(range(len(calls) + 1), k=-(-cases // 2)))
        taken = marked = 0
        for moment in moments:
            while taken < moment:
                surface.take(calls[taken])
                marked += calls[taken].deed is Deed.MARKED
                taken += 1
            left = root.with_name(f"{root.name}-left")
            surface.left(left, chance)
            name = f"power cut at call {moment} of {len(calls)} in {start.__name__}"
            yield ground.judged(name, left, told[:marked], Ended())
            shutil.rmtree(left)


def _night(ground: Ground, root: Path) -> tuple[Surface, list[Told], list[Call]]:
    """What was on the disk before a night's work, what was told in it, and all its calls."""
    surface = Surface(root)
    record = root.with_name(f"{root.name}.record")

    def work(tell: Tell) -> None:
        count = itertools.count()

        def tell_and_mark(told: Told) -> None:
            tell(told)
            ground.disk.mark(next(count))

        ground.disk.watch(root)
        ground.disk.record(os.open(record, os.O_WRONLY | os.O_CREAT))
        shift = Shift(root, tell_and_mark)
        for step in NIGHTS_WORK:
            step(shift)

    ended = forked(work)
    assert ended.crash is None, ended.crash
    return surface, ended.told, recorded(record)
