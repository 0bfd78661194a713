"""What this computer remembers of each log, apart from the log's own files.

An older copy of the whole data folder is sound in itself: only a memory kept elsewhere shows that
entries are gone, or that two copies went different ways. The newest signed checkpoint of each log
is kept in the system's keyring, or, where there is none that works, in a file of the state folder.
The state folder also remembers, for each data folder, the random name of this home: a copied
folder finds none on the other computer, and another one beside.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from control_room.audit.checkpoint import Checkpoint, NotANote, parse_checkpoint, split_note
from control_room.places import state_folder
from control_room.storage.files import write_atomically
from control_room.storage.patience import NotInTime, within

logger = logging.getLogger(__name__)

_SERVICE = "vigie audit log"
_ANSWER_WITHIN_S = 5.0
"""A keyring that is locked asks on the screen, and may never be answered."""

_T = TypeVar("_T")


class HighWater:
    """The newest checkpoint seen of each log; it only rises. May be called from any thread."""

    def __init__(self, folder: Path | None = None, backend: KeyringBackend | None = None) -> None:
        """Remember in this folder (the user's state folder by default) and in this keyring.

        Args:
            backend: the system's own if not given; without a usable one the folder serves alone.
        """
        self._folder = folder or state_folder()
        self._backend = backend
        self._asked = backend is not None
        self._turn = threading.Lock()

    def marks(self, origin: str) -> list[str]:
        """The notes remembered of that log, highest first; at most one of each place.

        Raises:
            OSError: the state folder cannot be read.
        """
        with self._turn:
            found = [self._from_keyring(origin), self._from_file(origin)]
        notes = {note: stated.size for note in found if note and (stated := _stated(note, origin))}
        return sorted(notes, key=lambda note: -notes[note])

    def keep(self, origin: str, note: str) -> None:
        """Remember a newer checkpoint; one that is not newer changes nothing.

        Raises:
            NotANote: not a checkpoint of that log.
            OSError: the state folder cannot be written.
        """
        new = _stated(note, origin)
        if new is None:
            raise NotANote("not a checkpoint of this log")
        for mark in self.marks(origin):
            known = _stated(mark, origin)
            if known is not None and known.size >= new.size:
                return
        self._write(origin, note)

    def replace(self, origin: str, note: str) -> None:
        """Remember this checkpoint instead of all others: an older state was lawfully restored.

        Raises:
            OSError: the state folder cannot be written.
        """
        self._write(origin, note)

    def home(self, root: Path) -> str:
        """The name of this data folder on this computer, made when it is asked for first.

        Raises:
            OSError: the state folder cannot be read or written.
        """
        kept = self._folder / "homes" / file_name(str(root.resolve()))
        with self._turn:
            try:
                return kept.read_text(encoding="ascii").strip()
            except FileNotFoundError:
                home = secrets.token_hex(16)
                self._write_file(kept, f"{home}\n")
                return home

    def _write(self, origin: str, note: str) -> None:
        kept = self._folder / "high-water" / file_name(origin)
        with self._turn:
            if self._to_keyring(origin, note):
                kept.unlink(missing_ok=True)
            else:
                self._write_file(kept, note)

    def _from_file(self, origin: str) -> str | None:
        try:
            kept = self._folder / "high-water" / file_name(origin)
            return kept.read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return None

    def _write_file(self, path: Path, content: str) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(path, content.encode())

    def _from_keyring(self, origin: str) -> str | None:
        backend = self._usable()
        if backend is None:
            return None
        return self._answer(lambda: backend.get_password(_SERVICE, origin))

    def _to_keyring(self, origin: str, note: str) -> bool:
        """Whether the keyring took it, and gives it back."""
        backend = self._usable()
        if backend is None:
            return False
        self._answer(lambda: backend.set_password(_SERVICE, origin, note))
        return self._from_keyring(origin) == note

    def _usable(self) -> KeyringBackend | None:
        if not self._asked:
            self._asked = True
            self._backend = self._answer(_system_keyring)
        return self._backend

    def _answer(self, question: Callable[[], _T | None]) -> _T | None:
        """What the keyring says; None, and it is asked no more, if it fails or stays silent."""
        try:
            return within(_ANSWER_WITHIN_S, question)
        except NotInTime:
            logger.warning("keyring not usable: no answer")
        except Exception as error:  # noqa: BLE001, each backend has errors of its own
            logger.warning("keyring not usable: %s", error)
        self._backend = None
        return None


def _system_keyring() -> KeyringBackend | None:
    """The system's keyring, if one works here."""
    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring) or backend.priority < 1:
        return None
    return backend


def _stated(note: str, origin: str) -> Checkpoint | None:
    """The checkpoint of a note, its signature not looked at: where it was kept is its proof."""
    try:
        checkpoint = parse_checkpoint(split_note(note)[0])
    except NotANote:
        return None
    return checkpoint if checkpoint.origin == origin else None


def file_name(name: str) -> str:
    """The name of the file that keeps what is remembered of a log, or of a data folder."""
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:32]
