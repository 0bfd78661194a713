"""A shot is the picture that was seen, and as live as that was."""

import os
import signal
from collections.abc import Iterator

import pytest

from control_room.domain.camera import Health, Stream, StreamUse
from control_room.video.hosts import ShotNotPossible
from town.town import Town

from .conftest import SQUARE, Watch, subs, wait_for

pytestmark = pytest.mark.town

_KEY = (SQUARE, Stream.SUB)


@pytest.fixture
def watch(town: Town) -> Iterator[Watch]:
    watch = Watch(town)
    watch.hosts.start()
    watch.hosts.show({_KEY: subs(town)[_KEY]})
    watch.becomes(SQUARE, Health.LIVE, 10)
    yield watch
    watch.hosts.stop()


def test_a_picture_that_nobody_looked_at_is_not_live_afterwards(watch: Watch) -> None:
    watch.hosts.show({_KEY: StreamUse(None)})
    watch.becomes(SQUARE, Health.RECEIVED, 2)
    unseen = watch.hosts.cut(*_KEY)
    assert unseen.health is Health.RECEIVED
    wait_for(lambda: watch.hosts.cut(*_KEY).sequence > unseen.sequence, 2, "a newer one")
    watch.hosts.show({_KEY: subs(watch.town)[_KEY]})
    watch.becomes(SQUARE, Health.LIVE, 3)
    assert watch.hosts.cut(*_KEY, unseen.sequence, unseen.source).health is Health.RECEIVED


def test_a_picture_that_was_live_stays_so_when_its_stream_is_hidden(watch: Watch) -> None:
    first = watch.picture(SQUARE)  # perhaps a lone one, which is not live
    wait_for(lambda: watch.picture(SQUARE).sequence > first.sequence, 2, "another")
    seen = watch.picture(SQUARE)
    watch.hosts.show({_KEY: StreamUse(None)})
    watch.becomes(SQUARE, Health.RECEIVED, 2)
    shot = watch.hosts.cut(*_KEY, seen.sequence, seen.source)
    assert (shot.received_at_ns, shot.health) == (seen.received_at_ns, Health.LIVE)


def test_the_same_number_of_another_connection_is_another_picture(watch: Watch) -> None:
    seen = watch.picture(SQUARE)
    host = next(host for host in watch.hosts.statistics() if _KEY in host.streams)
    assert host.pid is not None
    os.kill(host.pid, signal.SIGKILL)
    wait_for(
        lambda: (
            watch.picture(SQUARE).source != seen.source
            and watch.picture(SQUARE).sequence > seen.sequence
        ),
        15,
        "as many pictures of a new host",
    )
    assert watch.hosts.cut(*_KEY, seen.sequence).received_at_ns > seen.received_at_ns
    with pytest.raises(ShotNotPossible, match="no longer held"):
        watch.hosts.cut(*_KEY, seen.sequence, seen.source)
