"""Only what the site's key signed says which key an epoch has."""

import pytest

from control_room.audit.checkpoint import (
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    Signer,
    sign_with,
    split_note,
)
from control_room.audit.epochs import EpochCertificate, site_key_name

ORIGIN = "vigie.local/33063/0123456789abcdef"
SITE = Signer.new(site_key_name(ORIGIN))
EPOCH = Signer.new(ORIGIN)
CERTIFICATE = EpochCertificate(ORIGIN, 2, 1024, EPOCH.verifier)


def test_a_certificate_has_four_lines():
    assert CERTIFICATE.text() == f"{ORIGIN}/epoch\n2\n1024\n{EPOCH.verifier.written()}\n"
    assert SITE.name == f"{ORIGIN}/site"


def test_a_certificate_is_read_back_from_its_note():
    assert EpochCertificate.read(SITE.sign(CERTIFICATE.text()), SITE.verifier) == CERTIFICATE


@pytest.mark.parametrize("signer", [EPOCH, Signer.new(SITE.name)])
def test_no_other_key_certifies(signer):
    with pytest.raises(SignedByNobodyKnown):
        EpochCertificate.read(signer.sign(CERTIFICATE.text()), SITE.verifier)


def test_an_altered_certificate_is_refused():
    note = SITE.sign(CERTIFICATE.text()).replace("\n1024\n", "\n512\n")
    with pytest.raises(SignatureWrong):
        EpochCertificate.read(note, SITE.verifier)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n2\n1024\n{EPOCH.verifier.written()}\n",
        f"{ORIGIN}/epoch\n2\n1024\n",
        f"{ORIGIN}/epoch\n2\n1024\n{EPOCH.verifier.written()}\nmore\n",
        f"{ORIGIN}/epoch\n0\n1024\n{EPOCH.verifier.written()}\n",
        f"{ORIGIN}/epoch\n-2\n1024\n{EPOCH.verifier.written()}\n",
        f"{ORIGIN}/epoch\n02\n1024\n{EPOCH.verifier.written()}\n",
        f"{ORIGIN}/epoch\n٢\n1024\n{EPOCH.verifier.written()}\n",
        f"{ORIGIN}/epoch\n2\n10000000000000000\n{EPOCH.verifier.written()}0\n",
        f"{ORIGIN}/epoch\n2\n99999999999999999\n{EPOCH.verifier.written()}\n",
        f"{ORIGIN}/epoch\n2\n1024\n{SITE.verifier.written()}\n",
        f"{ORIGIN}/epoch\n2\n1024\nno key\n",
    ],
)
def test_other_texts_are_no_certificate(text):
    with pytest.raises(NotANote):
        EpochCertificate.read(SITE.sign(text), SITE.verifier)


def test_a_note_may_have_several_signatures():
    text, signatures = split_note(sign_with(CERTIFICATE.text(), [SITE, EPOCH]))
    assert text == CERTIFICATE.text()
    assert [name for name, _, _ in signatures] == [SITE.name, EPOCH.name]
    for signer, (_, key_id, signature) in zip([SITE, EPOCH], signatures, strict=True):
        assert key_id == signer.verifier.key_id
        assert signer.verifier.holds(signature, text.encode())
