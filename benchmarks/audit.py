"""The price of an audited act that survives power loss, and the speed at which a log is verified.

An act here is a note to an incident as the audit log sees it: one transaction with its entry, its
personal text kept beside, the Merkle tree's nodes, and a signed checkpoint every 64 entries. It is
measured beside the least that durability costs on the same disk: 4 KiB appended to a file, fsync.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import audit_screen, machine
from benchmarks.errors import NotMeasured
from benchmarks.figures import (
    NS_PER_S,
    Bar,
    Spread,
    bars_table,
    pair,
    shown,
    spread_ms,
    table,
)
from control_room.audit.entry import Act
from control_room.audit.findings import Status
from control_room.audit.tree import leaf_hash
from control_room.audit.verify import MAX_UNSIGNED, verify
from control_room.domain.agent import Agent, AgentId, Role, Session
from control_room.domain.shift import Reason
from control_room.places import DataFolder
from control_room.storage.database import Database, Transaction
from control_room.storage.keys import log_keys

_NOTE = "Véhicule en double file devant l'école, équipage prévenu, levée de doute en cours."
_PAGE = bytes(4096)
_WAYS = {
    "read_and_hashed": "bytes read and hashed, nothing compared",
    "stored_bytes": "also every root and signature compared",
    "whole": "also each entry read anew in its one form, columns, commitments",
}
_ON_SCREEN = {
    "handed_over": "from the wall's signal to its slots' return, clock",
    "processor": "the whole act, its answer taken, processor time",
}


def measure(acts: int, entries: int, folder: Path) -> dict[str, Any]:
    """Write `acts` durable acts below `folder`, lengthen the log to `entries`, verify it.

    Raises:
        NotMeasured: the log that was written does not verify.
    """
    described = machine.describe()
    place = Path(tempfile.mkdtemp(prefix="vigie-bench-", dir=folder))
    try:
        fsync = _fsyncs(place / "bare", acts)
        files = DataFolder(place)
        files.create()
        database = Database.open(
            files.database,
            keys=log_keys(files, "00000"),
            now=lambda: datetime.now(UTC),
            workstation="benchmark",
        )
        try:
            act, acts_per_s = _acts(database, acts)
            handing, whole = audit_screen.costs(database, acts)
            size = _lengthen(database, entries)
            verification = {
                "read_and_hashed": _hashed(database),
                "stored_bytes": _verified(database, strict=False),
                "whole": _verified(database, strict=True),
            }
        finally:
            database.close()
    finally:
        shutil.rmtree(place)
    return {
        "machine": described,
        "acts": acts,
        "fsync_ms": fsync,
        "act_ms": act,
        "acts_per_s": round(acts_per_s, 1),
        "screen_ms": {"handed_over": handing, "processor": whole},
        "entries": size,
        "verified_entries_per_s": {way: round(rate) for way, rate in verification.items()},
    }


def as_table(result: dict[str, Any]) -> str:
    """The result for a person to read."""
    fsync, act = result["fsync_ms"], result["act_ms"]
    ratio = shown(act["p50"] / fsync["p50"])
    rates = result["verified_entries_per_s"]
    writing = table(
        ["durable writes, one after the other", "p50 / p99 ms", "max ms", "ratio p50"],
        [
            ["4 KiB appended, fsync", pair(fsync, "p50", "p99"), shown(fsync["max"]), "1.0"],
            ["audited act", pair(act, "p50", "p99"), shown(act["max"]), ratio],
        ],
    )
    hashed = rates["read_and_hashed"]
    reading = table(
        [f"verification of {result['entries']} entries, one core", "entries/s", "ratio"],
        [[what, str(rates[way]), shown(rates[way] / hashed, 2)] for way, what in _WAYS.items()],
    )
    screen_ms = result["screen_ms"]
    screen = table(
        ["an act on the thread that draws the screen", "p50 ms", "p99 ms", "max ms"],
        [
            [what, *(shown(screen_ms[part][name], 3) for name in ("p50", "p99", "max"))]
            for part, what in _ON_SCREEN.items()
        ],
    )
    bars = bars_table(
        [
            Bar("audited act, p99", act["p99"], 10, "ms"),
            Bar("audited acts", result["acts_per_s"], 500, "/s", at_most=False),
            Bar("act on the screen's thread, p50", screen_ms["processor"]["p50"], 0.2, "ms"),
            Bar("act on the screen's thread, p99", screen_ms["processor"]["p99"], 0.2, "ms"),
            Bar("entries from stored bytes", rates["stored_bytes"], 250_000, "/s", at_most=False),
            Bar("entries read anew", rates["whole"], 100_000, "/s", at_most=False),
        ]
    )
    return f"{writing}\n\n{screen}\n\n{reading}\n\n{bars}"


def _fsyncs(path: Path, times: int) -> Spread:
    durations_ns = []
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            begun_ns = time.monotonic_ns()
            file.write(_PAGE)
            os.fsync(file.fileno())
            durations_ns.append(time.monotonic_ns() - begun_ns)
    return spread_ms(durations_ns)


def _acts(database: Database, times: int) -> tuple[Spread, float]:
    agent = Agent(AgentId(1), "07", Role.OPERATOR)
    session = Session("benchmark", agent, "benchmark", Reason.TRANQUILLITY, datetime.now(UTC))
    durations_ns = []
    for number in range(times):
        begun_ns = time.monotonic_ns()
        with database.write(session) as transaction:
            _note(transaction, number)
        durations_ns.append(time.monotonic_ns() - begun_ns)
    return spread_ms(durations_ns), times * NS_PER_S / sum(durations_ns)


def _lengthen(database: Database, entries: int) -> int:
    """Add entries up to that number, many to a transaction; returns how many there are."""
    with database.read() as reader:
        size = reader.log.size()
    for first in range(size, entries, MAX_UNSIGNED):
        with database.write() as transaction:
            for number in range(first, min(first + MAX_UNSIGNED, entries)):
                _note(transaction, number)
    database.checkpoint()
    return max(size, entries)


def _note(transaction: Transaction, number: int) -> None:
    transaction.audit(
        Act.INCIDENT_NOTED,
        f"incident/{number}",
        details={"length": len(_NOTE)},
        personal={"text": _NOTE},
    )


def _verified(database: Database, *, strict: bool) -> float:
    """Entries that one core verifies in a second, reading them from the database included."""
    trust = database.trust
    begun = time.process_time()
    with database.read() as reader:
        entries = reader.log.entries() if strict else reader.log.stored_bytes()
        result = verify(entries, reader.log.checkpoint_notes(), trust=trust, strict=strict)
    used_s = time.process_time() - begun
    if result.status is not Status.SOUND:
        raise NotMeasured(f"the log of the benchmark is {result.status}: {result.findings[:3]}")
    return result.size / used_s


def _hashed(database: Database) -> float:
    """Entries that one core reads and hashes in a second, nothing compared: no check is faster."""
    begun = time.process_time()
    size = 0
    with database.read() as reader:
        for _, canonical, _ in reader.log.stored_bytes():
            leaf_hash(canonical)
            size += 1
    return size / (time.process_time() - begun)
