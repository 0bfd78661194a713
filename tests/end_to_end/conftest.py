"""A town, a data folder with its agents, and consoles on a virtual desk."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from control_room.demo.accounts import ACCOUNTS, PASSWORD
from control_room.places import DataFolder
from control_room.storage.database import ReadOnlyDatabase
from town.desk import Desk
from town.town import Town
from town.visit import Visit

VIGIE = [sys.executable, "-m", "control_room"]


@dataclass
class Workstation:
    """One data folder, a desk, and what the command line says about them."""

    folder: DataFolder
    desk: Desk
    pictures: Path

    def vigie(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of `vigie` to its end."""
        return subprocess.run(
            [*VIGIE, "--data", str(self.folder.root), *words],
            check=False,
            input=given,
            text=True,
            capture_output=True,
            timeout=60,
            env={**os.environ, "VIGIE_LANGUAGE": "en"},
        )

    def console(self, language: str = "fr") -> subprocess.Popen[bytes]:
        """Open the console on the desk."""
        self.status.unlink(missing_ok=True)
        words = ["--data", str(self.folder.root), "run", "--language", language]
        return subprocess.Popen(
            [*VIGIE, *words, "--status", str(self.status)], env=self.desk.environment
        )

    @property
    def status(self) -> Path:
        return self.folder.root / "status.json"

    @property
    def visit(self) -> Visit:
        return Visit(self.desk, self.status, self.acts)

    def read(self, question):
        """Ask the records, while a console may be writing them."""
        database = ReadOnlyDatabase.open(self.folder.database)
        try:
            with database.read() as records:
                return question(records)
        finally:
            database.close()

    def acts(self) -> list[str]:
        return self.read(lambda records: [entry.act for entry in records.log.entries()])

    def audit(self) -> tuple[int, dict]:
        """Exit code and findings of `vigie audit verify`."""
        done = self.vigie("audit", "verify", "--json")
        return done.returncode, json.loads(done.stdout)

    def keep(self, name: str) -> None:
        """Keep a screenshot, to be looked at."""
        self.desk.save(self.pictures / f"{name}.png")


@pytest.fixture(scope="session")
def town():
    with Town.start(16) as town:
        yield town


@pytest.fixture
def desk():
    with Desk() as desk:
        yield desk


@pytest.fixture
def workstation(town, desk, tmp_path):
    folder = DataFolder(tmp_path / "vigie")
    folder.create()
    town.write_site(folder.site)
    pictures = Path(os.environ.get("VIGIE_SCREENSHOTS", tmp_path / "pictures"))
    workstation = Workstation(folder, desk, pictures)
    for matricule, role, quality in ACCOUNTS:
        words = (matricule, "--role", role.value, "--quality", quality.value)
        done = workstation.vigie("users", "add", *words, given=f"{PASSWORD}\n")
        assert done.returncode == 0, done.stderr
    return workstation


@pytest.fixture
def opened(workstation):
    """Consoles opened by the test; those it leaves behind are ended."""
    consoles = []

    def open_console(language="fr"):
        consoles.append(workstation.console(language))
        return consoles[-1]

    yield open_console
    for console in consoles:
        if console.poll() is None:
            console.send_signal(signal.SIGTERM)
            try:
                console.wait(10)
            except subprocess.TimeoutExpired:
                console.kill()
                console.wait()
