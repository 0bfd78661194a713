"""A shift at the real console: real cameras, real keys, real pixels, the real database."""

import signal
from datetime import UTC, datetime

import pytest

from control_room.demo.accounts import AUDITOR, PASSWORD, VERBALISER
from town.desk import wait_until
from town.visit import CROSSING, STOPPED_LATER, STOPPED_PLATE, STOPPED_SOON

pytestmark = [pytest.mark.town, pytest.mark.screen]

TILES = 13
FROZEN = 24
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def health_of(visit, camera):
    return next((tile["health"] for tile in visit.tiles() if tile["camera"] == camera), None)


def still_tiles(visit):
    """Tiles that do not go on as time does, in three looks: a busy computer may pause in one."""
    for _ in range(3):
        still = [tile for tile in visit.watch() if not tile.is_moving]
        if not still:
            break
    return still


def test_from_sign_in_to_a_printed_report_and_a_verified_log(workstation, opened, town):
    visit, desk = workstation.visit, workstation.desk
    console = opened("fr")
    visit.wait_for_page("sign-in", 30)
    desk.focus("Vigie")
    desk.type(VERBALISER)
    desk.keys("Tab")
    desk.type("not the password")
    desk.keys("Return")
    wait_until("refusal", lambda: "session.refused" in workstation.acts(), 10)
    assert visit.status()["agent"] is None
    desk.keys("ctrl+a")
    desk.type(PASSWORD)
    desk.keys("Return")
    wait_until("signed in", lambda: visit.status()["agent"] == VERBALISER, 10)

    visit.wait_until_live(TILES)
    assert still_tiles(visit) == []
    workstation.keep("direct-fr")

    visit.select(CROSSING)
    desk.keys("Return")
    wait_until("main stream", lambda: [t["stream"] for t in visit.tiles()] == ["main"], 10)
    wait_until("its picture", lambda: [t["health"] for t in visit.tiles()] == ["live"], 10)
    workstation.keep("enlarged-fr")
    assert workstation.acts()[-1] == "camera.enlarged"
    desk.keys("Escape")
    visit.wait_until_live(TILES)
    wait_until("consultation", lambda: workstation.acts()[-1] == "camera.reduced", 10)

    visit.tag("F5")
    visit.note("Rue fermée, équipage prévenu")
    visit.open_report()
    visit.take_shots(STOPPED_SOON, STOPPED_LATER)
    visit.fill_report("31088", STOPPED_PLATE, "Renault", "Piétons contraints de le contourner.")
    visit.print_report()
    workstation.keep("verbalisation-fr")
    (incident,) = workstation.read(lambda records: records.incidents.since(_LONG_AGO))
    assert (incident.camera, incident.matricule) == (CROSSING, VERBALISER)
    assert [note.text for note in incident.notes] == ["Rue fermée, équipage prévenu"]
    (report,) = workstation.read(lambda records: records.reports.summaries())
    assert (report.shots, report.natinf) == (2, 31088)
    form = workstation.read(lambda records: records.reports.get(report.id)).versions[-1].form
    assert (form.plate, form.make) == (STOPPED_PLATE, "Renault")
    assert form.observations == "Piétons contraints de le contourner."
    assert list(workstation.folder.printed.glob(f"{report.number}*.pdf"))

    visit.go_to(1, "live")
    town.say(FROZEN, "freeze", 30)
    wait_until("frozen", lambda: health_of(visit, FROZEN) == "frozen", 15)
    visit.select(FROZEN)
    desk.keys("F2")
    wait_until("notice", lambda: visit.status()["notices"], 10)
    assert workstation.acts().count("incident.tagged") == 1
    workstation.keep("frozen-fr")
    town.say(FROZEN, "normal")

    visit.go_to(2, "incidents")
    workstation.keep("main-courante-fr")
    desk.keys("ctrl+l")
    wait_until("locked", lambda: visit.status()["locked"], 10)
    workstation.keep("locked-fr")
    desk.type(PASSWORD)
    desk.keys("Return")
    wait_until("unlocked", lambda: not visit.status()["locked"], 10)
    visit.go_to(1, "live")
    desk.keys("shift+eacute")
    wait_until("4×4", lambda: len(visit.tiles()) == 16, 10)
    visit.wait_until_live(16)
    assert still_tiles(visit) == []
    workstation.keep("direct-4x4-fr")
    console.send_signal(signal.SIGTERM)
    assert console.wait(15) == 0
    assert workstation.audit()[0] == 0
    assert workstation.acts()[-1] == "app.stopped"


def test_an_auditor_reads_and_verifies_the_log(workstation, opened):
    visit = workstation.visit
    opened("en")
    visit.sign_in(AUDITOR, PASSWORD)
    visit.wait_for_page("audit")
    assert visit.tiles() == []
    wait_until("consultation", lambda: "audit.consulted" in workstation.acts(), 10)
    workstation.desk.keys("ctrl+r")
    wait_until("verified", lambda: "audit.verified" in workstation.acts(), 15)
    workstation.keep("audit-en")
    assert workstation.audit()[0] == 0


def test_killed_in_the_middle_nothing_acknowledged_is_lost(workstation, opened):
    visit = workstation.visit
    console = opened("fr")
    visit.sign_in(VERBALISER, PASSWORD)
    visit.wait_until_live(TILES)
    visit.select(CROSSING)
    visit.tag("F2")
    acknowledged = workstation.read(lambda records: records.incidents.since(_LONG_AGO))
    workstation.desk.keys("F3", "F4", "F5")
    console.kill()
    console.wait()

    code, findings = workstation.audit()
    assert code == 0, findings
    found = workstation.read(lambda records: records.incidents.since(_LONG_AGO))
    assert acknowledged[0] in found
    assert len(found) == workstation.acts().count("incident.tagged")

    opened("fr")
    visit.sign_in(VERBALISER, PASSWORD)
    visit.wait_until_live(TILES)
    visit.tag("F6")
    numbers = [i.number for i in workstation.read(lambda r: r.incidents.since(_LONG_AGO))]
    assert sorted(int(number[-4:]) for number in numbers) == list(range(1, len(numbers) + 1))
    assert workstation.audit()[0] == 0
