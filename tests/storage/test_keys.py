"""The signing key is made once, is its owner's only, and is never replaced in silence."""

import pytest

from control_room.audit.checkpoint import NotANote
from control_room.places import DataFolder
from control_room.storage.errors import FileNotWritten, SigningKeyMissing, SigningKeyWrong
from control_room.storage.keys import read_vkeys, signing_key
from tests.storage.conftest import without_rights


@pytest.fixture
def folder(tmp_path):
    folder = DataFolder(tmp_path)
    folder.create()
    return folder


def test_the_first_start_makes_a_key_and_later_ones_find_it(folder):
    made = signing_key(folder, "33063")
    assert signing_key(folder, "33063") == made
    assert made.name.startswith("vigie.local/33063/")
    assert read_vkeys(folder.audit_vkey) == [made.verifier]


def test_two_installations_have_two_logs(tmp_path):
    names = set()
    for place in ("a", "b"):
        folder = DataFolder(tmp_path / place)
        folder.create()
        names.add(signing_key(folder, "33063").name)
    assert len(names) == 2


def test_the_key_is_its_owners_only(folder):
    signing_key(folder, "33063")
    assert folder.audit_key.stat().st_mode & 0o777 == 0o600
    assert folder.keys.stat().st_mode & 0o777 == 0o700


def test_a_lost_key_is_told_and_not_replaced(room):
    room.open()
    room.close()
    room.folder.audit_key.unlink()
    with pytest.raises(SigningKeyMissing) as refusal:
        signing_key(room.folder, "33063")
    assert str(room.folder.audit_key) in str(refusal.value)
    assert not room.folder.audit_key.exists()


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe"])
def test_a_damaged_key_is_told(folder, content):
    folder.audit_key.write_bytes(content)
    with pytest.raises(SigningKeyWrong):
        signing_key(folder, "33063")


def test_a_key_that_cannot_be_read_is_told(folder):
    folder.audit_key.mkdir()
    with pytest.raises(FileNotWritten):
        signing_key(folder, "33063")


def test_a_key_that_cannot_be_written_is_told(plain_folder):
    folder = DataFolder(plain_folder)
    folder.create()
    folder.root.chmod(0o755)
    with without_rights(folder.keys), pytest.raises(FileNotWritten):
        signing_key(folder, "33063")
    assert list(folder.keys.iterdir()) == []


def test_public_keys_are_read_line_by_line(folder):
    key = signing_key(folder, "33063").verifier
    folder.audit_vkey.write_text(f"\n{key.written()}\n\n{key.written()}\n")
    assert read_vkeys(folder.audit_vkey) == [key, key]
    assert read_vkeys(folder.keys / "nothing") == []
    folder.audit_vkey.write_text("garbage\n")
    with pytest.raises(NotANote):
        read_vkeys(folder.audit_vkey)
