"""The figures of the health page: what two looks at the counters tell, and an hour of it."""

import math
import os
import time

import numpy as np
import pytest

from control_room.domain.camera import CameraId, Stream
from control_room.ui.health_history import EVERY_S, HealthHistory, Point
from control_room.ui.health_sample import Sampler, camera_figures
from control_room.video.frames import StreamCounters
from control_room.video.hosts import CameraHosts

CAMERA = CameraId(7)
SUB, MAIN = (CAMERA, Stream.SUB), (CAMERA, Stream.MAIN)


def counters(**counts):
    return StreamCounters(**{name: counts.get(name, 0) for name in StreamCounters.__slots__})


def test_rates_are_of_the_time_between_two_looks():
    before = counters(packets=100, bytes=50_000, shown=25, decoded=25, decode_ns=10_000_000)
    now = counters(
        packets=1060, bytes=675_000, shown=150, decoded=150, decode_ns=110_000_000, lost=40
    )
    figures = camera_figures({SUB: now}, {SUB: before}, 5.0)[CAMERA]
    assert figures.pictures_per_s == 25.0
    assert figures.bits_per_s == 1_000_000
    assert figures.loss == 0.04
    assert figures.decode_ms == pytest.approx(0.8)


def test_without_an_earlier_look_there_are_totals_and_no_rates():
    now = counters(
        packets=9, shown=9, spoiled=2, connections=4, ring_ns=3_500_000_000, ring_bytes=8
    )
    figures = camera_figures({SUB: now}, {}, 0.0)[CAMERA]
    assert (figures.pictures_per_s, figures.bits_per_s, figures.loss, figures.decode_ms) == (
        None,
        None,
        None,
        None,
    )
    assert (figures.spoiled, figures.reconnects) == (2, 3)
    assert (figures.ring_s, figures.ring_bytes) == (3.5, 8)


def test_a_stream_that_was_opened_again_has_no_rates_below_zero():
    figures = camera_figures({SUB: counters(packets=5)}, {SUB: counters(packets=900)}, 5.0)
    assert figures[CAMERA].bits_per_s is None


def test_two_streams_are_one_camera():
    was = counters(packets=1)
    now = counters(packets=6, bytes=1000, shown=50, connections=1, ring_ns=30 * 10**9)
    main = counters(packets=2, bytes=9000, shown=25, connections=2, ring_ns=120 * 10**9)
    figures = camera_figures({SUB: now, MAIN: main}, {SUB: was, MAIN: was}, 1.0)[CAMERA]
    assert (figures.pictures_per_s, figures.bits_per_s) == (50.0, 80_000.0)
    assert (figures.reconnects, figures.ring_s) == (1, 120.0)


def test_a_stream_that_never_connected_was_not_reconnected():
    assert camera_figures({SUB: counters()}, {}, 0.0)[CAMERA].reconnects == 0


def test_the_history_keeps_an_hour_in_the_same_memory():
    history = HealthHistory([CameraId(number) for number in range(64)])
    held = history.bytes_held
    for place in range(1000):
        history.add(place * EVERY_S, {CameraId(3): Point(pictures_per_s=place)})
    hour = history.of(CameraId(3))
    assert history.bytes_held == held < 1_000_000
    assert len(hour.at_s) == 720
    assert (hour.at_s[0], hour.at_s[-1]) == (280 * EVERY_S, 999 * EVERY_S)
    assert (np.diff(hour.at_s) > 0).all()
    assert hour.points[0].tolist() == list(range(280, 1000))
    assert np.isnan(hour.points[1]).all()
    assert np.isnan(history.of(CameraId(4)).points).all()


def test_a_camera_that_is_not_watched_leaves_a_gap():
    history = HealthHistory([CAMERA])
    history.add(0, {CAMERA: Point(25.0, 800.0, 0.04, 0.0)})
    history.add(5, {})
    history.add(10, {CAMERA: Point(24.0)})
    rates = history.of(CAMERA).points[0]
    assert (rates[0], rates[2]) == (25.0, 24.0)
    assert math.isnan(rates[1])


def test_a_computer_that_slept_leaves_a_gap():
    history = HealthHistory([CAMERA])
    history.add(0, {CAMERA: Point(25.0)})
    history.add(600, {CAMERA: Point(25.0)})
    assert history.of(CAMERA).at_s.tolist() == [0, 5, 600]
    assert math.isnan(history.of(CAMERA).points[0][1])


def test_a_camera_of_no_site_is_not_kept():
    history = HealthHistory([CAMERA])
    history.add(0, {CameraId(99): Point(1.0), CAMERA: Point(2.0)})
    assert history.of(CAMERA).points[0].tolist() == [2.0]


def test_real_hosts_are_weighed_and_one_that_is_gone_is_left_out():
    hosts = CameraHosts([], hosts=2)
    hosts.start()
    try:
        sampler = Sampler(hosts.statistics)
        deadline_s = time.monotonic() + 20
        first = sampler.take(None)
        assert (first.console.pid, first.console.cpu_percent) == (os.getpid(), None)
        while len((first := sampler.take(None)).processes) < 2:
            assert time.monotonic() < deadline_s
        again = sampler.take(first)
        assert again.console.cpu_percent >= 0
        assert {figures.pid for figures in again.processes.values()} == {
            host.pid for host in again.hosts
        }
        assert all(figures.memory_bytes > 1_000_000 for figures in again.processes.values())
        assert again.at_ns > first.at_ns
    finally:
        hosts.stop()
    assert sampler.take(again).processes.keys() <= {host.pid for host in hosts.statistics()}
