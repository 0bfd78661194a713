"""What the console shows of the audit log's state: alert, age of the anchor, acts that wait."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QTableView
from pysqlite3 import dbapi2

from control_room.domain.agent import Role
from control_room.services.anchors import AnchorLag, LagLevel
from control_room.services.review import LogCondition
from control_room.storage.database import LogState
from control_room.ui.anchor_lag import lag_chip, lag_sentence
from control_room.ui.audit import AuditWorkspace
from control_room.ui.audit_table import AuditTable
from control_room.ui.export_dialog import ExportDialog
from control_room.ui.integrity_banner import IntegrityBanner
from control_room.ui.log_watch import LogNews
from control_room.ui.top_bar import TopBar
from control_room.ui.wall_window import WallWindow
from tests.ui.conftest import now
from widgets.chip import Chip
from widgets.command_button import CommandButton

CONTROL = Qt.KeyboardModifier.ControlModifier


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def altered(site, seq=1):
    """Change an entry as somebody with the file in hand would."""
    connection = dbapi2.connect(site.folder.database, isolation_level=None)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE audit_entries SET actor = '9' WHERE seq = ?", (seq,))
    connection.close()


@pytest.fixture
def console(site):
    console = site.sign_in(Role.SUPERVISOR)
    console.show_workspace(3)
    return console


def banner(console):
    return console.findChild(IntegrityBanner)


def test_a_verification_that_fails_puts_up_the_banner_over_every_workspace(site, console):
    altered(site)
    assert not banner(console).isVisible()
    site.qtbot.keyClick(console.findChild(AuditWorkspace), Qt.Key.Key_R, CONTROL)
    site.qtbot.waitUntil(lambda: banner(console).isVisible())
    said = words(banner(console))
    assert "Integrity alert since" in said
    assert "Entry 1:" in said
    assert "call the person in charge" in said
    models = (view.model() for view in console.findChildren(QTableView))
    rows = next(model for model in models if isinstance(model, AuditTable))
    assert rows.index(rows.row_of(1), 6).data() == "alert"
    assert rows.index(rows.row_of(2), 6).data() == "done"
    for index in range(5):
        console.show_workspace(index)
        assert banner(console).isVisible()
    assert "integrity.alert" in site.acts()
    console.show_workspace(0)
    wall = console.live.wall
    site.qtbot.waitUntil(lambda: wall.shown_picture(wall.selected_camera().id) is not None)
    opening = banner(console).findChild(CommandButton)
    assert opening.isVisible()
    console.lock()
    assert banner(console).isVisible()
    assert not opening.isVisible()
    console.sign_out()
    assert banner(console).isVisible()


def test_no_head_says_sound_under_the_banner(site, console):
    site.qtbot.keyClick(console.findChild(AuditWorkspace), Qt.Key.Key_R, CONTROL)
    site.qtbot.waitUntil(lambda: "entries verified" in words(console))
    altered(site)
    site.services.integrity.check_start()
    site.qtbot.waitUntil(lambda: "An integrity alert stands." in words(console))
    assert "is sound" not in words(console.findChild(AuditWorkspace))


def test_the_walls_of_other_screens_have_the_banner_too(site, console):
    console.show_workspace(0)
    site.qtbot.waitUntil(console.isActiveWindow)
    console.live.desk.open_window()
    altered(site)
    site.services.integrity.verify_all(None, None)
    (before,) = opened_walls()
    site.qtbot.waitUntil(before.banner.isVisible)
    assert "Entry 1:" in words(before)
    assert not before.findChild(CommandButton).isVisible()
    assert before.wall.isVisible()
    console.live.desk.open_window()
    (after,) = (window for window in opened_walls() if window is not before)
    assert after.banner.isVisible()


def opened_walls():
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, WallWindow)]


def test_while_the_alert_stands_nothing_is_exported(site, console, tmp_path):
    altered(site)
    site.qtbot.keyClick(console.findChild(AuditWorkspace), Qt.Key.Key_R, CONTROL)
    site.qtbot.waitUntil(lambda: banner(console).isVisible())
    dialog = exporting(site, console, tmp_path / "out")
    site.qtbot.waitUntil(lambda: "Not exported" in words(dialog))
    (refusal,) = (each for each in dialog.findChildren(QLabel) if "Not exported" in each.text())
    site.qtbot.waitUntil(lambda: refusal.height() >= refusal.heightForWidth(refusal.width()))
    assert dialog.path.hasFocus()
    assert not (tmp_path / "out").exists()


def exporting(site, console, into):
    site.qtbot.keyClick(console.findChild(AuditWorkspace), Qt.Key.Key_E, CONTROL)
    (dialog,) = console.findChildren(ExportDialog)
    dialog.path.setText(str(into))
    dialog.act.click()
    return dialog


def test_the_log_is_exported_and_the_folder_named(site, console, tmp_path):
    dialog = exporting(site, console, tmp_path / "out")
    site.qtbot.waitUntil(lambda: "exported and recorded" in words(dialog))
    assert (tmp_path / "out" / "checkpoint").is_file()
    assert str(tmp_path / "out") in words(dialog)
    assert "audit.exported" in site.acts()


def test_an_agent_who_leaves_leaves_no_dialog_behind(site, console, tmp_path):
    exporting(site, console, tmp_path / "out")
    console.sign_out()
    site.qtbot.waitUntil(lambda: not console.findChildren(ExportDialog))


def test_a_folder_that_is_there_is_refused_before_the_work(site, console, tmp_path):
    site.qtbot.keyClick(console.findChild(AuditWorkspace), Qt.Key.Key_E, CONTROL)
    (dialog,) = console.findChildren(ExportDialog)
    site.qtbot.waitUntil(dialog.path.hasFocus)
    dialog.path.setText(str(tmp_path))
    assert "there already" in words(dialog)
    assert not dialog.act.isEnabled()


@pytest.mark.parametrize(
    ("state", "waiting", "said"),
    [
        (LogState.WRITABLE, 0, ""),
        (LogState.WRITABLE, 3, "3 act(s) wait for the database"),
        (LogState.BROKEN, 3, "3 act(s) wait for the database"),
        (LogState.UNREACHABLE, 0, "Database unreachable"),
        (LogState.UNREACHABLE, 3, "Database unreachable, 3 act(s) wait"),
    ],
)
def test_the_top_bar_says_whether_acts_reach_the_database(qtbot, state, waiting, said):
    bar = TopBar("Valmont", now)
    qtbot.addWidget(bar)
    bar.show()
    bar.show_news(LogNews(LogCondition(state, None, waiting), None, None))
    assert [chip.text() for chip in bar.findChildren(Chip) if chip.isVisible()] == [said] * bool(
        said
    )


def test_an_anchor_on_the_screen_has_its_words(site, console):
    site.qtbot.keyClick(console.findChild(AuditWorkspace), Qt.Key.Key_K, CONTROL)
    site.qtbot.waitUntil(lambda: "audit.anchored" in site.acts())
    site.qtbot.waitUntil(
        lambda: any(
            label.property("part") == "headline" and len(label.text().split()) == 6
            for label in console.findChildren(QLabel)
            if label.isVisible()
        )
    )


def test_only_those_who_read_the_log_are_led_to_it(site):
    console = site.sign_in(Role.OPERATOR)
    altered(site)
    site.services.integrity.verify_all(None, None)
    site.qtbot.waitUntil(lambda: banner(console).isVisible())
    assert not banner(console).findChild(CommandButton).isVisible()


@pytest.mark.parametrize(
    ("level", "age", "chip", "sentence"),
    [
        (LagLevel.FRESH, timedelta(hours=2), "", "2 h 00 min ago; entries since then: 7"),
        (LagLevel.OLD, timedelta(hours=13), "Log anchored 13 h 00 min ago", "Anchor now"),
        (LagLevel.TOO_OLD, timedelta(days=3), "Log anchored 3 d ago", "hand over on paper"),
        (LagLevel.TOO_OLD, None, "Log never anchored", "nobody would see it"),
    ],
)
def test_the_age_of_the_anchor_is_said_in_words(qtbot, level, age, chip, sentence):
    moment = now()
    lag = AnchorLag(moment - age if age else None, 40, 7, level)
    assert lag_chip(lag, moment) == chip
    assert sentence in lag_sentence(lag, moment)
