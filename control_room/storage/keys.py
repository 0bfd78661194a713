"""The keys of the audit log: made once, private to their owner, never replaced in silence.

- The site's key certifies the keys that sign, one epoch each. It is needed when one is made, and
  may lie in a safe otherwise; its public half is the root of all trust and stays here.
- A change of key passes three states on disk, each of which a later start carries on from: the next
  key written; the log says that it took over; the old key overwritten and the next in its place.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from pathlib import Path

from control_room.audit.checkpoint import NotANote, Signer, VerifierKey
from control_room.audit.epochs import EpochCertificate, site_key_name
from control_room.places import DataFolder
from control_room.storage.errors import (
    FileNotRead,
    SigningKeyMissing,
    SigningKeyWrong,
    SiteKeyAway,
    file_errors_told,
)
from control_room.storage.files import sync_folder, write_atomically


class LogKeys:
    """What signs one workstation's part of a log.

    Attributes:
        origin: name of the log.
        site: the public key above all others.
    """

    def __init__(
        self, folder: DataFolder, site: VerifierKey, site_key: Path, signer: Signer | None
    ) -> None:
        self.origin = site.name.removesuffix(site_key_name(""))
        self.site = site
        self._folder = folder
        self._site_key = site_key
        self._signer = signer
        self._successor = _private_key(folder.next_audit_key)

    @property
    def signer(self) -> Signer:
        """The key that signs now."""
        if self._signer is None:
            raise SigningKeyMissing(self._folder.audit_key)
        return self._signer

    @property
    def successor(self) -> Signer | None:
        """The key that a change, begun and not finished, would have sign next."""
        return self._successor

    @property
    def path(self) -> Path:
        """The file of the key that signs."""
        return self._folder.audit_key

    def settle(self, known: Collection[str]) -> None:
        """Carry on a change of key that was cut short.

        Args:
            known: public keys that the log says may sign it.

        Raises:
            ControlRoomError: the files cannot be written.
        """
        if self._successor is None:
            return
        if self._signer is None or self._successor.verifier.written() in known:
            self.succeed()
        else:
            self._drop_successor()

    @property
    def can_certify(self) -> bool:
        """Whether the site's key is at hand."""
        return self._site_key.is_file()

    def certify(self, number: int, first: int, key: VerifierKey) -> str:
        """The site's signed word that `key` signs the log from entry `first` on.

        Raises:
            SiteKeyAway: the site's key is not at hand.
            SigningKeyWrong: the file holds another key.
        """
        site = _private_key(self._site_key)
        if site is None:
            raise SiteKeyAway(self._site_key)
        if site.verifier != self.site:
            raise SigningKeyWrong(self._site_key)
        return site.sign(EpochCertificate(self.origin, number, first, key).text())

    def prepare_successor(self) -> Signer:
        """Make the next key, on disk before anything speaks of it; signs nothing yet.

        Raises:
            ControlRoomError: its file, or that of the change before, cannot be written.
        """
        if self._successor is not None and self._successor is self._signer:
            self.succeed()
        self._successor = Signer.new(self.origin)
        with file_errors_told(self._folder.keys):
            write_atomically(self._folder.next_audit_key, _line(self._successor.written()))
        return self._successor

    def succeed(self) -> None:
        """Let the next key sign from now on, and erase the one before.

        Raises:
            ControlRoomError: the files cannot be written; a later call or start carries on.
        """
        if self._successor is None:
            return
        self._signer = self._successor
        with file_errors_told(self._folder.keys):
            # Where a call before came this far, and only its names are not sure yet, the key in
            # place is the next one already: it must not be the one that is erased.
            if self._folder.next_audit_key.exists():
                _overwrite(self._folder.audit_key)
                self._folder.next_audit_key.replace(self._folder.audit_key)
            sync_folder(self._folder.keys)
        self._successor = None

    def _drop_successor(self) -> None:
        with file_errors_told(self._folder.keys):
            _overwrite(self._folder.next_audit_key)
            self._folder.next_audit_key.unlink(missing_ok=True)
            sync_folder(self._folder.keys)
        self._successor = None


def log_keys(folder: DataFolder, insee: str, site_key: Path | None = None) -> LogKeys:
    """The keys of the log that this folder writes; made at the first start, before the database.

    A further workstation of a site gets `site.vkey` copied into its folder first. A folder with a
    key of the time before epochs gets a site's key above it.

    Args:
        folder: exists.
        insee: number of the commune, part of the log's name.
        site_key: file of the site's private key; in the folder if None.

    Raises:
        SigningKeyMissing: a database is there, a key of it is not.
        SigningKeyWrong: the file of a key is damaged.
        ControlRoomError: a key cannot be read or written.
    """
    site_key = site_key or folder.site_key
    following = folder.next_audit_key.is_file()
    signer = _private_key(folder.audit_key, damaged_is_none=following)
    if signer is None and not following and folder.database.exists():
        raise SigningKeyMissing(folder.audit_key)
    site = _site(folder, site_key, insee, signer)
    keys = LogKeys(folder, site, site_key, signer)
    if signer is None and keys.successor is None:
        keys.prepare_successor()
        keys.succeed()
    if any(key and key.name != keys.origin for key in (signer, keys.successor)):
        raise SigningKeyWrong(folder.audit_key)
    return keys


def read_site_key(path: Path) -> VerifierKey | None:
    """The site's public key in a file; None if there is no such file.

    Raises:
        NotANote: it holds another thing.
        OSError: it cannot be read.
        UnicodeDecodeError: it is no text.
    """
    try:
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    key = VerifierKey.read(written)
    if not key.name.endswith(site_key_name("")):
        raise NotANote("not the key of a site")
    return key


def _site(folder: DataFolder, site_key: Path, insee: str, signer: Signer | None) -> VerifierKey:
    try:
        site = read_site_key(folder.site_vkey)
    except (NotANote, UnicodeDecodeError) as error:
        raise SigningKeyWrong(folder.site_vkey) from error
    except OSError as error:
        raise FileNotRead(folder.site_vkey) from error
    private = None
    if site is None:
        private = _private_key(site_key)
        if private is None:
            private = _new_site_key(folder, site_key, insee, signer)
        site = private.verifier
        with file_errors_told(folder.keys):
            write_atomically(folder.site_vkey, _line(site.written()))
    # The public half of the time before epochs: with the site's in place it would only mislead.
    with file_errors_told(folder.keys):
        folder.audit_vkey.unlink(missing_ok=True)
    return site


def _new_site_key(folder: DataFolder, site_key: Path, insee: str, signer: Signer | None) -> Signer:
    if signer is None:
        origin = f"vigie.local/{insee}/{secrets.token_hex(8)}"
    elif folder.audit_vkey.exists():
        origin = signer.name
    else:
        raise SigningKeyMissing(folder.site_vkey)
    made = Signer.new(site_key_name(origin))
    with file_errors_told(site_key):
        write_atomically(site_key, _line(made.written()))
    return made


def _private_key(path: Path, *, damaged_is_none: bool = False) -> Signer | None:
    try:
        return Signer.read(path.read_text())
    except FileNotFoundError:
        return None
    except (NotANote, UnicodeDecodeError) as error:
        if damaged_is_none:
            return None
        raise SigningKeyWrong(path) from error
    except OSError as error:
        raise FileNotRead(path) from error


def _overwrite(path: Path) -> None:
    """Let the file's bytes be zeros on the disk, as far as the disk writes in place."""
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        os.write(descriptor, bytes(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(text: str) -> bytes:
    return f"{text}\n".encode()
