"""What is wrong with a camera stays known, whatever happens to its streams meanwhile."""

import time
from collections.abc import Callable, Iterator, Mapping

import pytest

from control_room.domain.camera import CameraId, Health, Stream, StreamUse
from town.town import Town

from .conftest import SQUARE, Watch, wait_for

pytestmark = pytest.mark.town

_SMALL = StreamUse((640, 360))
_HIDDEN = StreamUse(None)
_SUB, _MAIN = (SQUARE, Stream.SUB), (SQUARE, Stream.MAIN)
_Wanted = Mapping[tuple[CameraId, Stream], StreamUse]


@pytest.fixture(scope="module")
def console(town: Town) -> Iterator[Watch]:
    console = Watch(town)
    console.hosts.start()
    yield console
    console.hosts.stop()


@pytest.fixture
def frozen(console: Watch) -> Iterator[Watch]:
    """A console that knows the camera to be frozen."""
    yield from _known(console, "freeze", Health.FROZEN)


def _known(console: Watch, act: str, health: Health) -> Iterator[Watch]:
    console.town.say(SQUARE, "normal")
    console.hosts.show({_SUB: _SMALL})
    console.becomes(SQUARE, Health.LIVE, 15)
    console.town.say(SQUARE, act, 120)
    console.becomes(SQUARE, health, 20)
    yield console
    console.town.say(SQUARE, "normal")


def _never_live(console: Watch, wanted: _Wanted, for_s: float) -> set[Health]:
    """Every state that the wanted streams go through; none of them is live."""
    console.hosts.show(wanted)
    seen = set()
    until = time.monotonic() + for_s
    while time.monotonic() < until:
        for key in wanted:
            state = console.hosts.state(*key)
            assert state.health is not Health.LIVE, key
            seen.add(state.health)
        time.sleep(0.005)
    return seen


def _is(console: Watch, key: tuple[CameraId, Stream], health: Health) -> Callable[[], bool]:
    return lambda: console.hosts.state(*key).health is health


def test_a_frozen_camera_is_frozen_enlarged(frozen: Watch) -> None:
    seen = _never_live(frozen, {_SUB: _HIDDEN, _MAIN: StreamUse((1280, 720))}, 5)
    assert Health.FROZEN in seen
    assert frozen.hosts.cut(*_MAIN).health is Health.FROZEN
    assert Health.FROZEN in _never_live(frozen, {_SUB: _SMALL}, 5)
    frozen.town.say(SQUARE, "normal")
    frozen.hosts.show({_SUB: _HIDDEN, _MAIN: StreamUse((1280, 720))})
    wait_for(_is(frozen, _MAIN, Health.LIVE), 8, "the camera live again, enlarged")
    frozen.hosts.show({_SUB: _SMALL})
    wait_for(_is(frozen, _SUB, Health.LIVE), 8, "the camera live again")


def test_a_frozen_camera_is_frozen_at_each_step_of_a_tour(frozen: Watch) -> None:
    for _ in range(2):
        frozen.hosts.show({})
        wait_for(lambda: frozen.hosts.picture(*_SUB) is None, 2, "the stream closed")
        assert Health.FROZEN in _never_live(frozen, {_SUB: _SMALL}, 5)
    frozen.hosts.show({})
    frozen.town.say(SQUARE, "normal")
    wait_for(lambda: frozen.hosts.picture(*_SUB) is None, 2, "the stream closed")
    frozen.hosts.show({_SUB: _SMALL})
    wait_for(_is(frozen, _SUB, Health.LIVE), 8, "the camera live again")


def test_a_covered_camera_is_known_on_both_streams_and_forgiven(console: Watch) -> None:
    known = _known(console, "cover", Health.COVERED)
    next(known)
    large = {_SUB: _HIDDEN, _MAIN: StreamUse((1280, 720))}
    assert Health.COVERED in _never_live(console, large, 4)
    assert Health.COVERED in _never_live(console, {_SUB: _SMALL}, 2)
    next(known, None)
    wait_for(_is(console, _SUB, Health.LIVE), 12, "the camera live again")


def test_a_healthy_camera_is_live_at_once(console: Watch) -> None:
    console.town.say(SQUARE, "normal")
    console.hosts.show({_SUB: _SMALL})
    console.becomes(SQUARE, Health.LIVE, 15)
    console.hosts.show({_SUB: _HIDDEN, _MAIN: StreamUse((1280, 720))})
    wait_for(lambda: console.hosts.picture(*_MAIN), 5, "a picture")
    wait_for(_is(console, _MAIN, Health.LIVE), 0.5, "the enlarged camera live")
