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
import signal
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

from town.film_file import (
    COVER,
    DARK,
    STREAMS,
    Codec,
    StreamName,
    defocused,
    film_name,
    read_film,
)
from town.plan import CameraPlan, ServerPlan
from town.sent_log import SentLogWriter

try:
    import gi

    for binding in ("Gst", "GstApp", "GstRtsp", "GstRtspServer"):
        gi.require_version(binding, "1.0")
        import_module(f"gi.repository.{binding}")
    from gi.repository import GLib, Gst
except (ImportError, ValueError) as error:
    print(json.dumps({"error": f"GStreamer's RTSP server is missing ({error})."}), flush=True)
    sys.exit(3)

from town.control_socket import ControlSocket
from town.pacer import SLOTS, Pacer
from town.rtsp_camera import PAYLOADERS, Camera
from town.stream import Conduct, Reel, Reels, Stream

_SESSIONS_CLEANED_EVERY_S: Final = 5


def serve(plan: ServerPlan) -> None:
    """Serve the town until standard input ends or a signal says stop."""
    Gst.init(None)
    missing = [
        name.split()[0]
        for name in ("appsrc", *PAYLOADERS.values())
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
                reels=Reels(
                    *(
                        reel(scene, name, camera_plan.codec)
                        for scene in (
                            camera_plan.scene,
                            defocused(camera_plan.scene),
                            COVER,
                            DARK,
                        )
                    )
                ),
                offset=camera_plan.offset,
                conduct=conduct,
                log=log,
            )

        return Camera(camera_plan, plan.port, index % SLOTS, pacer, stream)

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
