"""What a stream keeps from one connection to the next, and when it shows the present at once."""

import asyncio
from collections.abc import Iterator
from fractions import Fraction
from typing import cast

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from control_room.domain.camera import CameraId, Health, Stream
from control_room.video.frames import FrameSlot
from control_room.video.orders import StreamSource
from control_room.video.ring import Budget, Ring
from control_room.video.rtsp import AccessUnit, Codec
from control_room.video.showing import Showing
from control_room.video.slot_writer import SlotWriter
from control_room.video.watched import slot_for

_SECOND_NS = 1_000_000_000
_SIZE_PX = (640, 360)


class _Stream:
    """A stream that shows what it is given, a picture a second, and what it said last."""

    def __init__(self, slot: FrameSlot, stream: Stream) -> None:
        self.said = Health.CONNECTING
        self.now_ns = _SECOND_NS
        self.showing = Showing(
            StreamSource(CameraId(1), stream, "rtsp://127.0.0.1/"),
            SlotWriter(slot.name),
            Ring(30, Budget(50_000_000)),
            _SIZE_PX,
            self._say,
        )

    def connect(self, codec: Codec, connection: int) -> None:
        self.showing.end()
        self.showing.begin(codec, connection, self.now_ns)

    async def take(self, data: bytes, *, is_key: bool = True) -> None:
        self.now_ns += _SECOND_NS
        pts = self.now_ns * 9 // 100_000
        self.showing.take(AccessUnit(data, pts, is_key, False, self.now_ns, self.now_ns))
        await asyncio.sleep(0)

    def _say(self, health: Health, _since_ns: int) -> None:
        self.said = health


@pytest.fixture(params=[Stream.SUB])
def stream(request: pytest.FixtureRequest) -> Iterator[_Stream]:
    slot = slot_for((CameraId(1), request.param), _SIZE_PX)
    stream = _Stream(slot, request.param)
    yield stream
    stream.showing.close()
    slot.remove()


def _street(sigma: float, seed: int) -> bytes:
    """Houses and windows, in focus or not, with the sensor's noise; a JPEG picture."""
    dice = np.random.default_rng(1)
    street = np.full((360, 640), 140, np.uint8)
    for _ in range(60):
        x, y = int(dice.integers(0, 620)), int(dice.integers(20, 330))
        width, height = int(dice.integers(8, 90)), int(dice.integers(8, 70))
        cv2.rectangle(street, (x, y), (x + width, y + height), int(dice.integers(20, 230)), -1)
    seen = cv2.GaussianBlur(street, (0, 0), sigma).astype(np.int16)
    noise = np.random.default_rng(seed).integers(-3, 4, street.shape)
    grey = np.clip(seen + noise, 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    return cast("NDArray[np.uint8]", jpeg).tobytes()


async def _send(stream: _Stream, sigma: float, seeds: range) -> None:
    for seed in seeds:
        await stream.take(_street(sigma, seed))


@pytest.mark.parametrize("pause", ["connection", "hidden"])
def test_what_was_learnt_of_a_camera_outlasts_a_pause(stream: _Stream, pause: str) -> None:
    async def look() -> list[Health]:
        stream.connect(Codec("mjpeg", b""), 1)
        await _send(stream, 0.8, range(30))
        said = [stream.said]
        if pause == "connection":
            stream.connect(Codec("mjpeg", b""), 2)
        else:
            stream.showing.use(None, None, stream.now_ns)
            await _send(stream, 0.8, range(30, 32))
            stream.showing.use(None, _SIZE_PX, stream.now_ns)
        await _send(stream, 6, range(100, 104))
        said.append(stream.said)
        await _send(stream, 6, range(104, 115))
        return [*said, stream.said]

    assert asyncio.run(look()) == [Health.LIVE, Health.LIVE, Health.DEFOCUSED]


@pytest.mark.parametrize("pause", ["connection", "hidden"])
def test_a_camera_out_of_focus_stays_so_over_a_pause_until_it_is_sharp(
    stream: _Stream, pause: str
) -> None:
    async def look() -> list[Health]:
        stream.connect(Codec("mjpeg", b""), 1)
        await _send(stream, 0.8, range(30))
        await _send(stream, 6, range(100, 115))
        said = [stream.said]
        if pause == "connection":
            stream.connect(Codec("mjpeg", b""), 2)
            await _send(stream, 6, range(200, 202))
        else:
            stream.showing.use(None, None, stream.now_ns)
            await _send(stream, 6, range(200, 202))
            stream.showing.use(None, _SIZE_PX, stream.now_ns)
        said.append(stream.said)
        await _send(stream, 0.8, range(300, 306))
        return [*said, stream.said]

    assert asyncio.run(look()) == [Health.DEFOCUSED, Health.DEFOCUSED, Health.LIVE]


def test_a_stream_that_knows_nothing_says_what_its_camera_is_known_for(stream: _Stream) -> None:
    async def look() -> set[Health]:
        stream.showing.suspect(Health.DEFOCUSED, 0)
        stream.connect(Codec("mjpeg", b""), 1)
        await _send(stream, 6, range(2))
        said = set()
        for seed in range(2, 15):
            await stream.take(_street(6, seed))
            said.add(stream.said)
        return said

    assert asyncio.run(look()) == {Health.DEFOCUSED}


def _group(pictures: int) -> list[bytes]:
    """A key picture and those that follow it."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = _SIZE_PX
    encoder.pix_fmt, encoder.time_base = "yuv420p", Fraction(1, 25)
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "g": "250"}
    packets = []
    for number in range(pictures):
        frame = av.VideoFrame.from_ndarray(np.full((360, 640, 3), number, np.uint8), "bgr24")
        frame.pts = number
        packets += encoder.encode(frame)
    return [bytes(packet) for packet in packets + encoder.encode(None)]


@pytest.mark.parametrize(
    ("stream", "pictures", "shows"),
    [(Stream.SUB, 50, True), (Stream.MAIN, 12, True), (Stream.MAIN, 50, False)],
    indirect=["stream"],
)
def test_a_stream_that_becomes_visible_shows_the_present_if_that_is_cheap(
    stream: _Stream, pictures: int, shows: bool
) -> None:
    async def become_visible() -> int:
        stream.showing.use(None, None, stream.now_ns)
        stream.connect(Codec("h264", b""), 1)
        for place, data in enumerate(_group(pictures)):
            await stream.take(data, is_key=place == 0)
        stream.showing.use(None, _SIZE_PX, stream.now_ns)
        return stream.showing.shown_at_ns

    assert asyncio.run(become_visible()) == (stream.now_ns if shows else 0)


@pytest.mark.parametrize("stream", [Stream.MAIN], indirect=True)
def test_what_the_pictures_cost_before_tells_whether_they_are_cheap(stream: _Stream) -> None:
    async def become_visible() -> int:
        stream.connect(Codec("h264", b""), 1)
        group = _group(40)
        for place, data in enumerate(group[:20]):
            await stream.take(data, is_key=place == 0)
        stream.showing.use(None, None, stream.now_ns)
        for data in group[20:]:
            await stream.take(data, is_key=False)
        stream.showing.use(None, _SIZE_PX, stream.now_ns)
        return stream.showing.shown_at_ns

    assert asyncio.run(become_visible()) == stream.now_ns


def test_a_lone_unit_is_not_live_when_its_stream_becomes_visible(stream: _Stream) -> None:
    async def become_visible() -> list[Health]:
        stream.showing.use(None, None, stream.now_ns)
        stream.connect(Codec("mjpeg", b""), 1)
        await stream.take(_street(0.8, 1))
        stream.showing.use(None, _SIZE_PX, stream.now_ns)
        said = [stream.said]
        await stream.take(_street(0.8, 2))
        return [*said, stream.said]

    assert asyncio.run(become_visible()) == [Health.CONNECTING, Health.LIVE]
