"""The console: who is there, what each role sees, lock, notices."""

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from control_room.domain.agent import Role
from control_room.domain.shift import Reason
from control_room.errors import ControlRoomError
from control_room.texts import Text
from widgets.command_button import CommandButton

from .conftest import MATRICULES, PASSWORD, visible_fields

CONTROL = Qt.KeyboardModifier.ControlModifier


def words(window):
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_the_first_start_creates_a_supervisor_and_signs_in(empty_site):
    console = empty_site.open()
    assert console.page == "first-start"
    matricule, secret, again = visible_fields(console)
    empty_site.qtbot.keyClicks(matricule, "01")
    empty_site.qtbot.keyClicks(secret, PASSWORD)
    empty_site.qtbot.keyClicks(again, "something else")
    empty_site.qtbot.keyClick(again, Qt.Key.Key_Return)
    assert "The two passwords differ" in words(console)
    empty_site.qtbot.keyClicks(again, PASSWORD)
    empty_site.qtbot.keyClick(again, Qt.Key.Key_Return)
    empty_site.qtbot.waitUntil(lambda: console.session is not None)
    assert console.session.agent.role is Role.SUPERVISOR
    assert console.page == "live"


def test_a_wrong_password_is_told_and_can_be_typed_again(site):
    console = site.sign_in(Role.OPERATOR, "not the password")
    site.qtbot.waitUntil(lambda: "not recognised" in words(console))
    assert console.session is None
    assert visible_fields(console)[0].text() == MATRICULES[Role.OPERATOR]
    assert visible_fields(console)[1].text() == ""


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        (Role.OPERATOR, ["Live", "Incident log", "Health"]),
        (Role.VERBALISER, ["Live", "Incident log", "Verbalisation", "Health"]),
        (Role.SUPERVISOR, ["Live", "Incident log", "Verbalisation", "Audit", "Health"]),
        (Role.AUDITOR, ["Audit"]),
    ],
)
def test_each_role_sees_its_workspaces(site, role, titles):
    console = site.sign_in(role)
    expected = [f"{title} (Ctrl+{number})" for number, title in enumerate(titles, 1)]

    def shown():
        return [
            button.accessibleName()
            for button in console.findChildren(CommandButton)
            if button.isVisible() and button.isCheckable()
        ]

    site.qtbot.waitUntil(lambda: shown() == expected)


def test_no_window_but_the_console_ever_opens(site):
    """A part shown before it has a parent is a window for a moment, and takes the keyboard."""
    console = site.sign_in(Role.SUPERVISOR)
    assert console.isActiveWindow()
    assert console.live.wall.hasFocus()


def test_control_and_a_digit_change_the_workspace(site):
    console = site.sign_in(Role.SUPERVISOR)
    for key, page in (
        (Qt.Key.Key_2, "incidents"),
        (Qt.Key.Key_4, "audit"),
        (Qt.Key.Key_5, "health"),
        (Qt.Key.Key_3, "verbalisation"),
        (Qt.Key.Key_1, "live"),
    ):
        site.qtbot.keyClick(console.windowHandle(), key, CONTROL)
        site.qtbot.waitUntil(lambda page=page: console.page == page)


def test_control_and_a_digit_change_the_workspace_on_a_french_keyboard(site):
    """Without Shift the key below F1 gives `&` there, the next one `é`."""
    console = site.sign_in(Role.VERBALISER)
    for key, scan_code, text, page in (
        (Qt.Key.Key_Eacute, 11, "é", "incidents"),
        (Qt.Key.Key_Ampersand, 10, "&", "live"),
    ):
        press = QKeyEvent(QEvent.Type.KeyPress, key, CONTROL, scan_code, 0, 0, text)
        QApplication.sendEvent(QApplication.focusWidget(), press)
        assert console.page == page


def test_locked_nothing_acts_until_the_password(site):
    console = site.sign_in(Role.OPERATOR)
    console.lock()
    wall = console.live.wall
    selected = wall.selected_camera()
    site.qtbot.keyClick(wall, Qt.Key.Key_F1)
    site.qtbot.keyClick(wall, Qt.Key.Key_Right)
    console.show_workspace(1)
    assert console.page == "live"
    assert wall.isVisible()
    assert wall.selected_camera() == selected
    (secret,) = visible_fields(console)
    site.qtbot.keyClicks(secret, "not the password")
    site.qtbot.keyClick(secret, Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: "Password not recognised." in words(console))
    site.qtbot.keyClicks(secret, PASSWORD)
    site.qtbot.keyClick(secret, Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: not console.is_locked)
    assert [act for act in site.acts() if act.startswith(("session", "incident"))] == [
        "session.opened",
        "session.locked",
        "session.unlock_refused",
        "session.unlocked",
    ]


def test_unlocked_the_agent_is_back_on_the_page_left(site):
    console = site.sign_in(Role.OPERATOR)
    console.show_workspace(1)
    console.lock()
    assert console.page == "live"
    (secret,) = visible_fields(console)
    site.qtbot.keyClicks(secret, PASSWORD)
    site.qtbot.keyClick(secret, Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: not console.is_locked)
    assert console.page == "incidents"


@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        (Role.OPERATOR, {"F1", "S", "Ctrl+R", "Ctrl+1 … 3"}, {"V", "Ctrl+S", "Ctrl+P", "Ctrl+K"}),
        (Role.VERBALISER, {"V", "Ctrl+S", "Ctrl+P", "Ctrl+R", "Ctrl+1 … 4"}, {"Ctrl+K"}),
        (Role.SUPERVISOR, {"F1", "Ctrl+P", "Ctrl+R", "Ctrl+K", "Ctrl+1 … 5"}, {"V", "Ctrl+S"}),
        (Role.AUDITOR, {"Ctrl+R", "Ctrl+K", "M"}, {"V", "F1", "N", "Ctrl+1 … 1"}),
    ],
)
def test_the_sheet_lists_the_keys_the_agent_has(site, role, there, not_there):
    console = site.sign_in(role)
    caps = set()

    def read_the_sheet():
        sheet = QApplication.activeModalWidget()
        labels = sheet.findChildren(QLabel)
        caps.update(each.text() for each in labels if each.property("part") == "key")
        sheet.accept()

    QTimer.singleShot(0, read_the_sheet)
    console.show_keys()
    assert there <= caps
    assert not caps & not_there


def test_without_anybody_touching_it_the_console_locks(empty_site):
    empty_site.add_agents()
    empty_site.open(lock_after_s=0.3)
    console = empty_site.sign_in(Role.OPERATOR)
    empty_site.qtbot.waitUntil(lambda: console.is_locked)


def test_signing_out_lets_the_cameras_go(site):
    console = site.sign_in(Role.OPERATOR)
    site.qtbot.waitUntil(lambda: bool(site.street.wanted))
    console.sign_out()
    assert site.street.wanted == {}
    assert console.page == "sign-in"
    site.qtbot.waitUntil(lambda: site.acts()[-1] == "session.closed")
    site.sign_in(Role.AUDITOR)
    assert console.page == "audit"


def test_the_reason_can_be_changed(site):
    console = site.sign_in(Role.OPERATOR)
    console.change_reason()
    menu = QApplication.activePopupWidget()
    action = next(each for each in menu.actions() if each.text() == str(Reason.FIRE.text))
    action.trigger()
    menu.close()
    site.qtbot.waitUntil(lambda: console.session.reason is Reason.FIRE)
    assert site.acts()[-1] == "reason.changed"


def test_a_refusal_says_what_it_means_and_what_to_do(site):
    console = site.sign_in(Role.OPERATOR)
    console.refuse(
        ControlRoomError(
            Text("errors", "The evidence disk is full."),
            Text("errors", "Nothing was recorded."),
            Text("errors", "Free space, then tag again."),
        )
    )
    assert console.notices == [
        "The evidence disk is full. Nothing was recorded. Free space, then tag again."
    ]
    site.qtbot.keyClick(console.windowHandle(), Qt.Key.Key_D, CONTROL)
    site.qtbot.waitUntil(lambda: console.notices == [])


def test_every_control_has_an_accessible_name(site):
    console = site.sign_in(Role.SUPERVISOR)
    nameless = [
        widget
        for widget in (*console.findChildren(CommandButton), *visible_fields(console))
        if not widget.accessibleName()
    ]
    assert not nameless
