"""Checkpoints kept outside the database, which is what shows that its end was cut off or changed.

The means are independent, none needs the internet, and one that fails neither stops nor delays the
others for long: folders on other disks and shares, workstations that witness, a time stamping
server, the paper of the hand-over. What failed is told, and tried again by `keep_up`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from control_room.audit.entry import Act, readable_entry
from control_room.audit.epochs import EpochCertificate, Trust
from control_room.audit.tree import consistency_proof
from control_room.domain.agent import Permission, Session
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.services.errors import NothingSigned
from control_room.services.kept_anchors import keep, keep_elsewhere, kept_notes, own_name
from control_room.services.sessions import Sessions
from control_room.services.timestamps import Timestamps
from control_room.services.witnesses import WitnessClient, WitnessContradicts
from control_room.storage.database import Database, LogState, Reader
from control_room.storage.errors import file_errors_told
from control_room.storage.records.log import LogFilter
from control_room.texts import QT_TRANSLATE_NOOP

logger = logging.getLogger(__name__)

OLD = timedelta(hours=12)
TOO_OLD = timedelta(hours=36)
ANCHOR_EVERY = timedelta(hours=1)
RETRY_AFTER = timedelta(minutes=1)
RETRY_AT_MOST_EVERY = timedelta(minutes=30)
_OWN_ENTRY = 1
"""An anchor leaves an entry itself: alone, it is no reason for the next."""


class Means(StrEnum):
    """The ways in which a checkpoint leaves this computer."""

    FOLDER = "folder"
    WITNESS = "witness"
    TIMESTAMP = "timestamp"
    PAPER = "paper"


MEANS_TEXTS = {
    Means.FOLDER: QT_TRANSLATE_NOOP("anchors", "folder elsewhere"),
    Means.WITNESS: QT_TRANSLATE_NOOP("anchors", "witness"),
    Means.TIMESTAMP: QT_TRANSLATE_NOOP("anchors", "time stamp"),
    Means.PAPER: QT_TRANSLATE_NOOP("anchors", "paper"),
}


class LagLevel(StrEnum):
    """How urgent an anchor is."""

    FRESH = "fresh"
    OLD = "old"
    TOO_OLD = "too_old"


@dataclass(frozen=True)
class AnchorLag:
    """What the newest anchor that left this computer leaves unproven.

    Attributes:
        at: when it left (aware UTC); None if none ever did.
        size: entries that it covers.
        entries_since: entries that it does not.
    """

    at: datetime | None
    size: int
    entries_since: int
    level: LagLevel


@dataclass(frozen=True)
class AnchorFailure:
    """A means that did not take the checkpoint.

    Attributes:
        means: None for the copy in the data folder.
        where: folder or address.
    """

    means: Means | None
    where: str
    error: ControlRoomError


@dataclass(frozen=True)
class AnchorReport:
    """What became of a checkpoint.

    Attributes:
        note: the signed checkpoint.
        kept: its file in the data folder.
        means: those that took it.
    """

    size: int
    note: str
    kept: Path
    means: tuple[Means, ...]
    failures: tuple[AnchorFailure, ...]


class ShareUnwritable(ControlRoomError):
    """A folder on another disk or share did not take the checkpoint."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("anchors", "No anchor written to {folder} ({reason}).").of(
                folder=folder, reason=reason
            ),
            QT_TRANSLATE_NOOP("anchors", "The other anchors are not concerned."),
            QT_TRANSLATE_NOOP("anchors", "Connect the disk or share; Vigie tries again by itself."),
        )


class AnchorDiffers(ControlRoomError):
    """An anchor kept before says something else than the log now; both are kept."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP(
                "anchors", "The anchor {name} in {folder} is not of the history of this log."
            ).of(folder=folder, name=name),
            QT_TRANSLATE_NOOP("anchors", "It was left as it is; the new one is kept beside it."),
            QT_TRANSLATE_NOOP(
                "anchors", "Do not remove any of them; call the person in charge of the site."
            ),
        )


@dataclass(frozen=True)
class _Checkpoint:
    """What the means are given.

    Attributes:
        files: by name, the checkpoint's note and the certificates of the epochs.
    """

    size: int
    note: str
    trust: Trust
    files: dict[str, bytes]


@dataclass(frozen=True)
class _Way:
    """One means, as set up here."""

    means: Means | None
    where: str
    take: Callable[[_Checkpoint], None] = field(compare=False)


@dataclass(frozen=True)
class _Wait:
    tries: int
    until: datetime


class Anchors:
    """The newest checkpoint, sent to everything that the settings name. Calls may wait."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        folder: DataFolder,
        *,
        shares: Sequence[Path] = (),
        witnesses: Sequence[WitnessClient] = (),
        timestamps: Timestamps | None = None,
        now: Callable[[], datetime],
        contradicted: Callable[[str], object],
    ) -> None:
        """Prepare the means.

        Args:
            shares: folders on other disks or shares.
            contradicted: told a note that a witness or a folder holds as one of our log; answers
                None if the log contains it.
        """
        self._database = database
        self._sessions = sessions
        self._folder = folder
        self._shares = shares
        self._now = now
        self._contradicted = contradicted
        self._turn = threading.Lock()
        self._waiting: dict[_Way, _Wait] = {}
        here = _Way(None, str(folder.anchors), self._to_data_folder)
        self._ways = [
            here,
            *(_Way(Means.FOLDER, str(share), self._to_share(share)) for share in shares),
            *(_Way(Means.WITNESS, one.url, self._to_witness(one)) for one in witnesses),
        ]
        if timestamps is not None:
            stamp = self._to_timestamps(timestamps)
            self._ways.append(_Way(Means.TIMESTAMP, timestamps.url, stamp))

    def anchor(self, who: Session | None) -> AnchorReport:
        """Sign the log and send the checkpoint to all means; record which took it.

        Args:
            who: None for the console itself.

        Raises:
            NotAllowed: the role may not read the log.
            ControlRoomError: the log cannot be signed or written.
        """
        if who is not None:
            who = self._sessions.allow(who, Permission.READ_AUDIT)
        with self._turn:
            return self._anchor(who, self._ways)

    def keep_up(self) -> AnchorReport | None:
        """Anchor what is new about hourly, and try again what failed; call about once a minute.

        Raises:
            ControlRoomError: the log cannot be signed or written.
        """
        if self._database.state is not LogState.WRITABLE:
            return None
        with self._turn:
            lag = self.lag()
            fresh = lag.at is not None and self._now() - lag.at < ANCHOR_EVERY
            if lag.entries_since <= _OWN_ENTRY or fresh:
                due = [way for way, wait in self._waiting.items() if wait.until <= self._now()]
            else:
                due = [way for way in self._ways if self._may_try(way)]
            # The data folder alone proves nothing to a stranger: it goes with the others.
            return self._anchor(None, due) if any(way.means for way in due) else None

    def paper_anchored(self, size: int, who: Session | None = None) -> None:
        """Record that the checkpoint of that size was printed for signature.

        Raises:
            ControlRoomError: the log cannot be written.
        """
        with self._database.write(who) as tx:
            tx.audit(Act.AUDIT_ANCHORED, "log", details={"size": size, "kinds": Means.PAPER.value})

    def lag(self) -> AnchorLag:
        """How old the newest anchor is that left this computer.

        Raises:
            ControlRoomError: the database cannot be read.
        """
        with self._database.read() as records:
            size = records.log.size()
            at, anchored = _newest_anchor(records)
            since = at or _began(records)
        age = self._now() - since if since else TOO_OLD
        return AnchorLag(at, anchored, size - anchored, _level(age))

    def kept(self) -> list[str]:
        """All notes kept here and elsewhere, to verify the log against."""
        return kept_notes(self._folder, self._shares, self._database.trust.origin)

    def _may_try(self, way: _Way) -> bool:
        wait = self._waiting.get(way)
        return wait is None or wait.until <= self._now()

    def _anchor(self, who: Session | None, ways: Sequence[_Way]) -> AnchorReport:
        self._database.checkpoint()
        checkpoint = self._newest()
        with ThreadPoolExecutor(len(ways), thread_name_prefix="anchor") as together:
            outcomes = list(together.map(lambda way: self._tried(way, checkpoint), ways))
        failures = [failure for failure in outcomes if failure is not None]
        failed = {(failure.means, failure.where) for failure in failures}
        took = [way for way in ways if (way.means, way.where) not in failed]
        means = tuple(dict.fromkeys(way.means for way in took if way.means is not None))
        if means or (took and who is not None):
            with self._database.write(who) as tx:
                tx.audit(
                    Act.AUDIT_ANCHORED,
                    "log",
                    details={"size": checkpoint.size, "kinds": ",".join(means)},
                )
        kept = self._folder.anchor(checkpoint.size)
        return AnchorReport(checkpoint.size, checkpoint.note, kept, means, tuple(failures))

    def _tried(self, way: _Way, checkpoint: _Checkpoint) -> AnchorFailure | None:
        try:
            way.take(checkpoint)
        except ControlRoomError as error:
            tries = self._waiting[way].tries + 1 if way in self._waiting else 0
            pause = min(RETRY_AFTER * 2 ** min(tries, 10), RETRY_AT_MOST_EVERY)
            self._waiting[way] = _Wait(tries, self._now() + pause)
            logger.warning("anchor: %s", error.what)
            return AnchorFailure(way.means, way.where, error)
        self._waiting.pop(way, None)
        return None

    def _newest(self) -> _Checkpoint:
        trust = self._database.trust
        with self._database.read() as records:
            newest = records.log.newest_checkpoint()
        if newest is None:
            raise NothingSigned
        files = {self._folder.anchor(newest.size).name: newest.note.encode()}
        files.update(_certificate_files(trust))
        return _Checkpoint(newest.size, newest.note, trust, files)

    def _to_data_folder(self, checkpoint: _Checkpoint) -> None:
        self._keep_here(checkpoint.files)

    def _keep_here(self, files: dict[str, bytes]) -> None:
        with file_errors_told(self._folder.anchors):
            others = keep(self._folder.anchors, files)
        self._differing(self._folder.anchors, others)

    def _to_share(self, share: Path) -> Callable[[_Checkpoint], None]:
        def take(checkpoint: _Checkpoint) -> None:
            try:
                others = keep_elsewhere(share, checkpoint.trust.origin, checkpoint.files)
            except OSError as error:
                raise ShareUnwritable(share, error.strerror or str(error)) from error
            self._differing(share, others)

        return take

    def _differing(self, folder: Path, others: dict[str, str]) -> None:
        """Have what was kept before compared with the log.

        A witness that signs the same checkpoint twice gives two files, both of this log.
        """
        for name, there in others.items():
            if self._contradicted(there) is not None:
                raise AnchorDiffers(folder, name)

    def _to_witness(self, witness: WitnessClient) -> Callable[[_Checkpoint], None]:
        def take(checkpoint: _Checkpoint) -> None:
            try:
                line = witness.cosign(checkpoint.note, checkpoint.trust, self._proof)
            except WitnessContradicts as error:
                if self._contradicted(error.note) is None:
                    return  # Another workstation of the site was faster: ours contains it by now.
                self._keep_here(error.files())
                raise
            cosigned = (checkpoint.note + line).encode()
            self._keep_here({f"cosigned-{checkpoint.size:012d}-{witness.mark}.txt": cosigned})

        return take

    def _to_timestamps(self, timestamps: Timestamps) -> Callable[[_Checkpoint], None]:
        def take(checkpoint: _Checkpoint) -> None:
            kept = self._folder.anchor(checkpoint.size)
            token = timestamps.stamp(checkpoint.note)
            stamp = kept.with_suffix(".tsr")
            if stamp.exists():
                stamp = own_name(stamp, token)
            # The note first: a stamp says nothing without the bytes that it is over.
            self._keep_here({stamp.with_suffix(".txt").name: checkpoint.note.encode()})
            self._keep_here({stamp.name: token})

        return take

    def _proof(self, old: int, new: int) -> list[bytes]:
        with self._database.read() as records:
            return consistency_proof(old, new, records.log.node)


def _certificate_files(trust: Trust) -> dict[str, bytes]:
    if trust.site is None:
        return {}
    files = {}
    for note in trust.certificates:
        certificate = EpochCertificate.read(note, trust.site)
        files[f"epoch-{certificate.number:04d}.txt"] = note.encode()
    return files


def _newest_anchor(records: Reader) -> tuple[datetime | None, int]:
    """Hour and size of the newest anchor that left this computer."""
    before_seq: int | None = None
    while rows := records.log.newest(LogFilter(Act.AUDIT_ANCHORED, before_seq=before_seq), 50):
        for row in rows:
            entry = readable_entry(row.canonical)
            if entry is not None and entry.details.get("kinds"):
                return entry.at, int(entry.details["size"])
        before_seq = rows[-1].seq
    return None, 0


def _level(age: timedelta) -> LagLevel:
    if age < OLD:
        return LagLevel.FRESH
    return LagLevel.OLD if age < TOO_OLD else LagLevel.TOO_OLD


def _began(records: Reader) -> datetime | None:
    """When the log began; None if its first entry is no more."""
    first = records.log.entry(0)
    entry = readable_entry(first.canonical) if first else None
    return entry.at if entry else None
