"""Main courante: filters, the still, notes, closing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QTableView

from control_room.audit.entry import Act
from control_room.domain.agent import Role
from control_room.domain.incident import IncidentState, Nature


@pytest.fixture
def console(site):
    """Two incidents, the log on screen."""
    console = site.sign_in(Role.OPERATOR)
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F2):
        site.qtbot.keyClick(console.live.wall, key)
    site.qtbot.waitUntil(lambda: site.acts().count("incident.tagged") == 2)
    console.show_workspace(1)
    site.qtbot.waitUntil(lambda: table(console).model().rowCount() == 2)
    return console


def table(console):
    return next(view for view in console.findChildren(QTableView) if view.isVisible())


def field(console, name):
    return next(
        each
        for each in console.findChildren(QLineEdit)
        if each.isVisible() and each.accessibleName() == name
    )


def words(console):
    return " ".join(label.text() for label in console.findChildren(QLabel) if label.isVisible())


def shown_incidents(site):
    return site.services.incidents.of_day(site.console.session, site.console.session.opened_at)


def test_words_filter_the_table(site, console):
    site.qtbot.keyClicks(field(console, "Search the incidents"), "violence")
    assert table(console).model().rowCount() == 1
    site.qtbot.keyClicks(field(console, "Search the incidents"), " nowhere")
    assert "No incident passes the filter." in words(console)


@pytest.mark.parametrize(
    ("name", "code", "rows"),
    [
        ("Nature", Nature.VIOLENCE, 1),
        ("Nature", Nature.DUMPING, 0),
        ("State", IncidentState.OPEN, 2),
        ("State", IncidentState.CLOSED, 0),
    ],
)
def test_nature_and_state_filter_the_table(console, name, code, rows):
    (box,) = [box for box in console.findChildren(QComboBox) if box.accessibleName() == name]
    box.setCurrentIndex(box.findData(code))
    assert table(console).model().rowCount() == rows


def test_the_still_is_shown_once_it_is_checked(site, console):
    site.qtbot.waitUntil(lambda: "SHA-256" in words(console))
    digest = shown_incidents(site)[0].still.sha256
    assert digest[:12] in words(console)
    assert "still.consulted" in site.acts()


def test_a_note_joins_the_course(site, console):
    site.qtbot.keyClicks(field(console, "Note"), "Patrol on site")
    site.qtbot.keyClick(field(console, "Note"), Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: "Patrol on site (agent 07)" in words(console))
    assert shown_incidents(site)[0].notes[0].text == "Patrol on site"


def test_an_erased_note_says_so(site, console):
    site.qtbot.keyClicks(field(console, "Note"), "Patrol on site")
    site.qtbot.keyClick(field(console, "Note"), Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: "Patrol on site (agent 07)" in words(console))
    with site.database.write() as tx:
        number = shown_incidents(site)[0].number
        seqs = tx.erasure.personal_of(f"incident/{number}", 10)
        told = {"entries": str(seqs[0]), "count": 1, "basis": "request"}
        tx.erasure.erase_personal(seqs, tx.audit(Act.PERSONAL_ERASED, "x/1", details=told))
    console.show_workspace(0)
    console.show_workspace(1)
    site.qtbot.waitUntil(lambda: "(text erased) (agent 07)" in words(console))


def test_the_list_leaves_its_letters_to_the_workspace(site, console):
    """Qt's tables would take them to search their cells."""
    assert table(console).hasFocus()
    site.qtbot.keyClick(table(console), Qt.Key.Key_M)
    menu = QApplication.activePopupWidget()
    assert menu is not None, "M does not reach the console"
    menu.close()
    site.qtbot.keyClick(table(console), Qt.Key.Key_N)
    assert field(console, "Note").hasFocus()


def test_closing_needs_a_text_and_ends_the_notes(site, console):
    note = field(console, "Note")
    note.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    site.qtbot.keyClick(note, Qt.Key.Key_Return, control)
    assert "Say how it ended, then close." in words(console)
    site.qtbot.keyClicks(note, "Nobody found")
    site.qtbot.keyClick(note, Qt.Key.Key_Return, control)
    site.qtbot.waitUntil(lambda: "incident.closed" in site.acts())
    site.qtbot.waitUntil(lambda: not note.isVisible())
    assert shown_incidents(site)[0].state is IncidentState.CLOSED
    assert site.acts().count("incident.noted") == 0
