"""Why a stream ended. Every text is fit for a log: no address, no password, no camera's words."""

from __future__ import annotations


class CameraLost(Exception):
    """No connection, or it ended."""


class CameraRefused(Exception):
    """The camera does not accept the credentials."""


class Unreadable(CameraLost):
    """The camera answers, and what it says or sends cannot be used."""
