"""Times of faults are read off what the tiles showed, and never flattered."""

from benchmarks import faults
from benchmarks.fault_log import FaultLog

MS = 1_000_000
S = 1000 * MS


def log(health, pictures=()):
    return FaultLog(
        {
            "health": health,
            "pictures": [(camera, "sub", at_ns, at_ns + 10 * MS) for camera, at_ns in pictures],
            "loop_delays_ns": [],
        },
        end_ns=20 * S,
    )


PULLED = log(
    [(12, "live", 1 * S), (12, "late", 6 * S), (12, "connecting", 7 * S), (12, "live", 10 * S)],
    [(12, 3 * S), (12, 4 * S), (12, 9 * S), (13, 4 * S)],
)


def test_a_tile_is_marked_when_it_stops_looking_live():
    marked_ns = PULLED.marked(12, 4 * S)

    assert marked_ns == 6 * S
    assert PULLED.last_picture(12, marked_ns) == 4 * S


def test_a_tile_is_back_when_it_is_live_again():
    assert PULLED.live_from(12, 8 * S) == 10 * S
    assert PULLED.not_live_ns(12, 0) == 4 * S
    assert PULLED.not_live_ns(12, 8 * S) == 2 * S


def test_a_tile_that_is_live_already_is_back_at_once():
    assert PULLED.live_from(12, 11 * S) == 11 * S


def test_a_tile_that_never_came_back_counts_to_the_end():
    gone = log([(12, "live", 1 * S), (12, "lost", 6 * S)])

    assert gone.live_from(12, 7 * S) == 20 * S
    assert gone.not_live_ns(12, 0) == 14 * S


def test_a_tile_that_was_never_marked_counts_to_the_end():
    assert log([(12, "live", 1 * S)]).marked(12, 4 * S) == 20 * S


def test_only_pictures_of_those_cameras_and_that_time_are_counted():
    assert PULLED.shown([12], 3 * S, 9 * S) == 2
    assert PULLED.shown([12, 13], 0, 20 * S) == 4


def test_bars_take_the_worst_case():
    well = {"loop_delay_ms": {"p99": 1.0}, "lost_percent": 0.0}
    result = {
        "cases_s": {
            "reboot_back": [1.0] * 12,
            "pulled_marked": [2.0, 2.1],
            "pulled_back": [3.0, 5.5],
            "killed_not_live": [1.0],
            "killed_back": [1.0],
            "stopped_not_live": [3.5],
            "stopped_back": [4.0],
        },
        "others": {
            "all cameras well": well,
            "4 cameras dead": {"loop_delay_ms": {"p99": 2.5}, "lost_percent": 2.5},
            "a host killed": well,
            "a host stopped": well,
        },
    }

    missed = [bar.what for bar in faults.bars(result) if not bar.is_met]

    assert missed == [
        "packets stop → marked, max",
        "packets return → live, max",
        "4 of 16 cameras dead: others lose",
        "4 of 16 cameras dead: loop delay p99 less that with all well",
        "host stopped: time its tiles are not live, max",
    ]
