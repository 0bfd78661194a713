"""Composition root: builds every object of the console, owns the order of start and of stop.

Start: camera hosts (they connect while the rest opens), records, window. Stop is the reverse: the
window hands its last acts to the writer, the records note the stop and are closed, the hosts end.
"""

from __future__ import annotations

import logging
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from control_room import installation
from control_room.errors import ControlRoomError
from control_room.installation import Installation, now
from control_room.places import DataFolder, resource
from control_room.settings import Settings
from control_room.site import Site
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.appearance import dress
from control_room.ui.console import Console
from control_room.ui.display import NoDisplay, display_answers
from control_room.ui.garbage import GarbageCollection
from control_room.ui.refusal import show_refusal
from control_room.ui.routine import Routine
from control_room.ui.status import status_file
from control_room.ui.tasks import InternalFault, TaskRunner
from control_room.video.hosts import CameraHosts
from widgets.theme import DARK, LIGHT, Theme

logger = logging.getLogger(__name__)

_EVERY_MS = 1000
_WATCH_EVERY_MS = 5_000
_CHECK_EVERY_MS = 60_000


class LogNotSigned(ControlRoomError):
    """The audit log's newest entries could not be signed; it is tried again each second."""

    def __init__(self, error: ControlRoomError) -> None:
        super().__init__(
            error.what,
            QT_TRANSLATE_NOOP(
                "errors", "Nothing more can be recorded until it ends; the pictures stay live."
            ),
            error.remedy,
        )


def run(folder: DataFolder, settings: Settings, site: Site) -> int:
    """Open the console and return its exit code when it is closed.

    Raises:
        ControlRoomError: it cannot be opened; the reason was also shown in a window.
    """
    if not display_answers():
        raise NoDisplay
    application = _application(settings.language, LIGHT if settings.theme == "light" else DARK)
    hosts = CameraHosts(
        site.sources,
        hosts=settings.hosts or None,
        ring_budget_bytes=settings.ring_budget_mb * 1_000_000,
        masks={camera.id: camera.masks for camera in site.cameras},
        hardware=settings.hardware,
    )
    hosts.start()
    try:
        with (
            installation.opened(folder, settings, site) as opened,
            opened.witnessing(),
            console(opened, hosts, settings, site) as window,
        ):
            # Without a window manager nothing else makes the window as large as the screen.
            window.setGeometry(window.screen().availableGeometry())
            window.showMaximized()
            _end_on_signals(application)
            return application.exec()
    except ControlRoomError as error:
        show_refusal(error)
        raise
    finally:
        hosts.stop()


def refuse(error: ControlRoomError, language: str) -> None:
    """Say in a window why nothing was started, where there is a display to say it on."""
    if display_answers():
        _application(language, DARK)
        show_refusal(error)


def _application(language: str, theme: Theme) -> QApplication:
    application = QApplication(["vigie"])
    application.setApplicationName("Vigie")
    speak(application, language)
    dress(application, theme)
    return application


@contextmanager
def console(
    opened: Installation, hosts: CameraHosts, settings: Settings, site: Site
) -> Iterator[Console]:
    """The console's window with its tasks and timers; its last acts are recorded at the end."""
    tasks = TaskRunner()
    window = Console(
        services=opened.services,
        hosts=hosts,
        cameras=site.cameras,
        site_name=site.name,
        tasks=tasks,
        now=now,
        theme=LIGHT if settings.theme == "light" else DARK,
    )
    told_before, sys.excepthook = sys.excepthook, _tell_faults(window)
    sign = Routine(tasks.write, lambda: opened.upkeep.sign, window)
    sign.failed.connect(lambda error: window.refuse(LogNotSigned(error)))
    # Where reports are rendered too: the night's checks take minutes, and no act waits for them.
    watch = Routine(tasks.read, lambda: lambda: opened.upkeep.watch(now()), window)
    check = Routine(tasks.read, lambda: lambda: opened.upkeep.check(now()), window)
    for duty in (watch, check):
        duty.failed.connect(window.refuse)
    routines = {sign: _EVERY_MS, watch: _WATCH_EVERY_MS, check: _CHECK_EVERY_MS}
    if settings.status is not None:
        shown = status_file(settings.status, window, tasks)
        shown.failed.connect(window.refuse)
        routines[shown] = _EVERY_MS
    for routine, every_ms in routines.items():
        routine.start(every_ms)
    garbage = GarbageCollection(window)
    try:
        yield window
    finally:
        for routine in routines:
            routine.stop()
        opened.upkeep.stop()
        window.shutdown()
        garbage.stop()
        sys.excepthook = told_before


def speak(application: QApplication, language: str) -> None:
    """Give the application its language: ours, and Qt's own for its standard texts."""
    QLocale.setDefault(QLocale("fr_FR" if language == "fr" else "en_GB"))
    for name, place in (
        (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"vigie_{language}", str(resource("i18n"))),
    ):
        translator = QTranslator(application)
        if translator.load(name, place):
            application.installTranslator(translator)


def _tell_faults(window: Console):  # type: ignore[no-untyped-def]
    """An exception in a slot is a bug: logged whole, told with a short reference."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        reference = secrets.token_hex(2).upper()
        logger.error("internal fault %s", reference, exc_info=(kind, error, trace))
        window.refuse(InternalFault(reference))

    return tell


def _end_on_signals(application: QApplication) -> None:
    """Ctrl+C and a system that shuts down close the window like a hand does.

    Python runs the handler at its next instruction: the wall's timer brings one every few
    milliseconds.
    """
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _number, _frame: application.quit())
