"""A night's work on one data folder: every step tells what was acknowledged, once it was."""

import hashlib
import random
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from control_room.audit.entry import Act, Detail, written_moment
from control_room.domain.agent import Agent, AgentId, Quality, Role, Session
from control_room.domain.camera import Camera, CameraId, Health, Stream
from control_room.domain.evidence import StillRef
from control_room.domain.incident import Nature
from control_room.domain.shift import Reason
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.storage.backup import check_structure, copy_live
from control_room.storage.database import Database
from control_room.storage.errors import file_errors_told
from control_room.storage.files import EvidenceStore
from control_room.storage.keys import log_keys
from control_room.storage.transaction import Transaction
from tests.torture.storage.disk import Disk
from tests.torture.storage.forks import Tell

CAMERA = Camera(CameraId(12), "Place du Marché", "Centre", "Place du Marché")
SESSION = Session(
    id="5e55",
    agent=Agent(AgentId(1), "07", Role.OPERATOR),
    workstation="poste-1",
    reason=Reason.TRANQUILLITY,
    opened_at=datetime(2026, 3, 14, 22, 5, 9, tzinfo=UTC),
)


def now() -> datetime:
    """The computer's clock."""
    return datetime.now(UTC)


def opened(root: Path) -> Database:
    """The folder's database, made or brought up to date as at each start of the console."""
    folder = DataFolder(root)
    with file_errors_told(root):
        folder.create()
    return Database.open(
        folder.database,
        keys=log_keys(folder, "33063"),
        now=now,
        workstation="poste-1",
        busy_timeout_ms=50,
    )


class Shift:
    """One console at work on one folder."""

    def __init__(self, root: Path, tell: Tell, seed: int = 0) -> None:
        self.folder = DataFolder(root)
        self.evidence = EvidenceStore(self.folder.evidence)
        self.random = random.Random(seed)
        self._tell = tell
        self.database = opened(root)
        if self._is_new():
            self._first_agent()
        self._started()

    def looked(self) -> None:
        """An act that changes no record."""
        with self.database.write(SESSION) as tx:
            entry = self._audited(tx, Act.WALL_SHOWN, f"layout/{_token()}")
        self._tell(entry)

    def noted(self) -> None:
        """An act that may wait in the spool."""
        obj = f"layout/{_token()}"
        entered = self.database.note(Act.WALL_SHOWN, obj, who=SESSION)
        self._tell({"noted": obj, "entered": entered})

    def noted_without_database(self) -> None:
        """Acts while the database's files cannot be written."""
        disk = Disk()
        disk.unplug(self.folder.database.name)
        try:
            self.noted()
            self.noted()
        finally:
            disk.plug_in()

    def imported(self) -> None:
        """What waits in the spool enters the log."""
        self._tell({"imported": self.database.import_spool()})

    def tagged(self) -> None:
        """An incident with its still, then a note of personal data about it."""
        still, details = self._still()
        at = now()
        with self.database.write(SESSION) as tx:
            row = tx.stills.add(still)
            incident = tx.incidents.add(
                Nature.PARKING, CAMERA, at, at.date(), SESSION.agent.id, row
            )
            obj = f"incident/{incident.number}"
            entry = self._audited(
                tx, Act.INCIDENT_TAGGED, obj, details={"nature": "parking", **details}
            )
        self._tell(entry | {"incident": incident.number, "still": still.sha256})
        text = f"homme en veste rouge, {_token()}"
        with self.database.write(SESSION) as tx:
            tx.incidents.add_note(incident.id, now(), SESSION.agent.id, text)
            entry = self._audited(tx, Act.INCIDENT_NOTED, obj, personal={"text": text})
        self._tell(entry | {"note": text})

    def kept(self) -> None:
        """A still on its own."""
        still, details = self._still()
        with self.database.write(SESSION) as tx:
            tx.stills.add(still)
            entry = self._audited(tx, Act.STILL_KEPT, f"camera/{CAMERA.id}", details=details)
        self._tell(entry | {"still": still.sha256})

    def signed(self) -> None:
        """A checkpoint now."""
        self.database.checkpoint()
        self._tell({"signed": True})

    def rotated(self) -> None:
        """The key of the night before gives way to a fresh one."""
        assert self.database.rotate_key(SESSION)
        self._tell({"rotated": True})

    def backed_up(self) -> None:
        """A copy of the database, whole once it has its name."""
        part = self.folder.backups / f"{_token()}.part"
        with file_errors_told(part):
            self.folder.backups.mkdir(mode=0o700, exist_ok=True)
            copy_live(self.folder.database, part)
            check_structure(part)
            part.replace(part.with_suffix(".sqlite3"))
        self._tell({"backup": part.with_suffix(".sqlite3").name})

    def closed(self) -> None:
        """The console's last act, and the end."""
        with self.database.write() as tx:
            entry = self._audited(tx, Act.APP_STOPPED, f"console/{_token()}")
        self._tell(entry)
        self.database.close()

    def _still(self) -> tuple[StillRef, dict[str, Detail]]:
        """A still's file, and what its record and its entry will say."""
        content = b"\x89PNG" + self.random.randbytes(self.random.choice((300, 5000, 40_000)))
        sha256 = self.evidence.keep(content)
        at = now()
        still = StillRef(
            sha256, len(content), CAMERA.id, Stream.SUB, 640, 360, 1, at, at, Health.LIVE
        )
        details: dict[str, Detail] = {
            "still": sha256,
            "camera": CAMERA.id,
            "stream": still.stream.value,
            "sequence": still.sequence,
            "received_at": written_moment(at),
            "health": still.health.value,
        }
        return still, details

    def _is_new(self) -> bool:
        with self.database.read() as records:
            return records.agents.is_empty()

    def _first_agent(self) -> None:
        with self.database.write() as tx:
            tx.agents.add("07", Role.OPERATOR, Quality.NONE, "no password", now())
            details: dict[str, Detail] = {"role": "operator", "quality": "none"}
            entry = self._audited(tx, Act.AGENT_CREATED, "agent/1", details=details)
        self._tell(entry)

    def _started(self) -> None:
        with self.database.write() as tx:
            entry = self._audited(tx, Act.APP_STARTED, f"console/{_token()}")
        self._tell(entry)

    def _audited(
        self,
        tx: Transaction,
        act: Act,
        obj: str,
        *,
        details: dict[str, Detail] | None = None,
        personal: dict[str, str] | None = None,
    ) -> dict[str, object]:
        """What will be told of this act: its place and the very bytes that the log must keep."""
        seq = tx.audit(act, obj, details=details, personal=personal)
        row = tx.log.entry(seq)
        assert row is not None
        return {"seq": seq, "entry": hashlib.sha256(row.canonical).hexdigest()}


def _token() -> str:
    """What no other act is about."""
    return secrets.token_hex(6)


Step = Callable[[Shift], None]

NIGHTS_WORK: tuple[Step, ...] = (
    Shift.looked,
    Shift.tagged,
    Shift.kept,
    Shift.noted_without_database,
    Shift.signed,
    Shift.noted,
    Shift.backed_up,
    Shift.rotated,
    Shift.noted_without_database,
    Shift.imported,
    Shift.looked,
    Shift.tagged,
    Shift.closed,
)
"""One of each, in an order in which the failure of one can harm the next."""

OFTEN: tuple[Step, ...] = (
    *[Shift.looked] * 4,
    *[Shift.tagged] * 3,
    *[Shift.kept] * 2,
    *[Shift.noted] * 2,
    Shift.noted_without_database,
    Shift.imported,
    Shift.rotated,
    Shift.signed,
    Shift.backed_up,
)
"""What a console does over and over, about as often as it does."""


def attempted(step: Step, shift: Shift, tell: Tell) -> bool:
    """Do a step; a refusal in words is told, anything else ends the child."""
    try:
        step(shift)
    except ControlRoomError as refusal:
        tell({"refused": step.__name__, "why": type(refusal).__name__, "words": str(refusal)})
        return False
    return True
