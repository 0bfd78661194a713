"""`vigie evidence check` and `vigie db check`: what they print and end with."""

import argparse
import json

import pytest

from control_room import cli_evidence
from control_room.audit.entry import Act
from control_room.installation import now
from control_room.places import DataFolder
from control_room.storage.database import Database
from control_room.storage.files import EvidenceStore
from control_room.storage.keys import log_keys
from tests import memory
from tests.workstation import SITE


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    """What the computer remembers of its logs is the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A site with one still, closed: copying it is faster than making it."""
    folder = DataFolder(tmp_path_factory.mktemp("made") / "vigie")
    folder.create()
    folder.site.write_text(SITE)
    still = EvidenceStore(folder.evidence).keep(b"a still")
    database = Database.open(
        folder.database, keys=log_keys(folder, "33063"), now=now, workstation="poste-1"
    )
    with database.write() as tx:
        tx.audit(Act.APP_STARTED, "console")
    with database.write() as tx:
        tx.audit(Act.REPORT_SHOT, "report/1", details={"sha256": still})
    database.checkpoint()
    database.close()
    return folder.root


@pytest.fixture
def folder(made_once, tmp_path):
    return DataFolder(memory.copied(made_once, tmp_path / "vigie"))


@pytest.fixture
def typed(folder, capsys):
    """Answers a command line on the folder: exit code and what was printed."""

    def answer(*words):
        parser = argparse.ArgumentParser()
        parser.set_defaults(data=folder.root)
        commands = parser.add_subparsers()
        cli_evidence.add(commands, str)
        cli_evidence.add_to(commands.add_parser("db").add_subparsers(), str)
        options = parser.parse_args([str(word) for word in words])
        exit_code = options.answer(options, lambda _context, source: source)
        return exit_code, capsys.readouterr().out

    return answer


def stills(folder):
    return list(EvidenceStore(folder.evidence).files())


def test_sound_evidence_is_told(typed):
    assert typed("evidence", "check") == (0, "The evidence files are sound (1 read through).\n")


def test_missing_evidence_is_named(typed, folder):
    (still,) = stills(folder)
    still.unlink()
    exit_code, printed = typed("evidence", "check", "--json")
    told = json.loads(printed)
    assert (exit_code, told["exit_code"], told["missing"]) == (1, 1, [still.name])
    assert told["text"][1] == f"Missing: {still.name}"


def test_evidence_that_cannot_be_read_ends_with_4(typed, folder):
    (still,) = stills(folder)
    still.unlink()
    still.symlink_to("/proc/self/mem")  # reading its beginning fails with EIO
    exit_code, printed = typed("evidence", "check", "--json")
    assert (exit_code, json.loads(printed)["exit_code"]) == (4, 4)
    assert f"{still} cannot be read." in printed


def test_a_check_changes_nothing(typed, folder):
    orphan = folder.evidence / "holiday.jpg"
    orphan.write_bytes(b"x")
    exit_code, printed = typed("evidence", "check")
    assert exit_code == 0
    assert "Named by no record: holiday.jpg" in printed
    assert orphan.exists()


def test_a_database_past_reading_ends_with_4(typed, folder):
    folder.database.write_bytes(b"not a database" * 500)
    assert typed("evidence", "check")[0] == 4
    assert typed("db", "check")[0] == 4


def test_records_that_differ_are_listed(typed, folder):
    exit_code, printed = typed("db", "check", "--json")
    told = json.loads(printed)
    assert (exit_code, told["exit_code"], told["status"]) == (1, 1, "sound")
    assert [fault["seq"] for fault in told["records"]] == [1]
