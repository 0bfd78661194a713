"""A tour shows each step, waits while the agent acts, and goes on when told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QSpinBox

from control_room.domain.agent import Role
from control_room.domain.camera import CameraId
from control_room.domain.tour import Tour
from control_room.domain.wall import Arrangement, layout_of
from control_room.ui import wall_desk
from control_room.ui.tour_editor import TourEditor
from control_room.ui.wall_picker import WallPicker

from .test_walls import in_database, numbers, opened, press

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Clock:
    """The tour's clock, in hand."""

    def __init__(self, player):
        self._player = player
        self.ns = player._ticks_ns()
        player._ticks_ns = lambda: self.ns

    def forward(self, seconds):
        self.ns += round(seconds * 1e9)
        self._player._timer.timeout.emit()


@pytest.fixture(autouse=True)
def remembered_soon(monkeypatch):
    monkeypatch.setattr(wall_desk, "REMEMBER_AFTER_MS", 50)


@pytest.fixture
def console(site):
    return site.sign_in(Role.OPERATOR)


def keep(site, name, tour):
    live = site.console.live
    site.services.walls.save_tour(site.console.session, name, tour, shared=False)
    live.controls.shelf.reload()
    site.qtbot.waitUntil(lambda: any(each.name == name for each in live.controls.shelf.kept.tours))


def keep_wall(site, name, code, first):
    layout = layout_of(code)
    cameras = tuple(CameraId(first + each) for each in range(len(layout.cells)))
    return site.services.walls.save(
        site.console.session, name, Arrangement(layout, cameras), shared=False
    ).id


@pytest.fixture
def clock(site, console):
    """A tour of three cameras on the selected tile, under way."""
    cameras = (CameraId(25), CameraId(26), CameraId(12))
    keep(site, "Ronde", Tour(cameras=cameras, dwell_s=5))
    press(site, Qt.Key.Key_T)
    return Clock(console.live.controls.player)


def test_cameras_follow_one_another_on_the_tile_that_was_selected(site, console, clock):
    wall = console.live.wall
    others = numbers(wall)[1:]
    assert numbers(wall)[0] == 25
    clock.forward(4.9)
    assert numbers(wall)[0] == 25
    clock.forward(0.2)
    assert numbers(wall) == [26, *others]
    clock.forward(5)
    assert numbers(wall)[0] == 12
    clock.forward(5)
    assert numbers(wall) == [25, *others], "what a step displaced is back"


def test_the_steps_are_recorded_as_walls_that_were_shown_and_as_nothing_else(site, console, clock):
    site.qtbot.waitUntil(lambda: "wall.shown" in site.acts())
    recorded = []
    site.tasks.write(lambda: None, recorded.append)
    site.qtbot.waitUntil(lambda: bool(recorded))  # what was asked for before is recorded too
    before = site.acts()
    clock.forward(5)
    clock.forward(5)
    site.qtbot.waitUntil(lambda: len(site.acts()) >= len(before) + 2)
    new = site.acts()[len(before) :]
    assert set(new) == {"wall.shown"}
    assert len(new) == 2


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Right, Qt.Key.Key_F1, Qt.Key.Key_Space, Qt.Key.Key_1, Qt.Key.Key_Return]
)
def test_any_act_of_the_agent_pauses_it(site, console, clock, key):
    press(site, key)
    player = console.live.controls.player
    assert player.is_paused
    assert any("Tour paused" in notice for notice in console.notices)
    shown = numbers(console.live.wall)
    clock.forward(60)
    assert numbers(console.live.wall) == shown


def test_the_full_stop_goes_on_with_the_whole_time_of_the_step(site, console, clock):
    player = console.live.controls.player
    clock.forward(3)
    press(site, Qt.Key.Key_Period)
    assert player.is_paused
    press(site, Qt.Key.Key_Period)
    assert not player.is_paused
    assert player.left_s == 5
    clock.forward(5)
    assert numbers(console.live.wall)[0] == 26


def test_how_it_goes_is_shown_beside_its_name(site, console, clock):
    def said(text):
        return any(label.text() == text for label in console.live.findChildren(QLabel))

    assert said("next in 5 s")
    clock.forward(3.5)
    assert said("next in 2 s")
    press(site, Qt.Key.Key_Period)
    assert said("paused (key .)")
    press(site, Qt.Key.Key_T)
    assert said("tour")
    assert console.live.controls.player.tour is None


def test_walls_follow_one_another(site, console):
    steps = keep_wall(site, "a", "2x2", 10), keep_wall(site, "b", "1+5", 20)
    keep(site, "Ronde", Tour(walls=steps, dwell_s=10))
    press(site, Qt.Key.Key_T)
    clock = Clock(console.live.controls.player)
    wall = console.live.wall
    assert numbers(wall) == [10, 11, 12, 13]
    clock.forward(10)
    assert numbers(wall) == [20, 21, 22, 23, 24, 25]
    clock.forward(10)
    assert wall.wall_layout.code == "2x2"


def test_what_a_tour_shows_is_not_the_wall_that_comes_back(site, console):
    wall = console.live.wall
    press(site, Qt.Key.Key_3, modifiers=SHIFT)
    arranged = wall.arrangement()
    steps = keep_wall(site, "a", "5x5", 10), keep_wall(site, "b", "1+5", 20)
    keep(site, "Ronde", Tour(walls=steps, dwell_s=10))
    press(site, Qt.Key.Key_T)
    assert wall.arrangement() != arranged
    site.qtbot.waitUntil(lambda: [each.arrangement for each in in_database(site)] == [arranged])
    console.sign_out()
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.sign_in(Role.OPERATOR)
    site.qtbot.waitUntil(lambda: console.live.wall.arrangement() == arranged)


def test_a_tour_whose_cameras_are_gone_is_refused(site, console):
    keep(site, "Ronde", Tour(cameras=(CameraId(10), CameraId(99))))
    before = numbers(console.live.wall)
    press(site, Qt.Key.Key_T)
    assert "fewer than two steps" in console.notices[0]
    assert numbers(console.live.wall) == before


def test_without_a_tour_the_key_says_how_to_make_one(site, console):
    press(site, Qt.Key.Key_T)
    assert console.notices[0].startswith("No tour is kept yet.")


def test_several_tours_are_offered_and_the_last_is_started_again(site, console):
    keep(site, "a", Tour(cameras=(CameraId(10), CameraId(11))))
    keep(site, "b", Tour(cameras=(CameraId(20), CameraId(21))))
    press(site, Qt.Key.Key_T)
    picker = opened(site, WallPicker)
    names = picker.focusWidget()
    press(site, Qt.Key.Key_Down, names)
    press(site, Qt.Key.Key_Return, names)
    player = console.live.controls.player
    assert player.tour.name == "b"
    press(site, Qt.Key.Key_T)
    assert player.tour is None
    press(site, Qt.Key.Key_T)
    assert player.tour.name == "b"


def test_a_tour_is_made_with_the_keyboard(site, console):
    press(site, Qt.Key.Key_G)
    press(site, Qt.Key.Key_N, opened(site, WallPicker).focusWidget())
    editor = opened(site, TourEditor)
    save = next(each for each in editor.findChildren(QPushButton) if each.text() == "Save")
    site.qtbot.keyClicks(editor.findChild(QLineEdit), "Ronde gare")
    assert editor.findChild(QComboBox).count() == 1, "no wall is kept to tour"
    choices, steps = editor.findChildren(QListWidget)
    choices.setCurrentRow(3)
    press(site, Qt.Key.Key_Return, choices)
    assert not save.isEnabled(), "one step is no tour"
    choices.setCurrentRow(1)
    press(site, Qt.Key.Key_Return, choices)
    press(site, Qt.Key.Key_Up, steps, Qt.KeyboardModifier.ControlModifier)
    dwell = editor.findChild(QSpinBox)
    dwell.setValue(1)
    assert dwell.value() == 5
    site.qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    shelf = console.live.controls.shelf
    site.qtbot.waitUntil(lambda: len(shelf.kept.tours) == 1)
    saved = shelf.kept.tours[0]
    assert (saved.name, saved.tour.cameras) == ("Ronde gare", (11, 13))


def test_locking_ends_a_tour(site, console, clock):
    console.lock()
    assert console.live.controls.player.tour is None
