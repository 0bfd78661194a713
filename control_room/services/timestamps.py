"""Time stamps of RFC 3161: a third party signs that a checkpoint existed at an hour.

A token is believed only if it is over the very bytes of the checkpoint's note, answers our own
request (nonce) and leads to the certificates that the administrator set. It is kept as the server
sent it, so that `openssl ts -verify` checks it too.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from control_room.errors import ControlRoomError
from control_room.services.posting import TIMEOUT_S, NoAnswer, post
from control_room.texts import QT_TRANSLATE_NOOP, Text

logger = logging.getLogger(__name__)

_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


class TimeStampMissing(ControlRoomError):
    """No time stamp was obtained; the other anchors are not concerned."""

    def __init__(self, url: str, reason: Text) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("anchors", "No time stamp from {url}: {reason}").of(
                url=url, reason=reason
            ),
            QT_TRANSLATE_NOOP("anchors", "The other anchors are not concerned."),
            QT_TRANSLATE_NOOP("anchors", "Vigie tries again by itself; tell the administrator."),
        )


class NotAStamp(ValueError):
    """The token is not a time stamp of this note that leads to the certificates."""


@dataclass(frozen=True)
class Timestamps:
    """A time stamping server.

    Attributes:
        ca: certificates (PEM) that its signature must lead to.
    """

    url: str
    ca: Path
    timeout_s: float = TIMEOUT_S

    def stamp(self, note: str) -> bytes:
        """The server's answer over the note, checked.

        Raises:
            TimeStampMissing: not reached, refused, or an answer that is not to be believed.
        """
        request = (
            TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256)
        ).build()
        try:
            answer = post(
                self.url,
                request.as_bytes(),
                "application/timestamp-query",
                timeout_s=self.timeout_s,
            )
        except NoAnswer as error:
            logger.warning("time stamps %s: %s", self.url, error)
            raise TimeStampMissing(
                self.url, QT_TRANSLATE_NOOP("anchors", "the server does not answer.")
            ) from error
        if answer.status != 200:
            logger.warning("time stamps %s: status %d", self.url, answer.status)
            raise TimeStampMissing(
                self.url, QT_TRANSLATE_NOOP("anchors", "the server refuses to sign.")
            )
        try:
            stamped_at(answer.content, note, self.ca, nonce=request.nonce)
        except NotAStamp as error:
            logger.warning("time stamps %s: %s", self.url, error)
            raise TimeStampMissing(
                self.url, QT_TRANSLATE_NOOP("anchors", "its answer is not to be believed.")
            ) from error
        return answer.content


def stamped_at(token: bytes, note: str, ca: Path, *, nonce: int | None = None) -> datetime:
    """The hour (aware UTC) at which the note existed, as the token proves it.

    Args:
        token: the answer of the server, as kept.
        nonce: of the request, where the request is at hand.

    Raises:
        NotAStamp: another note's, altered, signed by nobody that `ca` leads to, or unreadable.
    """
    try:
        roots = x509.load_pem_x509_certificates(ca.read_bytes())
        response = decode_timestamp_response(token)
        builder = VerifierBuilder(roots=roots)
        verifier = (builder if nonce is None else builder.nonce(nonce)).build()
        if response.tst_info.message_imprint.hash_algorithm != _SHA256:
            raise NotAStamp("not over a SHA-256")
        verifier.verify_message(response, note.encode())
        return response.tst_info.gen_time
    except (VerificationError, ValueError, OSError) as error:
        raise NotAStamp(str(error)) from error
