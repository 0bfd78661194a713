"""A shot as the host sends it, checked before anybody believes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from control_room.domain.camera import CameraId, Health, Stream
from control_room.domain.picture import Shot
from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP, Text
from control_room.video.segment import MAX_HEIGHT_PX, MAX_WIDTH_PX

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


class ShotNotPossible(ControlRoomError):
    """No full-resolution picture could be had; nothing was kept."""

    def __init__(self, camera: CameraId, reason: Text) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "No shot from camera {camera}: {reason}.").of(
                camera=camera, reason=reason
            ),
            QT_TRANSLATE_NOOP("errors", "Nothing was kept."),
            QT_TRANSLATE_NOOP("errors", "Wait for a live picture, then take the shot again."),
        )


NOT_WATCHED = QT_TRANSLATE_NOOP("errors", "its full stream is not open")
NOT_ON_SCREEN = QT_TRANSLATE_NOOP("errors", "its full stream is not on screen yet")
NOT_HELD = QT_TRANSLATE_NOOP("errors", "that picture is no longer held")
TOO_SLOW = QT_TRANSLATE_NOOP("errors", "the camera's host did not answer in time")


def shot_from(
    camera: CameraId,
    stream: Stream,
    words: dict[str, Any],
    blobs: list[bytes],
    *,
    is_masked: bool,
) -> Shot:
    """The shot in a host's answer: with the camera's own bytes unless that is masked.

    Raises:
        ValueError: the answer is not one.
    """
    try:
        png, packets = blobs
        shot = Shot(
            camera=camera,
            stream=stream,
            width_px=_whole(words["width_px"]),
            height_px=_whole(words["height_px"]),
            sequence=_whole(words["sequence"]),
            pts_90khz=None if words["pts_90khz"] is None else _whole(words["pts_90khz"]),
            received_at_ns=_whole(words["received_at_ns"]),
            received_at=datetime.fromtimestamp(_whole(words["wall_ns"]) / 1e9, UTC),
            source=_whole(words["connection"]),
            health=Health(words["health"]),
            codec=str(words["codec"]),
            png=png,
            packets=packets,
        )
    except (KeyError, TypeError, OverflowError, OSError) as error:
        raise ValueError("not a shot") from error
    if not (
        0 < shot.width_px <= MAX_WIDTH_PX
        and 0 < shot.height_px <= MAX_HEIGHT_PX
        and png.startswith(_PNG_MAGIC)
        and is_masked != bool(packets)
    ):
        raise ValueError("not a shot")
    return shot


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{type(value).__name__} is not a number")
    return value
