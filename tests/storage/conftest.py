"""A data folder with a real database, real keys and the clock in hand."""

import ctypes
import os
import shutil
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from control_room.audit.checkpoint import VerifierKey
from control_room.audit.entry import Act
from control_room.audit.epochs import Trust
from control_room.audit.verify import verify
from control_room.places import DataFolder
from control_room.storage.database import Database
from control_room.storage.keys import log_keys

NOBODY = 65534


class Room:
    """One data folder and the databases opened on it."""

    def __init__(self, root):
        self.folder = DataFolder(root)
        self.folder.create()
        self.keys = log_keys(self.folder, "33063")
        self.now = datetime(2026, 3, 14, 22, 5, 9, tzinfo=UTC)
        self.databases = []

    def open(self, **options):
        database = Database.open(
            self.folder.database,
            **{
                "keys": self.keys,
                "now": lambda: self.now,
                "monotonic_ns": lambda: int(self.now.timestamp() * 1e9),
                "workstation": "poste-1",
                "busy_timeout_ms": 50,
                **options,
            },
        )
        self.databases.append(database)
        return database

    def close(self):
        while self.databases:
            self.databases.pop().close()


def act(database, count=1, **options):
    """Record acts that change nothing else."""
    for _ in range(count):
        with database.write() as tx:
            tx.audit(Act.WALL_SHOWN, "layout/4x4", **options)


def started(database):
    """The database after the first act of a console, which is signed with its entry."""
    act(database)
    database.checkpoint()
    return database


def size(database):
    with database.read() as records:
        return records.log.size()


def checked(database):
    """Result of verifying the database's log, trusting the site's key that it names."""
    with database.read() as records:
        log = records.log
        certificates = tuple(epoch.certificate for epoch in log.epochs())
        trust = Trust(log.site("origin"), VerifierKey.read(log.site("vkey")), certificates)
        return verify(log.entries(), log.checkpoint_notes(), trust=trust)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """A data folder with an empty database, closed: copying it is faster than making it."""
    root = tmp_path_factory.mktemp("made") / "site"
    room = Room(root)
    room.open()
    room.close()
    return root


@pytest.fixture
def room(made_once, tmp_path):
    room = Room(shutil.copytree(made_once, tmp_path / "site"))
    yield room
    room.close()


@pytest.fixture
def database(room):
    return room.open()


@pytest.fixture
def plain_folder():
    """A folder that a user without rights could reach, were it not for its own modes."""
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        root.chmod(0o755)
        yield root / "site"
        if os.geteuid() == 0:
            _files_as(0)


@contextmanager
def without_rights(*read_only):
    """Run as a user who may read these files and folders, not write them."""
    modes = [(path, path.stat().st_mode) for path in read_only]
    for path in read_only:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        _files_as(NOBODY)
    try:
        yield
    finally:
        if os.geteuid() == 0:
            _files_as(0)
        for path, mode in modes:
            path.chmod(mode)


def _files_as(user):
    """Let this thread's file accesses be checked as that user's: root passes every check."""
    ctypes.CDLL(None).setfsuid(user)
