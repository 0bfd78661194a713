"""What the console under test tells becomes figures that can be checked by hand."""

import json
import shutil
import subprocess
import sys

import pytest

from benchmarks import wall
from benchmarks.errors import NotMeasured
from benchmarks.processes import Cost
from benchmarks.stage import cameras_for
from town.cameras import POSTS

MS = 1_000_000
S = 1000 * MS


def told(pictures):
    return {
        "cameras": [12, 13],
        "pictures": pictures,
        "loop_delays_ns": [1 * MS, 2 * MS],
        "paint_times_ns": [1 * MS],
        "counted": {},
    }


def cost_of(console_s, hosts_s):
    return Cost(
        2.0,
        ((1.0, {"console": 0.1, "hosts": 0.1}), (2.0, {"console": console_s, "hosts": hosts_s})),
    )


def test_a_picture_painted_twice_is_shown_once():
    pictures = [
        (12, "sub", 1 * S, 1 * S + 10 * MS),
        (12, "sub", 1 * S, 1 * S + 30 * MS),
        (12, "sub", 2 * S, 2 * S + 20 * MS),
        (13, "sub", 2 * S, 2 * S + 20 * MS),
    ]

    figures = wall.sum_up(told(pictures), 1 * S, 2, cost_of(0.2, 0.4))

    assert figures["pictures_by_second"] == {12: [1, 1], 13: [0, 1]}
    assert figures["pictures_per_s"] == {"min": 0.5, "median": 0.75}
    assert figures["cpu_ms_per_picture"] == pytest.approx(600 / 3)
    assert figures["age_ms"]["max"] == 20


def test_a_wall_without_a_picture_gives_no_figures():
    with pytest.raises(NotMeasured):
        wall.sum_up(told([]), 0, 2, cost_of(0.2, 0.4))


def test_cameras_are_h264_while_there_are_enough():
    codec = {post.number: post.codec for post in POSTS}

    assert {codec[number] for number in cameras_for(49)} == {"h264"}
    assert sorted(cameras_for(64)) == sorted(codec)


@pytest.mark.parametrize("wrong", [["--tiles", "5"], ["--tiles", "81"], ["--against", "nobody"]])
def test_a_wrong_order_is_refused_before_anything_starts(wrong):
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "wall", *wrong],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 2
    assert wrong[1] in run.stderr
    assert "Traceback" not in run.stderr


def a_wall(tiles, *, ours=0.6, cpu=(10.0, 20.0), rate=25.0, **against):
    return {
        "tiles": tiles,
        "cpu": {"percent_of_a_core": {"console": cpu[0], "hosts": cpu[1]}},
        "cpu_ms_per_picture": ours,
        "pictures_per_s": {"min": rate, "median": 25.0},
        "age_since_sent_ms": {"p50": 20.0, "p99": 50.0},
        "loop_delay_ms": {"p99": 3.0, "max": 30.0},
        "memory_mb": {"per_tile_beyond_ring": 31.0},
        "against": against,
    }


def met(walls):
    return {bar.what: bar.is_met for bar in wall.bars({"walls": walls})}


def test_every_figure_stands_beside_its_bar():
    found = met(
        [
            a_wall(
                16,
                ffmpeg={"cpu_ms_per_picture": 0.5},
                opencv={"cpu_ms_per_picture": 0.7},
                qtmultimedia={"cpu_ms_per_picture": 1.3},
                mpv={"cpu_ms_per_picture": 1.1},
            ),
            a_wall(36, cpu=(20.0, 60.0), ffmpeg={"cpu_ms_per_picture": 0.5}),
            a_wall(64, rate=23.0, ffmpeg={"cpu_ms_per_picture": 0.5}),
        ]
    )

    assert found["16 tiles: CPU ms per picture shown, ours / ffmpeg's decoded"] is True
    assert found["36 tiles: CPU ms per picture shown, ours / ffmpeg's decoded"] is False
    assert found["16 tiles: CPU ms per picture shown, ours / opencv's"] is True
    assert found["16 tiles: CPU ms per picture shown, ours / qtmultimedia's"] is True
    assert found["16 tiles: CPU ms per picture shown, ours / mpv's"] is False
    assert found["linearity: CPU(36) / CPU(16) × 16/36"] is False
    assert found["64 tiles: pictures/s shown, the slowest tile"] is False
    assert found["64 tiles: loop delay, p99"] is True
    assert found["16 tiles: memory per tile beyond the ring, all processes"] is False


def test_a_peer_that_failed_leaves_its_bar_unmeasured():
    found = met([a_wall(16, mpv={"failed": "not installed"})])

    assert found["16 tiles: CPU ms per picture shown, ours / mpv's"] is None
    assert "linearity: CPU(36) / CPU(16) × 16/36" not in found


@pytest.mark.town
@pytest.mark.screen
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_the_real_console_is_measured_beside_ffmpeg(tmp_path):
    figures = tmp_path / "wall.json"

    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "wall",
         "--tiles", "4", "--seconds", "2", "--against", "ffmpeg", "--json", str(figures)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stderr
    (measured,) = json.loads(figures.read_text())["walls"]
    assert measured["kinds"] == {"h264 sub": 4}
    assert measured["pictures_per_s"]["min"] > 0
    assert measured["cpu"]["percent_of_a_core"]["console"] > 0
    assert measured["sampled_pictures"] > 0
    assert min(measured["age_since_sent_ms"]["p50"], measured["age_ms"]["p50"]) > 0
    assert min(measured["against"]["ffmpeg"]["pictures_per_s"]) > 0
    assert "| 4 " in run.stdout
