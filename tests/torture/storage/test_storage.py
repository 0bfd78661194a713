"""Kills, failing disks, power cuts and damaged files: nothing acknowledged is lost, none unseen.

A part runs always; ten and forty times as many cases by `make torture`.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest

from tests.torture.storage import disk
from tests.torture.storage.campaign import PARTS

FIRST_SEED = int(os.environ.get("VIGIE_TORTURE_SEED", "1"))
IN_MEMORY = Path("/dev/shm")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return disk.build(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk that takes no time."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else tmp_path) as made:
        yield Path(made)


def started(
    kind: str, cases: int, part: int, shim: Path, scratch: Path, log: TextIO
) -> subprocess.Popen[str]:
    """One process that goes through its part of the cases."""
    scratch.mkdir()
    return subprocess.Popen(
        [
            *(sys.executable, "-W", "ignore::DeprecationWarning"),
            *("-m", "tests.torture.storage.campaign"),
            *(kind, str(cases), str(FIRST_SEED), str(part), str(scratch)),
        ],
        cwd=ROOT,
        env={**os.environ, "LD_PRELOAD": str(shim)},
        stdout=subprocess.PIPE,
        stderr=log,  # not a pipe: who logs much would wait until somebody reads it
        text=True,
    )


def outcome(process: subprocess.Popen[str], log: TextIO) -> dict[str, Any]:
    """What came of its cases."""
    told, _ = process.communicate()
    assert process.returncode == 0, Path(log.name).read_text()[-4000:]
    result: dict[str, Any] = json.loads(told.splitlines()[-1])
    return result


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("kind", "cases"),
    [
        pytest.param("kills", 500, id="killed-at-random"),
        pytest.param("kills-at-calls", 100, id="killed-at-each-call"),
        pytest.param("faults", 500, id="failing-disk"),
        pytest.param("powercut", 240, id="power-cut"),
        pytest.param("damage", 160, id="damaged-at-rest"),
    ],
)
def test_nothing_acknowledged_is_lost(
    kind: str, cases: int, shim: Path, scratch: Path, tell: Callable[[str], None]
) -> None:
    tell(run(kind, cases, shim, scratch))


@pytest.mark.torture
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("kind", "cases"),
    [
        ("kills", 10_000),
        ("kills-at-calls", 600),
        ("faults", 20_000),
        ("powercut", 20_000),
        ("damage", 10_000),
    ],
)
def test_nothing_acknowledged_is_lost_in_many_nights(
    kind: str, cases: int, shim: Path, scratch: Path, tell: Callable[[str], None]
) -> None:
    tell(run(kind, cases, shim, scratch))


def run(kind: str, cases: int, shim: Path, scratch: Path) -> str:
    """Go through the cases in a few processes; tell what came of them, fail with what was found."""
    share = -(-cases // PARTS)
    with (scratch / "log").open("a") as log:
        processes = [
            started(kind, share, part, shim, scratch / str(part), log) for part in range(PARTS)
        ]
        outcomes = [outcome(process, log) for process in processes]
    came_of_it = sum((Counter(part["outcomes"]) for part in outcomes), Counter[str]())
    assert came_of_it["cases"] >= cases
    found = [f"{case['case']}: {case['flaws']}" for part in outcomes for case in part["found"]]
    assert not found, "\n".join(found[:5])
    counted = ", ".join(f"{count} {what}" for what, count in came_of_it.items())
    return f"{kind}: {counted}; {sum(part['cpu_s'] for part in outcomes):.0f} s of CPU"
