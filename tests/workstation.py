"""A data folder, and the real command `vigie` that works on it in a process of its own."""

import errno
import json
import os
import subprocess
import sys

from control_room.places import DataFolder

VIGIE = [sys.executable, "-m", "control_room"]
PASSWORD = "une phrase assez longue"
SITE = """\
[site]
name = "Valmont"
insee = "33063"

[[cameras]]
number = 12
name = "Place du Marché"
sector = "Centre-ville"
main = "rtsp://127.0.0.1:1/main"
sub = "rtsp://127.0.0.1:1/sub"
"""


class Workstation:
    """A data folder and the command that works on it."""

    def __init__(self, root):
        self.folder = DataFolder(root)

    def vigie(self, *words, given="", language="en", **environment):
        """Run a command to its end; no command ever shows a traceback."""
        done = subprocess.run(
            [*VIGIE, "--data", str(self.folder.root), *words],
            check=False,
            input=given,
            text=True,
            capture_output=True,
            timeout=30,
            env=surroundings(VIGIE_LANGUAGE=language, **environment),
        )
        assert "Traceback" not in done.stdout + done.stderr
        assert "Internal fault" not in done.stderr
        return done

    def add(self, matricule, role="operator", password=PASSWORD):
        return self.vigie("users", "add", matricule, "--role", role, given=f"{password}\n")

    def audit(self, *words):
        """Exit code and findings of `vigie audit verify --json`."""
        done = self.vigie("audit", "verify", "--json", *words)
        found = json.loads(done.stdout)
        assert found["exit_code"] == done.returncode
        return done.returncode, found

    def kept(self):
        """Every file that holds something of the site, with its content."""
        passing = {self.folder.lock, self.folder.log}
        return {
            path: path.read_bytes()
            for path in self.folder.root.rglob("*")
            if path.is_file() and path not in passing and path.suffix[-4:] not in ("-wal", "-shm")
        }


def surroundings(**environment):
    """The environment without this test's screen, and with what is given."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in screens}
    return {**kept, **environment}


def fill(ballast):
    """Fill a disk to its last block with one file."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
