"""The key that signs the audit log: made once, private to its owner, never replaced in silence."""

from __future__ import annotations

import secrets
from pathlib import Path

from control_room.audit.checkpoint import NotANote, Signer, VerifierKey
from control_room.places import DataFolder
from control_room.storage.errors import (
    FileNotWritten,
    SigningKeyMissing,
    SigningKeyWrong,
    file_errors_told,
)
from control_room.storage.files import write_atomically


def signing_key(folder: DataFolder, insee: str) -> Signer:
    """The installation's signing key; made at the first start, before the database.

    Args:
        folder: exists.
        insee: number of the commune, part of the log's name.

    Raises:
        SigningKeyMissing: a database is there, its key is not.
        SigningKeyWrong: the key's file is damaged.
        ControlRoomError: the key cannot be read or written.
    """
    try:
        return Signer.read(folder.audit_key.read_text())
    except FileNotFoundError:
        if folder.database.exists():
            raise SigningKeyMissing(folder.audit_key) from None
        return _new_key(folder, insee)
    except (NotANote, UnicodeDecodeError) as error:
        raise SigningKeyWrong(folder.audit_key) from error
    except OSError as error:
        raise FileNotWritten(folder.audit_key) from error


def read_vkeys(path: Path) -> list[VerifierKey]:
    """The public keys in a file, one a line; none if there is no such file.

    Raises:
        NotANote: a line is no key.
    """
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return []
    return [VerifierKey.read(line) for line in lines if line.strip()]


def _new_key(folder: DataFolder, insee: str) -> Signer:
    signer = Signer.new(f"vigie.local/{insee}/{secrets.token_hex(8)}")
    with file_errors_told(folder.keys):
        write_atomically(folder.audit_vkey, f"{signer.verifier.written()}\n".encode())
        # The private half last: a start that was cut short leaves no key, and is begun again.
        write_atomically(folder.audit_key, f"{signer.written()}\n".encode())
    return signer
