"""Whatever a host writes, the console sees whole pictures or none."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing import shared_memory
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from control_room.domain.camera import CameraId, Health, Stream
from control_room.video.frames import FrameSlot
from control_room.video.segment import HEADER_BYTES, MAX_HEIGHT_PX, MAX_WIDTH_PX, buffer_bytes
from control_room.video.slot_writer import SlotWriter

_WIDTH, _HEIGHT = 64, 36


@pytest.fixture
def slot() -> Iterator[FrameSlot]:
    slot = FrameSlot(CameraId(7), Stream.SUB, buffer_bytes(_WIDTH, _HEIGHT))
    yield slot
    assert slot.remove()


def _write(writer: SlotWriter, value: int, sequence: int, width: int = _WIDTH) -> None:
    writer.write(
        (width, _HEIGHT),
        lambda pixels: pixels.fill(value),
        sequence=sequence,
        pts_90khz=None if sequence % 2 else 3600 * sequence,
        received_at_ns=time.monotonic_ns(),
        wall_ns=time.time_ns(),
        connection=3,
    )


def test_a_picture_arrives_as_it_was_written(slot: FrameSlot) -> None:
    writer = SlotWriter(slot.name)
    assert slot.picture(time.monotonic_ns()) is None
    _write(writer, 9, 42)
    picture = slot.picture(time.monotonic_ns())
    assert picture is not None
    assert (picture.camera, picture.stream, picture.source) == (7, Stream.SUB, 3)
    assert (picture.width_px, picture.height_px, picture.stride_bytes) == (64, 36, 256)
    assert (picture.sequence, picture.pts_90khz) == (42, 3600 * 42)
    assert abs(picture.received_at.timestamp() - time.time()) < 5
    assert bytes(picture.pixels) == b"\x09" * (64 * 36 * 4)
    assert slot.picture(time.monotonic_ns()) is picture
    writer.close()
    del picture


def test_a_picture_stays_valid_until_its_buffer_is_taken_again(slot: FrameSlot) -> None:
    writer = SlotWriter(slot.name)
    _write(writer, 1, 1)
    picture = slot.picture(time.monotonic_ns())
    assert picture is not None
    _write(writer, 2, 2)
    _write(writer, 3, 3)
    assert slot.still_valid(picture)
    assert bytes(picture.pixels[:4]) == b"\x01" * 4
    _write(writer, 4, 4)
    assert not slot.still_valid(picture)
    writer.close()
    del picture


def test_a_buffer_left_locked_by_a_dead_host_is_used_again(slot: FrameSlot) -> None:
    memory = shared_memory.SharedMemory(slot.name)
    words = memory.buf[:HEADER_BYTES].cast("q")
    words[64 + 16] = 5  # the buffer of the next picture, being written
    words.release()
    memory.close()
    writer = SlotWriter(slot.name)
    _write(writer, 8, 1)
    picture = slot.picture(time.monotonic_ns())
    assert picture is not None
    assert picture.sequence == 1
    writer.close()
    del picture


_NUMBER = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-2, 10_000),
    st.sampled_from([0, 1, 2, 64, 36, 256]),
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.dictionaries(st.integers(0, 127), _NUMBER, max_size=40), published=_NUMBER)
def test_no_header_makes_the_console_look_outside_a_buffer(
    slot: FrameSlot, words: dict[int, int], published: int
) -> None:
    header = slot._words
    for place, word in words.items():
        header[place] = word
    header[3] = published
    now_ns = time.monotonic_ns()
    picture = slot.picture(now_ns)
    state = slot.state()
    assert isinstance(state.health, Health)
    slot.counters()
    if picture is not None:
        assert len(picture.pixels) == picture.stride_bytes * picture.height_px
        assert 0 < len(picture.pixels) <= buffer_bytes(_WIDTH, _HEIGHT)
        assert 0 < picture.width_px * 4 <= picture.stride_bytes
        assert picture.width_px <= MAX_WIDTH_PX
        assert picture.height_px <= MAX_HEIGHT_PX
        slot.still_valid(picture)


@given(seed=st.integers(0, 2**32))
def test_random_bytes_are_no_picture(seed: int) -> None:
    slot = FrameSlot(CameraId(1), Stream.SUB, buffer_bytes(16, 16))
    noise = np.random.default_rng(seed).bytes(HEADER_BYTES - 4 * 8)
    slot._words[4:] = memoryview(noise).cast("q")
    slot._words[3] = seed + 1
    assert slot.picture(time.monotonic_ns()) is None
    slot.state()
    assert slot.remove()


def _write_for(name: str, seconds: float) -> None:
    writer = SlotWriter(name)
    sequence = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        sequence += 1
        _write(writer, sequence % 251, sequence, width=_WIDTH - 2 * (sequence % 3))
    writer.close()


def test_a_torn_picture_is_always_noticed() -> None:
    slot = FrameSlot(CameraId(7), Stream.SUB, buffer_bytes(_WIDTH, _HEIGHT))
    writer = multiprocessing.get_context("spawn").Process(
        target=_write_for, args=(slot.name, 1.0), daemon=True
    )
    writer.start()
    whole = torn = 0
    while writer.is_alive():
        picture = slot.picture(time.monotonic_ns())
        if picture is None:
            continue
        copy = bytes(picture.pixels)
        if slot.still_valid(picture):
            whole += 1
            assert copy == bytes([picture.sequence % 251]) * len(copy)
            assert picture.width_px == _WIDTH - 2 * (picture.sequence % 3)
        else:
            torn += 1
    writer.join()
    picture = None
    assert slot.remove()
    assert whole > 50
    print(f"{whole} whole, {torn} noticed")


def test_sizes_have_bounds() -> None:
    assert buffer_bytes(1, 1) == 4096
    for size in ((0, 5), (5, 0), (MAX_WIDTH_PX + 1, 5), (5, MAX_HEIGHT_PX + 1)):
        with pytest.raises(ValueError, match="no picture is"):
            buffer_bytes(*size)


def test_a_slot_that_is_looked_at_goes_when_it_is_not_any_more() -> None:
    slot = FrameSlot(CameraId(7), Stream.SUB, buffer_bytes(_WIDTH, _HEIGHT))
    writer = SlotWriter(slot.name)
    _write(writer, 1, 1)
    writer.close()
    picture = slot.picture(time.monotonic_ns())
    assert not slot.remove()
    assert not Path("/dev/shm", slot.name).exists()
    assert picture is not None
    assert bytes(picture.pixels[:4]) == b"\x01" * 4
    del picture
    assert slot.remove()


_ATTACH = """
import multiprocessing
from control_room.domain.camera import CameraId, Stream
from control_room.video.frames import FrameSlot
from control_room.video.slot_writer import SlotWriter

def attach(name):
    SlotWriter(name).close()

if __name__ == "__main__":
    slot = FrameSlot(CameraId(1), Stream.SUB, 4096)
    child = multiprocessing.get_context("spawn").Process(target=attach, args=(slot.name,))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert slot.remove()
    print(slot.name)
"""


def test_pythons_tracker_of_shared_memory_has_nothing_to_say(tmp_path: Path) -> None:
    script = tmp_path / "attach.py"
    script.write_text(_ATTACH)
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    assert not Path("/dev/shm", done.stdout.strip()).exists()
