"""Verification of a database from outside the console, which may be running."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from control_room import settings
from control_room.audit.checkpoint import NotANote, VerifierKey, parse_checkpoint, split_note
from control_room.audit.epochs import Trust, site_key_name
from control_room.audit.findings import Finding, FindingCode, Status, VerificationResult
from control_room.audit.verify import Progress, verify
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.services.audit_texts import result_lines
from control_room.services.kept_anchors import anchor_note, kept
from control_room.services.timestamps import NotAStamp, stamped_at
from control_room.storage.database import Reader, ReadOnlyDatabase
from control_room.storage.errors import file_errors_told
from control_room.storage.high_water import HighWater
from control_room.storage.postgresql import Server
from control_room.texts import QT_TRANSLATE_NOOP, Text, Translate

_EXIT_CODES = {
    Status.SOUND: 0,
    Status.ALTERED: 1,
    Status.TRUNCATED: 2,
    Status.UNVERIFIABLE: 3,
    Status.UNREADABLE: 4,
}

_ANCHORED = QT_TRANSLATE_NOOP("verification", "Anchored outside this computer up to entry {seq}.")
NOT_ANCHORED = QT_TRANSLATE_NOOP(
    "verification",
    "No anchor from outside this computer: that entries at the end are missing would not be seen.",
)
_UNREAD = QT_TRANSLATE_NOOP("verification", "The anchors in {folder} could not be read.")
_STAMPED = QT_TRANSLATE_NOOP("verification", "Checkpoint of {size} entries: existed on {at}.")
_STAMP_WRONG = QT_TRANSLATE_NOOP(
    "verification", "Checkpoint of {size} entries: its time stamp is not to be believed."
)


@dataclass(frozen=True)
class StampCheck:
    """What a time stamp kept with the anchors proves.

    Attributes:
        size: of the checkpoint that it is over.
        at: when that existed (aware UTC); None if the stamp proves nothing.
    """

    size: int
    at: datetime | None

    @property
    def text(self) -> Text:
        """For a reader."""
        if self.at is None:
            return _STAMP_WRONG.of(size=self.size)
        return _STAMPED.of(size=self.size, at=f"{self.at:%Y-%m-%d %H:%M:%S} UTC")


@dataclass(frozen=True)
class Place:
    """Where a log lies, and what is kept of it elsewhere.

    Attributes:
        folder: with its keys and anchors.
        shares: folders on other disks and shares with anchors.
        marks: what this computer remembers; None if that is not of this place.
        vkeys: the site's public key, where it is not in the folder.
    """

    at: Path | Server
    folder: DataFolder
    shares: tuple[Path, ...] = ()
    marks: HighWater | None = None
    vkeys: Path | None = None

    @property
    def name(self) -> str:
        """For a reader."""
        return str(self.at) if isinstance(self.at, Path) else self.at.name


@dataclass(frozen=True)
class Verification:
    """Outcome for the command line.

    Attributes:
        name: of the database.
        anchored_outside: entries covered by the newest anchor that this computer cannot have
            changed and that holds.
        unread: folders with anchors that are gone or do not answer.
        stamps: the time stamps that were checked.
        failure: why the database could not be read, if it could not.
    """

    name: str
    result: VerificationResult
    anchored_outside: int = 0
    unread: tuple[Path, ...] = ()
    stamps: tuple[StampCheck, ...] = ()
    failure: ControlRoomError | None = None

    @property
    def exit_code(self) -> int:
        """0 sound, 1 altered, 2 truncated or rolled back, 3 not verifiable, 4 unreadable."""
        return _EXIT_CODES[self.result.status]

    def lines(self) -> list[Text]:
        """What was found, for a reader, the verdict first."""
        lines = result_lines(self.result)
        if self.failure is not None:
            return [*lines[:1], self.failure.what, self.failure.remedy]
        anchored = _ANCHORED.of(seq=self.anchored_outside - 1)
        return [
            *lines[:2],
            anchored if self.anchored_outside else NOT_ANCHORED,
            *lines[2:],
            *(_UNREAD.of(folder=folder) for folder in self.unread),
            *(stamp.text for stamp in self.stamps),
        ]

    def as_json(self, translate: Translate) -> dict[str, object]:
        """What was found, for a program; the sentences in the reader's language."""
        return {
            "database": self.name,
            "status": self.result.status.value,
            "exit_code": self.exit_code,
            "size": self.result.size,
            "root": self.result.root.hex(),
            "signed_size": self.result.signed_size,
            "anchored_size": self.result.anchored_size,
            "anchored_outside": self.anchored_outside,
            "unread": [str(folder) for folder in self.unread],
            "erased": self.result.erased,
            "pruned": self.result.pruned,
            "first_bad_seq": self.result.first_bad_seq,
            "findings": [
                {"code": finding.code.value, "seq": finding.seq, "until": finding.until}
                for finding in self.result.findings
            ],
            "stamps": [
                {"size": stamp.size, "at": stamp.at.isoformat() if stamp.at else None}
                for stamp in self.stamps
            ],
            "text": [line.shown(translate) for line in self.lines()],
        }


def place_of(folder: DataFolder, path: Path | None = None) -> Place:
    """Where the settings of a data folder say that its records are.

    Args:
        path: a database file instead. One that is not where a data folder has its own, as a
            backup, may be older than what is kept elsewhere: it is compared only with the anchors
            beside it, and with this folder's key of the site where none lies beside it.

    Raises:
        SettingsMistakes: the settings cannot be used.
    """
    if path is not None:
        beside = DataFolder(path.parent)
        if path != beside.database:
            vkeys = None if beside.site_vkey.exists() else folder.site_vkey
            return Place(path, beside, vkeys=vkeys)
        folder = beside
    chosen = settings.load(folder)
    at = Server(chosen.database) if chosen.database and path is None else folder.database
    return Place(at, folder, chosen.anchor_folders, HighWater())


def verify_database(
    place: Path | Place,
    anchors: Sequence[Path] = (),
    vkeys: Path | None = None,
    ca: Path | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Verify the audit log of a database; nothing is changed.

    Args:
        place: a file stands for itself and the anchors beside it.
        anchors: checkpoints kept elsewhere, beside those of the data folder.
        vkeys: public keys, one a line, of which the site's counts; the data folder's if not given.
        ca: certificates (PEM) that time stamps must lead to; without them none is checked.
    """
    if isinstance(place, Path):
        place = Place(place, DataFolder(place.parent))
    vkeys = vkeys or place.vkeys or place.folder.site_vkey
    try:
        database = ReadOnlyDatabase.open(place.at)
    except ControlRoomError as error:
        return unreadable(place.name, error)
    try:
        with database.read() as records:
            origin = records.log.site("origin")
        # What is kept first, then the log: a console that runs meanwhile adds to both.
        outside = kept(place.folder, place.shares, origin)
        given = [*outside.elsewhere, *map(anchor_note, anchors)]
        with database.read() as records:
            result = verify(
                records.log.entries(),
                records.log.checkpoint_notes(),
                trust=_trust(records, vkeys, outside.certificates),
                anchors=[*outside.here, *given, *_remembered(place, origin)],
                expected=records.log.size(),
                progress=progress,
            )
    except ControlRoomError as error:
        return unreadable(place.name, error)
    finally:
        database.close()
    stamps = () if ca is None else check_stamps(place.folder, ca)
    return Verification(
        place.name,
        _with_stamps(result, stamps),
        max((size for size in map(_stated, given) if size <= result.anchored_size), default=0),
        outside.unread,
        stamps,
    )


def _remembered(place: Place, origin: str) -> list[str]:
    if place.marks is None:
        return []
    with file_errors_told(place.folder.root):
        return place.marks.marks(origin)


def _stated(note: str) -> int:
    try:
        return parse_checkpoint(split_note(note)[0]).size
    except NotANote:
        return 0


def check_stamps(folder: DataFolder, ca: Path) -> tuple[StampCheck, ...]:
    """What the time stamps kept in the data folder prove, oldest checkpoint first."""
    checks = []
    for token in sorted(folder.anchors.glob("*.tsr")):
        note = anchor_note(token.with_suffix(".txt"))
        try:
            size = parse_checkpoint(split_note(note)[0]).size
            checks.append(StampCheck(size, stamped_at(token.read_bytes(), note, ca)))
        except (NotANote, NotAStamp, OSError):
            checks.append(StampCheck(_size_in(token.stem), None))
    return tuple(checks)


def _size_in(name: str) -> int:
    named = re.search(r"\d{12}", name)
    return int(named[0]) if named else 0


def _with_stamps(result: VerificationResult, stamps: Sequence[StampCheck]) -> VerificationResult:
    """A stamp that proves nothing is an anchor that cannot be read."""
    wrong = tuple(Finding(FindingCode.ANCHOR_UNREADABLE) for one in stamps if one.at is None)
    sound = result.status is Status.SOUND
    status = Status.UNVERIFIABLE if wrong and sound else result.status
    return replace(result, status=status, findings=(*result.findings, *wrong))


def _trust(records: Reader, vkeys: Path, kept: Sequence[str]) -> Trust:
    """What to verify with; nothing, which verification tells, if the site's key cannot be read.

    Args:
        kept: certificates kept with the anchors, which the database may have lost.
    """
    try:
        keys = [VerifierKey.read(line) for line in vkeys.read_text(encoding="utf-8").splitlines()]
    except (NotANote, OSError, UnicodeDecodeError):
        keys = []
    site = next((key for key in keys if key.name.endswith(site_key_name(""))), None)
    certificates = [epoch.certificate for epoch in records.log.epochs()]
    return Trust(records.log.site("origin"), site, tuple(dict.fromkeys((*certificates, *kept))))


def unreadable(name: str, error: ControlRoomError) -> Verification:
    """The outcome where nothing could be verified."""
    result = VerificationResult(Status.UNREADABLE, (Finding(FindingCode.FILE_UNREADABLE),))
    return Verification(name, result, failure=error)
