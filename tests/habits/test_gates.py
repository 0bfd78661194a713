"""The gates of `make check` are awake: each finds what was planted for it."""

import subprocess
import sys
from pathlib import Path

FORGOTTEN = '''
def forgotten_by_everybody() -> int:
    """Nobody calls this."""
    return 1
'''

REPEATED = "\n".join(
    [
        '"""One of two modules that say the same."""',
        "",
        "",
        "def total(prices: dict[str, int]) -> int:",
        "    amount = 0",
        *(f"    amount += prices['item {n}'] * {n}" for n in range(15)),
        "    return amount",
        "",
    ]
)


def run_gate(house: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment over the copy, with the copy's configuration."""
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run(
        [program, *command[1:]], cwd=house, capture_output=True, text=True, check=False
    )


def test_dead_code_is_found(house, repository):
    (house / "tests").symlink_to(repository / "tests")
    (house / "control_room" / "planted.py").write_text(FORGOTTEN, encoding="utf-8")

    found = run_gate(house, "python", str(repository / ".ci/dead_code.py"))

    assert found.returncode == 1
    assert "control_room/planted.py:2: unused function 'forgotten_by_everybody'" in found.stdout


def test_a_repeated_block_is_found(house):
    (house / "widgets" / "planted.py").write_text(REPEATED, encoding="utf-8")
    (house / "town" / "planted.py").write_text(REPEATED, encoding="utf-8")

    found = run_gate(house, "pylint", "widgets/planted.py", "town/planted.py")

    assert found.returncode != 0
    assert "duplicate-code" in found.stdout
    assert "widgets.planted" in found.stdout


def test_missing_types_are_found_below_the_screens(house):
    (house / "camera_config" / "planted.py").write_text(
        '"""Untyped."""\n\n\ndef frames(count):\n    return count\n', encoding="utf-8"
    )

    found = run_gate(house, "mypy", "--no-incremental", "camera_config/planted.py")

    assert found.returncode == 1
    assert "no-untyped-def" in found.stdout


def test_commented_out_code_and_prints_are_found(house):
    (house / "camera_config" / "planted.py").write_text(
        '"""Left-overs."""\n\n# frames = 25\nprint("here")\n', encoding="utf-8"
    )

    found = run_gate(house, "ruff", "check", "--no-cache", "--output-format=concise")

    assert found.returncode == 1
    assert "ERA001" in found.stdout
    assert "T201" in found.stdout
