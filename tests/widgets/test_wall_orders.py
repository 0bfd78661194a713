"""What keys and mouse do to the wall beyond selecting and calling."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from control_room.domain.camera import CameraId, Health, Mask, Stream
from control_room.domain.wall import Arrangement, square
from widgets.camera_drag import camera_mime
from widgets.theme import DARK
from widgets.video_wall import VideoWall

from .conftest import BLUE, CAMERAS, SECOND_NS, bgra, colour_at

CAMERA = CameraId(10)


def uses(wall, camera=CAMERA):
    return {stream: use.size_px for (each, stream), use in wall.wanted().items() if each == camera}


def strip_of(wall, camera=CAMERA):
    box = wall.picture_box(camera)
    return wall.grab(box.adjusted(0, box.height(), 0, 22)).toImage()


def wheel(wall, at, steps):
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(at),
        QPointF(wall.mapToGlobal(at)),
        QPoint(),
        QPoint(0, round(120 * steps)),
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(wall, event)


def drop(wall, mime, at):
    for kind in (QDragEnterEvent, QDropEvent):
        event = kind(
            at if kind is QDragEnterEvent else QPointF(at),
            Qt.DropAction.MoveAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        QApplication.sendEvent(wall, event)
    return event.isAccepted()


def test_arrows_go_from_one_enlarged_camera_to_the_next(qtbot, wall):
    qtbot.keyClick(wall, Qt.Key.Key_Return)
    with qtbot.waitSignals([wall.reduced, wall.enlarged]):
        qtbot.keyClick(wall, Qt.Key.Key_Right)
    assert wall.is_enlarged
    assert [camera.id for camera in wall.cameras_visible()] == [11]


def test_a_closer_look_asks_for_the_main_stream_in_a_larger_size(qtbot, wall, street):
    before = uses(wall)[Stream.SUB]
    for _ in range(4):
        qtbot.keyClick(wall, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: wall.picture_shown(CAMERA).stream is Stream.MAIN)
    assert uses(wall)[Stream.MAIN][0] == pytest.approx(before[0] * 1.25**4, abs=2)
    assert uses(wall)[Stream.SUB] is None
    qtbot.keyClick(wall, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: uses(wall) == {Stream.SUB: before, Stream.MAIN: None})


def test_page_up_and_down_look_closer_and_wider_again(qtbot, wall):
    before = uses(wall)
    qtbot.keyClick(wall, Qt.Key.Key_PageUp)
    assert uses(wall) != before
    qtbot.keyClick(wall, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: uses(wall) == before)


def test_the_closer_look_says_so(qtbot, wall):
    corner = wall.picture_box(CAMERA).adjusted(200, 120, 0, 0)
    before = wall.grab(corner).toImage()
    qtbot.keyClick(wall, Qt.Key.Key_Plus)
    assert wall.grab(corner).toImage() != before


def test_the_wheel_looks_closer_at_the_tile_under_it(wall):
    at = wall.picture_box(CameraId(11)).center()
    wheel(wall, at, 3)
    assert wall.selected_camera().id == 11
    assert uses(wall, 11)[Stream.MAIN] is not None
    wheel(wall, at, -3)
    assert uses(wall, 11)[Stream.MAIN] is None or uses(wall, 11)[Stream.SUB] is not None


def test_pixel_by_pixel_asks_for_the_whole_size_of_the_source(qtbot, wall):
    qtbot.keyClick(wall, Qt.Key.Key_X)
    assert uses(wall)[Stream.MAIN] == (7680, 4320)
    qtbot.keyClick(wall, Qt.Key.Key_X)
    assert uses(wall)[Stream.MAIN] != (3840, 2160)


def test_escape_goes_back_one_step_at_a_time(qtbot, wall):
    qtbot.keyClick(wall, Qt.Key.Key_Return)
    qtbot.keyClick(wall, Qt.Key.Key_Plus)
    large = uses(wall)[Stream.MAIN]
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    assert wall.is_enlarged
    assert uses(wall)[Stream.MAIN] < large
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    assert not wall.is_enlarged


def test_the_agent_chooses_the_stream_of_a_tile(qtbot, wall, street):
    before = strip_of(wall)
    size = uses(wall)[Stream.SUB]
    qtbot.keyClick(wall, Qt.Key.Key_Q)
    assert uses(wall)[Stream.MAIN] == size
    assert wall.arrangement().streams[0] is Stream.MAIN
    assert strip_of(wall) != before, "the strip does not say it"
    qtbot.keyClick(wall, Qt.Key.Key_Q)
    assert wall.arrangement().streams[0] is Stream.SUB
    qtbot.keyClick(wall, Qt.Key.Key_Q)
    assert wall.arrangement().streams[0] is None


def test_a_camera_that_is_masked_says_so(qtbot, wall, street):
    masked = replace(CAMERAS[0], masks=(Mask(((0, 0), (1, 0), (1, 1))),))
    other = VideoWall(
        [masked, *CAMERAS[1:]],
        street.picture,
        street.state,
        street.still_valid,
        theme=DARK,
        now=lambda: street.clock,
        ticks_ns=lambda: street.now_ns,
        layout=square(4),
    )
    qtbot.addWidget(other)
    other.resize(wall.size())
    other.show()
    qtbot.waitUntil(lambda: other.picture_shown(CAMERA) is not None)
    assert strip_of(other) != strip_of(wall)


def test_a_camera_dropped_on_a_tile_comes_there(qtbot, wall):
    at = wall.picture_box(CameraId(12)).center()
    with qtbot.waitSignals([wall.cameras_changed, wall.acted]):
        assert drop(wall, camera_mime(CameraId(27)), at)
    assert [camera.id for camera in wall.cameras()][:4] == [10, 11, 27, 13]
    assert wall.selected_camera().id == 27


def test_a_tile_dropped_on_another_changes_places_with_it(wall):
    assert drop(wall, camera_mime(CAMERA), wall.picture_box(CameraId(12)).center())
    assert [camera.id for camera in wall.cameras()][:3] == [12, 11, 10]


def test_anything_else_is_not_let_in(wall):
    mime = QMimeData()
    mime.setText("12")
    assert not drop(wall, mime, wall.picture_box(CameraId(12)).center())
    assert [camera.id for camera in wall.cameras()][:3] == [10, 11, 12]


def test_locked_the_mouse_moves_nothing(wall):
    wall.set_view_only(True)
    drop(wall, camera_mime(CameraId(27)), wall.picture_box(CameraId(12)).center())
    wheel(wall, wall.picture_box(CAMERA).center(), 3)
    assert [camera.id for camera in wall.cameras()][:3] == [10, 11, 12]
    assert uses(wall)[Stream.MAIN] is None


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Qt.Key.Key_T, "tour_toggled"),
        (Qt.Key.Key_Period, "tour_paused"),
        (Qt.Key.Key_L, "save_asked"),
        (Qt.Key.Key_F11, "full_screen_asked"),
    ],
)
def test_keys_ask_for_what_the_console_does(qtbot, wall, key, signal):
    with qtbot.waitSignal(getattr(wall, signal)):
        qtbot.keyClick(wall, key)


def test_every_act_is_told_but_those_of_the_tour(qtbot, wall):
    acts = []
    wall.acted.connect(lambda: acts.append(True))
    qtbot.keyClick(wall, Qt.Key.Key_T)
    qtbot.keyClick(wall, Qt.Key.Key_Period)
    qtbot.keyClick(wall, Qt.Key.Key_F2)
    assert not acts
    qtbot.keyClick(wall, Qt.Key.Key_Right)
    qtbot.mouseClick(wall, Qt.MouseButton.LeftButton, pos=wall.picture_box(CAMERA).center())
    assert len(acts) == 2


def test_an_arrangement_comes_back_as_it_was(qtbot, wall):
    wanted = Arrangement(square(2), (CameraId(14), None, CameraId(99), CameraId(11)))
    wanted = replace(wanted, streams=(None, None, None, Stream.MAIN))
    wall.show_arrangement(wanted)
    assert wall.arrangement() == replace(wanted, cameras=(CameraId(14), None, None, CameraId(11)))
    wall.show_layout(square(3))
    assert [camera.id for camera in wall.cameras()][:2] == [14, 11]
    assert wall.arrangement().streams[1] is Stream.MAIN
    assert None not in wall.arrangement().cameras


def test_shift_and_a_digit_show_what_was_set(qtbot, wall):
    saved = Arrangement(square(2), (CameraId(14), None, None, None))
    wall.set_presets([square(3), saved])
    qtbot.keyClick(wall, Qt.Key.Key_At, Qt.KeyboardModifier.ShiftModifier)
    assert wall.arrangement() == saved
    qtbot.keyClick(wall, Qt.Key.Key_NumberSign, Qt.KeyboardModifier.ShiftModifier)
    assert wall.arrangement() == saved


def test_one_source_serves_a_camera_on_two_tiles(qtbot, wall):
    wall.show_arrangement(Arrangement(square(2), (CAMERA, CAMERA, CAMERA, None)))
    assert set(uses(wall)) <= {Stream.SUB, Stream.MAIN}
    qtbot.waitUntil(lambda: colour_at(wall, CAMERA) == bgra(BLUE))
    right = wall.grab().toImage().pixelColor(wall.width() // 2 + 100, 100)
    assert right == bgra(BLUE)


def test_a_failing_main_stream_gives_way_to_the_small_one(qtbot, wall, street):
    qtbot.keyClick(wall, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wall.picture_shown(CAMERA).stream is Stream.MAIN)
    street.now_ns += SECOND_NS
    qtbot.waitUntil(lambda: street.uses[CAMERA, Stream.SUB].size_px is None)
    street.health[CAMERA, Stream.MAIN] = Health.LOST
    street.now_ns += SECOND_NS
    street.sequence += 1
    qtbot.waitUntil(lambda: wall.picture_shown(CAMERA).stream is Stream.SUB)
    assert uses(wall)[Stream.SUB] is not None
