"""Signed statements of the log's size and root: C2SP tlog-checkpoint in a C2SP signed note.

A checkpoint kept outside the database is what shows that entries at its end were taken away or
that the whole file was put back to an older state.

    vigie.local/33063/2f4c…        origin
    1024                           size: number of entries
    pIkzV5…=                       root, base64
                                   empty line
    — vigie.local/33063/2f4c… AbC… signature: base64 of key id (4 bytes) and Ed25519 (64 bytes)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_PRIVATE_MARK = "PRIVATE+KEY+"
_MAX_NOTE_CHARS = 1_000_000
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NotANote(ValueError):
    """The text is not a signed note, a key or a checkpoint of the form asked for."""


class SignatureWrong(ValueError):
    """A key that we know is named, and its signature does not hold."""


class SignedByNobodyKnown(ValueError):
    """No signature comes from a key that we know."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key with the name under which it signs."""

    name: str
    public: bytes

    @classmethod
    def read(cls, vkey: str) -> VerifierKey:
        """From `name+keyid+base64`.

        Raises:
            NotANote: another form, or a key id that does not belong to the key.
        """
        name, public = _read_key(vkey)
        return cls(name, public)

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return _key_id(self.name, self.public)

    def written(self) -> str:
        """The key as `name+keyid+base64`."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.public)}"

    def holds(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature over the message is this key's."""
        try:
            _public_key(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key with the name of the log that it signs."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def new(cls, name: str) -> Signer:
        """A fresh key.

        Raises:
            NotANote: the name is empty, has a space or a plus sign.
        """
        _check_name(name)
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, skey: str) -> Signer:
        """From the text of `written`.

        Raises:
            NotANote: another form, or a damaged key.
        """
        if not skey.startswith(_PRIVATE_MARK):
            raise NotANote("not a signing key")
        name, key_id, seed = _key_parts(skey.removeprefix(_PRIVATE_MARK))
        signer = cls(name, seed)
        if signer.verifier.key_id != key_id:
            raise NotANote("the key id does not belong to the key")
        return signer

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw())

    def written(self) -> str:
        """The key as `PRIVATE+KEY+name+keyid+base64`: secret."""
        key_id = self.verifier.key_id.hex()
        return f"{_PRIVATE_MARK}{self.name}+{key_id}+{_base64(_ED25519 + self.seed)}"

    def sign(self, text: str) -> str:
        """The signed note of `text`, which ends with a line feed."""
        return sign_with(text, [self])

    def signature_line(self, text: str) -> str:
        """What this key adds to the note of `text`."""
        signature = self._private.sign(text.encode())
        return f"— {self.name} {_base64(self.verifier.key_id + signature)}\n"

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True)
class Checkpoint:
    """What the log was: so many entries, with this root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


def sign_with(text: str, signers: Sequence[Signer]) -> str:
    """The signed note of `text`, which ends with a line feed, with a signature of each signer."""
    return text + "\n" + "".join(signer.signature_line(text) for signer in signers)


def read_checkpoint(note: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint of a note that a known key signed.

    Raises:
        NotANote: not a signed checkpoint.
        SignatureWrong: altered, or signed with another key under a known name and id.
        SignedByNobodyKnown: none of `keys` signed it.
    """
    return parse_checkpoint(open_note(note, keys))


def open_note(note: str, keys: Sequence[VerifierKey]) -> str:
    """The text of a note that a known key signed; signatures of unknown keys are passed over.

    Raises:
        NotANote: not a signed note.
        SignatureWrong: a known key's signature does not hold.
        SignedByNobodyKnown: none of `keys` signed it.
    """
    return open_signed(note, keyring(keys))[0]


Keyring = Mapping[tuple[str, bytes], VerifierKey]
"""Keys by name and id, as signatures name them."""


def keyring(keys: Iterable[VerifierKey]) -> Keyring:
    """The keys, to open many notes with."""
    return {(key.name, key.key_id): key for key in keys}


def open_signed(note: str, known: Keyring) -> tuple[str, tuple[VerifierKey, ...]]:
    """The text of a note and the known keys that signed it; others are passed over.

    Raises:
        NotANote: not a signed note.
        SignatureWrong: a known key's signature does not hold.
        SignedByNobodyKnown: no known key signed it.
    """
    text, signatures = split_note(note)
    message = text.encode()
    signed_by: list[VerifierKey] = []
    for name, key_id, signature in signatures:
        key = known.get((name, key_id))
        if key is None:
            continue
        if not key.holds(signature, message):
            raise SignatureWrong(f"the signature of {name} does not hold")
        signed_by.append(key)
    if not signed_by:
        raise SignedByNobodyKnown("no signature of a known key")
    return text, tuple(signed_by)


def split_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """A note's text and its signatures as (name, key id, signature), nothing checked but the form.

    Raises:
        NotANote: not a signed note.
    """
    if len(note) > _MAX_NOTE_CHARS or not note.endswith("\n"):
        raise NotANote("not a signed note")
    if _CONTROL.search(note):
        raise NotANote("a control character")
    text, separator, signature_lines = note.rpartition("\n\n")
    if not separator or not text or not signature_lines:
        raise NotANote("text and signatures are not apart")
    return text + "\n", [_signature(line) for line in signature_lines[:-1].split("\n")]


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that these lines state; extension lines are passed over.

    Raises:
        NotANote: not origin, size and root.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NotANote("not origin, size and root")
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdecimal()) or (size[0] == "0" and size != "0"):
        raise NotANote("not a size")
    hash_bytes = _unbase64(root)
    if len(hash_bytes) != hashlib.sha256().digest_size:
        raise NotANote("not a root")
    return Checkpoint(origin, int(size), hash_bytes)


@lru_cache(maxsize=64)
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise NotANote("not a signature line")
    _check_name(parts[1])
    blob = _unbase64(parts[2])
    if len(blob) <= _KEY_ID_BYTES:
        raise NotANote("a signature too short")
    return parts[1], blob[:_KEY_ID_BYTES], blob[_KEY_ID_BYTES:]


def _read_key(written: str) -> tuple[str, bytes]:
    name, key_id, public = _key_parts(written)
    if _key_id(name, public) != key_id:
        raise NotANote("the key id does not belong to the key")
    return name, public


def _key_parts(written: str) -> tuple[str, bytes, bytes]:
    # The base64 may hold plus signs too: only the first two part the fields.
    parts = written.strip().split("+", 2)
    if len(parts) != 3:
        raise NotANote("not name, key id and key")
    name, key_id, key = parts
    _check_name(name)
    blob = _unbase64(key)
    if blob[:1] != _ED25519 or len(blob) != 33:
        raise NotANote("not an Ed25519 key")
    try:
        return name, bytes.fromhex(key_id), blob[1:]
    except ValueError as error:
        raise NotANote("not a key id") from error


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise NotANote("not the name of a key")


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_ID_BYTES]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("not base64") from error
