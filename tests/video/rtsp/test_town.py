"""The receiver at real RTSP cameras: every codec, both ways, and the ways a camera goes wrong."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Iterator
from itertools import pairwise

import av
import pytest

from control_room.domain.camera import CameraId, Stream
from control_room.video.orders import StreamSource
from control_room.video.rtsp import (
    AccessUnit,
    CameraLost,
    CameraRefused,
    Session,
    Unreadable,
    answers,
    watch,
)
from town import frame_number
from town.film import LOOP
from town.film_file import RATE
from town.town import Town

pytestmark = pytest.mark.town

PICTURES = 15
H264, H265, MJPEG, DIGEST = 21, 22, 53, 65


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with Town.start((H264, H265, MJPEG, DIGEST)) as running:
        yield running


@pytest.fixture(autouse=True)
def everybody_behaves(town: Town) -> Iterator[None]:
    yield
    for camera in town.cameras:
        town.say(camera.number, "normal")


def source(
    town: Town,
    number: int,
    stream: Stream = Stream.SUB,
    transport: str = "tcp",
    password: str | None = None,
) -> StreamSource:
    camera = town.camera(number)
    return StreamSource(
        CameraId(number),
        stream,
        camera.main_url if stream is Stream.MAIN else camera.sub_url,
        transport,  # type: ignore[arg-type]
        camera.username or None,
        password or camera.password or None,
    )


async def units_of(session: Session, count: int) -> list[AccessUnit]:
    """The next units of a session, which is closed then."""
    units: list[AccessUnit] = []

    def take(unit: AccessUnit) -> None:
        units.append(unit)
        if len(units) == count:
            session.close()

    with pytest.raises(CameraLost):
        await session.run(take)
    return units


@pytest.mark.parametrize(
    ("stream", "transport"), [(Stream.SUB, "tcp"), (Stream.SUB, "udp"), (Stream.MAIN, "tcp")]
)
@pytest.mark.parametrize("number", [H264, H265, MJPEG, DIGEST])
def test_every_picture_comes_whole_and_at_once(
    town: Town, number: int, stream: Stream, transport: str
) -> None:
    async def receive() -> tuple[Session, list[AccessUnit]]:
        session = await Session.open(source(town, number, stream, transport))
        return session, await units_of(session, PICTURES)

    session, units = asyncio.run(receive())
    assert units[0].is_key
    assert not any(unit.is_damaged for unit in units)
    assert session.counters.lost == 0
    assert {later.pts_90khz - unit.pts_90khz for unit, later in pairwise(units)} == {90_000 // RATE}

    decoder = av.CodecContext.create(session.codec.name, "r")
    decoder.extradata = session.codec.extradata
    decoder.options = {"err_detect": "explode"}
    frames = [frame for unit in units for frame in decoder.decode(av.Packet(unit.data))]
    frames += decoder.decode(None)
    numbers = [frame_number.read(frame.to_ndarray(format="gray")) for frame in frames]
    assert numbers == [(numbers[0] + step) % LOOP for step in range(PICTURES)]

    # None waits for the picture after it, which goes out 40 ms later.
    waits_ms = [
        (unit.received_at_ns - sent_at_ns) / 1e6
        for unit, shown in zip(units, numbers, strict=True)
        if (sent_at_ns := town.sent_at(number, stream.value, shown, unit.received_at_ns))
    ]
    assert len(waits_ms) > PICTURES / 2
    assert statistics.median(waits_ms) < 1000 / RATE


def test_wrong_and_missing_passwords_are_refused(town: Town) -> None:
    camera = town.camera(DIGEST)
    anonymous = StreamSource(CameraId(DIGEST), Stream.SUB, camera.sub_url)
    for refused in (source(town, DIGEST, password="guessed"), anonymous):
        with pytest.raises(CameraRefused):
            asyncio.run(Session.open(refused))


def test_a_stream_that_does_not_exist_is_lost(town: Town) -> None:
    nowhere = StreamSource(CameraId(H264), Stream.SUB, town.camera(H264).sub_url + "/nowhere")
    with pytest.raises(CameraLost):
        asyncio.run(Session.open(nowhere))


def ends(town: Town, number: int, transport: str, misbehave: Callable[[], None]) -> Exception:
    """Why a stream ends that plays when the camera begins to misbehave."""

    async def receive() -> Exception:
        session = await Session.open(source(town, number, Stream.SUB, transport))
        loop = asyncio.get_running_loop()
        misbehaving = iter([misbehave])

        def take(_unit: AccessUnit) -> None:
            for act in misbehaving:
                loop.run_in_executor(None, act)

        with pytest.raises(CameraLost) as ended:
            await session.run(take)
        session.close()
        return ended.value

    return asyncio.run(receive())


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_camera_that_reboots_is_lost_and_found(town: Town, transport: str) -> None:
    async def found_again() -> None:
        assert not await answers(source(town, H264))
        deadline = asyncio.get_running_loop().time() + 10
        while not await answers(source(town, H264)):
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.05)
        session = await Session.open(source(town, H264, Stream.SUB, transport))
        assert len(await units_of(session, 5)) == 5

    lost = ends(town, H264, transport, lambda: town.say(H264, "reboot", 2))
    assert not isinstance(lost, Unreadable)
    asyncio.run(found_again())


def test_a_camera_that_changes_its_password_is_lost_then_refused(town: Town) -> None:
    ends(town, DIGEST, "tcp", lambda: town.say(DIGEST, "refuse"))
    with pytest.raises(CameraRefused):
        asyncio.run(Session.open(source(town, DIGEST)))


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_camera_that_falls_silent_is_lost(
    town: Town, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_TICK_S", 0.2)
    lost = ends(town, H264, transport, lambda: town.say(H264, "stall"))
    assert str(lost) == "the camera sends nothing"


def test_a_camera_whose_clock_jumps_goes_on(town: Town) -> None:
    async def receive() -> list[AccessUnit]:
        session = await Session.open(source(town, H264))
        units: list[AccessUnit] = []
        loop = asyncio.get_running_loop()

        def take(unit: AccessUnit) -> None:
            units.append(unit)
            if len(units) == 5:
                loop.run_in_executor(None, town.say, H264, "clock")
            if len(units) == 40:
                session.close()

        with pytest.raises(CameraLost):
            await session.run(take)
        return units

    units = asyncio.run(receive())
    steps = [later.pts_90khz - unit.pts_90khz for unit, later in pairwise(units)]
    assert max(steps) > 3000 * 90_000
    assert not any(unit.is_damaged for unit in units)
