"""A shot is exactly the picture that was asked for, however the camera encodes."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest

from control_room.video.decoder import Decoder, Received
from control_room.video.ring import NotInRing, Ring, decode_last, stream_bytes
from control_room.video.scale import Scaler
from control_room.video.source import Codec
from town import frame_number

_SECOND_NS = 1_000_000_000
_PICTURES = 60
_GROUP = 20


def _film(
    b_frames: int, *, headers_outside: bool, encoder_name: str = "libx264"
) -> tuple[Codec, list[av.Packet]]:
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
    ), packets


def _filled(ring: Ring, codec: Codec, packets: list[av.Packet]) -> dict[int, int]:
    """Play the packets as a live stream does; frame numbers by sequence."""
    decoder = Decoder(codec)
    numbers: dict[int, int] = {}
    for place, packet in enumerate(packets):
        received = Received(packet, codec, place * _SECOND_NS // 25 + 1, 1, 1)
        ring.add(received)
        for decoded in decoder.decode(received):
            decoded.received.sequence = len(numbers) + 1
            number = frame_number.read(Scaler().bgr(decoded.frame))
            assert number is not None
            numbers[len(numbers) + 1] = number
    return numbers


@pytest.mark.parametrize("b_frames", [0, 2])
@pytest.mark.parametrize("headers_outside", [False, True])
def test_a_cut_is_the_picture_with_that_sequence(b_frames: int, headers_outside: bool) -> None:
    ring = Ring(60, 10_000_000)
    numbers = _filled(ring, *_film(b_frames, headers_outside=headers_outside))
    assert len(numbers) > _PICTURES - 5
    for sequence, number in numbers.items():
        group = ring.group(sequence)
        assert frame_number.read(Scaler().bgr(decode_last(group))) == number
    newest = decode_last(ring.group())
    assert frame_number.read(Scaler().bgr(newest)) == max(numbers.values())


@pytest.mark.parametrize("headers_outside", [False, True])
def test_the_packets_of_a_cut_can_be_decoded_by_anybody(headers_outside: bool) -> None:
    ring = Ring(60, 10_000_000)
    numbers = _filled(ring, *_film(0, headers_outside=headers_outside))
    with av.open(io.BytesIO(stream_bytes(ring.group(33))), format="h264") as file:
        pictures = [frame.to_ndarray(format="bgr24") for frame in file.decode(video=0)]
    assert [frame_number.read(picture) for picture in pictures] == list(
        range(_GROUP, numbers[33] + 1)
    )


def test_the_ring_keeps_its_age_and_its_size() -> None:
    codec, packets = _film(0, headers_outside=False)
    short = Ring(0.5, 10_000_000)
    numbers = _filled(short, codec, packets)
    short.group(len(numbers) - 12)  # 0.5 s ago
    with pytest.raises(NotInRing):
        short.group(_GROUP)
    small = Ring(60, sum(packet.size for packet in packets[-_GROUP:]) + 10)
    _filled(small, codec, packets)
    small.group(len(numbers))
    with pytest.raises(NotInRing):
        small.group(_PICTURES - _GROUP)


def test_what_never_was_cannot_be_cut() -> None:
    ring = Ring(60, 10_000_000)
    with pytest.raises(NotInRing):
        ring.group()
    codec, packets = _film(0, headers_outside=False)
    _filled(ring, codec, packets[5:])  # joined between key pictures
    with pytest.raises(NotInRing):
        ring.group(1000)
    assert ring.group()[0].packet.is_keyframe


def test_nothing_built_on_a_lost_picture_comes_out() -> None:
    codec, packets = _film(0, headers_outside=False, encoder_name="libx265")
    decoder = Decoder(codec)
    came_out = [
        frame_number.read(Scaler().bgr(decoded.frame))
        for place, packet in enumerate(packets)
        if place != 5
        for decoded in decoder.decode(Received(packet, codec, 1, 1, 1))
    ]
    assert came_out == [*range(5), *range(_GROUP, _PICTURES)]
    assert decoder.spoiled == _GROUP - 6


def test_nothing_built_on_a_damaged_picture_comes_out() -> None:
    codec, packets = _film(0, headers_outside=False)
    decoder = Decoder(codec)
    came_out = []
    for place, packet in enumerate(packets):
        if place == 5:
            data = bytearray(bytes(packet))
            data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
            damaged = av.Packet(bytes(data))
            damaged.pts, damaged.dts = packet.pts, packet.dts
            packets[place] = damaged
        came_out += [
            frame_number.read(Scaler().bgr(decoded.frame))
            for decoded in decoder.decode(Received(packets[place], codec, 1, 1, 1))
        ]
    assert came_out == [*range(5), *range(_GROUP, _PICTURES)]
    assert decoder.spoiled == _GROUP - 5
