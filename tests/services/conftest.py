"""A site: real database, files and keys, accounts of every role, the clock in hand."""

import shutil
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher

from control_room.audit.entry import read_entry
from control_room.audit.short_words import read_words
from control_room.catalogue import read_reasons
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import Camera, CameraId, Health, Stream
from control_room.domain.picture import ShownPicture
from control_room.places import DataFolder, resource
from control_room.services.access import Access
from control_room.services.cameras import CameraActs
from control_room.services.evidence import Evidence
from control_room.services.incidents import Incidents
from control_room.services.review import Review
from control_room.services.sessions import Sessions
from control_room.services.verification import Place
from control_room.services.walls import Walls
from control_room.storage.database import Database
from control_room.storage.files import EvidenceStore
from control_room.storage.keys import log_keys
from tests.services.records import RecordsInFile, RecordsOnServer, edit

PASSWORD = "une phrase assez longue"
CAMERA = Camera(CameraId(12), "Place du Marché", "Centre", "Place du Marché, côté halle")
ON_BOTH = {
    "test_access",
    "test_anchors",
    "test_cameras",
    "test_disk_watch",
    "test_evidence",
    "test_handover",
    "test_incidents",
    "test_retention",
    "test_review",
    "test_verification",
    "test_walls",
    "test_witnesses",
}
WORDS = read_words(resource("audit/mots.txt").read_text(encoding="utf-8"))
MATRICULES = {
    Role.SUPERVISOR: "01",
    Role.OPERATOR: "07",
    Role.VERBALISER: "09",
    Role.AUDITOR: "20",
}


class Site:
    """One workstation with its services."""

    def __init__(self, root, records=None):
        self.folder = DataFolder(root)
        self.folder.create()
        self.records = records or RecordsInFile(self.folder.database)
        self.place = self.records.place
        self.at = Place(self.place, self.folder)
        self.clock = datetime(2026, 3, 14, 22, 5, 9, 120, tzinfo=UTC)
        self.database = None
        self._copy = root.with_name(f"{root.name}-copy")
        self.start()

    def make_accounts(self):
        for role, matricule in MATRICULES.items():
            self.access.add_agent(matricule, role, Quality.NONE, PASSWORD, by=None)

    def start(self):
        """Start the console anew on the same data folder."""
        self.stop()
        self.database = Database.open(
            self.place,
            spool=self.folder.spool,
            keys=log_keys(self.folder, "33063"),
            now=self.now,
            monotonic_ns=lambda: int(self.clock.timestamp() * 1e9),
            workstation="poste-1",
            busy_timeout_ms=50,
        )
        self.sessions = Sessions(self.database)
        self.store = EvidenceStore(self.folder.evidence)
        self.access = Access(
            self.database,
            self.sessions,
            now=self.now,
            workstation="poste-1",
            hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
        )
        self.incidents = Incidents(
            self.database, self.sessions, self.store, now=self.now, zone=ZoneInfo("Europe/Paris")
        )
        self.evidence = Evidence(self.database, self.sessions, self.store)
        self.cameras = CameraActs(self.database, self.sessions)
        self.walls = Walls(self.database, self.sessions)
        self.review = Review(
            self.database,
            self.sessions,
            read_reasons(resource("law/reasons.toml")),
            WORDS,
        )

    def stop(self):
        if self.database is not None:
            self.database.close()
            self.database = None

    def now(self):
        return self.clock

    def altered(self, *statements):
        """Change the database as someone with every right on it would, past Vigie."""
        with closing(self.records.intruder()) as intruder:
            for statement in statements:
                intruder.run(statement)

    def edited(self, seq, old, new):
        """Change the bytes of an entry in the same way."""
        with closing(self.records.intruder()) as intruder:
            edit(intruder, seq, old, new)

    def copy(self):
        """Keep a copy of the folder and the database; the console is closed."""
        self.stop()
        self.records.copy()
        shutil.copytree(self.folder.root, self._copy)

    def put_back(self):
        """Be what was copied, all of it; the console is closed."""
        self.stop()
        shutil.rmtree(self.folder.root)
        self._copy.rename(self.folder.root)
        self.records.put_back()

    def signed_in(self, role):
        return self.access.sign_in(MATRICULES[role], PASSWORD)

    def shown(self, camera=CAMERA, health=Health.LIVE, shade=80, age_s=0.0):
        """A picture as an agent had it before the eyes."""
        return ShownPicture(
            camera=camera.id,
            stream=Stream.SUB,
            width_px=64,
            height_px=36,
            stride_bytes=64 * 4,
            sequence=41,
            pts_90khz=None,
            received_at_ns=1,
            received_at=self.clock - timedelta(seconds=age_s),
            source=1,
            shown_at=self.clock,
            health=health,
            pixels=bytes([shade, 90, 100, 255]) * (64 * 36),
        )

    def entries(self):
        """The audit log's entries."""
        with self.database.read() as records:
            return [read_entry(row.canonical) for row in records.log.entries()]

    def acts(self):
        """What the audit log says was done since the accounts were made."""
        return [entry.act.value for entry in self.entries()[len(MATRICULES) :]]

    def evidence_files(self):
        return [path for path in self.folder.evidence.rglob("*") if path.is_file()]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """The folder of a site with its accounts, closed: copying it is faster than making it."""
    root = tmp_path_factory.mktemp("made") / "site"
    site = Site(root)
    site.make_accounts()
    site.stop()
    return root


@pytest.fixture(scope="session")
def made_on_server(tmp_path_factory, postgres):
    """The same on a server: the folder, and the database that others are copies of."""
    root = tmp_path_factory.mktemp("made") / "site"
    with postgres.database() as name:
        site = Site(root, RecordsOnServer(postgres, name))
        site.make_accounts()
        site.stop()
        yield root, name


@pytest.fixture
def site(request, tmp_path):
    with site_on(getattr(request, "param", "sqlite"), request, tmp_path / "site") as made:
        yield made


@contextmanager
def site_on(kind, request, root):
    """A site of its own whose records are in a file, or on a server."""
    if kind == "sqlite":
        site = Site(shutil.copytree(request.getfixturevalue("made_once"), root))
        yield site
        site.stop()
        return
    folder, template = request.getfixturevalue("made_on_server")
    postgres = request.getfixturevalue("postgres")
    with postgres.database(template) as name:
        site = Site(shutil.copytree(folder, root), RecordsOnServer(postgres, name))
        yield site
        site.stop()


def pytest_generate_tests(metafunc):
    """What several workstations do runs on both kinds of database, but where a test names one."""
    named = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    on_both = metafunc.module.__name__.split(".")[-1] in ON_BOTH
    if on_both and "site" in metafunc.fixturenames and "site" not in named:
        metafunc.parametrize("site", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def operator(site):
    return site.signed_in(Role.OPERATOR)


@pytest.fixture
def supervisor(site):
    return site.signed_in(Role.SUPERVISOR)


@pytest.fixture
def auditor(site):
    return site.signed_in(Role.AUDITOR)
