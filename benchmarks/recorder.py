"""A recorder that watches every camera, as each town hall has one.

With it, no camera begins anew for the console: who comes later waits for the next key picture. It
comes to one camera after the other, so that their key pictures do not coincide. Runs in a process
of its own; it prints how many streams it receives each time one more comes.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks.errors import NotMeasured
from benchmarks.peers.program import Program
from control_room.domain.camera import CameraId, Stream
from control_room.video.orders import StreamSource
from control_room.video.rtsp import AccessUnit, Session
from town.film_file import GOP, RATE
from town.town import Town

_ALL_WITHIN_S = 30


@contextmanager
def recorded(town: Town, cameras: Sequence[int]) -> Iterator[None]:
    """The sub streams of these cameras have a viewer while the block runs.

    Raises:
        NotMeasured: the recorder does not receive all of them.
    """
    sources = [
        {
            "camera": each.number,
            "url": each.sub_url,
            "username": each.username or None,
            "password": each.password or None,
        }
        for each in map(town.camera, cameras)
    ]
    all_received = threading.Event()

    def hear(line: str) -> None:
        if int(line) == len(sources):
            all_received.set()

    with Program(
        [sys.executable, "-m", "benchmarks.recorder"], hear, told=json.dumps(sources) + "\n"
    ):
        if not all_received.wait(_ALL_WITHIN_S):
            raise NotMeasured("the recorder does not receive every camera")
        yield


async def _record(sources: Sequence[dict[str, Any]]) -> None:
    received: set[int] = set()

    async def watch(source: StreamSource, begins_s: float) -> None:
        def take(_unit: AccessUnit) -> None:
            if source.camera not in received:
                received.add(source.camera)
                print(len(received), flush=True)

        await asyncio.sleep(begins_s)
        session = await Session.open(source)
        await session.run(take)

    async with asyncio.TaskGroup() as watching:
        for index, words in enumerate(sources):
            source = StreamSource(CameraId(words.pop("camera")), Stream.SUB, **words)
            watching.create_task(watch(source, index / len(sources) * GOP / RATE))


if __name__ == "__main__":
    asyncio.run(_record(json.loads(sys.stdin.readline())))
