"""Bugs that were made before, here or elsewhere, put back into a copy: each is found by a test.

Two of them always, all by `make torture`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
COPIED = ("control_room", "tests", "camera_config", "town", "widgets", "pyproject.toml")

DATABASE = "tests/storage/test_database.py"
STORAGE = "tests/torture/storage/test_storage.py::test_nothing_acknowledged_is_lost"
PROMISES = "tests/torture/storage/test_promises.py"


@dataclass(frozen=True)
class KnownBug:
    """A change of the code that a test must find.

    Attributes:
        finder: the test, as pytest names it.
        always: it is tried in each run of the tests, not by `make torture` only.
    """

    name: str
    module: str
    right: str
    wrong: str
    finder: str
    always: bool = False


BUGS = (
    KnownBug(
        "deferred BEGIN",
        "storage/sqlite.py",
        '"rwc", "BEGIN IMMEDIATE"',
        '"rwc", "BEGIN"',
        f"{PROMISES}::test_nobody_else_writes_while_an_act_is_under_way",
        always=True,
    ),
    KnownBug(
        "synchronous=NORMAL",
        "storage/sqlite.py",
        '"synchronous": 2',
        '"synchronous": 1',
        f"{STORAGE}[power-cut]",
    ),
    KnownBug(
        "evidence named before its folder is synced",
        "storage/files.py",
        "            sync_folder(path.parent)\n        return path.name",
        "        return path.name",
        "tests/storage/test_files.py"
        "::test_file_and_folders_are_synced_before_the_name_is_given_back",
    ),
    KnownBug(
        "data folder not synced before the keys are relied on",
        "places.py",
        "            _sync_names(folder)\n",
        "            pass\n",
        f"{STORAGE}[power-cut]",
    ),
    KnownBug(
        "only the end of the log is verified",
        "audit/verify.py",
        "        for checkpoint, signed_by in signed:\n",
        "        for checkpoint, signed_by in [] if self.stops else signed:\n",
        "tests/audit/test_verify.py::test_edited_row_rehashed",
    ),
    KnownBug(
        "plain open() of the database",
        "storage/backup.py",
        "    engine = reading_engine(source, BUSY_TIMEOUT_MS)\n",
        "    source.read_bytes()\n    engine = reading_engine(source, BUSY_TIMEOUT_MS)\n",
        f"{PROMISES}::test_the_database_is_opened_by_sqlite_only",
        always=True,
    ),
    KnownBug(
        "entry outside of the act's transaction",
        "storage/database.py",
        "                begun.rollback()\n",
        "                begun.commit()\n",
        f"{DATABASE}::test_a_write_without_an_entry_leaves_nothing",
    ),
    KnownBug(
        "acknowledged although the commit failed",
        "storage/database.py",
        "            if key is None or not self._is_kept(key, error):\n                raise\n",
        "            if key is None:\n                raise\n            self._drop_writer()\n",
        f"{STORAGE}[failing-disk]",
    ),
    KnownBug(
        "head of the log remembered across a failure",
        "storage/transaction.py",
        "        self.head: Head = self.log.head()\n",
        "        self.head: Head = pen.__dict__.setdefault('head', self.log.head())\n",
        f"{DATABASE}::test_what_a_stopped_process_left_unsigned_is_signed_after_the_restart",
    ),
    KnownBug(
        "acts of the spool entered twice",
        "storage/database.py",
        " if not transaction.log.has(key_of(entry))]",
        "]",
        "tests/storage/test_spool.py::test_what_was_imported_before_a_kill_is_not_imported_twice",
    ),
    KnownBug(
        "change of key signed by the new key alone",
        "storage/transaction.py",
        "            signers = [before, key]\n",
        "            signers = [key]\n",
        "tests/storage/test_rotation.py::test_a_new_key_takes_over_and_both_sign_the_change",
    ),
    KnownBug(
        "checkpoint signed by a key whose epoch ended",
        "storage/database.py",
        "            keys.succeed()\n            return True\n",
        "            return True\n",
        "tests/storage/test_rotation.py::test_the_old_private_key_is_erased",
    ),
    KnownBug(
        "key that has just taken over is erased",
        "storage/keys.py",
        "            if self._folder.next_audit_key.exists():\n",
        "            if True:\n",
        f"{STORAGE}[failing-disk]",
    ),
    KnownBug(
        "spool's chain carried on after a refused line",
        "storage/spool.py",
        "        self._is_read = False  # cut short, the file is read again before the next line\n",
        "",
        f"{STORAGE}[failing-disk]",
    ),
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code and its tests, to be broken."""
    root = tmp_path / "copy"
    root.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    (root / "resources").symlink_to(ROOT / "resources")
    return root


def tried(root: Path, finder: str) -> subprocess.CompletedProcess[str]:
    """The test, against the code in that folder."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", finder],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def found(bug: KnownBug, root: Path) -> str:
    """The test passes on the code as it is, and fails on the code with the bug: in these words."""
    sound = tried(root, bug.finder)
    assert sound.returncode == pytest.ExitCode.OK, sound.stdout
    module = root / "control_room" / bug.module
    code = module.read_text()
    assert code.count(bug.right) == 1, f"{bug.name}: the code to break has changed"
    module.write_text(code.replace(bug.right, bug.wrong))
    broken = tried(root, bug.finder)
    assert broken.returncode == pytest.ExitCode.TESTS_FAILED, broken.stdout
    complaint = re.search(r"^E +(.*)", broken.stdout, re.MULTILINE)
    assert complaint, broken.stdout
    return f"{bug.name}: {bug.finder.partition('::')[2]}: {complaint[1][:200]}"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug.always], ids=lambda bug: bug.name)
def test_a_known_bug_is_found(bug: KnownBug, copy: Path, tell: Callable[[str], None]) -> None:
    tell(found(bug, copy))


@pytest.mark.torture
@pytest.mark.timeout(900)
@pytest.mark.parametrize("bug", [bug for bug in BUGS if not bug.always], ids=lambda bug: bug.name)
def test_every_known_bug_is_found(bug: KnownBug, copy: Path, tell: Callable[[str], None]) -> None:
    tell(found(bug, copy))
