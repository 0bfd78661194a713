"""What a camera says is read within limits; what it says cannot break out of our lines."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control_room.video.rtsp import CameraLost, Unreadable, messages
from control_room.video.rtsp.address import Address
from control_room.video.rtsp.sdp import video_of

OK = b"RTSP/1.0 200 OK\r\n"


def read(said: bytes) -> tuple[messages.Message, int] | None:
    return messages.read(bytearray(said), 0, len(said))


def test_an_answer_is_read_to_its_end() -> None:
    said = (
        OK
        + b"CSeq: 3\r\nWWW-Authenticate: a\r\nwww-authenticate: b\r\nContent-Length: 2\r\n\r\nhi$"
    )
    found = read(said)
    assert found is not None
    message, after = found
    assert (message.status, message.header("cseq"), message.body) == (200, "3", b"hi")
    assert list(message.headers["www-authenticate"]) == ["a", "b"]
    assert said[after:] == b"$"


@given(st.integers(1, 60))
def test_an_unfinished_message_is_waited_for(size: int) -> None:
    said = OK + b"CSeq: 3\r\nContent-Length: 20\r\n\r\n" + bytes(20)
    assert read(said[: min(size, len(said) - 1)]) is None


@pytest.mark.parametrize(
    "said",
    [
        OK + b"X: " + b"a" * 4096 + b"\r\n\r\n",
        OK + b"X: a\r\n" * 65 + b"\r\n",
        OK + b"X: a" * 9000,
        OK + b"Content-Length: -1\r\n\r\n",
        OK + b"Content-Length: 65537\r\n\r\n",
        OK + b"Content-Length: 99999999999999999999\r\n\r\n",
        OK + b"Content-Length: \xd9\xa3\r\n\r\n",
        OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        OK + b"Session: a\0b\r\n\r\n",
        OK + b"Session: a\nEvil: b\r\n\r\n",
        OK + b"Session a\r\n\r\n",
        b"RTSP/1.0 2x0 OK\r\n\r\n",
        b"RTSP/1.0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\xff\xfe nonsense\r\n\r\n",
    ],
)
def test_what_exceeds_the_limits_is_refused(said: bytes) -> None:
    with pytest.raises(Unreadable):
        read(said)


def test_what_a_camera_asks_is_answered_with_its_number_alone() -> None:
    found = read(b"ANNOUNCE rtsp://x/ RTSP/1.0\r\nCSeq: 12\r\n\r\n")
    assert found is not None
    assert found[0].status is None
    assert messages.not_implemented(found[0]) == b"RTSP/1.0 501 Not Implemented\r\nCSeq: 12\r\n\r\n"
    for number in (b"", b"1 2", b"9" * 11, b"\xc2\xb2"):
        asked = read(b"SET_PARAMETER rtsp://x/ RTSP/1.0\r\nCSeq: " + number + b"\r\n\r\n")
        assert asked is not None
        assert messages.not_implemented(asked[0]) == b""


@pytest.mark.parametrize("evil", ["a\r\nEvil: b", "a\0", "a\n", "\x7f"])
def test_nothing_said_holds_a_second_line(evil: str) -> None:
    with pytest.raises(Unreadable):
        messages.request("PLAY", "rtsp://camera/", 1, {"Session": evil})


HERE = "rtsp://user:secret@10.0.0.9:8554/live?x=1"


@pytest.mark.parametrize(
    ("base", "control", "asked"),
    [
        ("", "", "rtsp://10.0.0.9:8554/live?x=1"),
        ("", "*", "rtsp://10.0.0.9:8554/live?x=1"),
        ("rtsp://10.0.0.9:8554/live/", "trackID=1", "rtsp://10.0.0.9:8554/live/trackID=1"),
        ("rtsp://10.0.0.9:8554/live", "trackID=1", "rtsp://10.0.0.9:8554/live/trackID=1"),
        ("", "rtsp://10.0.0.9:8554/live/t1", "rtsp://10.0.0.9:8554/live/t1"),
        ("", "/t1", "rtsp://10.0.0.9:8554/t1"),
        ("rtsp://169.254.169.254/live/", "t1", "rtsp://10.0.0.9:8554/live/t1"),
        ("", "RTSP://127.0.0.1:22/t1", "rtsp://10.0.0.9:8554/t1"),
        ("file:///etc/", "passwd", "rtsp://10.0.0.9:8554/etc/passwd"),
        ("http://169.254.169.254/", "t1", "rtsp://10.0.0.9:8554/t1"),
    ],
)
def test_addresses_stay_on_the_camera(base: str, control: str, asked: str) -> None:
    assert Address(HERE).of(base, control) == asked


@pytest.mark.parametrize("control", ["a b", "t\x00", "é", "a" * 3000, "rtsp://[::1/t"])
def test_addresses_that_cannot_be_one_are_refused(control: str) -> None:
    with pytest.raises(Unreadable):
        Address(HERE).of("", control)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_leaves_the_camera(base: str, control: str) -> None:
    try:
        url = Address(HERE).of(base, control)
    except Unreadable:
        return
    assert url.startswith("rtsp://10.0.0.9:8554")
    assert url.removeprefix("rtsp://10.0.0.9:8554")[:1] in ("", "/", "?", "#")


@pytest.mark.parametrize("url", ["http://camera/", "file:///etc/passwd", "rtsp://", "rtsp://a:b/"])
def test_other_addresses_are_no_cameras(url: str) -> None:
    with pytest.raises(CameraLost):
        Address(url)


def test_ports_names_and_letters_of_addresses() -> None:
    assert Address("rtsp://camera/a é").url == "rtsp://camera/a%20%C3%A9"
    assert (Address("rtsp://camera/").port, Address("rtsps://camera/").port) == (554, 322)
    six = Address("rtsp://[::1]:8554/live")
    assert (six.host, six.port, six.url) == ("::1", 8554, "rtsp://[::1]:8554/live")


CAMERA = (
    "v=0\r\na=control:*\r\nm=audio 0 RTP/AVP 0\r\na=control:track2\r\n"
    "m=video 0 RTP/AVP 96\r\na=rtpmap:96 {0}/90000\r\na=fmtp:96 {1}\r\na=control:track1\r\n"
)


def test_the_first_video_is_found_with_its_parameter_sets() -> None:
    told = "packetization-mode=1; sprop-parameter-sets=Z0IAKQ==,aM48gA; profile-level-id=42"
    video = video_of(CAMERA.format("H264", told).encode())
    assert video.codec.name == "h264"
    assert video.codec.extradata == b"\0\0\0\1\x67\x42\0\x29\0\0\0\1\x68\xce\x3c\x80"
    assert (video.payload_type, video.clock_hz) == (96, 90_000)
    assert (video.control, video.session_control) == ("track1", "*")


def test_h265_and_jpeg() -> None:
    told = "sprop-sps=QgE=; sprop-vps=QAE=; sprop-pps=RAE=, !!"
    video = video_of(CAMERA.format("H265", told).encode())
    assert video.codec.name == "hevc"
    assert video.codec.extradata == b"".join(b"\0\0\0\1" + bytes([k, 1]) for k in (64, 66, 68))
    assert video_of(b"m=video 0 RTP/AVP 26\r\n").codec.name == "mjpeg"


@pytest.mark.parametrize(
    "description",
    [
        CAMERA.format("VP8", "").encode(),
        CAMERA.format("H264", "packetization-mode=2").encode(),
        CAMERA.format("H265", "sprop-max-don-diff=1").encode(),
        CAMERA.format("H264", "").replace("90000", "0").encode(),
        b"m=video 0 RTP/AVP 96\r\n" * 17,
        b"m=video 0 RTP/AVP \xb2 999 -1\r\n",
    ],
)
def test_videos_that_cannot_be_shown_are_refused(description: bytes) -> None:
    with pytest.raises(Unreadable):
        video_of(description)


@given(st.binary(max_size=300))
def test_any_description_is_survived(description: bytes) -> None:
    for said in (description, CAMERA.format("H264", "").encode() + description):
        with suppress(CameraLost):
            assert video_of(said).clock_hz > 0


def test_a_description_in_utf_16_is_none() -> None:
    with pytest.raises(CameraLost):
        video_of(CAMERA.format("H264", "").encode("utf-16"))
