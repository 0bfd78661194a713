"""Evidence files: named by their content, tied to the camera and the moment they show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from control_room.domain.camera import CameraId, Health, Stream


@dataclass(frozen=True)
class StillRef:
    """A stored still.

    Attributes:
        sha256: lower-case hex digest of the PNG file, which is also its name in the store.
        captured_at: when the picture reached this computer, aware UTC.
        shown_at: when it was on screen and the key was pressed, aware UTC.
        health: of the stream at that moment.
    """

    sha256: str
    size_bytes: int
    camera: CameraId
    stream: Stream
    width_px: int
    height_px: int
    sequence: int
    captured_at: datetime
    shown_at: datetime
    health: Health
