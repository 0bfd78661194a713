"""A peer is set up as its module says, counted by what it shows, and may fail alone."""

import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.errors import NotMeasured
from benchmarks.peers import ffmpeg, mpv, windows
from benchmarks.peers.known import PEERS
from benchmarks.peers.peer import Peer, Tally, Work, measure
from benchmarks.peers.program import Program
from benchmarks.peers.stream import Grid, RtspStream

GRID = Grid(4, (322, 240))
STREAM = RtspStream(14, "sub", "h264", "rtsp://127.64.0.14:8554/sub", "tcp", "vigie", "a@b/c")


def peer_of(start, *, version="1.0"):
    return Peer("peer", True, 16, lambda: version, "apt-get install peer", start)


def told(*programs):
    """A peer of one program per stream, whose printed numbers are its counts."""

    def start(streams, grid, running):
        tallies = [Tally() for _ in programs]
        started = [
            running.enter_context(
                Program(
                    [sys.executable, "-u", "-c", program], lambda line, t=tally: t.tell(int(line))
                )
            )
            for program, tally in zip(programs, tallies, strict=True)
        ]
        return Work([each.process for each in started], tallies, "python")

    return start


COUNTS = "import time\nfor n in range(10_000):\n print(n)\n time.sleep(0.02)"


def test_a_password_with_an_at_sign_stays_a_password():
    assert STREAM.url_with_password == "rtsp://vigie:a%40b%2Fc@127.64.0.14:8554/sub"
    assert replace(STREAM, username="").url_with_password == STREAM.url
    assert "a@b/c" not in repr(STREAM)


def test_tiles_lie_side_by_side():
    assert [GRID.place(index) for index in (0, 3, 4)] == [(0, 0), (966, 0), (0, 240)]


def test_pictures_between_two_moments_follow_the_count(monkeypatch):
    tally = Tally()
    for at_ns, count in ((0, 0), (1_000_000_000, 25), (2_000_000_000, 50)):
        monkeypatch.setattr("time.monotonic_ns", lambda at_ns=at_ns: at_ns)
        tally.tell(count)

    assert tally.newest == 50
    assert tally.between(500_000_000, 1_500_000_000) == 25


def test_ffmpeg_tells_its_pictures_in_its_progress():
    told_of = ffmpeg.pictures_told

    assert [told_of(line) for line in ("fps=25.00\n", "frame=124\n")] == [None, 124]


def test_mpv_shows_each_stream_where_the_wall_had_it():
    command = mpv.command(STREAM, GRID, 5, Path("/run/ears"))

    assert "--geometry=322x240+322+240" in command
    assert "--rtsp-transport=tcp" in command
    assert command[-1] == STREAM.url_with_password


def test_mpv_has_shown_its_time_less_what_it_dropped():
    said = {"time-pos": 4.0, "frame-drop-count": 3, "decoder-frame-drop-count": None}

    assert mpv.pictures_shown(said) == 97
    assert mpv.pictures_shown({**said, "time-pos": None}) is None


def test_a_window_learns_addresses_from_its_input_only():
    words = json.loads(windows.job([STREAM, STREAM], GRID))

    assert words["urls"] == [STREAM.url_with_password] * 2
    assert words["places"] == [[0, 0], [322, 0]]
    assert words["tile_px"] == [322, 240]


def test_a_peer_is_measured_by_its_own_count():
    figures = measure(peer_of(told(COUNTS, COUNTS)), [STREAM] * 2, GRID, 1)

    assert "failed" not in figures
    assert len(figures["pictures_per_s"]) == 2
    assert 0 < min(figures["pictures_per_s"]) < 51
    assert figures["cpu_ms_per_picture"] > 0
    assert figures["memory_mb_per_tile"] > 1


def test_a_peer_that_is_not_installed_says_how_to_install_it():
    figures = measure(peer_of(told(COUNTS), version=None), [STREAM], GRID, 1)

    assert figures == {"failed": "not installed; apt-get install peer"}


def test_a_peer_that_ends_says_so():
    figures = measure(peer_of(told("pass")), [STREAM], GRID, 1)

    assert "ended before its first picture" in figures["failed"]


def test_a_peer_that_cannot_start_says_why():
    def start(streams, grid, running):
        raise NotMeasured("no screen")

    assert measure(peer_of(start), [STREAM], GRID, 1)["failed"] == "no screen"


@pytest.mark.parametrize("name", ["opencv", "qtmultimedia", "mpv"])
def test_walls_that_two_cores_do_not_carry_are_not_tried(name):
    assert "failed" in measure(PEERS[name], [STREAM] * 36, GRID, 1)


def test_a_program_is_ended_when_it_is_left():
    with ExitStack() as running:
        program = running.enter_context(
            Program([sys.executable, "-c", "import time; time.sleep(60)"], lambda _line: None)
        )
        assert program.process.is_running()

    assert not program.process.is_running()
