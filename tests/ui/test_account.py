"""Accounting for an alert at the banner: who may, with a reason, and what is said afterwards."""

import pytest
from PySide6.QtCore import Qt

from control_room.domain.agent import Role
from control_room.services.standing_alerts import Concern
from control_room.ui.account_dialog import AccountDialog
from tests.ui.test_log_state import altered, banner, exporting, words

CONTROL = Qt.KeyboardModifier.ControlModifier
REASON = "Sauvegarde de 20 h remise apres la panne"
RECORDS = {"count": 1, "first": "incident/MC-20260314-0001"}


@pytest.fixture
def console(site):
    """A supervisor's console over a log in which an entry was altered."""
    console = site.sign_in(Role.SUPERVISOR)
    altered(site)
    site.services.integrity.verify_all(None, None)
    shown(site, console, "Entry 1:")
    return console


def shown(site, console, said):
    site.qtbot.waitUntil(lambda: banner(console).isVisible() and said in words(banner(console)))


def asked(site, console):
    site.qtbot.keyClick(console, Qt.Key.Key_J, CONTROL)
    (dialog,) = console.findChildren(AccountDialog)
    return dialog


def test_a_supervisor_accounts_for_the_alert_and_exports(site, console, tmp_path):
    assert banner(console).property("part") == "alarm"
    dialog = asked(site, console)
    assert "Entry 1:" in words(dialog)
    assert not dialog.act.isEnabled()
    site.qtbot.keyClicks(dialog.reason, REASON)
    site.qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, CONTROL)
    shown(site, console, f"“{REASON}”")
    said = words(banner(console))
    assert "Accounted for by 01," in said
    assert "Entry 1:" in said
    assert "Exports go on" in said
    assert banner(console).property("part") == "accounted"
    assert site.acts().count("alert.accounted") == 1
    console.show_workspace(3)
    dialog = exporting(site, console, tmp_path / "out")
    site.qtbot.waitUntil((tmp_path / "out").exists)


def test_without_a_reason_nothing_is_recorded(site, console):
    dialog = asked(site, console)
    for typed in ("", "   "):
        dialog.reason.setPlainText(typed)
        assert not dialog.act.isEnabled()
        site.qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, CONTROL)
    dialog.reason.setPlainText("x" * 301)
    assert not dialog.act.isEnabled()
    assert "1 character(s) too many" in words(dialog)
    site.qtbot.keyClick(dialog.reason, Qt.Key.Key_Escape)
    site.qtbot.waitUntil(lambda: not console.findChildren(AccountDialog))
    assert "alert.accounted" not in site.acts()


def test_each_alert_is_accounted_for_by_itself(site, console):
    alerts = site.services.integrity.alerts
    alerts.raise_alert(Concern.RECORDS, RECORDS, ["changed"])
    shown(site, console, "Incident MC-20260314-0001")
    dialog = asked(site, console)
    assert "MC-20260314-0001" in words(dialog)
    site.qtbot.keyClicks(dialog.reason, REASON)
    dialog.act.click()
    shown(site, console, "Accounted for")
    assert banner(console).property("part") == "alarm"
    assert "Exports are refused" in words(banner(console))
    site.qtbot.waitUntil(lambda: not console.findChildren(AccountDialog))
    assert "Entry 1:" in words(asked(site, console))


def test_another_site_s_log_is_told_and_refuses_nothing(site):
    console = site.sign_in(Role.SUPERVISOR)
    site.services.integrity.alerts.log_forked("vigie.local/75056/aa", 40)
    shown(site, console, "vigie.local/75056/aa")
    assert "Exports go on here" in words(banner(console))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_others_see_it_and_cannot_account(site, role):
    console = site.sign_in(role)
    altered(site)
    site.services.integrity.verify_all(None, None)
    shown(site, console, "Entry 1:")
    site.qtbot.keyClick(console, Qt.Key.Key_J, CONTROL)
    assert not console.findChildren(AccountDialog)
    assert "Account for" not in words(banner(console))


def test_a_locked_console_takes_no_account(site, console):
    asked(site, console)
    console.lock()
    site.qtbot.waitUntil(lambda: not console.findChildren(AccountDialog))
    site.qtbot.keyClick(console, Qt.Key.Key_J, CONTROL)
    assert not console.findChildren(AccountDialog)
