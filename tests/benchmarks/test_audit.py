"""The audit's benchmark writes a real log and leaves nothing behind."""

import pytest

from benchmarks import audit
from benchmarks.audit_screen import WARMING
from control_room.storage.database import Database
from control_room.storage.errors import AuditLogBroken


def test_acts_are_timed_and_their_log_is_verified(tmp_path):
    result = audit.measure(acts=5, entries=200, folder=tmp_path)

    assert 0 < result["act_ms"]["p50"] <= result["act_ms"]["max"]
    assert result["acts_per_s"] > 0
    for part in ("handed_over", "processor"):
        assert 0 < result["screen_ms"][part]["p50"] <= result["screen_ms"][part]["max"]
    assert min(result["verified_entries_per_s"].values()) > 0
    assert "audited act" in audit.as_table(result)
    assert "act on the screen's thread, p99" in audit.as_table(result)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("entries", [3, 64, 65])
def test_the_log_is_never_shorter_than_its_acts(tmp_path, entries):
    recorded = 4 + WARMING + 4
    found = audit.measure(acts=4, entries=entries, folder=tmp_path)["entries"]
    assert found == max(recorded, entries)


def test_an_act_that_is_not_recorded_is_not_measured(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise AuditLogBroken(tmp_path)

    monkeypatch.setattr(Database, "note", fail)
    with pytest.raises(AuditLogBroken):
        audit.measure(acts=4, entries=3, folder=tmp_path)
