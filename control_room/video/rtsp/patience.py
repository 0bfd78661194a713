"""Time-outs that are a camera's fault and never our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

_LOOK_S: Final = 0.25


@asynccontextmanager
async def patience(seconds: float) -> AsyncIterator[None]:
    """Raise TimeoutError when the block takes longer, as `asyncio.timeout` does.

    But a turn of the loop counts as a quarter of a second at most, however long other streams made
    it: an answer that lies here unread is not missing.
    """
    loop = asyncio.get_running_loop()
    left_s = seconds
    timer: asyncio.Handle | None = None
    async with asyncio.timeout(None) as limit:

        def look(waited_s: float) -> None:
            nonlocal left_s, timer
            left_s -= waited_s
            if left_s > 0:
                step_s = min(left_s, _LOOK_S)
                timer = loop.call_later(step_s, look, step_s)
            else:
                limit.reschedule(loop.time())

        timer = loop.call_soon(look, 0.0)
        try:
            yield
        finally:
            timer.cancel()
