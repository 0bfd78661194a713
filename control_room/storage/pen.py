"""What every entry and checkpoint of this process is written with."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from control_room.audit.checkpoint import Checkpoint, Signer, sign_with
from control_room.audit.entry import MAX_INTEGER, Act, Detail, Entry, Result
from control_room.domain.agent import Session
from control_room.domain.shift import Reason
from control_room.storage.keys import LogKeys
from control_room.storage.records.log import Head, LogRecords

SYSTEM = "system"
"""The actor of acts without a signed-in agent."""

NOWHERE = MAX_INTEGER
"""The place of an entry that has none yet."""

CLOCK_STEP_MS = 2000
"""The wall clock and the monotonic one part by less while nobody sets the clock."""


@dataclass(frozen=True)
class Instant:
    """One moment on both clocks.

    Attributes:
        mono_ns: since this process started, or since its word for itself was renewed.
        clock_ns: of the monotonic clock itself.
    """

    at: datetime
    mono_ns: int
    clock_ns: int


class Composed(NamedTuple):
    """The entry of an act, the last of the list, and what has to be told before it."""

    entries: list[Entry]
    moment: Instant


class Pen:
    """Composes entries and signs checkpoints, in the name of one process.

    Attributes:
        last: the moment of the newest entry that was recorded or put aside; None before the first.
    """

    def __init__(
        self,
        keys: LogKeys,
        workstation: str,
        now: Callable[[], datetime],
        monotonic_ns: Callable[[], int],
    ) -> None:
        self.keys = keys
        self.workstation = nfc(workstation)
        self.last: Instant | None = None
        self._boot = secrets.token_hex(8)
        self._now = now
        self._monotonic_ns = monotonic_ns
        self._started_ns = monotonic_ns()
        self._mono_ns = 0

    def _instant(self) -> Instant:
        """This moment; the monotonic part never twice the same in one word of the process."""
        clock_ns = self._monotonic_ns()
        self._mono_ns = max(self._mono_ns + 1, clock_ns - self._started_ns)
        if self._mono_ns > MAX_INTEGER:  # after 104 days
            self._boot, self._started_ns, self._mono_ns = secrets.token_hex(8), clock_ns, 0
        return Instant(self._now(), self._mono_ns, clock_ns)

    def compose(
        self,
        act: Act,
        obj: str,
        *,
        last: Instant | None,
        who: Session | None = None,
        reason: Reason | None = None,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
        committed: str | None = None,
    ) -> Composed:
        """The entry of an act, without its place in the log.

        Args:
            last: moment of the entry before; a step of the clock since is told first.
            committed: what the entry says of personal data kept beside.
        """
        entries = []
        moment = self._instant()
        step_ms = _step_ms(last, moment) if last else 0
        if abs(step_ms) > CLOCK_STEP_MS:
            told = {"step_ms": step_ms}
            entries.append(self._entry(moment, Act.CLOCK_STEPPED, "clock", details=told))
            moment = replace(self._instant(), at=moment.at)
        why = reason or (who.reason if who else None)
        entries.append(
            self._entry(
                moment,
                act,
                obj,
                actor=str(who.agent.id) if who else SYSTEM,
                result=result,
                role=who.agent.role.value if who else None,
                session=session_mark(who.id) if who else None,
                reason=why.value if why else None,
                details={
                    name: nfc(value) if isinstance(value, str) else value
                    for name, value in (details or {}).items()
                },
                commitment=committed,
            )
        )
        return Composed(entries, moment)

    def _entry(self, moment: Instant, act: Act, obj: str, **fields: Any) -> Entry:
        return Entry(
            log=self.keys.origin,
            seq=NOWHERE,
            at=moment.at,
            mono_ns=moment.mono_ns,
            boot=self._boot,
            workstation=self.workstation,
            act=act,
            obj=nfc(obj),
            **{"actor": SYSTEM, **fields},
        )

    def sign(self, log: LogRecords, head: Head, signers: Sequence[Signer] = ()) -> Head:
        """Sign the log up to its end."""
        size = head.frontier.size
        checkpoint = Checkpoint(self.keys.origin, size, head.frontier.root())
        log.add_checkpoint(size, sign_with(checkpoint.text(), signers or [self.keys.signer]))
        return Head(head.frontier, size)


def _step_ms(last: Instant, moment: Instant) -> int:
    wall_ms = (moment.at - last.at) // timedelta(milliseconds=1)
    return wall_ms - (moment.clock_ns - last.clock_ns) // 1_000_000


def session_mark(session_id: str) -> str:
    """What entries say of a session: tells sessions apart, opens none."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:16]


def nfc(text: str) -> str:
    """The text as the log takes it; half a character, as a keyboard may send, becomes `?`."""
    return unicodedata.normalize("NFC", text.encode(errors="replace").decode())
