"""Accounts of agents and their failed sign-ins."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select

from control_room.domain.agent import Agent, AgentId, Quality, Role
from control_room.storage.records.dialects import insert_or_update
from control_room.storage.schema import agents, sign_in_tries


@dataclass(frozen=True)
class Account:
    """An agent and what proves the password."""

    agent: Agent
    password_hash: str = field(repr=False)


@dataclass(frozen=True)
class Tries:
    """Failed sign-ins in a row, and when the last one was (aware UTC)."""

    failures: int
    last_at: datetime


def password_mark(password_hash: str) -> str:
    """Tells one Argon2 hash from another; neither it nor the password follows from it."""
    return hashlib.sha256(password_hash.encode()).hexdigest()


class AgentRecords:
    """Agents, as kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, matricule: str, role: Role, quality: Quality, password_hash: str, created_at: datetime
    ) -> Agent:
        """Keep a new agent; the matricule must be free."""
        row = self._connection.execute(
            insert(agents)
            .values(
                matricule=matricule,
                role=role.value,
                quality=quality.value,
                password_hash=password_hash,
                created_at=created_at,
            )
            .returning(agents)
        ).one()
        return _agent(row)

    def is_empty(self) -> bool:
        """Whether no agent is kept yet."""
        return not self._connection.scalar(select(exists().select_from(agents)))

    def account(self, matricule: str) -> Account | None:
        """The account of that matricule."""
        row = self._connection.execute(
            select(agents).where(agents.c.matricule == matricule)
        ).one_or_none()
        return None if row is None else Account(_agent(row), row.password_hash)

    def replace_password_hash(self, agent: AgentId, password_hash: str) -> None:
        """Keep a hash made with newer parameters."""
        self._connection.execute(
            agents.update().where(agents.c.id == agent).values(password_hash=password_hash)
        )

    def matricules(self) -> dict[AgentId, str]:
        """Every agent's matricule by id."""
        rows = self._connection.execute(select(agents.c.id, agents.c.matricule))
        return {AgentId(row.id): row.matricule for row in rows}

    def tries(self, matricule: str) -> Tries | None:
        """Failed sign-ins under that matricule since the last success."""
        row = self._connection.execute(
            select(sign_in_tries).where(sign_in_tries.c.matricule == matricule)
        ).one_or_none()
        return None if row is None else Tries(row.failures, row.last_at)

    def keep_tries(self, matricule: str, tries: Tries) -> None:
        """Keep the failures under that matricule, whether an account has it or not."""
        insert_or_update(
            self._connection,
            sign_in_tries,
            {"matricule": matricule, "failures": tries.failures, "last_at": tries.last_at},
        )

    def forget_tries(self, matricule: str) -> None:
        """Drop the failures under that matricule."""
        self._connection.execute(
            delete(sign_in_tries).where(sign_in_tries.c.matricule == matricule)
        )

    def forget_tries_before(self, moment: datetime) -> None:
        """Drop failures whose last one is older."""
        self._connection.execute(delete(sign_in_tries).where(sign_in_tries.c.last_at < moment))


def _agent(row: Row[Any]) -> Agent:
    return Agent(AgentId(row.id), row.matricule, Role(row.role), Quality(row.quality))
