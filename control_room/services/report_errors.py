"""What stops a report, told to the agent; the law's refusals are in the audit log."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from control_room.domain.agent import Quality
from control_room.domain.camera import Camera, VerbalisationOrder
from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP, Text

_DENIED = QT_TRANSLATE_NOOP(
    "report errors", "Nothing was recorded; the refusal is in the audit log."
)
_NOTHING_DONE = QT_TRANSLATE_NOOP("report errors", "Nothing was recorded.")


class Cause(StrEnum):
    """Why the law or the rules refuse, as written in the audit entry."""

    QUALITY = "quality"
    NO_ORDER = "no_order"
    ORDER_NOT_IN_FORCE = "order_not_in_force"
    NOT_LIVE = "not_live"
    NOT_A_LIVE_SHOT = "not_a_live_shot"
    ENOUGH_SHOTS = "enough_shots"
    OTHER_AGENT = "other_agent"
    OFFENCE_UNKNOWN = "offence_unknown"
    OFFENCE_NOT_OPEN = "offence_not_open"


class ReportRefused(ControlRoomError):
    """A rule refuses the act; nothing was recorded but the refusal.

    Attributes:
        cause: which rule.
    """

    def __init__(self, cause: Cause, what: Text, remedy: Text) -> None:
        super().__init__(what, _DENIED, remedy)
        self.cause = cause


def no_quality(quality: Quality) -> ReportRefused:
    """The agent may watch but records nothing (CSI L132-14-1)."""
    return ReportRefused(
        Cause.QUALITY,
        QT_TRANSLATE_NOOP(
            "report errors", "An agent of quality “{quality}” may not record offences."
        ).of(quality=quality.text),
        QT_TRANSLATE_NOOP("report errors", "Call a municipal police officer or an ASVP."),
    )


def no_order(camera: Camera) -> ReportRefused:
    """The camera has no prefect's order for vidéo-verbalisation."""
    return ReportRefused(
        Cause.NO_ORDER,
        QT_TRANSLATE_NOOP(
            "report errors", "Camera {camera} is not authorised for vidéo-verbalisation."
        ).of(camera=camera.label),
        QT_TRANSLATE_NOOP("report errors", "Choose a camera that is authorised for it."),
    )


def order_not_in_force(camera: str, order: VerbalisationOrder, day: date) -> ReportRefused:
    """The order does not cover the day."""
    return ReportRefused(
        Cause.ORDER_NOT_IN_FORCE,
        QT_TRANSLATE_NOOP(
            "report errors",
            "Camera {camera}: order {order} covers {first} to {last}, not {day}.",
        ).of(
            camera=camera,
            order=order.order,
            first=f"{order.valid_from:%d/%m/%Y}",
            last=f"{order.valid_until:%d/%m/%Y}",
            day=f"{day:%d/%m/%Y}",
        ),
        QT_TRANSLATE_NOOP("report errors", "Have the authorisation renewed, then enter it."),
    )


def not_live(camera: Camera, health: Text) -> ReportRefused:
    """Vidéo-verbalisation is live observation only."""
    return ReportRefused(
        Cause.NOT_LIVE,
        QT_TRANSLATE_NOOP("report errors", "Camera {camera} is not live: {health}.").of(
            camera=camera.label, health=health
        ),
        QT_TRANSLATE_NOOP("report errors", "Wait for the live picture, then press V again."),
    )


def not_a_live_shot(why: Text) -> ReportRefused:
    """The picture is no live observation."""
    return ReportRefused(
        Cause.NOT_A_LIVE_SHOT,
        why,
        QT_TRANSLATE_NOOP("report errors", "Take the shot again from the live picture."),
    )


def enough_shots(most: int) -> ReportRefused:
    """A report holds only so many shots."""
    return ReportRefused(
        Cause.ENOUGH_SHOTS,
        QT_TRANSLATE_NOOP("report errors", "The report has its {most} shots.").of(most=most),
        QT_TRANSLATE_NOOP("report errors", "Open another report for another offence."),
    )


def other_agent(number: str, matricule: str) -> ReportRefused:
    """Only the agent who saw the offence writes its report."""
    return ReportRefused(
        Cause.OTHER_AGENT,
        QT_TRANSLATE_NOOP("report errors", "Report {number} belongs to agent {matricule}.").of(
            number=number, matricule=matricule
        ),
        QT_TRANSLATE_NOOP("report errors", "Only that agent may add to it; you may read it."),
    )


def offence_unknown(natinf: int) -> ReportRefused:
    """No row of the catalogue holds on that day."""
    return ReportRefused(
        Cause.OFFENCE_UNKNOWN,
        QT_TRANSLATE_NOOP(
            "report errors", "NATINF {natinf} is not in the catalogue of that day."
        ).of(natinf=natinf),
        QT_TRANSLATE_NOOP("report errors", "Choose an offence from the list."),
    )


def offence_not_open(natinf: int, quality: Quality) -> ReportRefused:
    """The agent's quality does not cover the offence."""
    return ReportRefused(
        Cause.OFFENCE_NOT_OPEN,
        QT_TRANSLATE_NOOP("report errors", "NATINF {natinf} may not be recorded by: {quality}.").of(
            natinf=natinf, quality=quality.text
        ),
        QT_TRANSLATE_NOOP("report errors", "Call an agent who is competent for it."),
    )


class ReportUnknown(ControlRoomError):
    """There is no such report."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("report errors", "This report is not in the register."),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("report errors", "Reload the list of reports."),
        )


class ReportUnsaved(ControlRoomError):
    """A report without a saved version cannot be printed."""

    def __init__(self, number: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("report errors", "Report {number} was never saved.").of(
                number=number
            ),
            QT_TRANSLATE_NOOP("report errors", "Nothing was printed."),
            QT_TRANSLATE_NOOP("report errors", "Save it, then print."),
        )


class TextTooLong(ControlRoomError):
    """A field holds more than a report keeps."""

    def __init__(self, at_most: int) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("report errors", "A text is longer than {at_most} signs.").of(
                at_most=at_most
            ),
            _NOTHING_DONE,
            QT_TRANSLATE_NOOP("report errors", "Shorten it, then save again."),
        )
