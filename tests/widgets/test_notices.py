"""Notices float over the window, stay until dismissed, and tell what to do."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from widgets.command_button import CommandButton
from widgets.notices import NoticeArea, Place
from widgets.theme import Tone


class Window(QWidget):
    """A list at the left and a picture beside it; either may be where notices go."""

    def __init__(self):
        super().__init__()
        self.resize(900, 600)
        self.list = QWidget(self)
        self.list.setGeometry(0, 50, 200, 550)
        self.picture = QWidget(self)
        self.picture.setGeometry(200, 50, 700, 550)
        self.place = Place(self.list, Qt.Edge.BottomEdge)


@pytest.fixture
def area(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.show()
    return NoticeArea(window, lambda: window.place)


def within(area, part):
    return QRect(part.mapTo(area.parentWidget(), QPoint()), part.size()).contains(area.geometry())


def texts(area):
    return [label.text() for label in area.findChildren(QLabel) if label.isVisible()]


def test_what_effect_and_remedy_are_shown(qtbot, area):
    area.tell(Tone.URGENT, "The disk is full.", "Nothing was recorded.", "Free space.")
    qtbot.waitUntil(lambda: "The disk is full." in texts(area))
    assert "Nothing was recorded. Free space." in texts(area)
    qtbot.waitUntil(lambda: area.height() > 30)
    area.dismiss()
    assert not area.isVisible()


def test_notices_stay_within_their_place_however_narrow(qtbot, area):
    window = area.parentWidget()
    area.tell(Tone.URGENT, "The disk is full.", "Nothing was recorded.", "Free space, then go on.")
    qtbot.waitUntil(lambda: within(area, window.list))
    assert area.geometry().bottom() == window.list.geometry().bottom()
    (button,) = area.findChildren(CommandButton)
    assert within(area, window.list)
    assert area.rect().contains(QRect(button.mapTo(area, QPoint()), button.size()))


def test_notices_follow_their_place(qtbot, area):
    window = area.parentWidget()
    area.tell(Tone.URGENT, "The disk is full.", "Nothing was recorded.")
    window.list.resize(220, 400)
    qtbot.waitUntil(lambda: area.geometry().bottom() == window.list.geometry().bottom())
    QApplication.processEvents()
    # As a stack of pages does: what was shown goes first.
    window.list.hide()
    window.place = Place(window.picture, Qt.Edge.TopEdge)
    qtbot.waitUntil(lambda: area.geometry().topLeft() == window.picture.geometry().topLeft())
    assert within(area, window.picture)


def test_the_same_notice_is_shown_once(area):
    for _ in range(3):
        area.tell(Tone.URGENT, "The disk is full.")
    assert len(area.notices()) == 1


def test_only_the_newest_stay(area):
    for number in range(5):
        area.tell(Tone.URGENT, f"Notice {number}")
    assert [notice.sentences[0] for notice in area.notices()] == ["Notice 4", "Notice 3"]


def test_held_notices_come_back(area):
    area.tell(Tone.CHECK, "To be seen later")
    area.set_held(True)
    assert not area.isVisible()
    area.set_held(False)
    assert area.isVisible()
