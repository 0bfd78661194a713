"""Verification of a database file from outside the console, which may be running."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from control_room.audit.checkpoint import NotANote
from control_room.audit.epochs import Trust
from control_room.audit.findings import Finding, FindingCode, Status, VerificationResult
from control_room.audit.verify import Progress, verify
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.services.audit_texts import result_lines
from control_room.storage.database import Reader, ReadOnlyDatabase
from control_room.storage.keys import read_site_key
from control_room.texts import Text, Translate

_EXIT_CODES = {
    Status.SOUND: 0,
    Status.ALTERED: 1,
    Status.TRUNCATED: 2,
    Status.UNVERIFIABLE: 3,
    Status.UNREADABLE: 4,
}


@dataclass(frozen=True)
class Verification:
    """Outcome for the command line.

    Attributes:
        failure: why the file could not be read, if it could not.
    """

    path: Path
    result: VerificationResult
    failure: ControlRoomError | None = None

    @property
    def exit_code(self) -> int:
        """0 sound, 1 altered, 2 truncated or rolled back, 3 not verifiable, 4 unreadable."""
        return _EXIT_CODES[self.result.status]

    def lines(self) -> list[Text]:
        """What was found, for a reader, the verdict first."""
        if self.failure is None:
            return result_lines(self.result)
        return [*result_lines(self.result)[:1], self.failure.what, self.failure.remedy]

    def as_json(self, translate: Translate) -> dict[str, object]:
        """What was found, for a program; the sentences in the reader's language."""
        return {
            "database": str(self.path),
            "status": self.result.status.value,
            "exit_code": self.exit_code,
            "size": self.result.size,
            "root": self.result.root.hex(),
            "signed_size": self.result.signed_size,
            "first_bad_seq": self.result.first_bad_seq,
            "findings": [
                {"code": finding.code.value, "seq": finding.seq, "until": finding.until}
                for finding in self.result.findings
            ],
            "text": [line.shown(translate) for line in self.lines()],
        }


def verify_database(
    path: Path,
    anchor: Path | None = None,
    vkeys: Path | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Verify the audit log of a database file; nothing is changed.

    Args:
        anchor: a checkpoint kept elsewhere, beside those of the data folder.
        vkeys: public keys, one a line, the site's first; that of the data folder if not given.
    """
    folder = DataFolder(path.parent)
    anchors = [anchor_note(kept) for kept in kept_anchors(folder)]
    if anchor is not None:
        anchors.append(anchor_note(anchor))
    try:
        database = ReadOnlyDatabase.open(path)
    except ControlRoomError as error:
        return _unreadable(path, error)
    try:
        with database.read() as records:
            result = verify(
                records.log.entries(),
                records.log.checkpoint_notes(),
                trust=_trust(records, vkeys or folder.site_vkey),
                anchors=anchors,
                expected=records.log.size(),
                progress=progress,
            )
    except ControlRoomError as error:
        return _unreadable(path, error)
    finally:
        database.close()
    return Verification(path, result)


def kept_anchors(folder: DataFolder) -> list[Path]:
    """The checkpoints kept in the data folder."""
    return sorted(folder.anchors.glob("*.txt"))


def anchor_note(path: Path) -> str:
    """The text of an anchor; empty, which verification tells, if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _trust(records: Reader, vkeys: Path) -> Trust:
    """What to verify with; nothing, which verification tells, if the site's key cannot be read."""
    try:
        site = read_site_key(vkeys)
    except (NotANote, OSError, UnicodeDecodeError):
        site = None
    certificates = tuple(epoch.certificate for epoch in records.log.epochs())
    return Trust(records.log.site("origin"), site, certificates)


def _unreadable(path: Path, error: ControlRoomError) -> Verification:
    result = VerificationResult(Status.UNREADABLE, (Finding(FindingCode.FILE_UNREADABLE),))
    return Verification(path, result, error)
