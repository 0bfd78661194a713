"""The command `vigie db`: where the site's records are, and copies of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from control_room import installation, settings, site
from control_room.cli_options import add_site
from control_room.places import DataFolder
from control_room.services import moving, restoring
from control_room.settings import Settings
from control_room.storage.errors import SigningKeyMissing, file_errors_told
from control_room.storage.files import write_atomically
from control_room.storage.high_water import HighWater
from control_room.storage.keys import log_keys
from control_room.storage.postgresql import Server
from control_room.texts import QT_TRANSLATE_NOOP, Text, Translate

_FILE = QT_TRANSLATE_NOOP("command line", "FILE")


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[Text], str]
) -> None:
    """Add the words of `vigie db`."""
    move = commands.add_parser(
        "move",
        help=say(
            QT_TRANSLATE_NOOP("command line", "put the site's records on a PostgreSQL server")
        ),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "Copies every record byte for byte into an empty database, verifies the audit log "
                "before and after, and lets this workstation use the server from now on. The file "
                "is kept under another name.",
            )
        ),
    )
    join = commands.add_parser(
        "join",
        help=say(QT_TRANSLATE_NOOP("command line", "add this workstation to a site on a server")),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "Makes a signing key for this workstation, which the site's key certifies.",
            )
        ),
    )
    join.add_argument(
        "--workstation",
        metavar=say(QT_TRANSLATE_NOOP("command line", "NAME")),
        help=say(QT_TRANSLATE_NOOP("command line", "its name in the audit log, used by no other")),
    )
    adopt = commands.add_parser(
        "adopt",
        help=say(QT_TRANSLATE_NOOP("command line", "state that the database is rightly here")),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "After the data folder was moved to another place or computer: records that this "
                "copy, and no other, is the site's. The alert that its move raised ends; anchors "
                "that contradict it go on doing so.",
            )
        ),
    )
    add_site(adopt, say)
    adopt.set_defaults(answer=_adopt, command="db")
    _add_backups(commands, say)
    for parser, answer in ((move, _move), (join, _join)):
        parser.add_argument("url", metavar="postgresql://USER@HOST/NAME")
        add_site(parser, say)
        parser.add_argument(
            "--site-key",
            type=Path,
            metavar=say(_FILE),
            help=say(
                QT_TRANSLATE_NOOP(
                    "command line", "the site's private key (default: that of the data folder)"
                )
            ),
        )
        parser.set_defaults(answer=answer, command="db")


def _add_backups(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[Text], str]
) -> None:
    backup = commands.add_parser(
        "backup",
        help=say(
            QT_TRANSLATE_NOOP(
                "command line", "make a verified backup now; an open console does so by itself"
            )
        ),
    )
    backup.set_defaults(answer=_backup, command="db")
    restore = commands.add_parser(
        "restore",
        help=say(QT_TRANSLATE_NOOP("command line", "put a backup in the database's place")),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "The console is closed. The backup is verified first, a database file in use is "
                "kept aside, and the audit log tells how many entries were lost. Where the "
                "settings name a server, its database must be empty.",
            )
        ),
    )
    restore.add_argument("file", type=Path, metavar=say(_FILE))
    restore.set_defaults(answer=_restore, command="db")
    for parser in (backup, restore):
        add_site(parser, say)


def _adopt(options: argparse.Namespace, translate: Translate) -> int:
    folder = DataFolder(options.data)
    chosen = settings.load(folder, site=options.site)
    with installation.opened(folder, chosen, site.load(chosen.site, folder)) as opened:
        seq = opened.services.integrity.adopt()
    adopted = QT_TRANSLATE_NOOP(
        "command line", "Stated in entry {seq}: the site's database is {path}."
    )
    at = Server(chosen.database).name if chosen.database else folder.database
    print(adopted.of(seq=seq, path=at).shown(translate))
    return 0


def _move(options: argparse.Namespace, translate: Translate) -> int:
    folder, chosen = _chosen(options)
    server = Server(str(chosen.database))
    found = moving.move(_workstation(folder, chosen), server)
    _keep(folder, chosen, options)
    kept = moving.set_aside(folder)
    moved = QT_TRANSLATE_NOOP(
        "command line",
        "The site is on {server}: {size} entries verified before and after. The file is kept as "
        "{path}.",
    )
    print(moved.of(server=server.name, size=found.size, path=kept).shown(translate))
    return 0


def _join(options: argparse.Namespace, translate: Translate) -> int:
    folder, chosen = _chosen(options)
    server = Server(str(chosen.database))
    with file_errors_told(folder.root):
        folder.create()
    moving.join(_workstation(folder, chosen), server)
    _keep(folder, chosen, options)
    joined = QT_TRANSLATE_NOOP("command line", "The workstation {name} writes to {server}.")
    print(joined.of(name=chosen.workstation, server=server.name).shown(translate))
    return 0


def _backup(options: argparse.Namespace, translate: Translate) -> int:
    folder = DataFolder(options.data)
    chosen = settings.load(folder, site=options.site)
    with installation.opened(folder, chosen, site.load(chosen.site, folder)) as opened:
        made = opened.backups.make()
    told = QT_TRANSLATE_NOOP(
        "command line", "Backup {path}: {size} entries, restored and verified."
    )
    print(told.of(path=made.path, size=made.size).shown(translate))
    return 0


def _restore(options: argparse.Namespace, translate: Translate) -> int:
    folder = DataFolder(options.data)
    chosen = settings.load(folder, site=options.site)
    insee = site.load(chosen.site, folder).insee
    site_key = chosen.site_key or folder.site_key
    if not (folder.site_vkey.is_file() or site_key.is_file()):
        # Else a new site would be made here, whose log no backup is of.
        raise SigningKeyMissing(site_key)
    with file_errors_told(folder.root):
        folder.create()
    restored = restoring.restore(
        folder,
        options.file,
        log_keys(folder, insee, chosen.site_key),
        HighWater(),
        now=installation.now,
        workstation=chosen.workstation,
        server=Server(chosen.database) if chosen.database else None,
    )
    for line in restored.lines():
        print(line.shown(translate))
    return 0


def _chosen(options: argparse.Namespace) -> tuple[DataFolder, Settings]:
    """The settings as they will be."""
    folder = DataFolder(options.data)
    return folder, settings.load(
        folder,
        site=options.site,
        database=options.url,
        site_key=options.site_key,
        workstation=getattr(options, "workstation", None),
    )


def _workstation(folder: DataFolder, chosen: Settings) -> moving.Workstation:
    town = site.load(chosen.site, folder)
    return moving.Workstation(
        folder, chosen.workstation, town.insee, chosen.site_key, installation.now
    )


def _keep(folder: DataFolder, chosen: Settings, options: argparse.Namespace) -> None:
    """Write what was given into the settings file, so that the next start finds it."""
    given = {
        "database": options.url,
        "workstation": chosen.workstation,
        "site_key": options.site_key and str(options.site_key.absolute()),
        "site": options.site and str(options.site.absolute()),
    }
    before = folder.settings.read_text(encoding="utf-8") if folder.settings.exists() else ""
    after = settings.written(before, **{name: value for name, value in given.items() if value})
    with file_errors_told(folder.settings):
        write_atomically(folder.settings, after.encode())
