"""A site on a PostgreSQL server: nothing lost, nothing twice, whatever happens to the server."""

import re
import socket
import threading
import time
from base64 import b64decode
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

import psycopg
import pytest

from control_room.audit.entry import Act
from control_room.audit.findings import Status
from control_room.errors import ControlRoomError
from control_room.storage import postgresql
from control_room.storage.database import LogState
from control_room.storage.errors import (
    AuditLogBroken,
    DatabaseLocked,
    DatabaseTooNew,
    DiskFull,
)
from control_room.storage.postgresql import Server
from control_room.storage.records.log import LogFilter
from control_room.storage.server_errors import (
    NameInUse,
    ServerReadOnly,
    ServerRefuses,
    ServerUnreachable,
    ServerUnsafe,
)
from tests.storage.conftest import act, checked, size

DEADLINE_S = 20
KEY_ID_BYTES = 4
GUIDE = Path(__file__).parents[2] / "docs" / "several-workstations.md"


def until_recorded(database, number):
    """Try an act until it is recorded, as an agent would; gives how often it was refused."""
    refused = 0
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            act(database, details={"number": number})
        except ControlRoomError:
            assert time.monotonic() < deadline, "the server is back, and acts are still refused"
            refused += 1
            time.sleep(0.05)
        else:
            return refused


def test_acts_are_there_after_the_console_and_the_server_were_ended(served):
    database = served.first.open()
    act(database, 70)
    served.first.close()
    served.postgres.server.restart("immediate")

    database = served.first.open()
    assert size(database) == 71
    assert checked(database).status is Status.SOUND


def test_two_workstations_write_one_log_with_their_own_keys(served):
    first, second = served.first.open(), served.another().open()
    for number in range(5):
        act(first, details={"number": 2 * number})
        act(second, details={"number": 2 * number + 1})
    second.rotate_key()
    act(first)
    first.checkpoint()

    assert served.numbers(first) == served.numbers(second) == list(range(10))
    assert len(first.trust.certificates) == 3
    assert checked(second).status is Status.SOUND
    with second.read() as records:
        written = (note.splitlines()[-1].split()[-1] for note in records.log.checkpoint_notes())
        signers = {b64decode(signature)[:KEY_ID_BYTES] for signature in written}
    assert len(signers) == 3


def test_a_workstation_whose_neighbour_stops_goes_on(served):
    """What stands after a neighbour's last act is no forgery."""
    first, second = served.first.open(), served.another().open()
    first.note(Act.APP_STOPPED, "app")
    served.first.close()
    act(second, 3)
    served.desks[1].close()

    assert served.desks[1].open().state is LogState.WRITABLE


def test_eight_hands_at_once_lose_nothing(served):
    """Threads of workstations of their own: the row of the log's end is what orders them."""
    databases = [served.first.open(), *(served.another(f"poste-{n}").open() for n in (2, 3, 4))]
    threads = [
        threading.Thread(
            target=lambda first=10 * place, database=database: [
                act(database, details={"number": first + number}) for number in range(10)
            ]
        )
        for place, database in enumerate(databases)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(served.numbers(databases[0])) == list(range(40))
    assert checked(databases[0]).status is Status.SOUND


def test_a_second_console_of_the_same_name_is_refused(served):
    served.first.open()
    with pytest.raises(NameInUse):
        served.first.open()


def test_a_console_started_anew_waits_for_its_name(served):
    """The server ends a connection a little after its console."""
    with served.postgres.connected(served.name) as late:
        late.execute("SELECT pg_advisory_lock(hashtextextended('vigie poste-1', 0))")
        threading.Timer(0.3, late.close).start()
        act(served.first.open(busy_timeout_ms=50))


def test_connections_that_died_between_two_acts_cost_no_act(served):
    database = served.first.open()
    for number in range(3):
        assert len(served.numbers(database)) == number
        assert served.postgres.kill_backends(served.name) == 2
        act(database, details={"number": number})
        assert served.postgres.kill_backends(served.name) == 1
        assert database.note(Act.WALL_SHOWN, "layout/4x4")

    assert served.numbers(database) == [0, 1, 2]
    assert database.state is LogState.WRITABLE
    assert checked(database).status is Status.SOUND


def test_a_server_that_crashes_and_starts_loses_and_doubles_nothing(served):
    database = served.first.open()
    crash = threading.Thread(target=served.postgres.server.restart, args=("immediate",))
    for number in range(200):
        if number == 50:
            crash.start()
        until_recorded(database, number)
    crash.join()

    assert served.numbers(database) == list(range(200))
    assert checked(database).status is Status.SOUND


def test_acts_that_look_wait_while_the_server_is_away(served, caplog):
    database = served.first.open()
    served.postgres.server.stop("fast")
    try:
        assert not database.note(Act.WALL_SHOWN, "layout/4x4", details={"number": 1})
        assert not database.note(Act.WALL_SHOWN, "layout/4x4", details={"number": 3})
        told = [line for line in caplog.messages if "waits in the spool" in line]
        assert len(told) == 2
        assert all("The database server 127.0.0.1/t_" in line for line in told)
        assert database.state is LogState.UNREACHABLE
        with pytest.raises(ServerUnreachable), database.write() as tx:
            tx.audit(Act.INCIDENT_NOTED, "incident/1")
    finally:
        served.postgres.server.start()
    until_recorded(database, 2)

    assert database.state is LogState.WRITABLE
    assert served.numbers(database) == [1, 3, 2]
    assert checked(database).status is Status.SOUND


def test_an_act_whose_answer_was_lost_is_recorded_once(served):
    with relay(served.postgres.server.port) as wire:
        url = served.url.replace(str(served.postgres.server.port), str(wire.port))
        database = served.first.open(at=Server(url))
        with database.write() as tx:
            tx.audit(Act.WALL_SHOWN, "layout/4x4", details={"number": 7})
            wire.lose_the_end()

        assert served.numbers(database) == [7]
        assert checked(database).status is Status.SOUND
        served.first.close()


def cut_off(database, wire):
    """An act during which the line is cut."""
    with database.write() as tx:
        tx.audit(Act.WALL_SHOWN, "layout/4x4", details={"number": 7})
        wire.cut()
        tx.audit(Act.WALL_SHOWN, "layout/4x4", details={"number": 8})


def test_an_act_cut_off_before_its_end_is_refused(served):
    with relay(served.postgres.server.port) as wire:
        url = served.url.replace(str(served.postgres.server.port), str(wire.port))
        database = served.first.open(at=Server(url))
        with pytest.raises(ServerUnreachable):
            cut_off(database, wire)
        until_recorded(database, 9)

        assert served.numbers(database) == [9]
        served.first.close()


def test_a_silent_server_is_not_waited_for_without_end(served, monkeypatch):
    database = served.first.open()
    monkeypatch.setattr(postgresql, "ANSWER_S", 0.5)
    monkeypatch.setattr(postgresql, "CONNECT_S", 2)
    served.postgres.pause()
    try:
        with pytest.raises(ServerUnreachable):
            act(database)
    finally:
        served.postgres.resume()
    until_recorded(database, 1)
    assert served.numbers(database) == [1]


@pytest.mark.parametrize(
    ("setting", "refusal"),
    [
        ("synchronous_commit = off", ServerUnsafe),
        ("default_transaction_read_only = on", ServerReadOnly),
    ],
)
def test_a_server_that_cannot_keep_records_is_refused(served, setting, refusal):
    served.set(setting)
    with pytest.raises(refusal):
        served.first.open()


def named(database):
    """An act that keeps a record beside its entry."""
    with database.write() as tx:
        tx.log.keep_site("name", "kept")
        tx.audit(Act.WALL_SHOWN, "layout/4x4", details={"number": 1})


def test_an_act_that_the_server_refuses_at_its_end_leaves_nothing(served):
    """Entry and commit are sent together: where the one fails, the other is not done."""
    database = served.first.open()
    served.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$"
    )
    served.execute(
        "CREATE TRIGGER full_disk BEFORE INSERT ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION full_disk()"
    )
    before = size(database)
    with pytest.raises(DiskFull):
        named(database)
    served.execute("DROP FUNCTION full_disk CASCADE")
    with pytest.raises(AuditLogBroken), database.read() as records:
        records.log.site("name")
    assert size(database) == before

    act(database, details={"number": 2})
    assert served.numbers(database) == [2]
    assert checked(database).status is Status.SOUND


def test_what_is_read_or_written_after_an_entry_finds_it(served):
    database = served.first.open()
    with database.write() as tx:
        seq = tx.audit(Act.WALL_SHOWN, "layout/4x4", details={"number": 1})
        assert tx.log.size() == seq + 1
        tx.audit(Act.WALL_SHOWN, "layout/4x4", details={"number": 2})
        tx.log.keep_site("name", "kept")
    assert served.numbers(database) == [1, 2]


def test_who_stands_in_the_way_is_told(served):
    database = served.first.open()
    with served.postgres.connected(served.name) as other, other.transaction():
        other.execute("SELECT * FROM audit_head FOR UPDATE")
        with pytest.raises(DatabaseLocked, match=r"database server 127\.0\.0\.1/t_"):
            act(database)
    act(database)


def test_a_database_of_a_later_version_is_left_alone(served):
    served.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew):
        served.first.open()


def test_a_wrong_password_and_an_unknown_database_are_told_in_the_servers_words(served, tmp_path):
    with pytest.raises(ServerRefuses, match="nowhere"):
        served.first.open(at=Server(served.postgres.server.url("nowhere")))
    passfile = tmp_path / "passfile"
    passfile.write_text("*:*:*:*:wrong\n")
    passfile.chmod(0o600)
    url = served.url.replace(str(served.postgres.server.passfile), str(passfile))
    with pytest.raises(ServerRefuses, match="vigie"):
        served.first.open(at=Server(url))


@pytest.mark.parametrize(
    "said",
    [
        "the database system is shutting down",
        "the database system is not yet accepting connections",
        "le système de base de données s'arrête",
    ],
)
def test_a_server_that_stops_or_starts_is_told_as_one_that_does_not_answer(served, said):
    with refusing(said) as port, pytest.raises(ServerUnreachable):
        served.first.open(at=Server(f"postgresql://vigie@127.0.0.1:{port}/vigie"))
    with refusing("no pg_hba.conf entry") as port, pytest.raises(ServerRefuses):
        served.first.open(at=Server(f"postgresql://vigie@127.0.0.1:{port}/vigie"))


@contextmanager
def refusing(said):
    """A server that refuses every connection in these words; gives its port."""
    fields = [b"SFATAL", b"VFATAL", b"C57P03", f"M{said}".encode(), b""]
    body = b"".join(field + b"\0" for field in fields)

    def answer(asked):
        startup = bytes.fromhex("00030000")
        # Until its startup message, the client asks for encryption in eight bytes each.
        while (message := asked.recv(8)) and message[4:] != startup:
            asked.sendall(b"N")
        asked.sendall(b"E" + (len(body) + 4).to_bytes(4) + body)

    def serve():
        with suppress(OSError):
            while True:
                asked, _address = listening.accept()
                with asked, suppress(OSError):
                    answer(asked)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            serving.join()


def test_no_server_at_all_is_told(served):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"postgresql://vigie@127.0.0.1:{unused.getsockname()[1]}/vigie"
        with pytest.raises(ServerUnreachable):
            served.first.open(at=Server(address))


def test_the_log_is_searched_by_its_text(served):
    database = served.first.open()
    with database.write() as tx:
        tx.audit(Act.WALL_SHOWN, "layout/4x4", details={"cameras": "Place du Marché"})
    with database.read() as records:
        found = records.log.newest(LogFilter(text="place du march"), 10)
    assert [row.seq for row in found] == [1]


def test_the_working_role_cannot_change_what_was_logged(served):
    """The roles as the administrator's guide makes them."""
    (rights,) = re.findall(r"```sql\n(GRANT SELECT.*?)```", GUIDE.read_text(), re.DOTALL)
    served.execute("REASSIGN OWNED BY vigie TO postgres")
    served.execute(rights)
    database = served.first.open()
    with database.write() as tx:
        tx.audit(Act.INCIDENT_NOTED, "incident/1", personal={"text": "un passant"})
    with database.write() as tx:
        seq = tx.audit(Act.PERSONAL_ERASED, "retention", details={"entries": "1", "count": 1})
        tx.erasure.erase_personal([1], seq)

    assert checked(database).erased == 1
    with served.postgres.connected(served.name, "vigie") as hand:
        for forbidden in (
            "DELETE FROM audit_entries",
            "UPDATE audit_entries SET leaf = ''",
            "UPDATE audit_checkpoints SET note = ''",
            "DELETE FROM audit_epochs",
            "TRUNCATE audit_nodes",
            "DROP TRIGGER audit_entries_no_update ON audit_entries",
            "ALTER TABLE audit_entries DISABLE TRIGGER USER",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                hand.execute(forbidden)


class Relay:
    """A line to the server that can be cut, and that can lose what the server answers."""

    def __init__(self, to_port):
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._pairs = []
        self._all = []
        self._losing = set()
        self._lost = set()
        self._threads = []
        self._start(self._accept)

    def lose_the_end(self):
        """Pass on the commit of the connections of now, and end them instead of its answer."""
        self._losing = set(self._pairs)

    def cut(self):
        """End the connections of now; later ones are let through."""
        for pair in self._pairs:
            _end(pair)
        self._pairs = []

    def close(self):
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for pair in self._all:
            _end(pair)
        for thread in self._threads:
            thread.join()
        for end in (self._listener, *chain.from_iterable(self._all)):
            end.close()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            pair = (near, socket.create_connection(("127.0.0.1", self._to_port)))
            self._pairs.append(pair)
            self._all.append(pair)
            for ends in (pair, pair[::-1]):
                self._start(self._pass, pair, *ends)

    def _pass(self, pair, source, sink):
        with suppress(OSError):
            while data := source.recv(65536):
                if pair in self._losing and b"COMMIT" in data:
                    self._lost.add(pair)
                if pair in self._lost and source is pair[1]:
                    break
                sink.sendall(data)
        _end(pair)

    def _start(self, target, *arguments):
        self._threads.append(threading.Thread(target=target, args=arguments, daemon=True))
        self._threads[-1].start()


@contextmanager
def relay(to_port):
    made = Relay(to_port)
    try:
        yield made
    finally:
        made.close()


def _end(pair):
    for end in pair:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
