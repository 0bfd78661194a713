"""Audit: the list, one entry with its proof, verification, anchors."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QTableView

from control_room.audit.entry import Act
from control_room.domain.agent import Role
from control_room.services.audit_texts import ACT_TEXTS
from control_room.ui.keyboard_sheet import KeyboardSheet

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def console(site):
    console = site.sign_in(Role.AUDITOR)
    site.qtbot.waitUntil(lambda: view(console).model().rowCount() > 0)
    return console


def view(console):
    return next(view for view in console.findChildren(QTableView) if view.isVisible())


def words(console):
    return " ".join(label.text() for label in console.findChildren(QLabel) if label.isVisible())


def test_opening_the_log_is_in_the_log(site, console):
    assert site.acts()[-1] == "audit.consulted"
    site.qtbot.waitUntil(lambda: "Audit log looked at (consultation)" in words(console))


def test_an_entry_is_shown_with_its_proof(site, console):
    table = view(console)
    table.selectRow(table.model().rowCount() - 1)
    site.qtbot.waitUntil(lambda: "Entry 0" in words(console))
    assert "✓ The newest checkpoint is signed with this log's key." in words(console)


def test_an_entry_names_the_purpose_in_law_of_its_reason(site, console):
    """R253-5 asks for the reason of each act; it must rest on a purpose of L251-2, or on a rule."""
    site.qtbot.waitUntil(lambda: "Audit log looked at (consultation)" in words(console))
    assert "Contrôle" in words(console)


def test_an_entry_names_its_object_and_keeps_the_code_beside_it(site, console):
    site.qtbot.waitUntil(lambda: "Log (log)" in words(console))


def test_no_act_is_cut_short(console):
    table = view(console)
    longest = max(table.fontMetrics().horizontalAdvance(str(text)) for text in ACT_TEXTS.values())
    assert table.columnWidth(3) >= longest + 12
    assert table.columnWidth(3) >= table.sizeHintForColumn(3)


def test_the_text_filter_takes_codes(site, console):
    field = next(
        each
        for each in console.findChildren(QLineEdit)
        if each.isVisible() and each.accessibleName() == "Search the log"
    )
    site.qtbot.keyClicks(field, "agent/1")
    rows = view(console).model()
    site.qtbot.waitUntil(lambda: rows.rowCount() == 1)
    assert rows.index(0, 4).data() == "Agent 01"


def test_an_act_filters_the_list(site, console):
    (box,) = [box for box in console.findChildren(QComboBox) if box.accessibleName() == "Act"]
    box.setCurrentIndex(box.findData(Act.SESSION_OPENED))
    expected = site.acts().count("session.opened")
    site.qtbot.waitUntil(lambda: view(console).model().rowCount() == expected)


def test_words_filter_the_list(site, console):
    field = next(
        each
        for each in console.findChildren(QLineEdit)
        if each.isVisible() and each.accessibleName() == "Agent's matricule"
    )
    site.qtbot.keyClicks(field, "20")
    expected = len([act for act in site.acts() if act in ("session.opened", "audit.consulted")])
    site.qtbot.waitUntil(lambda: view(console).model().rowCount() == expected)


def test_verifying_tells_the_verdict(site, console):
    site.qtbot.keyClick(view(console), Qt.Key.Key_R, CONTROL)
    site.qtbot.waitUntil(lambda: any("sound" in notice for notice in console.notices))
    site.qtbot.waitUntil(lambda: "entries verified" in words(console))


def test_anchoring_says_where(site, console):
    site.qtbot.keyClick(view(console), Qt.Key.Key_K, CONTROL)
    site.qtbot.waitUntil(lambda: any("Checkpoint kept in" in each for each in console.notices))


def test_the_list_leaves_the_question_mark_to_the_console(site, console):
    opened = []

    def close_the_sheet():
        sheet = QApplication.activeModalWidget()
        opened.append(type(sheet))
        if sheet is not None:
            sheet.accept()

    assert view(console).hasFocus()
    QTimer.singleShot(0, close_the_sheet)
    site.qtbot.keyClicks(view(console), "?")
    site.qtbot.waitUntil(lambda: opened == [KeyboardSheet])


def test_the_head_follows_what_is_recorded_meanwhile(site, console):
    size = len(site.acts())
    site.qtbot.waitUntil(lambda: f"{size} entries. Signed" in words(console))
    for _ in range(2):
        site.database.note(Act.APP_STARTED, "app")
    site.qtbot.waitUntil(lambda: f"{size + 2} entries. Signed" in words(console))


def test_the_head_follows_the_signature_of_a_log_that_grows_no_more(site, console):
    site.database.note(Act.WALL_SHOWN, "layout/2x2")
    last = len(site.acts()) - 1
    told = f"{last + 1} entries. Signed up to entry "
    site.qtbot.waitUntil(lambda: told in words(console))
    site.database.checkpoint()
    site.qtbot.waitUntil(lambda: f"{told}{last}," in words(console))
