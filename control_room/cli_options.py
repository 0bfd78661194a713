"""Options that several words of the command `vigie` share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from control_room.texts import QT_TRANSLATE_NOOP, Text


def add_site(parser: argparse.ArgumentParser, say: Callable[[Text], str]) -> None:
    """Let the site file be named."""
    parser.add_argument(
        "--site",
        type=Path,
        metavar=say(QT_TRANSLATE_NOOP("command line", "FILE")),
        help=say(QT_TRANSLATE_NOOP("command line", "site file with the town's cameras")),
    )
