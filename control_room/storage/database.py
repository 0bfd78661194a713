"""The one door to the records: every write is an act with its audit entry, or nothing.

- One process writes a data folder; one connection writes; a lock file keeps a second console out.
- A write takes SQLite's write lock first (BEGIN IMMEDIATE), appends the audit entry in the same
  transaction, and signs the log where the act asks for it. No other code commits.
- After a failure of the disk the connection is made anew and the log's end read again before the
  next act: what SQLite kept is the truth, not what this process remembers.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    Signer,
    VerifierKey,
    read_checkpoint,
)
from control_room.audit.entry import (
    SALT_BYTES,
    SIGNED_AT_ONCE,
    Act,
    Detail,
    Entry,
    NotAnEntry,
    Result,
    canonical_bytes,
    commitment,
    read_entry,
)
from control_room.audit.tree import Frontier
from control_room.audit.verify import MAX_UNSIGNED, tail_break
from control_room.domain.agent import Session
from control_room.domain.shift import Reason
from control_room.places import DataFolder
from control_room.storage.errors import (
    AuditLogBroken,
    ConsoleAlreadyRuns,
    DatabaseReadOnly,
    DatabaseTooNew,
    DatabaseUnreachable,
    SigningKeyWrong,
    UnauditedWrite,
    database_errors_told,
    file_errors_told,
)
from control_room.storage.migrations import SCHEMA_VERSION, is_known, migrate, version_of
from control_room.storage.records.agents import AgentRecords
from control_room.storage.records.incidents import IncidentRecords
from control_room.storage.records.log import LogRecords
from control_room.storage.records.reports import ReportRecords
from control_room.storage.records.stills import StillRecords
from control_room.storage.records.walls import WallRecords
from control_room.storage.sqlite import (
    BUSY_TIMEOUT_MS,
    check_library,
    reading_engine,
    writing_engine,
)

logger = logging.getLogger(__name__)

SIGN_AFTER_NS = 1_000_000_000
"""An entry stays unsigned for a second at most."""

SYSTEM = "system"
"""The actor of acts without a signed-in agent."""


class Reader:
    """The records, at one moment."""

    def __init__(self, connection: Connection) -> None:
        self.agents = AgentRecords(connection)
        self.stills = StillRecords(connection)
        self.incidents = IncidentRecords(connection)
        self.reports = ReportRecords(connection)
        self.walls = WallRecords(connection)
        self.log = LogRecords(connection)


@dataclass(frozen=True)
class _End:
    """The end of the log.

    Attributes:
        unsigned_since_ns: CLOCK_MONOTONIC of the first entry after the newest checkpoint.
    """

    frontier: Frontier
    signed_size: int
    unsigned_since_ns: int | None

    @property
    def unsigned(self) -> int:
        return self.frontier.size - self.signed_size


class Transaction(Reader):
    """A write in progress: records that may change, and the audit entry of the act."""

    def __init__(
        self,
        connection: Connection,
        end: _End,
        pen: _Pen,
        who: Session | None,
        reason: Reason | None,
    ) -> None:
        super().__init__(connection)
        self._end = end
        self._pen = pen
        self._who = who
        self._reason = reason or (who.reason if who else None)
        self._audited = False
        self._sign = False

    def audit(
        self,
        act: Act,
        obj: str,
        *,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
        personal: Mapping[str, str] | None = None,
    ) -> int:
        """Append the entry of this act; returns its place in the log.

        Args:
            act: what was done.
            obj: what it was about, as `kind/number`.
            result: how it ended.
            details: free of personal data.
            personal: personal data, kept beside the log; the entry holds a salted commitment.
        """
        sealed = None
        if personal is not None:
            payload = canonical_bytes({name: _nfc(text) for name, text in personal.items()})
            sealed = (secrets.token_bytes(SALT_BYTES), payload)
        mono_ns = time.monotonic_ns()
        entry = Entry(
            log=self._pen.signer.name,
            seq=self._end.frontier.size,
            at=self._pen.now(),
            mono_ns=mono_ns,
            boot=self._pen.boot,
            workstation=_nfc(self._pen.workstation),
            actor=str(self._who.agent.id) if self._who else SYSTEM,
            act=act,
            obj=_nfc(obj),
            result=result,
            role=self._who.agent.role.value if self._who else None,
            session=session_mark(self._who.id) if self._who else None,
            reason=self._reason.value if self._reason else None,
            details={
                name: _nfc(value) if isinstance(value, str) else value
                for name, value in (details or {}).items()
            },
            commitment=commitment(*sealed) if sealed else None,
        )
        frontier = self.log.append(self._end.frontier, entry, sealed)
        since_ns = self._end.unsigned_since_ns
        self._end = replace(
            self._end,
            frontier=frontier,
            unsigned_since_ns=mono_ns if since_ns is None else since_ns,
        )
        self._audited = True
        self._sign = self._sign or act in SIGNED_AT_ONCE
        return entry.seq

    def finished(self) -> _End:
        """Sign if the act or the number of unsigned entries asks for it; returns the log's end.

        Raises:
            UnauditedWrite: the act left no entry.
        """
        if not self._audited:
            raise UnauditedWrite("a transaction without an audit entry")
        if self._sign or self._end.unsigned >= MAX_UNSIGNED:
            return self._pen.sign(self.log, self._end)
        return self._end


@dataclass(frozen=True)
class _Pen:
    """What every entry and checkpoint of this process is written with."""

    signer: Signer
    now: Callable[[], datetime]
    workstation: str
    boot: str

    def sign(self, log: LogRecords, end: _End) -> _End:
        """Sign the log up to its end."""
        size = end.frontier.size
        checkpoint = Checkpoint(self.signer.name, size, end.frontier.root())
        log.add_checkpoint(size, self.signer.sign(checkpoint.text()))
        return _End(end.frontier, size, None)


class ReadOnlyDatabase:
    """The records of a database that another process may be writing."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._engine = engine

    @staticmethod
    def open(path: Path, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> ReadOnlyDatabase:
        """Open for reading; nothing is created or changed.

        Raises:
            ControlRoomError: not there, not readable, damaged, or of a later version.
        """
        check_library()
        if not path.is_file():
            raise DatabaseUnreachable(path)
        try:
            return _opened_for_reading(path, busy_timeout_ms, immutable=False)
        except (DatabaseUnreachable, DatabaseReadOnly):
            # A read-only medium: SQLite cannot make the -shm file that WAL asks for. Without
            # a -wal file all rows are in the file itself, which nobody can change.
            if path.with_name(path.name + "-wal").exists():
                raise
            return _opened_for_reading(path, busy_timeout_ms, immutable=True)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """The records as they are at the first query, whatever is written meanwhile.

        Raises:
            ControlRoomError: the file cannot be read, or is damaged.
        """
        with (
            database_errors_told(self._path),
            self._engine.connect() as connection,
            connection.begin(),
        ):
            yield Reader(connection)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


class Database:
    """The records, with the only way to change them."""

    def __init__(
        self, path: Path, writing: Engine, reading: Engine, pen: _Pen, lock_file: int
    ) -> None:
        self._path = path
        self._writing = writing
        self._reading = ReadOnlyDatabase(path, reading)
        self._pen = pen
        self._lock_file = lock_file
        self._turn = threading.Lock()
        self._writer: Connection | None = None
        self._end = _End(Frontier(), 0, None)

    @staticmethod
    def open(
        path: Path,
        *,
        signer: Signer,
        now: Callable[[], datetime],
        workstation: str,
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
    ) -> Database:
        """Open for this process alone; make or bring up to date what is behind.

        Raises:
            ControlRoomError: locked, read-only, damaged, full disk, made by a later version,
                another key's log, or a log that does not match its newest checkpoint. Nothing
                was changed.
        """
        check_library()
        pen = _Pen(signer, now, workstation, secrets.token_hex(8))
        lock_file = _only_console(path)
        database = Database(
            path,
            writing_engine(path, busy_timeout_ms),
            reading_engine(path, busy_timeout_ms),
            pen,
            lock_file,
        )
        try:
            with database._turn, database._transaction():
                # The first connection makes or checks everything, and asks for the write lock.
                logger.info("database %s open", path)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def verifier(self) -> VerifierKey:
        """The public key of this log."""
        return self._pen.signer.verifier

    @contextmanager
    def write(
        self, who: Session | None = None, reason: Reason | None = None
    ) -> Iterator[Transaction]:
        """One act: all that is done inside, with its audit entry, or nothing.

        Args:
            who: the agent's session; None for the installation itself.
            reason: why, if not the session's reason.

        Raises:
            UnauditedWrite: no entry was appended; nothing is stored.
            ControlRoomError: the records cannot be written; nothing is stored.
        """
        with self._turn:
            with self._transaction() as writer:
                transaction = Transaction(writer, self._end, self._pen, who, reason)
                yield transaction
                end = transaction.finished()
            self._end = end

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """The records as they are at the first query, whatever is written meanwhile.

        Raises:
            ControlRoomError: the file cannot be read, or is damaged.
        """
        with self._reading.read() as reader:
            yield reader

    def checkpoint_if_due(self) -> bool:
        """Sign the log if its oldest unsigned entry is a second old; call about once a second.

        Raises:
            ControlRoomError: the records cannot be written; the entries stay unsigned.
        """
        with self._turn:
            since_ns = self._end.unsigned_since_ns
            if since_ns is None or time.monotonic_ns() - since_ns < SIGN_AFTER_NS:
                return False
            self._sign_now()
            return True

    def checkpoint(self) -> None:
        """Sign the log now, if an entry is unsigned.

        Raises:
            ControlRoomError: the records cannot be written; the entries stay unsigned.
        """
        with self._turn:
            if self._end.unsigned:
                self._sign_now()

    def close(self) -> None:
        """Let go of the file and of the lock."""
        with self._turn:
            # Readers first: the last to close empties the -wal into the file, which readers cannot.
            self._reading.close()
            self._drop_writer()
            os.close(self._lock_file)

    def _sign_now(self) -> None:
        with self._transaction() as writer:
            end = self._pen.sign(LogRecords(writer), self._end)
        self._end = end

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """The writing connection inside a transaction, made anew after the database failed."""
        path = self._path
        with database_errors_told(path):
            try:
                writer = self._writer or self._connected()
                with writer.begin():
                    yield writer
            except DBAPIError as error:
                logger.warning("database %s: %s; the connection is made anew", path, error.orig)
                self._drop_writer()
                raise

    def _connected(self) -> Connection:
        writer = self._writing.connect()
        try:
            with writer.begin():
                # On a read-only file BEGIN IMMEDIATE succeeds: only a write tells.
                writer.exec_driver_sql("PRAGMA user_version = 1")
                self._bring_up_to_date(writer)
                self._end = self._end_of(LogRecords(writer))
        except BaseException:
            writer.close()
            raise
        self._writer = writer
        return writer

    def _bring_up_to_date(self, connection: Connection) -> None:
        version = version_of(connection)
        if version == SCHEMA_VERSION:
            return
        if version is not None and not is_known(version):
            raise DatabaseTooNew(self._path)
        migrate(connection)
        if version is None:
            log = LogRecords(connection)
            log.keep_site("origin", self._pen.signer.name)
            log.keep_site("vkey", self.verifier.written())

    def _end_of(self, log: LogRecords) -> _End:
        """The log's end as stored, if it carries on what was signed last.

        Raises:
            SigningKeyWrong: our key does not sign this log.
            AuditLogBroken: entries that were signed are altered or gone.
        """
        if log.site("vkey") != self.verifier.written():
            raise SigningKeyWrong(DataFolder(self._path.parent).audit_key)
        size = log.size()
        edge = log.frontier(size)
        newest = log.newest_checkpoint()
        if newest is None:
            # The first act of a console is signed with its entry.
            if size:
                raise AuditLogBroken(self._path)
            return _End(edge, 0, None)
        try:
            signed = read_checkpoint(newest.note, [self.verifier])
        except (NotANote, SignatureWrong, SignedByNobodyKnown) as error:
            raise AuditLogBroken(self._path) from error
        if signed.size > size or log.frontier(signed.size).root() != signed.root:
            raise AuditLogBroken(self._path)
        if size - signed.size > MAX_UNSIGNED or not _carries_on(log, signed.size):
            raise AuditLogBroken(self._path)
        return _End(edge, signed.size, time.monotonic_ns() if size > signed.size else None)

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def session_mark(session_id: str) -> str:
    """What entries say of a session: tells sessions apart, opens none."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:16]


def _carries_on(log: LogRecords, signed_size: int) -> bool:
    """Whether the entries after what was signed are such as a killed console leaves."""
    try:
        rows = log.entries(from_seq=signed_size - 1)
        last_signed, *tail = [read_entry(row.canonical) for row in rows]
    except NotAnEntry:
        return False
    return tail_break(last_signed.act, [(entry.act, entry.at) for entry in tail]) is None


def _nfc(text: str) -> str:
    """The text as the log takes it; half a character, as a keyboard may send, becomes `?`."""
    return unicodedata.normalize("NFC", text.encode(errors="replace").decode())


def _only_console(path: Path) -> int:
    """Take the data folder's lock, or refuse; the lock goes with the process, however it ends."""
    if not path.parent.is_dir():
        raise DatabaseUnreachable(path)
    lock = DataFolder(path.parent).lock
    with file_errors_told(lock):
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise ConsoleAlreadyRuns(path) from error
    return descriptor


def _opened_for_reading(path: Path, busy_timeout_ms: int, *, immutable: bool) -> ReadOnlyDatabase:
    database = ReadOnlyDatabase(path, reading_engine(path, busy_timeout_ms, immutable=immutable))
    try:
        with database.read() as reader:
            reader.log.site("origin")
    except BaseException:
        database.close()
        raise
    return database
