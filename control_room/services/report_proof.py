"""Whether a stored report is the one that the audit log tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from control_room.audit.entry import Act, Detail, NotAnEntry, read_entry, written_moment
from control_room.domain.evidence import StillRef
from control_room.domain.report import Report, ShotRole
from control_room.storage.database import Reader
from control_room.storage.errors import RecordAltered
from control_room.storage.pen import nfc

_MASKED = "none: masked camera"
_ALWAYS_TOLD = frozenset({"shot", "role", "sha256", "packets_sha256", "packets", "version"})
"""By every entry of its act; the rest is compared where the entry says it."""


def check_recorded(records: Reader, report: Report) -> None:
    """Compare every version and shot with the audit entry that recorded it.

    Entries past their retention, which the log was made to forget, are passed over.

    Raises:
        RecordAltered: one is not what was recorded.
    """
    obj = f"report/{report.number}"
    recorded = [
        (
            version.entry_seq,
            Act.REPORT_SAVED,
            version_details(number, version.sha256, version.saved_at),
        )
        for number, version in enumerate(report.versions, 1)
    ]
    recorded += [
        (
            shot.entry_seq,
            Act.REPORT_SHOT,
            shot_details(number, shot.role, shot.still, shot.packets_sha256, shot.codec),
        )
        for number, shot in enumerate(report.shots, 1)
    ]
    for seq, act, said in recorded:
        if not _tells(records, seq, act, obj, said):
            raise RecordAltered(report.number)


def opened_details(report: Report) -> dict[str, Detail]:
    """What the entry says of a report that was opened."""
    order = report.order
    return {
        "camera": report.camera,
        "camera_name": nfc(report.camera_name),
        "place": nfc(report.place),
        "order": order.order,
        "order_from": order.valid_from.isoformat(),
        "order_until": order.valid_until.isoformat(),
        "signs_checked": order.signs_checked.isoformat(),
        "quality": report.quality.value,
        "opened_at": written_moment(report.opened_at),
    }


def shot_details(
    number: int, role: ShotRole, still: StillRef, packets_sha256: str, codec: str
) -> dict[str, Detail]:
    """What the entry says of a shot.

    Args:
        packets_sha256: of the camera's own bytes; empty: there are none, as the camera is masked.
    """
    packets: dict[str, Detail] = (
        {"packets_sha256": packets_sha256} if packets_sha256 else {"packets": _MASKED}
    )
    return {
        "shot": number,
        "role": role.value,
        "sha256": still.sha256,
        **packets,
        "codec": codec,
        "camera": still.camera,
        "stream": still.stream.value,
        "sequence": still.sequence,
        "received_at": written_moment(still.captured_at),
        "shown_at": written_moment(still.shown_at),
        "health": still.health.value,
    }


def version_details(number: int, sha256: str, saved_at: datetime) -> dict[str, Detail]:
    """What the entry says of a version that was saved."""
    return {"version": number, "sha256": sha256, "saved_at": written_moment(saved_at)}


def is_told(said: Mapping[str, Detail], details: Mapping[str, Detail]) -> bool:
    """Whether an entry's details tell it; those of before this version tell less."""
    return all(
        details[name] == detail if name in details else name not in _ALWAYS_TOLD
        for name, detail in said.items()
    )


def _tells(records: Reader, seq: int, act: Act, obj: str, details: Mapping[str, Detail]) -> bool:
    row = records.log.entry(seq)
    if row is not None and not row.canonical and seq < _forgotten_until(records):
        return True
    try:
        entry = None if row is None else read_entry(row.canonical)
    except NotAnEntry:
        return False
    return (
        entry is not None
        and (entry.act, entry.obj) == (act, obj)
        and is_told(details, entry.details)
    )


def _forgotten_until(records: Reader) -> int:
    """The first entry that is not lawfully emptied, as the log itself tells."""
    newest = records.log.last_of(Act.AUDIT_PRUNED)
    try:
        return 0 if newest is None else int(read_entry(newest.canonical).details["until"])
    except (NotAnEntry, KeyError, ValueError):
        return 0
