"""The hand-over (relève): the shift on paper, and the log anchored by the paper."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path

from control_room.audit.checkpoint import VerifierKey, parse_checkpoint, split_note
from control_room.audit.entry import Act, written_moment
from control_room.audit.short_words import short_words
from control_room.domain.agent import Permission, Session
from control_room.domain.camera import Camera
from control_room.domain.shift_summary import REMARKS_CHARS, ShiftSummary
from control_room.errors import ControlRoomError
from control_room.reports.paper import Commune
from control_room.reports.rendering import render_shift
from control_room.reports.shift_paper import PaperAnchor, ShiftPaper
from control_room.services.anchors import MEANS_TEXTS, AnchorReport, Anchors
from control_room.services.integrity import Integrity
from control_room.services.sessions import Sessions
from control_room.services.shift_course import read_course, shift_began
from control_room.storage.database import Database
from control_room.storage.errors import file_errors_told
from control_room.storage.files import write_atomically
from control_room.texts import QT_TRANSLATE_NOOP, Text

logger = logging.getLogger(__name__)


class Step(StrEnum):
    """What a hand-over does, in this order."""

    KEY = "key"
    ANCHOR = "anchor"
    BACK_UP = "back_up"
    PRINT = "print"
    RECORD = "record"

    @property
    def text(self) -> Text:
        """The step, as told before and while it is done."""
        return _STEP_TEXTS[self]


_STEP_TEXTS = {
    Step.KEY: QT_TRANSLATE_NOOP("hand-over", "Sign the log, change its key, erase the old one"),
    Step.ANCHOR: QT_TRANSLATE_NOOP("hand-over", "Anchor the log outside this workstation"),
    Step.BACK_UP: QT_TRANSLATE_NOOP("hand-over", "Back up the database"),
    Step.PRINT: QT_TRANSLATE_NOOP("hand-over", "Write the shift report (PDF), to print and sign"),
    Step.RECORD: QT_TRANSLATE_NOOP("hand-over", "Record the hand-over"),
}

_SITE_KEY_AWAY = QT_TRANSLATE_NOOP(
    "hand-over",
    "The site key is not at hand: the log goes on with the key of the shift that ends.",
)
_WHY = QT_TRANSLATE_NOOP("hand-over", "{what} {remedy}")


class RemarksTooLong(ControlRoomError):
    """The remarks do not fit; nothing was handed over."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "The remarks are longer than {most} characters.").of(
                most=REMARKS_CHARS
            ),
            QT_TRANSLATE_NOOP("errors", "Nothing was handed over."),
            QT_TRANSLATE_NOOP("errors", "Shorten them."),
        )


@dataclass(frozen=True)
class HandedOver:
    """What became of a hand-over.

    Attributes:
        words: the six words of the anchor, as on the paper.
        size: entries that the anchor covers.
        put_off: what could not be done, and why; the paper says the same.
    """

    pdf: Path
    words: tuple[str, ...]
    size: int
    key_changed: bool
    put_off: tuple[Text, ...]


class HandOver:
    """Ends the shift of this workstation."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        *,
        anchors: Anchors,
        integrity: Integrity,
        back_up: Callable[[], object],
        cameras: Sequence[Camera],
        commune: Commune,
        printed: Path,
        words: Sequence[str],
        workstation: str,
        now: Callable[[], datetime],
        zone: tzinfo | None = None,
    ) -> None:
        """Prepare.

        Args:
            back_up: copies the database; what it raises is told and stops nothing.
            printed: folder of the papers.
            words: the list of which six name a root.
            zone: of the times on paper; None for the computer's.
        """
        self._database = database
        self._sessions = sessions
        self._anchors = anchors
        self._integrity = integrity
        self._back_up = back_up
        self._labels = {int(camera.id): camera.label for camera in cameras}
        self._commune = commune
        self._printed = printed
        self._words = words
        self._workstation = workstation
        self._now = now
        self._zone = zone

    def course(self, session: Session) -> ShiftSummary:
        """What the shift was so far.

        Raises:
            NotAllowed: the role hands nothing over.
        """
        self._sessions.allow(session, Permission.TAG)
        return self._course()

    def hand_over(
        self, session: Session, remarks: str, begun: Callable[[Step], None] = lambda _: None
    ) -> HandedOver:
        """Change the log's key, anchor the log, print the shift and record it.

        A key, an anchor or a copy that cannot be made puts nothing else off: it is told on the
        paper. The session goes on; the caller ends it.

        Args:
            remarks: for those who take over; kept beside the log as personal data.
            begun: told each step as it begins.

        Raises:
            NotAllowed, RemarksTooLong: nothing was done.
            ControlRoomError: the log or the paper cannot be written; the shift goes on.
        """
        who = self._sessions.allow(session, Permission.TAG)
        remarks = remarks.strip()
        if len(remarks) > REMARKS_CHARS:
            raise RemarksTooLong
        begun(Step.KEY)
        self._database.checkpoint()
        put_off: list[Text] = []
        key_changed = self._change_key(who, put_off)
        begun(Step.ANCHOR)
        # By the console itself: an operator, who may not read the log, still hands it over.
        anchored = self._anchors.anchor(None)
        put_off += [_told(failure.error) for failure in anchored.failures]
        begun(Step.BACK_UP)
        try:
            self._back_up()
        except ControlRoomError as error:
            put_off.append(_told(error))
        begun(Step.PRINT)
        shift = self._course()
        anchor = _anchor(anchored, self._database.verifier, self._words)
        alert = self._integrity.standing()
        paper = ShiftPaper(
            commune=self._commune,
            shift=shift,
            camera_labels=self._labels,
            handed_over_by=who.agent.matricule,
            remarks=remarks,
            anchor=anchor,
            key_changed=key_changed,
            kept_by=tuple(MEANS_TEXTS[means] for means in anchored.means),
            put_off=tuple(put_off),
            alert=alert.told if alert else None,
            printed_at=shift.until,
            zone=self._zone,
        )
        path, sha256 = self._print(paper)
        begun(Step.RECORD)
        self._anchors.paper_anchored(anchor.size, who)
        with self._database.write(who) as tx:
            tx.audit(
                Act.SHIFT_HANDED_OVER,
                "log",
                details={
                    "sha256": sha256,
                    "until": written_moment(shift.until),
                    "size": anchor.size,
                    "key_changed": key_changed,
                    "incidents": len(shift.incidents),
                    "put_off": len(put_off),
                },
                personal={"remarks": remarks} if remarks else None,
            )
        return HandedOver(path, anchor.words, anchor.size, key_changed, tuple(put_off))

    def _change_key(self, who: Session, put_off: list[Text]) -> bool:
        try:
            if self._database.rotate_key(who):
                return True
            put_off.append(_SITE_KEY_AWAY)
        except ControlRoomError as error:
            logger.warning("key not changed: %s", error.what)
            put_off.append(_told(error))
        return False

    def _course(self) -> ShiftSummary:
        until = self._now()
        with self._database.read() as records:
            since = shift_began(records, self._workstation, until)
            return read_course(records, self._workstation, since, until, self._database.waiting)

    def _print(self, paper: ShiftPaper) -> tuple[Path, str]:
        """The paper's file and its SHA-256."""
        ended_at = paper.shift.until.astimezone(self._zone)
        path = self._printed / f"releve-{ended_at:%Y%m%d-%H%M%S}-{self._workstation}.pdf"
        with file_errors_told(path):
            pdf = render_shift(paper, self._printed)
            write_atomically(path, pdf)
        return path, hashlib.sha256(pdf).hexdigest()


def _anchor(anchored: AnchorReport, site: VerifierKey, words: Sequence[str]) -> PaperAnchor:
    text, signatures = split_note(anchored.note)
    checkpoint = parse_checkpoint(text)
    return PaperAnchor(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        key_id=" + ".join(key_id.hex() for _, key_id, _ in signatures),
        site_key=site.written(),
        words=short_words(checkpoint.root, words),
        note=anchored.note,
    )


def _told(error: ControlRoomError) -> Text:
    return _WHY.of(what=error.what, remedy=error.remedy)
