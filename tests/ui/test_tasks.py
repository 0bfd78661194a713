"""Tasks: writes in order, answers once and on the UI thread, faults told with a reference."""

import threading

import pytest
from PySide6.QtCore import QThread

from control_room.errors import ControlRoomError
from control_room.texts import Text
from control_room.ui.tasks import InternalFault, TaskRunner


@pytest.fixture
def tasks(qtbot):
    runner = TaskRunner()
    yield runner
    runner.stop()


def test_writes_are_done_in_order_on_one_thread(qtbot, tasks):
    done = []
    for number in range(20):
        tasks.write(lambda number=number: (number, threading.get_ident()), done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert [number for number, _ in done] == list(range(20))
    assert len({thread for _, thread in done}) == 1


def test_answers_come_back_on_the_ui_thread(qtbot, tasks):
    here, threads = QThread.currentThread(), []
    tasks.read(threading.get_ident, lambda ident: threads.append((ident, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [(threads[0][0], here)]
    assert threads[0][0] != threading.get_ident()


def test_an_error_that_nobody_takes_is_told(qtbot, tasks):
    error = ControlRoomError(*(Text("errors", word) for word in ("a", "b", "c")))

    def fail():
        raise error

    with qtbot.waitSignal(tasks.task_failed) as told:
        tasks.read(fail, lambda _: None)
    assert told.args == [error]


def test_a_fault_is_logged_with_the_reference_that_is_told(qtbot, tasks, caplog):
    failed = []
    tasks.write(lambda: 1 / 0, lambda _: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    (fault,) = failed
    assert isinstance(fault, InternalFault)
    assert str(fault.what.values["reference"]) in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_answers_for_screens_that_are_gone_are_dropped_and_errors_are_not(qtbot, tasks):
    answers, gate = [], threading.Event()
    tasks.write(gate.wait, answers.append)
    tasks.write(lambda: 1 / 0, answers.append, answers.append)
    tasks.forget_answers()
    with qtbot.waitSignal(tasks.task_failed):
        gate.set()
    assert answers == []


def test_stop_waits_for_every_write(qtbot):
    runner, written = TaskRunner(), []
    for number in range(5):
        runner.write(lambda number=number: written.append(number), lambda _: None)
    runner.stop()
    assert written == list(range(5))
