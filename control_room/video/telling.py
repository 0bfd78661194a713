"""What a host says in the log of its streams' states: each as it happens, none over and over."""

from __future__ import annotations

import logging
import time
from typing import Final

from control_room.domain.camera import Health

logger = logging.getLogger(__name__)

_MINUTE_S: Final = 60.0


class Telling:
    """Tells of one stream at most once a minute that it came into a state, and how often it did."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._told: dict[Health, tuple[float, int]] = {}

    def tell(self, health: Health, reason: str = "") -> None:
        """The stream came into this state."""
        now_s = time.monotonic()
        told_at_s, untold = self._told.get(health, (-_MINUTE_S, 0))
        if now_s - told_at_s < _MINUTE_S:
            self._told[health] = told_at_s, untold + 1
            return
        self._told[health] = now_s, 0
        logger.info(
            "stream %s is %s%s%s",
            self._label,
            health,
            f": {reason}" if reason else "",
            f" ({untold} times more since last told)" if untold else "",
        )
