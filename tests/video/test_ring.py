"""A shot is exactly the picture that was asked for, however the camera encodes."""

import dataclasses
import io
import struct
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from control_room.video.decoder import Decoder
from control_room.video.ring import Budget, NotInRing, Ring, decode_last, stream_bytes
from control_room.video.rtsp import AccessUnit, Codec
from control_room.video.scale import Scaler
from town import frame_number

_SECOND_NS = 1_000_000_000
_PICTURES = 60
_GROUP = 20


def _film(
    b_frames: int, *, headers_outside: bool, encoder_name: str = "libx264"
) -> tuple[Codec, list[AccessUnit]]:
    """Two seconds and a half of numbered pictures, a key picture every twentieth."""
    encoder = av.CodecContext.create(encoder_name, "w")
    encoder.width, encoder.height, encoder.pix_fmt = 640, 360, "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = {
        "threads": "1",
        "preset": "ultrafast",
        "bf": str(b_frames),
        "g": str(_GROUP),
        "x264-params": f"keyint={_GROUP}:scenecut=0:open-gop=0:b-adapt=0",
        "x265-params": f"keyint={_GROUP}:scenecut=0:open-gop=0:bframes=0:log-level=none",
    }
    if headers_outside:
        encoder.flags |= 1 << 22  # AV_CODEC_FLAG_GLOBAL_HEADER
    encoder.open()
    packets = []
    for number in range(_PICTURES):
        pixels = np.full((360, 640, 3), 90, np.uint8)
        frame_number.draw(pixels, number)
        frame = av.VideoFrame.from_ndarray(pixels, "bgr24")
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    return Codec(
        encoder.codec.canonical_name, (encoder.extradata or b"") if headers_outside else b""
    ), [
        AccessUnit(
            bytes(packet),
            (packet.pts or 0) * 3600,
            is_key=packet.is_keyframe,
            is_damaged=False,
            received_at_ns=place * _SECOND_NS // 25 + 1,
            wall_ns=1,
        )
        for place, packet in enumerate(packets)
    ]


def _ring(keep_s: float, limit_bytes: int = 10_000_000) -> Ring:
    return Ring(keep_s, Budget(limit_bytes))


def _filled(ring: Ring, codec: Codec, units: list[AccessUnit]) -> dict[int, int]:
    """Play the units as a live stream does; frame numbers by sequence."""
    decoder = Decoder(codec)
    numbers: dict[int, int] = {}
    for sequence, unit in enumerate(units, 1):
        ring.add(unit, sequence, codec, 1)
        for frame in decoder.decode(unit, sequence):
            number = frame_number.read(Scaler().bgr(frame))
            assert number is not None
            assert frame.pts is not None
            numbers[frame.pts] = number
    return numbers


def _shown(codec: Codec, units: list[AccessUnit]) -> tuple[list[int | None], int]:
    """The numbers that come out, and how many units were spoiled."""
    decoder = Decoder(codec)
    frames = [frame for place, unit in enumerate(units, 1) for frame in decoder.decode(unit, place)]
    return [frame_number.read(Scaler().bgr(frame)) for frame in frames], decoder.spoiled


@pytest.mark.parametrize("b_frames", [0, 2])
@pytest.mark.parametrize("headers_outside", [False, True])
def test_a_cut_is_the_picture_with_that_sequence(b_frames: int, headers_outside: bool) -> None:
    ring = _ring(60)
    numbers = _filled(ring, *_film(b_frames, headers_outside=headers_outside))
    assert len(numbers) > _PICTURES - 5
    for sequence, number in numbers.items():
        group = ring.group(sequence)
        assert frame_number.read(Scaler().bgr(decode_last(group))) == number
    assert ring.group().last == _PICTURES


@pytest.mark.parametrize("headers_outside", [False, True])
def test_the_packets_of_a_cut_can_be_decoded_by_anybody(headers_outside: bool) -> None:
    ring = _ring(60)
    numbers = _filled(ring, *_film(0, headers_outside=headers_outside))
    with av.open(io.BytesIO(stream_bytes(ring.group(33))), format="h264") as file:
        pictures = [frame.to_ndarray(format="bgr24") for frame in file.decode(video=0)]
    assert [frame_number.read(picture) for picture in pictures] == list(
        range(_GROUP, numbers[33] + 1)
    )


def test_the_ring_keeps_its_age_and_the_budget() -> None:
    codec, units = _film(0, headers_outside=False)
    short = _ring(0.5)
    numbers = _filled(short, codec, units)
    short.group(len(numbers) - 12)  # 0.5 s ago
    with pytest.raises(NotInRing):
        short.group(_GROUP)
    small = _ring(60, sum(len(unit.data) + 200 for unit in units[-_GROUP:]) + 10)
    _filled(small, codec, units)
    small.group(len(numbers))
    with pytest.raises(NotInRing):
        small.group(_PICTURES - _GROUP)


def test_the_ring_that_reaches_furthest_for_its_wish_gives_way() -> None:
    codec, units = _film(0, headers_outside=False)
    whole = sum(len(unit.data) + 200 for unit in units)
    budget = Budget(2 * whole - 100)
    wished, unwished = Ring(120, budget), Ring(2.4, budget)
    for sequence, unit in enumerate(units, 1):
        wished.add(unit, sequence, codec, 1)
        unwished.add(unit, sequence, codec, 1)
    assert wished.group(1).first == 1
    with pytest.raises(NotInRing):
        unwished.group(1)
    assert wished.held_bytes + unwished.held_bytes == budget.held_bytes <= budget.limit_bytes
    unwished.close()
    assert budget.held_bytes == wished.held_bytes


def test_a_camera_without_a_second_key_picture_does_not_pass_the_budget() -> None:
    codec, units = _film(0, headers_outside=False)
    endless = units[:_GROUP]
    budget = Budget(sum(len(unit.data) for unit in endless) // 2)
    ring = Ring(60, budget)
    for sequence, unit in enumerate(endless, 1):
        ring.add(unit, sequence, codec, 1)
        assert budget.held_bytes <= budget.limit_bytes
    with pytest.raises(NotInRing):
        ring.group()


def test_what_never_was_cannot_be_cut() -> None:
    ring = _ring(60)
    with pytest.raises(NotInRing):
        ring.group()
    codec, units = _film(0, headers_outside=False)
    _filled(ring, codec, units[5:])  # joined between key pictures
    with pytest.raises(NotInRing):
        ring.group(1000)
    assert ring.group().units[0].is_key


def test_a_time_past_begins_with_the_group_that_shows_it() -> None:
    ring = _ring(60)
    codec, units = _film(0, headers_outside=False)
    _filled(ring, codec, units)
    groups = ring.since(units[25].received_at_ns)
    assert [group.first for group in groups] == [_GROUP + 1, 2 * _GROUP + 1]
    assert ring.since(0)[0].first == 1
    assert ring.since(units[-1].received_at_ns + _SECOND_NS)[0].last == _PICTURES


@pytest.mark.parametrize("encoder_name", ["libx264", "libx265"])
def test_nothing_built_on_what_the_receiver_missed_comes_out(encoder_name: str) -> None:
    codec, units = _film(0, headers_outside=False, encoder_name=encoder_name)
    units[5] = dataclasses.replace(units[5], is_damaged=True)
    came_out, spoiled = _shown(codec, units)
    assert came_out == [*range(5), *range(_GROUP, _PICTURES)]
    assert spoiled == _GROUP - 5


def test_nothing_built_on_a_lost_picture_comes_out() -> None:
    codec, units = _film(0, headers_outside=False, encoder_name="libx265")
    del units[5]
    came_out, spoiled = _shown(codec, units)
    assert came_out == [*range(5), *range(_GROUP, _PICTURES)]
    assert spoiled == _GROUP - 6


def test_nothing_built_on_a_damaged_picture_comes_out() -> None:
    codec, units = _film(0, headers_outside=False)
    data = units[5].data
    half = len(data) // 2
    units[5] = dataclasses.replace(units[5], data=data[:half] + bytes(len(data) - half))
    came_out, spoiled = _shown(codec, units)
    assert came_out == [*range(5), *range(_GROUP, _PICTURES)]
    assert spoiled == _GROUP - 5


def test_without_its_hardware_a_picture_is_decoded_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    codec, units = _film(0, headers_outside=False)
    for _ in range(2):
        decoder = Decoder(codec, "d3d11va")  # of another system than the one of these tests
        assert all(len(decoder.decode(unit, place)) == 1 for place, unit in enumerate(units, 1))
        assert decoder.spoiled == 0
    assert caplog.text.count("the processor does") == 1


def test_a_picture_larger_than_any_wall_is_not_decoded() -> None:
    _, units = _film(0, headers_outside=False)
    # A JPEG file says its size in its frame header: four bytes.
    jpeg = cv2.imencode(".jpg", np.zeros((360, 640, 3), np.uint8))[1].tobytes()
    place = jpeg.index(b"\xff\xc0") + 5
    huge = jpeg[:place] + struct.pack(">HH", 9000, 9000) + jpeg[place + 4 :]
    decoder = Decoder(Codec("mjpeg", b""))
    assert not decoder.decode(dataclasses.replace(units[0], data=huge), 1)
    assert decoder.spoiled == 1
    assert len(decoder.decode(dataclasses.replace(units[0], data=jpeg), 2)) == 1
