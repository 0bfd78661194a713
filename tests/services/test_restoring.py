"""A backup that is put back says what was lost; what proves it elsewhere is left alone."""

import pytest
from keyring.backends.null import Keyring as NoKeyring

from control_room.audit.entry import Act
from control_room.audit.findings import FindingCode, Status
from control_room.audit.verify import verify
from control_room.domain.incident import Nature
from control_room.services import kept_anchors
from control_room.services.backups import BackupUnfit
from control_room.services.integrity import Integrity
from control_room.services.restoring import BackupForeign, restore
from control_room.storage.backup import fill_from
from control_room.storage.database import ReadOnlyDatabase
from control_room.storage.errors import ConsoleAlreadyRuns, SiteKeyAway
from control_room.storage.files import StoreMark
from control_room.storage.high_water import HighWater
from control_room.storage.keys import log_keys
from control_room.storage.postgresql import Server
from control_room.storage.transfer import ServerTaken
from tests.services.anchoring import anchors_of
from tests.services.conftest import CAMERA, Site
from tests.services.test_backups import damage, of
from tests.storage.conftest import checked


@pytest.fixture
def made(site):
    return of(site)


@pytest.fixture
def marks(tmp_path):
    return HighWater(tmp_path / "state", NoKeyring())


def put_back(site, backup, marks, **options):
    """Restore as an administrator does, the console closed; it is open again afterwards."""
    site.stop()
    try:
        return restore(
            site.folder,
            backup,
            log_keys(site.folder, "33063"),
            marks,
            now=site.now,
            workstation="poste-1",
            **options,
        )
    finally:
        site.start()


def test_a_backup_put_back_tells_what_was_lost(site, made, marks, operator):
    site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    backup = made.make()
    site.incidents.tag(operator, Nature.DUMPING, CAMERA, site.shown(shade=20))
    before = len(site.entries())
    restored = put_back(site, backup.path, marks)
    assert (restored.size, restored.lost) == (backup.size, range(backup.size, before))
    entries = site.entries()
    told = [entry for entry in entries if entry.act is Act.DATABASE_RESTORED]
    assert [entry.details for entry in told] == [
        {"size": restored.size, "lost": len(restored.lost)}
    ]
    assert [entry.act for entry in entries].count(Act.INCIDENT_TAGGED) == 1
    assert site.database.broken is None
    opened = ReadOnlyDatabase.open(restored.aside)
    with opened.read() as records:
        assert records.log.size() == before
    opened.close()


def test_the_log_goes_on_soundly_after_a_restoration(site, made, marks, operator):
    backup = made.make()
    put_back(site, backup.path, marks)
    site.signed_in("operator")
    with site.database.read() as records:
        result = verify(
            records.log.entries(), records.log.checkpoint_notes(), trust=site.database.trust
        )
    assert (result.status, result.findings) == (Status.SOUND, ())


def test_a_restoration_that_was_told_raises_no_alert(site, made, marks, operator):
    def integrity():
        return Integrity(site.database, site.sessions, site.folder, marks, now=site.now)

    assert integrity().check_start() is None
    backup = made.make()
    for _ in range(3):
        site.review.open(site.signed_in("auditor"))
    site.database.checkpoint()
    integrity().keep_high_water()
    put_back(site, backup.path, marks)
    assert integrity().check_start() is None
    assert integrity().verify_all(None, None).status is Status.SOUND


def test_a_restoration_by_hand_does(site, made, marks, operator):
    """The same without `vigie db restore`: only the memory outside the folder knows."""
    backup = made.make()
    for _ in range(3):
        site.review.open(site.signed_in("auditor"))
    site.database.checkpoint()
    integrity = Integrity(site.database, site.sessions, site.folder, marks, now=site.now)
    integrity.keep_high_water()
    site.stop()
    backup.path.replace(site.folder.database)
    site.start()
    integrity = Integrity(site.database, site.sessions, site.folder, marks, now=site.now)
    assert integrity.check_start() is not None


def test_a_restoration_across_a_change_of_key_starts_an_epoch(site, made, marks, operator):
    backup = made.make()
    assert site.database.rotate_key()
    (changed,) = site.database.trust.certificates[1:]
    kept = site.folder.anchors / "epoch-0002.txt"
    kept.write_text(changed)
    put_back(site, backup.path, marks)
    assert (kept.parent / "lost" / kept.name).read_text() == changed
    made_later = of(site).make()
    assert made_later.size > backup.size
    (begun,) = site.database.trust.certificates[1:]
    assert begun != changed
    assert kept_anchors.kept(site.folder).certificates == ()


def test_without_the_sites_key_nothing_is_put_back_across_a_change(site, made, marks, operator):
    backup = made.make()
    assert site.database.rotate_key()
    size = len(site.entries())
    away = site.folder.site_key.rename(site.folder.root / "in-the-safe.key")
    with pytest.raises(SiteKeyAway):
        put_back(site, backup.path, marks)
    assert len(site.entries()) == size
    away.rename(site.folder.site_key)
    put_back(site, backup.path, marks)


def test_our_anchors_of_what_was_lost_are_kept_apart(site, made, marks, operator):
    backup = made.make()
    site.review.open(site.signed_in("auditor"))
    place = site.folder.anchors
    for name in (
        f"checkpoint-{backup.size:012d}.txt",
        f"checkpoint-{backup.size + 1:012d}.txt",
        f"checkpoint-{backup.size + 1:012d}.tsr",
        "epoch-0001.txt",
    ):
        (place / name).write_text("kept")
    put_back(site, backup.path, marks)
    lost = sorted(path.name for path in (place / "lost").iterdir())
    assert lost == [f"checkpoint-{backup.size + 1:012d}.{kind}" for kind in ("tsr", "txt")]
    assert (place / "epoch-0001.txt").exists()
    assert (place / f"checkpoint-{backup.size:012d}.txt").exists()


def test_a_share_goes_on_telling_of_what_was_lost(site, made, marks, operator, tmp_path):
    """Who puts an old backup back cannot silence what lies elsewhere."""
    share = tmp_path / "share"
    share.mkdir()
    backup = made.make()
    site.review.open(site.signed_in("auditor"))
    anchored = anchors_of(site, shares=[share]).anchor(None)
    put_back(site, backup.path, marks)
    integrity = Integrity(
        site.database, site.sessions, site.folder, marks, shares=[share], now=site.now
    )
    alert = integrity.check_start()
    assert alert.code in (FindingCode.ANCHOR_BEYOND_END, FindingCode.ANCHOR_ROOT_DIFFERS)
    assert alert.until == anchored.size - 1
    integrity.alerts.account(site.signed_in("supervisor"), alert, "Sauvegarde remise, disque mort")
    assert integrity.verify_all(None, None).status is not Status.SOUND
    assert integrity.standing().account is not None
    integrity.check_exports_allowed()


def test_marks_of_what_was_lost_are_replaced(site, made, marks, operator):
    backup = made.make()
    for _ in range(3):
        site.review.open(site.signed_in("auditor"))
    site.database.checkpoint()
    with site.database.read() as records:
        marks.keep(site.database.origin, records.log.newest_checkpoint().note)
    site.store.put_mark(StoreMark("ab", site.database.origin, 10_000))
    put_back(site, backup.path, marks)
    (mark,) = marks.marks(site.database.origin)
    size = int(mark.splitlines()[1])
    assert backup.size < size <= len(site.entries())
    assert site.store.mark().size == size


def test_a_database_past_reading_is_put_back_too(site, made, marks, operator):
    backup = made.make()
    site.stop()
    site.folder.database.write_bytes(b"not a database")
    restored = put_back_closed(site, backup.path, marks)
    site.start()
    assert restored.aside.read_bytes() == b"not a database"
    assert site.database.broken is None


def put_back_closed(site, backup, marks):
    keys = log_keys(site.folder, "33063")
    return restore(site.folder, backup, keys, marks, now=site.now, workstation="poste-1")


def test_nothing_is_put_back_under_an_open_console(site, made, marks):
    backup = made.make()
    with pytest.raises(ConsoleAlreadyRuns):
        put_back_closed(site, backup.path, marks)


@pytest.mark.parametrize("what", ["altered entry", "altered page", "cut", "missing"])
def test_an_unsound_backup_is_not_put_back(site, made, marks, what):
    backup = made.make()
    if what == "missing":
        backup.path.unlink()
    else:
        damage(backup.path, what)
    size = len(site.entries())
    with pytest.raises(BackupUnfit):
        put_back(site, backup.path, marks)
    assert len(site.entries()) == size
    assert [path for path in site.folder.root.iterdir() if "sqlite3." in path.name] == []


on_server = pytest.mark.parametrize("site", ["postgresql"], indirect=True)


@pytest.fixture
def empty(postgres):
    """A database that the server's administrator made anew."""
    with postgres.database() as name:
        yield Server(postgres.server.url(name))


@on_server
def test_a_server_is_put_back_into_an_empty_one(site, made, marks, operator, empty):
    site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    backup = made.make()
    site.incidents.tag(operator, Nature.DUMPING, CAMERA, site.shown(shade=20))
    entries = [entry.canonical() for entry in site.entries()][: backup.size]
    site.place = empty
    restored = put_back(site, backup.path, marks, server=empty)
    assert (restored.size, restored.aside) == (backup.size, None)
    found = site.entries()
    assert [entry.canonical() for entry in found[: backup.size]] == entries
    assert found[backup.size].act is Act.DATABASE_RESTORED
    operator = site.signed_in("operator")
    incident = site.incidents.tag(operator, Nature.ACCIDENT, CAMERA, site.shown())
    assert incident.number.endswith("0002")
    site.database.checkpoint()
    assert checked(site.database).status is Status.SOUND


@on_server
def test_a_restoration_that_was_cut_short_goes_on(site, made, marks, empty):
    backup = made.make()
    fill_from(backup.path, empty, "poste-1", site.folder.root)
    site.place = empty
    assert put_back(site, backup.path, marks, server=empty).size == backup.size
    assert [entry.act for entry in site.entries()].count(Act.DATABASE_RESTORED) == 1
    assert [path for path in site.folder.root.iterdir() if "restoring" in path.name] == []


@on_server
def test_what_a_server_holds_is_not_written_over(site, made, marks):
    backup = made.make()
    before = site.entries()
    with pytest.raises(ServerTaken):
        put_back(site, backup.path, marks, server=site.place)
    assert site.entries() == before


@on_server
def test_a_server_is_put_back_as_a_file(site, made, marks, operator):
    """The server is given up: the workstation works on alone."""
    site.incidents.tag(operator, Nature.THEFT, CAMERA, site.shown())
    backup = made.make()
    site.place = site.folder.database
    restored = put_back(site, backup.path, marks)
    assert restored.size == backup.size
    integrity = Integrity(site.database, site.sessions, site.folder, marks, now=site.now)
    assert integrity.check_start() is None
    site.incidents.tag(site.signed_in("operator"), Nature.ACCIDENT, CAMERA, site.shown())
    site.database.checkpoint()
    assert checked(site.database).status is Status.SOUND


def test_a_backup_of_another_site_is_refused(site, made, marks, tmp_path):
    backup = made.make()
    other = Site(tmp_path / "other")
    with pytest.raises(BackupForeign):
        put_back(other, backup.path, marks)
    other.stop()
