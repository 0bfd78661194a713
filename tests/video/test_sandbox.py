"""What a camera host can still do, and cannot, once it has given up its rights: asked of a process
that has, since nothing of it can be taken back."""

import json
import socket
import ssl
import subprocess
import sys
import threading
from multiprocessing import shared_memory
from pathlib import Path

import pytest

from control_room.video import sandbox, system_calls
from control_room.video.hosts import CameraHosts
from control_room.video.sandbox import confine
from tests.video.conftest import wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone offers it")

MIB = 1024 * 1024
MEASURES = ["memory", "core files", "open files", "new rights", "files", "system calls"]

CHILD = """
import json, os, resource, signal, socket, ssl, subprocess, sys, threading
from multiprocessing import shared_memory
from control_room.video.hosts import CameraHosts
from control_room.video.sandbox import confine
from tests.video.conftest import wait_for

held = confine({memory_bytes})

def refused(act):
    try:
        act()
    except OSError as refusal:
        return refusal.errno
    return None

{act}
print(json.dumps(answer))
"""


def run(
    act: str, *arguments: object, memory_bytes: int = 1024 * MIB
) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", CHILD.format(act=act, memory_bytes=memory_bytes)]
        + [str(argument) for argument in arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def answer(act: str, *arguments: object) -> object:
    done = run(act, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def offered() -> list[str]:
    """What this machine offers; a container may offer less than its kernel."""
    held = answer("answer = held")
    assert held[:4] == MEASURES[:4], "every Linux has these"
    return held


def needs(offered: list[str], measure: str) -> None:
    if measure not in offered:
        pytest.skip(f"{measure}: not offered here")


def test_no_program_is_started_and_no_process_made(offered):
    needs(offered, "system calls")
    assert answer(
        "answer = [refused(lambda: os.execv('/bin/true', ['true'])), refused(os.fork),"
        " refused(lambda: subprocess.run(['/bin/true']))]"
    ) == [1, 1, 1]


def test_only_internet_sockets_open_and_none_listens(offered):
    needs(offered, "system calls")
    assert answer(
        "answer = [refused(lambda: socket.socket(socket.AF_UNIX)),"
        " refused(lambda: socket.socket().listen()),"
        " refused(lambda: socket.socket(type=socket.SOCK_DGRAM).bind(('127.0.0.1', 0)))]"
    ) == [1, 1, None]


def test_no_right_or_owner_of_a_file_changes(offered, tmp_path):
    needs(offered, "system calls")
    act = """
path = sys.argv[1]
answer = [refused(lambda: os.chmod(path, 0)), refused(lambda: os.chown(path, 0, 0))]
"""
    assert answer(act, tmp_path) == [1, 1]


def test_no_file_is_written_made_moved_or_removed(offered, tmp_path):
    needs(offered, "files")
    kept = tmp_path / "kept"
    kept.write_text("as it was")
    act = """
kept = sys.argv[1]
answer = [
    refused(lambda: open(kept, "w")), refused(lambda: open(kept + "new", "x")),
    refused(lambda: os.rename(kept, kept + "moved")), refused(lambda: os.remove(kept)),
    refused(lambda: os.mkdir(kept + "folder")),
    refused(lambda: os.open("/dev/shm/vigie-new", os.O_CREAT | os.O_RDWR)),
]
"""
    assert answer(act, kept) == [13] * 6
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert kept.read_text() == "as it was"


def test_a_secret_of_the_agent_is_not_read(offered, tmp_path):
    needs(offered, "files")
    secret = tmp_path / ".ssh" / "id_ed25519"
    secret.parent.mkdir()
    secret.write_text("secret")
    act = """
answer = [
    refused(lambda: open(sys.argv[1])), refused(lambda: os.listdir(os.path.dirname(sys.argv[1]))),
    refused(lambda: open("/etc/passwd")), refused(lambda: open("/proc/self/environ")),
]
"""
    assert answer(act, secret) == [13] * 4


def test_every_thread_is_held_once_it_starts_after(offered, tmp_path):
    needs(offered, "files")
    act = """
answer = []
def try_it():
    answer.append(refused(lambda: open(sys.argv[1], "w")))
thread = threading.Thread(target=try_it)
thread.start()
thread.join()
"""
    assert answer(act, tmp_path / "new") == [13]


def test_other_processes_get_no_signal(offered):
    needs(offered, "files")
    (errno,) = answer("answer = [refused(lambda: os.kill(os.getppid(), 0))]")
    if errno is None:
        pytest.skip("this kernel's Landlock does not know of signals")
    assert errno == 1


def test_an_allocation_bomb_ends_at_the_limit():
    done = run("x = []\nwhile True:\n    x.append(bytearray(1 << 20))", memory_bytes=256 * MIB)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("MemoryError")


def test_shared_slots_do_not_count_as_memory():
    slot = shared_memory.SharedMemory(create=True, size=400 * MIB)
    try:
        act = """
slot = shared_memory.SharedMemory(sys.argv[1])
slot.buf[:4] = b"live"
answer = len(bytes(slot.buf[:4]))
os.write(1, json.dumps(answer).encode())
os._exit(0)  # without Python's tracker, which would start a process
"""
        done = run(
            "from multiprocessing import resource_tracker\n"
            "resource_tracker.register = lambda *_: None" + act,
            slot.name,
            memory_bytes=256 * MIB,
        )
        assert (done.returncode, done.stdout) == (0, "4"), done.stderr
        assert bytes(slot.buf[:4]) == b"live"
    finally:
        slot.close()
        slot.unlink()


def test_limits_of_cores_and_files():
    act = """
answer = [resource.getrlimit(what)[0] for what in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)]
"""
    core, files = answer(act)
    assert core <= 1
    assert files <= sandbox.MOST_OPEN_FILES


def test_cameras_are_reached_and_names_looked_up():
    def send_a_picture():
        connection, _ = camera.accept()
        with connection:
            connection.sendall(b"picture")

    with socket.create_server(("127.0.0.1", 0)) as camera:
        threading.Thread(target=send_a_picture).start()
        act = "answer = socket.create_connection(('localhost', int(sys.argv[1]))).recv(7).decode()"
        assert answer(act, camera.getsockname()[1]) == "picture"


def test_authorities_of_certificates_are_read():
    known = ssl.create_default_context().cert_store_stats()
    assert answer("answer = ssl.create_default_context().cert_store_stats()") == known


def test_decoders_load_afterwards():
    """So that `confine` can come first, before any of their threads."""
    act = "import av, cv2, numpy, control_room.video.host\nanswer = threading.active_count()"
    assert answer(act) == 1


def test_what_is_not_offered_is_said_and_the_rest_holds(monkeypatch, caplog):
    """An old kernel, or a container that keeps a system call from us; nothing is held here."""
    for measure in ("_limit", "_renounce_new_rights"):
        monkeypatch.setattr(sandbox, measure, lambda *_: None)
    monkeypatch.setattr(system_calls.platform, "machine", lambda: "riscv64")
    monkeypatch.setattr(sandbox, "_LANDLOCK_CREATE_RULESET", 9999)
    assert confine(1024 * MIB) == ["memory", "core files", "open files", "new rights"]
    assert "not confined in files" in caplog.text
    assert "not confined in system calls" in caplog.text


def test_a_host_is_confined_before_it_meets_a_camera(offered):
    needs(offered, "system calls")
    hosts = CameraHosts([], hosts=1)
    hosts.start()
    try:
        (host,) = wait_for(hosts.statistics, 15, "a host")
        status = Path(f"/proc/{host.pid}/status")
        wait_for(lambda: "Seccomp:\t2\n" in status.read_text(), 15, "a filter of system calls")
        assert "NoNewPrivs:\t1\n" in status.read_text()
    finally:
        hosts.stop()
