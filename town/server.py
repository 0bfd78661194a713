"""The town's RTSP server: every camera has its own loopback address and sends what is in the films.

Runs with the system's Python, because GStreamer's bindings come with the system, and needs the
standard library besides:

    /usr/bin/python3 -m town.server < pipe

The first line on standard input is the plan (`ServerPlan` as JSON: passwords stay out of the
arguments), the answer on standard output is one line, `{"ready": true}` or `{"error": what,
"remedy": what to do}`. The server leaves when standard input ends, which is also what happens when
its parent dies.
"""

from __future__ import annotations

import json
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from town.control import ACTS, Act
from town.film_file import DARK, GOP, RATE, STREAMS, Codec, StreamName, film_name, read_film
from town.plan import CameraPlan, ServerPlan
from town.sent_log import SentLogWriter

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstApp", "1.0")
    gi.require_version("GstRtsp", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstApp, GstRtsp, GstRtspServer
except (ImportError, ValueError) as error:
    print(json.dumps({"error": f"GStreamer's RTSP server is missing ({error})."}), flush=True)
    sys.exit(3)

from town.stream import PICTURE_NS, Conduct, Reel, Stream

_PAYLOADERS: Final[dict[str, str]] = {
    "h264": "rtph264pay config-interval=0 pt=96",
    "h265": "rtph265pay config-interval=0 pt=96",
    "mjpeg": "rtpjpegpay pt=26",
}
_CAPS: Final[dict[str, str]] = {
    "h264": "video/x-h264,stream-format=byte-stream,alignment=au",
    "h265": "video/x-h265,stream-format=byte-stream,alignment=au",
    "mjpeg": "image/jpeg",
}
_QUEUED_PICTURES: Final = 100  # for a client that does not read: 4 s, then the oldest are lost
_UDP_PORTS: Final = (20000, 20199)  # on each camera's own address
_ROLE: Final = "viewer"
_SLOTS: Final = 8  # cameras are spread over so many moments of the 40 ms
_REBOOT_S: Final = 20.0
_CLOCK_JUMP_NS: Final = 3_600_000_000_000  # an hour: summer time set by hand
_SESSIONS_CLEANED_EVERY_S: Final = 5


class Pacer(threading.Thread):
    """Sends every started stream's picture at its moment, 25 times a second, without drift."""

    def __init__(self) -> None:
        super().__init__(name="pacer", daemon=True)
        self._slots: list[tuple[Stream, ...]] = [()] * _SLOTS
        self._requests: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._leaving = False

    def start_stream(self, stream: Stream, slot: int, source: GstApp.AppSrc) -> None:
        """Send the stream's pictures into `source` from the next tick on; any thread."""

        def start() -> None:
            stream.start(source)
            if stream not in self._slots[slot]:
                self._slots[slot] += (stream,)

        self._requests.put(start)

    def stop_stream(self, stream: Stream, slot: int, source: GstApp.AppSrc) -> None:
        """Nobody reads `source` any more; any thread."""

        def stop() -> None:
            if stream.stop(source):
                self._slots[slot] = tuple(each for each in self._slots[slot] if each is not stream)

        self._requests.put(stop)

    def leave(self) -> None:
        """Stop sending; returns when the last picture is out."""
        self._leaving = True
        self.join()

    def run(self) -> None:
        started_at_ns = time.monotonic_ns()
        turn = 0
        while not self._leaving:
            wait_ns = started_at_ns + turn * PICTURE_NS // _SLOTS - time.monotonic_ns()
            if wait_ns > 0:
                time.sleep(wait_ns / 1e9)
            while not self._requests.empty():
                self._requests.get()()
            tick, slot = divmod(turn, _SLOTS)
            for stream in self._slots[slot]:
                stream.push(tick)
            turn += 1


class Camera:
    """One camera: its address, its two streams, its conduct.

    GLib's main thread, where nothing else is said.
    """

    def __init__(
        self,
        plan: CameraPlan,
        port: int,
        slot: int,
        pacer: Pacer,
        make_stream: Callable[[StreamName, Conduct], Stream],
    ) -> None:
        self._plan = plan
        self._slot = slot
        self._pacer = pacer
        self.conduct = Conduct()
        self._listening = 0
        self._ends: dict[Act, int] = {}
        self._server = GstRtspServer.RTSPServer.new()
        self._server.set_address(plan.address)
        self._server.set_service(str(port))
        self._auth = _digest_auth(plan.username, plan.password) if plan.username else None
        self._server.set_auth(self._auth)
        mounts = self._server.get_mount_points()
        for name in STREAMS:
            mounts.add_factory(f"/{name}", self._factory(make_stream(name, self.conduct)))

    def _factory(self, stream: Stream) -> GstRtspServer.RTSPMediaFactory:
        factory = GstRtspServer.RTSPMediaFactory.new()
        codec = self._plan.codec
        width, height = stream.size_px  # rtpjpegpay wants to know beforehand
        factory.set_launch(
            f"( appsrc name=source format=time is-live=true"
            f" max-bytes=0 max-buffers={_QUEUED_PICTURES} leaky-type=downstream"
            f" caps={_CAPS[codec]},width={width},height={height}"
            f" ! {_PAYLOADERS[codec]} name=pay0 )"
        )
        factory.set_shared(True)
        factory.set_latency(0)
        factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP | GstRtsp.RTSPLowerTrans.UDP)
        ports = GstRtspServer.RTSPAddressPool.new()
        ports.add_range(self._plan.address, self._plan.address, *_UDP_PORTS, 0)
        factory.set_address_pool(ports)
        factory.add_role_from_structure(_may_view(_ROLE))
        factory.add_role_from_structure(_may_view("anonymous"))
        factory.connect("media-configure", self._feed, stream)
        return factory

    def _feed(self, _factory: Any, media: GstRtspServer.RTSPMedia, stream: Stream) -> None:
        """A first client asked for the stream.

        Let the pacer feed it as long as the media lives. Any thread.
        """
        source = media.get_element().get_by_name_recurse_up("source")
        media.connect("new-state", _free_sinks)
        media.connect(
            "unprepared", lambda _media: self._pacer.stop_stream(stream, self._slot, source)
        )
        self._pacer.start_stream(stream, self._slot, source)

    def listen(self) -> None:
        """Answer on the camera's address; raises OSError when the port is taken."""
        if not self._listening:
            self._listening = self._server.attach(None)
        if not self._listening:
            raise OSError(f"{self._plan.address} port {self._server.get_service()} is taken")

    def close(self) -> None:
        """Answer nobody, cut every connection."""
        if self._listening:
            GLib.source_remove(self._listening)
            self._listening = 0
        self._cut()

    def act(self, act: Act, seconds: float | None) -> None:
        """Begin to misbehave and, after `seconds`, end it; `normal` ends everything at once."""
        if act == "normal":
            for begun in tuple(self._ends):
                self._end(begun)
            return
        if act == "drop":
            self._cut()
            return
        if act in self._ends:
            self._end(act)
        if act == "reboot" and seconds is None:
            seconds = _REBOOT_S
        self._begin(act)
        if seconds is not None and act in ("freeze", "dark"):
            seconds += GOP / RATE  # it begins with a key picture, and lasts from there on
        self._ends[act] = (
            GLib.timeout_add(round(seconds * 1000), self._end, act) if seconds is not None else 0
        )

    def _begin(self, act: Act) -> None:
        match act:
            case "freeze":
                self.conduct.frozen = True
            case "dark":
                self.conduct.dark = True
            case "stall":
                self.conduct.stalled = True
            case "garble":
                self.conduct.garbling = True
            case "clock":
                self.conduct.clock_ns = _CLOCK_JUMP_NS
            case "reboot":
                self.close()
            case "refuse":
                self._server.set_auth(_digest_auth(secrets.token_hex(), secrets.token_hex()))
                self._cut()

    def _end(self, act: Act) -> bool:
        timer = self._ends.pop(act)
        if timer and GLib.main_context_default().find_source_by_id(timer):
            GLib.source_remove(timer)
        match act:
            case "freeze":
                self.conduct.frozen = False
            case "dark":
                self.conduct.dark = False
            case "stall":
                self.conduct.stalled = False
            case "garble":
                self.conduct.garbling = False
            case "clock":
                self.conduct.clock_ns = 0
            case "reboot":
                self.listen()
            case "refuse":
                self._server.set_auth(self._auth)
        return False  # GLib.SOURCE_REMOVE

    def _cut(self) -> None:
        self._server.client_filter(lambda *_: GstRtspServer.RTSPFilterResult.REMOVE)
        self._server.get_session_pool().filter(lambda *_: GstRtspServer.RTSPFilterResult.REMOVE)

    def forget_old_sessions(self) -> None:
        """Free what clients left behind that went away without a word."""
        self._server.get_session_pool().cleanup()


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


def serve(plan: ServerPlan) -> None:
    """Serve the town until standard input ends or a signal says stop."""
    Gst.init(None)
    missing = [
        name.split()[0]
        for name in ("appsrc", *_PAYLOADERS.values())
        if Gst.ElementFactory.find(name.split()[0]) is None
    ]
    if missing:
        raise OSError(f"GStreamer's plugins are missing ({', '.join(missing)})")
    loop = GLib.MainLoop()
    log = SentLogWriter(Path(plan.sent_log), len(plan.cameras) * len(STREAMS))
    films = Path(plan.films)
    pacer = Pacer()

    @cache
    def reel(scene: str, stream: StreamName, codec: Codec) -> Reel:
        return Reel(read_film(films / film_name(scene, stream, codec)))

    def camera(index: int, camera_plan: CameraPlan) -> Camera:
        def stream(name: StreamName, conduct: Conduct) -> Stream:
            return Stream(
                index=index * len(STREAMS) + STREAMS.index(name),
                reel=reel(camera_plan.scene, name, camera_plan.codec),
                dark=reel(DARK, name, camera_plan.codec),
                offset=camera_plan.offset,
                conduct=conduct,
                log=log,
            )

        return Camera(camera_plan, plan.port, index % _SLOTS, pacer, stream)

    cameras = {each.number: camera(index, each) for index, each in enumerate(plan.cameras)}
    for each in cameras.values():
        each.listen()
    control = ControlSocket(plan.control_socket, cameras)

    def clean() -> bool:
        for each in cameras.values():
            each.forget_old_sessions()
        return True  # GLib.SOURCE_CONTINUE

    def leave(*_: object) -> bool:
        loop.quit()
        return False  # GLib.SOURCE_REMOVE

    GLib.timeout_add_seconds(_SESSIONS_CLEANED_EVERY_S, clean)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.HUP, leave)
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, number, leave)
    pacer.start()
    print(json.dumps({"ready": True}), flush=True)
    loop.run()
    pacer.leave()
    for each in cameras.values():
        each.close()
    control.close()


def _free_sinks(media: GstRtspServer.RTSPMedia, _state: int) -> None:
    """Have the sinks send at once: the pacer keeps time, and a camera's clock may jump an hour."""
    sinks = media.get_element().get_parent().iterate_sinks()
    sinks.foreach(lambda sink: sink.set_property("sync", False))


def _may_view(role: str) -> Gst.Structure:
    structure = Gst.Structure.new_empty(role)
    for right in ("media.factory.access", "media.factory.construct"):
        structure.set_value(right, True)
    return structure


def _digest_auth(username: str, password: str) -> GstRtspServer.RTSPAuth:
    auth = GstRtspServer.RTSPAuth.new()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken.new()
    token.set_string("media.factory.role", _ROLE)
    auth.add_digest(username, password, token)
    return auth


def main() -> int:
    """Read the plan, serve, report what stands in the way."""
    try:
        serve(ServerPlan.from_json(sys.stdin.readline()))
    except OSError as error:
        print(json.dumps({"error": f"{error}."}), flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
