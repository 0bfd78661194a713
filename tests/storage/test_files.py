"""Evidence is on disk, whole and named by its content, before any record speaks of it."""

import errno
import hashlib
import os
import resource

import pytest

from control_room.storage.errors import (
    DiskFault,
    DiskFull,
    EvidenceAltered,
    EvidenceMissing,
    FileNotRead,
    FileNotWritten,
    file_errors_told,
)
from control_room.storage.files import EvidenceStore, StoreMark
from tests.storage.conftest import without_rights

CONTENT = b"what was shown" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path):
    (tmp_path / "evidence").mkdir()
    return EvidenceStore(tmp_path / "evidence")


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_named_by_its_content(store, tmp_path):
    assert store.keep(CONTENT) == SHA256
    assert files_in(tmp_path) == [tmp_path / "evidence" / SHA256[:2] / SHA256[2:4] / SHA256]
    assert store.read(SHA256) == CONTENT


def test_the_same_content_is_one_file(store, tmp_path):
    store.keep(CONTENT)
    store.keep(CONTENT)
    assert len(files_in(tmp_path)) == 1


def test_a_file_is_its_owners_only(store, tmp_path):
    store.keep(CONTENT)
    (kept,) = files_in(tmp_path)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_a_missing_file_is_told(store):
    with pytest.raises(EvidenceMissing):
        store.read(SHA256)


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], CONTENT.replace(b"shown", b"SHOWN")])
def test_an_altered_file_is_not_shown(store, tmp_path, content):
    store.keep(CONTENT)
    (kept,) = files_in(tmp_path)
    kept.write_bytes(content)
    with pytest.raises(EvidenceAltered):
        store.read(SHA256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", SHA256[:-1], SHA256.upper()])
def test_only_a_hash_names_a_file(store, name):
    with pytest.raises(ValueError, match="SHA-256"):
        store.read(name)


def test_a_folder_in_a_files_place_is_not_what_was_kept(store):
    store.path(SHA256).mkdir(parents=True)
    with pytest.raises(EvidenceAltered):
        store.read(SHA256)
    with pytest.raises(EvidenceAltered):
        store.check(SHA256, lambda _count: None)


def test_a_file_on_a_failing_disk_is_not_called_altered(store):
    store.path(SHA256).parent.mkdir(parents=True)
    store.path(SHA256).symlink_to("/proc/self/mem")  # reading its beginning fails with EIO
    with pytest.raises(FileNotRead, match="cannot be read"):
        store.read(SHA256)
    with pytest.raises(FileNotRead, match="cannot be read"):
        store.check(SHA256, lambda _count: None)


def test_a_full_disk_leaves_nothing_that_looks_complete(small_disk):
    store = EvidenceStore(small_disk)
    with pytest.raises(DiskFull):
        store.keep(bytes(8_000_000))
    assert files_in(small_disk) == []
    store.keep(CONTENT)


def test_a_file_too_large_for_the_disk_leaves_nothing(store, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        with pytest.raises(DiskFull):
            store.keep(CONTENT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files_in(tmp_path) == []


def test_a_folder_without_the_right_to_write_is_told(plain_folder):
    plain_folder.mkdir()
    store = EvidenceStore(plain_folder)
    with without_rights(plain_folder), pytest.raises(FileNotWritten) as refusal:
        store.keep(CONTENT)
    assert str(plain_folder) in str(refusal.value)


def test_a_failing_disk_is_told(tmp_path):
    with pytest.raises(DiskFault), file_errors_told(tmp_path):
        raise OSError(errno.EIO, "Input/output error")


def test_a_file_may_come_piece_by_piece(store, tmp_path):
    assert store.keep(CONTENT[at : at + 999] for at in range(0, len(CONTENT), 999)) == SHA256
    assert store.read(SHA256) == CONTENT
    assert len(files_in(tmp_path)) == 1


def test_a_source_that_fails_leaves_nothing(store, tmp_path):
    def broken():
        yield CONTENT
        raise RuntimeError("the camera went away")

    with pytest.raises(RuntimeError, match="camera"):
        store.keep(broken())
    assert files_in(tmp_path) == []


def test_file_and_folders_are_synced_before_the_name_is_given_back(store, monkeypatch):
    synced = []
    fsync = os.fsync

    def noted(descriptor):
        synced.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    store.keep(CONTENT)
    part, *folders = synced
    assert part.endswith(".part")
    assert folders == ["evidence", SHA256[:2], SHA256[2:4]]


def test_a_file_kept_again_is_young_again(store):
    store.keep(CONTENT)
    os.utime(store.path(SHA256), (0, 0))
    store.keep(CONTENT)
    assert store.path(SHA256).stat().st_mtime > 0


def test_a_file_is_checked_piece_by_piece(store):
    store.keep(CONTENT)
    told = []
    store.check(SHA256, told.append)
    assert sum(told) == len(CONTENT)
    store.path(SHA256).write_bytes(CONTENT[:-1])
    with pytest.raises(EvidenceAltered):
        store.check(SHA256, told.append)
    store.path(SHA256).unlink()
    with pytest.raises(EvidenceMissing):
        store.check(SHA256, told.append)


def test_every_file_is_listed_but_the_mark(store, tmp_path):
    store.keep(CONTENT)
    store.put_mark(StoreMark("ab", "vigie.local/33063/00", 7))
    stray = tmp_path / "evidence" / "holiday.jpg"
    stray.write_bytes(b"")
    assert set(store.files()) == {store.path(SHA256), stray}


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"store": 1, "log": 2, "size": "x"}'])
def test_a_mark_that_says_nothing_is_no_mark(store, tmp_path, content):
    mark = StoreMark("ab", "vigie.local/33063/00", 7)
    assert store.mark() is None
    store.put_mark(mark)
    assert store.mark() == mark
    (tmp_path / "evidence" / "store.json").write_bytes(content)
    assert store.mark() is None
