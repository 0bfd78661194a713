"""A data folder with a real database, real keys and the clock in hand."""

import ctypes
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from control_room.audit.checkpoint import VerifierKey
from control_room.audit.entry import Act, read_entry
from control_room.audit.epochs import Trust
from control_room.audit.verify import verify
from control_room.places import DataFolder
from control_room.storage.database import Database
from control_room.storage.keys import log_keys
from control_room.storage.postgresql import Server

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


class Desk(Room):
    """A workstation whose records are on the server."""

    def __init__(self, root, url, name):
        super().__init__(root)
        self.url = url
        self.name = name

    def open(self, **options):
        at = options.pop("at", None) or Server(self.url)
        database = Database.open(
            at,
            **{
                "keys": self.keys,
                "now": lambda: self.now,
                "monotonic_ns": time.monotonic_ns,
                "workstation": self.name,
                "spool": self.folder.spool,
                "busy_timeout_ms": 500,
                **options,
            },
        )
        self.databases.append(database)
        return database


class Served:
    """A site on a database of its own, and its workstations."""

    def __init__(self, postgres, name, folder, tmp_path):
        self.postgres = postgres
        self.name = name
        self.url = postgres.server.url(name)
        self._tmp_path = tmp_path
        self.first = Desk(shutil.copytree(folder, tmp_path / "poste-1"), self.url, "poste-1")
        self.desks = [self.first]

    def another(self, name="poste-2"):
        """A further workstation, certified by the site's key."""
        root = self._tmp_path / name
        (root / "keys").mkdir(parents=True)
        for key in (self.first.folder.site_key, self.first.folder.site_vkey):
            shutil.copy(key, root / "keys" / key.name)
        self.desks.append(Desk(root, self.url, name))
        return self.desks[-1]

    def set(self, setting):
        """Let every new connection to the database have that setting."""
        with self.postgres.connected("postgres") as connection:
            connection.execute(f"ALTER DATABASE {self.name} SET {setting}")

    def execute(self, statement):
        with self.postgres.connected(self.name) as connection:
            connection.execute(statement)

    def numbers(self, database):
        """The numbers that the acts in the log carry."""
        with database.read() as records:
            entries = [read_entry(row.canonical) for row in records.log.entries()]
        return [entry.details["number"] for entry in entries if "number" in entry.details]

    def close(self):
        for desk in self.desks:
            desk.close()


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


@pytest.fixture(scope="session")
def template(postgres, tmp_path_factory):
    """A site with one act on the server, closed; others are copies of it and of its folder."""
    root = tmp_path_factory.mktemp("served") / "poste-1"
    with postgres.database() as name:
        desk = Desk(root, postgres.server.url(name), "poste-1")
        desk.open().note(Act.APP_STARTED, "app")
        desk.close()
        yield name, root


@pytest.fixture
def served(postgres, template, tmp_path):
    with postgres.database(template[0]) as name:
        site = Served(postgres, name, template[1], tmp_path)
        yield site
        site.close()


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
