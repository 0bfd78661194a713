"""Time stamps of a server made with `openssl ts`, asked over HTTP on loopback."""

import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from control_room.services.timestamps import NotAStamp, TimeStampMissing, Timestamps, stamped_at

NOTE = "vigie.local/33063/aa\n12\nAAAA\n\n— vigie.local/33063/aa AAAA\n"

CONFIGURATION = """
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = {name}
[ ca ]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[ tsa ]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ tsa_service ]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
"""


class Authority:
    """A certificate authority with a time stamping certificate, in a folder."""

    def __init__(self, folder, name):
        self.folder = folder
        folder.mkdir()
        self.configuration = folder / "openssl.cnf"
        self.configuration.write_text(CONFIGURATION.format(folder=folder, name=name))
        (folder / "serial").write_text("01\n")
        self.key("ca")
        self.openssl(
            "req", "-x509", "-new", "-key", "ca.key", "-out", "ca.pem", "-extensions", "ca"
        )
        self.key("tsa")
        self.openssl("req", "-new", "-key", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=stamps")
        signed_by = ("-CA", "ca.pem", "-CAkey", "ca.key", "-extfile", "openssl.cnf")
        self.openssl(
            *("x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *signed_by),
            *("-CAcreateserial", "-extensions", "tsa", "-days", "2"),
        )

    @property
    def ca(self):
        return self.folder / "ca.pem"

    def key(self, name):
        curve = ("-pkeyopt", "ec_paramgen_curve:P-256")
        self.openssl("genpkey", "-algorithm", "EC", *curve, "-out", f"{name}.key")

    def reply(self, query):
        (self.folder / "query").write_bytes(query)
        service = ("-section", "tsa_service", "-config", "openssl.cnf")
        self.openssl("ts", "-reply", *service, "-queryfile", "query", "-out", "reply")
        return (self.folder / "reply").read_bytes()

    def openssl(self, *arguments):
        if arguments[0] == "req":
            arguments = (*arguments, "-config", "openssl.cnf")
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


class Server:
    """An HTTP server whose answer to a query is a function's."""

    def __init__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.headers["Content-Type"] == "application/timestamp-query"
                status, content = outer.answer(query)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments):
                """Nobody reads it."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.answer = None
        self.url = f"http://127.0.0.1:{self.http.server_port}/tsa"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self):
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "tsa", "Autorité d'essai")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "other", "Une autre")


@pytest.fixture
def server(authority):
    server = Server()
    server.answer = lambda query: (200, authority.reply(query))
    yield server
    server.close()


@pytest.fixture
def stamps(server, authority):
    return Timestamps(server.url, authority.ca, timeout_s=5)


def refusal(stamps):
    with pytest.raises(TimeStampMissing) as told:
        stamps.stamp(NOTE)
    return str(told.value.what)


def test_a_note_is_stamped_with_the_hour(stamps, authority):
    token = stamps.stamp(NOTE)
    now = datetime.now(UTC)
    assert now - timedelta(minutes=1) < stamped_at(token, NOTE, authority.ca) <= now


def test_openssl_verifies_the_token_too(stamps, authority, tmp_path):
    (tmp_path / "note").write_text(NOTE)
    (tmp_path / "token").write_bytes(stamps.stamp(NOTE))
    subprocess.run(
        ["openssl", "ts", "-verify", "-data", "note", "-in", "token", "-CAfile", authority.ca],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )


def test_the_stamp_of_another_note_is_none(stamps, authority):
    token = stamps.stamp(NOTE)
    with pytest.raises(NotAStamp, match="Mismatch"):
        stamped_at(token, NOTE.replace("12", "13"), authority.ca)


def test_a_server_that_signs_something_else_is_not_believed(server, stamps, authority):
    other = Timestamps(server.url, authority.ca).stamp("another note")
    server.answer = lambda _query: (200, other)
    assert "not to be believed" in refusal(stamps)


def test_an_old_answer_played_back_is_not_believed(server, stamps):
    old = stamps.stamp(NOTE)
    server.answer = lambda _query: (200, old)
    assert "not to be believed" in refusal(stamps)


def test_another_authority_is_not_believed(server, authority, stranger):
    assert "not to be believed" in refusal(Timestamps(server.url, stranger.ca))


def test_a_kept_token_of_another_authority_proves_nothing(stamps, stranger):
    with pytest.raises(NotAStamp):
        stamped_at(stamps.stamp(NOTE), NOTE, stranger.ca)


def test_every_altered_byte_of_the_signed_hour_is_found(stamps, authority):
    token = stamps.stamp(NOTE)
    hour = stamped_at(token, NOTE, authority.ca).strftime("%Y%m%d%H%M%SZ").encode()
    place = token.index(hour)
    for digit in range(place, place + 4):
        altered = bytearray(token)
        altered[digit] ^= 1
        with pytest.raises(NotAStamp):
            stamped_at(bytes(altered), NOTE, authority.ca)


@pytest.mark.parametrize("token", [b"", b"garbage", b"\x30\x03\x02\x01\x00", bytes(1000)])
def test_garbage_is_no_stamp(token, authority):
    with pytest.raises(NotAStamp):
        stamped_at(token, NOTE, authority.ca)


@pytest.mark.parametrize("content", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\n"])
def test_without_certificates_nothing_is_believed(stamps, tmp_path, content):
    token = stamps.stamp(NOTE)
    with pytest.raises(NotAStamp):
        stamped_at(token, NOTE, tmp_path / "nowhere.pem")
    (tmp_path / "ca.pem").write_bytes(content)
    with pytest.raises(NotAStamp):
        stamped_at(token, NOTE, tmp_path / "ca.pem")


def test_a_refusal_of_the_server_is_told(server, stamps, authority):
    server.answer = lambda _query: (503, b"later")
    assert "refuses to sign" in refusal(stamps)
    server.answer = lambda _query: (200, authority.reply(b"garbage"))
    assert "not to be believed" in refusal(stamps)


def test_a_dead_server_is_told(server, authority):
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as closed:
        url = f"http://127.0.0.1:{closed.server_port}/"
    assert "does not answer" in refusal(Timestamps(url, authority.ca))


def test_a_silent_server_holds_nothing_up_for_long(server, authority):
    told = threading.Event()
    server.answer = lambda _query: (told.wait(10), (200, b""))[1]
    began_s = time.monotonic()
    assert "does not answer" in refusal(Timestamps(server.url, authority.ca, timeout_s=0.2))
    assert time.monotonic() - began_s < 5
    told.set()


def test_an_endless_answer_is_cut_off(server, stamps):
    server.answer = lambda _query: (200, bytes(10_000_000))
    assert "does not answer" in refusal(stamps)
