"""Accounts, sign-in, lock and sign-out."""

from __future__ import annotations

import logging
import math
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from control_room.audit.entry import Act, Detail, Result
from control_room.domain.agent import Agent, Permission, Quality, Role, Session
from control_room.domain.shift import Reason
from control_room.errors import ControlRoomError
from control_room.services.errors import (
    FirstAgentSupervises,
    MatriculeTaken,
    MatriculeUnfit,
    PasswordUnfit,
    TooManyTries,
    UnlockRefused,
    WrongPassword,
)
from control_room.services.sessions import Sessions
from control_room.storage.database import Database, Transaction
from control_room.storage.errors import OutcomeUnknown
from control_room.storage.records.agents import Account, Tries, password_mark
from control_room.storage.sqlite import SQLITE_VERSION

logger = logging.getLogger(__name__)

PASSWORD_CHARS = (12, 128)
"""Shortest and longest password: length counts, composition does not (ASVS 5.0, 6.2)."""

MATRICULE_CHARS = 32

FREE_TRIES = 5
LONGEST_WAIT_MIN = 15
"""After five failures 1, 2, 4 … 15 minutes: never for good, or anyone could lock the room out."""

TRIES_KEPT = timedelta(days=1)
"""Failures under a matricule that nobody tried for a day are dropped."""

SESSION_ID_BYTES = 32

_SHIFT_REASON = {Role.AUDITOR: Reason.CONTROL}


def password_hasher() -> PasswordHasher:
    """Argon2id with 64 MiB, 3 passes, 4 lanes: about 0.1 s a try, above ASVS 5.0's floor."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


class Access:
    """Who may work at this console."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        *,
        now: Callable[[], datetime],
        workstation: str,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._now = now
        self._workstation = workstation
        self._hasher = hasher or password_hasher()
        # Checked for matricules without an account, so that both refusals take the same time.
        self._nobodys_hash = self._hasher.hash(secrets.token_urlsafe())
        # What the database may not take or give for a while: failures, accounts of open sessions.
        self._tries: dict[str, Tries] = {}
        self._accounts: dict[str, Account] = {}

    def console_started(self, version: str) -> None:
        """Record that the console runs."""
        self._database.note(
            Act.APP_STARTED, "app", details={"version": version, "sqlite": SQLITE_VERSION}
        )

    def console_stopped(self) -> None:
        """Sign out whoever is signed in, and record that the console stops."""
        for session in self._sessions.all():
            self.sign_out(session)
        self._database.note(Act.APP_STOPPED, "app")

    def first_start(self) -> bool:
        """Whether there is no account yet."""
        with self._database.read() as records:
            return records.agents.is_empty()

    def add_agent(
        self,
        matricule: str,
        role: Role,
        quality: Quality,
        password: str,
        *,
        by: Session | None,
    ) -> Agent:
        """Create an account.

        Args:
            by: a supervisor's session; None for the first account, and for the owner of the
                installation at the command line.

        Raises:
            NotAllowed: the role of `by` does not cover it.
            FirstAgentSupervises: there is no account yet and this is no supervisor's.
            MatriculeUnfit, MatriculeTaken, PasswordUnfit: nothing was created.
        """
        who = None if by is None else self._sessions.allow(by, Permission.MANAGE_AGENTS)
        whole = _is_whole(matricule)
        matricule = _nfc(matricule).strip()
        if not whole or not matricule.isprintable() or not 1 <= len(matricule) <= MATRICULE_CHARS:
            raise MatriculeUnfit(MATRICULE_CHARS)
        whole = _is_whole(password)
        password = _nfc(password)
        shortest, longest = PASSWORD_CHARS
        if (
            not whole
            or not shortest <= len(password) <= longest
            or password.casefold() == matricule.casefold()
        ):
            raise PasswordUnfit(shortest, longest)
        password_hash = self._hasher.hash(password)
        with self._database.write(who) as tx:
            if tx.agents.is_empty() and role is not Role.SUPERVISOR:
                raise FirstAgentSupervises
            if tx.agents.account(matricule) is not None:
                raise MatriculeTaken(matricule)
            agent = tx.agents.add(matricule, role, quality, password_hash, self._now())
            tx.audit(
                Act.AGENT_CREATED,
                f"agent/{agent.id}",
                details={"role": role.value, "quality": quality.value},
                personal={"matricule": matricule, **_committed(password_hash)},
            )
        return agent

    def sign_in(self, matricule: str, password: str) -> Session:
        """Open a session.

        Raises:
            WrongPassword: no account has this matricule and password.
            TooManyTries: the matricule waits after failures; the password was not looked at.
        """
        matricule = _nfc(matricule).strip()[:MATRICULE_CHARS]
        account = self._checked(matricule, password, Act.SESSION_REFUSED, None)
        session = Session(
            id=secrets.token_hex(SESSION_ID_BYTES),
            agent=account.agent,
            workstation=self._workstation,
            reason=_SHIFT_REASON.get(account.agent.role, Reason.TRANQUILLITY),
            opened_at=self._now(),
        )

        rehash = self._hasher.check_needs_rehash(account.password_hash)
        newer = self._hasher.hash(_nfc(password)) if rehash else None

        def change(tx: Transaction) -> None:
            tx.agents.forget_tries(matricule)
            if newer is not None:
                tx.agents.replace_password_hash(account.agent.id, newer)

        self._recorded(
            Act.SESSION_OPENED,
            f"agent/{account.agent.id}",
            session,
            change,
            personal=None if newer is None else _committed(newer, account.password_hash),
        )
        self._tries.pop(matricule, None)
        self._accounts[session.id] = account
        self._sessions.begin(session)
        return session

    def sign_out(self, session: Session) -> None:
        """End a session, locked or not.

        Raises:
            SessionEnded: it was over already.
        """
        current = self._sessions.known(session)
        self._database.note(Act.SESSION_CLOSED, f"agent/{current.agent.id}", who=current)
        self._accounts.pop(current.id, None)
        self._sessions.end(current)

    def lock(self, session: Session) -> None:
        """Let the session do nothing until the password is given again.

        Raises:
            SessionEnded: it is over.
        """
        current = self._sessions.known(session)
        # Before the record: a console that cannot write must still lock.
        self._sessions.lock(current)
        self._database.note(Act.SESSION_LOCKED, f"agent/{current.agent.id}", who=current)

    def unlock(self, session: Session, password: str) -> None:
        """Let the session act again.

        Raises:
            SessionEnded: it is over.
            UnlockRefused: it stays locked.
            TooManyTries: it stays locked; the password was not looked at.
        """
        current = self._sessions.known(session)
        matricule = current.agent.matricule
        self._checked(matricule, password, Act.SESSION_UNLOCK_REFUSED, current)
        self._recorded(
            Act.SESSION_UNLOCKED,
            f"agent/{current.agent.id}",
            current,
            lambda tx: tx.agents.forget_tries(matricule),
        )
        self._tries.pop(matricule, None)
        self._sessions.unlock(current)

    def change_reason(self, session: Session, reason: Reason) -> Session:
        """The session with another reason for the acts to come.

        Raises:
            SessionEnded, SessionLocked: the reason is as it was.
        """
        current = self._sessions.acting(session)
        changed = replace(current, reason=reason)
        self._database.note(
            Act.REASON_CHANGED,
            f"agent/{current.agent.id}",
            who=changed,
            details={"before": current.reason.value},
        )
        self._sessions.begin(changed)
        return changed

    def _checked(
        self, matricule: str, password: str, refusal: Act, session: Session | None
    ) -> Account:
        """The account that matricule and password prove; every refusal is recorded."""
        account, tries = self._known(matricule, session)
        now = self._now()
        wait_s = _wait_s(tries, now)
        if wait_s:
            self._refuse(matricule, account, refusal, session, {"cause": "wait"})
            raise TooManyTries(wait_s)
        known_hash = account.password_hash if account else self._nobodys_hash
        try:
            self._hasher.verify(known_hash, _nfc(password))
        except VerifyMismatchError:
            matches = False
        else:
            matches = True
        if account is None or not matches:
            failures = tries.failures + 1 if tries else 1
            self._refuse(
                matricule, account, refusal, session, {"failures": failures}, Tries(failures, now)
            )
            raise WrongPassword if session is None else UnlockRefused
        return account

    def _known(
        self, matricule: str, session: Session | None
    ) -> tuple[Account | None, Tries | None]:
        """The account of a matricule and its failures, those that could not be stored included.

        While the database cannot be read, a session's own account is what it was at its sign-in.
        """
        waiting = self._tries.get(matricule)
        try:
            with self._database.read() as records:
                account = records.agents.account(matricule)
                stored = records.agents.tries(matricule)
        except ControlRoomError:
            if session is None or session.id not in self._accounts:
                raise
            return self._accounts[session.id], waiting
        if waiting and (stored is None or waiting.failures > stored.failures):
            return account, waiting
        return account, stored

    def _recorded(
        self,
        act: Act,
        obj: str,
        who: Session | None,
        change: Callable[[Transaction], None],
        *,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
        personal: Mapping[str, str] | None = None,
    ) -> bool:
        """Record the act with what it changes; or alone, while nothing can be changed.

        The room must stay open: whoever proved a password may look, and lock.
        """
        try:
            with self._database.write(who) as tx:
                change(tx)
                tx.audit(act, obj, result=result, details=details, personal=personal)
        except OutcomeUnknown:
            raise
        except ControlRoomError as error:
            logger.warning("%s is recorded alone: %s", act, error)
            self._database.note(act, obj, who=who, result=result, details=details)
            return False
        return True

    def _refuse(
        self,
        matricule: str,
        account: Account | None,
        act: Act,
        session: Session | None,
        details: dict[str, Detail],
        tries: Tries | None = None,
    ) -> None:
        def change(tx: Transaction) -> None:
            if tries is not None:
                tx.agents.forget_tries_before(tries.last_at - TRIES_KEPT)
                tx.agents.keep_tries(matricule, tries)

        stored = self._recorded(
            act,
            f"agent/{account.agent.id}" if account else "agent/unknown",
            session,
            change,
            result=Result.DENIED,
            details=details,
            # A matricule of nobody may be a password typed in the wrong field.
            personal=None if account else {"matricule": matricule},
        )
        if tries is not None and not stored:
            self._tries[matricule] = tries


def _committed(password_hash: str, before: str | None = None) -> dict[str, str]:
    """What the entry of an account says of its password, so that another hash is found.

    Args:
        before: the hash that it takes the place of: another than was recorded is found too.
    """
    replaced = {} if before is None else {"replaced_sha256": password_mark(before)}
    return {"password_sha256": password_mark(password_hash), **replaced}


def _wait_s(tries: Tries | None, now: datetime) -> int:
    """Seconds until the next try is looked at."""
    if tries is None or tries.failures < FREE_TRIES:
        return 0
    wait = timedelta(minutes=min(2 ** (tries.failures - FREE_TRIES), LONGEST_WAIT_MIN))
    # A clock that was set back must not make the wait longer than it is.
    left = min(tries.last_at + wait - now, wait)
    return max(0, math.ceil(left.total_seconds()))


def _is_whole(text: str) -> bool:
    """Whether no character is broken: nobody could type it again."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _nfc(text: str) -> str:
    """One form for texts that look the same; half a character becomes `?`."""
    return unicodedata.normalize("NFC", text.encode(errors="replace").decode())
