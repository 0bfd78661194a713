"""`vigie db` as it is typed: backups made, put back and checked, of a file and of a server."""

import shutil

import pytest
from pysqlite3 import dbapi2

from control_room import cli
from control_room.storage.database import ReadOnlyDatabase
from control_room.storage.postgresql import Server
from tests import memory
from tests.workstation import SITE, Workstation


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A site of one workstation, closed: copying it is faster than making it."""
    workstation = Workstation(tmp_path_factory.mktemp("made") / "vigie")
    workstation.folder.create()
    workstation.folder.site.write_text(SITE)
    assert workstation.add("01", "supervisor").returncode == 0
    return workstation.folder.root


@pytest.fixture
def workstation(made_once, tmp_path):
    return Workstation(memory.copied(made_once, tmp_path / "vigie"))


@pytest.fixture
def typed(capsys, monkeypatch):
    """Answers a command line: what was printed, where it ended so."""
    monkeypatch.setenv("VIGIE_LANGUAGE", "en")

    def answer(workstation, *words, code=0):
        capsys.readouterr()
        ended = cli.main(["--data", str(workstation.folder.root), *map(str, words)])
        said = capsys.readouterr()
        assert ended == code, said
        return said.err if code == 1 else said.out

    return answer


def newest_backup(workstation):
    return max(workstation.folder.backups.glob("vigie-*.sqlite3"))


def size_of(at):
    opened = ReadOnlyDatabase.open(at)
    try:
        with opened.read() as records:
            return records.log.size()
    finally:
        opened.close()


def test_a_backup_is_made_and_put_back(workstation, typed):
    assert "restored and verified" in typed(workstation, "db", "backup")
    backup = newest_backup(workstation)
    put_back, known = size_of(backup), size_of(workstation.folder.database)
    lines = typed(workstation, "db", "restore", backup).splitlines()
    assert lines[0] == f"Entries put back: {put_back}. The audit log says so."
    assert lines[1].startswith(
        f"Lost: entries {put_back} to {known - 1} ({known - put_back} known here), "
    )
    assert "supervisor accounts for it" in lines[2]
    (aside,) = workstation.folder.root.glob("vigie.sqlite3.*Z-????????")
    assert lines[3] == f"The database in use before is kept as {aside}."
    assert typed(workstation, "db", "check").startswith("The audit log is sound.")


def test_what_is_wrong_with_a_backup_is_told(workstation, typed):
    typed(workstation, "db", "backup")
    backup = newest_backup(workstation)
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])
    assert "The file is damaged or cut short." in typed(
        workstation, "db", "restore", backup, code=1
    )
    assert "It is not there" in typed(workstation, "db", "restore", f"{backup}.old", code=1)
    backup.write_bytes(whole)
    connection = dbapi2.connect(str(backup), isolation_level=None)
    connection.execute("DROP TRIGGER audit_entries_no_update")
    connection.execute("UPDATE audit_entries SET canonical = x'7b7d' WHERE seq = 0")
    connection.close()
    told = typed(workstation, "db", "restore", backup, code=1)
    assert told.startswith(f"The backup {backup} cannot be used. Entry 0: ")


def test_a_backup_is_checked_with_the_key_of_the_site(workstation, typed, tmp_path):
    typed(workstation, "db", "backup")
    backup = newest_backup(workstation)
    assert "is sound" in typed(workstation, "db", "check", "--database", backup)
    assert "is sound" in typed(workstation, "audit", "verify", "--database", backup)
    stranger = Workstation(tmp_path / "stranger")
    told = typed(stranger, "audit", "verify", "--database", backup, code=3)
    assert "cannot be verified" in told


def test_a_new_computer_needs_the_site_key_and_a_backup(workstation, typed, tmp_path, monkeypatch):
    typed(workstation, "db", "backup")
    backup = newest_backup(workstation)
    new = Workstation(tmp_path / "new")
    new.folder.root.mkdir()
    new.folder.site.write_text(SITE)
    for name, value in memory.another_computer().items():
        monkeypatch.setenv(name, value)
    refused = typed(new, "db", "restore", backup, code=1)
    assert f"{new.folder.site_key} is missing" in refused
    assert not new.folder.keys.exists()
    new.folder.keys.mkdir()
    shutil.copy(workstation.folder.site_key, new.folder.site_key)
    shutil.copytree(workstation.folder.evidence, new.folder.evidence)
    assert "No later entry was known here." in typed(new, "db", "restore", backup)
    assert "Stated in entry" in typed(new, "db", "adopt")


def test_a_site_on_a_server_is_backed_up_and_put_back(workstation, typed, postgres):
    folder = workstation.folder
    with postgres.database() as given_up, postgres.database() as empty:
        typed(workstation, "db", "move", postgres.server.url(given_up))
        assert "restored and verified" in typed(workstation, "db", "backup")
        backup = newest_backup(workstation)
        assert "is not empty" in typed(workstation, "db", "restore", backup, code=1)
        settings = folder.settings.read_text()
        folder.settings.write_text(settings.replace(given_up, empty))
        told = typed(workstation, "db", "restore", backup).splitlines()
        assert told[0].startswith(f"Entries put back: {size_of(backup)}.")
        assert not told[-1].startswith("The database in use before")
        assert "is sound" in typed(workstation, "audit", "verify")
        assert typed(workstation, "db", "check").startswith("The audit log is sound.")
        assert Server(postgres.server.url(empty)).name in typed(workstation, "db", "adopt")
    folder.settings.unlink()
    typed(workstation, "db", "restore", backup)
    assert folder.database.is_file()
    assert "is sound" in typed(workstation, "audit", "verify")
