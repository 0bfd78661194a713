"""Direct: one key records what is shown, and only what is live."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QWidget

from control_room.audit.entry import Act, Result, read_entry
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import CameraId, Health
from control_room.domain.incident import Nature
from control_room.ui.health_count import HealthCount
from control_room.ui.verbalisation import VerbalisationWorkspace

from .conftest import CAMERAS, PASSWORD, WITHOUT_ORDER


@pytest.fixture
def console(site):
    return site.sign_in(Role.VERBALISER)


def words(window):
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def incidents(site):
    since = site.console.session.opened_at
    return site.services.incidents.of_day(site.console.session, since)


def press(site, key, widget=None):
    site.qtbot.keyClick(widget or site.console.live.wall, key)


def test_a_function_key_records_the_picture_on_the_selected_tile(site, console):
    press(site, Qt.Key.Key_Right)
    camera = console.live.wall.selected_camera()
    press(site, Qt.Key.Key_F2)
    at_once = [label.text() for label in console.live.findChildren(QLabel)]
    assert "Recording…" in at_once, "feedback waits for the disk"
    site.qtbot.waitUntil(lambda: "Urgent" in words(console))
    (incident,) = incidents(site)
    assert incident.nature is Nature.VIOLENCE
    assert incident.camera == camera.id
    assert incident.still.health is Health.LIVE
    assert "Recording…" not in words(console)
    assert any(incident.number in text for text in words(console))


@pytest.mark.parametrize("health", [Health.FROZEN, Health.LATE, Health.LOST])
def test_a_tile_that_is_not_live_records_nothing(site, console, health):
    wall = console.live.wall
    camera = wall.selected_camera()
    site.street.health[camera.id] = health
    site.qtbot.waitUntil(lambda: wall.state_shown(camera.id).health is health)
    for key in (Qt.Key.Key_F1, Qt.Key.Key_Space, Qt.Key.Key_V):
        press(site, key)
    assert len(console.notices) == 1
    assert console.notices[0].startswith(f"{camera.label} is not live ({health.text}).")
    assert incidents(site) == []
    assert console.page == "live"
    assert "still.kept" not in site.acts()


def test_space_keeps_a_still(site, console):
    press(site, Qt.Key.Key_Space)
    site.qtbot.waitUntil(lambda: any("kept" in notice for notice in console.notices))
    assert "still.kept" in site.acts()


def test_v_opens_a_report_on_the_selected_camera(site, console):
    press(site, Qt.Key.Key_V)
    site.qtbot.waitUntil(lambda: console.page == "verbalisation")
    site.qtbot.waitUntil(lambda: "report.opened" in site.acts())


def test_v_without_an_order_stays_on_the_wall_and_is_recorded(site, console):
    """The agent goes on watching: there is no report to go to."""
    pages = []
    site.console.findChild(VerbalisationWorkspace).wanted_changed.connect(
        lambda: pages.append(console.page)
    )
    console.live.wall.select_camera(WITHOUT_ORDER)
    press(site, Qt.Key.Key_V)
    site.qtbot.waitUntil(lambda: len(console.notices) == 1)
    assert "11 Rue 11 is not authorised for vidéo-verbalisation" in console.notices[0]
    assert [*pages, console.page] == ["live"]
    with site.database.read() as records:
        entry = read_entry(records.log.last_of(Act.REPORT_OPENED).canonical)
    assert (entry.obj, entry.result) == ("camera/11", Result.DENIED)


def test_v_by_an_agent_without_the_quality_stays_on_the_wall(empty_site):
    empty_site.access.add_agent("01", Role.SUPERVISOR, Quality.NONE, PASSWORD, by=None)
    empty_site.access.add_agent("44", Role.VERBALISER, Quality.NONE, PASSWORD, by=None)
    empty_site.open()
    console = empty_site.sign_in(Role.VERBALISER)
    press(empty_site, Qt.Key.Key_V)
    empty_site.qtbot.waitUntil(lambda: len(console.notices) == 1)
    assert console.page == "live"


def test_v_by_an_operator_is_told(site):
    console = site.sign_in(Role.OPERATOR)
    press(site, Qt.Key.Key_V)
    assert console.notices[0].startswith("Your role may not draft reports.")
    assert console.page == "live"


def test_a_note_is_shown_as_recorded_only_then(site, console):
    press(site, Qt.Key.Key_F1)
    site.qtbot.waitUntil(lambda: "Soon" in words(console))
    press(site, Qt.Key.Key_N)
    field = next(
        each
        for each in console.live.findChildren(QLineEdit)
        if each.placeholderText().startswith("Note on")
    )
    site.qtbot.keyClicks(field, "Brigade sent")
    press(site, Qt.Key.Key_Return, field)
    assert field.text() == "Brigade sent"
    site.qtbot.waitUntil(lambda: "Note recorded." in words(console))
    assert field.text() == ""
    assert incidents(site)[0].notes[0].text == "Brigade sent"


def test_a_text_field_swallows_keys_but_not_function_keys(site, console):
    field = next(
        each
        for each in console.live.findChildren(QLineEdit)
        if each.placeholderText().startswith("Search")
    )
    field.setFocus()
    site.qtbot.waitUntil(field.hasFocus)
    selected = console.live.wall.selected_camera()
    site.qtbot.keyClicks(field, "v m n? 12")
    press(site, Qt.Key.Key_Left, field)
    assert field.text() == "v m n? 12"
    assert console.live.wall.selected_camera() == selected
    assert console.page == "live"
    press(site, Qt.Key.Key_F3, field)
    site.qtbot.waitUntil(lambda: len(incidents(site)) == 1)
    assert "still.kept" not in site.acts()


def test_the_walls_keys_act_from_the_lists_beside_it_and_write_in_text_fields(site, console):
    wall = console.live.wall
    (beside, *_) = [each for each in console.live.findChildren(QScrollArea) if each.isVisible()]
    beside.setFocus()
    assert not wall.hasFocus()
    press(site, Qt.Key.Key_R, beside)
    assert wall.is_replaying
    press(site, Qt.Key.Key_R, beside)
    assert not wall.is_replaying
    site.qtbot.keyClicks(beside, "27")
    press(site, Qt.Key.Key_Return, beside)
    assert wall.selected_camera().id == 27
    site.qtbot.keyClick(beside, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = console.focusWidget()
    site.qtbot.keyClicks(field, "r")
    press(site, Qt.Key.Key_PageUp, field)
    assert field.text() == "r"
    assert not wall.is_replaying
    press(site, Qt.Key.Key_F11, field)
    assert console.isFullScreen()


def test_the_list_filters_and_calls_a_camera(site, console):
    field = next(
        each
        for each in console.live.findChildren(QLineEdit)
        if each.placeholderText().startswith("Search")
    )
    site.qtbot.keyClicks(field, "rue 27")
    press(site, Qt.Key.Key_Return, field)
    assert console.live.wall.selected_camera().id == 27
    assert field.text() == ""


def test_an_enlargement_is_recorded_when_it_begins_and_when_it_ends(site, console):
    """A console that is killed meanwhile has recorded that the camera was looked at."""
    press(site, Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: site.acts()[-1] == "camera.enlarged")
    press(site, Qt.Key.Key_Escape)
    site.qtbot.waitUntil(lambda: site.acts()[-1] == "camera.reduced")


def test_what_cannot_be_recorded_is_not_enlarged(site, console):
    site.access.lock(console.session)
    press(site, Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: len(console.notices) == 1)
    assert not console.live.wall.is_enlarged
    assert not {"camera.enlarged", "camera.reduced"} & set(site.acts())


def test_leaving_ends_an_enlargement_before_the_session(site, console):
    press(site, Qt.Key.Key_Return)
    console.sign_out()
    site.qtbot.waitUntil(lambda: site.acts()[-1] == "session.closed")
    assert site.acts()[-3:-1] == ["camera.enlarged", "camera.reduced"]


def test_a_rate_is_told_once_it_is_measured(site, console):
    site.qtbot.waitUntil(lambda: any("640×360, 25 picture(s)/s" in text for text in words(console)))
    site.street.shown_per_s = 0.0
    site.qtbot.waitUntil(lambda: any(text.startswith("640×360. ") for text in words(console)))


def test_what_the_wall_shows_is_recorded(site, console):
    site.qtbot.waitUntil(lambda: "wall.shown" in site.acts())
    before = site.acts().count("wall.shown")
    site.qtbot.keyClicks(console.live.wall, "27")
    press(site, Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: site.acts().count("wall.shown") == before + 1)


def test_an_unknown_number_is_told(site, console):
    site.qtbot.keyClicks(console.live.wall, "99")
    press(site, Qt.Key.Key_Return)
    assert "No camera has the number 99." in console.notices[0]


def test_the_counts_tell_live_from_the_rest(site, console):
    site.street.health[CameraId(12)] = Health.FROZEN
    site.qtbot.waitUntil(lambda: "1 not live: frozen" in " ".join(words(console)), timeout=5000)
    assert "12 live" in words(console)


def test_the_whole_name_of_a_camera_is_told_over_the_list(console):
    rows = [each for each in console.findChildren(QWidget) if each.property("part") == "camera"]
    assert [row.toolTip() for row in rows] == [camera.label for camera in CAMERAS]


def test_the_counts_say_of_how_many_cameras_they_are(site, console):
    """The site may have many more cameras than are watched."""
    count = console.findChild(HealthCount)
    site.qtbot.waitUntil(lambda: count.accessibleName() == "13 camera(s) live", timeout=5000)
    of_all = "13 camera(s) live\nOf the 13 camera(s) that the console watches"
    assert count.toolTip() == count.accessibleDescription() == of_all
