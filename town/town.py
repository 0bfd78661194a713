"""A running town: sixty-four cameras to connect to, to misbehave, and to measure against."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from town import control
from town.cameras import INSEE, PASSWORD, POSTS, TOWN, USERNAME, Post
from town.control import Act
from town.errors import TownError
from town.film import LOOP, Progress, SceneOrder, cache_folder, footage_scene, prepare
from town.film_file import COVER, DARK, STREAMS, Codec, StreamName
from town.plan import CameraPlan, ServerPlan
from town.sent_log import SentLogReader

SYSTEM_PYTHON: Final = "/usr/bin/python3"  # GStreamer's bindings belong to it
INSTALL: Final = (
    "sudo apt-get install python3-gi gir1.2-gst-rtsp-server-1.0"
    " gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
)
_OFFSET_STEP: Final = 37  # pictures between one camera and the next: key pictures do not coincide
_READY_WITHIN_S: Final = 30.0
_LEAVE_WITHIN_S: Final = 5.0


@dataclass(frozen=True)
class TownCamera:
    """A camera as a client sees it.

    Attributes:
        username: empty when the camera asks for no password.
        transport: how the town's site file asks to read it, "tcp" or "udp"; the camera itself
            offers both.
        order: the prefect's order that authorises vidéo-verbalisation, empty when there is none.
    """

    number: int
    name: str
    sector: str
    address: str
    scene: str
    codec: Codec
    main_url: str
    sub_url: str
    username: str
    password: str
    transport: str
    order: str


class Town:
    """A town that runs until it is stopped; a context manager that stops it.

    `Town.start()` returns when every camera answers.
    """

    def __init__(
        self,
        server: subprocess.Popen[str],
        plan: ServerPlan,
        cameras: Sequence[TownCamera],
        own_run_dir: bool,
    ) -> None:
        self._server = server
        self._plan = plan
        self._own_run_dir = own_run_dir
        self._log = SentLogReader(Path(plan.sent_log))
        self.cameras = tuple(cameras)
        self.port = plan.port
        self.run_dir = Path(plan.run_dir)

    @classmethod
    def start(
        cls,
        cameras: int | Sequence[int] = len(POSTS),
        *,
        progress: Progress | None = None,
        run_dir: Path | None = None,
        footage: Sequence[Path] = (),
        port: int | None = None,
    ) -> Self:
        """Start a town; the first time, its films are made before, which takes up to a minute.

        Args:
            cameras: how many, in the order of the wall, or which, by number. Only their films are
                made.
            progress: told (pictures done, pictures to do) while films are made, from any thread.
            run_dir: for the sent log and the control socket; by default a new temporary folder,
                removed at the end.
            footage: real videos, shown by the cameras in turn instead of the generated scenes.
            port: TCP port of all cameras, each on its own address; by default a free one.

        Raises:
            TownError: something is missing or taken; nothing is left running.
        """
        posts = _posts(cameras)
        scenes = [footage_scene(path) for path in footage]
        plans = [
            CameraPlan(
                number=post.number,
                scene=scenes[index % len(scenes)] if scenes else post.scene,
                codec=post.codec,
                offset=index * _OFFSET_STEP % LOOP,
                username=USERNAME if post.digest else "",
                password=PASSWORD if post.digest else "",
            )
            for index, post in enumerate(posts)
        ]
        films = cache_folder()
        prepare(films, _orders(plans, dict(zip(scenes, footage, strict=True))), progress)
        folder = run_dir or Path(tempfile.mkdtemp(prefix="vigie-town-"))
        folder.mkdir(parents=True, exist_ok=True)
        plan = ServerPlan(
            str(films), str(folder), port or _free_port(plans[0].address), tuple(plans)
        )
        try:
            server = _serve(plan)
        except TownError:
            if run_dir is None:
                shutil.rmtree(folder)
            raise
        return cls(
            server,
            plan,
            [_seen(post, camera, plan.port) for post, camera in zip(posts, plans, strict=True)],
            own_run_dir=run_dir is None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def server_pid(self) -> int:
        """The process whose cost is the cost of serving the town."""
        return self._server.pid

    def camera(self, number: int) -> TownCamera:
        """The camera with this number; KeyError when the town has none."""
        for camera in self.cameras:
            if camera.number == number:
                return camera
        raise KeyError(number)

    def say(self, camera: int, act: Act, seconds: float | None = None) -> None:
        """Have a camera misbehave (see `town.control.MEANING`); TownError when the town refuses."""
        control.say(Path(self._plan.control_socket), camera, act, seconds)

    def sent(self, camera: int, stream: StreamName) -> list[tuple[int, int]]:
        """`(frame number, sent_at_ns)` of the stream's last pictures, oldest first, up to 160 s of
        them.

        Times are CLOCK_MONOTONIC (`time.monotonic_ns()`). Nothing is sent, and logged, while nobody
        watches.
        """
        index = [each.number for each in self.cameras].index(camera)
        return self._log.sent(index * len(STREAMS) + STREAMS.index(stream))

    def sent_at(
        self, camera: int, stream: StreamName, frame_number: int, before_ns: int
    ) -> int | None:
        """When the picture with this number was last sent before `before_ns`.

        None when it was not.
        """
        sent = self.sent(camera, stream)
        end = bisect_left(sent, before_ns, key=lambda record: record[1])
        for number, sent_at_ns in reversed(sent[:end]):
            if number == frame_number:
                return sent_at_ns
        return None

    def write_site(self, path: Path) -> None:
        """Write the site file with which Vigie watches this town."""
        blocks = [f"[site]\nname = {_toml(TOWN)}\ninsee = {_toml(INSEE)}\n"]
        blocks += [_site_block(camera) for camera in self.cameras]
        path.touch(mode=0o600)  # it holds passwords, as a real one does
        path.write_text("\n".join(blocks), encoding="utf-8")

    def stop(self) -> None:
        """Stop all cameras; does nothing when the town has stopped."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        try:
            self._server.wait(_LEAVE_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server.stdout.close()
        self._log.close()
        if self._own_run_dir:
            shutil.rmtree(self.run_dir, ignore_errors=True)

    def wait(self) -> None:
        """Return when the server has gone, which it does by itself only when it breaks."""
        self._server.wait()


def _posts(cameras: int | Sequence[int]) -> list[Post]:
    if isinstance(cameras, int):
        if not 1 <= cameras <= len(POSTS):
            raise TownError(
                f"The town has 1 to {len(POSTS)} cameras, not {cameras}.", "Ask for fewer."
            )
        return list(POSTS[:cameras])
    by_number = {post.number: post for post in POSTS}
    unknown = [number for number in cameras if number not in by_number]
    if unknown or not cameras:
        raise TownError(f"The town has no camera {unknown}.", f"It has {sorted(by_number)}.")
    return [by_number[number] for number in cameras]


def _orders(plans: Sequence[CameraPlan], footage: dict[str, Path]) -> list[SceneOrder]:
    codecs: dict[str, set[Codec]] = {}
    for plan in plans:
        codecs.setdefault(plan.scene, set()).add(plan.codec)
        for everywhere in (COVER, DARK):
            codecs.setdefault(everywhere, set()).add(plan.codec)
    return [
        SceneOrder(scene, tuple(sorted(needed)), footage.get(scene))
        for scene, needed in codecs.items()
    ]


def _free_port(address: str) -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(plan: ServerPlan) -> subprocess.Popen[str]:
    Path(plan.control_socket).unlink(missing_ok=True)  # of a town that was killed
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    try:
        server = subprocess.Popen(
            [SYSTEM_PYTHON, "-m", "town.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,  # Ctrl+C is for the town, which then closes the pipe
        )
    except OSError as error:
        raise TownError(
            f"{SYSTEM_PYTHON} cannot be run ({error.strerror}).", f"Install: {INSTALL}"
        ) from error
    assert server.stdin
    assert server.stdout
    try:
        server.stdin.write(plan.to_json() + "\n")
        server.stdin.flush()
        answer = json.loads(server.stdout.readline() or "{}")
    except (BrokenPipeError, ValueError):
        answer = {}
    if not answer.get("ready"):
        server.kill()
        server.communicate()
        what = answer.get("error", "The town's server died at once.")
        raise TownError(
            what, f"Install: {INSTALL}" if "missing" in what else "Choose another port."
        )
    return server


def _seen(post: Post, camera: CameraPlan, port: int) -> TownCamera:
    base = f"rtsp://{camera.address}:{port}"
    return TownCamera(
        number=post.number,
        name=post.name,
        sector=post.sector,
        address=post.address,
        scene=camera.scene,
        codec=post.codec,
        main_url=f"{base}/main",
        sub_url=f"{base}/sub",
        username=camera.username,
        password=camera.password,
        transport="udp" if post.udp else "tcp",
        order=post.order,
    )


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _site_block(camera: TownCamera) -> str:
    lines = [
        "[[cameras]]",
        f"number = {camera.number}",
        f"name = {_toml(camera.name)}",
        f"sector = {_toml(camera.sector)}",
        f"address = {_toml(camera.address)}",
        f"main = {_toml(camera.main_url)}",
        f"sub = {_toml(camera.sub_url)}",
        f"transport = {_toml(camera.transport)}",
    ]
    if camera.username:
        lines += [f"username = {_toml(camera.username)}", f"password = {_toml(camera.password)}"]
    if camera.order:
        year = int(camera.order[:4])
        lines += [
            "[cameras.verbalisation]",
            f"order = {_toml(camera.order)}",
            f"from = {year}-03-12",
            f"until = {year + 5}-03-12",
            "signs_checked = 2026-10-02",
        ]
    return "\n".join(lines) + "\n"
