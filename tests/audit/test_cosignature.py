"""C2SP tlog-cosignature and the rule of tlog-witness."""

import base64
import subprocess
from datetime import UTC, datetime

import pytest

from control_room.audit.checkpoint import (
    Checkpoint,
    NotANote,
    SignatureWrong,
    SignedByNobodyKnown,
    Signer,
)
from control_room.audit.cosignature import (
    AddCheckpoint,
    Cosigner,
    CosignerKey,
    Refused,
    check_growth,
)
from control_room.audit.tree import Frontier, consistency_proof, leaf_hash

ORIGIN = "vigie.local/33063/aa"
LOG = Signer(ORIGIN, b"l" * 32)
WITNESS = Cosigner("poste-2.example/witness", b"w" * 32)
AT = datetime(2026, 3, 14, 22, 5, 9, tzinfo=UTC)


class Tree:
    """A log's tree, with its own entries from `forked_at` on."""

    def __init__(self, size, forked_at=1000):
        self.nodes = {}
        self.edges = [Frontier()]
        for seq in range(size):
            leaf = leaf_hash(b"%d/%d" % (seq, seq >= forked_at))
            self.nodes[(0, seq)] = leaf
            edge, completed = self.edges[-1].append(leaf)
            self.nodes.update({(node.level, node.index): node.hash for node in completed})
            self.edges.append(edge)

    def checkpoint(self, size):
        return Checkpoint(ORIGIN, size, self.edges[size].root())

    def request(self, old, new):
        proof = consistency_proof(old, new, lambda level, index: self.nodes[(level, index)])
        return AddCheckpoint(old, tuple(proof), LOG.sign(self.checkpoint(new).text()))


TREE = Tree(40)
NOTE = LOG.sign(TREE.checkpoint(12).text())


def refusal(request, known, keys=(LOG.verifier,)):
    with pytest.raises(Refused) as told:
        check_growth(request, known, keys)
    return told.value.status, told.value.size


def test_a_cosigned_note_says_when():
    assert WITNESS.key.cosigned_at(NOTE + WITNESS.cosign(NOTE, AT)) == AT


def test_openssl_verifies_a_cosignature_too(tmp_path):
    """The message as the specification words it, checked without our code."""
    blob = base64.b64decode(WITNESS.cosign(NOTE, AT).split(" ")[2])
    assert blob[4:12] == int(AT.timestamp()).to_bytes(8, "big")
    root = base64.b64encode(TREE.checkpoint(12).root).decode()
    message = f"cosignature/v1\ntime {int(AT.timestamp())}\n{ORIGIN}\n12\n{root}\n"
    (tmp_path / "message").write_text(message)
    (tmp_path / "signature").write_bytes(blob[12:])
    (tmp_path / "key").write_bytes(bytes.fromhex("302a300506032b6570032100") + WITNESS.key.public)
    subprocess.run(
        [
            *("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-keyform", "DER"),
            *("-rawin", "-in", "message", "-sigfile", "signature"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )


def test_keys_survive_writing():
    assert CosignerKey.read(WITNESS.key.written()) == WITNESS.key
    assert Cosigner.read(WITNESS.written()) == WITNESS


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name+00000000",
        WITNESS.key.written().replace("+", "+0", 1),
        LOG.verifier.written(),
        "two words" + WITNESS.key.written(),
        WITNESS.key.written()[:-4],
    ],
)
def test_no_key_of_a_witness(vkey):
    with pytest.raises(NotANote):
        CosignerKey.read(vkey)


def test_no_private_key_of_a_witness():
    other = Cosigner.new(WITNESS.name).written().split("+")
    for skey in (WITNESS.key.written(), "+".join([*WITNESS.written().split("+")[:4], other[-1]])):
        with pytest.raises(NotANote):
            Cosigner.read(skey)


def test_an_altered_cosignature_does_not_hold():
    line = WITNESS.cosign(NOTE, AT)
    with pytest.raises(SignatureWrong):
        WITNESS.key.cosigned_at(LOG.sign(TREE.checkpoint(13).text()) + line)
    _, name, written = line.split(" ")
    blob = bytearray(base64.b64decode(written))
    blob[11] ^= 1
    with pytest.raises(SignatureWrong):
        WITNESS.key.cosigned_at(f"{NOTE}— {name} {base64.b64encode(blob).decode()}\n")


def test_nobody_cosigned():
    with pytest.raises(SignedByNobodyKnown):
        WITNESS.key.cosigned_at(NOTE + Cosigner.new(WITNESS.name).cosign(NOTE, AT))


def test_requests_survive_writing():
    for old, new in ((0, 5), (5, 5), (5, 33)):
        request = TREE.request(old, new)
        assert AddCheckpoint.read(request.text()) == request
        assert request.stated() == TREE.checkpoint(new)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "old 0",
        f"old 00\n\n{NOTE}",
        f"old -1\n\n{NOTE}",
        f"old ²\n\n{NOTE}",
        f"old 99999999999999999\n\n{NOTE}",
        f"new 0\n\n{NOTE}",
        f"old 0\nAAAA\n\n{NOTE}",
        f"old 0\nnot base64\n\n{NOTE}",
        "old 9\n" + "A" * 43 + "=\n" * 64 + f"\n{NOTE}",
        "old 9\n" + ("A" * 43 + "=\n") * 64 + f"\n{NOTE}",
    ],
)
def test_garbled_requests(text):
    with pytest.raises(NotANote):
        AddCheckpoint.read(text)


def test_the_witness_follows_a_growing_log():
    known = None
    for size in (3, 3, 4, 7, 32, 33, 40):
        request = TREE.request(known.size if known else 0, size)
        known = check_growth(AddCheckpoint.read(request.text()), known, [LOG.verifier])
        assert known == TREE.checkpoint(size)


def test_a_fork_is_refused():
    known = TREE.checkpoint(20)
    assert refusal(Tree(40, forked_at=19).request(20, 40), known) == (422, None)
    assert refusal(Tree(40, forked_at=19).request(20, 20), known) == (409, 20)


def test_a_rollback_is_refused():
    known = TREE.checkpoint(20)
    assert refusal(TREE.request(7, 12), known) == (409, 20)
    late = AddCheckpoint(20, (), TREE.request(0, 12).note)
    assert refusal(late, known) == (400, None)


def test_another_size_than_the_one_held_is_told():
    assert refusal(TREE.request(7, 30), TREE.checkpoint(20)) == (409, 20)
    assert refusal(TREE.request(7, 30), None) == (409, 0)


def test_a_stranger_is_refused():
    assert refusal(TREE.request(0, 12), None, [Signer.new(ORIGIN).verifier]) == (403, None)
    assert refusal(TREE.request(0, 12), None, []) == (403, None)


def test_an_altered_checkpoint_is_refused():
    request = TREE.request(0, 12)
    altered = AddCheckpoint(0, (), request.note.replace("\n12\n", "\n13\n"))
    assert refusal(altered, None) == (403, None)
    assert refusal(AddCheckpoint(0, (), "garbage"), None) == (400, None)


def test_a_proof_where_none_belongs_is_refused():
    request = TREE.request(0, 12)
    assert refusal(AddCheckpoint(0, (bytes(32),), request.note), None) == (422, None)
    same = AddCheckpoint(12, (bytes(32),), request.note)
    assert refusal(same, TREE.checkpoint(12)) == (422, None)
