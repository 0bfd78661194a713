"""A town that is watched over RTSP, and that misbehaves when told to."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import psutil
import pytest

from tests.town.conftest import DIGEST, H264, H265, MJPEG
from tests.town.viewer import PATIENCE_S, Seen, watch
from town.cameras import POSTS
from town.errors import TownError
from town.town import Town

pytestmark = pytest.mark.town


def _until(pictures: Iterator[Seen], wanted: str, accept: Callable[[Seen], bool]) -> Seen:
    deadline = time.monotonic() + PATIENCE_S
    for seen in pictures:
        if accept(seen):
            return seen
        if time.monotonic() > deadline:
            break
    pytest.fail(f"no picture that is {wanted} within {PATIENCE_S} s")


def at_once(check: Callable[..., None], *cases: tuple[Any, ...]) -> None:
    """Watch several streams in the time of one; the first that fails fails the test."""
    with ThreadPoolExecutor(len(cases)) as pool:
        for done in [pool.submit(check, *case) for case in cases]:
            done.result()


def test_cameras_send_numbered_pictures_at_25_a_second(town: Town) -> None:
    def check(camera: int, stream: str, transport: str) -> None:
        url = getattr(town.camera(camera), f"{stream}_url")
        with watch(url, transport) as pictures:
            seen = list(islice(pictures, 10, 60))
        rate = (len(seen) - 1) / ((seen[-1].at_ns - seen[0].at_ns) / 1e9)
        assert 24 < rate < 26
        numbers = [each.number for each in seen]
        assert numbers == [(numbers[0] + step) % 300 for step in range(len(seen))]  # type: ignore[operator]
        assert seen[0].picture.shape == ((1080, 1920) if stream == "main" else (360, 640))

    at_once(
        check,
        (H264, "sub", "tcp"),
        (H264, "sub", "udp"),
        (H264, "main", "tcp"),
        (H265, "sub", "tcp"),
        (H265, "main", "tcp"),
        (MJPEG, "sub", "udp"),
        (MJPEG, "main", "tcp"),
    )


def test_the_sent_log_tells_how_old_a_picture_is(town: Town) -> None:
    with watch(town.camera(H264).sub_url) as pictures:
        for seen in islice(pictures, 10, 60):
            assert seen.number is not None
            sent_at_ns = town.sent_at(H264, "sub", seen.number, seen.at_ns)
            assert sent_at_ns is not None
            assert 0 < seen.at_ns - sent_at_ns < 500_000_000
    numbers = [number for number, _ in town.sent(H264, "sub")[-40:]]
    assert numbers == [(numbers[0] + step) % 300 for step in range(40)]


def test_nothing_is_sent_while_nobody_watches(town: Town) -> None:
    assert town.sent(DIGEST, "main") == []


def test_a_camera_with_a_password_asks_for_it_by_digest(town: Town) -> None:
    camera = town.camera(DIGEST)
    with pytest.raises(av.error.HTTPUnauthorizedError), watch(camera.sub_url):
        pass
    with (
        pytest.raises(av.error.HTTPUnauthorizedError),
        watch(camera.sub_url, login=f"{camera.username}:wrong"),
    ):
        pass
    with watch(camera.sub_url, login=f"{camera.username}:{camera.password}") as pictures:
        assert next(pictures).number is not None
    match = re.match(r"rtsp://([\d.]+):(\d+)", camera.sub_url)
    assert match
    with socket.create_connection((match[1], int(match[2])), timeout=PATIENCE_S) as connection:
        connection.sendall(f"DESCRIBE {camera.sub_url} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        answer = connection.recv(4096).decode()
    assert "401" in answer
    assert "WWW-Authenticate: Digest" in answer
    assert "Basic" not in answer


def test_frozen_cameras_go_on_sending_the_same_picture(town: Town) -> None:
    def check(camera: int) -> None:
        with watch(town.camera(camera).sub_url) as pictures:
            next(pictures)
            town.say(camera, "freeze")
            before = next(pictures)

            def stands(seen: Seen) -> bool:
                nonlocal before
                same = seen.number == before.number and bool((seen.picture == before.picture).all())
                before = seen
                return same

            _until(pictures, "the same as the one before", stands)
            assert all((seen.picture == before.picture).all() for seen in islice(pictures, 30))
            town.say(camera, "normal")
            _until(pictures, "another one", lambda seen: seen.number not in (None, before.number))

    at_once(check, (H264,), (H265,), (MJPEG,))


def test_a_dark_camera_is_almost_black_but_not_still(town: Town) -> None:
    with watch(town.camera(H264).sub_url) as pictures:
        assert next(pictures).picture.mean() > 50
        town.say(H264, "dark", seconds=1.5)
        dark = _until(pictures, "dark", lambda seen: seen.picture.mean() < 25)
        assert dark.number is not None
        assert (next(pictures).picture != dark.picture).any()
        _until(pictures, "bright again", lambda seen: seen.picture.mean() > 50)


def test_a_stalled_camera_keeps_the_connection_and_sends_nothing(town: Town) -> None:
    with watch(town.camera(H264).sub_url) as pictures:
        *_, last = islice(pictures, 40)  # the first ones had waited since the connection
        town.say(H264, "stall", seconds=1.5)
        times = [last.at_ns, *(seen.at_ns for seen in islice(pictures, 20))]
    longest_s = max(b - a for a, b in pairwise(times)) / 1e9
    assert 1.3 < longest_s < 5


def test_a_covered_camera_is_flat_and_not_still(town: Town) -> None:
    with watch(town.camera(H264).sub_url) as pictures:
        assert next(pictures).picture[30:330].std() > 20
        town.say(H264, "cover", seconds=1.5)
        flat = _until(pictures, "flat", lambda seen: seen.picture[30:330].std() < 12)
        assert flat.number is not None
        assert (next(pictures).picture != flat.picture).any()
        _until(pictures, "as before", lambda seen: seen.picture[30:330].std() > 20)


def test_a_camera_out_of_focus_shows_its_scene_without_edges(town: Town) -> None:
    def steepest(seen: Seen) -> float:
        rows = seen.picture[30:330].astype(float)
        return float(np.percentile(np.abs(np.diff(rows, axis=1)), 99))

    def check(camera: int) -> None:
        with watch(town.camera(camera).sub_url) as pictures:
            sharp = next(pictures)
            town.say(camera, "defocus")
            soft = _until(pictures, "soft", lambda seen: steepest(seen) < steepest(sharp) / 4)
            assert soft.number is not None
            patches = [
                cv2.resize(each.picture, (16, 9), interpolation=cv2.INTER_AREA).ravel()
                for each in (sharp, soft)
            ]
            assert np.corrcoef(patches)[0, 1] > 0.7
            town.say(camera, "normal")
            _until(pictures, "sharp", lambda seen: steepest(seen) > steepest(sharp) / 2)

    at_once(check, (H264,), (H265,), (MJPEG,))


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_nothing_passes_a_cable_that_is_out_and_all_goes_on_when_it_is_in(
    town: Town, transport: str
) -> None:
    camera = town.camera(DIGEST)
    match = re.match(r"rtsp://([\d.]+):(\d+)", camera.sub_url)
    assert match
    door = match[1], int(match[2])
    question = f"OPTIONS {camera.sub_url} RTSP/1.0\r\nCSeq: %d\r\n\r\n"
    with (
        socket.create_connection(door, timeout=PATIENCE_S) as asking,
        watch(camera.sub_url, transport, f"{camera.username}:{camera.password}") as pictures,
    ):
        asking.sendall((question % 1).encode())
        assert b"CSeq: 1" in asking.recv(4096)
        *_, last = islice(pictures, 40)
        town.say(DIGEST, "unplug", seconds=3.0)
        asking.sendall((question % 2).encode())
        asking.settimeout(0.5)
        with pytest.raises(TimeoutError):
            asking.recv(4096)
        with pytest.raises(TimeoutError):
            socket.create_connection(door, timeout=0.5)
        seen = [last, *islice(pictures, 20)]
        longest_s = max(b.at_ns - a.at_ns for a, b in pairwise(seen)) / 1e9
        assert 1.5 < longest_s < 6
        asking.settimeout(PATIENCE_S)
        assert b"CSeq: 2" in asking.recv(4096)


def test_a_dropped_connection_ends_and_can_be_made_again(town: Town) -> None:
    with watch(town.camera(H264).sub_url) as pictures:
        next(pictures)
        town.say(H264, "drop")
        deadline = time.monotonic() + PATIENCE_S
        for _ in pictures:
            assert time.monotonic() < deadline
    with watch(town.camera(H264).sub_url) as pictures:
        assert next(pictures).number is not None


def test_a_rebooting_camera_refuses_connections_then_comes_back(town: Town) -> None:
    match = re.match(r"rtsp://([\d.]+):(\d+)", town.camera(H264).sub_url)
    assert match
    door = (match[1], int(match[2]))
    town.say(H264, "reboot", seconds=1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(door, timeout=PATIENCE_S)
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(door, timeout=PATIENCE_S).close()
            break
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
    with watch(town.camera(H264).sub_url) as pictures:
        assert next(pictures).number is not None


@pytest.mark.parametrize("camera", [H264, DIGEST])
def test_a_refusing_camera_takes_no_password(town: Town, camera: int) -> None:
    seen_by = town.camera(camera)
    login = f"{seen_by.username}:{seen_by.password}" if seen_by.username else ""
    town.say(camera, "refuse")
    with pytest.raises(av.error.HTTPUnauthorizedError), watch(seen_by.sub_url, login=login):
        pass
    town.say(camera, "normal")
    with watch(seen_by.sub_url, login=login) as pictures:
        assert next(pictures).number is not None


@pytest.mark.parametrize("camera", [H264, H265, MJPEG])
def test_a_garbling_camera_spoils_pictures_and_recovers(town: Town, camera: int) -> None:
    with watch(town.camera(camera).sub_url) as pictures:
        before = next(pictures).number

        def spoilt(seen: Seen) -> bool:
            """The number cannot be read, or a picture could not be decoded at all."""
            nonlocal before
            expected = None if before is None else (before + 1) % 300
            before = seen.number
            return seen.number is None or seen.number != expected

        town.say(camera, "garble", seconds=1.5)
        _until(pictures, "spoilt", spoilt)
        _until(pictures, "sound", lambda seen: seen.number is not None)
        numbers = [seen.number for seen in islice(pictures, 100)]
    assert None not in numbers[-20:]


def test_a_clock_jumps_an_hour(town: Town) -> None:
    with watch(town.camera(H264).sub_url) as pictures:
        before = next(pictures)
        town.say(H264, "clock")
        after = _until(pictures, "an hour later", lambda seen: seen.media_s - before.media_s > 3000)
        assert after.media_s - before.media_s < 3700
        assert next(pictures).number is not None


@pytest.mark.parametrize(
    ("camera", "act", "complaint"),
    [(99, "freeze", "no camera 99"), (H264, "dance", "no act dance")],
)
def test_the_town_says_why_it_refuses(town: Town, camera: int, act: str, complaint: str) -> None:
    with pytest.raises(TownError, match=complaint):
        town.say(camera, act)  # type: ignore[arg-type]


def test_nonsense_on_the_control_socket_is_answered(town: Town) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(town.run_dir / "control.sock"))
        for line in (
            b"[]\n",
            b"nonsense\n",
            b'{"camera": 21, "act": "freeze", "seconds": "long"}\n',
        ):
            connection.sendall(line)
            assert "error" in json.loads(connection.recv(4096))


def test_two_towns_run_side_by_side_and_the_second_is_ready_soon(town: Town) -> None:
    began = time.monotonic()
    with Town.start((H264,)) as second:
        assert time.monotonic() - began < 10  # 0.4 s on two idle cores
        with watch(second.camera(H264).sub_url) as pictures:
            assert next(pictures).number is not None
        server = psutil.Process(second.server_pid)
    assert not server.is_running()
    assert not second.run_dir.exists()


def test_a_taken_port_is_said(town: Town) -> None:
    with pytest.raises(TownError, match=r"127\.64\.0\.21.*taken"):
        Town.start((H264,), port=town.port)


def test_the_server_leaves_with_its_parent() -> None:
    script = (
        "import time; from town.town import Town;"
        f" town = Town.start(({H264},)); print(town.server_pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        server = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    server.wait(timeout=PATIENCE_S)


def test_the_site_file_holds_every_camera(town: Town, tmp_path: Path) -> None:
    town.write_site(tmp_path / "valmont.toml")
    site = tomllib.loads((tmp_path / "valmont.toml").read_text(encoding="utf-8"))
    assert site["site"]["name"] == "Valmont"
    assert [camera["number"] for camera in site["cameras"]] == [H264, H265, MJPEG, DIGEST]
    assert all("@" not in camera["main"] + camera["sub"] for camera in site["cameras"])
    assert site["cameras"][3]["password"]
    assert "password" not in site["cameras"][0]
    assert site["cameras"][1]["verbalisation"]["order"] == "2024-118"


def test_the_sixty_four_cameras_are_all_different() -> None:
    assert len(POSTS) == 64
    assert len({post.number for post in POSTS}) == len({post.name for post in POSTS}) == 64


def test_the_command_line_says_in_one_line_what_is_wrong() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "town", "--run-dir", "/nowhere", "say", "freeze", "--camera", "12"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert said.returncode == 1
    assert said.stderr.startswith("town: No town answers")
    assert len(said.stderr.splitlines()) == 1
