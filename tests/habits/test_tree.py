"""What must not be in the repository is not in it."""

import re
import subprocess
from pathlib import Path

import pytest

# Written in two halves so that this file does not contain what it looks for.
FORBIDDEN = {
    "unfinished work": r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b",
    "a path of somebody's machine": r"(?<![\w.])/(?:home|Us" + r"ers|ro" + r"ot|wo" + r"rk)/\w",
    "a merge conflict": r"^(?:<" + r"{6}|>" + r"{6}) ",
    "a private key": r"-----BEGIN (?:\w+ )?PRIVATE KE" + r"Y-----",
}
# Opening the database file as a plain file drops SQLite's POSIX locks when it is closed again.
PLAIN_OPEN = re.compile(
    r"(?:\bopen\(|\.open\(|read_bytes\().*(?:database|sqlite|\.db\b)", re.IGNORECASE
)


@pytest.fixture(scope="module")
def tracked(repository: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True
    )
    files = [repository / name for name in listed.stdout.split("\0") if name]
    return [path for path in files if path.is_file()]


def lines_matching(files: list[Path], pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path}:{number}: {line.strip()}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_repository_does_not_contain(tracked, what):
    assert lines_matching(tracked, re.compile(FORBIDDEN[what])) == []


def test_database_files_are_never_opened_as_plain_files(tracked, repository):
    ours = [
        p for p in tracked if p.suffix == ".py" and p.is_relative_to(repository / "control_room")
    ]

    assert lines_matching(ours, PLAIN_OPEN) == []


def test_nothing_generated_is_kept(tracked):
    generated = {".qm", ".pyc", ".db", ".sqlite", ".log"}

    assert [path for path in tracked if path.suffix in generated] == []
