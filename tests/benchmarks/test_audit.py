"""The audit's benchmark writes a real log and leaves nothing behind."""

import pytest

from benchmarks import audit


def test_acts_are_timed_and_their_log_is_verified(tmp_path):
    result = audit.measure(acts=5, entries=200, folder=tmp_path)

    assert 0 < result["act_ms"]["p50"] <= result["act_ms"]["max"]
    assert result["acts_per_s"] > 0
    assert min(result["verified_entries_per_s"].values()) > 0
    assert "audited act" in audit.as_table(result)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("entries", [3, 64, 65])
def test_the_log_is_never_shorter_than_its_acts(tmp_path, entries):
    assert audit.measure(acts=4, entries=entries, folder=tmp_path)["entries"] == max(4, entries)
