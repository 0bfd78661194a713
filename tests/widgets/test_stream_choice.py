"""The stream of a tile follows its size, patiently, unless the agent says otherwise."""

from control_room.domain.camera import Stream
from widgets.stream_choice import MAIN_ABOVE_PX, SUB_HEIGHT_PX, StreamChoice

from .conftest import SECOND_NS

BETWEEN_PX = (SUB_HEIGHT_PX + MAIN_ABOVE_PX) // 2


def test_large_tiles_show_the_main_stream():
    choice = StreamChoice()
    assert choice.stream is Stream.SUB
    assert choice.choose(MAIN_ABOVE_PX + 1, 0)
    assert choice.stream is Stream.MAIN


def test_between_the_two_heights_a_tile_stays_with_what_it_has():
    small, large = StreamChoice(), StreamChoice()
    large.choose(1000, 0)
    for choice, stream in ((small, Stream.SUB), (large, Stream.MAIN)):
        assert not choice.choose(BETWEEN_PX, 60 * SECOND_NS)
        assert choice.stream is stream


def test_no_tile_changes_twice_within_five_seconds():
    choice = StreamChoice()
    choice.choose(1000, 0)
    assert not choice.choose(100, 4 * SECOND_NS)
    assert choice.choose(100, 5 * SECOND_NS)
    assert not choice.choose(1000, 9 * SECOND_NS)
    assert choice.choose(1000, 10 * SECOND_NS)


def test_what_the_agent_says_counts_at_once_whatever_the_size():
    choice = StreamChoice()
    choice.choose(1000, 0)
    choice.said = Stream.SUB
    assert choice.choose(1000, SECOND_NS)
    assert choice.stream is Stream.SUB
