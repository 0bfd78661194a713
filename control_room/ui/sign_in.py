"""Sign-in, the first start, and unlocking: the only screens that ask for a password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from control_room.domain.agent import Session

_CARD_WIDTH_PX = 420


class _PasswordForm(QWidget):
    """A card with a title, a sentence, fields and one button; Enter in the last field sends it."""

    def __init__(self, title: str, sentence: str, button: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._card = QWidget()
        self._card.setProperty("part", "card")
        self._card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._card.setFixedWidth(_CARD_WIDTH_PX)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(14)
        heading = QLabel(title)
        heading.setProperty("part", "title")
        heading.setWordWrap(True)
        column.addWidget(heading)
        if sentence:
            told = QLabel(sentence)
            told.setProperty("part", "quiet")
            told.setWordWrap(True)
            column.addWidget(told)
        self._form = QFormLayout()
        self._form.setSpacing(10)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        column.addLayout(self._form)
        self._problem = QLabel()
        self._problem.setProperty("part", "warning")
        self._problem.setWordWrap(True)
        self._problem.hide()
        column.addWidget(self._problem)
        self._button = QPushButton(button)
        self._button.setProperty("main", True)
        self._button.clicked.connect(self._send)
        column.addWidget(self._button)
        self._column = column
        outer = QVBoxLayout(self)
        outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)

    def _add_field(self, label: str, *, secret: bool = False) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(label)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.returnPressed.connect(self._send)
        field.textEdited.connect(lambda: self.show_problem(""))
        caption = QLabel(label)
        caption.setBuddy(field)
        self._form.addRow(caption, field)
        return field

    def show_problem(self, problem: str) -> None:
        """Say under the fields why it did not work; an empty text says nothing."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def set_busy(self, busy: bool) -> None:
        """While a password is being checked, which takes about a third of a second."""
        self._button.setEnabled(not busy)

    def _send(self) -> None:
        raise NotImplementedError


class SignInPage(_PasswordForm):
    """Asks who is there.

    Signals:
        sign_in_requested(str, str): matricule and password.
    """

    sign_in_requested = Signal(str, str)

    def __init__(self, site_name: str, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Sign in"),
            self.tr("{site}. Every act is recorded under your matricule.").format(site=site_name),
            self.tr("Sign in"),
            parent,
        )
        self._matricule = self._add_field(self.tr("Matricule"))
        self._password = self._add_field(self.tr("Password"), secret=True)

    def start(self) -> None:
        """Empty the fields for the next agent."""
        self.set_busy(False)
        self.show_problem("")
        self._matricule.clear()
        self._password.clear()
        self._matricule.setFocus()

    def refuse(self, problem: str) -> None:
        """The password was wrong: say so, let it be typed again."""
        self.set_busy(False)
        self._password.clear()
        self._password.setFocus()
        self.show_problem(problem)

    def _send(self) -> None:
        if not self._button.isEnabled():
            return
        if not self._matricule.text().strip():
            self._matricule.setFocus()
        elif not self._password.text():
            self._password.setFocus()
        else:
            self.set_busy(True)
            self.sign_in_requested.emit(self._matricule.text().strip(), self._password.text())


class FirstStartPage(_PasswordForm):
    """Makes the first account, a supervisor, on an installation that has none.

    Signals:
        creation_requested(str, str): matricule and password.
    """

    creation_requested = Signal(str, str)

    def __init__(self, site_name: str, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("First start"),
            self.tr(
                "{site}. Create the first supervisor's account. He or she then adds the agents."
            ).format(site=site_name),
            self.tr("Create the supervisor"),
            parent,
        )
        self._matricule = self._add_field(self.tr("Matricule"))
        self._password = self._add_field(self.tr("Password"), secret=True)
        self._again = self._add_field(self.tr("Password, once more"), secret=True)

    def start(self) -> None:
        """Put the keyboard into the first field."""
        self._matricule.setFocus()

    def refuse(self, problem: str) -> None:
        """Nothing was created: say why."""
        self.set_busy(False)
        self.show_problem(problem)

    def _send(self) -> None:
        if not self._button.isEnabled():
            return
        if not self._matricule.text().strip():
            self._matricule.setFocus()
        elif not self._password.text():
            self._password.setFocus()
        elif self._password.text() != self._again.text():
            self._again.clear()
            self._again.setFocus()
            self.show_problem(self.tr("The two passwords differ. Type the second one again."))
        else:
            self.set_busy(True)
            self.creation_requested.emit(self._matricule.text().strip(), self._password.text())


class UnlockPanel(_PasswordForm):
    """Beside the running pictures of a locked console: unlock, or hand over.

    Signals:
        unlock_requested(str): the password of the agent who locked.
        sign_out_requested(): another agent takes over.
    """

    unlock_requested = Signal(str)
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Locked"),
            self.tr("The pictures run on. Nothing can be done until the console is unlocked."),
            self.tr("Unlock"),
            parent,
        )
        self.setProperty("part", "side")
        self.setObjectName("unlock")
        self._card.setFixedWidth(340)
        self._agent = QLabel()
        self._agent.setProperty("part", "headline")
        self._form.addRow(self._agent)
        self._password = self._add_field(self.tr("Password"), secret=True)
        hand_over = QPushButton(self.tr("Sign out and hand over"))
        hand_over.clicked.connect(self.sign_out_requested)
        self._column.addWidget(hand_over)

    def start(self, session: Session, agent_name: str) -> None:
        """Ask for the password of the session's agent."""
        self.set_busy(False)
        self.show_problem("")
        self._agent.setText(agent_name)
        self.setAccessibleName(self.tr("Locked by {agent}").format(agent=session.agent.matricule))
        self._password.clear()
        self._password.setFocus()

    def refuse(self, problem: str) -> None:
        """The password was wrong."""
        self.set_busy(False)
        self._password.clear()
        self._password.setFocus()
        self.show_problem(problem)

    def _send(self) -> None:
        if self._button.isEnabled() and self._password.text():
            self.set_busy(True)
            self.unlock_requested.emit(self._password.text())
