"""A camera that is away is asked now and then, whoever waits for it, and never with a password."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from control_room.domain.camera import CameraId, Stream
from control_room.video import doors, live
from control_room.video.doors import Door, Doors
from control_room.video.live import LiveStream
from control_room.video.orders import StreamSource
from control_room.video.ring import Budget, Ring
from control_room.video.rtsp.patience import patience
from control_room.video.showing import Showing
from control_room.video.slot_writer import SlotWriter
from control_room.video.watched import slot_for
from tests.video.rtsp.scripted import ok


class DeadCamera:
    """Counts who calls, and hangs up at once; when it is well again, it answers OPTIONS alone.

    Attributes:
        is_moody: it is well for two calls, and not for the two after.
    """

    def __init__(self) -> None:
        self.calls_s: list[float] = []
        self.said: list[bytes] = []
        self.described_s: list[float] = []
        self.is_well = self.is_moody = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls_s.append(time.monotonic())
        if self.is_moody:
            self.is_well = len(self.calls_s) % 4 > 1
        while self.is_well and (said := await reader.read(4096)):
            self.said.append(said)
            if said.startswith(b"DESCRIBE"):
                self.described_s.append(time.monotonic())
                writer.write(b"RTSP/1.0 503 Busy\r\n\r\n")
            else:
                writer.write(ok("1"))
        writer.transport.abort()


def with_camera(test: Callable[[DeadCamera, str], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        camera = DeadCamera()
        server = await asyncio.start_server(camera.serve, "127.0.0.1", 0)
        try:
            await test(camera, f"rtsp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        finally:
            server.close()

    asyncio.run(run())


def source(address: str, stream: Stream = Stream.SUB) -> StreamSource:
    return StreamSource(CameraId(1), stream, f"{address}/{stream}", "tcp", "agent", "secret")


async def becomes(is_so: Callable[[], object], within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while not is_so():
            await asyncio.sleep(0.01)


def test_streams_of_one_address_share_a_door() -> None:
    all_doors = Doors(8)
    main = all_doors.of(source("rtsp://10.0.0.1", Stream.MAIN))
    assert all_doors.of(source("rtsp://10.0.0.1")) is main
    assert all_doors.of(source("rtsp://10.0.0.1:8554")) is not main
    assert all_doors.of(source("rtsp://10.0.0.2")) is not main


def test_however_many_wait_one_question_is_put_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "ASK_EVERY_S", 0.1)

    async def test(camera: DeadCamera, address: str) -> None:
        door = Door(source(address))
        began_s = time.monotonic()
        waiting = [asyncio.ensure_future(door.answers_again(0)) for _ in range(10)]
        await becomes(lambda: len(camera.calls_s) > 5, 3)
        assert door.is_away
        for _ in range(20):  # who gives up and comes again has nothing asked sooner
            waiting.pop(0).cancel()
            waiting.append(asyncio.ensure_future(door.answers_again(0)))
            await asyncio.sleep(0.01)
        camera.is_well = True
        await asyncio.wait_for(asyncio.gather(*waiting), 1)
        assert door.returns == 1
        assert len(camera.calls_s) <= (time.monotonic() - began_s) / 0.1 + 1
        assert all(b"Authorization" not in said for said in camera.said)

    with_camera(test)


def test_who_is_away_for_long_or_answers_is_asked_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "ASK_EVERY_S", 0.02)
    monkeypatch.setattr(doors, "ASK_SELDOM_EVERY_S", 0.3)
    monkeypatch.setattr(doors, "SOON_BACK_S", 1.5)

    async def next_gap_s(camera: DeadCamera) -> float:
        calls = len(camera.calls_s)
        await becomes(lambda: len(camera.calls_s) > calls, 3)
        return camera.calls_s[-1] - camera.calls_s[-2]

    async def test(camera: DeadCamera, address: str) -> None:
        door = Door(source(address))
        waiting = [asyncio.ensure_future(door.answers_again(returns)) for returns in (0, 1)]
        await becomes(lambda: len(camera.calls_s) > 8, 1.5)
        camera.is_well = True
        await becomes(lambda: door.returns, 1)
        assert await next_gap_s(camera) > 0.25
        camera.is_well = False
        await becomes(lambda: door.is_away, 2)
        assert await next_gap_s(camera) < 0.2
        await becomes(lambda: camera.calls_s[-1] - camera.calls_s[-2] > 0.25, 3)
        assert await next_gap_s(camera) > 0.25
        waiting.pop().cancel()

    with_camera(test)


def test_a_camera_that_comes_and_goes_is_not_hammered_with_a_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doors, "ASK_EVERY_S", 0.05)
    monkeypatch.setattr(doors, "ASK_SELDOM_EVERY_S", 0.05)
    monkeypatch.setattr(live, "_FIRST_WAIT_S", 0.2)

    async def test(camera: DeadCamera, address: str) -> None:
        slot = slot_for((CameraId(1), Stream.SUB), (640, 360))
        stream = LiveStream(source(address), Doors(8), lambda _now_ns: None)
        ring = Ring(30, Budget(1_000_000))
        camera.is_moody = True
        stream.start(Showing(stream.source, SlotWriter(slot.name), ring, None, stream.say))
        try:
            await becomes(lambda: len(camera.described_s) >= 6, 20)
            assert camera.described_s[5] - camera.described_s[0] > 1.2
        finally:
            stream.close()
            slot.remove()

    with_camera(test)


def test_what_the_loop_had_no_time_for_is_not_missing() -> None:
    async def test() -> str:
        with pytest.raises(TimeoutError):
            async with patience(0.3):
                await asyncio.sleep(5)
        async with patience(0.6):
            for _ in range(2):
                time.sleep(0.5)
                await asyncio.sleep(0)
            return "patient"

    assert asyncio.run(test()) == "patient"
