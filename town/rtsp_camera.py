"""One camera as its viewers meet it: an RTSP server of its own that can misbehave.

Runs with the system's Python (GStreamer).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Final

from gi.repository import GLib, Gst, GstApp, GstRtsp, GstRtspServer

from town.cable import Cable
from town.control import Act
from town.film_file import GOP, RATE, STREAMS, StreamName
from town.pacer import Pacer
from town.plan import CameraPlan
from town.stream import Conduct, Stream

PAYLOADERS: Final[dict[str, str]] = {
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
_FROM_A_KEY: Final[tuple[Act, ...]] = ("freeze", "dark", "cover", "defocus")
_REBOOT_S: Final = 20.0
_CLOCK_JUMP_NS: Final = 3_600_000_000_000  # an hour: summer time set by hand


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
        self._cable = Cable(plan.address)
        self._medias: list[GstRtspServer.RTSPMedia] = []
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
            f" ! {PAYLOADERS[codec]} name=pay0 )"
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
        media.connect("unprepared", self._forget, stream, source)
        self._medias.append(media)
        self._pacer.start_stream(stream, self._slot, source)

    def _forget(
        self, media: GstRtspServer.RTSPMedia, stream: Stream, source: GstApp.AppSrc
    ) -> None:
        """The last client has left the stream. Any thread."""
        self._medias.remove(media)
        self._pacer.stop_stream(stream, self._slot, source)

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
        if seconds is not None and act in _FROM_A_KEY:
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
            case "cover":
                self.conduct.covered = True
            case "defocus":
                self.conduct.defocused = True
            case "stall":
                self.conduct.stalled = True
            case "garble":
                self.conduct.garbling = True
            case "clock":
                self.conduct.clock_ns = _CLOCK_JUMP_NS
            case "unplug":
                self.conduct.unplugged = True
                self._cable.pull(tuple(self._medias))
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
            case "cover":
                self.conduct.covered = False
            case "defocus":
                self.conduct.defocused = False
            case "stall":
                self.conduct.stalled = False
            case "garble":
                self.conduct.garbling = False
            case "clock":
                self.conduct.clock_ns = 0
            case "unplug":
                self._cable.plug_in()
                self.conduct.unplugged = False
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
