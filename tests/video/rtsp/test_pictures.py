"""Whatever way a camera cuts its pictures, and whatever the network does: whole ones come out
equal, and no damaged one comes out unmarked.
"""

from __future__ import annotations

import asyncio
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control_room.video.rtsp import AccessUnit, Counters, Unreadable
from control_room.video.rtsp.h26x import H264, H265
from control_room.video.rtsp.payload import LARGEST_UNIT_BYTES
from control_room.video.rtsp.reorder import MOST_HELD, PATIENCE_S, Reorder
from control_room.video.rtsp.rtp import RtpStream
from tests.video.rtsp.packets import (
    H264_KIND,
    H265_KIND,
    PAYLOAD_TYPE,
    PICTURE_TICKS,
    START_CODE,
    Sent,
    packet,
    packets,
    pictures,
)

KINDS = {"h264": (H264_KIND, H264), "hevc": (H265_KIND, H265)}
sent_pictures = st.sampled_from(sorted(KINDS)).flatmap(
    lambda name: st.tuples(st.just(name), pictures(KINDS[name][0]))
)
any_sequence = st.integers(0, 0xFFFF)
any_time = st.integers(0, 0xFFFFFFFF)


class Receiver:
    """A stream and what it handed over."""

    def __init__(self, codec: str = "h264", clock_hz: int = 90_000) -> None:
        self.units: list[AccessUnit] = []
        self.counters = Counters()
        self.stream = RtpStream(
            KINDS[codec][1](), PAYLOAD_TYPE, clock_hz, self.counters, self.units.append
        )

    def receive(self, *all_packets: bytes) -> Receiver:
        for each in all_packets:
            padded = b"before" + each + b"behind"  # as in the buffer of a connection
            self.stream.receive(memoryview(padded), 6, 6 + len(each))
        return self

    @property
    def told(self) -> list[tuple[bytes, bool, bool]]:
        return [(unit.data, unit.is_key, unit.is_damaged) for unit in self.units]


def whole(sent: list[Sent]) -> list[tuple[bytes, bool, bool]]:
    return [(picture.data, picture.is_key, False) for picture in sent]


@given(sent_pictures, any_sequence, any_time)
def test_what_arrives_whole_comes_out_equal(
    sent: tuple[str, list[Sent]], first: int, start: int
) -> None:
    codec, all_pictures = sent
    receiver = Receiver(codec).receive(*packets(all_pictures, first, start))
    assert receiver.told == whole(all_pictures)
    assert [unit.pts_90khz for unit in receiver.units] == [
        number * PICTURE_TICKS for number in range(len(all_pictures))
    ]
    assert receiver.counters.lost == 0


@given(sent_pictures, any_sequence, any_time)
def test_without_markers_the_next_time_ends_a_picture(
    sent: tuple[str, list[Sent]], first: int, start: int
) -> None:
    codec, all_pictures = sent
    receiver = Receiver(codec).receive(*packets(all_pictures, first, start, markers=False))
    assert receiver.told == whole(all_pictures)[:-1]


@given(sent_pictures, any_sequence, any_time, st.data())
def test_whatever_is_lost_no_damage_stays_unmarked(
    sent: tuple[str, list[Sent]], first: int, start: int, data: st.DataObject
) -> None:
    codec, all_pictures = sent
    everything = packets(all_pictures, first, start)
    lost = data.draw(st.sets(st.integers(1, len(everything)), max_size=len(everything)))
    receiver = Receiver(codec).receive(
        *(each for number, each in enumerate(everything) if number not in lost)
    )
    numbers = iter(range(len(everything)))
    lost_of = [[next(numbers) in lost for _ in each.payloads] for each in all_pictures]
    handed = {unit.pts_90khz // PICTURE_TICKS: unit for unit in receiver.units}
    assert len(handed) == len(receiver.units)
    for number, picture in enumerate(all_pictures):
        before = number and any(lost_of[number - 1])
        unit = handed.get(number)
        if not any(lost_of[number]) and not before:
            assert unit is not None
            assert (unit.data, unit.is_damaged) == (picture.data, False)
        elif unit is not None:
            gap_before = number and (lost_of[number - 1][-1] or number - 1 not in handed)
            assert unit.is_damaged or not (any(lost_of[number]) or gap_before)


@given(sent_pictures, any_sequence, any_time, st.randoms(use_true_random=False))
def test_udp_packets_out_of_order_or_twice_change_nothing(
    sent: tuple[str, list[Sent]], first: int, start: int, chance: random.Random
) -> None:
    codec, all_pictures = sent
    begin, *rest = packets(all_pictures, first, start)
    rest += chance.choices(rest, k=3) if rest else []
    chance.shuffle(rest)
    receiver = Receiver(codec)

    async def receive() -> None:
        reorder = Reorder(receiver.stream, receiver.counters, asyncio.get_running_loop())
        for each in (begin, *rest):
            reorder.receive(memoryview(each), 0, len(each))
        reorder.close()

    asyncio.run(receive())
    assert receiver.told == whole(all_pictures)
    assert receiver.counters.lost == 0


def simple(number: int, *, first: int = 100, marker: bool = True, **differs: int) -> bytes:
    """A picture in one packet."""
    payload = b"\x61\x80" + bytes([number]) * 4
    return packet(payload, first + number, number * PICTURE_TICKS, marker=marker, **differs)


def test_a_late_udp_packet_is_counted_and_put_back() -> None:
    receiver = Receiver()

    async def receive() -> None:
        reorder = Reorder(receiver.stream, receiver.counters, asyncio.get_running_loop())
        for number in (0, 2, 1, 3):
            each = simple(number)
            reorder.receive(memoryview(each), 0, len(each))

    asyncio.run(receive())
    assert [unit.data for unit in receiver.units] == [
        START_CODE + simple(number)[12:] for number in range(4)
    ]
    assert receiver.counters.reordered == 1


def test_a_lost_udp_packet_is_given_up_soon() -> None:
    receiver = Receiver()

    async def receive() -> float:
        loop = asyncio.get_running_loop()
        reorder = Reorder(receiver.stream, receiver.counters, loop)
        for number in (0, 2, 3):
            each = simple(number)
            reorder.receive(memoryview(each), 0, len(each))
        assert len(receiver.units) == 1
        began = loop.time()
        while len(receiver.units) < 3 and loop.time() < began + 5:
            await asyncio.sleep(0.005)
        return loop.time() - began

    waited_s = asyncio.run(receive())
    assert [unit.is_damaged for unit in receiver.units] == [False, True, False]
    assert receiver.counters.lost == 1
    assert PATIENCE_S * 0.9 < waited_s < 2


def test_no_more_udp_packets_are_held_than_the_limit() -> None:
    receiver = Receiver()

    async def receive() -> None:
        reorder = Reorder(receiver.stream, receiver.counters, asyncio.get_running_loop())
        for number in (0, *range(2, MOST_HELD + 2)):
            each = simple(number)
            reorder.receive(memoryview(each), 0, len(each))
        assert len(receiver.units) == MOST_HELD + 1
        reorder.close()

    asyncio.run(receive())


def test_replayed_packets_are_dropped() -> None:
    receiver = Receiver().receive(*map(simple, range(20)))
    receiver.receive(*map(simple, range(20)))
    assert len(receiver.units) == 20
    assert receiver.counters.lost == 0


def test_a_camera_that_counts_anew_is_followed_after_two_packets() -> None:
    receiver = Receiver().receive(simple(0), simple(1))
    receiver.receive(*(simple(number, first=40_000) for number in (2, 3, 4)))
    assert [unit.is_damaged for unit in receiver.units] == [False, False, True, False]


def test_a_new_source_marks_the_first_picture() -> None:
    receiver = Receiver().receive(simple(0), simple(1, source=9), simple(2, source=9))
    assert [unit.is_damaged for unit in receiver.units] == [False, True, False]


def test_packets_of_another_payload_type_are_no_pictures() -> None:
    assert not Receiver().receive(simple(0, payload_type=97)).units


def test_time_wraps_and_goes_back_with_the_camera() -> None:
    times = [0xFFFFFFFF - 100, 3500, 7100, 7100 - 90_000]
    receiver = Receiver().receive(
        *(packet(b"\x61\x80ab", n, at, marker=True) for n, at in enumerate(times))
    )
    assert [unit.pts_90khz for unit in receiver.units] == [0, 3601, 7201, 7201 - 90_000]


def test_another_clock_is_told_in_90_khz() -> None:
    receiver = Receiver(clock_hz=1000).receive(
        *(packet(b"\x61\x80ab", n, n * 40, marker=True) for n in range(3))
    )
    assert [unit.pts_90khz for unit in receiver.units] == [0, 3600, 7200]


def test_extension_sources_and_padding_are_no_picture() -> None:
    payload = b"\x61\x80abc"
    body = struct.pack("!II", 1, 2) + struct.pack("!HHI", 0xBEDE, 1, 5) + payload + b"\0\0\3"
    head = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 2, 0x80 | PAYLOAD_TYPE, 1, 1, 7)
    assert Receiver().receive(head + body).told == [(START_CODE + payload, False, False)]


@pytest.mark.parametrize("first", [0x8F, 0x90, 0xA0, 0x00, 0xFF])
def test_a_header_that_promises_more_than_there_is_breaks_the_picture(first: int) -> None:
    broken = bytes([first]) + simple(1)[1:-1] + b"\xff"
    receiver = Receiver().receive(simple(0), broken, simple(2))
    assert [unit.data for unit in receiver.units if not unit.is_damaged] == [
        START_CODE + simple(0)[12:]
    ]


def test_markers_in_the_middle_of_pictures_are_not_believed_again() -> None:
    """A camera that marks each slice: from the second picture on they come whole."""
    slices = []
    for number in range(4):
        for part, beginning in enumerate((b"\x80", b"\x40")):
            slices.append(
                packet(
                    b"\x61" + beginning + bytes([number, part]),
                    2 * number + part,
                    number * PICTURE_TICKS,
                    marker=True,
                )
            )
    told = Receiver().receive(*slices).told
    assert [damaged for _, _, damaged in told] == [False, True, False, False]
    assert told[2][0] == START_CODE + b"\x61\x80\x01\0" + START_CODE + b"\x61\x40\x01\1"


def test_joining_in_the_middle_of_a_picture_is_damage() -> None:
    receiver = Receiver().receive(packet(b"\x61\x40ab", 5, 0, marker=True), simple(1, first=5))
    assert [unit.is_damaged for unit in receiver.units] == [True, False]


def test_parameter_sets_sent_alone_wait_for_their_picture() -> None:
    sets = packet(b"\x67ab", 99, -PICTURE_TICKS, marker=True)
    (told,) = Receiver().receive(sets, simple(0)).told
    assert told == (START_CODE + b"\x67ab" + START_CODE + simple(0)[12:], False, False)


def test_an_endless_picture_ends_the_stream() -> None:
    receiver = Receiver()
    piece = b"\x7c\x01" + bytes(60_000)
    receiver.receive(packet(b"\x7c\x81\x80", 0, 0))
    pieces = [packet(piece, n, 0) for n in range(1, LARGEST_UNIT_BYTES // 60_000 + 3)]
    with pytest.raises(Unreadable):
        receiver.receive(*pieces)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x61",
        b"\x78\0\x05ab",  # STAP-A: longer than it is
        b"\x78\0\0" * 70,  # of nothing
        b"\x78\0\x02ab\0",  # half a length
        b"\x79\0\0\0",  # STAP-B
        b"\x7c\x01ab",  # a fragment's middle without its beginning
        b"\x7d\x81ab",  # FU-B
        b"\x60ab",  # type 0
    ],
)
def test_malformed_h264_marks_its_picture(payload: bytes) -> None:
    receiver = Receiver().receive(
        packet(b"\x61\x80ab", 0, 0), packet(payload, 1, 0, marker=True), simple(1, first=1)
    )
    assert [unit.is_damaged for unit in receiver.units] == [True, False]


@given(st.lists(st.tuples(st.binary(max_size=80), st.booleans()), max_size=30), st.booleans())
def test_any_bytes_are_survived(payloads: list[tuple[bytes, bool]], is_h265: bool) -> None:
    receiver = Receiver("hevc" if is_h265 else "h264")
    for number, (payload, marker) in enumerate(payloads):
        receiver.receive(packet(payload, number, number // 3, marker=marker))
        receiver.receive(payload)
