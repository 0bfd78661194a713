"""What is not seen is not decoded; what somebody attends to is kept longer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from control_room.domain.camera import KEEP_MAIN_S, KEEP_SUB_S, CameraId, Stream, StreamUse
from widgets.theme import Tone
from widgets.tile import Mark


def decoded(wall):
    return {key for key, use in wall.wanted().items() if use.size_px is not None}


def test_each_visible_tile_wants_its_size(wall):
    uses = wall.wanted()
    assert {camera for camera, _ in decoded(wall)} == set(range(10, 26))
    for camera in range(11, 26):
        box = wall.picture_box(CameraId(camera))
        assert uses[camera, Stream.SUB] == StreamUse((box.width(), box.height()), KEEP_SUB_S)


def test_of_the_selected_camera_the_main_stream_is_kept(wall):
    assert wall.wanted()[10, Stream.MAIN] == StreamUse(None, KEEP_MAIN_S)
    assert (11, Stream.MAIN) not in wall.wanted()
    wall.select_camera(CameraId(11))
    assert (10, Stream.MAIN) not in wall.wanted()
    assert wall.wanted()[11, Stream.MAIN] == StreamUse(None, KEEP_MAIN_S)


def test_of_a_camera_with_something_open_the_main_stream_is_kept(qtbot, wall):
    with qtbot.waitSignal(wall.wanted_changed):
        wall.show_marks({CameraId(12): Mark("Rixe", Tone.URGENT)})
    assert wall.wanted()[12, Stream.MAIN] == StreamUse(None, KEEP_MAIN_S)
    with qtbot.waitSignal(wall.wanted_changed):
        wall.show_marks({})
    assert (12, Stream.MAIN) not in wall.wanted()


def test_behind_an_enlarged_tile_nothing_is_decoded(qtbot, wall):
    qtbot.keyClick(wall, Qt.Key.Key_Return)
    assert {camera for camera, _ in decoded(wall)} == {10}
    assert wall.wanted()[11, Stream.SUB] == StreamUse(None)


def test_a_wall_behind_another_workspace_decodes_nothing(qtbot, wall):
    with qtbot.waitSignal(wall.wanted_changed):
        wall.hide()
    assert decoded(wall) == set()
    assert len({camera for camera, _ in wall.wanted()}) == 16
    with qtbot.waitSignal(wall.wanted_changed):
        wall.show()
    assert len(decoded(wall)) == 16


def test_a_wall_in_a_minimised_window_decodes_nothing(qtbot, wall):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    wall.setParent(window)
    wall.show()
    window.show()
    assert len(decoded(wall)) == 16
    with qtbot.waitSignal(wall.wanted_changed):
        window.showMinimized()
    assert decoded(wall) == set()
    with qtbot.waitSignal(wall.wanted_changed):
        window.showNormal()
    assert len(decoded(wall)) == 16
    wall.setParent(None)
