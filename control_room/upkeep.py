"""What a console does for its records unasked: each second, each few seconds, each night."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from control_room.audit.entry import Act, Result, read_moment
from control_room.errors import ControlRoomError
from control_room.services.anchors import Anchors
from control_room.services.backups import Backups
from control_room.services.disk_watch import DiskWatch
from control_room.services.evidence_check import EvidenceCheck
from control_room.services.integrity import Integrity
from control_room.services.nightly import Job, Nightly
from control_room.services.record_check import check_records
from control_room.services.retention import Retention
from control_room.services.standing_alerts import Concern
from control_room.storage.database import Database

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duties:
    """The services that need no agent."""

    integrity: Integrity
    anchors: Anchors
    disk: DiskWatch
    evidence: EvidenceCheck
    retention: Retention
    backups: Backups


class Upkeep:
    """The duties in their time. Its methods may be called on different threads.

    Args:
        nightly_at: local hour of the night's checks, `HH:MM`.
    """

    def __init__(self, database: Database, duties: Duties, nightly_at: str) -> None:
        self._database = database
        self._duties = duties
        at = time.fromisoformat(nightly_at)
        self._watch = Nightly(self._watches(), at)
        self._checks = Nightly(self._long_jobs(), at)

    def sign(self) -> None:
        """Enter the acts that wait, and sign what has waited a second; call about once a second.

        Raises:
            ControlRoomError: the database does not take it yet.
        """
        self._database.import_spool()
        self._database.checkpoint_if_due()

    def watch(self, now: datetime) -> None:
        """Look at the disk, remember and send out what was signed; call every few seconds.

        Raises:
            ControlRoomError: the first that a duty met; the others were done all the same.
        """
        self._watch.run_due(now)

    def check(self, now: datetime) -> None:
        """Do what takes long where it is due: minutes at night; call about once a minute.

        Raises:
            ControlRoomError: the first that a duty met; the others were done all the same.
        """
        self._checks.run_due(now)

    def stop(self) -> None:
        """End what takes long, so that the console closes; what had no outcome is done anew."""
        self._checks.stop()

    def _watches(self) -> list[Job]:
        duties = self._duties
        return [
            Job("disk", duties.disk.look, every=timedelta(seconds=10)),
            Job("high-water mark", duties.integrity.keep_high_water, every=timedelta(minutes=1)),
            Job("anchors", duties.anchors.keep_up, every=timedelta(minutes=1)),
        ]

    def _long_jobs(self) -> list[Job]:
        duties = self._duties
        return [
            Job("backup", lambda: duties.backups.keep_up(self._go_on), every=timedelta(minutes=5)),
            Job("verification", self._verify, last=self._last(Act.AUDIT_VERIFIED)),
            Job("records", self._check_records, last=self._last(Act.RECORDS_CHECKED)),
            Job("evidence", self._check_evidence, last=duties.evidence.last_read()),
            Job("retention", lambda: duties.retention.run(self._checks.heed)),
        ]

    def _go_on(self, _read: int, _expected: int) -> None:
        self._checks.heed()

    def _verify(self) -> None:
        self._duties.integrity.verify_all(None, self._go_on)

    def _check_records(self) -> None:
        with self._database.read() as records:
            faults = check_records(records, self._checks.heed)
        for fault in faults:
            logger.error("record %s is not what was recorded (entry %s)", fault.record, fault.seq)
        self._database.note(
            Act.RECORDS_CHECKED,
            "records",
            result=Result.FAILED if faults else Result.DONE,
            details={"faults": len(faults)},
        )
        if faults:
            self._duties.integrity.alerts.raise_alert(
                Concern.RECORDS,
                {"count": len(faults), "first": faults[0].record},
                (f"{fault.record} {fault.seq} {fault.text}" for fault in faults),
            )

    def _check_evidence(self) -> None:
        evidence = self._duties.evidence
        findings = evidence.check_portion(self._checks.heed)
        if findings.faults:
            self._duties.integrity.alerts.raise_alert(
                Concern.EVIDENCE,
                {
                    "count": len(findings.faults),
                    "first": (*findings.missing, *findings.altered)[0],
                    "workstation": evidence.workstation,
                },
                findings.faults,
            )

    def _last(self, act: Act) -> datetime | None:
        try:
            with self._database.read() as records:
                newest = records.log.last_of(act)
            return None if newest is None else read_moment(newest.at)
        except (ControlRoomError, ValueError):
            # Not readable now, or altered: the duty is done at once, and tells.
            return None
