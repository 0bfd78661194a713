"""The command line finds every attack on the file, with the exit code that names its kind."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from control_room.audit.checkpoint import Checkpoint, Signer
from control_room.audit.entry import Act, read_entry, written_moment
from control_room.audit.findings import Finding, FindingCode, Status
from control_room.audit.tree import Frontier, leaf_hash
from control_room.audit.verify import MAX_UNSIGNED
from control_room.domain.agent import Role
from control_room.domain.incident import Nature
from control_room.places import DataFolder
from control_room.services.verification import NOT_ANCHORED, place_of, verify_database
from control_room.storage.database import LogState
from control_room.storage.high_water import HighWater
from tests.services.anchoring import NoKeyring, anchors_of
from tests.services.conftest import CAMERA
from tests.services.records import edit

SOUND, ALTERED, TRUNCATED, UNVERIFIABLE, UNREADABLE = range(5)


class Attacker:
    """Someone with every right on the records of a console that is closed."""

    def __init__(self, site):
        self.at = site.at
        self.intruder = site.records.intruder()

    def run(self, *statements):
        for statement in statements:
            self.intruder.run(statement)

    def replace_bytes(self, seq, old, new):
        edit(self.intruder, seq, old, new)

    def rehash(self):
        """Compute leaves and nodes anew over the bytes that are there."""
        self.run("DELETE FROM audit_nodes")
        edge = Frontier()
        query = "SELECT seq, canonical FROM audit_entries ORDER BY seq"
        for seq, canonical in self.intruder.run(query):
            leaf = leaf_hash(canonical)
            self.intruder.run("UPDATE audit_entries SET leaf = ? WHERE seq = ?", leaf, seq)
            edge, completed = edge.append(leaf)
            for node in completed:
                self.intruder.run(
                    "INSERT INTO audit_nodes VALUES (?, ?, ?)", node.level, node.index, node.hash
                )
        return edge

    def forge(self):
        """Append an entry without any key, all that hangs on it computed."""
        query = "SELECT canonical FROM audit_entries ORDER BY seq DESC LIMIT 1"
        ((canonical,),) = self.intruder.run(query)
        last = read_entry(canonical)
        entry = replace(
            last,
            seq=last.seq + 1,
            mono_ns=last.mono_ns + 1,
            act=Act.CAMERA_ENLARGED,
            obj="camera/99",
        )
        self.intruder.run(
            "INSERT INTO audit_entries VALUES (?, ?, x'', ?, ?, ?, ?, ?)",
            entry.seq,
            entry.canonical(),
            written_moment(entry.at),
            entry.act.value,
            entry.actor,
            entry.obj,
            f"{entry.boot}/{entry.mono_ns}",
        )
        self.rehash()

    def verified(self, **options):
        self.intruder.close()
        return verify_database(self.at, **options)


def anchor_elsewhere(site, session, path):
    """Keep the newest checkpoint in that file, and nowhere else."""
    anchors_of(site).anchor(session).kept.rename(path)


@pytest.fixture
def worked(site):
    """A site after a shift: twenty acts, signed, an anchor kept elsewhere, the console closed."""
    session = site.signed_in(Role.SUPERVISOR)
    for seconds in range(20):
        site.cameras.reduced(session, CAMERA, seconds)
    anchor_elsewhere(site, session, site.folder.root.parent / "anchor.txt")
    site.access.console_stopped()
    site.stop()
    return site


@pytest.fixture
def elsewhere(worked):
    return worked.folder.root.parent / "anchor.txt"


@pytest.fixture
def attacker(worked):
    attacker = Attacker(worked)
    yield attacker
    attacker.intruder.close()


def anchored_in(path):
    return int(path.read_text().splitlines()[1])


def codes(verification):
    return {finding.code for finding in verification.result.findings}


def test_an_untouched_log_is_sound(worked, elsewhere):
    verification = verify_database(worked.at, anchors=[elsewhere])
    assert verification.exit_code == SOUND
    assert verification.result.findings == ()
    assert verification.result.size == 28
    told = [str(line) for line in verification.lines()]
    assert told[0] == "The audit log is sound."
    assert told[2] == f"Anchored outside this computer up to entry {anchored_in(elsewhere) - 1}."


def test_a_running_console_can_be_verified(site):
    session = site.signed_in(Role.SUPERVISOR)
    site.review.open(session)
    verification = verify_database(site.at)
    assert verification.exit_code == SOUND
    assert codes(verification) == {FindingCode.TAIL_UNSIGNED}


def test_the_outcome_is_told_to_programs(worked):
    verification = verify_database(worked.at)
    told = json.loads(json.dumps(verification.as_json(lambda _context, source: source)))
    assert told == {
        "database": worked.at.name,
        "status": "sound",
        "exit_code": 0,
        "size": 28,
        "root": verification.result.root.hex(),
        "signed_size": 28,
        "anchored_size": 0,
        "anchored_outside": 0,
        "unread": [],
        "erased": 0,
        "pruned": 0,
        "first_bad_seq": None,
        "findings": [],
        "stamps": [],
        "text": [
            "The audit log is sound.",
            "Entries read: 28; covered by a signature: 28.",
            str(NOT_ANCHORED),
        ],
    }


def test_edited_row(attacker):
    attacker.replace_bytes(10, b"poste-1", b"poste-2")
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert verification.result.first_bad_seq == 10
    told = verification.as_json(lambda _context, source: source)
    assert told["first_bad_seq"] == 10
    assert told["findings"] == [{"code": "leaf.differs", "seq": 10, "until": None}]


def test_edited_row_rehashed(attacker):
    attacker.replace_bytes(10, b"poste-1", b"poste-2")
    attacker.rehash()
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert codes(verification) == {FindingCode.CHECKPOINT_ROOT_DIFFERS}


def test_deleted_row(attacker):
    attacker.run("DELETE FROM audit_entries WHERE seq = 10")
    attacker.rehash()
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert FindingCode.SEQUENCE_BROKEN in codes(verification)


def test_deleted_row_renumbered(attacker):
    attacker.run("DELETE FROM audit_entries WHERE seq = 10")
    for seq in range(11, 28):
        attacker.replace_bytes(seq, b'"seq":%d' % seq, b'"seq":%d' % (seq - 1))
    attacker.run("UPDATE audit_entries SET seq = seq - 1 WHERE seq > 10")
    attacker.rehash()
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert FindingCode.CHECKPOINT_ROOT_DIFFERS in codes(verification)


def test_inserted_row(attacker):
    attacker.run(
        "UPDATE audit_entries SET seq = seq + 1000 WHERE seq >= 10",
        "UPDATE audit_entries SET seq = seq - 999 WHERE seq >= 1000",
        "INSERT INTO audit_entries SELECT 10, canonical, leaf, at, act, actor, obj, 'x/1'"
        " FROM audit_entries WHERE seq = 9",
    )
    assert attacker.verified().exit_code == ALTERED


def test_reordered_rows(attacker):
    attacker.run(
        "UPDATE audit_entries SET seq = 99 WHERE seq = 10",
        "UPDATE audit_entries SET seq = 10 WHERE seq = 11",
        "UPDATE audit_entries SET seq = 11 WHERE seq = 99",
    )
    attacker.rehash()
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert Finding(FindingCode.COLUMNS_DIFFER, 10) in verification.result.findings


def test_derived_column_edited(attacker):
    attacker.run("UPDATE audit_entries SET actor = '2' WHERE seq = 10")
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert [str(line) for line in verification.lines()][-1] == (
        "Entry 10: what is searched differs from what was recorded."
    )


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["canonical", "leaf", "at", "act", "actor", "obj"])
@pytest.mark.parametrize("value", ["''", "1.5", "x'ff00'", "CAST(x'ff' AS TEXT)"])
def test_column_of_another_type(attacker, column, value):
    attacker.run(f"UPDATE audit_entries SET {column} = {value} WHERE seq = 10")
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert verification.result.first_bad_seq == 10


def test_truncated_tail_against_an_anchor(attacker, elsewhere):
    attacker.run(
        "DELETE FROM audit_entries WHERE seq >= 5", "DELETE FROM audit_checkpoints WHERE size > 5"
    )
    attacker.rehash()
    verification = attacker.verified(anchors=[elsewhere])
    assert verification.exit_code == TRUNCATED
    assert codes(verification) == {FindingCode.ANCHOR_BEYOND_END}


def test_truncated_tail_without_an_anchor_passes_unseen(attacker):
    attacker.run(
        "DELETE FROM audit_entries WHERE seq >= 5", "DELETE FROM audit_checkpoints WHERE size > 5"
    )
    attacker.rehash()
    assert attacker.verified().exit_code == SOUND


def test_rolled_back_file_against_an_anchor(site, tmp_path):
    site.copy()
    site.start()
    session = site.signed_in(Role.SUPERVISOR)
    anchor_elsewhere(site, session, tmp_path / "anchor.txt")
    site.access.console_stopped()
    site.put_back()
    verification = verify_database(site.at, anchors=[tmp_path / "anchor.txt"])
    assert verification.exit_code == TRUNCATED


def test_rolled_back_database_against_the_anchors_of_its_own_folder(site):
    site.signed_in(Role.SUPERVISOR)
    site.stop()
    site.records.copy()
    site.start()
    session = site.signed_in(Role.SUPERVISOR)
    anchors_of(site).anchor(session)
    site.stop()
    site.records.put_back()
    assert verify_database(site.at).exit_code == TRUNCATED


def test_rolled_back_over_a_change_of_key(site):
    """The database forgot the key that signed the anchor: its certificate is kept beside it."""
    site.signed_in(Role.SUPERVISOR)
    site.stop()
    site.records.copy()
    site.start()
    assert site.database.rotate_key()
    session = site.signed_in(Role.SUPERVISOR)
    anchors_of(site).anchor(session)
    site.stop()
    site.records.put_back()
    verification = verify_database(site.at)
    assert verification.exit_code == TRUNCATED
    assert FindingCode.ANCHOR_BEYOND_END in codes(verification)


def test_rolled_back_and_carried_on_against_an_anchor(site, tmp_path):
    site.stop()
    site.records.copy()
    for name in ("anchor.txt", "later.txt"):
        site.start()
        session = site.signed_in(Role.SUPERVISOR)
        for seconds in range(5):
            site.cameras.reduced(session, CAMERA, seconds)
        anchor_elsewhere(site, session, tmp_path / name)
        site.stop()
        if name == "anchor.txt":
            site.records.put_back()
    verification = verify_database(site.at, anchors=[tmp_path / "anchor.txt"])
    assert verification.exit_code == TRUNCATED
    assert codes(verification) == {FindingCode.ANCHOR_ROOT_DIFFERS}


def test_forged_checkpoints_of_another_key(attacker):
    attacker.replace_bytes(10, b"poste-1", b"poste-2")
    edge = attacker.rehash()
    query = "SELECT value FROM site WHERE name = 'origin'"
    ((origin,),) = attacker.intruder.run(query)
    thief = Signer.new(origin)
    forged = thief.sign(Checkpoint(thief.name, edge.size, edge.root()).text())
    attacker.run("DELETE FROM audit_checkpoints")
    attacker.intruder.run("INSERT INTO audit_checkpoints VALUES (?, ?)", edge.size, forged)
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert FindingCode.CHECKPOINT_FORGED in codes(verification)


def test_removed_checkpoints(site):
    session = site.signed_in(Role.SUPERVISOR)
    for _ in range(MAX_UNSIGNED):
        site.cameras.reduced(session, CAMERA, 1)
    site.stop()
    attacker = Attacker(site)
    attacker.run("DELETE FROM audit_checkpoints")
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert codes(verification) == {FindingCode.SIGNATURES_MISSING, FindingCode.TAIL_TOO_LONG}


def test_removed_checkpoints_of_a_short_log(attacker):
    attacker.run("DELETE FROM audit_checkpoints")
    verification = attacker.verified()
    assert verification.exit_code == UNVERIFIABLE
    assert codes(verification) == {FindingCode.SIGNATURES_MISSING}


def test_entry_forged_behind_the_last_signature(worked, attacker):
    attacker.forge()
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert verification.result.findings == (Finding(FindingCode.TAIL_AFTER_STOP, 28, 28),)
    worked.start()
    assert worked.database.state is LogState.BROKEN


def test_deleted_payloads(worked):
    worked.start()
    session = worked.signed_in(Role.OPERATOR)
    incident = worked.incidents.tag(session, Nature.THEFT, CAMERA, worked.shown())
    worked.incidents.add_note(session, incident.id, "Vélo rouge")
    seq = worked.entries()[-1].seq
    worked.database.checkpoint()
    worked.stop()
    attacker = Attacker(worked)
    attacker.run(f"DELETE FROM audit_payloads WHERE seq = {seq}")
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert verification.result.findings == (Finding(FindingCode.PAYLOAD_MISSING, seq),)


@pytest.mark.parametrize("note", ["'garbage'", "x'ff'", "''"])
def test_garbled_checkpoint(attacker, note):
    attacker.run(f"UPDATE audit_checkpoints SET note = {note} WHERE size = 28")
    assert attacker.verified().exit_code == ALTERED


def test_payload_edited(site, attacker):
    attacker.run(f"INSERT INTO audit_payloads VALUES (10, x'{'00' * 32}', x'7b7d')")
    verification = attacker.verified()
    assert verification.exit_code == ALTERED
    assert codes(verification) == {FindingCode.PAYLOAD_DIFFERS}


def test_replaced_origin(attacker):
    attacker.run("UPDATE site SET value = 'vigie.local/00000/00' WHERE name = 'origin'")
    assert attacker.verified().exit_code == ALTERED


def test_missing_key(worked):
    worked.folder.site_vkey.unlink()
    verification = verify_database(worked.at)
    assert verification.exit_code == UNVERIFIABLE
    assert codes(verification) == {FindingCode.KEY_MISSING}


def test_key_kept_elsewhere(worked, tmp_path):
    kept = worked.folder.site_vkey.rename(tmp_path / "keys.txt")
    assert verify_database(worked.at, vkeys=kept).exit_code == SOUND


def test_key_first_of_several(worked, tmp_path):
    """As the file of an export has them: the site's key, then every epoch's."""
    epoch = Signer.read(worked.folder.audit_key.read_text()).verifier.written()
    lines = f"{worked.folder.site_vkey.read_text()}{epoch}\n"
    (tmp_path / "vkeys").write_text(lines)
    assert verify_database(worked.at, vkeys=tmp_path / "vkeys").exit_code == SOUND


@pytest.mark.parametrize("content", [b"garbage\n", b"\xff\xfe"])
def test_garbled_key(worked, content):
    worked.folder.site_vkey.write_bytes(content)
    assert verify_database(worked.at).exit_code == UNVERIFIABLE


def test_missing_or_garbled_anchor(worked, tmp_path):
    (tmp_path / "garbage.txt").write_bytes(b"\xff")
    for name in ("nowhere.txt", "garbage.txt"):
        verification = verify_database(worked.at, anchors=[tmp_path / name])
        assert verification.exit_code == UNVERIFIABLE
        assert codes(verification) == {FindingCode.ANCHOR_UNREADABLE}


def test_no_file(tmp_path):
    verification = verify_database(tmp_path / "nowhere.sqlite3")
    assert verification.exit_code == UNREADABLE
    assert verification.result.status is Status.UNREADABLE
    assert "nowhere.sqlite3" in " ".join(str(line) for line in verification.lines())


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, b"SQLite format 3\x00" + bytes(5000)])
def test_garbage_file(tmp_path, content):
    path = tmp_path / "vigie.sqlite3"
    path.write_bytes(content)
    verification = verify_database(path)
    assert verification.exit_code == UNREADABLE
    assert path.read_bytes() == content


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_damaged_pages(worked):
    content = bytearray(worked.folder.database.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    worked.folder.database.write_bytes(content)
    assert verify_database(worked.at).exit_code == UNREADABLE


def test_dropped_table(attacker):
    attacker.run("DROP TABLE audit_checkpoints")
    assert attacker.verified().exit_code == UNREADABLE


@pytest.mark.parametrize("known_by", ["share", "computer"])
def test_a_rollback_of_the_whole_folder(site, tmp_path, known_by):
    """All that is in the folder is old: a share, or the computer's memory, says otherwise."""
    share = tmp_path / "share"
    share.mkdir()
    shares = [share] if known_by == "share" else []
    marks = HighWater(tmp_path / "state", NoKeyring())
    site.copy()
    site.start()
    session = site.signed_in(Role.SUPERVISOR)
    report = anchors_of(site, shares=shares).anchor(session)
    origin = site.database.origin
    if not shares:
        marks.keep(origin, report.note)
    site.stop()
    place = replace(site.at, shares=tuple(shares), marks=marks)
    found = verify_database(place)
    assert found.exit_code == SOUND
    assert found.anchored_outside == (report.size if shares else 0)
    site.put_back()
    assert verify_database(site.at).exit_code == SOUND
    assert verify_database(place).exit_code == TRUNCATED


def test_a_share_that_is_gone_is_told(worked, tmp_path):
    gone = tmp_path / "gone"
    found = verify_database(replace(worked.at, shares=(gone,)))
    assert found.exit_code == SOUND
    assert found.unread == (gone,)
    assert str(found.lines()[-1]) == f"The anchors in {gone} could not be read."


def test_the_place_is_the_one_that_the_settings_name(tmp_path):
    folder = DataFolder(tmp_path)
    folder.settings.write_text(
        'database = "postgresql://vigie@db.example/vigie"\nanchor_folders = ["/media/anchors"]\n'
    )
    place = place_of(folder)
    assert (place.name, place.shares) == ("db.example/vigie", (Path("/media/anchors"),))
    own = place_of(DataFolder(tmp_path / "other"), folder.database)
    assert (own.at, own.shares) == (folder.database, place.shares)
    backup = place_of(folder, tmp_path / "backups" / "vigie-1.sqlite3")
    assert (backup.shares, backup.marks) == ((), None)
