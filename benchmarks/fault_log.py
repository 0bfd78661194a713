"""What the tiles showed while something was wrong, so that its times can be told afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

LIVE = "live"


class FaultLog:
    """Health and pictures of the tiles over a recording; times in CLOCK_MONOTONIC nanoseconds.

    What had not happened when the recording ended is told as if it happened then: too early, and
    never as a good figure, as the recording goes on for long.

    Attributes:
        loop_delays_ns: how late each look of the wall at its tiles was.
    """

    def __init__(self, told: dict[str, Any], end_ns: int) -> None:
        """Read what the console has told.

        Args:
            told: its answer to "stop", see `benchmarks.console_under_test`.
            end_ns: when it was asked.
        """
        self._end_ns = end_ns
        self.loop_delays_ns: list[int] = told["loop_delays_ns"]
        self._health: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for camera, health, at_ns in told["health"]:
            self._health[camera].append((health, at_ns))
        self._received: dict[int, set[int]] = defaultdict(set)
        for camera, _stream, received_at_ns, _painted_at_ns in told["pictures"]:
            self._received[camera].add(received_at_ns)

    def live_from(self, camera: int, from_ns: int) -> int:
        """The moment from which the tile was live, not before `from_ns`."""
        for health, since_ns, until_ns in self._spans(camera):
            if health == LIVE and until_ns > from_ns:
                return max(since_ns, from_ns)
        return self._end_ns

    def marked(self, camera: int, from_ns: int) -> int:
        """The first moment, not before `from_ns`, at which the tile was not live."""
        for health, since_ns, until_ns in self._spans(camera):
            if health != LIVE and until_ns > from_ns:
                return max(since_ns, from_ns)
        return self._end_ns

    def not_live_ns(self, camera: int, from_ns: int) -> int:
        """How long, in all, the tile was not live from then on."""
        return sum(
            until_ns - max(since_ns, from_ns)
            for health, since_ns, until_ns in self._spans(camera)
            if health != LIVE and until_ns > from_ns
        )

    def last_picture(self, camera: int, before_ns: int) -> int:
        """When the newest picture that was painted had been received, before that moment."""
        return max((at_ns for at_ns in self._received[camera] if at_ns <= before_ns), default=0)

    def shown(self, cameras: Collection[int], start_ns: int, end_ns: int) -> int:
        """Pictures of these cameras painted of those received between two moments."""
        return sum(
            start_ns <= at_ns < end_ns for camera in cameras for at_ns in self._received[camera]
        )

    def _spans(self, camera: int) -> list[tuple[str, int, int]]:
        """Each state with the moments at which it began and ended."""
        changes = self._health[camera]
        ends_ns = [at_ns for _, at_ns in changes[1:]] + [self._end_ns]
        return [
            (health, since_ns, until_ns)
            for (health, since_ns), until_ns in zip(changes, ends_ns, strict=False)
        ]
