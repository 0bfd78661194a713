"""Hostile cameras against the real hosts: the wall beside them stays live, and believes nothing."""

import contextlib

import psutil
import pytest

from control_room.domain.camera import CameraId
from tests.torture.behaviours import BEHAVIOURS, Must
from tests.torture.conftest import settle, source, watching
from tests.torture.observation import CAMERAS, NEIGHBOUR, observe, wanted

pytestmark = pytest.mark.timeout(300)  # the first of them may have to make the films

ALONE_S = 5.0
OVERLOADED_GAP_S = 6.0  # four cameras that together cost three cores
TOGETHER_S = 6.0
OFTEN = [behaviour for behaviour in BEHAVIOURS.values() if not behaviour.is_heavy]
AT_ONCE = 18


@pytest.mark.torture
def test_one_alone(hosts, hostile, tell, behaviour):
    (camera,) = (camera for camera, name in CAMERAS.items() if name == behaviour.name)
    settle(hosts)
    hosts.show(wanted([camera]))
    seen = observe(hosts, [camera], ALONE_S)
    hosts.show(wanted([]))
    faults = seen.verdict(camera, behaviour.must) + seen.faults() + hostile.visits_elsewhere()
    states = " → ".join(seen.health[camera])
    replaced = f", host replaced {seen.replaced}×" if seen.replaced else ""
    tell(
        f"{behaviour.name:25} {states:40} must be {behaviour.must.value:19}"
        f" {seen.figures()}{replaced}{' FAILED' if faults else ''}"
    )
    assert not faults, f"{behaviour.meaning} {'; '.join(faults)}"


@pytest.mark.torture
def test_memory_ends_at_the_limit(hostile, tell):
    """Four cameras of which each alone may ask for 800 MB, in the host of a healthy one."""
    cameras = [CameraId(number) for number in range(10, 14)]
    sources = [source(NEIGHBOUR, hostile.url("well_behaved"))]
    sources += [source(camera, hostile.url("huge_pictures")) for camera in cameras]
    with contextlib.contextmanager(watching)(sources) as hosts:
        hosts.show(wanted(cameras))
        seen = observe(hosts, cameras, ALONE_S * 2)
        limits = [
            psutil.Process(each.pid).rlimit(psutil.RLIMIT_DATA) for each in hosts.statistics()
        ]
    tell(f"four cameras with huge pictures: {seen.figures()}, hosts replaced {seen.replaced}×")
    assert psutil.RLIM_INFINITY not in limits[0]
    assert seen.memory_bytes <= max(soft for soft, _ in limits)
    assert seen.gap_s <= OVERLOADED_GAP_S


@pytest.mark.parametrize("first", range(0, len(OFTEN), AT_ONCE))
def test_many_together(hosts, hostile, first):
    group = OFTEN[first : first + AT_ONCE]
    cameras = {
        camera: BEHAVIOURS[name] for camera, name in CAMERAS.items() if BEHAVIOURS[name] in group
    }
    settle(hosts)
    hosts.show(wanted(list(cameras)))
    seen = observe(hosts, list(cameras), TOGETHER_S)
    hosts.show(wanted([]))
    faults = seen.faults() + hostile.visits_elsewhere()
    for camera, behaviour in cameras.items():
        faults += [f"{behaviour.name}: {fault}" for fault in seen.verdict(camera, behaviour.must)]
    assert not faults, "\n".join(faults)


def test_each_kind_of_end_is_among_those_run_often():
    assert {behaviour.must for behaviour in OFTEN} == set(Must)
