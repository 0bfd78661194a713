"""Streams bent at random: real films, packets and answers, changed by a seed, against real hosts.

A failure names its seeds; `VIGIE_TORTURE_SEED=<seed> make torture` begins with that one.
"""

import os
import time
from collections.abc import Sequence
from functools import partial

import pytest

from control_room.domain.camera import CameraId, Health, Stream
from tests.torture.conftest import settle, source, watching
from tests.torture.mutation import Mutation
from tests.torture.observation import NEIGHBOUR, Observation, observe, wanted
from tests.torture.server import MUTATED

pytestmark = pytest.mark.timeout(300)  # the first of them may have to make the films

FIRST = int(os.environ.get("VIGIE_TORTURE_SEED", "1"))
OFTEN, LONG = 40, 600
AT_ONCE = 20
BATCH_WITHIN_S = 6.0
# A seed's camera has its number: each stream is seen once, as a camera of its own.
CAMERA_OF_SEED = 1000
OVER = (Health.LOST, Health.REFUSED, Health.UNREADABLE)


@pytest.fixture(scope="module")
def mutated(hostile):
    sources = [source(NEIGHBOUR, hostile.url("well_behaved"))]
    sources += [
        source(CameraId(CAMERA_OF_SEED + seed), hostile.url(MUTATED, str(seed)))
        for seed in range(FIRST, FIRST + LONG)
    ]
    yield from watching(sources)


def test_some_streams(mutated, hostile):
    send(mutated, hostile, range(FIRST, FIRST + OFTEN))


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_many_streams(mutated, hostile, tell):
    began_s = time.monotonic()
    seen = send(mutated, hostile, range(FIRST, FIRST + LONG))
    tell(
        f"{LONG} mutated streams from seed {FIRST} on, {AT_ONCE} at once: {seen.figures()}, hosts"
        f" replaced {seen.replaced}×, {time.monotonic() - began_s:.0f} s"
    )


def send(hosts, hostile, seeds: Sequence[int]) -> Observation:
    """Have the hosts watch every seed's stream until it ended; the worst that was seen."""
    worst = Observation()
    for start in range(0, len(seeds), AT_ONCE):
        batch = seeds[start : start + AT_ONCE]
        cameras = [CameraId(CAMERA_OF_SEED + seed) for seed in batch]
        settle(hosts)
        hosts.show(wanted(cameras))
        seen = observe(hosts, cameras, BATCH_WITHIN_S, partial(all_over, hosts, hostile, batch))
        hosts.show(wanted([]))
        faults = seen.faults() + hostile.visits_elsewhere()
        bent = "\n".join(f"seed {seed}: {Mutation(seed)}" for seed in batch)
        assert not faults, f"{'; '.join(faults)}, with\n{bent}"
        worst.gap_s = max(worst.gap_s, seen.gap_s)
        worst.memory_bytes = max(worst.memory_bytes, seen.memory_bytes)
        worst.slowest_s = max(worst.slowest_s, seen.slowest_s)
        worst.replaced += seen.replaced
    return worst


def all_over(hosts, hostile, seeds: Sequence[int]) -> bool:
    """Whether each stream was sent whole, or was given up by its viewer."""
    sent = set(hostile.events)
    return all(
        f"sent {seed}" in sent
        or hosts.state(CameraId(CAMERA_OF_SEED + seed), Stream.SUB).health in OVER
        for seed in seeds
    )
