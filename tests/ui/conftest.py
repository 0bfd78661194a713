"""A whole console on real records, with cameras that send one colour each."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from control_room import catalogue
from control_room.audit.entry import read_entry
from control_room.audit.short_words import read_words
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import (
    Camera,
    CameraId,
    Health,
    StreamState,
    VerbalisationOrder,
)
from control_room.domain.picture import Picture, Replay
from control_room.places import DataFolder, resource
from control_room.reports.paper import Commune
from control_room.services import Services
from control_room.services.access import Access
from control_room.services.anchors import Anchors
from control_room.services.backups import Backups
from control_room.services.cameras import CameraActs
from control_room.services.evidence import Evidence
from control_room.services.export import Export
from control_room.services.handover import HandOver
from control_room.services.incidents import Incidents
from control_room.services.integrity import Integrity
from control_room.services.reports import Reports
from control_room.services.review import Review
from control_room.services.sessions import Sessions
from control_room.services.walls import Walls
from control_room.storage.database import Database
from control_room.storage.files import EvidenceStore
from control_room.storage.high_water import HighWater
from control_room.storage.keys import log_keys
from control_room.ui.console import Console
from control_room.ui.tasks import TaskRunner
from control_room.video.frames import StreamCounters
from control_room.video.hosts import HostStatistics
from tests.services.anchoring import NoKeyring
from widgets.theme import DARK

WORDS = read_words(resource("audit/mots.txt").read_text(encoding="utf-8"))
PASSWORD = "une phrase assez longue"
MATRICULES = {
    Role.SUPERVISOR: "01",
    Role.OPERATOR: "07",
    Role.VERBALISER: "44",
    Role.AUDITOR: "20",
}


def _order():
    today = datetime.now(UTC).date()
    year = timedelta(days=365)
    return VerbalisationOrder("2026-112", today - year, today + year, today)


CAMERAS = [
    Camera(CameraId(number), f"Rue {number}", "Gare", f"{number} rue Haute", _order())
    for number in range(10, 28)
]
WITHOUT_ORDER = CameraId(11)
CAMERAS[1] = replace(CAMERAS[1], verbalisation=None)


class Street:
    """Stands where the camera hosts are: sends what a test sets, in the size asked for."""

    def __init__(self):
        self.wanted = {}
        self.health = {}
        self.retried = []
        self.replays = {}
        self.held_s = 30.0
        self.shown_per_s = 25.0
        self.began_ns = time.monotonic_ns()

    def show(self, wanted):
        self.wanted = dict(wanted)

    def state(self, camera, stream):
        health = self.health.get((camera, stream), self.health.get(camera, Health.LIVE))
        if (camera, stream) not in self.wanted:
            health = Health.CONNECTING
        elif self.wanted[camera, stream].size_px is None and health is Health.LIVE:
            health = Health.RECEIVED
        return StreamState(
            health, self.began_ns, width_px=640, height_px=360, shown_per_s=self.shown_per_s
        )

    def picture(self, camera, stream):
        use = self.wanted.get((camera, stream))
        if use is None or use.size_px is None:
            return None
        return self._painted(camera, stream, use.size_px, time.monotonic_ns())

    def _painted(self, camera, stream, size_px, now_ns):
        width_px, height_px = size_px
        return Picture(
            camera=camera,
            stream=stream,
            width_px=width_px,
            height_px=height_px,
            stride_bytes=width_px * 4,
            sequence=1 + (now_ns - self.began_ns) // 200_000_000,
            pts_90khz=None,
            received_at_ns=now_ns,
            received_at=datetime.now(UTC),
            source=1,
            pixels=memoryview(bytes((200, 30, 30, 255)) * (width_px * height_px)),
        )

    def still_valid(self, _picture):
        return True

    def replay(self, camera, stream, back_s, size_px):
        self.replays[camera] = (stream, back_s, size_px, time.monotonic_ns())

    def stop_replay(self, camera):
        self.replays.pop(camera, None)

    def replay_picture(self, camera):
        replay = self.replay_state(camera)
        if replay is None:
            return None
        return self._painted(camera, replay.stream, self.replays[camera][2], replay.at_ns)

    def replay_state(self, camera):
        if camera not in self.replays:
            return None
        stream, back_s, _, began_ns = self.replays[camera]
        begins_ns, ends_ns = began_ns - round(back_s * 1e9), began_ns
        at_ns = min(begins_ns + time.monotonic_ns() - began_ns, ends_ns)
        return Replay(stream, begins_ns, at_ns, ends_ns, is_over=at_ns == ends_ns)

    def statistics(self):
        """One process for all, this one: twenty-five pictures of 10 kB a second and stream."""
        pictures = int((time.monotonic_ns() - self.began_ns) / 40e6)
        counters = StreamCounters(
            packets=pictures * 4,
            bytes=pictures * 10_000,
            decoded=pictures,
            shown=pictures,
            dropped=0,
            spoiled=3,
            connections=2,
            lost=pictures,
            decode_ns=pictures * 800_000,
            ring_bytes=2_000_000,
            ring_ns=round(self.held_s * 1e9),
        )
        return [
            HostStatistics(
                pid=os.getpid(),
                restarts=1,
                paused_until_ns=None,
                streams=dict.fromkeys(self.wanted, counters),
                ring_bytes=2_000_000 * len(self.wanted),
                ring_budget_bytes=100_000_000,
            )
        ]

    def retry(self, camera, stream):
        self.retried.append((camera, stream))


class Site:
    """The records of one workstation, and the console on them."""

    def __init__(self, qtbot, root):
        self.qtbot = qtbot
        self.street = Street()
        folder = DataFolder(root)
        folder.create()
        self.database = Database.open(
            folder.database,
            keys=log_keys(folder, "33063"),
            now=now,
            workstation="poste-1",
        )
        sessions = Sessions(self.database)
        store = EvidenceStore(folder.evidence)
        self.access = Access(
            self.database,
            sessions,
            now=now,
            workstation="poste-1",
            hasher=PasswordHasher(time_cost=1, memory_cost=64, parallelism=1),
        )
        integrity = Integrity(
            self.database, sessions, folder, HighWater(root / "state", NoKeyring()), now=now
        )
        anchors = Anchors(
            self.database, sessions, folder, now=now, contradicted=integrity.contradicted
        )
        self.folder = folder
        self.services = Services(
            access=self.access,
            incidents=Incidents(self.database, sessions, store, now=now),
            evidence=Evidence(self.database, sessions, store),
            cameras=CameraActs(self.database, sessions),
            reports=Reports(
                self.database,
                sessions,
                store,
                catalogue=catalogue.read_offences(resource("law/offences.toml")),
                commune=Commune("Valmont", "33063"),
                printed=folder.printed,
                now=now,
            ),
            review=Review(
                self.database,
                sessions,
                catalogue.read_reasons(resource("law/reasons.toml")),
                WORDS,
            ),
            walls=Walls(self.database, sessions),
            integrity=integrity,
            anchors=anchors,
            export=Export(
                self.database, sessions, folder, check_allowed=integrity.check_exports_allowed
            ),
            hand_over=HandOver(
                self.database,
                sessions,
                anchors=anchors,
                integrity=integrity,
                back_up=Backups(
                    self.database,
                    folder.database,
                    folder.backups,
                    now=now,
                    workstation="poste-1",
                ).make,
                cameras=CAMERAS,
                commune=Commune("Valmont", "33063"),
                printed=folder.printed,
                words=WORDS,
                workstation="poste-1",
                now=now,
            ),
        )
        self.tasks = TaskRunner()
        self.console = None

    def add_agents(self):
        for role, matricule in MATRICULES.items():
            self.access.add_agent(matricule, role, Quality.MUNICIPAL_POLICE, PASSWORD, by=None)

    def open(self, lock_after_s=600.0):
        self.console = Console(
            services=self.services,
            hosts=self.street,
            cameras=CAMERAS,
            site_name="CSU de Valmont",
            tasks=self.tasks,
            now=now,
            theme=DARK,
            lock_after_s=lock_after_s,
        )
        self.qtbot.addWidget(self.console)
        self.console.resize(1600, 900)
        self.console.show()
        self.console.activateWindow()
        self.qtbot.waitUntil(self.console.isActiveWindow)
        self.qtbot.waitUntil(lambda: self.console.page != "")
        return self.console

    def sign_in(self, role, password=PASSWORD):
        """Type matricule and password, as an agent does."""
        matricule, secret = visible_fields(self.console)
        self.qtbot.keyClicks(matricule, MATRICULES[role])
        self.qtbot.keyClicks(secret, password)
        self.qtbot.keyClick(secret, Qt.Key.Key_Return)
        if password == PASSWORD:
            self.qtbot.waitUntil(lambda: self.console.session is not None)
            if self.console.live is not None:
                wall = self.console.live.wall
                # Another camera may come to the tile with the wall that the agent left.
                self.qtbot.waitUntil(
                    lambda: wall.shown_picture(wall.selected_camera().id) is not None
                )
        return self.console

    def acts(self):
        """What the audit log holds, in order."""
        with self.database.read() as records:
            return [read_entry(row.canonical).act.value for row in records.log.entries()]

    def close(self):
        if self.console is not None:
            self.console.close()
            self.console.shutdown()
        else:
            self.tasks.stop()
        self.database.close()


def now():
    return datetime.now(UTC)


def visible_fields(window):
    return [field for field in window.findChildren(QLineEdit) if field.isVisible()]


@pytest.fixture
def empty_site(qtbot, tmp_path):
    """Records without an account."""
    site = Site(qtbot, tmp_path)
    yield site
    site.close()


@pytest.fixture
def site(empty_site):
    """Records with an account of each role, and the console open at its door."""
    empty_site.add_agents()
    empty_site.open()
    return empty_site
