"""The command `vigie evidence`, and the word of `vigie db` for checks."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from control_room import settings
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.services import evidence_check, record_check
from control_room.services.verification import place_of, verify_database
from control_room.storage.backup import check_structure
from control_room.storage.database import ReadOnlyDatabase
from control_room.storage.files import EvidenceStore
from control_room.storage.postgresql import Server
from control_room.texts import QT_TRANSLATE_NOOP, Text, Translate

_FILE = QT_TRANSLATE_NOOP("command line", "FILE")
_COMMAND = QT_TRANSLATE_NOOP("command line", "COMMAND")
_UNREADABLE = 4


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[Text], str]
) -> None:
    """Add the words of `vigie evidence`."""
    evidence = commands.add_parser(
        "evidence", help=say(QT_TRANSLATE_NOOP("command line", "check the evidence files"))
    )
    words = evidence.add_subparsers(required=True, metavar=say(_COMMAND))
    check = words.add_parser(
        "check",
        help=say(QT_TRANSLATE_NOOP("command line", "read every evidence file and compare it")),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "Compares the evidence files with the records and the audit log; nothing is "
                "changed. Exit code: 0 sound, 1 missing or altered, 4 unreadable.",
            )
        ),
    )
    check.add_argument("--json", action="store_true")
    check.set_defaults(answer=_evidence_check, command="evidence")


def add_to(
    words: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[Text], str]
) -> None:
    """Add to the words of `vigie db` that for checks."""
    check = words.add_parser(
        "check",
        help=say(
            QT_TRANSLATE_NOOP("command line", "check the file, its log and the records against it")
        ),
        description=say(
            QT_TRANSLATE_NOOP(
                "command line",
                "Exit code: 0 sound, 1 altered, 2 truncated or rolled back, "
                "3 cannot be verified, 4 unreadable.",
            )
        ),
    )
    check.add_argument("--database", type=Path, metavar=say(_FILE))
    check.add_argument("--json", action="store_true")
    check.set_defaults(answer=_check, command="db")


def _evidence_check(options: argparse.Namespace, translate: Translate) -> int:
    folder = DataFolder(options.data)
    chosen = settings.load(folder)
    server = Server(chosen.database) if chosen.database else None
    try:
        database = ReadOnlyDatabase.open(server or folder.database)
        try:
            with database.read() as records:
                findings = evidence_check.check_files(
                    records,
                    EvidenceStore(folder.evidence),
                    workstation=chosen.workstation if server else None,
                )
        finally:
            database.close()
    except ControlRoomError as error:
        _tell([error.what, error.remedy], {"exit_code": _UNREADABLE}, options, translate)
        return _UNREADABLE
    exit_code = 0 if findings.is_sound else 1
    _tell(
        findings.lines(),
        {
            "exit_code": exit_code,
            "read": findings.read,
            "bytes": findings.read_bytes,
            "missing": list(findings.missing),
            "altered": list(findings.altered),
            "orphans": list(findings.orphans),
        },
        options,
        translate,
    )
    return exit_code


def _check(options: argparse.Namespace, translate: Translate) -> int:
    place = place_of(DataFolder(options.data), options.database)
    found = verify_database(place)
    lines, exit_code = found.lines(), found.exit_code
    faults: list[record_check.RecordFault] = []
    if found.failure is None:
        try:
            if isinstance(place.at, Path):
                check_structure(place.at, in_use=True)
            database = ReadOnlyDatabase.open(place.at)
            try:
                with database.read() as records:
                    faults = record_check.check_records(records)
            finally:
                database.close()
            lines = [*lines, *record_check.result_lines(faults)]
        except ControlRoomError as error:
            lines, exit_code = [*lines, error.what, error.remedy], _UNREADABLE
    if faults:
        exit_code = exit_code or 1
    told = {
        **found.as_json(translate),
        "exit_code": exit_code,
        "records": [{"record": fault.record, "seq": fault.seq} for fault in faults],
    }
    _tell(lines, told, options, translate)
    return exit_code


def _tell(
    lines: list[Text],
    told: dict[str, object],
    options: argparse.Namespace,
    translate: Translate,
) -> None:
    shown = [line.shown(translate) for line in lines]
    if options.json:
        print(json.dumps({**told, "text": shown}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(shown))
