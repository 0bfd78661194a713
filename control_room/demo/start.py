"""Starts the demonstration: a town, its agents, then the console or, without a display, a visit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from control_room import installation, settings, site
from control_room.demo import visit
from control_room.demo.accounts import ACCOUNTS, PASSWORD
from control_room.errors import ControlRoomError
from control_room.places import DataFolder, demo_data_folder
from control_room.texts import QT_TRANSLATE_NOOP, Text, Translate
from town.errors import TownError
from town.town import Town


class TownNotServed(ControlRoomError):
    """The simulated town could not be started; nothing is left running."""

    def __init__(self, error: TownError) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("demo", "The simulated town did not start: {reason}").of(
                reason=error.what
            ),
            QT_TRANSLATE_NOOP("demo", "The demonstration cannot be shown."),
            QT_TRANSLATE_NOOP("demo", "{remedy}").of(remedy=error.remedy),
        )


def run(*, cameras: int, footage: Sequence[Path], language: str, translate: Translate) -> int:
    """Show the demonstration until the window is closed; without a display, visit and check.

    Returns:
        0, or 1 when the visit saw something that is not as promised.

    Raises:
        TownNotServed: GStreamer is missing, a port is taken.
    """

    def say(text: Text) -> None:
        print(text.shown(translate), flush=True)

    folder = DataFolder(demo_data_folder())
    folder.create()
    try:
        with Town.start(cameras, footage=footage, progress=_progress(translate)) as town:
            town.write_site(folder.site)
            _add_accounts(folder)
            if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
                from control_room import app  # only here does a window open in this process

                _tell_accounts(say)
                chosen = settings.load(folder, language=language)
                return app.run(folder, chosen, site.load(None, folder))
            say(
                QT_TRANSLATE_NOOP(
                    "demo",
                    "No display: visiting on a virtual screen (Xvfb), about half a minute.",
                )
            )
            return visit.run(folder, language, say)
    except TownError as error:
        raise TownNotServed(error) from error


def _add_accounts(folder: DataFolder) -> None:
    """Create the demonstration's agents, the first time."""
    town = site.load(None, folder)
    with installation.opened(folder, settings.load(folder), town) as opened:
        access = opened.services.access
        if access.first_start():
            for matricule, role, quality in ACCOUNTS:
                access.add_agent(matricule, role, quality, PASSWORD, by=None)


def _progress(translate: Translate) -> Callable[[int, int], None]:
    """Tells how far the drawing is: in place on a terminal, in ten lines in a log."""
    drawing = QT_TRANSLATE_NOOP("demo", "Drawing the town, this once: {percent} %")
    in_place = sys.stdout.isatty()
    told = -1

    def show(done: int, every: int) -> None:
        nonlocal told
        percent = 100 * done // every
        if percent == told or (not in_place and percent % 10):
            return
        told = percent
        end = "\r" if in_place and percent < 100 else "\n"
        print(drawing.of(percent=percent).shown(translate), end=end, flush=True)

    return show


def _tell_accounts(say: Callable[[Text], None]) -> None:
    say(QT_TRANSLATE_NOOP("demo", "Sign in with one of these accounts:"))
    for matricule, role, _quality in ACCOUNTS:
        say(
            QT_TRANSLATE_NOOP("demo", "  {matricule}  {role}, password {password}").of(
                matricule=matricule, role=role.text, password=PASSWORD
            )
        )
