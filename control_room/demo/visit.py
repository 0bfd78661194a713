"""The demonstration without a display: a visit on a virtual screen that checks what it saw.

The real console runs in its own process; the visit uses its keys, its mouse and its pixels. It
passes when every picture was live, the incident and the report are in the database, and the audit
log verifies.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from control_room.demo.accounts import PASSWORD, VERBALISER
from control_room.domain.wall import WALL_1_12
from control_room.places import DataFolder
from control_room.services.verification import Verification, verify_database
from control_room.storage.database import Reader, ReadOnlyDatabase
from control_room.storage.files import EvidenceStore
from control_room.texts import QT_TRANSLATE_NOOP, Text
from town.desk import Desk
from town.errors import TownError
from town.visit import CROSSING, STOPPED_LATER, STOPPED_PLATE, STOPPED_SOON, Seen, Visit

T = TypeVar("T")

_LASTS_S = 30.0
_BETWEEN_LOOKS_S = 4.0
_STOPS_WITHIN_S = 10.0


@dataclass
class Findings:
    """What the visit saw, and what the records say afterwards."""

    screenshots: list[str] = field(default_factory=list)
    looks: list[list[Seen]] = field(default_factory=list)
    stopped_at: str | None = None
    window_after_s: float | None = None
    console_exit: int | None = None
    incident: str | None = None
    report: dict[str, object] | None = None
    audit: Verification | None = None

    @property
    def live(self) -> bool:
        """Whether every tile moved with time, at every look."""
        return bool(self.looks) and all(
            len(look) == len(WALL_1_12.cells) and all(tile.is_moving for tile in look)
            for look in self.looks
        )

    @property
    def passed(self) -> bool:
        """Whether all is as promised."""
        return bool(
            self.stopped_at is None
            and self.live
            and self.incident
            and self.report
            and self.audit
            and self.audit.exit_code == 0
            and self.console_exit == 0
        )

    def as_json(self) -> dict[str, object]:
        """For a program; the tiles that did not move are named."""
        return {
            "passed": self.passed,
            "window_after_s": self.window_after_s,
            "stopped_at": self.stopped_at,
            "pictures": {
                "live": self.live,
                "looks": len(self.looks),
                "not_moving": sorted(
                    {tile.camera for look in self.looks for tile in look if not tile.is_moving}
                ),
            },
            "incident": self.incident,
            "report": self.report,
            "audit": self.audit and self.audit.as_json(lambda _context, source: source),
            "console_exit": self.console_exit,
            "screenshots": self.screenshots,
        }


def run(folder: DataFolder, language: str, say: Callable[[Text], None]) -> int:
    """Make the visit; returns 0 when it saw all that is promised, else 1."""
    began = datetime.now(UTC)
    kept = folder.visit(began.astimezone())
    kept.mkdir(parents=True)
    status = kept / "status.json"
    findings = Findings()
    before = _recorded(folder, lambda records: records.log.size())
    with Desk() as desk:
        visit = Visit(desk, status, lambda: _acts_since(folder, before))

        def keep(name: str) -> None:
            findings.screenshots.append(str(desk.save(kept / f"{name}.png")))

        with _console(folder, language, status, desk, findings):
            started = time.monotonic()
            try:
                visit.wait_for_page("sign-in", 30.0)
                findings.window_after_s = round(time.monotonic() - started, 2)
                _go_round(visit, findings, keep)
            except TownError as error:
                findings.stopped_at = error.what
                keep("stopped")
    _read_back(folder, began, before, findings)
    summary = kept / "summary.json"
    summary.write_text(
        json.dumps(findings.as_json(), ensure_ascii=False, indent=2), encoding="utf-8"
    )
    _tell(findings, summary, say)
    return 0 if findings.passed else 1


@contextmanager
def _console(
    folder: DataFolder, language: str, status: Path, desk: Desk, findings: Findings
) -> Iterator[None]:
    command = [sys.executable, "-m", "control_room", "--data", str(folder.root), "run"]
    console = subprocess.Popen(
        [*command, "--language", language, "--status", str(status)], env=desk.environment
    )
    try:
        yield
    finally:
        console.send_signal(signal.SIGTERM)
        try:
            findings.console_exit = console.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            console.kill()
            findings.console_exit = console.wait()


def _go_round(visit: Visit, findings: Findings, keep: Callable[[str], None]) -> None:
    visit.sign_in(VERBALISER, PASSWORD)
    visit.wait_until_live(len(WALL_1_12.cells))
    ends = time.monotonic() + _LASTS_S
    findings.looks.append(visit.watch())
    keep("1-wall")
    visit.select(CROSSING)
    visit.tag("F5")
    visit.note("Véhicule sur le passage piétons, équipage prévenu")
    keep("2-incident")
    visit.open_report()
    visit.take_shots(STOPPED_SOON, STOPPED_LATER)
    visit.fill_report("31088", STOPPED_PLATE, "Renault", "Piétons contraints de le contourner.")
    visit.print_report()
    keep("3-report")
    visit.go_to(1, "live")
    while time.monotonic() < ends or len(findings.looks) < 2:
        visit.wait_until_live(len(WALL_1_12.cells))
        findings.looks.append(visit.watch())
        time.sleep(_BETWEEN_LOOKS_S)
    keep("4-wall-again")


def _recorded(folder: DataFolder, question: Callable[[Reader], T]) -> T:
    database = ReadOnlyDatabase.open(folder.database)
    try:
        with database.read() as records:
            return question(records)
    finally:
        database.close()


def _acts_since(folder: DataFolder, size: int) -> list[str]:
    return _recorded(folder, lambda records: [entry.act for entry in records.log.entries()][size:])


def _read_back(folder: DataFolder, began: datetime, before: int, findings: Findings) -> None:
    store = EvidenceStore(folder.evidence)

    def newest(records: Reader) -> None:
        made = {entry.act: entry.obj for entry in list(records.log.entries())[before:]}
        for incident in records.incidents.since(began):
            if made.get("incident.tagged") == f"incident/{incident.number}" and incident.still:
                store.read(incident.still.sha256)
                findings.incident = incident.number
        for summary in records.reports.summaries():
            if made.get("report.printed") == f"report/{summary.number}":
                findings.report = {
                    "number": summary.number,
                    "natinf": summary.natinf,
                    "shots": summary.shots,
                    "versions": summary.versions,
                }

    _recorded(folder, newest)
    findings.audit = verify_database(folder.database)


def _tell(findings: Findings, summary: Path, say: Callable[[Text], None]) -> None:
    yes, no = QT_TRANSLATE_NOOP("demo", "yes"), QT_TRANSLATE_NOOP("demo", "no")
    verdict = (
        QT_TRANSLATE_NOOP(
            "demo", "Visit passed: pictures live, incident {incident}, report {report}."
        )
        if findings.passed
        else QT_TRANSLATE_NOOP(
            "demo", "Visit failed: pictures live: {live}, incident: {incident}, report: {report}."
        )
    )
    say(
        verdict.of(
            live=yes if findings.live else no,
            incident=findings.incident or no,
            report=findings.report["number"] if findings.report else no,
        )
    )
    for line in findings.audit.lines() if findings.audit else ():
        say(line)
    say(QT_TRANSLATE_NOOP("demo", "Screenshots and summary: {folder}").of(folder=summary.parent))
