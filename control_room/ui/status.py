"""What the console shows, as a file that supervision tools can read: `vigie run --status FILE`.

JSON, rewritten once a second as a whole (a reader never sees half of one):

    at         ISO 8601, UTC
    agent      matricule of who is signed in, or null
    locked     whether acts wait for the password
    workspace  name of the page on screen
    notices    what the notice area says, one text each
    tiles      one object a tile of the wall that is visible:
        camera, stream, health, shown_per_s
        age_ms   since the newest picture was received, null without one
        picture  [x, y, width, height] of the picture on the screen, in device pixels
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint

from control_room.domain.camera import Camera
from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.console import Console
from control_room.ui.routine import Routine
from control_room.ui.tasks import TaskRunner
from widgets.video_wall import VideoWall


class StatusNotWritten(ControlRoomError):
    """The status file could not be rewritten; the console itself works on."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "The status file {path} cannot be written ({reason}).").of(
                path=path, reason=reason
            ),
            QT_TRANSLATE_NOOP("errors", "Whoever watches this console from outside sees it late."),
            QT_TRANSLATE_NOOP("errors", "Free space there, or name another file with --status."),
        )


def status_file(path: Path, console: Console, tasks: TaskRunner) -> Routine:
    """What keeps the file up to date once it is started; stop it before `tasks`."""

    def prepared() -> Callable[[], None]:
        return partial(_replace, path, json.dumps(status(console), ensure_ascii=False))

    return Routine(tasks.read, prepared, console)


def status(console: Console) -> dict[str, object]:
    """The console's status, as written in the file; call on the UI thread."""
    wall, session = console.wall_on_screen, console.session
    return {
        "at": datetime.now(UTC).isoformat(),
        "agent": session.agent.matricule if session else None,
        "locked": console.is_locked,
        "workspace": console.page,
        "notices": console.notices,
        "tiles": [_tile(wall, camera) for camera in wall.cameras_visible()] if wall else [],
    }


def _tile(wall: VideoWall, camera: Camera) -> dict[str, object]:
    state, picture = wall.state_shown(camera.id), wall.picture_shown(camera.id)
    ratio = wall.devicePixelRatioF()
    box = wall.picture_box(camera.id)
    corner = wall.mapToGlobal(QPoint(box.x(), box.y()))
    age_ns = time.monotonic_ns() - picture.received_at_ns if picture else None
    return {
        "camera": camera.id,
        "stream": picture.stream.value if picture else None,
        "health": state.health.value if state else None,
        "shown_per_s": round(state.shown_per_s, 1) if state else 0.0,
        "age_ms": age_ns // 1_000_000 if age_ns is not None else None,
        "picture": [
            round(part * ratio) for part in (corner.x(), corner.y(), box.width(), box.height())
        ],
    }


def _replace(path: Path, content: str) -> None:
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_text(content, encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise StatusNotWritten(path, error.strerror or str(error)) from error
