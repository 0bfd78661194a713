"""CPU time is counted over the window only, and never of a process that ended in it."""

import subprocess
import sys
import time

import psutil
import pytest

from benchmarks.errors import NotMeasured
from benchmarks.processes import held, memory_mb, watch


@pytest.fixture
def start():
    """Starts Python programs, ends them after the test."""
    programs = []

    def run(program: str) -> psutil.Process:
        programs.append(subprocess.Popen([sys.executable, "-c", program]))
        return psutil.Process(programs[-1].pid)

    yield run
    for program in programs:
        program.kill()
        program.wait()


def test_a_busy_process_costs_more_than_a_sleeping_one(start):
    groups = {"busy": [start("while True: pass")], "asleep": [start("import time; time.sleep(60)")]}

    cost = watch(groups, time.monotonic_ns() + 500_000_000, seconds=1)

    assert cost.percent("busy") > 10 > cost.percent("asleep")
    assert cost.percent("busy") < 115
    assert memory_mb(groups["asleep"]) > 1


def test_a_process_that_ends_spoils_the_measurement(start):
    brief = start("import time; time.sleep(0.5)")

    with pytest.raises(NotMeasured, match=str(brief.pid)):
        watch({"brief": [brief]}, time.monotonic_ns(), seconds=3)


def test_what_descendants_hold_is_counted(start):
    program = (
        "import subprocess, sys, threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    )
    parent = start(program)
    deadline_s = time.monotonic() + 20
    while not parent.children() and time.monotonic() < deadline_s:
        time.sleep(0.01)

    now = held(parent.pid)
    (child,) = parent.children()
    child.kill()

    assert (now.processes, now.threads) == (2, 3)
    assert now.memory_mb > now.first_mb > 1
    assert now.files >= 6
    assert now.shared_memories == 0
