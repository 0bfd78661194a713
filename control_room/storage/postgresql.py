"""Connections to a PostgreSQL server: what they are set to, what is refused, how errors are told.

- A commit that returned survives power loss: `fsync`, `full_page_writes` and `synchronous_commit`
  are read at every connection, and a server without them is refused.
- Writing is READ COMMITTED behind the locked row of the log's head; reading is REPEATABLE READ,
  the records as they are at the first query.
- No wait is endless: neither for a lock, nor for a statement, nor for a server that fell silent.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, Pool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from control_room.errors import ControlRoomError
from control_room.storage.errors import (
    AuditLogBroken,
    DiskFault,
    DiskFull,
    LogIncomplete,
)
from control_room.storage.server_errors import (
    NameInUse,
    ServerBusy,
    ServerDamaged,
    ServerReadOnly,
    ServerRefuses,
    ServerUnreachable,
    ServerUnsafe,
)

CONNECT_S = 3
LOCK_MS = 2000
"""Longest wait for the acts of other workstations: each takes some milliseconds."""
NAME_MS = 1500
"""Longest wait for the name of a console that ended: its connection goes a little later."""
ANSWER_S = 8.0
"""Longest wait for one answer; beyond the server's own limit, so only a silent server meets it."""

_PASSING = re.compile("the database system is |le système de bases? de données ")
"""Begins what a server says that is starting, stopping or recovering: its text is all that the
driver gives of a refused connection."""

_SAFE = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "server_encoding": "UTF8",
}

_SAFER = {"synchronous_commit": {"remote_apply", "remote_write"}}
"""What also puts a commit on the server's own disk before it returns, and on another's besides."""

_LIMITS = {
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    # A workstation that went without a word holds its lock no longer than this.
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "TimeZone": "UTC",
}
_WRITING = {"default_transaction_isolation": "read committed"}
_READING = {
    "default_transaction_isolation": "repeatable read",
    "default_transaction_read_only": "on",
}


@dataclass(frozen=True)
class Server:
    """Where a site's records are: `postgresql://user@host/name`; the password is libpq's matter."""

    url: str

    @property
    def name(self) -> str:
        """Host and database, for people."""
        parts = conninfo_to_dict(self.url)
        return f"{parts.get('host', 'localhost')}/{parts.get('dbname', '')}"

    def store(self, workstation: str, busy_timeout_ms: int) -> PostgresStore:
        """One workstation's store there, not connected yet."""
        return PostgresStore(self, workstation, busy_timeout_ms)


class PostgresStore:
    """One workstation's connections to the site's database.

    The writing connection holds a lock under the workstation's name: a second console of that name
    is refused, and the lock goes with the connection, however it ends.
    """

    shared = True

    def __init__(self, server: Server, workstation: str, busy_timeout_ms: int) -> None:
        self._server = server
        self._limits = {**_LIMITS, "lock_timeout": f"{min(busy_timeout_ms, LOCK_MS)}ms"}
        self._workstation = workstation
        self._mark = f"vigie {workstation} {secrets.token_hex(4)}"
        self.name = server.name
        self.writing = _engine(self._writer, NullPool)
        self.reading = _engine(self._reader, QueuePool)

    def take(self) -> None:
        """Nothing yet: each writing connection takes the workstation's name as it is made.

        Its making raises `NameInUse` where another console has the name.
        """

    def release(self) -> None:
        """Close the connections of both engines; those in use end with their users."""
        self.reading.dispose()
        self.writing.dispose()

    def unreachable(self) -> ControlRoomError:
        """The server is away."""
        return ServerUnreachable(self.name)

    def found_dead(self, error: DBAPIError) -> bool:
        """Whether the connection was ended meanwhile; a server that is silent was waited for."""
        return error.connection_invalidated and not isinstance(error.orig, _Silent)

    def forget(self, _writer: Connection) -> bool:
        """Nothing: what the server keeps of erased rows is for its vacuum, and its backups'."""
        return True

    @contextmanager
    def errors_told(self) -> Iterator[None]:
        """Tell the server's failures in our words; a wrong statement stays a bug."""
        try:
            yield
        except DBAPIError as error:
            told = self._told(error.orig)
            if told is None:
                raise
            raise told from error
        except psycopg.Error as error:
            told = self._told(error)
            if told is None:
                raise
            raise told from error
        except LogIncomplete as error:
            raise AuditLogBroken(self.name) from error

    def _told(self, error: BaseException | None) -> ControlRoomError | None:
        name = self.name
        match getattr(error, "sqlstate", None):
            case None if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
                _, fatal, said = str(error).partition("FATAL: ")
                refused = fatal and not _PASSING.search(said)
                return ServerRefuses(name, said) if refused else ServerUnreachable(name)
            case "53100":  # disk_full
                return DiskFull(name)
            case "25006" | "42501":  # read_only_sql_transaction, insufficient_privilege
                return ServerReadOnly(name)
            case "55P03" | "57014" | "40001" | "40P01":  # waited too long, cancelled, deadlock
                return ServerBusy(name)
            case "42P01" | "42703" | "XX001" | "XX002":  # our tables are not what migrations made
                return ServerDamaged(name)
            case str(state) if state[:2] in ("08", "53", "57", "25"):
                # Connection lost, no resources, shut down, ended while it waited.
                return ServerUnreachable(name)
            case str(state) if state.startswith("58"):  # system error of the server
                return DiskFault(name)
        return None

    def _writer(self) -> Any:
        connection = self._connected(_WRITING, self._mark)
        try:
            self._end_ghosts(connection)
            self._take_name(connection)
            connection.set_autocommit(False)
        except BaseException:
            connection.close()
            raise
        return connection

    def _take_name(self, connection: psycopg.Connection[Any]) -> None:
        """Hold the workstation's name; a console that just ended may have it for an instant."""
        wait = "SELECT set_config('lock_timeout', %s, false)"
        query = "SELECT pg_advisory_lock(hashtextextended('vigie ' || %s, 0))"
        connection.execute(wait, (f"{NAME_MS}ms",))
        try:
            connection.execute(query, (self._workstation,))
        except psycopg.errors.LockNotAvailable as error:
            raise NameInUse(self.name, self._workstation) from error
        connection.execute(wait, (self._limits["lock_timeout"],))

    def _end_ghosts(self, connection: psycopg.Connection[Any]) -> None:
        """End what the server still keeps of our earlier connections, which hold our lock."""
        connection.execute(
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE"
            " application_name = %s AND usename = current_user AND pid <> pg_backend_pid()",
            (self._mark,),
        )

    def _reader(self) -> Any:
        connection = self._connected(_READING, f"vigie {self._workstation}")
        connection.set_autocommit(False)
        return connection

    def _connected(self, kind: dict[str, str], mark: str) -> psycopg.Connection[Any]:
        connection = ServerConnection.connect(
            self._server.url,
            autocommit=True,
            application_name=mark,
            connect_timeout=CONNECT_S,
            # A cut cable is noticed within seconds, also while nothing is sent.
            keepalives_idle=3,
            keepalives_interval=2,
            keepalives_count=2,
            tcp_user_timeout=int(ANSWER_S * 1000),
        )
        try:
            for setting, value in {**self._limits, **kind}.items():
                connection.execute("SELECT set_config(%s, %s, false)", (setting, value))
            for setting, needed in _SAFE.items():
                query = "SELECT current_setting(%s)"
                row = connection.execute(query, (setting,)).fetchone()
                found = row[0] if row else None
                if found != needed and found not in _SAFER.get(setting, ()):
                    raise ServerUnsafe(self.name, setting, needed)
        except BaseException:
            connection.close()
            raise
        return connection


class ServerConnection(psycopg.Connection[Any]):
    """A connection that waits for no answer longer than `ANSWER_S`, and for fewer answers.

    What is sent `later` goes out with the commit, in one exchange: others wait for the lock of the
    log's end as long as that takes. Any statement that comes before sends it first.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self._waiting: list[tuple[str, Sequence[Any]]] = []
        super().__init__(*args, **options)

    def later(self, statement: str, values: Sequence[Any]) -> None:
        """Run a statement whose result nobody reads before the commit, or with it."""
        self._waiting.append((statement, values))

    def cursor(self, *args: Any, **options: Any) -> Any:
        """A cursor that sees what was sent before."""
        if self._waiting:
            self._send()
        return super().cursor(*args, **options)

    def commit(self) -> None:
        """Commit, with all that waits."""
        if self._waiting:
            self._send(super().commit)
        else:
            super().commit()

    def rollback(self) -> None:
        """Undo, and forget what waits."""
        self._waiting = []
        super().rollback()

    def _send(self, then: Callable[[], None] | None = None) -> None:
        waiting, self._waiting = self._waiting, []
        with self.pipeline():
            for statement, values in waiting:
                super().cursor().execute(statement.encode(), values)
            if then is not None:
                then()

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Run one exchange with the server; a server that stays silent is let go."""
        try:
            return super().wait(gen, interval, ANSWER_S if timeout is None else timeout)
        except psycopg.OperationalError as error:
            # What the server itself says has a code, and may come before the exchange's end.
            silent = error.sqlstate is None
            if silent and self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
                raise _Silent(str(error)) from error
            raise


class _Silent(psycopg.OperationalError):
    """The server did not answer in time."""


def _engine(connect: Any, pool: type[Pool]) -> Engine:
    return create_engine(
        "postgresql+psycopg://",
        creator=connect,
        poolclass=pool,
        pool_pre_ping=pool is QueuePool,
        hide_parameters=True,  # they may be personal data, and errors go to the log
    )
