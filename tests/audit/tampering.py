"""Thirteen classes of tampering by three attackers, on logs that are known to be sound.

- *naive*: changes rows in the file, computes nothing.
- *recomputing*: has no key, but computes hashes, places and columns anew, and takes away what would
  give the change away.
- *key holder*: has also stolen the key of today's epoch, and signs the changed log with it.

Every attack touches what an anchor covers, and anchors are out of reach.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from control_room.audit.checkpoint import Checkpoint, Signer, sign_with
from control_room.audit.entry import Act, Entry, read_entry
from control_room.audit.tree import Frontier
from control_room.audit.verify import StoredEntry
from tests.audit.tampering_logs import KEYS, ORIGIN, KeptLog, certificate, stored

THIEF = Signer.new(ORIGIN)
"""A key of the attacker's own under the name of the log."""

FALSE_SITE = Signer.new(f"{ORIGIN}/site")


class Attacker(StrEnum):
    """How far the attacker goes."""

    NAIVE = "naive"
    RECOMPUTING = "recomputing"
    KEY_HOLDER = "key holder"


@dataclass
class Case:
    """An attack in progress.

    Attributes:
        place: an entry below the newest anchor, with its bytes.
    """

    log: KeptLog
    random: random.Random
    attacker: Attacker

    @property
    def place(self) -> int:
        """An entry within the anchored range whose bytes are there."""
        whole = [row.seq for row in self.log.rows[: self.log.anchored] if row.canonical]
        return self.random.choice(whole)

    def entry(self, seq: int) -> Entry:
        """An entry, to be changed."""
        return read_entry(self.log.rows[seq].canonical)

    def put(self, seq: int, entry: Entry) -> None:
        """Replace an entry: its bytes only, or all that follows from them."""
        row = self.log.rows[seq]
        if self.attacker is Attacker.NAIVE:
            self.log.rows[seq] = row._replace(canonical=entry.canonical())
        else:
            sealed = (row.salt, row.payload) if row.salt and row.payload else None
            self.log.rows[seq] = stored(entry, sealed)

    def renumber(self, start: int) -> None:
        """Give the rows from `start` on the places that they have now."""
        for place in range(start, len(self.log.rows)):
            row = self.log.rows[place]
            if row.seq == place:
                continue
            if self.attacker is Attacker.NAIVE or not row.canonical:
                self.log.rows[place] = row._replace(seq=place)
            else:
                self.log.rows[place] = row._replace(seq=place)
                self.put(place, replace(read_entry(row.canonical), seq=place))

    def finish(self, start: int) -> None:
        """Make the rest fit entries that changed from `start` on, as far as this attacker can."""
        if self.attacker is Attacker.NAIVE:
            return
        if self.attacker is Attacker.RECOMPUTING:
            if self.random.random() < 0.5:
                self.log.notes = [note for note in self.log.notes if size_of(note) <= start]
            return
        self.sign_anew(start)

    def sign_anew(self, start: int) -> None:
        """Checkpoints from `start` on by today's key, in place of what was there."""
        sizes = [size for size in map(size_of, self.log.notes) if start < size]
        kept = [note for note in self.log.notes if size_of(note) <= start]
        roots = self.roots()
        end = len(self.log.rows)
        wanted = sorted({min(size, end) for size in sizes[-3:]} | {end})
        today = KEYS[self.log.today - 1]
        self.log.notes = kept + [note_of(size, roots[size], today) for size in wanted]

    def roots(self) -> list[bytes]:
        """The root at every size, over the stored hashes."""
        edge = Frontier()
        roots = [edge.root()]
        for row in self.log.rows:
            edge, _ = edge.append(row.leaf)
            roots.append(edge.root())
        return roots


def size_of(note: str) -> int:
    """What a checkpoint says the size is."""
    return int(note.split("\n")[1])


def note_of(size: int, root: bytes, *signers: Signer) -> str:
    """A checkpoint."""
    return sign_with(Checkpoint(ORIGIN, size, root).text(), signers)


def edit_field(case: Case) -> None:
    """Another agent, object, workstation or hour."""
    place = case.place
    entry = case.entry(place)
    changes = [
        {"actor": f"{entry.actor}9"},
        {"obj": f"{entry.obj}0"},
        {"workstation": f"{entry.workstation}b"},
        {"at": entry.at.replace(microsecond=(entry.at.microsecond + 1) % 1_000_000)},
    ]
    case.put(place, replace(entry, **case.random.choice(changes)))
    case.finish(place)


def delete(case: Case) -> None:
    """An entry is gone."""
    place = case.place
    del case.log.rows[place]
    if case.attacker is not Attacker.NAIVE:
        case.renumber(place)
    case.finish(place)


def insert(case: Case) -> None:
    """An act that never was."""
    place = case.place
    entry = case.entry(place)
    false = replace(entry, mono_ns=entry.mono_ns + 1, act=Act.CAMERA_ENLARGED, obj="camera/99")
    case.log.rows.insert(place, stored(replace(false, commitment=None)))
    case.renumber(place)
    case.finish(place)


def reorder(case: Case) -> None:
    """Two entries change places."""
    rows = case.log.rows
    whole = [row.seq for row in rows[: case.log.anchored] if row.canonical]
    first, second = sorted(case.random.sample(whole, 2))
    rows[first], rows[second] = rows[second], rows[first]
    case.renumber(first)
    case.finish(first)


def truncate(case: Case) -> None:
    """The newest entries are gone, among them some that an anchor covers."""
    end = case.random.randrange(0, case.log.anchored)
    del case.log.rows[end:]
    if case.attacker is Attacker.NAIVE:
        return
    case.log.notes = [note for note in case.log.notes if size_of(note) <= end]
    if case.attacker is Attacker.KEY_HOLDER and end:
        case.sign_anew(end - 1)


def roll_back(case: Case) -> None:
    """All is as it once was: an older copy of the file."""
    older = [state for state in case.log.states if state[0] < case.log.anchored]
    rows, notes, certificates = case.random.choice(older)
    del case.log.rows[rows:]
    del case.log.notes[notes:]
    if case.attacker is not Attacker.NAIVE:
        del case.log.certificates[certificates:]
    if case.attacker is Attacker.KEY_HOLDER:
        case.sign_anew(rows - 1)


def swap_payload(case: Case) -> None:
    """The personal data beside an entry are others."""
    rows = case.log.rows
    sealed = [row.seq for row in rows[: case.log.anchored] if row.payload is not None]
    place = case.random.choice(sealed)
    row = rows[place]
    if case.attacker is Attacker.NAIVE:
        payload = bytes(row.payload or b"").replace(b"vu", b"lu")
        rows[place] = row._replace(payload=payload)
        return
    other = rows[case.random.choice([seq for seq in sealed if seq != place] or [place])]
    if case.attacker is Attacker.RECOMPUTING and other.seq != place:
        rows[place] = row._replace(salt=other.salt, payload=other.payload)
        rows[other.seq] = other._replace(salt=row.salt, payload=row.payload)
    else:
        rows[place] = row._replace(salt=None, payload=None)
        case.finish(place)


def forge_checkpoint(case: Case) -> None:
    """A checkpoint that the log's key of its time did not sign so."""
    notes = case.log.notes
    at = case.random.randrange(len(notes))
    size = size_of(notes[at])
    if case.attacker is Attacker.NAIVE:
        flipped = case.random.choice([b"root", b"size", b"line"])
        lines = notes[at].split("\n")
        if flipped == b"root":
            lines[2] = lines[2][:5] + ("A" if lines[2][5] != "A" else "B") + lines[2][6:]
        elif flipped == b"size":
            lines[1] = str(size + 1)
        else:
            lines[4] = lines[4][:-10] + ("A" if lines[4][-10] != "A" else "B") + lines[4][-9:]
        notes[at] = "\n".join(lines)
    elif case.attacker is Attacker.RECOMPUTING:
        notes[at] = note_of(size, case.roots()[size], THIEF)
    else:
        false = case.random.randbytes(32)
        notes[at] = note_of(size, false, KEYS[case.log.today - 1])


def fork(case: Case) -> None:
    """From an entry on, another history of the same length or longer."""
    place = case.place
    start = next(row.seq for row in case.log.rows[place:] if row.canonical)
    for seq in range(start, len(case.log.rows)):
        entry = case.entry(seq)
        if entry.act is Act.KEY_ROTATED:
            continue
        other = replace(entry, mono_ns=entry.mono_ns + 1, commitment=None)
        if case.attacker is Attacker.NAIVE:
            case.log.rows[seq] = stored(other)
        else:
            case.put(seq, other)
            case.log.rows[seq] = case.log.rows[seq]._replace(salt=None, payload=None)
    case.finish(start)


def replay(case: Case) -> None:
    """An entry that was is told again, in place of another or once more."""
    whole = [row.seq for row in case.log.rows[: case.log.anchored] if row.canonical]
    place, at = sorted(case.random.sample(whole, 2))
    again = case.entry(place)
    row = case.log.rows[place]
    if case.attacker is Attacker.NAIVE:
        case.log.rows.insert(at, row._replace(seq=at))
    else:
        case.log.rows.insert(at, stored(replace(again, seq=at, commitment=None)))
    case.renumber(at)
    case.finish(at)


def edit_columns(case: Case) -> None:
    """What is searched says another thing than the entry; or its hash does."""
    place = case.place
    row = case.log.rows[place]
    if case.attacker is Attacker.NAIVE:
        name = case.random.choice(["at", "act", "actor", "obj", "key"])
        case.log.rows[place] = row._replace(**{name: getattr(row, name) + "0"})
    elif case.attacker is Attacker.RECOMPUTING:
        leaf = case.random.randbytes(32)
        case.log.rows[place] = row._replace(leaf=leaf)
        case.finish(place)
    else:
        other = stored(replace(case.entry(place), actor="99"))
        case.log.rows[place] = other._replace(
            canonical=row.canonical, salt=row.salt, payload=row.payload
        )
        case.sign_anew(place)


def edit_certificates(case: Case) -> None:
    """A certificate is another's, is gone, or names another key."""
    certificates = case.log.certificates
    at = case.random.randrange(len(certificates))
    number, first = at + 1, int(certificates[at].split("\n")[2])
    if case.attacker is Attacker.NAIVE:
        if case.random.random() < 0.5:
            lines = certificates[at].split("\n")
            lines[2] = str(first + 1)
            certificates[at] = "\n".join(lines)
        else:
            del certificates[at]
    elif case.attacker is Attacker.RECOMPUTING:
        certificates[at] = certificate(number, first, THIEF, FALSE_SITE)
    else:
        # Today's key as if it had signed from an earlier entry on.
        certificates[at] = certificate(number, first, KEYS[case.log.today - 1], FALSE_SITE)
        case.sign_anew(max(first, 0))


def edit_declarations(case: Case) -> None:
    """Personal data or entries vanish under the name of an erasure that was another's."""
    rows = case.log.rows
    declared = [
        row.seq
        for row in rows[: case.log.anchored]
        if row.act in (Act.PERSONAL_ERASED, Act.AUDIT_PRUNED)
    ]
    sealed = [row.seq for row in rows[: case.log.anchored] if row.payload is not None]
    if declared and case.random.random() < 0.5:
        place = case.random.choice(declared)
        entry = case.entry(place)
        details = dict(entry.details)
        if "entries" in details:
            details["entries"] = f"0-{place}"
        else:
            details["until"] = place
        case.put(place, replace(entry, details=details))
        case.finish(place)
    elif sealed and case.random.random() < 0.5:
        place = case.random.choice(sealed)
        rows[place] = rows[place]._replace(salt=None, payload=None)
        case.finish(place)
    else:
        place = case.place
        row = rows[place]
        if case.attacker is Attacker.NAIVE:
            rows[place] = row._replace(canonical=b"")
        else:
            rows[place] = StoredEntry(place, b"", row.leaf, "", "", "", "", key=row.key)
        case.finish(place)


CLASSES: tuple[Callable[[Case], None], ...] = (
    edit_field,
    delete,
    insert,
    reorder,
    truncate,
    roll_back,
    swap_payload,
    forge_checkpoint,
    fork,
    replay,
    edit_columns,
    edit_certificates,
    edit_declarations,
)


def attacked(
    log: KeptLog, attack: Callable[[Case], None], attacker: Attacker, seed: int
) -> KeptLog:
    """The log after the attack; the one given is unchanged."""
    changed = log.copy()
    attack(Case(changed, random.Random(seed), attacker))
    return changed
