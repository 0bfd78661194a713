"""A site's database, in a file or on a server, as whoever has every right on it meets it."""

import re
import shutil
from contextlib import closing, contextmanager

from pysqlite3 import dbapi2

from control_room.storage.postgresql import Server


class RecordsInFile:
    """The database of one workstation."""

    def __init__(self, path):
        self.place = path
        self._copy = path.parent.with_name("copy.sqlite3")

    def intruder(self):
        """Someone who writes to it, guards or not."""
        return _FileIntruder(self.place)

    @contextmanager
    def kept_busy(self):
        """Another program keeps everybody from writing."""
        with closing(dbapi2.connect(self.place, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield

    def copy(self):
        """Keep a copy of what is in it; no console has it open."""
        shutil.copy(self.place, self._copy)

    def put_back(self):
        """Be what was copied, once."""
        self._copy.replace(self.place)


class RecordsOnServer:
    """The database that several workstations share."""

    def __init__(self, postgres, name):
        self.place = Server(postgres.server.url(name))
        self._postgres = postgres
        self._name = name

    def intruder(self):
        return _ServerIntruder(self._postgres.connected(self._name))

    @contextmanager
    def kept_busy(self):
        with self._postgres.connected(self._name) as other, other.transaction():
            other.execute("SELECT * FROM audit_head FOR UPDATE")
            yield

    def copy(self):
        self._postgres.copy(self._name, f"{self._name}_copy")

    def put_back(self):
        self._postgres.replace(self._name, f"{self._name}_copy")


class _FileIntruder:
    def __init__(self, path):
        self._connection = dbapi2.connect(path, isolation_level=None)
        for (name,) in self.run("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.run(f"DROP TRIGGER {name}")

    def run(self, statement, *values):
        """One statement in SQLite's words; gives its rows."""
        return self._connection.execute(statement, values).fetchall()

    def close(self):
        self._connection.close()


class _ServerIntruder:
    def __init__(self, connection):
        self._connection = connection
        self._connection.execute("SET session_replication_role = replica")  # no trigger fires

    def run(self, statement, *values):
        bytes_in_its_words = re.sub(r"x'([0-9a-f]*)'", r"'\\x\1'::bytea", statement)
        done = self._connection.execute(bytes_in_its_words.replace("?", "%s"), values or None)
        return done.fetchall() if done.description else []

    def close(self):
        self._connection.close()


def edit(intruder, seq, old, new):
    """Change the bytes of one entry."""
    query = "SELECT canonical FROM audit_entries WHERE seq = ?"
    ((canonical,),) = intruder.run(query, seq)
    assert old in canonical
    statement = "UPDATE audit_entries SET canonical = ? WHERE seq = ?"
    intruder.run(statement, canonical.replace(old, new), seq)
