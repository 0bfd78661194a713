"""Which key may sign which part of a log: epochs, certified by the site's key.

The site's key stands above the keys that sign checkpoints, one after the other: an epoch each. Its
certificate is a C2SP signed note by the site's key; a checkpoint of `size` counts only where
`first < size`, and `size` is not past the entry that hands over to the next epoch.

    vigie.local/33063/2f4c…/epoch         origin, and what it certifies
    2                                     number, from 1, unique in the log
    1024                                  first: entries before the epoch's first one
    vigie.local/33063/2f4c…+9f3a…+AbC…    public key of the epoch
                                          empty line
    — vigie.local/33063/2f4c…/site DeF…   signature of the site's key
"""

from __future__ import annotations

from dataclasses import dataclass

from control_room.audit.checkpoint import NotANote, VerifierKey, open_note

_EPOCH = "/epoch"
_SITE = "/site"


def site_key_name(origin: str) -> str:
    """The name under which the site's key of that log signs."""
    return origin + _SITE


@dataclass(frozen=True)
class EpochCertificate:
    """The site's word that a key signs the log from an entry on.

    Attributes:
        number: from 1, over all workstations.
        first: size of the log before the epoch's first entry.
        key: its name is the log's origin.
    """

    origin: str
    number: int
    first: int
    key: VerifierKey

    def text(self) -> str:
        """The lines that the site's key signs."""
        return f"{self.origin}{_EPOCH}\n{self.number}\n{self.first}\n{self.key.written()}\n"

    @classmethod
    def read(cls, note: str, site: VerifierKey) -> EpochCertificate:
        """The certificate in a note that the site's key signed.

        Raises:
            NotANote: not a signed certificate.
            SignatureWrong: altered.
            SignedByNobodyKnown: the site's key did not sign it.
        """
        lines = open_note(note, [site]).split("\n")
        if len(lines) != 5 or not lines[0].endswith(_EPOCH):
            raise NotANote("not origin, number, first and key")
        key = VerifierKey.read(lines[3])
        certificate = cls(lines[0].removesuffix(_EPOCH), _whole(lines[1]), _whole(lines[2]), key)
        if certificate.number == 0 or certificate.key.name != certificate.origin:
            raise NotANote("not the number and the key of an epoch")
        if certificate.text() != "\n".join(lines):
            raise NotANote("not in the one form of a certificate")
        return certificate


@dataclass(frozen=True)
class Trust:
    """All that verification believes in.

    Attributes:
        origin: name of the log.
        site: public key above all others; None where it is missing: then nothing is proven.
        certificates: signed notes of the epochs, checked before they are believed.
    """

    origin: str
    site: VerifierKey | None
    certificates: tuple[str, ...]


def _whole(written: str) -> int:
    if not (written.isascii() and written.isdecimal()) or len(written) > 16:
        raise NotANote("not a whole number")
    return int(written)
