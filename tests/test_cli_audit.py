"""`vigie audit` as it is typed: the log checked here, and given to those who check it elsewhere."""

import subprocess
import sys

import pytest

from tests.workstation import SITE, Workstation


@pytest.fixture
def workstation(tmp_path):
    workstation = Workstation(tmp_path / "vigie")
    workstation.folder.create()
    workstation.folder.site.write_text(SITE)
    assert workstation.add("01", "supervisor").returncode == 0
    return workstation


def stranger(folder):
    return subprocess.run(
        [sys.executable, folder / "verify.py", folder], check=False, capture_output=True
    ).returncode


def test_an_export_that_the_stranger_finds_sound(workstation, tmp_path):
    done = workstation.vigie("audit", "export", str(tmp_path / "export"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f" entries exported to {tmp_path / 'export'}.\n")
    assert stranger(tmp_path / "export") == 0
    assert workstation.audit()[0] == 0
    again = workstation.vigie("audit", "export", str(tmp_path / "export"))
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_help_of_both(workstation):
    for word in ("verify", "export"):
        done = workstation.vigie("audit", word, "--help", language="fr")
        assert done.returncode == 0
        assert "--site" in done.stdout or "--anchor" in done.stdout
