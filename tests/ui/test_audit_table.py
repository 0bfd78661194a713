"""The audit table names in words what an entry is about."""

from datetime import UTC, datetime

import pytest

from control_room.audit.entry import Act, Result
from control_room.domain.camera import Camera, CameraId
from control_room.services.review import AuditLine
from control_room.ui.audit_table import AuditTable

SCHOOL = Camera(CameraId(31), "Jules-Ferry", "Écoles", "Rue Jules-Ferry")
OBJECT_COLUMN = 4


def line(obj, matricule=""):
    return AuditLine(7, datetime.now(UTC), Act.APP_STARTED, "01", obj, matricule, None, Result.DONE)


@pytest.mark.parametrize(
    ("about", "words"),
    [
        (line("app"), "Console"),
        (line("log"), "Log"),
        (line("records"), "Records"),
        (line("agent/3", "4471"), "Agent 4471"),
        (line("agent/unknown"), "Unknown agent"),
        (line("camera/31"), "31 Jules-Ferry"),
        (line("camera/99"), "Camera 99"),
        (line("incident/MC-2026-000012"), "MC-2026-000012"),
        (line("report/BR-2026-000001"), "BR-2026-000001"),
        (line("layout/1+12"), "Wall 1+12"),
        (line("permission/read_audit"), "read the audit log"),
        (line("permission/of long ago"), "permission/of long ago"),
        (line("what nobody wrote"), "what nobody wrote"),
    ],
)
def test_the_object_is_told_in_words(qtbot, about, words):
    table = AuditTable([SCHOOL])
    table.show_lines([about])
    assert table.index(0, OBJECT_COLUMN).data() == words
    assert table.object_name(about) == words
