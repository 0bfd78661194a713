"""Checkpoints leave the computer by several means, none of which holds up the others."""

import subprocess
import time
from datetime import timedelta

import pytest

from control_room.audit.checkpoint import read_checkpoint
from control_room.audit.entry import Act
from control_room.audit.findings import FindingCode
from control_room.domain.agent import Role
from control_room.errors import NotAllowed
from control_room.services import kept_anchors
from control_room.services.alerts import ExportRefused
from control_room.services.anchors import ANCHOR_EVERY, RETRY_AFTER, AnchorDiffers, LagLevel, Means
from control_room.services.timestamps import Timestamps
from control_room.services.verification import StampCheck, check_stamps, verify_database
from tests.services.anchoring import Neighbour, anchors_of, integrity_of
from tests.services.conftest import CAMERA
from tests.services.test_timestamps import Authority, Server


@pytest.fixture
def share(tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    return share


@pytest.fixture
def neighbour(site, tmp_path):
    neighbour = Neighbour(tmp_path / "poste-2", [site.database.verifier.written()], site.now)
    yield neighbour
    neighbour.stop()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "tsa", "Autorité d'essai")


@pytest.fixture
def stamping(authority):
    server = Server()
    server.answer = lambda query: (200, authority.reply(query))
    yield Timestamps(server.url, authority.ca, timeout_s=5)
    server.close()


def work(site, count=3):
    session = site.signed_in(Role.OPERATOR)
    for seconds in range(count):
        site.cameras.reduced(session, CAMERA, seconds)


def anchored(site):
    """What the log says of anchors."""
    return [
        (entry.details["size"], entry.details["kinds"], entry.actor)
        for entry in site.entries()
        if entry.act is Act.AUDIT_ANCHORED
    ]


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_every_means_takes_the_checkpoint(site, supervisor, share, neighbour, stamping):
    anchors = anchors_of(site, shares=[share], witnesses=[neighbour.client()], timestamps=stamping)
    report = anchors.anchor(supervisor)
    assert report.failures == ()
    assert report.means == (Means.FOLDER, Means.WITNESS, Means.TIMESTAMP)
    assert report.kept.read_text() == report.note
    stated = read_checkpoint(report.note, site.database.signing_keys)
    assert stated.size == report.size
    number = f"{report.size:012d}"
    mark = neighbour.cosigner.key.key_id.hex()
    assert files(site.folder.anchors) == [
        f"checkpoint-{number}.tsr",
        f"checkpoint-{number}.txt",
        f"cosigned-{number}-{mark}.txt",
        "epoch-0001.txt",
    ]
    assert files(share) == [f"checkpoint-{number}.txt", "epoch-0001.txt"]
    assert anchored(site) == [(report.size, "folder,witness,timestamp", str(supervisor.agent.id))]


def test_what_is_kept_verifies_the_log(site, supervisor, share, neighbour, stamping):
    anchors = anchors_of(site, shares=[share], witnesses=[neighbour.client()], timestamps=stamping)
    size = anchors.anchor(supervisor).size
    work(site)
    result = integrity_of(site, shares=[share]).verify_all(supervisor, None)
    assert (result.status, result.anchored_size) == ("sound", size)
    assert len(anchors.kept()) == 2  # the note, and the same with the witness's signature
    (stamp,) = check_stamps(site.folder, stamping.ca)
    assert stamp.size == size
    site.stop()
    found = verify_database(site.at, ca=stamping.ca)
    assert (found.exit_code, found.stamps) == (0, (stamp,))


def test_a_stamp_that_proves_nothing_is_told(site, supervisor, stamping, tmp_path):
    anchors = anchors_of(site, timestamps=stamping)
    kept = anchors.anchor(supervisor).kept
    kept.with_suffix(".tsr").write_bytes(b"garbage")
    size = int(kept.stem.removeprefix("checkpoint-"))
    assert check_stamps(site.folder, stamping.ca) == (StampCheck(size, None),)
    site.stop()
    found = verify_database(site.at, ca=stamping.ca)
    assert found.exit_code == 3
    assert "not to be believed" in str(found.lines()[-1])


def test_openssl_checks_the_stamp_over_the_kept_file(site, supervisor, stamping):
    kept = anchors_of(site, timestamps=stamping).anchor(supervisor).kept
    subprocess.run(
        [
            *("openssl", "ts", "-verify", "-data", kept, "-in", kept.with_suffix(".tsr")),
            *("-CAfile", stamping.ca),
        ],
        check=True,
        capture_output=True,
    )


def test_a_means_that_fails_is_told_and_the_others_go_on(site, supervisor, tmp_path, neighbour):
    good, gone = tmp_path / "good", tmp_path / "gone"
    good.mkdir()
    client = neighbour.client()
    neighbour.stop()
    anchors = anchors_of(site, shares=[gone, good], witnesses=[client])
    report = anchors.anchor(supervisor)
    assert report.means == (Means.FOLDER,)
    assert {(one.means, one.where) for one in report.failures} == {
        (Means.FOLDER, str(gone)),
        (Means.WITNESS, client.url),
    }
    assert not gone.exists()
    assert anchored(site)[-1][1] == "folder"


def test_a_share_that_hangs_holds_nothing_up_for_long(
    site, supervisor, share, tmp_path, monkeypatch
):
    """As a network mount whose server is gone: the call itself does not return."""
    monkeypatch.setattr(kept_anchors, "SHARE_WAIT_S", 0.3)
    hung = tmp_path / "hung"
    hung.mkdir()
    site_folder = kept_anchors.share_of(hung, site.database.origin)
    site_folder.mkdir()
    # A pipe with nobody at the other end: opening it waits for ever.
    size = anchors_of(site).anchor(supervisor).size + 1
    subprocess.run(["mkfifo", site_folder / site.folder.anchor(size).name], check=True)
    began_s = time.monotonic()
    report = anchors_of(site, shares=[hung, share]).anchor(supervisor)
    assert time.monotonic() - began_s < 5
    assert report.size == size
    assert [one.where for one in report.failures] == [str(hung)]
    assert report.means == (Means.FOLDER,)


def test_what_failed_is_tried_again(site, supervisor, tmp_path):
    share = tmp_path / "share"
    anchors = anchors_of(site, shares=[share])
    assert anchors.anchor(supervisor).failures
    share.mkdir()
    assert anchors.keep_up() is None
    site.clock += RETRY_AFTER
    assert anchors.keep_up().means == (Means.FOLDER,)
    assert files(share)
    site.clock += RETRY_AFTER
    assert anchors.keep_up() is None


def test_tries_become_rare_and_leave_no_entries(site, supervisor, tmp_path):
    anchors = anchors_of(site, shares=[tmp_path / "gone"])
    anchors.anchor(supervisor)
    before = len(site.entries())
    tries = 0
    for _ in range(6 * 60):
        site.clock += timedelta(minutes=1)
        tries += anchors.keep_up() is not None
    assert 8 <= tries <= 20
    assert len(site.entries()) == before


def test_the_console_anchors_by_itself_what_is_new(site, share):
    anchors = anchors_of(site, shares=[share])
    assert anchors.keep_up().means == (Means.FOLDER,)
    assert anchored(site)[-1][2] == "system"
    site.clock += ANCHOR_EVERY
    assert anchors.keep_up() is None  # nothing but the anchor's own entry
    work(site)
    assert anchors.keep_up() is not None
    work(site)
    assert anchors.keep_up() is None  # not yet an hour
    site.clock += ANCHOR_EVERY
    assert anchors.keep_up() is not None


def test_without_means_nothing_leaves(site, supervisor):
    anchors = anchors_of(site)
    assert anchors.keep_up() is None
    assert anchors.anchor(supervisor).means == ()
    assert anchors.lag().at is None


def test_the_lag_grows_with_time_and_acts(site, supervisor, share):
    anchors = anchors_of(site, shares=[share])
    assert anchors.lag().level is LagLevel.FRESH
    size = anchors.anchor(supervisor).size
    lag = anchors.lag()
    assert (lag.at, lag.size, lag.entries_since, lag.level) == (site.clock, size, 1, LagLevel.FRESH)
    work(site, 2)
    assert anchors.lag().entries_since == 4
    site.clock += timedelta(hours=12)
    assert anchors.lag().level is LagLevel.OLD
    site.clock += timedelta(hours=24)
    assert anchors.lag().level is LagLevel.TOO_OLD


def test_a_log_that_was_never_anchored_becomes_urgent(site):
    site.clock += timedelta(hours=36)
    lag = anchors_of(site).lag()
    assert (lag.at, lag.level) == (None, LagLevel.TOO_OLD)
    assert lag.entries_since == len(site.entries())


def test_a_copy_in_the_data_folder_alone_is_no_anchor_elsewhere(site, supervisor):
    anchors = anchors_of(site)
    anchors.anchor(supervisor)
    assert anchors.lag().at is None


def test_paper_counts(site):
    anchors = anchors_of(site)
    anchors.paper_anchored(3)
    lag = anchors.lag()
    assert (lag.at, lag.size) == (site.clock, 3)
    assert anchored(site) == [(3, "paper", "system")]


def test_two_logs_share_a_folder(site, supervisor, share):
    (share / "another log").mkdir()
    (share / "another log" / "checkpoint-1.txt").write_text("garbage")
    anchors = anchors_of(site, shares=[share])
    anchors.anchor(supervisor)
    result = integrity_of(site, shares=[share]).verify_all(supervisor, None)
    assert result.findings == ()


def test_anchors_on_a_share_find_what_the_folder_forgot(site, supervisor, share):
    site.copy()
    site.start()
    session = site.signed_in(Role.SUPERVISOR)
    work(site)
    anchors_of(site, shares=[share]).anchor(session)
    site.put_back()
    site.start()
    session = site.signed_in(Role.SUPERVISOR)
    assert integrity_of(site).verify_all(session, None).status == "sound"
    result = integrity_of(site, shares=[share]).verify_all(session, None)
    assert result.status == "truncated"


def test_another_history_does_not_take_the_place_of_an_anchor(site, share):
    """Rolled back and carried on to the very size that is anchored elsewhere."""
    site.database.checkpoint()
    site.copy()
    site.start()
    work(site, 3)
    true = anchors_of(site, shares=[share]).anchor(None).note
    site.put_back()
    site.start()
    session = site.signed_in(Role.OPERATOR)
    for seconds in range(3):
        site.cameras.reduced(session, CAMERA, 100 + seconds)
    integrity = integrity_of(site)
    report = anchors_of(site, shares=[share], contradicted=integrity.contradicted).anchor(None)
    (failure,) = report.failures
    assert isinstance(failure.error, AnchorDiffers)
    kept = {path.read_text() for path in share.rglob("checkpoint-*.txt")}
    assert kept == {true, report.note}
    assert true.splitlines()[1] == report.note.splitlines()[1]
    assert integrity.standing().code is FindingCode.ANCHOR_ROOT_DIFFERS
    with pytest.raises(ExportRefused):
        integrity.check_exports_allowed()


def test_garbage_in_an_anchor_s_place_is_told(site, share):
    origin = site.database.origin
    kept_anchors.share_of(share, origin).mkdir()
    (kept_anchors.share_of(share, origin) / "epoch-0001.txt").write_text("garbage")
    integrity = integrity_of(site)
    anchors = anchors_of(site, shares=[share], contradicted=integrity.contradicted)
    assert anchors.anchor(None).failures
    assert len([name for name in files(share) if name.startswith("epoch-0001")]) == 2
    assert integrity.standing().code is FindingCode.ANCHOR_UNREADABLE


def test_a_checkpoint_cosigned_and_stamped_twice_keeps_both(site, neighbour, stamping):
    anchors = anchors_of(site, witnesses=[neighbour.client()], timestamps=stamping)
    site.database.checkpoint()
    first = anchors._newest()
    for _ in range(2):
        site.clock += timedelta(seconds=1)
        for way in anchors._ways:
            way.take(first)
    number = f"{first.size:012d}"
    for kind, suffix in (("cosigned", "txt"), ("checkpoint", "tsr")):
        assert len(list(site.folder.anchors.glob(f"{kind}-{number}*.{suffix}"))) == 2
    assert [one.size for one in check_stamps(site.folder, stamping.ca) if one.at] == [
        first.size
    ] * 2
    assert integrity_of(site).verify_all(None, None).findings == ()


def test_operators_may_not_anchor(site, operator):
    with pytest.raises(NotAllowed):
        anchors_of(site).anchor(operator)
