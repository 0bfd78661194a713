"""`vigie db` as it is typed: backups made, put back and checked, of a file and of a server."""

import pytest
from pysqlite3 import dbapi2

from control_room.storage.database import ReadOnlyDatabase
from tests.workstation import SITE, Workstation


@pytest.fixture
def workstation(tmp_path):
    workstation = Workstation(tmp_path / "vigie")
    workstation.folder.create()
    workstation.folder.site.write_text(SITE)
    assert workstation.add("01", "supervisor").returncode == 0
    return workstation


def typed(workstation, *words, code=0):
    """What `vigie db` printed, which ended so."""
    done = workstation.vigie("db", *map(str, words))
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout if code == 0 else done.stderr


def newest_backup(workstation):
    return max(workstation.folder.backups.glob("vigie-*.sqlite3"))


def size_of(at):
    opened = ReadOnlyDatabase.open(at)
    try:
        with opened.read() as records:
            return records.log.size()
    finally:
        opened.close()


def test_a_backup_is_made_and_put_back(workstation):
    assert "restored and verified" in typed(workstation, "backup")
    backup = newest_backup(workstation)
    put_back, known = size_of(backup), size_of(workstation.folder.database)
    lines = typed(workstation, "restore", backup).splitlines()
    assert lines[0] == f"Entries put back: {put_back}. The audit log says so."
    assert lines[1].startswith(
        f"Lost: entries {put_back} to {known - 1} ({known - put_back} known here), "
    )
    assert "supervisor accounts for it" in lines[2]
    (aside,) = workstation.folder.root.glob("vigie.sqlite3.*Z-????????")
    assert lines[3] == f"The database in use before is kept as {aside}."
    assert typed(workstation, "check").startswith("The audit log is sound.")


def test_what_is_wrong_with_a_backup_is_told(workstation):
    typed(workstation, "backup")
    backup = newest_backup(workstation)
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])
    assert "The file is damaged or cut short." in typed(workstation, "restore", backup, code=1)
    assert "It is not there" in typed(workstation, "restore", f"{backup}.old", code=1)
    backup.write_bytes(whole)
    connection = dbapi2.connect(str(backup), isolation_level=None)
    connection.execute("DROP TRIGGER audit_entries_no_update")
    connection.execute("UPDATE audit_entries SET canonical = x'7b7d' WHERE seq = 0")
    connection.close()
    told = typed(workstation, "restore", backup, code=1)
    assert told.startswith(f"The backup {backup} cannot be used. Entry 0: ")


def test_a_file_elsewhere_can_be_checked(workstation):
    typed(workstation, "backup")
    done = workstation.vigie("db", "check", "--database", str(newest_backup(workstation)))
    assert done.returncode == 3  # its folder has no key of the site
    assert "cannot be verified" in done.stdout
    assert size_of(newest_backup(workstation)) > 1


def test_a_site_on_a_server_is_backed_up_and_put_back(postgres, tmp_path):
    workstation = Workstation(tmp_path / "vigie")
    workstation.folder.create()
    workstation.folder.site.write_text(SITE)
    with postgres.database() as given_up, postgres.database() as empty:
        on_server(workstation, postgres, given_up)
        assert workstation.add("01", "supervisor").returncode == 0
        assert "restored and verified" in typed(workstation, "backup")
        backup = newest_backup(workstation)
        assert "is not empty" in typed(workstation, "restore", backup, code=1)
        on_server(workstation, postgres, empty)
        told = typed(workstation, "restore", backup).splitlines()
        assert told[0].startswith(f"Entries put back: {size_of(backup)}.")
        assert not told[-1].startswith("The database in use before")
        assert workstation.audit()[0] == 0
        assert typed(workstation, "check").startswith("The audit log is sound.")
        assert workstation.add("07").returncode == 0
    workstation.folder.settings.unlink()
    typed(workstation, "restore", backup)
    assert workstation.folder.database.is_file()
    assert workstation.audit()[0] == 0


def on_server(workstation, postgres, name):
    url = postgres.server.url(name)
    workstation.folder.settings.write_text(f'database = "{url}"\n')
