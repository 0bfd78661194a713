"""Checkpoints are signed notes of the C2SP form, shown by its first implementation's vectors."""

import base64
from hashlib import sha256

import pytest

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    Signer,
    VerifierKey,
    open_note,
    parse_checkpoint,
    read_checkpoint,
    split_note,
)

# golang.org/x/mod/sumdb/note, note_test.go
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
OTHER_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNATURE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{SIGNATURE}"

KEY = VerifierKey.read(VKEY)
OTHER = VerifierKey.read(OTHER_VKEY)
ROOT = sha256(b"").digest()
CHECKPOINT = Checkpoint("vigie.local/33063/00ff", 1024, ROOT)


def test_keys_are_read_and_written_as_in_the_reference():
    assert KEY.name == "PeterNeumann"
    assert KEY.key_id.hex() == "c74f20a3"
    assert KEY.written() == VKEY
    assert OTHER.written() == OTHER_VKEY
    assert Signer.read(SKEY).verifier == KEY
    assert Signer.read(SKEY).written() == SKEY


def test_a_note_is_signed_as_in_the_reference():
    assert Signer.read(SKEY).sign(TEXT) == NOTE


def test_the_references_note_opens():
    assert open_note(NOTE, [OTHER, KEY]) == TEXT


def test_signatures_of_unknown_keys_are_passed_over():
    unknown = f"— Somebody {base64.b64encode(bytes(68)).decode()}\n"
    assert open_note(NOTE + unknown, [KEY]) == TEXT
    with pytest.raises(SignedByNobodyKnown):
        open_note(NOTE, [OTHER])
    with pytest.raises(SignedByNobodyKnown):
        open_note(NOTE, [])


def test_an_altered_text_is_refused():
    with pytest.raises(SignatureWrong):
        open_note(NOTE.replace("problem is", "answer is"), [KEY])


def test_a_key_of_the_same_name_is_another_key():
    namesake = Signer.new(KEY.name)
    with pytest.raises(SignedByNobodyKnown):
        open_note(namesake.sign(TEXT), [KEY])


def test_a_known_keys_bad_signature_spoils_a_note_that_another_signed():
    other = Signer.new("other")
    both = NOTE.replace("cryptography", "Cryptography")
    text = both.partition("\n\n")[0] + "\n"
    with pytest.raises(SignatureWrong):
        open_note(both + other.sign(text).rpartition("\n\n")[2], [other.verifier, KEY])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        TEXT,
        TEXT + "\n",
        SIGNATURE,
        "\n\n" + SIGNATURE,
        NOTE[:-1],
        NOTE + "\n",
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—  "),
        NOTE.replace("x08go", "!08go"),
        NOTE.replace("PeterNeumann ", "Peter+Neumann "),
        NOTE.replace("\n", "\r\n"),
        TEXT + "\n— PeterNeumann x08gow==\n",
        "x" * 1_000_001 + "\n",
    ],
)
def test_other_texts_are_no_note(note):
    with pytest.raises(NotANote):
        split_note(note)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        VKEY.replace("c74f20a3", "c74f20a4"),
        VKEY.replace("c74f20a3", "nothex00"),
        VKEY.replace("+ARpc", "+ARpd"),
        VKEY.replace("+ARpc", "+BRpc"),
        VKEY.replace("PeterNeumann", ""),
        VKEY.replace("PeterNeumann", "Peter Neumann"),
        VKEY[:-4],
        VKEY[:-1] + "!",
        VKEY[:-1] + "é",
    ],
)
def test_other_texts_are_no_public_key(vkey):
    with pytest.raises(NotANote):
        VerifierKey.read(vkey)


@pytest.mark.parametrize("skey", ["", VKEY, SKEY.replace("c74f20a3", "c74f20a4"), SKEY[:-4]])
def test_other_texts_are_no_signing_key(skey):
    with pytest.raises(NotANote):
        Signer.read(skey)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_keys_name_has_no_space_and_no_plus_sign(name):
    with pytest.raises(NotANote):
        Signer.new(name)


def test_a_signers_secret_is_not_printed():
    signer = Signer.new("vigie.local/33063/00ff")
    assert signer.seed.hex() not in repr(signer)
    assert repr(signer.seed) not in repr(signer)


def test_a_checkpoint_has_three_lines():
    assert CHECKPOINT.text() == (
        "vigie.local/33063/00ff\n1024\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    )


def test_a_checkpoint_is_read_back_from_its_note():
    signer = Signer.new(CHECKPOINT.origin)
    note = signer.sign(CHECKPOINT.text())
    assert read_checkpoint(note, [signer.verifier]) == CHECKPOINT


def test_extension_lines_are_passed_over():
    assert parse_checkpoint(CHECKPOINT.text() + "more\n") == CHECKPOINT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        CHECKPOINT.text()[:-1],
        "\n" + CHECKPOINT.text(),
        CHECKPOINT.text().replace("1024", "-1"),
        CHECKPOINT.text().replace("1024", "01024"),
        CHECKPOINT.text().replace("1024", "٣"),
        CHECKPOINT.text().replace("1024", ""),
        CHECKPOINT.text().replace("47DE", "!7DE"),
        CHECKPOINT.text().replace("47DE", ""),
    ],
)
def test_other_texts_are_no_checkpoint(text):
    with pytest.raises(NotANote):
        parse_checkpoint(text)
