"""Two workstations witness each other's logs, over real sockets."""

import contextlib
import http.client
import json
import shutil
import socket
import threading
import time
from dataclasses import replace

import pytest

from control_room.audit.checkpoint import VerifierKey
from control_room.audit.cosignature import Cosigner
from control_room.audit.entry import Act
from control_room.audit.findings import FindingCode
from control_room.audit.tree import consistency_proof
from control_room.domain.agent import Role
from control_room.places import DataFolder
from control_room.services import witness_listener
from control_room.services.witness_desk import witness_key
from control_room.services.witness_listener import WitnessListener, WitnessNotListening
from control_room.services.witnesses import WitnessContradicts, WitnessMissing
from control_room.storage.errors import SigningKeyWrong
from tests.services.anchoring import Neighbour, integrity_of
from tests.services.conftest import CAMERA, Site


def work(site, count=3):
    """Some acts, signed."""
    session = site.signed_in(Role.OPERATOR)
    for seconds in range(count):
        site.cameras.reduced(session, CAMERA, seconds)
    site.database.checkpoint()


def newest(site):
    with site.database.read() as records:
        return records.log.newest_checkpoint()


def cosign(site, client, note=None):
    def proof(old, new):
        with site.database.read() as records:
            return consistency_proof(old, new, records.log.node)

    return client.cosign(note or newest(site).note, site.database.trust, proof)


@pytest.fixture
def neighbour(site, tmp_path):
    neighbour = Neighbour(tmp_path / "poste-2", [site.database.verifier.written()], site.now)
    yield neighbour
    neighbour.stop()


def posted(neighbour, path, content, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", neighbour.listener.port, timeout=5)
    connection.request("POST", path, content, headers or {})
    response = connection.getresponse()
    answer = response.status, response.read().decode(), response.headers["Content-Type"]
    connection.close()
    return answer


def test_a_growing_log_is_cosigned_with_the_hour(site, neighbour):
    client = neighbour.client()
    for _ in range(3):
        work(site)
        line = cosign(site, client)
        at = client.key.cosigned_at(newest(site).note + line)
        assert at == site.clock.replace(microsecond=0)


def test_two_consoles_witness_each_other(site, neighbour, tmp_path):
    other = Site(tmp_path / "other")
    try:
        other.make_accounts()
        other.database.checkpoint()
        vkey = other.database.verifier.written()
        here = Neighbour(site.folder.root, [vkey], site.now)
        try:
            assert cosign(other, here.client())
            assert cosign(site, neighbour.client())
        finally:
            here.stop()
    finally:
        other.stop()


def test_a_new_key_of_the_log_is_introduced(site, neighbour):
    cosign(site, neighbour.client())
    assert site.database.rotate_key()
    work(site)
    assert cosign(site, neighbour.client())


def test_the_witness_remembers_over_a_restart(site, neighbour):
    cosign(site, neighbour.client())
    neighbour.start()
    work(site)
    assert cosign(site, neighbour.client())
    assert posted(neighbour, "/add-checkpoint", f"old 0\n\n{newest(site).note}".encode()) == (
        409,
        f"{newest(site).size}\n",
        "text/x.tlog.size",
    )


def rolled_back(site, neighbour, carry_on):
    """Put the database back to before what the witness saw; perhaps carry on from there."""
    site.copy()
    site.start()
    work(site)
    cosign(site, neighbour.client())
    seen = newest(site)
    site.put_back()
    site.start()
    work(site, carry_on)
    return seen


def test_a_rollback_is_refused_and_proven(site, neighbour):
    seen = rolled_back(site, neighbour, carry_on=1)
    with pytest.raises(WitnessContradicts) as told:
        cosign(site, neighbour.client())
    assert told.value.note == seen.note
    size = newest(site).size
    alert = integrity_of(site).contradicted(told.value.note)
    assert alert.code is FindingCode.ANCHOR_BEYOND_END
    assert (alert.seq, alert.until) == (size, seen.size - 1)


def test_a_fork_is_refused_and_proven(site, neighbour):
    seen = rolled_back(site, neighbour, carry_on=30)
    with pytest.raises(WitnessContradicts) as told:
        cosign(site, neighbour.client())
    assert neighbour.forks == [(site.database.origin, newest(site).size)]
    alert = integrity_of(site).contradicted(told.value.note)
    assert alert.code is FindingCode.ANCHOR_ROOT_DIFFERS
    assert alert.until == seen.size - 1


def test_a_witness_that_is_ahead_is_no_contradiction(site, neighbour):
    """As when another workstation of the site handed in a newer checkpoint of the same log."""
    older = newest(site)
    work(site)
    cosign(site, neighbour.client())
    with pytest.raises(WitnessContradicts) as told:
        cosign(site, neighbour.client(), older.note)
    assert integrity_of(site).contradicted(told.value.note) is None


def test_only_the_logs_set_up_are_witnessed(site, tmp_path):
    stranger = Site(tmp_path / "stranger")
    try:
        neighbour = Neighbour(tmp_path / "3", [stranger.database.verifier.written()], site.now)
        try:
            with pytest.raises(WitnessMissing, match="not told of this log"):
                cosign(site, neighbour.client())
            assert list(neighbour.folder.witnessed.iterdir()) == []
        finally:
            neighbour.stop()
    finally:
        stranger.stop()


def test_a_certificate_of_another_site_is_refused(site, neighbour, tmp_path):
    stranger = Site(tmp_path / "stranger")
    origin = site.database.origin
    (certificate,) = stranger.database.trust.certificates
    forged = certificate.replace(stranger.database.origin, origin)
    stranger.stop()
    assert posted(neighbour, "/add-certificate", certificate.encode())[0] == 404
    assert posted(neighbour, "/add-certificate", forged.encode())[0] == 403
    assert posted(neighbour, "/add-certificate", b"garbage")[0] == 400


def test_a_witness_with_another_key_is_not_believed(site, neighbour):
    client = replace(neighbour.client(), key=Cosigner.new("poste-2").key)
    with pytest.raises(WitnessMissing, match="not to be believed"):
        cosign(site, client)


def test_a_witness_that_is_off_is_told(site, neighbour):
    client = neighbour.client()
    neighbour.stop()
    with pytest.raises(WitnessMissing, match="does not answer"):
        cosign(site, client)


def test_a_witness_whose_disk_refuses_signs_nothing(site, neighbour):
    cosign(site, neighbour.client())
    work(site)
    (kept,) = neighbour.folder.witnessed.iterdir()
    shutil.rmtree(kept)
    kept.write_text("a file where the folder was")
    with pytest.raises(WitnessMissing, match="cannot keep"):
        cosign(site, neighbour.client())


def test_a_lie_about_the_size_alone_raises_no_alarm(site, neighbour):
    """Plain HTTP: who sits on the network may answer anything, but signs nothing."""
    reply = witness_listener.Reply(409, "999999\n", "text/x.tlog.size")
    neighbour.desk.add_checkpoint = lambda _text: reply
    with pytest.raises(WitnessMissing, match="does not show why"):
        cosign(site, neighbour.client())


@pytest.mark.parametrize(
    ("path", "content", "headers", "status"),
    [
        ("/add-checkpoint", b"garbage", {}, 400),
        ("/add-checkpoint", b"\xff" * 100, {}, 400),
        ("/add-checkpoint", b"old 0\n\nelsewhere\n1\n" + b"A" * 43 + b"=\n\n", {}, 400),
        ("/elsewhere", b"", {}, 404),
        ("/add-checkpoint", b"", {"Content-Length": "99999999999999999999"}, 413),
        ("/add-checkpoint", b"", {"Content-Length": "-1"}, 411),
        ("/add-checkpoint", b"", {"Transfer-Encoding": "chunked"}, 411),
    ],
)
def test_requests_that_are_refused_at_the_door(neighbour, path, content, headers, status):
    assert posted(neighbour, path, content, headers)[0] == status


def test_slow_connections_are_cut_off_and_others_served(site, neighbour, monkeypatch):
    monkeypatch.setattr(witness_listener, "CONNECTION_S", 0.3)
    address = ("127.0.0.1", neighbour.listener.port)
    slow = [socket.create_connection(address) for _ in range(witness_listener.MAX_CONNECTIONS)]
    for connection in slow:
        connection.sendall(b"POST /add-checkpoint HTTP/1.1\r\n")
    client = neighbour.client()
    until_s = time.monotonic() + 10
    while True:
        try:
            assert cosign(site, client)
            break
        except WitnessMissing:
            assert time.monotonic() < until_s
    for connection in slow:
        connection.settimeout(10)
        assert connection.recv(1000) == b""
        connection.close()


def test_simultaneous_requests_never_put_the_witness_back(site, neighbour):
    notes = []
    for _ in range(4):
        work(site, 1)
        notes.append(newest(site).note)

    def hand_in(note):
        with contextlib.suppress(WitnessContradicts, WitnessMissing):
            cosign(site, neighbour.client(), note)

    threads = [threading.Thread(target=hand_in, args=(note,)) for note in notes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = json.loads(neighbour.desk.newest(site.database.origin).content)
    cosign(site, neighbour.client())
    assert kept["checkpoint"] in notes


def test_a_taken_address_is_told(neighbour):
    taken = f"127.0.0.1:{neighbour.listener.port}"
    for listen in (taken, "203.0.113.9:8099", "127.0.0.1:99999"):
        with pytest.raises(WitnessNotListening):
            WitnessListener(listen, neighbour.desk)


def test_the_witness_keeps_its_key(tmp_path):
    folder = DataFolder(tmp_path)
    folder.create()
    key = witness_key(folder, "poste-2")
    assert witness_key(folder, "poste-2") == key
    assert folder.witness_key.stat().st_mode & 0o777 == 0o600
    folder.witness_key.write_text("garbage")
    with pytest.raises(SigningKeyWrong):
        witness_key(folder, "poste-2")


def test_acts_are_what_is_witnessed_not_their_content(site, neighbour):
    cosign(site, neighbour.client())
    kept = b"".join(path.read_bytes() for path in neighbour.folder.witnessed.rglob("*-*"))
    assert Act.SESSION_OPENED.value.encode() not in kept
    assert VerifierKey.read(site.database.verifier.written()).name.encode() in kept
