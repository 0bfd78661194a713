"""The end of a shift at the console: from the key to the paper, and what stays on screen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from control_room.domain.agent import Role
from control_room.services.handover import Step
from control_room.ui.hand_over import HandOverDialog

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def opened(site, role):
    """The dialog of an agent who presses the keys of the hand-over."""
    console = site.sign_in(role)
    site.qtbot.keyClick(console, Qt.Key.Key_R, CONTROL | SHIFT)
    dialogs = console.findChildren(HandOverDialog)
    if dialogs:
        site.qtbot.waitUntil(lambda: "Shift since" in words(dialogs[0]))
    return console, dialogs[0] if dialogs else None


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def done(site, dialog, remarks="Camera 12"):
    """Type the remarks and press the key of the consequence."""
    field = dialog.findChild(QPlainTextEdit)
    assert field.hasFocus()
    site.qtbot.keyClicks(field, remarks)
    site.qtbot.keyClick(field, Qt.Key.Key_Return, CONTROL)
    site.qtbot.waitUntil(lambda: "recorded" in words(dialog), timeout=15000)


def test_the_shift_is_handed_over_with_the_keyboard_alone(site):
    console, dialog = opened(site, Role.OPERATOR)
    for step in Step:
        assert str(step.text) in words(dialog)
    done(site, dialog)
    site.qtbot.waitUntil(lambda: "shift.handed_over" in site.acts())
    (pdf,) = site.folder.printed.glob("releve-*.pdf")
    said = words(dialog)
    assert str(pdf) in said
    assert pdf.read_bytes().startswith(b"%PDF-")
    site.qtbot.keyClick(dialog.act, Qt.Key.Key_Return)
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.qtbot.waitUntil(lambda: site.acts()[-1] == "session.closed")


def test_what_could_not_be_done_is_told_on_the_screen(site):
    site.folder.site_key.unlink()
    _, dialog = opened(site, Role.SUPERVISOR)
    done(site, dialog)
    assert "site key is not at hand" in words(dialog)


def test_who_stays_may_go_on_working(site):
    console, dialog = opened(site, Role.OPERATOR)
    done(site, dialog)
    site.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert console.session is not None
    site.qtbot.waitUntil(console.isActiveWindow)
    assert not console.findChildren(HandOverDialog) or not dialog.isVisible()


def test_escape_before_it_changes_nothing(site):
    console, dialog = opened(site, Role.OPERATOR)
    before = site.acts()
    site.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert console.session is not None
    assert site.acts() == before


def test_a_failure_leaves_the_remarks_to_try_again(site):
    site.folder.printed.rmdir()
    _, dialog = opened(site, Role.OPERATOR)
    field = dialog.findChild(QPlainTextEdit)
    site.qtbot.keyClicks(field, "Rue Haute")
    site.qtbot.keyClick(field, Qt.Key.Key_Return, CONTROL)
    site.qtbot.waitUntil(lambda: "printed" in words(dialog), timeout=15000)
    assert field.toPlainText() == "Rue Haute"
    assert dialog.act.isEnabled()
    assert "shift.handed_over" not in site.acts()


def test_a_console_that_locks_puts_the_remarks_away(site):
    console, _ = opened(site, Role.OPERATOR)
    console.lock()
    site.qtbot.waitUntil(lambda: not console.findChildren(HandOverDialog))
    site.qtbot.keyClick(console, Qt.Key.Key_R, CONTROL | SHIFT)
    assert not console.findChildren(HandOverDialog)


def test_auditors_have_no_shift_to_hand_over(site):
    _, dialog = opened(site, Role.AUDITOR)
    assert dialog is None
