"""What streams are wanted for: shown, kept while hidden, played again, hidden in part."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from control_room.domain.camera import Health, Mask, Stream, StreamUse
from control_room.domain.picture import Picture
from control_room.video.frames import StreamCounters
from town import frame_number
from town.town import Town

from .conftest import NIGHT, SQUARE, Watch, subs, wait_for

pytestmark = pytest.mark.town

_HIDDEN = StreamUse(None)


@pytest.fixture(scope="module")
def watch(town: Town) -> Iterator[Watch]:
    """All sub streams, of hosts of their own."""
    watch = Watch(town)
    watch.hosts.start()
    watch.hosts.show(subs(town))
    yield watch
    watch.hosts.stop()


def _counters(watch: Watch) -> StreamCounters:
    return next(
        host.streams[SQUARE, Stream.SUB]
        for host in watch.hosts.statistics()
        if (SQUARE, Stream.SUB) in host.streams
    )


def _number(picture: Picture) -> int | None:
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height_px, picture.stride_bytes)
    return frame_number.read(rows.reshape(picture.height_px, -1, 4)[:, : picture.width_px].copy())


def test_a_hidden_stream_is_kept_and_not_decoded(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    old = watch.picture(SQUARE)
    watch.hosts.show({**subs(watch.town), (SQUARE, Stream.SUB): _HIDDEN})
    watch.becomes(SQUARE, Health.RECEIVED, 2)
    before = _counters(watch)
    wait_for(lambda: _counters(watch).ring_ns > before.ring_ns + 1e9, 5, "more in the ring")
    assert _counters(watch).decoded == before.decoded
    assert _counters(watch).ring_bytes > before.ring_bytes
    assert watch.picture(SQUARE).sequence - old.sequence < 25  # the old picture stays

    shown = time.monotonic_ns()
    watch.hosts.show(subs(watch.town))
    picture = wait_for(
        lambda: (new := watch.picture(SQUARE)).received_at_ns > shown - 1e8 and new, 1, "a new one"
    )
    assert picture.received_at_ns - shown < 0.5e9  # long before the next key picture, every 2 s
    watch.becomes(SQUARE, Health.LIVE, 1)
    assert picture.source == old.source
    assert _number(watch.picture(SQUARE)) is not None


def test_a_hidden_main_stream_is_there_at_its_next_key_picture(watch: Watch) -> None:
    main = (SQUARE, Stream.MAIN)
    watch.hosts.show({**subs(watch.town), main: _HIDDEN})
    wait_for(
        lambda: watch.hosts.state(*main).health is Health.RECEIVED, 8, "the main stream is received"
    )
    assert watch.hosts.picture(*main) is None
    newest = watch.hosts.cut(*main)  # a whole shot needs no tile
    assert (newest.width_px, newest.height_px) == (1920, 1080)
    watch.hosts.show({**subs(watch.town), main: StreamUse((1280, 720))})
    wait_for(lambda: watch.hosts.state(*main).health is Health.LIVE, 3, "live")
    watch.hosts.show(subs(watch.town))


def test_the_last_seconds_are_played_again(watch: Watch) -> None:
    watch.becomes(SQUARE, Health.LIVE, 10)
    wait_for(lambda: _counters(watch).ring_ns > 3e9, 8, "three seconds in the ring")
    assert watch.hosts.replay_state(SQUARE) is None
    asked_ns = time.monotonic_ns()
    watch.hosts.replay(SQUARE, Stream.SUB, 1.5, (640, 360))
    replay = watch.hosts.replay_state(SQUARE)
    assert replay is not None
    assert not replay.is_over
    first = wait_for(lambda: watch.hosts.replay_picture(SQUARE), 2, "a picture of the replay")
    assert 1.0e9 < time.monotonic_ns() - first.received_at_ns < 2.2e9
    assert watch.hosts.still_valid(first)
    assert _number(first) is not None
    seen = {first.sequence}

    def is_over() -> bool:
        picture, replay = watch.hosts.replay_picture(SQUARE), watch.hosts.replay_state(SQUARE)
        assert picture is not None
        assert replay is not None
        seen.add(picture.sequence)
        assert replay.begins_at_ns <= replay.at_ns <= replay.ends_at_ns
        return replay.is_over

    wait_for(is_over, 4, "the end of the replay")
    assert time.monotonic_ns() - asked_ns > 1.4e9  # at the speed at which it came
    assert len(seen) > 25
    assert seen == set(range(min(seen), max(seen) + 1))
    last = watch.hosts.replay_picture(SQUARE)
    assert last is not None
    assert abs(last.received_at_ns - asked_ns) < 0.3e9
    shot = watch.hosts.cut(SQUARE, Stream.SUB, first.sequence)
    assert shot.received_at_ns == first.received_at_ns
    watch.hosts.stop_replay(SQUARE)
    assert watch.hosts.replay_state(SQUARE) is None
    watch.hosts.replay(SQUARE, Stream.SUB, 1.5, (640, 360))
    again = watch.hosts.replay_state(SQUARE)
    assert again is not None
    assert not again.is_over  # the end of the one before is not its own
    assert watch.hosts.replay_picture(SQUARE) is None
    watch.hosts.stop_replay(SQUARE)
    assert watch.state(SQUARE).health is Health.LIVE


def test_a_replay_of_what_is_not_held_is_over_at_once(watch: Watch) -> None:
    watch.hosts.replay(NIGHT, Stream.MAIN, 5, (640, 360))
    replay = watch.hosts.replay_state(NIGHT)
    assert replay is not None
    assert replay.is_over
    assert watch.hosts.replay_picture(NIGHT) is None
    watch.hosts.stop_replay(NIGHT)


def test_rings_keep_to_their_budget(town: Town) -> None:
    watch = Watch(town, ring_budget_bytes=1_000_000)
    watch.hosts.start()
    try:
        watch.hosts.show(subs(town))
        wait_for(
            lambda: sum(host.ring_bytes for host in watch.hosts.statistics()) > 500_000, 20, "full"
        )
        until = time.monotonic() + 2
        while time.monotonic() < until:
            for host in watch.hosts.statistics():
                assert host.ring_budget_bytes == 500_000
                assert all(each.ring_bytes <= 500_000 for each in host.streams.values())
                assert host.ring_bytes <= 625_000  # each stream's is told at its own moment
    finally:
        watch.hosts.stop()


def test_nothing_that_leaves_the_host_shows_what_is_behind_a_mask(town: Town) -> None:
    right_half = Mask(((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0)))
    watch = Watch(town, masks={SQUARE: [right_half]})
    watch.hosts.start()
    try:
        watch.hosts.show(subs(town))
        picture = watch.picture(SQUARE)
        shown = np.frombuffer(picture.pixels, np.uint8).reshape(360, 640, 4)
        assert np.ptp(shown[:, 330:, :3]) == 0
        assert np.ptp(shown[:, :310, :3]) > 50
        shot = watch.hosts.cut(SQUARE, Stream.SUB)
        assert shot.packets == b""
        wait_for(lambda: watch.state(SQUARE).health is Health.LIVE, 5, "live")
        watch.hosts.replay(SQUARE, Stream.SUB, 1.0, (640, 360))
        again = wait_for(lambda: watch.hosts.replay_picture(SQUARE), 3, "a replay")
        replayed = np.frombuffer(again.pixels, np.uint8).reshape(360, 640, 4)
        assert np.ptp(replayed[:, 330:, :3]) == 0
    finally:
        watch.hosts.stop()
