"""The set-up script, run for real in a folder of its own; only the system around it is played.

The played system has the shell's tools and nothing else: no sudo, and an apt, a dpkg and a Python
that write down what they were asked.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

# fmt: off
SHELL_TOOLS = [
    "awk", "cat", "chmod", "cp", "cut", "dirname", "env", "find", "flock", "grep", "id", "ls",
    "mkdir", "mv", "rm", "sed", "sha256sum", "sh", "sleep", "tr",
]
# fmt: on

PYTHON = """#!/bin/sh
case "$*" in
*"-m venv"*)
    echo venv >>"$ASKED"
    mkdir -p .venv/bin
    cp "$0" .venv/bin/python
    cp "$0" .venv/bin/python3
    ;;
*"-m pip"*--require-hashes*)
    echo packages >>"$ASKED"
    if [ -e "$WORLD/network-is-down" ]; then echo "NewConnectionError: unreachable"; exit 1; fi
    [ ! -e "$WORLD/network-is-slow" ] || sleep 60
    ;;
*"-m pip"*) echo vigie >>"$ASKED" ;;
*sys.prefix*) echo "(3, 11) $PWD/.venv" ;;
*version_info*) cat "$WORLD/python-version" ;;
esac
"""

DPKG_QUERY = '#!/bin/sh\ncat "$WORLD/installed"\n'
APT_GET = '#!/bin/sh\necho "apt $*" >>"$ASKED"\n'
DF = """#!/bin/sh
echo "Filesystem 1M-blocks Used Available Capacity Mounted"
echo "disk 9 9 $(cat "$WORLD/free-mb") 9% /"
"""


class World:
    """A fresh clone on a played system."""

    def __init__(self, folder: Path, repository: Path) -> None:
        self.clone = folder / "vigie"
        self.facts = folder / "world"
        self.tools = folder / "bin"
        for made in (self.clone, self.facts, self.tools):
            made.mkdir()
        shutil.copytree(repository / "installer", self.clone / "installer")
        (self.clone / "requirements.lock").write_text("av==18.1.0\n", encoding="utf-8")
        (self.clone / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
        for tool in SHELL_TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.tools / tool).symlink_to(found)
        for name, script in (
            ("python3", PYTHON), ("dpkg-query", DPKG_QUERY), ("apt-get", APT_GET), ("df", DF),
        ):  # fmt: skip
            (self.tools / name).write_text(script, encoding="utf-8")
            (self.tools / name).chmod(0o755)
        self.path = str(self.tools)
        self.fact("python-version", "3.11")
        self.fact("free-mb", "99999")
        packages = (repository / "installer/apt-packages.txt").read_text(encoding="utf-8")
        names = [line.split("#")[0].split("|")[0].strip() for line in packages.splitlines()]
        self.fact("installed", "".join(f"installed {name}\n" for name in names if name))

    def fact(self, name: str, value: str = "") -> None:
        (self.facts / name).write_text(value, encoding="utf-8")

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            # Tests in the background ignore the interrupt, and what they start would too.
            ["/usr/bin/env", "--default-signal=INT", self.tools / "sh", "installer/setup.sh"],
            cwd=self.clone,
            env={
                "PATH": self.path,
                "WORLD": str(self.facts),
                "ASKED": str(self.facts / "asked"),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def set_up(self) -> tuple[int, str, str]:
        """Run the script to its end: exit status, what it said, what it complained of."""
        process = self.start()
        said, complained = process.communicate(timeout=30)
        return process.returncode, said, complained

    def asked(self) -> list[str]:
        """What apt, venv and pip were asked since the last time."""
        path = self.facts / "asked"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture
def world(tmp_path: Path, repository: Path) -> World:
    return World(tmp_path, repository)


def test_the_first_start_does_everything_and_the_second_nothing(world):
    status, said, complained = world.set_up()
    assert (status, complained) == (0, "")
    assert world.asked() == ["venv", "packages", "vigie"]
    assert said

    assert world.set_up() == (0, "", "")
    assert world.asked() == []


def test_a_changed_lock_file_is_installed(world):
    world.set_up()
    world.asked()
    (world.clone / "requirements.lock").write_text("av==18.2.0\n", encoding="utf-8")

    assert world.set_up()[0] == 0
    assert world.asked() == ["packages"]


def test_a_moved_clone_gets_a_new_venv(world):
    world.set_up()
    world.asked()
    world.clone = world.clone.rename(world.clone.with_name("elsewhere"))

    assert world.set_up()[0] == 0
    assert world.asked()[:2] == ["venv", "packages"]


def test_a_broken_activated_venv_is_not_asked_for_the_new_one(world):
    world.set_up()
    world.asked()
    for name in ("python", "python3"):
        (world.clone / ".venv/bin" / name).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    world.path = f"{world.clone}/.venv/bin:{world.path}"

    assert world.set_up()[0] == 0
    assert world.asked() == ["venv", "packages", "vigie"]


def test_an_interrupted_start_is_made_good_by_the_next(world):
    world.fact("network-is-slow")
    process = world.start()
    deadline = time.monotonic() + 20
    while not (world.facts / "asked").exists() or "packages" not in (
        world.facts / "asked"
    ).read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    # Pressed until it is heard: a shell that is just starting a program may miss the first.
    while process.poll() is None:
        assert time.monotonic() < deadline
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)
    _, complained = process.communicate(timeout=30)
    assert process.returncode == 130
    assert complained.strip() == "set-up interrupted: start again to go on"
    world.asked()

    (world.facts / "network-is-slow").unlink()
    assert world.set_up()[0] == 0
    assert world.asked() == ["venv", "packages", "vigie"]


@pytest.mark.skipif(os.getuid() != 0, reason="apt-get is called without sudo only for root")
def test_missing_system_packages_are_installed_and_explained(world):
    world.fact("installed", "installed libegl1\n")

    status, said, _ = world.set_up()

    assert status == 0
    assert "set-up:   a display where there is none: xvfb" in said
    asked = world.asked()
    assert asked[0].endswith(" update")
    assert " libglib2.0-0 " in asked[1]
    assert " libegl1 " not in asked[1]


def complaint(world: World) -> str:
    """The one line with which the set-up stops."""
    status, _, complained = world.set_up()
    assert status == 1
    assert complained.startswith("set-up stopped: ")
    assert complained.count("\n") == 1
    return complained


def test_no_sudo_is_told_with_the_command_to_run(world):
    world.fact("installed", "installed libegl1\n")
    (world.tools / "id").unlink()
    (world.tools / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (world.tools / "id").chmod(0o755)

    told = complaint(world)

    assert "there is no sudo" in told
    assert "apt-get update && apt-get install -y --no-install-recommends libgl1 " in told


def test_an_old_python_is_told(world):
    world.fact("python-version", "3.9")

    assert "Python 3.11 to 3.13 is needed, python3 is 3.9" in complaint(world)


def test_a_missing_python_is_told(world):
    (world.tools / "python3").unlink()

    assert "python3 was not found" in complaint(world)


def test_a_full_disk_is_told(world):
    world.fact("free-mb", "120")

    assert "not enough disk: 3000 MB are needed on /, 120 MB are free" in complaint(world)


def test_no_network_is_told_and_the_next_start_recovers(world):
    world.fact("network-is-down")
    told = complaint(world)
    assert "no network" in told
    assert "(details: .cache/setup.log)" in told

    (world.facts / "network-is-down").unlink()
    assert world.set_up()[0] == 0


def test_two_starts_at_once_do_the_work_once(world):
    processes = [world.start(), world.start()]

    for process in processes:
        process.communicate(timeout=30)

    assert [process.returncode for process in processes] == [0, 0]
    assert world.asked() == ["venv", "packages", "vigie"]
