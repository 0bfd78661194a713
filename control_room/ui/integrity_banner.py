"""The red strip over every workspace while the audit log is not what was recorded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from control_room.services.audit_texts import finding_text
from control_room.ui.log_watch import LogNews
from control_room.ui.words import moment_text, shown
from widgets.command_button import CommandButton


class IntegrityBanner(QWidget):
    """Stays until a verification finds the log whole again; the pictures go on under it.

    Signals:
        audit_requested(): the agent wants to see the log.
    """

    audit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "alarm")
        self._what = QLabel()
        self._what.setProperty("part", "headline")
        self._what.setTextFormat(Qt.TextFormat.PlainText)
        self._remedy = QLabel(
            self.tr(
                "Leave this workstation as it is and call the person in charge of it. Exports are"
                " refused; the pictures stay live."
            )
        )
        for label in (self._what, self._remedy):
            label.setWordWrap(True)
        mark = QLabel("▲")
        mark.setProperty("part", "title")
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._what)
        texts.addWidget(self._remedy)
        self._open = CommandButton(self.tr("Open the audit"), parent=self)
        self._open.clicked.connect(self.audit_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(14)
        row.addWidget(mark)
        row.addLayout(texts, 1)
        row.addWidget(self._open)
        self._open.hide()
        self.hide()

    def offer_audit(self, *, offered: bool) -> None:
        """Lead to the log, for those who may read it."""
        self._open.setVisible(offered)

    def show_news(self, news: LogNews) -> None:
        """Say what is wrong, where it begins, since when it is known; nothing while all is well."""
        said = self._said(news)
        if said != self._what.text():
            self._what.setText(said)
            self.setAccessibleName(f"{said} {self._remedy.text()}" if said else "")
        self.setVisible(bool(said))

    def _said(self, news: LogNews) -> str:
        if news.alert is not None:
            return self.tr("Integrity alert since {moment}. {finding}").format(
                moment=moment_text(news.alert.at), finding=shown(news.alert.text)
            )
        broken = news.condition.broken
        if broken is None:
            return ""
        return self.tr("Integrity alert. {finding}").format(finding=shown(finding_text(broken)))
