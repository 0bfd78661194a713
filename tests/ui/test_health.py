"""The health page: figures of every camera and process, and the way to it."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar

from control_room.domain.agent import Role
from control_room.domain.camera import CameraId, Health, Stream
from control_room.ui.health import HealthWorkspace
from control_room.ui.health_count import HealthCount
from control_room.ui.row_table import RowTable
from control_room.ui.top_bar import TopBar

from .conftest import CAMERAS

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def console(site):
    return site.sign_in(Role.OPERATOR)


@pytest.fixture
def page(site, console):
    site.qtbot.keyClick(console.windowHandle(), Qt.Key.Key_3, CONTROL)
    site.qtbot.waitUntil(lambda: console.page == "health")
    page = console.findChild(HealthWorkspace)
    # The second sample has rates.
    site.qtbot.waitUntil(lambda: cells(page)[0][4] != "—", timeout=8000)
    return page


def cells(page):
    model = page.findChild(RowTable).model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def row_of(page, number):
    return next(row for row in cells(page) if row[0].startswith(f"{number} "))


def texts(page):
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_each_watched_camera_has_its_figures(page):
    name, state, pictures, age, bits, loss, spoiled, reconnects, decoding, replay = row_of(page, 11)
    assert (name, state) == ("11 Rue 11", "live")
    assert float(pictures) == pytest.approx(25, abs=2)
    assert age.endswith(" ms")
    rate, unit = bits.split()
    assert float(rate) * {"kbit/s": 1e3, "Mbit/s": 1e6}[unit] == pytest.approx(2e6, rel=0.1)
    assert (loss, spoiled, reconnects) == ("20.0 %", "3", "1")
    assert decoding == "0.80 ms"
    assert replay == "30 s, 2.0 MB"


def test_a_camera_that_is_not_watched_has_no_figures_and_comes_last(page):
    assert cells(page)[-1] == ["27 Rue 27", "not watched", *["—"] * 8]


def test_processes_and_the_memory_for_replay_are_told(page):
    shown = texts(page)
    assert {"Console", "Decoder 1", "14 stream(s)"} <= set(shown)
    assert any(text.startswith("interface late by ") for text in shown)
    assert page.findChild(QProgressBar).text() == "28 of 100 MB"


def test_the_worst_comes_first_with_its_age(site, page):
    site.street.health.update({CameraId(14): Health.LOST, CameraId(12): Health.DARK})
    site.qtbot.waitUntil(lambda: cells(page)[0][0] == "14 Rue 14", timeout=5000)
    assert cells(page)[0][1].startswith("unreachable ")
    assert cells(page)[1][0] == "12 Rue 12"
    assert "2 camera(s) in trouble" in texts(page)


def test_the_header_counts_and_leads_to_the_worst(site, console):
    site.street.health.update({CameraId(14): Health.LOST, CameraId(12): Health.DARK})
    count = console.findChild(HealthCount)
    site.qtbot.waitUntil(
        lambda: count.accessibleName() == "11 camera(s) live 2 not live, among them: unreachable",
        timeout=5000,
    )
    assert "Camera 12: dark" in count.toolTip()
    site.qtbot.mouseClick(count, Qt.MouseButton.LeftButton)
    assert console.page == "health"
    assert "14 Rue 14" in texts(console.findChild(HealthWorkspace))


def test_the_page_alone_tells_of_a_stream_that_nobody_sees(site, page):
    site.street.health[CameraId(10), Stream.MAIN] = Health.HALTED
    page.choose(CameraId(10))
    said = "Main stream: decoding halted"
    site.qtbot.waitUntil(lambda: any(said in text for text in texts(page)))
    assert row_of(page, 10)[1] == "live"
    assert "not live" not in page.window().findChild(HealthCount).accessibleName()


def test_keys_sort_by_the_next_column_and_turn_the_order(site, page):
    press = site.qtbot.keyClick
    table = page.findChild(RowTable)
    assert any("State ↓" in text for text in texts(page))
    for _ in range(9):
        press(table, Qt.Key.Key_S)
    assert any("Camera ↑" in text for text in texts(page))
    assert [row[0] for row in cells(page)] == [f"{number} Rue {number}" for number in range(10, 28)]
    press(table, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert cells(page)[0][0] == "27 Rue 27"


def test_the_chosen_camera_stays_chosen_when_the_order_changes(site, page):
    page.choose(CameraId(17))
    site.street.health[CameraId(17)] = Health.REFUSED
    site.qtbot.waitUntil(lambda: cells(page)[0][0] == "17 Rue 17", timeout=5000)
    assert page.findChild(RowTable).currentIndex().row() == 0
    assert "17 Rue 17" in texts(page)


def test_a_key_connects_the_chosen_camera_anew(site, console, page):
    page.choose(CameraId(12))
    site.qtbot.keyClick(page.findChild(RowTable), Qt.Key.Key_R, CONTROL)
    assert site.street.retried == [(CameraId(12), Stream.SUB)]
    assert console.notices == ["Connecting anew: 12 Rue 12"]
    page.choose(CameraId(27))
    site.qtbot.keyClick(page.findChild(RowTable), Qt.Key.Key_R, CONTROL)
    assert len(site.street.retried) == 1
    assert "Not watched: put it on the wall to see how it does." in texts(page)


def test_the_hour_before_a_hand_over_is_there_after_it(site, console):
    recorder = console.recorder
    site.qtbot.waitUntil(lambda: recorder.history.newest_s is not None, timeout=8000)
    console.sign_out()
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.sign_in(Role.SUPERVISOR)
    assert len(recorder.history.of(CameraId(10)).at_s) >= 1


def test_a_small_screen_holds_the_whole_bar(site):
    console = site.sign_in(Role.SUPERVISOR)
    troubled = {camera.id: Health.HALTED for camera in CAMERAS[:6]}
    troubled |= {CameraId(20): Health.CONNECTING}
    site.street.health.update(troubled)
    console.resize(1366, 768)
    site.qtbot.waitUntil(lambda: "6 not live: decoding halted" in texts(console), timeout=5000)
    assert console.width() == 1366
    bar = console.findChild(TopBar)
    shown = [label for label in bar.findChildren(QLabel) if label.isVisible()]
    assert "6 live" in [label.text() for label in shown]
    for label in shown:
        assert label.width() >= label.sizeHint().width(), label.text()


def test_an_auditor_has_no_health_page(site):
    console = site.sign_in(Role.AUDITOR)
    assert console.findChild(HealthWorkspace) is None
    assert not console.findChild(HealthCount).isVisible()


@pytest.mark.parametrize("width_px", [1366, 1920])
def test_no_title_and_no_figure_is_cut(site, console, page, width_px):
    console.resize(width_px, 768)
    table = page.findChild(RowTable)
    metrics, header = table.fontMetrics(), table.horizontalHeader()
    site.qtbot.waitUntil(lambda: page.width() == width_px and header.sectionSize(0) >= 100)
    assert not table.horizontalScrollBar().isVisible()
    for column in range(1, 10):
        title = table.model().headerData(column, Qt.Orientation.Horizontal)
        assert header.fontMetrics().horizontalAdvance(title) + 16 <= header.sectionSize(column)
        longest = max((row[column] for row in cells(page)), key=metrics.horizontalAdvance)
        assert metrics.horizontalAdvance(longest) + 8 <= header.sectionSize(column), longest


def test_sampling_costs_the_ui_thread_next_to_nothing(site, console):
    """At most a millisecond a second with 64 cameras: one sample in five seconds, one look each."""
    recorder = console.recorder
    site.qtbot.waitUntil(lambda: bool(recorder.newest and recorder.newest.cameras), timeout=8000)
    sample = recorder.newest
    began_ns = time.thread_time_ns()
    for _ in range(20):
        recorder.take_over(sample)
    per_camera_ns = (time.thread_time_ns() - began_ns) / 20 / len(sample.cameras)
    assert per_camera_ns * 64 / 5 < 1_000_000
