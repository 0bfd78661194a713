"""Says in a window why the console cannot be opened: a desktop start has no terminal."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

from control_room.errors import ControlRoomError
from control_room.ui.words import shown


def show_refusal(error: ControlRoomError) -> None:
    """Show what happened, what it means and what to do, until it is closed."""
    box = QMessageBox(QMessageBox.Icon.Critical, "Vigie", shown(error.what))
    box.setInformativeText(f"{shown(error.effect)}\n{shown(error.remedy)}")
    box.addButton(
        QCoreApplication.translate("refusal", "Close Vigie"), QMessageBox.ButtonRole.AcceptRole
    )
    box.exec()
