"""The audit log in words: acts, results, what verification found."""

from __future__ import annotations

from control_room.audit.entry import Act, Kind, Result
from control_room.audit.findings import Finding, FindingCode, Status, VerificationResult
from control_room.texts import QT_TRANSLATE_NOOP, Text

ACT_TEXTS = {
    Act.APP_STARTED: QT_TRANSLATE_NOOP("acts", "Console started"),
    Act.APP_STOPPED: QT_TRANSLATE_NOOP("acts", "Console stopped"),
    Act.SESSION_OPENED: QT_TRANSLATE_NOOP("acts", "Signed in"),
    Act.SESSION_REFUSED: QT_TRANSLATE_NOOP("acts", "Sign-in refused"),
    Act.SESSION_CLOSED: QT_TRANSLATE_NOOP("acts", "Signed out"),
    Act.SESSION_LOCKED: QT_TRANSLATE_NOOP("acts", "Console locked"),
    Act.SESSION_UNLOCKED: QT_TRANSLATE_NOOP("acts", "Console unlocked"),
    Act.SESSION_UNLOCK_REFUSED: QT_TRANSLATE_NOOP("acts", "Unlocking refused"),
    Act.REASON_CHANGED: QT_TRANSLATE_NOOP("acts", "Reason changed"),
    Act.AGENT_CREATED: QT_TRANSLATE_NOOP("acts", "Account created"),
    Act.ACT_DENIED: QT_TRANSLATE_NOOP("acts", "Act refused"),
    Act.WALL_SHOWN: QT_TRANSLATE_NOOP("acts", "Wall shown"),
    Act.WALL_SAVED: QT_TRANSLATE_NOOP("acts", "Wall saved"),
    Act.WALL_RENAMED: QT_TRANSLATE_NOOP("acts", "Wall renamed"),
    Act.WALL_REMOVED: QT_TRANSLATE_NOOP("acts", "Wall removed"),
    Act.WALL_REMEMBERED: QT_TRANSLATE_NOOP("acts", "Wall remembered"),
    Act.TOUR_SAVED: QT_TRANSLATE_NOOP("acts", "Tour saved"),
    Act.TOUR_REMOVED: QT_TRANSLATE_NOOP("acts", "Tour removed"),
    Act.CAMERA_ENLARGED: QT_TRANSLATE_NOOP("acts", "Camera enlarged"),
    Act.CAMERA_REDUCED: QT_TRANSLATE_NOOP("acts", "Camera no longer enlarged"),
    Act.CAMERA_REPLAYED: QT_TRANSLATE_NOOP("acts", "Camera replayed"),
    Act.CAMERA_HEALTH: QT_TRANSLATE_NOOP("acts", "Camera's state changed"),
    Act.STILL_KEPT: QT_TRANSLATE_NOOP("acts", "Still kept"),
    Act.STILL_CONSULTED: QT_TRANSLATE_NOOP("acts", "Still looked at"),
    Act.INCIDENT_TAGGED: QT_TRANSLATE_NOOP("acts", "Incident recorded"),
    Act.INCIDENT_NOTED: QT_TRANSLATE_NOOP("acts", "Incident note added"),
    Act.INCIDENT_CLOSED: QT_TRANSLATE_NOOP("acts", "Incident closed"),
    Act.REPORT_OPENED: QT_TRANSLATE_NOOP("acts", "Report opened"),
    Act.REPORT_SHOT: QT_TRANSLATE_NOOP("acts", "Shot added to a report"),
    Act.REPORT_SAVED: QT_TRANSLATE_NOOP("acts", "Report saved"),
    Act.REPORT_PRINTED: QT_TRANSLATE_NOOP("acts", "Report printed"),
    Act.REPORT_CONSULTED: QT_TRANSLATE_NOOP("acts", "Report looked at"),
    Act.AUDIT_CONSULTED: QT_TRANSLATE_NOOP("acts", "Audit log looked at"),
    Act.AUDIT_VERIFIED: QT_TRANSLATE_NOOP("acts", "Audit log verified"),
    Act.AUDIT_ANCHORED: QT_TRANSLATE_NOOP("acts", "Audit log anchored"),
    Act.AUDIT_EXPORTED: QT_TRANSLATE_NOOP("acts", "Audit log exported"),
    Act.AUDIT_PRUNED: QT_TRANSLATE_NOOP("acts", "Old entries erased"),
    Act.PERSONAL_ERASED: QT_TRANSLATE_NOOP("acts", "Personal data erased"),
    Act.INTEGRITY_ALERT: QT_TRANSLATE_NOOP("acts", "Integrity alert"),
    Act.ALERT_ACCOUNTED: QT_TRANSLATE_NOOP("acts", "Alert accounted for"),
    Act.KEY_ROTATED: QT_TRANSLATE_NOOP("acts", "Signing key changed"),
    Act.SHIFT_HANDED_OVER: QT_TRANSLATE_NOOP("acts", "Shift handed over"),
    Act.SPOOL_IMPORTED: QT_TRANSLATE_NOOP("acts", "Waiting acts recorded"),
    Act.CLOCK_STEPPED: QT_TRANSLATE_NOOP("acts", "Clock set"),
    Act.DATABASE_BACKED_UP: QT_TRANSLATE_NOOP("acts", "Database backed up"),
    Act.DATABASE_RESTORED: QT_TRANSLATE_NOOP("acts", "Database restored"),
    Act.DATABASE_MOVED: QT_TRANSLATE_NOOP("acts", "Place of the database stated"),
    Act.GUARDS_PUT_BACK: QT_TRANSLATE_NOOP("acts", "Guards of the log put back"),
    Act.DISK_CHANGED: QT_TRANSLATE_NOOP("acts", "Room on the disk changed"),
    Act.EVIDENCE_CHECKED: QT_TRANSLATE_NOOP("acts", "Evidence files checked"),
    Act.RECORDS_CHECKED: QT_TRANSLATE_NOOP("acts", "Records checked"),
    Act.LOG_WITNESSED: QT_TRANSLATE_NOOP("acts", "Log of another site witnessed"),
}

KIND_TEXTS = {
    Kind.COLLECTION: QT_TRANSLATE_NOOP("kinds of act", "collection"),
    Kind.MODIFICATION: QT_TRANSLATE_NOOP("kinds of act", "modification"),
    Kind.CONSULTATION: QT_TRANSLATE_NOOP("kinds of act", "consultation"),
    Kind.COMMUNICATION: QT_TRANSLATE_NOOP("kinds of act", "communication"),
    Kind.ERASURE: QT_TRANSLATE_NOOP("kinds of act", "erasure"),
    Kind.SYSTEM: QT_TRANSLATE_NOOP("kinds of act", "system"),
}

RESULT_TEXTS = {
    Result.DONE: QT_TRANSLATE_NOOP("results", "done"),
    Result.DENIED: QT_TRANSLATE_NOOP("results", "refused"),
    Result.FAILED: QT_TRANSLATE_NOOP("results", "failed"),
}

DETAIL_TEXTS = {
    "before": QT_TRANSLATE_NOOP("details of entries", "Before"),
    "after": QT_TRANSLATE_NOOP("details of entries", "After"),
    "since_s": QT_TRANSLATE_NOOP("details of entries", "Seconds since the change"),
    "left_out": QT_TRANSLATE_NOOP("details of entries", "Changes without an entry"),
    "cameras": QT_TRANSLATE_NOOP("details of entries", "Cameras"),
    "alert": QT_TRANSLATE_NOOP("details of entries", "Entry of the alert"),
    "reason": QT_TRANSLATE_NOOP("details of entries", "Cause stated"),
    "found": QT_TRANSLATE_NOOP("details of entries", "Marks of what was found"),
}
"""What the details of an entry are called, where their code says too little."""

STATUS_TEXTS = {
    Status.SOUND: QT_TRANSLATE_NOOP("verification", "The audit log is sound."),
    Status.ALTERED: QT_TRANSLATE_NOOP("verification", "The audit log was altered."),
    Status.TRUNCATED: QT_TRANSLATE_NOOP(
        "verification", "The audit log was truncated or put back to an older state."
    ),
    Status.UNVERIFIABLE: QT_TRANSLATE_NOOP("verification", "The audit log cannot be verified."),
    Status.UNREADABLE: QT_TRANSLATE_NOOP("verification", "The audit log cannot be read."),
}

_FINDING_TEXTS = {
    FindingCode.FILE_UNREADABLE: QT_TRANSLATE_NOOP(
        "verification", "The file is not a sound database of Vigie."
    ),
    FindingCode.SEQUENCE_BROKEN: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: the sequence is broken; entries are missing or doubled."
    ),
    FindingCode.ENTRY_MISSING_BYTES: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: its content is gone, and no act of the log erased it."
    ),
    FindingCode.ENTRY_MALFORMED: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: its bytes are not those of an entry."
    ),
    FindingCode.ENTRY_FOREIGN: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: it belongs to another log."
    ),
    FindingCode.LEAF_DIFFERS: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: it was altered after it was recorded."
    ),
    FindingCode.COLUMNS_DIFFER: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: what is searched differs from what was recorded."
    ),
    FindingCode.PAYLOAD_DIFFERS: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: its personal data were altered."
    ),
    FindingCode.PAYLOAD_MISSING: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: its personal data are missing."
    ),
    FindingCode.CHECKPOINT_MALFORMED: QT_TRANSLATE_NOOP(
        "verification", "A checkpoint is not readable."
    ),
    FindingCode.CHECKPOINT_FORGED: QT_TRANSLATE_NOOP(
        "verification", "A checkpoint was not signed with the key of this log."
    ),
    FindingCode.CHECKPOINT_ROOT_DIFFERS: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until}: not what was signed."
    ),
    FindingCode.CHECKPOINT_BEYOND_END: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until} were signed and are missing."
    ),
    FindingCode.CHECKPOINT_WRONG_EPOCH: QT_TRANSLATE_NOOP(
        "verification",
        "Entries {seq} to {until}: signed with a key that was not the log’s key then.",
    ),
    FindingCode.EPOCH_FORGED: QT_TRANSLATE_NOOP(
        "verification", "A key’s certificate was not signed with the site’s key."
    ),
    FindingCode.EPOCH_MISSING: QT_TRANSLATE_NOOP(
        "verification", "From entry {seq} on: a key signs that has no certificate of the site."
    ),
    FindingCode.EPOCH_DIFFERS: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: the change of key is not the one that the site certified."
    ),
    FindingCode.EPOCH_NOT_HANDED_OVER: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: the key before did not sign the change of key."
    ),
    FindingCode.EPOCH_BEYOND_END: QT_TRANSLATE_NOOP(
        "verification", "Entries from {seq} on are missing: a later key was certified."
    ),
    FindingCode.TAIL_UNSIGNED: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until} are not signed yet."
    ),
    FindingCode.TAIL_TOO_LONG: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until} lost their checkpoints."
    ),
    FindingCode.TAIL_TOO_OLD: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until} should have been signed and are not."
    ),
    FindingCode.TAIL_AFTER_STOP: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until} come after the console stopped, unsigned."
    ),
    FindingCode.SIGNATURES_MISSING: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until}: all signatures are missing."
    ),
    FindingCode.KEY_MISSING: QT_TRANSLATE_NOOP(
        "verification", "The log's public key is missing: its signatures prove nothing."
    ),
    FindingCode.ANCHOR_UNREADABLE: QT_TRANSLATE_NOOP("verification", "An anchor is not readable."),
    FindingCode.ANCHOR_FOREIGN: QT_TRANSLATE_NOOP("verification", "An anchor is of another log."),
    FindingCode.ANCHOR_BEYOND_END: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until} are in an anchor and missing here."
    ),
    FindingCode.ANCHOR_ROOT_DIFFERS: QT_TRANSLATE_NOOP(
        "verification", "Entries {seq} to {until}: another history than in an anchor."
    ),
    FindingCode.DATABASE_MOVED: QT_TRANSLATE_NOOP(
        "verification", "The database was written in another folder or on another computer."
    ),
    FindingCode.GUARDS_MISSING: QT_TRANSLATE_NOOP(
        "verification",
        "Guards that keep the database’s log from being changed were removed or altered.",
    ),
}

_ONE_ENTRY_TEXTS = {
    FindingCode.CHECKPOINT_ROOT_DIFFERS: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: not what was signed."
    ),
    FindingCode.CHECKPOINT_BEYOND_END: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq} was signed and is missing."
    ),
    FindingCode.CHECKPOINT_WRONG_EPOCH: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: signed with a key that was not the log’s key then."
    ),
    FindingCode.TAIL_UNSIGNED: QT_TRANSLATE_NOOP("verification", "Entry {seq} is not signed yet."),
    FindingCode.TAIL_TOO_LONG: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq} lost its checkpoint."
    ),
    FindingCode.TAIL_TOO_OLD: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq} should have been signed and is not."
    ),
    FindingCode.TAIL_AFTER_STOP: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq} comes after the console stopped, unsigned."
    ),
    FindingCode.SIGNATURES_MISSING: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: its signature is missing."
    ),
    FindingCode.ANCHOR_BEYOND_END: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq} is in an anchor and missing here."
    ),
    FindingCode.ANCHOR_ROOT_DIFFERS: QT_TRANSLATE_NOOP(
        "verification", "Entry {seq}: another history than in an anchor."
    ),
}
"""The same, where the entries concerned are a single one."""

_ENTRIES_READ = QT_TRANSLATE_NOOP(
    "verification", "Entries read: {size}; covered by a signature: {signed_size}."
)

_GONE = QT_TRANSLATE_NOOP(
    "verification",
    "Erased by acts of the log: personal data of {erased} entries, {pruned} entries.",
)


def finding_text(finding: Finding) -> Text:
    """The sentence for one finding."""
    text = _FINDING_TEXTS[finding.code]
    if finding.seq == finding.until:
        text = _ONE_ENTRY_TEXTS.get(finding.code, text)
    return text.of(seq=finding.seq, until=finding.until)


def result_lines(result: VerificationResult) -> list[Text]:
    """What verification found, line by line, the verdict first."""
    gone = [_GONE.of(erased=result.erased, pruned=result.pruned)]
    return [
        STATUS_TEXTS[result.status],
        _ENTRIES_READ.of(size=result.size, signed_size=result.signed_size),
        *(gone if result.erased or result.pruned else ()),
        *(finding_text(finding) for finding in result.findings),
    ]
