"""Widgets end on the UI thread, whatever the other threads do."""

import gc
import threading

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from control_room.ui.garbage import GarbageCollection


def test_a_forgotten_widget_ends_on_the_ui_thread(qtbot):
    parent = QObject()
    collection = GarbageCollection(parent)
    ended_on = []
    widget = QWidget()
    vars(widget)["itself"] = widget
    widget.destroyed.connect(
        lambda: ended_on.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )
    del widget

    worker = threading.Thread(target=lambda: [[[]] for _ in range(200_000)])
    worker.start()
    worker.join()
    assert ended_on == []
    qtbot.waitUntil(lambda: ended_on == [threading.main_thread()])
    collection.stop()
    assert gc.isenabled()
