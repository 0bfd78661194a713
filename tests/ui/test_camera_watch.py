"""What happens to the cameras is in the log, once, whatever happens to the database."""

import logging

import pytest

from control_room.audit.entry import read_entry
from control_room.domain.agent import Role
from control_room.domain.camera import CameraId, Health, Stream, StreamState, StreamUse
from control_room.errors import ControlRoomError
from control_room.texts import Text
from control_room.ui.camera_watch import CameraWatch
from control_room.ui.tasks import TaskRunner


def shown(*cameras):
    """The small stream of each on a tile."""
    return {(CameraId(camera), Stream.SUB): StreamUse((320, 180)) for camera in cameras}


class Cameras:
    """What the hosts say."""

    def __init__(self):
        self.health = {}

    def state(self, camera, _stream):
        return StreamState(self.health.get(camera, Health.LIVE), 0)


class Log:
    """A log that can be out of order."""

    def __init__(self):
        self.changes = []
        self.is_out_of_order = False

    def record(self, changes):
        if self.is_out_of_order:
            raise ControlRoomError(*[Text("errors", word) for word in ("what", "effect", "remedy")])
        self.changes += changes


@pytest.fixture
def watching(qtbot):
    """A watch over cameras 1 and 2, with its log."""
    tasks = TaskRunner()
    cameras, log = Cameras(), Log()
    watch = CameraWatch(cameras, tasks, log.record, tasks)
    watch.start()
    watch.watch(shown(1, 2))
    yield watch, cameras, log
    watch.stop()
    tasks.stop()


def test_a_change_is_recorded_and_logged(qtbot, watching, caplog):
    watch, cameras, log = watching
    cameras.health[CameraId(2)] = Health.REFUSED
    with caplog.at_level(logging.INFO, "control_room.ui.camera_watch"):
        qtbot.waitUntil(lambda: bool(log.changes))
    assert [(each.camera, each.before, each.after) for each in log.changes] == [
        (2, Health.LIVE, Health.REFUSED)
    ]
    assert [(record.levelname, record.args[:2]) for record in caplog.records] == [
        ("WARNING", (2, "refused"))
    ]
    assert watch.states[CameraId(1)].health is Health.LIVE


def test_what_could_not_be_recorded_is_told_once_and_recorded_later(qtbot, watching):
    watch, cameras, log = watching
    told = []
    watch.failed.connect(told.append)
    log.is_out_of_order = True
    cameras.health[CameraId(1)] = Health.LOST
    qtbot.waitUntil(lambda: bool(told))
    cameras.health[CameraId(2)] = Health.DARK
    qtbot.waitUntil(lambda: watch.states[CameraId(2)].health is Health.DARK)
    log.is_out_of_order = False
    qtbot.waitUntil(lambda: len(log.changes) == 2)
    cameras.health[CameraId(3)] = Health.DARK
    watch.watch(shown(1, 2, 3))
    qtbot.waitUntil(lambda: len(log.changes) > 2)
    assert [each.camera for each in log.changes] == [1, 2, 3]
    assert len(told) == 1


def test_the_states_of_cameras_that_are_watched_no_more_are_not_known(watching):
    watch, _, _ = watching
    watch.watch({**shown(2), (CameraId(2), Stream.MAIN): StreamUse(None)})
    assert list(watch.states) == [2]
    assert watch.streams_of(CameraId(2)) == [Stream.MAIN, Stream.SUB]
    assert watch.streams_of(CameraId(1)) == []


def health_entries(site):
    with site.database.read() as records:
        entries = [read_entry(row.canonical) for row in records.log.entries()]
    return [entry for entry in entries if entry.act.value == "camera.health"]


def test_a_frozen_camera_is_in_the_audit_log_and_a_hand_over_is_not(site):
    console = site.sign_in(Role.OPERATOR)
    site.street.health[CameraId(12)] = Health.FROZEN
    site.qtbot.waitUntil(lambda: bool(health_entries(site)))
    console.sign_out()
    site.qtbot.waitUntil(lambda: console.page == "sign-in")
    site.sign_in(Role.SUPERVISOR)
    states = console.live.wall.state_shown
    site.qtbot.waitUntil(lambda: states(CameraId(12)).health is Health.FROZEN)
    (entry,) = health_entries(site)
    assert (entry.obj, entry.details["before"], entry.details["after"]) == (
        "camera/12",
        "live",
        "frozen",
    )
    assert entry.session is None
