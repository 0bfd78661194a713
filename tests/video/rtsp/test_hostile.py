"""Cameras that are broken, slow or in the wrong hands: each wait ends and nothing leaks."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from control_room.video.rtsp import (
    CameraLost,
    CameraRefused,
    Session,
    Unreadable,
    answers,
    connection,
    session,
    watch,
)
from control_room.video.rtsp.interleaved import BUFFER_BYTES
from tests.video.rtsp.packets import packet
from tests.video.rtsp.scripted import (
    Answer,
    frame,
    ok,
    picture,
    scripted,
    units_until_lost,
)

SECRET = "canary-7731"


def opening(script: dict[str, Answer], **differs: str) -> tuple[Exception, list[str]]:
    """Why a session cannot be opened, and what was asked."""

    async def attempt() -> tuple[Exception, list[str]]:
        async with scripted(script) as camera:
            with pytest.raises((CameraLost, CameraRefused)) as failure:
                await Session.open(camera.source(username="viewer", password=SECRET, **differs))
            assert str(camera.port) not in str(failure.value)
            assert SECRET not in str(failure.value)
            return failure.value, camera.asked

    return asyncio.run(attempt())


def test_a_well_behaved_camera_shows_its_pictures_from_the_first() -> None:
    async def play(writer: asyncio.StreamWriter) -> None:
        for number in range(50):
            writer.write(picture(number))
        await writer.drain()
        writer.close()

    async def watch_it() -> None:
        async with scripted(play=play) as camera:
            units, reason = await units_until_lost(camera.source())
            assert [unit.data[-1] for unit in units] == list(range(50))
            assert not any(unit.is_damaged for unit in units)
            assert isinstance(reason, CameraLost)
            methods = [head.split(" ")[0] for head in camera.asked]
            assert methods == ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"]

    asyncio.run(watch_it())


@pytest.mark.parametrize("method", ["DESCRIBE", "SETUP", "PLAY"])
def test_whatever_a_camera_declines_ends_the_attempt(method: str) -> None:
    declined, asked = opening({method: b"RTSP/1.0 404 Not Found\r\nCSeq: {n}\r\n\r\n"})
    assert isinstance(declined, CameraLost)
    assert asked[-1].startswith((method, "TEARDOWN"))


def test_redirections_are_not_followed() -> None:
    lost, asked = opening(
        {
            "DESCRIBE": b"RTSP/1.0 302 Found\r\nCSeq: {n}\r\n"
            b"Location: rtsp://169.254.169.254/\r\n\r\n"
        }
    )
    assert isinstance(lost, CameraLost)
    assert len(asked) == 2
    assert "169.254" not in str(lost)


@pytest.mark.parametrize(
    "challenge",
    [
        b'WWW-Authenticate: Digest realm="r", nonce="always"',
        b'WWW-Authenticate: Digest realm="r", nonce="{n}"',
        b'WWW-Authenticate: Digest realm="r", nonce="{n}", stale=true',
        b'WWW-Authenticate: Basic realm="r"',
        b"X: y",
    ],
)
def test_an_endless_refusal_ends_soon(challenge: bytes) -> None:
    said = b"RTSP/1.0 401 Unauthorized\r\nCSeq: {n}\r\n" + challenge + b"\r\n\r\n"
    refused, asked = opening({"OPTIONS": said, "DESCRIBE": said})
    assert isinstance(refused, CameraRefused)
    assert sum("Authorization: " in head for head in asked) <= 2
    assert not any("Basic" in head for head in asked)


def test_a_nonce_that_changes_with_each_answer_is_followed() -> None:
    def guarded(method: str, headers: str = "", body: bytes = b"") -> Answer:
        def answer(told: dict[str, str]) -> bytes:
            number = told["CSeq"]
            if f'nonce="{int(number) - 1}"' in told.get("Authorization", ""):
                return ok(number, headers, body)
            return (
                f"RTSP/1.0 401 No\r\nCSeq: {number}\r\n"
                f'WWW-Authenticate: Digest realm="r", nonce="{number}"\r\n\r\n'
            ).encode()

        return answer

    async def watch_it() -> None:
        script = {
            "DESCRIBE": guarded("DESCRIBE", body=b"m=video 0 RTP/AVP 26\r\n"),
            "SETUP": guarded("SETUP", "Session: 1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n"),
            "PLAY": guarded("PLAY"),
        }
        async with scripted(script) as camera:
            opened = await Session.open(camera.source(username="viewer", password=SECRET))
            opened.close()

    asyncio.run(watch_it())


def test_forbidden_is_refused() -> None:
    refused, _ = opening({"DESCRIBE": b"RTSP/1.0 403 Forbidden\r\nCSeq: {n}\r\n\r\n"})
    assert isinstance(refused, CameraRefused)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nCSeq: {n}\r\nContent-Length: -5\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nCSeq: {n}\r\nContent-Length: 4294967296\r\n\r\n",
        b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 100 + b"\r\n",
        b"RTSP/1.0 200 OK\r\nX: " + b"y" * 40_000,
        b"\0\0\0\0\0\0",
    ],
)
def test_what_is_no_rtsp_is_unreadable(said: bytes) -> None:
    lost, _ = opening({"OPTIONS": said})
    assert isinstance(lost, CameraLost)


@pytest.mark.parametrize(
    "headers",
    [
        b"Transport: RTP/AVP/TCP;interleaved=0-1",  # no session
        b"Session: a b\r\nTransport: RTP/AVP/TCP;interleaved=0-1",
        b"Session: \xc3\xa9\r\nTransport: RTP/AVP/TCP;interleaved=0-1",
        b"Session: 1",  # no transport
        b"Session: 1\r\nTransport: RTP/AVP/TCP;interleaved=300-301",
        b"Session: 1\r\nTransport: RTP/AVP;multicast;destination=224.0.0.1",
    ],
)
def test_a_set_up_that_says_nothing_useful_is_unreadable(headers: bytes) -> None:
    lost, _ = opening({"SETUP": b"RTSP/1.0 200 OK\r\nCSeq: {n}\r\n" + headers + b"\r\n\r\n"})
    assert isinstance(lost, Unreadable)


def test_a_silent_camera_and_one_that_trickles_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ANSWER_TIMEOUT_S", 0.2)
    silent, _ = opening({"DESCRIBE": b""})
    assert isinstance(silent, CameraLost)
    monkeypatch.setattr(connection, "ANSWER_TIMEOUT_S", 30.0)
    monkeypatch.setattr(session, "HANDSHAKE_TIMEOUT_S", 0.3)

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                writer.write(b"R")
                await asyncio.sleep(0.01)
        finally:
            writer.transport.abort()

    async def attempt() -> None:
        async with scripted() as camera:
            server = await asyncio.start_server(trickle, "127.0.0.1", 0)
            camera.port = server.sockets[0].getsockname()[1]
            with pytest.raises(CameraLost):
                await Session.open(camera.source())
            server.close()

    asyncio.run(attempt())


def test_nobody_at_the_address() -> None:
    async def attempt() -> None:
        async with scripted() as camera:
            source = camera.source()
            assert await answers(source)
        with pytest.raises(CameraLost) as lost:
            await Session.open(source)
        assert "127.0.0.1" not in str(lost.value)
        assert not await answers(source)

    asyncio.run(attempt())


def after_play(*said: bytes, pause_s: float = 0.0, times: int = 1) -> tuple[int, Exception]:
    """How many pictures come of what a camera says after PLAY, and why it ends; it stays there."""

    async def play(writer: asyncio.StreamWriter) -> None:
        for _ in range(times):
            for each in said:
                writer.write(each)
                await writer.drain()
            await asyncio.sleep(pause_s)

    async def watch_it() -> tuple[int, Exception]:
        async with scripted(play=play) as camera:
            units, reason = await units_until_lost(camera.source())
            return len(units), reason

    return asyncio.run(watch_it())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_TICK_S", 0.05)


@pytest.mark.usefixtures("impatient")
def test_silence_is_told_from_packets_that_are_no_pictures() -> None:
    pictures, reason = after_play(picture(0))
    assert pictures == 1
    assert type(reason) is CameraLost
    useless = [frame(packet(b"\x61", n, n, payload_type=97)) for n in range(3)]
    pictures, reason = after_play(*useless, pause_s=0.02, times=100)
    assert pictures == 0
    assert type(reason) is Unreadable


@pytest.mark.usefixtures("impatient")
def test_a_goodbye_counts_when_nothing_follows() -> None:
    bye = frame(b"\x81\xcb\0\1" + (7).to_bytes(4), channel=1)
    began = asyncio.run(_now())
    pictures, reason = after_play(picture(0), bye)
    assert (pictures, str(reason)) == (1, "the camera ended the stream")
    assert asyncio.run(_now()) - began < watch.READ_TIMEOUT_S
    useless = frame(packet(b"\x61", 1, 1, payload_type=97))
    _, reason = after_play(picture(0), bye, *[useless] * 3, pause_s=0.02, times=20)
    assert type(reason) is Unreadable
    told = [part for n in range(60) for part in (picture(n), bye * 5)]
    pictures, _ = after_play(*told)
    assert pictures == 60


async def _now() -> float:
    return asyncio.get_running_loop().time()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "said",
    [
        picture(0) + frame(bytes(60_000), channel=9) * 4,  # bytes
        picture(0) + frame(b"", channel=9) * 20_000,  # frames
        picture(0) + b"\r\nANNOUNCE x RTSP/1.0\r\nCSeq: 1\r\n\r\n" * 2000,  # questions
    ],
)
def test_a_flood_is_cut_off(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "MOST_BYTES_PER_S", 2_000_000)
    monkeypatch.setattr(watch, "MOST_FRAMES_PER_S", 5_000)
    _, reason = after_play(said, times=10_000)
    assert str(reason) == "sends more than a camera"


def test_what_a_camera_asks_is_answered_a_few_times_only() -> None:
    async def play(writer: asyncio.StreamWriter) -> None:
        for number in range(100):
            writer.write(f"ANNOUNCE x RTSP/1.0\r\nCSeq: {number}\r\n\r\n".encode())
        writer.write(picture(0))
        await writer.drain()

    async def watch_it() -> None:
        async with scripted(play=play) as camera:
            opened = await Session.open(camera.source())
            came = asyncio.Event()
            running = asyncio.create_task(opened.run(lambda _unit: came.set()))
            await asyncio.wait_for(came.wait(), 5)
            running.cancel()
            opened.close()
            deadline = await _now() + 5
            while not any(head.startswith("TEARDOWN") for head in camera.asked):
                assert await _now() < deadline
                await asyncio.sleep(0.01)
            assert sum("501" in head for head in camera.asked) == 8

    asyncio.run(watch_it())


def test_a_session_is_kept_alive_in_the_way_the_camera_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "_KEEP_ALIVE_S", (0.02, 0.02))
    script: dict[str, Answer] = {
        "GET_PARAMETER": b"RTSP/1.0 405 Not Allowed\r\nCSeq: {n}\r\n\r\n",
    }

    async def watch_it() -> None:
        async with scripted(script) as camera:
            opened = await Session.open(camera.source())
            running = asyncio.create_task(opened.run(lambda _unit: None))
            deadline = await _now() + 5
            while len(camera.asked) < 8:
                assert await _now() < deadline
                await asyncio.sleep(0.01)
            methods = [head.split(" ")[0] for head in camera.asked[4:8]]
            assert methods == ["GET_PARAMETER", "OPTIONS", "OPTIONS", "OPTIONS"]
            assert all("Session: 12\r\n" in head for head in camera.asked[4:8])
            running.cancel()
            opened.close()

    asyncio.run(watch_it())


def test_a_forgotten_session_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_KEEP_ALIVE_S", (0.02, 0.02))
    script: dict[str, Answer] = {
        "GET_PARAMETER": b"RTSP/1.0 454 Session Not Found\r\nCSeq: {n}\r\n\r\n"
    }

    async def watch_it() -> Exception:
        async with scripted(script) as camera:
            return (await units_until_lost(camera.source()))[1]

    assert str(asyncio.run(watch_it())) == "the camera forgot the session"


def test_a_fault_of_the_taker_is_not_taken_for_the_cameras() -> None:
    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(picture(0) + picture(1))

    def take(_unit: object) -> None:
        raise ZeroDivisionError

    async def watch_it() -> None:
        async with scripted(play=play) as camera:
            opened = await Session.open(camera.source())
            with pytest.raises(ZeroDivisionError):
                await opened.run(take)
            opened.close()

    asyncio.run(watch_it())


def test_frames_of_any_size_pass_the_buffer() -> None:
    """Whatever the sizes, the begun frame always fits behind those before it."""
    sizes = [0, 1, 3, 65_535, 65_535, 40_000, 65_535, 1, 65_535] * 3
    frames = b"".join(frame(bytes(size), channel=9) + picture(n) for n, size in enumerate(sizes))
    assert len(frames) > 3 * BUFFER_BYTES
    pictures, _ = after_play(frames + b"nonsense\r\n\r\n")
    assert pictures == len(sizes)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A certificate that a camera signed itself, and its SHA-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "camera")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=2))
        .not_valid_after(now + dt.timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "camera.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    der = made.public_bytes(serialization.Encoding.DER)
    return path, hashlib.sha256(der).hexdigest()


@pytest.mark.parametrize("pin", ["right", "wrong", None])
def test_rtsps_is_spoken_with_the_camera_agreed_on(
    certificate: tuple[Path, str], pin: str | None
) -> None:
    path, sha256 = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    agreed = {"right": sha256.upper(), "wrong": sha256[::-1], None: None}[pin]

    async def play(writer: asyncio.StreamWriter) -> None:
        for number in range(20):
            writer.write(picture(number))
        await writer.drain()
        writer.close()

    async def watch_it() -> None:
        async with scripted(play=play, context=context) as camera:
            source = camera.source("rtsps", certificate_sha256=agreed)  # type: ignore[arg-type]
            if pin == "right":
                units, _ = await units_until_lost(source)
                assert len(units) == 20
            else:
                with pytest.raises(CameraLost) as lost:
                    await Session.open(source)
                assert "certificate" in str(lost.value)
                assert not camera.asked

    asyncio.run(watch_it())
