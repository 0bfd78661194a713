"""A site that several workstations share: its records put on a server, workstations added to it.

Nothing is written anew: the copy has every byte, so that checkpoints, certificates and proofs of
before count after it. The log is verified before the copy and after it, and the file that was
copied is set aside under another name, so that nobody carries it on beside the server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from control_room.audit.checkpoint import NotANote, Signer
from control_room.audit.entry import Act
from control_room.audit.findings import Status, VerificationResult
from control_room.audit.verify import verify
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.storage.database import Database, ReadOnlyDatabase
from control_room.storage.errors import (
    FileNotRead,
    SigningKeyWrong,
    SiteKeyAway,
    file_errors_told,
)
from control_room.storage.files import write_atomically
from control_room.storage.keys import log_keys
from control_room.storage.postgresql import Server
from control_room.storage.server_errors import NameInUse
from control_room.storage.transfer import fill
from control_room.texts import QT_TRANSLATE_NOOP

_UNCHANGED = QT_TRANSLATE_NOOP("service errors", "Nothing was changed.")


class LogUnsound(ControlRoomError):
    """The log does not verify: it is not moved, so that what shows it stays as it is."""

    def __init__(self, place: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "The audit log in {place} does not verify.").of(
                place=place
            ),
            QT_TRANSLATE_NOOP("service errors", "The site was not moved."),
            QT_TRANSLATE_NOOP(
                "service errors", "Run vigie audit verify, and restore the last sound backup."
            ),
        )


class SiteOfItsOwn(ControlRoomError):
    """A data folder with records of its own cannot join another site."""

    def __init__(self, folder: DataFolder) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "{path} holds a site of its own.").of(
                path=folder.root
            ),
            _UNCHANGED,
            QT_TRANSLATE_NOOP(
                "service errors",
                "Name an empty folder with --data, or put this site on a server with "
                "vigie db move.",
            ),
        )


class NoSiteThere(ControlRoomError):
    """There is nothing to move, or nothing to join."""

    def __init__(self, place: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("service errors", "There is no site in {place}.").of(place=place),
            _UNCHANGED,
            QT_TRANSLATE_NOOP("service errors", "Check the data folder and the address."),
        )


@dataclass(frozen=True)
class Workstation:
    """Who moves or joins.

    Attributes:
        insee: number of the commune.
        site_key: file of the site's private key; None: in the folder.
    """

    folder: DataFolder
    name: str
    insee: str
    site_key: Path | None
    now: Callable[[], datetime]

    def opened(self, at: Path | Server) -> Database:
        """The records, for this process alone."""
        keys = log_keys(self.folder, self.insee, self.site_key)
        return Database.open(
            at, keys=keys, now=self.now, workstation=self.name, spool=self.folder.spool
        )


def move(who: Workstation, server: Server) -> VerificationResult:
    """Put the folder's site on a server; told again after it was cut short, it goes on.

    Returns:
        what verification said of the log on the server.

    Raises:
        NoSiteThere, LogUnsound, ServerTaken, TransferRefused, TransferDiffers: the site is where
            it was.
        ControlRoomError: a console runs, or one of the databases cannot be used.
    """
    path = who.folder.database
    if not path.is_file():
        raise NoSiteThere(str(path))
    source = who.opened(path)
    try:
        source.checkpoint()
        before = _verified(source, str(path))
        fill(path, server, who.name)
        target = who.opened(server)
        try:
            after = _verified(target, server.name)
            with target.write() as tx:
                tx.audit(
                    Act.DATABASE_MOVED,
                    "log",
                    details={"from": "sqlite", "to": "postgresql", "entries": before.size},
                )
        finally:
            target.close()
    finally:
        source.close()
    return after


def set_aside(folder: DataFolder) -> Path:
    """Give the file that was moved another name; gives the name."""
    with file_errors_told(folder.database):
        return folder.database.rename(folder.moved_database)


def join(who: Workstation, server: Server) -> None:
    """Let a new workstation write the site's log, with a key of its own that the site's certifies.

    Raises:
        SiteOfItsOwn, NoSiteThere, NameInUse, SiteKeyAway, SigningKeyWrong: nothing was changed.
        ControlRoomError: the server cannot be used.
    """
    if who.folder.database.exists():
        raise SiteOfItsOwn(who.folder)
    site_key = who.site_key or who.folder.site_key
    records = ReadOnlyDatabase.open(server)
    try:
        with records.read() as reader:
            vkey = reader.log.site("vkey")
            names = {epoch.workstation for epoch in reader.log.epochs()}
    finally:
        records.close()
    if who.name in names:
        raise NameInUse(server.name, who.name)
    if _public_half(site_key) != vkey:
        raise SigningKeyWrong(site_key)
    with file_errors_told(who.folder.site_vkey):
        write_atomically(who.folder.site_vkey, f"{vkey}\n".encode())
    who.opened(server).close()


def _public_half(site_key: Path) -> str:
    try:
        return Signer.read(site_key.read_text(encoding="utf-8")).verifier.written()
    except FileNotFoundError:
        raise SiteKeyAway(site_key) from None
    except (NotANote, UnicodeDecodeError) as error:
        raise SigningKeyWrong(site_key) from error
    except OSError as error:
        raise FileNotRead(site_key) from error


def _verified(database: Database, place: str) -> VerificationResult:
    """The log as verified.

    Raises:
        LogUnsound: it is not sound.
    """
    if database.broken is not None:
        raise LogUnsound(place)
    trust = database.trust
    with database.read() as records:
        found = verify(records.log.entries(), records.log.checkpoint_notes(), trust=trust)
    if found.status is not Status.SOUND:
        raise LogUnsound(place)
    return found
