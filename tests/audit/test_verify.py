"""Every attack on a stored log is found, and named by the entry where it starts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from control_room.audit.checkpoint import Checkpoint, Signer
from control_room.audit.entry import Act, Entry, commitment, read_entry, written_moment
from control_room.audit.epochs import EpochCertificate, Trust, site_key_name
from control_room.audit.findings import Finding, FindingCode, Status
from control_room.audit.tree import EMPTY_ROOT, Frontier, leaf_hash
from control_room.audit.verify import MAX_UNSIGNED, StoredEntry, tail_break, verify

ORIGIN = "vigie.local/33063/0123456789abcdef"
SIGNER = Signer.new(ORIGIN)
SITE = Signer.new(site_key_name(ORIGIN))
START = datetime(2026, 3, 14, 20, tzinfo=UTC)


class Log:
    """A log of `size` entries, signed every ten and at its end, in the hands of an attacker."""

    def __init__(self, size, signer=SIGNER):
        self.signer = signer
        self.rows = [self._row(seq) for seq in range(size)]
        self.notes = self._all_notes()
        self.anchors = []

    def _row(self, seq, **changes):
        entry = Entry(
            log=self.signer.name,
            seq=seq,
            at=START + timedelta(seconds=seq),
            mono_ns=seq,
            boot="00ff",
            workstation="poste-1",
            actor="3",
            act=Act.INCIDENT_NOTED,
            obj=f"incident/{seq}",
            commitment=commitment(b"s" * 32, b"note %d" % seq),
        )
        return stored(replace(entry, **changes), b"s" * 32, b"note %d" % seq)

    def _all_notes(self):
        edges = self._edges()
        return [self._signed(edge) for edge in edges if edge.size % 10 == 0 or edge is edges[-1]]

    def _edges(self):
        edge, edges = Frontier(), []
        for row in self.rows:
            edge, _ = edge.append(leaf_hash(row.canonical))
            edges.append(edge)
        return edges

    def _signed(self, edge):
        return self.signer.sign(Checkpoint(self.signer.name, edge.size, edge.root()).text())

    def note(self, size):
        return self._signed(self._edges()[size - 1])

    def rewrite(self, seq, **changes):
        """Alter an entry and compute all that hangs on it, but for the signatures."""
        self.rows[seq] = self._row(seq, **changes)

    def alter(self, seq, **changes):
        """Alter columns of a row only."""
        self.rows[seq] = self.rows[seq]._replace(**changes)

    def result(self, trust=None, **options):
        return verify(self.rows, self.notes, trust=trust or TRUST, anchors=self.anchors, **options)


def certified(number, first, signer, site=SITE):
    """The site's certificate of an epoch."""
    return site.sign(EpochCertificate(signer.name, number, first, signer.verifier).text())


TRUST = Trust(ORIGIN, SITE.verifier, (certified(1, 0, SIGNER),))
UNTRUSTED = Trust(ORIGIN, None, ())


def stored(entry, salt=None, payload=None):
    canonical = entry.canonical()
    return StoredEntry(
        entry.seq,
        canonical,
        leaf_hash(canonical),
        written_moment(entry.at),
        entry.act.value,
        entry.actor,
        entry.obj,
        salt,
        payload,
        f"{entry.boot}/{entry.mono_ns}",
    )


@pytest.fixture
def log():
    return Log(25)


def found(result):
    return [(finding.code, finding.seq) for finding in result.findings]


def test_an_untouched_log_is_sound(log):
    log.anchors = [log.note(10), log.note(25)]
    result = log.result()
    assert result.status is Status.SOUND
    assert result.findings == ()
    assert (result.size, result.signed_size) == (25, 25)
    assert result.first_bad_seq is None


def test_an_empty_log_is_sound():
    result = Log(0).result()
    assert (result.status, result.size, result.root) == (Status.SOUND, 0, EMPTY_ROOT)


def test_edited_row(log):
    altered = log.rows[13].canonical.replace(b"poste-1", b"poste-2")
    log.alter(13, canonical=altered)
    result = log.result()
    assert result.status is Status.ALTERED
    assert found(result) == [(FindingCode.LEAF_DIFFERS, 13)]
    assert result.first_bad_seq == 13


def test_two_edited_rows_are_both_named(log):
    for seq in (3, 13):
        log.alter(seq, canonical=log.rows[seq].canonical.replace(b"poste-1", b"poste-2"))
    assert found(log.result()) == [
        (FindingCode.LEAF_DIFFERS, 3),
        (FindingCode.LEAF_DIFFERS, 13),
    ]


def test_edited_row_rehashed(log):
    log.rewrite(13, workstation="poste-2")
    result = log.result()
    assert result.status is Status.ALTERED
    assert result.findings == (Finding(FindingCode.CHECKPOINT_ROOT_DIFFERS, 10, 19),)
    assert result.signed_size == 10


def test_edited_row_beside_a_rehashed_one(log):
    log.rewrite(13, workstation="poste-2")
    log.alter(15, canonical=log.rows[15].canonical.replace(b"poste-1", b"poste-2"))
    result = log.result()
    assert found(result) == [
        (FindingCode.LEAF_DIFFERS, 15),
        (FindingCode.CHECKPOINT_ROOT_DIFFERS, 10),
    ]
    assert result.first_bad_seq == 10


def test_edited_row_rehashed_and_later_checkpoints_removed_shows_against_an_anchor_only(log):
    log.anchors = [log.note(10), log.note(20)]
    log.rewrite(13, workstation="poste-2")
    log.notes = log.notes[:1]
    result = log.result()
    assert result.status is Status.TRUNCATED
    assert found(result) == [
        (FindingCode.ANCHOR_ROOT_DIFFERS, 10),
        (FindingCode.TAIL_UNSIGNED, 10),
    ]
    log.anchors = []
    assert log.result().status is Status.SOUND


def test_rewritten_and_signed_with_the_stolen_key_shows_against_an_anchor(log):
    log.anchors = [log.note(20)]
    log.rewrite(13, workstation="poste-2")
    log.notes = [log.note(10), log.note(25)]
    result = log.result()
    assert result.status is Status.TRUNCATED
    assert result.findings == (Finding(FindingCode.ANCHOR_ROOT_DIFFERS, 0, 19),)


def test_deleted_row(log):
    del log.rows[13]
    result = log.result()
    assert result.status is Status.ALTERED
    assert found(result)[0] == (FindingCode.SEQUENCE_BROKEN, 13)
    assert result.first_bad_seq == 10


def test_deleted_row_renumbered(log):
    log.rows = log.rows[:13] + [log._row(seq) for seq in range(13, 24)]
    log.rows[13] = log._row(13, obj="incident/14")
    result = log.result()
    assert result.status is Status.ALTERED
    assert found(result) == [
        (FindingCode.CHECKPOINT_ROOT_DIFFERS, 10),
        (FindingCode.CHECKPOINT_BEYOND_END, 24),
        (FindingCode.TAIL_UNSIGNED, 20),
    ]


def test_deleted_first_row(log):
    del log.rows[0]
    assert log.result().first_bad_seq == 0


def test_inserted_row(log):
    log.rows.insert(13, log._row(13, obj="incident/invented"))
    result = log.result()
    assert result.status is Status.ALTERED
    assert (FindingCode.SEQUENCE_BROKEN, 13) in found(result)


def test_inserted_row_at_the_end_of_a_signed_log_is_an_unsigned_tail(log):
    log.rows.append(log._row(25))
    result = log.result()
    assert result.status is Status.SOUND
    assert result.findings == (Finding(FindingCode.TAIL_UNSIGNED, 25, 25),)
    assert result.first_bad_seq is None


def test_reordered_rows(log):
    log.rows[13], log.rows[14] = log.rows[14], log.rows[13]
    result = log.result()
    assert result.status is Status.ALTERED
    assert (FindingCode.SEQUENCE_BROKEN, 13) in found(result)


def test_swapped_rows_under_each_others_number(log):
    log.rewrite(13, obj="incident/14")
    log.rewrite(14, obj="incident/13")
    assert found(log.result()) == [(FindingCode.CHECKPOINT_ROOT_DIFFERS, 10)]


def test_truncated_tail_whose_checkpoints_stay(log):
    log.rows = log.rows[:22]
    result = log.result()
    assert result.status is Status.TRUNCATED
    assert result.findings == (
        Finding(FindingCode.CHECKPOINT_BEYOND_END, 22, 24),
        Finding(FindingCode.TAIL_UNSIGNED, 20, 21),
    )


def test_truncated_tail_with_its_checkpoints_shows_against_an_anchor_only(log):
    log.anchors = [log.note(25)]
    log.rows, log.notes = log.rows[:20], log.notes[:2]
    result = log.result()
    assert result.status is Status.TRUNCATED
    assert result.findings == (Finding(FindingCode.ANCHOR_BEYOND_END, 20, 24),)
    log.anchors = []
    assert log.result().status is Status.SOUND


def test_rolled_back_and_written_anew_shows_against_an_anchor(log):
    log.anchors = [log.note(15)]
    log.rows = log.rows[:12] + [log._row(seq, workstation="poste-2") for seq in range(12, 30)]
    log.notes = [log.note(10), log.note(30)]
    result = log.result()
    assert result.status is Status.TRUNCATED
    assert result.findings == (Finding(FindingCode.ANCHOR_ROOT_DIFFERS, 0, 14),)


def test_an_edit_inside_outweighs_a_rollback(log):
    log.anchors = [log.note(25)]
    log.rows, log.notes = log.rows[:20], log.notes[:2]
    log.alter(3, act="incident.closed")
    assert log.result().status is Status.ALTERED


def test_all_checkpoints_removed():
    log = Log(MAX_UNSIGNED + 1)
    log.notes = []
    result = log.result()
    assert result.status is Status.ALTERED
    assert result.findings == (
        Finding(FindingCode.SIGNATURES_MISSING, 0, MAX_UNSIGNED),
        Finding(FindingCode.TAIL_TOO_LONG, 0, MAX_UNSIGNED),
    )


def test_all_checkpoints_removed_from_a_short_log(log):
    log.notes = []
    result = log.result()
    assert result.status is Status.UNVERIFIABLE
    assert result.findings == (Finding(FindingCode.SIGNATURES_MISSING, 0, 24),)


def test_all_checkpoints_removed_and_the_end_cut_shows_against_an_anchor(log):
    log.anchors = [log.note(25)]
    log.rows, log.notes = log.rows[:20], []
    result = log.result()
    assert result.status is Status.TRUNCATED
    assert found(result) == [
        (FindingCode.ANCHOR_BEYOND_END, 20),
        (FindingCode.SIGNATURES_MISSING, 0),
    ]


def test_entry_forged_after_the_console_stopped():
    log = Log(25)
    log.rewrite(24, act=Act.APP_STOPPED)
    log.notes = [log.note(25)]
    assert log.result().status is Status.SOUND
    log.rows.append(log._row(25, act=Act.APP_STARTED))
    log.rows.append(log._row(26))
    result = log.result()
    assert result.status is Status.ALTERED
    assert result.findings == (Finding(FindingCode.TAIL_AFTER_STOP, 25, 26),)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"at": START + timedelta(seconds=25 + 60)}, FindingCode.TAIL_UNSIGNED),
        ({"at": START + timedelta(seconds=25 + 61)}, FindingCode.TAIL_TOO_OLD),
        ({"at": START + timedelta(seconds=25 - 61)}, FindingCode.TAIL_TOO_OLD),
        ({"act": Act.SESSION_CLOSED}, FindingCode.TAIL_TOO_OLD),
    ],
)
def test_entries_forged_behind_the_last_signature(log, changes, code):
    log.rows += [log._row(25), log._row(26, **changes)]
    assert log.result().findings == (Finding(code, 25, 26),)


def test_an_unsigned_tail_of_a_killed_console_is_sound(log):
    log.rows += [log._row(seq, at=START) for seq in range(25, 25 + MAX_UNSIGNED)]
    assert log.result().status is Status.SOUND
    log.rows.append(log._row(25 + MAX_UNSIGNED, at=START))
    assert found(log.result()) == [(FindingCode.TAIL_TOO_LONG, 25)]


def test_checkpoint_forged_with_another_key(log):
    thief = Log(25, Signer.new(SIGNER.name))
    log.notes = thief.notes
    result = log.result()
    assert result.status is Status.ALTERED
    assert {code for code, _ in found(result)} == {
        FindingCode.CHECKPOINT_FORGED,
        FindingCode.SIGNATURES_MISSING,
    }


def test_checkpoint_edited(log):
    log.notes[0] = log.notes[0].replace("\n10\n", "\n11\n")
    assert (FindingCode.CHECKPOINT_FORGED, None) in found(log.result())


def test_checkpoint_of_another_log(log):
    other = Checkpoint("vigie.local/75056/00ff", 10, EMPTY_ROOT)
    log.notes.append(SIGNER.sign(other.text()))
    assert found(log.result()) == [(FindingCode.CHECKPOINT_FORGED, None)]


def test_checkpoint_that_is_no_note(log):
    log.notes.append("garbage")
    result = log.result()
    assert result.status is Status.ALTERED
    assert found(result) == [(FindingCode.CHECKPOINT_MALFORMED, None)]


@pytest.mark.parametrize("column", ["at", "act", "actor", "obj", "key"])
def test_derived_column_edited(log, column):
    log.alter(13, **{column: "other"})
    result = log.result()
    assert result.status is Status.ALTERED
    assert found(result) == [(FindingCode.COLUMNS_DIFFER, 13)]


def test_stored_leaf_edited(log):
    log.alter(13, leaf=bytes(32))
    result = log.result()
    assert result.status is Status.ALTERED
    assert found(result) == [(FindingCode.LEAF_DIFFERS, 13)]
    assert result.signed_size == 25


def test_row_replaced_by_bytes_that_are_no_entry(log):
    canonical = b'{"act": "incident.noted"}'
    log.alter(13, canonical=canonical, leaf=leaf_hash(canonical))
    assert (FindingCode.ENTRY_MALFORMED, 13) in found(log.result())


def test_entry_of_another_log(log):
    log.rewrite(13, log="vigie.local/75056/00ff")
    assert (FindingCode.ENTRY_FOREIGN, 13) in found(log.result())


def test_payload_edited(log):
    log.alter(13, payload=b"another note")
    result = log.result()
    assert result.status is Status.ALTERED
    assert found(result) == [(FindingCode.PAYLOAD_DIFFERS, 13)]


def test_payload_added_to_an_entry_that_commits_to_none(log):
    log = Log(0)
    entry = read_entry(Log(1).rows[0].canonical)
    log.rows = [stored(replace(entry, commitment=None), b"s" * 32, b"invented")]
    assert found(log.result())[0] == (FindingCode.PAYLOAD_DIFFERS, 0)


def test_payloads_deleted(log):
    for seq in (3, 13):
        log.alter(seq, salt=None, payload=None)
    result = log.result()
    assert result.status is Status.ALTERED
    assert found(result) == [
        (FindingCode.PAYLOAD_MISSING, 3),
        (FindingCode.PAYLOAD_MISSING, 13),
    ]


def test_an_entry_without_personal_data_misses_none():
    log = Log(0)
    entry = read_entry(Log(1).rows[0].canonical)
    log.rows = [stored(replace(entry, commitment=None))]
    log.notes = [log.note(1)]
    assert log.result().findings == ()


def test_missing_key(log):
    log.anchors = [log.note(25)]
    result = log.result(UNTRUSTED)
    assert result.status is Status.UNVERIFIABLE
    assert found(result) == [(FindingCode.KEY_MISSING, None)]


def test_missing_key_hides_no_break(log):
    log.alter(13, payload=b"another note")
    assert log.result(UNTRUSTED).status is Status.ALTERED


def test_anchor_that_is_no_note(log):
    log.anchors = ["garbage"]
    result = log.result()
    assert result.status is Status.UNVERIFIABLE
    assert found(result) == [(FindingCode.ANCHOR_UNREADABLE, None)]


def test_anchor_of_another_key_or_another_log(log):
    other = Checkpoint("vigie.local/75056/00ff", 10, EMPTY_ROOT)
    log.anchors = [Log(25, Signer.new(SIGNER.name)).note(10), SIGNER.sign(other.text())]
    result = log.result()
    assert result.status is Status.UNVERIFIABLE
    assert [finding.code for finding in result.findings] == [FindingCode.ANCHOR_FOREIGN] * 2


def test_anchor_edited(log):
    log.anchors = [log.note(10).replace("\n10\n", "\n11\n")]
    assert found(log.result()) == [(FindingCode.ANCHOR_FOREIGN, None)]


def test_progress_tells_how_far():
    told = []
    log = Log(2500)
    log.result(expected=2500, progress=lambda done, of: told.append((done, of)))
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_any_byte_flipped_anywhere_is_found():
    pristine = Log(12)
    for seq in range(12):
        for place in range(0, len(pristine.rows[seq].canonical), 7):
            log = Log(12)
            flipped = bytearray(log.rows[seq].canonical)
            flipped[place] ^= 0x10
            log.alter(seq, canonical=bytes(flipped))
            assert log.result().first_bad_seq == seq


@pytest.mark.parametrize(
    ("length", "code"),
    [(0, None), (MAX_UNSIGNED, None), (MAX_UNSIGNED + 1, FindingCode.TAIL_TOO_LONG)],
)
def test_a_killed_console_leaves_a_short_tail_only(length, code):
    entry = read_entry(Log(1).rows[0].canonical)
    assert tail_break(entry, [entry] * length) is code


def test_another_workstation_goes_on_where_one_stopped():
    entry = read_entry(Log(1).rows[0].canonical)
    stopped = replace(entry, act=Act.APP_STOPPED)
    assert tail_break(stopped, [entry]) is FindingCode.TAIL_AFTER_STOP
    assert tail_break(stopped, [replace(entry, workstation="poste-2")]) is None
