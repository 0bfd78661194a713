"""Vidéo-verbalisation: the gate, live shots, versions that never change, the print, the entries."""

import hashlib
import io
import itertools
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from argon2 import PasswordHasher
from PIL import Image
from pysqlite3 import dbapi2
from sqlalchemy.exc import DBAPIError

from control_room.audit.checkpoint import read_checkpoint
from control_room.audit.entry import Act, Result, read_entry, written_moment
from control_room.catalogue import read_offences
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import (
    Camera,
    CameraId,
    Health,
    Stream,
    StreamState,
    VerbalisationOrder,
)
from control_room.domain.offence import Statement
from control_room.domain.picture import Shot
from control_room.domain.report import ReportForm, ReportId, ShotRole, VehicleKind
from control_room.errors import NotAllowed
from control_room.places import DataFolder, resource
from control_room.reports.paper import Commune
from control_room.services.access import Access
from control_room.services.report_errors import (
    Cause,
    ReportRefused,
    ReportUnknown,
    ReportUnsaved,
    TextTooLong,
)
from control_room.services.reports import Reports
from control_room.services.sessions import Sessions
from control_room.storage.database import Database
from control_room.storage.disk import DiskNearlyFull
from control_room.storage.errors import EvidenceAltered, RecordAltered
from control_room.storage.files import EvidenceStore
from control_room.storage.keys import log_keys

START = datetime(2026, 11, 23, 15, 16, 41, tzinfo=UTC)
ORDER = VerbalisationOrder("2024-118", date(2024, 3, 12), date(2029, 3, 12), date(2026, 9, 1))
CAMERA = Camera(CameraId(31), "Jules-Ferry", "Écoles", "Rue Jules-Ferry", ORDER)
PASSWORD = "une phrase assez longue"
LIVE = StreamState(Health.LIVE, 0)
FORM = ReportForm(
    natinf=31088,
    statements=frozenset({Statement.DRIVER_ABSENT, Statement.MARKING_SEEN}),
    plate="ab 123 cd",
    kind=VehicleKind.CAR,
    make="Renault",
    place="Rue Jules-Ferry, face au n° 14",
    observations="Véhicule immobilisé sur le passage.",
)


class Desk:
    """A workstation with real database, files and keys, and the clock in hand."""

    def __init__(self, folder):
        self.folder = DataFolder(folder)
        self.folder.create()
        self.clock = START
        self.database = Database.open(
            self.folder.database,
            keys=log_keys(self.folder, "33063"),
            now=self.now,
            monotonic_ns=lambda: int(self.clock.timestamp() * 1e9),
            workstation="P1",
        )
        sessions = Sessions(self.database)
        self.access = Access(
            self.database,
            sessions,
            now=self.now,
            workstation="P1",
            hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
        )
        self.evidence = EvidenceStore(self.folder.evidence)
        self.reports = Reports(
            self.database,
            sessions,
            self.evidence,
            catalogue=read_offences(resource("law/offences.toml")),
            commune=Commune("Valmont", "00000"),
            printed=self.folder.printed,
            now=self.now,
            zone=ZoneInfo("Europe/Paris"),
        )
        self._matricules = itertools.count(100)
        self.supervisor = self.signed_in(Role.SUPERVISOR, Quality.NONE)
        self.agent = self.signed_in(Role.VERBALISER, Quality.MUNICIPAL_POLICE)
        self._sequence = itertools.count(1)

    def now(self):
        return self.clock

    def signed_in(self, role, quality):
        matricule = str(next(self._matricules))
        self.access.add_agent(matricule, role, quality, PASSWORD, by=None)
        return self.access.sign_in(matricule, PASSWORD)

    def shot(self, **changes):
        sequence = next(self._sequence)
        picture = io.BytesIO()
        Image.new("RGB", (192, 108), (sequence, 80, 90)).save(picture, "PNG")
        usual = Shot(
            camera=CAMERA.id,
            stream=Stream.MAIN,
            width_px=192,
            height_px=108,
            sequence=sequence,
            pts_90khz=None,
            received_at_ns=1,
            received_at=self.clock,
            source=1,
            health=Health.LIVE,
            codec="h264",
            png=picture.getvalue(),
            packets=bytes([sequence]) * 50,
        )
        return replace(usual, **changes)

    def opened(self):
        return self.reports.open(self.agent, CAMERA, LIVE)

    def shoot(self, report, shot=None, role=ShotRole.OVERVIEW, session=None):
        return self.reports.add_shot(
            session or self.agent, report.id, shot or self.shot(), role, taken_at=self.clock
        )

    def saved(self, form=FORM):
        report = self.opened()
        self.shoot(report)
        return self.reports.save(self.agent, report.id, form)

    def entries(self):
        with self.database.read() as records:
            return [read_entry(stored.canonical) for stored in records.log.entries()]

    def last(self):
        return self.entries()[-1]


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    yield desk
    desk.database.close()


def test_a_report_opens_on_a_live_authorised_camera(desk):
    report = desk.opened()
    assert report.number == "BR-2026-000001"
    assert (report.matricule, report.quality) == ("101", Quality.MUNICIPAL_POLICE)
    assert report.order == ORDER
    assert report.form == ReportForm(place="Rue Jules-Ferry")
    entry = desk.last()
    assert (entry.act, entry.obj, entry.reason) == (
        Act.REPORT_OPENED,
        "report/BR-2026-000001",
        "road_offence",
    )


def test_numbers_have_no_gaps_and_start_anew_with_the_local_year(desk):
    first, second = desk.opened(), desk.opened()
    desk.clock = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 2027 in Paris
    third = desk.opened()
    assert [report.number for report in (first, second, third)] == [
        "BR-2026-000001",
        "BR-2026-000002",
        "BR-2027-000001",
    ]


@pytest.mark.parametrize(
    ("camera", "live", "cause"),
    [
        (replace(CAMERA, verbalisation=None), LIVE, Cause.NO_ORDER),
        (
            replace(CAMERA, verbalisation=replace(ORDER, valid_until=date(2026, 11, 22))),
            LIVE,
            Cause.ORDER_NOT_IN_FORCE,
        ),
        (CAMERA, StreamState(Health.FROZEN, 0), Cause.NOT_LIVE),
        (CAMERA, StreamState(Health.LATE, 0), Cause.NOT_LIVE),
    ],
)
def test_the_gate_refuses_and_records_the_refusal(desk, camera, live, cause):
    with pytest.raises(ReportRefused) as caught:
        desk.reports.open(desk.agent, camera, live)
    assert caught.value.cause is cause
    entry = desk.last()
    assert (entry.act, entry.result, entry.details) == (
        Act.REPORT_OPENED,
        Result.DENIED,
        {"cause": cause.value},
    )
    assert desk.reports.list(desk.agent) == []


def test_an_agent_without_quality_opens_nothing(desk):
    nobody = desk.signed_in(Role.VERBALISER, Quality.NONE)
    with pytest.raises(ReportRefused, match="quality"):
        desk.reports.open(nobody, CAMERA, LIVE)
    assert desk.last().result is Result.DENIED


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR])
def test_other_roles_draft_nothing(desk, role):
    session = desk.signed_in(role, Quality.MUNICIPAL_POLICE)
    with pytest.raises(NotAllowed):
        desk.reports.open(session, CAMERA, LIVE)
    assert (desk.last().act, desk.last().result) == (Act.ACT_DENIED, Result.DENIED)


def test_a_shot_is_kept_with_the_bytes_of_the_camera(desk):
    report = desk.opened()
    shot = desk.shot()
    (kept,) = desk.shoot(report, shot, ShotRole.PLATE).shots
    assert desk.evidence.read(kept.still.sha256) == shot.png
    assert desk.evidence.read(kept.packets_sha256) == shot.packets
    assert (kept.role, kept.still.captured_at, kept.codec) == (ShotRole.PLATE, START, "h264")
    entry = desk.last()
    assert (entry.seq, entry.act) == (kept.entry_seq, Act.REPORT_SHOT)
    assert entry.details["sha256"] == hashlib.sha256(shot.png).hexdigest()
    assert entry.details["packets_sha256"] == hashlib.sha256(shot.packets).hexdigest()


def test_of_a_masked_camera_no_bytes_are_kept_and_none_are_claimed(desk):
    report = desk.opened()
    shot = desk.shot(packets=b"")
    (kept,) = desk.shoot(report, shot).shots
    assert not kept.has_packets
    files = [path for path in desk.folder.evidence.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [shot.png]
    entry = desk.last()
    assert entry.details["packets"] == "none: masked camera"
    assert "packets_sha256" not in entry.details
    assert desk.reports.get(desk.agent, report.id).shots == (kept,)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"health": Health.FROZEN}, "not live"),
        ({"stream": Stream.SUB}, "full resolution"),
        ({"camera": CameraId(12)}, "another camera"),
        ({"received_at": START - timedelta(seconds=2.5)}, "2.5 s old"),
    ],
)
def test_what_is_no_live_shot_is_refused_and_no_file_is_left(desk, changes, reason):
    report = desk.opened()
    with pytest.raises(ReportRefused, match=reason):
        desk.shoot(report, desk.shot(**changes))
    assert desk.last().details == {"cause": Cause.NOT_A_LIVE_SHOT.value}
    assert desk.reports.get(desk.agent, report.id).shots == ()
    assert [path for path in desk.folder.evidence.rglob("*") if path.is_file()] == []


def test_a_shot_asked_for_long_ago_is_refused(desk):
    report = desk.opened()
    shot, asked_at = desk.shot(), desk.clock
    desk.clock += timedelta(seconds=11)
    with pytest.raises(ReportRefused, match="too long ago"):
        desk.reports.add_shot(desk.agent, report.id, shot, ShotRole.OVERVIEW, taken_at=asked_at)


def test_a_shot_says_when_the_key_was_pressed(desk):
    report = desk.opened()
    shot, asked_at = desk.shot(), desk.clock + timedelta(seconds=1)
    desk.clock += timedelta(seconds=4)
    (kept,) = desk.reports.add_shot(
        desk.agent, report.id, shot, ShotRole.OVERVIEW, taken_at=asked_at
    ).shots
    assert (kept.still.captured_at, kept.still.shown_at) == (START, asked_at)


def test_a_fourth_shot_is_refused(desk):
    report = desk.opened()
    for role in ShotRole:
        desk.shoot(report, role=role)
    with pytest.raises(ReportRefused) as caught:
        desk.shoot(report)
    assert caught.value.cause is Cause.ENOUGH_SHOTS


def test_a_shot_after_the_last_day_of_the_order_is_refused(desk):
    desk.clock = datetime(2029, 3, 12, 22, 30, tzinfo=UTC)
    report = desk.opened()
    desk.clock += timedelta(hours=1)
    with pytest.raises(ReportRefused) as caught:
        desk.shoot(report)
    assert caught.value.cause is Cause.ORDER_NOT_IN_FORCE


def test_every_save_is_a_new_version_and_earlier_ones_stay(desk):
    report = desk.saved()
    desk.clock += timedelta(minutes=1)
    report = desk.reports.save(desk.agent, report.id, replace(FORM, make="Peugeot"))
    assert [(v.number, v.form.make) for v in report.versions] == [(1, "Renault"), (2, "Peugeot")]
    assert report.form.plate == "AB-123-CD"
    assert report.versions[1].saved_at == START + timedelta(minutes=1)
    assert report.versions[0].offence.label.startswith("STATIONNEMENT TRES GENANT")
    assert desk.reports.get(desk.agent, report.id) == report


def test_the_entry_of_a_save_names_no_plate(desk):
    report = desk.saved()
    entry = desk.last()
    assert entry.details == {
        "version": 1,
        "natinf": 31088,
        "sha256": report.versions[0].sha256,
        "saved_at": written_moment(report.versions[0].saved_at),
    }
    assert b"AB-123-CD" not in entry.canonical()
    assert entry.commitment
    with desk.database.read() as records:
        stored = records.log.entry(entry.seq)
    assert json.loads(stored.payload) == {"plate": "AB-123-CD"}


def test_the_same_form_saved_twice_gives_digests_that_tell_nothing(desk):
    report = desk.saved()
    report = desk.reports.save(desk.agent, report.id, FORM)
    assert report.versions[0].sha256 != report.versions[1].sha256


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report_versions SET payload = x'7b7d'",
        "INSERT OR REPLACE INTO report_versions SELECT * FROM report_versions",
        "UPDATE report_shots SET role = 'plate'",
        "INSERT OR REPLACE INTO report_shots SELECT * FROM report_shots",
    ],
)
def test_the_database_refuses_to_change_a_version_or_a_shot(desk, statement):
    desk.saved()
    with (
        pytest.raises(DBAPIError, match=r"never change|one by one"),
        desk.database.write(desk.agent) as tx,
    ):
        tx.log._connection.exec_driver_sql(statement)


def test_typed_text_of_any_kind_is_kept(desk):
    odd = "é e\u0301 \ud800 \x00 \t « œ » 🚗\nseconde ligne"
    report = desk.saved(replace(FORM, observations=odd, plate="x'--", make='"; DROP'))
    assert report.form.observations == "é é ?     « œ » 🚗\nseconde ligne"
    assert (report.form.plate, report.form.make) == ("X'--", '"; DROP')


def test_the_longest_form_fits(desk):
    longest = replace(
        FORM, observations="🚗" * 3000, place="🚗" * 200, make="🚗" * 200, plate="🚗" * 200
    )
    assert desk.saved(longest).form.observations == "🚗" * 3000


@pytest.mark.parametrize("field", ["observations", "place", "make", "plate"])
def test_a_text_that_is_too_long_is_not_saved(desk, field):
    report = desk.opened()
    with pytest.raises(TextTooLong):
        desk.reports.save(desk.agent, report.id, replace(FORM, **{field: "a" * 3001}))
    assert desk.reports.get(desk.agent, report.id).versions == ()


def test_an_empty_draft_can_be_saved(desk):
    report = desk.opened()
    assert desk.reports.save(desk.agent, report.id, ReportForm()).form == ReportForm()


@pytest.mark.parametrize(
    ("natinf", "cause"),
    [(6118, Cause.OFFENCE_NOT_OPEN), (98, Cause.OFFENCE_NOT_OPEN), (6111, Cause.OFFENCE_UNKNOWN)],
)
def test_asvp_saves_no_offence_beyond_parking(desk, natinf, cause):
    asvp = desk.signed_in(Role.VERBALISER, Quality.ASVP)
    report = desk.reports.open(asvp, CAMERA, LIVE)
    with pytest.raises(ReportRefused) as caught:
        desk.reports.save(asvp, report.id, replace(FORM, natinf=natinf))
    assert caught.value.cause is cause
    assert desk.reports.get(asvp, report.id).versions == ()


def test_the_offences_offered_are_those_of_the_quality(desk):
    asvp = desk.signed_in(Role.VERBALISER, Quality.ASVP)
    offered = {offence.natinf for offence in desk.reports.offences(asvp)}
    assert 31088 in offered
    assert not offered & {6118, 24087, 98}
    assert {6118, 24087, 98} <= {o.natinf for o in desk.reports.offences(desk.agent)}


def test_waste_dumping_is_recorded_for_its_own_reason(desk):
    desk.saved(replace(FORM, natinf=98))
    assert desk.last().reason == "dumping"


def test_only_the_author_adds_to_a_report(desk):
    report = desk.saved()
    other = desk.signed_in(Role.VERBALISER, Quality.MUNICIPAL_POLICE)
    with pytest.raises(ReportRefused) as caught:
        desk.reports.save(other, report.id, FORM)
    assert caught.value.cause is Cause.OTHER_AGENT
    with pytest.raises(ReportRefused):
        desk.shoot(report, session=other)
    assert len(desk.reports.get(other, report.id).versions) == 1


def test_reading_a_report_is_recorded_and_its_pictures_are_checked(desk):
    report = desk.saved()
    assert desk.reports.get(desk.supervisor, report.id) == report
    entry = desk.last()
    assert (entry.act, entry.obj) == (Act.REPORT_CONSULTED, "report/BR-2026-000001")
    assert entry.details["camera"] == CAMERA.id
    (png,) = desk.reports.pictures(desk.supervisor, report.id)
    assert hashlib.sha256(png).hexdigest() == report.shots[0].still.sha256


def test_the_list_shows_drafts_newest_first_without_plates(desk):
    first = desk.saved()
    desk.clock += timedelta(hours=1)
    second = desk.opened()
    newest, oldest = desk.reports.list(desk.supervisor)
    assert (newest.number, newest.versions, newest.shots, newest.natinf) == (
        second.number,
        0,
        0,
        None,
    )
    assert (oldest.number, oldest.versions, oldest.shots, oldest.natinf) == (
        first.number,
        1,
        1,
        31088,
    )
    assert (oldest.changed_at, newest.changed_at) == (START, START + timedelta(hours=1))
    assert "AB-123-CD" not in repr((newest, oldest))


_PLATE_REPLACED = "payload = CAST(replace(payload, 'AB-123-CD', 'ZZ-999-ZZ') AS BLOB)"


@pytest.mark.parametrize("rehashed", [False, True])
def test_a_report_altered_in_the_file_is_neither_shown_nor_printed(desk, rehashed):
    report = desk.saved()
    connection = dbapi2.connect(desk.folder.database, isolation_level=None)
    connection.execute("DROP TRIGGER report_versions_no_update")
    connection.execute(f"UPDATE report_versions SET {_PLATE_REPLACED}")
    (payload,) = connection.execute("SELECT payload FROM report_versions").fetchone()
    assert b"ZZ-999-ZZ" in payload
    if rehashed:
        sha256 = hashlib.sha256(payload).hexdigest()
        connection.execute("UPDATE report_versions SET sha256 = ?", (sha256,))
    connection.close()
    _refused_as_altered(desk, report)


def test_shots_swapped_in_the_file_are_neither_shown_nor_printed(desk):
    report = desk.saved()
    other = desk.saved()
    connection = dbapi2.connect(desk.folder.database, isolation_level=None)
    connection.execute("DROP TRIGGER report_shots_no_update")
    connection.execute(
        "UPDATE report_shots SET still_id ="
        " (SELECT still_id FROM report_shots WHERE report_id = ?) WHERE report_id = ?",
        (other.id, report.id),
    )
    connection.close()
    _refused_as_altered(desk, report)


def test_bytes_claimed_afterwards_of_a_masked_camera_are_neither_shown_nor_printed(desk):
    report = desk.opened()
    desk.shoot(report, desk.shot(packets=b""))
    report = desk.reports.save(desk.agent, report.id, FORM)
    connection = dbapi2.connect(desk.folder.database, isolation_level=None)
    connection.execute("DROP TRIGGER report_shots_no_update")
    connection.execute("UPDATE report_shots SET packets_sha256 = ?", ("a" * 64,))
    connection.close()
    _refused_as_altered(desk, report)


def _refused_as_altered(desk, report):
    for read, act in (
        (desk.reports.get, Act.REPORT_CONSULTED),
        (desk.reports.pictures, Act.REPORT_CONSULTED),
        (desk.reports.print, Act.REPORT_PRINTED),
    ):
        with pytest.raises(RecordAltered, match=report.number):
            read(desk.agent, report.id)
        entry = desk.last()
        assert (entry.act, entry.result) == (act, Result.FAILED)
        assert entry.obj == f"report/{report.number}"
        assert entry.details["cause"] == "altered"
    assert list(desk.folder.printed.iterdir()) == []


def test_no_paper_takes_the_last_room(desk):
    report = desk.saved()

    def nearly_full(folder):
        raise DiskNearlyFull(folder, 12)

    desk.reports._check_room = nearly_full
    with pytest.raises(DiskNearlyFull):
        desk.reports.print(desk.agent, report.id)
    assert list(desk.folder.printed.iterdir()) == []
    assert desk.last().act is not Act.REPORT_PRINTED


def test_operators_read_no_reports(desk):
    operator = desk.signed_in(Role.OPERATOR, Quality.NONE)
    report = desk.saved()
    for read in (
        lambda: desk.reports.list(operator),
        lambda: desk.reports.get(operator, report.id),
        lambda: desk.reports.pictures(operator, report.id),
        lambda: desk.reports.print(operator, report.id),
    ):
        with pytest.raises(NotAllowed):
            read()


def test_a_report_that_does_not_exist_is_told(desk):
    for act in (
        lambda: desk.reports.get(desk.agent, ReportId(99)),
        lambda: desk.reports.save(desk.agent, ReportId(99), FORM),
        lambda: desk.reports.print(desk.agent, ReportId(99)),
    ):
        with pytest.raises(ReportUnknown):
            act()


def test_the_print_is_recorded_with_its_digest(desk):
    report = desk.saved()
    path = desk.reports.print(desk.agent, report.id)
    pdf = path.read_bytes()
    assert path.name == "BR-2026-000001-v1.pdf"
    assert path.stat().st_mode & 0o077 == 0
    with pikepdf.open(path) as document, document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
    entry = desk.last()
    assert entry.act is Act.REPORT_PRINTED
    assert entry.details == {
        "version": 1,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "missing": 0,
    }


def test_the_checkpoint_on_paper_covers_the_version(desk):
    report = desk.saved()
    proof = desk.reports._proof()
    checkpoint = read_checkpoint(proof.checkpoint, desk.database.signing_keys)
    assert checkpoint.size > report.versions[-1].entry_seq
    assert proof.log == desk.database.origin


def test_a_report_never_saved_is_not_printed(desk):
    report = desk.opened()
    with pytest.raises(ReportUnsaved):
        desk.reports.print(desk.agent, report.id)
    assert list(desk.folder.printed.iterdir()) == []


def test_an_altered_shot_is_not_printed(desk):
    report = desk.saved()
    desk.evidence.path(report.shots[0].still.sha256).write_bytes(b"another picture")
    with pytest.raises(EvidenceAltered):
        desk.reports.print(desk.agent, report.id)
    assert list(desk.folder.printed.iterdir()) == []
