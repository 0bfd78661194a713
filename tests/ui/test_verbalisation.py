"""The verbalisation workspace: drafts written by keyboard beside a live picture."""

import io
import itertools
import time
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from argon2 import PasswordHasher
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
)

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
from control_room.domain.picture import Picture, Shot
from control_room.domain.report import ShotRole
from control_room.places import DataFolder, resource
from control_room.reports.paper import Commune
from control_room.services import Services
from control_room.services.access import Access
from control_room.services.report_errors import Cause, ReportRefused
from control_room.services.reports import Reports
from control_room.services.sessions import Sessions
from control_room.storage.database import Database
from control_room.storage.files import EvidenceStore
from control_room.storage.keys import log_keys
from control_room.ui.tasks import TaskRunner
from control_room.ui.verbalisation import VerbalisationWorkspace
from control_room.video.hosts import ShotNotPossible
from control_room.video.shot import NOT_HELD
from widgets.theme import DARK
from widgets.video_wall import VideoWall

TODAY = datetime.now(UTC).date()
ORDER = VerbalisationOrder(
    "2024-118", date(2024, 3, 12), TODAY + timedelta(days=30), signs_checked=date(2026, 9, 1)
)
CROSSING = Camera(CameraId(31), "Jules-Ferry", "Écoles", "Rue Jules-Ferry", ORDER)
SQUARE = Camera(CameraId(12), "Marché", "Centre", "Place du Marché")
PASSWORD = "une phrase assez longue"


def now():
    return datetime.now(UTC)


class Hosts:
    """Cameras outside: every main stream shows a small grey picture, live until told otherwise."""

    def __init__(self):
        self.health = Health.LIVE
        self.cuts = []
        self.holds = True
        self.sends = True
        self._sequences = itertools.count(1)
        self._pixels = memoryview(bytes([90, 90, 90, 255]) * (16 * 9))

    def picture(self, camera, stream):
        if stream is not Stream.MAIN or not self.sends:
            return None
        sequence = next(self._sequences)
        return Picture(
            camera, stream, 16, 9, 64, sequence, None, time.monotonic_ns(), now(), 1, self._pixels
        )

    def state(self, _camera, _stream):
        return StreamState(self.health, time.monotonic_ns())

    def still_valid(self, _picture):
        return True

    def cut(self, camera, stream, sequence=None, source=None):
        if not self.holds:
            raise ShotNotPossible(camera, NOT_HELD)
        self.cuts.append((camera, stream, sequence, source))
        png = io.BytesIO()
        Image.new("RGB", (192, 108), (len(self.cuts), 80, 90)).save(png, "PNG")
        return Shot(
            camera,
            stream,
            192,
            108,
            sequence or 1,
            None,
            1,
            now(),
            1,
            Health.LIVE,
            "h264",
            png.getvalue(),
            b"packets",
        )


class Room:
    """A workstation with real records and services, and an agent at its screen."""

    def __init__(self, folder, qtbot):
        self.qtbot = qtbot
        files = DataFolder(folder)
        files.create()
        self.database = Database.open(
            files.database, keys=log_keys(files, "33063"), now=now, workstation="P1"
        )
        sessions = Sessions(self.database)
        access = Access(
            self.database,
            sessions,
            now=now,
            workstation="P1",
            hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
        )
        self.reports = Reports(
            self.database,
            sessions,
            EvidenceStore(files.evidence),
            catalogue=read_offences(resource("law/offences.toml")),
            commune=Commune("Valmont", "00000"),
            printed=files.printed,
            now=now,
            zone=ZoneInfo("Europe/Paris"),
        )
        self.printed = files.printed
        unused = {field.name: None for field in fields(Services)}
        self.services = Services(**{**unused, "access": access, "reports": self.reports})
        self.hosts = Hosts()
        self.tasks = TaskRunner()
        self.refusals = []
        self._screens = []
        self._access = access
        access.add_agent("01", Role.SUPERVISOR, Quality.NONE, PASSWORD, by=None)
        access.add_agent("4471", Role.VERBALISER, Quality.MUNICIPAL_POLICE, PASSWORD, by=None)
        self.agent = access.sign_in("4471", PASSWORD)

    def signed_in(self, matricule):
        return self._access.sign_in(matricule, PASSWORD)

    def sign_out(self):
        self._access.sign_out(self.agent)

    def screen(self, session=None, cameras=(CROSSING, SQUARE)):
        who = session or self.agent
        screen = VerbalisationWorkspace(
            self.services, self.hosts, cameras, self.tasks, lambda: who, theme=DARK, now=now
        )
        screen.refused.connect(self.refusals.append)
        self._screens.append(screen)
        screen.resize(1400, 900)
        screen.show()
        self.qtbot.waitUntil(lambda: "report" in texts(screen))
        return screen

    def opened(self, screen):
        screen.open_report(CROSSING)
        self.qtbot.waitUntil(lambda: screen.report is not None)
        self.qtbot.waitUntil(lambda: named(screen, QComboBox, "Offence").count() > 0)
        return screen.report

    def close(self):
        self.tasks.stop()
        # Here and now: left to the garbage collector a widget may end on a worker thread.
        for screen in self._screens:
            screen.close()
            screen.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.database.close()


@pytest.fixture
def room(tmp_path, qtbot):
    room = Room(tmp_path, qtbot)
    yield room
    room.close()


def texts(screen):
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def says(room, screen, text):
    room.qtbot.waitUntil(lambda: text in texts(screen))


def named(screen, kind, name):
    (found,) = [each for each in screen.findChildren(kind) if each.accessibleName() == name]
    return found


def plate_of(screen):
    return named(screen, QLineEdit, "Plate")


def type_into(room, field, text):
    field.setFocus()
    field.clear()
    room.qtbot.keyClicks(field, text)


def press(room, screen, key, modifier=Qt.KeyboardModifier.NoModifier):
    target = QApplication.focusWidget() or screen
    room.qtbot.keyClick(target, key, modifier)


def fill(room, screen):
    offence = named(screen, QComboBox, "Offence")
    type_into(room, offence.lineEdit(), "31088")
    room.qtbot.keyClick(offence.lineEdit(), Qt.Key.Key_Return)
    type_into(room, plate_of(screen), "ab123cd")
    type_into(room, named(screen, QLineEdit, "Make, model"), "Renault")
    named(screen, QComboBox, "Kind of vehicle").setCurrentIndex(1)
    type_into(room, named(screen, QPlainTextEdit, "Observations"), "Sur le passage.")
    for button in screen.findChildren(QPushButton):
        if button.isCheckable():
            button.click()


def save(room, screen):
    before = len(screen.report.versions)
    press(room, screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    room.qtbot.waitUntil(lambda: len(screen.report.versions) == before + 1)


def test_without_reports_the_screen_says_what_to_do_first(room):
    screen = room.screen()
    room.qtbot.waitUntil(lambda: "No report yet." in texts(screen))
    assert "Select a live camera authorised for vidéo-verbalisation and press V." in texts(screen)
    assert screen.wanted() == {}


def test_v_on_a_live_camera_opens_a_draft_that_is_plainly_no_pve(room):
    screen = room.screen()
    report = room.opened(screen)
    for text in (f"Report {report.number}", "Draft", "A draft is not a PVe.", "Not saved yet"):
        says(room, screen, text)
    assert (CROSSING.id, Stream.MAIN) in screen.wanted()


def test_a_camera_without_an_order_is_refused_with_the_reason(room):
    screen = room.screen()
    screen.open_report(SQUARE)
    room.qtbot.waitUntil(lambda: len(room.refusals) == 1)
    assert room.refusals[0].cause is Cause.NO_ORDER
    assert screen.report is None


def test_a_camera_that_is_not_live_is_refused(room):
    screen = room.screen()
    room.hosts.health = Health.FROZEN
    screen.open_report(CROSSING)
    room.qtbot.waitUntil(lambda: len(room.refusals) == 1)
    assert room.refusals[0].cause is Cause.NOT_LIVE


def test_space_takes_the_picture_on_screen_and_shows_it_once_it_is_kept(room):
    screen = room.screen()
    room.opened(screen)
    press(room, screen, Qt.Key.Key_Space)
    room.qtbot.waitUntil(lambda: len(screen.report.shots) == 1)
    shot = screen.report.shots[0]
    assert shot.role is ShotRole.OVERVIEW
    ((camera, stream, sequence, _),) = room.hosts.cuts
    assert (camera, stream) == (CROSSING.id, Stream.MAIN)
    assert sequence is not None
    says(room, screen, "1 Overview")
    says(room, screen, f"SHA-256 {shot.still.sha256[:4]}…{shot.still.sha256[-4:]}")
    says(room, screen, "Shots (1 of 1 to 3)")
    seen_at = shot.still.captured_at.astimezone()
    says(room, screen, f"{seen_at:%d/%m/%Y, %H:%M:%S}, live")
    says(room, screen, "Shots taken live, not from a recording")


def test_what_nobody_saw_is_not_kept(room):
    screen = room.screen()
    room.hosts.sends = False
    room.opened(screen)
    screen.take_shot()
    (refusal,) = room.refusals
    assert isinstance(refusal, ShotNotPossible)
    assert "not on screen" in str(refusal.what)
    assert room.hosts.cuts == []
    room.hosts.sends = True
    screen.take_shot()
    room.qtbot.waitUntil(lambda: len(screen.report.shots) == 1)


def test_the_shot_is_what_was_painted_even_if_a_newer_picture_waits_for_its_paint(room):
    screen = room.screen()
    room.opened(screen)
    wall = screen.findChild(VideoWall)
    room.qtbot.waitUntil(lambda: wall.shown_picture(CROSSING.id) is not None)
    painted = wall.shown_picture(CROSSING.id).sequence
    QApplication.sendEvent(wall, QShowEvent())  # looks at the camera, and paints later
    assert wall.picture_shown(CROSSING.id).sequence > painted
    screen.take_shot()
    room.qtbot.waitUntil(lambda: room.hosts.cuts != [])
    assert room.hosts.cuts == [(CROSSING.id, Stream.MAIN, painted, 1)]


def test_a_picture_that_its_tile_called_frozen_is_not_kept(room):
    screen = room.screen()
    room.opened(screen)
    wall = screen.findChild(VideoWall)
    room.qtbot.waitUntil(lambda: wall.shown_picture(CROSSING.id) is not None)
    room.hosts.health = Health.FROZEN
    room.qtbot.waitUntil(lambda: wall.shown_picture(CROSSING.id).health is Health.FROZEN)
    screen.take_shot()
    room.qtbot.waitUntil(lambda: room.refusals != [])
    (refusal,) = room.refusals
    assert "frozen" in str(refusal.what) + str(refusal.effect) + str(refusal.remedy)
    assert screen.report.shots == ()


def test_three_shots_are_enough(room):
    screen = room.screen()
    room.opened(screen)
    for count in (1, 2, 3):
        press(room, screen, Qt.Key.Key_Space)
        room.qtbot.waitUntil(lambda count=count: len(screen.report.shots) == count)
    press(room, screen, Qt.Key.Key_Space)
    assert "Take shot" not in texts(screen)
    assert len(room.hosts.cuts) == 3


def test_space_in_a_text_writes_a_space(room):
    screen = room.screen()
    room.opened(screen)
    type_into(room, named(screen, QPlainTextEdit, "Observations"), "a b")
    assert named(screen, QPlainTextEdit, "Observations").toPlainText() == "a b"
    assert room.hosts.cuts == []
    press(room, screen, Qt.Key.Key_Escape)
    press(room, screen, Qt.Key.Key_Space)
    room.qtbot.waitUntil(lambda: len(screen.report.shots) == 1)


def test_a_shot_that_cannot_be_had_is_told_and_can_be_taken_again(room):
    screen = room.screen()
    room.opened(screen)
    room.hosts.holds = False
    press(room, screen, Qt.Key.Key_Space)
    room.qtbot.waitUntil(lambda: len(room.refusals) == 1)
    assert isinstance(room.refusals[0], ShotNotPossible)
    room.hosts.holds = True
    press(room, screen, Qt.Key.Key_Space)
    room.qtbot.waitUntil(lambda: len(screen.report.shots) == 1)


def test_what_the_law_requires_is_followed_while_typing(room):
    screen = room.screen()
    room.opened(screen)
    says(room, screen, "Read the plate")
    says(room, screen, "Choose the offence")
    fill(room, screen)
    for text in (
        "Circumstances are written",
        "Offence recorded without stopping the driver (L121-2)",
        "Plate has a possible form",
        "Stated: Nobody at the wheel",
        "31088, ART.R.417-11 §I 5°, ART.L.121-2 C.ROUTE. Class 4, 135 €",
        "0 point for the holder",
        "Take at least one live shot",
    ):
        says(room, screen, text)


def test_keys_that_come_late_for_the_list_of_offences_reach_the_field_of_the_keyboard(room):
    # The window system gives keys to the list until it knows that it is closed.
    screen = room.screen()
    room.opened(screen)
    offence = named(screen, QComboBox, "Offence")
    type_into(room, offence.lineEdit(), "31088")
    room.qtbot.keyClick(offence, Qt.Key.Key_Return)
    plate_of(screen).setFocus()
    room.qtbot.keyClicks(offence, "ab123cd")
    save(room, screen)
    assert (screen.report.form.natinf, screen.report.form.plate) == (31088, "AB-123-CD")


def test_saving_by_keyboard_says_the_version_once_it_is_committed(room):
    screen = room.screen()
    room.opened(screen)
    fill(room, screen)
    assert "Not saved yet" in texts(screen)
    save(room, screen)
    saved_at = screen.report.versions[0].saved_at.astimezone()
    assert f"Version 1 saved at {saved_at:%H:%M}" in texts(screen)
    assert screen.report.form.plate == "AB-123-CD"
    type_into(room, named(screen, QLineEdit, "Make, model"), "Peugeot")
    assert "changes since are not saved" in texts(screen)
    save(room, screen)
    assert [version.form.make for version in screen.report.versions] == ["Renault", "Peugeot"]


def test_a_save_that_fails_keeps_what_was_typed(room):
    screen = room.screen()
    report = room.opened(screen)
    fill(room, screen)
    room.sign_out()
    press(room, screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    room.qtbot.waitUntil(lambda: len(room.refusals) == 1)
    assert plate_of(screen).text() == "AB-123-CD"
    assert "Not saved yet" in texts(screen)
    assert screen.report == report


def test_printing_saves_first_and_says_where_the_file_is(room):
    screen = room.screen()
    room.opened(screen)
    press(room, screen, Qt.Key.Key_Space)
    room.qtbot.waitUntil(lambda: len(screen.report.shots) == 1)
    fill(room, screen)
    with room.qtbot.waitSignal(screen.told, timeout=10_000) as told:
        press(room, screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert len(screen.report.versions) == 1
    name = told.args[0].removeprefix("Printed: ")
    assert name == f"{screen.report.number}-v1.pdf"
    with pikepdf.open(room.printed / name) as document:
        assert len(document.pages) >= 1


def test_what_is_asked_for_while_a_save_is_under_way_is_done_after_it(room):
    screen = room.screen()
    room.opened(screen)
    fill(room, screen)
    with room.qtbot.waitSignal(screen.told, timeout=10_000) as told:
        press(room, screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        press(room, screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [f"Printed: {screen.report.number}-v1.pdf"]
    assert len(screen.report.versions) == 1


def test_leaving_saves_the_changes_and_the_list_shows_the_draft(room):
    screen = room.screen()
    report = room.opened(screen)
    fill(room, screen)
    press(room, screen, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    table = screen.findChild(QTableView)
    room.qtbot.waitUntil(lambda: screen.report is None and table.model().rowCount() == 1)
    rows = table.model()
    cells = [rows.index(0, column).data() for column in range(rows.columnCount())]
    assert cells[:4] == [
        report.number,
        "Draft",
        "31 Jules-Ferry",
        "Stationnement très gênant sur passage piétons",
    ]
    assert screen.wanted() == {}
    table.setFocus()
    room.qtbot.keyClick(table, Qt.Key.Key_Return)
    room.qtbot.waitUntil(lambda: screen.report is not None)
    assert plate_of(screen).text() == "AB-123-CD"
    assert named(screen, QPlainTextEdit, "Observations").toPlainText() == "Sur le passage."


def test_what_is_typed_is_saved_before_the_session_ends(room):
    screen = room.screen()
    report = room.opened(screen)
    fill(room, screen)
    screen.end()
    room.tasks.write(room.sign_out, lambda _: None)
    room.qtbot.waitUntil(lambda: len(screen.report.versions) == 1)
    assert room.refusals == []
    assert screen.report.id == report.id
    screen.end()
    assert len(screen.report.versions) == 1


def test_what_is_typed_while_a_save_is_under_way_is_saved_before_the_session_ends(room):
    screen = room.screen()
    room.opened(screen)
    fill(room, screen)
    press(room, screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    type_into(room, named(screen, QLineEdit, "Make, model"), "Peugeot")
    screen.end()
    room.qtbot.waitUntil(lambda: len(screen.report.versions) == 2)
    assert screen.report.form.make == "Peugeot"


def test_a_supervisor_reads_and_writes_nothing(room):
    report = room.reports.open(room.agent, CROSSING, StreamState(Health.LIVE, 0))
    room.reports.save(room.agent, report.id, replace(report.form, plate="AB-123-CD"))
    screen = room.screen(room.signed_in("01"))
    table = screen.findChild(QTableView)
    room.qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    table.setFocus()
    room.qtbot.keyClick(table, Qt.Key.Key_Return)
    room.qtbot.waitUntil(lambda: screen.report is not None)
    assert plate_of(screen).text() == "AB-123-CD"
    assert not plate_of(screen).isEnabled()
    assert "Save the draft" not in texts(screen)
    assert "Take shot" not in texts(screen)
    assert screen.wanted() == {}, "reading a report shows its camera live"
    assert not screen.wall.isVisible()
    screen.save()
    screen.take_shot()
    assert room.hosts.cuts == []
    assert len(screen.report.versions) == 1


def test_a_draft_of_a_camera_that_is_gone_still_opens(room):
    report = room.reports.open(room.agent, CROSSING, StreamState(Health.LIVE, 0))
    screen = room.screen(cameras=(SQUARE,))
    table = screen.findChild(QTableView)
    room.qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    table.setFocus()
    room.qtbot.keyClick(table, Qt.Key.Key_Return)
    room.qtbot.waitUntil(lambda: screen.report is not None)
    assert screen.report.number == report.number
    assert screen.wanted() == {}


def test_refusals_of_the_service_reach_the_screen_as_sentences(room):
    screen = room.screen()
    screen.open_report(SQUARE)
    room.qtbot.waitUntil(lambda: len(room.refusals) == 1)
    (refusal,) = room.refusals
    assert isinstance(refusal, ReportRefused)
    assert str(refusal) == (
        "Camera 12 Marché is not authorised for vidéo-verbalisation. "
        "Nothing was recorded; the refusal is in the audit log. "
        "Choose a camera that is authorised for it."
    )
