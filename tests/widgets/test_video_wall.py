"""The wall: what keys do, what is painted, what is handed out as shown."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from control_room.domain.camera import CameraId, Health, Stream
from control_room.domain.wall import WALL_1_12, WALL_16
from widgets.state_text import tone_of
from widgets.theme import DARK, Tone
from widgets.tile import Mark

from .conftest import BLUE, GREEN, RED, SECOND_NS, bgra, colour_at

NOT_LIVE = [health for health in Health if health is not Health.LIVE]


def next_picture(qtbot, wall, street, camera, colour):
    """Let every camera send its next picture, and wait until it is painted."""
    street.colour[camera] = colour
    street.sequence += 1
    qtbot.waitUntil(lambda: wall.picture_shown(camera).sequence == street.sequence)


def test_arrows_and_tab_select(qtbot, wall):
    for key, expected in (
        (Qt.Key.Key_Right, 11),
        (Qt.Key.Key_Down, 15),
        (Qt.Key.Key_Left, 14),
        (Qt.Key.Key_Up, 10),
        (Qt.Key.Key_Up, 10),
        (Qt.Key.Key_Tab, 11),
        (Qt.Key.Key_Backtab, 10),
    ):
        qtbot.keyClick(wall, key)
        assert wall.selected_camera().id == expected


def test_enter_enlarges_from_the_main_stream_and_escape_goes_back(qtbot, wall, street):
    with qtbot.waitSignals([wall.enlarged, wall.wanted_changed]):
        qtbot.keyClick(wall, Qt.Key.Key_Return)
    assert wall.wanted()[10, Stream.MAIN].size_px[0] > 1200
    qtbot.waitUntil(lambda: wall.picture_shown(CameraId(10)).stream is Stream.MAIN)
    with qtbot.waitSignal(wall.reduced):
        qtbot.keyClick(wall, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: wall.picture_shown(CameraId(10)).stream is Stream.SUB)
    assert wall.wanted()[10, Stream.MAIN].size_px is None


def test_until_the_main_stream_shows_the_old_picture_stays(qtbot, wall, street):
    street.health[10, Stream.MAIN] = Health.CONNECTING
    qtbot.keyClick(wall, Qt.Key.Key_Return)
    street.sequence += 1
    qtbot.waitUntil(lambda: wall.picture_shown(CameraId(10)).sequence == street.sequence)
    assert wall.picture_shown(CameraId(10)).stream is Stream.SUB
    assert wall.state_shown(CameraId(10)).health is Health.LIVE


def test_digits_then_enter_call_a_camera_to_the_selected_tile(qtbot, wall):
    qtbot.keyClick(wall, Qt.Key.Key_Right)
    with qtbot.waitSignal(wall.cameras_changed):
        qtbot.keyClicks(wall, "27")
        qtbot.keyClick(wall, Qt.Key.Key_Return)
    assert [camera.id for camera in wall.cameras()][:3] == [10, 27, 12]
    assert wall.selected_camera().id == 27


def test_a_camera_on_another_tile_changes_places(qtbot, wall):
    qtbot.keyClicks(wall, "12")
    qtbot.keyClick(wall, Qt.Key.Key_Return)
    assert [camera.id for camera in wall.cameras()][:3] == [12, 11, 10]


def test_an_unknown_number_changes_nothing(qtbot, wall):
    before = wall.cameras()
    with qtbot.waitSignal(wall.number_refused) as refused:
        qtbot.keyClicks(wall, "99")
        qtbot.keyClick(wall, Qt.Key.Key_Return)
    assert refused.args == [99]
    assert wall.cameras() == before


def test_shift_and_a_digit_choose_the_layout(qtbot, wall):
    qtbot.keyClick(wall, Qt.Key.Key_Exclam, Qt.KeyboardModifier.ShiftModifier)
    assert wall.wall_layout == WALL_1_12
    assert len(wall.cameras()) == 13
    qtbot.keyClick(wall, Qt.Key.Key_At, Qt.KeyboardModifier.ShiftModifier)
    assert wall.wall_layout == WALL_16
    assert len(wall.cameras()) == 16


def test_a_live_picture_is_painted_as_it_is(wall):
    assert colour_at(wall, CameraId(10)) == bgra(BLUE)


@pytest.mark.parametrize("health", NOT_LIVE)
def test_a_picture_that_is_not_live_never_looks_live(qtbot, wall, street, health):
    camera = CameraId(10)
    live = wall.grab(wall.picture_box(camera)).toImage()
    street.health[camera] = health
    qtbot.waitUntil(lambda: wall.state_shown(camera).health is health)
    seen = wall.grab(wall.picture_box(camera)).toImage()
    corner, was = seen.pixelColor(8, 8), live.pixelColor(8, 8)
    assert corner.saturation() < was.saturation() / 2
    assert corner.lightness() < was.lightness()
    tone = DARK.tone(tone_of(health))[0]
    middle = [seen.pixelColor(x, seen.height() // 2 - 16) for x in range(seen.width())]
    assert tone in middle, "no state across the picture"


def test_the_age_of_a_state_runs_on_without_pictures(qtbot, wall, street):
    camera = CameraId(10)
    street.health[camera] = Health.LOST
    qtbot.waitUntil(lambda: wall.state_shown(camera).health is Health.LOST)
    before = wall.grab(wall.picture_box(camera)).toImage()
    street.now_ns += 5 * SECOND_NS
    qtbot.waitUntil(lambda: wall.grab(wall.picture_box(camera)).toImage() != before)


def test_what_is_handed_out_is_what_was_painted(qtbot, wall, street):
    camera = CameraId(10)
    next_picture(qtbot, wall, street, camera, GREEN)
    qtbot.waitUntil(lambda: wall.shown_picture(camera).sequence == street.sequence)
    shown = wall.shown_picture(camera)
    assert shown.pixels[:4] == bytes(GREEN)
    assert colour_at(wall, camera) == bgra(GREEN)
    assert shown.health is Health.LIVE
    next_picture(qtbot, wall, street, camera, RED)
    assert shown.pixels[:4] == bytes(GREEN), "the copy follows the camera"


def test_a_camera_selected_this_instant_is_handed_out_whole(qtbot, wall, street):
    street.colour[11] = GREEN
    wall.select_camera(CameraId(11))
    assert wall.shown_picture(CameraId(11)).pixels[:4] == bytes(GREEN)


def test_a_picture_overwritten_while_it_was_copied_is_not_handed_out(qtbot, wall, street):
    street.overwritten = True
    street.sequence += 1
    qtbot.waitUntil(lambda: wall.shown_picture(CameraId(10)) is None)


def test_the_health_handed_out_is_the_one_on_screen(qtbot, wall, street):
    camera = CameraId(10)
    street.health[camera] = Health.FROZEN
    qtbot.waitUntil(lambda: wall.shown_picture(camera).health is Health.FROZEN)


def test_a_hidden_wall_hands_out_nothing(wall):
    wall.hide()
    assert wall.shown_picture(CameraId(10)) is None


def test_a_wall_that_comes_back_hands_out_nothing_from_before(wall, street):
    before = wall.shown_picture(CameraId(10)).sequence
    wall.hide()
    street.sequence += 1
    wall.show()
    shown = wall.shown_picture(CameraId(10))
    assert shown is None or shown.sequence > before


def test_a_tile_selected_again_hands_out_nothing_from_before(wall, street):
    before = wall.shown_picture(CameraId(10)).sequence
    wall.select_camera(CameraId(11))
    wall.enlarge()
    street.sequence += 1
    wall.select_camera(CameraId(10))
    assert wall.shown_picture(CameraId(10)).sequence > before


def test_a_picture_painted_long_ago_is_not_handed_out_as_live(wall, street):
    assert wall.shown_picture(CameraId(10)).health is Health.LIVE
    street.clock += timedelta(seconds=6)
    assert wall.shown_picture(CameraId(10)).health is Health.LATE


def test_locked_the_wall_runs_on_and_takes_no_orders(qtbot, wall, street):
    wall.set_view_only(True)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Tab, Qt.Key.Key_Return):
        qtbot.keyClick(wall, key)
    qtbot.mouseClick(wall, Qt.MouseButton.LeftButton, pos=wall.picture_box(CameraId(15)).center())
    assert wall.selected_camera().id == 10
    assert not wall.is_enlarged
    next_picture(qtbot, wall, street, CameraId(10), GREEN)
    qtbot.waitUntil(lambda: colour_at(wall, CameraId(10)) == bgra(GREEN))


def test_a_mark_is_painted_in_the_strip(qtbot, wall):
    strip = wall.picture_box(CameraId(10)).adjusted(0, 0, 0, 22)
    before = wall.grab(strip).toImage()
    wall.show_marks({CameraId(10): Mark("Rixe", Tone.URGENT)})
    assert wall.grab(strip).toImage() != before


def test_painted_pictures_are_recorded_when_asked(qtbot, wall, street):
    assert not wall.statistics.pictures
    wall.statistics.start()
    street.sequence += 1
    qtbot.waitUntil(lambda: len(wall.statistics.pictures) >= 16)
    assert {painted.camera for painted in wall.statistics.pictures} == set(range(10, 26))
    assert wall.statistics.paint_times_ns
