"""One HTTP request to another computer that neither waits for ever nor swallows what it is sent."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 64 * 1024


class NoAnswer(Exception):
    """The other computer cannot be reached, is too slow, or answers with too much."""


@dataclass(frozen=True)
class Answer:
    """What the other computer said."""

    status: int
    content: bytes


def post(url: str, content: bytes, content_type: str, *, timeout_s: float = TIMEOUT_S) -> Answer:
    """Send the content; any status is an answer, a redirection too: it is not followed.

    Args:
        timeout_s: for the whole of it.

    Raises:
        NoAnswer: there was none in time, or one beyond `MAX_ANSWER_BYTES`.
    """
    request = urllib.request.Request(url, content, {"Content-Type": content_type}, method="POST")
    return _answer(request, timeout_s)


def get(url: str, *, timeout_s: float = TIMEOUT_S) -> Answer:
    """Ask for what is there, under the same conditions.

    Raises:
        NoAnswer: there was none in time, or one beyond `MAX_ANSWER_BYTES`.
    """
    return _answer(urllib.request.Request(url), timeout_s)


def _answer(request: urllib.request.Request, timeout_s: float) -> Answer:
    until_s = time.monotonic() + timeout_s
    try:
        with _OPENER.open(request, timeout=timeout_s) as response:
            return Answer(response.status, _read(response, until_s))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _read(error, until_s))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(str(error)) from error


class _NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NotFollowed)


def _read(response: http.client.HTTPResponse | urllib.error.HTTPError, until_s: float) -> bytes:
    content = bytearray()
    try:
        # One read of the socket at a time: each may take the whole time-out.
        while part := response.read1(MAX_ANSWER_BYTES):
            content += part
            if len(content) > MAX_ANSWER_BYTES:
                raise NoAnswer("an answer too long")
            if time.monotonic() > until_s:
                raise NoAnswer("an answer too slow")
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(str(error)) from error
    return bytes(content)
