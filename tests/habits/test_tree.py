"""What must not be in the repository is not in it."""

import ast
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
# A plain file handle on the database drops SQLite's POSIX locks when it is closed: docs/adr/0002.
DATABASE_FILE = re.compile(r"(?:\.database|(?:database|db)_(?:file|path))\b")
PLAIN_ACCESS = {
    "open", "read_bytes", "read_text", "write_bytes", "write_text", "copy", "copy2", "copyfile",
}  # fmt: skip


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


def plain_database_access(source: str) -> list[int]:
    """Lines of a module that open, read, write or copy a database file as a plain file."""
    return [
        call.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and (called := ast.unparse(call.func)).split(".")[-1] in PLAIN_ACCESS
        and not called.endswith("Database.open")
        and DATABASE_FILE.search(ast.unparse(call))
    ]


@pytest.mark.parametrize(
    "planted",
    [
        "open(database_path, 'rb')",
        "folder.database.read_bytes()",
        "shutil.copyfile(folder.database, backup)",
        "with db_file.open('rb') as file: pass",
    ],
)
def test_a_planted_plain_access_is_found(planted):
    assert plain_database_access(planted) == [1]


def test_database_files_are_never_accessed_as_plain_files(repository):
    found = {
        path: lines
        for path in (repository / "control_room").rglob("*.py")
        if (lines := plain_database_access(path.read_text(encoding="utf-8")))
    }

    assert found == {}


def test_nothing_generated_is_kept(tracked):
    generated = {".qm", ".pyc", ".db", ".sqlite", ".log"}

    assert [path for path in tracked if path.suffix in generated] == []
