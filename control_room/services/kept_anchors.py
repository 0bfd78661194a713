"""Where anchors lie: in the data folder, and in the folders on other disks and shares.

    checkpoint-000000001024.txt           the signed note, exactly as the log signed it
    checkpoint-000000001024.tsr           a time stamp over that file
    cosigned-000000001024-<key id>.txt    the same note with the signature of that witness
    witnessed-000000001024-<hash>.txt     what a witness holds and we do not: a log cut or forked
    epoch-0002.txt                        certificate of the key that signed it

A folder elsewhere serves several logs: each has a folder of its name in it. What has a name is
never written over: other content that asks for it gets a name of its own, its hash at the end.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from control_room.places import DataFolder
from control_room.storage.files import write_once
from control_room.storage.patience import NotInTime, within

logger = logging.getLogger(__name__)

SHARE_WAIT_S = 10.0
"""A share whose server is gone may hold a call for ever."""

_CERTIFICATES = "epoch-*.txt"
_SIZE = re.compile(r"\d{12}", re.ASCII)


def share_of(shared: Path, origin: str) -> Path:
    """The log's own folder in one that may serve several."""
    return shared / origin.replace("/", "-")


@dataclass(frozen=True)
class Kept:
    """What is kept of a log outside its database.

    Attributes:
        here: notes in the data folder; empty text, which verification tells, if unreadable.
        elsewhere: notes in the folders on other disks and shares.
        certificates: of epochs, kept with the anchors: the database may have lost the newest.
        unread: folders elsewhere that are gone or do not answer.
    """

    here: tuple[str, ...]
    elsewhere: tuple[str, ...]
    certificates: tuple[str, ...]
    unread: tuple[Path, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """All to verify the log against, each once."""
        return tuple(dict.fromkeys((*self.here, *self.elsewhere)))


def kept(
    folder: DataFolder,
    shares: Sequence[Path] = (),
    origin: str = "",
    *,
    newest: int | None = None,
    wait_s: float | None = None,
) -> Kept:
    """Read the anchors of a log; a folder elsewhere without this log is passed over.

    Args:
        shares: folders elsewhere.
        newest: only so many notes of each folder, those of the largest sizes.
        wait_s: for the folders elsewhere, all together.
    """
    wait_s = SHARE_WAIT_S if wait_s is None else wait_s
    here = _read(folder.anchors, newest)
    with ThreadPoolExecutor(max(1, len(shares)), thread_name_prefix="share") as together:
        read = list(together.map(lambda share: _of_share(share, origin, newest, wait_s), shares))
    found = [one for one in read if one is not None]
    return Kept(
        here.notes,
        tuple(note for one in found for note in one.notes),
        tuple(dict.fromkeys(text for one in (here, *found) for text in one.certificates if text)),
        tuple(share for share, one in zip(shares, read, strict=True) if one is None),
    )


def kept_notes(folder: DataFolder, shares: Sequence[Path] = (), origin: str = "") -> list[str]:
    """The notes to verify the log against; a folder elsewhere that is gone is passed over."""
    return list(kept(folder, shares, origin).notes)


def keep(folder: Path, files: dict[str, bytes]) -> dict[str, str]:
    """Write each file whole and durable, beside what already has its name with other content.

    Returns:
        By name, what was found instead of what should have been there.

    Raises:
        OSError: not written, or the folder does not answer.
    """
    others = {}
    for name, content in files.items():
        path = folder / name
        if write_once(path, content):
            continue
        there = path.read_bytes()
        if there != content:
            others[name] = there.decode(errors="replace")
            write_once(own_name(path, content), content)
    return others


def own_name(path: Path, content: bytes) -> Path:
    """The name that this content has where another has its name."""
    return path.with_stem(f"{path.stem}-{hashlib.sha256(content).hexdigest()[:8]}")


def keep_elsewhere(shared: Path, origin: str, files: dict[str, bytes]) -> dict[str, str]:
    """The same, in the log's own folder of one elsewhere, which must exist.

    Raises:
        OSError: not written, or the folder does not answer.
    """

    def write() -> dict[str, str]:
        # Never its parents: a mount point without its disk would take the files instead.
        share_of(shared, origin).mkdir(mode=0o755, exist_ok=True)
        return keep(share_of(shared, origin), files)

    try:
        return within(SHARE_WAIT_S, write)
    except NotInTime as error:
        raise TimeoutError(f"{shared} does not answer") from error


def anchor_note(path: Path) -> str:
    """The text of an anchor; empty, which verification tells, if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


class _Read(NamedTuple):
    notes: tuple[str, ...]
    certificates: tuple[str, ...]


def _read(folder: Path, newest: int | None) -> _Read:
    certificates = sorted(folder.glob(_CERTIFICATES))
    notes = sorted(set(folder.glob("*.txt")) - set(certificates), key=_by_size)
    wanted = notes if newest is None else notes[-newest:]
    return _Read(tuple(map(anchor_note, wanted)), tuple(map(anchor_note, certificates)))


def _by_size(path: Path) -> tuple[str, str]:
    sized = _SIZE.search(path.name)
    return sized[0] if sized else "", path.name


def _of_share(shared: Path, origin: str, newest: int | None, wait_s: float) -> _Read | None:
    """What is kept there; None if it cannot be told."""

    def read() -> _Read:
        os.listdir(shared)
        return _read(share_of(shared, origin), newest)

    try:
        return within(wait_s, read)
    except (NotInTime, OSError) as error:
        logger.warning("anchors of %s not read: %r", shared, error)
        return None
