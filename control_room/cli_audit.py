"""The command `vigie audit`: the log verified, given to strangers, and made to forget a text."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from control_room import installation, settings, site
from control_room.cli_options import add_site, asked_password
from control_room.places import DataFolder
from control_room.services.export import LEFT_REMOVED
from control_room.services.verification import place_of, unreadable, verify_database
from control_room.texts import QT_TRANSLATE_NOOP, Text, Translate

_COMMAND = QT_TRANSLATE_NOOP("command line", "COMMAND")
_FILE = QT_TRANSLATE_NOOP("command line", "FILE")
_FOLDER = QT_TRANSLATE_NOOP("command line", "FOLDER")


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[Text], str]
) -> None:
    """Add the words of `vigie audit`."""
    audit = commands.add_parser(
        "audit", help=say(QT_TRANSLATE_NOOP("command line", "check the audit log, or export it"))
    )
    words = audit.add_subparsers(required=True, metavar=say(_COMMAND))
    _add_verify(words, say)
    _add_export(words, say)
    _add_erase(words, say)


def _add_verify(
    words: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[Text], str]
) -> None:
    verify = words.add_parser(
        "verify",
        help=say(QT_TRANSLATE_NOOP("command line", "check every entry, checkpoint and anchor")),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "Checks the audit log itself, not the records and files beside it, against all "
                "anchors that the settings name; nothing is changed or recorded. "
                "Exit code: 0 sound, 1 altered, 2 truncated or rolled back, "
                "3 cannot be verified, 4 unreadable.",
            )
        ),
    )
    verify.add_argument("--database", type=Path, metavar=say(_FILE))
    verify.add_argument(
        "--anchor",
        type=Path,
        action="append",
        default=[],
        metavar=say(_FILE),
        help=say(QT_TRANSLATE_NOOP("command line", "a checkpoint kept outside the database")),
    )
    verify.add_argument(
        "--vkeys",
        type=Path,
        metavar=say(_FILE),
        help=say(
            QT_TRANSLATE_NOOP(
                "command line", "the log's public keys (default: those of the data folder)"
            )
        ),
    )
    verify.add_argument(
        "--tsa-ca",
        type=Path,
        metavar=say(_FILE),
        help=say(
            QT_TRANSLATE_NOOP("command line", "certificates (PEM) that time stamps must lead to")
        ),
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(answer=_verify, command="audit")


def _add_export(
    words: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[Text], str]
) -> None:
    export = words.add_parser(
        "export",
        help=say(
            QT_TRANSLATE_NOOP("command line", "write the log into a folder that anyone can check")
        ),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "Writes the log as C2SP tiles, with its keys, its anchors, and a program that "
                "checks it without Vigie. The export is itself an act in the log.",
            )
        ),
    )
    export.add_argument("folder", type=Path, metavar=say(_FOLDER))
    export.add_argument(
        "--personal",
        action="store_true",
        help=say(
            QT_TRANSLATE_NOOP("command line", "with the personal data kept beside the entries")
        ),
    )
    add_site(export, say)
    export.set_defaults(answer=_export, command="audit")


def _add_erase(
    words: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[Text], str]
) -> None:
    erase = words.add_parser(
        "erase",
        help=say(QT_TRANSLATE_NOOP("command line", "erase the personal texts of one incident")),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "Erases what was written about persons in one incident, before its time, and says "
                "so in the log, which verifies as before. Asks for a supervisor's password; the "
                "console is closed. Backups and exports made before still hold the texts.",
            )
        ),
    )
    erase.add_argument(
        "number", metavar=say(QT_TRANSLATE_NOOP("command line", "NUMBER")), help="MC-YYYYMMDD-NNNN"
    )
    erase.add_argument(
        "--by",
        required=True,
        metavar=say(QT_TRANSLATE_NOOP("command line", "MATRICULE")),
        help=say(QT_TRANSLATE_NOOP("command line", "the supervisor who erases")),
    )
    erase.add_argument(
        "--basis",
        required=True,
        metavar=say(QT_TRANSLATE_NOOP("command line", "TEXT")),
        help=say(
            QT_TRANSLATE_NOOP(
                "command line", "the ground, as a person's request; without the person's name"
            )
        ),
    )
    add_site(erase, say)
    erase.set_defaults(answer=_erase, command="audit")


def _verify(options: argparse.Namespace, translate: Translate) -> int:
    try:
        place = place_of(DataFolder(options.data), options.database)
    except settings.SettingsMistakes as error:
        found = unreadable(str(options.data), error)
    else:
        found = verify_database(place, options.anchor, options.vkeys, options.tsa_ca)
    if options.json:
        print(json.dumps(found.as_json(translate), ensure_ascii=False, indent=2))
    else:
        for line in found.lines():
            print(line.shown(translate))
    return found.exit_code


def _export(options: argparse.Namespace, translate: Translate) -> int:
    folder = DataFolder(options.data)
    chosen = settings.load(folder, site=options.site)
    into = options.folder.absolute()
    with installation.opened(folder, chosen, site.load(chosen.site, folder)) as opened:
        exported = opened.services.export.write(
            None, into, _progress_told(translate), personal=options.personal
        )
    done = QT_TRANSLATE_NOOP("command line", "{size} entries exported to {folder}.")
    if exported.left:
        print(LEFT_REMOVED.shown(translate))
    print(done.of(size=exported.size, folder=exported.folder).shown(translate))
    return 0


def _erase(options: argparse.Namespace, translate: Translate) -> int:
    folder = DataFolder(options.data)
    chosen = settings.load(folder, site=options.site)
    town = site.load(chosen.site, folder)
    password = asked_password(options.by, translate)
    with installation.opened(folder, chosen, town) as opened:
        supervisor = opened.services.access.sign_in(options.by, password)
        erased = opened.retention.erase_incident(supervisor, options.number, options.basis)
    done = QT_TRANSLATE_NOOP(
        "command line", "Texts of incident {number} erased: {count}. The audit log says so."
    )
    print(done.of(number=options.number, count=erased).shown(translate))
    return 0


def _progress_told(translate: Translate) -> Callable[[int, int], None]:
    """Tells a terminal how far the export is; a file or a pipe gets the outcome only."""
    written = QT_TRANSLATE_NOOP("command line", "{done} of {of} entries")

    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            ends = "\n" if done == of else "\r"
            print(written.of(done=done, of=of).shown(translate), end=ends, file=sys.stderr)

    return told
