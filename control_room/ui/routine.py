"""A job that returns by the clock: never twice at once, its failure told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from control_room.errors import ControlRoomError
from control_room.ui.tasks import Failed

Job = Callable[[], object]


class Run(Protocol):
    """`TaskRunner.read` or `TaskRunner.write`."""

    def __call__(
        self, job: Job, done: Callable[[object], None], failed: Failed | None = None
    ) -> None: ...


class Routine(QObject):
    """Runs a job again and again; while one is under way, the next waits for its turn.

    A database that another program holds makes each try last seconds: tries that piled up would
    keep the agent's next act waiting behind them.

    Signals:
        failed(ControlRoomError): it failed, and did not fail the time before.
    """

    failed = Signal(object)

    def __init__(self, run: Run, prepared: Callable[[], Job], parent: QObject) -> None:
        """Nothing runs before `start`.

        Args:
            run: where the job runs.
            prepared: called on the UI thread, gives the job.
        """
        super().__init__(parent)
        self._run = run
        self._prepared = prepared
        self._is_under_way = False
        self._is_failing = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._begin)

    def start(self, every_ms: int) -> None:
        """Run it now, and again every so many milliseconds."""
        self._timer.start(every_ms)
        self._begin()

    def stop(self) -> None:
        """Begin no further run."""
        self._timer.stop()

    def _begin(self) -> None:
        if self._is_under_way:
            return
        self._is_under_way = True
        job = self._prepared()

        def run_through() -> None:
            try:
                job()
            finally:
                # Here, not with the answer: at sign-out answers under way are forgotten.
                self._is_under_way = False

        self._run(run_through, self._succeed, self._fail)

    def _succeed(self, _result: object) -> None:
        self._is_failing = False

    def _fail(self, error: ControlRoomError) -> None:
        if not self._is_failing:
            self._is_failing = True
            self.failed.emit(error)
