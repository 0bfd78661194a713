"""The newest checkpoint seen of other logs, kept and cosigned here: C2SP tlog-witness.

What is kept of a log is written before it is cosigned, and read anew for each request: a witness
that was killed, or whose disk is full, never signs less than it signed before.
"""

from __future__ import annotations

import json
import logging
import threading
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    VerifierKey,
    parse_checkpoint,
    split_note,
)
from control_room.audit.cosignature import AddCheckpoint, Cosigner, Refused, check_growth
from control_room.audit.epochs import EpochCertificate, site_key_name
from control_room.places import DataFolder
from control_room.storage.errors import SigningKeyWrong, file_errors_told
from control_room.storage.files import write_atomically

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP."""

    status: int
    content: str = ""
    content_type: str = "text/plain; charset=utf-8"


class WitnessDesk:
    """The logs that this workstation witnesses. May be called from any thread."""

    def __init__(
        self,
        folder: DataFolder,
        logs: Sequence[VerifierKey],
        cosigner: Cosigner,
        *,
        now: Callable[[], datetime],
        forked: Callable[[str, int], object],
        grown: Callable[[str, int], object],
    ) -> None:
        """Witness these logs and no others.

        Args:
            logs: their sites' keys, whose names end in `/site`.
            forked: told the origin and size of a signed checkpoint that contradicts what is kept.
            grown: told those of one that was cosigned.
        """
        suffix = site_key_name("")
        self._sites = {
            site.name.removesuffix(suffix): site for site in logs if site.name.endswith(suffix)
        }
        self._folder = folder.witnessed
        self._cosigner = cosigner
        self._now = now
        self._forked = forked
        self._grown = grown
        self._turn = threading.Lock()

    def add_checkpoint(self, text: str) -> Reply:
        """Answer a request to cosign."""
        try:
            request = AddCheckpoint.read(text)
            stated = request.stated()
        except NotANote:
            return Reply(400)
        if stated.origin not in self._sites:
            return Reply(404)
        with self._turn:
            try:
                kept = self._kept(stated.origin)
                keys = [epoch.key for epoch in self._epochs(stated) if epoch.first < stated.size]
                check_growth(request, _checkpoint(kept), keys)
                line = self._cosigner.cosign(request.note, self._now())
                self._keep(stated.origin, "note", request.note)
            except Refused as refused:
                return self._refused(refused, stated)
            except OSError:
                logger.exception("witness: %s not kept", stated.origin)
                return Reply(500)
        self._grown(stated.origin, stated.size)
        return Reply(200, line)

    def add_certificate(self, note: str) -> Reply:
        """Take the certificate of a key that a log is signed with from now on."""
        try:
            origin = split_note(note)[0].partition("\n")[0].removesuffix("/epoch")
            if origin not in self._sites:
                return Reply(404)
            certificate = EpochCertificate.read(note, self._sites[origin])
        except NotANote:
            return Reply(400)
        except (SignatureWrong, SignedByNobodyKnown):
            return Reply(403)
        with self._turn:
            try:
                self._keep(origin, f"epoch-{certificate.number:06d}", note)
            except OSError:
                logger.exception("witness: certificate of %s not kept", origin)
                return Reply(500)
        return Reply(200)

    def newest(self, origin: str) -> Reply:
        """What is kept of a log: its checkpoint, and the certificates of the keys that may sign it.

        A log that was put back to an older state may have lost both.
        """
        if origin not in self._sites:
            return Reply(404)
        with self._turn:
            try:
                kept = self._kept(origin)
                checkpoint = _checkpoint(kept)
                if kept is None or checkpoint is None:
                    return Reply(404)
                signers = {key_id for _, key_id, _ in split_note(kept)[1]}
                certificates = [
                    note
                    for note, epoch in self._certificates(origin)
                    if epoch.key.key_id in signers
                ]
            except OSError:
                logger.exception("witness: %s not read", origin)
                return Reply(500)
        told = {"checkpoint": kept, "certificates": certificates}
        return Reply(200, json.dumps(told, ensure_ascii=False), "application/json")

    def _refused(self, refused: Refused, stated: Checkpoint) -> Reply:
        if refused.status == 422 or (refused.status == 409 and refused.size == stated.size):
            logger.error("witness: %s contradicts itself at %d", stated.origin, stated.size)
            self._forked(stated.origin, stated.size)
        if refused.size is None:
            return Reply(refused.status)
        return Reply(refused.status, f"{refused.size}\n", "text/x.tlog.size")

    def _epochs(self, stated: Checkpoint) -> list[EpochCertificate]:
        return [epoch for _, epoch in self._certificates(stated.origin)]

    def _certificates(self, origin: str) -> list[tuple[str, EpochCertificate]]:
        notes = [path.read_text() for path in sorted(self._of(origin).glob("epoch-*"))]
        return [(note, EpochCertificate.read(note, self._sites[origin])) for note in notes]

    def _kept(self, origin: str) -> str | None:
        try:
            return (self._of(origin) / "note").read_text()
        except FileNotFoundError:
            return None

    def _keep(self, origin: str, name: str, content: str) -> None:
        folder = self._of(origin)
        folder.mkdir(mode=0o700, exist_ok=True)
        write_atomically(folder / name, content.encode())

    def _of(self, origin: str) -> Path:
        return self._folder / urllib.parse.quote(origin, safe="")


def witness_key(folder: DataFolder, workstation: str) -> Cosigner:
    """The key with which this workstation cosigns; made when it is asked for first.

    Raises:
        SigningKeyWrong: the key's file is damaged.
        ControlRoomError: it cannot be read or written.
    """
    path = folder.witness_key
    with file_errors_told(folder.keys):
        try:
            return Cosigner.read(path.read_text())
        except FileNotFoundError:
            cosigner = Cosigner.new(f"vigie.local/witness/{workstation}")
            write_atomically(path, f"{cosigner.written()}\n".encode())
            return cosigner
        except (NotANote, UnicodeDecodeError) as error:
            raise SigningKeyWrong(path) from error


def _checkpoint(note: str | None) -> Checkpoint | None:
    return None if note is None else parse_checkpoint(split_note(note)[0])
