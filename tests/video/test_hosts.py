"""The console against real cameras and real host processes: what a tile may rely on."""

import io
import itertools
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import cv2
import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from control_room.domain.camera import CameraId, Health, Stream, StreamUse
from control_room.domain.picture import Picture
from control_room.video.hosts import ShotNotPossible, StreamSource
from town import frame_number
from town.control import Act
from town.town import Town

from .conftest import DIGEST, JPEG, NIGHT, SQUARE, Watch, subs, wait_for

pytestmark = pytest.mark.town


def _pixels(picture: Picture) -> NDArray[np.uint8]:
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height_px, picture.stride_bytes)
    return rows[:, : picture.width_px * 4].reshape(picture.height_px, picture.width_px, 4).copy()


def _connections(watch: Watch) -> int:
    key = (SQUARE, Stream.SUB)
    return sum(
        host.streams[key].connections for host in watch.hosts.statistics() if key in host.streams
    )


def _decoded(png: bytes) -> NDArray[np.uint8]:
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)


def test_every_camera_goes_live(watch: Watch) -> None:
    for camera in (SQUARE, DIGEST, JPEG, NIGHT):
        watch.picture(camera)
        state = watch.becomes(camera, Health.LIVE, 10)
        assert (state.width_px, state.height_px) == (640, 360)
    wait_for(lambda: watch.state(SQUARE).shown_per_s > 23, 5, "25 pictures a second")


def test_pictures_come_in_order_young_and_unmixed(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    last = watch.picture(SQUARE)
    ages_ms = []
    numbers = []
    for _ in range(40):
        picture = wait_for(
            lambda last=last: (newest := watch.picture(SQUARE)) is not last and newest,
            2,
            "a new one",
        )
        assert picture.sequence > last.sequence
        assert picture.received_at_ns >= last.received_at_ns
        number = frame_number.read(_pixels(picture))
        assert watch.hosts.still_valid(picture)
        assert number is not None
        sent_ns = watch.town.sent_at(SQUARE, "sub", number, time.monotonic_ns())
        assert sent_ns is not None
        ages_ms.append((time.monotonic_ns() - sent_ns) / 1e6)
        numbers.append(number)
        last = picture
    assert sorted(ages_ms)[20] < 100
    assert sum(b - a == 1 for a, b in itertools.pairwise(numbers)) > 30


def test_the_tile_shows_the_cameras_colours(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    shot = watch.hosts.cut(SQUARE, Stream.SUB, watch.picture(SQUARE).sequence)
    with av.open(io.BytesIO(shot.packets), format="h264") as file:
        *_, frame = file.decode(video=0)
    wanted = frame.to_ndarray(format="bgr24").astype(int)
    assert np.abs(_decoded(shot.png).astype(int) - wanted).mean() < 2  # rounded otherwise


def test_a_shot_is_the_very_picture_on_the_tile(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    picture = watch.picture(SQUARE)
    shown = _pixels(picture)
    assert watch.hosts.still_valid(picture)
    shot = watch.hosts.cut(SQUARE, Stream.SUB, picture.sequence)
    assert (shot.sequence, shot.source) == (picture.sequence, picture.source)
    assert shot.received_at_ns == picture.received_at_ns
    assert (shot.width_px, shot.height_px, shot.health) == (640, 360, Health.LIVE)
    exact = _decoded(shot.png)
    assert frame_number.read(exact) == frame_number.read(shown)
    # A tile's colours are of two by two pixels, a shot's are between them; the next picture is
    # further away than that.
    assert np.abs(exact.astype(int) - shown[:, :, :3]).mean() < 2.6
    newest = watch.hosts.cut(JPEG, Stream.SUB)
    assert newest.codec == "mjpeg"
    assert newest.packets.startswith(b"\xff\xd8")


def test_an_impossible_shot_says_so(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    with pytest.raises(ShotNotPossible, match="no longer held"):
        watch.hosts.cut(SQUARE, Stream.SUB, 10**9)
    with pytest.raises(ShotNotPossible, match="not open"):
        watch.hosts.cut(SQUARE, Stream.MAIN)


def test_a_tile_changes_size_without_a_gap(watch: Watch) -> None:
    watch.becomes(NIGHT, Health.LIVE, 10)
    connection = watch.picture(NIGHT).source
    for size_px, expected in (
        ((320, 320), (320, 180)),
        ((1600, 900), (640, 360)),  # no larger than the camera sends it
        ((640, 360), (640, 360)),
    ):
        watch.hosts.show({**subs(watch.town), (NIGHT, Stream.SUB): StreamUse(size_px)})
        until = time.monotonic() + 5
        while time.monotonic() < until:
            picture = watch.hosts.picture(NIGHT, Stream.SUB)
            assert picture is not None
            assert watch.state(NIGHT).health is Health.LIVE
            if (picture.width_px, picture.height_px) == expected:
                break
        else:
            pytest.fail(f"no picture of {expected}")
    assert watch.picture(NIGHT).source == connection


def test_the_main_stream_comes_and_goes(watch: Watch) -> None:
    watch.hosts.show({**subs(watch.town), (SQUARE, Stream.MAIN): StreamUse((1920, 1080))})
    picture = watch.picture(SQUARE, Stream.MAIN)
    assert (picture.width_px, picture.height_px) == (1920, 1080)
    shot = watch.hosts.cut(SQUARE, Stream.MAIN, picture.sequence)
    assert _decoded(shot.png).shape == (1080, 1920, 3)
    watch.hosts.show(subs(watch.town))
    wait_for(lambda: watch.hosts.picture(SQUARE, Stream.MAIN) is None, 2, "the stream closed")


def test_an_unknown_stream_is_refused(watch: Watch) -> None:
    with pytest.raises(KeyError):
        watch.hosts.show({(CameraId(999), Stream.SUB): StreamUse((640, 360))})


@pytest.mark.parametrize(
    ("act", "health", "within_s"),
    [
        ("stall", Health.LATE, 3.5),
        ("freeze", Health.FROZEN, 10),
        ("dark", Health.DARK, 8),
        ("garble", Health.UNREADABLE, 8),
        ("reboot", Health.LOST, 3),
    ],
)
def test_a_misbehaving_camera_is_seen_and_forgiven(
    watch: Watch, act: str, health: Health, within_s: float
) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    watch.town.say(SQUARE, act, 60)
    state = watch.becomes(SQUARE, health, within_s)
    assert state.since_ns <= time.monotonic_ns()
    if health is Health.LOST:
        assert state.retry_at_ns is not None
        assert state.since_ns == watch.picture(SQUARE).received_at_ns
    watch.town.say(SQUARE, "normal")
    ended = time.monotonic()
    watch.becomes(SQUARE, Health.LIVE, 8)
    if act == "reboot":
        assert time.monotonic() - ended < 3.5
    assert watch.state(NIGHT).health is Health.LIVE


def test_one_picture_at_each_reconnection_is_not_live(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    watch.town.say(SQUARE, "stall", 60)
    watch.becomes(SQUARE, Health.LATE, 3.5)
    first = watch.picture(SQUARE).source
    seen = set()

    def has_shown_its_picture_again() -> bool:
        seen.add(health := watch.state(SQUARE).health)
        if health is Health.LOST:
            watch.hosts.retry(SQUARE, Stream.SUB)
        picture = watch.picture(SQUARE)
        return picture.source > first and time.monotonic_ns() - picture.received_at_ns > 0.5e9

    wait_for(has_shown_its_picture_again, 20, "a new connection with its one picture")
    watch.town.say(SQUARE, "normal")
    assert Health.LIVE not in seen
    watch.becomes(SQUARE, Health.LIVE, 8)


def test_a_cut_connection_is_made_again(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    before = watch.picture(SQUARE).source
    watch.town.say(SQUARE, "drop")
    wait_for(lambda: watch.picture(SQUARE).source > before, 5, "a new connection")
    watch.becomes(SQUARE, Health.LIVE, 2)
    counted = [host.streams.get((SQUARE, Stream.SUB)) for host in watch.hosts.statistics()]
    assert any(counters and counters.connections > before for counters in counted)


@pytest.mark.parametrize("act", [None, "freeze", "garble"])
def test_a_camera_that_is_connected_is_connected_anew_when_asked(
    watch: Watch, act: Act | None
) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    if act is not None:
        watch.town.say(SQUARE, act, 60)
        watch.becomes(SQUARE, Health.FROZEN if act == "freeze" else Health.UNREADABLE, 10)
    before = _connections(watch)
    watch.hosts.retry(SQUARE, Stream.SUB)
    wait_for(lambda: _connections(watch) > before, 1.5, "a new connection")
    watch.town.say(SQUARE, "normal")
    watch.becomes(SQUARE, Health.LIVE, 8)


@pytest.mark.parametrize("out_s", [3.0, 10.3])  # its connection is there still, or given up
def test_a_pulled_cable_is_seen_and_its_return_too(watch: Watch, out_s: float) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    pulled_s = time.monotonic()
    watch.town.say(SQUARE, "unplug", 60)
    state = watch.becomes(SQUARE, Health.LATE, 2.5)
    assert state.since_ns == watch.picture(SQUARE).received_at_ns
    assert time.monotonic_ns() - state.since_ns < 2e9
    wait_for(lambda: time.monotonic() - pulled_s > out_s, 11, "time to pass")
    watch.town.say(SQUARE, "normal")
    watch.becomes(SQUARE, Health.LIVE, 2.5)


def test_a_refused_password_is_told_from_a_dead_camera(watch: Watch) -> None:
    watch.becomes(DIGEST, Health.LIVE, 10)
    watch.town.say(DIGEST, "refuse")
    state = watch.becomes(DIGEST, Health.REFUSED, 5)
    assert state.retry_at_ns is not None
    assert state.retry_at_ns - time.monotonic_ns() > 15e9  # or the account gets locked
    watch.town.say(DIGEST, "normal")
    watch.hosts.retry(DIGEST, Stream.SUB)
    watch.becomes(DIGEST, Health.LIVE, 3)


def test_a_garbled_jpeg_stream_is_not_live(watch: Watch) -> None:
    watch.becomes(JPEG, Health.LIVE, 10)
    watch.town.say(JPEG, "garble")
    watch.becomes(JPEG, Health.UNREADABLE, 6)
    watch.town.say(JPEG, "normal")
    watch.becomes(JPEG, Health.LIVE, 3)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP])
def test_a_lost_host_costs_its_tiles_three_seconds(watch: Watch, blow: signal.Signals) -> None:
    for camera in (SQUARE, DIGEST, JPEG, NIGHT):
        watch.becomes(camera, Health.LIVE, 10)
    victim, other = watch.hosts.statistics()
    ours = [camera for camera, _ in victim.streams]
    os.kill(victim.pid, blow)
    for camera in ours:
        wait_for(lambda c=camera: watch.state(c).health is not Health.LIVE, 2.5, "not live")
    not_live = time.monotonic()
    for camera, _ in other.streams:
        assert watch.state(camera).health is Health.LIVE
    for camera in ours:
        watch.becomes(camera, Health.LIVE, 5)
    assert time.monotonic() - not_live < 3
    again = watch.hosts.statistics()[0]
    assert again.pid != victim.pid
    assert again.restarts == victim.restarts + 1
    assert not psutil.pid_exists(victim.pid)


def test_nothing_is_left_behind(town: Town) -> None:
    watch = Watch(town)
    watch.hosts.start()
    watch.hosts.show(subs(town))
    picture = watch.picture(SQUARE)
    pids = [host.pid for host in watch.hosts.statistics()]
    slots = [Path("/dev/shm", name) for name in watch.hosts.slot_names().values()]
    assert len(slots) == len(town.cameras)
    assert all(slot.exists() for slot in slots)
    began = time.monotonic()
    watch.hosts.stop()
    assert time.monotonic() - began < 2
    assert not [pid for pid in pids if psutil.pid_exists(pid)]
    assert not [slot for slot in slots if slot.exists()]
    assert len(picture.pixels) == 640 * 360 * 4  # still held, still readable
    watch.hosts.stop()


def test_a_host_knows_no_screen_and_no_database(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    for host in watch.hosts.statistics():
        process = psutil.Process(host.pid)
        mapped = {Path(library.path).name for library in process.memory_maps()}
        assert any("avcodec" in name for name in mapped)
        assert not [name for name in mapped if "Qt6" in name or "sqlite" in name.lower()]
        assert process.nice() >= 10


@pytest.mark.parametrize(
    ("side", "unwanted"),
    [
        ("control_room.video.host", {"PySide6", "sqlalchemy", "sqlite3", "pysqlite3", "widgets"}),
        ("control_room.video.hosts", {"av", "cv2", "sqlalchemy", "PySide6"}),
    ],
)
def test_each_side_loads_only_what_is_its_own(side: str, unwanted: set[str]) -> None:
    script = f"import sys, {side}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )
    assert not unwanted & set(done.stdout.split())


def test_a_password_is_nowhere_to_be_read(
    town: Town, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    canary = "c@n:ary/7f3a%"
    caplog.set_level(logging.DEBUG)
    watch = Watch(town, username="agent", password=canary)
    watch.hosts.start()
    try:
        watch.hosts.show(subs(town))
        watch.becomes(DIGEST, Health.REFUSED, 10)
        watch.becomes(SQUARE, Health.LIVE, 10)
        town.say(SQUARE, "drop")
        watch.becomes(SQUARE, Health.LOST, 5)
        for host in watch.hosts.statistics():
            process = psutil.Process(host.pid)
            read = " ".join(process.cmdline()) + str(process.environ())
            assert "ary/7f3a" not in read
            assert "ary%2F7f3a" not in read
        with pytest.raises(ShotNotPossible) as refused:
            watch.hosts.cut(DIGEST, Stream.SUB)
        assert "7f3a" not in str(refused.value)
    finally:
        watch.hosts.stop()
    said = caplog.text + "".join(capfd.readouterr())
    assert "stream 12 sub is live" in said
    assert "7f3a" not in said
    assert "7f3a" not in repr(
        StreamSource(SQUARE, Stream.SUB, "rtsp://127.0.0.1/", "tcp", "agent", canary)
    )


def _runs(pid: int) -> bool:
    """Not so when only its exit code is left, for whom it may concern."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("blow", [None, signal.SIGSTOP])
def test_hosts_end_with_their_console(blow: signal.Signals | None) -> None:
    script = (
        "import time\n"
        "from control_room.video.hosts import CameraHosts\n"
        "if __name__ == '__main__':\n"
        "    hosts = CameraHosts([], hosts=2)\n"
        "    hosts.start()\n"
        "    while len(hosts.statistics()) < 2: time.sleep(0.01)\n"
        "    print([host.pid for host in hosts.statistics()], flush=True)\n"
        "    time.sleep(60)\n"
    )
    console = psutil.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert console.stdout is not None
    pids = [int(pid) for pid in console.stdout.readline().strip(" []\n").split(",")]
    started = [child.pid for child in console.children(recursive=True)]
    assert {*pids} <= {*started}
    if blow is not None:
        wait_for(lambda: psutil.Process(pids[0]).nice() >= 10, 5, "the host at work")
        os.kill(pids[0], blow)
    console.kill()
    console.wait()
    console.stdout.close()
    wait_for(lambda: not any(_runs(pid) for pid in started), 3, "all ended")
