"""TLS to a camera: against the certificate agreed on, or else against the system's authorities."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from functools import cache

from control_room.video.rtsp.loss import CameraLost


def context(certificate_sha256: str | None) -> ssl.SSLContext:
    """What a connection is opened with; `check` follows when a certificate is agreed on."""
    return _trusting() if certificate_sha256 is None else _pinned()


def check(connection: ssl.SSLObject, certificate_sha256: str) -> None:
    """Whether the camera showed the certificate with this SHA-256 (of its DER form, in hex).

    Raises:
        CameraLost: it showed another; nothing was sent to it.
    """
    shown = hashlib.sha256(connection.getpeercert(binary_form=True) or b"").hexdigest()
    agreed = certificate_sha256.replace(":", "").strip().lower()
    if not hmac.compare_digest(shown, agreed.encode("ascii", "replace").decode()):
        raise CameraLost("the camera shows another certificate than the one agreed on")


@cache
def _trusting() -> ssl.SSLContext:
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


@cache
def _pinned() -> ssl.SSLContext:
    """Most cameras sign for themselves: the certificate itself is compared instead."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made
