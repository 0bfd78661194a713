"""Many workstations, one log: what acts cost on PostgreSQL, and whether each is there exactly once.

Each writer is a process with its own data folder and signing key, as a workstation is. In the
second run the server crashes and starts again while all write. Afterwards the log is verified and
every act that a writer was told of is looked for: lost, recorded twice, or at another place.
"""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty
from typing import Any

from benchmarks import machine, postgres_server
from benchmarks.errors import NotMeasured
from benchmarks.figures import NS_PER_S, Bar, bars_table, pair, shown, spread_ms, table
from benchmarks.postgres_server import PostgresServer
from control_room.audit.entry import Act, read_entry
from control_room.audit.findings import Status, VerificationResult
from control_room.audit.verify import verify
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.storage.database import Database
from control_room.storage.errors import OutcomeUnknown
from control_room.storage.keys import log_keys
from control_room.storage.postgresql import Server

_INSEE = "33063"
_PAUSE_S = 0.2
"""Between tries while the server is away."""
_PATIENCE_S = 120


@dataclass
class Told:
    """What a writer was told of its acts.

    Attributes:
        recorded: place in the log of each act by its number.
        unknown: acts whose end the server did not tell; not tried again.
        refused: how often an act was refused, and then tried again.
        begun_ns: CLOCK_MONOTONIC of the first act.
        ended_ns: CLOCK_MONOTONIC after the last act.
    """

    writer: int
    recorded: dict[int, int] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    refused: int = 0
    durations_ns: list[int] = field(default_factory=list)
    begun_ns: int = 0
    ended_ns: int = 0


def measure(writers: int, acts: int) -> dict[str, Any]:
    """Let `writers` processes record `acts` acts each, undisturbed and across a crash.

    Raises:
        NotMeasured: a writer failed, or the log does not hold what the writers were told.
    """
    place = Path(tempfile.mkdtemp(prefix="vigie-bench-"))
    try:
        with postgres_server.running() as server:
            return {
                "machine": machine.describe(),
                "writers": writers,
                "acts_each": acts,
                "undisturbed": _run(server, place / "calm", writers, acts, _leave_alone),
                "server_crash": _run(server, place / "crash", writers, acts, _crash),
            }
    finally:
        shutil.rmtree(place)


def as_table(result: dict[str, Any]) -> str:
    """The result for a person to read."""
    rows = [
        [
            what,
            shown(run["acts_per_s"]),
            pair(run["act_ms"], "p50", "p99"),
            shown(run["act_ms"]["max"]),
            f"{run['entries']}",
            f"{run['lost']} / {run['twice']} / {run['elsewhere']}",
            f"{run['refused']} / {run['unknown']}",
            run["verified"],
        ]
        for what, run in (
            ("undisturbed", result["undisturbed"]),
            ("server crashed and started", result["server_crash"]),
        )
    ]
    heads = ["acts/s", "p50 / p99 ms", "max ms", "entries", "lost / twice / elsewhere"]
    first = f"{result['writers']} writers on PostgreSQL"
    figures = table([first, *heads, "refused / end unknown", "log"], rows)
    calm = result["undisturbed"]
    wrong = sum(
        run[what]
        for run in (calm, result["server_crash"])
        for what in ("lost", "twice", "elsewhere")
    )
    bars = bars_table(
        [
            Bar("acts, nothing disturbed", calm["acts_per_s"], 500, "/s", at_most=False),
            Bar("acts lost, doubled or elsewhere", wrong, 0),
        ]
    )
    return f"{figures}\n\n{bars}"


def _run(
    server: PostgresServer,
    place: Path,
    writers: int,
    acts: int,
    meanwhile: Callable[[PostgresServer, _Progress], None],
) -> dict[str, Any]:
    name = place.name
    server.execute(f"CREATE DATABASE {name} OWNER {postgres_server.ROLE}")
    folders = _workstations(place, writers, server.url(name))
    spawn = multiprocessing.get_context("spawn")
    told_by: Any = spawn.Queue()
    done = spawn.Value("q", 0)
    started = spawn.Barrier(writers)
    processes = [
        spawn.Process(
            target=_write, args=(writer, folder, server.url(name), acts, started, done, told_by)
        )
        for writer, folder in enumerate(folders)
    ]
    for process in processes:
        process.start()
    try:
        meanwhile(server, _Progress(done, writers * acts))
        told = [told_by.get(timeout=_PATIENCE_S) for _ in processes]
    except Empty as error:
        raise NotMeasured("a writer did not come to its end") from error
    finally:
        for process in processes:
            process.join(timeout=5)
            process.kill()
    return _found(folders[0], server.url(name), told)


class _Progress:
    """How many acts of all writers are recorded."""

    def __init__(self, done: Any, expected: int) -> None:
        self._done = done
        self._expected = expected

    def wait_for(self, share: float) -> None:
        """Wait until so much of the work is done."""
        deadline = time.monotonic() + _PATIENCE_S
        while self._done.value < share * self._expected:
            if time.monotonic() > deadline:
                raise NotMeasured("the writers do not advance")
            time.sleep(0.01)


def _leave_alone(_server: PostgresServer, _progress: _Progress) -> None:
    """Nothing happens."""


def _crash(server: PostgresServer, progress: _Progress) -> None:
    progress.wait_for(0.4)
    server.restart("immediate")


def _workstations(place: Path, writers: int, url: str) -> list[DataFolder]:
    """Data folders whose signing keys one site key certifies; the first makes the tables."""
    folders = [DataFolder(place / f"poste-{writer + 1}") for writer in range(writers)]
    for folder in folders:
        folder.create()
        if folder is not folders[0]:
            shutil.copy(folders[0].site_vkey, folder.site_vkey)
        database = _opened(folder, url, folders[0].site_key)
        database.note(Act.APP_STARTED, "app")
        database.close()
    return folders


def _opened(folder: DataFolder, url: str, site_key: Path | None = None) -> Database:
    return Database.open(
        Server(url),
        keys=log_keys(folder, _INSEE, site_key),
        now=lambda: datetime.now(UTC),
        workstation=folder.root.name,
        spool=folder.spool,
    )


def _write(
    writer: int, folder: DataFolder, url: str, acts: int, started: Any, done: Any, told_by: Any
) -> None:
    told = Told(writer)
    database = _opened(folder, url)
    started.wait(timeout=_PATIENCE_S)
    told.begun_ns = time.monotonic_ns()
    for number in range(acts):
        while number not in told.recorded and number not in told.unknown:
            begun_ns = time.monotonic_ns()
            try:
                with database.write() as transaction:
                    seq = transaction.audit(
                        Act.WALL_SHOWN,
                        f"layout/{writer}",
                        details={"writer": writer, "number": number},
                    )
            except OutcomeUnknown:
                told.unknown.append(number)
            except ControlRoomError:
                told.refused += 1
                time.sleep(_PAUSE_S)
            else:
                told.recorded[number] = seq
                told.durations_ns.append(time.monotonic_ns() - begun_ns)
        with done.get_lock():
            done.value += 1
    told.ended_ns = time.monotonic_ns()
    database.close()
    told_by.put(told)


def _found(folder: DataFolder, url: str, told: list[Told]) -> dict[str, Any]:
    """What the log holds beside what the writers were told."""
    database = _opened(folder, url)
    try:
        database.checkpoint()
        with database.read() as reader:
            places: dict[tuple[int, int], list[int]] = {}
            for row in reader.log.entries():
                entry = read_entry(row.canonical)
                if "number" in entry.details:
                    key = (int(entry.details["writer"]), int(entry.details["number"]))
                    places.setdefault(key, []).append(entry.seq)
            verified: VerificationResult = verify(
                reader.log.entries(), reader.log.checkpoint_notes(), trust=database.trust
            )
    finally:
        database.close()
    if verified.status is not Status.SOUND:
        raise NotMeasured(f"the log of {len(told)} writers: {verified.findings[:3]}")
    recorded = {(one.writer, number): seq for one in told for number, seq in one.recorded.items()}
    durations_ns = [duration for one in told for duration in one.durations_ns]
    seconds = (max(one.ended_ns for one in told) - min(one.begun_ns for one in told)) / NS_PER_S
    return {
        "acts_per_s": round(len(recorded) / seconds, 1),
        "act_ms": spread_ms(durations_ns),
        "entries": verified.size,
        "verified": verified.status.value,
        "lost": sum(act not in places for act in recorded),
        "twice": sum(len(seqs) > 1 for seqs in places.values()),
        "elsewhere": sum(act in places and places[act][0] != seq for act, seq in recorded.items()),
        "refused": sum(one.refused for one in told),
        "unknown": sum(len(one.unknown) for one in told),
    }
