"""Walls and tours: kept for one agent or for the site, changed by whom it behoves, on record."""

import pytest

from control_room.audit.entry import Act
from control_room.domain.agent import Quality, Role
from control_room.domain.camera import CameraId, Stream
from control_room.domain.tour import Tour
from control_room.domain.wall import Arrangement, Cell, WindowWall, spanned, square
from control_room.errors import NotAllowed
from control_room.services.wall_errors import (
    NameTaken,
    NameUnfit,
    TourUnknown,
    TourUnshareable,
    WallUnknown,
)
from tests.services.conftest import PASSWORD

SCHOOLS = Arrangement(square(2), (CameraId(31), CameraId(32), None, CameraId(12)))
STATION = Arrangement(
    spanned(2, 3, [Cell(0, 1, 2, 2)]),
    (CameraId(21), CameraId(22), CameraId(23)),
    (None, Stream.MAIN, None),
)


@pytest.fixture
def colleague(site):
    site.access.add_agent("08", Role.OPERATOR, Quality.NONE, PASSWORD, by=None)
    return site.access.sign_in("08", PASSWORD)


def names(site, session):
    kept = site.walls.kept(session)
    return [each.name for each in (*kept.walls, *kept.tours)]


def test_a_wall_comes_back_as_it_was_saved(site, operator):
    site.walls.save(operator, " Gare,  nuit ", STATION, shared=False)
    site.start()
    again = site.signed_in(Role.OPERATOR)
    (wall,) = site.walls.kept(again).walls
    assert (wall.name, wall.arrangement, wall.owner) == ("Gare, nuit", STATION, again.agent.id)


def test_an_agents_wall_is_seen_by_no_other_agent(site, operator, colleague):
    wall = site.walls.save(operator, "Gare", STATION, shared=False)
    tour = site.walls.save_tour(
        operator, "Ronde", Tour(cameras=(CameraId(1), CameraId(2))), shared=False
    )
    assert names(site, colleague) == []
    with pytest.raises(WallUnknown):
        site.walls.remove(colleague, wall.id)
    with pytest.raises(WallUnknown):
        site.walls.rename(colleague, wall.id, "Mine")
    with pytest.raises(TourUnknown):
        site.walls.remove_tour(colleague, tour.id)
    assert names(site, operator) == ["Gare", "Ronde"]


def test_what_a_supervisor_shares_is_the_sites(site, operator, supervisor):
    wall = site.walls.save(supervisor, "Écoles", SCHOOLS, shared=True)
    assert wall.is_shared
    assert site.walls.kept(operator).walls == (wall,)
    with pytest.raises(NotAllowed):
        site.walls.remove(operator, wall.id)
    with pytest.raises(NotAllowed):
        site.walls.rename(operator, wall.id, "Mine")
    with pytest.raises(NotAllowed):
        site.walls.save(operator, "Écoles", STATION, shared=True)
    assert site.walls.kept(operator).walls == (wall,)
    site.walls.rename(supervisor, wall.id, "Sorties")
    assert names(site, operator) == ["Sorties"]


def test_an_operator_shares_no_tour(site, operator, supervisor):
    round_trip = Tour(cameras=(CameraId(1), CameraId(2)))
    with pytest.raises(NotAllowed):
        site.walls.save_tour(operator, "Ronde", round_trip, shared=True)
    tour = site.walls.save_tour(supervisor, "Ronde", round_trip, shared=True)
    with pytest.raises(NotAllowed):
        site.walls.remove_tour(operator, tour.id)
    assert site.walls.kept(operator).tours == (tour,)


def test_saving_under_a_name_again_replaces(site, operator, supervisor):
    first = site.walls.save(operator, "Gare", SCHOOLS, shared=False)
    shared = site.walls.save(supervisor, "Gare", SCHOOLS, shared=True)
    again = site.walls.save(operator, "Gare", STATION, shared=False)
    assert again.id == first.id
    assert site.walls.kept(operator).walls == (again, shared), "the site's of that name stays"
    tour = site.walls.save_tour(
        operator, "Ronde", Tour(cameras=(CameraId(1), CameraId(2))), shared=False
    )
    longer = Tour(cameras=(CameraId(1), CameraId(2), CameraId(3)), dwell_s=5)
    assert site.walls.save_tour(operator, "Ronde", longer, shared=False).id == tour.id
    assert [each.tour for each in site.walls.kept(operator).tours] == [longer]


def test_walls_are_in_the_order_in_which_they_were_kept(site, operator, supervisor):
    """Shift and a digit call the same wall next month."""
    site.walls.save(operator, "b", SCHOOLS, shared=False)
    site.walls.save(supervisor, "a", SCHOOLS, shared=True)
    site.walls.save(operator, "c", SCHOOLS, shared=False)
    site.walls.save(operator, "b", STATION, shared=False)
    assert names(site, operator) == ["b", "a", "c"]


@pytest.mark.parametrize("name", ["", "  \n", "x" * 41])
def test_a_name_that_cannot_be_read_on_a_button_is_refused(site, operator, name):
    wall = site.walls.save(operator, "Gare", STATION, shared=False)
    before = site.acts()
    with pytest.raises(NameUnfit):
        site.walls.save(operator, name, SCHOOLS, shared=False)
    with pytest.raises(NameUnfit):
        site.walls.rename(operator, wall.id, name)
    assert site.acts() == before


def test_two_walls_do_not_end_under_one_name(site, operator):
    site.walls.save(operator, "Gare", STATION, shared=False)
    wall = site.walls.save(operator, "Écoles", SCHOOLS, shared=False)
    with pytest.raises(NameTaken):
        site.walls.rename(operator, wall.id, "Gare")
    site.walls.rename(operator, wall.id, "Écoles")
    assert names(site, operator) == ["Gare", "Écoles"]


def test_tours_go_on_without_a_wall_that_is_removed(site, operator):
    kept = [site.walls.save(operator, name, SCHOOLS, shared=False).id for name in "abc"]
    long = site.walls.save_tour(operator, "long", Tour(walls=tuple(kept)), shared=False)
    site.walls.save_tour(operator, "short", Tour(walls=tuple(kept[:2])), shared=False)
    site.walls.remove(operator, kept[0])
    (left,) = site.walls.kept(operator).tours
    assert (left.id, left.tour.walls) == (long.id, tuple(kept[1:]))
    assert names(site, operator) == ["b", "c", "long"]


def test_a_tour_shows_walls_that_its_agents_see(site, operator, supervisor):
    own = site.walls.save(supervisor, "own", SCHOOLS, shared=False)
    shared = site.walls.save(supervisor, "shared", SCHOOLS, shared=True)
    both = Tour(walls=(own.id, shared.id))
    with pytest.raises(TourUnshareable):
        site.walls.save_tour(supervisor, "Ronde", both, shared=True)
    with pytest.raises(WallUnknown):
        site.walls.save_tour(operator, "Ronde", both, shared=False)
    site.walls.save_tour(supervisor, "Ronde", both, shared=False)
    assert names(site, operator) == ["shared"]


def test_the_last_wall_comes_back_to_its_agent_after_the_console_was_killed(
    site, operator, colleague
):
    windows = (
        WindowWall(SCHOOLS),
        WindowWall(STATION, "DP-2", (1920, 0, 1280, 720), is_full_screen=True),
    )
    site.walls.remember(operator, [WindowWall(STATION)])
    site.walls.remember(operator, windows)
    site.start()
    assert site.walls.last(site.signed_in(Role.OPERATOR)) == windows
    assert site.walls.last(site.access.sign_in("08", PASSWORD)) == ()


def test_what_is_kept_is_in_the_audit_log_and_its_name_beside_it(site, operator):
    wall = site.walls.save(operator, "Chez M. X", STATION, shared=False)
    tour = site.walls.save_tour(
        operator, "Ronde", Tour(cameras=(CameraId(1), CameraId(2))), shared=False
    )
    site.walls.rename(operator, wall.id, "Gare")
    site.walls.remove_tour(operator, tour.id)
    site.walls.remember(operator, [WindowWall(STATION)])
    site.walls.remove(operator, wall.id)
    entries = site.entries()[-6:]
    assert [entry.act for entry in entries] == [
        Act.WALL_SAVED,
        Act.TOUR_SAVED,
        Act.WALL_RENAMED,
        Act.TOUR_REMOVED,
        Act.WALL_REMEMBERED,
        Act.WALL_REMOVED,
    ]
    assert entries[0].details == {"layout": "3x2:1,0,2x2", "shared": False}
    assert entries[4].details == {"layouts": "3x2:1,0,2x2"}
    assert not any("Chez" in entry.canonical().decode() for entry in entries)


def test_an_auditor_has_no_wall(site, auditor):
    for act in (
        lambda: site.walls.kept(auditor),
        lambda: site.walls.last(auditor),
        lambda: site.walls.remember(auditor, []),
        lambda: site.walls.save(auditor, "Gare", STATION, shared=False),
    ):
        with pytest.raises(NotAllowed):
            act()
