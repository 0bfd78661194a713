"""The console while the world fails around it: what an agent is told, and what is kept."""

import re
import shutil
import subprocess
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from control_room import app, installation, settings
from control_room import site as sites
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import CameraId, Health
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.services.verification import verify_database
from control_room.storage.database import Database, ReadOnlyDatabase
from control_room.storage.errors import DatabaseLocked
from control_room.texts import Text
from control_room.ui.refusal import show_refusal
from control_room.ui.routine import Routine
from control_room.ui.tasks import TaskRunner
from tests.ui.conftest import Street, visible_fields
from tests.workstation import PASSWORD, SITE, VIGIE, Workstation, fill, surroundings
from town.desk import Desk

CAMERA = CameraId(12)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CONTROL = Qt.KeyboardModifier.ControlModifier
TRY_FAILED = "connecting anew"


class Shift:
    """An agent at the console, who may tag."""

    def __init__(self, qtbot, folder, upkeep, window):
        self.qtbot = qtbot
        self.folder = folder
        self.upkeep = upkeep
        self.window = window
        self.wall = window.live.wall

    def tag(self, key):
        self.qtbot.keyClick(self.wall, key)

    def says(self, words):
        labels = self.window.findChildren(QLabel)
        return any(words in label.text() for label in labels if label.isVisible())

    def wait_for(self, found):
        self.qtbot.waitUntil(lambda: bool(found()), timeout=15_000)

    def look(self):
        """The number of the picture on the tile, which must be live."""
        assert self.wall.state_shown(CAMERA).health is Health.LIVE
        return self.wall.picture_shown(CAMERA).sequence

    def recorded(self):
        """How many incidents the database holds."""
        database = ReadOnlyDatabase.open(self.folder.database)
        try:
            with database.read() as records:
                return len(records.incidents.since(LONG_AGO))
        finally:
            database.close()


@contextmanager
def shift(qtbot, root, **chosen):
    """The console as `vigie run` builds it, with a street in place of the camera hosts."""
    folder = DataFolder(root)
    folder.create()
    folder.site.write_text(SITE)
    options, town = settings.load(folder, **chosen), sites.load(None, folder)
    with installation.opened(folder, options, town) as opened:
        access = opened.services.access
        access.add_agent("01", Role.SUPERVISOR, Quality.MUNICIPAL_POLICE, PASSWORD, by=None)
        with app.console(opened, Street(), options, town) as window:
            window.resize(1600, 900)
            window.show()
            qtbot.waitUntil(lambda: window.page == "sign-in")
            matricule, secret = visible_fields(window)
            qtbot.keyClicks(matricule, "01")
            qtbot.keyClicks(secret, PASSWORD)
            qtbot.keyClick(secret, Qt.Key.Key_Return)
            qtbot.waitUntil(lambda: window.live is not None)
            wall = window.live.wall
            qtbot.waitUntil(lambda: wall.shown_picture(CAMERA) is not None)
            try:
                yield Shift(qtbot, folder, opened.upkeep, window)
            finally:
                window.close()


@pytest.fixture
def hurried(monkeypatch):
    """SQLite waits 0.2 s for a lock instead of 5."""
    monkeypatch.setitem(Database.open.__kwdefaults__, "busy_timeout_ms", 200)


# During a shift


def test_while_another_program_holds_the_database_tags_are_refused_and_later_ones_kept(
    qtbot, tmp_path, hurried, locked, caplog
):
    with shift(qtbot, tmp_path) as agent:
        agent.tag(Qt.Key.Key_F1)
        agent.wait_for(lambda: agent.recorded() == 1)
        let_go = locked(agent.folder.database)
        # The tag just made is not signed yet: the log's own signing fails first, told once.
        agent.wait_for(lambda: agent.window.notices)
        before = agent.look()
        agent.tag(Qt.Key.Key_F2)
        agent.wait_for(lambda: agent.says("Not recorded"))
        path = agent.folder.database
        for sentence in (
            f"Another program is using the database {path}.",
            "The act was not recorded; what was recorded before is unharmed.",
            "Close the other program, then try again.",
        ):
            assert sentence in agent.window.notices[0]
        agent.wait_for(lambda: agent.look() > before)
        while agent.window.notices:
            qtbot.keyClick(agent.window, Qt.Key.Key_D, CONTROL)
        failed = caplog.text.count(TRY_FAILED)
        agent.wait_for(lambda: caplog.text.count(TRY_FAILED) >= failed + 2)
        assert agent.window.notices == []
        let_go()
        agent.tag(Qt.Key.Key_F3)
        agent.wait_for(lambda: agent.recorded() == 2)
        agent.wait_for(lambda: agent.says("Not recorded"))
    assert verify_database(agent.folder.database).exit_code == 0


def test_on_a_full_disk_tags_are_refused_and_later_ones_kept(qtbot, small_disk):
    ballast = small_disk / "ballast"
    with shift(qtbot, small_disk / "vigie") as agent:
        fill(ballast)
        before = agent.look()
        agent.tag(Qt.Key.Key_F2)
        agent.wait_for(lambda: agent.says("Not recorded"))
        refusal = next(notice for notice in agent.window.notices if "act was not" in notice)
        assert "is full" in refusal
        assert "Free space on that disk, or have this user's quota" in refusal
        agent.wait_for(lambda: agent.look() > before)
        ballast.unlink()
        agent.tag(Qt.Key.Key_F3)
        agent.wait_for(lambda: agent.recorded() == 1)
    assert verify_database(agent.folder.database).exit_code == 0


def test_a_bug_behind_a_key_is_told_with_the_reference_in_the_log(qtbot, tmp_path, caplog):
    with shift(qtbot, tmp_path) as agent:
        QTimer.singleShot(0, lambda: 1 / 0)
        agent.wait_for(lambda: agent.window.notices)
        reference = re.search("Internal fault, reference ([0-9A-F]{4})", agent.window.notices[0])
        assert f"internal fault {reference[1]}" in caplog.text
        assert "ZeroDivisionError" in caplog.text
        agent.tag(Qt.Key.Key_F2)
        agent.wait_for(lambda: agent.recorded() == 1)


def test_a_status_file_that_cannot_be_written_is_told_once(qtbot, tmp_path):
    status = tmp_path / "elsewhere" / "status.json"
    status.parent.mkdir()
    with shift(qtbot, tmp_path / "vigie", status=status) as agent:
        agent.wait_for(status.exists)
        shutil.rmtree(status.parent)
        agent.wait_for(lambda: agent.window.notices)
        assert f"The status file {status} cannot be written" in agent.window.notices[0]
        qtbot.keyClick(agent.window, Qt.Key.Key_D, CONTROL)
        qtbot.wait(1500)
        assert agent.window.notices == []
        status.parent.mkdir()
        agent.wait_for(status.exists)


def test_after_the_console_is_closed_its_clocks_are_still(qtbot, tmp_path):
    """A window may yet open: the one that says that the stop was not recorded."""
    status = tmp_path / "status.json"
    with shift(qtbot, tmp_path / "vigie", status=status) as agent:
        agent.wait_for(status.exists)
    with qtbot.captureExceptions() as faults:
        qtbot.wait(1200)
    assert faults == []


def test_a_console_that_is_closed_begins_no_check_of_the_night(qtbot, tmp_path):
    with shift(qtbot, tmp_path) as agent:
        pass
    left = files_of(agent.folder)
    agent.upkeep.check(datetime.now(UTC) + timedelta(days=2))
    assert files_of(agent.folder) == left


def files_of(folder):
    """The files of the data folder and how long they are."""
    return {path: path.stat().st_size for path in folder.root.rglob("*")}


# A job that returns by the clock


@pytest.fixture
def tasks(qtbot):
    runner = TaskRunner()
    yield runner
    runner.stop()


def test_a_failure_is_told_once_and_again_after_it_was_over(qtbot, tasks):
    error = ControlRoomError(*(Text("errors", word) for word in ("a", "b", "c")))
    outcomes, told = iter([error, error, error, None, error, error]), []
    ended = threading.Event()

    def job():
        outcome = next(outcomes, ended)
        if outcome is ended:
            ended.set()
        elif outcome is not None:
            raise outcome

    routine = Routine(tasks.write, lambda: job, tasks)
    routine.failed.connect(told.append)
    routine.start(5)
    qtbot.waitUntil(ended.is_set)
    routine.stop()
    assert told == [error, error]


def test_a_slow_job_lets_an_act_pass_between_two_tries(qtbot, tasks):
    order, gate = [], threading.Event()

    def job():
        order.append("job")
        gate.wait(10)

    routine = Routine(tasks.write, lambda: job, tasks)
    routine.start(1)
    qtbot.wait(50)
    tasks.write(lambda: order.append("act"), lambda _: None)
    gate.set()
    qtbot.waitUntil(lambda: order.count("job") > 1)
    routine.stop()
    assert order[:2] == ["job", "act"]


def test_it_goes_on_after_a_sign_out_that_forgot_its_answer(qtbot, tasks):
    begun, gate, runs = threading.Event(), threading.Event(), []

    def job():
        runs.append(begun.set())
        gate.wait(10)

    routine = Routine(tasks.write, lambda: job, tasks)
    routine.start(5)
    qtbot.waitUntil(begun.is_set)
    tasks.forget_answers()
    gate.set()
    qtbot.waitUntil(lambda: len(runs) > 1)
    routine.stop()


# At the start


def test_a_refusal_at_the_start_is_a_window_in_words(qtbot, tmp_path):
    seen = []

    def read_and_close():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.extend([box.text(), box.informativeText(), [each.text() for each in box.buttons()]])
        box.buttons()[0].click()

    effect = "The act was not recorded; what was recorded before is unharmed."
    QTimer.singleShot(0, read_and_close)
    show_refusal(DatabaseLocked(tmp_path / "vigie.sqlite3"))
    assert seen == [
        f"Another program is using the database {tmp_path}/vigie.sqlite3.",
        f"{effect}\nClose the other program, then try again.",
        ["Close Vigie"],
    ]


def locked_up(workstation, lock):
    lock(workstation.folder.database)


def damaged(workstation, _lock):
    with workstation.folder.database.open("r+b") as file:
        file.write(b"garbage!")


def misconfigured(workstation, _lock):
    workstation.folder.site.write_text(SITE.replace("33063", "3306"))


def filled_up(workstation, _lock):
    fill(workstation.folder.root / "ballast")


@pytest.fixture(scope="module")
def desk():
    with Desk(800, 600) as desk:
        yield desk


@pytest.mark.screen
@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        (locked_up, 1, "Another program is using the database"),
        (damaged, 1, "is damaged"),
        (filled_up, 1, "is full"),
        (misconfigured, 2, "site.toml, line 3: “insee”"),
    ],
)
def test_a_console_that_cannot_open_says_why_on_the_desk_and_in_the_terminal(
    desk, request, locked, spoil, code, told
):
    place = request.getfixturevalue("small_disk" if spoil is filled_up else "tmp_path")
    workstation = Workstation(place / "vigie")
    workstation.folder.create()
    workstation.folder.site.write_text(SITE)
    assert workstation.add("01", "supervisor").returncode == 0
    spoil(workstation, locked)
    console = subprocess.Popen(
        [*VIGIE, "--data", str(workstation.folder.root), "run", "--language", "en"],
        env=surroundings(DISPLAY=desk.display, VIGIE_LANGUAGE="en"),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        desk.focus("Vigie")
        assert console.poll() is None
        desk.keys("Return")
        _, said = console.communicate(timeout=20)
    finally:
        console.kill()
        console.wait()
    assert (console.returncode, told in said) == (code, True), said
    assert "Traceback" not in said
