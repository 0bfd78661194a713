"""A small town of cameras, and the hosts that watch it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import pytest

from control_room.domain.camera import CameraId, Health, Mask, Stream, StreamState, StreamUse
from control_room.domain.picture import Picture
from control_room.video.hosts import RING_BUDGET_BYTES, CameraHosts, StreamSource
from town.town import Town

T = TypeVar("T")

SQUARE, DIGEST, JPEG, NIGHT = CameraId(12), CameraId(14), CameraId(53), CameraId(43)


def wait_for(found: Callable[[], T], within_s: float, what: str) -> T:
    """Poll until `found` gives something true; fail with `what` did not come."""
    deadline = time.monotonic() + within_s
    while True:
        if answer := found():
            return answer
        if time.monotonic() > deadline:
            pytest.fail(f"{what}: not within {within_s} s")
        time.sleep(0.01)


class Watch:
    """The sub and main streams of the town's cameras as the console sees them."""

    def __init__(
        self,
        town: Town,
        *,
        ring_budget_bytes: int = RING_BUDGET_BYTES,
        masks: Mapping[CameraId, Sequence[Mask]] | None = None,
        **sources_differ: str,
    ) -> None:
        self.town = town
        self.hosts = CameraHosts(
            [
                StreamSource(
                    CameraId(camera.number),
                    stream,
                    camera.main_url if stream is Stream.MAIN else camera.sub_url,
                    "tcp",
                    sources_differ.get("username", camera.username) or None,
                    sources_differ.get("password", camera.password) or None,
                )
                for camera in town.cameras
                for stream in Stream
            ],
            hosts=2,
            ring_budget_bytes=ring_budget_bytes,
            masks=masks,
        )

    def picture(self, camera: CameraId, stream: Stream = Stream.SUB) -> Picture:
        return wait_for(
            lambda: self.hosts.picture(camera, stream), 10, f"a picture of {camera} {stream}"
        )

    def state(self, camera: CameraId) -> StreamState:
        return self.hosts.state(camera, Stream.SUB)

    def becomes(self, camera: CameraId, health: Health, within_s: float) -> StreamState:
        return wait_for(
            lambda: (state := self.state(camera)).health is health and state,
            within_s,
            f"camera {camera} {health}, instead of {self.state(camera)}",
        )


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    with Town.start([SQUARE, DIGEST, JPEG, NIGHT]) as town:
        yield town


@pytest.fixture(scope="module")
def watch(town: Town) -> Iterator[Watch]:
    """All sub streams, in the town's own size."""
    watch = Watch(town)
    watch.hosts.start()
    watch.hosts.show(subs(town))
    yield watch
    watch.hosts.stop()


def subs(
    town: Town, size_px: tuple[int, int] = (640, 360)
) -> dict[tuple[CameraId, Stream], StreamUse]:
    return {(CameraId(camera.number), Stream.SUB): StreamUse(size_px) for camera in town.cameras}
