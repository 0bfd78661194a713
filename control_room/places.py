"""Where files are: the only module that joins paths of the installation and of the data folder."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import platformdirs

_RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def resource(name: str) -> Path:
    """A file shipped with Vigie, by its path below `resources/`."""
    return _RESOURCES / name


def default_data_folder() -> Path:
    """The data folder of this user on this computer."""
    return Path(platformdirs.user_data_dir("vigie", appauthor=False))


def demo_data_folder() -> Path:
    """The data folder of the demonstration, apart from any real site's."""
    return Path(platformdirs.user_data_dir("vigie-demo", appauthor=False))


def state_folder() -> Path:
    """What this computer remembers of its logs, apart from any data folder."""
    return Path(platformdirs.user_state_dir("vigie", appauthor=False))


@dataclass(frozen=True)
class DataFolder:
    """One site's files on this workstation."""

    root: Path

    @property
    def database(self) -> Path:
        """SQLite database; opened through SQLite only, never as a plain file."""
        return self.root / "vigie.sqlite3"

    @property
    def moved_database(self) -> Path:
        """The database as it was when the site was moved to a server."""
        return self.root / "vigie-moved.sqlite3"

    @property
    def evidence(self) -> Path:
        """Stills and other evidence, named by their SHA-256."""
        return self.root / "evidence"

    @property
    def keys(self) -> Path:
        """Signing keys of the audit log, readable by the owner only."""
        return self.root / "keys"

    @property
    def site(self) -> Path:
        """The site file, unless the settings name another."""
        return self.root / "site.toml"

    @property
    def audit_key(self) -> Path:
        """The private key that signs the audit log."""
        return self.keys / "audit.key"

    @property
    def audit_vkey(self) -> Path:
        """Its public half, with which anyone can verify the log."""
        return self.keys / "audit.vkey"

    @property
    def next_audit_key(self) -> Path:
        """The next epoch's private key, while it takes over."""
        return self.keys / "audit-next.key"

    @property
    def site_key(self) -> Path:
        """The private key that certifies the log's keys, unless the settings name another place."""
        return self.keys / "site.key"

    @property
    def site_vkey(self) -> Path:
        """Its public half: the root of all trust in the log."""
        return self.keys / "site.vkey"

    @property
    def witness_key(self) -> Path:
        """The private key with which this workstation cosigns the checkpoints of others."""
        return self.keys / "witness.key"

    @property
    def witnessed(self) -> Path:
        """The newest checkpoint seen of each log that this workstation keeps."""
        return self.root / "witnessed"

    @property
    def spool(self) -> Path:
        """Acts that wait for the database to take them."""
        return self.root / "spool"

    @property
    def backups(self) -> Path:
        """Copies of the database, unless the settings name another place."""
        return self.root / "backups"

    @property
    def reserve(self) -> Path:
        """Room kept back on the disk for the audit log."""
        return self.root / "reserve"

    @property
    def quarantine(self) -> Path:
        """Evidence files that no record names."""
        return self.root / "quarantine"

    @property
    def lock(self) -> Path:
        """Held by the one process that may write the database."""
        return self.root / "vigie.lock"

    @property
    def anchors(self) -> Path:
        """Checkpoints kept beside the database, to be copied elsewhere."""
        return self.root / "anchors"

    def anchor(self, size: int) -> Path:
        """The kept checkpoint of that many entries."""
        return self.anchors / f"checkpoint-{size:012d}.txt"

    @property
    def printed(self) -> Path:
        """Reports rendered for paper."""
        return self.root / "printed"

    @property
    def log(self) -> Path:
        """The program's own log."""
        return self.root / "vigie.log"

    @property
    def settings(self) -> Path:
        """Settings of this workstation, optional."""
        return self.root / "vigie.toml"

    def visit(self, at: datetime) -> Path:
        """What the demonstration's visit at that local time leaves behind."""
        return self.root / "visits" / f"{at:%Y-%m-%d-%H%M%S}"

    def create(self) -> None:
        """Make the folders, private to the owner (0700); close a root that others could read.

        Their names survive a power cut: keys must not be lost that sign what is kept.
        """
        private = (self.evidence, self.keys, self.anchors, self.printed, self.spool, self.witnessed)
        new = [folder for folder in (self.root, *self.root.parents) if not folder.exists()]
        for folder in (self.root, *private):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = stat.S_IMODE(self.root.stat().st_mode)
        if mode & 0o077:
            self.root.chmod(mode & 0o700)
        for folder in (*(made.parent for made in new), self.root):
            _sync_names(folder)


def _sync_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
