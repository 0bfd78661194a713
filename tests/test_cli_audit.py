"""`vigie audit` as it is typed: the log checked here, and given to those who check it elsewhere."""

import shutil
import subprocess
import sys

import pytest

from control_room import installation, settings, site
from control_room.domain.camera import Health, Stream
from control_room.domain.incident import Nature
from control_room.domain.picture import ShownPicture
from control_room.storage.postgresql import Server
from tests import memory
from tests.workstation import PASSWORD, SITE, Workstation


@pytest.fixture
def workstation(tmp_path):
    workstation = Workstation(tmp_path / "vigie")
    workstation.folder.create()
    workstation.folder.site.write_text(SITE)
    assert workstation.add("01", "supervisor").returncode == 0
    return workstation


def stranger(folder):
    return subprocess.run(
        [sys.executable, folder / "verify.py", folder], check=False, capture_output=True
    ).returncode


def test_an_export_that_the_stranger_finds_sound(workstation, tmp_path):
    done = workstation.vigie("audit", "export", str(tmp_path / "export"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f" entries exported to {tmp_path / 'export'}.\n")
    assert stranger(tmp_path / "export") == 0
    assert workstation.audit()[0] == 0
    again = workstation.vigie("audit", "export", str(tmp_path / "export"))
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_a_share_named_by_the_settings_finds_a_rollback(workstation, tmp_path):
    """The site file and the settings are there; nothing else is given."""
    share = tmp_path / "share"
    share.mkdir()
    workstation.folder.settings.write_text(f'anchor_folders = ["{share}"]\n')
    shutil.copytree(workstation.folder.root, tmp_path / "old")
    assert workstation.add("07").returncode == 0
    with opened(workstation) as console:
        report = console.services.anchors.anchor(None)
    code, found = workstation.audit()
    assert (code, found["anchored_outside"]) == (0, report.size)
    for before in ("site.toml", "vigie.toml"):
        (tmp_path / "old" / before).unlink(missing_ok=True)
    shutil.rmtree(workstation.folder.root)
    shutil.move(tmp_path / "old", workstation.folder.root)
    workstation.folder.settings.write_text(f'anchor_folders = ["{share}"]\n')
    assert not workstation.folder.site.exists()
    elsewhere = memory.another_computer()
    done = workstation.vigie("audit", "verify", **elsewhere)
    assert done.returncode == 2, done.stdout


def test_settings_that_cannot_be_used_are_no_verdict(workstation):
    workstation.folder.settings.write_text("anchor_folders = 3\n")
    code, found = workstation.audit()
    assert (code, found["status"]) == (4, "unreadable")
    assert "anchor_folders" in " ".join(found["text"])


def test_a_log_on_a_server_is_verified_where_it_is(postgres, tmp_path):
    workstation = Workstation(tmp_path / "vigie")
    workstation.folder.create()
    workstation.folder.site.write_text(SITE)
    with postgres.database() as name:
        url = postgres.server.url(name)
        workstation.folder.settings.write_text(f'database = "{url}"\n')
        assert workstation.add("01", "supervisor").returncode == 0
        workstation.folder.site.unlink()
        code, found = workstation.audit()
        assert (code, found["status"], found["database"]) == (0, "sound", Server(url).name)
        assert found["size"] > 1
        checked = workstation.vigie("db", "check")
        assert checked.returncode == 0
        assert "The records are what the audit log tells." in checked.stdout
        with postgres.connected(name) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("UPDATE audit_entries SET actor = '9' WHERE seq = 1")
        assert workstation.audit()[1]["first_bad_seq"] == 1
        assert workstation.vigie("db", "check").returncode == 1


def opened(workstation):
    folder = workstation.folder
    chosen = settings.load(folder)
    return installation.opened(folder, chosen, site.load(chosen.site, folder))


def test_a_supervisor_erases_the_texts_of_an_incident(workstation):
    assert workstation.add("07").returncode == 0
    (camera,) = site.load(None, workstation.folder).cameras
    with opened(workstation) as console:
        services = console.services
        operator = services.access.sign_in("07", PASSWORD)
        incident = services.incidents.tag(operator, Nature.THEFT, camera, shown(camera.id))
        services.incidents.add_note(operator, incident.id, "Plainte de Monsieur Exemple")

    def erase(matricule, number=incident.number, basis="demande du 3 mars"):
        words = ("audit", "erase", number, "--by", matricule, "--basis", basis)
        return workstation.vigie(*words, given=f"{PASSWORD}\n")

    assert erase("07").returncode == 1
    assert "no personal text" in erase("01", number="MC-19990101-0001").stderr
    assert "1 to 200 characters" in erase("01", basis=" ").stderr
    done = erase("01")
    assert (done.returncode, done.stdout) == (
        0,
        f"Texts of incident {incident.number} erased: 1. The audit log says so.\n",
    )
    assert "no personal text" in erase("01").stderr
    assert workstation.audit()[0] == 0
    assert workstation.vigie("db", "check").returncode == 0


def shown(camera):
    """A picture as an operator had it before the eyes."""
    return ShownPicture(
        camera=camera,
        stream=Stream.SUB,
        width_px=64,
        height_px=36,
        stride_bytes=64 * 4,
        sequence=1,
        pts_90khz=None,
        received_at_ns=1,
        received_at=installation.now(),
        source=1,
        shown_at=installation.now(),
        health=Health.LIVE,
        pixels=bytes(64 * 4 * 36),
    )


def test_help_of_each(workstation):
    for word in ("verify", "export", "erase"):
        done = workstation.vigie("audit", word, "--help", language="fr")
        assert done.returncode == 0
        assert "--site" in done.stdout or "--anchor" in done.stdout
