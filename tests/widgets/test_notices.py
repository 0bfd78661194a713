"""Notices float over the window, stay until dismissed, and tell what to do."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from widgets.notices import NoticeArea
from widgets.theme import Tone


@pytest.fixture
def area(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    return NoticeArea(window)


def texts(area):
    return [label.text() for label in area.findChildren(QLabel) if label.isVisible()]


def test_what_effect_and_remedy_are_shown(qtbot, area):
    area.tell(Tone.URGENT, "The disk is full.", "Nothing was recorded.", "Free space.")
    qtbot.waitUntil(lambda: "The disk is full." in texts(area))
    assert "Nothing was recorded.  Free space." in texts(area)
    qtbot.waitUntil(lambda: area.height() > 30)
    assert area.geometry().bottom() == area.parentWidget().rect().bottom()
    area.dismiss()
    assert not area.isVisible()


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
