"""Workstations on one server: each act that they were told of is in the log, once."""

from benchmarks import audit_writers


def test_no_act_is_lost_or_doubled_across_a_crash_of_the_server():
    result = audit_writers.measure(writers=2, acts=20)

    for run in (result["undisturbed"], result["server_crash"]):
        assert run["verified"] == "sound"
        assert (run["lost"], run["twice"], run["elsewhere"]) == (0, 0, 0)
        assert run["acts_per_s"] > 0
    assert "acts, nothing disturbed" in audit_writers.as_table(result)
