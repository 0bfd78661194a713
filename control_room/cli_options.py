"""What several words of the command `vigie` ask for in the same way."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from control_room.texts import QT_TRANSLATE_NOOP, Text, Translate


def add_site(parser: argparse.ArgumentParser, say: Callable[[Text], str]) -> None:
    """Let the site file be named."""
    parser.add_argument(
        "--site",
        type=Path,
        metavar=say(QT_TRANSLATE_NOOP("command line", "FILE")),
        help=say(QT_TRANSLATE_NOOP("command line", "site file with the town's cameras")),
    )


def asked_password(matricule: str, translate: Translate) -> str:
    """The agent's password: typed unseen at a terminal, else a line of what is given."""
    asked = QT_TRANSLATE_NOOP("command line", "Password of {matricule}: ")
    if sys.stdin.isatty():
        return getpass.getpass(asked.of(matricule=matricule).shown(translate))
    # As the matricule comes: bytes that are no text are for the service to refuse.
    typed = sys.stdin.buffer.readline().decode(errors="surrogateescape")
    return typed.rstrip("\n")
