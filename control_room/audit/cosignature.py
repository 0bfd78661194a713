"""Cosignatures of a witness: C2SP tlog-cosignature (Ed25519) and the rule of tlog-witness.

A witness keeps the newest checkpoint that it saw of a log, and signs, with the hour, one that
contains it; never two that contradict each other. It needs the keys of the log, not its content.

    old 20852014                   size that the witness is thought to have
    PlRNCrwHpqhGrupue0L7…=         hashes of the consistency proof, base64
                                   empty line
    vigie.local/33063/2f4c…        the checkpoint's note
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

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
from control_room.audit.tree import consistency_holds

_COSIGNATURE = b"\x04"
_KEY_BYTES = 32
_TIME_BYTES = 8
_PRIVATE_MARK = "PRIVATE+KEY+"
MAX_PROOF = 63


class Refused(Exception):
    """The witness does not cosign.

    Attributes:
        status: of HTTP, as the protocol gives it.
        size: what the witness holds, where the sizes do not meet.
    """

    def __init__(self, status: int, size: int | None = None) -> None:
        self.status = status
        self.size = size
        super().__init__(status)


@dataclass(frozen=True)
class CosignerKey:
    """The public key of a witness, with the name under which it signs."""

    name: str
    public: bytes

    @classmethod
    def read(cls, vkey: str) -> CosignerKey:
        """From `name+keyid+base64`.

        Raises:
            NotANote: another form or kind of key, or a key id that does not belong to it.
        """
        name, key_id, public = _key_parts(vkey)
        key = cls(name, public)
        if key.key_id.hex() != key_id:
            raise NotANote("the key id does not belong to the key")
        return key

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys and kinds of signature apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + _COSIGNATURE + self.public).digest()[:4]

    def written(self) -> str:
        """The key as `name+keyid+base64`."""
        public = base64.b64encode(_COSIGNATURE + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{public}"

    def cosigned_at(self, note: str) -> datetime:
        """When (aware UTC) this witness cosigned the note; other signatures are passed over.

        Raises:
            NotANote: not a signed note.
            SignatureWrong: its cosignature does not hold.
            SignedByNobodyKnown: it did not cosign.
        """
        text, signatures = split_note(note)
        for name, key_id, signature in signatures:
            if (name, key_id) == (self.name, self.key_id):
                seconds = int.from_bytes(signature[:_TIME_BYTES], "big")
                try:
                    key = Ed25519PublicKey.from_public_bytes(self.public)
                    key.verify(signature[_TIME_BYTES:], _message(text, seconds))
                    return datetime.fromtimestamp(seconds, UTC)
                except (InvalidSignature, ValueError, OverflowError, OSError) as error:
                    raise SignatureWrong(f"the cosignature of {name} does not hold") from error
        raise SignedByNobodyKnown("no cosignature of this witness")


@dataclass(frozen=True)
class Cosigner:
    """A witness's private key with its name."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def new(cls, name: str) -> Cosigner:
        """A fresh key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, skey: str) -> Cosigner:
        """From the text of `written`.

        Raises:
            NotANote: another form, or a damaged key.
        """
        if not skey.startswith(_PRIVATE_MARK):
            raise NotANote("not a signing key")
        name, key_id, seed = _key_parts(skey.removeprefix(_PRIVATE_MARK))
        cosigner = cls(name, seed)
        if cosigner.key.key_id.hex() != key_id:
            raise NotANote("the key id does not belong to the key")
        return cosigner

    @property
    def key(self) -> CosignerKey:
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return CosignerKey(self.name, private.public_key().public_bytes_raw())

    def written(self) -> str:
        """The key as `PRIVATE+KEY+name+keyid+base64`: secret."""
        seed = base64.b64encode(_COSIGNATURE + self.seed).decode()
        return f"{_PRIVATE_MARK}{self.name}+{self.key.key_id.hex()}+{seed}"

    def cosign(self, note: str, at: datetime) -> str:
        """The signature line over the note's text, with the hour.

        Raises:
            NotANote: not a signed note.
        """
        seconds = int(at.timestamp())
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        signature = private.sign(_message(split_note(note)[0], seconds))
        blob = self.key.key_id + seconds.to_bytes(_TIME_BYTES, "big") + signature
        return f"— {self.name} {base64.b64encode(blob).decode()}\n"


@dataclass(frozen=True)
class AddCheckpoint:
    """The request to cosign a checkpoint.

    Attributes:
        old_size: of the checkpoint that the witness is thought to hold; 0 for none.
        proof: that it is contained in this one.
    """

    old_size: int
    proof: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """The request's body."""
        proof = "".join(f"{base64.b64encode(step).decode()}\n" for step in self.proof)
        return f"old {self.old_size}\n{proof}\n{self.note}"

    @classmethod
    def read(cls, text: str) -> AddCheckpoint:
        """From a request's body.

        Raises:
            NotANote: another form.
        """
        head, separator, note = text.partition("\n\n")
        first, *steps = head.split("\n")
        word, _, old_size = first.partition(" ")
        whole = old_size.isascii() and old_size.isdecimal() and len(old_size) <= 16
        if not separator or word != "old" or not whole or str(int(old_size)) != old_size:
            raise NotANote("not old size, proof and checkpoint")
        if len(steps) > MAX_PROOF:
            raise NotANote("a proof too long")
        return cls(int(old_size), tuple(_hash(step) for step in steps), note)

    def stated(self) -> Checkpoint:
        """The checkpoint, its signature not looked at.

        Raises:
            NotANote: it is none.
        """
        return parse_checkpoint(split_note(self.note)[0])


def check_growth(
    request: AddCheckpoint, known: Checkpoint | None, keys: Sequence[VerifierKey]
) -> Checkpoint:
    """The checkpoint that a witness may cosign and must then keep.

    Args:
        known: what it holds of that log.
        keys: that may sign the log at the size stated.

    Raises:
        Refused: it may not.
    """
    try:
        new = read_checkpoint(request.note, keys)
    except NotANote as error:
        raise Refused(400) from error
    except (SignatureWrong, SignedByNobodyKnown) as error:
        raise Refused(403) from error
    held = known.size if known else 0
    if request.old_size > new.size:
        raise Refused(400)
    if request.old_size != held:
        raise Refused(409, held)
    if known is None:
        # A first checkpoint, of whatever size, has nothing to be consistent with.
        if request.proof:
            raise Refused(422)
    elif held == new.size and known.root != new.root:
        raise Refused(409, held)
    elif not consistency_holds(held, new.size, known.root, new.root, request.proof):
        raise Refused(422)
    return new


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _hash(written: str) -> bytes:
    step = _unbase64(written)
    if len(step) != hashlib.sha256().digest_size:
        raise NotANote("not a hash")
    return step


def _key_parts(written: str) -> tuple[str, str, bytes]:
    # The base64 may hold plus signs too: only the first two part the fields.
    parts = written.strip().split("+", 2)
    if len(parts) != 3 or not parts[0] or any(sign.isspace() for sign in parts[0]):
        raise NotANote("not name, key id and key")
    key = _unbase64(parts[2])
    if key[:1] != _COSIGNATURE or len(key) != 1 + _KEY_BYTES:
        raise NotANote("not a key for Ed25519 cosignatures")
    return parts[0], parts[1], key[1:]


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("not base64") from error
