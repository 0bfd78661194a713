"""The signing key is made once, is its owner's only, and is never replaced in silence."""

import re
import shutil

import pytest

from control_room.audit.checkpoint import NotANote, Signer
from control_room.audit.epochs import EpochCertificate
from control_room.places import DataFolder
from control_room.storage.errors import (
    FileNotRead,
    FileNotWritten,
    SigningKeyMissing,
    SigningKeyWrong,
    SiteKeyAway,
)
from control_room.storage.keys import log_keys, read_site_key
from tests.storage.conftest import without_rights


@pytest.fixture
def folder(tmp_path):
    folder = DataFolder(tmp_path)
    folder.create()
    return folder


def test_the_first_start_makes_the_keys_and_later_ones_find_them(folder):
    made = log_keys(folder, "33063")
    found = log_keys(folder, "33063")
    assert (found.signer, found.site, found.origin) == (made.signer, made.site, made.origin)
    assert made.origin.startswith("vigie.local/33063/")
    assert (made.signer.name, made.site.name) == (made.origin, f"{made.origin}/site")
    assert read_site_key(folder.site_vkey) == made.site


def test_the_site_certifies_its_keys(folder):
    keys = log_keys(folder, "33063")
    note = keys.certify(3, 128, keys.signer.verifier)
    certificate = EpochCertificate.read(note, keys.site)
    assert certificate == EpochCertificate(keys.origin, 3, 128, keys.signer.verifier)


def test_the_sites_key_may_lie_elsewhere_and_be_away(folder, tmp_path):
    stick = tmp_path / "stick.key"
    keys = log_keys(folder, "33063", stick)
    assert not folder.site_key.exists()
    assert keys.can_certify
    stick.rename(tmp_path / "safe")
    again = log_keys(folder, "33063", stick)
    assert (again.site, again.can_certify) == (keys.site, False)
    with pytest.raises(SiteKeyAway, match=re.escape(str(stick))):
        again.certify(2, 1, keys.signer.verifier)
    stick.write_text(Signer.new("another/site").written())
    with pytest.raises(SigningKeyWrong):
        again.certify(2, 1, keys.signer.verifier)


def test_a_further_workstation_joins_the_log_whose_site_key_it_is_given(folder, tmp_path):
    first = log_keys(folder, "33063")
    other = DataFolder(tmp_path / "other")
    other.create()
    shutil.copy(folder.site_vkey, other.site_vkey)
    second = log_keys(other, "33063", folder.site_key)
    assert (second.site, second.origin) == (first.site, first.origin)
    assert second.signer != first.signer
    assert second.can_certify


def test_the_key_of_a_time_before_epochs_gets_a_site_above_it(folder):
    old = Signer.new("vigie.local/33063/0011223344556677")
    folder.audit_key.write_text(old.written())
    folder.audit_vkey.write_text(old.verifier.written())
    keys = log_keys(folder, "33063")
    assert (keys.signer, keys.site.name) == (old, f"{old.name}/site")
    assert not folder.audit_vkey.exists()
    assert log_keys(folder, "33063").site == keys.site


def test_two_installations_have_two_logs(tmp_path):
    names = set()
    for place in ("a", "b"):
        folder = DataFolder(tmp_path / place)
        folder.create()
        names.add(log_keys(folder, "33063").origin)
    assert len(names) == 2


def test_the_key_is_its_owners_only(folder):
    log_keys(folder, "33063")
    assert folder.audit_key.stat().st_mode & 0o777 == 0o600
    assert folder.keys.stat().st_mode & 0o777 == 0o700


def test_a_lost_key_is_told_and_not_replaced(room):
    room.open()
    room.close()
    room.folder.audit_key.unlink()
    with pytest.raises(SigningKeyMissing) as refusal:
        log_keys(room.folder, "33063")
    assert str(room.folder.audit_key) in str(refusal.value)
    assert not room.folder.audit_key.exists()


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe"])
def test_a_damaged_key_is_told(folder, content):
    folder.audit_key.write_bytes(content)
    with pytest.raises(SigningKeyWrong):
        log_keys(folder, "33063")


def test_a_key_that_cannot_be_read_is_told(folder):
    folder.audit_key.mkdir()
    with pytest.raises(FileNotRead):
        log_keys(folder, "33063")


def test_a_key_that_cannot_be_written_is_told(plain_folder):
    folder = DataFolder(plain_folder)
    folder.create()
    folder.root.chmod(0o755)
    with without_rights(folder.keys), pytest.raises(FileNotWritten):
        log_keys(folder, "33063")
    assert list(folder.keys.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe"])
def test_a_damaged_public_key_of_the_site_is_told(folder, content):
    log_keys(folder, "33063")
    folder.site_vkey.write_bytes(content)
    with pytest.raises(SigningKeyWrong, match=re.escape("site.vkey")):
        log_keys(folder, "33063")


def test_a_lost_public_key_of_the_site_is_made_again_from_its_private_half_only(folder):
    keys = log_keys(folder, "33063")
    folder.site_vkey.unlink()
    assert log_keys(folder, "33063").site == keys.site
    folder.site_vkey.unlink()
    folder.site_key.unlink()
    with pytest.raises(SigningKeyMissing, match=re.escape("site.vkey")):
        log_keys(folder, "33063")
    assert not folder.site_key.exists()


def test_a_key_of_another_site_is_no_key_of_this_one(folder):
    log_keys(folder, "33063")
    folder.audit_key.write_text(Signer.new("vigie.local/33063/0011223344556677").written())
    with pytest.raises(SigningKeyWrong):
        log_keys(folder, "33063")


def test_only_a_sites_key_is_read_as_one(folder):
    keys = log_keys(folder, "33063")
    assert read_site_key(folder.keys / "nothing") is None
    folder.site_vkey.write_text(keys.signer.verifier.written())
    with pytest.raises(NotANote):
        read_site_key(folder.site_vkey)
