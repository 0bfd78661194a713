"""SIGKILL at a random instant, and at every call that changes the disk."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.torture.storage import disk
from tests.torture.storage.campaign import Case, Ground
from tests.torture.storage.forks import Tell, Told, forked
from tests.torture.storage.shift import NIGHTS_WORK, OFTEN, Shift

CYCLES_A_FOLDER = 12
"""Kills that one folder survives before a fresh one takes its place: its log grows."""

SHARE_OF_OPENING = 0.2
OPENING_S = 0.05
"""About what it takes to open; all other kills fall into the time after the first act."""

WORKING_S = 0.05


def at_random(ground: Ground, cases: int, chance: Random, _part: int) -> Iterator[Case]:
    """Kill a console at work again and again; it goes on with the same folder each time."""
    told: list[Told] = []
    root = ground.fresh()
    for number in range(cases):
        if number % CYCLES_A_FOLDER == 0:
            shutil.rmtree(root)
            root, told = ground.fresh(), []
        opening = chance.random() < SHARE_OF_OPENING
        limit_s = OPENING_S if opening else WORKING_S
        work_seed = chance.randrange(2**32)

        def work(tell: Tell, root: Path = root, seed: int = work_seed) -> None:
            shift = Shift(root, tell, seed)
            while True:
                shift.random.choice(OFTEN)(shift)

        ended = forked(work, kill_after_s=chance.uniform(0, limit_s), once_told=not opening)
        told += ended.told
        yield ground.judged(f"kill {number}", root, told, ended)
    shutil.rmtree(root)


def at_each_call(ground: Ground, cases: int, chance: Random, _part: int) -> Iterator[Case]:
    """Kill a console before, or in the middle of, the k-th call that changes the disk."""
    ways = list(itertools.product((disk.DIE, disk.DIE_HALF_WAY), range(1, ground.calls + 1)))
    for how, call in chance.sample(ways, min(cases, len(ways))):
        root = ground.fresh()

        def work(tell: Tell, root: Path = root, call: int = call, how: int = how) -> None:
            ground.disk.watch(root)
            ground.disk.fail(call, how=how)
            shift = Shift(root, tell)
            for step in NIGHTS_WORK:
                step(shift)

        ended = forked(work)
        yield ground.judged(f"kill at call {call}, how {how}", root, ended.told, ended)
        shutil.rmtree(root)
