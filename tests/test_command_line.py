"""The command `vigie` as it is typed: what it answers to mistakes and to a failing world.

Every command runs in a process of its own. None may show a traceback, and none may lose a record.
"""

import logging
import os
import shutil
import signal
import subprocess
import time

import pytest
from pysqlite3 import dbapi2

from control_room import cli
from control_room.services.verification import verify_database
from control_room.ui import status
from tests import memory
from tests.workstation import PASSWORD, SITE, VIGIE, Workstation, fill, surroundings

FALSE_SITE = SITE.replace('"33063"', '"3306"').replace("[[cameras]]", '[[cameras]]\ncolour = "red"')
PAGE_BYTES = 4096


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A site with its supervisor: copying it is faster than making it."""
    workstation = Workstation(tmp_path_factory.mktemp("made") / "vigie")
    workstation.folder.create()
    workstation.folder.site.write_text(SITE)
    assert workstation.add("01", "supervisor").returncode == 0
    return workstation.folder.root


@pytest.fixture
def workstation(made_once, tmp_path):
    return Workstation(memory.copied(made_once, tmp_path / "vigie"))


@pytest.fixture
def empty(tmp_path):
    """A computer on which nobody has set up anything yet."""
    return Workstation(tmp_path / "vigie")


# What was typed


def test_the_version_is_told(empty):
    done = empty.vigie("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "Vigie")
    assert not empty.folder.root.exists()


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "open the console"), ("fr", "ouvrir la console")]
)
def test_help_lists_the_commands(empty, language, sentence):
    done = empty.vigie("--help", language=language)
    assert done.returncode == 0
    assert sentence in done.stdout.lower()
    for command in ("run", "demo", "audit", "users", "cameras"):
        assert command in done.stdout


# What nobody else may read


def test_a_data_folder_open_to_others_is_closed(empty):
    empty.folder.root.mkdir()
    empty.folder.root.chmod(0o755)
    empty.folder.site.write_text(SITE)
    assert empty.add("01", "supervisor").returncode == 0
    assert empty.folder.root.stat().st_mode & 0o777 == 0o700
    for path in (empty.folder.database, empty.folder.audit_key, empty.folder.lock):
        assert path.stat().st_mode & 0o077 == 0


@pytest.fixture
def in_this_process(monkeypatch):
    """The command line called as a function; what it changes of the process is put back."""
    monkeypatch.setenv("VIGIE_LANGUAGE", "en")
    mask, handlers = os.umask(0o022), list(logging.root.handlers)
    yield cli.main
    os.umask(mask)
    for handler in set(logging.root.handlers) - set(handlers):
        logging.root.removeHandler(handler)
        handler.close()


def fail(*_):
    raise RuntimeError("a bug")


def test_an_internal_fault_names_a_log_that_is_there(in_this_process, empty, monkeypatch, capsys):
    monkeypatch.setattr(cli, "_cameras_list", fail)
    assert in_this_process(["--data", str(empty.folder.root), "cameras", "list"]) == 70
    assert f"Details are in {empty.folder.log}." in capsys.readouterr().err
    assert "a bug" in empty.folder.log.read_text()
    assert empty.folder.log.stat().st_mode & 0o077 == 0
    assert empty.folder.root.stat().st_mode & 0o077 == 0


def test_an_internal_fault_names_no_log_that_is_not_there(
    in_this_process, empty, monkeypatch, capsys
):
    monkeypatch.setattr(cli, "_cameras_list", fail)
    empty.folder.root.write_text("a file in the folder's place")
    assert in_this_process(["--data", str(empty.folder.root), "cameras", "list"]) == 70
    told = capsys.readouterr().err
    assert told.startswith("Internal fault, reference ")
    assert "Details" not in told


def test_what_a_command_writes_is_its_owners_only(in_this_process, workstation, tmp_path):
    data = str(workstation.folder.root)
    assert in_this_process(["--data", data, "cameras", "list"]) == 0
    written = tmp_path / "status.json"
    status._replace(written, "{}")
    assert written.stat().st_mode & 0o077 == 0


# The site file


@pytest.mark.parametrize("words", [("run",), ("users", "add", "01", "--role", "supervisor")])
def test_without_a_site_file_the_way_to_one_is_told(empty, words):
    done = empty.vigie(*words, given=f"{PASSWORD}\n")
    assert done.returncode == 2
    for needed in (str(empty.folder.site), "--site", "camera_config/sites/example.toml"):
        assert needed in done.stderr
    assert "line 0" not in done.stderr
    assert not empty.folder.database.exists()


def test_a_site_file_that_is_not_there_is_named(workstation, tmp_path):
    missing = tmp_path / "elsewhere.toml"
    done = workstation.vigie("cameras", "list", "--site", str(missing))
    assert done.returncode == 2
    assert str(missing) in done.stderr
    assert "line 0" not in done.stderr


@pytest.mark.parametrize("words", [("run",), ("cameras", "check")])
def test_mistakes_in_the_site_file_are_told_with_file_line_and_what_is_allowed(workstation, words):
    workstation.folder.site.write_text(FALSE_SITE)
    before = workstation.kept()
    done = workstation.vigie(*words)
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert first.startswith(f"{workstation.folder.site}, line 3: “insee”")
    assert first.endswith("allowed: 12345, 2A345")
    assert second.startswith(f"{workstation.folder.site}, line 6: unknown key “colour”")
    assert "number, name, sector" in second
    assert workstation.kept() == before


def test_mistakes_in_the_site_file_are_told_in_french(workstation):
    workstation.folder.site.write_text(FALSE_SITE)
    done = workstation.vigie("cameras", "list", language="fr")
    assert done.returncode == 2
    assert f"{workstation.folder.site}, ligne 3" in done.stderr
    assert "clé inconnue" in done.stderr


def test_a_site_file_that_is_not_toml_is_told(workstation):
    workstation.folder.site.write_text('[site]\nname = "Valmont\n')
    done = workstation.vigie("cameras", "list")
    assert done.returncode == 2
    assert f"{workstation.folder.site}, line 2: not TOML" in done.stderr


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('colour = "red"', "colour"),
        ('theme = "pink"', "'dark' or 'light'"),
        ("= broken", "line 1"),
    ],
)
def test_mistakes_in_the_settings_are_told(workstation, written, told):
    workstation.folder.settings.write_text(written)
    done = workstation.vigie("cameras", "list")
    assert done.returncode == 2
    assert str(workstation.folder.settings) in done.stderr
    assert told in done.stderr


# Cameras


def test_an_unknown_camera_is_told_with_the_known_ones(workstation):
    done = workstation.vigie("cameras", "check", "99")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no camera 99." in done.stderr
    assert "Known numbers: 12." in done.stderr


def test_a_camera_that_does_not_answer_is_told_in_time(workstation):
    began = time.monotonic()
    done = workstation.vigie("cameras", "check")
    assert time.monotonic() - began < 12
    assert done.returncode == 1
    assert done.stdout.split("\t")[:2] == ["12 Place du Marché", "unreachable"]


# Accounts


def test_an_unfit_account_is_not_added(workstation):
    for matricule, password, told in (
        ("x" * 33, PASSWORD, "1 to 32 printable characters"),
        ("07", "short", "12 to 128 characters"),
        ("01", PASSWORD, "An account for 01 exists already."),
    ):
        done = workstation.add(matricule, password=password)
        assert (done.returncode, done.stdout) == (1, "")
        assert told in done.stderr


def test_bytes_that_are_no_text_are_no_matricule_and_no_password(workstation):
    for matricule, password, told in (
        (b"\xff7", PASSWORD.encode(), "This matricule cannot be used."),
        (b"07", b"\xff" + PASSWORD.encode(), "This password cannot be used."),
    ):
        done = subprocess.run(
            [
                *VIGIE,
                "--data",
                workstation.folder.root,
                "users",
                "add",
                "--role=operator",
                matricule,
            ],
            check=False,
            input=password + b"\n",
            capture_output=True,
            env=surroundings(VIGIE_LANGUAGE="en", PYTHONUTF8="1"),
        )
        assert (done.returncode, done.stdout) == (1, b"")
        assert told in done.stderr.decode()


def test_the_first_account_is_a_supervisors(empty):
    empty.folder.create()
    empty.folder.site.write_text(SITE)
    done = empty.add("07", "operator")
    assert done.returncode == 1
    assert "The first account must be a supervisor's." in done.stderr
    assert empty.add("01", "supervisor").returncode == 0


# The records


def test_a_locked_database_is_told_and_used_once_it_is_free(workstation, locked):
    before = workstation.kept()
    let_go = locked(workstation.folder.database)
    done = workstation.add("07")
    assert done.returncode == 1
    assert f"Another program is using the database {workstation.folder.database}." in done.stderr
    let_go()
    assert workstation.kept() == before
    assert workstation.add("07").returncode == 0
    assert verify_database(workstation.folder.database).exit_code == 0


def page_of(database, table):
    """Where the first page of a table is, in bytes."""
    connection = dbapi2.connect(database)
    where = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    (page,) = where.fetchone()
    connection.close()
    return (page - 1) * PAGE_BYTES


def overwrite(path, place, content):
    with path.open("r+b") as file:
        file.seek(place)
        file.write(content)


def spoil_header(path):
    overwrite(path, 0, b"garbage!")


def spoil_a_page(path):
    overwrite(path, page_of(path, "agents"), bytes(PAGE_BYTES))


def cut_in_two(path):
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("spoil", [spoil_header, spoil_a_page, cut_in_two])
def test_a_damaged_database_is_told_and_left_alone(workstation, spoil):
    spoil(workstation.folder.database)
    before = workstation.kept()
    done = workstation.add("07")
    assert done.returncode == 1
    assert f"The database {workstation.folder.database} is damaged." in done.stderr
    assert "restore the last backup" in done.stderr
    if spoil is not spoil_a_page:
        assert workstation.kept() == before


def test_a_missing_signing_key_is_told_and_never_replaced(workstation, tmp_path):
    away = tmp_path / "audit.key"
    workstation.folder.audit_key.rename(away)
    before = workstation.kept()
    done = workstation.add("07")
    assert done.returncode == 1
    assert f"The audit log's key {workstation.folder.audit_key} is missing." in done.stderr
    assert workstation.kept() == before
    away.rename(workstation.folder.audit_key)
    assert workstation.add("07").returncode == 0


def test_a_file_in_the_data_folders_place_is_told(tmp_path):
    occupied = Workstation(tmp_path / "vigie")
    occupied.folder.root.write_text("mine")
    site = tmp_path / "site.toml"
    site.write_text(SITE)
    words = ("users", "add", "01", "--role", "supervisor", "--site", str(site))
    done = occupied.vigie(*words, given=f"{PASSWORD}\n")
    assert done.returncode == 1
    assert str(occupied.folder.root) in done.stderr
    assert "--data" in done.stderr
    assert occupied.folder.root.read_text() == "mine"


def test_a_read_only_data_folder_is_told_and_can_still_be_verified(made_once, small_disk):
    workstation = Workstation(memory.copied(made_once, small_disk / "vigie"))
    before = workstation.kept()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = workstation.add("07")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert workstation.audit()[0] == 0
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert workstation.kept() == before
    assert workstation.add("07").returncode == 0


def test_a_full_disk_is_told_and_nothing_is_lost(made_once, small_disk):
    workstation = Workstation(memory.copied(made_once, small_disk / "vigie"))
    before = workstation.kept()
    ballast = small_disk / "ballast"
    fill(ballast)
    done = workstation.add("07")
    assert done.returncode == 1
    assert f"The disk that holds {workstation.folder.database} is full." in done.stderr
    ballast.unlink()
    assert before.items() <= workstation.kept().items()
    assert workstation.add("07").returncode == 0
    assert verify_database(workstation.folder.database).exit_code == 0


# Verification


def test_a_sound_log_verifies(workstation):
    code, found = workstation.audit()
    assert (code, found["status"], found["findings"]) == (0, "sound", [])


def test_an_altered_entry_is_found(workstation):
    connection = dbapi2.connect(workstation.folder.database)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute(
        "UPDATE audit_entries SET canonical = replace(canonical, 'supervisor', 'operator..')"
        " WHERE act = 'agent.created'"
    )
    assert connection.total_changes == 1
    connection.commit()
    connection.close()
    code, found = workstation.audit()
    assert (code, found["status"]) == (1, "altered")
    assert found["first_bad_seq"] == 3


def test_a_log_put_back_to_an_older_state_is_found_by_an_anchor(workstation, tmp_path):
    older = tmp_path / "older.sqlite3"
    shutil.copy(workstation.folder.database, older)
    assert workstation.add("07").returncode == 0
    connection = dbapi2.connect(workstation.folder.database)
    newest = "SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1"
    (note,) = connection.execute(newest).fetchone()
    connection.close()
    anchor = tmp_path / "anchor.txt"
    anchor.write_text(note, encoding="utf-8")
    shutil.copy(older, workstation.folder.database)
    assert workstation.audit()[0] == 0
    code, found = workstation.audit("--anchor", str(anchor))
    assert (code, found["status"]) == (2, "truncated")


def test_without_the_public_key_nothing_is_proved(workstation, tmp_path):
    code, found = workstation.audit("--vkeys", str(tmp_path / "missing.vkey"))
    assert (code, found["status"]) == (3, "unverifiable")


def test_garbage_cannot_be_read(workstation, tmp_path):
    garbage = tmp_path / "garbage.sqlite3"
    garbage.write_bytes(b"not a database at all\n" * 500)
    for path in (garbage, tmp_path / "missing.sqlite3"):
        code, found = workstation.audit("--database", str(path))
        assert (code, found["status"]) == (4, "unreadable")
        assert str(path) in " ".join(found["text"])


# The console's process


def test_without_a_display_one_line_says_so(workstation):
    for environment in ({}, {"DISPLAY": ":4242"}):
        done = workstation.vigie("run", **environment)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "display" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_the_console_cleanly(workstation, number):
    status = workstation.folder.root / "status.json"
    console = subprocess.Popen(
        [*VIGIE, "--data", str(workstation.folder.root), "run", "--status", str(status)],
        env=surroundings(QT_QPA_PLATFORM="offscreen"),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 20
        while not (status.exists() and "sign-in" in status.read_text()):
            assert time.monotonic() < deadline
            assert console.poll() is None
            time.sleep(0.05)
        if number is signal.SIGTERM:
            second = workstation.add("07")
            assert second.returncode == 1
            assert f"Vigie is already running on {workstation.folder.root}." in second.stderr
        console.send_signal(number)
        _, told = console.communicate(timeout=15)
    finally:
        console.kill()
        console.wait()
    assert (console.returncode, "Traceback" in told) == (0, False)
    assert verify_database(workstation.folder.database).exit_code == 0


def test_a_copied_folder_is_told_until_it_is_adopted(workstation, tmp_path):
    copy = Workstation(tmp_path / "copy")
    shutil.copytree(workstation.folder.root, copy.folder.root)
    assert copy.add("07").returncode == 0
    assert alerts(copy) == 1
    adopted = copy.vigie("db", "adopt")
    assert (adopted.returncode, "site's database" in adopted.stdout) == (0, True)
    assert copy.add("08").returncode == 0
    assert alerts(copy) == 1


def test_a_backup_after_the_console_stopped_leaves_the_log_sound(workstation):
    assert workstation.vigie("db", "backup").returncode == 0
    assert workstation.audit()[0] == 0
    assert workstation.add("07").returncode == 0
    assert workstation.audit()[0] == 0


def alerts(workstation):
    connection = dbapi2.connect(workstation.folder.database)
    told = "SELECT count(*) FROM audit_entries WHERE act = 'integrity.alert'"
    (count,) = connection.execute(told).fetchone()
    connection.close()
    return count
