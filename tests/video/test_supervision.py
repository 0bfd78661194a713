"""Hosts that end again and again: who is to blame gets one alone, and a pause is told."""

import os
import signal
import time
from collections.abc import Iterator
from multiprocessing import shared_memory

import psutil
import pytest

from control_room.domain.camera import CameraId, Health, Stream, StreamUse
from control_room.video import watched
from control_room.video.child import HostProcess
from control_room.video.hosts import CameraHosts, HostStatistics, StreamSource
from control_room.video.place import Place, Terms
from control_room.video.segment import HEADER_BYTES, IN_DECODER
from town.town import Town

from .conftest import DIGEST, JPEG, NIGHT, SQUARE, Watch, subs, wait_for

pytestmark = pytest.mark.town

_ALL = (SQUARE, DIGEST, JPEG, NIGHT)


@pytest.fixture
def watch(town: Town) -> Iterator[Watch]:
    """All sub streams; what happens to the hosts of one test is nothing to the next."""
    watch = Watch(town)
    watch.hosts.start()
    watch.hosts.show(subs(town))
    for camera in _ALL:
        watch.becomes(camera, Health.LIVE, 10)
    yield watch
    watch.hosts.stop()


def _host_of(watch: Watch, camera: CameraId) -> HostStatistics:
    return next(host for host in watch.hosts.statistics() if (camera, Stream.SUB) in host.streams)


def _is_in_another(watch: Watch, camera: CameraId, pid: int) -> bool:
    hosts = [h for h in watch.hosts.statistics() if (camera, Stream.SUB) in h.streams]
    return bool(hosts) and hosts[0].pid not in (None, pid)


def _end_in_decoder(watch: Watch, camera: CameraId) -> None:
    """End the camera's host as a picture of the camera would that breaks its decoder."""
    host = _host_of(watch, camera)
    assert host.pid is not None
    os.kill(host.pid, signal.SIGSTOP)
    for key, name in watch.hosts.slot_names().items():
        if key in host.streams:
            memory = shared_memory.SharedMemory(name)
            words = memory.buf[:HEADER_BYTES].cast("q")
            words[IN_DECODER] = int(key[0] == camera)
            words.release()
            memory.close()
    os.kill(host.pid, signal.SIGKILL)
    wait_for(lambda: _is_in_another(watch, camera, host.pid), 3, "another host")
    watch.becomes(camera, Health.LIVE, 5)


def test_a_stream_that_ends_hosts_gets_one_alone(watch: Watch) -> None:
    _end_in_decoder(watch, SQUARE)
    neighbours = set(_host_of(watch, SQUARE).streams) - {(SQUARE, Stream.SUB)}
    assert neighbours
    _end_in_decoder(watch, SQUARE)
    assert set(_host_of(watch, SQUARE).streams) == {(SQUARE, Stream.SUB)}
    for camera, _ in neighbours:
        watch.becomes(camera, Health.LIVE, 5)
    alone = _host_of(watch, SQUARE).pid
    assert alone is not None
    watch.hosts.show({key: use for key, use in subs(watch.town).items() if key[0] != SQUARE})
    wait_for(lambda: not psutil.pid_exists(alone), 3, "the host alone ended with its stream")


def test_a_host_that_ends_too_often_pauses_and_says_until_when(watch: Watch) -> None:
    host = _host_of(watch, SQUARE)
    place = watch.hosts.statistics().index(host)
    others = [camera for camera in _ALL if (camera, Stream.SUB) not in host.streams]
    for _ in range(6):
        assert host.pid is not None
        os.kill(host.pid, signal.SIGKILL)
        before = host.pid
        host = wait_for(
            lambda before=before: (
                (now := watch.hosts.statistics()[place]).pid != before
                and (now.pid or now.paused_until_ns)
                and now
            ),
            3,
            "the next host, or the pause",
        )
    assert host.pid is None
    assert host.paused_until_ns is not None
    state = watch.becomes(SQUARE, Health.HALTED, 1)
    assert state.retry_at_ns == host.paused_until_ns
    assert 55e9 < host.paused_until_ns - time.monotonic_ns() <= 60e9
    for camera in others:
        assert watch.state(camera).health is Health.LIVE
    watch.hosts.retry(SQUARE, Stream.SUB)
    watch.becomes(SQUARE, Health.LIVE, 5)


def test_a_host_that_waits_for_a_processor_is_left_alone(watch: Watch) -> None:
    host = _host_of(watch, SQUARE)
    assert host.pid is not None
    burners = [
        psutil.Popen(["/bin/sh", "-c", "while :; do :; done"])
        for _ in range(8 * (os.cpu_count() or 1))
    ]
    try:
        time.sleep(3)
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
    assert _host_of(watch, SQUARE).pid == host.pid


def _ignore(*_said: object) -> None:
    """Nothing that it says matters here."""


@pytest.mark.skipif(not HostProcess.is_copy, reason="hosts load all they need themselves here")
def test_a_host_that_hangs_before_its_first_word_is_replaced_soon() -> None:
    begin = {
        "do": "begin",
        "hardware": "none",
        "ring_budget_bytes": 1_000_000,
        "memory_bytes": 2**30,
    }
    place = Place("host", Terms(10, begin, _ignore, _ignore, _ignore))
    place.start()
    try:
        first = place.process
        assert first is not None
        os.kill(first.pid, signal.SIGSTOP)
        began_s = time.monotonic()

        def speaks_again() -> bool:
            place.watch_over(time.monotonic_ns())
            return place.process is not first and bool(place.process and place.process.heard_at_ns)

        wait_for(speaks_again, 6, "another host that speaks")
        assert first.heard_at_ns is None
        assert time.monotonic() - began_s > 2  # it had its time
        assert place.restarts == 1
    finally:
        place.stop(time.monotonic())


def test_no_slot_is_read_once_it_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host may take long to end; a fault of the supervisor's thread fails this test."""
    monkeypatch.setattr(watched, "_MEASURED_OVER_NS", 0)
    hosts = CameraHosts([StreamSource(SQUARE, Stream.SUB, "rtsp://127.0.0.1:1/")], hosts=1)
    hosts.start()
    hosts.show({(SQUARE, Stream.SUB): StreamUse((320, 180), 5)})
    wait_for(hosts.slot_names, 5, "a slot")
    hosts.stop()
    assert hosts.slot_names() == {}
