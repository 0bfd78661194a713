"""RTSP messages: what a camera says is read within limits, what it is told stays in its lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from control_room.video.rtsp.loss import Unreadable

LONGEST_LINE_BYTES: Final = 4096
LONGEST_HEAD_BYTES: Final = 32 * 1024
LONGEST_BODY_BYTES: Final = 64 * 1024
MOST_HEADERS: Final = 64

_END_OF_HEAD: Final = b"\r\n\r\n"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_VERSION: Final = "RTSP/1.0"
_USER_AGENT: Final = "Vigie"


@dataclass(frozen=True, slots=True)
class Message:
    """What a camera said.

    Attributes:
        status: of an answer; None when the camera asks something itself.
        method: of what the camera asks; empty in an answer.
        headers: all values of each header, by its name in small letters.
    """

    status: int | None
    method: str
    headers: Mapping[str, Sequence[str]]
    body: bytes

    def header(self, name: str) -> str:
        """The header's first value, empty when there is none."""
        values = self.headers.get(name)
        return values[0] if values else ""


def read(data: bytearray, start: int, end: int) -> tuple[Message, int] | None:
    """The message that begins at `start`, and where it ends; None while it is not all there.

    Raises:
        Unreadable: it is no RTSP, or exceeds the limits.
    """
    if not data[start : start + 1].isalpha():
        raise Unreadable("what it says is no RTSP")
    head_end = data.find(_END_OF_HEAD, start, min(end, start + LONGEST_HEAD_BYTES))
    if head_end < 0:
        if end - start >= LONGEST_HEAD_BYTES:
            raise Unreadable("a message without end")
        return None
    first, *lines = data[start:head_end].decode("utf-8", "surrogateescape").split("\r\n")
    headers = _headers([first, *lines])
    body_start = head_end + len(_END_OF_HEAD)
    body_end = body_start + _length(headers.get("content-length", ()))
    if body_end > end:
        return None
    status, method = _meaning(first)
    return Message(status, method, headers, bytes(data[body_start:body_end])), body_end


def _headers(lines: Sequence[str]) -> dict[str, list[str]]:
    """The headers below the first line, all of it checked."""
    if len(lines) > MOST_HEADERS + 1:
        raise Unreadable("a message with too many headers")
    headers: dict[str, list[str]] = {}
    for index, line in enumerate(lines):
        if len(line) > LONGEST_LINE_BYTES:
            raise Unreadable("a message with too long a line")
        if _CONTROL.search(line):
            raise Unreadable("a message with control characters")
        if index:
            name, colon, value = line.partition(":")
            if not colon:
                raise Unreadable("a message with a broken header")
            headers.setdefault(name.strip().lower(), []).append(value.strip())
    return headers


def _length(values: Sequence[str]) -> int:
    if not values:
        return 0
    text = values[0]
    if len(set(values)) > 1 or not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise Unreadable("a message of no plausible length")
    if int(text) > LONGEST_BODY_BYTES:
        raise Unreadable("a message that is too long")
    return int(text)


def _meaning(first: str) -> tuple[int | None, str]:
    """Status of an answer, or method of a question."""
    words = first.split(" ", 2)
    if words[0].startswith("RTSP/1."):
        code = words[1] if len(words) > 1 else ""
        if not (code.isascii() and code.isdigit() and len(code) == 3):
            raise Unreadable("an answer without a status")
        return int(code), ""
    if len(words) == 3 and words[2].startswith("RTSP/1.") and words[0].replace("_", "").isalpha():
        return None, words[0]
    raise Unreadable("what it says is no RTSP")


def request(method: str, url: str, number: int, headers: Mapping[str, str]) -> bytes:
    """A question to the camera.

    Raises:
        Unreadable: what the camera told us to say would break out of its line.
    """
    lines = [f"{method} {url} {_VERSION}", f"CSeq: {number}", f"User-Agent: {_USER_AGENT}"]
    return _written(lines + [f"{name}: {value}" for name, value in headers.items()])


def not_implemented(question: Message) -> bytes:
    """The answer to whatever a camera asks; empty when it asks without a number."""
    number = question.header("cseq")
    if not (number.isascii() and number.isdigit() and len(number) <= 10):
        return b""
    return _written([f"{_VERSION} 501 Not Implemented", f"CSeq: {number}"])


def _written(lines: Sequence[str]) -> bytes:
    if any(_CONTROL.search(line) for line in lines):
        raise Unreadable("a name with control characters")
    return "\r\n".join((*lines, "", "")).encode("utf-8", "surrogateescape")
