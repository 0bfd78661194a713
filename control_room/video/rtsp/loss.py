"""Why a stream ended; every text is fit for a log: no address, no password, nothing a camera said."""

from __future__ import annotations


class CameraLost(Exception):
    """No connection, or it ended."""


class CameraRefused(Exception):
    """The camera does not accept the credentials."""


class Unreadable(CameraLost):
    """The camera answers, and what it says or sends cannot be used."""
