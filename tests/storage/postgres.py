"""A PostgreSQL server of the tests' own: on loopback, in a folder of its own, gone at the end.

It runs as the user `postgres`, or as nobody, when the tests run as root, which PostgreSQL refuses.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

PASSWORD = secrets.token_hex(12)
OWNER, APP = "vigie_owner", "vigie"
START_S = 30

_CONFIGURATION = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 60
shared_buffers = 32MB
# As a server at work: the tests count what survives.
fsync = on
full_page_writes = on
synchronous_commit = on
"""


class Server:
    """One cluster with its server process."""

    def __init__(self, root):
        self.root = root
        self.data = root / "data"
        self._as_user = _as_unprivileged_user(root)
        self.port = _free_port()
        password_file = root / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        self._run(
            "initdb",
            *("-D", str(self.data), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"),
            *("-A", "scram-sha-256", "--pwfile", str(password_file), "--no-sync"),
        )
        with (self.data / "postgresql.auto.conf").open("a") as configuration:
            configuration.write(_CONFIGURATION.format(port=self.port))
        self.start()
        with self.connected("postgres") as connection:
            connection.execute(f"CREATE ROLE {APP} LOGIN PASSWORD '{PASSWORD}'")

    def start(self):
        """Start the server and wait until it answers."""
        log = str(self.root / "server.log")
        self._run("pg_ctl", "start", "-D", str(self.data), "-w", "-t", str(START_S), "-l", log)

    def stop(self, mode="fast"):
        """Stop the server: `fast` ends connections, `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-D", str(self.data), "-w", "-t", str(START_S), "-m", mode)

    def restart(self, mode="fast"):
        self.stop(mode)
        self.start()

    def pause(self):
        """Let the server answer nobody, as behind a dead cable: its connections stay open."""
        self._signal(signal.SIGSTOP)

    def resume(self):
        self._signal(signal.SIGCONT)

    def connected(self, database, user="postgres"):
        """A plain connection, past Vigie, every statement on its own."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=database,
            user=user,
            password=PASSWORD,
            autocommit=True,
        )

    @contextmanager
    def database(self, template="template0"):
        """A database of its own, a copy of the template; gives its name."""
        name = f"t_{secrets.token_hex(6)}"
        with self.connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER {APP} TEMPLATE {template}")
        try:
            yield name
        finally:
            with self.connected("postgres") as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name, user=APP):
        """As in the settings: the password comes from the environment's passfile."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def kill_backends(self, name):
        """End every connection to a database as an administrator would; gives how many."""
        with self.connected("postgres") as connection:
            query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            return len(connection.execute(query, (name,)).fetchall())

    def _signal(self, number):
        """Reach every process of the server: each connection has its own."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _run(self, program, *arguments):
        done = subprocess.run(
            [*self._as_user, _program(program), *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            # Not a pipe: the server would inherit it, and its end would be waited for.
            stdout=subprocess.DEVNULL,
            stderr=(self.root / "tools.log").open("ab"),
            cwd=self.root,
            timeout=2 * START_S,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {(self.root / 'tools.log').read_text()}")


@contextmanager
def server():
    """A running server; stopped and removed at the end."""
    # Short and open to its user: a test's own folder is neither.
    with tempfile.TemporaryDirectory(prefix="vigie-pg-") as made:
        started = Server(Path(made))
        passfile = Path(made) / "passfile"
        passfile.write_text(f"127.0.0.1:*:*:*:{PASSWORD}\n")
        passfile.chmod(0o600)
        before = os.environ.get("PGPASSFILE")
        os.environ["PGPASSFILE"] = str(passfile)
        try:
            yield started
        finally:
            if before is None:
                del os.environ["PGPASSFILE"]
            else:
                os.environ["PGPASSFILE"] = before
            started.stop("immediate")


@pytest.fixture(scope="session")
def postgres():
    """The one server that all tests of a run share; each test takes a database of its own."""
    with server() as started:
        yield started


def _program(name):
    """Debian keeps the server's programs off the PATH, one folder a version."""
    found = shutil.which(name)
    if found is not None:
        return found
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    if newest is None:
        raise RuntimeError("PostgreSQL is not installed: installer/apt-packages.txt names it")
    return str(newest)


def _as_unprivileged_user(root):
    """What goes before a command so that it does not run as root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(root, user.pw_uid, user.pw_gid)
    root.chmod(0o755)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
