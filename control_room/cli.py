"""The command `vigie`: its words, and which part of the house answers each.

Exit codes: 0 done, 1 the world failed, 2 a mistake in what was given, 70 a fault of Vigie.
`audit verify`, `db check` and `evidence check` have lists of their own, told by `--help`.
Qt is imported only where a window opens.
"""

from __future__ import annotations

import argparse
import logging
import logging.handlers
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from control_room import __version__, cli_audit, cli_db, cli_evidence, installation, settings, site
from control_room.cli_options import add_site, asked_password
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import CameraId, Health
from control_room.errors import ControlRoomError
from control_room.places import DataFolder, default_data_folder, resource
from control_room.services import Services
from control_room.texts import QT_TRANSLATE_NOOP, Text, Translate, catalogue

logger = logging.getLogger(__name__)

MISTAKE, FAULT = 2, 70
"""Exit codes beside 0 and 1: the caller's mistake; EX_SOFTWARE of sysexits.h."""

_COMMAND = QT_TRANSLATE_NOOP("command line", "COMMAND")
_FILE = QT_TRANSLATE_NOOP("command line", "FILE")


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one command; every error is told in words, none as a traceback.

    What it writes is readable by nobody else.
    """
    os.umask(0o077)
    translate = _translator()
    options = _parser(translate).parse_args(arguments)
    answer: Callable[[argparse.Namespace, Translate], int] = options.answer
    folder = DataFolder(options.data)
    try:
        _start_log(folder, options.command)
        return answer(options, translate)
    except site.SiteFileUnusable as error:
        for line in error.mistakes:
            print(line.shown(translate), file=sys.stderr)
        return MISTAKE
    except (settings.SettingsMistakes, site.NoSiteFile, site.UnknownCamera) as error:
        _tell(error, translate)
        return MISTAKE
    except ControlRoomError as error:
        logger.warning("%s", error)
        _tell(error, translate)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    except Exception:
        reference = secrets.token_hex(2).upper()
        with suppress(OSError):
            folder.root.mkdir(parents=True, exist_ok=True)
        logger.exception("internal fault %s", reference)
        if not folder.log.exists():
            fault = QT_TRANSLATE_NOOP("command line", "Internal fault, reference {reference}.")
            print(fault.of(reference=reference).shown(translate), file=sys.stderr)
            return FAULT
        fault = QT_TRANSLATE_NOOP(
            "command line", "Internal fault, reference {reference}. Details are in {log}."
        )
        print(fault.of(reference=reference, log=folder.log).shown(translate), file=sys.stderr)
        return FAULT


def _translator() -> Translate:
    spoken = os.environ.get("VIGIE_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    if (spoken or "fr").startswith(("fr", "C", "POSIX")):
        return catalogue(resource("i18n/vigie_fr.ts"))
    return lambda _context, source: source


def _tell(error: ControlRoomError, translate: Translate) -> None:
    sentences = (error.what, error.effect, error.remedy)
    print(" ".join(text.shown(translate) for text in sentences), file=sys.stderr)


def _start_log(folder: DataFolder, command: str) -> None:
    """The console keeps its log in the data folder; other commands add their faults to it."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    handler = _LogFile(folder.log, maxBytes=5_000_000, backupCount=5, encoding="utf-8", delay=True)
    handler.setLevel(logging.INFO if command == "run" else logging.ERROR)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)


class _LogFile(logging.handlers.RotatingFileHandler):
    """A log whose disk may be full or read-only: the console, which says so itself, goes on."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, logging's name
        """Say nothing: by default a traceback goes to the terminal."""


def _parser(translate: Translate) -> argparse.ArgumentParser:
    def say(text: Text) -> str:
        return text.shown(translate)

    parser = argparse.ArgumentParser(
        prog="vigie",
        description=say(
            QT_TRANSLATE_NOOP("command line", "Workstation of a centre de supervision urbain.")
        ),
    )
    parser.add_argument("--version", action="version", version=f"Vigie {__version__}")
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("VIGIE_DATA") or default_data_folder(),
        help=say(QT_TRANSLATE_NOOP("command line", "data folder (default: %(default)s)")),
    )
    parser.set_defaults(answer=_run, command="run", site=None, language=None, theme=None)
    parser.set_defaults(status=None)
    commands = parser.add_subparsers(metavar=say(_COMMAND))

    run = commands.add_parser(
        "run", help=say(QT_TRANSLATE_NOOP("command line", "open the console (default)"))
    )
    add_site(run, say)
    run.add_argument("--language", choices=["fr", "en"])
    run.add_argument("--theme", choices=["dark", "light"])
    run.add_argument(
        "--status",
        type=Path,
        metavar=say(_FILE),
        help=say(
            QT_TRANSLATE_NOOP(
                "command line", "rewrite FILE each second with what the console shows"
            )
        ),
    )
    run.set_defaults(answer=_run, command="run")

    demo = commands.add_parser(
        "demo", help=say(QT_TRANSLATE_NOOP("command line", "open the console on a simulated town"))
    )
    demo.add_argument("--cameras", type=int, default=64)
    demo.add_argument("--language", choices=["fr", "en"], default="fr")
    demo.add_argument(
        "--footage",
        type=Path,
        nargs="+",
        default=[],
        metavar=say(_FILE),
        help=say(
            QT_TRANSLATE_NOOP("command line", "video files to show instead of the drawn scenes")
        ),
    )
    demo.set_defaults(answer=_demo, command="demo")

    cli_audit.add(commands, say)
    cli_evidence.add(commands, say)
    _add_db(commands, say)
    _add_users(commands, say)
    _add_cameras(commands, say)
    return parser


def _add_db(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    say: Callable[[Text], str],
) -> None:
    db = commands.add_parser(
        "db",
        help=say(QT_TRANSLATE_NOOP("command line", "where the records are, and their backups")),
    )
    words = db.add_subparsers(required=True, metavar=say(_COMMAND))
    cli_db.add(words, say)
    cli_evidence.add_to(words, say)


def _add_users(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    say: Callable[[Text], str],
) -> None:
    users = commands.add_parser(
        "users", help=say(QT_TRANSLATE_NOOP("command line", "accounts of agents"))
    )
    words = users.add_subparsers(required=True, metavar=say(_COMMAND))
    add = words.add_parser(
        "add", help=say(QT_TRANSLATE_NOOP("command line", "add an agent; asks for the password"))
    )
    add.add_argument("matricule")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--quality", default="none", choices=[quality.value for quality in Quality])
    add_site(add, say)
    add.set_defaults(answer=_users_add, command="users")


def _add_cameras(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    say: Callable[[Text], str],
) -> None:
    cameras = commands.add_parser(
        "cameras", help=say(QT_TRANSLATE_NOOP("command line", "the town's cameras"))
    )
    words = cameras.add_subparsers(required=True, metavar=say(_COMMAND))
    listed = words.add_parser(
        "list", help=say(QT_TRANSLATE_NOOP("command line", "list the cameras"))
    )
    add_site(listed, say)
    listed.set_defaults(answer=_cameras_list, command="cameras")
    check = words.add_parser(
        "check",
        help=say(QT_TRANSLATE_NOOP("command line", "connect to cameras and tell their state")),
    )
    add_site(check, say)
    check.add_argument(
        "numbers", type=int, nargs="*", metavar=say(QT_TRANSLATE_NOOP("command line", "NUMBER"))
    )
    check.set_defaults(answer=_cameras_check, command="cameras")


def _run(options: argparse.Namespace, _translate: Translate) -> int:
    from control_room import app

    folder = DataFolder(options.data)
    try:
        chosen = settings.load(
            folder,
            site=options.site,
            language=options.language,
            theme=options.theme,
            status=options.status,
        )
        town = site.load(chosen.site, folder)
    except ControlRoomError as error:
        app.refuse(error, options.language or "fr")
        raise
    return app.run(folder, chosen, town)


def _demo(options: argparse.Namespace, translate: Translate) -> int:
    from control_room.demo import start

    return start.run(
        cameras=options.cameras,
        footage=options.footage,
        language=options.language,
        translate=translate,
    )


def _users_add(options: argparse.Namespace, translate: Translate) -> int:
    password = asked_password(options.matricule, translate)
    with _opened(options) as services:
        services.access.add_agent(
            options.matricule, Role(options.role), Quality(options.quality), password, by=None
        )
    added = QT_TRANSLATE_NOOP("command line", "Agent {matricule} added.")
    print(added.of(matricule=options.matricule).shown(translate))
    return 0


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Services]:
    folder = DataFolder(options.data)
    chosen = settings.load(folder, site=options.site)
    with installation.opened(folder, chosen, site.load(chosen.site, folder)) as opened:
        yield opened.services


def _cameras_list(options: argparse.Namespace, _translate: Translate) -> int:
    folder = DataFolder(options.data)
    chosen = settings.load(folder, site=options.site)
    for camera in site.load(chosen.site, folder).cameras:
        order = camera.verbalisation.order if camera.verbalisation else ""
        print(f"{camera.id}\t{camera.name}\t{camera.sector}\t{order}")
    return 0


def _cameras_check(options: argparse.Namespace, translate: Translate) -> int:
    folder = DataFolder(options.data)
    town = site.load(settings.load(folder, site=options.site).site, folder)
    asked = [town.camera(CameraId(number)) for number in options.numbers] or list(town.cameras)
    sound = True
    for camera, state in site.check(town, asked):
        sound = sound and state.health is Health.LIVE
        size = f"{state.width_px}×{state.height_px}" if state.width_px else ""
        print(f"{camera.label}\t{state.health.text.shown(translate)}\t{size}")
    return 0 if sound else 1
