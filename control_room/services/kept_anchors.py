"""Where anchors lie: in the data folder, and in the folders on other disks and shares.

    checkpoint-000000001024.txt    the signed note, exactly as the log signed it
    checkpoint-000000001024.tsr    a time stamp over that file
    cosigned-000000001024.txt      the same note with the signatures of witnesses
    witnessed-000000001024.txt     what a witness holds that we do not: the log was cut or forked
    epoch-0002.txt                 certificate of the key that signed it

A folder elsewhere serves several logs: each has a folder of its name in it. What has a name is
never written over: other content that asks for it gets a name of its own, its hash at the end.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from control_room.places import DataFolder
from control_room.storage.files import write_once
from control_room.storage.patience import NotInTime, within

logger = logging.getLogger(__name__)

SHARE_WAIT_S = 10.0
"""A share whose server is gone may hold a call for ever."""

_CERTIFICATES = "epoch-*.txt"


def share_of(shared: Path, origin: str) -> Path:
    """The log's own folder in one that may serve several."""
    return shared / origin.replace("/", "-")


def kept_notes(folder: DataFolder, shares: Sequence[Path] = (), origin: str = "") -> list[str]:
    """The notes to verify the log against; empty text, which verification tells, if unreadable.

    Args:
        shares: folders elsewhere; one that is gone is passed over, as is one without this log.
    """
    notes = {path: anchor_note(path) for path in _notes(folder.anchors)}
    for shared in shares:
        notes.update(_of_share(share_of(shared, origin), _notes))
    return list(dict.fromkeys(notes.values()))


def kept_certificates(
    folder: DataFolder, shares: Sequence[Path] = (), origin: str = ""
) -> tuple[str, ...]:
    """Certificates of epochs kept with the anchors: the database may have lost the newest."""
    texts = {path: anchor_note(path) for path in _certificates(folder.anchors)}
    for shared in shares:
        texts.update(_of_share(share_of(shared, origin), _certificates))
    return tuple(dict.fromkeys(text for text in texts.values() if text))


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


def _notes(folder: Path) -> list[Path]:
    certificates = set(_certificates(folder))
    return sorted(path for path in folder.glob("*.txt") if path not in certificates)


def _certificates(folder: Path) -> list[Path]:
    return sorted(folder.glob(_CERTIFICATES))


def _of_share(share: Path, choose: Callable[[Path], list[Path]]) -> dict[Path, str]:
    try:
        return within(SHARE_WAIT_S, lambda: {path: anchor_note(path) for path in choose(share)})
    except (NotInTime, OSError) as error:
        logger.warning("anchors of %s not read: %r", share, error)
        return {}
