"""The log in a folder that convinces a stranger: tiles, keys, anchors, and what checks them.

A folder of that name exists only once it is whole, durable, and the export recorded as an act: cut
short between the two, there is an act without a folder, never a folder without an act.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from control_room.audit.checkpoint import VerifierKey
from control_room.audit.entry import Act, Detail, Result
from control_room.audit.epochs import EpochCertificate, Trust
from control_room.audit.tiles import Written, joined, write_log
from control_room.audit.verify import PROGRESS_EVERY, Progress, StoredEntry
from control_room.domain.agent import Permission, Session
from control_room.errors import ControlRoomError
from control_room.places import DataFolder, resource
from control_room.services.kept_anchors import kept_notes
from control_room.services.sessions import Sessions
from control_room.storage.database import Database
from control_room.storage.errors import file_errors_told
from control_room.storage.files import sync_folder
from control_room.storage.whole_folder import NameTaken, WholeFolder
from control_room.texts import QT_TRANSLATE_NOOP

_FOR_STRANGERS = ("verify.py", "LISEZMOI.txt")
_OF_TILES = "tile/"

LEFT_REMOVED = QT_TRANSLATE_NOOP(
    "export", "What an export that was cut short had left there was removed."
)
_NOTHING_EXPORTED = QT_TRANSLATE_NOOP("export", "Nothing was exported.")


class FolderTaken(ControlRoomError):
    """There is something of that name already; it is unchanged."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("export", "{path} is there already.").of(path=path),
            _NOTHING_EXPORTED,
            QT_TRANSLATE_NOOP("export", "Name a new folder, or take that one away."),
        )


class NotAsSigned(ControlRoomError):
    """What is stored is not what was signed; no folder was left behind."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("export", "The audit log is not what was signed."),
            _NOTHING_EXPORTED,
            QT_TRANSLATE_NOOP(
                "export", "Have the log verified whole; tell the person in charge of the site."
            ),
        )


@dataclass(frozen=True)
class Exported:
    """A folder that is whole.

    Attributes:
        size: entries in it, those pruned counted.
        root: of the tree over the signed ones.
        left: whether the rest of an export that had been cut short was removed.
    """

    folder: Path
    size: int
    root: bytes
    left: bool


class Export:
    """Writes the log for those who trust neither the site nor Vigie."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        folder: DataFolder,
        *,
        check_allowed: Callable[[], None],
        shares: Sequence[Path] = (),
    ) -> None:
        """Prepare exports.

        Args:
            check_allowed: raises while an integrity alert stands.
            shares: folders on other disks that hold anchors.
        """
        self._database = database
        self._sessions = sessions
        self._folder = folder
        self._check_allowed = check_allowed
        self._shares = shares

    def write(
        self, session: Session | None, into: Path, progress: Progress, *, personal: bool = False
    ) -> Exported:
        """Write the whole log into a new folder, and record that it was.

        Args:
            session: None for the installation itself.
            into: does not exist yet; the folder above it does.
            progress: told the entries written and expected; an exception from it ends the work.
            personal: with the personal data kept beside the log.

        Raises:
            NotAllowed: the role may not read the log.
            ControlRoomError: an alert stands, or a file or the log cannot be read or written;
                nothing is left behind. Where the act was recorded already, so is that it failed.
        """
        who = session and self._sessions.allow(session, Permission.READ_AUDIT)
        self._check_allowed()
        self._database.checkpoint()
        try:
            with closing(WholeFolder(into)) as begun:
                return self._written(who, into, begun, progress, personal=personal)
        except NameTaken as error:
            raise FolderTaken(error.path) from error

    def _written(
        self,
        who: Session | None,
        into: Path,
        begun: WholeFolder,
        progress: Progress,
        *,
        personal: bool,
    ) -> Exported:
        with file_errors_told(into):
            written = self._write_files(begun.path, progress, personal=personal)
        size = written.size + written.tail
        details: dict[str, Detail] = {
            "size": size,
            "root": written.root.hex(),
            "personal": personal,
        }
        if begun.left:
            details["removed_unfinished"] = True
        with self._database.write(who) as tx:
            tx.audit(Act.AUDIT_EXPORTED, "log", details=details)
        try:
            begun.finish()
        except (NameTaken, ControlRoomError):
            # The act is there, the folder is not: the log says that too.
            self._database.note(
                Act.AUDIT_EXPORTED, "log", who=who, result=Result.FAILED, details=details
            )
            raise
        return Exported(into, size, written.root, begun.left)

    def _write_files(self, part: Path, progress: Progress, *, personal: bool) -> Written:
        trust = self._database.trust
        with _Files(part) as files:
            with self._database.read() as records:
                written = write_log(
                    files.append,
                    _told(records.log.entries(), records.log.size(), progress),
                    records.log.checkpoint_notes(),
                    personal=personal,
                )
            if written.root != written.signed_root:
                raise NotAsSigned
            files.append("epochs", joined(trust.certificates))
            files.append("vkeys", _vkeys(trust, self._database.verifier))
            for name, content in self._anchors(trust.origin).items():
                files.append(f"anchors/{name}", content)
            for name in _FOR_STRANGERS:
                files.append(name, resource(f"audit/{name}").read_bytes())
        return written

    def _anchors(self, origin: str) -> dict[str, bytes]:
        """Everything kept in the data folder, and the notes that lie elsewhere only."""
        kept = sorted(path for path in self._folder.anchors.iterdir() if path.is_file())
        anchors = {path.name: path.read_bytes() for path in kept if not path.name.startswith(".")}
        known = set(anchors.values())
        for number, note in enumerate(kept_notes(self._folder, self._shares, origin), 1):
            if note.encode() not in known:
                anchors[f"elsewhere-{number:04d}.txt"] = note.encode()
        return anchors


class _Files:
    """The files of one export, durable at the end."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: dict[str, BinaryIO] = {}
        self._folders = {root}

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_error: object) -> None:
        for file in self._open.values():
            _finish(file)
        for folder in self._folders:
            sync_folder(folder)

    def append(self, path: str, content: bytes) -> None:
        """Add to a file; those of tiles come whole, the others stay open."""
        if path.startswith(_OF_TILES):
            file = self._begun(path)
            file.write(content)
            _finish(file)
            return
        if path not in self._open:
            self._open[path] = self._begun(path)
        self._open[path].write(content)

    def _begun(self, path: str) -> BinaryIO:
        whole = self._root / path
        if whole.parent not in self._folders:
            whole.parent.mkdir(parents=True, exist_ok=True)
            self._folders.update(whole.parents[: len(whole.relative_to(self._root).parts)])
        return whole.open("xb")


def _finish(file: BinaryIO) -> None:
    with file:
        file.flush()
        os.fsync(file.fileno())


def _told(rows: Iterator[StoredEntry], expected: int, progress: Progress) -> Iterator[StoredEntry]:
    progress(0, expected)
    for count, row in enumerate(rows, 1):
        yield row
        if count % PROGRESS_EVERY == 0:
            progress(count, max(count, expected))
    progress(expected, expected)


def _vkeys(trust: Trust, site: VerifierKey) -> bytes:
    """The site's key first, then the epochs' by number."""
    epochs = [EpochCertificate.read(note, site) for note in trust.certificates]
    keys = [site, *(epoch.key for epoch in sorted(epochs, key=lambda epoch: epoch.number))]
    return "".join(f"{key.written()}\n" for key in keys).encode()
