"""The list of cameras: each with its state and its age, each to be dragged onto the wall."""

import time
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from control_room.domain.camera import CameraId, Health, StreamState
from control_room.ui.camera_list import CAMERA_MIME, CameraList

from .conftest import CAMERAS


@pytest.fixture
def listed(qtbot):
    cameras = CameraList(CAMERAS, datetime.now(UTC).date())
    qtbot.addWidget(cameras)
    cameras.resize(206, 900)
    cameras.show()
    return cameras


def row_of(cameras, number):
    rows = [each for each in cameras.findChildren(QWidget) if each.property("part") == "camera"]
    return next(row for row in rows if row.camera.id == number)


def words(row):
    labels = row.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible() and label.text()]


def show(cameras, **healths):
    began_ns = time.monotonic_ns() - 14_500_000_000
    states = {
        CameraId(int(number[1:])): StreamState(health, began_ns)
        for number, health in healths.items()
    }
    cameras.show_states(states.get)


def test_a_camera_that_is_not_live_says_so_with_its_age(listed):
    show(listed, n12=Health.FROZEN, n13=Health.LIVE)
    assert words(row_of(listed, 12)) == ["12", "Rue 12", "VV", "frozen 14 s"]
    assert words(row_of(listed, 13)) == ["13", "Rue 13", "VV"]


def test_a_camera_that_nobody_watches_claims_nothing(listed):
    show(listed, n13=Health.LIVE)
    assert words(row_of(listed, 12)) == ["12", "Rue 12", "—", "VV"]
    show(listed, n12=Health.LIVE)
    assert words(row_of(listed, 12)) == ["12", "Rue 12", "VV"]
    show(listed)
    assert "—" in words(row_of(listed, 12))


def test_a_camera_that_is_only_hidden_is_no_news(listed):
    show(listed, n12=Health.RECEIVED)
    assert words(row_of(listed, 12)) == ["12", "Rue 12", "VV"]


@pytest.mark.parametrize("health", sorted(set(Health) - {Health.LIVE, Health.RECEIVED}))
def test_the_longest_state_fits_the_narrow_list(listed, health):
    show(listed, n12=health)
    row = row_of(listed, 12)
    chip = next(label for label in row.findChildren(QLabel) if health.text.source in label.text())
    assert chip.width() >= chip.sizeHint().width()
    assert chip.geometry().right() < row.width()


def test_a_dragged_camera_carries_its_number(listed):
    drag = row_of(listed, 12).drag()
    assert drag.mimeData().data(CAMERA_MIME).data() == b"12"
    assert not drag.pixmap().isNull()
    drag.deleteLater()


def test_a_click_calls_the_camera_when_the_button_comes_up_on_it(qtbot, listed):
    row = row_of(listed, 12)
    with qtbot.waitSignal(listed.camera_chosen) as chosen:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert chosen.args[0].id == 12
    with qtbot.assertNotEmitted(listed.camera_chosen):
        qtbot.mousePress(row, Qt.MouseButton.LeftButton)
        qtbot.mouseRelease(row, Qt.MouseButton.LeftButton, pos=row.rect().bottomRight() * 3)
        qtbot.mouseClick(row, Qt.MouseButton.RightButton)
