"""Digest for those who ask for it (RFC 2617, 7616); a password is never sent in the clear."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from control_room.video.rtsp.loss import CameraRefused

_SCHEME: Final = re.compile(r"(?:^|,)\s*(Digest|Basic)(?=\s)", re.IGNORECASE)
_PARAMETER: Final = re.compile(r'([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|([^\s",]+))')
_HASHES: Final = {"SHA-256": "sha256", "MD5": "md5"}  # the stronger first


@dataclass(frozen=True)
class Challenge:
    """What a camera wants hashed; `algorithm` is a key of hashlib."""

    realm: str
    nonce: str
    algorithm: str = "md5"
    algorithm_name: str = ""
    is_session: bool = False
    has_qop: bool = False
    opaque: str = ""
    is_stale: bool = False

    def answer(
        self, account: tuple[str, str], method: str, url: str, count: int, cnonce: str
    ) -> str:
        """The value of the Authorization header."""
        username, password = account
        secret = self._hash(username, self.realm, password)
        if self.is_session:
            secret = self._hash(secret, self.nonce, cnonce)
        what = self._hash(method, url)
        parts = [
            f'username="{_quotable(username)}"',
            f'realm="{self.realm}"',
            f'nonce="{self.nonce}"',
            f'uri="{url}"',
        ]
        if self.has_qop:
            times = f"{count:08x}"
            response = self._hash(secret, self.nonce, times, cnonce, "auth", what)
            parts += ["qop=auth", f"nc={times}", f'cnonce="{cnonce}"']
        else:
            response = self._hash(secret, self.nonce, what)
            if self.is_session:
                parts.append(f'cnonce="{cnonce}"')
        parts.append(f'response="{response}"')
        if self.algorithm_name:
            parts.append(f"algorithm={self.algorithm_name}")
        if self.opaque:
            parts.append(f'opaque="{self.opaque}"')
        return "Digest " + ", ".join(parts)

    def _hash(self, *parts: str) -> str:
        text = ":".join(parts).encode("utf-8", "surrogateescape")
        return hashlib.new(self.algorithm, text, usedforsecurity=False).hexdigest()


class Authentication:
    """Answers a camera's challenges with one account, as often as is sensible.

    A wrong password is tried once: cameras lock an account after a few failures. A nonce that has
    served, or that the camera calls stale, is exchanged.
    """

    def __init__(self, username: str | None, password: str | None, *, is_private: bool) -> None:
        self._account = (username or "", password or "")
        self._is_private = is_private
        self._challenge: Challenge | None = None
        self._is_basic = False
        self._count = 0
        self._cnonce = ""
        self._has_served = False

    def header(self, method: str, url: str) -> str:
        """The Authorization header of a request, empty until the camera asked for one."""
        if self._is_basic:
            return "Basic " + base64.b64encode(":".join(self._account).encode()).decode()
        if self._challenge is None:
            return ""
        self._count += 1
        return self._challenge.answer(self._account, method, url, self._count, self._cnonce)

    def accepted(self) -> None:
        """The camera accepted the last header."""
        self._has_served = True

    def challenged(self, values: Sequence[str]) -> None:
        """The camera refused a request and said how it wants to be asked.

        Raises:
            CameraRefused: it would refuse again.
        """
        if not self._account[0]:
            raise CameraRefused("the camera asks for a password")
        challenges, takes_basic = _challenges(values)
        tried = self._challenge is not None or self._is_basic
        if challenges:
            challenge = challenges[0]
            if tried and not (self._has_served or challenge.is_stale):
                raise CameraRefused("the camera does not accept the password")
            self._challenge = challenge
            self._is_basic = False
            self._count = 0
            self._cnonce = secrets.token_hex(8)
        elif takes_basic and self._is_private:
            if tried:
                raise CameraRefused("the camera does not accept the password")
            self._is_basic = True
        elif takes_basic:
            raise CameraRefused("the camera wants the password in the clear, without encryption")
        else:
            raise CameraRefused("the camera asks for a password in an unknown way")
        self._has_served = False


def _challenges(values: Sequence[str]) -> tuple[list[Challenge], bool]:
    """The challenges that can be answered, the strongest first; whether Basic is offered."""
    digests: list[Challenge] = []
    takes_basic = False
    for value in values:
        pieces = _SCHEME.split(value)
        for scheme, text in zip(pieces[1::2], pieces[2::2], strict=True):
            if scheme.lower() == "basic":
                takes_basic = True
            elif (challenge := _challenge(text)) is not None:
                digests.append(challenge)
    strength = list(_HASHES.values())
    return sorted(digests, key=lambda each: strength.index(each.algorithm)), takes_basic


def _challenge(text: str) -> Challenge | None:
    """None when it asks for what is not done here: another hash, integrity of the body only."""
    told = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(text)}
    algorithm = told.get("algorithm", "")
    family = algorithm.upper().removesuffix("-SESS") or "MD5"
    qualities = [each.strip().lower() for each in told.get("qop", "").split(",") if each.strip()]
    if "nonce" not in told or family not in _HASHES or (qualities and "auth" not in qualities):
        return None
    return Challenge(
        realm=told.get("realm", ""),
        nonce=told["nonce"],
        algorithm=_HASHES[family],
        algorithm_name=algorithm,
        is_session=algorithm.upper().endswith("-SESS"),
        has_qop=bool(qualities),
        opaque=told.get("opaque", ""),
        is_stale=told.get("stale", "").lower() == "true",
    )


def _quotable(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
