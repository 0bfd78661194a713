"""An export convinces a stranger: whole or not there, recorded, and checked by its own program."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta

import pytest
from pysqlite3 import dbapi2

from control_room.audit.checkpoint import parse_checkpoint, split_note
from control_room.audit.entry import Act, Result
from control_room.audit.verify import verify
from control_room.domain.agent import Role
from control_room.domain.incident import Nature
from control_room.errors import ControlRoomError, NotAllowed
from control_room.services.export import Export, FolderTaken, NotAsSigned
from control_room.services.retention import Retention
from control_room.storage.errors import DatabaseLocked
from control_room.storage.whole_folder import WholeFolder
from tests.services.anchoring import anchors_of, integrity_of
from tests.services.conftest import CAMERA, MATRICULES, Site
from tests.services.test_timestamps import Authority

SOUND, ALTERED, TRUNCATED, UNVERIFIABLE, UNREADABLE = range(5)
NOTE = "Deux personnes devant la halle"


class Stopped(Exception):
    """Whoever watches the progress wants no more."""


def nothing(_done, _of):
    """Nobody watches."""


def export_of(site, **options):
    return Export(
        site.database,
        site.sessions,
        site.folder,
        check_allowed=integrity_of(site).check_exports_allowed,
        **options,
    )


def stranger(folder, *words):
    """Exit code and findings of the folder's own program, on a computer without Vigie."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder), "--json", *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LANG": "en_US.UTF-8"},
    )
    assert not done.stderr, done.stderr
    found = json.loads(done.stdout)
    assert found["exit_code"] == done.returncode
    return done.returncode, found


def codes(found):
    return {finding["code"] for finding in found["findings"]}


@pytest.fixture(scope="module")
def made(made_once, tmp_path_factory):
    """A site after two shifts, and its export: personal data, an anchor, a new key, 300 acts."""
    root = tmp_path_factory.mktemp("worked")
    site = Site(shutil.copytree(made_once, root / "site"))
    session = site.signed_in(Role.SUPERVISOR)
    incident = site.incidents.tag(session, Nature.THEFT, CAMERA, site.shown())
    site.incidents.add_note(session, incident.id, NOTE)
    for seconds in range(280):
        site.cameras.reduced(session, CAMERA, seconds)
    anchors_of(site).anchor(session)
    assert site.database.rotate_key()
    site.cameras.reduced(session, CAMERA, 5)
    export_of(site).write(None, root / "export", nothing)
    site.stop()
    return root


@pytest.fixture
def worked(made, tmp_path):
    site = Site(shutil.copytree(made / "site", tmp_path / "site"))
    yield site
    site.stop()


@pytest.fixture
def exported(made, tmp_path):
    return shutil.copytree(made / "export", tmp_path / "exported")


def test_a_stranger_finds_the_log_sound(worked, exported):
    code, found = stranger(exported)
    assert code == SOUND
    assert found["findings"] == []
    signed = parse_checkpoint(split_note((exported / "checkpoint").read_text())[0])
    assert (found["size"], found["root"]) == (signed.size, signed.root.hex())
    assert 256 < found["anchored_size"] < found["signed_size"] == found["size"]
    assert found["text"][0] == "The log is sound."


def test_what_is_in_the_folder(worked, exported):
    names = {str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()}
    size = int((exported / "checkpoint").read_text().split("\n")[1])
    anchored = {name for name in names if name.startswith("anchors/")}
    assert names - anchored == {
        "checkpoint",
        "checkpoints",
        "epochs",
        "index.tsv",
        "vkeys",
        "verify.py",
        "LISEZMOI.txt",
        "tile/0/000",
        f"tile/0/001.p/{size - 256}",
        "tile/1/000.p/1",
        "tile/entries/000",
        f"tile/entries/001.p/{size - 256}",
    }
    assert any(name.startswith("anchors/checkpoint-") for name in anchored)
    keys = (exported / "vkeys").read_text().splitlines()
    assert keys[0] == worked.folder.site_vkey.read_text().strip()
    assert len(keys) == 3


def test_the_export_is_an_act(site, auditor, tmp_path):
    told = []
    done = export_of(site).write(auditor, tmp_path / "export", lambda *step: told.append(step))
    entry = site.entries()[-1]
    assert entry.act is Act.AUDIT_EXPORTED
    assert entry.actor == str(auditor.agent.id)
    assert entry.details == {"size": done.size, "root": done.root.hex(), "personal": False}
    assert told[0] == (0, done.size)
    assert told[-1] == (done.size, done.size)


def test_a_role_that_may_not_read_the_log(site, operator, tmp_path):
    with pytest.raises(NotAllowed):
        export_of(site).write(operator, tmp_path / "export", nothing)
    assert not (tmp_path / "export").exists()
    assert site.acts()[-1] == "act.denied"


def test_nothing_leaves_while_an_alert_stands(site, tmp_path):
    integrity_of(site).contradicted(
        site.database._pen.keys.signer.sign(  # a checkpoint that our log does not contain
            f"{site.database.origin}\n9999\n{'A' * 43}=\n"
        )
    )
    with pytest.raises(ControlRoomError, match="Not exported"):
        export_of(site).write(None, tmp_path / "export", nothing)
    assert list(tmp_path.glob("export*")) == []
    assert Act.AUDIT_EXPORTED not in {entry.act for entry in site.entries()}


def test_stopped_on_the_way(worked, tmp_path):
    def stop(done, of):
        if done == of:
            raise Stopped

    before = worked.entries()
    with pytest.raises(Stopped):
        export_of(worked).write(None, tmp_path / "export", stop)
    assert list(tmp_path.glob("export*")) == []
    assert worked.entries() == before


@pytest.mark.parametrize("taken", ["export", "export.part"])
def test_a_folder_that_is_there_stays_as_it_is(site, tmp_path, taken):
    (tmp_path / taken).mkdir()
    (tmp_path / taken / "mine").write_text("mine")
    with pytest.raises(FolderTaken):
        export_of(site).write(None, tmp_path / "export", nothing)
    assert (tmp_path / taken / "mine").read_text() == "mine"
    assert len(list(tmp_path.glob("export*"))) == 1


def killed_in(step, site, into):
    """What is on the disk after the process died in that step of an export."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            if step == "writing":
                export_of(site).write(None, into, lambda done, of: done == of and os._exit(0))
            else:
                WholeFolder.finish = lambda _self: os._exit(0)
                export_of(site).write(None, into, nothing)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("step", ["writing", "naming"])
def test_what_a_killed_export_left_is_removed_by_the_next(site, tmp_path, step):
    site.database.checkpoint()
    killed_in(step, site, tmp_path / "export")
    assert [path.name for path in tmp_path.glob("export*")] == ["export.part"]
    site.start()
    recorded = [entry.act for entry in site.entries()].count(Act.AUDIT_EXPORTED)
    assert recorded == (step == "naming")
    done = export_of(site).write(None, tmp_path / "export", nothing)
    assert done.left
    assert site.entries()[-1].details["removed_unfinished"]
    assert [path.name for path in tmp_path.glob("export*")] == ["export"]
    assert stranger(tmp_path / "export")[0] == SOUND


def test_an_export_under_way_is_left_alone(site, tmp_path):
    def another(done, of):
        if done == of:
            with pytest.raises(FolderTaken):
                export_of(site).write(None, tmp_path / "export", nothing)

    done = export_of(site).write(None, tmp_path / "export", another)
    assert (done.folder / "checkpoint").exists()


def test_an_export_that_cannot_be_recorded_leaves_nothing(site, tmp_path):
    """Another program keeps the database to itself as the act is due."""
    size = len(site.entries())
    other = dbapi2.connect(site.folder.database, isolation_level=None)

    def take(done, of):
        if done == of:
            other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseLocked):
        export_of(site).write(None, tmp_path / "export", take)
    other.close()
    assert list(tmp_path.glob("export*")) == []
    assert len(site.entries()) == size


def test_an_export_that_gets_no_name_is_recorded_as_failed(site, tmp_path, monkeypatch):
    """Another has made the folder just as the act was recorded."""
    finish = WholeFolder.finish

    def late(begun):
        (tmp_path / "export").mkdir()
        finish(begun)

    monkeypatch.setattr(WholeFolder, "finish", late)
    with pytest.raises(FolderTaken):
        export_of(site).write(None, tmp_path / "export", nothing)
    told = [entry for entry in site.entries() if entry.act is Act.AUDIT_EXPORTED]
    assert [entry.result for entry in told] == [Result.DONE, Result.FAILED]
    assert list((tmp_path / "export").iterdir()) == []
    assert not (tmp_path / "export.part").exists()


def test_nowhere_to_write(site, tmp_path):
    with pytest.raises(ControlRoomError):
        export_of(site).write(None, tmp_path / "missing" / "export", nothing)
    assert site.entries()[-1].act is not Act.AUDIT_EXPORTED


def test_a_log_that_is_not_as_signed(worked, tmp_path):
    """The alert that verification raises is not there yet: the export looks for itself."""
    connection = dbapi2.connect(worked.folder.database, isolation_level=None)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE audit_entries SET leaf = zeroblob(32) WHERE seq = 20")
    connection.close()
    with pytest.raises(NotAsSigned):
        export_of(worked).write(None, tmp_path / "export", nothing)
    assert list(tmp_path.glob("export*")) == []


def test_personal_data_go_along_only_if_asked_for(worked, exported, tmp_path):
    def contents(folder):
        return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    assert not (exported / "personal.tsv").exists()
    assert "nothing is said of them" in " ".join(stranger(exported)[1]["text"])
    with_them = tmp_path / "with"
    export_of(worked).write(None, with_them, nothing, personal=True)
    assert stranger(with_them)[0] == SOUND
    seq, salt, payload = (with_them / "personal.tsv").read_text().splitlines()[-1].split("\t")
    assert NOTE not in contents(exported).decode(errors="replace")
    (with_them / "personal.tsv").write_text(f"{seq}\t{salt}\t{payload[:-8]}AAAA{payload[-4:]}\n")
    code, found = stranger(with_them)
    assert code == ALTERED
    assert found["first_bad_seq"] == int(seq) or "payload.missing" in codes(found)


def test_what_the_law_erased_is_told_and_sound(worked, tmp_path):
    """Old entries are emptied with the bundle that they fill; the anchor of then still holds."""
    worked.clock += timedelta(days=3 * 366)
    worked.cameras.reduced(worked.signed_in(Role.SUPERVISOR), CAMERA, 5)
    retention = Retention(
        worked.database, worked.sessions, now=worked.now, personal_days=365, log_days=1095
    )
    erased = retention.run()
    assert erased.personal == 1 + len(MATRICULES)
    assert erased.entries > 256
    into = tmp_path / "export"
    export_of(worked).write(None, into, nothing, personal=True)
    assert not (into / "tile/entries/000").exists()
    assert (into / "tile/0/000").exists()
    code, found = stranger(into)
    assert (code, found["findings"]) == (SOUND, [])
    assert found["anchored_size"] > 0
    assert f"Entries pruned, as the log tells: {erased.entries}." in found["text"]
    with worked.database.read() as records:
        ours = verify(
            records.log.entries(), records.log.checkpoint_notes(), trust=worked.database.trust
        )
    assert ours.pruned == erased.entries


def test_an_edited_entry_is_named(exported):
    bundle = exported / "tile/entries/000"
    content = bundle.read_bytes()
    bundle.write_bytes(content.replace(b'"seq":100', b'"seq":101', 1))
    code, found = stranger(exported)
    assert code == ALTERED
    assert {"code": "leaf.differs", "seq": 100, "until": None} in found["findings"]
    assert "Entry 100: it was altered after it was recorded." in found["text"]


@pytest.mark.parametrize("tile", ["tile/0/000", "tile/1/000.p/1"])
def test_an_edited_tile(exported, tile):
    content = bytearray((exported / tile).read_bytes())
    content[5] ^= 1
    (exported / tile).write_bytes(content)
    code, found = stranger(exported)
    assert code == ALTERED
    assert codes(found) == {"tile.differs"}


@pytest.mark.parametrize("name", ["tile/0/000", "tile/entries/000"])
def test_a_missing_tile_or_bundle(exported, name):
    (exported / name).unlink()
    assert stranger(exported)[0] == ALTERED


def test_an_older_export_against_an_anchor(worked, exported, tmp_path):
    worked.access.console_stopped()
    with worked.database.read() as records:
        newest = records.log.newest_checkpoint()
    anchor = tmp_path / "kept.txt"
    anchor.write_text(newest.note)
    assert stranger(exported)[0] == SOUND
    code, found = stranger(exported, "--anchor", str(anchor))
    assert code == TRUNCATED
    assert codes(found) == {"anchor.beyond_end"}


def test_the_site_key_of_the_paper(exported, tmp_path):
    """Who makes a whole other log has another site key: the paper tells."""
    vkey = (exported / "vkeys").read_text().splitlines()[0]
    assert stranger(exported, "--site-vkey", vkey)[0] == SOUND
    other = "vigie.local/33063/00/site+00000000+AAAA"
    assert stranger(exported, "--site-vkey", other)[0] == UNVERIFIABLE
    (exported / "vkeys").unlink()
    code, found = stranger(exported)
    assert code == UNVERIFIABLE
    assert "key.missing" in codes(found)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "tsa", "Autorité d'essai")


def test_a_time_stamp_is_checked_by_openssl(exported, authority):
    anchor = next((exported / "anchors").glob("checkpoint-*.txt"))
    query = ("ts", "-query", "-data", str(anchor), "-sha256", "-cert", "-out", "asked")
    authority.openssl(*query)
    token = authority.reply((authority.folder / "asked").read_bytes())
    anchor.with_suffix(".tsr").write_bytes(token)
    ca = str(authority.ca)
    code, found = stranger(exported)
    assert code == SOUND
    assert f"Time stamp of {anchor.name}: not checked (give --tsa-ca)." in found["text"]
    code, found = stranger(exported, "--tsa-ca", ca)
    assert code == SOUND
    assert any(line.startswith(f"Time stamp of {anchor.name}: ") for line in found["text"])
    assert "GMT" in " ".join(found["text"])
    anchor.with_suffix(".tsr").write_bytes(token[:-1] + bytes([token[-1] ^ 1]))
    code, found = stranger(exported, "--tsa-ca", ca)
    assert (code, codes(found)) == (UNVERIFIABLE, {"timestamp.wrong"})


@pytest.mark.parametrize("trap", ["missing", "link", "pipe", "huge", "folder linked", "cut"])
def test_a_hostile_folder_is_unreadable_and_harmless(exported, trap, tmp_path):
    index = exported / "index.tsv"
    if trap == "folder linked":
        shutil.move(exported / "tile", tmp_path / "tile")
        (exported / "tile").symlink_to(tmp_path / "tile")
    elif trap == "cut":
        bundle = exported / "tile/entries/000"
        bundle.write_bytes(bundle.read_bytes()[:-7])
    else:
        index.unlink()
    if trap == "link":
        index.symlink_to("/etc/passwd")
    elif trap == "pipe":
        os.mkfifo(index)
    elif trap == "huge":
        with index.open("wb") as file:
            file.truncate(1 << 40)
    assert stranger(exported)[0] == UNREADABLE


def test_not_a_folder(exported, tmp_path):
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(exported / "verify.py", alone)
    assert stranger(alone)[0] == UNREADABLE


def test_nothing_in_the_folder_is_changed(exported):
    def state():
        return {
            path: (path.read_bytes(), path.stat().st_mtime_ns)
            for path in exported.rglob("*")
            if path.is_file()
        }

    before = state()
    stranger(exported)
    assert state() == before


def in_french(exported):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "."],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=exported,
        env={"PATH": os.environ["PATH"], "LANG": "C"},
    )
    assert not done.stderr, done.stderr
    return done.stdout


def test_it_speaks_french(exported):
    said = in_french(exported)
    assert said.startswith("Le journal est intègre.\nJournal : vigie.local/33063/")
    assert "À FAIRE : comparer la première ligne de vkeys" in said


def test_it_names_the_file_at_fault(exported):
    bundle = max((exported / "tile" / "entries").rglob("*"), key=lambda path: len(path.parts))
    bundle.write_bytes(bundle.read_bytes()[:-1])
    assert in_french(exported).splitlines() == [
        "Le dossier ne peut pas être lu.",
        "Ce n’est pas un export de Vigie, ou un fichier ne peut pas être lu.",
        f"Fichier en cause : {bundle.relative_to(exported).as_posix()}",
    ]
