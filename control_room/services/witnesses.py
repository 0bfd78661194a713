"""The workstations that witness this log: each is sent the newest checkpoint and cosigns it.

A witness that refuses because it holds what this log does not contain is asked for it: a checkpoint
that a key of this very log signed is the proof that the log was put back or forked, whoever hands
it over.
"""

from __future__ import annotations

import hashlib
import json
import logging
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    VerifierKey,
    parse_checkpoint,
    read_checkpoint,
    split_note,
)
from control_room.audit.cosignature import AddCheckpoint, CosignerKey
from control_room.audit.epochs import EpochCertificate, Trust
from control_room.errors import ControlRoomError
from control_room.services.posting import TIMEOUT_S, Answer, NoAnswer, get, post
from control_room.texts import QT_TRANSLATE_NOOP, Text

logger = logging.getLogger(__name__)

Proof = Callable[[int, int], Sequence[bytes]]
"""Takes an older and a newer size, returns the consistency proof between them."""

_TEXT = "text/plain; charset=utf-8"


class WitnessMissing(ControlRoomError):
    """A witness did not cosign; the other anchors are not concerned."""

    def __init__(self, url: str, reason: Text) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("anchors", "The witness {url} did not sign: {reason}").of(
                url=url, reason=reason
            ),
            QT_TRANSLATE_NOOP("anchors", "The other anchors are not concerned."),
            QT_TRANSLATE_NOOP("anchors", "Vigie tries again by itself; tell the administrator."),
        )


class WitnessContradicts(ControlRoomError):
    """A witness holds a checkpoint of this log that the log does not contain.

    Attributes:
        note: that checkpoint, signed by a key of this log.
        certificates: of the keys that signed it.
    """

    def __init__(self, url: str, note: str, certificates: Sequence[str]) -> None:
        self.note = note
        self.certificates = tuple(certificates)
        super().__init__(
            QT_TRANSLATE_NOOP("anchors", "The witness {url} holds another history of this log.").of(
                url=url
            ),
            QT_TRANSLATE_NOOP(
                "anchors", "This database was put back to an older state, or copied and carried on."
            ),
            QT_TRANSLATE_NOOP(
                "anchors", "Leave everything as it is; tell the person in charge of the site."
            ),
        )

    def files(self) -> dict[str, bytes]:
        """What to keep among the anchors, so that every verification finds it."""
        note = self.note.encode()
        size = parse_checkpoint(split_note(self.note)[0]).size
        mark = hashlib.sha256(note).hexdigest()[:8]
        return {f"witnessed-{size:012d}-{mark}.txt": note}


@dataclass(frozen=True)
class WitnessClient:
    """A workstation that keeps our checkpoints.

    Attributes:
        key: that it signs with.
    """

    url: str
    key: CosignerKey
    timeout_s: float = TIMEOUT_S

    @property
    def mark(self) -> str:
        """Tells its files from those of other witnesses."""
        return self.key.key_id.hex()

    def cosign(self, note: str, trust: Trust, proof: Proof) -> str:
        """The witness's signature line over the checkpoint, checked.

        Args:
            trust: the certificates it may need.

        Raises:
            WitnessContradicts: it holds a signed checkpoint that this one does not contain.
            WitnessMissing: it cannot be reached, does not know us, or answers nonsense.
        """
        stated = parse_checkpoint(split_note(note)[0])
        answer = self._submit(note, 0, proof)
        if answer.status == 403:
            self._introduce(trust)
            answer = self._submit(note, 0, proof)
        if answer.status == 409:
            held = _size(answer)
            if held is None or held > stated.size:
                raise self._contradiction(trust, stated)
            answer = self._submit(note, held, proof)
        if answer.status in (409, 422):
            raise self._contradiction(trust, stated)
        if answer.status != 200:
            raise self._missing(answer)
        return self._line(note, answer)

    def _submit(self, note: str, held: int, proof: Proof) -> Answer:
        size = parse_checkpoint(split_note(note)[0]).size
        request = AddCheckpoint(held, tuple(proof(held, size)), note)
        return self._ask("add-checkpoint", request.text())

    def _introduce(self, trust: Trust) -> None:
        """Hand over the certificates of the log's keys, the newest last."""
        for certificate in trust.certificates:
            answer = self._ask("add-certificate", certificate)
            if answer.status != 200:
                raise self._missing(answer)

    def _contradiction(self, trust: Trust, stated: Checkpoint) -> ControlRoomError:
        """What the witness holds, if a key of this log signed it."""
        try:
            answer = get(
                f"{self.url.rstrip('/')}/newest/{urllib.parse.quote(trust.origin, safe='')}",
                timeout_s=self.timeout_s,
            )
            told = json.loads(answer.content)
            note, certificates = str(told["checkpoint"]), [str(one) for one in told["certificates"]]
            held = _proven(note, certificates, trust.site)
        except (NoAnswer, ValueError, TypeError, KeyError) as error:
            logger.warning("witness %s: refuses and shows nothing: %s", self.url, error)
            return WitnessMissing(
                self.url, QT_TRANSLATE_NOOP("anchors", "it refuses and does not show why.")
            )
        if held.origin != trust.origin or held == stated:
            return WitnessMissing(
                self.url, QT_TRANSLATE_NOOP("anchors", "it refuses and does not show why.")
            )
        return WitnessContradicts(self.url, note, certificates)

    def _line(self, note: str, answer: Answer) -> str:
        line = answer.content.decode(errors="replace")
        try:
            self.key.cosigned_at(note + line)
        except (NotANote, SignatureWrong, SignedByNobodyKnown) as error:
            raise WitnessMissing(
                self.url, QT_TRANSLATE_NOOP("anchors", "its signature is not to be believed.")
            ) from error
        return line

    def _ask(self, path: str, content: str) -> Answer:
        try:
            url = f"{self.url.rstrip('/')}/{path}"
            return post(url, content.encode(), _TEXT, timeout_s=self.timeout_s)
        except NoAnswer as error:
            logger.warning("witness %s: %s", self.url, error)
            raise WitnessMissing(
                self.url, QT_TRANSLATE_NOOP("anchors", "it does not answer.")
            ) from error

    def _missing(self, answer: Answer) -> WitnessMissing:
        logger.warning("witness %s: status %d", self.url, answer.status)
        if answer.status in (403, 404):
            reason = QT_TRANSLATE_NOOP("anchors", "it was not told of this log's site key.")
        else:
            reason = QT_TRANSLATE_NOOP("anchors", "it cannot keep checkpoints now.")
        return WitnessMissing(self.url, reason)


def _size(answer: Answer) -> int | None:
    text = answer.content.decode(errors="replace").removesuffix("\n")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 16 else None


def _proven(note: str, certificates: Sequence[str], site: VerifierKey | None) -> Checkpoint:
    """The checkpoint of a note that a certified key of this log signed.

    Raises:
        ValueError: none did.
    """
    if site is None:
        raise NotANote("no site's key to believe in")
    epochs = [EpochCertificate.read(certificate, site) for certificate in certificates]
    return read_checkpoint(note, [epoch.key for epoch in epochs])
