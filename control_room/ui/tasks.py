"""Work away from the UI thread: reads on a few threads, writes on one, answers back on the UI's.

Rules:
- one writer thread, so acts are committed in the order in which they were asked for;
- each task answers once, with its result or with its error, on the UI thread;
- an error that is not a `ControlRoomError` is a fault of Vigie: logged with a short reference,
  told as `InternalFault`.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP

logger = logging.getLogger(__name__)

T = TypeVar("T")
Failed = Callable[[ControlRoomError], None]

_READERS = 3


class InternalFault(ControlRoomError):
    """A fault of Vigie itself; the log has its traceback under the reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "Internal fault, reference {reference}.").of(
                reference=reference
            ),
            QT_TRANSLATE_NOOP("errors", "What was asked for was not done."),
            QT_TRANSLATE_NOOP("errors", "Try again; if it returns, give the reference to support."),
        )


class TaskRunner(QObject):
    """Runs blocking jobs of the screens; create it, and call it, on the UI thread.

    Signals:
        task_failed(ControlRoomError): a task failed that had nobody else to tell.
    """

    task_failed = Signal(object)
    _returned = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(max_workers=_READERS, thread_name_prefix="reader")
        self._round = 0
        self._returned.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def read(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """Run a job that changes nothing."""
        self._start(self._readers, job, done, failed)

    def write(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """Run an act, after every act asked for before it."""
        self._start(self._writer, job, done, failed)

    def forget_answers(self) -> None:
        """Tasks under way end as usual, but only errors are still told: their screens are gone."""
        self._round += 1

    def stop(self) -> None:
        """Wait for every act that was asked for; answers are not delivered any more."""
        self.forget_answers()
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)

    def _start(
        self,
        threads: ThreadPoolExecutor,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None,
    ) -> None:
        asked_in = self._round

        def succeed(result: T) -> None:
            if asked_in == self._round:
                done(result)

        def fail(error: ControlRoomError) -> None:
            if failed is not None and asked_in == self._round:
                failed(error)
            else:
                self.task_failed.emit(error)

        def come_back(future: Future[T]) -> None:
            if not future.cancelled():
                self._returned.emit(future, succeed, fail)

        threads.submit(job).add_done_callback(come_back)

    def _answer(self, future: Future[Any], succeed: Callable[[Any], None], fail: Failed) -> None:
        error = future.exception()
        if error is None:
            succeed(future.result())
        elif isinstance(error, ControlRoomError):
            fail(error)
        else:
            reference = secrets.token_hex(2).upper()
            logger.error("internal fault %s", reference, exc_info=error)
            fail(InternalFault(reference))
