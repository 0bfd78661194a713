"""What is wrong with the log is found at start, stands, refuses exports, and nothing else stops."""

import os
import shutil
import time

import psycopg
import pytest
from pysqlite3 import dbapi2

from control_room.audit.entry import Act, Result
from control_room.audit.findings import FindingCode, Status
from control_room.domain.agent import Role
from control_room.errors import NotAllowed
from control_room.places import DataFolder
from control_room.services.alerts import ExportRefused
from control_room.services.kept_anchors import share_of
from control_room.services.standing_alerts import FoundBy
from control_room.storage.database import LogState
from control_room.storage.postgresql import Server
from tests.services.anchoring import anchors_of, integrity_of, marks_of
from tests.services.conftest import CAMERA, site_on


def work(site, count=3):
    session = site.signed_in(Role.OPERATOR)
    for seconds in range(count):
        site.cameras.reduced(session, CAMERA, seconds)
    site.database.checkpoint()


def size(site):
    with site.database.read() as records:
        return records.log.size()


def alerts(site):
    """What the log says of alerts."""
    return [entry.details for entry in site.entries() if entry.act is Act.INTEGRITY_ALERT]


def altered(site, *statements):
    """Change the file behind the console's back, its guards as before; open it anew."""
    site.stop()
    connection = dbapi2.connect(site.folder.database, isolation_level=None)
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    guards = connection.execute(query).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in (*statements, *(made for _, made in guards)):
        connection.execute(statement)
    connection.close()
    site.start()


def start_in(site, root):
    """Start the console on another folder."""
    site.folder = DataFolder(root)
    site.place = site.folder.database
    site.start()


@pytest.fixture
def integrity(site):
    """The checks of a site that was started once, and worked."""
    work(site)
    integrity = integrity_of(site)
    assert integrity.check_start() is None
    return integrity


def put_back(site, carry_on=0):
    """Put the whole data folder back to now, later; perhaps carry on from there."""
    site.stop()
    shutil.copytree(site.folder.root, site.folder.root.parent / "old")
    site.start()
    work(site, 5)
    integrity_of(site).keep_high_water()
    seen = size(site)
    site.stop()
    shutil.rmtree(site.folder.root)
    shutil.move(site.folder.root.parent / "old", site.folder.root)
    site.start()
    if carry_on:
        work(site, carry_on)
    return seen


def test_a_sound_log_raises_nothing(site, integrity):
    site.start()
    integrity = integrity_of(site)
    assert integrity.check_start() is None
    assert integrity.standing() is None
    integrity.check_exports_allowed()
    assert alerts(site) == []


def test_the_first_start_states_the_database_s_place(site, integrity):
    stated = [entry for entry in site.entries() if entry.act is Act.DATABASE_MOVED]
    assert len(stated) == 1
    integrity_of(site).check_start()
    assert len([entry for entry in site.entries() if entry.act is Act.DATABASE_MOVED]) == 1


def dropped(site):
    """The console stopped, a guard taken away, the console started."""
    site.stop()
    if isinstance(site.place, Server):
        connection = psycopg.connect(site.place.url, autocommit=True)
        connection.execute("DROP TRIGGER audit_entries_no_delete ON audit_entries")
    else:
        connection = dbapi2.connect(site.folder.database)
        connection.execute("DROP TRIGGER audit_entries_no_delete")
    connection.close()
    site.start()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_guard_that_was_taken_away_raises_an_alert_and_is_put_back(kind, request, tmp_path):
    with site_on(kind, request, tmp_path / "site") as site:
        shared = kind == "postgresql"
        integrity_of(site, shared=shared).check_start()
        dropped(site)
        integrity = integrity_of(site, shared=shared)
        alert = integrity.check_start()
        assert alert.code is integrity.standing().code is FindingCode.GUARDS_MISSING
        (told,) = (entry for entry in site.entries() if entry.act is Act.GUARDS_PUT_BACK)
        assert told.details == {"guards": "audit_entries_no_delete"}
        with pytest.raises(ExportRefused):
            integrity.check_exports_allowed()

        site.stop()
        site.start()
        integrity = integrity_of(site, shared=shared)
        assert integrity.check_start() is None
        assert integrity.standing().entry == alert.entry
        assert integrity.verify_all(None, None).status is Status.SOUND
        assert integrity.standing() is None


def test_a_guard_taken_away_once_more_is_another_alert(site, integrity):
    for times in (1, 2):
        dropped(site)
        integrity = integrity_of(site)
        assert integrity.check_start().account is None
        integrity.account(site.signed_in(Role.SUPERVISOR), integrity.standing(), "Essai")
        assert len(alerts(site)) == times


def test_a_rollback_of_the_whole_folder_is_found_at_start(site, integrity):
    before = size(site)
    seen = put_back(site)
    alert = integrity_of(site).check_start()
    assert (alert.code, alert.seq, alert.until) == (
        FindingCode.ANCHOR_BEYOND_END,
        before,
        seen - 1,
    )
    assert str(alert.text) == f"Entries {before} to {seen - 1} are in an anchor and missing here."
    (told,) = alerts(site)
    found = told.pop("found")
    assert len(found) == 16
    assert told == {
        "code": "anchor.beyond_end",
        "found_by": "start",
        "first_bad_seq": before,
        "until": seen - 1,
    }


def test_a_rollback_carried_on_is_found_as_a_fork(site, integrity):
    session = site.signed_in(Role.SUPERVISOR)
    agreed = anchors_of(site).anchor(session).size
    seen = put_back(site, carry_on=20)
    alert = integrity_of(site).check_start()
    assert (alert.code, alert.seq, alert.until) == (
        FindingCode.ANCHOR_ROOT_DIFFERS,
        agreed,
        seen - 1,
    )


def test_a_rollback_is_found_at_start_by_an_anchor_on_a_share(site, integrity, tmp_path):
    """On another computer, which remembers nothing, whose folder was put back."""
    share = tmp_path / "share"
    share.mkdir()
    site.stop()
    shutil.copytree(site.folder.root, tmp_path / "old")
    site.start()
    work(site)
    site.database.rotate_key()
    seen = anchors_of(site, shares=[share]).anchor(None).size
    site.stop()
    shutil.rmtree(site.folder.root)
    shutil.move(tmp_path / "old", site.folder.root)
    shutil.rmtree(site.folder.root.parent / "state")
    site.start()
    before = size(site)
    gone = tmp_path / "gone"
    integrity = integrity_of(site, shares=[gone, share])
    alert = integrity.check_start()
    assert (alert.code, alert.seq, alert.until) == (
        FindingCode.ANCHOR_BEYOND_END,
        before,
        seen - 1,
    )
    with pytest.raises(ExportRefused):
        integrity.check_exports_allowed()


def test_a_share_that_hangs_does_not_hold_up_a_start(site, integrity, tmp_path, monkeypatch):
    from control_room.services import integrity as module

    monkeypatch.setattr(module, "SHARES_AT_START_S", 0.2)
    hung = share_of(tmp_path / "hung", site.database.origin)
    hung.mkdir(parents=True)
    os.mkfifo(hung / "checkpoint-000000000005.txt")
    began_s = time.monotonic()
    assert integrity_of(site, shares=[tmp_path / "hung"]).check_start() is None
    assert time.monotonic() - began_s < 5


def test_the_memory_of_the_log_is_kept_while_in_doubt(site, integrity):
    put_back(site)
    marks = marks_of(site).marks(site.database.origin)
    integrity = integrity_of(site)
    integrity.check_start()
    work(site, 30)
    integrity.keep_high_water()
    assert marks_of(site).marks(site.database.origin) == marks


def test_a_full_verification_finds_the_rollback_too(site, integrity):
    put_back(site)
    session = site.signed_in(Role.SUPERVISOR)
    result = integrity_of(site).verify_all(session, None)
    assert result.status is Status.TRUNCATED
    assert integrity_of(site).standing().found_by is FoundBy.VERIFICATION


def test_a_copied_folder_is_told(site, integrity, tmp_path):
    site.stop()
    shutil.copytree(site.folder.root, tmp_path / "copy")
    start_in(site, tmp_path / "copy")
    alert = integrity_of(site).check_start()
    assert alert.code is FindingCode.DATABASE_MOVED
    session = site.signed_in(Role.SUPERVISOR)
    assert integrity_of(site).verify_all(session, None).status is Status.SOUND
    assert integrity_of(site).standing().code is FindingCode.DATABASE_MOVED


def test_a_lawful_move_is_stated(site, integrity, tmp_path):
    site.stop()
    shutil.move(site.folder.root, tmp_path / "moved")
    start_in(site, tmp_path / "moved")
    moved = integrity_of(site)
    assert moved.check_start() is not None
    with pytest.raises(ExportRefused):
        moved.check_exports_allowed()
    seq = moved.adopt(site.signed_in(Role.SUPERVISOR))
    assert site.entries()[seq].act is Act.DATABASE_MOVED
    moved.check_exports_allowed()
    site.start()
    assert integrity_of(site).check_start() is None


def test_a_restored_backup_is_stated(site, integrity):
    put_back(site)
    restored = integrity_of(site)
    assert restored.check_start() is not None
    restored.adopt()
    work(site)
    site.start()
    assert integrity_of(site).check_start() is None
    assert integrity_of(site).standing() is None


def test_an_altered_entry_is_found_and_named(site, integrity):
    altered(
        site,
        "UPDATE audit_entries SET canonical = replace(canonical, 'poste', 'porte') WHERE seq = 4",
    )
    integrity = integrity_of(site)
    alert = integrity.check_start()
    assert (alert.seq, alert.found_by) == (4, FoundBy.START)
    with pytest.raises(ExportRefused, match="Entry 4"):
        integrity.check_exports_allowed()


def test_what_cannot_be_recorded_stands_all_the_same(site, integrity):
    """The log's end is gone: nothing can be appended to it; the alert waits in the spool."""
    altered(site, "DELETE FROM audit_entries WHERE seq >= 5")
    assert site.database.state is LogState.BROKEN
    integrity = integrity_of(site)
    alert = integrity.check_start()
    assert alert.seq == 5
    assert integrity.standing() == alert
    with pytest.raises(ExportRefused):
        integrity.check_exports_allowed()
    assert alerts(site) == []
    assert any(site.folder.spool.iterdir())


def test_the_same_break_is_recorded_once(site, integrity):
    put_back(site)
    first = integrity_of(site).check_start()
    work(site, 20)
    for _ in range(3):
        assert integrity_of(site).check_start() == first
    assert len(alerts(site)) == 1


def test_an_alert_stands_over_restarts_until_a_sound_verification(site, integrity):
    put_back(site)
    integrity_of(site).check_start()
    site.start()
    assert integrity_of(site).standing() is not None
    marks_of(site).replace(site.database.origin, _newest(site))
    session = site.signed_in(Role.SUPERVISOR)
    assert integrity_of(site).verify_all(session, None).status is Status.SOUND
    assert integrity_of(site).standing() is None
    integrity_of(site).check_exports_allowed()


def test_an_older_alert_is_not_settled_by_a_move(site, integrity):
    altered(site, "UPDATE audit_entries SET obj = 'camera/9' WHERE seq = 4")
    session = site.signed_in(Role.SUPERVISOR)
    integrity_of(site).verify_all(session, None)
    integrity_of(site).adopt()
    alert = integrity_of(site).standing()
    assert (alert.code, alert.seq) == (FindingCode.COLUMNS_DIFFER, 4)


def test_verification_is_recorded_with_its_outcome(site, integrity, supervisor):
    seen = []
    result = integrity.verify_all(supervisor, lambda read, expected: seen.append((read, expected)))
    assert seen[-1] == (result.size, result.size)
    entry = site.entries()[-1]
    assert (entry.act, entry.result) == (Act.AUDIT_VERIFIED, Result.DONE)
    assert entry.actor == str(supervisor.agent.id)
    assert entry.details == {
        "status": "sound",
        "size": result.size,
        "root": result.root.hex(),
    }


def test_the_console_verifies_by_itself_at_night(site, integrity):
    altered(site, "UPDATE audit_entries SET obj = 'camera/9' WHERE seq = 4")
    result = integrity_of(site).verify_all(None, None)
    assert result.status is Status.ALTERED
    acts = [entry.act for entry in site.entries()][-2:]
    assert acts == [Act.AUDIT_VERIFIED, Act.INTEGRITY_ALERT]
    assert integrity_of(site).standing().seq == 4


def test_only_the_tail_is_read_at_start(site, integrity, monkeypatch):
    from control_room.services import integrity as module

    altered(site, "UPDATE audit_entries SET actor = '2' WHERE seq = 1")
    monkeypatch.setattr(module, "TAIL", 3)
    assert integrity_of(site).check_start() is None
    monkeypatch.setattr(module, "TAIL", 100)
    assert integrity_of(site).check_start().seq == 1


def test_a_key_changed_within_the_tail_is_no_alert(site, integrity):
    site.database.rotate_key()
    work(site)
    assert integrity_of(site).check_start() is None


def test_a_key_changed_before_the_tail_is_no_alert(site, integrity, monkeypatch):
    from control_room.services import integrity as module

    site.database.rotate_key()
    work(site, 10)
    monkeypatch.setattr(module, "TAIL", 4)
    assert integrity_of(site).check_start() is None


def test_acts_go_on_while_an_alert_stands(site, integrity):
    put_back(site)
    integrity_of(site).check_start()
    before = size(site)
    work(site)
    assert size(site) > before


def test_operators_may_not_verify(site, integrity, operator):
    with pytest.raises(NotAllowed):
        integrity.verify_all(operator, None)


def _newest(site):
    with site.database.read() as records:
        return records.log.newest_checkpoint().note


def test_the_same_on_a_server(request, tmp_path):
    """Several workstations write it: it has no home folder, all else is checked alike."""
    share = tmp_path / "share"
    share.mkdir()
    with site_on("postgresql", request, tmp_path / "site") as site:
        work(site)
        integrity = integrity_of(site, shared=True)
        assert integrity.check_start() is None
        assert Act.DATABASE_MOVED not in [entry.act for entry in site.entries()]
        session = site.signed_in(Role.SUPERVISOR)
        assert anchors_of(site, shares=[share]).anchor(session).failures == ()
        assert integrity.verify_all(session, None).status is Status.SOUND
        newer = marks_of(site)
        newer.replace(site.database.origin, forged(site, 1000))
        assert integrity_of(site, shared=True).check_start().until == 999


def forged(site, entries):
    """A checkpoint that this computer might have seen of a log that is gone."""
    site.database.checkpoint()
    return _newest(site).replace(f"\n{size(site)}\n", f"\n{entries}\n")
