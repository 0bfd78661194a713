"""A PostgreSQL server of one's own: on loopback, in a folder of its own, gone at the end.

It runs as the user `postgres`, or as nobody, when root starts it, which PostgreSQL refuses. It is
set as a server at work: what it says is stored is on the disk.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.errors import NotMeasured

ADMINISTRATOR = "postgres"
ROLE = "vigie"
START_S = 30

_PORTS = range(20_000, 32_000)

_CONFIGURATION = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 60
shared_buffers = 32MB
fsync = on
full_page_writes = on
synchronous_commit = on
"""


class PostgresServer:
    """One cluster with its server process.

    Attributes:
        port: on 127.0.0.1.
        password: of both roles.
        passfile: names it; each address that `url` gives names this file, so that several servers
            stand beside each other in one process.
    """

    def __init__(self, root: Path) -> None:
        """Args:
        root: an empty folder that another user may enter.
        """
        self.port = _free_port()
        self.password = secrets.token_hex(12)
        self.passfile = root / "passfile"
        self.data = root / "data"
        self._root = root
        self._as_user = _unprivileged(root)
        given = root / "password"
        given.write_text(self.password)
        given.chmod(0o644)
        self.passfile.write_text(f"127.0.0.1:*:*:*:{self.password}\n")
        self.passfile.chmod(0o600)
        self._run(
            "initdb",
            *("-D", str(self.data), "-U", ADMINISTRATOR, "-E", "UTF8", "--locale=C.UTF-8"),
            *("-A", "scram-sha-256", "--pwfile", str(given), "--no-sync"),
        )
        with (self.data / "postgresql.auto.conf").open("a") as configuration:
            configuration.write(_CONFIGURATION.format(port=self.port))
        self.start()
        self.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{self.password}'")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = str(self._root / "server.log")
        self._run("pg_ctl", "start", "-D", str(self.data), "-w", "-t", str(START_S), "-l", log)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast` ends its connections, `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-D", str(self.data), "-w", "-t", str(START_S), "-m", mode)

    def restart(self, mode: str = "fast") -> None:
        """Stop and start again."""
        self.stop(mode)
        self.start()

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the administrator."""
        address = f"host=127.0.0.1 port={self.port} user={ADMINISTRATOR} dbname={database}"
        self._run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", statement)

    def url(self, database: str, user: str = ROLE) -> str:
        """As in the settings: the password comes from the passfile."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}?passfile={self.passfile}"

    def _run(self, program: str, *arguments: str) -> None:
        said = self._root / "tools.log"
        with said.open("ab") as log:
            done = subprocess.run(
                [*self._as_user, _path_of(program), *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                # Not a pipe: the server would inherit it, and its end would be waited for.
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self._root,
                timeout=2 * START_S,
                env={**os.environ, "LC_ALL": "C.UTF-8", "PGPASSWORD": self.password},
            )
        if done.returncode:
            raise NotMeasured(f"{program}: {said.read_text()}")


@contextmanager
def running(under: Path | None = None) -> Iterator[PostgresServer]:
    """A server that is stopped and removed at the end.

    Args:
        under: the folder in which its own is made; else the system's for temporary files.

    Raises:
        NotMeasured: PostgreSQL is not installed, or does not start.
    """
    with tempfile.TemporaryDirectory(prefix="vigie-pg-", dir=under) as made:
        server = PostgresServer(Path(made))
        try:
            yield server
        finally:
            server.stop("immediate")


def _path_of(program: str) -> str:
    """Debian keeps the server's programs off the PATH, one folder a version."""
    found = shutil.which(program)
    if found is not None:
        return found
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    if newest is None:
        raise NotMeasured("PostgreSQL is not installed: installer/apt-packages.txt names it")
    return str(newest)


def _unprivileged(root: Path) -> list[str]:
    """What goes before a command so that it does not run as root."""
    if os.geteuid() != 0:
        return []
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(root, user.pw_uid, user.pw_gid)
    root.chmod(0o755)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def _free_port() -> int:
    """A port that stays free while the server restarts: the system gives none below 32768 away."""
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
