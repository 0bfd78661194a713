"""A key counts from its certified entry to the one that hands over, and nowhere else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from control_room.audit.checkpoint import Checkpoint, Signer, sign_with
from control_room.audit.entry import Act, Result
from control_room.audit.epochs import EpochCertificate, Trust, site_key_name
from control_room.audit.findings import Finding, FindingCode, Status
from control_room.audit.tree import Frontier, leaf_hash
from control_room.audit.verify import MAX_UNSIGNED, verify
from tests.audit.test_verify import ORIGIN, SITE, START, Log, certified

FIRST, SECOND, THIRD = (Signer.new(ORIGIN) for _ in range(3))


class Shifts(Log):
    """Three epochs of ten entries; the second begins with entry 10, the third with entry 20.

    Attributes:
        signed: signers by size of the log; each signs the log as it is when it is verified.
    """

    def __init__(self, size=30):
        super().__init__(size, FIRST)
        self.rotate(10, 2, SECOND, before=1)
        if size > 20:
            self.rotate(20, 3, THIRD, before=2)
        self.signed = {5: [FIRST], 10: [FIRST], 11: [FIRST, SECOND], 15: [SECOND], 20: [SECOND]}
        self.signed |= {21: [SECOND, THIRD], 25: [THIRD], 30: [THIRD]}
        self.certificates = [
            certified(1, 0, FIRST),
            certified(2, 10, SECOND),
            certified(3, 20, THIRD),
        ]

    def rotate(self, seq, number, signer, **details):
        self.rewrite(
            seq,
            act=Act.KEY_ROTATED,
            obj=f"epoch/{number}",
            details={"epoch": number, "vkey": signer.verifier.written(), **details},
        )

    def checkpoints(self):
        edges = self._edges()
        return [
            sign_with(Checkpoint(ORIGIN, size, edges[size - 1].root()).text(), signers)
            for size, signers in sorted(self.signed.items())
            if signers
        ]

    def result(self, strict=True, notes=None, **options):
        trust = Trust(ORIGIN, SITE.verifier, tuple(self.certificates))
        return verify(
            self.rows,
            self.checkpoints() if notes is None else notes,
            trust=trust,
            anchors=self.anchors,
            strict=strict,
            **options,
        )


@pytest.fixture(params=[True, False], ids=["strict", "bytes alone"])
def strict(request):
    return request.param


@pytest.fixture
def log():
    return Shifts()


def codes(result):
    return [(finding.code, finding.seq) for finding in result.findings]


def test_a_log_of_three_keys_is_sound(log, strict):
    log.anchors = log.checkpoints()
    result = log.result(strict)
    assert result.findings == ()
    assert (result.status, result.signed_size, result.anchored_size) == (Status.SOUND, 30, 30)


@pytest.mark.parametrize(
    ("size", "signer", "proven"),
    [(15, FIRST, 11), (15, THIRD, 11), (5, SECOND, 0), (25, SECOND, 21), (10, SECOND, 5)],
)
def test_a_key_outside_its_epoch_does_not_count(log, strict, size, signer, proven):
    log.signed[size] = [signer]
    result = log.result(strict)
    assert result.status is Status.ALTERED
    assert result.findings == (Finding(FindingCode.CHECKPOINT_WRONG_EPOCH, proven, size - 1),)


def test_an_anchor_by_a_key_outside_its_epoch_is_foreign(log, strict):
    log.signed = {15: [THIRD]}
    log.anchors = log.checkpoints()
    result = Shifts.result(log, strict, notes=Shifts().checkpoints())
    assert (FindingCode.ANCHOR_FOREIGN, None) in codes(result)


@pytest.mark.parametrize("signers", [[SECOND], [FIRST], []])
def test_a_hand_over_needs_both_signatures(log, strict, signers):
    log.signed[11] = signers
    result = log.result(strict)
    assert codes(result) == [(FindingCode.EPOCH_NOT_HANDED_OVER, 10)]
    assert result.status is Status.ALTERED


def test_todays_key_cannot_write_yesterdays_part_anew(log, strict):
    """Whoever holds the third key removes what the second signed, and signs another past."""
    log.rewrite(15, workstation="poste-2")
    log.signed = {5: [FIRST], 10: [FIRST], 11: [FIRST, SECOND], 21: [THIRD], 30: [THIRD]}
    assert log.result(strict).first_bad_seq == 20


def test_todays_key_cannot_pass_for_a_further_workstation(log, strict):
    log = Shifts(100)
    log.certificates[2] = certified(3, 20 + MAX_UNSIGNED, THIRD)
    log.rows[20] = log._row(20)
    log.rotate(20 + MAX_UNSIGNED, 3, THIRD)
    log.signed = {11: [FIRST, SECOND], 20: [SECOND], 21 + MAX_UNSIGNED: [THIRD], 100: [THIRD]}
    assert log.result(strict).findings == ()
    del log.signed[20]
    assert codes(log.result(strict)) == [(FindingCode.EPOCH_NOT_HANDED_OVER, 20 + MAX_UNSIGNED)]


def test_two_workstations_sign_side_by_side(log, strict):
    log.rotate(10, 2, SECOND)
    log.signed |= {11: [SECOND], 13: [FIRST], 15: [SECOND], 17: [FIRST]}
    assert log.result(strict).findings == ()


def test_a_certificate_of_another_site_is_forged(log, strict):
    other = Signer.new(site_key_name(ORIGIN))
    log.certificates[1] = certified(2, 10, SECOND, other)
    found = codes(log.result(strict))
    assert (FindingCode.EPOCH_FORGED, None) in found
    assert (FindingCode.EPOCH_MISSING, 10) in found


def test_a_certificate_of_another_log_is_forged(log, strict):
    stranger = Signer.new("vigie.local/75056/00ff")
    log.certificates.append(certified(4, 28, stranger))
    assert codes(log.result(strict)) == [(FindingCode.EPOCH_FORGED, None)]


def test_a_missing_certificate_is_named_by_its_entry(log, strict):
    del log.certificates[1]
    result = log.result(strict)
    assert (FindingCode.EPOCH_MISSING, 10) in codes(result)
    assert result.first_bad_seq == 10


def test_a_missing_certificate_without_its_entry_is_named_by_the_epoch_before(log, strict):
    del log.certificates[0]
    assert (FindingCode.EPOCH_MISSING, 0) in codes(log.result(strict))
    log.certificates = []
    assert (FindingCode.EPOCH_MISSING, 0) in codes(log.result(strict))


@pytest.mark.parametrize(
    "details",
    [
        {"epoch": 3},
        {"vkey": THIRD.verifier.written()},
        {"before": 3},
        {"before": 2},
        {"before": 7},
    ],
)
def test_an_entry_that_disagrees_with_the_certificate(log, strict, details):
    log.rotate(10, 2, SECOND, before=1)
    entry = {"epoch": 2, "vkey": SECOND.verifier.written(), "before": 1, **details}
    log.rewrite(10, act=Act.KEY_ROTATED, obj="epoch/2", details=entry)
    assert (FindingCode.EPOCH_DIFFERS, 10) in codes(log.result(strict))


def test_an_act_that_failed_changes_no_key(log, strict):
    details = {"epoch": 2, "vkey": SECOND.verifier.written(), "before": 1}
    log.rewrite(10, act=Act.KEY_ROTATED, obj="epoch/2", details=details, result=Result.FAILED)
    assert (FindingCode.EPOCH_DIFFERS, 10) in codes(log.result(strict))


def test_a_certified_epoch_that_no_entry_begins(log, strict):
    log.rows[10] = log._row(10)
    found = codes(log.result(strict))
    assert (FindingCode.EPOCH_DIFFERS, 10) in found


def test_a_change_of_key_at_another_entry(log, strict):
    log.rotate(12, 2, SECOND, before=1)
    assert (FindingCode.EPOCH_DIFFERS, 12) in codes(log.result(strict))


@pytest.mark.parametrize("epoch", [(2, 12), (4, 10), (4, 0), (1, 5)])
def test_certificates_that_contradict_each_other(log, strict, epoch):
    log.certificates.append(certified(*epoch, Signer.new(ORIGIN)))
    assert (FindingCode.EPOCH_DIFFERS, epoch[1]) in codes(log.result(strict))


def test_the_first_epoch_begins_with_the_log(log, strict):
    log.certificates[0] = certified(1, 4, FIRST)
    assert (FindingCode.EPOCH_DIFFERS, 4) in codes(log.result(strict))
    log.certificates[0] = certified(4, 0, FIRST)
    assert (FindingCode.EPOCH_DIFFERS, 0) in codes(log.result(strict))


def test_a_log_cut_before_a_certified_epoch(log, strict):
    log.rows = log.rows[:20]
    log.signed = {size: signers for size, signers in log.signed.items() if size <= 20}
    result = log.result(strict)
    assert result.status is Status.TRUNCATED
    assert result.findings == (Finding(FindingCode.EPOCH_BEYOND_END, 20, 20),)


def test_without_the_sites_key_the_changes_of_key_are_passed_over(log, strict):
    trust = Trust(ORIGIN, None, tuple(log.certificates))
    result = verify(log.rows, log.checkpoints(), trust=trust, strict=strict)
    assert codes(result) == [(FindingCode.KEY_MISSING, None)]


def test_a_break_behind_an_edge_is_named(log, strict):
    edge = log._edges()[16]
    rows, notes = log.rows, log.checkpoints()
    log.rows = rows[17:]
    log.rows[-1] = log.rows[-1]._replace(canonical=rows[3].canonical)
    assert log.result(strict, begin=edge, notes=notes).first_bad_seq == 29


def test_the_end_of_a_sound_log_is_sound_from_every_edge(log, strict):
    rows, notes = log.rows, log.checkpoints()
    for edge in log._edges():
        log.rows = rows[edge.size :]
        result = log.result(strict, begin=edge, notes=notes)
        assert (result.findings, result.size, result.signed_size) == ((), 30, 30)


def test_a_wrong_edge_is_found_at_the_next_checkpoint(log, strict):
    edge = replace(log._edges()[16], peaks=(bytes(32), bytes(32)))
    notes = log.checkpoints()
    log.rows = log.rows[17:]
    result = log.result(strict, begin=edge, notes=notes)
    assert result.findings == (Finding(FindingCode.CHECKPOINT_ROOT_DIFFERS, 17, 19),)


def test_a_smaller_checkpoint_than_the_edge_is_passed_over(log, strict):
    edge = log._edges()[14]
    notes = [note.replace("\n15\n", "\n14\n") for note in log.checkpoints()]
    log.rows = log.rows[15:]
    assert log.result(strict, begin=edge, notes=notes).findings == ()
    notes[0] = "garbage"
    assert codes(log.result(strict, begin=edge, notes=notes)) == [
        (FindingCode.CHECKPOINT_MALFORMED, None)
    ]


def test_an_empty_end_is_sound(log, strict):
    edge = log._edges()[-1]
    notes = log.checkpoints()
    log.rows = []
    result = log.result(strict, begin=edge, notes=notes)
    assert (result.findings, result.size, result.signed_size) == ((), 30, 30)
    assert edge.size > Frontier().size


def declared(log, seq, act, result=Result.DONE, **details):
    log.rewrite(seq, act=act, obj="log", details=details, result=result, at=START + timedelta(0))


def test_a_pruned_log_keeps_its_proofs(log, strict):
    declared(log, 25, Act.AUDIT_PRUNED, until=15, count=15, basis="R253-5")
    notes = log.checkpoints()
    log.anchors = notes[:5]
    for seq in range(15):
        row = log.rows[seq]
        log.rows[seq] = row._replace(
            canonical=b"", at="", act="", actor="", obj="", salt=None, payload=None
        )
    result = log.result(strict, notes=notes)
    assert result.findings == ()
    assert (result.pruned, result.signed_size) == (15, 30)


@pytest.mark.parametrize(
    "declaration",
    [{"until": 14}, {"until": 26}, {"until": "15"}, {"result": Result.FAILED, "until": 15}],
)
def test_bytes_gone_without_an_act_that_says_so(log, strict, declaration):
    declared(log, 25, Act.AUDIT_PRUNED, **declaration)
    notes = log.checkpoints()
    log.rows[14] = log.rows[14]._replace(
        canonical=b"", at="", act="", actor="", obj="", salt=None, payload=None
    )
    result = log.result(strict, notes=notes)
    assert result.findings == (Finding(FindingCode.ENTRY_MISSING_BYTES, 14),)


def test_an_entry_without_bytes_is_none_even_where_it_was_signed_so(log, strict):
    bare = {"canonical": b"", "at": "", "act": "", "actor": "", "obj": "", "salt": None}
    log.rows[27] = log.rows[27]._replace(leaf=leaf_hash(b""), payload=None, **bare)
    assert codes(log.result(strict)) == [(FindingCode.ENTRY_MISSING_BYTES, 27)]


def test_a_pruned_row_with_another_leaf_is_not_what_was_signed(log, strict):
    declared(log, 25, Act.AUDIT_PRUNED, until=15)
    notes = log.checkpoints()
    log.rows[12] = log.rows[12]._replace(
        canonical=b"", leaf=bytes(32), at="", act="", actor="", obj="", salt=None, payload=None
    )
    found = codes(log.result(strict, notes=notes))
    assert found == [(FindingCode.CHECKPOINT_ROOT_DIFFERS, 11)]


@pytest.mark.parametrize("changes", [{"act": "wall.shown"}, {"payload": b"x", "salt": b"y"}])
def test_a_pruned_row_keeps_nothing(log, changes):
    declared(log, 25, Act.AUDIT_PRUNED, until=15)
    notes = log.checkpoints()
    bare = {"canonical": b"", "at": "", "act": "", "actor": "", "obj": "", "salt": None}
    log.rows[12] = log.rows[12]._replace(**{**bare, "payload": None, **changes})
    assert codes(log.result(notes=notes)) == [(FindingCode.COLUMNS_DIFFER, 12)]


def test_a_key_that_changed_in_the_pruned_part_still_ends_there(log, strict):
    declared(log, 25, Act.AUDIT_PRUNED, until=15)
    log.signed[15] = [FIRST]
    notes = log.checkpoints()
    for seq in range(15):
        log.rows[seq] = log.rows[seq]._replace(
            canonical=b"", at="", act="", actor="", obj="", salt=None, payload=None
        )
    assert codes(log.result(strict, notes=notes)) == [(FindingCode.CHECKPOINT_WRONG_EPOCH, 11)]


def erase(log, *seqs):
    for seq in seqs:
        log.rows[seq] = log.rows[seq]._replace(salt=None, payload=None)


def test_payloads_erased_by_an_act_are_counted(log):
    declared(log, 24, Act.PERSONAL_ERASED, entries="3,5-7", basis="R253-3", count=4)
    declared(log, 25, Act.PERSONAL_ERASED, entries="5-8,6-7", basis="R253-3", count=3)
    erase(log, 3, 5, 6, 7, 8)
    result = log.result()
    assert (result.findings, result.erased) == ((), 5)
    erase(log, 4, 9)
    result = log.result()
    assert codes(result) == [
        (FindingCode.PAYLOAD_MISSING, 4),
        (FindingCode.PAYLOAD_MISSING, 9),
    ]
    assert result.erased == 5


@pytest.mark.parametrize(
    "declaration",
    [
        {"entries": "26"},
        {"entries": "3-26"},
        {"entries": "9-2"},
        {"entries": "all"},
        {"entries": "3,"},
        {"entries": 3},
        {},
        {"entries": "3", "result": Result.DENIED},
    ],
)
def test_an_act_erases_only_what_it_names_and_what_was_before_it(log, declaration):
    declared(log, 25, Act.PERSONAL_ERASED, basis="R253-3", **declaration)
    erase(log, 3)
    assert codes(log.result()) == [(FindingCode.PAYLOAD_MISSING, 3)]


def test_an_entry_that_tells_of_keys_and_is_none_is_malformed(log):
    spoiled = log.rows[10].canonical.replace(b'"v":1', b'"v":2')
    log.alter(10, canonical=spoiled)
    assert (FindingCode.ENTRY_MALFORMED, 10) in codes(log.result(strict=False))


def test_stored_bytes_alone_need_no_other_column(log):
    notes = log.checkpoints()
    log.rows = [row[:3] for row in log.rows]
    result = log.result(strict=False, notes=notes)
    assert (result.findings, result.signed_size) == ((), 30)


def test_certificate_text_is_bound_to_its_first_entry(log, strict):
    moved = EpochCertificate(ORIGIN, 2, 9, SECOND.verifier)
    log.certificates[1] = SITE.sign(moved.text())
    found = codes(log.result(strict))
    assert (FindingCode.EPOCH_DIFFERS, 9) in found
    assert (FindingCode.EPOCH_DIFFERS, 10) in found
