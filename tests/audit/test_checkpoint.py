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
    keyring,
    open_note,
    open_signed,
    parse_checkpoint,
    read_checkpoint,
    sign_with,
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


# RFC 8032, 7.1: seed, public key, message, signature
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(seed, public, message, signature):
    signer = Signer("rfc8032", bytes.fromhex(seed))
    text = bytes.fromhex(message).decode()
    assert signer.verifier.public.hex() == public
    line = signer.signature_line(text)
    assert base64.b64decode(line.split(" ")[2])[4:].hex() == signature
    assert signer.verifier.holds(bytes.fromhex(signature), bytes.fromhex(message))
    assert not signer.verifier.holds(bytes.fromhex(signature), bytes.fromhex(message) + b"x")


def test_the_example_of_the_note_specification_is_parted_at_its_last_empty_line():
    text, signatures = split_note(
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n"
        "ed è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddn"
        "GITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )
    assert text.endswith("sole:\n\ned è subito sera.\n")
    [(name, key_id, signature)] = signatures
    assert (name, key_id.hex(), len(signature)) == ("quasimodo.example/salvatore", "367ba04b", 64)


def test_the_example_of_the_checkpoint_specification_is_read():
    text, signatures = split_note(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc"
        "yv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    checkpoint = parse_checkpoint(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == text
    assert [name for name, _, _ in signatures] == [checkpoint.origin]


def test_a_note_takes_at_least_sixteen_signatures():
    signers = [Signer.new(f"witness{number}") for number in range(20)]
    note = sign_with(TEXT, signers)
    assert open_note(note, [signers[-1].verifier]) == TEXT
    _, signed_by = open_signed(note, keyring([signers[3].verifier, signers[7].verifier, KEY]))
    assert signed_by == (signers[3].verifier, signers[7].verifier)


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
        CHECKPOINT.text() + "\n",
        CHECKPOINT.text() + "\nmore\n",
    ],
)
def test_other_texts_are_no_checkpoint(text):
    with pytest.raises(NotANote):
        parse_checkpoint(text)
