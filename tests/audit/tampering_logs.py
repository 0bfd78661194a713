"""Logs as consoles leave them, made with the real entries, keys and signatures of Vigie.

Each seed gives another: one or two workstations, epochs handed over, payloads erased, entries
pruned, consoles killed between an act and its signature.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from control_room.audit.checkpoint import Checkpoint, Signer, sign_with
from control_room.audit.entry import (
    SIGNED_AT_ONCE,
    Act,
    Detail,
    Entry,
    canonical_bytes,
    commitment,
    written_moment,
)
from control_room.audit.epochs import EpochCertificate, Trust, site_key_name
from control_room.audit.tree import Frontier, leaf_hash
from control_room.audit.verify import StoredEntry

ORIGIN = "vigie.local/33063/0123456789abcdef"
SITE = Signer.new(site_key_name(ORIGIN))
KEYS = [Signer.new(ORIGIN) for _ in range(6)]
"""Of the epochs, by number from 1: the same in all logs, so that signatures are checked once."""

START = datetime(2026, 3, 14, 20, tzinfo=UTC)
QUIET = [
    Act.CAMERA_ENLARGED,
    Act.CAMERA_REDUCED,
    Act.WALL_SHOWN,
    Act.STILL_KEPT,
    Act.REASON_CHANGED,
    Act.CAMERA_HEALTH,
]
SIGNED = [Act.SESSION_OPENED, Act.SESSION_CLOSED, Act.REPORT_PRINTED, Act.AUDIT_ANCHORED]


@dataclass
class KeptLog:
    """All that verification gets, in hands that may change it.

    Attributes:
        anchors: notes that left the computer; no attacker reaches them.
        today: number of the epoch whose key signs now.
        states: what the log was at each of its checkpoints, for those who put a copy back.
    """

    rows: list[StoredEntry]
    notes: list[str]
    certificates: list[str]
    anchors: list[str]
    today: int
    states: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def trust(self) -> Trust:
        """What verification believes in."""
        return Trust(ORIGIN, SITE.verifier, tuple(self.certificates))

    @property
    def anchored(self) -> int:
        """Entries that an anchor covers."""
        return max(int(note.split("\n")[1]) for note in self.anchors)

    def copy(self) -> KeptLog:
        """The same, to be changed."""
        return replace(
            self,
            rows=list(self.rows),
            notes=list(self.notes),
            certificates=list(self.certificates),
        )


def stored(entry: Entry, sealed: tuple[bytes, bytes] | None = None) -> StoredEntry:
    """The row of an entry."""
    canonical = entry.canonical()
    salt, payload = sealed or (None, None)
    return StoredEntry(
        entry.seq,
        canonical,
        leaf_hash(canonical),
        written_moment(entry.at),
        entry.act.value,
        entry.actor,
        entry.obj,
        salt,
        payload,
        f"{entry.boot}/{entry.mono_ns}",
    )


def certificate(number: int, first: int, key: Signer, site: Signer = SITE) -> str:
    """The site's word for an epoch."""
    return site.sign(EpochCertificate(ORIGIN, number, first, key.verifier).text())


class Console:
    """Writes a log as the console does: signed at once, at the latest after 64, or not at all."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.log = KeptLog([], [], [certificate(1, 0, KEYS[0])], [], 1)
        self.edge = Frontier()
        self.signed = 0
        self.at = START + timedelta(days=seed)
        self.mono_ns = 1_000
        self.boot = f"{self.random.getrandbits(64):016x}"
        self.payloads: list[int] = []

    def act(
        self,
        act: Act,
        obj: str = "log",
        *,
        personal: bool = False,
        workstation: str = "",
        **details: Detail,
    ) -> int:
        """One act with its entry, and a signature if the act asks for it."""
        sealed = None
        if personal:
            payload = canonical_bytes({"note": f"vu à {len(self.log.rows)} h, côté halle"})
            sealed = (self.random.randbytes(32), payload)
        self.at += timedelta(milliseconds=self.random.randrange(1, 400))
        self.mono_ns += self.random.randrange(1, 400_000_000)
        seq = len(self.log.rows)
        entry = Entry(
            log=ORIGIN,
            seq=seq,
            at=self.at,
            mono_ns=self.mono_ns,
            boot=self.boot,
            workstation=workstation or f"poste-{self.random.randrange(1, 3)}",
            actor=str(self.random.randrange(1, 9)),
            act=act,
            obj=obj,
            role="operator" if self.random.random() < 0.8 else None,
            reason="public_safety" if self.random.random() < 0.5 else None,
            details=details,
            commitment=commitment(*sealed) if sealed else None,
        )
        row = stored(entry, sealed)
        self.log.rows.append(row)
        self.edge, _ = self.edge.append(row.leaf)
        if personal:
            self.payloads.append(seq)
        at_once = act in SIGNED_AT_ONCE and act is not Act.KEY_ROTATED
        if at_once or len(self.log.rows) - self.signed >= 64:
            self.sign()
        return seq

    def sign(self, *others: Signer) -> None:
        """A checkpoint over all entries, by today's key and `others`."""
        if self.signed == self.edge.size:
            return
        text = Checkpoint(ORIGIN, self.edge.size, self.edge.root()).text()
        self.log.notes.append(sign_with(text, [*others, KEYS[self.log.today - 1]]))
        self.signed = self.edge.size
        state = (len(self.log.rows), len(self.log.notes), len(self.log.certificates))
        self.log.states.append(state)

    def rotate(self) -> None:
        """Hand the log over to the next key."""
        self.sign()
        old, new = self.log.today, self.log.today + 1
        self.log.certificates.append(certificate(new, self.edge.size, KEYS[new - 1]))
        vkey = KEYS[new - 1].verifier.written()
        self.act(Act.KEY_ROTATED, f"epoch/{new}", epoch=new, before=old, vkey=vkey)
        self.log.today = new
        self.sign(KEYS[old - 1])

    def kill(self) -> None:
        """The process ends as it is, and another starts."""
        self.boot = f"{self.random.getrandbits(64):016x}"
        self.mono_ns = self.random.randrange(1_000, 10_000)
        self.at += timedelta(seconds=self.random.randrange(1, 200))
        self.act(Act.APP_STARTED, "app")

    def erase(self) -> None:
        """Erase personal payloads, and say so."""
        chosen = sorted(self.random.sample(self.payloads, min(3, len(self.payloads))))
        if not chosen:
            return
        for seq in chosen:
            self.payloads.remove(seq)
            self.log.rows[seq] = self.log.rows[seq]._replace(salt=None, payload=None)
        entries = ",".join(map(str, chosen))
        self.act(
            Act.PERSONAL_ERASED, "retention", entries=entries, basis="art. 5", count=len(chosen)
        )

    def prune(self) -> None:
        """Erase the oldest entries, and say so."""
        until = self.random.randrange(1, max(2, len(self.log.rows) // 3))
        for seq in range(until):
            row = self.log.rows[seq]
            self.log.rows[seq] = StoredEntry(seq, b"", row.leaf, "", "", "", "", key=row.key)
        self.payloads = [seq for seq in self.payloads if seq >= until]
        self.act(Act.AUDIT_PRUNED, "log", until=until, count=until, basis="R253-5")

    def work(self, acts: int) -> None:
        """Acts of a shift."""
        for _ in range(acts):
            chance = self.random.random()
            if chance < 0.15:
                self.act(Act.INCIDENT_NOTED, f"incident/{self.random.randrange(99)}", personal=True)
            elif chance < 0.21:
                self.act(self.random.choice(SIGNED), "agent/7")
            elif chance < 0.23:
                self.kill()
            else:
                self.act(self.random.choice(QUIET), f"camera/{self.random.randrange(64)}", shown=1)
            if self.random.random() < 0.04:
                self.sign()

    def anchor(self) -> None:
        """A checkpoint leaves the computer."""
        self.sign()
        self.log.anchors.append(self.log.notes[-1])


def made(seed: int, *, lawful_loss: bool = True) -> KeptLog:
    """A clean log of some 40 to 160 entries with one anchor or more, and entries behind it.

    Args:
        lawful_loss: with payloads erased and entries pruned.
    """
    console = Console(seed)
    console.act(Act.APP_STARTED, "app")
    for shift in range(console.random.randrange(1, 5)):
        if shift:
            console.rotate()
        console.work(console.random.randrange(20, 40))
        if lawful_loss and console.random.random() < 0.4:
            console.erase()
        if lawful_loss and console.random.random() < 0.2:
            console.prune()
        if console.random.random() < 0.5:
            console.anchor()
    for _ in range(2):
        console.act(Act.INCIDENT_NOTED, "incident/1", personal=True)
    console.anchor()
    console.work(console.random.randrange(0, 6))
    if console.random.random() < 0.3:
        console.act(Act.APP_STOPPED, "app")
        if console.random.random() < 0.5:
            # Another workstation of the site goes on, and is killed.
            console.act(Act.CAMERA_ENLARGED, "camera/3", workstation="poste-3")
    return console.log
