"""The strip over every workspace while something is not what was recorded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from control_room.services.audit_texts import finding_text
from control_room.services.standing_alerts import Alert
from control_room.ui.log_watch import LogNews
from control_room.ui.words import dress_part, moment_text, shown
from widgets.command_button import CommandButton


class IntegrityBanner(QWidget):
    """Stays until a check finds all as it was recorded; the pictures go on under it.

    Red while nobody accounts for it, quiet then.

    Signals:
        audit_requested(): the agent wants to see the log.
        account_requested(Alert): the agent knows the cause.
    """

    audit_requested = Signal()
    account_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "alarm")
        self._open_alert: Alert | None = None
        self._may_account = False
        self._what = QLabel()
        self._what.setProperty("part", "headline")
        self._what.setTextFormat(Qt.TextFormat.PlainText)
        self._remedy = QLabel()
        for label in (self._what, self._remedy):
            label.setWordWrap(True)
        mark = QLabel("▲")
        mark.setProperty("part", "title")
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._what)
        texts.addWidget(self._remedy)
        self._account = CommandButton(self.tr("Account for…"), "Ctrl+J", parent=self)
        self._account.clicked.connect(self.ask_account)
        self._open = CommandButton(self.tr("Open the audit"), parent=self)
        self._open.clicked.connect(self.audit_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(14)
        row.addWidget(mark)
        row.addLayout(texts, 1)
        for button in (self._account, self._open):
            row.addWidget(button)
            button.hide()
        self.hide()

    def offer_audit(self, *, offered: bool) -> None:
        """Lead to the log, for those who may read it."""
        self._open.setVisible(offered)

    def offer_account(self, *, offered: bool) -> None:
        """Let the agent account for an alert, who may."""
        self._may_account = offered
        self._show_account()

    def ask_account(self) -> None:
        """Ask for the cause of the first alert that has none; nothing if there is none."""
        if self._may_account and self._open_alert is not None:
            self.account_requested.emit(self._open_alert)

    def show_news(self, news: LogNews) -> None:
        """Say what is wrong, where it begins, since when it is known; nothing while all is well."""
        broken = news.condition.broken
        said = "\n".join(map(self._said, news.alerts))
        if broken is not None and not news.alerts:
            said = self.tr("Integrity alert. {finding}").format(finding=shown(finding_text(broken)))
        is_open = broken is not None or any(alert.account is None for alert in news.alerts)
        remedy = self._remedy_for(news) if said else ""
        if (said, remedy) != (self._what.text(), self._remedy.text()):
            self._what.setText(said)
            self._remedy.setText(remedy)
            self.setAccessibleName(f"{said} {remedy}".strip())
        dress_part(self, "alarm" if is_open else "accounted")
        recorded = (one for one in news.alerts if one.account is None and one.entry is not None)
        self._open_alert = next(recorded, None)
        self._show_account()
        self.setVisible(bool(said))

    def _show_account(self) -> None:
        self._account.setVisible(self._may_account and self._open_alert is not None)

    def _said(self, alert: Alert) -> str:
        account = alert.account
        if account is None:
            return self.tr("Integrity alert since {moment}. {finding}").format(
                moment=moment_text(alert.at), finding=shown(alert.text)
            )
        return self.tr(
            "Accounted for by {matricule}, {moment}: “{reason}” What was found: {finding}"
        ).format(
            matricule=account.matricule or "?",
            moment=moment_text(account.at),
            reason=account.reason,
            finding=shown(alert.text),
        )

    def _remedy_for(self, news: LogNews) -> str:
        if news.condition.broken is not None or any(one.refuses_exports for one in news.alerts):
            return self.tr(
                "Leave this workstation as it is and call the person in charge of it. Exports are"
                " refused; the pictures stay live."
            )
        if any(alert.account is None for alert in news.alerts):
            return self.tr("Tell the person in charge of that site. Exports go on here.")
        return self.tr("Exports go on; anchors that contradict the log go on doing so.")
