"""A site moved to a server and joined by others: what was signed before counts after."""

import shutil
import tomllib

import pytest
from pysqlite3 import dbapi2

from control_room import cli, settings
from control_room.audit.entry import Act
from control_room.audit.findings import Status
from control_room.domain.incident import Nature
from control_room.places import DataFolder
from control_room.services.moving import (
    LogUnsound,
    NoSiteThere,
    SiteOfItsOwn,
    Workstation,
    join,
    move,
    set_aside,
)
from control_room.storage.errors import SigningKeyWrong, SiteKeyAway
from control_room.storage.postgresql import Server
from control_room.storage.server_errors import NameInUse
from control_room.storage.transfer import ServerTaken
from tests.services.conftest import CAMERA, PASSWORD
from tests.storage.conftest import checked
from tests.workstation import SITE

SETTINGS = """\
theme = "light"
workstation = "poste-1"

[[witnesses]]
url = "http://127.0.0.1:1"
vkey = "v"
"""


@pytest.fixture
def server(postgres):
    with postgres.database() as name:
        yield Server(postgres.server.url(name))


@pytest.fixture
def lived_in(site, operator):
    """A site with incidents, erased personal data and a key that was changed; its console ended."""
    for nature in (Nature.ACCIDENT, Nature.THEFT):
        site.incidents.tag(operator, nature, CAMERA, site.shown())
    site.database.rotate_key()
    with site.database.write() as tx:
        entry = tx.audit(Act.INCIDENT_NOTED, "incident/1", personal={"text": "un passant"})
    with site.database.write() as tx:
        seq = tx.audit(Act.PERSONAL_ERASED, "retention", details={"entries": str(entry)})
        tx.erasure.erase_personal([entry], seq)
    site.stop()
    return site


def who(site, name="poste-1", folder=None, site_key=None):
    return Workstation(folder or site.folder, name, "33063", site_key, site.now)


def kept(at, workstation):
    """Every entry and checkpoint, byte for byte."""
    database = workstation.opened(at)
    try:
        with database.read() as records:
            entries = [row.canonical for row in records.log.entries()]
            return entries, records.log.checkpoint_notes()
    finally:
        database.close()


def test_a_moved_log_has_the_same_bytes_and_verifies(lived_in, server):
    entries, notes = kept(lived_in.folder.database, who(lived_in))
    found = move(who(lived_in), server)

    moved_entries, moved_notes = kept(server, who(lived_in))
    assert (found.status, found.erased) == (Status.SOUND, 1)
    assert moved_entries[: len(entries)] == entries
    assert moved_notes[: len(notes)] == notes
    assert b'"act":"database.moved"' in moved_entries[len(entries)]


def test_work_goes_on_where_it_was_left(lived_in, server):
    move(who(lived_in), server)
    set_aside(lived_in.folder)
    lived_in.place = server
    lived_in.start()
    operator = lived_in.access.sign_in("07", PASSWORD)
    incident = lived_in.incidents.tag(operator, Nature.ACCIDENT, CAMERA, lived_in.shown())

    assert incident.number.endswith("0003")
    assert checked(lived_in.database).status is Status.SOUND


def test_a_move_that_was_cut_short_goes_on(lived_in, server):
    move(who(lived_in), server)
    assert move(who(lived_in), server).status is Status.SOUND


def test_another_past_on_the_server_is_left_alone(lived_in, server):
    move(who(lived_in), server)
    database = who(lived_in).opened(lived_in.folder.database)
    with database.write() as tx:
        tx.audit(Act.WALL_SHOWN, "layout/4x4")
    database.close()
    before = kept(server, who(lived_in))

    with pytest.raises(ServerTaken):
        move(who(lived_in), server)
    assert kept(server, who(lived_in)) == before


def test_an_altered_log_is_not_moved(lived_in, server):
    connection = dbapi2.connect(lived_in.folder.database, isolation_level=None)
    connection.execute("DROP TRIGGER audit_entries_no_update")
    connection.execute("UPDATE audit_entries SET obj = 'incident/9' WHERE seq = 5")
    connection.close()
    with pytest.raises(LogUnsound):
        move(who(lived_in), server)


def test_nothing_is_made_where_there_is_nothing_to_move(site, tmp_path, server):
    folder = DataFolder(tmp_path / "empty")
    with pytest.raises(NoSiteThere):
        move(who(site, folder=folder), server)


def test_a_further_workstation_signs_with_a_key_of_its_own(lived_in, tmp_path, server):
    move(who(lived_in), server)
    folder = DataFolder(tmp_path / "poste-2")
    folder.create()
    second = who(lived_in, "poste-2", folder, lived_in.folder.site_key)
    join(second, server)

    database = second.opened(server)
    with database.write() as tx:
        tx.audit(Act.WALL_SHOWN, "layout/4x4")
    database.checkpoint()
    assert checked(database).status is Status.SOUND
    assert len(database.trust.certificates) == 3
    database.close()
    assert not folder.site_key.exists()


def test_who_may_not_join_is_refused(lived_in, tmp_path, server):
    move(who(lived_in), server)
    folder = DataFolder(tmp_path / "poste-2")
    folder.create()
    key = lived_in.folder.site_key
    with pytest.raises(SiteOfItsOwn):
        join(who(lived_in), server)
    with pytest.raises(NameInUse):
        join(who(lived_in, "poste-1", folder, key), server)
    with pytest.raises(SiteKeyAway):
        join(who(lived_in, "poste-2", folder), server)
    with pytest.raises(SigningKeyWrong):
        join(who(lived_in, "poste-2", folder, lived_in.folder.audit_key), server)


def test_one_command_moves_and_one_joins(lived_in, tmp_path, server, capsys, monkeypatch):
    monkeypatch.setenv("VIGIE_LANGUAGE", "en")
    (tmp_path / "site.toml").write_text(SITE)
    shutil.copy(tmp_path / "site.toml", lived_in.folder.site)
    lived_in.folder.settings.write_text(SETTINGS)
    root = str(lived_in.folder.root)
    assert cli.main(["--data", root, "db", "move", server.url]) == 0
    assert "verified before and after" in capsys.readouterr().out
    chosen = settings.load(lived_in.folder)
    assert (chosen.database, chosen.theme, len(chosen.witnesses)) == (server.url, "light", 1)
    assert lived_in.folder.moved_database.is_file()
    assert not lived_in.folder.database.exists()

    second = DataFolder(tmp_path / "second")
    words = ["--workstation", "poste-2", "--site-key", str(lived_in.folder.site_key)]
    site_file = ["--site", str(tmp_path / "site.toml")]
    data = ["--data", str(second.root)]
    assert cli.main([*data, "db", "join", server.url, *words, *site_file]) == 0
    assert tomllib.loads(second.settings.read_text())["workstation"] == "poste-2"
