"""The PostgreSQL server of a test run: each test takes a database of its own on it."""

import os
import secrets
import shutil
import signal
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from benchmarks.postgres_server import ADMINISTRATOR, ROLE, running

IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 2**31


class Databases:
    """A running server, and what tests do to it."""

    def __init__(self, server):
        self.server = server

    def connected(self, name, user=ADMINISTRATOR):
        """A plain connection, past Vigie, every statement on its own."""
        return psycopg.connect(self.server.url(name, user), autocommit=True)

    @contextmanager
    def database(self, template="template0"):
        """A new database, a copy of the template; gives its name."""
        name = f"t_{secrets.token_hex(6)}"
        self.copy(template, name)
        try:
            yield name
        finally:
            with self.connected("postgres") as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def copy(self, name, copy):
        """Make a copy of a database that nobody is connected to."""
        statement = f"CREATE DATABASE {copy} OWNER {ROLE} TEMPLATE {name} STRATEGY file_copy"
        with self.connected("postgres") as connection:
            connection.execute(statement)

    def replace(self, name, other):
        """Let another database, which nobody is connected to, take the place of this one."""
        with self.connected("postgres") as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.execute(f"ALTER DATABASE {other} RENAME TO {name}")

    def kill_backends(self, name):
        """End every connection to a database, as an administrator would; gives how many."""
        with self.connected("postgres") as connection:
            query = (
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
            )
            return len(connection.execute(query, (name,)).fetchall())

    def pause(self):
        """Let the server answer nobody, as behind a dead cable: its connections stay open."""
        self._signal(signal.SIGSTOP)

    def resume(self):
        self._signal(signal.SIGCONT)

    def _signal(self, number):
        """Reach every process of the server: each connection has its own."""
        first = int((self.server.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, number)


@pytest.fixture(scope="session")
def postgres():
    """The one server that all tests of a run share, in memory if there is room."""
    fast = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_BYTES
    with running(IN_MEMORY if fast else None) as server:
        yield Databases(server)
