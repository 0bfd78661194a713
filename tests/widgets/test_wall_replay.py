"""A replay shows what was, in a way that nobody takes for live."""

import pytest
from PySide6.QtCore import Qt

from control_room.domain.camera import CameraId
from widgets.theme import DARK, Tone

from .conftest import GREEN, RED, bgra, colour_at

CAMERA = CameraId(10)
AMBER = DARK.tone(Tone.CHECK)[0]


@pytest.fixture
def replayed(qtbot, wall, street):
    """The wall, with the selected tile replaying a green picture of 58 s ago."""
    street.play(CAMERA, 58, GREEN)
    with qtbot.waitSignal(wall.replay_asked) as asked:
        qtbot.keyClick(wall, Qt.Key.Key_R)
    assert asked.args[0].id == CAMERA
    qtbot.waitUntil(lambda: colour_of_middle(wall) == bgra(GREEN))
    return wall


def colour_of_middle(wall):
    return wall.grab().toImage().pixelColor(wall.picture_box(CAMERA).center())


def test_a_replay_is_framed_and_banded_in_amber(replayed):
    box = replayed.picture_box(CAMERA)
    image = replayed.grab(box).toImage()
    for x, y in ((1, 100), (image.width() - 2, 100), (100, image.height() - 2)):
        assert image.pixelColor(x, y) == AMBER
    band = {image.pixelColor(x, 10).name() for x in range(20, 60)}
    assert {AMBER.name(), DARK.loud_text.lower()} <= band


def test_a_replay_goes_on(qtbot, replayed, street):
    street.play(CAMERA, 57, RED)
    qtbot.waitUntil(lambda: colour_of_middle(replayed) == bgra(RED))


def test_a_replay_is_never_handed_out_as_shown(replayed):
    assert replayed.shown_picture(CAMERA) is None


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_Escape])
def test_a_key_brings_the_live_picture_back(qtbot, replayed, street, key):
    with qtbot.waitSignal(replayed.replay_ended):
        qtbot.keyClick(replayed, key)
    assert colour_at(replayed, CAMERA) != bgra(GREEN)
    street.sequence += 1
    qtbot.waitUntil(lambda: replayed.shown_picture(CAMERA).sequence == street.sequence)


def test_a_replay_that_is_over_gives_way_to_the_live_picture(qtbot, replayed, street):
    with qtbot.waitSignal(replayed.replay_ended):
        street.play(CAMERA, 0, GREEN, is_over=True)
    assert not replayed.is_replaying


def test_another_camera_on_the_tile_ends_the_replay(qtbot, replayed):
    with qtbot.waitSignal(replayed.replay_ended) as ended:
        qtbot.keyClicks(replayed, "27")
        qtbot.keyClick(replayed, Qt.Key.Key_Return)
    assert ended.args[0].id == CAMERA


def test_a_locked_or_hidden_wall_replays_nothing(qtbot, replayed):
    with qtbot.waitSignal(replayed.replay_ended):
        replayed.set_view_only(True)
    replayed.set_view_only(False)
    replayed.start_replay(CAMERA)
    with qtbot.waitSignal(replayed.replay_ended):
        replayed.hide()
