"""The use cases that screens may call, handed to them as one value."""

from __future__ import annotations

from dataclasses import dataclass

from control_room.services.access import Access
from control_room.services.cameras import CameraActs
from control_room.services.evidence import Evidence
from control_room.services.incidents import Incidents
from control_room.services.reports import Reports
from control_room.services.review import Review


@dataclass(frozen=True)
class Services:
    """Blocking calls all: screens reach them through `TaskRunner` only."""

    access: Access
    incidents: Incidents
    evidence: Evidence
    cameras: CameraActs
    reports: Reports
    review: Review
