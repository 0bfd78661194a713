"""The bulk read of the log gives every row, whatever was made of it, on both databases."""

import shutil
from contextlib import contextmanager

import pytest
from pysqlite3 import dbapi2

from control_room.audit.entry import Act
from control_room.audit.findings import FindingCode, Status
from control_room.audit.tree import leaf_hash
from control_room.audit.verify import verify
from control_room.places import DataFolder
from control_room.storage.database import ReadOnlyDatabase
from control_room.storage.errors import DatabaseDamaged
from tests.storage.conftest import Room, started


@pytest.fixture(scope="module")
def long_log(tmp_path_factory):
    """A data folder whose log fills more than one read, one entry with personal data."""
    root = tmp_path_factory.mktemp("long") / "site"
    room = Room(root)
    database = started(room.open())
    with database.write() as tx:
        for number in range(1100):
            personal = {"text": "Véhicule gênant"} if number == 500 else None
            tx.audit(Act.INCIDENT_NOTED, f"incident/{number}", personal=personal)
    trust = database.trust
    room.close()
    return root, trust


@pytest.fixture
def written(long_log, tmp_path):
    root, trust = long_log
    return Written(DataFolder(shutil.copytree(root, tmp_path / "site")), trust)


class Written:
    """A closed data folder, and what its log is verified with."""

    def __init__(self, folder, trust):
        self.folder = folder
        self.trust = trust

    @contextmanager
    def log(self):
        database = ReadOnlyDatabase.open(self.folder.database)
        try:
            with database.read() as records:
                yield records.log
        finally:
            database.close()


@pytest.fixture
def alter(written):
    """Run SQL on the file as one does who has it in hand."""

    def run(statement, *values):
        with dbapi2.connect(str(written.folder.database)) as connection:
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.execute(triggers).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("PRAGMA ignore_check_constraints = 1")
            connection.execute(statement, values)
        connection.close()

    return run


def result(written, *, strict=True):
    with written.log() as log:
        rows = log.entries() if strict else log.stored_bytes()
        return verify(rows, log.checkpoint_notes(), trust=written.trust, strict=strict)


def test_rows_are_those_that_single_reads_give(written):
    with written.log() as log:
        rows = list(log.entries(from_seq=495))
        assert rows == [log.entry(seq) for seq in range(495, len(rows) + 495)]
        assert [row[:3] for row in rows] == list(log.stored_bytes(from_seq=495))
    assert sum(row.payload is not None for row in rows) == 1


@pytest.mark.parametrize("strict", [True, False])
def test_what_was_written_is_sound(written, strict):
    found = result(written, strict=strict)
    assert (found.status, found.findings) == (Status.SOUND, ())


@pytest.mark.parametrize(
    ("column", "value"), [("at", 7), ("canonical", "text"), ("leaf", b"\xff\xfe"), ("key", b"\xff")]
)
def test_an_altered_column_of_any_type_is_a_finding(written, alter, column, value):
    alter(f"UPDATE audit_entries SET {column} = ? WHERE seq = 700", value)
    assert result(written).first_bad_seq == 700


def test_a_text_that_is_not_utf_8_hides_no_other_row(written, alter):
    alter("UPDATE audit_entries SET actor = CAST(x'ff' AS TEXT) WHERE seq = 700")
    alter("UPDATE audit_entries SET act = 'x' WHERE seq = 1050")
    found = result(written)
    assert [(finding.code, finding.seq) for finding in found.findings] == [
        (FindingCode.COLUMNS_DIFFER, 700),
        (FindingCode.COLUMNS_DIFFER, 1050),
    ]
    with written.log() as log:
        rows = list(log.entries())
    assert [row.seq for row in rows] == list(range(len(rows)))
    assert rows[700].actor == "\ufffd"


@pytest.mark.parametrize("strict", [True, False])
def test_a_row_before_the_first_is_read_too(written, alter, strict):
    canonical = b"invented"
    alter(
        "INSERT INTO audit_entries (seq, canonical, leaf, at, act, actor, obj, key)"
        " VALUES (-5, ?, ?, '', '', '', '', 'x')",
        canonical,
        leaf_hash(canonical),
    )
    assert result(written, strict=strict).first_bad_seq == -5


@pytest.mark.parametrize("strict", [True, False])
def test_a_damaged_page_is_told_as_such(written, strict):
    path = written.folder.database
    with dbapi2.connect(str(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    for page in range(pages // 3, pages // 2):
        content[page * size : (page + 1) * size] = b"\xff" * size
    path.write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        result(written, strict=strict)
