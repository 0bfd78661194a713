"""Where the running town takes orders for its cameras: the server's side of `town.control`.

Runs with the system's Python (GLib).
"""

from __future__ import annotations

import json
import socket
from pathlib import Path

from gi.repository import GLib

from town.control import ACTS
from town.rtsp_camera import Camera


class ControlSocket:
    """Takes orders from any number of connections on GLib's main thread.

    See `town.control` for the words.
    """

    def __init__(self, path: str, cameras: dict[int, Camera]) -> None:
        self._cameras = cameras
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(path)
        self._socket.listen()
        GLib.io_add_watch(self._socket, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN, self._accept)

    def close(self) -> None:
        """Take no more orders; the name disappears."""
        self._socket.close()
        Path(self._path).unlink(missing_ok=True)

    def _accept(self, *_: object) -> bool:
        connection, _peer = self._socket.accept()
        GLib.io_add_watch(
            connection,
            GLib.PRIORITY_DEFAULT,
            GLib.IOCondition.IN | GLib.IOCondition.HUP,
            self._hear,
            bytearray(),
        )
        return True  # GLib.SOURCE_CONTINUE

    def _hear(self, connection: socket.socket, _condition: object, heard: bytearray) -> bool:
        try:
            words = connection.recv(4096)
            heard += words
            while b"\n" in heard:
                line, _, rest = bytes(heard).partition(b"\n")
                heard[:] = rest
                connection.sendall(json.dumps(self._answer(line)).encode() + b"\n")
        except OSError:  # the other side left without waiting for its answer
            words = b""
        if not words:
            connection.close()
            return False  # GLib.SOURCE_REMOVE
        return True  # GLib.SOURCE_CONTINUE

    def _answer(self, line: bytes) -> dict[str, object]:
        try:
            order = json.loads(line)
            number, act, seconds = order["camera"], order["act"], order.get("seconds")
        except (ValueError, KeyError, TypeError, AttributeError):
            return {"error": "an order is a JSON object with camera, act and perhaps seconds"}
        if number not in self._cameras:
            return {"error": f"there is no camera {number}"}
        if act not in ACTS:
            return {"error": f"there is no act {act}"}
        if seconds is not None and not (isinstance(seconds, (int, float)) and 0 < seconds < 1e6):
            return {"error": f"{seconds} is not a number of seconds"}
        try:
            self._cameras[number].act(act, seconds)
        except OSError as error:
            return {"error": str(error)}
        return {"done": True}
