"""This computer remembers the newest checkpoint of each log, apart from the log."""

import logging
import threading

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from control_room.audit.checkpoint import Checkpoint, NotANote, Signer
from control_room.storage import high_water
from control_room.storage.high_water import HighWater

ORIGIN = "vigie.local/33063/aa"
SIGNER = Signer.new(ORIGIN)


class DeskKeyring(KeyringBackend):
    """A keyring as a desktop session offers it."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.fault = None

    def get_password(self, service, username):
        self.answer()
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.answer()
        self.kept[(service, username)] = password

    def delete_password(self, service, username):
        self.kept.pop((service, username))

    def answer(self):
        if self.fault is not None:
            self.fault()


def locked():
    raise KeyringLocked("nobody unlocked it")


def note(size, origin=ORIGIN, fill=1):
    return SIGNER.sign(Checkpoint(origin, size, bytes([fill]) * 32).text())


@pytest.fixture
def desk():
    return DeskKeyring()


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_newest_checkpoint_is_in_the_keyring_alone(desk, tmp_path):
    HighWater(tmp_path, desk).keep(ORIGIN, note(7))
    assert list(desk.kept.values()) == [note(7)]
    assert files(tmp_path) == []
    assert HighWater(tmp_path, desk).marks(ORIGIN) == [note(7)]


def test_the_mark_only_rises(desk, tmp_path):
    marks = HighWater(tmp_path, desk)
    for size in (7, 9, 8):
        marks.keep(ORIGIN, note(size))
    marks.keep(ORIGIN, note(9, fill=2))
    assert marks.marks(ORIGIN) == [note(9)]


def test_a_lawful_restoration_lowers_the_mark(desk, tmp_path):
    marks = HighWater(tmp_path, desk)
    marks.keep(ORIGIN, note(9))
    marks.replace(ORIGIN, note(4))
    assert marks.marks(ORIGIN) == [note(4)]


def test_each_log_has_its_own_mark(desk, tmp_path):
    marks = HighWater(tmp_path, desk)
    other = "vigie.local/33063/bb"
    marks.keep(ORIGIN, note(7))
    marks.keep(other, note(3, other))
    assert marks.marks(other) == [note(3, other)]
    assert marks.marks("vigie.local/33063/cc") == []


def test_without_a_system_keyring_a_file_serves(tmp_path, monkeypatch):
    # The one way to choose it that the library documents; it is read when the keyring is made.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr(high_water.keyring.core, "_keyring_backend", None)
    HighWater(tmp_path).keep(ORIGIN, note(7))
    (kept,) = files(tmp_path)
    assert kept.read_text() == note(7)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert HighWater(tmp_path).marks(ORIGIN) == [note(7)]


def test_a_locked_keyring_is_told_and_a_file_serves(desk, tmp_path, caplog):
    desk.fault = locked
    marks = HighWater(tmp_path, desk)
    with caplog.at_level(logging.WARNING):
        marks.keep(ORIGIN, note(7))
    assert "nobody unlocked it" in caplog.text
    assert marks.marks(ORIGIN) == [note(7)]


def test_a_keyring_that_waits_for_an_answer_holds_nothing_up(desk, tmp_path, monkeypatch):
    unlocked = threading.Event()
    desk.fault = unlocked.wait
    monkeypatch.setattr(high_water, "_ANSWER_WITHIN_S", 0.05)
    marks = HighWater(tmp_path, desk)
    marks.keep(ORIGIN, note(7))
    assert marks.marks(ORIGIN) == [note(7)]
    unlocked.set()


def test_both_places_are_believed(desk, tmp_path):
    desk.fault = locked
    HighWater(tmp_path, desk).keep(ORIGIN, note(9))
    desk.fault = None
    desk.set_password("vigie audit log", ORIGIN, note(7))
    assert HighWater(tmp_path, desk).marks(ORIGIN) == [note(9), note(7)]


@pytest.mark.parametrize("kept", ["", "garbage", note(7, "vigie.local/33063/bb")])
def test_a_garbled_mark_is_none(desk, tmp_path, kept):
    desk.set_password("vigie audit log", ORIGIN, kept)
    assert HighWater(tmp_path, desk).marks(ORIGIN) == []


def test_only_checkpoints_of_the_log_are_kept(desk, tmp_path):
    for wrong in ("garbage", note(7, "vigie.local/33063/bb")):
        with pytest.raises(NotANote):
            HighWater(tmp_path, desk).keep(ORIGIN, wrong)
    assert desk.kept == {}


def test_a_data_folder_keeps_its_name_on_this_computer(tmp_path):
    home = HighWater(tmp_path / "state").home(tmp_path / "site")
    assert HighWater(tmp_path / "state").home(tmp_path / "site") == home
    assert HighWater(tmp_path / "state").home(tmp_path / "x" / ".." / "site") == home


def test_a_copied_folder_has_another_name(tmp_path):
    home = HighWater(tmp_path / "state").home(tmp_path / "site")
    assert HighWater(tmp_path / "state").home(tmp_path / "copy") != home
    assert HighWater(tmp_path / "other computer").home(tmp_path / "site") != home
