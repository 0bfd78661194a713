"""A camera on its way from one place to another by mouse: its number, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from control_room.domain.camera import CameraId

CAMERA_MIME = "application/x-vigie-camera"


def camera_mime(camera: CameraId) -> QMimeData:
    """The camera as what is dragged."""
    mime = QMimeData()
    mime.setData(CAMERA_MIME, str(camera).encode())
    return mime


def dragged_camera(mime: QMimeData) -> CameraId | None:
    """The camera that is dragged; None if it is something else."""
    text = bytes(mime.data(CAMERA_MIME).data()).decode(errors="replace")
    return CameraId(int(text)) if text.isascii() and text.isdigit() else None
