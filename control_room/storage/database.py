"""The one door to the records: every write is an act with its audit entry, or nothing.

- A write takes the lock of the log's end first, appends the audit entry in the same transaction,
  and signs the log where the act asks for it. No other code commits.
- After a failure the connection is made anew and the log's end read again before the next act:
  what the database kept is the truth, not what this process remembers.
- Acts that only look are kept in a spool while the database cannot take them, and enter the log
  before the next act. A log whose end is not what was signed takes nothing at all.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import RootTransaction
from sqlalchemy.exc import DBAPIError

from control_room.audit.checkpoint import VerifierKey
from control_room.audit.entry import Act, Detail, Entry, Result, written_moment
from control_room.audit.epochs import Trust
from control_room.audit.findings import Finding
from control_room.domain.agent import Session
from control_room.domain.shift import Reason
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.storage.admission import admit, trust_of
from control_room.storage.errors import (
    AuditLogBroken,
    LogIncomplete,
    OutcomeUnknown,
    UnauditedWrite,
)
from control_room.storage.head import certified
from control_room.storage.keys import LogKeys
from control_room.storage.pen import Composed, Pen
from control_room.storage.reading import Reader, ReadOnlyDatabase
from control_room.storage.records.log import LogRecords, key_of
from control_room.storage.spool import Spool
from control_room.storage.sqlite import BUSY_TIMEOUT_MS, SQLiteStore, check_library
from control_room.storage.store import Server, Store
from control_room.storage.transaction import Transaction

__all__ = ["Database", "LogState", "ReadOnlyDatabase", "Reader", "Transaction"]

logger = logging.getLogger(__name__)

SIGN_AFTER_NS = 1_000_000_000
"""An entry stays unsigned for a second at most."""

TRY_AGAIN_NS = 1_000_000_000
"""While a database does not answer, looking waits for it once a second, not each time."""

RESOLVE_S = 8.0
"""How long a server that went away during a commit is asked what became of it."""

_RESOLVE_EVERY_S = 0.2


class LogState(StrEnum):
    """Whether acts can be recorded."""

    WRITABLE = "writable"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"


class Database:
    """The records, with the only way to change them."""

    def __init__(self, store: Store, pen: Pen, spool: Spool, *, join: bool) -> None:
        self._store = store
        self._reading = ReadOnlyDatabase(store)
        self._pen = pen
        self._spool = spool
        self._join = join
        self._turn = threading.Lock()
        self._writer: Connection | None = None
        self._broken: Finding | None = None
        self._failed_at_ns: int | None = None
        self._unsigned_since_ns: int | None = None
        self._erased = False
        self._guards_missing: tuple[str, ...] = ()

    @staticmethod
    def open(
        at: Path | Server,
        *,
        keys: LogKeys,
        now: Callable[[], datetime],
        workstation: str,
        spool: Path | None = None,
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
        join: bool = False,
    ) -> Database:
        """Open for this process alone; make or bring up to date what is behind.

        A log that does not match its newest checkpoint is opened too, to be read only.

        Args:
            at: a file, or a server that several workstations share.
            spool: folder of acts that wait; beside the file if None, needed with a server.
            join: let our key become a new epoch of a log that does not know it, as after an older
                copy of the file was put back; always so on a server.

        Raises:
            ControlRoomError: locked, read-only, damaged, full disk, made by a later version, or
                another key's log. Nothing was changed.
        """
        store: Store
        if isinstance(at, Path):
            check_library()
            store = SQLiteStore(at, busy_timeout_ms)
            spool = spool or DataFolder(at.parent).spool
        else:
            store = at.store(workstation, busy_timeout_ms)
        if spool is None:
            raise ValueError("the acts that wait for a server need a folder")
        pen = Pen(keys, workstation, now, monotonic_ns)
        database = Database(store, pen, Spool(spool, keys.origin), join=join)
        try:
            store.take()
            with database._turn, database._failures_told():
                database._connected()
                if store.shared:  # else the lock beside the file keeps others off both
                    database._spool.take()
                database._spool.look()
        except BaseException:
            database.close()
            raise
        logger.info("database %s open", store.name)
        return database

    @property
    def origin(self) -> str:
        """Name of the log."""
        return self._pen.keys.origin

    @property
    def verifier(self) -> VerifierKey:
        """The site's public key, above all that sign this log."""
        return self._pen.keys.site

    @property
    def trust(self) -> Trust:
        """All that verification of this log believes in.

        Raises:
            ControlRoomError: the records cannot be read.
        """
        with self.read() as records:
            return trust_of(records.log, self._pen)

    @property
    def signing_keys(self) -> list[VerifierKey]:
        """The keys that the site's key certified for this log, by epoch.

        Raises:
            ControlRoomError: the records cannot be read, or a certificate is forged.
        """
        return [epoch.key for epoch in certified(self.trust)]

    @property
    def state(self) -> LogState:
        """Whether acts can be recorded, as far as the last of them told."""
        if self._broken is not None:
            return LogState.BROKEN
        return LogState.WRITABLE if self._failed_at_ns is None else LogState.UNREACHABLE

    @property
    def broken(self) -> Finding | None:
        """Where the log's end is not what was signed; None while it is."""
        return self._broken

    @property
    def guards_missing(self) -> tuple[str, ...]:
        """Guards of the tables that were missing or altered as the connection was made."""
        return self._guards_missing

    @property
    def waiting(self) -> int:
        """How many acts wait in the spool."""
        return self._spool.count

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
            OutcomeUnknown: the database went away at the end, and may have stored it.
            ControlRoomError: the records cannot be written; nothing is stored.
        """
        with self._turn:
            self._import_spool()
            with self._transaction(who, reason) as transaction:
                yield transaction
                if transaction.key is None:
                    raise UnauditedWrite("a transaction without an audit entry")

    def note(
        self,
        act: Act,
        obj: str,
        *,
        who: Session | None = None,
        reason: Reason | None = None,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
    ) -> bool:
        """Record an act that changes no record; it waits in the spool if need be.

        Returns:
            Whether the database has it.

        Raises:
            ControlRoomError: neither the database nor the spool took it.
        """
        with self._turn:
            composed = self._pen.compose(
                act,
                obj,
                last=self._pen.last,
                who=who,
                reason=reason,
                result=result,
                details=details,
            )
            try:
                self._take(composed)
            except ControlRoomError as error:
                logger.warning("%s waits in the spool: %s", act.value, error)
                spooled_at = composed.moment.at
                self._spool.append([_spooled(entry, spooled_at) for entry in composed.entries])
                self._pen.last = composed.moment
                return False
            return True

    def import_spool(self) -> int:
        """Enter the acts that wait, each once; call about once a second.

        Returns:
            How many entered the log.

        Raises:
            ControlRoomError: the database does not take them yet; they wait on.
        """
        with self._turn:
            return 0 if self._broken else self._import_spool()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """The records as they are at the first query, whatever is written meanwhile.

        Raises:
            ControlRoomError: the records cannot be read, or are damaged.
        """
        with self._reading.read() as reader:
            yield reader

    def checkpoint_if_due(self) -> bool:
        """Sign the log if its oldest unsigned entry is a second old; call about once a second.

        Copies that the file kept of what was erased go as well.

        Raises:
            ControlRoomError: the records cannot be written; the entries stay unsigned.
        """
        with self._turn:
            if self._erased and self._writer is not None:
                self._erased = not self._store.forget(self._writer)
            since_ns = self._unsigned_since_ns
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
            if self._unsigned_since_ns is not None:
                self._sign_now()

    def rotate_key(self, who: Session | None = None) -> bool:
        """Let a fresh key sign the log from now on, and erase the one before.

        Returns:
            False, and nothing changed, where the site's key is not at hand to certify it.

        Raises:
            ControlRoomError: the records or the keys cannot be written.
        """
        keys = self._pen.keys
        with self._turn:
            if not keys.can_certify:
                return False
            self._import_spool()
            with self._transaction(who) as transaction:
                transaction.hand_over(keys.prepare_successor(), keys.signer)
            keys.succeed()
            return True

    def close(self) -> None:
        """Let go of the records and of the lock."""
        with self._turn:
            # Readers first: the last to close empties the -wal into the file, which readers cannot.
            self._reading.close()
            self._drop_writer()
            self._store.release()
            self._spool.release()

    def _take(self, composed: Composed) -> None:
        failed_at_ns = self._failed_at_ns
        if failed_at_ns is not None and time.monotonic_ns() - failed_at_ns < TRY_AGAIN_NS:
            raise self._store.unreachable()
        self._import_spool()
        with self._transaction() as transaction:
            for entry in composed.entries:
                transaction.append(entry)
            transaction.last = composed.moment

    def _import_spool(self) -> int:
        if self._spool.is_empty:
            return 0
        waiting = self._spool.read()
        with self._transaction() as transaction:
            fresh = [entry for entry in waiting.entries if not transaction.log.has(key_of(entry))]
            for entry in fresh:
                transaction.append(entry)
            if fresh or waiting.aside:
                transaction.audit(
                    Act.SPOOL_IMPORTED,
                    "spool",
                    result=Result.FAILED if waiting.aside else Result.DONE,
                    details={
                        "count": len(fresh),
                        "sha256": waiting.sha256,
                        "aside_bytes": waiting.aside,
                    },
                )
        self._spool.clear()
        return len(fresh)

    def _sign_now(self) -> None:
        with self._transaction() as transaction:
            transaction.sign()

    @contextmanager
    def _transaction(
        self, who: Session | None = None, reason: Reason | None = None
    ) -> Iterator[Transaction]:
        """A write on the connection, which is made anew after the database failed."""
        with self._failures_told():
            begun, transaction = self._begun(who, reason)
            try:
                yield transaction
                transaction.finish()
            except BaseException:
                begun.rollback()
                raise
            self._commit(begun, transaction.key)
            self._failed_at_ns = None
            self._pen.last = transaction.last
            self._erased = self._erased or transaction.erasure.used
            if not transaction.head.unsigned:
                self._unsigned_since_ns = None
            elif self._unsigned_since_ns is None:
                self._unsigned_since_ns = time.monotonic_ns()

    def _begun(
        self, who: Session | None, reason: Reason | None
    ) -> tuple[RootTransaction, Transaction]:
        """A write on the connection at hand; on a fresh one if that died since the last act."""
        if self._writer is not None:
            try:
                return self._begun_on(self._writer, who, reason)
            except DBAPIError as error:
                if not self._store.found_dead(error):
                    raise
                logger.warning("%s: %s; nothing was begun", self._store.name, error.orig)
                self._drop_writer()
        return self._begun_on(self._connected(), who, reason)

    def _begun_on(
        self, writer: Connection, who: Session | None, reason: Reason | None
    ) -> tuple[RootTransaction, Transaction]:
        if self._broken is not None:
            raise AuditLogBroken(self._store.name)
        begun = writer.begin()
        try:
            return begun, Transaction(writer, self._pen, who, reason)
        except BaseException:
            begun.rollback()
            raise

    @contextmanager
    def _failures_told(self) -> Iterator[None]:
        with self._store.errors_told():
            try:
                yield
            except DBAPIError as error:
                logger.warning("%s: %s; connecting anew", self._store.name, error.orig)
                self._failed_at_ns = time.monotonic_ns()
                self._drop_writer()
                raise

    def _connected(self) -> Connection:
        writer = self._store.writing.connect()
        try:
            with writer.begin():
                admitted = admit(writer, self._store, self._pen, join=self._join)
                self._broken, self._guards_missing = admitted
                unsigned = self._broken is None and LogRecords(writer).head().unsigned
        except BaseException:
            writer.close()
            raise
        self._unsigned_since_ns = time.monotonic_ns() if unsigned else None
        self._writer = writer
        return writer

    def _commit(self, begun: RootTransaction, key: str | None) -> None:
        """Commit, and learn what became of it where the answer was lost."""
        try:
            begun.commit()
        except DBAPIError as error:
            if key is None or not self._is_kept(key, error):
                raise
            logger.warning("%s: %s; the act was recorded", self._store.name, error.orig)

    def _is_kept(self, key: str, error: DBAPIError) -> bool:
        until_s = time.monotonic() + (RESOLVE_S if self._store.shared else 0)
        while True:
            self._drop_writer()
            try:
                writer = self._connected()
                with writer.begin():
                    log = LogRecords(writer)
                    log.head()  # waits for what the lost connection may still be doing
                    return log.has(key)
            except (DBAPIError, ControlRoomError, LogIncomplete) as again:
                if time.monotonic() >= until_s:
                    self._failed_at_ns = time.monotonic_ns()
                    logger.error("%s: %s; the act's outcome is unknown", self._store.name, again)
                    raise OutcomeUnknown(self._store.name, key) from error
                time.sleep(_RESOLVE_EVERY_S)

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _spooled(entry: Entry, at: datetime) -> Entry:
    return replace(entry, details={**entry.details, "spooled_at": written_moment(at)})
