"""A field for a registration plate: tells what cannot be, proposes look-alikes, changes nothing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from control_room.domain.plate import Country, PlateReading, PlateSystem, read_plate

_PLATE_PX = 22
_LONGEST = 14


class PlateField(QWidget):
    """Reads a plate as it is typed.

    A possible plate is written in its normal form when the field is left; an impossible one stays
    as it was typed.

    Signals:
        reading_changed(PlateReading): other signs, or another country.
    """

    reading_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._country = Country.FRANCE
        self._field = QLineEdit()
        self._field.setMaxLength(_LONGEST)
        self._field.setAccessibleName(self.tr("Plate"))
        font = QFont(self._field.font())
        font.setPixelSize(_PLATE_PX)
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1)
        self._field.setFont(font)
        self._field.setStyleSheet(f"font-size: {_PLATE_PX}px; font-weight: 600;")
        self._field.textEdited.connect(self._raise)
        self._field.textChanged.connect(self._read)
        self._field.editingFinished.connect(self._normalise)
        self.setFocusProxy(self._field)
        self._said = QLabel()
        self._said.setProperty("part", "warning")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._buttons: list[QPushButton] = []
        self._suggestions = QHBoxLayout()
        self._question = QLabel(self.tr("Did you read:"))
        self._question.setProperty("part", "quiet")
        self._suggestions.addWidget(self._question)
        self._suggestions.addStretch(1)
        self._suggestions.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._field)
        column.addWidget(self._said)
        column.addLayout(self._suggestions)
        self._show(self.reading())

    def reading(self) -> PlateReading:
        """What the field holds, as a plate of the country."""
        return read_plate(self._field.text(), self._country)

    def text(self) -> str:
        """As typed, or in normal form."""
        return self._field.text()

    def show_plate(self, text: str, country: Country) -> None:
        """Show a plate of a country."""
        self._country = country
        self._field.setText(text)
        self._show(self.reading())

    def set_country(self, country: Country) -> None:
        """Read the same signs as a plate of another country."""
        if country is not self._country:
            self._country = country
            self._read()

    def suggestions(self) -> list[QPushButton]:
        """The proposals on screen."""
        return list(self._buttons)

    def _read(self) -> None:
        reading = self.reading()
        self._show(reading)
        self.reading_changed.emit(reading)

    def _raise(self, typed: str) -> None:
        """Plates have capital letters: the shift key is not asked for."""
        if typed != typed.upper():
            at = self._field.cursorPosition()
            self._field.setText(typed.upper())
            self._field.setCursorPosition(at)

    def _normalise(self) -> None:
        reading = self.reading()
        if reading.text and reading.text != self._field.text():
            self._field.setText(reading.text)

    def _take(self, suggestion: str) -> None:
        self._field.setText(suggestion)
        self._field.setFocus()

    def _show(self, reading: PlateReading) -> None:
        state = "valid" if reading.text else "wrong" if reading.problem else ""
        if self._field.property("state") != state:
            self._field.setProperty("state", state)
            self._field.style().unpolish(self._field)
            self._field.style().polish(self._field)
        self._said.setText(self._sentence(reading))
        self._said.setVisible(bool(self._said.text()))
        for old in self._buttons:
            self._suggestions.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        self._question.setVisible(bool(reading.suggestions))
        for suggestion in reading.suggestions:
            button = QPushButton(suggestion)
            button.setAccessibleName(self.tr("Write {plate}").format(plate=suggestion))
            button.clicked.connect(lambda _checked=False, text=suggestion: self._take(text))
            self._suggestions.insertWidget(1 + len(self._buttons), button)
            self._buttons.append(button)

    def _sentence(self, reading: PlateReading) -> str:
        if reading.problem is None:
            if reading.system is PlateSystem.PROVISIONAL:
                return self.tr("Provisional plate (WW): check that it is still valid.")
            return ""
        return reading.problem.shown(QCoreApplication.translate)
