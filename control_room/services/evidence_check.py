"""Evidence files against the records that name them: missing, altered, or named by nobody.

A seventh of the files is read through each night, so that every file is read once a week; the log
itself remembers which. Where a file was altered, its seventh is read again each night, until it is
as it was kept. A file that no record names is what a failed act left behind: it is moved
aside, never deleted.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from control_room.audit.entry import Act, Entry, Result, readable_entry
from control_room.places import DataFolder
from control_room.storage.database import Database, Reader
from control_room.storage.errors import (
    EvidenceAltered,
    EvidenceMissing,
    FileNotRead,
    file_errors_told,
)
from control_room.storage.files import EvidenceStore, sync_folder
from control_room.storage.records.log import LogFilter
from control_room.texts import QT_TRANSLATE_NOOP, Text

logger = logging.getLogger(__name__)

PORTIONS = 7
_EVERY = timedelta(days=6, hours=12)
"""A portion read so long ago would otherwise be read more than a week later."""

_ORPHAN_AGE_S = 3600
"""A younger file may be of an act that is under way."""

_BYTES_A_SECOND = 20_000_000
"""Disks of the room serve the wall and the database first."""

_CHECKS_LOOKED_AT = 200
_SHA256 = re.compile("[0-9a-f]{64}")
_FILES_NAMED_BY = {
    Act.STILL_KEPT.value: ("still",),
    Act.INCIDENT_TAGGED.value: ("still",),
    Act.REPORT_SHOT.value: ("sha256", "packets_sha256"),
}
"""Details of entries that name an evidence file."""


@dataclass(frozen=True)
class EvidenceFindings:
    """What was found; names are SHA-256, or paths of files that have no such name.

    Attributes:
        read: files read through, and their bytes.
        orphans: files that no record names.
    """

    read: int
    read_bytes: int
    missing: tuple[str, ...]
    altered: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def faults(self) -> list[str]:
        """Each file that is not as it was kept, and what is wrong with it."""
        told = {"missing": self.missing, "altered": self.altered}
        return [f"{fault} {name}" for fault, names in told.items() for name in names]

    @property
    def is_sound(self) -> bool:
        """Whether every file that should be there is there as it was kept."""
        return not (self.missing or self.altered)

    def lines(self) -> list[Text]:
        """What was found, for a reader, the verdict first."""
        verdict = _SOUND if self.is_sound else _FAULTY
        return [
            verdict.of(read=self.read),
            *(_MISSING.of(name=name) for name in self.missing),
            *(_ALTERED.of(name=name) for name in self.altered),
            *(_ORPHAN.of(name=name) for name in self.orphans),
        ]


_SOUND = QT_TRANSLATE_NOOP("evidence check", "The evidence files are sound ({read} read through).")
_FAULTY = QT_TRANSLATE_NOOP(
    "evidence check", "Evidence files are missing or altered ({read} read through)."
)
_MISSING = QT_TRANSLATE_NOOP("evidence check", "Missing: {name}")
_ALTERED = QT_TRANSLATE_NOOP("evidence check", "Altered: {name}")
_ORPHAN = QT_TRANSLATE_NOOP("evidence check", "Named by no record: {name}")


class EvidenceCheck:
    """The evidence folder of this workstation against the records.

    Args:
        shared: other workstations write the same database, each with its own evidence folder.
        clock_s: of the files' times, in seconds since 1970.
        pause: waits so many seconds.

    Attributes:
        workstation: whose evidence folder it is.
    """

    def __init__(
        self,
        database: Database,
        store: EvidenceStore,
        folder: DataFolder,
        *,
        now: Callable[[], datetime],
        workstation: str,
        shared: bool = False,
        clock_s: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._store = store
        self._folder = folder
        self._now = now
        self.workstation = workstation
        self._shared = shared
        self._clock_s = clock_s
        self._pause = pause

    def check_portion(self, heed: Callable[[], None] = lambda: None) -> EvidenceFindings:
        """Read what is due this night, move aside what no record names, record the outcome.

        Args:
            heed: called often; an exception from it ends the work before anything is recorded.

        Raises:
            ControlRoomError: folder or database cannot be read or written.
        """
        portions = self._due()

        def told(count: int) -> None:
            heed()
            self._pause(count / _BYTES_A_SECOND)

        with self._database.read() as records:
            findings = check_files(
                records,
                self._store,
                portions=portions,
                workstation=self.workstation if self._shared else None,
                younger_than=self._clock_s() - _ORPHAN_AGE_S,
                told=told,
            )
        for name in findings.orphans:
            self._move_aside(name)
        with self._database.write() as tx:
            tx.audit(
                Act.EVIDENCE_CHECKED,
                "evidence",
                result=Result.DONE if findings.is_sound else Result.FAILED,
                details={
                    "portions": ",".join(map(str, portions)),
                    "read": findings.read,
                    "bytes": findings.read_bytes,
                    "missing": len(findings.missing),
                    "altered": len(findings.altered),
                    "orphans": len(findings.orphans),
                    "altered_in": ",".join(map(str, sorted(set(map(_portion, findings.altered))))),
                    **_first("first_missing", findings.missing),
                    **_first("first_altered", findings.altered),
                },
            )
        return findings

    def last_read(self) -> datetime | None:
        """When files were last read through here (aware UTC); None if not for long.

        Raises:
            ControlRoomError: the database cannot be read.
        """
        return max(self._last().values(), default=None)

    def _due(self) -> list[int]:
        """Portions not read for nearly a week, or the one read longest ago; and the faulty ones."""
        last = self._last()
        before = self._now() - _EVERY
        due = {number for number in range(PORTIONS) if number not in last or last[number] < before}
        due = due or {min(last, key=lambda number: last[number])}
        newest = next(recorded_checks(self._database, self.workstation, "evidence"), None)
        faulty = "" if newest is None else str(newest.details.get("altered_in", ""))
        return sorted(due | _numbers(faulty))

    def _last(self) -> dict[int, datetime]:
        """When each portion was last read on this workstation, as the log tells."""
        last: dict[int, datetime] = {}
        for entry in recorded_checks(self._database, self.workstation, "evidence"):
            for portion in _numbers(str(entry.details.get("portions", ""))):
                last.setdefault(portion, entry.at)
        return last

    def _move_aside(self, name: str) -> None:
        place = self._folder.quarantine
        path = self._folder.evidence / name
        aside = place / f"{secrets.token_hex(4)}-{path.name}"
        with file_errors_told(place):
            place.mkdir(mode=0o700, exist_ok=True)
            path.replace(aside)
            if _changed(aside) >= self._clock_s() - _ORPHAN_AGE_S:
                # Kept again just now: an act is about to name it.
                aside.replace(path)
            sync_folder(path.parent)
            sync_folder(place)
        logger.warning("evidence file %s is named by no record: moved to %s", path.name, place)


def recorded_checks(database: Database, workstation: str, obj: str) -> Iterator[Entry]:
    """What a workstation recorded of its latest checks of folder or files, newest first.

    Args:
        obj: "store" for the folder, "evidence" for its files.
    """
    with database.read() as records:
        rows = records.log.newest(LogFilter(act=Act.EVIDENCE_CHECKED), _CHECKS_LOOKED_AT)
    for row in rows:
        entry = readable_entry(row.canonical)
        if entry is not None and (entry.workstation, entry.obj) == (workstation, obj):
            yield entry


def check_files(
    records: Reader,
    store: EvidenceStore,
    *,
    portions: Collection[int] = range(PORTIONS),
    workstation: str | None = None,
    younger_than: float | None = None,
    told: Callable[[int], None] = lambda _count: None,
) -> EvidenceFindings:
    """Compare the files with the records; nothing is changed.

    Args:
        portions: those whose files are read through; presence is checked for all.
        workstation: the one whose files are here; None: all files are here.
        younger_than: seconds since 1970; files changed since are no orphans yet.
        told: the bytes of each piece read; an exception from it ends the work.

    Raises:
        FileNotRead: a file cannot be read, and all others are there as they were kept.
        ControlRoomError: folder or database cannot be read.
    """
    # Files before names: what is kept meanwhile is in neither, or named.
    there = {path: str(path.relative_to(store.root)) for path in store.files()}
    named = _files_named(records)
    ours = {sha for sha, ws in named.items() if workstation is None or ws == workstation}
    orphans = [
        relative
        for path, relative in there.items()
        if not (path.name in named and path == store.path(path.name))
        and (younger_than is None or _changed(path) < younger_than)
    ]
    missing, altered, read, read_bytes = [], [], 0, 0
    unread: FileNotRead | None = None

    def count(pieces: int) -> None:
        nonlocal read_bytes
        read_bytes += pieces
        told(pieces)

    for sha256 in sorted(ours):
        try:
            if _portion(sha256) in portions:
                store.check(sha256, count)
                read += 1
            elif store.path(sha256) not in there:
                missing.append(sha256)
        except EvidenceMissing:
            missing.append(sha256)
        except EvidenceAltered:
            altered.append(sha256)
            read += 1
        except FileNotRead as error:
            unread = unread or error
    if unread is not None and not (missing or altered):
        raise unread
    return EvidenceFindings(
        read, read_bytes, tuple(missing), tuple(altered), tuple(sorted(orphans))
    )


def _files_named(records: Reader) -> Mapping[str, str]:
    """Each evidence file that records or log name, and the workstation that kept it.

    Entries tell the workstation, rows what outlives entries; a name that is no SHA-256 is a
    fault of the record, which the check of records tells.
    """
    named = dict.fromkeys([*records.stills.files(), *records.reports.files()], "")
    for row in records.log.entries():
        details = _FILES_NAMED_BY.get(row.act)
        entry = readable_entry(row.canonical) if details else None
        if details and entry is not None and entry.result is Result.DONE:
            told = (entry.details.get(name) for name in details)
            named |= {sha: entry.workstation for sha in told if isinstance(sha, str) and sha}
    return {sha: workstation for sha, workstation in named.items() if _is_sha256(sha)}


def _portion(sha256: str) -> int:
    return int(sha256[:8], 16) % PORTIONS


def _numbers(listed: str) -> set[int]:
    return {int(one) for one in listed.split(",") if one.isdecimal()}


def _first(name: str, found: Iterable[str]) -> dict[str, str]:
    first = next(iter(found), None)
    return {} if first is None else {name: first}


def _is_sha256(name: object) -> bool:
    """Whether a name can be a file's; one from a damaged page may be of any type, or none."""
    return isinstance(name, str) and _SHA256.fullmatch(name) is not None


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
