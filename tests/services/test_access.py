"""Only an agent with a password works at the console, and every try is in the log."""

import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters

from control_room.audit.entry import Act, Result
from control_room.domain.agent import Permission, Quality, Role, Session
from control_room.domain.incident import Nature
from control_room.domain.shift import Reason
from control_room.errors import ControlRoomError, NotAllowed
from control_room.places import DataFolder
from control_room.services.access import FREE_TRIES, Access, password_hasher
from control_room.services.errors import (
    FirstAgentSupervises,
    MatriculeTaken,
    MatriculeUnfit,
    PasswordUnfit,
    SessionEnded,
    SessionLocked,
    TooManyTries,
    UnlockRefused,
    WrongPassword,
)
from control_room.services.sessions import Sessions
from control_room.storage.database import Database, LogState
from control_room.storage.errors import AuditLogBroken
from control_room.storage.keys import log_keys
from control_room.storage.pen import session_mark
from control_room.storage.server_errors import ServerUnreachable
from tests.services.conftest import CAMERA, MATRICULES, PASSWORD


@pytest.fixture
def empty(tmp_path):
    """Access to a site without accounts."""
    folder = DataFolder(tmp_path)
    folder.create()
    moment = datetime(2026, 3, 14, 22, tzinfo=UTC)
    database = Database.open(
        folder.database,
        keys=log_keys(folder, "33063"),
        now=lambda: moment,
        monotonic_ns=lambda: 0,
        workstation="poste-1",
    )
    yield Access(
        database,
        Sessions(database),
        now=lambda: moment,
        workstation="poste-1",
        hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
    )
    database.close()


def fail_to_sign_in(site, matricule, times=1):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            site.access.sign_in(matricule, "not the password")


def last_entry(site):
    return site.entries()[-1]


def test_the_first_account_is_a_supervisors(empty):
    assert empty.first_start()
    with pytest.raises(FirstAgentSupervises):
        empty.add_agent("07", Role.OPERATOR, Quality.NONE, PASSWORD, by=None)
    assert empty.first_start()
    empty.add_agent("01", Role.SUPERVISOR, Quality.NONE, PASSWORD, by=None)
    assert not empty.first_start()


def test_signing_in_opens_a_session_of_the_agent(site):
    session = site.access.sign_in(" 07 ", PASSWORD)
    assert (session.agent.matricule, session.agent.role) == ("07", Role.OPERATOR)
    assert (session.workstation, session.reason) == ("poste-1", Reason.TRANQUILLITY)
    assert session.opened_at == site.clock
    entry = last_entry(site)
    assert (entry.act, entry.session) == (Act.SESSION_OPENED, session_mark(session.id))
    assert len(bytes.fromhex(session.id)) >= 16


def test_no_two_sessions_share_an_id(site):
    assert len({site.signed_in(Role.OPERATOR).id for _ in range(20)}) == 20


def test_an_auditor_works_for_control(auditor):
    assert auditor.reason is Reason.CONTROL


def test_a_wrong_password_is_refused_and_recorded(site):
    fail_to_sign_in(site, "07")
    entry = last_entry(site)
    assert (entry.act, entry.result) == (Act.SESSION_REFUSED, Result.DENIED)
    assert entry.details == {"failures": 1}
    assert entry.obj == "agent/2"


def test_a_matricule_of_nobody_is_refused_in_the_same_words(site):
    with pytest.raises(WrongPassword) as unknown:
        site.access.sign_in("my secret typed in the wrong field", PASSWORD)
    with pytest.raises(WrongPassword) as wrong:
        site.access.sign_in("07", "not the password")
    assert str(unknown.value) == str(wrong.value)


def test_a_matricule_of_nobody_stays_out_of_the_entry(site):
    with pytest.raises(WrongPassword):
        site.access.sign_in("secret-0417", PASSWORD)
    with site.database.read() as records:
        row = records.log.entry(records.log.size() - 1)
    assert b"secret-0417" not in row.canonical
    assert b"secret-0417" in row.payload
    assert row.obj == "agent/unknown"


def test_known_and_unknown_matricules_take_the_same_time(site):
    access = Access(
        site.database, site.sessions, now=site.now, workstation="poste-1",
        hasher=PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1),
    )  # fmt: skip
    access.add_agent("30", Role.OPERATOR, Quality.NONE, PASSWORD, by=None)

    def shortest_of_three(matricule):
        spans = []
        for _ in range(3):
            began = time.perf_counter()
            with pytest.raises(WrongPassword):
                access.sign_in(matricule, "not the password")
            spans.append(time.perf_counter() - began)
        return min(spans)

    known, unknown = shortest_of_three("30"), shortest_of_three("nobody")
    assert unknown > known / 3


@pytest.mark.parametrize("matricule", ["07", "nobody"])
def test_after_five_failures_the_matricule_waits_longer_and_longer(site, matricule):
    fail_to_sign_in(site, matricule, 5)
    for minutes in (1, 2, 4, 8, 15, 15):
        with pytest.raises(TooManyTries) as refusal:
            site.access.sign_in(matricule, PASSWORD)
        assert refusal.value.wait_s == minutes * 60
        assert last_entry(site).details == {"cause": "wait"}
        site.clock += timedelta(minutes=minutes)
        fail_to_sign_in(site, matricule)


def test_the_wait_outlives_a_restart(site):
    fail_to_sign_in(site, "07", 5)
    site.start()
    with pytest.raises(TooManyTries):
        site.access.sign_in("07", PASSWORD)


def test_the_wait_ends_with_the_right_password_after_it(site):
    fail_to_sign_in(site, "07", 5)
    site.clock += timedelta(seconds=59)
    with pytest.raises(TooManyTries) as refusal:
        site.access.sign_in("07", PASSWORD)
    assert refusal.value.wait_s == 1
    assert "1 s" in str(refusal.value)
    site.clock += timedelta(seconds=1)
    site.access.sign_in("07", PASSWORD)
    fail_to_sign_in(site, "07", 4)
    site.access.sign_in("07", PASSWORD)


def test_one_agents_failures_hold_up_nobody_else(site):
    fail_to_sign_in(site, "07", 5)
    assert site.signed_in(Role.SUPERVISOR)


def test_a_clock_set_back_does_not_lengthen_the_wait(site):
    fail_to_sign_in(site, "07", 5)
    site.clock -= timedelta(days=3)
    with pytest.raises(TooManyTries) as refusal:
        site.access.sign_in("07", PASSWORD)
    assert refusal.value.wait_s == 60


def test_failures_of_long_ago_are_forgotten(site):
    fail_to_sign_in(site, "nobody", 3)
    site.clock += timedelta(days=2)
    fail_to_sign_in(site, "07")
    with site.database.read() as records:
        assert records.agents.tries("nobody") is None
        assert records.agents.tries("07").failures == 1


def test_a_signed_out_session_can_do_nothing(site, operator):
    site.access.sign_out(operator)
    assert site.acts()[-1] == "session.closed"
    before = site.acts()
    for forbidden in everything(site, operator):
        with pytest.raises(SessionEnded):
            forbidden()
    for forbidden in (
        lambda: site.access.sign_out(operator),
        lambda: site.access.lock(operator),
        lambda: site.access.unlock(operator, PASSWORD),
    ):
        with pytest.raises(SessionEnded):
            forbidden()
    assert site.acts() == before


def test_a_locked_session_can_do_nothing_until_it_is_unlocked(site, operator):
    site.access.lock(operator)
    before = site.acts()
    for forbidden in everything(site, operator):
        with pytest.raises(SessionLocked):
            forbidden()
    assert site.acts() == before
    site.access.unlock(operator, PASSWORD)
    site.cameras.enlarged(operator, CAMERA)
    assert site.acts()[-3:] == ["session.locked", "session.unlocked", "camera.enlarged"]


def everything(site, session):
    """One call of each act that asks for a working session."""
    return [
        lambda: site.access.change_reason(session, Reason.FIRE),
        lambda: site.access.add_agent("99", Role.OPERATOR, Quality.NONE, PASSWORD, by=session),
        lambda: site.incidents.tag(session, None, CAMERA, site.shown()),
        lambda: site.incidents.add_note(session, 1, "x"),
        lambda: site.incidents.close(session, 1),
        lambda: site.incidents.of_day(session, site.clock),
        lambda: site.incidents.get(session, 1),
        lambda: site.evidence.keep_still(session, CAMERA, site.shown()),
        lambda: site.evidence.open_still(session, None),
        lambda: site.cameras.enlarged(session, CAMERA),
        lambda: site.cameras.wall_shown(session, "4x4", []),
        lambda: site.review.open(session),
        lambda: site.review.entries(session),
        lambda: site.review.entry(session, 0),
        lambda: site.review.integrity(session),
    ]


def test_a_locked_session_may_be_signed_out(site, operator):
    site.access.lock(operator)
    site.access.sign_out(operator)
    assert site.acts()[-1] == "session.closed"


def test_unlocking_with_a_wrong_password_is_refused_and_recorded(site, operator):
    site.access.lock(operator)
    with pytest.raises(UnlockRefused):
        site.access.unlock(operator, "not the password")
    entry = last_entry(site)
    assert (entry.act, entry.actor) == (Act.SESSION_UNLOCK_REFUSED, str(operator.agent.id))
    with pytest.raises(SessionLocked):
        site.cameras.enlarged(operator, CAMERA)


def test_failures_to_unlock_count_like_failures_to_sign_in(site, operator):
    site.access.lock(operator)
    for _ in range(5):
        with pytest.raises(UnlockRefused):
            site.access.unlock(operator, "not the password")
    with pytest.raises(TooManyTries):
        site.access.unlock(operator, PASSWORD)
    with pytest.raises(TooManyTries):
        site.access.sign_in("07", PASSWORD)


def test_the_changed_reason_is_that_of_the_acts_to_come(site, operator):
    changed = site.access.change_reason(operator, Reason.FIRE)
    assert changed.reason is Reason.FIRE
    # The old value names the same session: its reason is what the console knows, not what is said.
    site.cameras.enlarged(operator, CAMERA)
    assert [entry.reason for entry in site.entries()[-2:]] == ["fire", "fire"]
    assert site.entries()[-2].details == {"before": "tranquillity"}


def test_a_session_cannot_be_promoted_by_its_holder(site, operator):
    forged = replace(operator, agent=replace(operator.agent, role=Role.SUPERVISOR))
    with pytest.raises(NotAllowed):
        site.review.entries(forged)


def test_a_session_cannot_be_invented(site, operator):
    invented = Session("0" * 64, operator.agent, "poste-1", Reason.FIRE, site.clock)
    with pytest.raises(SessionEnded):
        site.cameras.enlarged(invented, CAMERA)


def test_a_restart_ends_all_sessions(site, operator):
    site.start()
    with pytest.raises(SessionEnded):
        site.cameras.enlarged(operator, CAMERA)


def test_supervisors_make_accounts(site, supervisor):
    agent = site.access.add_agent(
        "31", Role.VERBALISER, Quality.MUNICIPAL_POLICE, PASSWORD, by=supervisor
    )
    entry = last_entry(site)
    assert (entry.act, entry.obj) == (Act.AGENT_CREATED, f"agent/{agent.id}")
    assert entry.actor == str(supervisor.agent.id)
    assert site.access.sign_in("31", PASSWORD).agent == agent


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VERBALISER, Role.AUDITOR])
def test_nobody_else_makes_accounts(site, role):
    session = site.signed_in(role)
    with pytest.raises(NotAllowed):
        site.access.add_agent("31", Role.SUPERVISOR, Quality.NONE, PASSWORD, by=session)
    entry = last_entry(site)
    assert (entry.act, entry.obj) == (Act.ACT_DENIED, f"permission/{Permission.MANAGE_AGENTS}")
    assert entry.result is Result.DENIED


@pytest.mark.parametrize("password", ["", "short", "x" * 11, "x" * 129])
def test_a_password_is_long_enough(site, password):
    with pytest.raises(PasswordUnfit, match="12 to 128"):
        site.access.add_agent("31", Role.OPERATOR, Quality.NONE, password, by=None)


def test_a_password_is_not_the_matricule(site):
    with pytest.raises(PasswordUnfit):
        site.access.add_agent(
            "agent-numero-31", Role.OPERATOR, Quality.NONE, "Agent-Numero-31", by=None
        )


def test_a_password_may_be_long_and_of_any_script(site):
    password = "pâté " * 25 + "🔑"
    site.access.add_agent("31", Role.OPERATOR, Quality.NONE, password, by=None)
    assert site.access.sign_in("31", password.replace("â", "a\u0302"))


@pytest.mark.parametrize("matricule", ["", "   ", "x" * 33, "a\nb", "a\x00b"])
def test_a_matricule_is_short_and_printable(site, matricule):
    with pytest.raises(MatriculeUnfit):
        site.access.add_agent(matricule, Role.OPERATOR, Quality.NONE, PASSWORD, by=None)


def test_a_matricule_is_one_agents(site):
    with pytest.raises(MatriculeTaken, match="07"):
        site.access.add_agent("07", Role.OPERATOR, Quality.NONE, PASSWORD, by=None)


def test_half_a_character_is_no_fault(site):
    with pytest.raises(WrongPassword):
        site.access.sign_in("\ud83d", "\ud83d")


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_passwords_are_kept_as_argon2id_of_the_strength_asked(site):
    access = Access(site.database, site.sessions, now=site.now, workstation="poste-1")
    access.add_agent("31", Role.OPERATOR, Quality.NONE, PASSWORD, by=None)
    with site.database.read() as records:
        kept = records.agents.account("31").password_hash
    parameters = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert (parameters.memory_cost, parameters.time_cost) == (64 * 1024, 3)
    assert parameters.parallelism == 4
    assert PASSWORD.encode() not in site.folder.database.with_name("vigie.sqlite3-wal").read_bytes()


def test_a_password_hashed_with_less_is_hashed_anew_at_sign_in(site):
    with site.database.read() as records:
        weak = records.agents.account("07").password_hash
    strong = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    access = Access(
        site.database, site.sessions, now=site.now, workstation="poste-1", hasher=strong
    )
    access.sign_in("07", PASSWORD)
    with site.database.read() as records:
        renewed = records.agents.account("07").password_hash
    assert renewed != weak
    assert not strong.check_needs_rehash(renewed)
    assert access.sign_in("07", PASSWORD)


def test_the_default_strength_meets_the_floor():
    hasher = password_hasher()
    assert hasher.memory_cost >= 19 * 1024
    assert hasher.time_cost >= 2


def test_start_and_stop_are_in_the_log_and_stopping_signs_out(site, operator):
    site.access.console_started("1.2.3")
    assert last_entry(site).details["version"] == "1.2.3"
    site.access.console_stopped()
    assert site.acts()[-2:] == ["session.closed", "app.stopped"]
    with site.database.read() as records:
        assert records.log.newest_checkpoint().size == records.log.size()
    with pytest.raises(SessionEnded):
        site.cameras.enlarged(operator, CAMERA)


def test_every_role_has_an_account_here(site):
    assert {site.signed_in(role).agent.role for role in MATRICULES} == set(Role)


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_who_was_signed_in_unlocks_while_the_server_is_away(site, operator, postgres):
    site.access.lock(operator)
    postgres.server.stop()
    try:
        with pytest.raises(UnlockRefused):
            site.access.unlock(operator, "pas la bonne phrase")
        site.access.unlock(operator, PASSWORD)
        site.cameras.enlarged(operator, CAMERA)
        with pytest.raises(ServerUnreachable):
            site.access.sign_in(MATRICULES[Role.SUPERVISOR], PASSWORD)
    finally:
        postgres.server.start()
    deadline = time.monotonic() + 20
    while site.database.state is not LogState.WRITABLE and time.monotonic() < deadline:
        with suppress(ControlRoomError):
            site.database.import_spool()

    assert site.acts()[-5:] == [
        "session.locked",
        "session.unlock_refused",
        "session.unlocked",
        "camera.enlarged",
        "spool.imported",
    ]


def test_a_broken_log_lets_agents_in_and_counts_their_failures(site):
    site.stop()
    site.altered("DELETE FROM audit_checkpoints")
    site.start()
    assert site.database.state is LogState.BROKEN

    for _ in range(FREE_TRIES):
        with pytest.raises(WrongPassword):
            site.access.sign_in(MATRICULES[Role.OPERATOR], "pas la bonne phrase")
    with pytest.raises(TooManyTries):
        site.access.sign_in(MATRICULES[Role.OPERATOR], PASSWORD)
    supervisor = site.access.sign_in(MATRICULES[Role.SUPERVISOR], PASSWORD)
    site.cameras.enlarged(supervisor, CAMERA)
    with pytest.raises(AuditLogBroken):
        site.incidents.tag(supervisor, Nature.ACCIDENT, CAMERA, site.shown())
