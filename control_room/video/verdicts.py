"""What is known to be wrong with cameras: it outlives their streams, and holds for both of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from control_room.domain.camera import Health, Stream, StreamState
from control_room.video.orders import StreamKey
from control_room.video.watched import Verdict, Watched

_WRONG: Final = (Health.FROZEN, Health.DARK, Health.COVERED, Health.DEFOCUSED)
_OTHER: Final = {Stream.MAIN: Stream.SUB, Stream.SUB: Stream.MAIN}


class Verdicts:
    """Remembers what each stream was found to be until it, or the camera's other one, is live.

    A host that is told never calls the stream live before its pictures have disproved it, so
    whatever became live since has done so.
    """

    def __init__(self) -> None:
        self._verdicts: dict[StreamKey, Verdict] = {}

    def note(self, watched: Mapping[StreamKey, Watched], now_ns: int) -> list[Watched]:
        """Take in what the hosts say now; the streams that have to be told what they `suspect`."""
        to_tell = []
        for key, each in watched.items():
            said = each.slot.state()
            if said.health in _WRONG:
                before = self._verdicts.get(key)
                if before is None or before.health is not said.health:
                    self._verdicts[key] = Verdict(said.health, said.since_ns, now_ns)
                    if sibling := watched.get(_sibling(key)):
                        to_tell.append(sibling)
            elif said.health is Health.LIVE:
                self._acquit(key, said, watched)
        for key, each in watched.items():
            each.suspect = self.against(key, each.slot.state())
        return [each for each in to_tell if each.suspect]

    def against(self, key: StreamKey, said: StreamState | None = None) -> Verdict | None:
        """What keeps the stream, of which its host says `said`, from being believed live."""
        for each in (key, _sibling(key)):
            verdict = self._verdicts.get(each)
            if verdict and not (said and _disproves(said, verdict)):
                return verdict
        return None

    def _acquit(
        self, key: StreamKey, said: StreamState, watched: Mapping[StreamKey, Watched]
    ) -> None:
        for each in (key, _sibling(key)):
            verdict = self._verdicts.get(each)
            # A stream that is watched speaks for itself: one of two encoders may hang.
            may_acquit = each == key or each not in watched
            if verdict and may_acquit and _disproves(said, verdict):
                del self._verdicts[each]


def _disproves(said: StreamState, verdict: Verdict) -> bool:
    return said.health is Health.LIVE and said.since_ns > verdict.noted_at_ns


def _sibling(key: StreamKey) -> StreamKey:
    return key[0], _OTHER[key[1]]
