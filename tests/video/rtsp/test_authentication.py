"""The digests of the RFCs, and how often a password is tried."""

from __future__ import annotations

import re

import pytest

from control_room.video.rtsp import CameraRefused
from control_room.video.rtsp.authentication import Authentication, Challenge

MUFASA = ("Mufasa", "Circle of Life")
RFC_7616 = {
    "realm": "http-auth@example.org",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    "has_qop": True,
}
RFC_7616_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def response(header: str) -> str:
    found = re.search(r'response="([0-9a-f]+)"', header)
    assert found
    return found[1]


def test_rfc_2617() -> None:
    challenge = Challenge(
        "testrealm@host.com",
        "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        has_qop=True,
        opaque="5ccc069c403ebaf9f0171e9517f40e41",
    )
    header = challenge.answer(("Mufasa", "Circle Of Life"), "GET", "/dir/index.html", 1, "0a4f113b")
    assert response(header) == "6629fae49393a05397450978507c4ef1"
    assert "nc=00000001" in header
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in header


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("md5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("sha256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_rfc_7616(algorithm: str, expected: str) -> None:
    challenge = Challenge(**RFC_7616, algorithm=algorithm)
    header = challenge.answer(MUFASA, "GET", "/dir/index.html", 1, RFC_7616_CNONCE)
    assert response(header) == expected


def test_sessions_hash_the_nonces_into_the_secret() -> None:
    """RFC 2617, 3.2.2.2, worked out with another tool."""
    import hashlib

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    challenge = Challenge("r", "n", is_session=True, has_qop=True)
    secret = md5(md5("u:r:p") + ":n:c")
    expected = md5(f"{secret}:n:00000002:c:auth:{md5('PLAY:rtsp://x')}")
    assert response(challenge.answer(("u", "p"), "PLAY", "rtsp://x", 2, "c")) == expected


def authentication(*, is_private: bool = False, username: str = "viewer") -> Authentication:
    return Authentication(username, "secret", is_private=is_private)


def test_nothing_is_told_before_it_is_asked() -> None:
    assert authentication(is_private=True).header("OPTIONS", "rtsp://x") == ""


@pytest.mark.parametrize(
    "offers",
    [
        ['Digest realm="a", nonce="b"', 'Digest realm="a", nonce="c", algorithm=SHA-256'],
        [  # all in one header
            'Basic realm="a", Digest nonce="b", Digest nonce="c", algorithm=SHA-256, qop="auth"'
        ],
    ],
)
def test_the_strongest_offer_is_taken(offers: list[str]) -> None:
    asked = authentication(is_private=True)
    asked.challenged(offers)
    header = asked.header("PLAY", "rtsp://x")
    assert header.startswith("Digest ")
    assert "algorithm=SHA-256" in header
    assert 'nonce="c"' in header


@pytest.mark.parametrize(
    "offers",
    [
        ['Basic realm="a"'],
        ['Digest realm="a", nonce="b", algorithm=SHA-512-256'],
        ['Digest realm="a", nonce="b", qop="auth-int"'],
        ['Digest realm="a"'],
        ["Negotiate"],
        [],
    ],
)
def test_what_cannot_be_answered_safely_is_refused(offers: list[str]) -> None:
    asked = authentication()
    with pytest.raises(CameraRefused):
        asked.challenged(offers)
    assert asked.header("PLAY", "rtsp://x") == ""


def test_the_password_goes_in_the_clear_through_tls_only() -> None:
    asked = authentication(is_private=True)
    asked.challenged(['Basic realm="a"'])
    assert asked.header("PLAY", "rtsp://x") == "Basic dmlld2VyOnNlY3JldA=="


def test_a_wrong_password_is_tried_once() -> None:
    asked = authentication()
    asked.challenged(['Digest realm="a", nonce="b"'])
    asked.header("DESCRIBE", "rtsp://x")
    with pytest.raises(CameraRefused):
        asked.challenged(['Digest realm="a", nonce="c"'])


def test_a_stale_nonce_is_exchanged_and_so_is_one_that_served() -> None:
    asked = authentication()
    asked.challenged(['Digest realm="a", nonce="b"'])
    asked.challenged(['Digest realm="a", nonce="c", stale=TRUE'])
    assert 'nonce="c"' in asked.header("DESCRIBE", "rtsp://x")
    asked.accepted()
    asked.challenged(['Digest realm="a", nonce="d"'])
    assert 'nonce="d"' in asked.header("SETUP", "rtsp://x")


def test_without_an_account_nothing_is_tried() -> None:
    with pytest.raises(CameraRefused):
        authentication(username="").challenged(['Digest realm="a", nonce="b"'])


def test_quotes_in_a_name_stay_in_the_name() -> None:
    asked = authentication(username='a", uri="b')
    asked.challenged(['Digest realm="a", nonce="b"'])
    assert 'username="a\\", uri=\\"b"' in asked.header("PLAY", "rtsp://x")
