"""A change of key is whole or did not begin, wherever it is cut off, and the old key is gone."""

import os
import shutil
import sys

import pytest

from control_room.audit.checkpoint import Signer, open_note, split_note
from control_room.audit.entry import Act, read_entry
from control_room.audit.findings import Status
from control_room.storage import database as database_module
from control_room.storage import keys as keys_module
from control_room.storage import transaction as transaction_module
from control_room.storage.errors import SigningKeyWrong, SiteKeyAway
from control_room.storage.keys import log_keys
from tests.storage.conftest import Room, act, checked, started

TRACED = {module.__file__ for module in (database_module, keys_module, transaction_module)}
KILLED = 9


def epochs(database):
    with database.read() as records:
        return records.log.epochs()


def test_a_new_key_takes_over_and_both_sign_the_change(room):
    database = started(room.open())
    act(database, 2)
    before = room.keys.signer
    assert database.rotate_key()
    act(database)
    database.checkpoint()
    with database.read() as records:
        handed_over = read_entry(records.log.entry(3).canonical)
        notes = records.log.checkpoint_notes()
    first, second = epochs(database)
    assert (handed_over.act, handed_over.obj) == (Act.KEY_ROTATED, "epoch/2")
    assert dict(handed_over.details) == {"epoch": 2, "before": 1, "vkey": second.vkey}
    assert (first.first, second.first, second.number) == (0, 3, 2)
    assert second.vkey == room.keys.signer.verifier.written()
    assert room.keys.signer != before
    both = notes[-2]
    assert len(split_note(both)[1]) == 2
    for signer in (before, room.keys.signer):
        assert open_note(both, [signer.verifier])
    result = checked(database)
    assert (result.status, result.signed_size, result.findings) == (Status.SOUND, 5, ())


def test_the_old_private_key_is_erased(room):
    database = started(room.open())
    before = room.keys.signer.written()
    with room.folder.audit_key.open("rb") as held:
        assert before.encode() in held.read()
        database.rotate_key()
        held.seek(0)
        assert set(held.read()) == {0}  # also for who holds the file open
    everything = b"".join(path.read_bytes() for path in room.folder.keys.iterdir())
    assert before.encode() not in everything
    assert not room.folder.next_audit_key.exists()
    assert Signer.read(room.folder.audit_key.read_text()) == room.keys.signer


def test_a_log_of_many_epochs_is_carried_on(room):
    for _ in range(3):
        database = room.open(keys=log_keys(room.folder, "33063"))
        act(database)
        assert database.rotate_key()
        assert database.rotate_key()
        act(database)
        database.checkpoint()
        room.close()
    database = room.open(keys=log_keys(room.folder, "33063"))
    assert [epoch.number for epoch in epochs(database)] == list(range(1, 8))
    assert checked(database).status is Status.SOUND


def test_without_the_sites_key_the_change_is_put_off(room, tmp_path):
    database = started(room.open())
    room.folder.site_key.rename(tmp_path / "safe")
    before = room.keys.signer
    assert not database.rotate_key()
    act(database)
    assert (room.keys.signer, len(epochs(database))) == (before, 1)


def test_another_sites_key_certifies_nothing_here(room):
    database = started(room.open())
    room.folder.site_key.write_text(Signer.new(room.keys.site.name).written())
    before = room.keys.signer
    with pytest.raises(SigningKeyWrong):
        database.rotate_key()
    act(database)
    database.checkpoint()
    room.close()
    database = room.open(keys=log_keys(room.folder, "33063"))
    assert (epochs(database)[-1].vkey, len(epochs(database))) == (before.verifier.written(), 1)
    assert checked(database).status is Status.SOUND
    assert not room.folder.next_audit_key.exists()


def test_the_key_of_an_epoch_that_ended_signs_no_more(room, tmp_path):
    database = started(room.open())
    stolen = room.folder.audit_key.read_text()
    database.rotate_key()
    room.close()
    room.folder.audit_key.write_text(stolen)
    with pytest.raises(SigningKeyWrong):
        room.open(keys=log_keys(room.folder, "33063"))


def test_an_older_copy_is_carried_on_by_a_new_epoch_if_that_is_asked_for(room, tmp_path):
    started(room.open())
    room.close()
    older = shutil.copytree(room.folder.root, tmp_path / "older")
    room.open().rotate_key()
    room.close()
    shutil.rmtree(older / "keys")
    shutil.copytree(room.folder.keys, older / "keys")
    restored = Room(older)
    with pytest.raises(SigningKeyWrong):
        restored.open()
    database = restored.open(join=True)
    act(database)
    database.checkpoint()
    assert [epoch.number for epoch in epochs(database)] == [1, 2]
    assert checked(database).status is Status.SOUND
    restored.close()
    restored.folder.site_key.unlink()
    restored.folder.audit_key.write_text(Signer.new(restored.keys.origin).written())
    with pytest.raises(SiteKeyAway):
        restored.open(keys=log_keys(restored.folder, "33063"), join=True)


def test_a_change_of_key_cut_off_anywhere_is_whole_or_did_not_begin(made_once, tmp_path):
    """The process is killed before its n-th line in the modules that change a key."""
    outcomes = set()
    for line in range(1, 1000, 9):
        root = shutil.copytree(made_once, tmp_path / str(line))
        finished = _killed_at(line, root)
        outcomes.add(_carried_on(Room(root)))
        shutil.rmtree(root)
        if finished:
            break
    assert finished
    assert outcomes == {1, 2}


def _killed_at(line, root):
    """Change the key in a process of its own that ends before that line; whether it came to it."""
    child = os.fork()
    if child == 0:
        room = Room(root)
        database = started(room.open())
        left = line

        def trace(frame, event, _):
            nonlocal left
            if frame.f_code.co_filename not in TRACED:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    os._exit(KILLED)
            return trace

        sys.settrace(trace)
        database.rotate_key()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, KILLED)
    return os.waitstatus_to_exitcode(status) == 0


def _carried_on(room):
    """Number of epochs of the log, which takes acts and is sound."""
    database = room.open()
    act(database)
    database.checkpoint()
    result = checked(database)
    assert (result.status, result.findings) == (Status.SOUND, ())
    count = len(epochs(database))
    assert epochs(database)[-1].vkey == room.keys.signer.verifier.written()
    assert not room.folder.next_audit_key.exists()
    assert Signer.read(room.folder.audit_key.read_text()) == room.keys.signer
    room.close()
    return count
