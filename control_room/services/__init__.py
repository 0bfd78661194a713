"""Use cases: one public method is one act in one transaction.

What screens may call comes to them as one value, `Services`. Each module of the room stands for
itself: whoever needs one of them does not load the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from control_room.services.access import Access
    from control_room.services.anchors import Anchors
    from control_room.services.cameras import CameraActs
    from control_room.services.evidence import Evidence
    from control_room.services.export import Export
    from control_room.services.handover import HandOver
    from control_room.services.incidents import Incidents
    from control_room.services.integrity import Integrity
    from control_room.services.reports import Reports
    from control_room.services.review import Review
    from control_room.services.walls import Walls


@dataclass(frozen=True)
class Services:
    """Blocking calls all: screens reach them through `TaskRunner` only."""

    access: Access
    incidents: Incidents
    evidence: Evidence
    cameras: CameraActs
    reports: Reports
    review: Review
    walls: Walls
    integrity: Integrity
    anchors: Anchors
    export: Export
    hand_over: HandOver
