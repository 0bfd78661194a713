"""Whether a stored report is the one that the audit log tells of."""

from __future__ import annotations

from collections.abc import Mapping

from control_room.audit.entry import Act, Detail, NotAnEntry, read_entry
from control_room.domain.report import Report
from control_room.storage.database import Reader
from control_room.storage.errors import RecordAltered


def check_recorded(records: Reader, report: Report) -> None:
    """Compare every version and shot with the audit entry that recorded it.

    Entries past their retention, which the log was made to forget, are passed over.

    Raises:
        RecordAltered: one is not what was recorded.
    """
    obj = f"report/{report.number}"
    recorded: list[tuple[int, Act, Mapping[str, Detail]]] = [
        (version.entry_seq, Act.REPORT_SAVED, {"version": number, "sha256": version.sha256})
        for number, version in enumerate(report.versions, 1)
    ]
    recorded += [
        (
            shot.entry_seq,
            Act.REPORT_SHOT,
            {
                "shot": number,
                "role": shot.role.value,
                "sha256": shot.still.sha256,
                **packets_recorded(shot.packets_sha256),
            },
        )
        for number, shot in enumerate(report.shots, 1)
    ]
    for seq, act, details in recorded:
        if not _tells(records, seq, act, obj, details):
            raise RecordAltered(report.number)


def packets_recorded(sha256: str) -> Mapping[str, Detail]:
    """What the entry of a shot says of the camera's own bytes.

    Args:
        sha256: of their file; empty: there is none, as the camera is masked.
    """
    return {"packets_sha256": sha256} if sha256 else {"packets": "none: masked camera"}


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
        and details.items() <= entry.details.items()
    )


def _forgotten_until(records: Reader) -> int:
    """The first entry that is not lawfully emptied, as the log itself tells."""
    newest = records.log.last_of(Act.AUDIT_PRUNED)
    try:
        return 0 if newest is None else int(read_entry(newest.canonical).details["until"])
    except (NotAnEntry, KeyError, ValueError):
        return 0
