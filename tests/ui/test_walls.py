"""Walls are kept, called by key, on several screens, and come back; a replay is not live."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QListWidget, QPushButton

from control_room.audit.entry import Act, read_entry
from control_room.domain.agent import Role
from control_room.domain.camera import CameraId, Stream
from control_room.domain.wall import LAYOUTS, layout_of
from control_room.ui import wall_desk
from control_room.ui.wall_dialogs import LayoutEditor, NameDialog, RemoveDialog
from control_room.ui.wall_picker import WallPicker
from control_room.ui.wall_window import WallWindow
from widgets.span_grid import SpanGrid

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | SHIFT
ROLE = Qt.ItemDataRole.UserRole


@pytest.fixture(autouse=True)
def remembered_soon(monkeypatch):
    monkeypatch.setattr(wall_desk, "REMEMBER_AFTER_MS", 50)


@pytest.fixture
def console(site):
    return site.sign_in(Role.VERBALISER)


def press(site, key, widget=None, modifiers=Qt.KeyboardModifier.NoModifier):
    site.qtbot.keyClick(widget or site.console.live.wall, key, modifiers)


def opened(site, kind):
    """The dialog of that kind, on screen."""

    def found():
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind)]

    site.qtbot.waitUntil(lambda: any(each.isVisible() for each in found()))
    return next(each for each in found() if each.isVisible())


def save_wall(site, name, *, shared=False, wall=None):
    press(site, Qt.Key.Key_L, wall)
    dialog = opened(site, NameDialog)
    site.qtbot.waitUntil(lambda: isinstance(dialog.focusWidget(), QLineEdit))
    site.qtbot.keyClicks(dialog.focusWidget(), name)
    dialog.findChild(QCheckBox).setChecked(shared)
    press(site, Qt.Key.Key_Return, dialog.findChild(QLineEdit))
    kept = site.console.live.controls.shelf
    site.qtbot.waitUntil(lambda: any(each.name == name for each in kept.kept.walls))


def numbers(wall):
    return [camera.id for camera in wall.cameras()]


def windows():
    return [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, WallWindow) and each.isVisible()
    ]


def new_window(site):
    before = windows()
    press(site, Qt.Key.Key_N, modifiers=CONTROL_SHIFT)
    site.qtbot.waitUntil(lambda: len(windows()) == len(before) + 1)
    (window,) = set(windows()) - set(before)
    site.qtbot.waitUntil(window.isActiveWindow)
    return window


def entries(site, act):
    with site.database.read() as records:
        return [
            entry
            for row in records.log.entries()
            if (entry := read_entry(row.canonical)).act is act
        ]


def in_database(site):
    return site.services.walls.last(site.console.session)


def test_a_saved_wall_is_called_with_shift_and_its_digit_before_the_presets(site, console):
    wall = console.live.wall
    press(site, Qt.Key.Key_2, modifiers=SHIFT)
    assert wall.wall_layout == LAYOUTS[1]
    site.qtbot.keyClicks(wall, "27")
    press(site, Qt.Key.Key_Return)
    saved = numbers(wall)
    assert saved[0] == 27
    save_wall(site, "Nuit")
    site.qtbot.keyClicks(wall, "10")
    press(site, Qt.Key.Key_Return)
    press(site, Qt.Key.Key_2, modifiers=SHIFT)
    assert wall.wall_layout == LAYOUTS[0], "the presets follow the saved walls"
    press(site, Qt.Key.Key_1, modifiers=SHIFT)
    assert (wall.wall_layout, numbers(wall)) == (LAYOUTS[1], saved)


def test_only_a_supervisor_is_asked_whether_the_site_shall_have_a_wall(site, console):
    press(site, Qt.Key.Key_L)
    dialog = opened(site, NameDialog)
    assert not dialog.findChild(QCheckBox).isVisible()
    press(site, Qt.Key.Key_Escape, dialog)
    site.qtbot.waitUntil(console.live.wall.hasFocus)


def test_a_wall_that_a_supervisor_shares_is_there_for_an_operator(site):
    console = site.sign_in(Role.SUPERVISOR)
    press(site, Qt.Key.Key_3, modifiers=SHIFT)
    save_wall(site, "Écoles", shared=True)
    console.sign_out()
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.sign_in(Role.OPERATOR)
    shelf = console.live.controls.shelf
    site.qtbot.waitUntil(lambda: [each.name for each in shelf.kept.walls] == ["Écoles"])
    press(site, Qt.Key.Key_1, modifiers=SHIFT)
    assert console.live.wall.wall_layout == LAYOUTS[2]
    press(site, Qt.Key.Key_G)
    picker = opened(site, WallPicker)
    names = next(each for each in picker.findChildren(QListWidget) if each.count() == 1)
    names.setCurrentRow(0)
    press(site, Qt.Key.Key_Delete, names)
    assert picker.isVisible(), "the site's wall is not the operator's to remove"


def test_the_picker_shows_every_preset_and_puts_the_chosen_one_on_the_wall(site, console):
    press(site, Qt.Key.Key_G)
    picker = opened(site, WallPicker)
    pictures = picker.findChild(QListWidget)
    for row in range(pictures.count()):
        if pictures.item(row).data(ROLE) == layout_of("8x8"):
            pictures.setCurrentRow(row)
    press(site, Qt.Key.Key_Return, pictures)
    assert console.live.wall.wall_layout == layout_of("8x8")
    site.qtbot.waitUntil(console.live.wall.hasFocus)


def test_a_layout_of_ones_own_is_drawn_saved_and_called(site, console):
    press(site, Qt.Key.Key_2, modifiers=SHIFT)
    press(site, Qt.Key.Key_G)
    picker = opened(site, WallPicker)
    press(site, Qt.Key.Key_E, picker.focusWidget())
    editor = opened(site, LayoutEditor)
    grid = editor.findChild(SpanGrid)
    site.qtbot.waitUntil(grid.hasFocus)
    for _ in range(2):
        press(site, Qt.Key.Key_Right, grid, SHIFT)
    press(site, Qt.Key.Key_Down, grid, SHIFT)
    press(site, Qt.Key.Key_Return, grid)
    assert editor.isVisible(), "Enter on the grid joins, and leaves the dialog open"
    site.qtbot.mouseClick(
        next(each for each in editor.findChildren(QPushButton) if "Show" in each.text()),
        Qt.MouseButton.LeftButton,
    )
    drawn = console.live.wall.wall_layout
    assert drawn.code == "4x4:0,0,3x2"
    save_wall(site, "Place")
    press(site, Qt.Key.Key_2, modifiers=SHIFT)
    press(site, Qt.Key.Key_1, modifiers=SHIFT)
    assert console.live.wall.wall_layout == drawn


def test_a_wall_is_renamed_and_removed_from_the_picker(site, console):
    save_wall(site, "Gare")
    shelf = console.live.controls.shelf

    def ask(key):
        press(site, Qt.Key.Key_G)
        picker = opened(site, WallPicker)
        names = next(each for each in picker.findChildren(QListWidget) if each.count() == 1)
        names.setCurrentRow(0)
        press(site, key, names)

    ask(Qt.Key.Key_F2)
    field = opened(site, NameDialog).findChild(QLineEdit)
    site.qtbot.keyClicks(field, "Gare, nuit")
    press(site, Qt.Key.Key_Return, field)
    site.qtbot.waitUntil(lambda: [each.name for each in shelf.kept.walls] == ["Gare, nuit"])
    ask(Qt.Key.Key_Delete)
    press(site, Qt.Key.Key_Return, opened(site, RemoveDialog))
    site.qtbot.waitUntil(lambda: shelf.kept.walls == ())


def test_the_last_wall_comes_back_to_its_agent(site, console):
    """It is in the records before anybody leaves: a killed console finds it as well."""
    wall = console.live.wall
    press(site, Qt.Key.Key_3, modifiers=SHIFT)
    site.qtbot.keyClicks(wall, "27")
    press(site, Qt.Key.Key_Return)
    left = wall.arrangement()
    site.qtbot.waitUntil(lambda: [each.arrangement for each in in_database(site)] == [left])
    console.sign_out()
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.sign_in(Role.OPERATOR)
    assert console.live.wall.wall_layout == LAYOUTS[0], "another agent has another wall"
    console.sign_out()
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.sign_in(Role.VERBALISER)
    site.qtbot.waitUntil(lambda: console.live.wall.arrangement() == left)
    shown = ",".join(map(str, numbers(console.live.wall)))
    site.qtbot.waitUntil(lambda: entries(site, Act.WALL_SHOWN)[-1].details["cameras"] == shown)


def test_coming_back_is_remembered_once(site, console):
    press(site, Qt.Key.Key_3, modifiers=SHIFT)
    site.qtbot.waitUntil(lambda: "wall.remembered" in site.acts())
    console.sign_out()
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.sign_in(Role.VERBALISER)
    site.qtbot.waitUntil(lambda: console.live.wall.wall_layout == LAYOUTS[2])
    console.sign_out()
    site.qtbot.waitUntil(lambda: site.acts()[-1] == "session.closed")
    assert site.acts().count("wall.remembered") == 1


def test_another_window_has_a_wall_of_its_own_and_the_same_keyboard(site, console):
    main_before = numbers(console.live.wall)
    window = new_window(site)
    assert not set(numbers(window.wall)) & set(main_before), "it shows what no wall shows"
    site.qtbot.keyClicks(window.wall, "12")
    press(site, Qt.Key.Key_Return, window.wall)
    assert window.wall.selected_camera().id == 12
    assert numbers(console.live.wall) == main_before
    wanted = site.street.wanted
    site.qtbot.waitUntil(lambda: (CameraId(25), Stream.SUB) in site.street.wanted)
    assert (CameraId(10), Stream.MAIN) in wanted or (CameraId(10), Stream.SUB) in wanted
    site.qtbot.waitUntil(
        lambda: entries(site, Act.WALL_SHOWN)[-1].details["cameras"].startswith("12")
    )


def test_acts_are_about_the_wall_that_has_the_keyboard(site, console):
    window = new_window(site)
    camera = window.wall.selected_camera()
    assert camera != console.live.wall.selected_camera()
    site.qtbot.waitUntil(lambda: window.wall.shown_picture(camera.id) is not None)
    press(site, Qt.Key.Key_F1, window.wall)
    site.qtbot.waitUntil(lambda: "incident.tagged" in site.acts())
    since = console.session.opened_at
    assert site.services.incidents.of_day(console.session, since)[0].camera == camera.id
    press(site, Qt.Key.Key_Space, window.wall)
    site.qtbot.waitUntil(lambda: entries(site, Act.STILL_KEPT) != [])
    assert entries(site, Act.STILL_KEPT)[0].obj == f"camera/{camera.id}"
    press(site, Qt.Key.Key_3, window.wall, SHIFT)
    assert window.wall.wall_layout == LAYOUTS[2]
    assert console.live.wall.wall_layout == LAYOUTS[0]


def test_a_workspace_called_from_another_screen_has_the_keyboard(site, console):
    window = new_window(site)
    press(site, Qt.Key.Key_2, window.wall, CONTROL)
    assert console.page == "incidents"
    site.qtbot.waitUntil(console.isActiveWindow)


def test_locked_from_another_screen_the_console_asks_for_the_password(site, console):
    new_window(site)
    console.lock()
    site.qtbot.waitUntil(console.isActiveWindow)


def test_windows_come_back_with_their_walls_and_go_with_the_session(site, console):
    window = new_window(site)
    press(site, Qt.Key.Key_4, window.wall, SHIFT)
    press(site, Qt.Key.Key_F11, window.wall)
    assert window.isFullScreen()
    left = window.wall.arrangement()
    site.qtbot.waitUntil(
        lambda: len(in_database(site)) == 2 and in_database(site)[1].is_full_screen
    )
    console.sign_out()
    site.qtbot.waitUntil(lambda: windows() == [])
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.sign_in(Role.VERBALISER)
    site.qtbot.waitUntil(lambda: len(windows()) == 1)
    (again,) = windows()
    assert again.wall.arrangement() == left
    assert again.isFullScreen()
    again.close()
    site.qtbot.waitUntil(lambda: len(in_database(site)) == 1)


def test_locked_a_window_only_shows(site, console):
    window = new_window(site)
    before = window.wall.arrangement()
    press(site, Qt.Key.Key_L, window.wall, Qt.KeyboardModifier.ControlModifier)
    site.qtbot.waitUntil(lambda: console.is_locked)
    press(site, Qt.Key.Key_1, window.wall, SHIFT)
    press(site, Qt.Key.Key_F1, window.wall)
    press(site, Qt.Key.Key_N, window.wall, CONTROL_SHIFT)
    assert windows() == [window]
    assert window.wall.arrangement() == before
    assert "incident.tagged" not in site.acts()


def test_full_screen_leaves_the_pictures_alone_on_the_screen(site, console):
    wall = console.live.wall
    before = console.live.notice_place()
    press(site, Qt.Key.Key_F11)
    site.qtbot.waitUntil(lambda: wall.size() == console.size())
    press(site, Qt.Key.Key_F11)
    site.qtbot.waitUntil(lambda: not console.isFullScreen())
    assert console.live.notice_place() == before
    press(site, Qt.Key.Key_F11)
    site.qtbot.keyClick(console, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert console.page == "incidents"
    assert not console.isFullScreen()


def test_a_replay_is_recorded_and_nothing_is_recorded_from_it(site, console):
    camera = console.live.wall.selected_camera()
    press(site, Qt.Key.Key_R)
    site.qtbot.waitUntil(lambda: "camera.replayed" in site.acts())
    stream, back_s, size_px, _ = site.street.replays[camera.id]
    assert (stream, back_s) == (Stream.MAIN, 30.0)
    assert min(size_px) > 100
    for key in (Qt.Key.Key_F1, Qt.Key.Key_Space, Qt.Key.Key_V):
        press(site, key)
        assert console.notices[0].startswith(f"{camera.label}: this is a replay, not live.")
    assert not {"incident.tagged", "still.kept", "report.opened"} & set(site.acts())
    press(site, Qt.Key.Key_R)
    assert site.street.replays == {}
    site.qtbot.waitUntil(lambda: console.live.wall.shown_picture(camera.id) is not None)
    press(site, Qt.Key.Key_F1)
    site.qtbot.waitUntil(lambda: "incident.tagged" in site.acts())


def test_a_live_look_during_a_replay_records_nothing(site, console):
    wall = console.live.wall
    camera = wall.selected_camera()
    site.qtbot.waitUntil(lambda: wall.shown_picture(camera.id) is not None)
    press(site, Qt.Key.Key_R)
    site.qtbot.waitUntil(lambda: not wall.picture_box(camera.id).isEmpty())
    wall._look_around(thoroughly=True)
    wall.repaint()
    assert wall.is_replaying
    assert wall.shown_picture(camera.id) is None
    press(site, Qt.Key.Key_F1)
    press(site, Qt.Key.Key_Space)
    assert console.notices[0].startswith(f"{camera.label}: this is a replay, not live.")
    assert not {"incident.tagged", "still.kept"} & set(site.acts())


def test_a_camera_has_one_replay_on_the_wall_that_asked_last(site, console):
    window = new_window(site)
    camera = console.live.wall.selected_camera()
    site.qtbot.keyClicks(window.wall, str(camera.id))
    press(site, Qt.Key.Key_Return, window.wall)
    press(site, Qt.Key.Key_R, window.wall)
    assert window.wall.is_replaying
    press(site, Qt.Key.Key_R)
    assert not window.wall.is_replaying, "its pictures are those of another replay now"
    assert console.live.wall.is_replaying
    assert list(site.street.replays) == [camera.id]
    window.close()
    assert list(site.street.replays) == [camera.id], "another wall's replay goes on"
    press(site, Qt.Key.Key_R)
    assert site.street.replays == {}


def test_a_replay_that_nothing_plays_any_more_ends(site, console):
    press(site, Qt.Key.Key_R)
    site.street.replays.clear()
    site.qtbot.waitUntil(lambda: not console.live.wall.is_replaying)
    assert console.live.desk.looking(console.live.wall).replayed is None


def test_without_anything_held_there_is_no_replay(site, console):
    site.street.held_s = 0.0
    press(site, Qt.Key.Key_R)
    assert "nothing to replay yet" in console.notices[0]
    assert site.street.replays == {}
    assert "camera.replayed" not in site.acts()


def test_what_cannot_be_recorded_is_not_replayed(site, console):
    site.access.lock(console.session)
    press(site, Qt.Key.Key_R)
    site.qtbot.waitUntil(lambda: site.street.replays == {})
    assert len(console.notices) == 1


def test_leaving_ends_a_replay(site, console):
    press(site, Qt.Key.Key_R)
    console.sign_out()
    assert site.street.replays == {}
