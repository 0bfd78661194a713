"""Agents, their roles and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from control_room.domain.shift import Reason
from control_room.texts import QT_TRANSLATE_NOOP, Text

AgentId = NewType("AgentId", int)


class Role(StrEnum):
    """What an account is for; one role an account."""

    OPERATOR = "operator"
    VERBALISER = "verbaliser"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"

    @property
    def text(self) -> Text:
        """The role's name."""
        return _ROLE_TEXTS[self]


_ROLE_TEXTS = {
    Role.OPERATOR: QT_TRANSLATE_NOOP("roles", "Operator"),
    Role.VERBALISER: QT_TRANSLATE_NOOP("roles", "Verbalising agent"),
    Role.SUPERVISOR: QT_TRANSLATE_NOOP("roles", "Supervisor"),
    Role.AUDITOR: QT_TRANSLATE_NOOP("roles", "Auditor"),
}


class Quality(StrEnum):
    """The legal quality of an agent, which decides the offences that he may record.

    Police municipale: Code de la route R130-2; ASVP: R130-4; none: may watch, records nothing
    (CSI L132-14-1).
    """

    NONE = "none"
    ASVP = "asvp"
    MUNICIPAL_POLICE = "pm"

    @property
    def text(self) -> Text:
        """The quality as printed on a report."""
        return _QUALITY_TEXTS[self]


_QUALITY_TEXTS = {
    Quality.NONE: QT_TRANSLATE_NOOP("qualities", "none"),
    Quality.ASVP: QT_TRANSLATE_NOOP("qualities", "public-way surveillance agent (ASVP)"),
    Quality.MUNICIPAL_POLICE: QT_TRANSLATE_NOOP("qualities", "municipal police officer"),
}


class Permission(StrEnum):
    """Acts that a role may or may not do; services check them, screens only follow."""

    WATCH = "watch"
    TAG = "tag"
    SHARE_WALLS = "share_walls"
    DRAFT_REPORT = "draft_report"
    READ_REPORTS = "read_reports"
    READ_AUDIT = "read_audit"
    MANAGE_AGENTS = "manage_agents"
    ERASE_PERSONAL = "erase_personal"
    ACCOUNT_FOR_ALERTS = "account_for_alerts"

    @property
    def text(self) -> Text:
        """The act, as named in a refusal."""
        return _PERMISSION_TEXTS[self]


_PERMISSION_TEXTS = {
    Permission.WATCH: QT_TRANSLATE_NOOP("permissions", "watch the cameras"),
    Permission.TAG: QT_TRANSLATE_NOOP("permissions", "record in the incident log"),
    Permission.SHARE_WALLS: QT_TRANSLATE_NOOP("permissions", "share walls and tours with the site"),
    Permission.DRAFT_REPORT: QT_TRANSLATE_NOOP("permissions", "draft a report"),
    Permission.READ_REPORTS: QT_TRANSLATE_NOOP("permissions", "read the reports"),
    Permission.READ_AUDIT: QT_TRANSLATE_NOOP("permissions", "read the audit log"),
    Permission.MANAGE_AGENTS: QT_TRANSLATE_NOOP("permissions", "manage agents"),
    Permission.ERASE_PERSONAL: QT_TRANSLATE_NOOP("permissions", "erase personal data"),
    Permission.ACCOUNT_FOR_ALERTS: QT_TRANSLATE_NOOP(
        "permissions", "account for an integrity alert"
    ),
}

_GRANTED = {
    Role.OPERATOR: {Permission.WATCH, Permission.TAG},
    Role.VERBALISER: {
        Permission.WATCH,
        Permission.TAG,
        Permission.DRAFT_REPORT,
        Permission.READ_REPORTS,
    },
    Role.SUPERVISOR: {
        Permission.WATCH,
        Permission.TAG,
        Permission.SHARE_WALLS,
        Permission.READ_REPORTS,
        Permission.READ_AUDIT,
        Permission.MANAGE_AGENTS,
        Permission.ERASE_PERSONAL,
        Permission.ACCOUNT_FOR_ALERTS,
    },
    Role.AUDITOR: {Permission.READ_AUDIT},
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the role covers the act."""
    return permission in _GRANTED[role]


@dataclass(frozen=True)
class Agent:
    """A person with an account, known on screen and on paper by a service number."""

    id: AgentId
    matricule: str
    role: Role
    quality: Quality = Quality.NONE


@dataclass(frozen=True)
class Session:
    """An agent at this workstation, from sign-in to sign-out.

    Attributes:
        reason: why the agent acts (CSI R253-5): the shift's mission until changed.
        opened_at: aware UTC.
    """

    id: str
    agent: Agent
    workstation: str
    reason: Reason
    opened_at: datetime
