"""Vidéo-verbalisation: drafts opened on live pictures, their shots, versions and prints.

The gate, checked here whatever a screen shows: role and quality of the agent, order of the camera
in force today, stream live, shot fresh, offence open to the quality. Each refusal has its entry.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path

from control_room.audit.entry import Act, Result
from control_room.catalogue import OffenceCatalogue
from control_room.domain.agent import Permission, Quality, Session
from control_room.domain.camera import Camera, Health, StreamState, VerbalisationOrder
from control_room.domain.evidence import StillRef
from control_room.domain.offence import Offence
from control_room.domain.picture import Shot
from control_room.domain.report import (
    LONGEST_LINE,
    LONGEST_OBSERVATIONS,
    MOST_SHOTS,
    Circumstances,
    Report,
    ReportForm,
    ReportId,
    ReportSummary,
    ShotRole,
    missing,
    shot_refusal,
)
from control_room.domain.shift import Reason
from control_room.reports.paper import AuditProof, Commune, ReportPaper
from control_room.reports.rendering import render_report
from control_room.services.report_errors import (
    ReportRefused,
    ReportUnknown,
    ReportUnsaved,
    TextTooLong,
    enough_shots,
    no_order,
    no_quality,
    not_a_live_shot,
    not_live,
    offence_not_open,
    offence_unknown,
    order_not_in_force,
    other_agent,
)
from control_room.services.report_proof import (
    check_recorded,
    opened_details,
    shot_details,
    version_details,
)
from control_room.services.sessions import Sessions
from control_room.storage.database import Database
from control_room.storage.errors import RecordAltered, file_errors_told
from control_room.storage.files import EvidenceStore, write_atomically
from control_room.storage.records.report_payload import write_payload

_SALT_BYTES = 32


class Reports:
    """The reports of this site."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        evidence: EvidenceStore,
        *,
        catalogue: OffenceCatalogue,
        commune: Commune,
        printed: Path,
        now: Callable[[], datetime],
        zone: tzinfo | None = None,
        check_room: Callable[[Path], None] = lambda _folder: None,
    ) -> None:
        """
        Args:
            printed: folder for the PDF files.
            zone: legal time of the commune; None: the computer's.
            check_room: raises while the disk of a folder is nearly full: papers can wait.
        """
        self._database = database
        self._sessions = sessions
        self._evidence = evidence
        self._catalogue = catalogue
        self._commune = commune
        self._printed = printed
        self._now = now
        self._zone = zone
        self._check_room = check_room

    def offences(self, session: Session) -> Sequence[Offence]:
        """The offences that the agent may record today.

        Raises:
            NotAllowed: the role does not draft reports.
        """
        who = self._sessions.allow(session, Permission.DRAFT_REPORT)
        return [
            offence
            for offence in self._catalogue.in_force(self._day(self._now()))
            if offence.open_to(who.agent.quality)
        ]

    def open(self, session: Session, camera: Camera, live: StreamState) -> Report:
        """A new draft on what the camera shows now.

        Args:
            live: state of the stream that the agent is looking at.

        Raises:
            NotAllowed: the role does not draft reports.
            ReportRefused: quality, order or stream forbid it; the refusal is in the audit log.
        """
        who = self._sessions.allow(session, Permission.DRAFT_REPORT)
        now = self._now()
        day = self._day(now)
        order = self._admitted(who, camera, live, day)
        with self._database.write(who, Reason.ROAD_OFFENCE) as tx:
            report = tx.reports.add(camera, order, now, day.year, who.agent)
            tx.audit(
                Act.REPORT_OPENED,
                f"report/{report.number}",
                details=opened_details(report),
            )
        return report

    def add_shot(
        self,
        session: Session,
        report_id: ReportId,
        shot: Shot,
        role: ShotRole,
        *,
        taken_at: datetime,
    ) -> Report:
        """Keep a live picture of the offence, with the bytes the camera sent for it.

        Of a masked camera there are none: they would show what is behind its masks.

        Args:
            taken_at: when the agent pressed the key, aware UTC.

        Raises:
            NotAllowed, ReportUnknown: nothing was recorded.
            ReportRefused: not the agent's report, or no live shot, or one too many.
            ControlRoomError: disk full or not writable.
        """
        now = self._now()
        who, report = self._own(session, report_id, Act.REPORT_SHOT)
        day = self._day(now)
        why = shot_refusal(shot, report.camera, taken_at, now)
        refusal = None
        if len(report.shots) >= MOST_SHOTS:
            refusal = enough_shots(MOST_SHOTS)
        elif not report.order.in_force(day):
            refusal = order_not_in_force(_label(report), report.order, day)
        elif why is not None:
            refusal = not_a_live_shot(why)
        if refusal is not None:
            raise self._denied(who, Act.REPORT_SHOT, f"report/{report.number}", refusal)
        packets_sha256 = self._evidence.keep(shot.packets) if shot.packets else ""
        still = self._kept_still(shot, taken_at)
        number = len(report.shots) + 1
        with self._database.write(who, Reason.ROAD_OFFENCE) as tx:
            seq = tx.audit(
                Act.REPORT_SHOT,
                f"report/{report.number}",
                details=shot_details(number, role, still, packets_sha256, shot.codec),
            )
            tx.reports.add_shot(
                report.id,
                number,
                role,
                tx.stills.add(still),
                (packets_sha256, len(shot.packets)),
                shot.codec,
                seq,
            )
            return _there(tx.reports.get(report.id))

    def save(self, session: Session, report_id: ReportId, form: ReportForm) -> Report:
        """Keep the form as a new version; earlier versions stay as they are.

        Raises:
            NotAllowed, ReportUnknown, TextTooLong: nothing was recorded.
            ReportRefused: not the agent's report, or an offence the agent may not record.
        """
        who, report = self._own(session, report_id, Act.REPORT_SAVED)
        form = form.tidied()
        _check_lengths(form)
        offence = self._offence(who, report, form)
        number = len(report.versions) + 1
        payload = write_payload(
            report.number,
            number,
            form,
            offence,
            [shot.still.sha256 for shot in report.shots],
            secrets.token_bytes(_SALT_BYTES),
        )
        sha256 = hashlib.sha256(payload).hexdigest()
        saved_at = self._now()
        with self._database.write(who, offence.reason if offence else Reason.ROAD_OFFENCE) as tx:
            seq = tx.audit(
                Act.REPORT_SAVED,
                f"report/{report.number}",
                details={**version_details(number, sha256, saved_at), **_chosen(form)},
                personal={"plate": form.plate} if form.plate else None,
            )
            tx.reports.add_version(
                report.id, number, saved_at, who.agent.id, payload, sha256, form.natinf, seq
            )
            return _there(tx.reports.get(report.id))

    def print(self, session: Session, report_id: ReportId) -> Path:
        """The newest version on paper: a PDF/A-2b file, recorded with its SHA-256.

        Raises:
            NotAllowed, ReportUnknown, ReportUnsaved: nothing was printed.
            RecordAltered: nothing was printed; that is in the audit log.
            EvidenceMissing, EvidenceAltered: a shot is not what was recorded.
            ControlRoomError: disk full, or nearly full, or not writable.
        """
        who = self._sessions.allow(session, Permission.READ_REPORTS)
        report = self._known(who, report_id, Act.REPORT_PRINTED)
        self._check_room(self._printed)
        if not report.versions:
            raise ReportUnsaved(report.number)
        version = report.versions[-1]
        pictures = [self._evidence.read(shot.still.sha256) for shot in report.shots]
        paper = ReportPaper(
            commune=self._commune,
            report=report,
            version=version,
            camera_label=_label(report),
            lacks=missing(
                version.form,
                Circumstances(
                    shots=report.shots,
                    offence=version.offence,
                    quality=report.quality,
                    order=report.order,
                    day=self._day(report.opened_at),
                ),
            ),
            proof=self._proof(),
            printed_at=self._now(),
            printed_by=who.agent.matricule,
            zone=self._zone,
        )
        path = self._printed / f"{report.number}-v{version.number}.pdf"
        with file_errors_told(path):
            pdf = render_report(paper, pictures, self._printed)
            write_atomically(path, pdf)
        with self._database.write(who) as tx:
            tx.audit(
                Act.REPORT_PRINTED,
                f"report/{report.number}",
                details={
                    "version": version.number,
                    "sha256": hashlib.sha256(pdf).hexdigest(),
                    "missing": len(paper.lacks),
                },
            )
        return path

    def list(self, session: Session) -> Sequence[ReportSummary]:
        """All reports, newest first, without plates.

        Raises:
            NotAllowed: the role does not read reports.
        """
        self._sessions.allow(session, Permission.READ_REPORTS)
        with self._database.read() as records:
            return records.reports.summaries()

    def get(self, session: Session, report_id: ReportId) -> Report:
        """A report whole; reading it is an act, recorded.

        Raises:
            NotAllowed, ReportUnknown: nothing is shown.
            RecordAltered: nothing is shown; that is in the audit log.
        """
        who = self._sessions.allow(session, Permission.READ_REPORTS)
        report = self._known(who, report_id, Act.REPORT_CONSULTED)
        with self._database.write(who) as tx:
            tx.audit(
                Act.REPORT_CONSULTED,
                f"report/{report.number}",
                details={
                    "camera": report.camera,
                    "versions": len(report.versions),
                    "shots": len(report.shots),
                },
            )
        return report

    def pictures(self, session: Session, report_id: ReportId) -> Sequence[bytes]:
        """The PNG files of the shots of a report that was got, checked against their SHA-256.

        Raises:
            NotAllowed, ReportUnknown, EvidenceMissing, EvidenceAltered: nothing is shown.
            RecordAltered: nothing is shown; that is in the audit log.
        """
        who = self._sessions.allow(session, Permission.READ_REPORTS)
        report = self._known(who, report_id, Act.REPORT_CONSULTED)
        return [self._evidence.read(shot.still.sha256) for shot in report.shots]

    def _admitted(
        self, who: Session, camera: Camera, live: StreamState, day: date
    ) -> VerbalisationOrder:
        """The order under which this agent may record from this camera now."""
        order = camera.verbalisation
        if who.agent.quality is Quality.NONE:
            refusal = no_quality(who.agent.quality)
        elif order is None:
            refusal = no_order(camera)
        elif not order.in_force(day):
            refusal = order_not_in_force(camera.label, order, day)
        elif live.health is not Health.LIVE:
            refusal = not_live(camera, live.health.text)
        else:
            return order
        raise self._denied(who, Act.REPORT_OPENED, f"camera/{camera.id}", refusal)

    def _own(self, session: Session, report_id: ReportId, act: Act) -> tuple[Session, Report]:
        """The session and its agent's own report."""
        who = self._sessions.allow(session, Permission.DRAFT_REPORT)
        report = self._known(who, report_id, act)
        if report.matricule != who.agent.matricule:
            refusal = other_agent(report.number, report.matricule)
            raise self._denied(who, act, f"report/{report.number}", refusal)
        return who, report

    def _known(self, who: Session, report_id: ReportId, act: Act) -> Report:
        """The report as it was recorded; the act fails, in the audit log, where it is not."""
        try:
            with self._database.read() as records:
                report = _there(records.reports.get(report_id))
                check_recorded(records, report)
        except RecordAltered as error:
            with self._database.write(who) as tx:
                tx.audit(
                    act,
                    f"report/{error.number}",
                    result=Result.FAILED,
                    details={"cause": "altered"},
                )
            raise
        return report

    def _offence(self, who: Session, report: Report, form: ReportForm) -> Offence | None:
        """The offence chosen, as the catalogue stood on the day of the observation."""
        if form.natinf is None:
            return None
        obj = f"report/{report.number}"
        offence = self._catalogue.find(form.natinf, self._day(report.opened_at))
        if offence is None:
            raise self._denied(who, Act.REPORT_SAVED, obj, offence_unknown(form.natinf))
        if not offence.open_to(who.agent.quality):
            refusal = offence_not_open(form.natinf, who.agent.quality)
            raise self._denied(who, Act.REPORT_SAVED, obj, refusal)
        return offence

    def _kept_still(self, shot: Shot, taken_at: datetime) -> StillRef:
        return StillRef(
            sha256=self._evidence.keep(shot.png),
            size_bytes=len(shot.png),
            camera=shot.camera,
            stream=shot.stream,
            width_px=shot.width_px,
            height_px=shot.height_px,
            sequence=shot.sequence,
            captured_at=shot.received_at,
            shown_at=taken_at,
            health=shot.health,
        )

    def _proof(self) -> AuditProof:
        """A signed checkpoint that covers all that was recorded so far."""
        self._database.checkpoint()
        with self._database.read() as records:
            newest = records.log.newest_checkpoint()
        if newest is None:
            raise LookupError("a signed log has a checkpoint")
        return AuditProof(self._database.origin, newest.note)

    def _denied(self, who: Session, act: Act, obj: str, refusal: ReportRefused) -> ReportRefused:
        """Record the refusal; the caller raises it."""
        with self._database.write(who) as tx:
            tx.audit(act, obj, result=Result.DENIED, details={"cause": refusal.cause.value})
        return refusal

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()


def _there(report: Report | None) -> Report:
    if report is None:
        raise ReportUnknown
    return report


def _label(report: Report) -> str:
    return f"{report.camera} {report.camera_name}"


def _chosen(form: ReportForm) -> Mapping[str, int]:
    return {} if form.natinf is None else {"natinf": form.natinf}


def _check_lengths(form: ReportForm) -> None:
    if max(len(form.plate), len(form.make), len(form.place)) > LONGEST_LINE:
        raise TextTooLong(LONGEST_LINE)
    if len(form.observations) > LONGEST_OBSERVATIONS:
        raise TextTooLong(LONGEST_OBSERVATIONS)
