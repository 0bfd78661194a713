"""Cameras whose pictures are one colour each, and a wall that shows them."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtGui import QColor

from control_room.domain.camera import Camera, CameraId, Health, Stream, StreamState
from control_room.domain.picture import Picture, Replay
from control_room.domain.wall import WALL_16
from widgets.theme import DARK
from widgets.video_wall import VideoWall

BLUE, GREEN, RED = (200, 30, 30, 255), (30, 200, 30, 255), (30, 30, 200, 255)
SECOND_NS = 1_000_000_000
CAMERAS = [Camera(CameraId(10 + n), f"Rue {n}", "Centre", f"{n} rue Haute") for n in range(20)]


def colour_at(wall, camera):
    """The colour on screen near a corner of the camera's picture, away from any words."""
    box = wall.picture_box(camera)
    return wall.grab().toImage().pixelColor(box.left() + 8, box.top() + 8)


def bgra(colour):
    blue, green, red, _ = colour
    return QColor(red, green, blue)


class Street:
    """What the cameras send: the size that was asked for, in the colour that was set."""

    def __init__(self):
        self.uses = {}
        self.wanted = {}
        self.health = {}
        self.colour = {}
        self.sequence = 1
        self.now_ns = time.monotonic_ns()
        self.since_ns = self.now_ns - 14 * SECOND_NS
        self.overwritten = False
        self.replays = {}
        self.received_at = datetime(2026, 11, 23, 16, 14, 45, tzinfo=UTC)
        self.clock = self.received_at + timedelta(seconds=1)

    def show(self, wanted):
        """Send what is wanted from now on; what is no longer decoded keeps its last size."""
        self.uses = wanted
        self.wanted.update({key: use.size_px for key, use in wanted.items() if use.size_px})

    def state(self, camera, stream):
        health = self.health.get((camera, stream), self.health.get(camera, Health.LIVE))
        if (camera, stream) not in self.wanted:
            health = Health.CONNECTING
        elif (camera, stream) in self.uses and self.uses[camera, stream].size_px is None:
            health = Health.RECEIVED
        return StreamState(health, self.since_ns, self.since_ns + 60 * SECOND_NS)

    def picture(self, camera, stream):
        if (camera, stream) not in self.wanted:
            return None
        width_px, height_px = self.wanted[camera, stream]
        pixels = bytes(self.colour.get(camera, BLUE)) * (width_px * height_px)
        return Picture(
            camera=camera,
            stream=stream,
            width_px=width_px,
            height_px=height_px,
            stride_bytes=width_px * 4,
            sequence=self.sequence,
            pts_90khz=None,
            received_at_ns=self.now_ns,
            received_at=self.received_at,
            source=1,
            pixels=memoryview(pixels),
        )

    def replay(self, camera):
        return self.replays.get(camera, (None, None))

    def play(self, camera, back_s, colour, *, is_over=False):
        """Replay a picture of that colour, received `back_s` ago."""
        at_ns = self.now_ns - back_s * SECOND_NS
        live = self.picture(camera, Stream.SUB)
        size = live.width_px * live.height_px
        picture = replace(
            live,
            received_at_ns=at_ns,
            received_at=self.received_at - timedelta(seconds=back_s),
            pixels=memoryview(bytes(colour) * size),
        )
        self.replays[camera] = picture, Replay(Stream.SUB, at_ns, at_ns, self.now_ns, is_over)

    def still_valid(self, _picture):
        return not self.overwritten


@pytest.fixture
def street():
    return Street()


@pytest.fixture
def wall(qtbot, street):
    """Sixteen tiles, on screen, with the keyboard."""
    wall = VideoWall(
        CAMERAS,
        street.picture,
        street.state,
        street.still_valid,
        theme=DARK,
        now=lambda: street.clock,
        ticks_ns=lambda: street.now_ns,
        layout=WALL_16,
        replay_of=street.replay,
    )
    qtbot.addWidget(wall)
    wall.wanted_changed.connect(lambda: street.show(wall.wanted()))
    wall.resize(1280, 800)
    with qtbot.waitSignal(wall.wanted_changed):
        wall.show()
    wall.setFocus()
    qtbot.waitUntil(lambda: wall.shown_picture(wall.selected_camera().id) is not None)
    return wall
