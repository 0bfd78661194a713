"""The plate field: tells what cannot be, proposes look-alikes, writes a possible plate in order."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from control_room.domain.plate import Country
from widgets.plate_field import PlateField


@pytest.fixture
def field(qtbot):
    field = PlateField()
    qtbot.addWidget(field)
    field.show()
    return field


def line(field):
    return field.findChild(QLineEdit)


def said(field):
    return " ".join(label.text() for label in field.findChildren(QLabel) if label.isVisible())


def test_small_letters_are_raised_while_typing(field, qtbot):
    qtbot.keyClicks(line(field), "ab123cd")
    assert field.text() == "AB123CD"
    assert line(field).property("state") == "valid"
    assert said(field) == ""


def test_letters_typed_in_the_middle_stay_in_the_middle(field, qtbot):
    qtbot.keyClicks(line(field), "a123cd")
    line(field).setCursorPosition(1)
    qtbot.keyClicks(line(field), "bx")
    assert field.text() == "ABX123CD"


def test_a_possible_plate_is_written_in_order_when_the_field_is_left(field, qtbot):
    qtbot.keyClicks(line(field), "ab123cd")
    qtbot.keyClick(line(field), Qt.Key.Key_Return)
    assert field.text() == "AB-123-CD"


def test_an_impossible_plate_stays_as_typed_and_the_reason_is_said(field, qtbot):
    qtbot.keyClicks(line(field), "ao123cd")
    qtbot.keyClick(line(field), Qt.Key.Key_Return)
    assert field.text() == "AO123CD"
    assert line(field).property("state") == "wrong"
    assert "O is never used" in said(field)
    assert [button.text() for button in field.suggestions()] == ["AD-123-CD", "AQ-123-CD"]


def test_a_suggestion_is_taken_by_hand_only(field, qtbot):
    qtbot.keyClicks(line(field), "ao123cd")
    qtbot.mouseClick(field.suggestions()[1], Qt.MouseButton.LeftButton)
    assert field.text() == "AQ-123-CD"
    assert field.suggestions() == []


def test_another_country_reads_the_same_signs_anew(field, qtbot):
    qtbot.keyClicks(line(field), "M-AB 1234")
    assert line(field).property("state") == "wrong"
    with qtbot.waitSignal(field.reading_changed) as changed:
        field.set_country(Country.GERMANY)
    assert changed.args[0].text == "M-AB 1234"
    assert line(field).property("state") == "valid"


def test_a_provisional_plate_is_pointed_out(field, qtbot):
    qtbot.keyClicks(line(field), "ww123ab")
    assert "Provisional" in said(field)
