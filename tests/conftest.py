"""What every test may rely on: no screen is needed, and a world that fails when asked to."""

import gc
import os
import shutil
import subprocess
import sys

import pytest

from tests import memory
from tests.storage.postgres import postgres

# Here, so that it is one for all: each module that imported it would start a server of its own.
__all__ = ["postgres"]

# Before Qt is imported: it draws off screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# What the user's computer remembers of logs is not for tests to change.
os.environ.update(memory.first_computer())

LOCKING_PROCESS = """
import sys
from pysqlite3 import dbapi2
connection = dbapi2.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def pytest_collection_modifyitems(items):
    """Whichever test is the first to need the town's films draws them: a minute, or a few."""
    for item in items:
        if item.get_closest_marker("town"):
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(autouse=True)
def computer(monkeypatch):
    """Each test's own: a folder that several tests copy evolves into as many forks."""
    for name, value in memory.another_computer().items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def garbage_on_the_ui_thread(request):
    """As in the console: a widget collected on a worker thread would end the process."""
    if "qapp" not in request.fixturenames and "qtbot" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def locked():
    """Let another process hold the write lock of a database until told to let go."""
    children = []

    def hold(path):
        child = subprocess.Popen(
            [sys.executable, "-c", LOCKING_PROCESS, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        assert child.stdout.readline() == "held\n"
        return let_go

    def let_go():
        while children:
            children.pop().communicate()

    yield hold
    let_go()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 6 MiB of its own."""
    mount_point = tmp_path / "disk"
    mount_point.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("a file system of its own needs root")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(mount_point)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("mounting is not permitted here")
    yield mount_point
    subprocess.run(["umount", "--lazy", str(mount_point)], check=True)
