"""Whether there is a screen to open a window on; Qt would end the process to say no."""

from __future__ import annotations

import ctypes
import os
import socket
from pathlib import Path

from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP


class NoDisplay(ControlRoomError):
    """No display answers; nothing was started."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "There is no display to open the console on."),
            QT_TRANSLATE_NOOP("errors", "Nothing was started."),
            QT_TRANSLATE_NOOP("errors", "Start Vigie from a desktop session."),
        )


def display_answers() -> bool:
    """Ask the X server or the Wayland compositor; what QT_QPA_PLATFORM names needs neither."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform and not platform.startswith(("xcb", "wayland")):
        return True
    return _wayland_answers() or _x_answers()


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name)
    with socket.socket(socket.AF_UNIX) as compositor:
        try:
            compositor.connect(str(place))
        except OSError:
            return False
    return True


def _x_answers() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
