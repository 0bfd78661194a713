"""Looks after the audit log while the console runs: is it whole, is it taken, how old its anchor.

Screens show what it saw last; none of them asks the database while it paints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from control_room.services import Services
from control_room.services.anchors import AnchorLag
from control_room.services.review import LogCondition
from control_room.services.standing_alerts import Alert
from control_room.storage.database import LogState
from control_room.ui.routine import Job, Routine
from control_room.ui.tasks import TaskRunner

_EVERY_MS = 2000


@dataclass(frozen=True)
class LogNews:
    """The log as seen last.

    Attributes:
        alerts: what was found and not settled since; first those that nobody accounted for.
        lag: of the newest anchor that left this workstation; None: not known now.
    """

    condition: LogCondition
    alerts: Sequence[Alert]
    lag: AnchorLag | None

    @property
    def alert(self) -> Alert | None:
        """The first of them."""
        return next(iter(self.alerts), None)


class LogWatch(QObject):
    """Looks every two seconds, and when asked.

    Signals:
        looked(LogNews): also when nothing changed, since ages do.
        failed(ControlRoomError): it could not look, and could the time before.
    """

    looked = Signal(object)
    failed = Signal(object)
    _came = Signal(object)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._alerts: Sequence[Alert] = ()
        self._routine = Routine(tasks.read, self._job, self)
        self._routine.failed.connect(self.failed)
        self._came.connect(self._take)

    def start(self) -> None:
        """Look now, and again and again."""
        self._routine.start(_EVERY_MS)

    def look(self) -> None:
        """Look now: something was done for the log."""
        self._tasks.read(self._job(), lambda _: None)

    def stop(self) -> None:
        """Look no more."""
        self._routine.stop()

    def _job(self) -> Job:
        services, known = self._services, self._alerts

        def look() -> None:
            condition = services.review.condition()
            if condition.state is LogState.UNREACHABLE:
                # What stood before still stands: an alert does not end with the connection.
                self._came.emit(LogNews(condition, known, None))
            else:
                alerts, lag = services.integrity.alerts.standing(), services.anchors.lag()
                self._came.emit(LogNews(condition, alerts, lag))

        return look

    def _take(self, news: LogNews) -> None:
        self._alerts = news.alerts
        self.looked.emit(news)
