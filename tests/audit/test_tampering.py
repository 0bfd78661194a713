"""Both verifiers find every tampering inside the anchored range, agree on it, and never cry wolf.

Of each of 13 classes, by each of 3 attackers, 102 cases; and 1000 clean logs. The stand-alone
verifier is imported, so that thousands of logs take a minute; `tests/services/test_export.py` runs
it as a command.
"""

import pytest

from control_room.audit.entry import Act
from control_room.audit.findings import FindingCode, Status
from control_room.audit.tiles import joined, write_log
from control_room.audit.verify import StoredEntry, verify
from resources.audit import verify as stranger
from tests.audit.tampering import CLASSES, FALSE_SITE, Attacker, attacked
from tests.audit.tampering_logs import KEYS, SITE, Console, certificate, made

EXIT_CODES = {
    Status.SOUND: stranger.SOUND,
    Status.ALTERED: stranger.ALTERED,
    Status.TRUNCATED: stranger.TRUNCATED,
    Status.UNVERIFIABLE: stranger.UNVERIFIABLE,
    Status.UNREADABLE: stranger.UNREADABLE,
}
SEEDS = range(102)
CLEAN = range(1000)
PARTS = 10


class Memory(stranger.Folder):
    """An export that lies in memory."""

    def __init__(self):
        self.files = {}

    def append(self, path, content):
        self.files[path] = self.files.get(path, b"") + content

    def read(self, path, limit):
        content = self.files.get(path)
        assert content is None or len(content) <= limit
        return content

    def has(self, path):
        return path in self.files

    def lines(self, path):
        return iter(self.files.get(path, b"").splitlines())

    def names(self, path):
        start = f"{path}/"
        return [name[len(start) :] for name in self.files if name.startswith(start)]


def exported(log):
    """The log as `Export` writes it."""
    folder = Memory()
    write_log(folder.append, log.rows, log.notes, personal=True)
    folder.append("epochs", joined(log.certificates))
    folder.append("vkeys", f"{SITE.verifier.written()}\n".encode())
    return folder


def judged(log):
    """What both verifiers say; they have to agree."""
    ours = verify(log.rows, log.notes, trust=log.trust, anchors=log.anchors)
    theirs = stranger.verify_folder(exported(log), log.anchors)
    assert theirs.status == EXIT_CODES[ours.status], (ours.findings, theirs.findings)
    assert theirs.first_bad_seq == ours.first_bad_seq, (ours.findings, theirs.findings)
    assert (theirs.size, theirs.root) == (ours.size, ours.root)
    assert (theirs.signed_size, theirs.anchored_size) == (ours.signed_size, ours.anchored_size)
    assert (theirs.erased, theirs.pruned) == (ours.erased, ours.pruned)
    return ours


@pytest.fixture(scope="module")
def logs():
    """Logs to tamper with, made when first asked for."""
    kept = {}

    def log(seed):
        if seed not in kept:
            kept[seed] = made(seed)
        return kept[seed]

    return log


@pytest.mark.parametrize("attacker", Attacker)
@pytest.mark.parametrize("attack", CLASSES, ids=lambda attack: attack.__name__)
def test_tampering_is_found(attack, attacker, logs):
    for seed in SEEDS:
        clean = logs(seed % 34)
        changed = attacked(clean, attack, attacker, seed)
        assert judged(changed).status is not Status.SOUND, seed


@pytest.mark.parametrize("part", range(PARTS))
def test_a_clean_log_is_sound(part):
    for seed in CLEAN[part::PARTS]:
        result = judged(made(seed))
        assert result.status is Status.SOUND, (seed, result.findings)


def test_a_checkpoint_that_stayed_betrays_the_cut(logs):
    """Without any anchor: only the stored checkpoint knows of the entries that are gone."""
    log = logs(1).copy()
    log.anchors = []
    del log.rows[-10:]
    assert judged(log).status is Status.TRUNCATED


def test_a_certificate_that_nobody_needs(logs):
    log = logs(1).copy()
    log.certificates.append(certificate(9, 9000, KEYS[5], FALSE_SITE))
    assert FindingCode.EPOCH_FORGED in {found.code for found in judged(log).findings}


def test_an_erasure_declared_before_what_it_erases():
    """Nothing that is not written yet can have been pruned."""
    console = Console(3)
    console.act(Act.APP_STARTED, "app")
    console.act(Act.AUDIT_PRUNED, "log", until=9, count=9, basis="R253-5")
    console.work(20)
    console.anchor()
    for row in console.log.rows[2:9]:
        console.log.rows[row.seq] = StoredEntry(row.seq, b"", row.leaf, *4 * [""], key=row.key)
    assert FindingCode.ENTRY_MISSING_BYTES in {found.code for found in judged(console.log).findings}
