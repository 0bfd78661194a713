"""The demonstration's agents: they see a town that does not exist, so all may know the password."""

from control_room.domain.agent import Quality, Role

PASSWORD = "nuit-a-valmont"

SUPERVISOR, OPERATOR, VERBALISER, AUDITOR = "01", "07", "4471", "02"

ACCOUNTS = (
    (SUPERVISOR, Role.SUPERVISOR, Quality.NONE),
    (OPERATOR, Role.OPERATOR, Quality.NONE),
    (VERBALISER, Role.VERBALISER, Quality.MUNICIPAL_POLICE),
    (AUDITOR, Role.AUDITOR, Quality.NONE),
)
"""Supervisors first: the first account must be one."""
