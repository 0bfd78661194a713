"""A write in progress: records that may change, and the audit entries of the act."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from control_room.audit.checkpoint import Signer
from control_room.audit.entry import (
    SALT_BYTES,
    SIGNED_AT_ONCE,
    Act,
    Detail,
    Entry,
    Result,
    canonical_bytes,
    commitment,
)
from control_room.audit.verify import MAX_UNSIGNED
from control_room.domain.agent import Session
from control_room.domain.shift import Reason
from control_room.storage.guarding import put_back
from control_room.storage.pen import Instant, Pen, nfc
from control_room.storage.reading import Reader
from control_room.storage.records.erasure import ErasureRecords
from control_room.storage.records.log import Epoch, Head, key_of

_SIGNED_AT_ONCE = SIGNED_AT_ONCE | {Act.CLOCK_STEPPED}
"""Unsigned entries lie within a minute: a step of the clock is signed, so that none splits them."""


_TOLD_CHARS = 1000
"""Of names of guards: ours are fewer, those of a stranger may be without end."""


class Transaction(Reader):
    """A write in progress: records that may change, and the audit entries of the act.

    Attributes:
        head: the end of the log, with what this act added.
        last: the moment of the newest entry of this process.
        key: of the first entry added; None before it.
    """

    def __init__(
        self,
        connection: Connection,
        pen: Pen,
        who: Session | None = None,
        reason: Reason | None = None,
    ) -> None:
        super().__init__(connection)
        self.erasure = ErasureRecords(connection)
        self._connection = connection
        self.head: Head = self.log.head()
        self.last: Instant | None = pen.last
        self.key: str | None = None
        self._pen = pen
        self._who = who
        self._reason = reason
        self._sign = False

    def audit(
        self,
        act: Act,
        obj: str,
        *,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
        personal: Mapping[str, str] | None = None,
    ) -> int:
        """Append the entry of this act; returns its place in the log.

        Args:
            act: what was done.
            obj: what it was about, as `kind/number`.
            result: how it ended.
            details: free of personal data.
            personal: personal data, kept beside the log; the entry holds a salted commitment.
        """
        sealed = None
        if personal is not None:
            payload = canonical_bytes({name: nfc(text) for name, text in personal.items()})
            sealed = (secrets.token_bytes(SALT_BYTES), payload)
        (*step, entry), moment = self._pen.compose(
            act,
            obj,
            last=self.last,
            who=self._who,
            reason=self._reason,
            result=result,
            details=details,
            committed=commitment(*sealed) if sealed else None,
        )
        for told in step:
            self.append(told)
        self.last = moment
        return self.append(entry, sealed)

    def append(self, entry: Entry, sealed: tuple[bytes, bytes] | None = None) -> int:
        """Append an entry that was composed before, at the place that is next; returns it.

        Args:
            sealed: salt and payload of the personal data that it commits to.
        """
        seq = self.head.frontier.size
        entry = replace(entry, seq=seq)
        frontier = self.log.append(self.head.frontier, entry, sealed)
        self.head = Head(frontier, self.head.signed_size)
        self.key = self.key or key_of(entry)
        self._sign = self._sign or entry.act in _SIGNED_AT_ONCE
        return seq

    def hand_over(self, key: Signer, before: Signer | None) -> None:
        """Let another key sign the log from here on; the entry that tells it is signed by both.

        Args:
            before: the key that signed here until now; None at a workstation's first.

        Raises:
            ControlRoomError: the site's key is not at hand, or is another's.
        """
        epochs = self.log.epochs()
        number = epochs[-1].number + 1
        vkey = key.verifier.written()
        details: dict[str, Detail] = {"epoch": number, "vkey": vkey}
        workstation = self._pen.workstation
        signers = [key]
        if before is not None:
            ended = next(epoch for epoch in epochs if epoch.vkey == before.verifier.written())
            details["before"] = ended.number
            workstation = ended.workstation
            signers = [before, key]
        first = self.audit(Act.KEY_ROTATED, f"epoch/{number}", details=details)
        certificate = self._pen.keys.certify(number, first, key.verifier)
        self.log.add_epoch(Epoch(number, first, vkey, certificate, workstation))
        self.sign(signers)

    def put_guards_back(self, missing: Sequence[str]) -> bool:
        """Make anew, and tell, the guards that were found missing or altered.

        Returns:
            False where only the owner of the tables may: they are missing still.
        """
        done = put_back(self._connection)
        self.audit(
            Act.GUARDS_PUT_BACK,
            "database",
            result=Result.DONE if done else Result.FAILED,
            details={"guards": ", ".join(missing)[:_TOLD_CHARS]},
        )
        return done

    def sign(self, signers: Sequence[Signer] = ()) -> None:
        """Sign the log up to its end, if an entry is unsigned.

        Args:
            signers: this process's key if none is given.
        """
        if self.head.unsigned:
            self.head = self._pen.sign(self.log, self.head, signers)
        self._sign = False

    def finish(self) -> None:
        """Sign if the act or the number of unsigned entries asks for it."""
        if self._sign or self.head.unsigned >= MAX_UNSIGNED:
            self.sign()
